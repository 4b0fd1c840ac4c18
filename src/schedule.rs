//! When a source is fetched: plain functions of its state and now.

use chrono::{DateTime, TimeDelta, Utc};

use crate::model::source::SourceState;

/// Longest wait that failures or a server can impose. Some servers send
/// `Retry-After: 99999999`.
const MAX_WAIT: TimeDelta = TimeDelta::days(1);

/// A cron job that fires every hour finds an hourly source due, though it starts some seconds
/// earlier than an hour after the last one.
const SLACK: TimeDelta = TimeDelta::minutes(2);

/// It may be fetched now. `force` makes everything due but what a server asked to be left alone.
#[must_use]
pub fn is_due(state: &SourceState, force: bool, now: DateTime<Utc>) -> bool {
    let is_past = |moment: Option<DateTime<Utc>>| moment.is_none_or(|moment| moment <= now);
    is_past(state.held_until) && (force || is_past(state.next_due))
}

/// The earliest next fetch after a good answer.
#[must_use]
pub fn after_success(now: DateTime<Utc>, interval: TimeDelta) -> DateTime<Utc> {
    now + interval - SLACK.min(interval / 20)
}

/// The earliest next fetch after a number of failures in a row: the wait doubles with each, up
/// to a day (or the interval, if that is longer), and is never shorter than what the server asked
/// for.
#[must_use]
pub fn after_failure(
    now: DateTime<Utc>,
    interval: TimeDelta,
    failures: u32,
    retry_after: Option<DateTime<Utc>>,
) -> DateTime<Utc> {
    let doublings = failures.saturating_sub(1).min(16);
    let longest = MAX_WAIT.max(interval);
    let wait = interval.checked_mul(1 << doublings).map_or(longest, |wait| wait.min(longest));
    let own = after_success(now, wait);
    retry_after.map_or(own, |asked| own.max(asked.min(now + longest)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::TimeZone;

    fn at(hour: u32, minute: u32) -> DateTime<Utc> {
        Utc.with_ymd_and_hms(2026, 11, 25, hour, minute, 0).unwrap()
    }

    #[test]
    fn an_hourly_cron_job_finds_an_hourly_source_due() {
        let started_late = at(10, 0) + TimeDelta::seconds(40);
        assert!(after_success(started_late, TimeDelta::hours(1)) <= at(11, 0));
        assert!(after_success(started_late, TimeDelta::hours(1)) > at(10, 55));
    }

    #[test]
    fn slack_does_not_eat_a_short_interval() {
        assert_eq!(
            after_success(at(10, 0), TimeDelta::minutes(1)),
            at(10, 0) + TimeDelta::seconds(57)
        );
    }

    #[test]
    fn failures_double_the_wait_up_to_a_day() {
        let wait =
            |failures| after_failure(at(0, 0), TimeDelta::hours(1), failures, None) - at(0, 0);
        assert_eq!(wait(1), TimeDelta::minutes(58));
        assert_eq!(wait(2), TimeDelta::minutes(118));
        assert_eq!(wait(3), TimeDelta::minutes(238));
        assert_eq!(wait(40), TimeDelta::minutes(24 * 60 - 2));
    }

    #[test]
    fn a_wait_that_the_server_asks_for_holds_within_bounds() {
        let after = |asked| after_failure(at(0, 0), TimeDelta::hours(1), 1, Some(asked));
        assert_eq!(after(at(5, 0)), at(5, 0));
        assert_eq!(after(at(0, 1)), at(0, 58));
        assert_eq!(after(at(0, 0) + TimeDelta::days(900)), at(0, 0) + TimeDelta::days(1));
    }

    #[test]
    fn a_weekly_source_waits_a_week_after_a_failure_too() {
        let week = TimeDelta::weeks(1);
        assert_eq!(after_failure(at(0, 0), week, 3, None), after_success(at(0, 0), week));
    }
}
