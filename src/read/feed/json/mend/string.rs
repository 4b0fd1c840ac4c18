//! Texts of JSON, from behind their opening quote.

/// Mends a text; returns how much it took of what follows.
pub(super) fn string(text: &str, mended: &mut String) -> usize {
    let mut at = 0;
    loop {
        let rest = &text[at..];
        let length = rest.find(['"', '\\', '\n', '\t']).unwrap_or(rest.len());
        // Whoever measures how long the mended text becomes has to be asked again in time.
        if mended.len() + rest.len() + 16 > mended.capacity() {
            return at;
        }
        mended.push_str(&rest[..length]);
        at += length;
        match rest[length..].chars().next() {
            None => return at,
            Some('"') if closes(&text[at + 1..]) => {
                mended.push('"');
                return at + 1;
            }
            Some('"') => mended.push_str("\\\""),
            Some('\n') => mended.push_str("\\n"),
            Some('\t') => mended.push_str("\\t"),
            Some(_) => {
                at += escape(&text[at..], mended);
                continue;
            }
        }
        at += 1;
    }
}

/// Whether a quote closes a text: by what stands behind it.
fn closes(behind: &str) -> bool {
    let rest = behind.trim_ascii_start();
    let gap = &behind[..behind.len() - rest.len()];
    match rest.as_bytes().first() {
        None | Some(b'}' | b']' | b':') => true,
        Some(b',') => {
            let value = rest.trim_start_matches(|c: char| c == ',' || c.is_ascii_whitespace());
            let words = ["null", "true", "false", "NaN", "Infinity"];
            value.is_empty()
                || value.starts_with(|c: char| "\"{}[]-".contains(c) || c.is_ascii_digit())
                || words.iter().any(|word| value.starts_with(word))
        }
        // The comma is missing at the end of a line.
        Some(b'"') => gap.contains('\n'),
        Some(_) => false,
    }
}

/// Mends the escape that `text` begins with; returns its length.
fn escape(text: &str, mended: &mut String) -> usize {
    match text.as_bytes().get(1) {
        Some(b'"' | b'\\' | b'/' | b'b' | b'f' | b'n' | b'r' | b't') => {
            mended.push_str(&text[..2]);
            2
        }
        Some(b'u') => unicode(text, mended),
        // `\'` and the like: the character itself. At the end of the text, nothing.
        _ => 1,
    }
}

/// `\u` with four digits; half of a pair is no character.
fn unicode(text: &str, mended: &mut String) -> usize {
    match unit(text) {
        Some(0xD800..=0xDBFF) if matches!(text.get(6..).and_then(unit), Some(0xDC00..=0xDFFF)) => {
            mended.push_str(&text[..12]);
            12
        }
        Some(0xD800..=0xDFFF) => {
            mended.push_str("\\ufffd");
            6
        }
        Some(_) => {
            mended.push_str(&text[..6]);
            6
        }
        None => {
            mended.push_str("\\\\u");
            2
        }
    }
}

fn unit(text: &str) -> Option<u16> {
    let digits = text.strip_prefix("\\u")?.get(..4)?;
    u16::from_str_radix(digits, 16).ok().filter(|_| !digits.starts_with('+'))
}
