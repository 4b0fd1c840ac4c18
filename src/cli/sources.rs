//! `sangam sources`: one row a source.

use std::collections::HashMap;
use std::io::Write;

use chrono::{DateTime, Utc};
use serde::Serialize;
use url::Url;

use crate::cli::args::{Global, Sources};
use crate::cli::exit::{Exit, Stop};
use crate::cli::{setup, table};
use crate::clock::{Clock, SystemClock};
use crate::config::Config;
use crate::model::change::Refresh;
use crate::model::drift::Incident;
use crate::model::habits::Moved;
use crate::model::push::{Push, Stage};
use crate::model::source::{Failure, GuidHabit, Source, SourceId, SourceState};
use crate::pipeline;
use crate::store::{Store, StoreError};

/// One row.
#[derive(Debug, Serialize)]
struct Row<'a> {
    id: &'a SourceId,
    title: &'a str,
    url: &'a str,
    /// `ok`, `failed`, `gone`, `incident`, `disabled`, or `new` when it was never fetched.
    state: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    last_try: Option<DateTime<Utc>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    last_success: Option<DateTime<Utc>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    next_due: Option<DateTime<Utc>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    status: Option<u16>,
    /// Items that the last good reading gave.
    items: u32,
    failures: u32,
    /// Why its guids are not believed; left out where they are.
    #[serde(skip_serializing_if = "Option::is_none")]
    guids: Option<&'static str>,
    /// What is out of its ways.
    #[serde(skip_serializing_if = "Option::is_none")]
    incident: Option<&'a Incident>,
    #[serde(skip_serializing_if = "Option::is_none")]
    error: Option<&'a Failure>,
    /// Its host asked not to be disturbed before.
    #[serde(skip_serializing_if = "Option::is_none")]
    held_until: Option<DateTime<Utc>>,
    /// When it last gave something new.
    #[serde(skip_serializing_if = "Option::is_none")]
    changed: Option<DateTime<Utc>>,
    /// Since when its address answers 404.
    #[serde(skip_serializing_if = "Option::is_none")]
    missing_since: Option<DateTime<Utc>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    moved: Option<&'a Moved>,
    /// Whether a hub sends it, where one is asked to.
    #[serde(skip_serializing_if = "Option::is_none")]
    push: Option<Pushed<'a>>,
}

/// A subscription of ours, without what nobody is to know of it.
#[derive(Debug, Serialize)]
struct Pushed<'a> {
    /// `active`, `asked`, `failed`.
    state: &'static str,
    hub: &'a Url,
    topic: &'a Url,
    #[serde(skip_serializing_if = "Option::is_none")]
    since: Option<DateTime<Utc>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    until: Option<DateTime<Utc>>,
    /// When something was delivered last.
    #[serde(skip_serializing_if = "Option::is_none")]
    delivered: Option<DateTime<Utc>>,
    /// When it was found to have something new that was not delivered.
    #[serde(skip_serializing_if = "Option::is_none")]
    missed: Option<DateTime<Utc>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    error: Option<&'a Failure>,
}

impl<'a> Pushed<'a> {
    fn of(one: &'a Push, state: Option<&SourceState>, now: DateTime<Utc>) -> Self {
        let missed = state.and_then(|state| state.habits.push.missed);
        Self {
            state: one.state(now),
            hub: &one.hub,
            topic: &one.topic,
            since: one.since,
            until: one.until,
            delivered: one.delivered,
            missed,
            error: one.trouble.as_ref(),
        }
    }
}

/// Lists the sources of the configuration.
pub(super) fn sources(global: &Global, args: &Sources, out: &mut dyn Write) -> Result<Exit, Stop> {
    let config = setup::config(global)?;
    let store = setup::store_to_read(&config)?;
    let read = async {
        let open = store.incidents(true).await?;
        Ok((store.source_states().await?, open, store.pushes().await?))
    };
    let (states, open, pushes) = setup::runtime()?
        .block_on(read)
        .map_err(|error: StoreError| Stop::new(Exit::Failed, error))?;
    if !args.undo_move.is_empty() || !args.retry.is_empty() {
        return mend(&config, args, states, out);
    }
    let open: HashMap<_, _> = open.iter().map(|one| (&one.source, one)).collect();
    let states: HashMap<_, _> = states.into_iter().map(|state| (state.id.clone(), state)).collect();
    let sources = || config.plan.sources.iter().map(|planned| &planned.source);
    let now = SystemClock.now();
    let mut wanted: Vec<_> = pushes.iter().filter(|one| one.stage == Stage::Wanted).collect();
    // Of two, one takes the place of the other, and the one that works says how it is.
    wanted.sort_by_key(|one| one.works(now));
    let pushes: HashMap<_, _> = wanted.into_iter().map(|one| (&one.source, one)).collect();
    let rows = sources().map(|source| {
        let id = &source.id;
        let (state, push) = (states.get(id), pushes.get(id));
        let push = push.map(|one| Pushed::of(one, state, now));
        Row { push, ..row(source, state, open.get(id).copied(), now) }
    });
    let rows: Vec<_> = rows.collect();
    if args.json {
        serde_json::to_writer_pretty(&mut *out, &rows).map_err(std::io::Error::from)?;
        writeln!(out)?;
    } else {
        table::write(out, &cells(&rows))?;
    }
    Ok(Exit::Done)
}

/// Takes back what was learnt of some sources.
fn mend(
    config: &Config,
    args: &Sources,
    states: Vec<SourceState>,
    out: &mut dyn Write,
) -> Result<Exit, Stop> {
    for id in args.undo_move.iter().chain(&args.retry) {
        if !states.iter().any(|state| state.id.as_str() == id) {
            return Err(Stop::new(Exit::Usage, format!("no source {id} was ever fetched")));
        }
    }
    let _lock = setup::Lock::take(config)?;
    let now = SystemClock.now();
    let mut refreshes = Vec::new();
    for mut state in states {
        let is_in = |ids: &[String]| ids.iter().any(|id| id == state.id.as_str());
        let (undoes, retries) = (is_in(&args.undo_move), is_in(&args.retry));
        if undoes {
            match pipeline::undo_move(&mut state) {
                Some(refused) => writeln!(out, "{}: {refused} will not be asked", state.id)?,
                None => writeln!(out, "{}: it has not moved", state.id)?,
            }
        }
        if retries {
            pipeline::retry(&mut state);
            writeln!(out, "{}: it will be asked in the next pass", state.id)?;
        }
        if undoes || retries {
            refreshes.push(Refresh::of_state(state, now));
        }
    }
    let store = setup::store(config)?;
    let written = setup::runtime()?.block_on(store.commit(refreshes));
    written.map_err(|error| Stop::new(Exit::Failed, error))?;
    Ok(Exit::Done)
}

fn row<'a>(
    source: &'a Source,
    state: Option<&'a SourceState>,
    incident: Option<&'a Incident>,
    now: DateTime<Utc>,
) -> Row<'a> {
    let failed = state.is_some_and(|state| state.last_error.is_some());
    let tried = state.and_then(|state| state.last_try);
    Row {
        id: &source.id,
        title: &source.title,
        url: source.shown.as_str(),
        state: match (source.enabled, failed, tried) {
            (false, _, _) => "disabled",
            (true, true, _) if state.is_some_and(|state| state.habits.is_gone) => "gone",
            (true, true, _) => "failed",
            (true, false, _) if incident.is_some() => "incident",
            (true, false, Some(_)) => "ok",
            (true, false, None) => "new",
        },
        held_until: state.and_then(|state| state.held_until),
        changed: state.and_then(|state| state.habits.changed),
        missing_since: state.and_then(|state| state.habits.missing_since),
        moved: state.map(|state| &state.habits.moved).filter(|moved| **moved != Moved::default()),
        last_try: tried,
        last_success: state.and_then(|state| state.last_success),
        next_due: state
            .filter(|_| source.enabled)
            .and_then(|state| pipeline::next_due(source, state, now)),
        status: state.and_then(|state| state.status),
        items: state.map_or(0, |state| state.seen),
        failures: state.map_or(0, |state| state.failures),
        guids: state.and_then(doubted),
        incident,
        error: state.and_then(|state| state.last_error.as_ref()),
        push: None,
    }
}

/// What guids that are not believed do.
fn doubted(state: &SourceState) -> Option<&'static str> {
    let habit = state.guids.habit.filter(|_| state.guids.are_doubted);
    habit.map(GuidHabit::code)
}

fn cells(rows: &[Row<'_>]) -> Vec<Vec<String>> {
    let head = ["source", "state", "last success", "next due", "items", "guids", "last error"];
    // Where nothing is pushed nobody wants to know that.
    let is_pushed = rows.iter().any(|row| row.push.is_some());
    let at_push = head.len() - 1;
    let time = |time: Option<DateTime<Utc>>| {
        time.map_or_else(|| "-".to_owned(), |time| time.format("%Y-%m-%d %H:%M").to_string())
    };
    let body = rows.iter().map(|row| {
        let incident = || row.incident.map(|one| format!("{}: {}", one.verdict.code(), one.came));
        let error = row.error.map(|error| error.message.clone()).or_else(incident);
        let error = error.unwrap_or_else(|| "-".to_owned());
        let id = row.id.to_string();
        let (success, due) = (time(row.last_success), time(row.next_due));
        let guids = row.guids.unwrap_or("-").to_owned();
        let mut cells =
            vec![id, row.state.to_owned(), success, due, row.items.to_string(), guids, error];
        if is_pushed {
            let push = row.push.as_ref().map_or("-", |push| push.state);
            cells.insert(at_push, push.to_owned());
        }
        cells
    });
    let mut head = head.map(str::to_owned).to_vec();
    if is_pushed {
        head.insert(at_push, "push".to_owned());
    }
    std::iter::once(head).chain(body).collect()
}
