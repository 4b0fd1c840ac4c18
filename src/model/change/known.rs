//! What comes in, what is asked about it, and what is known.

use std::collections::{BTreeMap, HashMap, HashSet};

use super::{Change, ItemId, StoredItem};
use crate::model::hash::Hash;
use crate::model::item::{Item, Key};
use crate::model::source::SourceId;

/// What an incoming item is: raw hash, place in its document, and the item.
#[derive(Debug, Clone)]
pub struct Incoming {
    /// Hash of the raw item it was made from.
    pub raw_hash: Hash,
    /// Place in the document, from 0.
    pub position: u32,
    /// The item.
    pub item: Item,
}

/// What is asked of the ledger about some incoming items.
#[derive(Debug, Clone, Default)]
pub struct Probe {
    /// Keys that may lead to them.
    pub keys: Vec<Key>,
    /// Ids of ours that they carry.
    pub ids: Vec<ItemId>,
    /// What items that are like them have.
    pub likenesses: Vec<Likeness>,
    /// Sources of which is asked what they listed.
    pub sources: Vec<SourceId>,
}

impl Probe {
    /// Asks for what another asks for too.
    pub fn extend(&mut self, other: Self) {
        self.keys.extend(other.keys);
        self.ids.extend(other.ids);
        self.likenesses.extend(other.likenesses);
        self.sources.extend(other.sources);
    }

    /// Asks for nothing.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.keys.is_empty()
            && self.ids.is_empty()
            && self.likenesses.is_empty()
            && self.sources.is_empty()
    }
}

/// A piece of an item's fingerprint. Items of which title or text are nearly the same share some.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Band(pub i64);

/// The fingerprint of an item, and where in time it stands.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Likeness {
    /// The pieces, each once.
    pub bands: Vec<Band>,
    /// Days since 1970; `None` of an undated item, which may be of any time.
    pub day: Option<i32>,
}

/// What the ledger knows of the incoming items: everything that their keys lead to, and what is
/// most like them.
#[derive(Debug, Clone, Default)]
pub struct Known {
    /// Which item a key belongs to.
    pub by_key: HashMap<Key, ItemId>,
    /// Which item an id of ours means: itself, or the one that it was merged into.
    pub by_id: HashMap<ItemId, ItemId>,
    /// The items. One of which nothing is kept but its identity has no text and no keys, and is
    /// marked as a stand-in.
    pub items: BTreeMap<ItemId, StoredItem>,
    /// Those of the items that a source took back.
    pub retracted: BTreeMap<ItemId, SourceId>,
    /// Pairs, the smaller id first, of which a person said that they are not one.
    pub apart: HashSet<(ItemId, ItemId)>,
    /// What all is kept of those of which nothing but their identity is: the hash of a name
    /// ([`Item::name_hash`]).
    pub names: HashMap<ItemId, i64>,
    /// What the sources listed when they were last read, by the hash of the raw item.
    pub listed: HashMap<SourceId, HashMap<Hash, ItemId>>,
    /// Sources whose version a person split off an item.
    pub detached: HashSet<(ItemId, SourceId)>,
    /// Those of the keys that led to an item which a person merged into another, with what sources
    /// last said of that.
    pub by_hand: HashMap<Key, Vec<(SourceId, Item)>>,
}

impl Known {
    /// Takes in more of what is known.
    pub fn extend(&mut self, more: Self) {
        let Self { by_key, by_id, items, retracted, apart, names, listed, detached, by_hand } =
            more;
        self.by_key.extend(by_key);
        self.by_id.extend(by_id);
        self.items.extend(items);
        self.retracted.extend(retracted);
        self.apart.extend(apart);
        self.names.extend(names);
        self.listed.extend(listed);
        self.detached.extend(detached);
        self.by_hand.extend(by_hand);
    }

    /// Takes in what was just decided, so that the next source of the same transaction is decided
    /// upon with it. A key that leads to another item stays there, as in the store, unless it is taken
    /// from it, or nothing but its identity is kept of that.
    pub fn take_in(&mut self, changes: &[Change]) {
        for change in changes {
            let id = change.item.id;
            for absorbed in &change.absorbed {
                self.items.remove(absorbed);
                let listed = self.listed.values_mut().flat_map(HashMap::values_mut);
                let led = self.by_key.values_mut().chain(self.by_id.values_mut()).chain(listed);
                led.filter(|owner| *owner == absorbed).for_each(|owner| *owner = id);
                self.by_id.insert(*absorbed, id);
                self.keep_apart(*absorbed, id);
            }
            for key in &change.new_keys {
                let owner = self.by_key.entry(key.clone()).or_insert(id);
                if self.names.contains_key(owner) || change.taken.contains(key) {
                    *owner = id;
                }
            }
            self.names.remove(&id);
            self.items.insert(id, change.item.clone());
        }
    }

    /// What a person keeps apart from an item is kept apart from what absorbs it.
    fn keep_apart(&mut self, absorbed: ItemId, into: ItemId) {
        let of = |id| if id == absorbed { into } else { id };
        let apart = std::mem::take(&mut self.apart).into_iter().map(|(one, other)| {
            let (one, other) = (of(one), of(other));
            (one.min(other), one.max(other))
        });
        self.apart = apart.collect();
        let detached = std::mem::take(&mut self.detached).into_iter();
        self.detached = detached.map(|(id, source)| (of(id), source)).collect();
    }

    /// A person said that what this source gives is not this item.
    #[must_use]
    pub fn is_detached(&self, id: ItemId, source: &SourceId) -> bool {
        !self.detached.is_empty() && self.detached.contains(&(id, source.clone()))
    }

    /// A person said that these two are not one.
    #[must_use]
    pub fn are_apart(&self, one: ItemId, other: ItemId) -> bool {
        self.apart.contains(&(one.min(other), one.max(other)))
    }
}
