//! JSON Feed 1.0 and 1.1 (<https://www.jsonfeed.org/version/1.1/>).
//!
//! A value of the wrong type costs that value, a broken item costs its end, a broken end what came
//! behind it. The document is never held as a tree: items are read one at a time.

use serde_json::Deserializer;

use crate::model::raw::{Format, RawChannel, RawItem};
use crate::read::ReadError;

use super::Found;
use super::log::Log;

mod begin;
mod item;
mod mend;
mod object;
mod resume;
mod value;

pub(in crate::read) use begin::{begins, behind};

/// What was read so far.
#[derive(Debug, Default)]
struct Feed {
    channel: RawChannel,
    items: Vec<RawItem>,
    has_version: bool,
    list: List,
    /// How much the items may take yet, in bytes.
    room: usize,
    is_full: bool,
    /// Names of members whose values had the wrong type.
    mistyped: Vec<String>,
    empty_items: usize,
}

/// How far the list of items was read.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
enum List {
    /// There was none.
    #[default]
    Unseen,
    /// It was begun.
    Open,
    /// It is over, or is no list.
    Over,
}

impl Feed {
    fn new(room: usize) -> Self {
        Self { room, ..Self::default() }
    }

    fn is_empty(&self) -> bool {
        self.items.is_empty() && self.channel == RawChannel::default()
    }
}

/// Reads a JSON Feed, which begins at byte `start` of the text.
pub(super) fn read<'a>(
    text: &'a str,
    start: usize,
    mut log: Log<'a>,
    room: usize,
) -> Result<Found<'a>, ReadError> {
    let line = 1 + memchr::memchr_iter(b'\n', &text.as_bytes()[..start]).count();
    let text = whole_numbers(&text[start..]);
    let mut feed = Feed::new(room);
    let Some(failure) = parse(text, &mut feed) else { return finish(feed, None, log) };
    let mended = if failure.is_inside() { mend::mend(text) } else { None };
    let Some(mended) = mended else {
        let failure = resume::resume(text, Some(line), failure, &mut feed, &mut log);
        return finish(feed, failure, log);
    };
    let error = failure.error();
    log.warn_in_line("broken-json", line + error.line() - 1, &error.to_string());
    // The mended text takes its part of what there is.
    let mut feed = Feed::new(room.saturating_sub(mended.len() / 2));
    // Mending changes the lines: what is found in the mended text has none.
    let failure = parse(&mended, &mut feed)
        .and_then(|failure| resume::resume(&mended, None, failure, &mut feed, &mut log));
    finish(feed, failure, log)
}

/// `failure` comes with its line.
fn finish(
    feed: Feed,
    failure: Option<(Failure, Option<usize>)>,
    mut log: Log<'_>,
) -> Result<Found<'_>, ReadError> {
    if let Some((failure, line)) = failure {
        if feed.is_empty() {
            return Err(ReadError::BrokenJson(failure.error().to_string()));
        }
        log.warn_in_line(failure.code(), line.unwrap_or_default(), &failure.error().to_string());
    } else if feed.list == List::Unseen && !feed.has_version {
        return Err(ReadError::NotAFeed("JSON, but no JSON Feed".to_owned()));
    }
    if !feed.has_version {
        log.warn("no-version", 0, "");
    }
    for name in &feed.mistyped {
        log.warn_in_line("wrong-type", 0, name);
    }
    for _ in 0..feed.empty_items {
        log.warn_in_line("empty-item", 0, "");
    }
    if feed.is_full {
        log.warn_in_line("too-large", 0, "");
    }
    let Feed { channel, items, .. } = feed;
    Ok(Found { format: Format::Json, channel, items, deleted: Vec::new(), log })
}

/// Where a text ceased to be JSON.
enum Failure {
    Inside(serde_json::Error),
    /// Something follows the feed.
    Behind(serde_json::Error),
}

impl Failure {
    fn error(&self) -> &serde_json::Error {
        let (Self::Inside(error) | Self::Behind(error)) = self;
        error
    }

    fn is_inside(&self) -> bool {
        matches!(self, Self::Inside(_))
    }

    fn code(&self) -> &'static str {
        match self {
            Self::Inside(error) if error.is_eof() => "truncated",
            Self::Inside(_) => "broken-json",
            Self::Behind(_) => "junk-after-root",
        }
    }
}

/// Reads as far as the text is JSON.
fn parse(text: &str, feed: &mut Feed) -> Option<Failure> {
    let mut deserializer = Deserializer::from_str(text);
    match object::read_feed(&mut deserializer, feed) {
        Ok(()) => deserializer.end().err().map(Failure::Behind),
        Err(error) => Some(Failure::Inside(error)),
    }
}

/// The text without a number at its end: the document breaks off there, and half a number is
/// another number.
fn whole_numbers(text: &str) -> &str {
    text.trim_end_matches(|c: char| c.is_ascii_digit() || matches!(c, '.' | '-' | '+' | 'e' | 'E'))
}
