//! What feeds of ours say of their items beside what every reader sees: enough to restore them.

use chrono::{DateTime, Utc};
use serde_json::Value;

use crate::model::change::{ItemId, Match, MatchRule};
use crate::model::event::Event;
use crate::model::kept::{Apart, Identity, KeyHash};
use crate::model::language::Language;
use crate::model::source::SourceId;

pub use super::atom::published::atom;

/// What a feed of ours says.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Statements {
    /// Its items, in its order.
    pub items: Vec<Statement>,
    /// What was taken down.
    pub taken_down: Vec<TakenDown>,
    /// What was split.
    pub kept_apart: Vec<Apart>,
}

/// That an item was taken down.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TakenDown {
    /// Whose id it is.
    pub id: ItemId,
    /// When.
    pub at: DateTime<Utc>,
    /// Who did it.
    pub by: By,
    /// The source's comment.
    pub note: Option<String>,
    /// What it is recognised by.
    pub identity: Option<Identity>,
}

/// Who took an item down.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum By {
    /// The operator.
    Operator,
    /// The source that it was shown as coming from.
    Source(SourceId),
    /// The source of this title.
    Titled(String),
    /// The operator, who made it a part of this item.
    Merging(ItemId),
}

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
    /// Its own language, and not the one of the feed.
    pub language: Option<Language>,
    /// It has authors of its own: else its readers take those of the feed.
    pub has_authors: bool,
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
    /// The same story in other languages.
    pub translations: Vec<(ItemId, Language)>,
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

/// What a `feed.json` of ours says; `None` when it is none.
#[must_use]
pub fn json(bytes: &[u8]) -> Option<Statements> {
    let feed: Value = serde_json::from_slice(bytes).ok()?;
    let is_ours = feed["_sangam"]["generator"] == "sangam";
    let items = feed["items"].as_array().filter(|_| is_ours)?;
    let list = |name: &str| feed["_sangam"][name].as_array().into_iter().flatten().take(MOST);
    Some(Statements {
        items: items.iter().filter_map(statement).collect(),
        taken_down: list("taken_down").filter_map(taken_down).collect(),
        kept_apart: list("kept_apart").filter_map(kept_apart).collect(),
    })
}

/// How many of its decisions are read of one file. We tell a hundred.
const MOST: usize = 1000;

fn taken_down(one: &Value) -> Option<TakenDown> {
    let by = match one["cause"].as_str()? {
        "hidden" => By::Operator,
        "retracted" => By::Source(source(&one["source"])?),
        "merged" => By::Merging(id(&one["part_of"])?),
        _ => return None,
    };
    let (id, at) = (id(&one["id"])?, time(&one["at"])?);
    let identity = identity(id, at, &one["identity"]);
    Some(TakenDown { id, at, by, note: text(&one["reason"]), identity })
}

/// What a buried item is recognised by; `None` where it says nothing that leads anywhere.
fn identity(id: ItemId, at: DateTime<Utc>, said: &Value) -> Option<Identity> {
    let hash = |text: &Value| KeyHash::parse(text.as_str()?);
    let keys = said["keys"].as_array()?.iter().take(Identity::KEYS).filter_map(hash);
    let identity = Identity {
        id,
        source: source(&said["source"])?,
        date: time(&said["date"])?.min(at),
        updated: at,
        name: hash(&said["name"]).map(|KeyHash(name)| name),
        keys: keys.collect(),
    };
    (!identity.keys.is_empty()).then_some(identity)
}

/// Two different items, and a source that had a version of the one taken out of it.
fn kept_apart(one: &Value) -> Option<Apart> {
    let sources = |list: &Value| -> Vec<SourceId> {
        let list = list.as_array().into_iter().flatten().take(Apart::SOURCES);
        list.filter_map(source).collect()
    };
    let apart = Apart {
        whole: id(&one["whole"])?,
        part: id(&one["part"])?,
        at: time(&one["at"])?,
        not_whole: sources(&one["not_whole"]),
        not_part: sources(&one["not_part"]),
    };
    (apart.whole != apart.part && !apart.not_whole.is_empty()).then_some(apart)
}

fn statement(item: &Value) -> Option<Statement> {
    let own = &item["_sangam"];
    let date = time(&item["date_published"])?;
    Some(Statement {
        id: id(&item["id"])?,
        date,
        updated: time(&own["updated"]).unwrap_or(date),
        is_day: match own["date_precision"].as_str() {
            Some("first-seen") => None,
            precision => Some(precision == Some("day")),
        },
        kind: text(&own["kind"]),
        language: item["language"].as_str().and_then(|tag| Language::new(tag).ok()),
        has_authors: item["authors"].is_array(),
        event: serde_json::from_value(own["event"].clone()).ok(),
        guid: text(&own["guid"]),
        source: source(&own["source"]["id"]),
        source_url: text(&own["source"]["url"]),
        also_in: own["also_in"].as_array().into_iter().flatten().filter_map(also_in).collect(),
        translations: own["translations"]
            .as_array()
            .into_iter()
            .flatten()
            .filter_map(translation)
            .collect(),
    })
}

fn translation(other: &Value) -> Option<(ItemId, Language)> {
    Some((id(&other["id"])?, Language::new(other["language"].as_str()?).ok()?))
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

fn id(id: &Value) -> Option<ItemId> {
    ItemId::parse(id.as_str()?)
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
