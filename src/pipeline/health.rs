//! How it is with sources and files: noted after each pass, told in a feed, on a page and as data.

use std::collections::{HashMap, HashSet};

use chrono::{DateTime, TimeDelta, Utc};

use crate::model::drift::{Incident, Verdict};
use crate::model::health::{
    Case, Condition, DayCount, Days, Found, Health, HealthNote, Live, LiveSource, SourceHealth,
    Subject, Trouble,
};
use crate::model::report::{Outcome, PassReport};
use crate::model::source::{Failure, Source, SourceId, SourceState};
use crate::pipeline::plan::Plan;
use crate::store::{DAYS_KEPT, Store, StoreError};

/// So often in a row a source fails before that is more than a bad day.
const FAILURES: u32 = 3;

/// Notes what a pass says.
pub(super) async fn note(
    plan: &Plan,
    store: &dyn Store,
    report: &PassReport,
) -> Result<(), StoreError> {
    let states = store.source_states().await?;
    // A source of which nothing is taken is told of already, also when it no longer answers.
    let told = store.incidents(true).await?.into_iter();
    let told = told.filter(|incident| incident.verdict.holds_all());
    let told: HashSet<_> = told.map(|incident| incident.source).collect();
    let untold = |found: &Found| match &found.subject {
        Subject::Source(id) => !told.contains(id),
        Subject::File(_) => true,
    };
    let found = refused(report).chain(failing(plan, &states)).filter(untold).collect();
    let days = report.sources.iter().filter_map(|row| {
        let day = report.started.date_naive();
        let failed = u32::from(row.outcome == Outcome::Failed);
        let count = DayCount { day, fine: 1 - failed, failed, added: row.added };
        (row.outcome != Outcome::Skipped).then(|| (row.id.clone(), count))
    });
    let days = days.collect();
    store.note_health(HealthNote { at: report.started, found, days }).await
}

fn refused(report: &PassReport) -> impl Iterator<Item = Found> {
    report.published.iter().filter_map(|file| {
        let error = file.error.as_ref()?;
        let subject = Subject::File(file.path.clone());
        Some(Found { subject, code: error.code.clone(), came: error.message.clone() })
    })
}

fn failing(plan: &Plan, states: &[SourceState]) -> impl Iterator<Item = Found> {
    let enabled: HashMap<_, _> = plan
        .sources
        .iter()
        .map(|planned| &planned.source)
        .filter(|source| source.enabled)
        .map(|source| (&source.id, source))
        .collect();
    states.iter().filter_map(move |state| {
        let source = enabled.get(&state.id)?;
        let error = state.last_error.as_ref().filter(|_| fails_for_long(state))?;
        let subject = Subject::Source(state.id.clone());
        Some(Found { subject, code: error.code.clone(), came: told(source, error) })
    })
}

/// What the world is told of a failure. Paths, programs and their last words stay here.
fn told(source: &Source, error: &Failure) -> String {
    match source.shown.scheme() {
        "http" | "https" => error.message.clone(),
        _ => "its file or program failed; `sangam sources` says how".to_owned(),
    }
}

fn fails_for_long(state: &SourceState) -> bool {
    state.failures >= FAILURES || state.habits.is_gone
}

/// The health of everything at a moment. With `is_live` it is for somebody who asks now, else for a
/// file, which has to stay as it is while nothing happens.
pub async fn health(
    plan: &Plan,
    store: &dyn Store,
    now: DateTime<Utc>,
    is_live: bool,
) -> Result<Health, StoreError> {
    let states = store.source_states().await?;
    let states: HashMap<_, _> = states.into_iter().map(|state| (state.id.clone(), state)).collect();
    let incidents = store.incidents(false).await?;
    let troubles = store.troubles(false).await?;
    let sources: Vec<_> = plan.sources.iter().map(|planned| &planned.source).collect();
    let open = |id: &SourceId| incidents.iter().any(|one| one.is_open() && one.source == *id);
    let told = sources.iter().map(|source| SourceHealth {
        id: source.id.clone(),
        title: source.title.clone(),
        url: source.shown.to_string(),
        condition: condition(source, states.get(&source.id), open(&source.id)),
    });
    let title = |id: &SourceId| {
        let source = sources.iter().find(|source| source.id == *id);
        source.map_or_else(|| id.to_string(), |source| source.title.clone())
    };
    let mut cases: Vec<_> = incidents.iter().map(|one| of_incident(one, &title)).collect();
    cases.extend(troubles.into_iter().map(|one| of_trouble(one, &title)));
    cases.sort_by(|a, b| b.opened.cmp(&a.opened).then_with(|| a.name.cmp(&b.name)));
    let kept = i64::try_from(DAYS_KEPT).unwrap_or(i64::MAX);
    let days = Days {
        of: store.days((now - TimeDelta::days(kept - 1)).date_naive()).await?,
        end: Some(now.date_naive()),
    };
    let days = if is_live { days } else { settled(days, &cases) };
    Ok(Health {
        site: plan.site.clone(),
        look: plan.publish.look.clone(),
        hub: plan.publish.hub.clone(),
        sources: told.collect(),
        cases,
        days,
        live: is_live.then(|| live(&states, now)),
    })
}

/// Days as a file tells them: those that are over, up to the last one on which something came or
/// failed. So it changes once after such a day, and with no other pass.
fn settled(mut days: Days, cases: &[Case]) -> Days {
    let today = days.end;
    for counts in days.of.values_mut() {
        counts.retain(|count| Some(count.day) < today);
    }
    let counts = days.of.values().flatten();
    let eventful = counts.filter(|count| count.added > 0 || count.failed > 0);
    let happened = cases.iter().map(|case| case.closed.unwrap_or(case.opened).date_naive());
    let last = eventful.map(|count| count.day).chain(happened).max();
    // An incident of today has no bars beside it yet.
    days.end = last.min(today.and_then(|today| today.pred_opt()));
    for counts in days.of.values_mut() {
        counts.retain(|count| Some(count.day) <= days.end);
    }
    days
}

fn live(states: &HashMap<SourceId, SourceState>, at: DateTime<Utc>) -> Live {
    let of = |state: &SourceState| LiveSource {
        last_success: state.last_success,
        next_due: state.next_due,
        items: state.seen,
        failures: state.failures,
    };
    Live { at, sources: states.values().map(|state| (state.id.clone(), of(state))).collect() }
}

fn condition(source: &Source, state: Option<&SourceState>, is_open: bool) -> Condition {
    let Some(state) = state.filter(|_| source.enabled) else {
        return if source.enabled { Condition::New } else { Condition::Disabled };
    };
    let failed = state.last_error.is_some();
    match state {
        _ if failed && state.habits.is_gone => Condition::Gone,
        _ if failed && fails_for_long(state) => Condition::Failing,
        _ if is_open => Condition::Incident,
        _ if state.last_try.is_none() => Condition::New,
        _ => Condition::Ok,
    }
}

fn of_incident(incident: &Incident, title: &impl Fn(&SourceId) -> String) -> Case {
    Case {
        name: incident.id.to_string(),
        subject: Subject::Source(incident.source.clone()),
        title: title(&incident.source),
        code: incident.verdict.code().to_owned(),
        expected: Some(incident.expected.clone()),
        came: incident.came.clone(),
        advice: advice(incident),
        opened: incident.opened,
        closed: incident.closed,
    }
}

/// What an operator can do about an incident.
#[must_use]
pub fn advice(incident: &Incident) -> String {
    let id = incident.id;
    if incident.verdict == Verdict::Missing {
        format!(
            "Look where the source is now: `sangam add` finds feeds. It ends by itself when the \
             address of {} answers again; `enabled = false` stops asking it.",
            incident.source
        )
    } else if !incident.can_be_accepted {
        "It ends by itself when the items come again.".to_owned()
    } else if !incident.selectors.is_empty() {
        format!("`sangam incidents {id} --accept` reads the items with these selectors.")
    } else {
        format!(
            "It ends by itself when the source is as before; `sangam incidents {id} --accept` \
             takes what comes for right."
        )
    }
}

fn of_trouble(trouble: Trouble, title: &impl Fn(&SourceId) -> String) -> Case {
    let Found { subject, code, came } = trouble.found;
    let advice = trouble_advice(&subject);
    let title = match &subject {
        Subject::Source(id) => title(id),
        Subject::File(path) => path.clone(),
    };
    Case {
        name: trouble_name(trouble.id),
        subject,
        title,
        code,
        expected: None,
        came,
        advice,
        opened: trouble.opened,
        closed: trouble.closed,
    }
}

/// What a trouble goes by.
#[must_use]
pub fn trouble_name(id: i64) -> String {
    format!("t{id}")
}

/// What an operator can do about a trouble.
#[must_use]
pub fn trouble_advice(subject: &Subject) -> String {
    match subject {
        Subject::Source(id) => advice_on_source(id),
        Subject::File(_) => advice_on_file(),
    }
}

fn advice_on_source(id: &SourceId) -> String {
    format!(
        "Open its address in a browser. If it moved, change it in feeds.toml; `sangam preview` shows \
         what it gives, `sangam sources --retry {id}` asks it again. Its items stay published."
    )
}

fn advice_on_file() -> String {
    "The last good file stays in its place. This is a mistake of sangam, or of an item: `sangam hide` \
     takes the item out; please report what is said here."
        .to_owned()
}

#[cfg(test)]
mod tests {
    use chrono::NaiveDate;

    use super::*;

    fn day(day: u32, failed: u32, added: u32) -> DayCount {
        let day = NaiveDate::from_ymd_opt(2026, 11, day).unwrap();
        DayCount { day, fine: 1, failed, added }
    }

    /// The days that are left, and the one that charts end with.
    #[track_caller]
    fn check(counts: &[DayCount], today: u32, expected: (usize, Option<u32>)) {
        let of = [(SourceId::new("a").unwrap(), counts.to_vec())].into();
        let days = settled(Days { of, end: Some(day(today, 0, 0).day) }, &[]);
        let left = days.of.values().map(Vec::len).sum();
        let end = days.end.map(|end| chrono::Datelike::day(&end));
        assert_eq!((left, end), expected);
    }

    #[test]
    fn a_file_tells_days_that_are_over_up_to_the_last_with_news() {
        check(&[], 9, (0, None));
        check(&[day(9, 0, 5)], 9, (0, None));
        check(&[day(8, 0, 0)], 9, (0, None));
        check(&[day(6, 0, 5), day(7, 0, 0), day(8, 0, 0)], 9, (1, Some(6)));
        check(&[day(6, 0, 5), day(7, 0, 0), day(8, 2, 0)], 9, (3, Some(8)));
        check(&[day(6, 0, 5), day(7, 0, 0), day(8, 2, 0)], 8, (1, Some(6)));
    }

    #[test]
    fn an_incident_of_today_brings_no_day_without_bars() {
        let opened = |of: u32| Case {
            name: "1".to_owned(),
            subject: Subject::Source(SourceId::new("a").unwrap()),
            title: "A".to_owned(),
            code: "layout-changed".to_owned(),
            expected: None,
            came: String::new(),
            advice: String::new(),
            opened: day(of, 0, 0).day.and_hms_opt(6, 0, 0).unwrap().and_utc(),
            closed: None,
        };
        let end = |opened: Case, today: u32| {
            let of = [(SourceId::new("a").unwrap(), vec![day(8, 0, 0), day(9, 3, 0)])].into();
            settled(Days { of, end: Some(day(today, 0, 0).day) }, &[opened]).end.unwrap()
        };
        assert_eq!(end(opened(9), 9), day(8, 0, 0).day);
        assert_eq!(end(opened(9), 10), day(9, 0, 0).day);
    }
}
