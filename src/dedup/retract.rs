//! Items that their source takes back.

use std::collections::HashSet;

use chrono::{DateTime, Utc};

use super::recall::take_out;
use crate::model::change::{Change, ChangeKind, ItemId, Known, Likeness, StoredItem};
use crate::model::source::SourceId;
use crate::model::tombstone::{Cause, Lift, Lifted, Tombstone, Withdrawal};

/// What it means that a source takes an item back.
#[derive(Debug, Clone)]
enum Retraction {
    /// It is the source that the item is shown as coming from: the item is gone.
    Item(Tombstone),
    /// Others have it too, and one of them is shown: the source's version leaves it.
    Version(Box<Change>),
}

/// Takes an item back for a source: because its feed says so, or because the item's page answers
/// that it is gone (410). `None` where the source does not have the item: it is not for others to
/// take down. A time that is missing, or has not come yet, is now.
fn retract(
    stored: &StoredItem,
    source: &SourceId,
    at: Option<DateTime<Utc>>,
    note: Option<String>,
    now: DateTime<Utc>,
) -> Option<Retraction> {
    let own = stored.appearances.iter().position(|seen| seen.source == *source)?;
    if own == 0 {
        let (cause, at) = (Cause::Retracted(source.clone()), at.unwrap_or(now).min(now));
        return Some(Retraction::Item(Tombstone { id: stored.id, cause, at, note }));
    }
    let mut item = stored.clone();
    let (_, kind) = take_out(&mut item, own, now);
    let change = Change {
        kind,
        item,
        new_keys: Vec::new(),
        taken: Vec::new(),
        likeness: Likeness::default(),
        decision: None,
        absorbed: Vec::new(),
    };
    Some(Retraction::Version(Box::new(change)))
}

/// What a reading says of items that are gone, and of gone ones that are there again.
#[derive(Debug, Clone, Default)]
pub struct Retractions {
    /// Items that others still have.
    pub changes: Vec<Change>,
    /// Items that are gone.
    pub tombstones: Vec<Tombstone>,
    /// Items that are there again.
    pub lifts: Vec<Lift>,
    /// Items that the source has in its list no more: all but those of which only the page is gone.
    pub withdrawn: Vec<ItemId>,
}

/// Follows what a source takes back and brings again. `brought` are the items that it did not have
/// in its list before; one that it brings is not taken back by the same reading, unless its own
/// page does that. What it took back before stays as it is.
#[must_use]
pub fn follow(
    source: &SourceId,
    withdrawals: Vec<Withdrawal>,
    brought: &[ItemId],
    known: &Known,
    now: DateTime<Utc>,
) -> Retractions {
    let mut all = Retractions::default();
    let mut gone = HashSet::new();
    for Withdrawal { keys, at, note, is_of_page } in withdrawals {
        let ids = keys.iter().filter_map(|key| known.by_key.get(key));
        let has_it =
            |item: &&StoredItem| item.appearances.iter().any(|seen| seen.source == *source);
        let mut led = ids.filter_map(|id| known.items.get(id));
        let Some(stored) = led.find(has_it) else { continue };
        if !is_of_page && brought.contains(&stored.id) || !gone.insert(stored.id) {
            continue;
        }
        if known.retracted.contains_key(&stored.id) {
            continue;
        }
        all.withdrawn.extend((!is_of_page).then_some(stored.id));
        match retract(stored, source, at, note, now) {
            Some(Retraction::Item(tombstone)) => all.tombstones.push(tombstone),
            Some(Retraction::Version(change)) => all.changes.push(*change),
            None => {}
        }
    }
    let is_back = |id: &&ItemId| known.retracted.get(id) == Some(source) && !gone.contains(id);
    let again = brought.iter().filter(is_back);
    all.lifts = again.map(|id| Lift { id: *id, of: Lifted::Retracted, at: now }).collect();
    all
}

impl Retractions {
    /// Puts its changes among those that were decided before, of the same items.
    pub fn merge_into(&mut self, changes: &mut Vec<Change>) {
        for change in std::mem::take(&mut self.changes) {
            match changes.iter_mut().find(|other| other.item.id == change.item.id) {
                Some(other) => {
                    other.item = change.item;
                    if other.kind == ChangeKind::Noted {
                        other.kind = change.kind;
                    }
                }
                None => changes.push(change),
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dedup::tests::{Ledger, at, dated, id, story};
    use crate::model::item::Key;

    fn withdrawal(source: &str, guid: &str) -> Vec<Withdrawal> {
        let keys = vec![Key::Guid(id(source), guid.to_owned())];
        vec![Withdrawal {
            keys,
            at: Some(at(5)),
            note: Some("wrong".to_owned()),
            is_of_page: false,
        }]
    }

    /// `a` brings a story, then `b` does.
    fn ledger() -> Ledger {
        let mut ledger = Ledger::default();
        ledger.refresh("a", 0, &[story("1", "/x", "One")]);
        ledger.refresh("b", 1, &[story("2", "/x", "One, they say")]);
        ledger
    }

    #[test]
    fn the_source_that_is_shown_takes_the_item_away() {
        let ledger = ledger();
        let all = follow(&id("a"), withdrawal("a", "1"), &[], &ledger.known, at(6));
        let [tombstone] = &all.tombstones[..] else { panic!("{all:?}") };
        assert_eq!((tombstone.at, tombstone.note.as_deref()), (at(5), Some("wrong")));
        assert_eq!(tombstone.cause, Cause::Retracted(id("a")));
        let late = follow(&id("a"), withdrawal("a", "1"), &[], &ledger.known, at(2));
        assert_eq!(late.tombstones[0].at, at(2), "not in the future");
    }

    #[test]
    fn another_source_takes_its_version_away() {
        let ledger = ledger();
        let mut all = follow(&id("b"), withdrawal("b", "2"), &[], &ledger.known, at(6));
        assert!(all.tombstones.is_empty());
        let mut changes = Vec::new();
        all.merge_into(&mut changes);
        let left: Vec<_> = changes[0].item.appearances.iter().map(|one| &one.source).collect();
        assert_eq!(left, [&id("a")]);
    }

    #[test]
    fn what_is_left_loses_the_date_of_the_version_that_is_taken_away() {
        let mut ledger = Ledger::default();
        ledger.refresh("a", 0, &[dated(story("1", "/x", "One"), "2026-01-01")]);
        ledger.refresh("b", 1, &[dated(story("2", "/x", "One"), "2025-12-30")]);
        assert_eq!(ledger.only().date, at(-48));
        let mut stored = ledger.only().clone();
        stored.appearances.sort_by_key(|seen| seen.source == id("b"));
        let retracted = retract(&stored, &id("b"), None, None, at(6));
        let Some(Retraction::Version(change)) = retracted else { panic!("{retracted:?}") };
        assert_eq!(change.item.date, at(0));
    }

    #[test]
    fn nobody_takes_away_what_is_another_s() {
        let ledger = ledger();
        let mut others = withdrawal("c", "1");
        others[0].keys.push(Key::Url("site.example/x".to_owned()));
        let all = follow(&id("c"), others, &[], &ledger.known, at(6));
        assert!(all.tombstones.is_empty() && all.changes.is_empty(), "{all:?}");
    }

    #[test]
    fn what_is_brought_again_is_there_again() {
        let mut ledger = ledger();
        let item = ledger.only().id;
        ledger.known.retracted.insert(item, id("a"));
        let lifts = |source: &str| {
            follow(&id(source), withdrawal("a", "1"), &[item], &ledger.known, at(6)).lifts
        };
        assert_eq!(lifts("a"), [Lift { id: item, of: Lifted::Retracted, at: at(6) }]);
        assert_eq!(lifts("b"), []);
        let again = follow(&id("a"), withdrawal("a", "1"), &[], &ledger.known, at(6));
        assert!(again.tombstones.is_empty(), "what is gone is gone once");
    }
}
