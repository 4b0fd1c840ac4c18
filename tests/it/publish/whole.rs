//! What holds for all formats together.

use chrono::TimeDelta;
use sangam::publish::format;

use super::rendered;
use crate::support::editions::{NAMES, edition, large};

#[test]
fn the_same_edition_gives_the_same_bytes() {
    for name in NAMES {
        let (once, again) = (format::render(&edition(name)), format::render(&edition(name)));
        assert_eq!(once.unwrap(), again.unwrap(), "{name}");
    }
}

#[test]
fn every_folder_has_every_file_but_what_the_main_one_has_for_all() {
    let files = |name: &str| {
        let artifacts = format::render(&edition(name)).unwrap();
        artifacts.into_iter().map(|artifact| artifact.path).collect::<Vec<_>>()
    };
    let every = ["rss.xml", "atom.xml", "feed.json", "index.html"];
    let embedded = ["embed.html", "embed.fragment.html", "oembed.json"];
    let mut main = files("seed");
    let pinned = main.iter().position(|file| file.starts_with("embed-")).map(|at| main.remove(at));
    assert!(pinned.is_some());
    let once = ["embed.js", "widget.html"];
    assert_eq!(main, [&every[..], &["feeds.opml", "feed.css"], &embedded, &once].concat());
    let expected: Vec<_> =
        every.iter().chain(&embedded).map(|file| format!("feeds/languages/{file}")).collect();
    assert_eq!(files("languages"), expected);
}

#[test]
fn no_artifact_has_a_character_that_xml_forbids_or_that_a_wrong_encoding_left() {
    for name in NAMES {
        for artifact in format::render(&edition(name)).unwrap() {
            let text = String::from_utf8(artifact.bytes).unwrap();
            let wrong = text.chars().find(|&c| {
                (c < ' ' && c != '\n')
                    || ('\u{7F}'..='\u{9F}').contains(&c)
                    || ('\u{FFFD}'..='\u{FFFF}').contains(&c)
            });
            assert_eq!(wrong, None, "{name}: {}", artifact.path);
            assert!(!text.contains("&#x0") && !text.contains("\\u00"), "{name}: {}", artifact.path);
        }
    }
}

#[test]
fn foreign_markup_is_complete_and_runs_nothing_in_any_format() {
    for file in ["rss.xml", "atom.xml", "feed.json", "index.html"] {
        let text = rendered(&edition("hostile"), file);
        let text = text.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"");
        for wrong in ["onclick", "javascript:", "style=\"color", "<svg><text", "data:image"] {
            assert!(!text.contains(wrong), "{file}: {wrong}");
        }
    }
}

#[test]
fn an_old_entry_is_the_same_bytes_when_a_new_one_arrives() {
    let old = edition("seed");
    let mut new = old.clone();
    let mut item = new.entries[0].clone();
    item.updated += TimeDelta::days(1);
    item.id = edition("rich").entries[0].id;
    new.entries.insert(0, item);
    for (file, element) in [("rss.xml", "item"), ("atom.xml", "entry")] {
        let (before, after) = (rendered(&old, file), rendered(&new, file));
        let entries = |text: &str| super::blocks(text, element);
        assert_eq!(entries(&before)[..], entries(&after)[1..], "{file}");
    }
}

#[test]
fn an_edition_of_5000_entries_is_rendered() {
    let edition = large(5000);
    let artifacts = format::render(&edition).unwrap();
    assert!(artifacts[..4].iter().all(|artifact| artifact.items == 5000));
}

#[test]
fn the_opml_lists_feeds_to_subscribe_to_and_pages_as_links() {
    let text = rendered(&edition("seed"), "feeds.opml");
    assert!(text.contains(r#"<outline text="सहकारी समाचार &amp; मित्र" title="सहकारी समाचार &amp; मित्र" type="rss" xmlUrl="https://samachar.example.in/rss?lang=hi&amp;kind=all"/>"#), "{text}");
    assert!(text.contains(r#"type="link" url="https://www.ilo.org/global/topics/cooperatives/regions/asia/lang--en/index.htm"/>"#), "{text}");
    assert_eq!(text.matches("<outline ").count(), 3);
}

#[test]
fn a_password_in_the_address_of_a_source_is_never_published() {
    let mut edition = edition("seed");
    for source in edition.sources.values_mut() {
        source.url = source.url.replace("https://", "https://me:secret@");
    }
    for artifact in format::render(&edition).unwrap() {
        let text = String::from_utf8(artifact.bytes).unwrap();
        assert!(!text.contains("secret"), "{}", artifact.path);
    }
}
