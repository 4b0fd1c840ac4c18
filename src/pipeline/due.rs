//! Which sources are asked in a pass.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use chrono::{DateTime, Utc};

use crate::model::change::Refresh;
use crate::model::drift::Incident;
use crate::model::report::{Outcome, SourceReport};
use crate::model::source::{SourceId, SourceState};
use crate::pipeline::drift;
use crate::pipeline::pass::PassOptions;
use crate::pipeline::plan::{Plan, PlannedSource};
use crate::pipeline::pushed::Pushes;
use crate::schedule;
use crate::store::{Store, StoreError};

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
pub(super) async fn claim(
    store: &dyn Store,
    due: &[Due],
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    let asked = due.iter().filter(|due| due.delivery.is_none());
    let known = asked.filter(|due| due.state.last_try.is_some());
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
pub(super) struct Due {
    /// Place in the configuration.
    pub(super) index: usize,
    /// Place among those that are written.
    pub(super) turn: usize,
    pub(super) planned: Arc<PlannedSource>,
    pub(super) state: SourceState,
    pub(super) open: Option<Incident>,
    /// It is not asked: the delivery of this number is read.
    pub(super) delivery: Option<i64>,
}

/// What a pass knows when it begins.
pub(super) struct Begin {
    pub(super) states: HashMap<SourceId, SourceState>,
    pub(super) open: HashMap<SourceId, Incident>,
    pub(super) pushes: Pushes,
}

impl Begin {
    pub(super) async fn recall(
        store: &dyn Store,
        options: &PassOptions,
        now: DateTime<Utc>,
    ) -> Result<Self, StoreError> {
        let states = states(store).await?;
        let open = open_incidents(store).await?;
        Ok(Self { states, open, pushes: Pushes::recall(store, options, now).await? })
    }
}

/// Which sources are fetched now, and the reports of those that are not.
pub(super) fn sort_out(
    plan: &Plan,
    options: &PassOptions,
    begin: &Begin,
    now: DateTime<Utc>,
) -> (Vec<Due>, BTreeMap<usize, SourceReport>) {
    let Begin { states, open, pushes } = begin;
    let mut due = Vec::new();
    let mut skipped = BTreeMap::new();
    for (index, planned) in plan.sources.iter().enumerate() {
        let source = &planned.source;
        let state = states.get(&source.id).cloned();
        let mut state = state.unwrap_or_else(|| SourceState::new(source));
        schedule::forget_future(source, &mut state, now);
        if !pushes.delivers_all(&state) {
            schedule::resume(&mut state);
        }
        let asked_for = options.only.is_empty() || options.only.contains(&source.id);
        let is_due = schedule::is_due(source, &state, options.force, now);
        // One that is due is asked, or deliveries without end would keep it from that.
        let delivery = pushes.delivery(&source.id).filter(|_| !is_due);
        if source.enabled && asked_for && (is_due || delivery.is_some()) {
            let open = open.get(&source.id).cloned();
            due.push(Due { index, turn: 0, planned: planned.clone(), state, open, delivery });
        } else {
            let row = report(&state, Outcome::Skipped);
            let next_due = schedule::next_due(source, &state, now).filter(|_| source.enabled);
            let open = open.get(&source.id).filter(|_| source.enabled);
            let warnings = open.map(drift::reminder).into_iter().collect();
            skipped.insert(index, SourceReport { next_due, warnings, ..row });
        }
    }
    order(&mut due);
    (due, skipped)
}

/// Puts sources in the order in which they are asked, and says in which they are written: as they
/// are configured, but last those of which it may take long until something is heard. All of that
/// follows from what is remembered, and not from who answers first.
fn order(due: &mut [Due]) {
    let is_slow = |state: &SourceState| state.failures > 0 || state.habits.passed_over.is_some();
    due.sort_by_key(|due| is_slow(&due.state));
    for (turn, due) in due.iter_mut().enumerate() {
        due.turn = turn;
    }
    if due.iter().any(|due| due.state.habits.passed_over.is_some()) {
        // Not all of them get their turn: who has waited longest is first.
        due.sort_by_key(|due| (due.state.habits.passed_over.is_none(), due.state.next_due));
    }
}

pub(super) fn report(state: &SourceState, outcome: Outcome) -> SourceReport {
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
