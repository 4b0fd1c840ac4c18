//! Where names and tags end.

use memchr::memchr;

/// Where a start tag ends.
pub(super) enum TagEnd {
    /// At this `>`.
    At { end: usize, has_broken_attribute: bool },
    /// At this `<`: its own `>` is missing.
    Broken(usize),
    /// With the document.
    Cut,
}

/// How many bytes are a name. Names of other scripts than Latin occur in no feed; `<重要>` is text.
pub(super) fn name_length(bytes: &[u8]) -> usize {
    if !bytes.first().is_some_and(|byte| byte.is_ascii_alphabetic() || *byte == b'_') {
        return 0;
    }
    bytes.iter().position(|byte| !is_name_byte(*byte)).unwrap_or(bytes.len())
}

fn is_name_byte(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b':' | b'_' | b'-' | b'.')
}

/// What stands behind the name of a tag. An address such as `<ela@sewa.example>` or
/// `<https://…>` is none.
pub(super) fn may_follow_name(rest: &[u8]) -> bool {
    match rest {
        [] | [b'>' | b'<', ..] => true,
        [b'/', next, ..] => *next == b'>' || next.is_ascii_whitespace(),
        [first, ..] => first.is_ascii_whitespace() || *first == b'/',
    }
}

/// Finds the end of a start tag, from the end of its name on. A `>` in a quoted value is none.
/// Says whether a value on the way has no quotes, one too few, or no space behind it.
pub(super) fn tag_end(bytes: &[u8], name_end: usize) -> TagEnd {
    let mut at = name_end;
    let mut after_equals = false;
    let mut has_broken_attribute = false;
    while let Some(&byte) = bytes.get(at) {
        match byte {
            b'>' => return TagEnd::At { end: at, has_broken_attribute },
            b'<' => return TagEnd::Broken(at),
            b'"' | b'\'' if after_equals => {
                let close = closing_quote(bytes, at);
                at = close.unwrap_or(at);
                has_broken_attribute |= close.is_none() || !ends_value(bytes.get(at + 1));
                after_equals = false;
            }
            b'=' => after_equals = true,
            _ if byte.is_ascii_whitespace() => {}
            _ => {
                has_broken_attribute |= after_equals;
                after_equals = false;
            }
        }
        at += 1;
    }
    TagEnd::Cut
}

/// Whether a quoted value may be followed by this.
fn ends_value(next: Option<&u8>) -> bool {
    next.is_none_or(|byte| byte.is_ascii_whitespace() || matches!(byte, b'>' | b'/' | b'?'))
}

/// The quote that closes the one at `open`; `None` when that one was never closed, and the next
/// quote belongs to something else.
pub(super) fn closing_quote(bytes: &[u8], open: usize) -> Option<usize> {
    let close = open + 1 + memchr(bytes[open], &bytes[open + 1..])?;
    let value = &bytes[open + 1..close];
    if ends_value(bytes.get(close + 1)) || !(value.contains(&b'<') || ends_with_attribute(value)) {
        return Some(close);
    }
    None
}

/// `http://a.example/ rel=`: the value of one attribute and the name of the next.
fn ends_with_attribute(value: &[u8]) -> bool {
    let Some(before) = value.trim_ascii_end().strip_suffix(b"=") else { return false };
    let name = before.iter().rev().take_while(|byte| is_name_byte(**byte)).count();
    name > 0 && before[..before.len() - name].last().is_some_and(u8::is_ascii_whitespace)
}
