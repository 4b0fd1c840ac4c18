//! One pass: many sources at a time in, one after the other written, feeds out.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};

use chrono::{DateTime, Utc};
use futures_util::{Stream, StreamExt, stream};

use crate::clock::Clock;
use crate::dedup::{self, Brought, Ledger};
use crate::fetch::Fetch;
use crate::model::change::{Change, ChangeKind, Counts, Known, Probe, Refresh, StoredItem};
use crate::model::drift::Incident;
use crate::model::report::{Outcome, PassReport, PublishedFile, SourceReport};
use crate::model::source::{SourceId, SourceState};
use crate::pipeline::ask::World;
use crate::pipeline::desk::PublishError;
use crate::pipeline::drift::{self, gather};
use crate::pipeline::gather::Gathered;
use crate::pipeline::halt::{Ending, Halt};
use crate::pipeline::health;
use crate::pipeline::hosts::Hosts;
use crate::pipeline::notify::notify;
use crate::pipeline::outage::Reach;
use crate::pipeline::plan::{Plan, PlannedSource};
use crate::pipeline::publish;
use crate::pipeline::tie::tie;
use crate::pipeline::upkeep::{age, retracted};
use crate::publish::Sink;
use crate::schedule;
use crate::store::{Store, StoreError};

/// Sources that are written in one transaction at most. Twice as many items go through in the
/// same time as with a transaction for each source; more bring nothing.
const GROUP: usize = 64;

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
    let states = states(pass.store).await?;
    let open = open_incidents(pass.store).await?;
    let hosts = Hosts::remembered(states.values());
    let (due, skipped) = sort_out(pass.plan, options, &states, &open, started);
    tally.is_in_trouble = skipped.values().any(|row| !row.warnings.is_empty());
    tally.sources.extend(skipped);
    pass.watch.began(due.len());
    if !options.dry_run {
        claim(pass.store, &due, started).await?;
    }
    refresh_all(pass, options, due, &hosts, started, &mut tally).await?;
    if !options.dry_run {
        forgive(pass.store, &tally.reach, &states, started).await?;
    }
    tie(pass.store, std::mem::take(&mut tally.fresh)).await?;
    let was_read = states.values().any(|state| state.last_success.is_some());
    finish(pass, options, started, was_read, tally).await
}

async fn states(store: &dyn Store) -> Result<HashMap<SourceId, SourceState>, StoreError> {
    let states = store.source_states().await?;
    Ok(states.into_iter().map(|state| (state.id.clone(), state)).collect())
}

async fn open_incidents(store: &dyn Store) -> Result<HashMap<SourceId, Incident>, StoreError> {
    let open = store.incidents(true).await?;
    Ok(open.into_iter().map(|incident| (incident.source.clone(), incident)).collect())
}

/// Notes that sources are about to be asked: a pass that is cut off does not ask them again at
/// once. Those that were never asked before are, as there is nothing to publish of them yet.
async fn claim(store: &dyn Store, due: &[Due], now: DateTime<Utc>) -> Result<(), StoreError> {
    let known = due.iter().filter(|due| due.state.last_try.is_some());
    let claims = known.map(|due| {
        let mut state = due.state.clone();
        state.next_due = Some(schedule::after_claim(&due.planned.source, &state, now));
        state.last_try = Some(now);
        if schedule::wants_whole(&state.habits, now) {
            state.habits.whole = Some(now);
        }
        Refresh::of_state(state, now)
    });
    store.commit(claims.collect()).await
}

/// One row of work.
struct Due {
    /// Place in the configuration.
    index: usize,
    planned: Arc<PlannedSource>,
    state: SourceState,
    open: Option<Incident>,
}

/// Which sources are fetched now, and the reports of those that are not.
fn sort_out(
    plan: &Plan,
    options: &PassOptions,
    states: &HashMap<SourceId, SourceState>,
    open: &HashMap<SourceId, Incident>,
    now: DateTime<Utc>,
) -> (Vec<Due>, BTreeMap<usize, SourceReport>) {
    let mut due = Vec::new();
    let mut skipped = BTreeMap::new();
    for (index, planned) in plan.sources.iter().enumerate() {
        let source = &planned.source;
        let state = states.get(&source.id).cloned();
        let mut state = state.unwrap_or_else(|| SourceState::new(source));
        schedule::forget_future(source, &mut state, now);
        let asked_for = options.only.is_empty() || options.only.contains(&source.id);
        if source.enabled && asked_for && schedule::is_due(source, &state, options.force, now) {
            let open = open.get(&source.id).cloned();
            due.push(Due { index, planned: planned.clone(), state, open });
        } else {
            let row = report(&state, Outcome::Skipped);
            let next_due = row.next_due.filter(|_| source.enabled);
            let open = open.get(&source.id).filter(|_| source.enabled);
            let warnings = open.map(drift::reminder).into_iter().collect();
            skipped.insert(index, SourceReport { next_due, warnings, ..row });
        }
    }
    (due, skipped)
}

fn report(state: &SourceState, outcome: Outcome) -> SourceReport {
    SourceReport {
        id: state.id.clone(),
        url: state.url.clone(),
        outcome,
        status: None,
        seen: 0,
        added: 0,
        changed: 0,
        merged: 0,
        next_due: state.next_due,
        error: None,
        warnings: Vec::new(),
    }
}

/// What the sources came to so far.
#[derive(Default)]
struct Tally {
    sources: BTreeMap<usize, SourceReport>,
    /// Items that readers see for the first time, or anew.
    fresh: Vec<StoredItem>,
    would_change: Vec<(SourceId, Vec<Change>)>,
    /// An incident is open.
    is_in_trouble: bool,
    reach: Reach,
}

/// Gathers many sources at a time, and decides and writes them in the order of the configuration:
/// which of two sources brought a story first does not depend on which server was faster.
async fn refresh_all(
    pass: Pass<'_>,
    options: &PassOptions,
    due: Vec<Due>,
    hosts: &Hosts,
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
        now,
    };
    let halt = &options.halt;
    let before: Vec<_> = due.iter().map(|due| (due.index, due.state.clone())).collect();
    let begun = AtomicUsize::new(0);
    let gathering = due.into_iter().enumerate().map(|(turn, due)| {
        begun.fetch_add(1, Ordering::Relaxed);
        async move {
            if halt.is_asked() {
                return Ok((turn, (due.index, Gathered::untouched(due.state))));
            }
            // Boxed: it is a large one, and hundreds wait at a time.
            let gathered = Box::pin(gather(world, &due.planned, due.state, due.open)).await;
            gathered.map(|gathered| (turn, (due.index, gathered)))
        }
    });
    let in_flight = stream::iter(gathering).buffer_unordered(pass.plan.fetch.concurrency);
    let mut group = settle_in_turn(pass, options, in_flight, now, tally).await?;
    let (asked, unasked) = before.split_at(begun.into_inner());
    // Their states of before take the place of the claims: they are due still.
    let untouched =
        |(index, state): &(usize, SourceState)| (*index, Gathered::untouched(state.clone()));
    group.extend(unasked.iter().map(untouched));
    settle(pass, options, group, now, tally).await?;
    for (index, state) in asked {
        tally.sources.entry(*index).or_insert_with(|| report(state, Outcome::Skipped));
    }
    Ok(())
}

/// Settles what arrives, each when it is its turn. Gives back what is yet to be settled when
/// nothing more arrives: all of a dry run, so that it decides on everything at once, as what it
/// decides is not written down; and what waited for one that was given up.
async fn settle_in_turn(
    pass: Pass<'_>,
    options: &PassOptions,
    in_flight: impl Stream<Item = Result<(usize, (usize, Gathered)), StoreError>>,
    now: DateTime<Utc>,
    tally: &mut Tally,
) -> Result<Vec<(usize, Gathered)>, PassError> {
    let mut arriving = std::pin::pin!(in_flight.ready_chunks(GROUP));
    let mut waiting = BTreeMap::new();
    let mut turn = 0;
    let mut group = Vec::new();
    loop {
        let arrivals = tokio::select! {
            arrivals = arriving.next() => arrivals,
            () = options.halt.at(Ending::Now) => None,
        };
        let Some(arrivals) = arrivals else { break };
        for arrival in arrivals {
            let (place, gathered) = arrival?;
            waiting.insert(place, gathered);
        }
        while let Some(next) = waiting.remove(&turn) {
            turn += 1;
            group.push(next);
        }
        if !options.dry_run {
            settle(pass, options, std::mem::take(&mut group), now, tally).await?;
        }
    }
    group.extend(waiting.into_values());
    Ok(group)
}

/// When nothing could be reached, the fault is this machine's: all are tried again soon.
async fn forgive(
    store: &dyn Store,
    reach: &Reach,
    states: &HashMap<SourceId, SourceState>,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    let refreshes = reach.forgiven(states.values(), now);
    if refreshes.is_empty() {
        return Ok(());
    }
    tracing::warn!("nothing could be reached; all sources are tried again soon");
    store.commit(refreshes).await
}

/// Decides what the items of some sources are, one source after the other, and writes them all in
/// one transaction.
async fn settle(
    pass: Pass<'_>,
    options: &PassOptions,
    group: Vec<(usize, Gathered)>,
    now: DateTime<Utc>,
    tally: &mut Tally,
) -> Result<(), PassError> {
    let probe = |gathered: &Gathered| dedup::probe(&gathered.state.id, &gathered.incoming);
    let mut asked = Probe::default();
    for (_, gathered) in &group {
        asked.extend(probe(gathered));
        asked.keys.extend(gathered.withdrawals.iter().flat_map(|gone| gone.keys.iter().cloned()));
    }
    let known = if asked.is_empty() { Known::default() } else { pass.store.known(asked).await? };
    let mut ledger = Ledger::new(known);
    let mut refreshes = Vec::new();
    for (index, mut gathered) in group {
        tally.reach.note(&mut gathered);
        let source = gathered.state.id.clone();
        let mut incoming = std::mem::take(&mut gathered.incoming);
        let merged = dedup::heed(&source, &mut incoming, ledger.known());
        let brought = Brought {
            source: &source,
            incoming,
            given: gathered.raw_hashes.as_ref(),
            unchanged: gathered.unchanged,
            guids: gathered.state.guids,
            home: gathered.home.as_deref(),
            ours: Some(&pass.plan.site.url),
            is_first: gathered.given_before.is_empty(),
            republish: pass.plan.sources[index].republish && !gathered.is_read_anew,
        };
        let mut decided = ledger.decide(brought, now);
        decided.brought.extend(merged);
        gathered.state.guids = decided.guids;
        let retracted = retracted(&mut gathered, &mut decided, &mut ledger, now);
        tally.is_in_trouble |= gathered.is_in_trouble;
        let report = describe(&mut gathered, decided.counts);
        pass.watch.finished(&report);
        tally.sources.insert(index, report);
        refreshes.push(Refresh {
            changes: decided.changes,
            brought: decided.brought,
            tombstones: retracted.tombstones,
            lifts: retracted.lifts,
            ..gathered.into_refresh(now)
        });
    }
    if options.dry_run {
        let would = refreshes.into_iter().map(|refresh| (refresh.state.id, refresh.changes));
        tally.would_change.extend(would);
    } else if !refreshes.is_empty() {
        tally.fresh.extend(refreshes.iter().flat_map(fresh));
        pass.store.commit(refreshes).await?;
    }
    Ok(())
}

fn fresh(refresh: &Refresh) -> impl Iterator<Item = StoredItem> {
    let seen = refresh.changes.iter().filter(|change| change.kind != ChangeKind::Noted);
    seen.map(|change| change.item.clone())
}

fn describe(gathered: &mut Gathered, counts: Counts) -> SourceReport {
    let state = &gathered.state;
    let is_new = counts != Counts::default();
    let outcome = match state.last_error {
        _ if gathered.is_left_alone => Outcome::Skipped,
        Some(_) => Outcome::Failed,
        None if is_new => Outcome::New,
        None => Outcome::Unchanged,
    };
    if gathered.is_left_alone {
        let warnings = std::mem::take(&mut gathered.warnings);
        return SourceReport { warnings, ..report(&gathered.state, outcome) };
    }
    SourceReport {
        status: state.status,
        // What an earlier fetch saw is no news of this one.
        seen: if state.last_error.is_some() { 0 } else { state.seen },
        added: counts.added,
        changed: counts.changed,
        merged: counts.merged,
        error: state.last_error.clone(),
        warnings: std::mem::take(&mut gathered.warnings),
        ..report(state, outcome)
    }
}

/// Publishes, and sums up.
async fn finish(
    pass: Pass<'_>,
    options: &PassOptions,
    started: DateTime<Utc>,
    was_read: bool,
    tally: Tally,
) -> Result<PassResult, PassError> {
    let items_total = pass.store.count().await?;
    let is_in_trouble = tally.is_in_trouble;
    let sources: Vec<_> = tally.sources.into_values().collect();
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
    match publish::publish(pass.plan, pass.store, pass.sink).await {
        Ok(published) => {
            report.published = published.files;
            age(pass.plan, pass.store, published.items, started).await?;
        }
        Err(source) => {
            report.exit = 3;
            return Err(PassError::Publish { source, report: Box::new(report) });
        }
    }
    let told = tell_health(pass, &report).await;
    match told {
        Ok(files) => report.published.extend(files),
        Err(source) => {
            report.exit = 3;
            return Err(PassError::Publish { source, report: Box::new(report) });
        }
    }
    if report.published.iter().any(|file| file.error.is_some()) {
        report.exit = 1;
    }
    report.finished = pass.clock.now();
    Ok(PassResult { report, would_change: Vec::new() })
}

/// Notes how sources and files are, and publishes that.
async fn tell_health(
    pass: Pass<'_>,
    report: &PassReport,
) -> Result<Vec<PublishedFile>, PublishError> {
    health::note(pass.plan, pass.store, report).await?;
    let health = health::health(pass.plan, pass.store, None).await?;
    let files = publish::publish_health(pass.plan, pass.store, pass.sink, &health).await?;
    notify(pass, &health).await?;
    Ok(files)
}
