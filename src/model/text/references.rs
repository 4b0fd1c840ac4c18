//! Character references: the names and numbers of HTML, and what they stand for.

use std::borrow::Cow;

use web_atoms::{C1_REPLACEMENTS, NAMED_ENTITIES};

/// The longest reference that is looked at, without its `&`: `#1114111;`, `CounterClockwise…;`.
const LONGEST: usize = 40;

/// The longest name that counts without its semicolon: `brvbar`.
const LONGEST_UNFINISHED: usize = 6;

/// The characters that a name of HTML stands for; few stand for two. A name ends with its
/// semicolon; the old ones (`copy`, `eacute`) count without it, too.
#[must_use]
pub fn named(name: &str) -> Option<(char, Option<char>)> {
    let &(first, second) = NAMED_ENTITIES.get(name)?;
    let character = |number: u32| char::from_u32(number).filter(|_| number != 0);
    // The table holds the beginnings of names, too: they stand for nothing.
    Some((character(first)?, character(second)))
}

/// What the numbers 128 to 159 mean: they are controls that nobody means, and the bytes of
/// windows-1252.
#[must_use]
pub fn windows_1252(number: u32) -> Option<char> {
    let at = usize::try_from(number).ok()?.checked_sub(128)?;
    C1_REPLACEMENTS.get(at).copied().flatten()
}

/// A reference.
#[derive(Debug, Clone, Copy)]
pub(super) struct Reference {
    pub(super) first: char,
    second: Option<char>,
    /// How long it is, from behind its `&` on.
    pub(super) length: usize,
    /// It has its semicolon.
    pub(super) is_whole: bool,
}

impl Reference {
    /// What it stands for.
    pub(super) fn characters(self) -> impl Iterator<Item = char> {
        std::iter::once(self.first).chain(self.second)
    }

    /// The one that a text after `&` begins with.
    pub(super) fn of(piece: &str) -> Option<Self> {
        if let Some(digits) = piece.strip_prefix('#') {
            return Self::numbered(digits);
        }
        let letters = piece.bytes().take(LONGEST).take_while(u8::is_ascii_alphanumeric).count();
        let whole = piece.get(..=letters).filter(|whole| whole.ends_with(';'));
        if let Some((first, second)) = whole.and_then(named) {
            return Some(Self { first, second, length: letters + 1, is_whole: true });
        }
        (2..=letters.min(LONGEST_UNFINISHED)).rev().find_map(|length| {
            let (first, second) = named(&piece[..length])?;
            Some(Self { first, second, length, is_whole: false })
        })
    }

    /// A number that is no character stands for U+FFFD, as in HTML.
    fn numbered(digits: &str) -> Option<Self> {
        let hex = digits.strip_prefix(['x', 'X']);
        let (digits, radix) = hex.map_or((digits, 10), |hex| (hex, 16));
        let count = digits.chars().take_while(|digit| digit.is_digit(radix)).count();
        let number = u32::from_str_radix(digits.get(..count).filter(|_| count > 0)?, radix);
        let number = number.ok().filter(|number| *number > 0);
        let first = number
            .and_then(|number| windows_1252(number).or_else(|| char::from_u32(number)))
            .unwrap_or(char::REPLACEMENT_CHARACTER);
        let is_whole = digits[count..].starts_with(';');
        let length = 1 + usize::from(hex.is_some()) + count + usize::from(is_whole);
        Some(Self { first, second: None, length, is_whole })
    }
}

/// Resolves every reference of HTML. A `<` in the text means just that sign.
pub(super) fn resolve(text: &str) -> Cow<'_, str> {
    resolve_where(text, |_, _, _| true)
}

/// Resolves references in the value of an attribute: whole ones. `?a=1&copy=2` holds none.
pub(super) fn resolve_whole(text: &str) -> Cow<'_, str> {
    resolve_where(text, |_, reference, _| reference.is_whole)
}

/// Resolves the references that `counts` wants, which sees what stands before and behind.
pub(super) fn resolve_where(
    text: &str,
    counts: impl Fn(&str, Reference, &str) -> bool,
) -> Cow<'_, str> {
    let Some(first) = text.find('&') else { return Cow::Borrowed(text) };
    let mut resolved = String::with_capacity(text.len());
    resolved.push_str(&text[..first]);
    for (at, _) in text[first..].match_indices('&') {
        let piece = &text[first + at + 1..];
        let found = Reference::of(piece)
            .filter(|found| counts(&text[..first + at], *found, &piece[found.length..]));
        let rest = if let Some(found) = found {
            resolved.extend(found.characters());
            &piece[found.length..]
        } else {
            resolved.push('&');
            piece
        };
        resolved.push_str(&rest[..rest.find('&').unwrap_or(rest.len())]);
    }
    Cow::Owned(resolved)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn references_are_resolved_once() {
        let check = |text: &str, expected: &str| assert_eq!(resolve(text), expected, "{text:?}");
        check("a & b", "a & b");
        check("Q&A", "Q&A");
        check("&amp;amp; &lt;b&gt; &#8217;&#x2019;&apos;", "&amp; <b> ’’'");
        check("caf&eacute; &rsquo; &copy 1 < 2", "café ’ © 1 < 2");
        check("&#150; &#1114112; &unknown;", "– \u{FFFD} &unknown;");
        check("&NotEqualTilde;&notit; &#;&#x;", "\u{2242}\u{338}¬it; &#;&#x;");
        check("&#0;&#xD800;&#99999999999; &;", "\u{FFFD}\u{FFFD}\u{FFFD} &;");
        check("&notin; &#8217s &é; é&eacute &", "∉ ’s &é; éé &");
    }

    #[test]
    fn parameters_of_an_address_are_no_references() {
        let check = |text: &str, expected: &str| assert_eq!(resolve_whole(text), expected);
        check("?a=1&copy=2&amp;b&#38;c&lt", "?a=1&copy=2&b&c&lt");
        check("?a=1&amp;copy=2&copy=3", "?a=1&copy=2&copy=3");
        check("?caf&eacute;&#150;&nosuch;&", "?café–&nosuch;&");
    }
}
