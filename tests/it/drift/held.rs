//! What is held back leaves nothing behind, and what was not asked says nothing.

use std::fmt::Write;

use chrono::TimeDelta;
use sangam::model::report::PassReport;
use sangam::model::source::SourceId;
use sangam::pipeline::PassOptions;

use super::desk::{Desk, codes, row};
use crate::support::origin::Reply;

const ATOM: &str = "application/atom+xml";
const HTML: &str = "text/html; charset=utf-8";

fn atom(inside: &str) -> String {
    format!(
        "<feed xmlns=\"http://www.w3.org/2005/Atom\" \
         xmlns:at=\"http://purl.org/atompub/tombstones/1.0\"><title>News</title>{inside}</feed>"
    )
}

/// Entries with these numbers, each of a day of its own.
fn entries(numbers: std::ops::Range<u32>) -> String {
    numbers.fold(String::new(), |mut all, n| {
        let day = n % 28 + 1;
        write!(
            all,
            "<entry><id>tag:coop.example,2026:{n}</id><title>The story with the number {n}</title>\
             <published>2026-09-{day:02}T08:00:00Z</published><link href=\"/item/{n}\"/></entry>"
        )
        .unwrap();
        all
    })
}

fn tombstones(numbers: std::ops::Range<u32>) -> String {
    let when = "2026-10-20T00:00:00Z";
    let one = |n| format!("<at:deleted-entry ref=\"tag:coop.example,2026:{n}\" when=\"{when}\"/>");
    numbers.map(one).collect()
}

#[test]
fn a_feed_that_takes_everything_back_at_once_is_held_back_until_that_is_accepted() {
    let mut desk = Desk::new(&atom(&entries(0..10)), ATOM, "type = \"feed\"");
    desk.pass();
    desk.serve(&atom(&tombstones(0..10)), ATOM);
    for _ in 0..2 {
        desk.later(TimeDelta::hours(6));
        let report = desk.pass();
        assert_eq!((codes(&report), report.exit), (vec!["list-empty"], 1));
        assert_eq!((desk.published("/id").len(), row(&report).changed), (10, 0));
    }
    desk.bench.sangam(&["incidents", "coop", "--accept"]).expect(0);
    let report = desk.pass();
    assert_eq!((report.exit, desk.published("/id").len()), (0, 0));
}

fn article(n: u32) -> Reply {
    let text =
        format!("<p>Society {n} counted its votes twice and bought the mill from the bank. ");
    Reply::ok(format!("<!DOCTYPE html><main><h1>Story {n}</h1>{}</main>", text.repeat(6)))
}

#[test]
fn the_pages_of_items_that_are_held_back_are_not_read() {
    let settings = "type = \"feed\"\nfull_text = true";
    let mut desk = Desk::new(&atom(&entries(0..5)), ATOM, settings);
    desk.answer("/item/", article(1));
    desk.pass();
    assert_eq!(desk.asked("/item/"), 5);
    let day = |n| format!("2026-09-{:02}T08:00:00Z", n % 28 + 1);
    let flood = (5..45).map(|n| entries(n..n + 1).replace(&day(n), "2026-10-20T01:00:00Z"));
    desk.serve(&atom(&(entries(0..5) + &flood.collect::<String>())), ATOM);
    for _ in 0..2 {
        desk.later(TimeDelta::hours(6));
        let report = desk.pass();
        assert_eq!((codes(&report), report.exit), (vec!["flood"], 1));
        assert_eq!(desk.published("/id").len(), 5, "nor is half of it let in");
        assert_eq!(desk.asked("/item/"), 5);
    }
    desk.bench.sangam(&["incidents", "coop", "--accept"]).expect(0);
    desk.pass();
    assert_eq!((desk.published("/id").len(), desk.asked("/item/")), (45, 25));
}

fn page(kind: &str) -> String {
    let path = crate::fixtures::path("drift").join(format!("other-page/{kind}.html"));
    std::fs::read_to_string(path).unwrap()
}

/// The warnings of one of two sources.
fn of<'a>(report: &'a PassReport, id: &str) -> Vec<&'a str> {
    let row = report.sources.iter().find(|row| row.id.as_str() == id).unwrap();
    row.warnings.iter().map(|warning| warning.code).collect()
}

fn only(id: &str) -> PassOptions {
    let only = vec![SourceId::new(id).unwrap()];
    PassOptions { force: true, only, ..PassOptions::default() }
}

#[test]
fn a_source_that_was_not_asked_ends_no_incident_and_takes_nothing_for_accepted() {
    let mut desk = Desk::new(&page("before"), HTML, "type = \"listing\"");
    let [news, other] = ["/news", "/other"].map(|path| desk.origin.url(path));
    desk.bench.configure(&format!(
        "host_delay = \"0s\"\n[[source]]\nid = \"coop\"\nurl = \"{news}\"\ntype = \"listing\"\n\
         [[source]]\nid = \"other\"\nurl = \"{other}\"\n"
    ));
    desk.answer("/other", Reply::ok(atom(&entries(0..3))));
    desk.pass();
    desk.serve(&page("after"), HTML);
    desk.later(TimeDelta::hours(6));
    desk.pass_with(&only("coop"));
    desk.bench.sangam(&["incidents", "coop", "--accept"]).expect(0);
    // One source is told to stay away from the host that the two share.
    desk.answer("/other", Reply::status(503).header("Retry-After", "86400"));
    desk.pass_with(&only("other"));
    let asked = desk.asked("/news");
    let report = desk.pass();
    assert_eq!(desk.asked("/news"), asked);
    assert_eq!((of(&report, "coop"), report.exit), (vec!["layout-changed"], 1));
    let [incident] = &desk.incidents()[..] else { panic!() };
    assert!(incident.is_open() && incident.accepted, "{incident:?}");
    desk.later(TimeDelta::days(2));
    desk.answer_as_before();
    assert_eq!(of(&desk.pass_with(&only("coop")), "coop"), ["incident-over"]);
}

#[test]
fn a_failure_on_the_way_leaves_the_incident_open_and_says_so() {
    let mut desk = Desk::new(&page("before"), HTML, "type = \"listing\"");
    desk.pass();
    desk.serve(&page("after"), HTML);
    desk.later(TimeDelta::hours(6));
    desk.pass();
    desk.answer("/news", Reply::status(500));
    desk.later(TimeDelta::hours(6));
    let report = desk.pass();
    assert_eq!(row(&report).error.as_ref().unwrap().code, "status-500");
    assert_eq!((codes(&report), report.exit), (vec!["layout-changed"], 1));
    let stderr = desk.bench.sangam(&["run", "--force"]).expect(1).stderr;
    assert!(stderr.contains("500") && stderr.contains("incidents coop"), "{stderr}");
}

/// A page of news: the last twelve of so many, one a day.
fn news(until: chrono::DateTime<chrono::Utc>, count: i64) -> String {
    let row = |n: i64| {
        let day = (until - TimeDelta::days(count - n)).date_naive();
        format!(
            "<li class=item><h3><a href=/n/{n}>The society of village {n} votes on its plan</a></h3>\
             <span>{day}</span><p>Text about village {n} and more words beside it.</p></li>"
        )
    };
    let rows: String = (count - 11..=count).rev().map(row).collect();
    format!("<title>News</title><main><h1>News</h1><ul>{rows}</ul></main>")
}

/// Another page at the address of the news.
fn adverts() -> String {
    let row = |n: u32| {
        format!(
            "<div class=ad><h4><a href=/shop/{n}>Second-hand tractor of type {n} for sale</a></h4>\
             <i>{n} May 2019</i><p>Good engine, little rust, price on request.</p></div>"
        )
    };
    let rows: String = (1..=12).map(row).collect();
    format!("<title>Shop</title><main><h1>Shop</h1>{rows}</main>")
}

#[test]
fn a_page_of_strangers_is_held_for_as_long_as_it_stays() {
    let mut desk = Desk::new("", HTML, "type = \"listing\"");
    for day in 0..14 {
        desk.serve(&news(desk.now, 40 + day), HTML);
        assert_eq!(codes(&desk.pass()), Vec::<&str>::new(), "day {day}");
        desk.later(TimeDelta::days(1));
    }
    let before = desk.published("/id");
    desk.serve(&adverts(), HTML);
    for day in 0..10 {
        let report = desk.pass();
        assert_eq!((codes(&report), report.exit), (vec!["layout-changed"], 1), "day {day}");
        assert_eq!(desk.published("/id"), before, "the last good items stay");
        desk.later(TimeDelta::days(1));
    }
    assert_eq!(desk.incidents().len(), 1);
}

#[test]
fn a_source_that_is_held_back_and_fails_is_told_of_once() {
    let mut desk = Desk::new("", HTML, "type = \"listing\"");
    desk.serve(&news(desk.now, 40), HTML);
    desk.pass();
    desk.later(TimeDelta::days(1));
    desk.serve("<title>Just a moment...</title><script>window._cf_chl_opt={}</script>", HTML);
    for _ in 0..5 {
        desk.pass();
        desk.later(TimeDelta::hours(6));
    }
    let health = desk.bench.read("public/health.atom.xml");
    assert_eq!(health.matches("<entry>").count(), 1, "{health}");
}
