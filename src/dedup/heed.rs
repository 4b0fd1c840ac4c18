//! Heeding what a person decided, before anything else is decided.

use std::collections::HashSet;

use crate::model::change::{Incoming, ItemId, Known};
use crate::model::hash::Hash;
use crate::model::item::Key;
use crate::model::source::SourceId;

/// Takes from the incoming items what a person decided about, and says which items those are.
///
/// - A key that leads to an item which the source's version was split off counts in that source
///   alone, and leads to what the version became.
/// - Of two items of one source that were merged, the version of the one that stayed counts.
pub fn heed(source: &SourceId, incoming: &mut Vec<Incoming>, known: &Known) -> Vec<(Hash, ItemId)> {
    let detached: HashSet<ItemId> = known
        .detached
        .iter()
        .filter(|(_, detached)| detached == source)
        .map(|(id, _)| *id)
        .collect();
    let is_barred = |key: &Key| known.by_key.get(key).is_some_and(|id| detached.contains(id));
    for one in incoming.iter_mut().filter(|_| !detached.is_empty()) {
        for key in one.item.keys.iter_mut().filter(|key| is_barred(key)) {
            *key = key.within(source);
        }
    }
    let mut merged = Vec::new();
    if !known.by_hand.is_empty() {
        incoming.retain(|one| {
            let id = second_version(source, one, known);
            merged.extend(id.map(|id| (one.raw_hash, id)));
            id.is_none()
        });
    }
    merged
}

/// The item that an incoming one was merged into by hand, if the source has another version there.
fn second_version(source: &SourceId, one: &Incoming, known: &Known) -> Option<ItemId> {
    let keys = &one.item.keys;
    let id = known.by_key.get(keys.iter().find(|key| known.by_hand.contains(*key))?)?;
    let own = known.items.get(id)?.appearances.iter().find(|seen| seen.source == *source)?;
    let is_own = own.item.keys.iter().any(|key| keys.contains(key));
    (!is_own).then_some(*id)
}
