//! What a site that was made anew had in its list before.

use std::collections::HashSet;

use crate::model::change::{Incoming, ItemId, Known};
use crate::model::hash::Hash;
use crate::model::source::SourceId;

/// Fewer items that nothing is known of are news.
const FEWEST: usize = 3;

/// How many items that left a list are looked at.
const MOST: usize = 500;

/// Items that just left the list of a source, as far as they are not known yet, where no key leads
/// from most of what it gives to anything: a site that was made anew may date everything anew, and
/// what is like it is not looked for so far back.
#[must_use]
pub fn departed(
    source: &SourceId,
    incoming: &[Incoming],
    given: Option<&HashSet<Hash>>,
    known: &Known,
) -> Vec<ItemId> {
    let is_unknown =
        |one: &&Incoming| one.item.keys.iter().all(|key| !known.by_key.contains_key(key));
    let unknown = incoming.iter().filter(is_unknown).count();
    let is_anew = unknown >= FEWEST && unknown * 2 > incoming.len();
    let Some(given) = given.filter(|_| is_anew) else { return Vec::new() };
    let listed = known.listed.get(source).into_iter().flatten();
    let left = listed.filter(|(hash, _)| !given.contains(*hash)).map(|(_, id)| *id);
    let mut ids: Vec<_> = left.filter(|id| !known.items.contains_key(id)).collect();
    ids.sort_unstable();
    ids.dedup();
    ids.truncate(MOST);
    ids
}
