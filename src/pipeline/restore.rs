//! What was published is put into a store again.

use std::collections::HashMap;

use crate::dedup;
use crate::model::change::{
    Appearance, Change, ChangeKind, ItemId, Known, Likeness, Probe, StoredItem,
};
use crate::model::item::{Item, Key};
use crate::model::tombstone::{Amendment, Cause, Lift, Lifted, Tombstone};
use crate::model::translation::Tie;
use crate::pipeline::salvage::{self, Salvaged};
use crate::store::{Store, StoreError};

/// What restoring came to.
#[derive(Debug, Default)]
pub struct Restoration {
    /// What is to be written.
    pub amendment: Amendment,
    /// What is to be tied, when that is written.
    pub ties: Vec<Tie>,
    /// Items that were not there.
    pub restored: usize,
    /// Items that were there under their id.
    pub known: usize,
    /// Items that were there under another id, to which theirs leads from now on.
    pub joined: usize,
    /// Items that were taken down, as far as that was not known.
    pub taken_down: usize,
}

/// Puts what was published into a store. What is there stays as it is, and keeps its id: it may
/// have been published under it. An item that is there under another id gives its own to that one.
/// What was restored itself, and no source gave since, is made as it was last.
pub async fn restore(store: &dyn Store, salvaged: Salvaged) -> Result<Restoration, StoreError> {
    let Salvaged { items, ties, tombstones } = salvaged;
    let known = store.known(probe(&items, &tombstones)).await?;
    let mut all = Restoration { ties, ..Restoration::default() };
    let mut joins = Joins::default();
    let mut there: HashMap<ItemId, StoredItem> = known.items.clone().into_iter().collect();
    for item in items {
        if let Some(id) = known.by_id.get(&item.id) {
            all.known += 1;
            if let Some(change) = renewal(&known, *id, item) {
                all.amendment.lifts.extend(lifts(store, &change.item).await?);
                there.insert(*id, change.item.clone());
                all.amendment.changes.push(change);
            }
            continue;
        }
        let id = item.id;
        if let Some(same) = same_story(&item, &known).cloned() {
            all.joined += 1;
            joins.push(same, id);
        } else {
            all.restored += 1;
            all.amendment.lifts.extend(lifts(store, &item).await?);
            there.insert(id, item.clone());
        }
        all.amendment.changes.push(addition(item));
    }
    for tombstone in tombstones {
        let since = there.get(&tombstone.id).is_some_and(|item| item.updated > tombstone.at);
        if since || is_settled(store, &known, tombstone.id).await? {
            continue;
        }
        if let Cause::Merged(whole) = tombstone.cause {
            let whole = joins.whole(*known.by_id.get(&whole).unwrap_or(&whole));
            if whole == tombstone.id || joins.of.contains_key(&tombstone.id) {
                continue;
            }
            if let Some(whole) = there.get(&whole) {
                if !there.contains_key(&tombstone.id) {
                    all.amendment.changes.push(addition(placeholder(&tombstone)));
                }
                all.amendment.by_hand.push(tombstone.id);
                joins.push(whole.clone(), tombstone.id);
            }
        }
        all.taken_down += 1;
        all.amendment.tombstones.push(tombstone);
    }
    all.amendment.changes.extend(joins.changes);
    Ok(all)
}

/// Items that become parts of others.
#[derive(Default)]
struct Joins {
    changes: Vec<Change>,
    /// The item that each is part of from now on.
    of: HashMap<ItemId, ItemId>,
}

impl Joins {
    fn push(&mut self, whole: StoredItem, part: ItemId) {
        self.of.insert(part, whole.id);
        self.changes.push(Change { absorbed: vec![part], ..change(ChangeKind::Noted, whole) });
    }

    /// The item that one is by now. A file may say that two are part of each other: no item is ever
    /// joined to what it is itself, so that this ends.
    fn whole(&self, mut id: ItemId) -> ItemId {
        while let Some(whole) = self.of.get(&id) {
            id = *whole;
        }
        id
    }
}

/// What was taken down before it was published as it is now was shown again.
async fn lifts(store: &dyn Store, item: &StoredItem) -> Result<Vec<Lift>, StoreError> {
    let of = |cause: &Cause| match cause {
        Cause::Hidden => Some(Lifted::Hidden),
        Cause::Retracted(_) => Some(Lifted::Retracted),
        Cause::Merged(_) => None,
    };
    let tombstones = store.tombstones(item.id).await?;
    let older = tombstones.iter().filter(|one| one.at < item.updated);
    let lift = |one: &Tombstone| Some(Lift { id: item.id, of: of(&one.cause)?, at: item.updated });
    Ok(older.filter_map(lift).collect())
}

fn probe(items: &[StoredItem], tombstones: &[Tombstone]) -> Probe {
    let versions = items.iter().flat_map(|item| &item.appearances);
    let whole = |one: &Tombstone| match one.cause {
        Cause::Merged(whole) => Some(whole),
        Cause::Hidden | Cause::Retracted(_) => None,
    };
    let buried = tombstones.iter().flat_map(|one| [Some(one.id), whole(one)]).flatten();
    Probe {
        keys: versions.flat_map(|version| version.item.keys.iter().cloned()).collect(),
        ids: items.iter().map(|item| item.id).chain(buried).collect(),
        ..Probe::default()
    }
}

/// What is known of an item is what was published once, and this was later.
fn renewal(known: &Known, id: ItemId, item: StoredItem) -> Option<Change> {
    let is_newer = id == item.id
        && is_restored(known, id)
        && known.items[&id].updated.timestamp_millis() < item.updated.timestamp_millis();
    let (new_keys, likeness) = (all_keys(&item), dedup::likeness(&item.item));
    is_newer.then(|| Change { new_keys, likeness, ..change(ChangeKind::Changed, item) })
}

/// It was restored, and no source gave it since.
fn is_restored(known: &Known, id: ItemId) -> bool {
    known.items[&id].item.stand_in && !known.names.contains_key(&id)
}

/// It is known whether an item was taken down: it is, or it was there since.
async fn is_settled(store: &dyn Store, known: &Known, id: ItemId) -> Result<bool, StoreError> {
    let is_there = known.by_id.get(&id).is_some_and(|of| *of != id || !is_restored(known, *of));
    Ok(is_there || !store.tombstones(id).await?.is_empty())
}

fn addition(item: StoredItem) -> Change {
    let (new_keys, likeness) = (all_keys(&item), dedup::likeness(&item.item));
    Change { new_keys, likeness, ..change(ChangeKind::Added, item) }
}

fn change(kind: ChangeKind, item: StoredItem) -> Change {
    let (new_keys, absorbed) = (Vec::new(), Vec::new());
    let (taken, likeness) = (Vec::new(), Likeness::default());
    Change { kind, item, new_keys, taken, likeness, decision: None, absorbed }
}

/// An item of which nothing is known but its id, for what was merged into another.
fn placeholder(tombstone: &Tombstone) -> StoredItem {
    let (id, at, item) = (tombstone.id, tombstone.at, Item::unknown());
    let version = Appearance {
        source: salvage::nowhere(),
        item: item.clone(),
        position: 0,
        first_seen: at,
        nearness: 0,
        matched: None,
    };
    StoredItem { id, first_seen: at, date: at, updated: at, item, appearances: vec![version] }
}

fn all_keys(item: &StoredItem) -> Vec<Key> {
    let mut keys = Vec::new();
    for appearance in &item.appearances {
        let title = Key::title_date(&appearance.source, &appearance.item);
        let title = (!appearance.item.caption().is_empty()).then_some(title);
        for key in appearance.item.keys.iter().cloned().chain(title) {
            if !keys.contains(&key) {
                keys.push(key);
            }
        }
    }
    keys
}

/// The item that is the same story under another id: one of its keys leads there.
fn same_story<'a>(item: &StoredItem, known: &'a Known) -> Option<&'a StoredItem> {
    let versions = item.appearances.iter().flat_map(|version| &version.item.keys);
    let mut led = versions.filter_map(|key| Some((key, known.by_key.get(key)?)));
    led.find_map(|(key, id)| {
        let there = known.items.get(id)?;
        (there.id != item.id && dedup::is_led_to(&item.item, key, there)).then_some(there)
    })
}
