//! Strings (RFC 8259 §7).

use std::borrow::Cow;

use super::read::Broken;

/// The string at the beginning of a text, and its length with both quotation marks.
pub(super) fn string(text: &str, at: usize) -> Result<(Cow<'_, str>, usize), Broken> {
    let bytes = text.as_bytes();
    let stop = |from: usize| {
        let stops = |byte: &u8| matches!(byte, b'"' | b'\\' | 0..0x20);
        bytes[from..].iter().position(stops).map(|length| from + length)
    };
    let mut from = 1;
    let mut read = String::new();
    loop {
        let Some(end) = stop(from) else {
            return Err((at, "a string has no end".to_owned()));
        };
        match bytes[end] {
            b'"' if read.is_empty() => return Ok((Cow::Borrowed(&text[from..end]), end + 1)),
            b'"' => {
                read.push_str(&text[from..end]);
                return Ok((Cow::Owned(read), end + 1));
            }
            b'\\' => {
                read.push_str(&text[from..end]);
                let (c, length) = escape(&text[end..]).ok_or_else(|| {
                    (at + end, "a backslash begins no escape that JSON knows".to_owned())
                })?;
                read.push(c);
                from = end + length;
            }
            byte => {
                let message = format!("U+{byte:04X} stands in a string as it is");
                return Err((at + end, message));
            }
        }
    }
}

/// The character of an escape, and its length.
fn escape(text: &str) -> Option<(char, usize)> {
    let c = match text.as_bytes().get(1)? {
        b'"' => '"',
        b'\\' => '\\',
        b'/' => '/',
        b'b' => '\u{8}',
        b'f' => '\u{C}',
        b'n' => '\n',
        b'r' => '\r',
        b't' => '\t',
        b'u' => return unicode(text),
        _ => return None,
    };
    Some((c, 2))
}

/// Half of a pair alone is no character (§8.2).
fn unicode(text: &str) -> Option<(char, usize)> {
    let unit = |text: &str| {
        let digits = text.strip_prefix("\\u")?.get(..4)?;
        let is_hex = digits.bytes().all(|byte| byte.is_ascii_hexdigit());
        is_hex.then(|| u32::from_str_radix(digits, 16).ok()).flatten()
    };
    let high = unit(text)?;
    if !(0xD800..0xDC00).contains(&high) {
        return char::from_u32(high).map(|c| (c, 6));
    }
    let low = unit(text.get(6..)?).filter(|low| (0xDC00..0xE000).contains(low))?;
    let c = char::from_u32(0x10000 + ((high - 0xD800) << 10) + (low - 0xDC00))?;
    Some((c, 12))
}
