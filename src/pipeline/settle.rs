//! What the sources brought is decided and written, each when it is its turn.

use std::collections::{BTreeMap, HashMap};
use std::pin::Pin;

use chrono::{DateTime, Utc};
use futures_util::{Stream, StreamExt};
use tokio::time::Instant;

use crate::dedup::{self, Brought, Ledger, Ours};
use crate::model::change::{Change, Counts, Known, Probe, Refresh};
use crate::model::report::{Outcome, SourceReport};
use crate::model::source::{SourceId, SourceState};
use crate::pipeline::due::report;
use crate::pipeline::early::Early;
use crate::pipeline::gather::Gathered;
use crate::pipeline::halt::Ending;
use crate::pipeline::outage::Reach;
use crate::pipeline::pass::{Pass, PassError, PassOptions};
use crate::pipeline::publish;
use crate::pipeline::pushed;
use crate::pipeline::upkeep::retracted;
use crate::store::{Store, StoreError};

/// Sources that are written in one transaction at most. Twice as many items go through in the
/// same time as with a transaction for each source; more bring nothing.
const GROUP: usize = 64;

/// Sources that wait for their turn at most, each with all that it brought.
const WAITING: usize = 512;

/// What the sources came to so far.
#[derive(Default)]
pub(super) struct Tally {
    pub(super) sources: BTreeMap<usize, SourceReport>,
    pub(super) would_change: Vec<(SourceId, Vec<Change>)>,
    /// An incident is open.
    pub(super) is_in_trouble: bool,
    pub(super) reach: Reach,
    /// What is published before the pass is through.
    pub(super) early: Early,
}

/// Settles what arrives, each when it is its turn; one for which too many others wait loses it, and
/// is settled when it is there. Gives back what is yet to be settled when
/// nothing more arrives: all of a dry run, so that it decides on everything at once, as what it
/// decides is not written down; and what waited for one that was given up.
pub(super) async fn settle_in_turn(
    pass: Pass<'_>,
    options: &PassOptions,
    in_flight: impl Stream<Item = Result<(usize, (usize, Gathered)), StoreError>>,
    now: DateTime<Utc>,
    tally: &mut Tally,
) -> Result<Vec<(usize, Gathered)>, PassError> {
    let mut arriving = std::pin::pin!(in_flight.ready_chunks(GROUP).fuse());
    let mut waiting = BTreeMap::new();
    let mut turn = 0;
    let mut group = Vec::new();
    loop {
        let arrivals = tokio::select! {
            arrivals = arriving.next() => arrivals,
            () = options.halt.at(Ending::Now) => None,
            () = tally.early.is_due(), if !options.halt.is_asked() => {
                let mut arrived = Vec::new();
                beside(tally.early.publish(pass, &options.halt), arriving.as_mut(), &mut arrived).await?;
                Some(arrived)
            }
        };
        let Some(arrivals) = arrivals else { break };
        for arrival in arrivals {
            let (place, gathered) = arrival?;
            waiting.insert(place, gathered);
        }
        while let Some((&place, _)) = waiting.first_key_value()
            && (place <= turn || waiting.len() > WAITING)
        {
            turn = turn.max(place + 1);
            group.extend(waiting.remove(&place));
        }
        if !options.dry_run {
            settle_all(pass, options, std::mem::take(&mut group), now, tally).await?;
        }
    }
    group.extend(waiting.into_values());
    Ok(group)
}

/// Settles some sources, so many at a time; those of a dry run all at once.
pub(super) async fn settle_all(
    pass: Pass<'_>,
    options: &PassOptions,
    mut group: Vec<(usize, Gathered)>,
    now: DateTime<Utc>,
    tally: &mut Tally,
) -> Result<(), PassError> {
    let most = if options.dry_run { usize::MAX } else { GROUP };
    while !group.is_empty() {
        let rest = group.split_off(group.len().min(most));
        settle(pass, options, std::mem::replace(&mut group, rest), now, tally).await?;
    }
    Ok(())
}

/// When nothing could be reached, the fault is this machine's: all are tried again soon.
pub(super) async fn forgive(
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

/// What is known of the items of some sources.
async fn what_is_known(
    store: &dyn Store,
    group: &[(usize, Gathered)],
) -> Result<Known, StoreError> {
    let probe = |gathered: &Gathered| dedup::probe(&gathered.state.id, &gathered.incoming);
    let mut asked = Probe::default();
    for (_, gathered) in group {
        asked.extend(probe(gathered));
        asked.keys.extend(gathered.withdrawals.iter().flat_map(|gone| gone.keys.iter().cloned()));
    }
    let mut known = if asked.is_empty() { Known::default() } else { store.known(asked).await? };
    let departed = |gathered: &Gathered| {
        let given = gathered.raw_hashes.as_ref();
        dedup::departed(&gathered.state.id, &gathered.incoming, given, &known)
    };
    let ids: Vec<_> = group.iter().flat_map(|(_, gathered)| departed(gathered)).collect();
    if !ids.is_empty() {
        known.extend(store.known(Probe { ids, ..Probe::default() }).await?);
    }
    Ok(known)
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
    let known = what_is_known(pass.store, &group).await?;
    let mut ledger = Ledger::new(known);
    let ours = publish::ours(pass.plan);
    let consumed = group.iter().filter_map(|(_, gathered)| gathered.delivery()).collect();
    let decide = |one| decide(pass, one, &mut ledger, &ours, now, tally);
    let refreshes: Vec<_> = group.into_iter().map(decide).collect();
    if options.dry_run {
        let would = refreshes.into_iter().map(|refresh| (refresh.state.id, refresh.changes));
        tally.would_change.extend(would);
    } else if !refreshes.is_empty() {
        if refreshes.iter().any(Refresh::has_news) {
            tally.early.note(Instant::now());
        }
        pass.store.commit(refreshes).await?;
        // After that: what is read twice is read once.
        pass.store.drop_deliveries(consumed).await?;
    }
    Ok(())
}

/// Decides what the items of one source are.
fn decide(
    pass: Pass<'_>,
    (index, mut gathered): (usize, Gathered),
    ledger: &mut Ledger,
    ours: &Ours,
    now: DateTime<Utc>,
    tally: &mut Tally,
) -> Refresh {
    tally.reach.note(&mut gathered);
    let source = gathered.state.id.clone();
    let mut incoming = std::mem::take(&mut gathered.incoming);
    let doubts_guids = gathered.state.guids.are_doubted;
    let heeded = dedup::heed(&source, &mut incoming, ledger.known(), doubts_guids);
    let brought = Brought {
        source: &source,
        incoming,
        given: gathered.raw_hashes.as_ref(),
        kept: Some(&gathered.kept),
        unchanged: gathered.unchanged,
        guids: gathered.state.guids,
        home: gathered.home.as_deref(),
        ours: Some(ours),
        is_first: gathered.given_before.is_empty(),
        republish: pass.plan.sources[index].republish && !gathered.is_read_anew,
    };
    let mut decided = ledger.decide(brought, now);
    decided.brought.extend(heeded.brought);
    gathered.state.guids = decided.guids;
    let retracted = retracted(&mut gathered, &mut decided, ledger, now);
    pushed::note(&mut gathered, decided.counts, now);
    tally.is_in_trouble |= gathered.is_in_trouble;
    let report = describe(&mut gathered, decided.counts);
    pass.watch.finished(&report);
    tally.sources.insert(index, report);
    Refresh {
        changes: decided.changes,
        brought: decided.brought,
        seconds: heeded.seconds,
        tombstones: retracted.tombstones,
        lifts: retracted.lifts,
        withdrawn: retracted.withdrawn,
        ..gathered.into_refresh(now)
    }
}

/// Does something while answers go on arriving: their time runs.
async fn beside<T, A>(
    work: impl Future<Output = T>,
    mut arriving: Pin<&mut impl Stream<Item = Vec<A>>>,
    arrived: &mut Vec<A>,
) -> T {
    let mut work = std::pin::pin!(work);
    loop {
        tokio::select! {
            done = &mut work => return done,
            Some(more) = arriving.next(), if arrived.len() <= WAITING => arrived.extend(more),
        }
    }
}

fn describe(gathered: &mut Gathered, counts: Counts) -> SourceReport {
    let state = &gathered.state;
    let is_new = counts != Counts::default();
    let outcome = match state.last_error {
        _ if gathered.is_left_alone => Outcome::Skipped,
        Some(_) if gathered.delivery().is_none() => Outcome::Failed,
        _ if is_new => Outcome::New,
        _ => Outcome::Unchanged,
    };
    if gathered.is_left_alone {
        let warnings = std::mem::take(&mut gathered.warnings);
        return SourceReport { warnings, ..report(&gathered.state, outcome) };
    }
    SourceReport {
        status: state.status.filter(|_| gathered.delivery().is_none()),
        // What an earlier fetch saw is no news of this one.
        seen: if outcome == Outcome::Failed { 0 } else { state.seen },
        added: counts.added,
        changed: counts.changed,
        merged: counts.merged,
        error: state.last_error.clone().filter(|_| outcome == Outcome::Failed),
        warnings: std::mem::take(&mut gathered.warnings),
        ..report(state, outcome)
    }
}
