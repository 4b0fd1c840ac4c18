//! What an answer, or none, makes of the state of its source.

use chrono::{DateTime, TimeDelta, Utc};

use crate::fetch::{FetchError, Hints};
use crate::model::habits::Habits;
use crate::model::source::{Failure, SourceState};
use crate::pipeline::ask::{Unanswered, World};
use crate::pipeline::gather::{Gathered, warning};
use crate::pipeline::moved;
use crate::pipeline::plan::PlannedSource;
use crate::read;
use crate::schedule;

/// What a good answer was.
pub(super) struct News {
    /// The whole document was asked for, and came.
    pub(super) is_whole: bool,
    /// It gave something that the time before did not.
    pub(super) has_changed: bool,
    /// It is known to be the document of the time before, in whole or in part.
    pub(super) is_same: bool,
    pub(super) hints: Hints,
}

/// Notes a good answer.
pub(super) fn succeeded(
    world: World<'_>,
    planned: &PlannedSource,
    mut gathered: Gathered,
    news: &News,
) -> Gathered {
    let (source, now) = (&planned.source, world.now);
    let state = &mut gathered.state;
    let habits = &mut state.habits;
    state.last_success = Some(now);
    state.held_until = None;
    habits.held_host = None;
    state.failures = 0;
    state.last_error = None;
    (habits.missing_since, habits.is_gone) = (None, false);
    if news.has_changed || habits.changed.is_none() {
        habits.changed = Some(now);
    }
    let led_to = news.hints.moved_to.as_ref();
    let after = world.options.moved_after;
    if let Some(to) = moved::note(source, &mut habits.moved, led_to, news.is_same, after, now) {
        tracing::info!(source.id = %source.id, %to, "the source has moved; it is asked there now");
        let message = format!(
            "it has moved for good and is asked at {to} from now on; put that into the \
             configuration, or take it back with `sangam sources --undo-move {}`",
            source.id
        );
        gathered.warnings.push(warning("moved", message));
    }
    let fresh_for = news.hints.fresh_for.and_then(|fresh| TimeDelta::from_std(fresh).ok());
    let (is_whole, has_changed) = (news.is_whole, news.has_changed);
    let answer = schedule::Answer { is_whole, has_changed, fresh_for };
    let otherwise = schedule::after_success(source, habits, answer, now);
    let slowed = world.pushes.slow_down(source, habits, otherwise, now);
    habits.push.otherwise = slowed.map(|_| otherwise);
    state.next_due = slowed.or(Some(otherwise));
    gathered
}

pub(super) fn unanswered_state(
    mut state: SourceState,
    planned: &PlannedSource,
    unanswered: Unanswered,
    now: DateTime<Utc>,
) -> SourceState {
    let failure = match unanswered {
        Unanswered::Fetch(error) => {
            (state.status, state.habits.held_host) = match error.answer() {
                Some((host, status, _)) => (Some(status), Some(host.to_owned())),
                None => (None, None),
            };
            if matches!(error, FetchError::Silent { .. }) {
                // Others had the bad luck for it. The next time it is among the first.
                state.habits.passed_over = Some(now);
            }
            state.held_until = held_until(&error, now);
            failure_of(&error)
        }
        Unanswered::Robots { failure, held_until } => {
            (state.status, state.held_until, state.habits.held_host) = (None, held_until, None);
            failure
        }
        Unanswered::Held(_) | Unanswered::Full | Unanswered::Busy(_) => return state,
    };
    note_missing(&mut state.habits, &failure.code, now);
    fail(&mut state, planned, failure, now);
    state
}

pub(super) fn fail(
    state: &mut SourceState,
    planned: &PlannedSource,
    failure: Failure,
    now: DateTime<Utc>,
) {
    state.failures = state.failures.saturating_add(1);
    state.habits.push.otherwise = None;
    let asked = state.held_until;
    state.next_due =
        Some(schedule::after_failure(&planned.source, &state.habits, state.failures, asked, now));
    state.last_error =
        Some(Failure { message: planned.source.redact(&failure.message), ..failure });
}

/// An address that is gone. The one that was adopted has then shown to be none, and the configured
/// one counts again.
fn note_missing(habits: &mut Habits, code: &str, now: DateTime<Utc>) {
    if !matches!(code, "status-404" | "status-410") {
        return;
    }
    if habits.moved.adopted.take().is_some() {
        return;
    }
    habits.is_gone = code == "status-410";
    habits.missing_since = habits.missing_since.or(Some(now));
}

/// A page that came with an error may say more than its status.
pub(super) fn failure_of(error: &FetchError) -> Failure {
    wall(error).unwrap_or_else(|| Failure { code: error.code(), message: error.to_string() })
}

/// The challenge or the login page that came with an error.
#[must_use]
pub fn wall(error: &FetchError) -> Option<Failure> {
    refusal(error).and_then(|(status, page)| refused(status, page))
}

/// The page that came with a status.
pub(super) fn refusal(error: &FetchError) -> Option<(u16, &str)> {
    match error {
        FetchError::Status { status, page, .. } if !page.is_empty() => Some((*status, page)),
        _ => None,
    }
}

fn refused(status: u16, page: &str) -> Option<Failure> {
    let (code, what) = match read::refusal(page)? {
        code @ "challenge" => {
            let what = "a challenge that only a browser can pass; ask its owner to let sangam in";
            (code, what)
        }
        // Another status has a reason of its own, whatever stands in the corner of the page.
        code if matches!(status, 401 | 403) => {
            (code, "a login page; set `auth` or `headers` of the source, or take another address")
        }
        _ => return None,
    };
    let message = format!("the server answered {status} and {what}");
    Some(Failure { code: code.to_owned(), message })
}

pub(super) fn pass_full() -> Failure {
    let message = "the pass has taken in as many bytes as `max_pass` in [fetch] allows";
    Failure { code: "pass-full".to_owned(), message: message.to_owned() }
}

/// `Retry-After`, as the moment that it means.
pub(super) fn held_until(error: &FetchError, now: DateTime<Utc>) -> Option<DateTime<Utc>> {
    let (_, _, retry_after) = error.answer()?;
    retry_after.map(|after| after.moment(now))
}
