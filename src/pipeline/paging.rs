//! The pages of one reading: asked for one after the other until one brings nothing new.

use std::collections::HashSet;
use std::sync::Arc;

use chrono::{DateTime, TimeDelta, Utc};
use url::Url;

use crate::fetch::{FetchOutcome, Fetched};
use crate::model::document::Document;
use crate::model::habits::Paging;
use crate::model::hash::Hash;
use crate::model::raw::{Format, Warning};
use crate::model::source::{Failure, SourceState, Validators};
use crate::pipeline::answered::{News, fail, failure_of, held_until, pass_full, succeeded};
use crate::pipeline::ask::{self, Unanswered, World, ask};
use crate::pipeline::collected::{Collected, Pages};
use crate::pipeline::gather::{Gathered, reading_of, request, told, warning};
use crate::pipeline::interpret::{Interpreted, interpret};
use crate::pipeline::plan::PlannedSource;

/// How often all pages are read though nothing calls for it: what left the list behind the first
/// pages would else be taken to stand there for ever.
const THROUGH_EVERY: TimeDelta = TimeDelta::days(30);

/// Items may slip from one page to the one before it unseen, where so many pages were read.
const SLIPPERY: u32 = 3;

/// The code of the warning that a further page is not there.
const MISSING: &str = "page-missing";

/// Reads all pages that are to be read, and says what came of the source. `known` are the hashes
/// of what it gave before.
pub(super) async fn read_pages(
    world: World<'_>,
    planned: &Arc<PlannedSource>,
    mut state: SourceState,
    first: Fetched,
    known: HashSet<Hash>,
) -> Gathered {
    let mut all = Collected::new(known, first.status == 226);
    let read = follow(world, planned, &mut state, first.document.clone(), &mut all).await;
    if all.is_part || read.is_err() {
        // What was left out of it, or could not be read, is still there.
        all.keep_known();
    }
    let is_read = read.is_ok();
    match read {
        Ok(()) => note_read(&mut state, planned, &first, &all, world.now),
        Err(broken) => {
            // Some pages were read and some were not: nothing that is remembered of the source
            // counts, or the next pass would find the first page known and ask for no other.
            // Where nothing was read, it all stays that of the last good reading.
            state.reading = state.reading.filter(|_| all.seen == 0);
            state.held_until = broken.held_until;
            fail(&mut state, planned, broken.failure, world.now);
        }
    }
    state.is_listing = all.format.map_or(state.is_listing, |format| format == Format::Listing);
    let news = News {
        is_whole: !all.is_part,
        has_changed: all.last_news.is_some(),
        is_same: all.has_known(),
        hints: first.hints.clone(),
    };
    let counts = is_read || all.seen > 0;
    let gathered = Gathered { first: Some(first), ..of_pages(planned, state, all, counts) };
    if is_read { succeeded(world, planned, gathered, &news) } else { gathered }
}

/// What pages gave. `counts`: what is not on them is gone.
pub(super) fn of_pages(
    planned: &PlannedSource,
    state: SourceState,
    all: Collected,
    counts: bool,
) -> Gathered {
    Gathered {
        raw_hashes: counts.then_some(all.hashes),
        kept: all.kept,
        incoming: all.incoming,
        listed: all.listed,
        unchanged: all.unchanged,
        home: all.home,
        rejected: all.rejected,
        withdrawals: all.withdrawals,
        warnings: redacted(planned, all.warnings),
        sketch: all.sketch,
        ..Gathered::unread(state)
    }
}

/// Notes a reading that went well.
fn note_read(
    state: &mut SourceState,
    planned: &PlannedSource,
    first: &Fetched,
    all: &Collected,
    now: DateTime<Utc>,
) {
    state.reading = Some(reading_of(planned));
    state.validators = first.validators.clone();
    state.habits.stated = all.pace;
    state.habits.push.header = told(planned, first.hints.offer.clone());
    state.habits.push.document = told(planned, all.offer.clone());
    if all.is_part {
        state.body_hash = None;
        state.seen = state.seen.max(all.seen);
        return;
    }
    state.body_hash = Some(Hash::of(&first.document.body));
    state.seen = all.seen;
    state.habits.whole = Some(now);
    let paging = &mut state.habits.paging;
    let may_have_slipped = all.pages >= SLIPPERY && all.last_news > Some(0);
    // What a page leads to is looked for once more.
    paging.is_unsettled = (may_have_slipped || all.is_broken_off) && !paging.is_unsettled;
    if all.is_whole && all.pages > 1 {
        paging.read_through = Some(now);
    }
}

/// All pages are to be read, also behind one that brings nothing new.
fn reads_through(paging: Paging, now: DateTime<Utc>) -> bool {
    paging.is_unsettled || paging.read_through.is_none_or(|at| now - at >= THROUGH_EVERY)
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
    first: Document,
    all: &mut Collected,
) -> Result<(), Broken> {
    let reads_through = reads_through(state.habits.paging, world.now);
    let mut pages = Pages::new(planned, reads_through);
    let page = interpret_blocking(first, planned, &all.known, world.now).await;
    let mut page = page.map_err(|failure| Broken { failure, held_until: None })?;
    loop {
        let next = pages.next(page.next.clone());
        let brought = all.add(page);
        let Some(url) = next else { break };
        if !pages.go_on(brought) {
            if !reads_through {
                // The pages behind are not read, and still hold what they held.
                all.keep_known();
                return Ok(());
            }
            break;
        }
        page = match further(world, planned, state, &url, all).await {
            Ok(page) => page,
            Err(broken) => {
                let Some(code) = is_end(&broken.failure) else { return Err(broken) };
                let message = format!("{}; the list ends before it", broken.failure.message);
                all.warnings.push(warning(code, message));
                all.is_broken_off = code == MISSING && pages.follows_next();
                break;
            }
        };
    }
    all.is_whole = true;
    Ok(())
}

/// A page behind the first one.
async fn further(
    world: World<'_>,
    planned: &Arc<PlannedSource>,
    state: &mut SourceState,
    url: &Url,
    all: &Collected,
) -> Result<Interpreted, Broken> {
    let heeds_robots = ask::is_for_robots(world, planned, state);
    let plan = request(planned, url, Validators::default());
    let (failure, held_until) = match ask(world, plan, heeds_robots, &mut state.habits).await {
        Ok(FetchOutcome::Fetched(fetched)) => {
            let page = interpret_blocking(fetched.document, planned, &all.known, world.now).await;
            match page {
                Ok(page) => return Ok(page),
                Err(failure) => (failure, None),
            }
        }
        Ok(FetchOutcome::NotModified { .. }) => {
            let message = "the server answered 304 to a first request".to_owned();
            (Failure { code: "unasked-304".to_owned(), message }, None)
        }
        Err(Unanswered::Fetch(error)) => (failure_of(&error), held_until(&error, world.now)),
        Err(Unanswered::Robots { failure, held_until }) => (failure, held_until),
        Err(Unanswered::Busy(_)) => {
            let message = "too many requests wait for its host".to_owned();
            (Failure { code: "busy".to_owned(), message }, None)
        }
        Err(Unanswered::Held(until)) => {
            let message = "its host asked to be left alone".to_owned();
            (Failure { code: "held".to_owned(), message }, Some(until))
        }
        Err(Unanswered::Full) => (pass_full(), None),
    };
    let message = format!("page {url}: {}", failure.message);
    Err(Broken { failure: Failure { message, ..failure }, held_until })
}

/// A page that is not there, or that lists nothing, says how long the list is; one that we are asked
/// not to read, how far it is for us. It is no failure of the source. The code of the warning that it
/// is instead.
fn is_end(failure: &Failure) -> Option<&'static str> {
    match failure.code.as_str() {
        "status-404" | "status-410" | "soft-404" | "no-listing-found" | "no-items-matched"
        | "empty-document" | "not-a-page" => Some(MISSING),
        ask::ROBOTS_DENIED => Some("page-forbidden"),
        _ => None,
    }
}

/// Reading and sanitizing take milliseconds: not on the threads that wait for the network.
pub(super) async fn interpret_blocking(
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

pub(super) fn redacted(planned: &PlannedSource, mut warnings: Vec<Warning>) -> Vec<Warning> {
    for warning in &mut warnings {
        warning.message = planned.source.redact(&warning.message);
    }
    warnings
}
