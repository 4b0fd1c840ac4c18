//! When a source is fetched: plain functions of its state and now.

use chrono::{DateTime, Utc};

use crate::model::source::SourceState;

/// It may be fetched now.
#[must_use]
pub fn is_due(state: &SourceState, now: DateTime<Utc>) -> bool {
    state.next_due.is_none_or(|due| due <= now)
}
