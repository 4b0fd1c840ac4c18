//! From bytes to text, strictly: what a document says of its encoding must be true.

use std::borrow::Cow;

use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE};

use super::Sent;
use super::finding::{Findings, quoted};
use super::rules;

/// How far into a document its XML declaration is looked for.
const DECLARATION: usize = 512;

/// The text of a document. Where its bytes are not in the encoding that it names, that is found,
/// and read as well as can be.
pub(super) fn decode<'a>(sent: Sent<'a>, findings: &mut Findings) -> Cow<'a, str> {
    let bytes = sent.body;
    let (encoding, bytes) = match Encoding::for_bom(bytes) {
        Some((encoding, length)) => (encoding, &bytes[length..]),
        None => (stated(sent, findings), bytes),
    };
    if encoding == UTF_8 {
        return match std::str::from_utf8(bytes) {
            Ok(text) => Cow::Borrowed(text),
            Err(error) => {
                let at = error.valid_up_to();
                let message = format!("byte {} (0x{:02X}) is no UTF-8", at + 1, bytes[at]);
                findings.add(&rules::ENCODING, at, message);
                String::from_utf8_lossy(bytes)
            }
        };
    }
    let (text, had_errors) = encoding.decode_without_bom_handling(bytes);
    if had_errors {
        let at = text.find('\u{FFFD}').unwrap_or_default();
        findings.add(&rules::ENCODING, at, format!("a byte here is not {}", encoding.name()));
    }
    text
}

/// RFC 7303 §3: the server's word counts before the document's own.
fn stated(sent: Sent<'_>, findings: &mut Findings) -> &'static Encoding {
    let bytes = sent.body;
    // XML 1.0, appendix F: `<` in UTF-16 without a mark.
    match bytes {
        [b'<', 0, ..] => return UTF_16LE,
        [0, b'<', ..] => return UTF_16BE,
        [b'{' | b'[', ..] => return UTF_8,
        _ => {}
    }
    let served = sent.content_type.and_then(charset);
    let declared = declared(bytes);
    if let (Some(served), Some(declared)) = (served, declared)
        && Encoding::for_label(served.as_bytes()) != Encoding::for_label(declared.as_bytes())
    {
        let message =
            format!("the server says {}, the document {}", quoted(served), quoted(declared));
        findings.add(&rules::ENCODING_CONFLICT, 0, message);
    }
    let Some(label) = served.or(declared) else { return UTF_8 };
    Encoding::for_label(label.as_bytes()).unwrap_or_else(|| {
        findings.add(&rules::ENCODING, 0, format!("no encoding is called {}", quoted(label)));
        UTF_8
    })
}

/// The `charset` of a `Content-Type`.
fn charset(content_type: &str) -> Option<&str> {
    let parameters = content_type.split(';').skip(1).filter_map(|part| part.split_once('='));
    let mut named = parameters.filter(|(name, _)| name.trim().eq_ignore_ascii_case("charset"));
    named.next().map(|(_, value)| value.trim().trim_matches('"'))
}

/// The encoding of an XML declaration.
fn declared(bytes: &[u8]) -> Option<&str> {
    let head = &bytes[..bytes.len().min(DECLARATION)];
    let declaration = head.strip_prefix(b"<?xml")?;
    let end = memchr::memmem::find(declaration, b"?>")?;
    let declaration = std::str::from_utf8(&declaration[..end]).ok()?;
    let (_, value) = declaration.split_once("encoding")?;
    let value = value.trim_start().strip_prefix('=')?.trim_start();
    let quote = value.chars().next().filter(|c| matches!(c, '"' | '\''))?;
    value[1..].split_once(quote).map(|(label, _)| label)
}
