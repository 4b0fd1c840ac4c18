//! One source, from its address to items that are ready to be compared with what is known.
//!
//! Four gates, each much cheaper than the next: not due (the caller's) · not modified · the same
//! bytes as last time · the same raw item as last time. Normalizing happens behind the fourth.

use std::collections::HashSet;
use std::sync::Arc;

use chrono::{DateTime, TimeDelta, Utc};
use url::Url;

use crate::drift::Sketch;
use crate::fetch::transport::Trust;
use crate::fetch::{FetchError, FetchOutcome, Fetched, Hints, RequestPlan};
use crate::model::change::{Incoming, Refresh, Rejected};
use crate::model::document::Document;
use crate::model::drift::Noticed;
use crate::model::habits::Habits;
use crate::model::hash::Hash;
use crate::model::raw::{Format, Warning};
use crate::model::source::{Failure, SourceState, Validators};
use crate::model::tombstone::Withdrawal;
use crate::pipeline::ask::{self, Unanswered, World, ask};
use crate::pipeline::collected::{Brought, Collected, Pages};
use crate::pipeline::interpret::{Interpreted, interpret};
use crate::pipeline::moved;
use crate::pipeline::outage::is_unreached;
use crate::pipeline::plan::PlannedSource;
use crate::pipeline::{departed, full_text};
use crate::read;
use crate::schedule;
use crate::store::StoreError;

/// Raised whenever reading or normalizing makes something else of the same bytes: what is
/// remembered of them then counts no more.
const READER: u32 = 1;

/// What one source came to, before it is compared with what is known.
#[derive(Debug, Clone)]
pub(super) struct Gathered {
    /// Its state after this.
    pub(super) state: SourceState,
    /// Items that are new or different since last time.
    pub(super) incoming: Vec<Incoming>,
    /// How many items are as they were.
    pub(super) unchanged: u32,
    /// Its own page, as addresses are compared.
    pub(super) home: Option<String>,
    /// Items that were left out.
    pub(super) rejected: Vec<Rejected>,
    /// Items that it says are gone.
    pub(super) withdrawals: Vec<Withdrawal>,
    /// Hashes of everything that it gives now; `None` when nothing was read.
    pub(super) raw_hashes: Option<HashSet<Hash>>,
    /// Hashes of what it gave at the last reading, however that was read.
    pub(super) given_before: HashSet<Hash>,
    /// It is read in another way than last time, so that differences are none of the source's.
    pub(super) is_read_anew: bool,
    /// What was mended, guessed or left out.
    pub(super) warnings: Vec<Warning>,
    /// The first document, if one came.
    pub(super) first: Option<Fetched>,
    /// What the documents gave, in short; `None` when the first could not be read or none came.
    pub(super) sketch: Option<Sketch>,
    /// What was noticed of the source's ways.
    pub(super) noticed: Option<Noticed>,
    /// An incident of the source is open after this.
    pub(super) is_in_trouble: bool,
    /// It was not asked: its host wants to be left alone, or the pass is full.
    pub(super) is_left_alone: bool,
    /// Nothing could be reached: what was known before. Where that happens to all sources, it is
    /// this machine's fault.
    pub(super) unreached: Option<Box<SourceState>>,
}

impl Gathered {
    /// It was not asked, and nothing of it changes.
    pub(super) fn untouched(state: SourceState) -> Self {
        Self { is_left_alone: true, ..Self::unread(state) }
    }

    /// It was not asked, and nothing of it changes but when it is due.
    fn left_alone(mut state: SourceState, until: Option<DateTime<Utc>>) -> Self {
        state.next_due = state.next_due.max(until);
        let full = pass_full();
        let warnings = match until {
            Some(_) => Vec::new(),
            None => vec![warning("pass-full", full.message)],
        };
        Self { is_left_alone: true, warnings, ..Self::unread(state) }
    }

    /// It is asked, and nothing is read of it.
    pub(super) fn unread(state: SourceState) -> Self {
        Self {
            is_left_alone: false,
            unreached: None,
            state,
            incoming: Vec::new(),
            unchanged: 0,
            home: None,
            rejected: Vec::new(),
            withdrawals: Vec::new(),
            raw_hashes: None,
            given_before: HashSet::new(),
            is_read_anew: false,
            warnings: Vec::new(),
            first: None,
            sketch: None,
            noticed: None,
            is_in_trouble: false,
        }
    }

    /// The transaction that it comes to, but for the items, which are yet to be decided.
    pub(super) fn into_refresh(self, at: DateTime<Utc>) -> Refresh {
        Refresh {
            state: self.state,
            changes: Vec::new(),
            rejected: self.rejected,
            raw_hashes: self.raw_hashes,
            brought: Vec::new(),
            tombstones: Vec::new(),
            lifts: Vec::new(),
            noticed: self.noticed,
            at,
        }
    }
}

/// Fetches and reads one source. A source that fails is no error here: its state says so.
pub(super) async fn gather(
    world: World<'_>,
    planned: &Arc<PlannedSource>,
    mut state: SourceState,
) -> Result<Gathered, StoreError> {
    moved::forget_old(&planned.source, &mut state.habits.moved);
    let mut gathered = fetch_and_read(world, planned, state).await?;
    if planned.transport.connecting.trust == Trust::Anything {
        let message = "accept_invalid_certs is set: whoever is on the way can read and change \
                       everything";
        tracing::warn!(source.id = %planned.source.id, "{message}");
        gathered.warnings.push(warning("certificates-unchecked", message));
    }
    Ok(gathered)
}

fn warning(code: &'static str, message: impl Into<String>) -> Warning {
    Warning { code, message: message.into(), line: None }
}

async fn fetch_and_read(
    world: World<'_>,
    planned: &Arc<PlannedSource>,
    mut state: SourceState,
) -> Result<Gathered, StoreError> {
    let before = state.clone();
    let reading = reading_of(planned);
    let reads_as_before = state.reading == Some(reading);
    planned.source.title.clone_into(&mut state.title);
    state.url = planned.source.shown.to_string();
    state.last_try = Some(world.now);
    let is_probe = schedule::wants_whole(&state.habits, world.now);
    let is_conditional = reads_as_before && !is_probe;
    let validators = if is_conditional { state.validators.clone() } else { Validators::default() };
    let url = moved::address(&planned.source, &state.habits.moved).clone();
    let heeds_robots = ask::is_for_robots(world, planned, &state);
    let plan = RequestPlan { delta: !heeds_robots, ..request(planned, &url, validators) };
    let was_whole = plan.validators.is_empty();
    let fetched = match ask(world, plan, heeds_robots, &mut state.habits).await {
        Err(Unanswered::Held(until)) => return Ok(Gathered::left_alone(before, Some(until))),
        Err(Unanswered::Full) => return Ok(Gathered::left_alone(before, None)),
        Err(unanswered) => {
            let state = unanswered_state(state, planned, unanswered, world.now);
            let is_unreached = state.last_error.as_ref().is_some_and(is_unreached);
            let unreached = is_unreached.then(|| Box::new(before));
            return Ok(Gathered { unreached, ..Gathered::unread(state) });
        }
        Ok(FetchOutcome::NotModified { validators, hints }) => {
            state.status = Some(304);
            state.validators = validators;
            let news = News { is_whole: false, has_changed: false, is_same: true, hints };
            return Ok(succeeded(world, planned, Gathered::unread(state), &news));
        }
        Ok(FetchOutcome::Fetched(fetched)) => fetched,
    };
    state.status = Some(fetched.status);
    let body_hash = Hash::of(&fetched.document.body);
    let is_known = reads_as_before && state.body_hash == Some(body_hash);
    if is_known {
        state.validators = fetched.validators;
        state.habits.whole = Some(world.now);
        let news =
            News { is_whole: was_whole, has_changed: false, is_same: true, hints: fetched.hints };
        return Ok(succeeded(world, planned, Gathered::unread(state), &news));
    }
    if is_probe && reads_as_before && state.validators == fetched.validators {
        // It sends what it would have called "not modified".
        state.habits.is_frozen = !state.validators.is_empty();
    }
    let given_before = world.store.raw_hashes(&planned.source.id).await?;
    let known = if reads_as_before { given_before.clone() } else { HashSet::new() };
    let gathered = read_pages(world, planned, state, fetched, known).await?;
    Ok(Gathered { given_before, is_read_anew: !reads_as_before, ..gathered })
}

/// How a source is read: by which reader, and as its configuration says.
fn reading_of(planned: &PlannedSource) -> Hash {
    Hash::of_parts([READER.to_be_bytes().as_slice(), planned.fingerprint.as_bytes()])
}

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

fn pass_full() -> Failure {
    let message = "the pass has taken in as many bytes as `max_pass` in [fetch] allows";
    Failure { code: "pass-full".to_owned(), message: message.to_owned() }
}

/// A page that came with an error may say more than its status.
fn failure_of(error: &FetchError) -> Failure {
    if let FetchError::Status { status, page, .. } = error
        && !page.is_empty()
        && read::is_challenge(page)
    {
        let message = format!(
            "the server answered {status} and a challenge that only a browser can pass; ask its \
             owner to let sangam in"
        );
        return Failure { code: "challenge".to_owned(), message };
    }
    Failure { code: error.code(), message: error.to_string() }
}

fn redacted(planned: &PlannedSource, mut warnings: Vec<Warning>) -> Vec<Warning> {
    for warning in &mut warnings {
        warning.message = planned.source.redact(&warning.message);
    }
    warnings
}

/// A request for a page of a source. Its headers may hold a secret, and go to the configured origin
/// only, also where another address was adopted.
pub(super) fn request(planned: &PlannedSource, url: &Url, validators: Validators) -> RequestPlan {
    let is_at_home = url.origin() == planned.source.url.origin();
    RequestPlan {
        validators,
        headers: if is_at_home { planned.source.headers.clone() } else { Vec::new() },
        transport: Arc::clone(&planned.transport),
        ..RequestPlan::to(url.clone())
    }
}

/// What a good answer was.
struct News {
    /// The whole document was asked for, and came.
    is_whole: bool,
    /// It gave something that the time before did not.
    has_changed: bool,
    /// It is known to be the document of the time before, in whole or in part.
    is_same: bool,
    hints: Hints,
}

/// Notes a good answer.
fn succeeded(
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
    state.next_due = Some(schedule::after_success(source, habits, answer, now));
    gathered
}

fn fail(state: &mut SourceState, planned: &PlannedSource, failure: Failure, now: DateTime<Utc>) {
    state.failures = state.failures.saturating_add(1);
    let asked = state.held_until;
    state.next_due =
        Some(schedule::after_failure(&planned.source, &state.habits, state.failures, asked, now));
    note_missing(&mut state.habits, &failure.code, now);
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

fn unanswered_state(
    mut state: SourceState,
    planned: &PlannedSource,
    unanswered: Unanswered,
    now: DateTime<Utc>,
) -> SourceState {
    let failure = match unanswered {
        Unanswered::Fetch(error) => {
            (state.status, state.habits.held_host) = match &error {
                FetchError::Status { status, host, .. } => (Some(*status), Some(host.clone())),
                _ => (None, None),
            };
            state.held_until = held_until(&error, now);
            failure_of(&error)
        }
        Unanswered::Robots { failure, held_until } => {
            (state.status, state.held_until, state.habits.held_host) = (None, held_until, None);
            failure
        }
        Unanswered::Held(_) | Unanswered::Full => return state,
    };
    fail(&mut state, planned, failure, now);
    state
}

/// `Retry-After`, as the moment that it means.
fn held_until(error: &FetchError, now: DateTime<Utc>) -> Option<DateTime<Utc>> {
    match error {
        FetchError::Status { retry_after, .. } => retry_after.map(|after| after.moment(now)),
        _ => None,
    }
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
