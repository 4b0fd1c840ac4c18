//! Recognising by keys: which known item an incoming one is, if any.

use std::collections::{HashMap, HashSet};

use crate::model::change::{Incoming, ItemId, Known, StoredItem};
use crate::model::item::{Item, Key};
use crate::model::query::fold;
use crate::model::source::SourceId;

/// What an incoming item turned out to be.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Finding {
    /// Nothing that the ledger knows. With the keys that lead to it from now on: at least one,
    /// strongest first.
    New(Vec<Key>),
    /// A known item. With the keys that the ledger does not have yet.
    Known(ItemId, Vec<Key>),
    /// An item that stands further up in the same document.
    Again,
}

/// Recognises the items of one document, all at once: what a key is worth shows only in view of
/// the whole, and a stronger claim on a known item comes before a weaker one further up.
///
/// A key that items with different stories share, such as a link that all rows have, is not
/// recorded, and leads to a known item only together with the same title and date. An item that
/// no other key identifies goes by its title and day.
pub(super) fn recognise(source: &SourceId, incoming: &[Incoming], known: &Known) -> Vec<Finding> {
    let document = Document::survey(source, incoming);
    let claims = document.claim(source, known);
    document.settle(&claims, known)
}

/// How much a key is worth: what is matched by a stronger one needs no weaker.
fn strength(key: &Key) -> u8 {
    match key {
        Key::Site(_) => 0,
        Key::GlobalGuid(_) => 1,
        Key::Guid(..) => 2,
        Key::Url(_) => 3,
        Key::TitleDate(..) => 4,
    }
}

/// One more than the weakest [`strength`].
const STRENGTHS: u8 = 5;

/// A site's front page is linked from many stories and is none of them.
fn is_front_page(key: &Key) -> bool {
    matches!(key, Key::Url(url) if !url.contains(['/', '?']))
}

/// An incoming item with what is asked of it again and again.
struct Entry<'a> {
    item: &'a Item,
    caption: String,
    /// Strongest first; title and day last.
    keys: Vec<Key>,
}

impl Entry<'_> {
    fn new<'a>(source: &SourceId, item: &'a Item) -> Entry<'a> {
        let mut keys = item.keys.clone();
        keys.push(Key::title_date(source, item));
        keys.sort_by_key(strength);
        Entry { item, caption: fold(item.caption()), keys }
    }

    /// Two items that share a key are two stories: they are called differently; or they share no
    /// more than a page and a name, and were published at different times.
    fn tells_another_story(&self, other: &Self, key: &Key) -> bool {
        let same_guid = self.item.guid.is_some() && self.item.guid == other.item.guid;
        let by_page = matches!(key, Key::Url(_)) && !same_guid;
        self.caption != other.caption || by_page && self.item.published != other.item.published
    }

    /// What the source said of a known item is what this one says: same name, same date.
    fn is_told_by(&self, source: &SourceId, stored: &StoredItem) -> bool {
        let own = stored.appearances.iter().find(|appearance| appearance.source == *source);
        let told = own.map_or(&stored.item, |appearance| &appearance.item);
        self.caption == fold(told.caption()) && self.item.published == told.published
    }
}

/// The items of one document, and the keys that tell none of them from the others.
struct Document<'a> {
    entries: Vec<Entry<'a>>,
    shared: HashSet<Key>,
}

/// Which known item each entry is, and who was first to claim it.
struct Claims {
    of: Vec<Option<ItemId>>,
    first: HashMap<ItemId, usize>,
}

impl<'a> Document<'a> {
    fn survey(source: &SourceId, incoming: &'a [Incoming]) -> Self {
        let entries: Vec<_> = incoming.iter().map(|one| Entry::new(source, &one.item)).collect();
        let mut holder: HashMap<&Key, &Entry> = HashMap::new();
        let mut shared = HashSet::new();
        for entry in &entries {
            for key in &entry.keys {
                let first = holder.entry(key).or_insert(entry);
                if is_front_page(key) || entry.tells_another_story(first, key) {
                    shared.insert(key.clone());
                }
            }
        }
        Self { entries, shared }
    }

    fn claim(&self, source: &SourceId, known: &Known) -> Claims {
        let mut claims = Claims { of: vec![None; self.entries.len()], first: HashMap::new() };
        for level in 0..STRENGTHS {
            for (index, entry) in self.entries.iter().enumerate() {
                if claims.of[index].is_none()
                    && let Some(id) = self.match_at(level, entry, source, known, &claims)
                {
                    claims.of[index] = Some(id);
                    claims.first.entry(id).or_insert(index);
                }
            }
        }
        claims
    }

    /// The known item that keys of one strength lead to, unless another entry is that item.
    fn match_at(
        &self,
        level: u8,
        entry: &Entry,
        source: &SourceId,
        known: &Known,
        claims: &Claims,
    ) -> Option<ItemId> {
        entry.keys.iter().filter(|key| strength(key) == level).find_map(|key| {
            let stored = known.items.get(known.by_key.get(key)?)?;
            let trusted = !self.shared.contains(key) || entry.is_told_by(source, stored);
            let taken = claims
                .first
                .get(&stored.id)
                .is_some_and(|&first| entry.tells_another_story(&self.entries[first], key));
            (trusted && !taken).then_some(stored.id)
        })
    }

    /// What each entry is, and which keys are new to the ledger for it.
    fn settle(&self, claims: &Claims, known: &Known) -> Vec<Finding> {
        let mut fresh = Fresh::default();
        let mut firsts: Vec<usize> = (0..self.entries.len()).collect();
        for (index, entry) in self.entries.iter().enumerate() {
            if let Some(id) = claims.of[index] {
                firsts[index] = claims.first[&id];
                fresh.lead(self.unowned(entry, known), firsts[index]);
            }
        }
        for (index, entry) in self.entries.iter().enumerate() {
            if claims.of[index].is_none() {
                let mut keys = self.unowned(entry, known);
                if keys.is_empty() {
                    keys.extend(entry.keys.last());
                }
                firsts[index] = fresh.first(&keys).unwrap_or(index);
                fresh.lead(keys, firsts[index]);
            }
        }
        let mut keys = self.hand_out(fresh);
        let finding = |index: usize| match claims.of[index] {
            _ if firsts[index] != index => Finding::Again,
            Some(id) => Finding::Known(id, std::mem::take(&mut keys[index])),
            None => Finding::New(std::mem::take(&mut keys[index])),
        };
        (0..self.entries.len()).map(finding).collect()
    }

    /// The keys of an entry that can be recorded for it: neither shared nor another item's. Its
    /// title and day are not among them; they serve where there is nothing else.
    fn unowned<'b>(&self, entry: &'b Entry, known: &Known) -> Vec<&'b Key> {
        let given = entry.keys.split_last().map_or(&[][..], |(_, given)| given);
        let free = |key: &&Key| !self.shared.contains(*key) && !known.by_key.contains_key(*key);
        given.iter().filter(free).collect()
    }

    /// The new keys of every entry, each key once, in the order of the document.
    fn hand_out(&self, mut fresh: Fresh) -> Vec<Vec<Key>> {
        let mut keys = vec![Vec::new(); self.entries.len()];
        for key in self.entries.iter().flat_map(|entry| &entry.keys) {
            if let Some(first) = fresh.0.remove(key) {
                keys[first].push(key.clone());
            }
        }
        keys
    }
}

/// Which entry of the document each key that is new to the ledger leads to.
#[derive(Default)]
struct Fresh<'a>(HashMap<&'a Key, usize>);

impl<'a> Fresh<'a> {
    fn first(&self, keys: &[&Key]) -> Option<usize> {
        keys.iter().find_map(|key| self.0.get(key).copied())
    }

    fn lead(&mut self, keys: Vec<&'a Key>, entry: usize) {
        for key in keys {
            self.0.entry(key).or_insert(entry);
        }
    }
}
