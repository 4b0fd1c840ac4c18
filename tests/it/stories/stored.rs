//! Every kind of change through the whole of it: documents, the store, what is published.

use chrono::TimeDelta;
use serde_json::Value;

use sangam::model::document::Document;
use sangam::pipeline;

use super::corpus::{self, Story};
use super::render::{Format, render};
use crate::support::bench::column;
use crate::support::stage::{Stage, hour};

/// When the first pass is: after the stories were told.
const START: i64 = 6500;

const OTHER: &str = "[[source]]\nid = \"other\"\nurl = \"https://other.example/\"\n";

/// A site under the id that the configuration gives it.
fn source(id: &str) -> String {
    format!("{OTHER}[[source]]\nid = \"{id}\"\nurl = \"https://site.example/news\"\n")
}

/// A site, what it tells, and what was published of it.
struct Site {
    stage: Stage,
    format: Format,
    stories: Vec<Story>,
    hours: i64,
    before: Value,
    /// What is held back as too much at once is taken for right: a person looked at it.
    is_accepted: bool,
}

impl Site {
    fn new(format: Format) -> Self {
        let stage = Stage::new(&source("site"));
        let other = corpus::story("other", 20);
        stage.page("https://other.example/", render(Format::Rss, "other", &[other]));
        let stories = (0..8).map(|n| corpus::story("site", n)).collect();
        let mut site =
            Self { stage, format, stories, hours: START, before: Value::Null, is_accepted: true };
        site.pass();
        site.before = site.stage.feed();
        assert_eq!(column(&site.before, "/id").len(), 9, "{format:?}");
        site
    }

    fn pass(&mut self) -> u32 {
        let added = self.read();
        let open = self.stage.ask(async |store| store.incidents(true).await.unwrap());
        let Some(incident) = open.first() else { return added };
        assert!(self.is_accepted, "{:?}: {incident:?}", self.format);
        self.stage.ask(async |store| assert!(store.accept_incident(incident.id).await.unwrap()));
        added + self.read()
    }

    fn read(&mut self) -> u32 {
        let page = render(self.format, "site", &self.stories);
        self.stage.page("https://site.example/news", page);
        self.hours += 6;
        self.stage.pass(self.hours).sources.iter().map(|source| source.added).sum()
    }

    /// Passes twice, and compares with what was published before: what changed are these fields.
    #[track_caller]
    fn check(&mut self, change: &str, differ: &[&str]) {
        let name = format!("{:?}: {change}", self.format);
        assert_eq!(self.pass(), 0, "{name}: nothing is new");
        let now = self.stage.feed();
        for field in ["/id", "/title", "/url", "/date_published", "/_sangam/updated"] {
            let (now, before) = (column(&now, field), column(&self.before, field));
            if differ.contains(&field) {
                assert_ne!(now, before, "{name}: {field}");
            } else {
                assert_eq!(now, before, "{name}: {field}");
            }
        }
        self.pass();
        assert_eq!(self.stage.feed(), now, "{name}: once is enough");
        self.before = now;
    }

    fn each(&mut self, change: impl Fn(usize, &mut Story)) {
        (0..).zip(&mut self.stories).for_each(|(n, story)| change(n, story));
    }

    /// Does something to every address.
    fn move_to(&mut self, from: &str, to: &str) {
        self.each(|_, story| story.url = story.url.replace(from, to));
    }

    fn configured(self, config: &str) -> Self {
        Self { stage: self.stage.configured(config), ..self }
    }

    /// The store is lost, and made anew from what was published.
    fn rebuild(&self) {
        for end in ["", "-wal", "-shm"] {
            let _ = std::fs::remove_file(self.stage.path().join(format!("sangam.db{end}")));
        }
        let body = self.stage.read("feed.json").into();
        let document = Document { url: None, content_type: None, body };
        let plan = self.stage.plan();
        let salvaged = pipeline::salvage(&document, &plan, &[], hour(self.hours)).unwrap();
        self.stage.ask(async |store| {
            let done = pipeline::restore(store, salvaged).await.unwrap();
            store.amend(done.amendment).await.unwrap();
            store.tie(done.ties, None).await.unwrap();
        });
    }
}

/// An address changed; nothing else that readers see does.
const MOVED: [&str; 2] = ["/url", "/_sangam/updated"];

fn everything_happens_to(format: Format) {
    let mut site = Site::new(format);
    site.check("nothing", &[]);
    site.each(|n, story| story.guid = format!("renewed-{n}"));
    site.check("guids made anew", &[]);
    site.each(|n, story| story.url = format!("https://site.example/n/tale-of-{}.html", n * 3 + 11));
    site.check("permalinks moved", &MOVED);
    site.move_to("https://", "http://www.");
    site.check("https to http", &MOVED);
    site.move_to("http://www.", "https://");
    site.check("http to https", &MOVED);
    site.move_to("site.example", "new-site.example");
    site.check("another host", &MOVED);
    site.stories[3].title.push_str(" after all");
    site.check("a title edited", &["/title", "/_sangam/updated"]);
    site.each(|n, story| {
        let date = corpus::story("site", n).date;
        story.date = date.map(|date| date + TimeDelta::hours(if n == 2 { 11 } else { 0 }));
    });
    site.check("a date edited", &["/date_published", "/_sangam/updated"]);
    let mut site = site.configured(&source("renamed"));
    site.check("the source renamed", &[]);
    site.stories[5].title.push_str(" (corrected)");
    site.check("a title edited after that", &["/title", "/_sangam/updated"]);
    let titles = column(&site.before, "/title");
    assert!(titles.iter().any(|title| title.as_str().unwrap().ends_with("(corrected)")));
    let mut site = site.configured(OTHER);
    site.check("the source removed", &[]);
    site.each(|n, story| story.guid = format!("renewed-again-{n}"));
    let mut site = site.configured(&source("renamed"));
    site.check("added again", &[]);
    let now = hour(site.hours);
    site.each(|n, story| {
        story.guid = format!("migrated-{n}");
        story.url = format!("https://new-site.example/archive/tale-of-{}.html", n * 3 + 11);
        story.date = Some(now - TimeDelta::minutes(i64::try_from(n).unwrap()));
    });
    site.is_accepted = false;
    site.check("a migration that dates everything anew", &MOVED);
    site.hours += 24 * 20;
    site.stories[4].title.push_str(" at last");
    site.check("a title edited long after that", &["/title", "/_sangam/updated"]);
    site.is_accepted = true;
    site.rebuild();
    site.check("a store made anew", &[]);
    site.each(|n, story| story.guid = format!("renewed-at-last-{n}"));
    site.check("guids made anew after that", &[]);
}

#[test]
fn nothing_that_happens_to_rss_brings_an_item_back() {
    everything_happens_to(Format::Rss);
}

#[test]
fn nothing_that_happens_to_atom_brings_an_item_back() {
    everything_happens_to(Format::Atom);
}

#[test]
fn nothing_that_happens_to_json_brings_an_item_back() {
    everything_happens_to(Format::Json);
}

#[test]
fn nothing_that_happens_to_a_listing_brings_an_item_back() {
    everything_happens_to(Format::Listing);
}
