//! One source, from its address to items that are ready to be compared with what is known.
//!
//! Four gates, each much cheaper than the next: not due (the caller's) · not modified · the same
//! bytes as last time · the same raw item as last time. Normalizing happens behind the fourth.

use std::collections::HashSet;
use std::sync::Arc;

use chrono::{DateTime, Utc};
use url::Url;

use crate::drift::Sketch;
use crate::fetch::transport::Trust;
use crate::fetch::{FetchOutcome, Fetched, Hints, RequestPlan};
use crate::model::change::{Incoming, Refresh, Rejected};
use crate::model::drift::Noticed;
use crate::model::hash::Hash;
use crate::model::item::Key;
use crate::model::push::Offer;
use crate::model::raw::Warning;
use crate::model::source::{SourceState, Validators};
use crate::model::tombstone::Withdrawal;
use crate::pipeline::answered::{News, pass_full, refusal, succeeded, unanswered_state};
use crate::pipeline::ask::{self, Unanswered, World, ask};
use crate::pipeline::moved;
use crate::pipeline::outage::is_unreached;
use crate::pipeline::paging::read_pages;
use crate::pipeline::plan::PlannedSource;
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
    /// Keys of items that are as they were.
    pub(super) listed: HashSet<Key>,
    /// How many those are.
    pub(super) unchanged: u32,
    /// Its own page, as addresses are compared.
    pub(super) home: Option<String>,
    /// Items that were left out.
    pub(super) rejected: Vec<Rejected>,
    /// Items that it says are gone.
    pub(super) withdrawals: Vec<Withdrawal>,
    /// Hashes of everything that it gives now; `None` when nothing was read.
    pub(super) raw_hashes: Option<HashSet<Hash>>,
    /// Those of them that were not read, and are taken to be there as they were.
    pub(super) kept: HashSet<Hash>,
    /// Hashes of what it gave at the last reading, however that was read.
    pub(super) given_before: HashSet<Hash>,
    /// It is read in another way than last time, so that differences are none of the source's.
    pub(super) is_read_anew: bool,
    /// What was mended, guessed or left out.
    pub(super) warnings: Vec<Warning>,
    /// The first document, if one came.
    pub(super) first: Option<Fetched>,
    /// The page that came with a refusal, if one did.
    pub(super) refusal: Option<String>,
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
    /// How it came.
    pub(super) came: Came,
}

/// How a reading came.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Came {
    /// It was asked for.
    Asked,
    /// It was asked for, though what is new in it should have been delivered.
    Delayed,
    /// It was delivered, under this number.
    Delivered(i64),
}

impl Gathered {
    /// It was not asked, and nothing of it changes.
    pub(super) fn untouched(state: SourceState) -> Self {
        Self { is_left_alone: true, ..Self::unread(state) }
    }

    /// It was not asked, and nothing of it changes but when it is due.
    fn held(mut state: SourceState, until: DateTime<Utc>) -> Self {
        state.next_due = state.next_due.max(Some(until));
        Self::untouched(state)
    }

    /// It was not asked, because the pass is full, or the host has too much to do. It is among the
    /// first of the next one.
    fn passed_over(mut state: SourceState, now: DateTime<Utc>) -> Self {
        state.habits.passed_over = state.habits.passed_over.or(Some(now));
        Self::untouched(state)
    }

    /// It is asked, and nothing is read of it.
    pub(super) fn unread(state: SourceState) -> Self {
        Self {
            is_left_alone: false,
            unreached: None,
            state,
            incoming: Vec::new(),
            listed: HashSet::new(),
            unchanged: 0,
            home: None,
            rejected: Vec::new(),
            withdrawals: Vec::new(),
            raw_hashes: None,
            kept: HashSet::new(),
            given_before: HashSet::new(),
            is_read_anew: false,
            warnings: Vec::new(),
            first: None,
            refusal: None,
            sketch: None,
            noticed: None,
            is_in_trouble: false,
            came: Came::Asked,
        }
    }

    /// The delivery that it is.
    pub(super) fn delivery(&self) -> Option<i64> {
        match self.came {
            Came::Delivered(number) => Some(number),
            Came::Asked | Came::Delayed => None,
        }
    }

    /// The transaction that it comes to, but for the items, which are yet to be decided.
    pub(super) fn into_refresh(self, at: DateTime<Utc>) -> Refresh {
        Refresh {
            state: self.state,
            changes: Vec::new(),
            rejected: self.rejected,
            raw_hashes: self.raw_hashes,
            kept: self.kept,
            brought: Vec::new(),
            seconds: Vec::new(),
            tombstones: Vec::new(),
            lifts: Vec::new(),
            withdrawn: Vec::new(),
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
    let is_delayed = world.pushes.has_delivered_all(&state);
    let mut gathered = fetch_and_read(world, planned, state).await?;
    if is_delayed {
        gathered.came = Came::Delayed;
    }
    if planned.transport.connecting.trust == Trust::Anything {
        let message = "accept_invalid_certs is set: whoever is on the way can read and change \
                       everything";
        tracing::warn!(source.id = %planned.source.id, "{message}");
        gathered.warnings.push(warning("certificates-unchecked", message));
    }
    Ok(gathered)
}

pub(super) fn warning(code: &'static str, message: impl Into<String>) -> Warning {
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
    state.habits.passed_over = None;
    let is_probe = schedule::wants_whole(&state.habits, world.now);
    let is_unsettled = state.habits.paging.is_unsettled;
    let is_conditional = reads_as_before && !is_probe && !is_unsettled;
    let validators = if is_conditional { state.validators.clone() } else { Validators::default() };
    let url = moved::address(&planned.source, &state.habits.moved).clone();
    let heeds_robots = ask::is_for_robots(world, planned, &state);
    let patience = world.patience();
    let plan = request(planned, &url, validators);
    let plan = RequestPlan { delta: !heeds_robots, patience, ..plan };
    let was_whole = plan.validators.is_empty();
    let fetched = match ask(world, plan, heeds_robots, &mut state.habits).await {
        Err(Unanswered::Held(until)) => return Ok(Gathered::held(before, until)),
        Err(Unanswered::Full) => {
            let warnings = vec![warning("pass-full", pass_full().message)];
            return Ok(Gathered { warnings, ..Gathered::passed_over(before, world.now) });
        }
        Err(Unanswered::Busy(until)) => {
            let mut state = before;
            state.next_due = state.next_due.max(until);
            return Ok(Gathered::passed_over(state, world.now));
        }
        Err(unanswered) => return Ok(refused(world, planned, before, state, unanswered)),
        Ok(FetchOutcome::NotModified { validators, hints }) => {
            state.status = Some(304);
            state.validators = validators;
            return Ok(same(world, planned, state, hints, false));
        }
        Ok(FetchOutcome::Fetched(fetched)) => fetched,
    };
    state.status = Some(fetched.status);
    let body_hash = Hash::of(&fetched.document.body);
    let is_known = reads_as_before && !is_unsettled && state.body_hash == Some(body_hash);
    if is_known {
        state.validators = fetched.validators;
        state.habits.push.header = told(planned, fetched.hints.offer.clone());
        state.habits.whole = Some(world.now);
        return Ok(same(world, planned, state, fetched.hints, was_whole));
    }
    if is_probe && reads_as_before && state.validators == fetched.validators {
        // It sends what it would have called "not modified".
        state.habits.is_frozen = !state.validators.is_empty();
    }
    let given_before = world.store.raw_hashes(&planned.source.id).await?;
    let known = if reads_as_before { given_before.clone() } else { HashSet::new() };
    let gathered = read_pages(world, planned, state, fetched, known).await;
    Ok(Gathered { given_before, is_read_anew: !reads_as_before, ..gathered })
}

/// What came of a source that gave no document.
fn refused(
    world: World<'_>,
    planned: &PlannedSource,
    before: SourceState,
    state: SourceState,
    unanswered: Unanswered,
) -> Gathered {
    let refusal = match &unanswered {
        Unanswered::Fetch(error) => refusal(error).map(|(_, page)| page.to_owned()),
        _ => None,
    };
    let state = unanswered_state(state, planned, unanswered, world.now);
    let is_unreached = state.last_error.as_ref().is_some_and(is_unreached);
    let unreached = is_unreached.then(|| Box::new(before));
    Gathered { refusal, unreached, ..Gathered::unread(state) }
}

/// What came of a source that gave what it gave before.
fn same(
    world: World<'_>,
    planned: &PlannedSource,
    state: SourceState,
    hints: Hints,
    is_whole: bool,
) -> Gathered {
    let news = News { is_whole, has_changed: false, is_same: true, hints };
    succeeded(world, planned, Gathered::unread(state), &news)
}

/// What is said of hubs, as far as it can be kept and passed on: some sources repeat in it what their
/// address keeps secret.
pub(super) fn told(planned: &PlannedSource, offer: Offer) -> Offer {
    offer.only(|url| planned.source.may_tell(url))
}

/// How a source is read: by which reader, and as its configuration says.
pub(super) fn reading_of(planned: &PlannedSource) -> Hash {
    Hash::of_parts([READER.to_be_bytes().as_slice(), planned.fingerprint.as_bytes()])
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
