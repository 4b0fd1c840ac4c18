//! Makes decoded text fit for reading: what XML 1.0 §2.2 forbids goes, lines end as §2.11 says,
//! and characters that went through one encoding too many come back, so that nobody behind has to
//! think of any of it.

use std::borrow::Cow;

use encoding_rs::WINDOWS_1252;

use crate::model::text::windows_1252;

/// The text made fit, and how many forbidden characters there were.
pub(super) fn clean(text: Cow<'_, str>) -> (Cow<'_, str>, usize) {
    let text = match text.strip_prefix('\u{feff}') {
        Some(rest) => Cow::Owned(rest.to_owned()),
        None => text,
    };
    let text = match without_c1(&text) {
        Some(text) => Cow::Owned(text),
        None => text,
    };
    if !text.as_bytes().chunks(4096).any(holds_suspects) {
        return (text, 0);
    }
    let mut bytes = text.into_owned().into_bytes();
    let dropped = compact(&mut bytes);
    match String::from_utf8(bytes) {
        Ok(text) => (Cow::Owned(text), dropped),
        // Only whole characters were dropped; should that ever be untrue, nothing is lost.
        Err(error) => (Cow::Owned(String::from_utf8_lossy(error.as_bytes()).into_owned()), dropped),
    }
}

/// Text that was UTF-8, taken for windows-1252 or ISO-8859-1 and written as UTF-8 once more:
/// `Ã©` for `é`. It is undone only if all that is not ASCII in the document can have come about
/// that way, which does not happen by chance.
pub(super) fn undouble(text: &str) -> Option<String> {
    let first = text.bytes().position(|byte| !byte.is_ascii())?;
    // The characters that the first bytes of UTF-8 become: `Â` to `ô`.
    if !matches!(text.as_bytes().get(first..first + 2), Some([0xC3, 0x82..=0xB4])) {
        return None;
    }
    let mut bytes = Vec::with_capacity(text.len());
    for character in text.chars() {
        bytes.push(single_byte(character)?);
    }
    String::from_utf8(bytes).ok()
}

/// The byte of a character in windows-1252, or in ISO-8859-1 where that has none.
fn single_byte(character: char) -> Option<u8> {
    if let Ok(byte) = u8::try_from(u32::from(character)) {
        return Some(byte);
    }
    let mut buffer = [0; 4];
    match WINDOWS_1252.encode(character.encode_utf8(&mut buffer)) {
        (bytes, _, false) => bytes.first().copied(),
        _ => None,
    }
}

/// U+0080 to U+009F are controls that nobody means: they are bytes of windows-1252 that were
/// taken for ISO-8859-1.
fn without_c1(text: &str) -> Option<String> {
    let is_c1 = |at: usize| matches!(text.as_bytes().get(at + 1), Some(0x80..=0x9F));
    memchr::memchr_iter(0xC2, text.as_bytes()).find(|at| is_c1(*at))?;
    let mend = |character: char| match u8::try_from(u32::from(character)) {
        Ok(byte @ 0x80..=0x9F) => windows_1252(u32::from(byte)),
        _ => Some(character),
    };
    Some(text.chars().filter_map(mend).collect())
}

/// Looks at every byte without a branch, which is many times faster than stopping at the first.
fn holds_suspects(bytes: &[u8]) -> bool {
    bytes.iter().fold(false, |found, byte| found | is_suspect(*byte))
}

/// A control character other than tab and line feed; carriage returns are among them.
fn is_suspect(byte: u8) -> bool {
    (byte < b' ' && byte != b'\n' && byte != b'\t') || byte == 0x7F
}

/// Drops controls and turns `\r\n` and `\r` into `\n`, in place.
fn compact(bytes: &mut Vec<u8>) -> usize {
    let (mut kept, mut dropped) = (0, 0);
    for at in 0..bytes.len() {
        let byte = match bytes[at] {
            b'\r' if bytes.get(at + 1) == Some(&b'\n') => continue,
            b'\r' => b'\n',
            byte if is_suspect(byte) => {
                dropped += 1;
                continue;
            }
            byte => byte,
        };
        bytes[kept] = byte;
        kept += 1;
    }
    bytes.truncate(kept);
    dropped
}
