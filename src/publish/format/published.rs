//! What feeds of ours say of their items beside what every reader sees: enough to restore them.

use chrono::{DateTime, Utc};
use serde_json::Value;

use crate::model::change::{ItemId, Match, MatchRule};
use crate::model::event::Event;
use crate::model::source::SourceId;

pub use super::atom::published::atom;

/// What a feed of ours says of one item.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Statement {
    /// Its id.
    pub id: ItemId,
    /// Where it stands.
    pub date: DateTime<Utc>,
    /// Atom's `updated`.
    pub updated: DateTime<Utc>,
    /// How much of the date its source gave: `None` where it is when it was first seen.
    pub is_day: Option<bool>,
    /// Its kind.
    pub kind: Option<String>,
    /// What takes place, where that is told here alone.
    pub event: Option<Event>,
    /// The publisher's own id.
    pub guid: Option<String>,
    /// Id of the source that it is shown as coming from.
    pub source: Option<SourceId>,
    /// Address of that source.
    pub source_url: Option<String>,
    /// The other sources that have it.
    pub also_in: Vec<AlsoIn>,
}

/// Another source that has an item.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AlsoIn {
    /// Its id.
    pub source: SourceId,
    /// The item's address there.
    pub url: String,
    /// Why the two are one, as far as that is told.
    pub matched: Option<Match>,
}

/// The items of a `feed.json` of ours, in its order; `None` when it is none.
#[must_use]
pub fn json(bytes: &[u8]) -> Option<Vec<Statement>> {
    let feed: Value = serde_json::from_slice(bytes).ok()?;
    let is_ours = feed["_sangam"]["generator"] == "sangam";
    let items = feed["items"].as_array().filter(|_| is_ours)?;
    Some(items.iter().filter_map(statement).collect())
}

fn statement(item: &Value) -> Option<Statement> {
    let own = &item["_sangam"];
    let date = time(&item["date_published"])?;
    Some(Statement {
        id: ItemId::parse(item["id"].as_str()?)?,
        date,
        updated: time(&own["updated"]).unwrap_or(date),
        is_day: match own["date_precision"].as_str() {
            Some("first-seen") => None,
            precision => Some(precision == Some("day")),
        },
        kind: text(&own["kind"]),
        event: serde_json::from_value(own["event"].clone()).ok(),
        guid: text(&own["guid"]),
        source: source(&own["source"]["id"]),
        source_url: text(&own["source"]["url"]),
        also_in: own["also_in"].as_array().into_iter().flatten().filter_map(also_in).collect(),
    })
}

fn also_in(other: &Value) -> Option<AlsoIn> {
    let matched = other["rule"]
        .as_str()
        .and_then(MatchRule::parse)
        .map(|rule| Match { rule, score: thousandths(&other["score"]) });
    Some(AlsoIn { source: source(&other["source"])?, url: text(&other["url"])?, matched })
}

/// A part of one, from its decimal digits: there is no safe cast from a fraction to a number.
fn thousandths(value: &Value) -> u16 {
    let text = format!("{:.3}", value.as_f64().unwrap_or_default());
    text.replace('.', "").parse().unwrap_or_default()
}

fn source(id: &Value) -> Option<SourceId> {
    SourceId::new(id.as_str()?).ok()
}

fn text(value: &Value) -> Option<String> {
    value.as_str().map(str::to_owned)
}

fn time(value: &Value) -> Option<DateTime<Utc>> {
    DateTime::parse_from_rfc3339(value.as_str()?).ok().map(|at| at.to_utc())
}
