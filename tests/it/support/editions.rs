//! The editions of `fixtures/editions`, made as a publish makes them.

use std::collections::BTreeMap;
use std::path::Path;

use chrono::{DateTime, TimeDelta, Utc};
use sangam::model::change::{Appearance, ItemId, StoredItem};
use sangam::model::edition::{Edition, Site, SourceInfo};
use sangam::model::item::{Item, Key, Person};
use sangam::model::language::Language;
use sangam::model::source::SourceId;
use sangam::model::text::SafeHtml;
use sangam::model::tombstone::{Cause, Tombstone};
use sangam::publish::assemble::{FeedPlace, Frame, assemble, mark_deleted};
use serde::Deserialize;
use serde_json::Value;
use url::Url;

/// The names of all editions.
pub(crate) const NAMES: [&str; 6] = ["seed", "empty", "hostile", "bare", "rich", "languages"];

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct EditionFixture {
    #[serde(rename = "about")]
    _about: String,
    folder: String,
    title: String,
    site: SiteFixture,
    hub: Option<Url>,
    siblings: Vec<(String, String)>,
    sources: BTreeMap<SourceId, SourceFixture>,
    items: Vec<ItemFixture>,
    #[serde(default)]
    deleted: Vec<DeletedFixture>,
}

/// An item that was taken down: by its source, or by hand where there is none.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct DeletedFixture {
    id: String,
    at: DateTime<Utc>,
    source: Option<SourceId>,
    note: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct SiteFixture {
    title: String,
    url: Url,
    description: Option<String>,
    language: Language,
    author: Person,
    icon: Option<Url>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct SourceFixture {
    title: String,
    url: String,
    is_feed: bool,
}

/// `also` holds what differs in the sources after the first of `in`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ItemFixture {
    r#in: Vec<SourceId>,
    date: Option<DateTime<Utc>>,
    item: Value,
    #[serde(default)]
    also: Vec<Value>,
}

/// An edition of `fixtures/editions`.
pub(crate) fn edition(name: &str) -> Edition {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/editions");
    let text = std::fs::read_to_string(path.join(format!("{name}.json"))).unwrap();
    let fixture: EditionFixture = serde_json::from_str(&text).unwrap();
    let count = fixture.items.len();
    let items = fixture.items.into_iter().enumerate();
    let items: Vec<_> = items.map(|(n, item)| stored(item, n, count)).collect();
    let main = FeedPlace { title: fixture.title, folder: fixture.folder };
    let siblings = fixture.siblings.into_iter().map(|(title, folder)| FeedPlace { title, folder });
    let frame = Frame {
        site: site(fixture.site),
        feeds: std::iter::once(main.clone()).chain(siblings).collect(),
        configured: fixture.sources.into_iter().map(|(id, source)| (id, info(source))).collect(),
        departed: BTreeMap::new(),
        selections: [].into(),
        look: std::sync::Arc::default(),
        hub: fixture.hub,
    };
    mark_deleted(
        assemble(&frame, &main, items),
        fixture.deleted.into_iter().map(tombstone).collect(),
    )
}

fn tombstone(fixture: DeletedFixture) -> Tombstone {
    Tombstone {
        id: ItemId::parse(&fixture.id).unwrap(),
        cause: fixture.source.map_or(Cause::Hidden, Cause::Retracted),
        at: fixture.at,
        note: fixture.note,
    }
}

/// An edition of many items.
pub(crate) fn large(count: usize) -> Edition {
    let mut edition = edition("seed");
    let text = "<p>Members met on the eve of the season &amp; decided.</p>".repeat(20);
    for entry in &mut edition.entries {
        entry.item.content = SafeHtml::sanitize(&text, None);
    }
    let items: Vec<_> = (0..count).map(|n| numbered(&edition.entries[n % 10], n)).collect();
    edition.entries = items;
    edition
}

fn numbered(pattern: &StoredItem, number: usize) -> StoredItem {
    let mut item = pattern.clone();
    let title = format!("{} ({number})", item.item.title.unwrap_or_default());
    item.id = ItemId::mint(&item.appearances[0].source, &Key::Site(format!("n:{number}")));
    let back = TimeDelta::minutes(i64::try_from(number).unwrap() * 61);
    item.date -= back;
    item.updated -= back;
    item.item.title = Some(title);
    item
}

fn site(fixture: SiteFixture) -> Site {
    let SiteFixture { title, url, description, language, author, icon } = fixture;
    Site { title, url, description, language, author, icon }
}

fn info(fixture: SourceFixture) -> SourceInfo {
    let SourceFixture { title, url, is_feed, .. } = fixture;
    SourceInfo { title, url, is_feed, is_current: true }
}

/// As the ledger would hold it: first seen in one pass, the first listed updated last.
fn stored(fixture: ItemFixture, place: usize, count: usize) -> StoredItem {
    let first_seen: DateTime<Utc> = "2026-11-05T06:00:00Z".parse().unwrap();
    let mut versions = vec![fixture.item.clone()];
    versions.extend(fixture.also.iter().map(|changes| merged(&fixture.item, changes)));
    assert_eq!(versions.len(), fixture.r#in.len(), "one version of the item for each source");
    let appearances: Vec<_> = versions
        .into_iter()
        .zip(fixture.r#in)
        .map(|(version, source)| {
            let item = item(version, &source, place);
            Appearance {
                source,
                item,
                position: u32::try_from(place).unwrap(),
                first_seen,
                nearness: 0,
                matched: None,
            }
        })
        .collect();
    let item = appearances[0].item.clone();
    let date = item.published.map(|published| published.at).filter(|at| *at <= first_seen);
    StoredItem {
        id: ItemId::mint(&appearances[0].source, &item.keys[0]),
        first_seen,
        date: fixture.date.or(date).unwrap_or(first_seen),
        updated: first_seen + TimeDelta::milliseconds(i64::try_from(count - place).unwrap()),
        item,
        appearances,
    }
}

fn merged(item: &Value, changes: &Value) -> Value {
    let mut item = item.clone();
    for (field, value) in changes.as_object().unwrap() {
        item[field] = value.clone();
    }
    item
}

fn item(mut value: Value, source: &SourceId, place: usize) -> Item {
    value["keys"] = serde_json::json!([]);
    let content = value["content"].as_str().and_then(|html| SafeHtml::sanitize(html, None));
    value.as_object_mut().unwrap().remove("content");
    let mut item: Item = serde_json::from_value(value).unwrap();
    item.content = content;
    let guid = item.guid.clone().map(|guid| Key::Guid(source.clone(), guid));
    let url = item.url.as_ref().map(|url| Key::Url(url.key()));
    let number = || Key::TitleDate(source.clone(), place.to_string());
    item.keys = vec![guid.or(url).unwrap_or_else(number)];
    item
}
