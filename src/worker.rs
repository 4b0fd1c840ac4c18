//! The daemon's fetching half: pass after pass, each when the next source is due.
//!
//! One timer serves all sources: after each pass it is set to the earliest of their times. Sources
//! that fall due shortly after one another go together, because a pass looks at what is remembered
//! of all of them.

use std::future::Future;
use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use tokio::sync::Notify;

use crate::model::report::PassReport;
use crate::pipeline::{self, Ending, Halt, Halter, Pass, PassError, PassOptions};

/// Sources that fall due within this are fetched in one pass, where there are few.
const SHORTEST_WAIT: TimeDelta = TimeDelta::seconds(1);

/// The same for each source, up to [`LONGEST_GATHERING`]: looking at ten thousand takes a quarter
/// of a second, which is to be a small part of the time between two looks.
const GATHERING: TimeDelta = TimeDelta::milliseconds(1);

/// See [`GATHERING`].
const LONGEST_GATHERING: TimeDelta = TimeDelta::seconds(10);

/// A clock that jumps, a machine that slept, or a store that another process writes, is noticed
/// within this: timers know nothing of it.
const LONGEST_WAIT: TimeDelta = TimeDelta::minutes(1);

/// While another process runs a pass, its end is looked for so often.
const LOCK_WAIT: TimeDelta = TimeDelta::seconds(5);

/// A source that waits for its host for longer is left for the next pass: what falls due meanwhile is
/// not to wait for a host that is busy with others. It is as long as the longest time between two
/// requests, so that each pass asks something of every host.
const PATIENCE: TimeDelta = TimeDelta::seconds(30);

/// What is asked when the end is asked for has so long to answer …
const GRACE: Duration = Duration::from_secs(5);

/// … and what it brought, so long to be stored and published. Together with what the server needs
/// beside it, it is less than the ten seconds after which Docker kills.
const WRAP_UP: Duration = Duration::from_secs(3);

/// Runs passes until an end is asked for. A pass that is dropped halfway loses nothing: each
/// source is written whole or not at all.
///
/// `lock` is taken for each pass, so that `sangam run` can have its turn between two; while
/// another holds it, we wait. `told` hears of each report. When something was delivered (`wake`),
/// the next pass follows shortly.
pub async fn work<L>(
    pass: Pass<'_>,
    halt: &Halt,
    wake: &Notify,
    lock: impl Fn() -> Option<L>,
    told: impl Fn(&Result<PassReport, PassError>),
) {
    while !halt.is_asked() {
        let Some(held) = lock() else {
            tracing::debug!("the lock cannot be had now");
            sleep(LOCK_WAIT, halt).await;
            continue;
        };
        let options =
            PassOptions { halt: halt.clone(), patience: Some(PATIENCE), ..PassOptions::default() };
        let ended = pipeline::run(pass, &options).await;
        drop(held);
        let ended = ended.map(|result| result.report);
        told(&ended);
        let now = pass.clock.now();
        let due = match &ended {
            // One delivery of each source is read at a time.
            Ok(_) if is_more_delivered(pass).await => Some(now),
            Ok(report) => next_due(report),
            Err(_) => None,
        };
        let sources = pass.plan.sources.len();
        // What comes shortly after goes along.
        let woken = async {
            wake.notified().await;
            tokio::time::sleep(duration(wait(Some(now), sources, now))).await;
        };
        tokio::select! {
            () = sleep(wait(due, sources, now), halt) => {}
            () = woken => {}
        }
    }
}

async fn is_more_delivered(pass: Pass<'_>) -> bool {
    pass.store.deliveries().await.is_ok_and(|deliveries| !deliveries.is_empty())
}

/// Has work end in order within eight seconds, or at once when `hurry` is ready. `None`: it was
/// given up.
pub async fn wind_up<T>(
    work: impl Future<Output = T>,
    halter: &Halter,
    hurry: impl Future<Output = ()>,
) -> Option<T> {
    let mut work = std::pin::pin!(work);
    halter.ask(Ending::Soon);
    tokio::select! {
        ended = &mut work => return Some(ended),
        () = tokio::time::sleep(GRACE) => {}
        () = hurry => {}
    }
    halter.ask(Ending::Now);
    tokio::time::timeout(WRAP_UP, work).await.ok()
}

async fn sleep(wait: TimeDelta, halt: &Halt) {
    tokio::select! {
        () = tokio::time::sleep(duration(wait)) => {}
        () = halt.at(Ending::Soon) => {}
    }
}

fn duration(wait: TimeDelta) -> Duration {
    wait.to_std().unwrap_or(Duration::from_secs(1))
}

/// When the first source falls due; `None` when none ever does.
fn next_due(report: &PassReport) -> Option<DateTime<Utc>> {
    report.sources.iter().filter_map(|source| source.next_due).min()
}

/// How long to wait for a moment, within bounds.
fn wait(due: Option<DateTime<Utc>>, sources: usize, now: DateTime<Utc>) -> TimeDelta {
    let gathering = GATHERING * i32::try_from(sources).unwrap_or(i32::MAX);
    let shortest = gathering.clamp(SHORTEST_WAIT, LONGEST_GATHERING);
    due.map_or(LONGEST_WAIT, |due| (due - now).clamp(shortest, LONGEST_WAIT))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_are_bounded_both_ways() {
        #[track_caller]
        fn check(due: Option<TimeDelta>, sources: usize, expected: TimeDelta) {
            let now = DateTime::UNIX_EPOCH + TimeDelta::days(20_000);
            assert_eq!(wait(due.map(|due| now + due), sources, now), expected);
        }
        let seconds = TimeDelta::seconds;
        check(None, 3, LONGEST_WAIT);
        check(Some(TimeDelta::hours(5)), 3, LONGEST_WAIT);
        check(Some(seconds(20)), 3, seconds(20));
        check(Some(TimeDelta::days(-1)), 3, SHORTEST_WAIT);
        // Many go together.
        check(Some(seconds(0)), 4_000, seconds(4));
        check(Some(seconds(0)), 10_000, LONGEST_GATHERING);
        check(Some(seconds(0)), usize::MAX, LONGEST_GATHERING);
        check(Some(seconds(20)), 10_000, seconds(20));
    }

    #[tokio::test]
    async fn who_is_in_a_hurry_has_what_is_asked_given_up_at_once() {
        let halter = Halter::default();
        let halt = halter.halt();
        let ended = wind_up(halt.at(Ending::Now), &halter, std::future::ready(())).await;
        assert_eq!(ended, Some(()));
        assert!(GRACE + WRAP_UP < Duration::from_secs(10));
    }
}
