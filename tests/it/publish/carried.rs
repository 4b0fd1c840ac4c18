//! What items carry along in other vocabularies: written again in every format, and nothing else
//! comes of it.

use sangam::model::document::Document;
use sangam::model::extension::Extension;
use sangam::read::{ReadOptions, read};

use super::rendered;
use crate::support::editions::edition;

/// What our own reader finds in the first item of an artifact.
fn read_back(name: &str, file: &str) -> Vec<Extension> {
    let body = rendered(&edition(name), file).into_bytes().into();
    let document = Document { url: None, content_type: None, body };
    read(&document, &ReadOptions::default()).unwrap().items.remove(0).extensions
}

/// In the order of their names, which is how both crates write them.
fn sorted(mut extensions: Vec<Extension>) -> Vec<Extension> {
    for extension in &mut extensions {
        extension.attributes.sort();
        extension.children = sorted(std::mem::take(&mut extension.children));
    }
    extensions.sort_by(|a, b| (&a.namespace, &a.name).cmp(&(&b.namespace, &b.name)));
    extensions
}

#[test]
fn what_is_carried_along_comes_back_from_rss_and_atom() {
    let mut carried = edition("rich").entries[0].item.extensions.clone();
    // A feed of many sources is no podcast.
    carried.retain(|extension| extension.prefix != "itunes");
    // A prefix that everybody knows is the one that is written.
    carried[2].prefix = "georss".to_owned();
    // A role and a group of nobody's taxonomy would cost readers on feed-rs the whole feed.
    assert_eq!(carried[1].name, "person");
    carried[1].attributes.clear();
    for file in ["rss.xml", "atom.xml"] {
        assert_eq!(sorted(read_back("rich", file)), sorted(carried.clone()), "{file}");
    }
}

#[test]
fn json_feed_has_it_under_our_own_name() {
    let feed: serde_json::Value =
        serde_json::from_str(&rendered(&edition("rich"), "feed.json")).unwrap();
    let carried = &feed["items"][0]["_sangam"]["extensions"];
    assert_eq!(carried[0]["name"], "transcript");
    assert_eq!(carried[0]["attributes"]["type"], "text/vtt");
    assert_eq!(carried[3]["children"][0]["children"][0]["text"], "22.55 72.95");
}

#[test]
fn a_vocabulary_under_a_prefix_of_ours_gets_another() {
    let found = read_back("hostile", "rss.xml");
    let names: Vec<_> = found.iter().map(|found| (&*found.namespace, &*found.name)).collect();
    assert!(names.contains(&("urn:example:x", "note")), "{names:?}");
    assert!(found.iter().all(|found| found.prefix != "atom"));
    let text = rendered(&edition("hostile"), "rss.xml");
    assert!(!text.contains("<script>alert(1)</script> ]]>"), "{text}");
}
