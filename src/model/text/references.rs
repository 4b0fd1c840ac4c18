//! Character references in text.

use std::borrow::Cow;

use web_atoms::{C1_REPLACEMENTS, NAMED_ENTITIES};

/// The longest reference that is looked at, without its `&`: `#1114111;`, `CounterClockwise…;`.
const LONGEST: usize = 40;

/// Resolves every reference of HTML (HTML standard §13.2.5.72 to 80, in text). A `<` in the text
/// means just that sign.
pub(super) fn resolve(text: &str) -> Cow<'_, str> {
    let mut pieces = text.split('&');
    let first = pieces.next().unwrap_or_default();
    if first.len() == text.len() {
        return Cow::Borrowed(text);
    }
    let mut resolved = String::with_capacity(text.len());
    resolved.push_str(first);
    for piece in pieces {
        let length = match piece.strip_prefix('#') {
            Some(digits) => numbered(digits, &mut resolved),
            None => named(piece, &mut resolved),
        };
        if length == 0 {
            resolved.push('&');
        }
        resolved.push_str(&piece[length..]);
    }
    Cow::Owned(resolved)
}

/// Resolves the name that a piece begins with: the longest there is, which some names are without
/// a semicolon too. Returns how much of the piece it was, 0: it is none.
fn named(piece: &str, resolved: &mut String) -> usize {
    let mut found = (0, (0, 0));
    for length in 1..=piece.len().min(LONGEST) {
        // The table holds every beginning of a name; those that are no name themselves say 0.
        match piece.get(..length).and_then(|name| NAMED_ENTITIES.get(name)) {
            Some(&characters) if characters.0 != 0 => found = (length, characters),
            Some(_) => {}
            None => break,
        }
    }
    let (length, (first, second)) = found;
    let characters = [first, second].into_iter().filter(|code| *code != 0);
    resolved.extend(characters.filter_map(char::from_u32));
    length
}

/// How long the whole reference is that a piece begins with: with its semicolon, and known.
fn whole(piece: &str) -> Option<usize> {
    let end = piece.bytes().take(LONGEST).position(|byte| byte == b';')? + 1;
    let is_known = match piece[..end].strip_prefix('#') {
        Some(digits) => numbered(digits, &mut String::new()) == end,
        None => NAMED_ENTITIES.get(&piece[..end]).is_some_and(|(first, _)| *first != 0),
    };
    is_known.then_some(end)
}

/// Resolves a number, from behind its `#`, and says as [`named`] does how much of the piece it was.
fn numbered(digits: &str, resolved: &mut String) -> usize {
    let hex = digits.strip_prefix(['x', 'X']);
    let (digits, radix, before) = hex.map_or((digits, 10, 1), |hex| (hex, 16, 2));
    let end = digits.find(|c: char| !c.is_digit(radix)).unwrap_or(digits.len());
    if end == 0 {
        return 0;
    }
    // What does not fit is beyond Unicode, as U+0000 and halves of pairs are.
    let number = u32::from_str_radix(&digits[..end], radix).unwrap_or(u32::MAX);
    let replaced = number.checked_sub(0x80).and_then(|at| *C1_REPLACEMENTS.get(at as usize)?);
    let character = replaced.or_else(|| char::from_u32(number).filter(|c| *c != '\0'));
    resolved.push(character.unwrap_or(char::REPLACEMENT_CHARACTER));
    before + end + usize::from(digits[end..].starts_with(';'))
}

/// Resolves the references in a value that [`super::SafeHtml`]'s cleaner wrote: whole ones only, an
/// address may hold `&copy=1`.
pub(super) fn resolve_whole(text: &str) -> Cow<'_, str> {
    let mut pieces = text.split('&');
    let first = pieces.next().unwrap_or_default();
    if first.len() == text.len() {
        return Cow::Borrowed(text);
    }
    let mut resolved = String::with_capacity(text.len());
    resolved.push_str(first);
    for piece in pieces {
        let length = whole(piece).unwrap_or_default();
        resolved.push_str(&resolve(&format!("&{}", &piece[..length])));
        resolved.push_str(&piece[length..]);
    }
    Cow::Owned(resolved)
}

/// A text after `&` that begins with a whole reference, which a text that means its characters
/// does not.
pub(super) fn is_reference(piece: &str) -> bool {
    whole(piece).is_some()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_keeps_what_only_looks_like_a_reference() {
        let check = |text: &str, expected: &str| assert_eq!(resolve_whole(text), expected);
        check("?a=1&amp;copy=2&copy=3&#38;d", "?a=1&copy=2&copy=3&d");
        check("?a&eacute;&nosuch;&", "?aé&nosuch;&");
    }

    #[test]
    fn references_are_resolved_once() {
        let check = |text: &str, expected: &str| assert_eq!(resolve(text), expected, "{text:?}");
        check("a & b", "a & b");
        check("Q&A", "Q&A");
        check("&amp;amp; &lt;b&gt; &#8217;&#x2019;&apos;", "&amp; <b> ’’'");
        check("caf&eacute; &rsquo; &copy 1 < 2", "café ’ © 1 < 2");
        check("&#150; &#1114112; &unknown;", "– \u{FFFD} &unknown;");
        check("&#0;&#xD800;&#99999999999;&#; &#x; &;", "\u{FFFD}\u{FFFD}\u{FFFD}&#; &#x; &;");
        check("&notit; &notin; &#8217s &NotEqualTilde;", "¬it; ∉ ’s \u{2242}\u{338}");
        check("&", "&");
        check("&é;", "&é;");
    }
}
