//! Feeds: RSS, Atom, CDF and JSON Feed, whole or broken.
//!
//! There is one path for every document: the same walk reads a clean feed and a mended one, so
//! that a feed with a stray `&` gives the items that it gives without. `rss`, `atom`, `cdf` and
//! `extensions` say what the names of each vocabulary mean; `walk` goes through the document,
//! `capture` finds the ends of fields, `text` says what is HTML, `apply` puts things in their
//! places.

use std::borrow::Cow;

use url::Url;

use crate::model::document::Document;
use crate::model::raw::{Format, RawChannel, RawDeleted, RawItem, Reading, Warning};
use crate::read::ReadError;
use crate::read::charset::Decoded;

mod element;

mod rss;

mod atom;

mod cdf;

mod extensions;

mod namespace;

mod walk;

mod roots;

mod carry;

mod version;

mod scope;

mod capture;

mod recover;

mod text;

mod div;

mod guess;

mod apply;

mod address;

mod media;

mod credit;

mod deleted;

mod item;

mod channel;

mod person;

mod base64;

mod json;

mod log;

pub(super) use json::{begins as begins_json, behind as json_behind};

/// How much a document, its text and its items may take together, in bytes. A million items would
/// take ten times the document.
const MAX_HELD: usize = 200 << 20;

/// How much of that the items may take.
const MAX_KEPT: usize = 96 << 20;

/// How much the items may take that inherit the feed's authors or address, in bytes.
const MAX_INHERITED: usize = 24 << 20;

/// What a document gave, whichever way it was read.
struct Found<'a> {
    format: Format,
    channel: RawChannel,
    items: Vec<RawItem>,
    deleted: Vec<RawDeleted>,
    log: log::Log<'a>,
}

/// Reads a feed.
pub(super) fn read_feed(document: &Document, decoded: Decoded<'_>) -> Result<Reading, ReadError> {
    let Decoded { text, encoding, warnings } = decoded;
    let copied = if matches!(text, Cow::Owned(_)) { text.len() } else { 0 };
    let room = room(document.body.len() + copied);
    let mut found = find(&text, document.url.as_ref(), &warnings, room)?;
    inherit_authors(&mut found);
    if document.url.is_none() {
        set_base(&mut found);
    }
    Ok(Reading {
        format: found.format,
        encoding,
        channel: found.channel,
        items: found.items,
        deleted: found.deleted,
        warnings: found.log.into_warnings(),
        next: None,
        selectors: Vec::new(),
        block: None,
    })
}

/// Reads a text as what it begins like, and where that gives nothing as what else is in it.
fn find<'a>(
    text: &'a str,
    url: Option<&Url>,
    warnings: &[Warning],
    room: usize,
) -> Result<Found<'a>, ReadError> {
    let rest = text.trim_start_matches(|c: char| c.is_whitespace() || c == '\u{feff}');
    let start = text.len() - rest.len();
    let log = || log::Log::new(text, warnings.to_vec());
    let walk = || walk::Walk::new(text, url, log()).run(room);
    if rest.is_empty() {
        return Err(ReadError::Empty);
    }
    if json::begins(rest) {
        // What a program said may look like JSON, and the feed stand behind it.
        let behind = || if holds_root(text) { walk().filter(Found::says_something) } else { None };
        return json::read(text, start, log(), room).or_else(|error| behind().ok_or(error));
    }
    if let Some(found) = walk() {
        return Ok(found);
    }
    let Some(at) = json::behind(text) else {
        return Err(ReadError::NotAFeed(first_element(rest).into_owned()));
    };
    let mut log = log();
    log.warn("junk-before-root", start, text[start..at].trim());
    json::read(text, at, log, room)
}

impl Found<'_> {
    fn says_something(&self) -> bool {
        !self.items.is_empty() || self.channel != RawChannel::default()
    }
}

/// Whether there is a tag of a feed's root.
fn holds_root(text: &str) -> bool {
    memchr::memchr_iter(b'<', text.as_bytes()).any(|at| {
        let name = &text.as_bytes()[at + 1..];
        let is = |root: &[u8]| {
            name.get(..root.len()).is_some_and(|name| name.eq_ignore_ascii_case(root))
        };
        is(b"rss") || is(b"feed") || is(b"rdf")
    })
}

/// How much may be kept of the items beside what the document takes, in bytes.
fn room(document: usize) -> usize {
    MAX_HELD.saturating_sub(document).min(MAX_KEPT)
}

/// What a document is that is no feed, in words.
fn first_element(text: &str) -> Cow<'static, str> {
    use crate::read::tokens::{Token, Tokens};
    let mut tokens = Tokens::new(text).take(100);
    let first = tokens.find_map(|token| match token {
        Token::Start(tag) if !tag.is_doubtful => Some(format!("<{}>", tag.name)),
        _ => None,
    });
    first.map_or(Cow::Borrowed("text"), Cow::Owned)
}

/// RFC 4287 §4.2.1 and JSON Feed 1.1: an entry without author is by the feed's.
fn inherit_authors(found: &mut Found<'_>) {
    let by_feed = matches!(found.format, Format::Atom1 | Format::Atom03 | Format::Json);
    let authors = &found.channel.authors;
    let heirs = || found.items.iter().filter(|item| item.authors.is_empty()).count();
    if !by_feed || authors.is_empty() {
        return;
    }
    if authors.iter().map(person::size).sum::<usize>() * heirs() > MAX_INHERITED {
        return found.log.warn("not-inherited", 0, "");
    }
    for item in found.items.iter_mut().filter(|item| item.authors.is_empty()) {
        item.authors.clone_from(authors);
    }
}

/// A document that came from nowhere names its own address, or its page's: its relative addresses
/// count from there.
fn set_base(found: &mut Found<'_>) {
    let channel = &found.channel;
    let addresses = [&channel.self_url, &channel.home_page].into_iter().flatten();
    let mut bases = addresses.filter_map(|address| Url::parse(address).ok());
    let Some(base) = bases.find(|base| matches!(base.scheme(), "http" | "https")) else { return };
    if base.as_str().len() * found.items.len() > MAX_INHERITED {
        return found.log.warn("not-inherited", 0, "");
    }
    for item in found.items.iter_mut().filter(|item| item.base.is_none()) {
        item.base = Some(base.clone());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_document_takes_is_not_there_for_items() {
        let of = |megabytes: usize| room(megabytes << 20) >> 20;
        assert_eq!((of(10), of(64), of(64 + 96), of(64 + 112), of(500)), (96, 96, 40, 24, 0));
    }
}
