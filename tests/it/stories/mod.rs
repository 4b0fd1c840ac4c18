//! One story once, and the same id for life: whatever sources do to their feeds.

mod corpus;
mod mutation;
mod order;
mod render;
mod returning;
mod reused;
mod stored;

use std::collections::{HashMap, HashSet};

use bytes::Bytes;
use chrono::{DateTime, TimeDelta};
use url::Url;

use sangam::dedup::{Brought, Ledger, Ours, probe};
use sangam::model::change::{ChangeSet, ItemId, Known, StoredItem};
use sangam::model::document::Document;
use sangam::model::hash::Hash;
use sangam::model::source::{Guids, SourceId, SourceKind};
use sangam::pipeline::{PlannedSource, interpret};

/// What is remembered of a source between two passes.
#[derive(Default)]
struct Memory {
    hashes: HashSet<Hash>,
    listed: HashMap<Hash, ItemId>,
    guids: Guids,
}

/// Everything from bytes to decisions, with a ledger in memory.
#[derive(Default)]
struct World {
    known: Known,
    sources: HashMap<String, Memory>,
    hour: i64,
}

impl World {
    /// A source is fetched and gives this document.
    fn fetch(&mut self, source: &str, document: &str) -> ChangeSet {
        let id = SourceId::new(source).unwrap();
        let url = Url::parse(&format!("https://{source}.example/news")).unwrap();
        let planned = PlannedSource::unconfigured(id.clone(), url.clone(), SourceKind::Auto);
        let body = Bytes::from(document.to_owned());
        let document = Document { url: Some(url), content_type: None, body };
        let memory = self.sources.entry(source.to_owned()).or_default();
        let now = DateTime::from_timestamp(1_790_000_000, 0).unwrap() + TimeDelta::hours(self.hour);
        let read = interpret(&document, &planned, &memory.hashes, now).unwrap();
        let ours = Ours::new(["https://feeds.ours.example/rss.xml".parse().unwrap()]);
        let mut asked = self.known.clone();
        let asks = probe(&id, &read.incoming);
        asked.by_key.retain(|key, _| asks.keys.contains(key));
        asked.by_id = asks
            .ids
            .iter()
            .filter_map(|id| self.known.items.get(id))
            .map(|item| (item.id, item.id))
            .collect();
        asked.listed = [(id.clone(), memory.listed.clone())].into();
        let brought = Brought {
            source: &id,
            incoming: read.incoming,
            given: Some(&read.hashes),
            unchanged: read.unchanged,
            guids: memory.guids,
            home: read.home.as_deref(),
            ours: Some(&ours),
            republish: false,
            is_first: false,
        };
        let set = Ledger::new(asked).decide(brought, now);
        memory.guids = set.guids;
        memory.listed.retain(|hash, _| read.hashes.contains(hash));
        memory.listed.extend(set.brought.iter().copied());
        memory.hashes = read.hashes;
        self.known.take_in(&set.changes);
        set
    }

    fn item(&self, id: ItemId) -> &StoredItem {
        &self.known.items[&id]
    }
}
