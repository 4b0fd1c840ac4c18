//! Attributes: quoted, unquoted, without value, without space between, with a quote missing.

use super::scan::closing_quote;

/// The attributes of a start tag, as they are written; values are not resolved.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Attributes<'a> {
    rest: &'a str,
}

impl<'a> Attributes<'a> {
    pub(super) fn new(inside: &'a str) -> Self {
        Self { rest: inside }
    }

    /// What stands between the tag's name and its end.
    pub(crate) fn as_str(&self) -> &'a str {
        self.rest
    }

    /// The first attribute of this name, whatever its case.
    pub(crate) fn get(self, name: &str) -> Option<&'a str> {
        if self.rest.is_empty() {
            return None;
        }
        self.into_iter().find(|(key, _)| key.eq_ignore_ascii_case(name)).map(|(_, value)| value)
    }
}

impl<'a> IntoIterator for Attributes<'a> {
    type Item = (&'a str, &'a str);
    type IntoIter = AttributeIter<'a>;

    fn into_iter(self) -> AttributeIter<'a> {
        AttributeIter { rest: self.rest }
    }
}

/// Goes through attributes: name and value, in the order in which they stand.
#[derive(Debug)]
pub(crate) struct AttributeIter<'a> {
    rest: &'a str,
}

impl<'a> AttributeIter<'a> {
    fn value(&mut self) -> &'a str {
        let text = self.rest;
        let bytes = text.as_bytes();
        if let Some(b'"' | b'\'') = bytes.first() {
            if let Some(close) = closing_quote(bytes, 0) {
                self.rest = &text[close + 1..];
                return &text[1..close];
            }
            self.rest = &text[1..];
        }
        if let Some((value, rest)) = in_foreign_quotes(self.rest) {
            self.rest = rest;
            return value;
        }
        let text = self.rest;
        let end = text.find(|c: char| c.is_ascii_whitespace()).unwrap_or(text.len());
        self.rest = &text[end..];
        let value = text[..end].strip_prefix("\\\"").unwrap_or(&text[..end]);
        let value = value.strip_suffix("\\\"").unwrap_or(value);
        value.trim_start_matches(CURLY).trim_end_matches(CURLY).trim_end_matches(['"', '\''])
    }
}

/// Quotes that a word processor makes of straight ones.
const CURLY: [char; 5] = ['“', '”', '„', '‘', '’'];

/// A value in curly quotes or in ones that were escaped for some other language, and what follows.
fn in_foreign_quotes(text: &str) -> Option<(&str, &str)> {
    let (inside, after) = match text.strip_prefix("\\\"") {
        Some(rest) => rest.split_once("\\\"")?,
        None => text.strip_prefix(CURLY)?.split_once(CURLY)?,
    };
    let ends_here = after.is_empty() || after.starts_with(|c: char| c.is_ascii_whitespace());
    let is_one_word = !inside.contains(|c: char| c.is_ascii_whitespace());
    (is_one_word || (ends_here && !inside.ends_with('='))).then_some((inside, after))
}

impl<'a> Iterator for AttributeIter<'a> {
    type Item = (&'a str, &'a str);

    fn next(&mut self) -> Option<(&'a str, &'a str)> {
        let is_between = |c: char| c.is_ascii_whitespace() || matches!(c, '/' | '"' | '\'' | ',');
        let text = self.rest.trim_start_matches(is_between);
        if text.is_empty() {
            self.rest = text;
            return None;
        }
        let end = text.find(|c: char| c.is_ascii_whitespace() || c == '=').unwrap_or(text.len());
        let name = &text[..end];
        let after = text[end..].trim_ascii_start();
        let Some(value) = after.strip_prefix('=') else {
            self.rest = after;
            return Some((name, ""));
        };
        self.rest = value.trim_ascii_start();
        Some((name, self.value()))
    }
}
