//! What others make of the artifacts: xmllint, the grammar of RFC 4287, feed-rs, and two readers
//! in Python.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Command;

use chrono::SecondsFormat;
use sangam::model::archive::Place;
use sangam::publish::format;
use serde::Deserialize;
use serde_json::Value;
use tempfile::TempDir;

use super::rendered;
use crate::support::editions::{NAMES, edition};
use crate::support::stage::Stage;
use crate::support::tools::{python, tool};

/// Every artifact of every edition, in a folder an edition.
fn on_disk() -> TempDir {
    let root = tempfile::tempdir().unwrap();
    for name in NAMES {
        for artifact in format::render(&edition(name)).unwrap() {
            let path = root.path().join(name).join(artifact.path);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, artifact.bytes).unwrap();
        }
    }
    root
}

fn path(root: &TempDir, name: &str, file: &str) -> PathBuf {
    root.path().join(name).join(edition(name).folder).join(file)
}

#[track_caller]
fn assert_succeeds(command: &mut Command) -> Vec<u8> {
    let output = command.output().unwrap();
    let stderr = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{command:?}: {stderr}");
    output.stdout
}

#[test]
fn xmllint_finds_rss_atom_and_opml_well_formed() {
    let Some(xmllint) = tool("xmllint") else { return };
    let root = on_disk();
    let mut files: Vec<_> = NAMES.iter().map(|name| path(&root, name, "rss.xml")).collect();
    files.extend(NAMES.iter().map(|name| path(&root, name, "atom.xml")));
    files.push(path(&root, "seed", "feeds.opml"));
    assert_succeeds(Command::new(xmllint).arg("--noout").args(files));
}

fn grammar() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/schemas/atom.rng")
}

#[test]
fn every_atom_feed_follows_the_grammar_of_rfc_4287() {
    let Some(xmllint) = tool("xmllint") else { return };
    let root = on_disk();
    let files = NAMES.iter().map(|name| path(&root, name, "atom.xml"));
    assert_succeeds(
        Command::new(xmllint).args(["--noout", "--relaxng"]).arg(grammar()).args(files),
    );
}

#[test]
fn every_archive_page_follows_the_grammar_of_rfc_4287() {
    let Some(xmllint) = tool("xmllint") else { return };
    let root = tempfile::tempdir().unwrap();
    let files = NAMES.into_iter().flat_map(|name| {
        [Place::full(1), Place::full(2), Place::open(2)].map(|place| {
            let mut edition = edition(name);
            edition.place = place;
            let file = root.path().join(format!("{name}-{}.xml", place.page.unwrap()));
            std::fs::write(&file, &format::archive::render(&edition).unwrap()[0].bytes).unwrap();
            file
        })
    });
    assert_succeeds(
        Command::new(xmllint).args(["--noout", "--relaxng"]).arg(grammar()).args(files),
    );
}

#[test]
fn the_grammar_refuses_what_the_rfc_refuses() {
    let Some(xmllint) = tool("xmllint") else { return };
    let root = tempfile::tempdir().unwrap();
    let good = rendered(&edition("rich"), "atom.xml");
    for (part, instead) in [
        ("<title xml:lang=\"en-IN\">", "<title xml:lang=\"\">"),
        ("<id>urn:uuid:", "<id>"),
        ("04:05:06", "4:05:06"),
        ("<name>Jun Ito</name>", "<name/>"),
        ("term=\"dairy\"", "term=\"\""),
        ("<content xml:lang=\"en-IN\" type=\"html\">", "<content type=\"xhtml\">"),
        ("href=\"https://media.example.org/7.pdf\"", "href=\"7.pdf\""),
        ("<published>", "<created>2026-11-03T04:05:06Z</created><published>"),
    ] {
        let bad = good.replace(part, instead);
        assert_ne!(bad, good, "{part}");
        let file = root.path().join("bad.xml");
        std::fs::write(&file, bad).unwrap();
        let mut command = Command::new(&xmllint);
        command.args(["--noout", "--relaxng"]).arg(grammar()).arg(&file);
        assert!(!command.output().unwrap().status.success(), "{instead}");
    }
}

/// An item as a reader sees it. A reader that cannot tell kinds from tags gives no kind.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
struct Seen {
    id: String,
    title: Option<String>,
    link: Option<String>,
    date: Option<String>,
    #[serde(default)]
    kind: Option<String>,
}

/// What a reader should see: the items as `feed.json` has them.
fn expected(name: &str) -> Vec<Seen> {
    let feed: Value = serde_json::from_str(&rendered(&edition(name), "feed.json")).unwrap();
    let text = |value: &Value| value.as_str().map(str::to_owned);
    let items = feed["items"].as_array().unwrap().iter().map(|item| Seen {
        id: text(&item["id"]).unwrap(),
        title: text(&item["title"]),
        link: text(&item["url"]),
        date: text(&item["date_published"]),
        kind: text(&item["_sangam"]["kind"]),
    });
    items.collect()
}

/// Compares but for three things: a title that stands in for none; one so much like HTML that
/// lenient readers take it for some; and in RSS the dates that are left out as implausible.
#[track_caller]
fn assert_same(reader: &str, name: &str, file: &str, seen: &[Seen], with_kind: bool) {
    let mut expected = expected(name);
    assert_eq!(seen.len(), expected.len(), "{reader} reads every item of {name}/{file}");
    for (expected, seen) in expected.iter_mut().zip(seen) {
        let implausible = |date: &str| !("1990".."2026-11-06").contains(&date);
        if file == "rss.xml" && expected.date.as_deref().is_some_and(implausible) {
            expected.date = None;
        }
        if expected.title.as_deref().is_none_or(|title| title.contains("&lt;")) {
            expected.title.clone_from(&seen.title);
        }
        if !with_kind {
            expected.kind = None;
        }
    }
    assert_eq!(seen, expected, "{reader} reads {name}/{file}");
}

fn through_feed_rs(text: &str) -> Vec<Seen> {
    let feed = feed_rs::parser::parse(text.as_bytes()).unwrap();
    let is_page = |rel: Option<&str>| rel.is_none_or(|rel| rel == "alternate");
    let seen = feed.entries.into_iter().map(|entry| Seen {
        id: entry.id,
        title: entry.title.map(|title| title.content),
        link: entry.links.iter().find(|l| is_page(l.rel.as_deref())).map(|l| l.href.clone()),
        date: entry.published.map(|at| at.to_rfc3339_opts(SecondsFormat::Secs, true)),
        kind: (entry.categories.iter())
            .find(|category| category.scheme.as_deref() == Some("urn:sangam:kind"))
            .map(|category| category.term.clone()),
    });
    seen.collect()
}

#[test]
fn feed_rs_reads_the_same_items() {
    for name in NAMES {
        for (file, with_kind) in [("rss.xml", true), ("atom.xml", true), ("feed.json", false)] {
            let seen = through_feed_rs(&rendered(&edition(name), file));
            assert_same("feed-rs", name, file, &seen, with_kind);
        }
    }
}

/// What each reader sees in each file.
type Readings = BTreeMap<PathBuf, BTreeMap<String, Vec<Seen>>>;

/// Asks the two readers in Python.
fn through_python(files: &[PathBuf]) -> Option<Readings> {
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/readers/read.py");
    let output = assert_succeeds(Command::new(python()?).arg(script).args(files));
    Some(serde_json::from_slice(&output).unwrap())
}

#[test]
fn two_readers_in_python_read_the_same_items() {
    let root = on_disk();
    let files = ["rss.xml", "atom.xml", "feed.json"];
    let all = NAMES.iter().flat_map(|name| files.map(|file| path(&root, name, file)));
    let Some(seen) = through_python(&all.collect::<Vec<_>>()) else { return };
    for name in NAMES {
        for file in files {
            let seen = &seen[&path(&root, name, file)];
            assert_same("atoma", name, file, &seen["atoma"], file == "atom.xml");
            if file != "feed.json" {
                assert_same("feedparser", name, file, &seen["feedparser"], true);
            }
        }
    }
}

/// Every feed of a whole site, by its path: those of `[[feed]]`, those that make themselves, the
/// pages of all archives, and the one of incidents.
fn feeds(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_str().unwrap().to_owned();
        let is_json = path.extension().is_some_and(|extension| extension == "json");
        let is_page = || path.parent().unwrap().ends_with("archive") && is_json;
        if path.is_dir() {
            feeds(&path, found);
        } else if name == "rss.xml"
            || name.ends_with("atom.xml")
            || name == "feed.json"
            || is_page()
        {
            found.push(path);
        }
    }
}

const SITE: &str = "[publish]\nitems = 6\nby = [\"source\", \"kind\", \"tag\", \"language\"]\n\
    [[source]]\nid = \"good\"\nurl = \"https://good.example/rss\"\ntags = [\"dairy & rice\"]\n\
    [[feed]]\nid = \"news\"\ntitle = \"News\"\nwhere = { text = \"Item\" }\n";

#[test]
fn whatever_a_site_publishes_is_read_by_two_readers_that_are_not_ours() {
    let stage = Stage::new(SITE);
    let item = |n: usize| {
        format!(
            "<item><title>Item {n} &amp;amp; more</title><link>http://good.example/{n}</link>\
             <category>Tag {}</category><dc:language>{}</dc:language>\
             <pubDate>Thu, {:02} Jan 2026 10:00:00 GMT</pubDate></item>",
            n % 3,
            ["en", "hi"][n % 2],
            n + 1,
        )
    };
    for (hour, items) in [(0, 9), (5, 14), (10, 20)] {
        let items: String = (0..items).map(item).collect();
        let feed = format!(
            "<rss version=\"2.0\" xmlns:dc=\"http://purl.org/dc/elements/1.1/\"><channel>\
             <title>Good</title>{items}</channel></rss>"
        );
        stage.page("https://good.example/rss", feed);
        stage.pass(hour);
    }
    let mut files = Vec::new();
    feeds(&stage.path().join("public"), &mut files);
    let has = |part: &str| files.iter().any(|file| file.to_str().unwrap().contains(part));
    for part in ["by/source/good/", "by/tag/", "by/language/hi/", "feeds/news/archive/1.atom.xml"] {
        assert!(has(part), "{part}: {files:?}");
    }
    assert!(has("by/tag/") && has("/archive/1.json") && has("health.atom.xml"), "{files:?}");
    let Some(seen) = through_python(&files) else { return };
    for (file, readings) in &seen {
        let text = std::fs::read_to_string(file).unwrap();
        let ours = through_feed_rs(&text);
        let is_health = file.ends_with("health.atom.xml");
        assert!(is_health || !ours.is_empty(), "{}", file.display());
        for (reader, seen) in readings {
            let named = |seen: &[Seen]| {
                let named =
                    seen.iter().map(|one| (one.id.clone(), one.title.clone(), one.link.clone()));
                named.collect::<Vec<_>>()
            };
            assert_eq!(named(seen), named(&ours), "{reader} and feed-rs of {}", file.display());
        }
    }
}
