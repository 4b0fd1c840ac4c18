//! JSON Feed 1.0 and 1.1 (<https://www.jsonfeed.org/version/1.1/>).
//!
//! A value of the wrong type costs that value, a broken end costs what came behind it. The
//! document is never held as a tree: items are read one at a time.

use serde_json::Deserializer;

use crate::model::raw::{Format, RawChannel, RawItem};
use crate::read::ReadError;

use super::Found;
use super::log::Log;

mod mend;
mod object;
mod value;

/// What was read so far.
#[derive(Debug, Default)]
struct Feed {
    channel: RawChannel,
    items: Vec<RawItem>,
    has_version: bool,
    has_items: bool,
    /// How much the items may take yet, in bytes.
    room: usize,
    is_full: bool,
    /// Names of members whose values had the wrong type.
    mistyped: Vec<String>,
    empty_items: usize,
}

/// Reads a JSON Feed.
pub(super) fn read<'a>(
    text: &'a str,
    mut log: Log<'a>,
    room: usize,
) -> Result<Found<'a>, ReadError> {
    let mut feed = Feed { room, ..Feed::default() };
    let start = text.find(['{', '[']).unwrap_or_default();
    let above = memchr::memchr_iter(b'\n', &text.as_bytes()[..start]).count();
    let text = whole_numbers(&text[start..]);
    let mut failure = parse(text, &mut feed);
    // Mending changes the lines: what is found in the mended text has none.
    let mut line = failure.as_ref().map_or(0, |failure| above + failure.error().line());
    if let Some(first) = failure.as_ref().filter(|failure| failure.is_inside())
        && let Some(mended) = mend::mend(text)
    {
        log.warn_in_line("broken-json", line, &first.error().to_string());
        line = 0;
        // The mended text takes its part of what there is.
        let room = room.saturating_sub(mended.len() / 2);
        feed = Feed { room, ..Feed::default() };
        failure = parse(&mended, &mut feed);
    }
    let is_feed = feed.has_items || feed.has_version;
    match failure {
        Some(failure) if feed.items.is_empty() && feed.channel == RawChannel::default() => {
            return Err(ReadError::BrokenJson(failure.error().to_string()));
        }
        Some(failure) => {
            let code = if failure.is_inside() { "truncated" } else { "junk-after-root" };
            log.warn_in_line(code, line, &failure.error().to_string());
        }
        None if !is_feed => {
            return Err(ReadError::NotAFeed("JSON, but no JSON Feed".to_owned()));
        }
        None => {}
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
    Ok(Found {
        format: Format::Json,
        channel: feed.channel,
        items: feed.items,
        deleted: Vec::new(),
        log,
    })
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
