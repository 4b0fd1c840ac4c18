//! The item as JSON: one shape for `feed.json`, `parse`, `preview` and `items --json`.

use std::collections::BTreeMap;

use chrono::{DateTime, SecondsFormat, Utc};
use serde::Serialize;

use crate::model::change::StoredItem;
use crate::model::edition::SourceInfo;
use crate::model::item::{Attachment, Item, Person};
use crate::model::source::SourceId;
use crate::model::tombstone::{Cause, Tombstone};
use crate::model::translation::Translation;
use crate::publish::clean;
use crate::publish::format::json_also_in::JsonAlsoIn;
use crate::publish::format::json_event::JsonEvent;
use crate::publish::format::json_extension::JsonExtension;
use crate::publish::shown::{self, DatePrecision, ShownSource};

/// An item of JSON Feed 1.1. A field without a value is left out, never `null` or `""`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct JsonItem {
    /// Our id; in `parse` and `preview` the guid, else the address, else the first key.
    pub id: String,
    /// Its page.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
    /// What it is about, where that is another page.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub external_url: Option<String>,
    /// Plain text.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// Plain text.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub summary: Option<String>,
    /// Sanitized HTML.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub content_html: Option<String>,
    /// Plain text: where there is no HTML, in `feed.json` alone.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub content_text: Option<String>,
    /// A picture that stands for it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub image: Option<String>,
    /// RFC 3339, UTC.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub date_published: Option<String>,
    /// RFC 3339, UTC: the source's own date of its last change.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub date_modified: Option<String>,
    /// Who wrote it.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub authors: Vec<JsonPerson>,
    /// Tags.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub tags: Vec<String>,
    /// Language tag.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub language: Option<String>,
    /// Attached files.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub attachments: Vec<JsonAttachment>,
    /// What JSON Feed has no field for.
    #[serde(rename = "_sangam")]
    pub sangam: JsonItemExtension,
}

/// `_sangam` of an item.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct JsonItemExtension {
    /// `News`, `Article`, …
    #[serde(skip_serializing_if = "Option::is_none")]
    pub kind: Option<String>,
    /// The publisher's own id.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub guid: Option<String>,
    /// How much of `date_published` was given.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub date_precision: Option<DatePrecision>,
    /// When it was published or last changed here: Atom's `updated`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub updated: Option<String>,
    /// Rights, plain text.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rights: Option<String>,
    /// A page with comments.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub comments_url: Option<String>,
    /// What takes place.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub event: Option<JsonEvent>,
    /// What the source says in vocabularies that JSON Feed has nothing of.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub extensions: Vec<JsonExtension>,
    /// Where it comes from.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub source: Option<JsonSource>,
    /// The other sources that have it.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub also_in: Vec<JsonAlsoIn>,
    /// The same story in other languages.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub translations: Vec<JsonTranslation>,
    /// Why it is not shown: in `items --hidden` and `explain` alone.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub taken_down: Vec<JsonTombstone>,
}

/// The same story in another language.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct JsonTranslation {
    /// Id of the item that it is.
    pub id: String,
    /// Its language.
    pub language: String,
    /// Its page.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
}

impl From<&Translation> for JsonTranslation {
    fn from(translation: &Translation) -> Self {
        Self {
            id: translation.id.to_string(),
            language: translation.language.to_string(),
            url: translation.url.as_ref().and_then(clean::address),
        }
    }
}

/// Why an item is not shown.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct JsonTombstone {
    /// `hidden`, `retracted` or `merged`.
    pub cause: &'static str,
    /// RFC 3339, UTC.
    pub at: String,
    /// The source that took it back.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub source: Option<String>,
    /// Id of the item that it is a part of.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub part_of: Option<String>,
    /// The operator's reason, or the source's comment.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
}

impl From<&Tombstone> for JsonTombstone {
    fn from(tombstone: &Tombstone) -> Self {
        let (cause, source, part_of) = match &tombstone.cause {
            Cause::Hidden => ("hidden", None, None),
            Cause::Retracted(source) => ("retracted", Some(source.to_string()), None),
            Cause::Merged(whole) => ("merged", None, Some(whole.to_string())),
        };
        let (at, reason) = (rfc3339(tombstone.at), tombstone.note.clone());
        Self { cause, at, source, part_of, reason }
    }
}

/// A person. `_email` because JSON Feed has no field for it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct JsonPerson {
    /// Name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// Home page.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
    /// E-mail address.
    #[serde(rename = "_email", skip_serializing_if = "Option::is_none")]
    pub email: Option<String>,
}

/// An attached file.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct JsonAttachment {
    /// Address.
    pub url: String,
    /// MIME type.
    pub mime_type: String,
    /// Title.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// Length.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub size_in_bytes: Option<u64>,
    /// Playing time.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub duration_in_seconds: Option<u64>,
}

/// A source. `id` is missing where an item states its own.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct JsonSource {
    /// `[[source]] id`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// Its name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// Its address.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
}

impl JsonItem {
    /// An item of which nothing but its document is known: `parse` and `preview`.
    #[must_use]
    pub fn parsed(item: &Item) -> Self {
        let url = item.url.as_ref().and_then(|url| clean::address(url.as_url()));
        let guid = item.guid.as_deref().and_then(clean::line);
        let key = || item.keys.first().map(ToString::to_string).unwrap_or_default();
        Self {
            id: guid.or_else(|| url.clone()).unwrap_or_else(key),
            url,
            external_url: item.external_url.as_ref().and_then(clean::address),
            title: item.title.as_deref().and_then(clean::line),
            summary: item.summary.as_deref().and_then(clean::line),
            content_html: html(item),
            content_text: None,
            image: item.image.as_ref().and_then(clean::address),
            date_published: item.published.map(|published| rfc3339(published.at)),
            date_modified: item.modified.map(rfc3339),
            authors: item.authors.iter().filter_map(JsonPerson::new).collect(),
            tags: shown::tags(item),
            language: item.language.as_ref().map(ToString::to_string),
            attachments: item.attachments.iter().filter_map(JsonAttachment::new).collect(),
            sangam: JsonItemExtension::parsed(item),
        }
    }

    /// An item of the ledger: `items --json` and, with what JSON Feed wants besides, `feed.json`.
    #[must_use]
    pub fn stored(stored: &StoredItem, sources: &BTreeMap<SourceId, SourceInfo>) -> Self {
        let mut item = Self::parsed(&stored.item);
        item.id = stored.id.to_string();
        item.date_published = Some(rfc3339(shown::shown_date(stored)));
        item.date_modified = shown::shown_change(stored).map(rfc3339);
        item.sangam.date_precision = Some(shown::date_precision(stored));
        item.sangam.updated = Some(rfc3339(stored.updated));
        item.sangam.source = Some(JsonSource::new(&stored.primary().source, sources));
        let others = stored.appearances.iter().skip(1);
        item.sangam.also_in =
            others.map(|other| JsonAlsoIn::new(other, stored.primary())).collect();
        item
    }
}

impl JsonItemExtension {
    fn parsed(item: &Item) -> Self {
        let origin = item.origin.as_ref().map(|origin| JsonSource {
            id: None,
            title: origin.title.as_deref().and_then(clean::line),
            url: origin.url.as_ref().and_then(clean::address),
        });
        Self {
            kind: item.kind.as_deref().and_then(clean::line),
            guid: item.guid.as_deref().and_then(clean::line),
            date_precision: item.published.map(|published| published.precision.into()),
            updated: None,
            rights: item.rights.as_deref().and_then(clean::line),
            comments_url: item.comments_url.as_ref().and_then(clean::address),
            event: item.event.as_ref().map(JsonEvent::new),
            extensions: item.extensions.iter().map(JsonExtension::new).collect(),
            source: origin.filter(|origin| *origin != JsonSource::default()),
            also_in: Vec::new(),
            translations: Vec::new(),
            taken_down: Vec::new(),
        }
    }
}

impl JsonPerson {
    /// `None` when nothing is known of them.
    #[must_use]
    pub fn new(person: &Person) -> Option<Self> {
        let person = Self {
            name: person.name.as_deref().and_then(clean::line),
            url: person.url.as_ref().and_then(clean::address),
            email: person.email.as_deref().and_then(clean::line),
        };
        (person != Self::default()).then_some(person)
    }
}

impl JsonAttachment {
    fn new(file: &Attachment) -> Option<Self> {
        Some(Self {
            url: clean::address(&file.url)?,
            mime_type: shown::mime_type(file).to_owned(),
            title: file.title.as_deref().and_then(clean::line),
            size_in_bytes: file.size_in_bytes,
            duration_in_seconds: file.duration_in_seconds,
        })
    }
}

impl JsonSource {
    fn new(id: &SourceId, sources: &BTreeMap<SourceId, SourceInfo>) -> Self {
        let shown = ShownSource::new(id, sources);
        Self { id: Some(id.to_string()), title: Some(shown.title), url: shown.url }
    }
}

fn html(item: &Item) -> Option<String> {
    let html = clean::characters(item.content.as_ref()?.as_str());
    (!html.trim().is_empty()).then(|| html.into_owned())
}

/// A time as all JSON of sangam has it: UTC with `Z`, fractions only where there are some.
#[must_use]
pub fn rfc3339(at: DateTime<Utc>) -> String {
    at.to_rfc3339_opts(SecondsFormat::AutoSi, true)
}
