//! What a feed tells of what it does not show.

use std::collections::{HashMap, HashSet};

use crate::model::change::StoredItem;
use crate::model::edition::Edition;
use crate::model::kept::{Apart, Kept};
use crate::model::query::Selection;
use crate::model::tombstone::{Buried, Cause, Tombstone};

/// The tombstones of what a feed would show. What is known by nothing but its identity may have
/// stood in any that shows its source.
pub(super) fn tombstones(buried: &[Buried], selection: &Selection) -> Vec<Tombstone> {
    let fits = |item: &StoredItem| {
        if item.is_reduced() { selection.matches_source(item) } else { selection.matches(item) }
    };
    let stood_here = |one: &&Buried| one.item.as_ref().is_none_or(fits);
    buried.iter().filter(stood_here).map(|one| one.tombstone.clone()).collect()
}

/// What a feed tells of what it does not show, for a store that was lost: by what that is
/// recognised, and what was split. The main feed tells of all that was split, another of its own.
pub(super) fn kept(edition: &Edition, buried: &[Buried], apart: &[Apart]) -> Kept {
    let told: HashMap<_, _> = edition.tombstones.iter().map(|one| (one.id, one)).collect();
    let is_told = |one: &&Buried| told.contains_key(&one.tombstone.id);
    let identities = buried.iter().filter(is_told).filter_map(|one| one.identity.clone());
    let hidden = buried.iter().map(|one| &one.tombstone).filter(|one| one.cause == Cause::Hidden);
    let hidden = hidden.filter(|one| told.get(&one.id).is_some_and(|told| told.cause != one.cause));
    let shown: HashSet<_> = edition.entries.iter().map(|entry| entry.id).collect();
    let is_main = edition.folder.is_empty();
    let is_here =
        |one: &&Apart| is_main || [one.whole, one.part].iter().any(|id| shown.contains(id));
    Kept {
        identities: identities.map(|identity| (identity.id, identity)).collect(),
        hidden: hidden.cloned().collect(),
        apart: apart.iter().filter(is_here).cloned().collect(),
    }
}
