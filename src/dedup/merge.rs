//! Merging: what is shown of an item that several sources have.

use std::collections::HashSet;

use url::Url;

use crate::model::change::Appearance;
use crate::model::item::{Attachment, Item};
use crate::model::query::fold;

/// Puts the appearances in the order in which they speak, the primary first, so that what is
/// shown depends on what there is and not on which fetch came home first.
///
/// The earliest source is taken for the original. Of those first seen in one pass, an item that
/// names the feed it was taken from is a copy, and so is one that is dated later; the rest is by
/// name.
pub(super) fn arrange(appearances: &mut [Appearance]) {
    appearances.sort_by_key(|seen| {
        let published = seen.item.published.map(|published| published.at);
        let is_undated = published.is_none();
        (seen.first_seen, seen.item.origin.is_some(), is_undated, published, seen.source.clone())
    });
}

/// What is shown: the primary's version, its gaps filled by the others in turn. A link or title
/// that the primary has is never replaced by a copy's.
pub(super) fn merge(appearances: &[Appearance]) -> Item {
    let (first, rest) = appearances.split_first().expect("an item was brought by some source");
    let mut shown = first.item.clone();
    for other in rest {
        fill(&mut shown, &other.item);
    }
    shown
}

fn fill(shown: &mut Item, other: &Item) {
    fill_gap(&mut shown.title, other.title.as_ref());
    fill_gap(&mut shown.url, other.url.as_ref());
    fill_gap(&mut shown.summary, other.summary.as_ref());
    fill_gap(&mut shown.content, other.content.as_ref());
    fill_gap(&mut shown.image, other.image.as_ref());
    fill_gap(&mut shown.kind, other.kind.as_ref());
    fill_gap(&mut shown.language, other.language.as_ref());
    fill_gap(&mut shown.published, other.published.as_ref());
    if shown.authors.is_empty() {
        shown.authors.clone_from(&other.authors);
    }
    if shown.extensions.is_empty() {
        shown.extensions.clone_from(&other.extensions);
    }
    unite_tags(&mut shown.tags, &other.tags);
    unite_attachments(&mut shown.attachments, &other.attachments);
}

fn fill_gap<T: Clone>(gap: &mut Option<T>, other: Option<&T>) {
    if gap.is_none() {
        *gap = other.cloned();
    }
}

fn unite_tags(tags: &mut Vec<String>, others: &[String]) {
    let mut known: HashSet<String> = tags.iter().map(|tag| fold(tag)).collect();
    tags.extend(others.iter().filter(|other| known.insert(fold(other))).cloned());
}

fn unite_attachments(attachments: &mut Vec<Attachment>, others: &[Attachment]) {
    let mut known: HashSet<Url> = attachments.iter().map(|one| one.url.clone()).collect();
    attachments.extend(others.iter().filter(|other| known.insert(other.url.clone())).cloned());
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::source::SourceId;
    use chrono::DateTime;
    use serde_json::json;

    fn appearance(source: &str, first_seen: i64, fields: &serde_json::Value) -> Appearance {
        let mut item = json!({ "keys": [] });
        item.as_object_mut().unwrap().extend(fields.as_object().unwrap().clone());
        Appearance {
            source: SourceId::new(source).unwrap(),
            item: serde_json::from_value(item).unwrap(),
            position: 0,
            first_seen: DateTime::from_timestamp(first_seen, 0).unwrap(),
            matched: None,
        }
    }

    /// Merges in both orders; fields are compared as JSON.
    #[track_caller]
    fn check(mut versions: Vec<Appearance>, expected: &serde_json::Value) {
        for _ in 0..2 {
            versions.reverse();
            let mut arranged = versions.clone();
            arrange(&mut arranged);
            let shown = serde_json::to_value(merge(&arranged)).unwrap();
            for (field, value) in expected.as_object().unwrap() {
                assert_eq!(shown.get(field), Some(value), "{field}");
            }
        }
    }

    #[test]
    fn the_earliest_source_is_shown_and_its_gaps_are_filled() {
        let first = json!({ "title": "One", "url": "https://a.example/x", "tags": ["News"] });
        let second = json!({ "title": "1", "url": "http://www.a.example/x", "summary": "S",
            "kind": "News", "authors": [{ "name": "Ana" }], "tags": ["NEWS", "LK"] });
        let third = json!({ "summary": "T", "language": "en" });
        let versions = vec![
            appearance("z", 1, &first),
            appearance("a", 2, &second),
            appearance("b", 3, &third),
        ];
        let shown = json!({ "title": "One", "url": "https://a.example/x", "summary": "S",
            "kind": "News", "language": "en", "authors": [{ "name": "Ana" }],
            "tags": ["News", "LK"] });
        check(versions, &shown);
    }

    #[test]
    fn of_one_pass_the_one_that_names_no_origin_is_shown() {
        let copy = json!({ "title": "Copy", "origin": { "title": "The original" } });
        let versions =
            vec![appearance("a", 1, &copy), appearance("z", 1, &json!({ "title": "Original" }))];
        check(versions, &json!({ "title": "Original" }));
        let versions = vec![
            appearance("a", 1, &json!({ "title": "A" })),
            appearance("z", 1, &json!({ "title": "Z" })),
        ];
        check(versions, &json!({ "title": "A" }));
    }

    #[test]
    fn attachments_are_united_by_address() {
        let file = |name: &str, size: u64| {
            json!({ "url": format!("https://a.example/{name}"), "mime_type": "audio/mpeg",
                "size_in_bytes": size })
        };
        let versions = vec![
            appearance("a", 1, &json!({ "attachments": [file("1.mp3", 1)] })),
            appearance("b", 2, &json!({ "attachments": [file("1.mp3", 2), file("2.mp3", 3)] })),
        ];
        check(versions, &json!({ "attachments": [file("1.mp3", 1), file("2.mp3", 3)] }));
    }
}
