//! The daemon's fetching half: pass after pass, each when the next source is due.

use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};

use crate::model::report::PassReport;
use crate::pipeline::{self, Pass, PassError, PassOptions};

/// Sources that fall due within this are fetched in one pass.
const SHORTEST_WAIT: TimeDelta = TimeDelta::seconds(1);

/// A clock that jumps, or a store that another process writes, is noticed within this.
const LONGEST_WAIT: TimeDelta = TimeDelta::minutes(1);

/// Runs passes for ever; dropped to stop. A pass that is dropped halfway loses nothing: each
/// source is written whole or not at all.
///
/// `lock` is taken for each pass, so that `sangam run` can have its turn between two; while
/// another holds it, we wait. `told` hears of each report.
pub async fn work<L>(
    pass: Pass<'_>,
    lock: impl Fn() -> Option<L>,
    told: impl Fn(&Result<PassReport, PassError>),
) {
    loop {
        let Some(held) = lock() else {
            tracing::debug!("the lock cannot be had now");
            sleep(LONGEST_WAIT).await;
            continue;
        };
        let ended = pipeline::run(pass, &PassOptions::default()).await;
        drop(held);
        let ended = ended.map(|result| result.report);
        told(&ended);
        let due = ended.as_ref().ok().and_then(next_due);
        sleep(wait(due, pass.clock.now())).await;
    }
}

async fn sleep(wait: TimeDelta) {
    tokio::time::sleep(wait.to_std().unwrap_or(Duration::from_secs(1))).await;
}

/// When the first source falls due; `None` when none ever does.
fn next_due(report: &PassReport) -> Option<DateTime<Utc>> {
    report.sources.iter().filter_map(|source| source.next_due).min()
}

/// How long to wait for a moment, within bounds.
fn wait(due: Option<DateTime<Utc>>, now: DateTime<Utc>) -> TimeDelta {
    due.map_or(LONGEST_WAIT, |due| (due - now).clamp(SHORTEST_WAIT, LONGEST_WAIT))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_are_bounded_both_ways() {
        let now = DateTime::UNIX_EPOCH + TimeDelta::days(20_000);
        assert_eq!(wait(None, now), LONGEST_WAIT);
        assert_eq!(wait(Some(now + TimeDelta::hours(5)), now), LONGEST_WAIT);
        assert_eq!(wait(Some(now + TimeDelta::seconds(20)), now), TimeDelta::seconds(20));
        assert_eq!(wait(Some(now - TimeDelta::days(1)), now), SHORTEST_WAIT);
    }
}
