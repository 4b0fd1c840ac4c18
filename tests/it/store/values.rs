//! Values for the cases.

use std::collections::HashSet;

use chrono::{DateTime, TimeDelta, Utc};
use serde_json::{Value, json};

use sangam::model::change::{
    Appearance, Band, Change, ChangeKind, ItemId, Likeness, Probe, Refresh, Rejected, StoredItem,
};
use sangam::model::habits::{Adopted, Habits, Moved, Paging, Robots, Sighting, Spaced, Stated};
use sangam::model::hash::Hash;
use sangam::model::item::{Item, Key, Rejection, RuleName};
use sangam::model::push::{Offer, Pushing};
use sangam::model::source::{Failure, GuidHabit, Guids, SourceId, SourceState, Validators};

pub(super) fn source(id: &str) -> SourceId {
    SourceId::new(id).unwrap()
}

/// Seconds after the first of January 2026.
pub(super) fn at(seconds: i64) -> DateTime<Utc> {
    DateTime::from_timestamp(1_767_225_600 + seconds, 0).unwrap()
}

pub(super) fn later(time: DateTime<Utc>, millis: i64) -> DateTime<Utc> {
    time + TimeDelta::milliseconds(millis)
}

pub(super) fn key(text: &str) -> Key {
    Key::Url(text.to_owned())
}

/// Asks for some keys.
pub(super) fn by_keys(keys: &[Key]) -> Probe {
    Probe { keys: keys.to_vec(), ..Probe::default() }
}

pub(super) fn likeness(bands: &[i64], day: Option<i32>) -> Likeness {
    Likeness { bands: bands.iter().map(|&band| Band(band)).collect(), day }
}

/// Asks for what is like something.
pub(super) fn by_likeness(bands: &[i64], day: Option<i32>) -> Probe {
    Probe { likenesses: vec![likeness(bands, day)], ..Probe::default() }
}

pub(super) fn hash(text: &str) -> Hash {
    Hash::of(text.as_bytes())
}

pub(super) fn hashes(texts: &[&str]) -> HashSet<Hash> {
    texts.iter().map(|text| hash(text)).collect()
}

/// An item with a title and whatever else, as JSON.
pub(super) fn item(title: &str, more: &Value) -> Item {
    let mut item = json!({ "keys": [key(title)], "title": title });
    item.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    serde_json::from_value(item).unwrap()
}

/// Every field is there, and none is plain ASCII where it need not be.
pub(super) fn full_item() -> Item {
    let more = json!({
        "guid": "urn:x:ß", "url": "https://site.example/a?b=c", "external_url": "https://o.example/",
        "summary": "ශ්‍රී ලංකාව", "content": "<p>“協同組合” &amp; co</p>",
        "image": "https://site.example/i.png",
        "published": { "at": "2017-09-28T00:00:00Z", "precision": "day" },
        "modified": "2017-09-29T10:11:12Z",
        "authors": [{ "name": "Ana", "email": "ana@site.example", "url": "https://site.example/ana" }],
        "kind": "Actualité", "tags": ["LK", "ශ්‍රී"], "language": "pt-BR",
        "attachments": [{ "url": "https://site.example/a.mp3", "mime_type": "audio/mpeg",
            "size_in_bytes": 7, "duration_in_seconds": 8, "title": "Un" }],
        "rights": "© us", "comments_url": "https://site.example/c",
        "origin": { "title": "Other", "url": "https://other.example/feed" },
        "decided_by": ["[[rule]] 2"],
    });
    item("Ünïcödé “title”", &more)
}

/// An item of some sources, all of which give it alike; the time is all of its times.
pub(super) fn stored(item: Item, sources: &[&str], position: u32, seconds: i64) -> StoredItem {
    let appearance = |id: &&str| Appearance {
        source: source(id),
        item: item.clone(),
        position,
        first_seen: at(seconds),
        nearness: 0,
        matched: None,
    };
    StoredItem {
        id: ItemId::mint(&source(sources[0]), &item.keys[0]),
        first_seen: at(seconds),
        date: at(seconds),
        updated: at(seconds),
        appearances: sources.iter().map(appearance).collect(),
        item,
    }
}

/// An item of source `a`, by title alone.
pub(super) fn plain(title: &str, position: u32, seconds: i64) -> StoredItem {
    stored(item(title, &json!({})), &["a"], position, seconds)
}

pub(super) fn change(kind: ChangeKind, item: StoredItem) -> Change {
    Change {
        kind,
        new_keys: item.item.keys.clone(),
        taken: vec![],
        item,
        likeness: Likeness::default(),
        decision: None,
        absorbed: Vec::new(),
    }
}

pub(super) fn added(items: impl IntoIterator<Item = StoredItem>) -> Vec<Change> {
    items.into_iter().map(|item| change(ChangeKind::Added, item)).collect()
}

pub(super) fn refresh(id: &str, changes: Vec<Change>) -> Refresh {
    Refresh {
        state: state(id),
        changes,
        rejected: vec![],
        raw_hashes: None,
        kept: HashSet::new(),
        brought: vec![],
        seconds: vec![],
        tombstones: vec![],
        lifts: vec![],
        withdrawn: vec![],
        noticed: None,
        at: at(0),
    }
}

pub(super) fn rejected(text: &str) -> Rejected {
    Rejected {
        raw_hash: hash(text),
        title: text.to_owned(),
        url: None,
        guid: None,
        reason: Rejection::Dropped(RuleName("[[rule]] 2".to_owned())),
    }
}

/// A state with nothing in it.
pub(super) fn state(id: &str) -> SourceState {
    SourceState {
        id: source(id),
        title: format!("Source {id}"),
        url: format!("https://{id}.example/feed"),
        validators: Validators::default(),
        body_hash: None,
        reading: None,
        last_try: None,
        last_success: None,
        next_due: None,
        held_until: None,
        failures: 0,
        last_error: None,
        status: None,
        seen: 0,
        is_listing: false,
        habits: Habits::default(),
        guids: Guids::default(),
    }
}

fn habits() -> Habits {
    let to: url::Url = "https://new.example/feed".parse().unwrap();
    Habits {
        changed: Some(at(5)),
        whole: Some(at(6)),
        is_frozen: true,
        stated: Stated { minutes: Some(60), skip_hours: 0xff_00ff, skip_days: 0x60 },
        held_host: Some("host.example".to_owned()),
        paging: Paging { read_through: Some(at(11)), is_unsettled: true },
        spaced: Some(Spaced { host: "host.example".to_owned(), until: at(11) }),
        missing_since: Some(at(7)),
        is_gone: true,
        robots: vec![Robots {
            origin: "https://host.example".to_owned(),
            until: at(10),
            rules: "{}".to_owned(),
        }],
        passed_over: Some(at(13)),
        push: Pushing {
            header: Offer { hubs: vec![to.clone()], topic: None },
            document: Offer { hubs: Vec::new(), topic: Some(to.clone()) },
            noticed: Some(at(14)),
            missed: Some(at(15)),
            otherwise: Some(at(16)),
        },
        moved: Moved {
            seen: Some(Sighting { to: to.clone(), since: at(8), times: 2 }),
            adopted: Some(Adopted { from: "old".to_owned(), to: to.clone(), at: at(9) }),
            refused: Some(to),
        },
    }
}

/// A state with everything in it.
pub(super) fn full_state(id: &str) -> SourceState {
    SourceState {
        validators: Validators {
            etag: Some("W/\"ü\"".to_owned()),
            last_modified: Some("Thu, 28 Sep 2017 00:00:00 GMT".to_owned()),
        },
        body_hash: Some(hash("body")),
        reading: Some(hash("reading")),
        last_try: Some(at(1)),
        last_success: Some(at(2)),
        next_due: Some(at(3)),
        held_until: Some(at(4)),
        failures: 4,
        last_error: Some(Failure { code: "timeout".to_owned(), message: "too slow".to_owned() }),
        status: Some(503),
        seen: 5,
        is_listing: true,
        habits: habits(),
        guids: Guids { doubt: 7, are_doubted: true, habit: Some(GuidHabit::Renewed) },
        ..state(id)
    }
}
