//! One pass: many sources at a time in, one after the other written, feeds out.

use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};

use chrono::{DateTime, TimeDelta, Utc};
use futures_util::{StreamExt, stream};

use crate::clock::Clock;
use crate::fetch::Fetch;
use crate::model::change::Change;
use crate::model::report::{Outcome, PassReport, PublishedFile, SourceReport};
use crate::model::source::{SourceId, SourceState};
use crate::pipeline::ask::World;
use crate::pipeline::desk::PublishError;
use crate::pipeline::drift::gather;
use crate::pipeline::due::{Begin, Due, claim, report, sort_out};
use crate::pipeline::gather::Gathered;
use crate::pipeline::halt::Halt;
use crate::pipeline::health;
use crate::pipeline::hosts::Hosts;
use crate::pipeline::notify::notify;
use crate::pipeline::ping;
use crate::pipeline::plan::Plan;
use crate::pipeline::publish::{self, Published};
use crate::pipeline::pushed::Pushes;
use crate::pipeline::renamed;
use crate::pipeline::settle::{Tally, forgive, settle_all, settle_in_turn};
use crate::pipeline::tie::tie;
use crate::pipeline::upkeep::age;
use crate::publish::Sink;
use crate::store::{Store, StoreError};

/// What a pass works with.
#[derive(Clone, Copy)]
pub struct Pass<'a> {
    /// What is to be done.
    pub plan: &'a Plan,
    /// How the world is asked.
    pub fetch: &'a dyn Fetch,
    /// Where things are remembered.
    pub store: &'a dyn Store,
    /// Where artifacts go.
    pub sink: &'a dyn Sink,
    /// What time it is.
    pub clock: &'a dyn Clock,
    /// Who looks on.
    pub watch: &'a dyn Watch,
}

/// How a pass differs from the usual one.
#[derive(Debug, Clone, Default)]
pub struct PassOptions {
    /// Everything is due.
    pub force: bool,
    /// These sources only; empty: all.
    pub only: Vec<SourceId>,
    /// Nothing is stored or published.
    pub dry_run: bool,
    /// How long a source waits for its host at most, where other sources keep it busy, before it is
    /// left for the next pass; `None`: until it is asked.
    pub patience: Option<TimeDelta>,
    /// Whether it is to end before it is through.
    pub halt: Halt,
}

/// What a pass came to.
#[derive(Debug)]
pub struct PassResult {
    /// The report.
    pub report: PassReport,
    /// What a dry run would have changed, source by source.
    pub would_change: Vec<(SourceId, Vec<Change>)>,
}

/// Looks on while a pass runs: a progress bar, or nobody.
pub trait Watch: Send + Sync {
    /// So many sources will be fetched.
    fn began(&self, sources: usize) {
        let _ = sources;
    }

    /// A source is done.
    fn finished(&self, report: &SourceReport) {
        let _ = report;
    }
}

/// Nobody looks on.
#[derive(Debug, Clone, Copy)]
pub struct Silent;

impl Watch for Silent {}

/// Why a pass ended early. A source that fails is no such error: its report says so.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum PassError {
    /// The store failed; what was published before still stands.
    #[error("the store failed")]
    Store(#[from] StoreError),
    /// Nothing could be published; the sources were fetched and stored all the same.
    #[error("nothing could be published")]
    Publish {
        /// Why.
        source: PublishError,
        /// What became of the sources.
        report: Box<PassReport>,
    },
    /// No source was ever read, and the store is empty: an empty feed would help nobody.
    #[error("no source was ever read and nothing is stored, so there is nothing to publish")]
    Nothing(Box<PassReport>),
}

impl PassError {
    /// What became of the sources, where that is known.
    #[must_use]
    pub fn report(&self) -> Option<&PassReport> {
        match self {
            Self::Store(_) => None,
            Self::Publish { report, .. } | Self::Nothing(report) => Some(report),
        }
    }
}

/// Runs a pass.
pub async fn run(pass: Pass<'_>, options: &PassOptions) -> Result<PassResult, PassError> {
    let started = pass.clock.now();
    let mut tally = Tally::default();
    let mut begin = Begin::recall(pass.store, options, started).await?;
    if !options.dry_run && renamed::follow(pass.plan, pass.store, &begin.states).await? {
        begin = Begin::recall(pass.store, options, started).await?;
    }
    let states = &begin.states;
    let hosts = Hosts::remembered(states.values(), started);
    let (due, skipped) = sort_out(pass.plan, options, &begin, started);
    tally.is_in_trouble = skipped.values().any(|row| !row.warnings.is_empty());
    tally.sources.extend(skipped);
    pass.watch.began(due.len());
    if !options.dry_run {
        claim(pass.store, &due, started).await?;
    }
    let known = (&hosts, &begin.pushes);
    refresh_all(pass, options, due, known, started, &mut tally).await?;
    if !options.dry_run {
        begin.pushes.drop_strays(pass.plan, pass.store).await?;
        forgive(pass.store, &tally.reach, states, started).await?;
    }
    if !options.dry_run {
        tie(pass.store).await?;
    }
    let was_read = states.values().any(|state| state.last_success.is_some());
    finish(pass, options, started, was_read, tally).await
}

/// Gathers many sources at a time, and decides and writes them in the order of their turns: which of
/// two sources brought a story first does not depend on which server was faster.
async fn refresh_all(
    pass: Pass<'_>,
    options: &PassOptions,
    due: Vec<Due>,
    (hosts, pushes): (&Hosts, &Pushes),
    now: DateTime<Utc>,
    tally: &mut Tally,
) -> Result<(), PassError> {
    let bytes_left = AtomicU64::new(pass.plan.fetch.max_pass);
    let world = World {
        fetch: pass.fetch,
        store: pass.store,
        options: &pass.plan.fetch,
        hosts,
        bytes_left: &bytes_left,
        clock: pass.clock,
        pushes,
        now,
        patience: options.patience,
    };
    let halt = &options.halt;
    let before: Vec<_> = due.iter().map(|due| (due.index, due.state.clone())).collect();
    let begun = AtomicUsize::new(0);
    let gathering = due.into_iter().map(|due| {
        begun.fetch_add(1, Ordering::Relaxed);
        let turn = due.turn;
        async move {
            if halt.is_asked() {
                return Ok((turn, (due.index, Gathered::untouched(due.state))));
            }
            // Boxed: it is a large one, and hundreds wait at a time.
            let (index, planned) = (due.index, due.planned.clone());
            let gathered = Box::pin(gather(world, &planned, due)).await;
            gathered.map(|gathered| (turn, (index, gathered)))
        }
    });
    let in_flight = stream::iter(gathering).buffer_unordered(pass.plan.fetch.concurrency);
    let mut group = settle_in_turn(pass, options, in_flight, now, tally).await?;
    let (asked, unasked) = before.split_at(begun.into_inner());
    // Their states of before take the place of the claims: they are due still.
    let untouched =
        |(index, state): &(usize, SourceState)| (*index, Gathered::untouched(state.clone()));
    group.extend(unasked.iter().map(untouched));
    settle_all(pass, options, group, now, tally).await?;
    for (index, state) in asked {
        tally.sources.entry(*index).or_insert_with(|| report(state, Outcome::Skipped));
    }
    Ok(())
}

/// Publishes, and sums up.
async fn finish(
    pass: Pass<'_>,
    options: &PassOptions,
    started: DateTime<Utc>,
    was_read: bool,
    mut tally: Tally,
) -> Result<PassResult, PassError> {
    let items_total = pass.store.count().await?;
    let is_in_trouble = tally.is_in_trouble;
    let sources: Vec<_> = std::mem::take(&mut tally.sources).into_values().collect();
    let tried = || sources.iter().filter(|row| row.outcome != Outcome::Skipped);
    let some_failed = tried().any(|row| row.outcome == Outcome::Failed);
    let is_read = was_read || tried().any(|row| row.outcome != Outcome::Failed);
    let mut report = PassReport {
        started,
        finished: pass.clock.now(),
        exit: u8::from(some_failed || is_in_trouble),
        sources,
        published: Vec::new(),
        items_total,
    };
    if options.dry_run {
        return Ok(PassResult { report, would_change: tally.would_change });
    }
    if !is_read && items_total == 0 {
        report.exit = 3;
        return Err(PassError::Nothing(Box::new(report)));
    }
    if let Err(source) = publish_all(pass, &mut report, &tally, started).await {
        // What was published is: the hub hears of it with what the next pass changes.
        if let Err(error) = ping::owe(pass, &report.published).await {
            tracing::error!("what the hub is to be told could not be noted: {error}");
        }
        report.exit = 3;
        return Err(PassError::Publish { source, report: Box::new(report) });
    }
    ping::ping(pass, &report.published).await?;
    if report.published.iter().any(|file| file.error.is_some()) {
        report.exit = 1;
    }
    report.finished = pass.clock.now();
    Ok(PassResult { report, would_change: Vec::new() })
}

/// Publishes feeds, and how the sources are; `report` tells what was published.
async fn publish_all(
    pass: Pass<'_>,
    report: &mut PassReport,
    tally: &Tally,
    started: DateTime<Utc>,
) -> Result<(), PublishError> {
    let mut published = Published::default();
    let (plan, store, sink) = (pass.plan, pass.store, pass.sink);
    let ended = publish::publish_feeds(plan, store, sink, None, &mut published).await;
    report.published = published.files;
    tally.early.mark(&mut report.published);
    ended?;
    age(plan, store, published.items, started).await?;
    let files = tell_health(pass, report).await?;
    report.published.extend(files);
    Ok(())
}

/// Notes how sources and files are, and publishes that.
async fn tell_health(
    pass: Pass<'_>,
    report: &PassReport,
) -> Result<Vec<PublishedFile>, PublishError> {
    health::note(pass.plan, pass.store, report).await?;
    let health = health::health(pass.plan, pass.store, report.started, false).await?;
    let files = publish::publish_health(pass.plan, pass.store, pass.sink, &health).await?;
    notify(pass, &health).await?;
    Ok(files)
}
