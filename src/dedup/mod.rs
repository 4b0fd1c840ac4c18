//! Deciding what incoming items are: new, known, or known from another source.

use chrono::{DateTime, Utc};

use crate::model::change::{ChangeSet, Incoming, Known};
use crate::model::item::Key;
use crate::model::source::SourceId;

/// The keys by which the store is asked what is known of some incoming items.
#[must_use]
pub fn probe(incoming: &[Incoming]) -> Vec<Key> {
    incoming.iter().flat_map(|one| one.item.keys.iter().cloned()).collect()
}

/// Decides what the incoming items of one source are. Pure: what is known, and now, come in.
#[must_use]
pub fn decide(
    source: &SourceId,
    incoming: Vec<Incoming>,
    known: &Known,
    now: DateTime<Utc>,
) -> ChangeSet {
    let _ = (source, incoming, known, now);
    unimplemented!()
}
