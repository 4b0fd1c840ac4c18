//! Reading whole documents: each case is a folder with a document, `about.toml` (where it is
//! from, what it shows, how it was served) and `expected.json`.
//!
//! `UPDATE_EXPECTED=1` writes `expected.json` anew; the change is reviewed like code.

use std::fs;
use std::path::Path;

use sangam::model::document::Document;
use sangam::model::raw::{Markup, RawChannel, RawItem, RawText, Reading};
use sangam::model::source::SourceKind;
use sangam::read::listing::{Css, ListingOptions};
use sangam::read::{ReadError, ReadOptions, read};
use serde_json::{Map, Value, json};
use toml::de::{DeTable, DeValue};
use url::Url;

#[track_caller]
fn check(case: &str) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures").join(case);
    let actual = outcome(&Case::load(&folder).read());
    let path = folder.join("expected.json");
    if std::env::var_os("UPDATE_EXPECTED").is_some() {
        fs::write(&path, serde_json::to_string_pretty(&actual).unwrap() + "\n").unwrap();
    }
    let expected: Value = serde_json::from_slice(&fs::read(&path).unwrap()).unwrap();
    let actual_text = serde_json::to_string_pretty(&actual).unwrap();
    assert_eq!(actual_text, serde_json::to_string_pretty(&expected).unwrap(), "{case}");
}

/// A folder of fixtures.
struct Case {
    document: Document,
    options: ReadOptions,
}

impl Case {
    fn load(folder: &Path) -> Self {
        let about = fs::read_to_string(folder.join("about.toml")).unwrap();
        let about = DeTable::parse(&about).unwrap().into_inner();
        for key in ["from", "shows"] {
            assert!(text(&about, key).is_some(), "about.toml has no {key:?}");
        }
        let body = fs::read(folder.join(text(&about, "document").unwrap())).unwrap();
        let document = Document {
            url: text(&about, "url").map(|url| Url::parse(&url).unwrap()),
            content_type: text(&about, "content_type"),
            body: body.into(),
        };
        let listing = about.get("listing").and_then(|value| value.get_ref().as_table());
        let kind = match text(&about, "kind").as_deref() {
            None => SourceKind::Auto,
            Some("feed") => SourceKind::Feed,
            Some("listing") => SourceKind::Listing,
            Some(other) => panic!("no kind of source: {other:?}"),
        };
        let listing = listing.map(selectors).unwrap_or_default();
        Self { document, options: ReadOptions { kind, listing, ..ReadOptions::default() } }
    }

    fn read(&self) -> Result<Reading, ReadError> {
        read(&self.document, &self.options)
    }
}

fn text(table: &DeTable<'_>, key: &str) -> Option<String> {
    match table.get(key)?.get_ref() {
        DeValue::String(text) => Some(text.to_string()),
        other => panic!("{key}: no text: {other:?}"),
    }
}

fn selectors(table: &DeTable<'_>) -> ListingOptions {
    let css = |key| text(table, key).map(|text| Css::parse(&text).unwrap());
    ListingOptions {
        item: css("item"),
        title: css("title"),
        link: css("link"),
        date: css("date"),
        kind: css("kind"),
        summary: css("summary"),
        image: css("image"),
        next: css("next"),
        ..ListingOptions::default()
    }
}

/// A reading as compact JSON: empty fields left out, plain text as text, HTML as `{"html": …}`.
fn outcome(result: &Result<Reading, ReadError>) -> Value {
    let reading = match result {
        Ok(reading) => reading,
        Err(error) => return json!({ "error": error.code(), "message": error.to_string() }),
    };
    let warnings = reading.warnings.iter().map(|warning| {
        let line = warning.line.map(|line| format!(" (line {line})")).unwrap_or_default();
        format!("{}: {}{line}", warning.code, warning.message)
    });
    full(json!({
        "format": reading.format.name(),
        "encoding": reading.encoding,
        "channel": channel(&reading.channel),
        "items": reading.items.iter().map(item).collect::<Vec<_>>(),
        "warnings": warnings.collect::<Vec<_>>(),
        "next": reading.next,
    }))
}

fn channel(channel: &RawChannel) -> Value {
    full(json!({
        "title": marked(channel.title.as_ref()),
        "description": marked(channel.description.as_ref()),
        "home_page": channel.home_page,
        "self_url": channel.self_url,
        "id": channel.id,
        "language": channel.language,
        "icon": channel.icon,
        "published": channel.published,
        "updated": channel.updated,
        "rights": marked(channel.rights.as_ref()),
        "generator": channel.generator,
        "authors": channel.authors.iter().map(whole).collect::<Vec<_>>(),
        "tags": channel.tags,
    }))
}

fn item(item: &RawItem) -> Value {
    let mut value = whole(item);
    let texts = [
        ("title", &item.title),
        ("summary", &item.summary),
        ("content", &item.content),
        ("rights", &item.rights),
    ];
    for (key, text) in texts {
        if text.is_some() {
            value[key] = marked(text.as_ref());
        }
    }
    value
}

fn whole(value: &impl serde::Serialize) -> Value {
    full(serde_json::to_value(value).unwrap())
}

fn marked(text: Option<&RawText>) -> Value {
    match text {
        Some(text) if text.markup == Markup::Html => json!({ "html": text.value }),
        Some(text) => json!(text.value),
        None => Value::Null,
    }
}

/// Only what says something: no nulls, no empty lists, no `false`.
fn full(value: Value) -> Value {
    let says = |value: &Value| match value {
        Value::Null | Value::Bool(false) => false,
        Value::Array(list) => !list.is_empty(),
        _ => true,
    };
    match value {
        Value::Object(fields) => {
            let fields = fields.into_iter().map(|(key, value)| (key, full(value)));
            Value::Object(fields.filter(|(_, value)| says(value)).collect::<Map<_, _>>())
        }
        Value::Array(list) => Value::Array(list.into_iter().map(full).collect()),
        value => value,
    }
}

#[test]
fn rss_2_of_wordpress_is_read_whole() {
    check("feeds/rss2-wordpress");
}

#[test]
fn atom_is_read_with_its_texts_links_and_bases() {
    check("feeds/atom1");
}

#[test]
fn json_feed_is_read() {
    check("feeds/json-feed-1.1");
}

#[test]
fn rss_1_is_read_with_dublin_core() {
    check("feeds/rss1-rdf");
}

#[test]
fn files_and_pictures_of_items_are_told_apart() {
    check("feeds/rss2-media");
}

#[test]
fn a_wrong_charset_does_no_harm() {
    check("feeds/rss2-windows-1252");
}

#[test]
fn utf_16_is_decoded() {
    check("feeds/rss092-utf-16");
}

#[test]
fn a_feed_without_items_is_a_feed() {
    check("feeds/rss2-no-items");
}

#[test]
fn atom_03_is_read() {
    check("feeds/atom03");
}

#[test]
fn a_page_at_a_feeds_address_is_an_error_that_names_the_feed() {
    check("feeds/html-at-feed-address");
}

#[test]
fn nothing_is_an_error() {
    check("feeds/empty");
}

#[test]
fn a_feed_cut_short_gives_what_stands_before_the_cut() {
    check("feeds/rss2-truncated");
}

#[test]
fn every_row_of_the_old_ilo_site_is_read_whatever_it_leaves_out() {
    check("listings/ilo-row-variants");
}

#[test]
fn structure_is_enough_where_there_are_no_classes() {
    check("listings/ilo-no-classes");
}

#[test]
fn cards_of_the_new_ilo_site_are_read() {
    check("listings/ilo-new-cards");
}

#[test]
fn bare_links_with_dates_are_a_listing() {
    check("listings/publications-list");
}

#[test]
fn selectors_take_the_place_of_structure() {
    check("listings/selectors");
}

#[test]
fn an_item_selector_that_matches_nothing_is_an_error() {
    check("listings/selector-without-match");
}

#[test]
fn a_page_without_a_list_is_an_error() {
    check("listings/no-listing");
}

#[test]
fn the_selectors_that_are_found_give_the_same_items() {
    let listings = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/listings");
    let mut explained = 0;
    for folder in fs::read_dir(listings).unwrap() {
        let folder = folder.unwrap().path();
        let mut case = Case::load(&folder);
        case.options.explain = true;
        let Ok(first) = case.read() else { continue };
        let css = |name| {
            let found = first.selectors.iter().find(|(known, _)| *known == name);
            found.map(|(_, text)| Css::parse(text).unwrap())
        };
        case.options.listing = ListingOptions {
            item: css("item"),
            title: css("title"),
            link: css("link"),
            date: css("date"),
            kind: css("kind"),
            summary: css("summary"),
            image: css("image"),
            next: css("next"),
            ..ListingOptions::default()
        };
        let again = case.read().unwrap();
        assert_eq!(outcome(&Ok(again))["items"], outcome(&Ok(first))["items"], "{folder:?}");
        explained += usize::from(case.options.listing.item.is_some());
    }
    assert!(explained >= 5, "{explained}");
}

#[test]
fn hostile_pages_end() {
    let pages = [
        "<div><br><a href=/x>x</a>".repeat(20_000),
        "<ul><li><a href=/a>A title that is long enough</a>".repeat(20_000),
        format!("<ul>{}", "<li><a href=/a><img src=x></a>".repeat(20_000)),
        format!("<a {}>", "b='>' ".repeat(200_000)),
        "<p><b><font a=1>".repeat(20_000),
    ];
    for page in pages {
        let url = Url::parse("https://coop.example/").unwrap();
        let document = Document { url: Some(url), content_type: None, body: page.into() };
        // What comes of it does not matter; that it comes, soon and without a panic, does.
        let _ = read(&document, &ReadOptions { explain: true, ..ReadOptions::default() });
    }
}

/// Each of these once made the reader fall over.
#[test]
fn odd_feeds_are_read() {
    let feeds = [
        "<rss version='2.0'><channel><item><author>「a@b.example」</author></item></channel></rss>",
        "<feed><entry><author><name>「a@b.example」</name></author></entry></feed>",
        "{\"version\":\"https://jsonfeed.org/version/1.1\",\"title\":\"\",\"items\":[{\"id\":1}]}",
        "<feed xmlns='http://www.w3.org/2005/Atom' xml:base='http://['><entry><id>1</id></entry></feed>",
    ];
    for feed in feeds {
        let document = Document { url: None, content_type: None, body: feed.into() };
        let reading = read(&document, &ReadOptions::default());
        assert_eq!(reading.map(|reading| reading.items.len()), Ok(1), "{feed}");
    }
    for broken in ["[]", "<rss"] {
        let document = Document { url: None, content_type: None, body: broken.into() };
        assert!(read(&document, &ReadOptions::default()).is_err(), "{broken}");
    }
}

#[test]
fn a_feed_is_no_listing() {
    check("listings/feed-not-listing");
}
