//! Raw items: what a source states, field by field, before anything is judged.
//!
//! Readers fill these and decide nothing: text is as it stood (entities of the markup around it
//! resolved, nothing stripped), dates are text, addresses may be relative. What a source does not
//! state stays empty. `Serialize` exists for one purpose: the hash that says "the same raw item
//! as last time".

use serde::Serialize;
use url::Url;

use crate::model::event::RawEvent;
use crate::model::extension::Extension;
use crate::model::hash::Hash;

/// What one document gave.
#[derive(Debug, Clone)]
pub struct Reading {
    /// What kind of document it was.
    pub format: Format,
    /// The encoding that its bytes were decoded with: lower-case WHATWG label, such as `utf-8`.
    pub encoding: String,
    /// What the document says about itself.
    pub channel: RawChannel,
    /// Its items, in document order.
    pub items: Vec<RawItem>,
    /// Entries that it says are gone (RFC 6721).
    pub deleted: Vec<RawDeleted>,
    /// What was mended, guessed or passed over.
    pub warnings: Vec<Warning>,
    /// For a listing: where the next page is, if `next` named it.
    pub next: Option<Url>,
    /// For a listing: which selectors gave the items, by their names in `[source.listing]`: those
    /// that were given, and where the reader was asked to explain itself, those that give the same
    /// as what it worked out.
    pub selectors: Vec<(&'static str, String)>,
    /// For a listing: where on the page its rows stand, as names of the elements around them.
    pub block: Option<String>,
}

/// `_sangam.format`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// RSS 0.9x.
    Rss09x,
    /// RSS 1.0 (RDF).
    Rss1,
    /// RSS 2.0.
    Rss2,
    /// Atom 0.3.
    Atom03,
    /// Atom 1.0 (RFC 4287).
    Atom1,
    /// JSON Feed 1.0 or 1.1.
    Json,
    /// Channel Definition Format.
    Cdf,
    /// An HTML page read as a list.
    Listing,
}

impl Format {
    /// The name in `_sangam.format`.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Rss09x => "rss09x",
            Self::Rss1 => "rss1",
            Self::Rss2 => "rss2",
            Self::Atom03 => "atom03",
            Self::Atom1 => "atom1",
            Self::Json => "json",
            Self::Cdf => "cdf",
            Self::Listing => "listing",
        }
    }
}

/// Something mended or guessed, or an item left out: the reading went on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Warning {
    /// Stable, kebab-case.
    pub code: &'static str,
    /// Words that the publisher can act on.
    pub message: String,
    /// Line in the document, from 1, where it is known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub line: Option<usize>,
}

/// What a document says about itself.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct RawChannel {
    /// Title.
    pub title: Option<RawText>,
    /// Subtitle or description.
    pub description: Option<RawText>,
    /// The page for people.
    pub home_page: Option<String>,
    /// Its own address, as it states it.
    pub self_url: Option<String>,
    /// The hubs that send it when it changes (WebSub).
    pub hubs: Vec<String>,
    /// Atom's `id`, or its like.
    pub id: Option<String>,
    /// Language tag.
    pub language: Option<String>,
    /// Icon, logo or image.
    pub icon: Option<String>,
    /// When it was published, as text.
    pub published: Option<String>,
    /// When it last changed, as text.
    pub updated: Option<String>,
    /// What else was said of either date, as for items.
    pub other_dates: OtherDates,
    /// Rights or copyright.
    pub rights: Option<RawText>,
    /// The program that wrote it.
    pub generator: Option<String>,
    /// Authors.
    pub authors: Vec<RawPerson>,
    /// Categories.
    pub tags: Vec<String>,
    /// How often it wants to be asked for.
    pub pace: RawPace,
}

/// How often a feed wants to be asked for, as it states it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct RawPace {
    /// RSS `ttl`, in minutes.
    pub ttl: Option<String>,
    /// `sy:updatePeriod`.
    pub period: Option<String>,
    /// `sy:updateFrequency`: how many times in a period.
    pub frequency: Option<String>,
    /// RSS `skipHours`, in GMT.
    pub skip_hours: Vec<String>,
    /// RSS `skipDays`, by their English names.
    pub skip_days: Vec<String>,
}

/// One item as the source states it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct RawItem {
    /// The identifier that the publisher gave.
    pub guid: Option<String>,
    /// RSS: the guid is the item's address.
    pub guid_is_permalink: bool,
    /// The item's page, as stated; may be relative.
    pub link: Option<String>,
    /// Where the item points, when that is another page (JSON Feed `external_url`).
    pub external_link: Option<String>,
    /// Title.
    pub title: Option<RawText>,
    /// Short text.
    pub summary: Option<RawText>,
    /// Full text.
    pub content: Option<RawText>,
    /// What relative addresses count from, when not from the document's address (`xml:base`).
    pub base: Option<Url>,
    /// When it was published, as text.
    pub published: Option<String>,
    /// The source gave an age ("3 days ago"), and `published` was counted back from the fetch.
    pub published_is_age: bool,
    /// When it last changed, as text.
    pub updated: Option<String>,
    /// What else was said of either date, in the order in which it counts: where the text above
    /// is no date, one of these may be.
    #[serde(skip_serializing_if = "OtherDates::is_empty")]
    pub other_dates: OtherDates,
    /// Authors.
    pub authors: Vec<RawPerson>,
    /// Category terms or labels.
    pub tags: Vec<String>,
    /// What sort of thing it is, where the source says so: `News`, `Article`, …
    pub kind: Option<String>,
    /// Language tag.
    pub language: Option<String>,
    /// Attached files.
    pub attachments: Vec<RawAttachment>,
    /// A picture that stands for the item.
    pub image: Option<String>,
    /// Rights or copyright.
    pub rights: Option<RawText>,
    /// A page with comments.
    pub comments: Option<String>,
    /// The feed that the item was taken from, as the item itself states it.
    pub origin: Option<RawOrigin>,
    /// What takes place, where a page says that in data.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub event: Option<Box<RawEvent>>,
    /// What it says in other vocabularies.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub extensions: Vec<Extension>,
    /// Where it stands, for warnings about it.
    #[serde(skip)]
    pub place: Place,
}

/// The line in which something begins, where that is known. It is no part of what is stated: any
/// two places are as good as each other when items are compared, and no hash sees them.
#[derive(Debug, Clone, Copy, Default, Eq)]
pub struct Place {
    /// Line in the document, from 1.
    pub line: Option<usize>,
}

impl PartialEq for Place {
    fn eq(&self, _: &Self) -> bool {
        true
    }
}

impl RawItem {
    /// Hash over everything that the source stated. An age grows by itself and is no change of
    /// the item, so what was counted from it is left out.
    #[must_use]
    pub fn hash(&self) -> Hash {
        if self.published_is_age && self.published.is_some() {
            return Self { published: None, ..self.clone() }.hash();
        }
        // Serializing plain strings into memory cannot fail; an empty hash would only mean that
        // the item is looked at again.
        Hash::of(&serde_json::to_vec(self).unwrap_or_default())
    }
}

/// Dates that were stated beside the ones that count.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct OtherDates {
    /// Of the publication.
    pub published: Vec<String>,
    /// Of the last change.
    pub updated: Vec<String>,
}

impl OtherDates {
    fn is_empty(&self) -> bool {
        self.published.is_empty() && self.updated.is_empty()
    }
}

/// An entry that a document says is gone: `at:deleted-entry` of RFC 6721.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct RawDeleted {
    /// The id of the entry.
    pub guid: String,
    /// When, as text.
    pub when: Option<String>,
    /// Why, in the publisher's words.
    pub comment: Option<String>,
}

/// Text, and what it is written in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct RawText {
    /// The text, entities of the markup *around* it resolved once.
    pub value: String,
    /// How to read it.
    pub markup: Markup,
    /// The source says how it is written: what looks like a reference that was left in it is meant.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub is_declared: bool,
}

impl RawText {
    /// Text that means just its characters.
    pub fn plain(value: impl Into<String>) -> Self {
        Self { value: value.into(), markup: Markup::Plain, is_declared: false }
    }

    /// HTML, of whatever quality.
    pub fn html(value: impl Into<String>) -> Self {
        Self { value: value.into(), markup: Markup::Html, is_declared: false }
    }

    /// The same, where the source itself says how it is written.
    #[must_use]
    pub fn declared(self) -> Self {
        Self { is_declared: true, ..self }
    }
}

/// How a text is to be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub enum Markup {
    /// Just its characters.
    Plain,
    /// HTML.
    Html,
}

/// A person, as stated.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct RawPerson {
    /// Name, or whatever stood there: `ela@sewa.example (Ela Bhatt)`, several of them, an address.
    pub name: Option<String>,
    /// E-mail address.
    pub email: Option<String>,
    /// Home page.
    pub url: Option<String>,
}

/// An attached file, as stated.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct RawAttachment {
    /// Address; may be relative.
    pub url: String,
    /// MIME type.
    pub mime_type: Option<String>,
    /// Length.
    pub size_in_bytes: Option<u64>,
    /// Playing time.
    pub duration_in_seconds: Option<u64>,
    /// Title.
    pub title: Option<String>,
}

/// RSS `source`, Atom `source`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct RawOrigin {
    /// The feed's title.
    pub title: Option<String>,
    /// The feed's address.
    pub url: Option<String>,
}
