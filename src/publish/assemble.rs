//! From the items of a selection to an edition.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use chrono::{DateTime, TimeDelta};
use url::Url;

use crate::model::archive::Place;
use crate::model::change::StoredItem;
use crate::model::edition::{Edition, Selected, Site, SourceInfo};
use crate::model::kept::Kept;
use crate::model::look::Look;
use crate::model::source::SourceId;
use crate::model::tombstone::Tombstone;

/// What a feed is called and where it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FeedPlace {
    /// Its title.
    pub title: String,
    /// Its folder below the base address, as in [`Edition::folder`].
    pub folder: String,
}

impl FeedPlace {
    /// The main feed.
    #[must_use]
    pub fn main(site: &Site) -> Self {
        Self { title: site.title.clone(), folder: String::new() }
    }

    /// It is that of the `[[feed]]` with this id.
    #[must_use]
    pub fn is_of(&self, id: &str) -> bool {
        self.folder.strip_prefix("feeds/").and_then(|rest| rest.strip_suffix('/')) == Some(id)
    }

    /// A `[[feed]]`.
    #[must_use]
    pub fn named(id: &str, title: &str) -> Self {
        Self { title: title.to_owned(), folder: format!("feeds/{id}/") }
    }
}

/// What all feeds of one publish have in common.
#[derive(Debug, Clone)]
pub struct Frame {
    /// Whose they are.
    pub site: Site,
    /// All of them, the main one first.
    pub feeds: Vec<FeedPlace>,
    /// The sources of the configuration.
    pub configured: BTreeMap<SourceId, SourceInfo>,
    /// Sources that left the configuration, as they were last known.
    pub departed: BTreeMap<SourceId, SourceInfo>,
    /// The feeds of single sources, kinds, tags and languages.
    pub selections: Arc<[Selected]>,
    /// How pages look.
    pub look: Arc<Look>,
    /// WebSub hub.
    pub hub: Option<Url>,
}

/// Freezes a feed: its items, newest first, and everything else that a renderer may use.
#[must_use]
pub fn assemble(frame: &Frame, feed: &FeedPlace, entries: Vec<StoredItem>) -> Edition {
    let is_main = feed.folder.is_empty();
    let events = entries.iter().filter(|item| item.item.event.is_some());
    Edition {
        events: events.cloned().map(Arc::new).collect(),
        folder: feed.folder.clone(),
        site: frame.site.clone(),
        title: feed.title.clone(),
        updated: entries.iter().map(|item| item.updated).max().unwrap_or(DateTime::UNIX_EPOCH),
        sources: sources(frame, &entries),
        siblings: siblings(frame, feed),
        selections: if is_main { frame.selections.clone() } else { [].into() },
        look: frame.look.clone(),
        hub: frame.hub.clone(),
        place: Place::default(),
        tombstones: Vec::new(),
        kept: Kept::default(),
        translations: BTreeMap::new(),
        query: String::new(),
        turn: None,
        entries,
    }
}

/// Sets what stands in its calendar.
#[must_use]
pub fn with_events(frame: &Frame, mut edition: Edition, events: Vec<Arc<StoredItem>>) -> Edition {
    let seen_in = events.iter().flat_map(|item| &item.appearances);
    for source in seen_in.map(|appearance| &appearance.source) {
        if let Some(departed) = frame.departed.get(source) {
            edition.sources.entry(source.clone()).or_insert_with(|| departed.clone());
        }
    }
    edition.events = events;
    edition
}

/// What a feed shows: whatever stands on no full page of its archive yet, so that a reader who
/// follows the archive misses nothing, and then the newest, up to a limit.
#[must_use]
pub fn window(newest: Vec<StoredItem>, open: Vec<StoredItem>, limit: usize) -> Vec<StoredItem> {
    let is_open: BTreeSet<_> = open.iter().map(|item| item.id).collect();
    let rest = limit.saturating_sub(is_open.len());
    let others = newest.into_iter().filter(|item| !is_open.contains(&item.id)).take(rest);
    let mut shown: Vec<_> = others.chain(open).collect();
    // The order of `ItemQuery`.
    let place = |item: &StoredItem| {
        (Reverse(item.date), Reverse(item.first_seen), item.primary().position, item.id)
    };
    shown.sort_by_key(place);
    shown
}

/// How long before the feed's last change a tombstone is still of interest. Counted from there and
/// not from now, so that the same content gives the same bytes tomorrow.
const TOMBSTONES_SHOWN: TimeDelta = TimeDelta::days(366);

/// Adds what was taken down, newest first: the feed changed with the newest of it.
#[must_use]
pub fn mark_deleted(mut edition: Edition, mut tombstones: Vec<Tombstone>) -> Edition {
    let newest = tombstones.iter().map(|tombstone| tombstone.at).max();
    edition.updated = edition.updated.max(newest.unwrap_or(DateTime::UNIX_EPOCH));
    tombstones.retain(|tombstone| tombstone.at + TOMBSTONES_SHOWN > edition.updated);
    // An item that was hidden and retracted is gone once.
    let mut seen = BTreeSet::new();
    tombstones.retain(|tombstone| seen.insert(tombstone.id));
    edition.tombstones = tombstones;
    edition
}

fn sources(frame: &Frame, entries: &[StoredItem]) -> BTreeMap<SourceId, SourceInfo> {
    let mut sources = frame.configured.clone();
    for appearance in entries.iter().flat_map(|item| &item.appearances) {
        if let Some(departed) = frame.departed.get(&appearance.source) {
            sources.entry(appearance.source.clone()).or_insert_with(|| departed.clone());
        }
    }
    sources
}

fn siblings(frame: &Frame, feed: &FeedPlace) -> Vec<(String, String)> {
    let others = frame.feeds.iter().filter(|other| other.folder != feed.folder);
    others.map(|other| (other.title.clone(), other.folder.clone())).collect()
}
