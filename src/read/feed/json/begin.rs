//! Where a JSON Feed begins.

use std::fmt;

use memchr::memmem;
use serde::de::{Deserializer as _, IgnoredAny, MapAccess, Visitor};
use serde_json::Deserializer;

use super::value::{AsScalar, Scalar};

/// How far into a document a feed is looked for, in bytes: behind the warnings of a program.
const LOOKED_AT: usize = 64 << 10;

/// How many objects are looked at.
const MAX_TRIED: usize = 16;

/// Whether a text begins as JSON does that may be a feed. A log (`[07-Mar-2017 …]`) and a template
/// (`{{ title }}`) begin with the same sign.
pub(in crate::read) fn begins(text: &str) -> bool {
    let next = |rest: &str| rest.trim_ascii_start().bytes().next();
    match text.as_bytes().first() {
        Some(b'{') => matches!(next(&text[1..]), None | Some(b'"' | b'}')),
        Some(b'[') => matches!(next(&text[1..]), None | Some(b'{' | b']')),
        _ => false,
    }
}

/// Where a JSON Feed begins behind something else: an object whose `version` names the
/// specification. A page that shows one is a page.
pub(in crate::read) fn behind(text: &str) -> Option<usize> {
    let named = memmem::find(text.as_bytes(), b"jsonfeed.org")?;
    let before = &text[..text.floor_char_boundary(named.min(LOOKED_AT))];
    let objects = before.match_indices('{').map(|(at, _)| at).filter(|at| begins(&text[*at..]));
    let start = objects.take(MAX_TRIED).find(|at| names_its_version(&text[*at..]))?;
    let junk = text[..start].to_ascii_lowercase();
    let is_page = ["<!doctype", "<html", "<body"].iter().any(|tag| junk.contains(tag));
    (!is_page).then_some(start)
}

/// Whether an object says that it is a JSON Feed: its `version` names the specification.
fn names_its_version(text: &str) -> bool {
    let mut is_one = false;
    // It is read only as far as the version, which is an error to the parser.
    let mut deserializer = Deserializer::from_str(text);
    let _ = (&mut deserializer).deserialize_any(Version { is_one: &mut is_one });
    is_one
}

struct Version<'s> {
    is_one: &'s mut bool,
}

impl<'de> Visitor<'de> for Version<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        while let Some(name) = map.next_key::<String>()? {
            if name != "version" {
                map.next_value::<IgnoredAny>()?;
                continue;
            }
            let version = map.next_value_seed(AsScalar)?;
            *self.is_one = matches!(version, Scalar::Text(text) if text.contains("jsonfeed.org"));
            break;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn json_is_told_from_what_begins_like_it() {
        for text in ["{", "{}", "{ \"a\"", "[", "[]", "[\n{"] {
            assert!(begins(text), "{text}");
        }
        for text in ["", "x", "{{ a }}", "{% a %}", "{a", "[0m", "[07-Mar]", "[[", "\"a\""] {
            assert!(!begins(text), "{text}");
        }
    }

    #[test]
    fn a_feed_is_found_behind_something_else() {
        let feed = "{\"title\":\"x\",\"version\":\"https:\\/\\/jsonfeed.org\\/1\",?";
        for junk in ["Notice: x\n", "<br /><b>Notice</b> {x} {\"a\":1}", "callback("] {
            assert_eq!(behind(&format!("{junk}{feed}")), Some(junk.len()), "{junk}");
        }
        assert_eq!(behind(&format!("<!DOCTYPE html><pre>{feed}</pre>")), None);
        assert_eq!(behind("See jsonfeed.org: {\"version\":\"1.1\",\"items\":[]}"), None);
    }
}
