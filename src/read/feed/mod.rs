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
use crate::model::raw::{Format, RawChannel, RawItem, RawPerson, Reading};
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

mod item;

mod channel;

mod person;

mod base64;

mod json;

mod log;

/// The longest authors of a feed that are repeated with each of its entries, in bytes.
const MAX_INHERITED: usize = 1000;

/// What a document gave, whichever way it was read.
struct Found<'a> {
    format: Format,
    channel: RawChannel,
    items: Vec<RawItem>,
    log: log::Log<'a>,
}

/// Reads a feed.
pub(super) fn read_feed(document: &Document, decoded: Decoded<'_>) -> Result<Reading, ReadError> {
    let Decoded { text, encoding, warnings } = decoded;
    let start = text.trim_start_matches(|c: char| c.is_whitespace() || c == '\u{feff}');
    let log = log::Log::new(&text, warnings);
    let mut found = match start.as_bytes().first() {
        None => return Err(ReadError::Empty),
        Some(b'{' | b'[') => json::read(&text, log)?,
        Some(_) => walk::Walk::new(&text, document.url.as_ref(), log)
            .run()
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
        warnings: found.log.into_warnings(),
        next: None,
        selectors: Vec::new(),
        block: None,
    })
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
    let length = |person: &RawPerson| -> usize {
        [&person.name, &person.email, &person.url].into_iter().flatten().map(String::len).sum()
    };
    let authors = &found.channel.authors;
    if !by_feed || authors.iter().map(length).sum::<usize>() > MAX_INHERITED {
        return;
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
    if base.as_str().len() <= MAX_INHERITED {
        for item in found.items.iter_mut().filter(|item| item.base.is_none()) {
            item.base = Some(base.clone());
        }
    }
}
