//! The life of an incident, from the first pass that notices it to the one that ends it.

use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;
use std::time::SystemTime;

use chrono::TimeDelta;
use sangam::model::drift::Verdict;
use sangam::pipeline::PassOptions;

use super::desk::{Desk, codes, row};
use crate::fixtures;
use crate::support::origin::Reply;

const HTML: &str = "text/html; charset=utf-8";
const RSS: &str = "application/rss+xml";

fn read(name: &str) -> String {
    fs::read_to_string(fixtures::path("drift").join(name)).unwrap()
}

fn listing(case: &str, settings: &str) -> Desk {
    Desk::new(&read(&format!("{case}/before.html")), HTML, settings)
}

const PINNED: &str =
    "type = \"listing\"\nheal = \"HEAL\"\n[source.listing]\nitem = \"li.news-item\"
title = \"h3\"\nlink = \"h3 a\"\ndate = \".date\"\nkind = \".prehead\"\nsummary = \".intro\"\n";

fn pinned(heal: &str) -> String {
    PINNED.replace("HEAL", heal)
}

/// What is published of items; how the sources are stands beside it.
fn items(desk: &Desk) -> BTreeMap<PathBuf, (Vec<u8>, SystemTime)> {
    let mut files = desk.bench.published();
    files.retain(|path, _| {
        let name = path.file_name().unwrap().to_str().unwrap();
        !name.starts_with("status.") && !name.starts_with("health.")
    });
    files
}

#[test]
fn an_incident_is_opened_once_and_said_to_be_over_once() {
    let mut desk = listing("other-page", "type = \"listing\"");
    desk.pass();
    let before = items(&desk);
    desk.serve(&read("other-page/after.html"), HTML);
    for _ in 0..4 {
        desk.later(TimeDelta::hours(6));
        let report = desk.pass();
        assert_eq!((codes(&report), report.exit), (vec!["layout-changed"], 1));
        assert_eq!(items(&desk), before, "the last good items stay");
        assert_eq!(desk.incidents().len(), 1, "one incident, however long it lasts");
    }
    let [incident] = &desk.incidents()[..] else { panic!() };
    assert_eq!(incident.verdict, Verdict::LayoutChanged);
    assert!(incident.expected.contains("10 items") && incident.came.contains("0 of them known"));
    assert_eq!(incident.last_seen - incident.opened, TimeDelta::hours(18));
    desk.serve(&read("other-page/before.html"), HTML);
    desk.later(TimeDelta::hours(6));
    let report = desk.pass();
    assert_eq!((codes(&report), report.exit), (vec!["incident-over"], 0));
    assert_eq!(items(&desk), before);
    let report = desk.pass();
    assert_eq!((codes(&report), report.exit), (vec![], 0));
    assert!(desk.incidents()[0].closed.is_some());
}

#[test]
fn what_is_held_back_is_asked_for_again_in_full() {
    let mut desk = listing("dates-lost", "type = \"listing\"");
    desk.pass();
    desk.serve(&read("dates-lost/after.html"), HTML);
    desk.later(TimeDelta::hours(6));
    desk.pass();
    desk.later(TimeDelta::hours(6));
    desk.pass();
    let asked = desk.origin.requests();
    let pages = asked.iter().filter(|request| request.path() != "/robots.txt");
    let tags: Vec<_> = pages.map(|request| request.header("if-none-match")).collect();
    assert_eq!(tags[0], None);
    assert!(tags[1].is_some() && tags[1] == tags[2], "still that of the last good page: {tags:?}");
    // The good page is back, and the server says that it is the one that we know.
    desk.serve(&read("dates-lost/before.html"), HTML);
    desk.later(TimeDelta::hours(6));
    let report = desk.pass();
    assert_eq!((row(&report).status, codes(&report)), (Some(304), vec!["incident-over"]));
}

#[test]
fn a_source_that_is_not_due_is_still_in_trouble() {
    let mut desk = listing("other-page", "type = \"listing\"");
    desk.pass();
    desk.serve(&read("other-page/after.html"), HTML);
    desk.later(TimeDelta::hours(6));
    desk.pass();
    let report = desk.pass_with(&PassOptions::default());
    assert_eq!((codes(&report), report.exit), (vec!["layout-changed"], 1));
    let asked = desk.origin.requests();
    let pages = asked.iter().filter(|request| request.path() != "/robots.txt");
    assert_eq!(pages.count(), 2, "it was not asked for");
}

#[test]
fn a_dry_run_judges_and_changes_nothing() {
    let mut desk = listing("other-page", "type = \"listing\"");
    desk.pass();
    desk.serve(&read("other-page/after.html"), HTML);
    desk.later(TimeDelta::hours(6));
    let dry = PassOptions { force: true, dry_run: true, ..PassOptions::default() };
    assert_eq!(codes(&desk.pass_with(&dry)), ["layout-changed"]);
    assert!(desk.incidents().is_empty());
}

#[test]
fn a_repair_lasts_until_the_configuration_changes() {
    let mut desk = listing("healed", &pinned("auto"));
    desk.pass();
    let (ids, dates) = (desk.published("/id"), desk.published("/date_published"));
    desk.serve(&read("healed/after.html"), HTML);
    desk.later(TimeDelta::days(10));
    let report = desk.pass();
    assert_eq!((codes(&report), report.exit), (vec!["layout-changed", "layout-healed"], 0));
    assert_eq!(row(&report).added, 2);
    let [incident] = &desk.incidents()[..] else { panic!() };
    assert!(!incident.is_open() && !incident.selectors.is_empty(), "{incident:?}");
    let published = desk.published("/id");
    assert!(ids.iter().all(|id| published.contains(id)));
    let after = desk.published("/date_published");
    assert!(dates.iter().all(|date| after.contains(date)));
    // From now on that is how it is read, and nothing more is said.
    let more = read("healed/after.html").replace("Nurses in Colombo", "Doctors in Colombo");
    desk.serve(&more, HTML);
    let report = desk.pass();
    assert_eq!((codes(&report), report.exit, row(&report).changed), (vec![], 0, 1));
    // Another configuration is read as it says.
    desk.configure(&pinned("auto").replace("li.news-item", "li.news-item, li.other"));
    let report = desk.pass();
    assert_eq!(row(&report).error.as_ref().unwrap().code, "no-items-matched");
    desk.configure(
        &pinned("auto").replace("li.news-item", "div.card").replace("h3", ".card__title"),
    );
    let report = desk.pass();
    assert_eq!((row(&report).seen, report.exit), (10, 0), "{report:?}");
}

#[test]
fn the_old_page_comes_back() {
    let mut desk = listing("healed", &pinned("auto"));
    desk.pass();
    desk.serve(&read("healed/after.html"), HTML);
    desk.later(TimeDelta::days(1));
    desk.pass();
    desk.serve(&read("ordinary-news/after.html"), HTML);
    desk.later(TimeDelta::days(1));
    // Some sites show two layouts in turn: that is said once.
    for _ in 0..2 {
        let report = desk.pass();
        assert_eq!((codes(&report), report.exit), (vec![], 0));
        assert_eq!((row(&report).seen, desk.published("/id").len()), (10, 12));
        desk.serve(&read("healed/after.html"), HTML);
        desk.later(TimeDelta::days(1));
    }
    assert_eq!(desk.incidents().len(), 1);
}

#[test]
fn a_proposal_is_applied_when_it_is_accepted() {
    for heal in ["suggest", "off"] {
        let mut desk = listing("healed", &pinned(heal));
        desk.pass();
        let ids = desk.published("/id");
        desk.serve(&read("healed/after.html"), HTML);
        desk.later(TimeDelta::days(10));
        let report = desk.pass();
        assert_eq!((codes(&report), report.exit), (vec!["layout-changed"], 1));
        let named = row(&report).warnings[0].message.contains("--accept");
        assert_eq!(named, heal == "suggest");
        assert_eq!(desk.published("/id"), ids);
        let shown = desk.bench.sangam(&["incidents", "coop"]).expect(0).stdout;
        assert!(shown.contains("item = ") && shown.contains("--accept"), "{shown}");
        desk.bench.sangam(&["incidents", "coop", "--accept"]).expect(0);
        let report = desk.pass_with(&PassOptions::default());
        assert_eq!((codes(&report), report.exit), (vec!["incident-over"], 0));
        assert_eq!(desk.published("/id").len(), 12);
        desk.later(TimeDelta::hours(6));
        assert_eq!(codes(&desk.pass()), Vec::<&str>::new());
    }
}

#[test]
fn a_flood_that_is_accepted_is_let_in() {
    let mut desk = Desk::new(&read("feed-flood/before.xml"), RSS, "type = \"feed\"");
    desk.pass();
    desk.serve(&read("feed-flood/after.xml"), RSS);
    desk.later(TimeDelta::hours(6));
    assert_eq!((desk.pass().exit, desk.published("/id").len()), (1, 11));
    desk.later(TimeDelta::hours(6));
    assert_eq!((desk.pass().exit, desk.published("/id").len()), (1, 11), "and stays out");
    desk.bench.sangam(&["incidents", "1", "--accept"]).expect(0);
    let report = desk.pass();
    assert_eq!((report.exit, codes(&report)), (0, vec!["incident-over"]));
    assert_eq!(desk.published("/id").len(), 51);
}

#[test]
fn items_at_new_addresses_keep_ids_and_dates() {
    let mut desk = listing("addresses-changed", "type = \"listing\"");
    desk.pass();
    let columns = ["/id", "/title", "/date_published"];
    let before = columns.map(|column| desk.published(column));
    desk.serve(&read("addresses-changed/after.html"), HTML);
    desk.later(TimeDelta::hours(6));
    desk.pass();
    assert_eq!(columns.map(|column| desk.published(column)), before);
    let urls = desk.published("/url");
    assert!(urls.iter().all(|url| url.as_str().unwrap().contains("/en/stories/")), "{urls:?}");
    desk.later(TimeDelta::hours(6));
    assert_eq!(codes(&desk.pass()), Vec::<&str>::new(), "that is where they are now");
}

#[test]
fn a_site_that_falls_silent_is_told_and_may_be_allowed_to() {
    let mut desk = listing("ordinary-news", "type = \"listing\"");
    desk.pass();
    for _ in 0..60 {
        desk.later(TimeDelta::days(1));
        if desk.pass().exit == 1 {
            break;
        }
    }
    let [incident] = &desk.incidents()[..] else { panic!() };
    assert_eq!(incident.verdict, Verdict::SiteQuiet);
    // A week was its longest silence.
    assert_eq!(incident.came, "nothing new for 43 days");
    desk.bench.sangam(&["incidents", "coop", "--accept"]).expect(0);
    desk.later(TimeDelta::days(1));
    assert_eq!(codes(&desk.pass()), ["incident-over"]);
    desk.later(TimeDelta::days(30));
    assert_eq!(desk.pass().exit, 0);
}

#[test]
fn people_see_one_line_and_the_evidence() {
    let mut desk = listing("other-page", "type = \"listing\"");
    assert_eq!(desk.bench.sangam(&["run"]).expect(0).stderr, "");
    assert_eq!(desk.bench.sangam(&["incidents"]).expect(0).stdout, "");
    desk.serve(&read("other-page/after.html"), HTML);
    desk.later(TimeDelta::hours(6));
    let ended = desk.bench.sangam(&["run", "--force"]).expect(1);
    assert_eq!(ended.stderr.lines().count(), 1, "{}", ended.stderr);
    assert!(ended.stderr.contains("layout-changed") && ended.stderr.contains("incidents coop"));
    // The next one from cron, before the source is due.
    let ended = desk.bench.sangam(&["run"]).expect(1);
    assert_eq!(ended.stderr.lines().count(), 1, "{}", ended.stderr);
    let list = desk.bench.sangam(&["incidents"]).expect(0).stdout;
    assert_eq!(list.lines().count(), 2, "{list}");
    let page = desk.bench.sangam(&["incidents", "coop", "--page"]).expect(0).stdout;
    assert_eq!(page, read("other-page/after.html"));
    let json = desk.bench.sangam(&["incidents", "1", "--json"]).expect(0).json();
    assert_eq!((&json["code"], &json["source"]), (&"layout-changed".into(), &"coop".into()));
    let sources = desk.bench.sangam(&["sources", "--json"]).expect(0).json();
    assert_eq!(sources[0]["state"], "incident");
    assert_eq!(sources[0]["incident"]["code"], "layout-changed");
    desk.bench.sangam(&["incidents", "none"]).expect(2);
    desk.serve(&read("other-page/before.html"), HTML);
    let ended = desk.bench.sangam(&["run", "--force"]).expect(0);
    assert_eq!(ended.stderr.lines().count(), 1, "{}", ended.stderr);
    assert_eq!(desk.bench.sangam(&["run", "--force"]).expect(0).stderr, "");
    let list = desk.bench.sangam(&["incidents", "--all"]).expect(0).stdout;
    assert_eq!(list.lines().count(), 2, "{list}");
    desk.bench.sangam(&["incidents", "1", "--accept"]).expect(2);
}

#[test]
fn a_suggestion_for_a_page_that_cannot_be_read_stands_in_the_one_line() {
    for (heal, says) in [("suggest", "--accept"), ("off", "see `sangam incidents coop`")] {
        let mut desk = listing("healed", &pinned(heal));
        desk.pass();
        desk.serve(&read("healed/after.html"), HTML);
        desk.later(TimeDelta::days(10));
        assert_eq!(row(&desk.pass()).error.as_ref().unwrap().code, "no-items-matched");
        let stderr = desk.bench.sangam(&["run", "--force"]).expect(1).stderr;
        assert_eq!(stderr.lines().count(), 1, "{stderr}");
        assert!(stderr.contains("layout-changed") && stderr.contains(says), "{stderr}");
    }
}

#[test]
fn a_doubt_is_none_the_surer_for_a_source_that_is_only_quiet() {
    let mut desk = listing("half-the-rows", &pinned("off"));
    desk.pass();
    desk.later(TimeDelta::days(50));
    assert_eq!(codes(&desk.pass()), ["site-quiet"]);
    desk.serve(&read("half-the-rows/after.html"), HTML);
    for code in ["site-quiet", "layout-changed"] {
        desk.later(TimeDelta::hours(6));
        let report = desk.pass();
        assert_eq!((codes(&report), report.exit), (vec![code], 1));
    }
}

#[test]
fn what_could_not_be_read_cannot_be_accepted() {
    let settings = "type = \"listing\"\nheal = \"off\"";
    let mut desk = listing("other-page", settings);
    desk.pass();
    desk.serve(&read("other-page/after.html"), HTML);
    desk.later(TimeDelta::hours(6));
    desk.pass();
    desk.bench.sangam(&["incidents", "coop", "--accept"]).expect(0);
    // Before the next fetch it becomes a page that lists nothing.
    desk.serve("<!DOCTYPE html><title>News</title><p>We are moving house.</p>", HTML);
    desk.later(TimeDelta::hours(6));
    assert_eq!(
        (codes(&desk.pass()), desk.incidents()[0].accepted),
        (vec!["layout-changed"], false)
    );
    let refused = desk.bench.sangam(&["incidents", "coop", "--accept"]).expect(2);
    assert!(refused.stderr.contains("no items came"), "{}", refused.stderr);
    desk.serve(&read("other-page/before.html"), HTML);
    desk.later(TimeDelta::hours(6));
    assert_eq!(codes(&desk.pass()), ["incident-over"]);
}

#[test]
fn a_wall_is_noticed_whatever_its_status() {
    let moment = "<!DOCTYPE html><title>Just a moment...</title><p>Checking your browser.</p>";
    let form =
        "<!DOCTYPE html><title>Members</title><h1>Log in</h1><form><input type=password></form>";
    let said = Reply::status(403).header("cf-mitigated", "challenge");
    for (reply, code, page) in [
        (Reply::status(503).body(moment), "challenge-page", Some(moment)),
        (Reply::status(403).body(form), "login-page", Some(form)),
        (said, "challenge-page", None),
    ] {
        let mut desk = listing("ordinary-news", "type = \"listing\"");
        desk.pass();
        let before = items(&desk);
        desk.answer("/news", reply);
        desk.later(TimeDelta::hours(6));
        let report = desk.pass();
        assert_eq!((codes(&report), report.exit), (vec![code], 1));
        assert!(items(&desk) == before, "what was published stays as it was");
        let [incident] = &desk.incidents()[..] else { panic!() };
        assert_eq!(incident.page_bytes, page.map(|page| page.len() as u64));
        desk.bench.sangam(&["incidents", "coop", "--accept"]).expect(2);
        desk.answer_as_before();
        desk.later(TimeDelta::days(2));
        assert_eq!(codes(&desk.pass()), ["incident-over"]);
    }
    // A status that says what it says is no wall.
    let mut desk = listing("ordinary-news", "type = \"listing\"");
    desk.pass();
    desk.answer("/news", Reply::status(503).body(form));
    desk.later(TimeDelta::hours(6));
    assert_eq!((codes(&desk.pass()), desk.incidents().len()), (vec![], 0));
}

#[test]
fn what_a_page_says_is_no_order_to_the_terminal_of_an_operator() {
    let mut desk = listing("other-page", "type = \"listing\"");
    desk.pass();
    let class = "class=\"links&#27;]0;x&#7;&#x202e;\"";
    desk.serve(&read("other-page/after.html").replace("class=\"links\"", class), HTML);
    desk.later(TimeDelta::hours(6));
    assert_eq!(codes(&desk.pass()), ["layout-changed"]);
    let came = &desk.incidents()[0].came;
    assert!(came.contains("div.links"), "{came}");
    assert!(!came.contains(|c: char| c.is_control() || c == '\u{202e}'), "{came:?}");
}
