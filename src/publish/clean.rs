//! What every format needs of texts and addresses: characters that XML can hold, web addresses
//! that a strict parser takes, escaping.

use std::borrow::Cow;

use url::{Position, Url};

use crate::model::text::{all_bytes, is_ascii_line};

/// A text with only the characters that feeds may hold, and line ends as `\n`.
///
/// XML 1.0 §2.2 forbids most controls, U+FFFE and U+FFFF; no XML writer in use here stops them.
/// U+007F to U+009F and U+FFFD are legal and always the trace of a wrong encoding.
pub(crate) fn characters(text: &str) -> Cow<'_, str> {
    if all_bytes(text, is_surely_fit) || text.chars().all(is_fit) {
        return Cow::Borrowed(text);
    }
    let unix = text.replace("\r\n", "\n").replace('\r', "\n");
    Cow::Owned(unix.chars().filter(|&c| is_fit(c)).collect())
}

fn is_fit(c: char) -> bool {
    matches!(c, '\t' | '\n' | ' '..='~' | '\u{A0}'..='\u{FFFC}' | '\u{10000}'..)
}

/// A byte that stands in fit characters only. Nearly every text is made of these, and bytes are
/// looked at many times faster than characters.
fn is_surely_fit(byte: u8) -> bool {
    matches!(byte, b'\t' | b'\n' | b' '..=b'~') || (byte >= 0x80 && byte != 0xC2 && byte != 0xEF)
}

/// A text as one line, for titles, names and terms; `None` when nothing is left.
pub(crate) fn line(text: &str) -> Option<String> {
    if is_ascii_line(text) {
        return Some(text.to_owned());
    }
    let text = characters(text);
    let mut line = String::with_capacity(text.len());
    for word in text.split_whitespace() {
        if !line.is_empty() {
            line.push(' ');
        }
        line.push_str(word);
    }
    (!line.is_empty()).then_some(line)
}

/// An address that stands as text; as [`address`], and without reading what is plain already.
pub(crate) fn address_of(text: &str) -> Option<String> {
    let rest = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://"));
    let is_host =
        |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || b".-".contains(&byte);
    // Numbers, punycode and dots at the beginning of a name are for the parser.
    let is_name = |host: &str| {
        let last = host.rsplit('.').next().unwrap_or_default();
        let is_word = !last.is_empty() && last.bytes().all(|byte| byte.is_ascii_lowercase());
        is_word && host.bytes().all(is_host) && !host.contains("xn--")
    };
    let is_plain = |rest: &str| {
        rest.split_once('/').is_some_and(|(host, path)| {
            is_name(host) && path.bytes().all(is_legal) && !rest.contains("/.")
        })
    };
    if rest.is_some_and(is_plain) {
        return Some(text.to_owned());
    }
    Url::parse(text).ok().as_ref().and_then(address)
}

/// A web address in the characters of RFC 3986, so that nobody calls it invalid, and without the
/// user name and password that a source's may have. `None` for any other scheme, `javascript:`
/// among them.
///
/// [`Url`] follows the WHATWG, which leaves `|`, `{`, `^` and a lone `%` as they are.
pub(crate) fn address(url: &Url) -> Option<String> {
    if !matches!(url.scheme(), "http" | "https") || !url.has_host() {
        return None;
    }
    let is_plain = url.as_str().bytes().all(is_legal) && url.authority() == url.host_str()?;
    if is_plain {
        return Some(url.as_str().to_owned());
    }
    let host = &url[Position::BeforeHost..Position::BeforePath];
    let mut address = format!("{}://{host}", url.scheme());
    push_legal(&mut address, &url[Position::BeforePath..Position::AfterQuery]);
    if let Some(fragment) = url.fragment() {
        address.push('#');
        push_legal(&mut address, fragment);
    }
    Some(address)
}

fn push_legal(address: &mut String, part: &str) {
    for (place, byte) in part.bytes().enumerate() {
        if is_legal(byte) || (byte == b'%' && is_escape(&part.as_bytes()[place..])) {
            address.push(char::from(byte));
        } else {
            address.push('%');
            address.extend(
                [byte >> 4, byte & 15]
                    .map(|half| char::from(b"0123456789ABCDEF"[usize::from(half)])),
            );
        }
    }
}

/// Unreserved and reserved characters of RFC 3986 §2, without `#` and without the brackets that
/// only a host has.
fn is_legal(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"-._~:/?@!$&'()*+,;=".contains(&byte)
}

fn is_escape(rest: &[u8]) -> bool {
    rest.get(1..3).is_some_and(|digits| digits.iter().all(u8::is_ascii_hexdigit))
}

/// A text as HTML between tags. Quotes stay, because some readers show `&quot;` as it is.
pub(crate) fn escape_text(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

/// A text as HTML or XML, in content and in attributes.
pub(crate) fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(sign) = rest.bytes().position(|byte| b"&<>\"'".contains(&byte)) {
        escaped.push_str(&rest[..sign]);
        escaped.push_str(match rest.as_bytes()[sign] {
            b'&' => "&amp;",
            b'<' => "&lt;",
            b'>' => "&gt;",
            b'"' => "&quot;",
            _ => "&#39;",
        });
        rest = &rest[sign + 1..];
    }
    escaped.push_str(rest);
    escaped
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check_characters(text: &str, expected: &str) {
        assert_eq!(characters(text), expected, "{text:?}");
    }

    #[test]
    fn characters_that_no_feed_may_hold_are_left_out() {
        check_characters("as it is\tand\nhere", "as it is\tand\nhere");
        check_characters("a\u{0}b\u{8}c\u{B}d\u{1F}e", "abcde");
        check_characters("a\u{7F}b\u{80}c\u{9F}d", "abcd");
        check_characters("a\u{FFFD}b\u{FFFE}c\u{FFFF}d", "abcd");
        check_characters("a\r\nb\rc", "a\nb\nc");
        check_characters("சங்கம் 🤝 \u{10FFFD}", "சங்கம் 🤝 \u{10FFFD}");
    }

    #[track_caller]
    fn check_address(url: &str, expected: Option<&str>) {
        let url = Url::parse(url).unwrap();
        assert_eq!(address(&url).as_deref(), expected, "{url}");
    }

    #[test]
    fn addresses_are_ascii_and_strict() {
        check_address(
            "https://a.example/ü?q=é#ö",
            Some("https://a.example/%C3%BC?q=%C3%A9#%C3%B6"),
        );
        check_address("http://münchen.example/", Some("http://xn--mnchen-3ya.example/"));
        check_address(
            "https://a.example/a|b{c}?d^[e]",
            Some("https://a.example/a%7Cb%7Bc%7D?d%5E%5Be%5D"),
        );
        check_address("https://a.example/100%/%zz/%C3", Some("https://a.example/100%25/%25zz/%C3"));
        check_address("https://[::1]/a b", Some("https://[::1]/a%20b"));
        check_address("https://me:secret@a.example:8080/", Some("https://a.example:8080/"));
        check_address("https://a.example/#a#b", Some("https://a.example/#a%23b"));
        check_address("https://a.example/b?c=d&e=(f)", Some("https://a.example/b?c=d&e=(f)"));
        check_address("https://me@a.example/", Some("https://a.example/"));
        check_address("javascript:alert(1)", None);
        check_address("data:text/html,x", None);
    }

    #[test]
    fn an_address_as_text_is_the_same_address() {
        for text in [
            "https://a.example/b?c=d",
            "https://a.example",
            "https://A.example/",
            "https://a.example/b/../c",
            "https://a.example/./c",
            "https://a.example:443/",
            "https://me:secret@a.example/",
            "https://1.2.3/",
            "https://a.1/",
            "https://a.0xa/",
            "https://xn--a.example/",
            "http://a.example/a b",
            "ftp://a.example/",
            "https:///",
            "no address",
        ] {
            let parsed = Url::parse(text).ok().as_ref().and_then(address);
            assert_eq!(address_of(text), parsed, "{text}");
        }
    }

    #[test]
    fn a_line_is_one_line() {
        for plain in ["a", "a b", "a  b", " a", "a ", "", " ", "é b", "a\tb"] {
            let words: Vec<_> = plain.split_whitespace().collect();
            let expected = (!words.is_empty()).then(|| words.join(" "));
            assert_eq!(line(plain), expected, "{plain:?}");
        }
        assert_eq!(line(" a\n\u{0}b\tc "), Some("a b c".into()));
        assert_eq!(line(" \u{1} \u{FFFD}"), None);
    }
}
