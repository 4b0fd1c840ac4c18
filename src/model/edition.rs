//! An edition: a feed frozen for one publish; artifacts: its rendered bytes.

use std::collections::BTreeMap;
use std::sync::Arc;

use chrono::{DateTime, Utc};
use url::Url;

use crate::model::archive::Place;
use crate::model::change::{ItemId, StoredItem};
use crate::model::hash::Hash;
use crate::model::item::Person;
use crate::model::kept::Kept;
use crate::model::language::Language;
use crate::model::look::Look;
use crate::model::query::Facet;
use crate::model::source::SourceId;
use crate::model::tombstone::Tombstone;
use crate::model::translation::Translation;

/// `[site]`: what is published, in its owner's words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Site {
    /// Title.
    pub title: String,
    /// Public base address; ends with `/`.
    pub url: Url,
    /// What it is, in a sentence.
    pub description: Option<String>,
    /// Language of the whole.
    pub language: Language,
    /// Who publishes it.
    pub author: Person,
    /// Its icon.
    pub icon: Option<Url>,
}

/// A source as readers see it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SourceInfo {
    /// Its name.
    pub title: String,
    /// Its address: the feed or the listing.
    pub url: String,
    /// It is a feed that a reader could subscribe to, and not a page.
    pub is_feed: bool,
    /// It stands in the configuration; one that left it still has entries, and is listed no more.
    pub is_current: bool,
}

/// A feed of its own for the items with one value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Selected {
    /// By what they are chosen.
    pub facet: Facet,
    /// The value.
    pub value: String,
    /// Folder of the feed below the base address.
    pub folder: String,
}

/// Which part of a long answer is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Turn {
    /// From 1 on, the newest first.
    pub number: usize,
    /// There is more after it.
    pub has_more: bool,
}

/// One feed, frozen. Everything that a renderer may use is in here; none reads the clock.
#[derive(Debug, Clone)]
pub struct Edition {
    /// Folder of its artifacts below the base address: empty for the main feed, `feeds/ID/` for a
    /// `[[feed]]`.
    pub folder: String,
    /// Whose it is.
    pub site: Site,
    /// Title: the site's, or the feed's own.
    pub title: String,
    /// The newest `updated` of its entries and time of its tombstones; the epoch when it has none.
    pub updated: DateTime<Utc>,
    /// The entries, newest first.
    pub entries: Vec<StoredItem>,
    /// What is in its calendar: items about an event, also such as are older than its entries.
    pub events: Vec<Arc<StoredItem>>,
    /// What was taken down of late, newest first, each item once.
    pub tombstones: Vec<Tombstone>,
    /// What else is told for a store that was lost.
    pub kept: Kept,
    /// Every source of the configuration, and those that left it but have entries here.
    pub sources: BTreeMap<SourceId, SourceInfo>,
    /// The other feeds, for people to find: title and folder.
    pub siblings: Vec<(String, String)>,
    /// The feeds of single sources, kinds, tags and languages.
    pub selections: Arc<[Selected]>,
    /// How its pages look.
    pub look: Arc<Look>,
    /// WebSub hub.
    pub hub: Option<Url>,
    /// The editions of its entries in other languages.
    pub translations: BTreeMap<ItemId, Vec<Translation>>,
    /// Where it stands in the history of its feed.
    pub place: Place,
    /// Of a feed in part, the query that its address ends with; else empty.
    pub query: String,
    /// Of a page for people with part of a feed, which part.
    pub turn: Option<Turn>,
}

impl Edition {
    /// The editions of an entry in other languages that have a page, in the order of languages.
    pub fn translations(&self, id: ItemId) -> impl Iterator<Item = (&Language, &Url)> {
        let of = self.translations.get(&id).into_iter().flatten();
        of.filter_map(|other| Some((&other.language, other.url.as_ref()?)))
    }

    /// The same for two editions that are rendered alike, and for no others.
    ///
    /// What readers see of an item changes only together with its `updated`; the little that does
    /// not is taken in as it is.
    #[must_use]
    pub fn fingerprint(&self) -> Hash {
        let Self { folder, site, title, updated, entries, .. } = self;
        let Self { tombstones, sources, siblings, hub, place, translations, query, .. } = self;
        let Self { selections, look, turn, events, kept, .. } = self;
        let frame = (
            folder,
            site,
            title,
            updated,
            tombstones,
            sources,
            siblings,
            hub,
            (place, translations, query),
            (selections, look, turn, kept),
        );
        let mut parts = vec![format!("{frame:?}")];
        let told = |entry: &StoredItem| {
            let StoredItem { id, first_seen, date, updated, item, appearances } = entry;
            let seen_in: Vec<_> =
                appearances.iter().map(|one| (&one.source, &one.item.url)).collect();
            // Two passes within one second leave the same times: what people see counts, too.
            let size = item.content.as_ref().map(|content| content.as_str().len());
            let seen = (&item.title, &item.url, &item.summary, &item.kind, &item.tags, size);
            format!("{:?}", (id, first_seen, date, updated, item.modified, seen_in, seen))
        };
        parts.extend(entries.iter().map(told));
        parts.push("events".to_owned());
        parts.extend(events.iter().map(|event| told(event)));
        Hash::of_parts(parts.iter().map(String::as_bytes))
    }

    /// Absolute address of one of its files.
    #[must_use]
    pub fn address(&self, file: &str) -> Url {
        let path = format!("{}{file}", self.folder);
        let joined = self.site.url.join(&path);
        let mut url = joined.expect("a base address joins with a plain relative path");
        url.set_query(Some(self.query.as_str()).filter(|query| !query.is_empty()));
        url
    }
}

/// Rendered bytes and where they go.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Artifact {
    /// Path below the base address, with `/`.
    pub path: String,
    /// `Content-Type` to serve it with.
    pub media_type: &'static str,
    /// The bytes.
    pub bytes: Vec<u8>,
    /// How many entries it shows.
    pub items: usize,
}

impl Artifact {
    /// Of its bytes; the ETag.
    #[must_use]
    pub fn hash(&self) -> Hash {
        Hash::of(&self.bytes)
    }
}
