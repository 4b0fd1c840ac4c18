//! Items out of what was published: for a store that was lost, or never had them.

use std::collections::{BTreeMap, HashMap, HashSet};

use chrono::{DateTime, Utc};
use url::Url;

use crate::dedup;
use crate::model::change::{
    Appearance, Change, ChangeKind, ItemId, Known, Likeness, Probe, StoredItem,
};
use crate::model::date::{Precision, Published};
use crate::model::document::Document;
use crate::model::item::{Item, Key};
use crate::model::query::fold;
use crate::model::source::{SourceId, SourceKind, SourceState};
use crate::model::tombstone::Amendment;
use crate::model::url::CanonicalUrl;
use crate::normalize;
use crate::pipeline::interpret::interpret;
use crate::pipeline::plan::{Plan, PlannedSource};
use crate::publish::format::published::{self, AlsoIn, Statement};
use crate::store::{Store, StoreError};

/// The source of items that come from none that is known.
const NOWHERE: &str = "imported";

/// Items that a feed of ours holds, in its order; `None` when it is none of ours.
#[must_use]
pub fn published_items(
    document: &Document,
    plan: &Plan,
    states: &[SourceState],
    now: DateTime<Utc>,
) -> Option<Vec<StoredItem>> {
    let bytes = document.body.as_ref();
    let statements = published::json(bytes).or_else(|| published::atom(bytes))?;
    let url = Url::parse("http://document.invalid/").expect("a literal address is one");
    let nowhere = SourceId::new(NOWHERE).expect("a plain word is an id");
    let planned = PlannedSource::unconfigured(nowhere.clone(), url, SourceKind::Feed);
    let read = interpret(document, &planned, &HashSet::new(), now).ok()?;
    let mut seen = HashMap::new();
    for one in read.incoming {
        let id = one.item.guid.as_deref().and_then(ItemId::parse);
        seen.extend(id.map(|id| (id, one.item)));
    }
    let sources = addresses(plan, states);
    let stored = |(statement, position): (Statement, u32)| {
        let item = seen.remove(&statement.id)?;
        let by_url = || sources.get(statement.source_url.as_deref()?).cloned();
        let source = statement.source.clone().or_else(by_url).unwrap_or_else(|| nowhere.clone());
        Some(restored(statement, item, source, position))
    };
    let mut items: Vec<_> = statements.into_iter().zip(0..).filter_map(stored).collect();
    stand(&mut items);
    Some(items)
}

/// An item that is dated later than the one above it stood with its neighbors, and stands there
/// again: it was undated, and came with the first reading of its source.
fn stand(items: &mut [StoredItem]) {
    for place in 1..items.len() {
        let above = items[place - 1].date;
        if items[place].date > above {
            let mut below = items[place..].iter().map(|item| item.date);
            let date = below.find(|date| *date <= above).unwrap_or(above);
            let item = &mut items[place];
            item.date = date;
            item.item.published = None;
            item.appearances.iter_mut().for_each(|version| version.item.published = None);
        }
    }
}

/// The ids of sources by the address that they are shown with.
fn addresses(plan: &Plan, states: &[SourceState]) -> BTreeMap<String, SourceId> {
    let departed = states.iter().map(|state| (state.url.clone(), state.id.clone()));
    let sources = plan.sources.iter().map(|planned| &planned.source);
    let configured = sources.map(|source| (source.shown.to_string(), source.id.clone()));
    departed.chain(configured).collect()
}

fn restored(said: Statement, item: Item, source: SourceId, position: u32) -> StoredItem {
    let precision = |is_day| if is_day { Precision::Day } else { Precision::Second };
    let mut item = Item {
        guid: said.guid,
        kind: said.kind.clone(),
        event: said.event.or(item.event),
        tags: item.tags.into_iter().filter(|tag| Some(tag) != said.kind.as_ref()).collect(),
        published: said.is_day.map(|day| Published { at: said.date, precision: precision(day) }),
        origin: None,
        stand_in: true,
        ..item
    };
    item.keys = normalize::keys(&item, &source);
    let appearance = |source, item| Appearance {
        source,
        item,
        position,
        first_seen: said.date,
        nearness: 0,
        matched: None,
    };
    let mut appearances = vec![appearance(source, item.clone())];
    for AlsoIn { source, url, matched } in said.also_in {
        let known = appearances.iter().any(|appearance| appearance.source == source);
        if let Some(item) = address_only(&url, &source).filter(|_| !known) {
            appearances.push(Appearance { matched, ..appearance(source, item) });
        }
    }
    let (id, date, updated) = (said.id, said.date, said.updated);
    StoredItem { id, first_seen: date, date, updated, item, appearances }
}

/// What is known of another source's version: where it stands.
fn address_only(url: &str, source: &SourceId) -> Option<Item> {
    let nothing = r#"{"keys":[],"stand_in":true}"#;
    let mut item: Item = serde_json::from_str(nothing).expect("an item may lack all else");
    item.url = Some(CanonicalUrl::new(Url::parse(url).ok()?).ok()?);
    item.keys = normalize::keys(&item, source);
    Some(item)
}

/// What restoring came to.
#[derive(Debug, Default)]
pub struct Restoration {
    /// What is to be written.
    pub amendment: Amendment,
    /// Items that were not there.
    pub restored: usize,
    /// Items that were there under their id.
    pub known: usize,
    /// Items that were there under another id, to which theirs leads from now on.
    pub joined: usize,
}

/// Puts items into a store. What is there stays as it is, and keeps its id: it may have been
/// published under it. An item that is there under another id gives its own to that one.
pub async fn restore(store: &dyn Store, items: Vec<StoredItem>) -> Result<Restoration, StoreError> {
    let keys = items.iter().flat_map(|item| item.item.keys.iter().cloned()).collect();
    let ids = items.iter().map(|item| item.id).collect();
    let known = store.known(Probe { keys, ids, ..Probe::default() }).await?;
    let mut all = Restoration::default();
    let mut joins = Vec::new();
    for item in items {
        let there = same_story(&item, &known).cloned();
        if known.by_id.contains_key(&item.id) {
            all.known += 1;
            continue;
        }
        let id = item.id;
        all.amendment.changes.push(addition(item));
        if let Some(there) = there {
            all.joined += 1;
            joins.push(Change { absorbed: vec![id], ..change(ChangeKind::Noted, there) });
        } else {
            all.restored += 1;
        }
    }
    all.amendment.changes.extend(joins);
    Ok(all)
}

fn addition(item: StoredItem) -> Change {
    let (new_keys, likeness) = (all_keys(&item), dedup::likeness(&item.item));
    Change { new_keys, likeness, ..change(ChangeKind::Added, item) }
}

fn change(kind: ChangeKind, item: StoredItem) -> Change {
    let (new_keys, absorbed) = (Vec::new(), Vec::new());
    Change { kind, item, new_keys, likeness: Likeness::default(), decision: None, absorbed }
}

fn all_keys(item: &StoredItem) -> Vec<Key> {
    let mut keys = Vec::new();
    for appearance in &item.appearances {
        let title = Key::title_date(&appearance.source, &appearance.item);
        let title = (!appearance.item.caption().is_empty()).then_some(title);
        for key in appearance.item.keys.iter().cloned().chain(title) {
            if !keys.contains(&key) {
                keys.push(key);
            }
        }
    }
    keys
}

/// The item that is the same story under another id: a key of theirs and the title agree.
fn same_story<'a>(item: &StoredItem, known: &'a Known) -> Option<&'a StoredItem> {
    let mut led = item.item.keys.iter().filter_map(|key| known.by_key.get(key));
    led.find_map(|id| {
        let there = known.items.get(id)?;
        let same = fold(there.item.caption()) == fold(item.item.caption());
        (same && there.id != item.id).then_some(there)
    })
}
