//! What a person decides about one item, as the amendment that it comes to.

use chrono::{DateTime, Utc};

use crate::model::change::StoredItem;
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
