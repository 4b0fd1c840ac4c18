//! From bytes to text: what encoding they are in, whatever they are said to be in.
//!
//! A byte order mark wins, then `charset` of the HTTP header, then what the document says of
//! itself, then a guess. But servers send their default charset with documents that know better,
//! and documents are copied from one encoding into another with the old declaration in front, so
//! a declaration that the bytes contradict does not count.

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE};

use crate::model::document::Document;
use crate::model::raw::Warning;

/// How far into a document a declaration is looked for. Browsers stop at 1,024 bytes; pages with
/// long comments in front have it later.
const DECLARED_WITHIN: usize = 4096;

/// The text of a document.
#[derive(Debug)]
pub(super) struct Decoded {
    /// The text, without byte order mark.
    pub(super) text: String,
    /// The encoding that gave it: lower-case WHATWG label.
    pub(super) encoding: String,
    /// What was wrong with the declaration or the bytes.
    pub(super) warnings: Vec<Warning>,
}

/// Decodes a document.
pub(super) fn decode(document: &Document) -> Decoded {
    let body = document.body.as_ref();
    let declared = declared(body, document.content_type.as_deref());
    let encoding = choose(body, declared);
    let (text, encoding, damaged) = encoding.decode(body);
    let mut warnings = Vec::new();
    if let Some(declared) = declared.filter(|declared| *declared != encoding) {
        warnings.push(warning(
            "wrong-charset",
            format!("declared as {} but written in {}", name(declared), name(encoding)),
        ));
    }
    if damaged {
        let message = format!("some bytes are no {}; they became \u{fffd}", name(encoding));
        warnings.push(warning("damaged-text", message));
    }
    Decoded { text: text.into_owned(), encoding: name(encoding), warnings }
}

fn name(encoding: &'static Encoding) -> String {
    encoding.name().to_ascii_lowercase()
}

fn warning(code: &'static str, message: String) -> Warning {
    Warning { code, message, line: None }
}

/// The encoding that a document is declared to be in, by whoever has the last word.
fn declared(body: &[u8], content_type: Option<&str>) -> Option<&'static Encoding> {
    Encoding::for_bom(body)
        .map(|(encoding, _)| encoding)
        .or_else(|| content_type.and_then(charset_parameter))
        .or_else(|| by_zero_bytes(body))
        .or_else(|| declared_inside(body))
}

/// The encoding that the bytes are really in.
fn choose(body: &[u8], declared: Option<&'static Encoding>) -> &'static Encoding {
    match declared {
        Some(encoding) if encoding == UTF_8 && !mostly_utf8(body) => guess(body),
        Some(encoding) if encoding == UTF_8 => encoding,
        // Text of a single-byte encoding that happens to be UTF-8 does not occur.
        Some(encoding) if encoding.is_single_byte() && is_multibyte_utf8(body) => UTF_8,
        Some(encoding) if encoding.decode_without_bom_handling(body).1 => guess(body),
        Some(encoding) => encoding,
        None => guess(body),
    }
}

fn guess(body: &[u8]) -> &'static Encoding {
    if mostly_utf8(body) {
        return UTF_8;
    }
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Allow);
    detector.feed(body, true);
    detector.guess(None, Utf8Detection::Deny)
}

fn is_multibyte_utf8(body: &[u8]) -> bool {
    !body.is_ascii() && std::str::from_utf8(body).is_ok()
}

/// UTF-8 with at most a few broken places: a character cut in two, a stray byte from elsewhere.
fn mostly_utf8(body: &[u8]) -> bool {
    let (mut good, mut bad) = (0_usize, 0_usize);
    for chunk in body.utf8_chunks() {
        good += chunk.valid().chars().filter(|character| !character.is_ascii()).count();
        bad += usize::from(!chunk.invalid().is_empty());
    }
    bad == 0 || good > bad * 4
}

/// `charset` of a `Content-Type`.
fn charset_parameter(content_type: &str) -> Option<&'static Encoding> {
    let lower = content_type.to_ascii_lowercase();
    let value = lower.split(';').skip(1).find_map(|part| part.trim().strip_prefix("charset="))?;
    Encoding::for_label(value.trim_matches(['"', '\'', ' ']).as_bytes())
}

/// UTF-16 without a byte order mark shows by the zero byte beside the first character.
fn by_zero_bytes(body: &[u8]) -> Option<&'static Encoding> {
    match body {
        [first, 0, second, 0, ..] if *first != 0 && *second != 0 => Some(UTF_16LE),
        [0, first, 0, second, ..] if *first != 0 && *second != 0 => Some(UTF_16BE),
        _ => None,
    }
}

/// `encoding` of an XML declaration, or `charset` of an HTML `meta`.
fn declared_inside(body: &[u8]) -> Option<&'static Encoding> {
    let head = String::from_utf8_lossy(&body[..body.len().min(DECLARED_WITHIN)]);
    let head = head.to_ascii_lowercase();
    let encoding = xml_declaration(&head).or_else(|| meta(&head))?;
    // It was read byte by byte, so it cannot be true.
    let impossible = encoding == UTF_16LE || encoding == UTF_16BE;
    Some(if impossible { UTF_8 } else { encoding })
}

fn xml_declaration(head: &str) -> Option<&'static Encoding> {
    let declaration = head.trim_start().strip_prefix("<?xml")?.split("?>").next()?;
    label_after(declaration, "encoding")
}

fn meta(head: &str) -> Option<&'static Encoding> {
    head.split("<meta")
        .skip(1)
        .filter_map(|rest| rest.split('>').next())
        .find_map(|tag| label_after(tag, "charset"))
}

/// The label in `key = "label"`, quoted or not.
fn label_after(text: &str, key: &str) -> Option<&'static Encoding> {
    let (_, rest) = text.split_once(key)?;
    let rest = rest.trim_start().strip_prefix('=')?.trim_start().trim_start_matches(['"', '\'']);
    let end = rest.find(['"', '\'', ' ', ';', '/']).unwrap_or(rest.len());
    Encoding::for_label(&rest.as_bytes()[..end])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(body: &[u8], content_type: Option<&str>, encoding: &str, text: &str) {
        let document = Document {
            url: None,
            content_type: content_type.map(str::to_owned),
            body: body.to_vec().into(),
        };
        let decoded = decode(&document);
        assert_eq!((decoded.encoding.as_str(), decoded.text.as_str()), (encoding, text));
    }

    #[test]
    fn a_byte_order_mark_wins_and_goes() {
        check(b"\xEF\xBB\xBFcaf\xC3\xA9", Some("text/xml; charset=iso-8859-1"), "utf-8", "café");
        check(b"\xFF\xFEa\0\xE9\0", None, "utf-16le", "aé");
        check(b"\xFE\xFF\0a\0\xE9", None, "utf-16be", "aé");
    }

    #[test]
    fn the_header_comes_before_the_document() {
        let body = b"<?xml version='1.0' encoding='windows-1251'?>\xE9\xE8";
        let text = "<?xml version='1.0' encoding='windows-1251'?>éè";
        check(body, Some("text/xml;charset=\"ISO-8859-1\""), "windows-1252", text);
    }

    #[test]
    fn the_document_says_its_own() {
        let xml = "<?xml version='1.0' encoding='windows-1251'?>\u{439}";
        check(b"<?xml version='1.0' encoding='windows-1251'?>\xE9", None, "windows-1251", xml);
        let html = "<meta charset=windows-1250>\u{165}";
        check(b"<meta charset=windows-1250>\x9D", Some("text/html"), "windows-1250", html);
        let old = "<meta http-equiv=x content='text/html; charset=Shift_JIS'>\u{3042}";
        let body = b"<meta http-equiv=x content='text/html; charset=Shift_JIS'>\x82\xA0";
        check(body, None, "shift_jis", old);
    }

    #[test]
    fn utf_16_without_a_mark_is_seen() {
        check(b"<\0a\0>\0", None, "utf-16le", "<a>");
        check(b"\0<\0a\0>", None, "utf-16be", "<a>");
    }

    #[test]
    fn a_declaration_that_the_bytes_contradict_does_not_count() {
        let utf8 = "coopérative à Genève";
        check(utf8.as_bytes(), Some("text/html; charset=iso-8859-1"), "utf-8", utf8);
        check(
            b"coop\xE9rative \xE0 Gen\xE8ve",
            Some("text/html; charset=utf-8"),
            "windows-1252",
            utf8,
        );
        check(b"<?xml encoding='utf-16'?>a", None, "utf-8", "<?xml encoding='utf-16'?>a");
    }

    #[test]
    fn one_stray_byte_does_not_change_the_encoding() {
        let rest = " où l’été dès août à Sète";
        let body = [b"caf\xE9".as_slice(), rest.as_bytes()].concat();
        let text = format!("caf\u{fffd}{rest}");
        check(&body, Some("text/html; charset=utf-8"), "utf-8", &text);
    }
}
