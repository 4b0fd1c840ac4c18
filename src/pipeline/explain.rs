//! Why an item is what it is, and why it is not where one looks for it.

use chrono::{DateTime, Utc};
use serde::Serialize;

use crate::dedup;
use crate::model::change::{Appearance, Decision, ItemId, Probe, Sighting, StoredItem};
use crate::model::drift::Incident;
use crate::model::item::Item;
use crate::model::text::excerpt;
use crate::pipeline::plan::Plan;
use crate::publish::format::json_item::JsonTombstone;
use crate::publish::{DatePrecision, date_precision, shown_date};
use crate::store::{Store, StoreError};

mod feeds;
mod fields;
mod left_out;

pub use feeds::InFeed;
pub use fields::{FieldOrigin, OtherValue};
pub use left_out::left_out;

/// How much of a value is shown.
const SHOWN: usize = 120;

/// Everything that is known of an item's way.
#[derive(Debug, Clone, Serialize)]
pub struct Explanation {
    /// Its id.
    pub id: String,
    /// Ids that were other items' and lead here.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub former_ids: Vec<String>,
    /// Items that a person said it is not.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub kept_apart_from: Vec<String>,
    /// What it is called.
    pub title: String,
    /// Its page.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
    /// Its date.
    pub date: DateTime<Utc>,
    /// How much of that was given; `first-seen` where nothing that can be was.
    pub date_precision: DatePrecision,
    /// When it was first seen.
    pub first_seen: DateTime<Utc>,
    /// When it was published or last changed.
    pub updated: DateTime<Utc>,
    /// Why it is not shown.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub taken_down: Vec<JsonTombstone>,
    /// Nothing but its identity is kept.
    pub is_reduced: bool,
    /// Every source that has it; the one that it is shown as coming from first.
    pub sources: Vec<SeenIn>,
    /// What it is recognised by.
    pub keys: Vec<String>,
    /// Why versions of sources were taken for it.
    pub merges: Vec<Merged>,
    /// Where each of its values comes from.
    pub fields: Vec<FieldOrigin>,
    /// The rules of the configuration that touched it.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub rules: Vec<String>,
    /// Which feeds show it.
    pub feeds: Vec<InFeed>,
}

/// One source that has it.
#[derive(Debug, Clone, Serialize)]
pub struct SeenIn {
    /// Its id.
    pub source: String,
    /// The item's address there.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
    /// Its guid there.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub guid: Option<String>,
    /// The fetch that first brought it.
    pub first_seen: DateTime<Utc>,
    /// The last fetch that had it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub last_seen: Option<DateTime<Utc>>,
    /// That was the last fetch at all.
    pub is_listed: bool,
    /// The rule by which its version was found to be this item.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rule: Option<&'static str>,
    /// How sure that was, from 0 to 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub score: Option<f64>,
    /// Why it is not the source that the item is shown as coming from.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub behind: Option<&'static str>,
    /// Since when and why what it gives is held back.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub held_back: Option<String>,
}

/// One decision that a version is this item.
#[derive(Debug, Clone, Serialize)]
pub struct Merged {
    /// The source whose version it was.
    pub source: String,
    /// The rule.
    pub rule: &'static str,
    /// How sure that was, from 0 to 1.
    pub score: f64,
    /// What agreed.
    pub because: String,
    /// When.
    pub at: DateTime<Utc>,
}

/// Explains an item.
pub async fn explain(
    plan: &Plan,
    store: &dyn Store,
    item: &StoredItem,
) -> Result<Explanation, StoreError> {
    let tombstones = store.tombstones(item.id).await?;
    let sightings = store.sightings(item.id).await?;
    let decisions = store.decisions(item.id).await?;
    let open = store.incidents(true).await?;
    let behind =
        std::iter::once(None).chain(dedup::ranking(&item.appearances).into_iter().map(Some));
    let sources = item.appearances.iter().zip(behind);
    let sources = sources.map(|(one, behind)| SeenIn { behind, ..seen_in(one, &sightings, &open) });
    Ok(Explanation {
        id: item.id.to_string(),
        former_ids: ids(&store.former_ids(item.id).await?),
        kept_apart_from: ids(&apart_from(store, item.id).await?),
        title: excerpt(item.item.caption(), SHOWN),
        url: address(&item.item),
        date: if item.is_reduced() { item.date } else { shown_date(item) },
        date_precision: date_precision(item),
        first_seen: item.first_seen,
        updated: item.updated,
        taken_down: tombstones.iter().map(Into::into).collect(),
        is_reduced: item.is_reduced(),
        sources: sources.collect(),
        keys: keys(item),
        merges: decisions.iter().map(merged).collect(),
        fields: fields::origins(item),
        rules: item.item.decided_by.iter().map(|rule| rule.0.clone()).collect(),
        feeds: feeds::in_feeds(plan, store, item, &tombstones).await?,
    })
}

async fn apart_from(store: &dyn Store, id: ItemId) -> Result<Vec<ItemId>, StoreError> {
    let known = store.known(Probe { ids: vec![id], ..Probe::default() }).await?;
    let mut others: Vec<_> =
        known.apart.iter().map(|(one, other)| if *one == id { *other } else { *one }).collect();
    others.sort();
    Ok(others)
}

fn ids(ids: &[ItemId]) -> Vec<String> {
    ids.iter().map(ToString::to_string).collect()
}

fn address(item: &Item) -> Option<String> {
    item.url.as_ref().map(ToString::to_string)
}

fn seen_in(one: &Appearance, sightings: &[Sighting], open: &[Incident]) -> SeenIn {
    let sighting = sightings.iter().find(|sighting| sighting.source == one.source);
    SeenIn {
        source: one.source.to_string(),
        url: address(&one.item),
        guid: one.item.guid.clone(),
        first_seen: one.first_seen,
        last_seen: sighting.and_then(|sighting| sighting.last),
        is_listed: sighting.is_some_and(|sighting| sighting.is_listed),
        rule: one.matched.as_ref().map(|matched| matched.rule.code()),
        score: one.matched.as_ref().map(|matched| score(matched.score)),
        behind: None,
        held_back: open.iter().find(|incident| incident.source == one.source).map(held_back),
    }
}

/// Since when and why what a source gives is held back.
fn held_back(incident: &Incident) -> String {
    let (since, code) = (incident.opened.format("%Y-%m-%d %H:%M"), incident.verdict.code());
    format!("held back since {since}: {code}; see `sangam incidents {}`", incident.id)
}

fn score(thousandths: u16) -> f64 {
    f64::from(thousandths) / 1000.0
}

fn merged(decision: &Decision) -> Merged {
    Merged {
        source: decision.source.to_string(),
        rule: decision.matched.rule.code(),
        score: score(decision.matched.score),
        because: decision.because.clone(),
        at: decision.at,
    }
}

/// The keys of all versions, each once; the store has others that led here once, as hashes.
fn keys(item: &StoredItem) -> Vec<String> {
    let versions = item.appearances.iter().map(|one| &one.item);
    let mut keys = Vec::new();
    for key in std::iter::once(&item.item).chain(versions).flat_map(|item| &item.keys) {
        let key = key.to_string();
        if !keys.contains(&key) {
            keys.push(key);
        }
    }
    keys
}
