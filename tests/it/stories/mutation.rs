//! Fifty steps of everything that happens to feeds: nothing is emitted again, nothing is lost.

use std::collections::HashMap;

use chrono::TimeDelta;

use sangam::model::change::{ChangeKind, ItemId};

use super::World;
use super::corpus::{self, Dice, Story};
use super::render::{Format, render};

/// Every kind of change comes up about twice.
const STEPS: usize = 52;

/// Something that a site does.
type Change = fn(&mut Site);

const CHANGES: [(&str, Change); 26] = [
    ("a new story", Site::add),
    ("guids made anew", Site::renew_guids),
    ("permalinks moved", Site::move_pages),
    ("a migration", Site::migrate),
    ("http and https", Site::change_scheme),
    ("tracking", Site::track),
    ("a corrected title", Site::correct),
    ("other quotes and dashes", Site::retype),
    ("no-break spaces", Site::no_breaks),
    ("capitals", Site::capitals),
    ("the site's name behind", Site::name_behind),
    ("a label before", Site::label_before),
    ("texts cut", Site::cut),
    ("texts with a tail", Site::tail),
    ("dates vanish", Site::undate),
    ("dates by day", Site::by_day),
    ("another order", Site::shuffle),
    ("another host", Site::change_host),
    ("pages for telephones", Site::go_mobile),
    ("edited titles", Site::edit),
    ("dates a little off", Site::redate),
    ("entities escaped twice", Site::escape_twice),
    ("guids that are all the same", Site::same_guids),
    ("guids that are the titles", Site::title_guids),
    ("guids that count the places", Site::counting_guids),
    ("a row that stands twice", Site::repeat),
];

/// A site, and all that was done to it so far.
struct Site {
    dice: Dice,
    format: Format,
    /// The stories that it tells, and which of ours each is.
    stories: Vec<(usize, Story)>,
    told: usize,
    move_number: usize,
    /// A row that stands at the end of the list once more.
    repeated: Option<Story>,
    /// What is still to be done before everything is done again.
    deck: Vec<usize>,
}

impl Site {
    fn new(format: Format, seed: u64) -> Self {
        let stories = (0..8).map(|n| (n, corpus::story("site", n))).collect();
        Self {
            dice: Dice(seed),
            format,
            stories,
            told: 8,
            move_number: 0,
            deck: Vec::new(),
            repeated: None,
        }
    }

    /// Does the next thing; says what. Every kind comes up before any does again, in an order that
    /// is another each time.
    fn mutate(&mut self) -> &'static str {
        if self.deck.is_empty() {
            self.deck = (0..CHANGES.len()).collect();
            for at in (1..self.deck.len()).rev() {
                self.deck.swap(at, self.dice.roll(at + 1));
            }
        }
        let (name, change) = CHANGES[self.deck.pop().unwrap()];
        change(self);
        name
    }

    fn each(&mut self, change: impl Fn(usize, &mut Story)) {
        self.stories.iter_mut().for_each(|(n, story)| change(*n, story));
    }

    fn add(&mut self) {
        if self.told < corpus::count() {
            let story = corpus::story("site", self.told);
            self.stories.insert(0, (self.told, story));
            self.told += 1;
        }
    }

    fn renew_guids(&mut self) {
        self.move_number += 1;
        let number = self.move_number;
        self.each(|n, story| story.guid = format!("renewed-{number}-{n}"));
    }

    fn move_pages(&mut self) {
        self.move_number += 1;
        let number = self.move_number;
        self.each(|n, story| {
            story.url = format!("https://site.example/v{number}/{}.html", n * 3 + 11);
        });
    }

    fn migrate(&mut self) {
        self.renew_guids();
        self.move_pages();
    }

    fn change_scheme(&mut self) {
        self.each(|_, story| {
            story.url = match story.url.split_once("://") {
                Some(("https", rest)) => format!("http://www.{}", rest.trim_start_matches("www.")),
                Some((_, rest)) => format!("https://{}", rest.trim_start_matches("www.")),
                None => unreachable!("stories have addresses"),
            };
        });
    }

    fn track(&mut self) {
        self.each(|n, story| {
            let bare = story.url.split('?').next().unwrap().to_owned();
            story.url = format!("{bare}?utm_source=feed&utm_content={n}");
        });
    }

    fn correct(&mut self) {
        let chosen = self.dice.roll(self.stories.len());
        let title = &mut self.stories[chosen].1.title;
        if !title.contains("(corrected)") {
            title.push_str(" (corrected)");
        }
    }

    fn retype(&mut self) {
        self.each(|_, story| story.title = story.title.replace('’', "'").replace('-', "\u{2010}"));
    }

    fn no_breaks(&mut self) {
        self.each(|_, story| story.title = story.title.replacen(' ', "\u{A0}", 1));
    }

    fn capitals(&mut self) {
        self.each(|_, story| story.title = story.title.to_uppercase());
    }

    fn name_behind(&mut self) {
        self.each(|n, story| {
            *story = Story {
                title: format!("{} | Site", corpus::story("site", n).title),
                ..story.clone()
            }
        });
    }

    fn label_before(&mut self) {
        self.each(|n, story| {
            *story = Story {
                title: format!("News: {}", corpus::story("site", n).title),
                ..story.clone()
            }
        });
    }

    fn cut(&mut self) {
        self.each(|n, story| {
            let text = corpus::story("site", n).text;
            let cut: String = text.chars().take(text.chars().count() * 2 / 3).collect();
            story.text = format!("{cut}…");
        });
    }

    fn tail(&mut self) {
        self.each(|n, story| {
            let whole = corpus::story("site", n);
            story.text = format!("{} The post {} appeared first on Site.", whole.text, whole.title);
        });
    }

    fn undate(&mut self) {
        self.each(|n, story| {
            story.date = if story.date.is_some() { None } else { corpus::story("site", n).date };
        });
    }

    fn by_day(&mut self) {
        self.each(|_, story| story.by_day = !story.by_day);
    }

    fn change_host(&mut self) {
        self.move_number += 1;
        let host =
            if self.move_number.is_multiple_of(2) { "site.example" } else { "site-two.example" };
        self.each(|n, story| story.url = format!("https://{host}/2026/story-{}/", n * 7 + 1000));
    }

    fn go_mobile(&mut self) {
        self.each(|n, story| {
            story.url = format!("https://m.site.example/2026/story-{}/amp/", n * 7 + 1000);
        });
    }

    /// Words are added to a title, while its text stays.
    fn edit(&mut self) {
        let chosen = self.dice.roll(self.stories.len());
        let (n, story) = &mut self.stories[chosen];
        let whole = corpus::story("site", *n);
        *story = Story {
            title: format!("{} after all", whole.title),
            text: whole.text,
            ..story.clone()
        };
    }

    fn redate(&mut self) {
        self.each(|n, story| {
            let date = corpus::story("site", n).date;
            story.date = date.map(|date| date + TimeDelta::hours(11));
        });
    }

    fn escape_twice(&mut self) {
        self.each(|n, story| {
            let title = corpus::story("site", n).title;
            story.title = title.replace('’', "&rsquo;").replace(' ', "&#32;");
        });
    }

    fn same_guids(&mut self) {
        self.each(|_, story| "0".clone_into(&mut story.guid));
    }

    fn title_guids(&mut self) {
        self.each(|_, story| story.guid.clone_from(&story.title));
    }

    fn counting_guids(&mut self) {
        for (place, (_, story)) in self.stories.iter_mut().enumerate() {
            story.guid = place.to_string();
        }
    }

    /// The row stands a second time for one pass.
    fn repeat(&mut self) {
        let chosen = self.dice.roll(self.stories.len());
        self.repeated = Some(self.stories[chosen].1.clone());
    }

    fn shuffle(&mut self) {
        let by = self.dice.roll(self.stories.len());
        self.stories.rotate_left(by);
    }
}

/// One pass: the site gives its list, and what came of it is right.
#[track_caller]
fn pass(world: &mut World, site: &Site, ids: &mut HashMap<usize, ItemId>, step: &str) {
    let stories = site.stories.iter().map(|(_, story)| story);
    let stories: Vec<Story> = stories.chain(&site.repeated).cloned().collect();
    let set = world.fetch("site", &render(site.format, "site", &stories));
    for change in set.changes.iter().filter(|change| change.kind == ChangeKind::Added) {
        let title = change.item.item.title.as_deref().unwrap();
        let (n, _) = site
            .stories
            .iter()
            .find(|(_, story)| is_titled(story, title))
            .expect("it is one of ours");
        let before = ids.insert(*n, change.item.id);
        assert_eq!(before, None, "{step}: again {title:?}");
    }
    assert_eq!(world.known.items.len(), site.told, "{step}");
    for (n, story) in &site.stories {
        let item = world.item(ids[n]);
        let shown = item.item.title.as_deref().unwrap();
        assert!(is_titled(story, shown), "{step}: {shown:?} stands for {:?}", story.title);
        let day = corpus::story("site", *n).date.unwrap();
        assert!(
            (item.date - day).abs() < TimeDelta::days(2),
            "{step}: {shown:?} moved to {}",
            item.date
        );
    }
}

fn is_titled(story: &Story, title: &str) -> bool {
    let plain = |text: &str| {
        let text = text.replace("&rsquo;", "’").replace("&#32;", " ");
        text.split_whitespace().collect::<Vec<_>>().join(" ")
    };
    plain(&story.title) == plain(title)
}

#[track_caller]
fn check(format: Format, switches: bool, seed: u64) {
    let mut world = World::default();
    let mut site = Site::new(format, seed);
    let mut ids = HashMap::new();
    pass(&mut world, &site, &mut ids, "the first pass");
    let mut done = Vec::new();
    for step in 0..STEPS {
        world.hour += 6;
        if switches && step % 7 == 3 {
            site.format = Format::ALL[site.dice.roll(4)];
        }
        site.repeated = None;
        done.push(site.mutate());
        let name = format!(
            "{format:?}, seed {seed}, step {step}: {:?}",
            &done[done.len().saturating_sub(4)..]
        );
        pass(&mut world, &site, &mut ids, &name);
        if step % 11 == 5 {
            rolls_off_and_returns(&mut world, &site, &mut ids, &name);
        }
    }
}

/// Half of the list is gone for a pass, and comes back with everything.
#[track_caller]
fn rolls_off_and_returns(
    world: &mut World,
    site: &Site,
    ids: &mut HashMap<usize, ItemId>,
    step: &str,
) {
    let few: Vec<Story> = site.stories.iter().take(3).map(|(_, story)| story.clone()).collect();
    world.hour += 6;
    world.fetch("site", &render(site.format, "site", &few));
    world.hour += 6;
    pass(world, site, ids, &format!("{step}, and back"));
}

#[test]
fn fifty_changes_of_every_kind_bring_nothing_back_and_lose_nothing() {
    for format in Format::ALL {
        for seed in 1..=2 {
            check(format, false, seed * 7919);
        }
    }
}

#[test]
fn a_source_that_changes_its_format_all_the_time_keeps_its_items() {
    for seed in 1..=2 {
        check(Format::Rss, true, seed * 104_729);
    }
}
