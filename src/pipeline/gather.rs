//! One source, from its address to items that are ready to be compared with what is known.
//!
//! Four gates, each much cheaper than the next: not due (the caller's) · not modified · the same
//! bytes as last time · the same raw item as last time. Normalizing happens behind the fourth.

use std::collections::HashSet;
use std::sync::Arc;

use chrono::{DateTime, Utc};
use url::Url;

use crate::fetch::transport::Trust;
use crate::fetch::{Fetch, FetchError, FetchOutcome, Fetched, RequestPlan};
use crate::model::change::{Incoming, Refresh, Rejected};
use crate::model::document::Document;
use crate::model::hash::Hash;
use crate::model::raw::{Format, Warning};
use crate::model::source::{Failure, SourceState, Validators};
use crate::pipeline::interpret::{Interpreted, interpret};
use crate::pipeline::plan::PlannedSource;
use crate::schedule;
use crate::store::{Store, StoreError};

/// Raised whenever reading or normalizing makes something else of the same bytes: what is
/// remembered of them then counts no more.
const READER: u32 = 1;

/// What one source came to, before it is compared with what is known.
#[derive(Debug)]
pub(super) struct Gathered {
    /// Its state after this.
    pub(super) state: SourceState,
    /// Items that are new or different since last time.
    pub(super) incoming: Vec<Incoming>,
    /// Items that were left out.
    pub(super) rejected: Vec<Rejected>,
    /// Hashes of everything that it gives now; `None` when nothing was read.
    pub(super) raw_hashes: Option<HashSet<Hash>>,
    /// What was mended, guessed or left out.
    pub(super) warnings: Vec<Warning>,
}

impl Gathered {
    fn unread(state: SourceState) -> Self {
        Self {
            state,
            incoming: Vec::new(),
            rejected: Vec::new(),
            raw_hashes: None,
            warnings: Vec::new(),
        }
    }

    /// The transaction that it comes to, but for the items, which are yet to be decided.
    pub(super) fn into_refresh(self, at: DateTime<Utc>) -> Refresh {
        Refresh {
            state: self.state,
            changes: Vec::new(),
            rejected: self.rejected,
            raw_hashes: self.raw_hashes,
            at,
        }
    }
}

/// What gathering reaches the world through.
#[derive(Clone, Copy)]
pub(super) struct World<'a> {
    pub(super) fetch: &'a dyn Fetch,
    pub(super) store: &'a dyn Store,
    pub(super) now: DateTime<Utc>,
}

/// Fetches and reads one source. A source that fails is no error here: its state says so.
pub(super) async fn gather(
    world: World<'_>,
    planned: &Arc<PlannedSource>,
    state: SourceState,
) -> Result<Gathered, StoreError> {
    let mut gathered = fetch_and_read(world, planned, state).await?;
    if planned.transport.connecting.trust == Trust::Anything {
        let message = "accept_invalid_certs is set: whoever is on the way can read and change \
                       everything";
        tracing::warn!(source.id = %planned.source.id, "{message}");
        let message = message.to_owned();
        gathered.warnings.push(Warning { code: "certificates-unchecked", message, line: None });
    }
    Ok(gathered)
}

async fn fetch_and_read(
    world: World<'_>,
    planned: &Arc<PlannedSource>,
    mut state: SourceState,
) -> Result<Gathered, StoreError> {
    let reading = reading_of(planned);
    let reads_as_before = state.reading == Some(reading);
    planned.source.title.clone_into(&mut state.title);
    state.url = planned.source.shown.to_string();
    state.last_try = Some(world.now);
    let validators = if reads_as_before { state.validators.clone() } else { Validators::default() };
    let fetched = match world.fetch.fetch(&request(planned, &planned.source.url, validators)).await
    {
        Err(error) => return Ok(Gathered::unread(failed_fetch(state, planned, &error, world.now))),
        Ok(FetchOutcome::NotModified { validators, .. }) => {
            state.status = Some(304);
            state.validators = validators;
            succeed(&mut state, planned, world.now);
            return Ok(Gathered::unread(state));
        }
        Ok(FetchOutcome::Fetched(fetched)) => fetched,
    };
    state.status = Some(fetched.status);
    let body_hash = Hash::of(&fetched.document.body);
    if reads_as_before && state.body_hash == Some(body_hash) {
        state.validators = fetched.validators;
        succeed(&mut state, planned, world.now);
        return Ok(Gathered::unread(state));
    }
    let known = if reads_as_before {
        world.store.raw_hashes(&planned.source.id).await?
    } else {
        HashSet::new()
    };
    Ok(read_pages(world, planned, state, fetched, known).await)
}

/// How a source is read: by which reader, and as its configuration says.
fn reading_of(planned: &PlannedSource) -> Hash {
    Hash::of_parts([READER.to_be_bytes().as_slice(), planned.fingerprint.as_bytes()])
}

/// Reads all pages that are to be read, and says what came of the source.
async fn read_pages(
    world: World<'_>,
    planned: &Arc<PlannedSource>,
    mut state: SourceState,
    first: Fetched,
    known: HashSet<Hash>,
) -> Gathered {
    let body_hash = Hash::of(&first.document.body);
    let mut all = Collected::default();
    let known = Arc::new(known);
    match follow(world, planned, first.document, &known, &mut all).await {
        Ok(()) => {
            state.reading = Some(reading_of(planned));
            state.validators = first.validators;
            state.body_hash = Some(body_hash);
            state.seen = all.seen;
            succeed(&mut state, planned, world.now);
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
    state.is_listing = all.format.map_or(state.is_listing, |format| format == Format::Listing);
    Gathered {
        state,
        raw_hashes: (all.seen > 0).then_some(all.hashes),
        incoming: all.incoming,
        rejected: all.rejected,
        warnings: redacted(planned, all.warnings),
    }
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
    mut document: Document,
    known: &Arc<HashSet<Hash>>,
    all: &mut Collected,
) -> Result<(), Broken> {
    let mut pages = Pages::new(planned);
    loop {
        let page = interpret_blocking(document, planned, known, world.now).await;
        let page = page.map_err(|failure| Broken { failure, held_until: None })?;
        let next = pages.next(page.next.clone());
        let brought_news = all.add(page);
        let Some(url) = next else { return Ok(()) };
        if !brought_news {
            // The pages behind are not read, and still hold what they held.
            all.hashes.extend(known.iter());
            return Ok(());
        }
        match world.fetch.fetch(&request(planned, &url, Validators::default())).await {
            Ok(FetchOutcome::Fetched(fetched)) => document = fetched.document,
            // A page that is not modified although nothing was said to compare it with.
            Ok(FetchOutcome::NotModified { .. }) => return Ok(()),
            Err(error) => {
                let held_until = held_until(&error, world.now);
                return Err(Broken { failure: page_failure(&url, &error), held_until });
            }
        }
    }
}

fn redacted(planned: &PlannedSource, mut warnings: Vec<Warning>) -> Vec<Warning> {
    for warning in &mut warnings {
        warning.message = planned.source.redact(&warning.message);
    }
    warnings
}

fn request(planned: &PlannedSource, url: &Url, validators: Validators) -> RequestPlan {
    RequestPlan {
        validators,
        headers: planned.source.headers.clone(),
        transport: Arc::clone(&planned.transport),
        ..RequestPlan::to(url.clone())
    }
}

fn succeed(state: &mut SourceState, planned: &PlannedSource, now: DateTime<Utc>) {
    state.last_success = Some(now);
    state.next_due = Some(schedule::after_success(now, planned.source.interval));
    state.held_until = None;
    state.failures = 0;
    state.last_error = None;
}

fn fail(state: &mut SourceState, planned: &PlannedSource, failure: Failure, now: DateTime<Utc>) {
    state.failures = state.failures.saturating_add(1);
    let interval = planned.source.interval;
    state.next_due = Some(schedule::after_failure(now, interval, state.failures, state.held_until));
    state.last_error =
        Some(Failure { message: planned.source.redact(&failure.message), ..failure });
}

fn failed_fetch(
    mut state: SourceState,
    planned: &PlannedSource,
    error: &FetchError,
    now: DateTime<Utc>,
) -> SourceState {
    state.status = match error {
        FetchError::Status { status, .. } => Some(*status),
        _ => None,
    };
    state.held_until = held_until(error, now);
    let failure = Failure { code: error.code(), message: error.to_string() };
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

fn page_failure(url: &Url, error: &FetchError) -> Failure {
    Failure { code: error.code(), message: format!("page {url}: {error}") }
}

/// Which page comes next: `pages` in their order, or wherever `next` points. No page twice, and
/// no more than `max_pages`.
struct Pages {
    listed: std::vec::IntoIter<Url>,
    follows_next: bool,
    left: usize,
    seen: HashSet<Url>,
}

impl Pages {
    fn new(planned: &PlannedSource) -> Self {
        let options = &planned.read.listing;
        let all_listed = options.pages.len();
        let more = match options.max_pages {
            0 => all_listed,
            pages => pages - 1,
        };
        Self {
            listed: options.pages.clone().into_iter(),
            follows_next: options.pages.is_empty(),
            left: more,
            seen: HashSet::from([planned.source.url.clone()]),
        }
    }

    fn next(&mut self, next: Option<Url>) -> Option<Url> {
        if self.left == 0 {
            return None;
        }
        let seen = &mut self.seen;
        let page = if self.follows_next {
            next.filter(|url| seen.insert(url.clone()))
        } else {
            self.listed.find(|url| seen.insert(url.clone()))
        };
        self.left -= 1;
        page
    }
}

/// What the pages read so far gave.
#[derive(Default)]
struct Collected {
    format: Option<Format>,
    seen: u32,
    hashes: HashSet<Hash>,
    incoming: Vec<Incoming>,
    rejected: Vec<Rejected>,
    warnings: Vec<Warning>,
}

impl Collected {
    /// Adds a page. True when it brought something that neither last time nor an earlier page
    /// had.
    fn add(&mut self, page: Interpreted) -> bool {
        self.format = Some(page.format);
        let offset = self.seen;
        self.seen += page.seen;
        self.warnings.extend(page.warnings);
        let hashes = &mut self.hashes;
        // Items shift from one page to the next while they are read: the second time is no news.
        let fresh = |hash: &Hash| !hashes.contains(hash);
        let incoming: Vec<Incoming> = page
            .incoming
            .into_iter()
            .filter(|one| fresh(&one.raw_hash))
            .map(|one| Incoming { position: one.position + offset, ..one })
            .collect();
        let rejected: Vec<Rejected> =
            page.rejected.into_iter().filter(|one| fresh(&one.raw_hash)).collect();
        let brought_news = !incoming.is_empty() || !rejected.is_empty();
        self.incoming.extend(incoming);
        self.rejected.extend(rejected);
        self.hashes.extend(page.hashes);
        brought_news
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
