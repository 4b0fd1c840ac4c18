//! The pages of one reading: asked for one after the other until one brings nothing new.

use std::collections::HashSet;
use std::sync::Arc;

use chrono::{DateTime, Utc};
use url::Url;

use crate::fetch::{FetchOutcome, Fetched};
use crate::model::document::Document;
use crate::model::hash::Hash;
use crate::model::raw::{Format, Warning};
use crate::model::source::{Failure, SourceState, Validators};
use crate::pipeline::answered::{News, fail, failure_of, held_until, pass_full, succeeded};
use crate::pipeline::ask::{self, Unanswered, World, ask};
use crate::pipeline::collected::{Brought, Collected, Pages};
use crate::pipeline::gather::{Gathered, reading_of, request};
use crate::pipeline::interpret::{Interpreted, interpret};
use crate::pipeline::plan::PlannedSource;
use crate::pipeline::{departed, full_text};
use crate::store::StoreError;

/// Reads all pages that are to be read, and says what came of the source.
pub(super) async fn read_pages(
    world: World<'_>,
    planned: &Arc<PlannedSource>,
    mut state: SourceState,
    first: Fetched,
    known: HashSet<Hash>,
) -> Result<Gathered, StoreError> {
    let (body_hash, seen) = (Hash::of(&first.document.body), first.clone());
    let is_part = first.status == 226;
    let mut all = Collected::default();
    let known = Arc::new(known);
    let read = follow(world, planned, &mut state, first.document, &known, &mut all).await;
    if is_part {
        // What was left out of it is still there.
        all.hashes.extend(known.iter());
    }
    let news = News {
        is_whole: !is_part,
        has_changed: !all.incoming.is_empty() || !all.rejected.is_empty(),
        is_same: all.hashes.iter().any(|hash| known.contains(hash)),
        hints: first.hints,
    };
    let is_read = read.is_ok();
    match read {
        Ok(()) => {
            state.reading = Some(reading_of(planned));
            state.validators = first.validators;
            state.body_hash = Some(body_hash).filter(|_| !is_part);
            state.seen = if is_part { state.seen.max(all.seen) } else { all.seen };
            state.habits.stated = all.pace;
            if !is_part {
                state.habits.whole = Some(world.now);
            }
        }
        Err(broken) => {
            // Some pages were read and some were not: nothing that is remembered of the source
            // counts, or the next pass would find the first page known and ask for no other.
            // Where nothing was read, it all stays that of the last good reading.
            state.reading = state.reading.filter(|_| all.seen == 0);
            state.held_until = broken.held_until;
            fail(&mut state, planned, broken.failure, world.now);
        }
    }
    if planned.full_text {
        if is_read {
            let gone = departed::departed(world, planned, &known, &all, &mut state.habits).await?;
            all.withdrawals.extend(gone);
        }
        complete(world, planned, &known, &mut all, &mut state).await?;
    }
    state.is_listing = all.format.map_or(state.is_listing, |format| format == Format::Listing);
    let gathered = Gathered {
        state,
        raw_hashes: (all.seen > 0).then_some(all.hashes),
        incoming: all.incoming,
        listed: all.listed,
        unchanged: all.unchanged,
        home: all.home,
        rejected: all.rejected,
        withdrawals: all.withdrawals,
        given_before: HashSet::new(),
        is_read_anew: false,
        warnings: redacted(planned, all.warnings),
        first: Some(seen),
        sketch: all.sketch,
        noticed: None,
        is_in_trouble: false,
        is_left_alone: false,
        unreached: None,
    };
    Ok(if is_read { succeeded(world, planned, gathered, &news) } else { gathered })
}

/// Reads the own pages of new items. While some are still to be read, the list is asked for in
/// full and these items come up again.
async fn complete(
    world: World<'_>,
    planned: &Arc<PlannedSource>,
    known: &HashSet<Hash>,
    all: &mut Collected,
    state: &mut SourceState,
) -> Result<(), StoreError> {
    let done =
        full_text::complete(world, planned, known, &mut all.incoming, &mut state.habits).await?;
    all.warnings.extend(done.warnings);
    all.withdrawals.extend(done.gone);
    if done.waiting.is_empty() {
        return Ok(());
    }
    (state.validators, state.body_hash) = (Validators::default(), None);
    for one in &mut all.incoming {
        if let Some(waiting) = done.waiting.get(&one.raw_hash) {
            all.hashes.remove(&one.raw_hash);
            all.hashes.insert(*waiting);
            one.raw_hash = *waiting;
        }
    }
    Ok(())
}

/// Why the pages were not read to their end.
struct Broken {
    failure: Failure,
    held_until: Option<DateTime<Utc>>,
}

/// Reads the first page and those after it, until one brings nothing new.
async fn follow(
    world: World<'_>,
    planned: &Arc<PlannedSource>,
    state: &mut SourceState,
    mut document: Document,
    known: &Arc<HashSet<Hash>>,
    all: &mut Collected,
) -> Result<(), Broken> {
    let mut pages = Pages::new(planned);
    let mut has_shifted = false;
    loop {
        let page = interpret_blocking(document, planned, known, world.now).await;
        let page = page.map_err(|failure| Broken { failure, held_until: None })?;
        let next = pages.next(page.next.clone());
        let brought = all.add(page);
        let Some(url) = next else { return Ok(()) };
        // Items that come while a list is read push a whole page of others to the next one.
        let shifted = brought == Brought::Shifted && !std::mem::replace(&mut has_shifted, true);
        if brought != Brought::News && !shifted {
            // The pages behind are not read, and still hold what they held.
            all.hashes.extend(known.iter());
            return Ok(());
        }
        let heeds_robots = ask::is_for_robots(world, planned, state);
        let plan = request(planned, &url, Validators::default());
        match ask(world, plan, heeds_robots, &mut state.habits).await {
            Ok(FetchOutcome::Fetched(fetched)) => document = fetched.document,
            // A page that is not modified although nothing was said to compare it with.
            Ok(FetchOutcome::NotModified { .. }) => return Ok(()),
            Err(unanswered) => return Err(broken(&url, unanswered, world.now)),
        }
    }
}

fn broken(url: &Url, unanswered: Unanswered, now: DateTime<Utc>) -> Broken {
    let (failure, held_until) = match unanswered {
        Unanswered::Fetch(error) => (failure_of(&error), held_until(&error, now)),
        Unanswered::Robots { failure, held_until } => (failure, held_until),
        Unanswered::Held(until) => {
            let message = "its host asked to be left alone".to_owned();
            (Failure { code: "held".to_owned(), message }, Some(until))
        }
        Unanswered::Full => (pass_full(), None),
    };
    let message = format!("page {url}: {}", failure.message);
    Broken { failure: Failure { message, ..failure }, held_until }
}

/// Reading and sanitizing take milliseconds: not on the threads that wait for the network.
async fn interpret_blocking(
    document: Document,
    planned: &Arc<PlannedSource>,
    known: &Arc<HashSet<Hash>>,
    now: DateTime<Utc>,
) -> Result<Interpreted, Failure> {
    let (planned, known) = (planned.clone(), known.clone());
    let read = tokio::task::spawn_blocking(move || interpret(&document, &planned, &known, now));
    let failure = |code: &str, message| Failure { code: code.to_owned(), message };
    match read.await {
        Ok(read) => read.map_err(|error| failure(error.code(), error.to_string())),
        Err(error) => Err(failure("internal", format!("a mistake in sangam: {error}"))),
    }
}

fn redacted(planned: &PlannedSource, mut warnings: Vec<Warning>) -> Vec<Warning> {
    for warning in &mut warnings {
        warning.message = planned.source.redact(&warning.message);
    }
    warnings
}
