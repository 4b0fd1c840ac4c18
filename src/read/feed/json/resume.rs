//! Reading on behind an item that cannot be mended.

use std::io::Read;

use serde_json::Deserializer;

use super::object;
use super::{Failure, Feed, List};
use crate::read::feed::log::Log;

/// What the rest of a list of items is read behind, so that it is a feed again.
const OPENING: &str = "{\"items\":[";

/// Reads on behind a failure: at the next item, or at the items where they were not begun. Gives
/// the failure behind which nothing more is found, and its line where that is known: `line` is the
/// one in which the text begins. Each byte is looked at a bounded number of times, however many
/// items are broken.
pub(super) fn resume(
    text: &str,
    mut line: Option<usize>,
    mut failure: Failure,
    feed: &mut Feed,
    log: &mut Log<'_>,
) -> Option<(Failure, Option<usize>)> {
    let (mut rest, mut opened) = (text, 0);
    loop {
        let error = failure.error();
        let here = line.map(|line| line + error.line().saturating_sub(1));
        let next = next(rest, opened, &failure, feed);
        let Some(next) = next else { return Some((failure, here)) };
        log.warn_in_line("broken-json", here.unwrap_or_default(), &error.to_string());
        line = line.map(|line| line + breaks(&rest[..next]));
        (rest, opened) = (&rest[next..], OPENING.len());
        feed.list = List::Over;
        failure = parse(rest, feed)?;
    }
}

/// Where reading goes on behind a failure.
fn next(text: &str, opened: usize, failure: &Failure, feed: &Feed) -> Option<usize> {
    let error = match failure {
        Failure::Inside(error) if !error.is_eof() => error,
        _ => return None,
    };
    match feed.list {
        List::Unseen => items(text, offset(text, opened, error)),
        List::Open => next_item(text, offset(text, opened, error)),
        List::Over => None,
    }
}

fn breaks(text: &str) -> usize {
    memchr::memchr_iter(b'\n', text.as_bytes()).count()
}

/// Reads the rest of a list of items and what follows it.
fn parse(rest: &str, feed: &mut Feed) -> Option<Failure> {
    let mut deserializer = Deserializer::from_reader(OPENING.as_bytes().chain(rest.as_bytes()));
    match object::read_feed(&mut deserializer, feed) {
        Ok(()) => deserializer.end().err().map(Failure::Behind),
        Err(error) => Some(Failure::Inside(error)),
    }
}

/// Where in a text an error was found, `opened` bytes having stood before it.
fn offset(text: &str, opened: usize, error: &serde_json::Error) -> usize {
    let mut ends = memchr::memchr_iter(b'\n', text.as_bytes());
    let last = error.line().checked_sub(2);
    let start = last.map(|last| ends.nth(last).map_or(text.len(), |end| end + 1));
    let at = match start {
        Some(start) => start + error.column().saturating_sub(1),
        None => error.column().saturating_sub(1 + opened),
    };
    text.floor_char_boundary(at.min(text.len()))
}

/// Where the next item begins behind `from`: after `},`.
fn next_item(text: &str, from: usize) -> Option<usize> {
    let ends = memchr::memchr_iter(b'}', &text.as_bytes()[from..]);
    ends.map(|at| from + at + 1).find_map(|behind| {
        let rest = text[behind..].trim_ascii_start().strip_prefix(',')?.trim_ascii_start();
        rest.starts_with('{').then(|| text.len() - rest.len())
    })
}

/// Where the list of items begins behind `from`.
fn items(text: &str, from: usize) -> Option<usize> {
    let name = "\"items\"";
    memchr::memmem::find_iter(&text.as_bytes()[from..], name).find_map(|at| {
        let rest = text[from + at + name.len()..].trim_ascii_start().strip_prefix(':')?;
        let rest = rest.trim_ascii_start().strip_prefix('[')?;
        Some(text.len() - rest.len())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_next_item_and_the_list_are_found() {
        let text = "{\"items\" : [ {\"a\":x}, \"b\"} ,\n {\"c\"";
        assert_eq!(next_item(text, 0), text.rfind('{'));
        assert_eq!(next_item("{\"a\":{}},{", 6), Some(9));
        assert_eq!(items(text, 0), Some(12));
        assert_eq!(items("{\"items\":5", 0), None);
    }
}
