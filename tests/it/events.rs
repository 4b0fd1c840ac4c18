//! Events as a calendar, read by another program's rules.

use crate::serve::serving;
use crate::support::bench::Bench;
use crate::support::origin::{Origin, Reply};
use crate::support::server::ask;
use crate::support::stage::Stage;

const FEED: &str = r#"<?xml version="1.0"?>
<rss version="2.0" xmlns:ev="http://purl.org/rss/1.0/modules/event/"
 xmlns:xcal="urn:ietf:params:xml:ns:xcal"><channel><title>Good</title>
<link>http://good.example/</link><description>d</description>
<item><title>A congress, and a fair</title><link>http://good.example/a</link>
<pubDate>Tue, 02 Dec 2025 04:05:06 GMT</pubDate><description>Of all members; of all countries.</description>
<ev:startdate>2026-05-04T09:00:00+02:00</ev:startdate><ev:enddate>2026-05-06T17:00:00+02:00</ev:enddate>
<ev:location>Colombo</ev:location></item>
<item><title>A day of rice</title><link>http://good.example/b</link>
<xcal:dtstart>2026-06-01</xcal:dtstart><xcal:dtend>2026-06-03</xcal:dtend></item>
<item><title>News</title><link>http://good.example/c</link></item>
</channel></rss>"#;

const CONFIG: &str = "[[source]]\nid = \"good\"\nurl = \"https://good.example/rss\"\n\
    [[feed]]\nid = \"news\"\ntitle = \"News\"\nwhere = { text = \"News\" }\n";

#[test]
fn items_that_are_about_an_event_stand_in_a_calendar() {
    let stage = Stage::new(CONFIG);
    stage.page("https://good.example/rss", FEED);
    stage.pass(0);
    let text = stage.read("events.ics");
    assert!(text.ends_with("\r\n") && !text.replace("\r\n", "").contains('\n'));
    let unfolded = text.replace("\r\n ", "");
    let lines: Vec<_> = unfolded.lines().collect();
    assert_eq!(lines.iter().filter(|line| **line == "BEGIN:VEVENT").count(), 2);
    for line in [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "DTSTART:20260504T070000Z",
        "DTEND:20260506T150000Z",
        "SUMMARY:A congress\\, and a fair",
        "DESCRIPTION:Of all members\\; of all countries.",
        "LOCATION:Colombo",
        "URL:http://good.example/a",
        "DTSTART;VALUE=DATE:20260601",
        // xCal's end is the day after the last one, as iCalendar's own.
        "DTEND;VALUE=DATE:20260603",
        "END:VCALENDAR",
    ] {
        assert!(lines.contains(&line), "{line}: {text}");
    }
    let news = stage.path().join("public/feeds/news");
    assert!(news.join("rss.xml").exists() && !news.join("events.ics").exists(), "no event there");
    let before = text;
    stage.pass(5);
    assert_eq!(stage.read("events.ics"), before);
}

#[test]
fn what_is_to_come_stays_in_the_calendar_however_long_ago_it_was_announced() {
    let item = |n: u32, event: &str| {
        format!(
            "<item><title>Item {n}</title><link>http://good.example/{n}</link>\
             <pubDate>{:02} Dec 2025 04:05:06 GMT</pubDate>{event}</item>",
            n + 1
        )
    };
    let feed = |last: u32| {
        let congress = "<ev:startdate>2026-05-04</ev:startdate>";
        let items: String =
            (1..=last).map(|n| item(n, if n == 1 { congress } else { "" })).collect();
        format!("{}{items}</channel></rss>", FEED.split_once("<item>").unwrap().0)
    };
    let stage = Stage::new(&format!("[publish]\nitems = 2\n{CONFIG}"));
    stage.page("https://good.example/rss", feed(1));
    stage.pass(0);
    stage.page("https://good.example/rss", feed(9));
    stage.pass(5);
    stage.page("https://good.example/rss", feed(20));
    stage.pass(10);
    assert!(!stage.read("feed.json").contains("Item 1\""), "the feed shows what is newest");
    let calendar = stage.read("events.ics");
    assert!(calendar.contains("SUMMARY:Item 1\r\n"), "{calendar}");
    assert!(stage.read("index.html").contains("events.ics"));
    stage.pass(15);
    assert_eq!(stage.read("events.ics"), calendar);
}

#[test]
fn a_calendar_without_an_event_is_none_in_part_either() {
    let origin = Origin::always(Reply::ok(FEED).header("Content-Type", "application/rss+xml"));
    let bench = Bench::new(&format!("[[source]]\nid = \"one\"\nurl = \"{}\"\n", origin.url("/")));
    bench.sangam(&["run"]).expect(0);
    let (_daemon, address) = serving(&bench);
    let asked = |query: &str| ask(address, "GET", &format!("/events.ics?{query}"), "");
    for (query, events) in [("source=one", 2), ("q=congress", 1), ("limit=1", 1)] {
        let answer = asked(query);
        assert_eq!(answer.status, 200, "{query}");
        let text = String::from_utf8(answer.body).unwrap();
        assert_eq!(text.matches("BEGIN:VEVENT").count(), events, "{query}");
    }
    // RFC 5545 §3.6: a calendar has at least one component.
    for query in ["q=News", "tag=none", "source=none&limit=5"] {
        assert_eq!(asked(query).status, 404, "{query}");
    }
    assert_eq!(ask(address, "GET", "/feed.json?tag=none", "").status, 200, "a feed may be empty");
}
