//! `status.html`, `status.json`, `health.atom.xml`: how it is with the sources.
//!
//! As files they change only with conditions and incidents, the page also after a day on which
//! something came or failed. A server that is asked tells more: when each source last answered.

use serde_json::{Map, Value, json};

use crate::model::edition::Artifact;
use crate::model::health::{Case, DayCount, Health, LiveSource, SourceHealth, Subject};
use crate::publish::format::atom::health;
use crate::publish::format::feed_style::styled;
use crate::publish::format::html::status_page;
use crate::publish::format::json_item::rfc3339;
use crate::publish::{RenderError, clean};

/// Name of the data.
pub const JSON: &str = "status.json";

/// Name of the page.
pub const PAGE: &str = "status.html";

/// Renders all of it.
pub fn render(health: &Health) -> Result<Vec<Artifact>, RenderError> {
    Ok(vec![styled(health::render(health)?), page(health)?, data(health)?])
}

/// Renders one file of it; `None` where there is no such file.
pub fn render_one(health: &Health, file: &str) -> Result<Option<Artifact>, RenderError> {
    match file {
        PAGE => page(health).map(Some),
        JSON => data(health).map(Some),
        _ => Ok(None),
    }
}

fn page(health: &Health) -> Result<Artifact, RenderError> {
    Ok(Artifact {
        path: PAGE.to_owned(),
        media_type: "text/html; charset=utf-8",
        bytes: status_page::render(health)?,
        items: health.cases.len(),
    })
}

fn data(health: &Health) -> Result<Artifact, RenderError> {
    let mut all = Map::new();
    if let Some(live) = &health.live {
        all.insert("at".to_owned(), rfc3339(live.at).into());
    }
    all.insert(
        "sources".to_owned(),
        health.sources.iter().map(|one| source(health, one)).collect(),
    );
    all.insert("incidents".to_owned(), health.cases.iter().map(incident).collect());
    let mut bytes = serde_json::to_vec_pretty(&all)
        .map_err(|error| RenderError { file: JSON, source: error.into() })?;
    bytes.push(b'\n');
    let (path, media_type) = (JSON.to_owned(), "application/json");
    Ok(Artifact { path, media_type, bytes, items: health.cases.len() })
}

fn source(health: &Health, source: &SourceHealth) -> Value {
    let mut value = json!({
        "id": source.id,
        "title": source.title,
        "state": source.condition.code(),
    });
    // Where something is on this machine is nobody's business.
    if let Some(url) = clean::address_of(&source.url) {
        value["url"] = url.into();
    }
    if let Some(live) = health.live.as_ref().and_then(|live| live.sources.get(&source.id)) {
        add_live(&mut value, live);
        let days = health.days.of.get(&source.id).into_iter().flatten();
        value["days"] = days.map(day).collect();
    }
    value
}

fn add_live(value: &mut Value, live: &LiveSource) {
    if let Some(at) = live.last_success {
        value["last_success"] = rfc3339(at).into();
    }
    if let Some(at) = live.next_due {
        value["next_due"] = rfc3339(at).into();
    }
    value["items"] = live.items.into();
    value["failures"] = live.failures.into();
}

fn day(count: &DayCount) -> Value {
    let DayCount { day, fine, failed, added } = count;
    json!({ "day": day.to_string(), "fine": fine, "failed": failed, "added": added })
}

fn incident(case: &Case) -> Value {
    let kind = match case.subject {
        Subject::Source(_) => "source",
        Subject::File(_) => "file",
    };
    let mut value = json!({
        "id": case.name,
        kind: case.subject.to_string(),
        "code": case.code,
        "came": case.came,
        "advice": case.advice,
        "opened": rfc3339(case.opened),
    });
    if let Some(expected) = &case.expected {
        value["expected"] = expected.as_str().into();
    }
    if let Some(closed) = case.closed {
        value["closed"] = rfc3339(closed).into();
    }
    value
}
