//! Readings, or items of them, that are as if they had not come.

use std::collections::HashSet;

use chrono::{DateTime, Utc};

use crate::model::hash::Hash;
use crate::model::source::{SourceState, Validators};
use crate::pipeline::gather::Gathered;
use crate::pipeline::plan::PlannedSource;
use crate::schedule::{self, Answer};

/// What is remembered of the source is what it was; only the asking took place.
pub(super) fn hold_everything(
    gathered: &mut Gathered,
    before: SourceState,
    planned: &PlannedSource,
    now: DateTime<Utc>,
) {
    let is_delivered = gathered.delivery().is_some();
    let state = &mut gathered.state;
    state.validators = before.validators;
    state.body_hash = before.body_hash;
    state.reading = before.reading;
    state.seen = before.seen;
    state.habits.paging = before.habits.paging;
    state.habits.push.header = before.habits.push.header;
    state.habits.push.document = before.habits.push.document;
    state.is_listing = before.is_listing;
    state.last_success = before.last_success;
    if is_delivered {
        // It was not asked; what speaks for that being right is what it says when it is.
        state.next_due = before.next_due;
    } else if state.last_error.is_none() {
        let answer = Answer { is_whole: true, has_changed: true, fresh_for: None };
        let due = schedule::after_success(&planned.source, &state.habits, answer, now);
        state.next_due = Some(due);
    }
    gathered.incoming = Vec::new();
    gathered.rejected = Vec::new();
    gathered.withdrawals = Vec::new();
    gathered.listed = HashSet::new();
    gathered.unchanged = 0;
    gathered.raw_hashes = None;
}

/// Some items are as if they were not there; the page is asked for again in full.
pub(super) fn hold_some(gathered: &mut Gathered, hashes: &HashSet<Hash>) {
    gathered.incoming.retain(|one| !hashes.contains(&one.raw_hash));
    if let Some(known) = &mut gathered.raw_hashes {
        known.retain(|hash| !hashes.contains(hash));
    }
    gathered.state.validators = Validators::default();
    gathered.state.body_hash = None;
}
