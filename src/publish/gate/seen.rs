//! What feed-rs makes of an artifact.
//!
//! Two of its habits would lead the comparison astray, so that it is not shown the whole artifact:
//!
//! - It looks for e-mail addresses in the names of persons in RSS and JSON Feed, and panics where
//!   a letter of several bytes stands before one: `「desk@example.coop」`. Names of persons are
//!   hidden from it, and not compared.
//! - In RSS it drops the enclosure of an item that has `media:content` too, and does not say which
//!   of the two it gives. Such a document is read twice: without Media RSS, and for that alone.

use std::borrow::Cow;
use std::panic::{AssertUnwindSafe, catch_unwind};

use chrono::{DateTime, Utc};
use feed_rs::model::{Entry, Feed, Link};
use feed_rs::parser::Builder;

use crate::publish::gate::Dialect;

const DUBLIN_CORE: &str = "http://purl.org/dc/elements/1.1/";

const MEDIA_RSS: &str = "http://search.yahoo.com/mrss/";

/// An item as feed-rs sees it.
pub(super) struct Seen {
    /// Empty where feed-rs finds none.
    pub(super) id: String,
    pub(super) title: Option<String>,
    /// Addresses of its page; in JSON Feed `url` and `external_url`, which feed-rs does not tell
    /// apart.
    pub(super) links: Vec<String>,
    pub(super) published: Option<DateTime<Utc>>,
    /// In RSS a copy of `published`, in JSON Feed `date_modified`.
    pub(super) updated: Option<DateTime<Utc>>,
    pub(super) summary: Option<String>,
    pub(super) content: Option<String>,
    /// Scheme and term. JSON Feed has no schemes.
    pub(super) categories: Vec<(Option<String>, String)>,
    /// Addresses of attached files.
    pub(super) enclosures: Vec<String>,
    /// Addresses of what `media:content` names.
    pub(super) media: Vec<String>,
}

/// Reads an artifact; the error says why it cannot be read.
pub(super) fn read(dialect: Dialect, bytes: &[u8]) -> Result<Vec<Seen>, String> {
    let text = std::str::from_utf8(bytes).map_err(|error| error.to_string())?;
    let text = without_persons(dialect, text);
    let Cow::Owned(plain) = without_media(dialect, &text) else {
        let entries = parse(dialect, &text)?.entries.into_iter();
        return Ok(entries.map(|entry| Seen::new(dialect, entry)).collect());
    };
    let entries = parse(dialect, &plain)?.entries.into_iter();
    let mut seen: Vec<_> = entries.map(|entry| Seen::new(dialect, entry)).collect();
    for (seen, entry) in seen.iter_mut().zip(parse(dialect, &without_enclosures(&text))?.entries) {
        seen.media = media(&entry);
    }
    Ok(seen)
}

/// feed-rs forgives dates much that readers do not, so that it is given strict eyes for them: a
/// wrong day of the week is no date. Where it finds no id it would make one up.
fn parse(dialect: Dialect, text: &str) -> Result<Feed, String> {
    let date = match dialect {
        Dialect::Rss => DateTime::parse_from_rfc2822,
        Dialect::Atom | Dialect::Json => DateTime::parse_from_rfc3339,
    };
    let parser = Builder::new()
        .sanitize_content(false)
        .id_generator(|_, _, _| String::new())
        .timestamp_parser(move |text| date(text).ok().map(|at| at.to_utc()))
        .build();
    // What makes feed-rs panic would stop every reader that is built on it.
    catch_unwind(AssertUnwindSafe(|| parser.parse(text.as_bytes())))
        .map_err(|_| "it makes feed-rs panic".to_owned())?
        .map_err(|error| error.to_string())
}

/// The text with the names of persons where feed-rs does not look.
fn without_persons(dialect: Dialect, text: &str) -> Cow<'_, str> {
    match dialect {
        Dialect::Rss => without_namespace(text, DUBLIN_CORE),
        // In a string of JSON a quotation mark has a backslash before it, so that this is a key.
        Dialect::Json => Cow::Owned(text.replace("\"authors\":", "\"_\":")),
        Dialect::Atom => Cow::Borrowed(text),
    }
}

/// RSS with Media RSS where feed-rs does not look; as it is where there is none.
fn without_media(dialect: Dialect, text: &str) -> Cow<'_, str> {
    match dialect {
        Dialect::Rss => without_namespace(text, MEDIA_RSS),
        Dialect::Atom | Dialect::Json => Cow::Borrowed(text),
    }
}

/// It does not matter that this changes the items' texts: they are read from another copy.
fn without_enclosures(text: &str) -> String {
    text.replace("<enclosure", "<hidden").replace("</enclosure", "</hidden")
}

/// The text with a namespace that the root element declares under a name that nobody knows; as it
/// is where there is none.
fn without_namespace<'a>(text: &'a str, namespace: &str) -> Cow<'a, str> {
    let root = text.find("<rss").and_then(|start| Some(start + text[start..].find('>')?));
    let (root, rest) = text.split_at(root.unwrap_or_default());
    if root.contains(namespace) {
        Cow::Owned(root.replacen(namespace, "urn:hidden", 1) + rest)
    } else {
        Cow::Borrowed(text)
    }
}

impl Seen {
    fn new(dialect: Dialect, entry: Entry) -> Self {
        let links = |wanted: fn(Dialect, &Link) -> bool| {
            let links = entry.links.iter().filter(|link| wanted(dialect, link));
            links.map(|link| link.href.clone()).collect::<Vec<_>>()
        };
        let (enclosures, media) = match dialect {
            Dialect::Rss => (media(&entry), Vec::new()),
            Dialect::Atom | Dialect::Json => (links(is_file), media(&entry)),
        };
        Self {
            links: links(is_page),
            enclosures,
            media,
            id: entry.id,
            title: entry.title.map(|title| title.content),
            published: entry.published,
            updated: entry.updated,
            summary: entry.summary.map(|summary| summary.content),
            content: entry.content.and_then(|content| content.body),
            categories: entry.categories.into_iter().map(|of| (of.scheme, of.term)).collect(),
        }
    }
}

/// In RSS a link with a target leads to comments; in JSON Feed one with a type is a file.
fn is_page(dialect: Dialect, link: &Link) -> bool {
    match dialect {
        Dialect::Rss => link.target.is_none(),
        Dialect::Atom => link.rel.as_deref() == Some("alternate"),
        Dialect::Json => link.media_type.is_none(),
    }
}

fn is_file(dialect: Dialect, link: &Link) -> bool {
    match dialect {
        Dialect::Rss => false,
        Dialect::Atom => link.rel.as_deref() == Some("enclosure"),
        Dialect::Json => link.media_type.is_some(),
    }
}

fn media(entry: &Entry) -> Vec<String> {
    let files = entry.media.iter().flat_map(|object| &object.content);
    files.filter_map(|file| file.url.as_ref()).map(ToString::to_string).collect()
}
