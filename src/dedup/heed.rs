//! Heeding what a person decided, before anything else is decided.

use std::collections::{HashMap, HashSet};

use super::apart::is_another_story;
use super::profile::Profile;
use crate::model::change::{Incoming, ItemId, Known, Second};
use crate::model::hash::Hash;
use crate::model::item::{Item, Key};
use crate::model::source::SourceId;

/// What was found among the incoming items that is not to be decided about any more.
#[derive(Debug, Default)]
pub struct Heeded {
    /// Which items those are.
    pub brought: Vec<(Hash, ItemId)>,
    /// What they are beside the versions that count.
    pub seconds: Vec<Second>,
}

/// Takes from the incoming items what a person decided about.
///
/// - A key that leads to an item which the source's version was split off counts in that source
///   alone, and leads to what the version became.
/// - Of two items of one source that were merged, the version of the one that stayed counts. The
///   other is followed, so that it is recognised whatever is edited next.
pub fn heed(
    source: &SourceId,
    incoming: &mut Vec<Incoming>,
    known: &Known,
    doubts_guids: bool,
) -> Heeded {
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
    if known.by_hand.is_empty() {
        return Heeded::default();
    }
    let merged = Merged { source, known, doubts_guids, held: held(source, incoming) };
    let mut heeded = Heeded::default();
    incoming.retain(|one| {
        let Some((id, second)) = merged.second(one) else { return true };
        heeded.brought.push((one.raw_hash, id));
        heeded.seconds.push(second);
        false
    });
    heeded
}

/// How many of the incoming items have each key.
fn held(source: &SourceId, incoming: &[Incoming]) -> HashMap<Key, usize> {
    let mut held = HashMap::new();
    for key in incoming.iter().flat_map(|one| keys(source, &one.item)) {
        *held.entry(key).or_default() += 1;
    }
    held
}

/// What an item goes by: its own keys, and its title and day. Where a title may come again and has
/// no day, it counts only if there is nothing else.
fn keys(source: &SourceId, item: &Item) -> Vec<Key> {
    let title = Key::title_date(source, item);
    let is_of_a_day = item.published.is_some() && !item.caption().is_empty();
    let own = item.keys.iter().filter(|key| **key != title);
    own.cloned().chain((is_of_a_day || item.keys.contains(&title)).then(|| title.clone())).collect()
}

/// What was merged by hand, for the items of one source.
struct Merged<'a> {
    source: &'a SourceId,
    known: &'a Known,
    doubts_guids: bool,
    held: HashMap<Key, usize>,
}

impl Merged<'_> {
    /// The item that an incoming one was merged into by hand, if the source has another version
    /// there.
    fn second(&self, one: &Incoming) -> Option<(ItemId, Second)> {
        let item = &one.item;
        let mut keys = keys(self.source, item);
        keys.retain(|key| {
            !(self.doubts_guids && matches!(key, Key::Guid(..) | Key::GlobalGuid(_)))
        });
        let led_by = keys.iter().find(|key| self.leads(key, item))?.clone();
        let id = *self.known.by_key.get(&led_by)?;
        let versions = &self.known.items.get(&id)?.appearances;
        let own = versions.iter().find(|seen| seen.source == *self.source)?;
        if own.item.keys.iter().any(|key| item.keys.contains(key)) {
            return None;
        }
        keys.retain(|key| !self.known.by_key.contains_key(key) && self.held.get(key) == Some(&1));
        let (raw_hash, version) = (one.raw_hash, item.clone());
        Some((id, Second { raw_hash, led_by, keys, version }))
    }

    /// A key leads to what was merged, and not plainly from another story that has it now.
    fn leads(&self, key: &Key, item: &Item) -> bool {
        let Some(versions) = self.known.by_hand.get(key) else { return false };
        let mut own = versions.iter().filter(|(source, _)| source == self.source);
        let by_guid = !matches!(key, Key::Url(_));
        own.next().is_none_or(|(_, before)| {
            !is_another_story(&Profile::new(item), &Profile::new(before), by_guid)
        })
    }
}
