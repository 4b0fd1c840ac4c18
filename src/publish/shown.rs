//! A stored item as every format shows it: cleaned, with stand-ins for what must not be missing.

use std::borrow::Cow;
use std::collections::BTreeMap;

use chrono::{DateTime, Datelike, SubsecRound, TimeDelta, Utc};
use serde::Serialize;

use crate::model::change::StoredItem;
use crate::model::date::Precision;
use crate::model::edition::SourceInfo;
use crate::model::item::{Attachment, Item};
use crate::model::source::SourceId;
use crate::model::text::{excerpt, html_to_text};
use crate::publish::clean;

/// Scheme of the category that holds an item's kind; the same for every site, so that whoever
/// reads several feeds knows it again.
pub(crate) const KIND_SCHEME: &str = "urn:sangam:kind";

/// Scheme of the categories that hold tags.
pub(crate) const TAG_SCHEME: &str = "urn:sangam:tag";

/// How long a title is that the first words of a text stand in for.
const TITLE_LENGTH: usize = 80;

/// How long a summary is that the beginning of a text stands in for.
const SUMMARY_LENGTH: usize = 300;

/// How much of an item's HTML is looked at for that: enough for markup around a few words.
const EXCERPTED_BYTES: usize = 16 * 1024;

/// How many bytes a character of an excerpt mostly takes with its markup, at most.
const MARKUP_RATIO: usize = 4;

/// A character reference that is cut in two leaves no more than this behind.
const LONGEST_REFERENCE: usize = 32;

/// Readers take dates before this for nonsense (1970, 1900, year 0 are what broken programs
/// write), and validators warn of them.
const FIRST_PLAUSIBLE_YEAR: i32 = 1990;

/// A stored item, ready to be put into a format.
pub(crate) struct Shown<'a> {
    stored: &'a StoredItem,
    /// Plain text, one line, never empty.
    pub(crate) title: String,
    /// Its page.
    pub(crate) link: Option<String>,
    /// Plain text that the source gave as summary.
    pub(crate) summary: Option<String>,
    /// The source that it is shown as coming from.
    pub(crate) source: ShownSource,
}

/// A source, ready to be put into a format.
pub(crate) struct ShownSource {
    /// Never empty.
    pub(crate) title: String,
    /// Its address, where it is one.
    pub(crate) url: Option<String>,
    /// Something that a reader could subscribe to.
    pub(crate) is_feed: bool,
}

/// How much of the date shown was given.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum DatePrecision {
    /// A day; the time is no time.
    Day,
    /// A moment.
    Second,
    /// Nothing was given that can be used; it is when the item was first seen.
    FirstSeen,
}

impl From<Precision> for DatePrecision {
    fn from(precision: Precision) -> Self {
        match precision {
            Precision::Day => Self::Day,
            Precision::Second => Self::Second,
        }
    }
}

/// The date that is shown of an item: where it stands, or when it was first seen, where it stands
/// with its neighbors for want of a date of its own.
#[must_use]
pub fn shown_date(stored: &StoredItem) -> DateTime<Utc> {
    match date_precision(stored) {
        DatePrecision::FirstSeen => stored.first_seen,
        DatePrecision::Day | DatePrecision::Second => stored.date,
    }
}

/// When the source says that it last changed an item, if that can be: what is later than
/// `updated` is in the future, or was no change.
pub(crate) fn shown_change(stored: &StoredItem) -> Option<DateTime<Utc>> {
    stored.item.modified.filter(|at| at.trunc_subsecs(0) <= stored.updated)
}

/// The precision of [`shown_date`].
#[must_use]
pub fn date_precision(stored: &StoredItem) -> DatePrecision {
    match stored.item.published {
        Some(given) if given.at == stored.date => given.precision.into(),
        // It was edited, and stands where that puts it.
        Some(given) if stored.date > given.at && stored.date != stored.first_seen => {
            DatePrecision::Second
        }
        Some(given) if stored.date != stored.first_seen => given.precision.into(),
        // The moment of the last change, for want of a date of publication.
        None if stored.item.modified.is_some() && stored.date != stored.first_seen => {
            DatePrecision::Second
        }
        // It was edited, and stands where that puts it.
        None if stored.date > stored.first_seen => DatePrecision::Second,
        _ => DatePrecision::FirstSeen,
    }
}

impl<'a> Shown<'a> {
    pub(crate) fn new(stored: &'a StoredItem, sources: &BTreeMap<SourceId, SourceInfo>) -> Self {
        let item = &stored.item;
        let summary = item.summary.as_deref().and_then(clean::line);
        let link = item.url.as_ref().and_then(|url| clean::address(url.as_url()));
        let source = ShownSource::new(&stored.primary().source, sources);
        let title = title(item, summary.as_deref(), link.as_deref())
            .unwrap_or_else(|| source.title.clone());
        Self { stored, title, link, summary, source }
    }

    /// HTML.
    pub(crate) fn content(&self) -> Option<Cow<'a, str>> {
        let html = clean::characters(self.stored.item.content.as_ref()?.as_str());
        (!html.trim().is_empty()).then_some(html)
    }

    /// `urn:uuid:…`
    pub(crate) fn id(&self) -> String {
        self.stored.id.to_string()
    }

    /// Its date.
    pub(crate) fn date(&self) -> DateTime<Utc> {
        shown_date(self.stored)
    }

    /// How much of [`Self::date`] was given.
    pub(crate) fn date_precision(&self) -> DatePrecision {
        date_precision(self.stored)
    }

    /// When its source says that it last changed it, if that can be.
    pub(crate) fn change(&self) -> Option<DateTime<Utc>> {
        shown_change(self.stored)
    }

    /// Its date, unless readers would take it for nonsense: before 1990, or later than when the
    /// item was written down.
    pub(crate) fn plausible_date(&self) -> Option<DateTime<Utc>> {
        let latest = self.stored.updated.max(self.stored.first_seen) + TimeDelta::days(1);
        let date = self.date();
        (date.year() >= FIRST_PLAUSIBLE_YEAR && date <= latest).then_some(date)
    }

    pub(crate) fn updated(&self) -> DateTime<Utc> {
        self.stored.updated
    }

    /// The summary, or the beginning of the text.
    pub(crate) fn summary_or_excerpt(&self) -> Option<String> {
        self.summary.clone().or_else(|| text_excerpt(&self.stored.item, SUMMARY_LENGTH))
    }

    pub(crate) fn kind(&self) -> Option<String> {
        self.stored.item.kind.as_deref().and_then(clean::line)
    }

    pub(crate) fn tags(&self) -> Vec<String> {
        tags(&self.stored.item)
    }

    /// Kind and tags, each with the scheme that tells them apart.
    pub(crate) fn categories(&self) -> Vec<(String, &'static str)> {
        let kind = self.kind().map(|kind| (kind, KIND_SCHEME));
        kind.into_iter().chain(self.tags().into_iter().map(|tag| (tag, TAG_SCHEME))).collect()
    }

    pub(crate) fn image(&self) -> Option<String> {
        self.stored.item.image.as_ref().and_then(clean::address)
    }

    /// Attached files with a web address, each with it.
    pub(crate) fn attachments(&self) -> Vec<(String, &'a Attachment)> {
        let files = self.stored.item.attachments.iter();
        files.filter_map(|file| Some((clean::address(&file.url)?, file))).collect()
    }

    pub(crate) fn rights(&self) -> Option<String> {
        self.stored.item.rights.as_deref().and_then(clean::line)
    }

    pub(crate) fn language(&self) -> Option<&'a str> {
        self.stored.item.language.as_ref().map(crate::model::language::Language::as_str)
    }

    /// The item as it is stored, for what needs no cleaning.
    pub(crate) fn item(&self) -> &'a Item {
        &self.stored.item
    }

    /// Addresses of the item in other sources, where they differ from its own.
    pub(crate) fn other_links(&self) -> Vec<String> {
        let mut links: Vec<String> = Vec::new();
        for appearance in self.stored.appearances.iter().skip(1) {
            let link = appearance.item.url.as_ref().and_then(|url| clean::address(url.as_url()));
            if let Some(link) = link
                && Some(&link) != self.link.as_ref()
                && !links.contains(&link)
            {
                links.push(link);
            }
        }
        links
    }
}

impl ShownSource {
    pub(crate) fn new(id: &SourceId, sources: &BTreeMap<SourceId, SourceInfo>) -> Self {
        let info = sources.get(id);
        let title = info.and_then(|info| clean::line(&info.title));
        Self {
            title: title.unwrap_or_else(|| id.to_string()),
            url: info.and_then(|info| clean::address_of(&info.url)),
            is_feed: info.is_some_and(|info| info.is_feed),
        }
    }
}

/// An item's tags, cleaned, each once.
pub(crate) fn tags(item: &Item) -> Vec<String> {
    let mut tags = Vec::new();
    for tag in item.tags.iter().filter_map(|tag| clean::line(tag)) {
        if !tags.contains(&tag) {
            tags.push(tag);
        }
    }
    tags
}

/// A MIME type in its form `type/subtype`, without parameters; what has another form is called bytes.
pub(crate) fn mime_type(file: &Attachment) -> &str {
    let is_token = |part: &str| {
        let is_legal = |byte: u8| byte.is_ascii_alphanumeric() || b"!#$&-^_.+".contains(&byte);
        !part.is_empty() && part.bytes().all(is_legal)
    };
    let bare = file.mime_type.split(';').next().unwrap_or_default().trim();
    match bare.split_once('/') {
        Some((kind, subtype)) if is_token(kind) && is_token(subtype) => bare,
        _ => "application/octet-stream",
    }
}

/// The title, else the first words of the text, else the address without its scheme.
fn title(item: &Item, summary: Option<&str>, link: Option<&str>) -> Option<String> {
    let own = item.title.as_deref().and_then(clean::line);
    let words = || summary.map(|text| excerpt(text, TITLE_LENGTH));
    let text = || text_excerpt(item, TITLE_LENGTH);
    let place = || {
        let link = link?.split_once("://")?.1;
        Some(link.split(['?', '#']).next()?.trim_end_matches('/').to_owned())
    };
    own.or_else(words).or_else(text).or_else(place)
}

/// The beginning of the text, from the beginning of the HTML: an item can bring a megabyte of it,
/// and most have no more markup than words.
fn text_excerpt(item: &Item, limit: usize) -> Option<String> {
    let html = item.content.as_ref()?.as_str();
    let short = head_text(html, EXCERPTED_BYTES.min(limit * MARKUP_RATIO));
    let is_enough = |text: &String| text.chars().nth(limit + LONGEST_REFERENCE).is_some();
    let text = short.filter(is_enough).or_else(|| head_text(html, EXCERPTED_BYTES))?;
    clean::line(&excerpt(&text, limit))
}

/// The text of the first bytes of an item's HTML, without a tag or a reference that is cut in two.
fn head_text(html: &str, bytes: usize) -> Option<String> {
    let mut head = &html[..html.floor_char_boundary(bytes)];
    if head.len() < html.len() {
        for (begin, end) in [('<', '>'), ('&', ';')] {
            let cut = head.rfind(begin).filter(|at| !head[*at..].contains(end));
            head = &head[..cut.unwrap_or(head.len())];
        }
    }
    clean::line(&html_to_text(head))
}

#[cfg(test)]
mod tests {
    use url::Url;

    use super::*;
    use crate::model::item::Attachment;

    #[track_caller]
    fn check(given: &str, expected: &str) {
        let url = Url::parse("https://a.example/f").unwrap();
        let file = Attachment {
            url,
            mime_type: given.to_owned(),
            size_in_bytes: None,
            duration_in_seconds: None,
            title: None,
        };
        assert_eq!(mime_type(&file), expected);
    }

    #[test]
    fn what_is_no_mime_type_is_called_bytes() {
        check("audio/mpeg", "audio/mpeg");
        check("image/svg+xml", "image/svg+xml");
        check("mp3", "application/octet-stream");
        check("audio/", "application/octet-stream");
        check("text/html; charset=utf-8", "text/html");
        check("a b/c", "application/octet-stream");
    }
}
