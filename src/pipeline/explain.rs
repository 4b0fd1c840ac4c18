//! Why an item is what it is, and why it is not where one looks for it.

use chrono::{DateTime, Utc};
use serde::Serialize;

use crate::model::change::{Appearance, Decision, ItemId, LeftOut, Sighting, StoredItem};
use crate::model::item::Item;
use crate::model::query::{ItemQuery, fold};
use crate::model::text::{SafeHtml, excerpt};
use crate::model::tombstone::Tombstone;
use crate::model::url::CanonicalUrl;
use crate::pipeline::plan::Plan;
use crate::pipeline::publish::feeds;
use crate::publish::format::json_item::JsonTombstone;
use crate::publish::{DatePrecision, date_precision, shown_date};
use crate::store::{Store, StoreError};

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

/// Where a value comes from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct FieldOrigin {
    /// Its name in JSON.
    pub field: &'static str,
    /// The beginning of it.
    pub value: String,
    /// The sources that give it so.
    pub sources: Vec<String>,
    /// Why it was chosen.
    pub why: String,
}

/// Whether a feed shows it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct InFeed {
    /// Its id; empty for the main feed.
    pub feed: String,
    /// Its place there, from 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub place: Option<usize>,
    /// Why it is not shown.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub why_not: Option<String>,
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
    Ok(Explanation {
        id: item.id.to_string(),
        former_ids: ids(&store.former_ids(item.id).await?),
        title: excerpt(item.item.caption(), SHOWN),
        url: address(&item.item),
        date: shown_date(item),
        date_precision: date_precision(item),
        first_seen: item.first_seen,
        updated: item.updated,
        taken_down: tombstones.iter().map(Into::into).collect(),
        is_reduced: is_reduced(item),
        sources: item.appearances.iter().map(|one| seen_in(one, &sightings)).collect(),
        keys: keys(item),
        merges: decisions.iter().map(merged).collect(),
        fields: fields(item),
        rules: item.item.decided_by.iter().map(|rule| rule.0.clone()).collect(),
        feeds: in_feeds(plan, store, item, &tombstones).await?,
    })
}

/// What was left out and goes by this name: its guid, its address, or words of its title.
pub async fn left_out(store: &dyn Store, name: &str) -> Result<Vec<LeftOut>, StoreError> {
    let name = name.trim();
    let page = |text: &str| CanonicalUrl::new(text.parse().ok()?).ok().map(|url| url.key());
    let (wanted, words) = (page(name), fold(name));
    let mut found = store.left_out().await?;
    found.retain(|one| {
        let same_page = wanted.is_some() && one.url.as_deref().and_then(page) == wanted;
        let named = one.guid.as_deref() == Some(name) || one.url.as_deref() == Some(name);
        named || same_page || !words.is_empty() && fold(&one.title).contains(&words)
    });
    Ok(found)
}

fn ids(ids: &[ItemId]) -> Vec<String> {
    ids.iter().map(ToString::to_string).collect()
}

fn is_reduced(item: &StoredItem) -> bool {
    item.item.stand_in && item.item.caption().is_empty() && item.item.url.is_none()
}

fn address(item: &Item) -> Option<String> {
    item.url.as_ref().map(ToString::to_string)
}

fn seen_in(one: &Appearance, sightings: &[Sighting]) -> SeenIn {
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
    }
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

/// The values that readers see, each as text.
fn values(item: &Item) -> Vec<(&'static str, Option<String>)> {
    let list = |texts: Vec<String>| (!texts.is_empty()).then(|| texts.join(", "));
    let authors = item.authors.iter().filter_map(|author| author.name.clone()).collect();
    let files = item.attachments.iter().map(|file| file.url.to_string()).collect();
    vec![
        ("title", item.title.clone()),
        ("url", address(item)),
        ("date_published", item.published.map(|date| date.at.to_rfc3339())),
        ("kind", item.kind.clone()),
        ("summary", item.summary.clone()),
        ("content_html", item.content.as_ref().map(SafeHtml::to_text)),
        ("image", item.image.as_ref().map(ToString::to_string)),
        ("authors", list(authors)),
        ("tags", list(item.tags.clone())),
        ("language", item.language.as_ref().map(ToString::to_string)),
        ("attachments", list(files)),
    ]
}

fn fields(item: &StoredItem) -> Vec<FieldOrigin> {
    let versions: Vec<_> =
        item.appearances.iter().map(|one| (one.source.to_string(), values(&one.item))).collect();
    let mut fields = Vec::new();
    for (place, (field, value)) in values(&item.item).into_iter().enumerate() {
        let Some(value) = value else { continue };
        let gives_it = |(_, values): &&(String, Vec<(_, Option<String>)>)| {
            values[place].1.as_ref() == Some(&value)
        };
        let sources: Vec<_> =
            versions.iter().filter(gives_it).map(|(source, _)| source.clone()).collect();
        let first = &versions[0];
        let why = match sources.first() {
            Some(source) if *source == first.0 => "it is shown as coming from there".to_owned(),
            Some(_) if first.1[place].1.is_none() => format!("{} gives none", first.0),
            Some(_) => chosen(field).to_owned(),
            None => "of all sources together".to_owned(),
        };
        fields.push(FieldOrigin { field, value: excerpt(&value, SHOWN), sources, why });
    }
    fields
}

/// Why another source's value is preferred to the one of the source that is shown.
fn chosen(field: &str) -> &'static str {
    match field {
        "date_published" => "the earliest",
        "summary" | "content_html" => "the fullest",
        _ => "the best",
    }
}

async fn in_feeds(
    plan: &Plan,
    store: &dyn Store,
    item: &StoredItem,
    tombstones: &[Tombstone],
) -> Result<Vec<InFeed>, StoreError> {
    let mut all = Vec::new();
    for (place, selection) in feeds(plan) {
        let id = place.folder.trim_start_matches("feeds/").trim_end_matches('/').to_owned();
        let differs = selection.differs(item);
        let limit = plan.publish.items;
        let why_not = if !tombstones.is_empty() {
            Some("it was taken down".to_owned())
        } else if is_reduced(item) {
            Some("it is older than [store] keep, and no source lists it".to_owned())
        } else if !differs.is_empty() {
            Some(format!("where: {} does not match", differs.join(", ")))
        } else {
            None
        };
        let query = ItemQuery { selection, since: None, limit };
        let shown = if why_not.is_none() { store.items(&query).await? } else { Vec::new() };
        let at = shown.iter().position(|shown| shown.id == item.id).map(|at| at + 1);
        let older = || format!("older than the {limit} items that the feed shows");
        let why_not = why_not.or_else(|| at.is_none().then(older));
        all.push(InFeed { feed: id, place: at, why_not });
    }
    Ok(all)
}
