//! Asking like a good guest: not where we were asked to stay away, and as robots.txt says.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use async_trait::async_trait;
use chrono::{DateTime, TimeDelta, Utc};
use url::Url;

use crate::clock::Clock;
use crate::fetch::robots::RobotsScope;
use crate::fetch::{
    Fetch, FetchError, FetchOptions, FetchOutcome, Judge, LONGEST_SPACING, RequestPlan,
};
use crate::model::habits::{Habits, Robots, Spaced};
use crate::model::source::{Failure, SourceKind, SourceState};
use crate::pipeline::hosts::{self, Hosts};
use crate::pipeline::plan::PlannedSource;
use crate::pipeline::pushed::Pushes;
use crate::store::Store;

/// The code of a failure: robots.txt says no.
pub(super) const ROBOTS_DENIED: &str = "robots-denied";

/// What gathering reaches the world through.
#[derive(Clone, Copy)]
pub(super) struct World<'a> {
    pub(super) fetch: &'a dyn Fetch,
    pub(super) store: &'a dyn Store,
    pub(super) options: &'a FetchOptions,
    pub(super) hosts: &'a Hosts,
    /// Bytes that the pass may still take in.
    pub(super) bytes_left: &'a AtomicU64,
    pub(super) clock: &'a dyn Clock,
    /// What is pushed.
    pub(super) pushes: &'a Pushes,
    /// When the pass began.
    pub(super) now: DateTime<Utc>,
    /// How long after that a source may still be waiting for its host.
    pub(super) patience: Option<TimeDelta>,
}

impl World<'_> {
    /// How long a source may still wait for its host.
    pub(super) fn patience(&self) -> Option<Duration> {
        let until = self.now + self.patience?;
        Some((until - self.clock.now()).to_std().unwrap_or_default())
    }
}

/// robots.txt has a say in where redirects lead, too.
struct RobotsJudge<'w> {
    world: World<'w>,
    plan: &'w RequestPlan,
    /// What was read of it, to be remembered.
    notes: Mutex<Vec<Robots>>,
}

#[async_trait]
impl Judge for RobotsJudge<'_> {
    async fn judge(&self, to: &Url) -> Result<Duration, FetchError> {
        let hosts = self.world.hosts;
        if let Some(until) = hosts.held(to) {
            return Err(FetchError::Held { host: hosts::name(to), until });
        }
        let there = RequestPlan { url: to.clone(), ..self.plan.clone() };
        let read = hosts.rules(self.world.fetch, &there, self.world.now).await;
        let (rules, note) = read.map_err(FetchError::Forbidden)?;
        self.notes.lock().unwrap_or_else(PoisonError::into_inner).extend(note);
        if rules.allow(to) {
            Ok(rules.crawl_delay())
        } else {
            Err(FetchError::Forbidden(denied(to)))
        }
    }
}

/// Why nothing came back.
pub(super) enum Unanswered {
    /// It was asked, and failed.
    Fetch(FetchError),
    /// It was not asked: the host wants to be left alone.
    Held(DateTime<Utc>),
    /// It was not asked: the pass has taken in as much as it may.
    Full,
    /// It was not asked: too many others wait for the host, at least until then where that is
    /// known.
    Busy(Option<DateTime<Utc>>),
    /// It was not asked: robots.txt says no, or cannot be read.
    Robots {
        /// What to tell.
        failure: Failure,
        /// The answer to it was that the host wants to be left alone.
        held_until: Option<DateTime<Utc>>,
    },
}

/// Whether robots.txt has a say. What is at an address shows when it was read; until then it may
/// be a page.
pub(super) fn is_for_robots(
    world: World<'_>,
    planned: &PlannedSource,
    state: &SourceState,
) -> bool {
    match planned.transport.robots.unwrap_or(world.options.robots) {
        RobotsScope::Off => false,
        RobotsScope::All => true,
        RobotsScope::Pages => match planned.source.kind {
            SourceKind::Feed => false,
            SourceKind::Listing => true,
            SourceKind::Auto => state.is_listing || state.last_success.is_none(),
        },
    }
}

/// Whether robots.txt has a say in the pages of items.
pub(super) fn pages_are_for_robots(world: World<'_>, planned: &PlannedSource) -> bool {
    planned.transport.robots.unwrap_or(world.options.robots) != RobotsScope::Off
}

/// Sends a request, where it may be sent.
pub(super) async fn ask(
    world: World<'_>,
    mut plan: RequestPlan,
    heeds_robots: bool,
    habits: &mut Habits,
) -> Result<FetchOutcome, Unanswered> {
    may_ask(world, &plan.url)?;
    let is_of_the_web = matches!(plan.url.scheme(), "http" | "https");
    if heeds_robots && is_of_the_web {
        let read = world.hosts.rules(world.fetch, &plan, world.now).await;
        let held_until = world.hosts.held(&plan.url);
        let (rules, note) = read.map_err(|failure| Unanswered::Robots { failure, held_until })?;
        if let Some(note) = note {
            hosts::remember(habits, note, world.now);
        }
        if !rules.allow(&plan.url) {
            let failure = denied(&plan.url);
            return Err(Unanswered::Robots { failure, held_until: None });
        }
        plan.spacing = plan.spacing.max(rules.crawl_delay());
        // robots.txt may have been answered with a wish to be left alone.
        may_ask(world, &plan.url)?;
    }
    let plan = world.hosts.instruct(plan, world.clock.now());
    let answer = if heeds_robots && is_of_the_web {
        let judge = RobotsJudge { world, plan: &plan, notes: Mutex::default() };
        let answer = world.fetch.fetch_judged(&plan, &judge).await;
        let notes = judge.notes.into_inner().unwrap_or_else(PoisonError::into_inner);
        for note in notes {
            hosts::remember(habits, note, world.now);
        }
        answer
    } else {
        world.fetch.fetch(&plan).await
    };
    if is_of_the_web {
        note_spacing(world, &plan, habits);
    }
    if let Err(error) = &answer {
        world.hosts.heed(error, world.now);
    }
    if let Ok(FetchOutcome::Fetched(fetched)) = &answer {
        take(world.bytes_left, fetched.document.body.len() as u64);
    }
    answer.map_err(|error| match error {
        FetchError::Held { until, .. } => Unanswered::Held(until),
        FetchError::Busy { after, .. } => {
            let after = after.and_then(|after| TimeDelta::from_std(after).ok());
            Unanswered::Busy(after.map(|after| world.clock.now() + after))
        }
        FetchError::Forbidden(failure) => Unanswered::Robots { failure, held_until: None },
        error => Unanswered::Fetch(error),
    })
}

/// Remembers for other processes when the host may be asked again.
fn note_spacing(world: World<'_>, plan: &RequestPlan, habits: &mut Habits) {
    let spacing = world.options.host_delay.max(plan.spacing.min(LONGEST_SPACING));
    let spacing = TimeDelta::from_std(spacing).unwrap_or_default();
    let (host, until) = (hosts::name(&plan.url), world.clock.now() + spacing);
    habits.spaced = (!spacing.is_zero()).then_some(Spaced { host, until });
}

fn may_ask(world: World<'_>, url: &Url) -> Result<(), Unanswered> {
    if let Some(until) = world.hosts.held(url) {
        return Err(Unanswered::Held(until));
    }
    if world.bytes_left.load(Ordering::Relaxed) == 0 { Err(Unanswered::Full) } else { Ok(()) }
}

fn take(left: &AtomicU64, bytes: u64) {
    let less = |left: u64| Some(left.saturating_sub(bytes));
    // The closure always gives a value, so that this cannot fail.
    let _ = left.fetch_update(Ordering::Relaxed, Ordering::Relaxed, less);
}

fn denied(url: &Url) -> Failure {
    let host = hosts::name(url);
    let message = format!(
        "robots.txt of {host} asks programs not to read {}; ask its owner, or set robots = \"off\" \
         for the source if you are the owner",
        url.path()
    );
    Failure { code: ROBOTS_DENIED.to_owned(), message }
}
