//! Character references in text.

use std::borrow::Cow;
use std::sync::LazyLock;

use ammonia::Builder;

static NOTHING: LazyLock<Builder<'static>> = LazyLock::new(Builder::empty);

/// The longest reference that is looked at, without its `&`: `#1114111;`, `CounterClockwise…;`.
const LONGEST: usize = 40;

/// Resolves every reference of HTML. A `<` in the text means just that sign.
pub(super) fn resolve(text: &str) -> Cow<'_, str> {
    let (simple, complete) = resolve_simple(text);
    if complete {
        return simple;
    }
    // The parser knows all names; what it writes knows four.
    let parsed = NOTHING.clean(&text.replace('<', "&lt;")).to_string();
    Cow::Owned(resolve_simple(&parsed).0.into_owned())
}

/// Resolves numbers and the names that every author knows; says whether that was all.
pub(super) fn resolve_simple(text: &str) -> (Cow<'_, str>, bool) {
    let mut pieces = text.split('&');
    let first = pieces.next().unwrap_or_default();
    if first.len() == text.len() {
        return (Cow::Borrowed(text), true);
    }
    let mut resolved = String::with_capacity(text.len());
    resolved.push_str(first);
    let mut complete = true;
    for piece in pieces {
        if let Some((c, rest)) = reference(piece) {
            resolved.push(c);
            resolved.push_str(rest);
        } else {
            complete &= !piece.starts_with(|c: char| c.is_ascii_alphanumeric() || c == '#');
            resolved.push('&');
            resolved.push_str(piece);
        }
    }
    (Cow::Owned(resolved), complete)
}

/// A text after `&` that begins with a whole reference, which a text that means its characters
/// does not.
pub(super) fn is_reference(piece: &str) -> bool {
    let Some(name) = name(piece) else { return false };
    reference(piece).is_some()
        || (name.len() > 1 && resolve(&format!("&{name};")).len() != name.len() + 2)
}

fn reference(piece: &str) -> Option<(char, &str)> {
    let name = name(piece)?;
    let c = match name {
        "amp" => '&',
        "lt" => '<',
        "gt" => '>',
        "quot" => '"',
        "apos" => '\'',
        "nbsp" => '\u{A0}',
        _ => number(name.strip_prefix('#')?)?,
    };
    Some((c, &piece[name.len() + 1..]))
}

fn name(piece: &str) -> Option<&str> {
    let end = piece.bytes().take(LONGEST).position(|byte| byte == b';')?;
    let name = &piece[..end];
    let legal = name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'#');
    (legal && !name.is_empty()).then_some(name)
}

fn number(digits: &str) -> Option<char> {
    let value = match digits.strip_prefix(['x', 'X']) {
        Some(hex) => u32::from_str_radix(hex, 16),
        None => digits.parse(),
    };
    // U+0080 to U+009F mean characters of windows-1252: left to the parser, which knows them.
    value.ok().filter(|value| *value > 0 && !(0x80..0xA0).contains(value)).and_then(char::from_u32)
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
    }
}
