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
use crate::model::raw::{Format, RawChannel, RawDeleted, RawItem, Reading};
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
    let start = text.trim_start_matches(|c: char| c.is_whitespace() || c == '\u{feff}');
    let log = log::Log::new(&text, warnings);
    let copied = if matches!(text, Cow::Owned(_)) { text.len() } else { 0 };
    let room = room(document.body.len() + copied);
    let mut found = match start.as_bytes().first() {
        None => return Err(ReadError::Empty),
        Some(b'{' | b'[') => json::read(&text, log, room)?,
        Some(_) => walk::Walk::new(&text, document.url.as_ref(), log)
            .run(room)
            .ok_or_else(|| ReadError::NotAFeed(first_element(start).into_owned()))?,
    };
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
