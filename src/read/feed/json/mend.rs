//! Mends what is commonly wrong with JSON written by hand or by templates: line breaks in texts,
//! commas before closing brackets, escapes that do not exist, halves of characters.

/// The text mended; `None` when there was nothing to mend.
pub(super) fn mend(text: &str) -> Option<String> {
    let mut mended = String::with_capacity(text.len() + 64);
    let mut rest = text;
    while let Some(at) = rest.find(['"', ',']) {
        let (before, from) = rest.split_at(at);
        mended.push_str(before);
        if let Some(behind) = from.strip_prefix(',') {
            // A comma before a closing bracket.
            if !behind.trim_ascii_start().starts_with(['}', ']']) {
                mended.push(',');
            }
            rest = behind;
        } else {
            mended.push('"');
            rest = &from[1 + string(&from[1..], &mut mended)..];
        }
    }
    mended.push_str(rest);
    (mended != text).then_some(mended)
}

/// Mends a string, from behind its opening quote; returns how much of the text it took.
fn string(text: &str, mended: &mut String) -> usize {
    let mut at = 0;
    loop {
        let rest = &text[at..];
        let length = rest.find(['"', '\\', '\n', '\t']).unwrap_or(rest.len());
        mended.push_str(&rest[..length]);
        at += length;
        match rest[length..].chars().next() {
            None => return at,
            Some('"') => {
                mended.push('"');
                return at + 1;
            }
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

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: Option<&str>) {
        assert_eq!(mend(text).as_deref(), expected, "{text:?}");
    }

    #[test]
    fn common_slips_are_mended() {
        check(r#"{"a":[1,2,],}"#, Some(r#"{"a":[1,2]}"#));
        check("{\"a\":\"b\nc\td\"}", Some(r#"{"a":"b\nc\td"}"#));
        check(r#"["it\'s"]"#, Some(r#"["it's"]"#));
        check(r#"["\ud83d!"]"#, Some(r#"["\ufffd!"]"#));
        check(r#"["\uzz"]"#, Some(r#"["\\uzz"]"#));
    }

    #[test]
    fn what_is_right_stays() {
        check(r#"{"a":"x, ]","b":["\ud83d\ude00","\\",3]}"#, None);
        check(r#"{"a":"cut \"#, Some(r#"{"a":"cut "#));
    }
}
