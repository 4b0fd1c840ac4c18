//! Deciding what incoming items are: new, known, or known from another source.
//!
//! `exact` recognises items by their keys, `merge` makes of several sources' versions the one that
//! is shown, and [`decide`] puts both together. Nothing is compared with the whole ledger: the
//! caller asks the store for what [`probe`] names, and hands in the answer.

mod exact;
mod heed;
mod join;
mod merge;
mod retract;

use chrono::{DateTime, SubsecRound, TimeDelta, Utc};

use crate::model::change::{
    Appearance, Change, ChangeKind, ChangeSet, Incoming, ItemId, Known, Likeness, Probe, StoredItem,
};
use crate::model::date::{Precision, Published};
use crate::model::item::{Item, Key};
use crate::model::source::SourceId;

use exact::Finding;

pub use heed::heed;
pub use join::{Parted, join, part};
pub use retract::{Retraction, Retractions, follow, retract};

/// How far a moment may lie ahead before it counts as one in the future. Clocks of servers are off
/// by minutes, now and then by a zone's half hour.
const CLOCK_SKEW: TimeDelta = TimeDelta::hours(1);

/// How far a day may lie ahead: in the easternmost zone it began 14 hours before it does in UTC.
const EASTERNMOST: TimeDelta = TimeDelta::hours(14);

/// By what the store is asked what is known of some incoming items: by their own keys, and by the
/// ones by which they go when all others turn out to be worthless.
#[must_use]
pub fn probe(source: &SourceId, incoming: &[Incoming]) -> Probe {
    let own = incoming.iter().flat_map(|one| one.item.keys.iter().cloned());
    let keys = own.chain(incoming.iter().map(|one| Key::title_date(source, &one.item))).collect();
    Probe { keys, ..Probe::default() }
}

/// Decides what the incoming items of one source are. Pure: what is known, and now, come in.
///
/// - An item that no known key leads to is added, and its id minted from its strongest key.
/// - A known item that its source gives as before is no change.
/// - A known item that differs, or that another source brings too, is written as it now is;
///   `Changed` only where readers would see a difference.
/// - What stands in for a source's version is replaced by that without being a change.
/// - An item that stands twice in a document counts once, as it stands first.
#[must_use]
pub fn decide(
    source: &SourceId,
    incoming: Vec<Incoming>,
    known: &Known,
    now: DateTime<Utc>,
) -> ChangeSet {
    let findings = exact::recognise(source, &incoming, known);
    let mut set = ChangeSet::default();
    for (one, finding) in incoming.into_iter().zip(findings) {
        match finding {
            Finding::New(keys) => {
                set.counts.added += 1;
                let raw_hash = one.raw_hash;
                let change = add(source, one, keys, now);
                set.brought.push((raw_hash, change.item.id));
                set.changes.push(change);
            }
            Finding::Known(id, keys) => {
                set.brought.push((one.raw_hash, id));
                recall(&mut set, source, one, &known.items[&id], keys, now);
            }
            Finding::Again => {}
        }
    }
    set
}

fn add(source: &SourceId, mut one: Incoming, keys: Vec<Key>, now: DateTime<Utc>) -> Change {
    let id = ItemId::mint(source, keys.first().expect("a new item has a key of its own"));
    one.item.keys.clone_from(&keys);
    let shown = one.item.clone();
    let item = StoredItem {
        id,
        first_seen: now,
        date: first_date(&shown, now),
        updated: first_updated(&shown, now),
        item: shown,
        appearances: vec![appearance(source, one, now)],
    };
    Change {
        kind: ChangeKind::Added,
        item,
        new_keys: keys,
        likeness: Likeness::default(),
        decision: None,
        absorbed: Vec::new(),
    }
}

/// What becomes of a known item that a source brings, again or for the first time.
fn recall(
    set: &mut ChangeSet,
    source: &SourceId,
    one: Incoming,
    stored: &StoredItem,
    new_keys: Vec<Key>,
    now: DateTime<Utc>,
) {
    let own = stored.appearances.iter().position(|appearance| appearance.source == *source);
    let same = own.is_some_and(|own| is_same(&stored.appearances[own].item, &one.item));
    if same && new_keys.is_empty() {
        return;
    }
    let modified = one.item.modified;
    let is_stand_in =
        stored.item.stand_in || own.is_some_and(|own| stored.appearances[own].item.stand_in);
    let mut item = stored.clone();
    match own {
        Some(own) => item.appearances[own].item = one.item,
        None => item.appearances.push(appearance(source, one, now)),
    }
    let mut kind = show(&mut item, modified, now);
    if is_stand_in {
        (item.date, item.updated) = (stored.date, stored.updated);
        item.item.stand_in = false;
        kind = ChangeKind::Noted;
    }
    match own {
        None => set.counts.merged += 1,
        Some(_) => set.counts.changed += u32::from(kind == ChangeKind::Changed),
    }
    set.changes.push(Change {
        kind,
        item,
        new_keys,
        likeness: Likeness::default(),
        decision: None,
        absorbed: Vec::new(),
    });
}

/// Shows an item as its appearances now are, and says whether readers see a difference.
fn show(item: &mut StoredItem, modified: Option<DateTime<Utc>>, now: DateTime<Utc>) -> ChangeKind {
    let shown_from = item.primary().source.clone();
    merge::arrange(&mut item.appearances);
    let before = std::mem::replace(&mut item.item, merge::merge(&item.appearances));
    if before.looks_like(&item.item) && item.primary().source == shown_from {
        return ChangeKind::Noted;
    }
    if before.published != item.item.published {
        item.date = credible(item.item.published, now).unwrap_or(item.date);
    }
    item.updated = next_updated(item.updated, modified, now);
    ChangeKind::Changed
}

/// Has the items that their source edited stand where they changed. What another source added to
/// an item, or what is new, is no edit.
pub fn move_up(changes: &mut [Change], source: &SourceId, before: &Known) {
    for change in changes.iter_mut().filter(|change| change.kind == ChangeKind::Changed) {
        let had_it = |stored: &StoredItem| {
            stored.appearances.iter().any(|appearance| appearance.source == *source)
        };
        if before.items.get(&change.item.id).is_some_and(had_it) {
            change.item.date = change.item.updated;
        }
    }
}

fn appearance(source: &SourceId, one: Incoming, now: DateTime<Utc>) -> Appearance {
    Appearance {
        source: source.clone(),
        item: one.item,
        position: one.position,
        first_seen: now,
        matched: None,
    }
}

/// A source gives what it gave before. Keys do not count: which of them are worth anything depends
/// on what else stands in the document.
fn is_same(before: &Item, now: &Item) -> bool {
    before.looks_like(now) && before.modified == now.modified && before.decided_by == now.decided_by
}

/// A date that an item can stand at. One in the future would keep it on top of every feed until
/// then, and readers sort such items each in their own way.
fn credible(published: Option<Published>, now: DateTime<Utc>) -> Option<DateTime<Utc>> {
    let ahead = |date: &Published| match date.precision {
        Precision::Day => EASTERNMOST,
        Precision::Second => CLOCK_SKEW,
    };
    published.filter(|date| date.at <= now + ahead(date)).map(|date| date.at)
}

/// Where a new item stands. Many Atom feeds say only when an entry was last changed: that is the
/// nearest to a date of publication that there is, and it is not followed when it moves.
fn first_date(item: &Item, now: DateTime<Utc>) -> DateTime<Utc> {
    let changed = item.modified.map(Published::moment);
    credible(item.published, now).or_else(|| credible(changed, now)).unwrap_or(now)
}

/// `updated` of a new item: the later of its dates, else now; never in the future.
fn first_updated(item: &Item, now: DateTime<Utc>) -> DateTime<Utc> {
    let published = item.published.map(|date| date.at);
    let latest = item.modified.max(published).unwrap_or(now);
    latest.min(now).trunc_subsecs(0)
}

/// `updated` of a changed item: when its source says that it changed, if that can be, else now;
/// always later than before, whatever the clock says.
fn next_updated(
    before: DateTime<Utc>,
    modified: Option<DateTime<Utc>>,
    now: DateTime<Utc>,
) -> DateTime<Utc> {
    let stated = modified.map(|at| at.trunc_subsecs(0)).filter(|at| *at > before && *at <= now);
    stated.unwrap_or(now).max(before + TimeDelta::milliseconds(1))
}

#[cfg(test)]
mod tests;
