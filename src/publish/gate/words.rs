//! What differs, in words: the end of a sentence that begins with the item.

use chrono::{DateTime, SecondsFormat, Utc};

/// How much of a value is quoted.
const QUOTED_CHARACTERS: usize = 80;

/// How much of that stands before a difference that is not near the beginning.
const QUOTED_BEFORE: usize = 20;

/// That something is seen otherwise, if it is.
pub(super) fn different(what: &str, meant: Option<&str>, seen: Option<&str>) -> Option<String> {
    if meant == seen {
        return None;
    }
    let same = meant.zip(seen).map_or(0, |(meant, seen)| {
        meant.chars().zip(seen.chars()).take_while(|(meant, seen)| meant == seen).count()
    });
    let quoted = |text: Option<&str>| {
        text.map_or_else(|| "nothing".to_owned(), |text| format!("\"{}\"", quote(text, same)))
    };
    Some(format!("has the {what} {} instead of {}", quoted(seen), quoted(meant)))
}

/// The first difference of two lists.
pub(super) fn different_lists(what: &str, meant: &[String], seen: &[String]) -> Option<String> {
    let mut places = 0..meant.len().max(seen.len());
    places.find_map(|place| {
        let (meant, seen) = (meant.get(place), seen.get(place));
        different(what, meant.map(String::as_str), seen.map(String::as_str))
    })
}

/// That a time is seen otherwise: to the second, which is all that RSS has.
pub(super) fn different_dates(
    what: &str,
    meant: Option<DateTime<Utc>>,
    seen: Option<DateTime<Utc>>,
) -> Option<String> {
    let second = |at: DateTime<Utc>| at.to_rfc3339_opts(SecondsFormat::Secs, true);
    if meant.map(|at| at.timestamp()) == seen.map(|at| at.timestamp()) {
        return None;
    }
    different(what, meant.map(second).as_deref(), seen.map(second).as_deref())
}

/// The beginning of a text for a message of one line.
pub(super) fn quotable(text: &str) -> String {
    quote(text, 0)
}

/// Some of a text, with its place of interest in it.
fn quote(text: &str, place: usize) -> String {
    let is_near = place + QUOTED_BEFORE < QUOTED_CHARACTERS;
    let skipped = if is_near { 0 } else { place.saturating_sub(QUOTED_BEFORE) };
    let mut rest = text.chars().skip(skipped);
    let quoted: String = rest.by_ref().take(QUOTED_CHARACTERS).map(printable).collect();
    let before = if skipped > 0 { "…" } else { "" };
    let after = if rest.next().is_some() { "…" } else { "" };
    format!("{before}{quoted}{after}")
}

fn printable(c: char) -> char {
    if c.is_control() { '\u{FFFD}' } else { c }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(meant: Option<&str>, seen: Option<&str>, expected: Option<&str>) {
        assert_eq!(different("title", meant, seen).as_deref(), expected);
    }

    #[test]
    fn both_values_are_quoted_around_the_place_where_they_part() {
        check(None, None, None);
        check(Some("a"), Some("a"), None);
        check(Some("a"), Some("b"), Some("has the title \"b\" instead of \"a\""));
        check(Some("a"), None, Some("has the title nothing instead of \"a\""));
        check(Some("a\nb"), Some("ab"), Some("has the title \"ab\" instead of \"a\u{FFFD}b\""));
        let (meant, seen) = ("स".repeat(100) + "y", "स".repeat(100) + &"z".repeat(100));
        let before = "स".repeat(20);
        let expected =
            format!("has the title \"…{before}{}…\" instead of \"…{before}y\"", "z".repeat(60));
        check(Some(&meant), Some(&seen), Some(&expected));
    }
}
