//! `sangam validate`.

use super::clean;
use crate::support::bench::Bench;
use crate::support::origin::{Origin, Reply};

#[test]
fn a_clean_document_ends_well_and_a_broken_one_with_1() {
    let bench = Bench::empty();
    bench.write("good.xml", &clean("clean.rss"));
    let ended = bench.sangam(&["validate", "good.xml"]).expect(0);
    assert_eq!(ended.stdout, "good.xml: RSS 2.0, 0 errors, 0 warnings\n");
    bench.write("bad.xml", &clean("clean.rss").replace("<ttl>60", "<ttl>0"));
    let ended = bench.sangam(&["validate", "bad.xml"]).expect(1);
    assert!(ended.stdout.starts_with("bad.xml:18:3: error: "), "{}", ended.stdout);
    assert_eq!(ended.stderr.lines().count(), 1, "{}", ended.stderr);
    assert!(ended.stderr.contains("rss-number"), "{}", ended.stderr);
}

#[test]
fn warnings_alone_are_no_failure() {
    let bench = Bench::empty();
    bench.write("feed.xml", &clean("clean.rss").replace("rel=\"self\"", "rel=\"related\""));
    let ended = bench.sangam(&["validate", "--json", "feed.xml"]).expect(0);
    let json = ended.json();
    assert_eq!((&json["errors"], &json["warnings"]), (&0.into(), &1.into()));
    let finding = &json["findings"][0];
    assert_eq!(finding["code"], "self-missing");
    assert_eq!((&finding["line"], &finding["severity"]), (&10.into(), &"warning".into()));
    assert!(finding["source"].as_str().unwrap().contains("RSS profile"), "{finding}");
}

#[test]
fn an_address_is_fetched_and_its_type_and_own_address_are_checked() {
    let feed = clean("clean.rss");
    let origin = Origin::start(move |_| Reply::ok(&feed).header("Content-Type", "text/html"));
    let bench = Bench::new("[[source]]\nid = \"a\"\nurl = \"https://a.example/\"\n");
    let url = origin.url("/feed").to_string();
    let ended = bench.sangam(&["validate", "--json", &url]).expect(0);
    let json = ended.json();
    let codes: Vec<_> =
        json["findings"].as_array().unwrap().iter().map(|f| f["code"].clone()).collect();
    assert_eq!(codes, ["content-type", "self-differs"]);
    assert_eq!(origin.request().path(), "/feed");
}

#[test]
fn a_private_address_is_not_fetched_without_leave() {
    let origin = Origin::always(Reply::ok("x"));
    let ended = Bench::empty().sangam(&["validate", origin.url("/").as_str()]).expect(1);
    assert_eq!(ended.stderr.lines().count(), 1, "{}", ended.stderr);
    assert_eq!(origin.connections(), 0);
}
