//! Listings of every make: each folder of `fixtures/listings` with a `truth.json` is a whole page
//! and what is on it, furniture, traps and all. Nothing is told to the reader but the page.

use std::fs;
use std::path::{Path, PathBuf};

use chrono::{DateTime, Utc};
use sangam::model::document::Document;
use sangam::model::item::Item;
use sangam::model::source::{SourceId, SourceKind};
use sangam::pipeline::{Interpreted, PlannedSource, interpret};
use sangam::read::listing::{Css, ListingOptions};
use sangam::read::{ReadError, ReadOptions, read};
use serde_json::{Map, Value, json};
use url::Url;

use crate::fixtures;

/// When the pages were fetched, unless they say otherwise.
const FETCHED: &str = "2026-10-05T12:00:00Z";

/// The folders with a truth.
fn cases() -> Vec<PathBuf> {
    let folders = fs::read_dir(fixtures::path("listings")).unwrap();
    let folders = folders.map(|folder| folder.unwrap().path());
    let mut cases: Vec<_> = folders.filter(|path| path.join("truth.json").exists()).collect();
    cases.sort();
    cases
}

fn truth(case: &Path) -> Value {
    serde_json::from_slice(&fs::read(case.join("truth.json")).unwrap()).unwrap()
}

fn document(case: &Path, truth: &Value) -> Document {
    Document {
        url: Some(Url::parse(truth["base"].as_str().unwrap()).unwrap()),
        content_type: truth["content_type"].as_str().map(str::to_owned),
        body: fs::read(case.join("page.html")).unwrap().into(),
    }
}

fn read_page(case: &Path, truth: &Value) -> Result<Interpreted, ReadError> {
    let document = document(case, truth);
    let id = SourceId::new("page").unwrap();
    let url = document.url.clone().unwrap();
    let planned = PlannedSource::unconfigured(id, url, SourceKind::Listing);
    let now: DateTime<Utc> = truth["now"].as_str().unwrap_or(FETCHED).parse().unwrap();
    interpret(&document, &planned, &std::collections::HashSet::new(), now)
}

/// An item in the form of the truth.
fn shown(item: &Item) -> Value {
    let date = item.published.map(|published| {
        let moment = published.at.format("%Y-%m-%dT%H:%M:%SZ").to_string();
        moment.trim_end_matches("T00:00:00Z").to_owned()
    });
    full(&json!({
        "title": item.title,
        "url": item.url.as_ref().map(ToString::to_string),
        "date": date,
        "kind": item.kind,
        "summary": item.summary,
        "image": item.image.as_ref().map(ToString::to_string),
        "language": item.language.as_ref().map(ToString::to_string),
        "event": item.event,
    }))
}

/// The fields of an item that say something, as far as both name them: the language only where
/// the truth has one.
fn full(item: &Value) -> Value {
    let fields = item.as_object().unwrap().iter();
    let fields = fields.filter(|(name, value)| !value.is_null() && *name != "date_precision");
    let fields = fields.map(|(name, value)| {
        let day = value.as_str().map(|text| text.trim_end_matches("T00:00:00Z").into());
        (name.clone(), day.filter(|_| name == "date").unwrap_or_else(|| value.clone()))
    });
    Value::Object(fields.collect::<Map<_, _>>())
}

/// What a page gives that it should not, or does not give.
fn mistakes(case: &Path) -> Vec<String> {
    let truth = truth(case);
    let items = match (read_page(case, &truth), truth["error"].as_str()) {
        (Ok(read), None | Some("")) => read.incoming,
        (Err(error), Some(code)) if error.code() == code => Vec::new(),
        (Err(error), _) => return vec![format!("is an error: {} ({error})", error.code())],
        (Ok(read), Some(_)) => {
            return vec![format!("gives {} items, and should be an error", read.seen)];
        }
    };
    let optional: Vec<_> = truth["optional"].as_array().into_iter().flatten().collect();
    let is_optional = |item: &Value| optional.iter().any(|other| other["url"] == item["url"]);
    let mut given: Vec<_> = items.iter().map(|incoming| shown(&incoming.item)).collect();
    given.retain(|item| !is_optional(item));
    let wanted = truth["items"].as_array().unwrap();
    let mut wrong = Vec::new();
    for (at, wanted) in wanted.iter().map(full).enumerate() {
        let mut item = given.get(at).cloned().unwrap_or_default();
        if let (None, Value::Object(fields)) = (wanted.get("language"), &mut item) {
            fields.remove("language");
        }
        if item != wanted {
            wrong.push(format!("item {at} is {item}\n    and should be {wanted}"));
        }
    }
    wrong.extend(given.iter().skip(wanted.len()).map(|item| format!("is too much: {item}")));
    wrong
}

#[test]
fn every_page_gives_what_is_on_it() {
    let cases = cases();
    assert!(cases.len() > 50, "the fixtures are there");
    let wrong: Vec<_> = cases
        .iter()
        .flat_map(|case| {
            let name = case.file_name().unwrap().display().to_string();
            mistakes(case).into_iter().map(move |wrong| format!("{name}: {wrong}"))
        })
        .collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn an_age_is_no_change_of_an_item() {
    let case = fixtures::path("listings/relative-dates");
    let truth = truth(&case);
    let document = document(&case, &truth);
    let hashes = |now: &str| {
        let options = ReadOptions {
            kind: SourceKind::Listing,
            now: Some(now.parse().unwrap()),
            ..ReadOptions::default()
        };
        let items = read(&document, &options).unwrap().items;
        let dates = items.iter().map(|item| item.published.clone()).collect::<Vec<_>>();
        (items.iter().map(sangam::model::raw::RawItem::hash).collect::<Vec<_>>(), dates)
    };
    let (today, later) = (hashes("2017-10-04T12:34:56Z"), hashes("2017-10-09T12:34:56Z"));
    assert_eq!(today.0, later.0);
    assert_ne!(today.1, later.1);
}

#[test]
fn a_line_about_something_empty_hides_no_list_that_is_elsewhere_now() {
    let page = fs::read_to_string(fixtures::path("drift/healed/after.html")).unwrap();
    let line = "<div class=\"dates\"><p>There are no upcoming events.</p></div>";
    let with_line = page.replace("</main>", &format!("{line}</main>"));
    assert_ne!(with_line, page);
    let read = |html: &str| {
        let document = Document {
            url: Url::parse("https://coop.example/news").ok(),
            content_type: Some("text/html; charset=utf-8".to_owned()),
            body: html.to_owned().into(),
        };
        let item = Some(Css::parse("li.news-item").unwrap());
        let listing = ListingOptions { item, ..ListingOptions::default() };
        read(&document, &ReadOptions { kind: SourceKind::Listing, listing, ..Default::default() })
    };
    assert_eq!(read(&with_line).unwrap_err().code(), "no-items-matched");
    let empty = read(&format!("<h1>News</h1>{line}")).unwrap();
    assert_eq!(empty.warnings[0].code, "empty-list");
}
