//! When a source is fetched: plain functions of what is known of it and now.
//!
//! `docs/politeness.md` says in words what is decided here.

use chrono::{DateTime, Datelike, NaiveTime, TimeDelta, Timelike, Utc};

use crate::model::habits::{Habits, Stated};
use crate::model::hash::Hash;
use crate::model::source::{Source, SourceId, SourceState};

/// Longest wait that failures can impose, unless the source's own interval is longer.
const MAX_BACKOFF: TimeDelta = TimeDelta::days(1);

/// Longest wait that a server can impose. Some send `Retry-After: 99999999`.
pub const MAX_HOLD: TimeDelta = TimeDelta::days(31);

/// A cron job that fires every hour finds an hourly source due, though it starts some seconds
/// earlier than an hour after the last one.
const SLACK: TimeDelta = TimeDelta::minutes(2);

/// A source is asked again after a tenth of the time in which nothing changed.
const QUIET_SHARE: i32 = 10;

/// A whole document that did not change is asked for once in this.
const WHOLE_EVERY: TimeDelta = TimeDelta::days(1);

/// How long "not modified" is believed before the whole document is asked for once.
const BELIEVED: TimeDelta = TimeDelta::days(7);

/// How soon everything is tried again after a pass in which nothing could be reached.
const AFTER_OUTAGE: TimeDelta = TimeDelta::minutes(5);

/// A source that is sent to us when it changes is looked at once in this all the same.
const LOOK_EVERY: TimeDelta = TimeDelta::days(1);

/// Least time between two fetches of a source, however often we are told that there is news.
const AFTER_NOTICE: TimeDelta = TimeDelta::minutes(1);

/// It may be fetched now. `force` makes everything due but what a server asked to be left alone.
#[must_use]
pub fn is_due(source: &Source, state: &SourceState, force: bool, now: DateTime<Utc>) -> bool {
    let is_time = force || next_due(source, state, now).is_some_and(|due| due <= now);
    !is_gone(source, state) && held(state, now).is_none() && is_time
}

/// When it is fetched next; `None`: never. What was due in an hour in which the document brings
/// nothing, and could not be asked before, is due when that is over.
#[must_use]
pub fn next_due(source: &Source, state: &SourceState, now: DateTime<Utc>) -> Option<DateTime<Utc>> {
    if is_gone(source, state) {
        return None;
    }
    let due = state.next_due.unwrap_or(now).max(held(state, now).unwrap_or(now)).max(now);
    Some(outside(state.habits.stated, due))
}

fn is_gone(source: &Source, state: &SourceState) -> bool {
    state.habits.is_gone && state.url == source.shown.as_str()
}

/// Until when the server asked to be left alone.
fn held(state: &SourceState, now: DateTime<Utc>) -> Option<DateTime<Utc>> {
    state.held_until.filter(|until| now < *until && *until <= now + MAX_HOLD)
}

/// Forgets a future that is no more: the clock was ahead and was set back, and what is remembered
/// would wait for that time to come again. When the clock was corrected by less than `interval`,
/// the wait becomes longer by that, and nothing is asked twice.
pub fn forget_future(source: &Source, state: &mut SourceState, now: DateTime<Utc>) {
    if state.last_try.is_none_or(|tried| tried <= now + source.interval) {
        return;
    }
    let past = |moment: &mut Option<DateTime<Utc>>| *moment = moment.map(|at| at.min(now));
    for moment in [&mut state.last_try, &mut state.last_success, &mut state.next_due] {
        past(moment);
    }
    let habits = &mut state.habits;
    for moment in [&mut habits.changed, &mut habits.whole, &mut habits.missing_since] {
        past(moment);
    }
    past(&mut habits.push.otherwise);
    habits.robots.retain(|robots| robots.until <= now + WHOLE_EVERY);
    if let Some(seen) = &mut habits.moved.seen {
        seen.since = seen.since.min(now);
    }
}

/// What a good answer was.
#[derive(Debug, Clone, Copy)]
pub struct Answer {
    /// The whole document was asked for, and came.
    pub is_whole: bool,
    /// It gave something else than the time before.
    pub has_changed: bool,
    /// How long the server says that it stays as it is.
    pub fresh_for: Option<TimeDelta>,
}

/// The earliest next fetch after a good answer.
#[must_use]
pub fn after_success(
    source: &Source,
    habits: &Habits,
    answer: Answer,
    now: DateTime<Utc>,
) -> DateTime<Utc> {
    let (least, most) = (source.interval, source.max_interval.max(source.interval));
    let hint = |wish: Option<TimeDelta>| wish.filter(|wish| *wish > TimeDelta::zero());
    let stated = hint(habits.stated.minutes.map(|minutes| TimeDelta::minutes(minutes.into())));
    let wish = stated.max(hint(answer.fresh_for));
    let mut wait = least.max(wish.unwrap_or_default().min(most));
    if !answer.has_changed {
        let quiet = habits.changed.map_or(TimeDelta::zero(), |changed| now - changed);
        wait = wait.max((quiet / QUIET_SHARE).min(most));
        let may_be_whole_again = source.is_interval_set || wish.is_some();
        if answer.is_whole && !may_be_whole_again {
            wait = wait.max(WHOLE_EVERY);
        }
    }
    outside(habits.stated, spread(&source.id, now, wait, wait > least))
}

/// The earliest next fetch after a number of failures in a row: the wait doubles with each, up
/// to a day (or the interval, if that is longer), and is never shorter than what the server asked
/// for.
#[must_use]
pub fn after_failure(
    source: &Source,
    habits: &Habits,
    failures: u32,
    retry_after: Option<DateTime<Utc>>,
    now: DateTime<Utc>,
) -> DateTime<Utc> {
    let doublings = failures.saturating_sub(1).min(16);
    let longest = MAX_BACKOFF.max(source.interval);
    let wait = source.interval.checked_mul(1 << doublings);
    let wait = wait.map_or(longest, |wait| wait.min(longest));
    let own = spread(&source.id, now, wait, wait > source.interval);
    let due = retry_after.map_or(own, |asked| own.max(asked.min(now + MAX_HOLD)));
    outside(habits.stated, due)
}

/// The next fetch of a source that is sent to us when it changes: it is still looked at now and
/// then, within the bounds of the user. `otherwise` is when it would be asked if it were not.
#[must_use]
pub fn while_pushed(
    source: &Source,
    habits: &Habits,
    otherwise: DateTime<Utc>,
    now: DateTime<Utc>,
) -> DateTime<Utc> {
    let wait = source.max_interval.min(LOOK_EVERY);
    if wait <= source.interval {
        return otherwise;
    }
    otherwise.max(outside(habits.stated, spread(&source.id, now, wait, true)))
}

/// Asks a source again as if it were not pushed.
pub fn resume(state: &mut SourceState) {
    if let Some(otherwise) = state.habits.push.otherwise.take() {
        state.next_due = state.next_due.map(|due| due.min(otherwise));
    }
}

/// The next fetch of a source of which we were told that there is something new, and not what. One
/// that fails is left alone for as long as ever.
#[must_use]
pub fn after_notice(state: &SourceState, now: DateTime<Utc>) -> Option<DateTime<Utc>> {
    if state.failures > 0 {
        return state.next_due;
    }
    let soonest = state.last_try.map_or(now, |tried| tried + AFTER_NOTICE).max(now);
    // A clock that was set back.
    let soonest = soonest.min(now + AFTER_NOTICE);
    Some(state.next_due.map_or(soonest, |due| due.min(soonest)))
}

/// The next fetch of a source whose answer was lost, because the pass was cut off before it was
/// written down.
#[must_use]
pub fn after_claim(source: &Source, state: &SourceState, now: DateTime<Utc>) -> DateTime<Utc> {
    let before = state.last_try.zip(state.next_due).map(|(tried, due)| due - tried);
    let before = before.map_or(source.interval, |before| before.min(MAX_HOLD));
    let again = now + before.max(source.interval - slack(source.interval));
    outside(state.habits.stated, again)
}

/// The next try after a pass in which nothing could be reached: that is no fault of a source.
#[must_use]
pub fn after_outage(state: &SourceState, now: DateTime<Utc>) -> DateTime<Utc> {
    outside(state.habits.stated, spread(&state.id, now, AFTER_OUTAGE, true))
}

/// The whole document is asked for although "not modified" would do: some servers say that for
/// ever. One that was caught is probed daily, any other weekly.
#[must_use]
pub fn wants_whole(habits: &Habits, now: DateTime<Utc>) -> bool {
    let every = if habits.is_frozen { WHOLE_EVERY } else { BELIEVED };
    habits.whole.is_some_and(|whole| now - whole >= every)
}

/// The moment after a wait, moved so that sources that were fetched together do not stay so: by up
/// to the slack earlier, or, where it may be longer, by up to a tenth later. By how much follows
/// from source and moment alone.
fn spread(
    source: &SourceId,
    now: DateTime<Utc>,
    wait: TimeDelta,
    may_be_later: bool,
) -> DateTime<Utc> {
    let moment = now.timestamp_millis().to_be_bytes();
    let hash = Hash::of_parts([source.as_str().as_bytes(), moment.as_slice()]);
    let part = |range: TimeDelta| range / 256 * i32::from(hash.0[0]);
    let moved = if may_be_later { part(wait / 10) } else { part(slack(wait)) - slack(wait) };
    now.checked_add_signed(wait + moved).unwrap_or(now)
}

fn slack(wait: TimeDelta) -> TimeDelta {
    SLACK.min(wait / 20)
}

/// The first moment from `due` on that is outside of the hours and days in which the document says
/// that it brings nothing. One that names all of them names none.
fn outside(stated: Stated, due: DateTime<Utc>) -> DateTime<Utc> {
    const HOURS_OF_WEEK: usize = 7 * 24;
    let mut moment = due;
    for _ in 0..HOURS_OF_WEEK {
        let day_is_out = stated.skip_days >> moment.weekday().num_days_from_monday() & 1 == 1;
        let hour_is_out = stated.skip_hours >> moment.hour() & 1 == 1;
        if !day_is_out && !hour_is_out {
            return moment;
        }
        moment = if day_is_out { next_day(moment) } else { next_hour(moment) };
    }
    due
}

fn next_day(moment: DateTime<Utc>) -> DateTime<Utc> {
    (moment.date_naive().and_time(NaiveTime::MIN) + TimeDelta::days(1)).and_utc()
}

fn next_hour(moment: DateTime<Utc>) -> DateTime<Utc> {
    let into =
        TimeDelta::minutes(moment.minute().into()) + TimeDelta::seconds(moment.second().into());
    let into = into + TimeDelta::nanoseconds(moment.nanosecond().into());
    moment - into + TimeDelta::hours(1)
}

#[cfg(test)]
mod tests;
