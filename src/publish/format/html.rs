//! The river of items for people: one self-contained page without a script.
//!
//! Everything that a source wrote goes through the template engine's escaping as text; none of
//! its HTML is on the page. The page's own policy forbids scripts besides.

use chrono::{DateTime, Utc};
use minijinja::syntax::SyntaxConfig;
use minijinja::value::Serde;
use minijinja::{AutoEscape, Environment, Output, State, Value};
use serde::Serialize;
use sha2::{Digest, Sha256};

use crate::model::change::StoredItem;
use crate::model::edition::{Artifact, Edition};
use crate::model::text::excerpt;
use crate::publish::format::about;
use crate::publish::format::json_item::rfc3339;
use crate::publish::shown::{DatePrecision, Shown, ShownSource, mime_type};
use crate::publish::{Format, RenderError, clean};

/// `index.html`
pub struct Html;

const FILE: &str = "index.html";

const TEMPLATE: &str = include_str!("../../../assets/index.html");

const STYLE: &str = include_str!("../../../assets/style.css");

/// How many tags an item shows.
const TAGS: usize = 8;

/// How much of a summary an item shows.
const SUMMARY_LENGTH: usize = 600;

impl Format for Html {
    fn name(&self) -> &'static str {
        FILE
    }

    fn render(&self, edition: &Edition) -> Result<Artifact, RenderError> {
        let page = fill(&page(edition))
            .map_err(|error| RenderError { file: FILE, source: error.into() })?;
        Ok(Artifact {
            path: format!("{}{FILE}", edition.folder),
            media_type: "text/html; charset=utf-8",
            bytes: page.into_bytes(),
            items: edition.entries.len(),
        })
    }
}

/// What the page may load, in the words of CSP: pictures, and its own style. The server sends
/// the same as a header.
#[must_use]
pub fn content_security_policy() -> String {
    let hash = base64(&Sha256::digest(STYLE.as_bytes()));
    format!(
        "default-src 'none'; style-src 'sha256-{hash}'; img-src http: https:; \
         base-uri 'none'; form-action 'none'"
    )
}

/// RFC 4648 §4.
fn base64(bytes: &[u8]) -> String {
    const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut text = String::new();
    for chunk in bytes.chunks(3) {
        let group =
            (0..3).fold(0, |all, at| all << 8 | u32::from(chunk.get(at).copied().unwrap_or(0)));
        for place in 0..4 {
            let letter = LETTERS[(group >> (18 - 6 * place) & 63) as usize];
            text.push(if place <= chunk.len() { char::from(letter) } else { '=' });
        }
    }
    text
}

fn fill(page: &Page) -> Result<String, minijinja::Error> {
    let mut engine = Environment::new();
    engine.set_syntax(SyntaxConfig::builder().trim_blocks(true).lstrip_blocks(true).build()?);
    engine.set_formatter(write_escaped);
    engine.add_template(FILE, TEMPLATE)?;
    engine.get_template(FILE)?.render(Value::from(Serde(page)))
}

/// The engine's own escaping also turns every `/` into `&#x2f;`: right, and unreadable.
fn write_escaped(
    out: &mut Output<'_>,
    state: &mut State<'_, '_>,
    value: &Value,
) -> Result<(), minijinja::Error> {
    match value.as_str() {
        Some(text) if *state.auto_escape() == AutoEscape::Html && !value.is_safe() => {
            Ok(out.write_str(&clean::escape(text))?)
        }
        _ => minijinja::escape_formatter(out, state, value),
    }
}

#[derive(Serialize)]
struct Page {
    policy: String,
    style: &'static str,
    title: String,
    description: String,
    language: String,
    home: String,
    /// From the page back to the base address, relative, so that the folder works wherever it is
    /// opened: under another address, or from a disk.
    root: String,
    parent: Option<String>,
    icon: Option<String>,
    author: String,
    author_url: Option<String>,
    updated: Option<String>,
    updated_text: String,
    feeds: Vec<FeedLink>,
    siblings: Vec<Sibling>,
    sources: Vec<Link>,
    days: Vec<Day>,
}

#[derive(Serialize)]
struct FeedLink {
    name: &'static str,
    file: &'static str,
    media_type: &'static str,
}

#[derive(Serialize)]
struct Sibling {
    title: String,
    folder: String,
}

#[derive(Serialize)]
struct Link {
    title: String,
    url: Option<String>,
}

#[derive(Serialize)]
struct Day {
    date: String,
    number: String,
    month: String,
    weekday: String,
    items: Vec<Row>,
}

#[derive(Serialize)]
struct Row {
    title: String,
    link: Option<String>,
    language: String,
    direction: Option<&'static str>,
    kind: Option<String>,
    source: String,
    datetime: String,
    time: Option<String>,
    undated: bool,
    /// The language, where it is not the site's.
    foreign: Option<String>,
    summary: Option<String>,
    image: Option<String>,
    tags: Vec<String>,
    /// How many tags there is no room for.
    more_tags: usize,
    also_in: Vec<Link>,
    files: Vec<File>,
}

#[derive(Serialize)]
struct File {
    url: String,
    title: String,
    kind: String,
    size: Option<String>,
}

fn page(edition: &Edition) -> Page {
    let site = about_site(edition);
    Page {
        policy: content_security_policy(),
        style: STYLE,
        title: about::title(edition),
        description: about::description(edition),
        language: edition.site.language.to_string(),
        home: about::home_page(edition),
        root: "../".repeat(edition.folder.matches('/').count()),
        parent: (!edition.folder.is_empty()).then_some(site),
        icon: edition.site.icon.as_ref().and_then(clean::address),
        author: about::author(edition),
        author_url: edition.site.author.url.as_ref().and_then(clean::address),
        updated: (!edition.entries.is_empty()).then(|| rfc3339(edition.updated)),
        updated_text: edition.updated.format("%-d %B %Y, %H:%M UTC").to_string(),
        feeds: feeds(),
        siblings: siblings(edition),
        sources: sources(edition),
        days: days(edition),
    }
}

fn about_site(edition: &Edition) -> String {
    clean::line(&edition.site.title).unwrap_or_else(|| about::title(edition))
}

fn feeds() -> Vec<FeedLink> {
    let link = |name, file, media_type| FeedLink { name, file, media_type };
    vec![
        link("RSS", "rss.xml", "application/rss+xml"),
        link("Atom", "atom.xml", "application/atom+xml"),
        link("JSON Feed", "feed.json", "application/feed+json"),
    ]
}

fn siblings(edition: &Edition) -> Vec<Sibling> {
    let others = edition.siblings.iter().map(|(title, folder)| Sibling {
        title: clean::line(title).unwrap_or_else(|| folder.clone()),
        folder: folder.clone(),
    });
    others.collect()
}

fn sources(edition: &Edition) -> Vec<Link> {
    let shown = edition.sources.keys().map(|id| ShownSource::new(id, &edition.sources));
    shown.map(|source| Link { title: source.title, url: source.url }).collect()
}

/// The entries are newest first, so that those of one day stand together.
fn days(edition: &Edition) -> Vec<Day> {
    let same_day = |a: &StoredItem, b: &StoredItem| a.date.date_naive() == b.date.date_naive();
    edition.entries.chunk_by(same_day).map(|items| day(edition, items)).collect()
}

fn day(edition: &Edition, items: &[StoredItem]) -> Day {
    let date = items[0].date;
    Day {
        date: date.format("%Y-%m-%d").to_string(),
        number: date.format("%-d").to_string(),
        month: date.format("%B %Y").to_string(),
        weekday: date.format("%A").to_string(),
        items: items.iter().map(|item| row(edition, item)).collect(),
    }
}

fn row(edition: &Edition, stored: &StoredItem) -> Row {
    let shown = Shown::new(stored, &edition.sources);
    let precision = shown.date_precision();
    let language = shown.item().language.as_ref();
    let direction = |language: &crate::model::language::Language| {
        if language.is_right_to_left() { "rtl" } else { "ltr" }
    };
    let site = &edition.site.language;
    let kind = shown.kind();
    let mut tags = shown.tags();
    tags.retain(|tag| Some(tag) != kind.as_ref());
    let more_tags = tags.len().saturating_sub(TAGS);
    tags.truncate(TAGS);
    Row {
        language: language.unwrap_or(site).to_string(),
        direction: language.map(direction),
        kind,
        datetime: rfc3339(shown.date()),
        time: (precision == DatePrecision::Second).then(|| clock(shown.date())),
        undated: precision == DatePrecision::FirstSeen,
        foreign: language.filter(|l| l.primary() != site.primary()).map(ToString::to_string),
        summary: summary(&shown),
        image: shown.image(),
        tags,
        more_tags,
        also_in: also_in(edition, stored),
        files: files(&shown),
        source: shown.source.title,
        title: shown.title,
        link: shown.link,
    }
}

fn summary(shown: &Shown<'_>) -> Option<String> {
    let summary = excerpt(&shown.summary_or_excerpt()?, SUMMARY_LENGTH);
    (summary != shown.title).then_some(summary)
}

fn clock(at: DateTime<Utc>) -> String {
    at.format("%H:%M UTC").to_string()
}

fn also_in(edition: &Edition, stored: &StoredItem) -> Vec<Link> {
    let others = stored.appearances.iter().skip(1).map(|other| Link {
        title: ShownSource::new(&other.source, &edition.sources).title,
        url: other.item.url.as_ref().and_then(|url| clean::address(url.as_url())),
    });
    others.collect()
}

fn files(shown: &Shown<'_>) -> Vec<File> {
    let files = shown.attachments().into_iter().map(|(url, file)| File {
        title: file.title.as_deref().and_then(clean::line).unwrap_or_else(|| last_part(&url)),
        kind: mime_type(file).to_owned(),
        size: file.size_in_bytes.map(size),
        url,
    });
    files.collect()
}

/// A length in decimal units, as shops and browsers give it.
fn size(bytes: u64) -> String {
    match bytes {
        0..1_000 => format!("{bytes} bytes"),
        1_000..1_000_000 => format!("{} kB", bytes / 1_000),
        _ => format!("{}.{} MB", bytes / 1_000_000, bytes % 1_000_000 / 100_000),
    }
}

/// The name of a file in its address; the host where it has none.
fn last_part(url: &str) -> String {
    let path = url.split(['?', '#']).next().unwrap_or(url);
    path.trim_end_matches('/').rsplit('/').next().unwrap_or(path).to_owned()
}
