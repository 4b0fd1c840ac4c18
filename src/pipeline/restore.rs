//! What was published is put into a store again.

use std::collections::{HashMap, HashSet};

use chrono::{DateTime, Utc};

use crate::dedup;
use crate::model::change::{
    Appearance, Change, ChangeKind, ItemId, Known, Likeness, Probe, StoredItem,
};
use crate::model::item::{Item, Key};
use crate::model::kept::{Identity, KeyHash};
use crate::model::tombstone::{Amendment, Cause, Lift, Lifted, Tombstone};
use crate::model::translation::Tie;
use crate::pipeline::salvage::Salvaged;
use crate::store::{Store, StoreError};

mod splits;

use splits::Splits;

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
    let known = store.known(probe(&salvaged)).await?;
    let Salvaged { items, ties, tombstones, apart } = salvaged;
    let buried: Vec<_> = tombstones.iter().filter_map(|(_, identity)| identity.as_ref()).collect();
    let splits = Splits::new(store, apart, &items, &buried, &known).await?;
    let there = known.items.clone().into_iter().collect();
    let all = Restoration { ties, ..Restoration::default() };
    let mut restoring = Restoring {
        store,
        known: &known,
        splits,
        there,
        joins: Joins::default(),
        buried: HashMap::new(),
        all,
    };
    for item in items {
        restoring.item(item).await?;
    }
    // What is part of something else comes last, when that is there.
    let (parts, gone): (Vec<_>, Vec<_>) =
        tombstones.into_iter().partition(|(one, _)| matches!(one.cause, Cause::Merged(_)));
    for (tombstone, identity) in gone.into_iter().chain(parts) {
        restoring.take_down(tombstone, identity).await?;
    }
    Ok(restoring.end())
}

/// What is being restored.
struct Restoring<'a> {
    store: &'a dyn Store,
    known: &'a Known,
    splits: Splits,
    /// Items that were there, and those that are by now.
    there: HashMap<ItemId, StoredItem>,
    joins: Joins,
    /// Where keys lead to what is not shown, and since when.
    buried: HashMap<KeyHash, (ItemId, DateTime<Utc>)>,
    all: Restoration,
}

impl Restoring<'_> {
    async fn item(&mut self, mut item: StoredItem) -> Result<(), StoreError> {
        self.splits.keep_within(&mut item, self.known);
        let is_revived = self.splits.revived.contains(&item.id);
        if let Some(id) = self.known.by_id.get(&item.id).filter(|_| !is_revived) {
            self.all.known += 1;
            if *id == item.id && self.is_renewal(&item).await? {
                self.write(renewal(item)).await?;
            }
            return Ok(());
        }
        let same = same_story(&item, self.known);
        if let Some(same) = same.filter(|same| !self.splits.are_apart(item.id, same.id)) {
            self.all.joined += 1;
            self.joins.push(same.clone(), item.id);
            self.all.amendment.changes.push(addition(item));
            return Ok(());
        }
        self.all.restored += 1;
        self.write(addition(item)).await
    }

    /// What is known of an item is what was published once, and this was later; or it is nothing,
    /// because the item was taken down.
    async fn is_renewal(&self, item: &StoredItem) -> Result<bool, StoreError> {
        let there = &self.known.items[&item.id];
        if there.is_reduced() && !self.store.tombstones(item.id).await?.is_empty() {
            return Ok(true);
        }
        let [before, after] = [there, item].map(|item| item.updated.timestamp_millis());
        let is_later = before < after || before == after && self.splits.concern(item.id);
        Ok(is_restored(self.known, item.id) && (is_later || there.is_reduced()))
    }

    async fn write(&mut self, change: Change) -> Result<(), StoreError> {
        self.all.amendment.lifts.extend(lifts(self.store, &change.item).await?);
        self.there.insert(change.item.id, change.item.clone());
        self.all.amendment.changes.push(change);
        Ok(())
    }

    async fn take_down(
        &mut self,
        tombstone: Tombstone,
        identity: Option<Identity>,
    ) -> Result<(), StoreError> {
        let id = tombstone.id;
        let is_shown = |item: &&StoredItem| !item.is_reduced();
        let there = self.there.get(&id).filter(is_shown);
        let since = there.is_some_and(|item| item.updated > tombstone.at);
        if since || self.is_settled(&tombstone).await? {
            return Ok(());
        }
        if let Cause::Merged(whole) = tombstone.cause {
            let whole = self.joins.whole(*self.known.by_id.get(&whole).unwrap_or(&whole));
            if whole == id || self.joins.of.contains_key(&id) {
                return Ok(());
            }
            if let Some(whole) = self.there.get(&whole).cloned() {
                let identity = identity.unwrap_or_else(|| unknown(&tombstone, &whole));
                self.all.amendment.identities.push(identity);
                self.all.amendment.by_hand.push(id);
                self.all.amendment.rejoined.push((whole.id, id));
                self.joins.push(whole, id);
            }
        } else if let Some(identity) = identity {
            self.there.entry(id).or_insert_with(|| reduced(&identity));
            for key in &identity.keys {
                let at = self.buried.entry(*key).or_insert((id, identity.updated));
                if at.1 < identity.updated {
                    *at = (id, identity.updated);
                }
            }
            self.all.amendment.identities.push(identity);
        }
        self.all.taken_down += 1;
        self.all.amendment.tombstones.push(tombstone);
        Ok(())
    }

    /// It is known whether an item was taken down: it is, or it was there since.
    async fn is_settled(&self, tombstone: &Tombstone) -> Result<bool, StoreError> {
        let before = self.store.tombstones(tombstone.id).await?;
        let is_buried = |id| self.known.items[&id].is_reduced() && !before.is_empty();
        let is_there = self.known.by_id.get(&tombstone.id).is_some_and(|of| {
            *of != tombstone.id || !is_restored(self.known, *of) && !is_buried(*of)
        });
        Ok(is_there || before.iter().any(|one| one.at >= tombstone.at))
    }

    fn end(mut self) -> Restoration {
        let (splits, joins, known) = (&self.splits, &self.joins, self.known);
        let written: HashSet<_> =
            self.all.amendment.changes.iter().map(|change| change.item.id).collect();
        let parts = splits.parts().filter(|id| !written.contains(id));
        for mut part in parts.filter_map(|id| self.there.get(&id)).cloned() {
            if splits.keep_within(&mut part, known) {
                let new_keys = all_keys(&part);
                let change = Change { new_keys, ..change(ChangeKind::Noted, part) };
                self.all.amendment.changes.push(change);
            }
        }
        for change in &mut self.all.amendment.changes {
            let item = &change.item;
            change.new_keys.retain(|key| !leads_elsewhere(key, item, &self.buried, known));
        }
        self.all.amendment.partings = splits.partings(|id| joins.whole(id));
        self.all.amendment.changes.extend(self.joins.changes);
        self.all
    }
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

fn probe(salvaged: &Salvaged) -> Probe {
    let Salvaged { items, tombstones, apart, .. } = salvaged;
    let versions = items.iter().flat_map(|item| &item.appearances);
    let whole = |one: &Tombstone| match one.cause {
        Cause::Merged(whole) => Some(whole),
        Cause::Hidden | Cause::Retracted(_) => None,
    };
    let buried = tombstones.iter().flat_map(|(one, _)| [Some(one.id), whole(one)]).flatten();
    let split = apart.iter().flat_map(|pair| [pair.whole, pair.part]);
    Probe {
        keys: versions.flat_map(|version| version.item.keys.iter().cloned()).collect(),
        ids: items.iter().map(|item| item.id).chain(buried).chain(split).collect(),
        ..Probe::default()
    }
}

/// It was restored, and no source gave it since.
fn is_restored(known: &Known, id: ItemId) -> bool {
    known.items[&id].item.stand_in && !known.names.contains_key(&id)
}

fn renewal(item: StoredItem) -> Change {
    Change { kind: ChangeKind::Changed, ..addition(item) }
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

/// The identity of a part of which no key is known.
fn unknown(tombstone: &Tombstone, whole: &StoredItem) -> Identity {
    Identity {
        id: tombstone.id,
        source: whole.primary().source.clone(),
        date: whole.date,
        updated: tombstone.at,
        name: None,
        keys: Vec::new(),
    }
}

/// An item of which nothing is known but its identity, as the store has it.
fn reduced(identity: &Identity) -> StoredItem {
    let (id, date, item) = (identity.id, identity.date, Item::unknown());
    let version = Appearance {
        source: identity.source.clone(),
        item: item.clone(),
        position: 0,
        first_seen: date,
        nearness: 0,
        matched: None,
    };
    let updated = identity.updated;
    StoredItem { id, first_seen: date, date, updated, item, appearances: vec![version] }
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

/// A key of an item leads to another, of which nothing but its identity is known, since that took
/// it over: two stories that had one address after the other.
fn leads_elsewhere(
    key: &Key,
    item: &StoredItem,
    buried: &HashMap<KeyHash, (ItemId, DateTime<Utc>)>,
    known: &Known,
) -> bool {
    let owner = known.by_key.get(key).and_then(|id| known.items.get(id));
    let reduced = owner.filter(|owner| owner.is_reduced()).map(|owner| (owner.id, owner.updated));
    let told = buried.get(&KeyHash::of(key)).copied();
    [reduced, told].into_iter().flatten().any(|(id, at)| id != item.id && item.updated <= at)
}

/// The item that is the same story under another id: one of its keys leads there. What was taken
/// down is nothing that was shown later, nor of another name.
fn same_story<'a>(item: &StoredItem, known: &'a Known) -> Option<&'a StoredItem> {
    let versions = item.appearances.iter().flat_map(|version| &version.item.keys);
    let mut led = versions.filter_map(|key| Some((key, known.by_key.get(key)?)));
    led.find_map(|(key, id)| {
        let there = known.items.get(id)?;
        let is_led = there.id != item.id
            && (!there.is_reduced()
                || item.updated <= there.updated && is_named(item, there, known))
            && dedup::is_led_to(&item.item, key, there);
        is_led.then_some(there)
    })
}

/// Of another, nothing but its identity is known: it is called like the item, or stands where that
/// stands and has no name.
fn is_named(item: &StoredItem, other: &StoredItem, known: &Known) -> bool {
    let name = known.names.get(&other.id);
    name.map_or(item.date == other.date, |name| *name == item.item.name_hash())
}
