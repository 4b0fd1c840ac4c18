//! What was published is put into a store again.

use std::collections::HashMap;

use crate::dedup;
use crate::model::change::{
    Appearance, Change, ChangeKind, ItemId, Known, Likeness, Probe, StoredItem,
};
use crate::model::item::Key;
use crate::model::tombstone::{Amendment, Cause, Tombstone};
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
    let mut joins = Vec::new();
    let mut there: HashMap<ItemId, StoredItem> = known.items.clone().into_iter().collect();
    for item in items {
        if let Some(id) = known.by_id.get(&item.id) {
            all.known += 1;
            all.amendment.changes.extend(renewal(&known, *id, item));
            continue;
        }
        let id = item.id;
        if let Some(same) = same_story(&item, &known).cloned() {
            all.joined += 1;
            joins.push(absorption(same, id));
        } else {
            all.restored += 1;
            there.insert(id, item.clone());
        }
        all.amendment.changes.push(addition(item));
    }
    for tombstone in tombstones {
        if is_settled(store, &known, tombstone.id).await? {
            continue;
        }
        if let Cause::Merged(whole) = tombstone.cause
            && let Some(whole) = there.get(known.by_id.get(&whole).unwrap_or(&whole))
        {
            all.amendment.changes.push(addition(placeholder(&tombstone)));
            all.amendment.by_hand.push(tombstone.id);
            joins.push(absorption(whole.clone(), tombstone.id));
        }
        all.taken_down += 1;
        all.amendment.tombstones.push(tombstone);
    }
    all.amendment.changes.extend(joins);
    Ok(all)
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

fn absorption(whole: StoredItem, part: ItemId) -> Change {
    Change { absorbed: vec![part], ..change(ChangeKind::Noted, whole) }
}

fn change(kind: ChangeKind, item: StoredItem) -> Change {
    let (new_keys, absorbed) = (Vec::new(), Vec::new());
    Change { kind, item, new_keys, likeness: Likeness::default(), decision: None, absorbed }
}

/// An item of which nothing is known but its id, for what was merged into another.
fn placeholder(tombstone: &Tombstone) -> StoredItem {
    let (id, at, item) = (tombstone.id, tombstone.at, salvage::nothing());
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
