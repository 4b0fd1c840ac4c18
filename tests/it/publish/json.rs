//! JSON Feed 1.1, and the item as JSON.

use std::collections::{BTreeMap, BTreeSet};

use chrono::DateTime;
use sangam::publish::format::json_item::JsonItem;
use serde_json::{Value, json};

use super::{assert_address, everywhere, rendered};
use crate::support::editions::edition;

fn feed(name: &str) -> Value {
    serde_json::from_str(&rendered(&edition(name), "feed.json")).unwrap()
}

fn no_nulls(value: &Value) -> bool {
    match value {
        Value::Null => false,
        Value::String(text) => !text.is_empty(),
        Value::Array(values) => values.iter().all(no_nulls),
        Value::Object(fields) => fields.values().all(no_nulls),
        _ => true,
    }
}

#[test]
fn a_feed_says_its_version_and_addresses() {
    let feed = feed("languages");
    assert_eq!(feed["version"], "https://jsonfeed.org/version/1.1");
    assert_eq!(feed["feed_url"], "https://feeds.example.coop/feeds/languages/feed.json");
    assert_eq!(feed["home_page_url"], "https://feeds.example.coop/feeds/languages/");
    assert_eq!(feed["language"], "te");
}

#[test]
fn a_field_without_a_value_is_left_out() {
    for (name, _, text) in everywhere("feed.json") {
        assert!(no_nulls(&serde_json::from_str(&text).unwrap()), "{name}");
    }
}

#[test]
fn ids_are_strings_and_unique_and_content_is_always_there() {
    for (name, _, text) in everywhere("feed.json") {
        let feed: Value = serde_json::from_str(&text).unwrap();
        let items = feed["items"].as_array().unwrap();
        let ids: BTreeSet<_> = items.iter().map(|item| item["id"].as_str().unwrap()).collect();
        assert_eq!(ids.len(), items.len(), "{name}");
        for item in items {
            assert!(item["content_html"].is_string() != item["content_text"].is_string(), "{name}");
        }
    }
}

#[test]
fn dates_are_rfc_3339_tags_are_strings_and_files_have_address_and_type() {
    for (name, _, text) in everywhere("feed.json") {
        let feed: Value = serde_json::from_str(&text).unwrap();
        for item in feed["items"].as_array().unwrap() {
            let date = item["date_published"].as_str().unwrap();
            assert!(DateTime::parse_from_rfc3339(date).is_ok() && date.ends_with('Z'), "{name}");
            for tag in item["tags"].as_array().unwrap_or(&vec![]) {
                assert!(tag.is_string(), "{name}");
            }
            for file in item["attachments"].as_array().unwrap_or(&vec![]) {
                assert_address(file["url"].as_str().unwrap());
                assert!(file["mime_type"].as_str().unwrap().contains('/'), "{name}");
            }
        }
    }
}

#[test]
fn authors_have_a_name_or_an_address() {
    let feed = feed("hostile");
    let authors = &feed["items"][0]["authors"];
    assert_eq!(authors[2], json!({"name": "Co-operative News", "_email": "valid@example.org"}));
}

#[test]
fn the_ten_items_of_the_listing_have_each_field_in_its_place() {
    let feed = feed("seed");
    let items = feed["items"].as_array().unwrap();
    assert_eq!(items.len(), 10);
    let first = &items[0];
    assert_eq!(
        first["title"],
        "African cooperative leaders share their observations on the 2017 ILO/JCCU study tour in Japan"
    );
    assert_eq!(first["date_published"], "2017-09-28T00:00:00Z");
    assert_eq!(first["_sangam"]["kind"], "Article");
    assert_eq!(first["_sangam"]["date_precision"], "day");
    assert_eq!(
        first["_sangam"]["source"],
        json!({
            "id": "ilo-asia", "title": "ILO COOP: Asia and the Pacific",
            "url": "https://www.ilo.org/global/topics/cooperatives/regions/asia/lang--en/index.htm"
        })
    );
    assert_eq!(
        items[1]["_sangam"]["also_in"],
        json!([{"source": "coop-news", "url": "https://news.example.org/2017/sri-lanka-leed"}])
    );
    assert_eq!(items[1]["content_text"], items[1]["title"]);
}

#[test]
fn an_undated_item_says_that_its_date_is_when_it_was_first_seen() {
    let feed = feed("bare");
    let event = &feed["items"][4];
    assert_eq!(event["date_published"], "2026-11-05T06:00:00Z");
    assert_eq!(event["_sangam"]["date_precision"], "first-seen");
}

#[test]
fn a_rich_item_keeps_everything() {
    let feed = feed("rich");
    let item = &feed["items"][0];
    let expected = json!({
        "url": "https://news.example.org/podcast-7",
        "external_url": "https://report.example.org/full.pdf",
        "image": "https://news.example.org/a.jpg?w=1&h=2",
        "date_modified": "2026-11-04T00:00:00Z",
        "language": "en-IN",
        "attachments": [
            {"url": "https://media.example.org/7.mp3?a=1&b=2", "mime_type": "audio/mpeg",
             "title": "Episode 7", "size_in_bytes": 12_345_678, "duration_in_seconds": 1800},
            {"url": "https://media.example.org/7.pdf", "mime_type": "application/pdf"},
            {"url": "https://media.example.org/7.mp4", "mime_type": "video/mp4",
             "size_in_bytes": 99, "duration_in_seconds": 60}
        ],
    });
    for (field, value) in expected.as_object().unwrap() {
        assert_eq!(&item[field], value, "{field}");
    }
    assert_eq!(item["_sangam"]["rights"], "CC BY 4.0, Co-operative News");
    assert_eq!(item["_sangam"]["guid"], "https://news.example.org/?p=7");
    assert_eq!(item["_sangam"]["comments_url"], "https://news.example.org/podcast-7#comments");
}

#[test]
fn a_hub_is_named_where_there_is_one() {
    let hub = json!([{"type": "WebSub", "url": "https://hub.example.org/?a=1&b=2"}]);
    assert_eq!(feed("rich")["hubs"], hub);
}

#[test]
fn what_is_only_read_says_only_what_its_document_gives() {
    let edition = edition("bare");
    let parsed: Vec<_> =
        edition.entries.iter().map(|entry| JsonItem::parsed(&entry.item)).collect();
    assert_eq!(parsed[0].id, "only-title");
    assert_eq!(parsed[0].content_text, None);
    assert_eq!(parsed[3].id, "https://news.example.org/only/link/");
    assert_eq!((&parsed[4].date_published, parsed[4].sangam.date_precision), (&None, None));
    assert!(parsed.iter().all(|item| item.sangam.source.is_none()));
}

#[test]
fn an_item_of_the_ledger_has_no_stand_ins() {
    let edition = edition("bare");
    let item = JsonItem::stored(&edition.entries[3], &BTreeMap::new());
    assert_eq!((item.title, item.content_text), (None, None));
    assert_eq!(item.sangam.source.unwrap().title.as_deref(), Some("coop-news"));
}
