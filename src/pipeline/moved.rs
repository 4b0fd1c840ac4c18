//! Permanent redirects: seen, adopted, taken back.

use chrono::{DateTime, TimeDelta, Utc};
use url::Url;

use crate::model::habits::{Adopted, Moved, Sighting};
use crate::model::source::{Source, SourceState, Validators};

/// How often a permanent redirect must be met before it is believed.
const TIMES: u32 = 3;

/// The address to ask: the adopted one, as long as the configured one is that which it replaced.
pub(super) fn address<'a>(source: &'a Source, moved: &'a Moved) -> &'a Url {
    let adopted = moved.adopted.as_ref().filter(|adopted| adopted.from == source.shown.as_str());
    adopted.map_or(&source.url, |adopted| &adopted.to)
}

/// Forgets what was learnt of an address that is no longer configured.
pub(super) fn forget_old(source: &Source, moved: &mut Moved) {
    let is_other = |adopted: &Adopted| adopted.from != source.shown.as_str();
    if moved.adopted.as_ref().is_some_and(is_other) {
        *moved = Moved::default();
    }
}

/// Notes where permanent redirects led to in a good fetch, and adopts the address when it has held
/// long enough and what was read there is known to be the same source's. What was adopted is given
/// back.
///
/// An address that holds a secret is left as it is: its new form would have to be stored.
pub(super) fn note(
    source: &Source,
    moved: &mut Moved,
    led_to: Option<&Url>,
    is_same: bool,
    moved_after: TimeDelta,
    now: DateTime<Utc>,
) -> Option<Url> {
    let may_move = source.url == source.shown;
    let led_to = led_to.filter(|to| may_move && is_same && moved.refused.as_ref() != Some(*to));
    let Some(to) = led_to else {
        moved.seen = None;
        return None;
    };
    let before = moved.seen.take().filter(|seen| seen.to == *to);
    let seen = before.unwrap_or_else(|| Sighting { to: to.clone(), since: now, times: 0 });
    let seen = Sighting { times: seen.times.saturating_add(1), ..seen };
    if seen.times < TIMES || now - seen.since < moved_after {
        moved.seen = Some(seen);
        return None;
    }
    let from = source.shown.to_string();
    moved.adopted = Some(Adopted { from, to: seen.to.clone(), at: now });
    Some(seen.to)
}

/// Takes the new address of a source back for good: it is asked at its configured one again. Gives
/// the address that was refused.
pub fn undo_move(state: &mut SourceState) -> Option<Url> {
    let moved = &mut state.habits.moved;
    let adopted = moved.adopted.take().map(|adopted| adopted.to);
    let refused = adopted.or_else(|| moved.seen.take().map(|seen| seen.to))?;
    moved.refused = Some(refused.clone());
    // What was remembered is of the other address.
    state.validators = Validators::default();
    Some(refused)
}

/// Has a source asked again that is gone, or that waits after failures. What a server asked for
/// still holds.
pub fn retry(state: &mut SourceState) {
    state.habits.is_gone = false;
    state.habits.missing_since = None;
    state.next_due = None;
    state.failures = 0;
}
