//! One item as pages show it.

use std::borrow::Cow;

use chrono::{DateTime, Timelike, Utc};
use serde::Serialize;

use crate::model::change::StoredItem;
use crate::model::edition::Edition;
use crate::model::language::Language;
use crate::model::text::excerpt;
use crate::publish::clean;
use crate::publish::format::json_item::rfc3339;
use crate::publish::shown::{DatePrecision, Shown, ShownSource, mime_type};
use crate::publish::tongues;

use super::happening::{Happening, happening};

/// How many tags an item shows.
const TAGS: usize = 8;

/// How much of a summary an item shows.
const SUMMARY_LENGTH: usize = 600;

/// Something with a name, and perhaps a place.
#[derive(Serialize)]
pub(in crate::publish::format) struct Link {
    pub(super) title: String,
    pub(super) url: Option<String>,
}

/// An item in the words of the templates.
#[derive(Serialize)]
pub(in crate::publish::format) struct Row {
    title: String,
    link: Option<String>,
    language: String,
    direction: Option<&'static str>,
    kind: Option<String>,
    source: String,
    /// For the script: ids of the sources that have it, and all its tags.
    sources: String,
    all_tags: String,
    datetime: String,
    time: Option<String>,
    undated: bool,
    /// What takes place, in words.
    event: Option<Happening>,
    /// The language, where it is not the site's.
    foreign: Option<Cow<'static, str>>,
    summary: Option<String>,
    image: Option<String>,
    tags: Vec<String>,
    /// How many tags there is no room for.
    more_tags: usize,
    also_in: Vec<Link>,
    translations: Vec<Tongue>,
    files: Vec<File>,
}

/// A language, and where the item stands in it.
#[derive(Serialize)]
struct Tongue {
    title: Cow<'static, str>,
    tag: String,
    url: Option<String>,
}

#[derive(Serialize)]
struct File {
    url: String,
    title: String,
    kind: String,
    size: Option<String>,
}

pub(in crate::publish::format) fn row(edition: &Edition, stored: &StoredItem) -> Row {
    let shown = Shown::new(stored, &edition.sources);
    let precision = shown.date_precision();
    let language = shown.item().language.as_ref();
    let site = &edition.site.language;
    let kind = shown.kind();
    let mut tags = shown.tags();
    tags.retain(|tag| Some(tag) != kind.as_ref());
    let all_tags = tags.join(",");
    let more_tags = tags.len().saturating_sub(TAGS);
    tags.truncate(TAGS);
    Row {
        language: language.unwrap_or(site).to_string(),
        direction: language.map(direction),
        kind,
        sources: source_ids(stored),
        all_tags,
        datetime: rfc3339(shown.date()),
        time: (precision == DatePrecision::Second).then(|| clock(shown.date())),
        undated: precision == DatePrecision::FirstSeen,
        foreign: language.filter(|l| l.primary() != site.primary()).map(tongues::name),
        event: shown.item().event.as_ref().map(happening),
        summary: summary(&shown),
        image: shown.image(),
        tags,
        more_tags,
        also_in: also_in(edition, stored),
        translations: translations(edition, stored),
        files: files(&shown),
        source: shown.source.title,
        title: shown.title,
        link: shown.link,
    }
}

/// As `dir` has it.
pub(super) fn direction(language: &Language) -> &'static str {
    if language.is_right_to_left() { "rtl" } else { "ltr" }
}

fn summary(shown: &Shown<'_>) -> Option<String> {
    let summary = excerpt(&shown.summary_or_excerpt()?, SUMMARY_LENGTH);
    (summary != shown.title).then_some(summary)
}

fn source_ids(stored: &StoredItem) -> String {
    let ids: Vec<_> = stored.appearances.iter().map(|one| one.source.as_str()).collect();
    ids.join(" ")
}

fn clock(at: DateTime<Utc>) -> String {
    format!("{:02}:{:02} UTC", at.hour(), at.minute())
}

fn also_in(edition: &Edition, stored: &StoredItem) -> Vec<Link> {
    let others = stored.appearances.iter().skip(1).map(|other| Link {
        title: ShownSource::new(&other.source, &edition.sources).title,
        url: other.item.url.as_ref().and_then(|url| clean::address(url.as_url())),
    });
    others.collect()
}

/// The same story in other languages, each by its own name.
fn translations(edition: &Edition, stored: &StoredItem) -> Vec<Tongue> {
    let others = edition.translations(stored.id);
    others
        .map(|(language, url)| Tongue {
            title: tongues::name(language),
            tag: language.to_string(),
            url: clean::address(url),
        })
        .collect()
}

fn files(shown: &Shown<'_>) -> Vec<File> {
    // The picture is shown already.
    let picture = shown.image();
    let files = shown.attachments().into_iter().filter(|(url, _)| Some(url) != picture.as_ref());
    let files = files.map(|(url, file)| File {
        title: file.title.as_deref().and_then(clean::line).unwrap_or_else(|| last_part(&url)),
        kind: mime_type(file).to_owned(),
        size: file.size_in_bytes.map(size),
        url,
    });
    files.collect()
}

/// A length in decimal units, as shops and browsers give it.
fn size(bytes: u64) -> String {
    match bytes {
        0..1_000 => format!("{bytes} bytes"),
        1_000..1_000_000 => format!("{} kB", bytes / 1_000),
        _ => format!("{}.{} MB", bytes / 1_000_000, bytes % 1_000_000 / 100_000),
    }
}

/// The name of a file in its address; the host where it has none.
fn last_part(url: &str) -> String {
    let path = url.split(['?', '#']).next().unwrap_or(url);
    path.trim_end_matches('/').rsplit('/').next().unwrap_or(path).to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lengths_are_for_people() {
        for (bytes, text) in
            [(0, "0 bytes"), (999, "999 bytes"), (1_000, "1 kB"), (12_345_678, "12.3 MB")]
        {
            assert_eq!(size(bytes), text);
        }
    }

    #[test]
    fn a_file_without_a_title_is_called_by_its_address() {
        for (url, name) in [
            ("https://a.example/b/c.mp3?d=/e", "c.mp3"),
            ("https://a.example/b/", "b"),
            ("https://a.example/", "a.example"),
        ] {
            assert_eq!(last_part(url), name);
        }
    }
}
