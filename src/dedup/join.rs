//! Corrections by hand: two items are one, or one is two.

use chrono::{DateTime, Utc};

use super::dates::Before;
use super::recall::{saw_first, take_out};
use super::{merge, show};
use crate::model::change::{
    Appearance, Change, ChangeKind, Decision, ItemId, Likeness, Match, MatchRule, StoredItem,
};
use crate::model::item::Key;
use crate::model::kept::KeyHash;
use crate::model::source::SourceId;
use crate::model::tombstone::Parting;

const BY_HAND: Match = Match { rule: MatchRule::ByHand, score: 1000 };

/// Makes one item of two: `whole` keeps its id, and has all that `part` had. Of a source that has
/// both, the version that `whole` had stays.
#[must_use]
pub fn join(whole: &StoredItem, part: &StoredItem, now: DateTime<Utc>) -> Change {
    let mut item = whole.clone();
    let before = Before::of(whole, now);
    for appearance in &part.appearances {
        if item.appearances.iter().all(|seen| seen.source != appearance.source) {
            let matched = Some(BY_HAND);
            item.appearances.push(Appearance { matched, ..appearance.clone() });
        }
    }
    saw_first(&mut item, part.first_seen);
    let kind = show(&mut item, before, None, now);
    let decision = Decision {
        source: part.primary().source.clone(),
        matched: BY_HAND,
        because: format!("merged by hand with {}", part.id),
        at: now,
    };
    change(kind, item, Some(decision), vec![part.id])
}

/// What splitting comes to.
#[derive(Debug, Clone)]
pub struct Parted {
    /// The item without the version.
    pub rest: Change,
    /// The version as an item of its own.
    pub part: Change,
    /// What else comes of it.
    pub parting: Parting,
}

/// Takes a source's version out of an item and makes an item of its own of it. `former` are ids
/// that the version's keys led to before these became parts of others: it gets the one that it had
/// before it was merged, if it had one. `None` where the source does not have the item, or nobody
/// else has.
///
/// A key that other versions have too stays with them; the part is known by it in its source alone.
#[must_use]
pub fn part(
    stored: &StoredItem,
    source: &SourceId,
    former: &[ItemId],
    now: DateTime<Utc>,
) -> Option<Parted> {
    let own = stored.appearances.iter().position(|seen| seen.source == *source)?;
    if stored.appearances.len() < 2 {
        return None;
    }
    let mut rest = stored.clone();
    let (mut version, kind) = take_out(&mut rest, own, now);
    let id = new_id(stored.id, source, &version.item.keys, former);
    let kept: Vec<Key> = rest.appearances.iter().flat_map(all_keys).collect();
    let (shared, keys): (Vec<_>, Vec<_>) =
        all_keys(&version).into_iter().partition(|key| kept.contains(key));
    for key in version.item.keys.iter_mut().filter(|key| shared.contains(key)) {
        *key = key.within(source);
    }
    let new_keys = shared.iter().map(|key| key.within(source)).collect();
    let parting = Parting {
        whole: stored.id,
        part: id,
        source: source.clone(),
        others: rest.appearances.iter().map(|one| one.source.clone()).collect(),
        keys: keys.iter().map(KeyHash::of).collect(),
        kept: kept.iter().map(KeyHash::of).collect(),
        at: now,
    };
    let part = alone(id, Appearance { matched: None, ..version }, now);
    let likeness = super::likeness(&part.item);
    let part = change(ChangeKind::Added, part, None, Vec::new());
    Some(Parted {
        rest: change(kind, rest, None, Vec::new()),
        part: Change { new_keys, likeness, ..part },
        parting,
    })
}

/// An item that has one version.
fn alone(id: ItemId, version: Appearance, now: DateTime<Utc>) -> StoredItem {
    let item = merge::merge(std::slice::from_ref(&version));
    StoredItem {
        id,
        first_seen: version.first_seen,
        date: super::dates::first_date(&item, version.first_seen),
        updated: now,
        item,
        appearances: vec![version],
    }
}

/// Everything that leads to a version.
fn all_keys(version: &Appearance) -> Vec<Key> {
    let title = Key::title_date(&version.source, &version.item);
    version.item.keys.iter().cloned().chain([title]).collect()
}

/// The id that the version would have got as an item of its own, if it had it; else one that its
/// keys led to; else one that says that it was a part of this item.
fn new_id(whole: ItemId, source: &SourceId, keys: &[Key], former: &[ItemId]) -> ItemId {
    let mut natural = keys.iter().map(|key| ItemId::mint(source, key));
    let had = natural.find(|id| former.contains(id)).or_else(|| former.first().copied());
    had.unwrap_or_else(|| ItemId::mint(source, &Key::Site(format!("part-of:{whole}"))))
}

fn change(
    kind: ChangeKind,
    item: StoredItem,
    decision: Option<Decision>,
    absorbed: Vec<ItemId>,
) -> Change {
    let likeness = Likeness::default();
    let (new_keys, taken) = (Vec::new(), Vec::new());
    Change { kind, item, new_keys, taken, likeness, decision, absorbed }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dedup::tests::{Ledger, at, dated, id, story};

    #[test]
    fn a_version_that_is_split_off_is_found_by_what_it_says() {
        let mut ledger = Ledger::default();
        ledger.refresh("a", 0, &[story("1", "/x", "The mill opens its doors")]);
        ledger.refresh("b", 1, &[story("2", "/x", "Millers open the doors of the mill")]);
        let parted = part(ledger.only(), &id("b"), &[], at(2)).unwrap();
        let own = crate::dedup::likeness(&parted.part.item.item);
        assert_eq!(parted.part.likeness, own);
        assert!(!own.bands.is_empty());
    }

    #[test]
    fn what_is_left_stands_at_a_date_of_its_own() {
        let later = dated(story("1", "/x", "The mill opens"), "2026-01-01");
        let undated = story("1", "/x", "The mill opens");
        for (own, date) in [(later, at(0)), (undated, at(0))] {
            let mut ledger = Ledger::default();
            ledger.refresh("a", 0, std::slice::from_ref(&own));
            ledger.refresh("b", 1, &[dated(story("2", "/x", "The mill opens"), "2025-12-30")]);
            assert_eq!(ledger.only().date, at(-48));
            let rest = part(ledger.only(), &id("b"), &[], at(2)).unwrap().rest;
            assert_eq!((rest.item.item.published, rest.item.date), (own.published, date));
            assert_eq!((rest.kind, rest.item.updated), (ChangeKind::Changed, at(2)));
        }
    }
}
