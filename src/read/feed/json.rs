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
    let mut failure = parse(text, &mut feed);
    if let Some(error) = &failure
        && let Some(mended) = mend::mend(text)
    {
        log.warn_in_line("broken-json", error.line(), &error.to_string());
        // The mended text takes its part of what there is.
        let room = room.saturating_sub(mended.len() / 2);
        feed = Feed { room, ..Feed::default() };
        failure = parse(&mended, &mut feed);
    }
    let is_feed = feed.has_items || feed.has_version;
    match failure {
        Some(error) if feed.items.is_empty() && feed.channel == RawChannel::default() => {
            return Err(ReadError::BrokenJson(error.to_string()));
        }
        Some(error) => log.warn_in_line("truncated", error.line(), &error.to_string()),
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

/// Reads as far as the text is JSON.
fn parse(text: &str, feed: &mut Feed) -> Option<serde_json::Error> {
    let start = text.find(['{', '[']).unwrap_or_default();
    let mut deserializer = Deserializer::from_str(&text[start..]);
    let outcome = object::read_feed(&mut deserializer, feed);
    outcome.and_then(|()| deserializer.end()).err()
}
