//! JSON Feed 1.1.

use serde::Serialize;

use crate::model::edition::{Artifact, Edition};
use crate::model::raw::Warning;
use crate::publish::format::json_item::{JsonItem, JsonPerson, rfc3339};
use crate::publish::format::json_kept::{JsonApart, JsonTakenDown};
use crate::publish::format::{about, archive};
use crate::publish::{Format, RenderError, clean};

/// `feed.json`
pub struct JsonFeedFormat;

const FILE: &str = "feed.json";

/// What `version` says.
pub const VERSION: &str = "https://jsonfeed.org/version/1.1";

/// A feed as JSON: what `feed.json` is, and what `parse` and `preview` print.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct JsonFeed {
    /// [`VERSION`].
    pub version: &'static str,
    /// Its title.
    pub title: String,
    /// Its page for people.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub home_page_url: Option<String>,
    /// Its own address.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub feed_url: Option<String>,
    /// Where what came before stands.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next_url: Option<String>,
    /// What it is, in a sentence.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// Language of the whole.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub language: Option<String>,
    /// Its icon.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub icon: Option<String>,
    /// Who publishes it.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub authors: Vec<JsonPerson>,
    /// Who pushes it.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub hubs: Vec<JsonHub>,
    /// What JSON Feed has no field for.
    #[serde(rename = "_sangam", skip_serializing_if = "JsonFeedExtension::is_empty")]
    pub sangam: JsonFeedExtension,
    /// Its items.
    pub items: Vec<JsonItem>,
}

/// `_sangam` of a feed.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct JsonFeedExtension {
    /// Of the document read: `rss2`, `atom1`, …
    #[serde(skip_serializing_if = "Option::is_none")]
    pub format: Option<&'static str>,
    /// Encoding of the document read.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub encoding: Option<String>,
    /// Its id: Atom's `id`, or its like.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub feed_id: Option<String>,
    /// When it was published.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub published: Option<String>,
    /// When it last changed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub updated: Option<String>,
    /// Rights, plain text.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rights: Option<String>,
    /// The program that wrote it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub generator: Option<String>,
    /// Its categories.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub tags: Vec<String>,
    /// What was taken down of late.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub taken_down: Vec<JsonTakenDown>,
    /// What was split, and is kept apart.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub kept_apart: Vec<JsonApart>,
    /// What was mended, guessed or left out while reading.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub warnings: Vec<Warning>,
}

impl JsonFeedExtension {
    fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

/// A hub of JSON Feed 1.1.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct JsonHub {
    /// `WebSub`.
    #[serde(rename = "type")]
    pub kind: &'static str,
    /// Its address.
    pub url: String,
}

impl Format for JsonFeedFormat {
    fn name(&self) -> &'static str {
        FILE
    }

    fn render(&self, edition: &Edition) -> Result<Artifact, RenderError> {
        let mut bytes = serde_json::to_vec_pretty(&feed(edition))
            .map_err(|error| RenderError { file: FILE, source: error.into() })?;
        bytes.push(b'\n');
        Ok(Artifact {
            path: format!("{}{}", edition.folder, file(edition)),
            media_type: "application/feed+json",
            bytes,
            items: edition.entries.len(),
        })
    }
}

fn file(edition: &Edition) -> String {
    edition.place.page.map_or_else(|| FILE.to_owned(), archive::json_name)
}

fn feed(edition: &Edition) -> JsonFeed {
    let previous = edition.place.previous;
    let hub = edition.hub.as_ref().filter(|_| edition.place.page.is_none());
    let hub = hub.and_then(clean::address);
    let gone = edition.tombstones.iter().chain(&edition.kept.hidden);
    let taken_down = |tombstone| JsonTakenDown::new(tombstone, &edition.kept);
    JsonFeed {
        version: VERSION,
        title: about::title(edition),
        home_page_url: Some(about::home_page(edition)),
        feed_url: Some(about::address(edition, &file(edition))),
        next_url: previous.map(|page| about::address(edition, &archive::json_name(page))),
        description: Some(about::description(edition)),
        language: Some(edition.site.language.to_string()),
        icon: edition.site.icon.as_ref().and_then(clean::address),
        authors: vec![author(edition)],
        hubs: hub.map(|url| JsonHub { kind: "WebSub", url }).into_iter().collect(),
        sangam: JsonFeedExtension {
            updated: (!edition.entries.is_empty()).then(|| rfc3339(edition.updated)),
            generator: Some("sangam".to_owned()),
            taken_down: gone.map(taken_down).collect(),
            kept_apart: edition.kept.apart.iter().map(Into::into).collect(),
            ..JsonFeedExtension::default()
        },
        items: items(edition),
    }
}

fn author(edition: &Edition) -> JsonPerson {
    let stated = JsonPerson::new(&edition.site.author).unwrap_or_default();
    JsonPerson { name: Some(about::author(edition)), ..stated }
}

fn items(edition: &Edition) -> Vec<JsonItem> {
    let stored = edition.entries.iter();
    let items = stored.map(|stored| {
        let mut item = JsonItem::stored(stored, &edition.sources);
        let translations = edition.translations.get(&stored.id).into_iter().flatten();
        item.sangam.translations = translations.map(Into::into).collect();
        complete(item)
    });
    items.collect()
}

/// JSON Feed wants content always, and of every person a name or an address.
fn complete(mut item: JsonItem) -> JsonItem {
    let stand_in = item.sangam.source.as_ref().and_then(|source| source.title.clone());
    if item.content_html.is_none() {
        let text = item.summary.as_ref().or(item.title.as_ref()).or(item.url.as_ref());
        item.content_text = text.or(stand_in.as_ref()).cloned();
    }
    for person in &mut item.authors {
        if person.name.is_none() && person.url.is_none() {
            person.name.clone_from(&stand_in);
        }
    }
    item
}
