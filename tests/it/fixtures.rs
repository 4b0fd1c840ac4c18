//! The fixtures themselves: each says what it is, and the seed listing holds its ten items.

use std::fs;
use std::path::{Path, PathBuf};

use chrono::NaiveDate;
use scraper::{ElementRef, Html, Selector};
use serde_json::{Map, Value};
use toml::de::{DeTable, DeValue};

/// A file of `fixtures/`.
pub(crate) fn path(below: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures").join(below)
}

#[test]
fn every_case_says_what_it_is() {
    for group in ["drift", "feeds", "listings"] {
        for case in fs::read_dir(path(group)).unwrap() {
            let about = case.unwrap().path().join("about.toml");
            let text = fs::read_to_string(&about).unwrap_or_default();
            let table = DeValue::Table(DeTable::parse(&text).unwrap().into_inner());
            for key in ["kind", "origin", "from", "shows"] {
                let value = table.get(key).and_then(|value| value.get_ref().as_str());
                let said = value.is_some_and(|value| !value.trim().is_empty());
                assert!(said, "{} lacks {key:?}", about.display());
            }
        }
    }
}

/// The rows of a listing, by the markup that the fixture uses: kind, title, url, date and summary.
fn rows(page: &str) -> Vec<Value> {
    let html = Html::parse_document(page);
    let row = css(".items-list li");
    html.select(&row).map(|row| Value::Object(fields(row))).collect()
}

fn fields(row: ElementRef<'_>) -> Map<String, Value> {
    let first = |selector: &str| row.select(&css(selector)).next();
    let text = |selector: &str| first(selector).map(|found| found.text().collect::<String>());
    let link = first(".item-title a").and_then(|link| link.attr("href"));
    let date = text(".item-info")
        .map(|date| NaiveDate::parse_from_str(&date, "%d %B %Y").expect("it is a day").to_string());
    [
        ("kind", text(".item-prehead")),
        ("title", text(".item-title").map(|title| title.trim_end().to_owned())),
        ("url", link.map(|path| format!("https://www.ilo.org{path}"))),
        ("date", date),
        ("summary", text(".item-abstract")),
    ]
    .into_iter()
    .filter_map(|(name, value)| Some((name.to_owned(), value?.into())))
    .collect()
}

fn css(selector: &str) -> Selector {
    Selector::parse(selector).expect("the selector is written here")
}

fn listing(file: &str) -> Vec<Value> {
    rows(&fs::read_to_string(path("listings").join(file)).expect("the fixture is there"))
}

#[test]
fn the_seed_page_holds_its_ten_items_word_by_word() {
    let expected = fs::read_to_string(path("listings/ilo-asia/expected.json")).unwrap();
    let expected: Vec<Value> = serde_json::from_str(&expected).unwrap();
    assert_eq!(expected.len(), 10);
    assert_eq!(listing("ilo-asia/nextRow--90.html"), expected);
}

#[test]
fn the_row_that_moved_is_the_same_on_both_pages() {
    let before = listing("ilo-asia/nextRow--90.html");
    let after = listing("ilo-asia/nextRow--100.html");
    assert_eq!(before.last(), after.first());
}

#[test]
fn one_story_is_listed_in_two_regions() {
    let id = |item: &Value| item["url"].as_str().unwrap().split('/').nth_back(2).map(str::to_owned);
    let asia = listing("ilo-asia/nextRow--90.html");
    let africa = listing("ilo-africa/index.html");
    let shared: Vec<_> = asia
        .iter()
        .flat_map(|a| africa.iter().filter(move |b| id(a) == id(b)).map(move |b| (a, b)))
        .collect();
    let [(in_asia, in_africa)] = shared[..] else { panic!("{shared:?}") };
    assert_ne!(in_asia["url"], in_africa["url"]);
    assert_eq!(in_asia["title"], in_africa["title"]);
}
