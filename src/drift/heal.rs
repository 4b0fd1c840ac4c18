//! Whether a repair is to be trusted, and which known items stand at new addresses.

use std::collections::{HashMap, HashSet};

use crate::model::change::{Incoming, StoredItem};
use crate::model::item::{Item, Key};
use crate::model::query::fold;
use crate::model::source::SourceId;

/// How many known items a repaired reading must show again, or all where there are fewer.
const SEEN_AGAIN: usize = 3;

/// An item as its source told it last.
struct Told<'a> {
    stored: &'a StoredItem,
    item: &'a Item,
}

fn told<'a>(source: &SourceId, known: &'a [StoredItem]) -> Vec<Told<'a>> {
    let own = |stored: &'a StoredItem| {
        let own = stored.appearances.iter().find(|appearance| appearance.source == *source)?;
        Some(Told { stored, item: &own.item })
    };
    known.iter().filter_map(own).collect()
}

/// A reading with new selectors shows what the old ones showed: enough known items, their dates
/// and kinds as they were, and few rows that are no items at all.
#[must_use]
pub fn convinces(source: &SourceId, known: &[StoredItem], items: &[Item]) -> bool {
    let told = told(source, known);
    let by_title: HashMap<_, _> = told.iter().map(|one| (fold(one.item.caption()), one)).collect();
    let by_key: HashMap<_, _> =
        told.iter().flat_map(|one| one.item.keys.iter().map(move |key| (key, one))).collect();
    let again = |item: &Item| {
        let by_key = item.keys.iter().find_map(|key| by_key.get(key));
        by_key.or_else(|| by_title.get(&fold(item.caption()))).copied()
    };
    let pairs: Vec<_> = items.iter().filter_map(|item| Some((again(item)?, item))).collect();
    let distinct: HashSet<_> = pairs.iter().map(|(one, _)| one.stored.id).collect();
    let enough = distinct.len() >= SEEN_AGAIN.min(told.len()).max(1);
    enough
        && pairs.len() * 3 >= items.len()
        && agree(&pairs, |item| item.title.as_deref().map(fold))
        && agree(&pairs, |item| item.published.map(|date| date.at.date_naive()))
        && agree(&pairs, |item| item.kind.as_deref().map(fold))
}

/// Of the pairs whose first had a value, nearly all have the same. What the first did not have,
/// the second may: that is a gain.
fn agree<T: PartialEq>(pairs: &[(&Told<'_>, &Item)], value: impl Fn(&Item) -> Option<T>) -> bool {
    let had = pairs.iter().filter_map(|(one, item)| Some((value(one.item)?, *item)));
    let same: Vec<_> = had.map(|(before, item)| value(item) == Some(before)).collect();
    let agreeing = same.iter().filter(|same| **same).count();
    agreeing * 5 >= same.len() * 4
}

/// Known items that stand at new addresses.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Moved {
    /// Places among the incoming items, each with a key that leads to what it is.
    pub to: Vec<(usize, Key)>,
    /// Places of those that are called like a known one and dated otherwise.
    pub doubtful: Vec<usize>,
}

/// Of incoming items that no key makes known, those that are known ones at new addresses: they
/// are called alike, and nothing else is called so.
#[must_use]
pub fn moved(source: &SourceId, known: &[StoredItem], incoming: &[Incoming]) -> Moved {
    let told = told(source, known);
    let keys: HashSet<_> = told.iter().flat_map(|one| &one.item.keys).collect();
    let here: HashSet<_> = incoming.iter().flat_map(|one| &one.item.keys).collect();
    let before = alone(told.iter().map(|one| one.item.caption()));
    let now = alone(incoming.iter().map(|one| one.item.caption()));
    let same = |place: &usize, one: &Told<'_>| {
        let item = &incoming[*place].item;
        let is_known = item.keys.iter().any(|key| keys.contains(key));
        // The old address stands in the same document: it did not move.
        let stayed = one.item.keys.iter().any(|key| here.contains(key));
        !is_known && !stayed
    };
    let mut moved = Moved::default();
    for (title, place) in &now {
        let Some(one) = before.get(title).map(|at| &told[*at]) else { continue };
        let Some(key) = one.item.keys.first().filter(|_| same(place, one)) else { continue };
        if one_day(one.item, &incoming[*place].item) {
            moved.to.push((*place, key.clone()));
        } else {
            moved.doubtful.push(*place);
        }
    }
    moved.to.sort_unstable();
    moved.doubtful.sort_unstable();
    moved
}

/// No two dates speak against it.
fn one_day(before: &Item, now: &Item) -> bool {
    let day = |item: &Item| item.published.map(|date| date.at.date_naive());
    match (day(before), day(now)) {
        (Some(before), Some(now)) => before == now,
        _ => true,
    }
}

/// The places of captions that stand only once.
fn alone<'a>(captions: impl Iterator<Item = &'a str>) -> HashMap<String, usize> {
    let mut places: HashMap<String, Vec<usize>> = HashMap::new();
    for (place, caption) in captions.enumerate() {
        let words: Vec<_> = caption.split_whitespace().collect();
        places.entry(fold(&words.join(" "))).or_default().push(place);
    }
    let alone = places.into_iter().filter(|(title, places)| places.len() == 1 && !title.is_empty());
    alone.filter_map(|(title, places)| Some((title, *places.first()?))).collect()
}
