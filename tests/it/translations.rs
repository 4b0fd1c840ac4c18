//! One story in several languages: tied, never merged.

use serde_json::{Value, json};

use crate::serve::serving;
use crate::support::bench::{Bench, column};
use crate::support::origin::{Origin, Reply, Request};
use crate::support::server::ask;

/// Title, link and day of an item.
type Entry = (&'static str, &'static str, &'static str);

const ENGLISH: [Entry; 4] = [
    (
        "Message by the Director-General for the International Day of Cooperatives, 6 July 2019",
        "https://union.example/statements/4451",
        "05 Jul 2019",
    ),
    (
        "Rice growers of the delta elect their first woman president",
        "https://union.example/en/rice-growers",
        "08 Jul 2019",
    ),
    ("A savings cooperative in Cebu lends to fishers", "https://union.example/cebu", "08 Jul 2019"),
    ("Annual meeting in Manila, 12 July", "https://union.example/meeting", "09 Jul 2019"),
];

const FRENCH: [Entry; 3] = [
    (
        "Message du Directeur général pour la Journée internationale des coopératives le 6 juillet 2019",
        "https://union.example/statements/4452",
        "05 Jul 2019",
    ),
    (
        "La présidente des riziculteurs du delta est élue pour la première fois",
        "https://union.example/fr/rice-growers",
        "09 Jul 2019",
    ),
    (
        "Les pêcheurs et la mer : une exposition à Marseille",
        "https://mer.example/expo",
        "08 Jul 2019",
    ),
];

const SPANISH: [Entry; 2] = [
    (
        "Mensaje del Director General con ocasión del Día Internacional de las Cooperativas, 6 de julio de 2019",
        "https://union.example/statements/4460",
        "05 Jul 2019",
    ),
    (
        "Reunión anual de las cooperativas en Manila, 13 de julio",
        "https://union.example/reunion",
        "09 Jul 2019",
    ),
];

fn feed(entries: &[Entry]) -> String {
    let item = |(title, link, day): &Entry| {
        format!(
            "<item><title>{title}</title><link>{link}</link>\
                 <pubDate>{day} 09:00:00 GMT</pubDate></item>"
        )
    };
    let items: String = entries.iter().map(item).collect();
    format!(
        "<rss version=\"2.0\"><channel><title>News</title><link>https://union.example/</link>\
             <description>d</description>{items}</channel></rss>"
    )
}

fn origin() -> Origin {
    Origin::start(|request: &Request| {
        let text = match request.path() {
            "/en" => feed(&ENGLISH),
            "/fr" => feed(&FRENCH),
            _ => feed(&SPANISH),
        };
        Reply::ok(text).header("Content-Type", "application/rss+xml")
    })
}

fn config(origin: &Origin) -> String {
    let source = |id: &str| {
        format!("[[source]]\nid = \"{id}\"\nurl = \"{}\"\n", origin.url(&format!("/{id}")))
    };
    let feeds = "[[feed]]\nid = \"once\"\ntitle = \"Each story once\"\n\
         prefer_language = [\"es\", \"en\"]\n\
         [[feed]]\nid = \"french\"\ntitle = \"French\"\nwhere = { source = [\"fr\"] }\n";
    ["en", "fr", "es"].map(source).concat() + feeds
}

fn published(bench: &Bench, path: &str) -> String {
    std::fs::read_to_string(bench.path("public").join(path)).unwrap()
}

/// The languages that an item is tied to.
fn tied(feed: &Value, title: &str) -> Vec<String> {
    let items = feed["items"].as_array().unwrap();
    let item = items.iter().find(|item| item["title"] == title).unwrap();
    let others = item["_sangam"]["translations"].as_array().cloned().unwrap_or_default();
    others.iter().map(|other| other["language"].as_str().unwrap().to_owned()).collect()
}

#[test]
fn editions_are_tied_in_every_format_and_none_is_merged() {
    let origin = origin();
    let bench = Bench::new(&config(&origin));
    bench.sangam(&["run"]).expect(0);
    let feed = bench.feed();
    assert_eq!(column(&feed, "/title").len(), ENGLISH.len() + FRENCH.len() + SPANISH.len());
    assert_eq!(tied(&feed, ENGLISH[0].0), ["es", "fr"], "by date, number and words");
    assert_eq!(tied(&feed, FRENCH[0].0), ["en", "es"]);
    assert_eq!(tied(&feed, SPANISH[0].0), ["en", "fr"]);
    assert_eq!(tied(&feed, ENGLISH[1].0), ["fr"], "by an address that differs in its language");
    assert_eq!(tied(&feed, FRENCH[2].0), [""; 0], "another story of that day");
    assert_eq!(tied(&feed, SPANISH[1].0), [""; 0], "another day in July");
    let atom = published(&bench, "atom.xml");
    let link =
        "<link href=\"https://union.example/statements/4452\" rel=\"alternate\" hreflang=\"fr\"/>";
    assert!(atom.contains(link), "{atom}");
    assert!(published(&bench, "rss.xml").contains("hreflang=\"fr\""));
    assert!(published(&bench, "index.html").contains("hreflang=\"fr\""));
    // Told again, nothing changes.
    bench.sangam(&["run", "--force"]).expect(0);
    assert_eq!(bench.feed(), feed);
}

#[test]
fn a_feed_shows_each_story_once_in_the_best_language() {
    let origin = origin();
    let bench = Bench::new(&config(&origin));
    bench.sangam(&["run"]).expect(0);
    let once: Value = serde_json::from_str(&published(&bench, "feeds/once/feed.json")).unwrap();
    let titles = column(&once, "/title");
    let has = |title: &str| titles.contains(&json!(title));
    assert!(has(SPANISH[0].0) && !has(ENGLISH[0].0) && !has(FRENCH[0].0), "{titles:?}");
    assert!(has(ENGLISH[1].0) && !has(FRENCH[1].0), "the next best where the best is missing");
    assert!(has(FRENCH[2].0), "what is in no other language is shown all the same");
    let french: Value = serde_json::from_str(&published(&bench, "feeds/french/feed.json")).unwrap();
    assert_eq!(column(&french, "/title").len(), FRENCH.len(), "its edition only");
}

#[test]
fn a_feed_in_part_shows_each_story_once_too() {
    let origin = origin();
    let bench = Bench::new(&config(&origin));
    bench.sangam(&["run"]).expect(0);
    let (_daemon, address) = serving(&bench);
    let asked = |path: &str| -> Value {
        serde_json::from_slice(&ask(address, "GET", path, "").body).unwrap()
    };
    let whole: Value = serde_json::from_str(&published(&bench, "feeds/once/feed.json")).unwrap();
    let part = asked("/feeds/once/feed.json?source=en,fr,es");
    assert_eq!(part["items"], whole["items"]);
    let limited = asked("/feeds/once/feed.json?limit=3");
    assert_eq!(limited["items"].as_array().unwrap()[..], whole["items"].as_array().unwrap()[..3]);
    let french = asked("/feeds/once/feed.json?source=fr");
    assert_eq!(column(&french, "/title").len(), FRENCH.len(), "there is no other edition in it");
    let title = "Rice growers of the delta elect their first woman president";
    assert!(!tied(&asked("/feed.json?source=en"), title).is_empty());
}

#[test]
fn a_calendar_in_part_has_as_many_as_were_asked_for_and_each_once() {
    let dated = |text: String| {
        let event = "<ev:startdate>2019-09-01</ev:startdate></item>";
        let module = "<rss xmlns:ev=\"http://purl.org/rss/1.0/modules/event/\"";
        text.replace("</item>", event).replace("<rss", module)
    };
    let origin = Origin::start(move |request: &Request| {
        let text = match request.path() {
            "/en" => feed(&ENGLISH),
            "/fr" => feed(&FRENCH),
            _ => feed(&SPANISH),
        };
        Reply::ok(dated(text)).header("Content-Type", "application/rss+xml")
    });
    let bench = Bench::new(&config(&origin));
    bench.sangam(&["run"]).expect(0);
    let titles = |calendar: &str| -> Vec<String> {
        let whole = calendar.replace("\r\n ", "");
        let lines = whole.lines().filter(|line| line.starts_with("SUMMARY:"));
        lines.map(str::to_owned).collect()
    };
    let whole = titles(&published(&bench, "feeds/once/events.ics"));
    assert!(whole.len() < ENGLISH.len() + FRENCH.len() + SPANISH.len(), "{whole:?}");
    let (_daemon, address) = serving(&bench);
    for limit in 1..=whole.len() {
        let path = format!("/feeds/once/events.ics?limit={limit}");
        let part = String::from_utf8(ask(address, "GET", &path, "").body).unwrap();
        assert_eq!(titles(&part), whole[..limit], "{limit}");
    }
}
