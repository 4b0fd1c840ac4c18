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

/// The next fetch of a source of which we were told that there is something new, and not what.
#[must_use]
pub fn after_notice(state: &SourceState, now: DateTime<Utc>) -> DateTime<Utc> {
    let soonest = state.last_try.map_or(now, |tried| tried + AFTER_NOTICE).max(now);
    // A clock that was set back.
    let soonest = soonest.min(now + AFTER_NOTICE);
    state.next_due.map_or(soonest, |due| due.min(soonest))
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
mod tests {
    use super::*;
    use crate::model::source::{SourceId, SourceKind};
    use chrono::TimeZone;

    const HOUR: TimeDelta = TimeDelta::hours(1);
    const DAY: TimeDelta = TimeDelta::days(1);

    /// 2026-11-25 is a Wednesday.
    fn at(hour: u32, minute: u32) -> DateTime<Utc> {
        Utc.with_ymd_and_hms(2026, 11, 25, hour, minute, 0).unwrap()
    }

    fn source(interval: TimeDelta, is_interval_set: bool) -> Source {
        let url: url::Url = "https://a.example/feed".parse().unwrap();
        Source {
            id: SourceId::new("a").unwrap(),
            title: String::new(),
            shown: url.clone(),
            url,
            kind: SourceKind::Auto,
            language: None,
            tags: Vec::new(),
            interval,
            max_interval: DAY,
            is_interval_set,
            headers: Vec::new(),
            enabled: true,
        }
    }

    fn quiet_since(changed: DateTime<Utc>) -> Habits {
        Habits { changed: Some(changed), ..Habits::default() }
    }

    const UNCHANGED: Answer = Answer { is_whole: false, has_changed: false, fresh_for: None };
    const NEWS: Answer = Answer { is_whole: true, has_changed: true, fresh_for: None };

    /// The wait lies between two bounds.
    #[track_caller]
    fn check(source: &Source, habits: &Habits, answer: Answer, least: TimeDelta, most: TimeDelta) {
        let wait = after_success(source, habits, answer, at(10, 0)) - at(10, 0);
        assert!(least <= wait && wait <= most, "{wait}");
    }

    #[test]
    fn an_hourly_cron_job_finds_an_hourly_source_due() {
        let hourly = source(HOUR, false);
        for second in 0..60 {
            let started_late = at(10, 0) + TimeDelta::seconds(second);
            let due = after_success(&hourly, &Habits::default(), NEWS, started_late);
            assert!(due <= at(11, 0) + TimeDelta::seconds(second), "{due}");
            assert!(due >= started_late + TimeDelta::minutes(58), "{due}");
        }
        let often = source(TimeDelta::minutes(1), true);
        check(&often, &Habits::default(), NEWS, TimeDelta::seconds(57), TimeDelta::seconds(60));
    }

    #[test]
    fn sources_that_were_fetched_together_do_not_stay_together() {
        let due: std::collections::BTreeSet<_> = (0..100)
            .map(|n| Source { id: SourceId::new(&format!("s{n}")).unwrap(), ..source(HOUR, false) })
            .map(|source| after_success(&source, &Habits::default(), NEWS, at(10, 0)))
            .collect();
        assert!(due.len() > 50, "{}", due.len());
    }

    #[test]
    fn what_seldom_changes_is_asked_less_within_bounds() {
        let hourly = source(HOUR, false);
        let hours = TimeDelta::hours;
        let tenth_more = |wait: TimeDelta| wait * 11 / 10;
        check(&hourly, &quiet_since(at(8, 0)), UNCHANGED, TimeDelta::minutes(58), HOUR);
        check(
            &hourly,
            &quiet_since(at(10, 0) - hours(50)),
            UNCHANGED,
            hours(5),
            tenth_more(hours(5)),
        );
        check(&hourly, &quiet_since(at(10, 0) - DAY * 90), UNCHANGED, DAY, tenth_more(DAY));
        check(&hourly, &quiet_since(at(10, 0) - DAY * 90), NEWS, TimeDelta::minutes(58), HOUR);
        let weekly = source(DAY * 7, false);
        check(&weekly, &quiet_since(at(10, 0) - DAY * 90), UNCHANGED, DAY * 6, DAY * 9);
    }

    #[test]
    fn a_whole_document_that_did_not_change_is_asked_for_once_a_day() {
        let again = Answer { is_whole: true, ..UNCHANGED };
        let none = Habits::default();
        check(&source(HOUR, false), &none, again, DAY, DAY * 11 / 10);
        check(&source(HOUR, true), &none, again, TimeDelta::minutes(58), HOUR);
        // The server asks for more.
        let fresh = Answer { fresh_for: Some(HOUR * 2), ..again };
        check(&source(HOUR, false), &none, fresh, HOUR * 2, HOUR * 3);
        let stale = Answer { fresh_for: Some(TimeDelta::zero()), ..again };
        check(&source(HOUR, false), &none, stale, DAY, DAY * 11 / 10);
    }

    #[test]
    fn what_server_and_document_say_holds_up_to_the_longest_interval() {
        let hourly = source(HOUR, true);
        let fresh = |hours| Answer { fresh_for: Some(TimeDelta::hours(hours)), ..NEWS };
        let none = Habits::default();
        check(&hourly, &none, fresh(6), HOUR * 6, HOUR * 7);
        check(&hourly, &none, fresh(9000), DAY, DAY * 11 / 10);
        check(&hourly, &none, fresh(0), TimeDelta::minutes(58), HOUR);
        let stated = Stated { minutes: Some(180), ..Stated::default() };
        let habits = Habits { stated, ..Habits::default() };
        check(&hourly, &habits, NEWS, HOUR * 3, HOUR * 4);
        check(&hourly, &habits, fresh(6), HOUR * 6, HOUR * 7);
    }

    #[test]
    fn hours_and_days_without_news_are_passed_over() {
        #[track_caller]
        fn check(skip_hours: u32, skip_days: u8, due: DateTime<Utc>, expected: DateTime<Utc>) {
            let stated = Stated { minutes: None, skip_hours, skip_days };
            assert_eq!(outside(stated, due), expected);
        }
        check(0, 0, at(10, 30), at(10, 30));
        check(0b111 << 10, 0, at(10, 30), at(13, 0));
        check(1 << 11, 0, at(10, 30), at(10, 30));
        check(1 << 23 | 1, 0, at(23, 5), at(1, 0) + DAY);
        // Wednesday and Thursday.
        check(0, 0b1100, at(10, 30), at(0, 0) + DAY * 2);
        check(1, 0b0100, at(10, 30), at(1, 0) + DAY);
        check(0xff_ffff, 0, at(10, 30), at(10, 30));
        check(0, 0x7f, at(10, 30), at(10, 30));
    }

    #[test]
    fn failures_double_the_wait_up_to_a_day() {
        #[track_caller]
        fn check(failures: u32, least: TimeDelta, most: TimeDelta) {
            let wait =
                after_failure(&source(HOUR, false), &Habits::default(), failures, None, at(0, 0))
                    - at(0, 0);
            assert!(least <= wait && wait <= most, "{failures}: {wait}");
        }
        check(1, TimeDelta::minutes(58), HOUR);
        check(2, HOUR * 2, TimeDelta::minutes(132));
        check(3, HOUR * 4, TimeDelta::minutes(264));
        check(40, DAY, DAY * 11 / 10);
        let week = source(DAY * 7, false);
        let wait = after_failure(&week, &Habits::default(), 3, None, at(0, 0)) - at(0, 0);
        assert!(wait > DAY * 6, "{wait}");
    }

    #[test]
    fn a_wait_that_the_server_asks_for_holds_within_bounds() {
        let after = |asked| {
            after_failure(&source(HOUR, false), &Habits::default(), 1, Some(asked), at(0, 0))
        };
        assert_eq!(after(at(5, 0)), at(5, 0));
        assert!(after(at(0, 1)) >= at(0, 58));
        assert_eq!(after(at(0, 0) + DAY * 900), at(0, 0) + MAX_HOLD);
    }

    #[test]
    fn what_is_due_follows_from_what_is_remembered() {
        #[track_caller]
        fn check(change: impl Fn(&mut SourceState), force: bool, expected: bool) {
            let source = source(HOUR, false);
            let mut state = SourceState::new(&source);
            change(&mut state);
            assert_eq!(is_due(&source, &state, force, at(10, 0)), expected, "{state:?}");
        }
        check(|_| (), false, true);
        check(|state| state.next_due = Some(at(10, 0)), false, true);
        check(|state| state.next_due = Some(at(10, 1)), false, false);
        check(|state| state.next_due = Some(at(10, 1)), true, true);
        check(|state| state.held_until = Some(at(10, 1)), true, false);
        check(|state| state.held_until = Some(at(9, 59)), false, true);
        check(|state| state.held_until = Some(at(10, 0) + DAY * 400), false, true);
        check(|state| state.habits.is_gone = true, true, false);
        // Due shortly before an hour in which it brings nothing, and nobody came by then.
        let late = |state: &mut SourceState| {
            state.next_due = Some(at(9, 59));
            state.habits.stated.skip_hours = 1 << 10;
        };
        check(late, false, false);
        check(late, true, true);
        let moved = |state: &mut SourceState| {
            state.habits.is_gone = true;
            state.url = "https://old.example/".to_owned();
        };
        check(moved, false, true);
    }

    #[test]
    fn a_daemon_knows_when_to_wake() {
        #[track_caller]
        fn check(change: impl Fn(&mut SourceState), expected: Option<DateTime<Utc>>) {
            let source = source(HOUR, false);
            let mut state = SourceState::new(&source);
            change(&mut state);
            assert_eq!(next_due(&source, &state, at(10, 0)), expected, "{state:?}");
        }
        check(|_| (), Some(at(10, 0)));
        check(|state| state.next_due = Some(at(10, 1)), Some(at(10, 1)));
        check(|state| state.next_due = Some(at(9, 0)), Some(at(10, 0)));
        check(|state| state.held_until = Some(at(12, 0)), Some(at(12, 0)));
        check(|state| state.habits.is_gone = true, None);
        check(|state| state.habits.stated.skip_hours = 0b11 << 10, Some(at(12, 0)));
    }

    #[test]
    fn a_future_that_is_no_more_is_not_waited_for() {
        #[track_caller]
        fn check(ahead: TimeDelta, is_due_now: bool) {
            let source = source(HOUR, false);
            let mut state = SourceState::new(&source);
            let tried = at(10, 0) + ahead;
            (state.last_try, state.next_due) = (Some(tried), Some(tried + HOUR));
            state.habits = Habits { whole: Some(tried), ..quiet_since(tried) };
            let robots = |origin: &str, until| crate::model::habits::Robots {
                origin: origin.to_owned(),
                until,
                rules: String::new(),
            };
            state.habits.robots = vec![robots("a", tried + DAY), robots("b", at(20, 0))];
            forget_future(&source, &mut state, at(10, 0));
            assert_eq!(is_due(&source, &state, false, at(10, 0)), is_due_now, "{ahead}");
            let is_past = state.habits.whole <= Some(at(10, 0));
            assert_eq!(is_past, is_due_now, "{ahead}");
            assert_eq!(state.habits.robots.len(), if is_due_now { 1 } else { 2 });
        }
        check(DAY * 365, true);
        check(HOUR * 2, true);
        // The clock was put right by a little.
        check(TimeDelta::seconds(2), false);
        check(HOUR / 2, false);
    }

    #[test]
    fn not_modified_is_believed_for_a_week_and_of_a_liar_for_a_day() {
        let since = |days: i32, is_frozen| Habits {
            whole: Some(at(10, 0) - DAY * days),
            is_frozen,
            ..Habits::default()
        };
        assert!(!wants_whole(&Habits::default(), at(10, 0)));
        assert!(!wants_whole(&since(6, false), at(10, 0)));
        assert!(wants_whole(&since(7, false), at(10, 0)));
        assert!(!wants_whole(&since(0, true), at(10, 0)));
        assert!(wants_whole(&since(1, true), at(10, 0)));
    }
}
