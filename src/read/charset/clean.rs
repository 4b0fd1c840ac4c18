//! Makes decoded text fit for reading: what XML 1.0 §2.2 forbids goes, and lines end as §2.11
//! says, so that nobody behind has to think of either.

use std::borrow::Cow;

/// The text without forbidden characters, and how many of those there were.
pub(super) fn clean(text: Cow<'_, str>) -> (Cow<'_, str>, usize) {
    let text = match text.strip_prefix('\u{feff}') {
        Some(rest) => Cow::Owned(rest.to_owned()),
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
