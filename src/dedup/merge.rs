//! Merging: what is shown of an item that several sources have.

use std::collections::HashSet;

use url::Url;

use super::rank::is_returned;
use super::text;
use super::title::Title;
use crate::model::change::Appearance;
use crate::model::item::{Attachment, Item, Key};
use crate::model::query::fold;
use crate::model::text::SafeHtml;

/// What is shown: the primary's version, with what is missing taken from the others in turn. Their
/// text is taken only where it is the primary's: more of the same words, or of the same page. A
/// repost has its own words, and they are not the original's.
pub(super) fn merge(appearances: &[Appearance]) -> Item {
    let (first, rest) = appearances.split_first().expect("an item was brought by some source");
    let mut shown = first.item.clone();
    let mut speaker = Speaker::new(&first.item);
    for other in rest.iter().filter(|other| !is_returned(other)) {
        speaker.take_text(&mut shown, &other.item);
        // Who only points to the page of another says so in words of its own.
        let may_speak = other.is_at_home() || !first.is_at_home();
        fill(&mut shown, &other.item, may_speak && speaker.is_page_of(&other.item));
    }
    shown
}

/// The primary's words, as far as they were found.
struct Speaker {
    pages: HashSet<Key>,
    summary: Words,
    content: Words,
}

/// What was said so far: the beginning in words, and how long the whole is.
struct Words {
    texts: Vec<text::Text>,
    length: usize,
}

impl Speaker {
    fn new(item: &Item) -> Self {
        let (summary, content) = Words::of(item);
        Self { pages: pages(item), summary, content }
    }

    /// Both stand for one page, or one of them for none that is known.
    fn is_page_of(&self, other: &Item) -> bool {
        let theirs = pages(other);
        self.pages.is_empty() || theirs.is_empty() || !self.pages.is_disjoint(&theirs)
    }

    fn take_text(&mut self, shown: &mut Item, other: &Item) {
        let (summary, content) = Words::of(other);
        if summary.is_more_of(&self.summary) {
            shown.summary.clone_from(&other.summary);
            self.summary = summary;
        }
        if content.is_more_of(&self.content) {
            shown.content.clone_from(&other.content);
            self.content = content;
        }
    }
}

impl Words {
    /// Of an item's summary and of its content.
    fn of(item: &Item) -> (Self, Self) {
        let title = item.title.as_deref().map(Title::new).unwrap_or_default();
        let words = |plain: Option<String>, length| {
            let texts = text::texts(plain.as_slice(), &title);
            Self { texts, length }
        };
        let length = |text: Option<&str>| text.map_or(0, str::len);
        let (summary, html) = (item.summary.as_deref(), item.content.as_ref());
        (
            words(summary.map(str::to_owned), length(summary)),
            words(text::plain_content(item), length(html.map(SafeHtml::as_str))),
        )
    }

    /// The same text, with more of it; of two that both go on beyond what is compared, the one
    /// that is longer by more than a tail.
    fn is_more_of(&self, other: &Self) -> bool {
        let count =
            |words: &Self| words.texts.iter().map(|text| text.len()).max().unwrap_or_default();
        let (here, there) = (count(self), count(other));
        let is_longer = || here >= text::WORDS && self.length > other.length + other.length / 4;
        let same = || matches!(text::compare(&self.texts, &other.texts), text::Likeness::Same(_));
        (here > there || here == there && is_longer()) && same()
    }
}

/// What names an item's page, and the content that it shows.
fn pages(item: &Item) -> HashSet<Key> {
    let is_page = |key: &&Key| matches!(key, Key::Site(_) | Key::Url(_));
    let url = item.url.iter().map(|url| Key::Url(url.key()));
    item.keys.iter().filter(is_page).cloned().chain(url).collect()
}

fn fill(shown: &mut Item, other: &Item, is_same_page: bool) {
    fill_gap(&mut shown.title, other.title.as_ref());
    fill_gap(&mut shown.url, other.url.as_ref());
    fill_gap(&mut shown.language, other.language.as_ref());
    if is_same_page {
        fill_gap(&mut shown.summary, other.summary.as_ref());
        fill_gap(&mut shown.content, other.content.as_ref());
        fill_gap(&mut shown.image, other.image.as_ref());
        fill_gap(&mut shown.kind, other.kind.as_ref());
        if shown.authors.is_empty() {
            shown.authors.clone_from(&other.authors);
        }
        unite_attachments(&mut shown.attachments, &other.attachments);
    }
    fill_gap(&mut shown.event, other.event.as_ref());
    if shown.extensions.is_empty() {
        shown.extensions.clone_from(&other.extensions);
    }
    unite_tags(&mut shown.tags, &other.tags);
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
    use super::super::rank::arrange;
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
            nearness: 0,
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
    fn of_two_parts_of_a_site_the_one_with_the_page_in_it_is_shown() {
        let page = |folder: &str| json!({ "title": "One", "url": format!("https://a.example/{folder}/1") });
        let of = |source, nearness, folder| Appearance {
            nearness,
            ..appearance(source, 1, &page(folder))
        };
        let first = |mut versions: Vec<Appearance>| {
            arrange(&mut versions);
            versions[0].source.to_string()
        };
        assert_eq!(first(vec![of("africa", 1, "news"), of("asia", 3, "asia")]), "asia");
        // How deep the pages of two sites stand says nothing.
        let mut other = of("b", 3, "deep/deeper");
        other.item.url = serde_json::from_value(json!("https://b.example/x/y/1")).unwrap();
        assert_eq!(first(vec![of("a", 1, "news"), other]), "a");
    }

    #[test]
    fn who_points_to_a_page_does_not_speak_for_it() {
        let page = json!({ "title": "One", "url": "https://a.example/x" });
        let pointer =
            json!({ "title": "1", "url": "https://a.example/x", "summary": "Seen there." });
        let cut = json!({ "title": "1", "url": "https://c.example/1", "summary": "Nine villages share the harbour that …" });
        let whole = json!({ "title": "One", "url": "https://a.example/x",
            "summary": "Nine villages share the harbour that was dredged in spring." });
        let at_home =
            |source: &str, fields| Appearance { nearness: 1, ..appearance(source, 1, fields) };
        let mut versions = vec![at_home("z", &page), appearance("a", 1, &pointer)];
        arrange(&mut versions);
        assert_eq!(merge(&versions).summary, None);
        // More of the original's own words are taken from whoever has them.
        let mut versions = vec![at_home("c", &cut), appearance("d", 1, &whole)];
        arrange(&mut versions);
        let shown = merge(&versions);
        assert_eq!(shown.title.as_deref(), Some("1"));
        assert!(shown.summary.unwrap().ends_with("spring."));
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
