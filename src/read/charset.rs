//! From bytes to text: what encoding they are in, whatever they are said to be in.
//!
//! A byte order mark wins, then `charset` of the HTTP header, then what the document says of
//! itself (RFC 7303 §3), then a guess. But servers send their default charset with documents that
//! know better, and documents are copied from one encoding into another with the old declaration
//! in front, so a declaration that the bytes contradict does not count.

use std::borrow::Cow;

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{CoderResult, DecoderResult, Encoding, UTF_8, UTF_16BE, UTF_16LE};

use crate::model::document::Document;
use crate::model::raw::Warning;

mod clean;
mod labels;
mod mixed;
mod utf32;

use utf32::Utf32;

/// The text of a document.
#[derive(Debug)]
pub(crate) struct Decoded<'a> {
    /// The text: without byte order mark, lines ended by `\n`, no control characters.
    pub(crate) text: Cow<'a, str>,
    /// The encoding that gave it: lower-case WHATWG label, or `utf-32be`, `utf-32le`.
    pub(crate) encoding: String,
    /// What was wrong with the declaration or the bytes.
    pub(crate) warnings: Vec<Warning>,
}

/// How a document is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Charset {
    Standard(&'static Encoding),
    Utf32(Utf32),
    /// UTF-8 with a few bytes of windows-1252 between, as pages have that are put together from
    /// several sources.
    Mixed,
}

/// Decodes a document.
pub(crate) fn decode(document: &Document) -> Decoded<'_> {
    let body = document.body.as_ref();
    let declared = labels::Declared::of(body, document.content_type.as_deref());
    let (charset, body) = choose(body, &declared);
    let (text, damaged) = charset.decode(body);
    let mut warnings = Vec::new();
    let is_marked = body.len() < document.body.len();
    let is_utf8 = charset == Charset::Standard(UTF_8) || charset == Charset::Mixed;
    if let Some(message) = declared.contradiction(charset) {
        warnings.push(warning("wrong-charset", message));
    } else if is_marked && !is_utf8 && document.body.starts_with(b"\xEF\xBB\xBF") {
        let real = charset.name();
        let message = format!("marked as utf-8 but written in {real}; take the mark away");
        warnings.push(warning("wrong-charset", message));
    }
    if damaged {
        let message =
            format!("some bytes are no {}; write all of it in one encoding", charset.name());
        warnings.push(warning("damaged-text", message));
    }
    if text.len() > MAX_TEXT - 4 && matches!(text, Cow::Owned(_)) {
        let message = "as UTF-8 it is more than can be kept; its end was not read".to_owned();
        warnings.push(warning("too-large", message));
    }
    let text = match clean::undouble(&text) {
        Some(mended) => {
            let message = "encoded as UTF-8 twice; it was read as encoded once".to_owned();
            warnings.push(warning("doubly-encoded", message));
            Cow::Owned(mended)
        }
        None => text,
    };
    let (text, controls) = clean::clean(text);
    if controls > 0 {
        let message = format!("{controls} control characters left out; XML forbids them");
        warnings.push(warning("control-characters", message));
    }
    Decoded { text, encoding: charset.name(), warnings }
}

fn warning(code: &'static str, message: String) -> Warning {
    Warning { code, message, line: None }
}

impl Charset {
    fn name(self) -> String {
        match self {
            Self::Standard(encoding) => encoding.name().to_ascii_lowercase(),
            Self::Utf32(utf32) => utf32.name().to_owned(),
            Self::Mixed => "utf-8".to_owned(),
        }
    }

    /// The text, and whether some bytes did not fit.
    fn decode(self, body: &[u8]) -> (Cow<'_, str>, bool) {
        match self {
            Self::Standard(encoding) if body.len() * 3 > MAX_TEXT && encoding != UTF_8 => {
                bounded(encoding, body, MAX_TEXT)
            }
            Self::Standard(encoding) => encoding.decode_without_bom_handling(body),
            Self::Utf32(utf32) => utf32.decode(body),
            Self::Mixed => (Cow::Owned(mixed::decode(body)), true),
        }
    }
}

/// The longest text that other bytes than UTF-8 become. One byte of Thai becomes three.
const MAX_TEXT: usize = 80 << 20;

/// The beginning of the text, at most `room` bytes. It grows part by part: `encoding_rs` would fill
/// three times the document with zeros first.
fn bounded(encoding: &'static Encoding, body: &[u8], room: usize) -> (Cow<'static, str>, bool) {
    let mut decoder = encoding.new_decoder_without_bom_handling();
    let (mut rest, mut part) = (body, String::with_capacity(1 << 16));
    let (mut text, mut damaged) = (String::new(), false);
    loop {
        part.clear();
        let (result, read, had_errors) = decoder.decode_to_string(rest, &mut part, true);
        rest = &rest[read..];
        damaged |= had_errors;
        text.push_str(&part[..part.floor_char_boundary(room - text.len())]);
        if result == CoderResult::InputEmpty || text.len() + 4 > room {
            return (Cow::Owned(text), damaged);
        }
    }
}

/// What the bytes are really in, and the bytes without their mark.
fn choose<'b>(body: &'b [u8], declared: &labels::Declared) -> (Charset, &'b [u8]) {
    if let Some((utf32, mark)) = Utf32::of(body) {
        return (Charset::Utf32(utf32), &body[mark..]);
    }
    if let Some((encoding, mark)) = Encoding::for_bom(body) {
        let body = &body[mark..];
        // A mark of UTF-8 in front of something else is left over from an editor.
        let charset =
            if encoding == UTF_8 { eight_bit(body, declared) } else { Charset::Standard(encoding) };
        return (charset, body);
    }
    if let Some(encoding) = by_zero_bytes(body) {
        return (Charset::Standard(encoding), body);
    }
    (eight_bit(body, declared), body)
}

/// Among the encodings in which ASCII is one byte a character.
fn eight_bit(body: &[u8], declared: &labels::Declared) -> Charset {
    let iso_2022_jp = has_japanese_escapes(body);
    match str::from_utf8(body) {
        Ok("") => return Charset::Standard(declared.first().unwrap_or(UTF_8)),
        // Text of another encoding that happens to be UTF-8 does not occur, but for escapes.
        Ok(_) => {
            let label = declared.first().filter(|_| body.is_ascii());
            // Shifts would be read as such.
            let is_plain = iso_2022_jp || memchr::memchr3(0x1B, 0x0E, 0x0F, body).is_none();
            let ascii = label.filter(|label| is_plain || *label != encoding_rs::ISO_2022_JP);
            let escaped = iso_2022_jp.then_some(encoding_rs::ISO_2022_JP);
            return Charset::Standard(escaped.or(ascii).unwrap_or(UTF_8));
        }
        Err(_) => {}
    }
    if iso_2022_jp && body.is_ascii() {
        return Charset::Standard(encoding_rs::ISO_2022_JP);
    }
    let is_said_to_be_other = declared.all().any(|encoding| encoding != UTF_8);
    if mixed::is_nearly_utf8(body, is_said_to_be_other) {
        return Charset::Mixed;
    }
    let fits = |encoding: &&'static Encoding| *encoding != UTF_8 && fits(body, encoding);
    Charset::Standard(declared.all().find(fits).unwrap_or_else(|| guess(body, declared)))
}

/// How much of a document the guess is made from, in bytes: all of a large one would take seconds,
/// and say the same.
const GUESSED_FROM: usize = 1 << 20;

/// A declared encoding in which most bytes make sense is still likelier than any guess.
fn guess(body: &[u8], declared: &labels::Declared) -> &'static Encoding {
    if let Some(encoding) = declared.all().find(|encoding| *encoding != UTF_8)
        && mostly_fits(body, encoding)
    {
        return encoding;
    }
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    let telling = body.iter().position(|byte| !byte.is_ascii()).unwrap_or_default();
    let sample = &body[telling..];
    detector.feed(&sample[..sample.len().min(GUESSED_FROM)], sample.len() <= GUESSED_FROM);
    detector.guess(None, Utf8Detection::Deny)
}

/// Every byte makes sense.
fn fits(body: &[u8], encoding: &'static Encoding) -> bool {
    let mut decoder = encoding.new_decoder_without_bom_handling();
    let (mut rest, mut buffer) = (body, [0; 4096]);
    loop {
        let (result, read, _) = decoder.decode_to_utf8_without_replacement(rest, &mut buffer, true);
        rest = &rest[read..];
        if result != DecoderResult::OutputFull {
            return result == DecoderResult::InputEmpty;
        }
    }
}

/// At most one character in a hundred is broken.
fn mostly_fits(body: &[u8], encoding: &'static Encoding) -> bool {
    let mut decoder = encoding.new_decoder_without_bom_handling();
    let (mut rest, mut text) = (body, String::with_capacity(1 << 16));
    let (mut good, mut bad) = (0_usize, 0_usize);
    loop {
        text.clear();
        let (result, read, _) = decoder.decode_to_string(rest, &mut text, true);
        rest = &rest[read..];
        for character in text.chars().filter(|character| !character.is_ascii()) {
            if character == char::REPLACEMENT_CHARACTER { bad += 1 } else { good += 1 }
        }
        if result == CoderResult::InputEmpty {
            return bad * 100 <= good;
        }
    }
}

/// `ESC $ B` and `ESC ( B` and their kin: ISO-2022-JP is ASCII to anybody who does not know it.
fn has_japanese_escapes(body: &[u8]) -> bool {
    memchr::memchr_iter(0x1B, body)
        .take(16)
        .any(|at| matches!(body.get(at + 1..at + 3), Some(b"$B" | b"$@" | b"(J" | b"(I")))
}

/// UTF-16 without a byte order mark shows by the zero bytes beside the characters of its markup,
/// all of them on the same side.
fn by_zero_bytes(body: &[u8]) -> Option<&'static Encoding> {
    let (pairs, _) = body[..body.len().min(1024)].as_chunks::<2>();
    let big = pairs.iter().filter(|pair| pair[0] == 0 && pair[1] != 0).count();
    let little = pairs.iter().filter(|pair| pair[1] == 0 && pair[0] != 0).count();
    let outweighs = |many: usize, few: usize| many * 4 > pairs.len() && many > few * 8;
    if outweighs(big, little) { Some(UTF_16BE) } else { outweighs(little, big).then_some(UTF_16LE) }
}

#[cfg(test)]
mod tests;
