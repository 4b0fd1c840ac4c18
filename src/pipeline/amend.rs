//! What a person decides about one item, as the amendment that it comes to.

use chrono::{DateTime, Utc};

use crate::dedup;
use crate::model::change::{ItemId, StoredItem};
use crate::model::source::SourceId;
use crate::model::tombstone::{Amendment, Cause, Lift, Lifted, Tombstone};

/// Takes an item down for good.
#[must_use]
pub fn hide(item: &StoredItem, reason: Option<String>, now: DateTime<Utc>) -> Amendment {
    let tombstone = Tombstone { id: item.id, cause: Cause::Hidden, at: now, note: reason };
    Amendment { tombstones: vec![tombstone], ..Amendment::default() }
}

/// Shows a hidden item again. One that its source took back stays away.
#[must_use]
pub fn unhide(item: &StoredItem, now: DateTime<Utc>) -> Amendment {
    let lift = Lift { id: item.id, of: Lifted::Hidden, at: now };
    Amendment { lifts: vec![lift], ..Amendment::default() }
}

/// Makes one item of two, for good: the first keeps its id, and that of the second leads to it.
#[must_use]
pub fn merge(whole: &StoredItem, part: &StoredItem, now: DateTime<Utc>) -> Amendment {
    let merged = Tombstone { id: part.id, cause: Cause::Merged(whole.id), at: now, note: None };
    Amendment {
        rejoined: vec![(whole.id, part.id)],
        changes: vec![dedup::join(whole, part, now)],
        by_hand: vec![part.id],
        tombstones: vec![merged],
        ..Amendment::default()
    }
}

/// Makes an item of its own of a source's version, for good; with what is left and that item. `former`
/// are ids that the version's keys led to once. `None` where there is nothing to split.
#[must_use]
pub fn split(
    whole: &StoredItem,
    source: &SourceId,
    former: &[ItemId],
    now: DateTime<Utc>,
) -> Option<(Amendment, StoredItem, StoredItem)> {
    let parted = dedup::part(whole, source, former, now)?;
    let (rest, part) = (parted.rest.item.clone(), parted.part.item.clone());
    let amendment = Amendment {
        changes: vec![parted.rest, parted.part],
        partings: vec![parted.parting],
        ..Amendment::default()
    };
    Some((amendment, rest, part))
}
