//! What a feed that was published tells of its items: for a store that was lost, or never had them.

use std::collections::{BTreeMap, HashMap, HashSet};

use chrono::{DateTime, TimeDelta, Utc};
use url::Url;

use crate::model::change::{Appearance, ItemId, StoredItem};
use crate::model::date::{Precision, Published};
use crate::model::document::Document;
use crate::model::item::Item;
use crate::model::kept::{Apart, Identity};
use crate::model::language::Language;
use crate::model::source::{SourceId, SourceKind, SourceState};
use crate::model::tombstone::{Cause, Tombstone};
use crate::model::translation::Tie;
use crate::model::url::CanonicalUrl;
use crate::normalize;
use crate::pipeline::interpret::interpret;
use crate::pipeline::plan::{Plan, PlannedSource};
use crate::publish::format::published::{self, AlsoIn, By, Statement, Statements, TakenDown};

/// The source of items that come from none that is known.
const NOWHERE: &str = "imported";

/// What a feed of ours tells.
#[derive(Debug, Default)]
pub struct Salvaged {
    /// Its items, in its order.
    pub items: Vec<StoredItem>,
    /// Which of them are one story in several languages.
    pub ties: Vec<Tie>,
    /// What was taken down, and what it is recognised by.
    pub tombstones: Vec<(Tombstone, Option<Identity>)>,
    /// What was split.
    pub apart: Vec<Apart>,
}

impl Salvaged {
    /// When the last of it came to be as it is.
    #[must_use]
    pub fn newest(&self) -> Option<DateTime<Utc>> {
        let items = self.items.iter().map(|item| item.updated);
        items.chain(self.tombstones.iter().map(|(one, _)| one.at)).max()
    }
}

/// What a feed of ours tells; `None` when it is none of ours.
#[must_use]
pub fn salvage(
    document: &Document,
    plan: &Plan,
    states: &[SourceState],
    now: DateTime<Utc>,
) -> Option<Salvaged> {
    let bytes = document.body.as_ref();
    let Statements { items, taken_down, mut kept_apart } =
        published::json(bytes).or_else(|| published::atom(bytes))?;
    let mut seen = seen(document, now)?;
    let sources = addresses(plan, states);
    let ties = ties(&items);
    let stored = |(statement, position): (Statement, u32)| {
        let item = seen.remove(&statement.id)?;
        let by_url = || sources.get(statement.source_url.as_deref()?).cloned();
        let source = statement.source.clone().or_else(by_url).unwrap_or_else(nowhere);
        Some(restored(statement, item, source, position))
    };
    let mut items: Vec<_> = items.into_iter().zip(0..).filter_map(stored).collect();
    stand(&mut items);
    let tombstones = taken_down.into_iter().map(|one| tombstone(one, plan, now)).collect();
    for pair in &mut kept_apart {
        pair.at = pair.at.min(now);
    }
    Some(Salvaged { items, ties, tombstones, apart: kept_apart })
}

/// The source of items that come from none that is known.
pub(super) fn nowhere() -> SourceId {
    SourceId::new(NOWHERE).expect("a plain word is an id")
}

/// The items as every reader sees them, by id.
fn seen(document: &Document, now: DateTime<Utc>) -> Option<HashMap<ItemId, Item>> {
    let url = Url::parse("http://document.invalid/").expect("a literal address is one");
    let planned = PlannedSource::unconfigured(nowhere(), url, SourceKind::Feed);
    let read = interpret(document, &planned, &HashSet::new(), now).ok()?;
    let id = |item: &Item| item.guid.as_deref().and_then(ItemId::parse);
    let items = read.incoming.into_iter().filter_map(|one| Some((id(&one.item)?, one.item)));
    Some(items.collect())
}

/// Each edition of a story names the others, and their languages.
fn ties(items: &[Statement]) -> Vec<Tie> {
    let named = items.iter().flat_map(|item| &item.translations);
    let languages: HashMap<ItemId, &Language> = named.map(|(id, said)| (*id, said)).collect();
    let tie = |item: &Statement, (id, language): &(ItemId, Language)| {
        let own = (*languages.get(&item.id)?).clone();
        (item.id < *id).then(|| Tie { one: (item.id, own), other: (*id, language.clone()) })
    };
    let all =
        items.iter().flat_map(|item| item.translations.iter().map(move |other| (item, other)));
    all.filter_map(|(item, other)| tie(item, other)).collect()
}

/// Nothing was taken down that is yet to come.
fn tombstone(one: TakenDown, plan: &Plan, now: DateTime<Utc>) -> (Tombstone, Option<Identity>) {
    let titled = |title: &str| {
        let sources = plan.sources.iter().map(|planned| &planned.source);
        let mut named = sources.filter(|source| source.title == title);
        named.next().map_or_else(nowhere, |source| source.id.clone())
    };
    let cause = match one.by {
        By::Operator => Cause::Hidden,
        By::Source(source) => Cause::Retracted(source),
        By::Titled(title) => Cause::Retracted(titled(&title)),
        By::Merging(whole) => Cause::Merged(whole),
    };
    let at = one.at.min(now);
    let identity = one.identity.map(|identity| Identity {
        updated: at,
        date: identity.date.min(at),
        ..identity
    });
    (Tombstone { id: one.id, cause, at, note: one.note }, identity)
}

/// An item that is dated later than the one above it stood with its neighbors, and stands there
/// again: it was undated, and came with the first reading of its source. It was seen later than
/// that one was published, and of two at one moment would stand above it.
fn stand(items: &mut [StoredItem]) {
    let Some(mut above) = items.first().map(|item| item.date) else { return };
    for item in items {
        if item.date <= above {
            above = item.date;
            continue;
        }
        item.date = above - TimeDelta::milliseconds(1);
        item.item.published = None;
        item.appearances.iter_mut().for_each(|version| version.item.published = None);
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
        language: said.language,
        authors: if said.has_authors { item.authors } else { Vec::new() },
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
    let mut item = Item::unknown();
    item.url = Some(CanonicalUrl::new(Url::parse(url).ok()?).ok()?);
    item.keys = normalize::keys(&item, source);
    Some(item)
}
