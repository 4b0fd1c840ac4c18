//! What was split stays so, in a store that is made anew.

use std::collections::{BTreeSet, HashMap, HashSet};

use crate::model::change::{ItemId, Known, StoredItem};
use crate::model::item::Key;
use crate::model::kept::{Apart, Identity, KeyHash};
use crate::model::source::SourceId;
use crate::model::tombstone::{Cause, Parting};
use crate::store::{Store, StoreError};

/// How many keys of an item stay with it when a version is taken out.
const KEYS: usize = 256;

/// What a file says was split, as far as the store does not know better.
pub(super) struct Splits {
    pairs: Vec<Apart>,
    /// What leads to the items that versions were taken out of.
    keys: HashMap<ItemId, BTreeSet<KeyHash>>,
    /// Parts that the store has as merged by hand, before they were split off again.
    pub(super) revived: HashSet<ItemId>,
}

impl Splits {
    pub(super) async fn new(
        store: &dyn Store,
        mut pairs: Vec<Apart>,
        items: &[StoredItem],
        buried: &[&Identity],
        known: &Known,
    ) -> Result<Self, StoreError> {
        let mut revived = HashSet::new();
        for pair in &mut pairs {
            pair.whole = *known.by_id.get(&pair.whole).unwrap_or(&pair.whole);
            if is_merged(known, pair.part) && was_merged_before(store, pair).await? {
                revived.insert(pair.part);
            }
        }
        pairs.retain(|pair| {
            let is_one = is_merged(known, pair.part) && !revived.contains(&pair.part);
            pair.whole != pair.part && !is_one && !is_there_as_one(pair, known)
        });
        let wholes: HashSet<_> = pairs.iter().map(|pair| pair.whole).collect();
        let mut keys: HashMap<ItemId, BTreeSet<KeyHash>> = HashMap::new();
        for item in items.iter().chain(known.items.values()) {
            let id = *known.by_id.get(&item.id).unwrap_or(&item.id);
            if wholes.contains(&id) {
                let versions = item.appearances.iter().map(|version| &version.item);
                let led = versions.flat_map(|item| &item.keys).map(KeyHash::of);
                keys.entry(id).or_default().extend(led);
            }
        }
        for identity in buried.iter().filter(|identity| wholes.contains(&identity.id)) {
            keys.entry(identity.id).or_default().extend(&identity.keys);
        }
        Ok(Self { pairs, keys, revived })
    }

    /// A person said that these two are not one.
    pub(super) fn are_apart(&self, one: ItemId, other: ItemId) -> bool {
        let is_of = |pair: &Apart| [pair.whole, pair.part] == [one, other];
        self.pairs.iter().any(|pair| is_of(pair) || [pair.part, pair.whole] == [one, other])
    }

    /// An item is one of those that were split.
    pub(super) fn concern(&self, id: ItemId) -> bool {
        self.pairs.iter().any(|pair| pair.whole == id || pair.part == id)
    }

    /// The items that versions became.
    pub(super) fn parts(&self) -> impl Iterator<Item = ItemId> {
        self.pairs.iter().map(|pair| pair.part)
    }

    /// Has the keys that an item shares with what its version was taken out of count in its source
    /// alone; says whether there were any.
    pub(super) fn keep_within(&self, item: &mut StoredItem, known: &Known) -> bool {
        let id = item.id;
        let of_part = |source: &SourceId| {
            let pairs = self.pairs.iter().filter(move |pair| pair.part == id);
            let source = source.clone();
            pairs.filter(move |pair| pair.not_whole.contains(&source))
        };
        let is_shared = |key: &Key, source: &SourceId| {
            let mut wholes = of_part(source).filter_map(|pair| self.keys.get(&pair.whole));
            let owner = known.by_key.get(key).filter(|owner| **owner != id);
            owner.is_some_and(|owner| known.is_detached(*owner, source))
                || wholes.any(|keys| keys.contains(&KeyHash::of(key)))
        };
        let mut any = false;
        for version in &mut item.appearances {
            for key in &mut version.item.keys {
                if is_shared(key, &version.source) {
                    *key = key.within(&version.source);
                    any = true;
                }
            }
        }
        if any {
            item.item.keys.clone_from(&item.primary().item.keys.clone());
        }
        any
    }

    /// What is to be written; `now` says which item one is by now.
    pub(super) fn partings(&self, now: impl Fn(ItemId) -> ItemId) -> Vec<Parting> {
        let parting = |pair: &Apart, source: &SourceId| Parting {
            whole: now(pair.whole),
            part: now(pair.part),
            source: source.clone(),
            others: pair.not_part.clone(),
            keys: Vec::new(),
            kept: Vec::new(),
            at: pair.at,
        };
        let all = self.pairs.iter().filter(|pair| now(pair.whole) != now(pair.part));
        let of_pair = |pair: &Apart| {
            let mut all: Vec<_> =
                pair.not_whole.iter().map(|source| parting(pair, source)).collect();
            // Keys stay whatever source it was: once is enough.
            if let Some(first) = all.first_mut() {
                let keys = self.keys.get(&pair.whole).into_iter().flatten();
                first.kept = keys.take(KEYS).copied().collect();
            }
            all
        };
        all.flat_map(of_pair).collect()
    }
}

/// An id leads to another item.
fn is_merged(known: &Known, id: ItemId) -> bool {
    known.by_id.get(&id).is_some_and(|of| *of != id)
}

/// A person merged the two, and split them after that.
async fn was_merged_before(store: &dyn Store, pair: &Apart) -> Result<bool, StoreError> {
    let tombstones = store.tombstones(pair.part).await?;
    let is_merged = |cause: &Cause| matches!(cause, Cause::Merged(of) if *of == pair.whole);
    Ok(tombstones.iter().any(|one| is_merged(&one.cause) && one.at < pair.at))
}

/// The source gave its version as the whole since the store was lost: what is there stays.
fn is_there_as_one(pair: &Apart, known: &Known) -> bool {
    let versions = known.items.get(&pair.whole).map(|item| &item.appearances);
    let is_own = |source: &SourceId| pair.not_whole.contains(source);
    let mut living = versions.into_iter().flatten().filter(|version| !version.item.stand_in);
    living.any(|version| is_own(&version.source))
}
