//! Subscriptions in and out.

use serde_json::json;

use crate::support::bench::Bench;

const OPML: &str = r#"<?xml version="1.0" encoding="utf-8"?><opml version="2.0"><head/><body>
<outline text="Asia"><outline text="Mill &amp; Field" type="rss" xmlUrl="https://mill.example/feed?a=1&amp;b=2"/></outline>
<outline text="Union news" type="link" url="https://union.example/news"/>
<outline text="There already" type="rss" xmlUrl="http://www.one.example/feed/"/>
<outline text="No address" type="rss" xmlUrl="mill"/>
<outline text="Of another world" type="rss" xmlUrl="gopher://mill.example/"/>
<outline text="Mill &amp; Field" type="rss" xmlUrl="https://other.example/${HOME}"/></body></opml>"#;

const ONE: &str = "\n# Mine, with a reason.\n[[source]]   # odd  spacing\nid = 'one'\nurl = 'https://one.example/feed'\n";

#[test]
fn subscriptions_are_appended_and_the_file_stays_as_it_was() {
    let bench = Bench::new(ONE);
    bench.write("in.opml", OPML);
    let before = bench.read("feeds.toml");
    let report = bench.sangam(&["import", "in.opml", "--json"]).expect(0).json();
    assert_eq!(
        report["sources"],
        json!([
            { "id": "mill-field", "url": "https://mill.example/feed?a=1&b=2", "type": "auto", "tags": ["Asia"] },
            { "id": "union-news", "url": "https://union.example/news", "type": "listing", "tags": [] },
            { "id": "mill-field-2", "url": "https://other.example/${HOME}", "type": "auto", "tags": [] },
        ])
    );
    assert_eq!(report["skipped"].as_array().unwrap().len(), 3);
    let after = bench.read("feeds.toml");
    assert!(after.starts_with(&before), "{after}");
    let rows = bench.sangam(&["sources", "--json"]).expect(0).json();
    assert_eq!(rows.as_array().unwrap().len(), 4);
    assert_eq!(rows[3]["url"], "https://other.example/$%7BHOME%7D");
    let ended = bench.sangam(&["import", "in.opml"]).expect(0);
    assert!(!ended.stdout.contains("added"), "{}", ended.stdout);
    assert_eq!(bench.read("feeds.toml"), after, "a second time adds nothing");
}

#[test]
fn what_is_exported_can_be_imported() {
    let bench = Bench::new(ONE);
    bench.write("in.opml", OPML);
    bench.sangam(&["import", "in.opml"]).expect(0);
    let opml = bench.sangam(&["export"]).expect(0).stdout;
    assert!(!bench.path("sangam.db").exists(), "looking makes no store");
    let other = Bench::new("");
    other.write("out.opml", &opml);
    other.sangam(&["import", "out.opml"]).expect(0);
    let addresses = |bench: &Bench| {
        let rows = bench.sangam(&["sources", "--json"]).expect(0).json();
        let url = |row: &serde_json::Value| row["url"].as_str().unwrap().to_owned();
        let mut urls: Vec<_> = rows.as_array().unwrap().iter().map(url).collect();
        urls.sort();
        urls
    };
    assert_eq!(addresses(&other), addresses(&bench));
    assert_eq!(other.read("feeds.toml").matches("type = \"listing\"").count(), 1);
}

#[test]
fn nothing_is_written_when_something_is_wrong() {
    let bench = Bench::new(&format!("{ONE}frobnicate = 1\n"));
    bench.write("in.opml", OPML);
    let before = bench.read("feeds.toml");
    let ended = bench.sangam(&["import", "in.opml"]).expect(2);
    assert!(ended.stderr.contains("frobnicate"), "{}", ended.stderr);
    bench.sangam(&["import", "no-such-file"]).expect(1);
    assert_eq!(bench.read("feeds.toml"), before);
    assert!(!bench.path("feeds.toml.new").exists());
}
