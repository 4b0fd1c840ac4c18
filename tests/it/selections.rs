//! Feeds that make themselves, one for each source, kind, tag and language; themes and colours.

use std::fs;

use sangam::config::{Environment, check};
use serde_json::Value;

use crate::support::stage::Stage;

const FEED: &str = r#"<?xml version="1.0"?>
<rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/"><channel><title>Good</title>
<link>http://good.example/</link><description>d</description>
<item><title>A mill</title><link>http://good.example/a</link><category>Rice Mills</category>
<dc:language>hi</dc:language></item>
<item><title>A bank</title><link>http://good.example/b</link><category>rice mills</category>
<category>समाचार</category><dc:language>en-GB</dc:language></item>
</channel></rss>"#;

const CONFIG: &str = "[publish]\nby = [\"source\", \"tag\", \"language\"]\n\
    [[source]]\nid = \"good\"\ntitle = \"Good news\"\nurl = \"https://good.example/rss\"\n";

fn titles(stage: &Stage, folder: &str) -> Vec<String> {
    let feed: Value = serde_json::from_str(&stage.read(&format!("{folder}/feed.json"))).unwrap();
    let items = feed["items"].as_array().unwrap().iter();
    let mut titles: Vec<_> = items.map(|item| item["title"].as_str().unwrap().to_owned()).collect();
    titles.sort();
    titles
}

#[test]
fn every_source_tag_and_language_has_a_feed_of_its_own() {
    let stage = Stage::new(CONFIG);
    stage.page("https://good.example/rss", FEED);
    stage.pass(0);
    assert_eq!(titles(&stage, "by/source/good"), ["A bank", "A mill"]);
    assert_eq!(titles(&stage, "by/tag/rice-mills"), ["A bank", "A mill"], "whatever the case");
    assert_eq!(titles(&stage, "by/language/hi"), ["A mill"]);
    assert_eq!(titles(&stage, "by/language/en"), ["A bank"], "with its regions");
    assert!(stage.read("by/language/hi/index.html").contains("<bdi>हिन्दी</bdi></h1>"));
    assert!(!stage.path().join("public/by/kind").exists(), "nobody asked for that");
    let page = stage.read("index.html");
    assert!(page.contains("<a href=\"by/language/hi/index.html\""), "a plain link: {page}");
    let tags = fs::read_dir(stage.path().join("public/by/tag")).unwrap().count();
    assert_eq!(tags, 2, "one of them in a script that folders are not written in");
}

#[test]
fn a_feed_that_made_itself_changes_with_its_items_only() {
    let stage = Stage::new(CONFIG);
    stage.page("https://good.example/rss", FEED);
    stage.pass(0);
    let changed = |hours: i64| {
        let report = stage.pass(hours);
        let names = ["by/language/hi/atom.xml", "by/language/en/atom.xml"];
        names.map(|name| {
            report.published.iter().find(|file| file.path == name).expect("it is there").changed
        })
    };
    assert_eq!(changed(1), [false, false]);
    stage.page("https://good.example/rss", FEED.replace("A bank", "A coffee house"));
    assert_eq!(changed(2), [false, true]);
    stage.page("https://good.example/rss", FEED.replace(">hi<", ">ta<"));
    assert_eq!(changed(3), [true, true]);
    assert_eq!(titles(&stage, "by/language/ta"), ["A mill"]);
}

#[test]
fn a_theme_and_colours_are_taken_as_they_are_or_refused_with_the_reason() {
    let folder = tempfile::tempdir().unwrap();
    let theme = folder.path().join("ours");
    let said = |publish: &str| {
        let text = format!(
            "[site]\ntitle = \"T\"\nurl = \"https://feeds.example.coop/\"\n[publish]\n{publish}\n\
             [[source]]\nid = \"a\"\nurl = \"https://a.example/\"\n"
        );
        check(&text, &folder.path().join("feeds.toml"), &Environment::default())
    };
    let refused = |publish: &str| said(publish).unwrap_err().to_string();
    let theme_refused = || refused("theme = \"ours\"");
    assert!(theme_refused().contains("there is no such folder"));
    fs::create_dir(&theme).unwrap();
    assert!(theme_refused().contains("it has none of index.html"), "{}", theme_refused());
    fs::write(theme.join("index.html"), "<p>{{ title }").unwrap();
    assert!(theme_refused().contains("index.html:1"), "{}", theme_refused());
    fs::write(theme.join("index.html"), "<p>{{ titel }}</p>").unwrap();
    assert!(theme_refused().contains("what no page has: titel"), "{}", theme_refused());
    fs::write(theme.join("status.html"), "{% for n in range(2) %}{{ loop.index }}{% endfor %}")
        .unwrap();
    fs::write(theme.join("index.html"), "<p>{{ title }}</p>").unwrap();
    let look = "look = { link = \"#123456\", dark = { link = \"pink\" } }";
    let look = said(&format!("theme = \"ours\"\n{look}")).unwrap().plan.publish.look;
    assert_eq!(look.files["index.html"], "<p>{{ title }}</p>");
    assert!(look.variables.contains("--river:#123456") && look.variables.contains("--river:pink"));
    let wrong =
        refused("look = { link = \"red;} body { display: none\", dark = { kolour = \"x\" } }");
    assert!(wrong.contains("link in [publish.look] expects a CSS colour"), "{wrong}");
    assert!(wrong.contains("unknown key \"kolour\""), "{wrong}");
    assert!(refused("by = [\"kinds\"]").contains("did you mean \"kind\"?"));
}
