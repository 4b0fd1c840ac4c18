//! UTF-8 with bytes of windows-1252 between, as documents have that are put together from several
//! sources, and with what is left of characters that were cut.

/// How many bytes that are no letters anywhere ASCII text may hold and still be taken for UTF-8.
const MAX_RUBBISH: usize = 3;

/// UTF-8 with a few broken places: a character cut in two, stray bytes from elsewhere. There may
/// be many when nearly all of them make sense in windows-1252.
pub(super) fn is_nearly_utf8(body: &[u8], is_said_to_be_other: bool) -> bool {
    let (mut good, mut bad, mut letters) = (0_usize, 0_usize, 0_usize);
    for place in Places::new(body) {
        good += place.valid.bytes().filter(|byte| *byte >= 0xC0).count();
        bad += usize::from(!place.invalid.is_empty());
        letters += usize::from(place.is_windows_1252);
    }
    let is_rubbish = letters == 0 && bad <= MAX_RUBBISH && !is_said_to_be_other;
    let makes_sense = letters * 10 >= bad * 9 && !is_said_to_be_other;
    (good > 0 && (good >= bad || makes_sense)) || is_rubbish
}

/// The text of nearly UTF-8. What makes sense in windows-1252 is taken for that; other bytes that
/// do not fit are left over from something lost.
pub(super) fn decode(body: &[u8]) -> String {
    let mut text = String::with_capacity(body.len() + body.len() / 4);
    for place in Places::new(body) {
        text.push_str(place.valid);
        if place.is_windows_1252 {
            let decoded = encoding_rs::WINDOWS_1252.decode_without_bom_handling(place.invalid);
            text.push_str(&decoded.0);
        }
    }
    text
}

/// A piece of UTF-8, and the bytes behind it that are none.
struct Place<'b> {
    valid: &'b str,
    invalid: &'b [u8],
    /// What is no UTF-8 makes sense in windows-1252.
    is_windows_1252: bool,
}

/// Goes through nearly UTF-8.
struct Places<'b> {
    chunks: std::iter::Peekable<std::str::Utf8Chunks<'b>>,
    /// What stands for the last character where the bytes before were no UTF-8.
    last: Option<u8>,
}

impl<'b> Places<'b> {
    fn new(body: &'b [u8]) -> Self {
        Self { chunks: body.utf8_chunks().peekable(), last: None }
    }
}

impl<'b> Iterator for Places<'b> {
    type Item = Place<'b>;

    fn next(&mut self) -> Option<Place<'b>> {
        let chunk = self.chunks.next()?;
        let (valid, invalid) = (chunk.valid(), chunk.invalid());
        let after = self.chunks.peek().map(|next| (next.valid(), next.invalid()));
        let after =
            after.and_then(|(valid, invalid)| valid.bytes().chain(invalid.iter().copied()).next());
        let before = valid.bytes().next_back().or(self.last);
        let is_windows_1252 = match *invalid {
            [byte] => is_likely(byte, before, after),
            // A letter and the mark behind it, which together begin a longer character.
            [letter @ 0xE0..=0xFF, mark @ (0x85 | 0x92 | 0x94 | 0x96 | 0x97 | 0xA0 | 0xBB)] => {
                is_likely(letter, before, Some(mark))
            }
            _ => false,
        };
        // One letter of windows-1252 may follow another: `cr\xE9\xE9e`.
        self.last = Some(if is_windows_1252 { b'e' } else { 0xFF });
        Some(Place { valid, invalid, is_windows_1252 })
    }
}

/// Whether a byte is a character of windows-1252 that may stand where it does.
fn is_likely(byte: u8, before: Option<u8>, after: Option<u8>) -> bool {
    let is = |byte: Option<u8>, what: fn(&u8) -> bool| byte.is_some_and(|byte| what(&byte));
    // A byte among others that do not fit is rather a piece of a character.
    let is_alone =
        before.is_none_or(|byte| byte.is_ascii()) && after.is_none_or(|byte| byte.is_ascii());
    let is_inner = is(before, u8::is_ascii_alphabetic) && is(after, u8::is_ascii_alphabetic);
    match byte {
        // The euro, the ellipsis, quotes and dashes.
        0x80 | 0x85 | 0x91..=0x97 => true,
        // The other letters and marks that windows-1252 has there, and the space.
        0x82 | 0x84 | 0x86 | 0x87 | 0x89..=0x8C | 0x8E | 0x99..=0x9C | 0x9E..=0xA0 => is_alone,
        0xA1..=0xBF | 0xD7 | 0xF7 => is_alone && !is_inner,
        // Capitals begin words, or stand among capitals. Two of them are what is left of most
        // letters that were cut.
        0xC0..=0xDE => {
            let is_first = !is(before, u8::is_ascii_alphanumeric);
            let in_capitals = is(before, u8::is_ascii_uppercase);
            let is_word = byte == 0xC0 && is_first && is(after, u8::is_ascii_whitespace);
            let is_begun = (is_first || in_capitals) && is(after, u8::is_ascii_alphabetic);
            is_word || is_begun || (in_capitals && byte > 0xC3)
        }
        0xDF..=0xFD => !is(before, u8::is_ascii_digit) && before.is_none_or(|byte| byte.is_ascii()),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(body: &[u8], expected: &str) {
        assert_eq!(decode(body), expected, "{}", body.escape_ascii());
    }

    #[test]
    fn letters_of_windows_1252_are_taken_for_what_they_are() {
        check(b"\xDCber \xC9tat, \xC0 Gen\xE8ve", "Über État, À Genève");
        check(b"cr\xE9\xE9e, na\xEFve, \xE9t\xE9", "créée, naïve, été");
        check(b"S\xC3O TOM\xC9 \xC2ge", "SÃO TOMÉ Âge");
        check(b"\x93caf\xE9\x94 \x96 5\xA0g \x80", "“café” – 5\u{a0}g €");
        check(b"(\xA9 2017) \xABx\xBB 50\xB0 Co\x99 \x8Auma\x9A", "(© 2017) «x» 50° Co™ Šumaš");
    }

    #[test]
    fn what_is_left_of_something_lost_goes() {
        check(b"caf\xC3 Gr\xC3\xC3\xB6\xC3\x9Fe", "caf Größe");
        check(b"a\xFFb\xFEc\xE3\x81d\x81\x82e", "abcde");
    }

    #[test]
    fn much_windows_1252_does_not_spoil_the_rest() {
        assert!(is_nearly_utf8("é \u{2019} ".as_bytes(), false));
        assert!(is_nearly_utf8(b"\xC3\xA9 \xE9t\xE9 d\xE8s \xE0", false));
        assert!(!is_nearly_utf8(b"\xC3\xA9 \xE9t\xE9 d\xE8s \xE0", true));
        assert!(!is_nearly_utf8(b"\xCC\xEE\xF1\xF2 \xF7\xE5\xF0\xE5\xE7", false));
    }
}
