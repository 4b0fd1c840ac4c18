//! Character references: XML's, HTML's, those that a document type declares, and broken ones.

use std::borrow::Cow;
use std::collections::HashMap;

use memchr::{memchr, memmem};

use crate::model::text::{named, windows_1252};

/// How much text the entities of one document may become. Those of a document type multiply.
const MAX_EXPANSION: usize = 1 << 20;

/// How deep entities may name each other.
const MAX_DEPTH: usize = 8;

/// How many entities of a document type are kept.
const MAX_DECLARED: usize = 1000;

/// The longest name that is looked up: `CounterClockwiseContourIntegral` has 31 letters.
const MAX_NAME: usize = 40;

/// What was found wrong with references: code and the text in question, once each.
pub(crate) type Finding<'a> = (&'static str, &'a str);

/// What a reference stands in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Within {
    /// A text, in which HTML's names count without their semicolon.
    Text,
    /// An address or another attribute, where `&lt` may be the name of a parameter.
    Address,
}

/// The entities that a document knows, and what of them may still be expanded.
#[derive(Debug, Default)]
pub(crate) struct Entities<'a> {
    declared: HashMap<&'a str, &'a str>,
    expanded: usize,
}

impl<'a> Entities<'a> {
    /// Learns the internal general entities of a document type. External ones are never read, and
    /// neither are parameter entities.
    pub(crate) fn declare(&mut self, doctype: &'a str) {
        let mut rest = doctype;
        while let Some(at) = memmem::find(rest.as_bytes(), b"<!ENTITY") {
            rest = &rest[at + b"<!ENTITY".len()..];
            if let Some((name, value)) = declaration(rest)
                && self.declared.len() < MAX_DECLARED
            {
                // XML 1.0 §4.2: the first declaration holds.
                self.declared.entry(name).or_insert(value);
            }
        }
    }

    /// Resolves the references in a text, once. What is no reference stays as it is.
    pub(crate) fn decode<'t>(
        &mut self,
        raw: &'t str,
        within: Within,
        found: &mut impl FnMut(Finding<'t>),
    ) -> Cow<'t, str> {
        let Some(first) = memchr(b'&', raw.as_bytes()) else { return Cow::Borrowed(raw) };
        let mut text = String::with_capacity(raw.len());
        text.push_str(&raw[..first]);
        let mut rest = &raw[first..];
        loop {
            let length = self.reference(rest, within, &mut text, found);
            rest = &rest[length..];
            let Some(next) = memchr(b'&', rest.as_bytes()) else { break };
            text.push_str(&rest[..next]);
            rest = &rest[next..];
        }
        text.push_str(rest);
        Cow::Owned(text)
    }

    /// Puts the document's own entities in their places and leaves all other references: for
    /// markup that is read again, as HTML.
    pub(crate) fn expand_declared_in<'t>(&mut self, raw: &'t str) -> Cow<'t, str> {
        if self.declared.is_empty() || memchr(b'&', raw.as_bytes()).is_none() {
            return Cow::Borrowed(raw);
        }
        let mut text = String::with_capacity(raw.len());
        let mut rest = raw;
        while let Some(at) = memchr(b'&', rest.as_bytes()) {
            text.push_str(&rest[..at]);
            rest = &rest[at..];
            let length = name_length(rest.as_bytes());
            let declared = self.declared.get(&rest[1..=length]).copied();
            match declared.filter(|_| rest.as_bytes().get(length + 1) == Some(&b';')) {
                Some(value) if self.expand_declared(value, &mut text, 0) => {
                    rest = &rest[length + 2..];
                }
                _ => {
                    text.push('&');
                    rest = &rest[1..];
                }
            }
        }
        text.push_str(rest);
        Cow::Owned(text)
    }

    /// Resolves the reference that `rest` begins with, and says how long it was.
    fn reference<'t>(
        &mut self,
        rest: &'t str,
        within: Within,
        text: &mut String,
        found: &mut impl FnMut(Finding<'t>),
    ) -> usize {
        let bytes = rest.as_bytes();
        // The three that are nearly all of them.
        match bytes {
            [_, b'l', b't', b';', ..] => return literally(text, '<', 4),
            [_, b'g', b't', b';', ..] => return literally(text, '>', 4),
            [_, b'a', b'm', b'p', b';', ..] => return literally(text, '&', 5),
            [_, b'#', ..] => return numeric(rest, within, text, found),
            _ => {}
        }
        let length = name_length(bytes);
        let name = &rest[1..=length];
        if length > 0 && bytes.get(length + 1) == Some(&b';') {
            let whole = &rest[..length + 2];
            if !self.expand(name, &rest[1..length + 2], text, 0) {
                found(("undefined-entity", whole));
                text.push_str(whole);
            }
            return whole.len();
        }
        unfinished(rest, within, text, found)
    }

    /// Appends what an entity stands for; `false` when nobody knows it.
    fn expand(
        &mut self,
        name: &str,
        with_semicolon: &str,
        text: &mut String,
        depth: usize,
    ) -> bool {
        if let Some(&value) = self.declared.get(name) {
            return self.expand_declared(value, text, depth);
        }
        let known = named(with_semicolon);
        text.extend(known.map(|(first, _)| first));
        text.extend(known.and_then(|(_, second)| second));
        known.is_some()
    }

    /// An entity that would become too much stays a reference.
    fn expand_declared(&mut self, value: &'a str, text: &mut String, depth: usize) -> bool {
        self.expanded += value.len();
        if depth >= MAX_DEPTH || self.expanded > MAX_EXPANSION {
            return false;
        }
        let mut rest = value;
        while let Some(at) = memchr(b'&', rest.as_bytes()) {
            text.push_str(&rest[..at]);
            rest = &rest[at..];
            let length = name_length(rest.as_bytes());
            let is_named = length > 0 && rest.as_bytes().get(length + 1) == Some(&b';');
            let used = if is_named && self.declared.contains_key(&rest[1..=length]) {
                let (name, whole) = (&rest[1..=length], &rest[1..length + 2]);
                self.expand(name, whole, text, depth + 1);
                length + 2
            } else {
                self.reference(rest, Within::Text, text, &mut |_| ())
            };
            rest = &rest[used..];
        }
        text.push_str(rest);
        true
    }
}

/// `name "value"`, as it stands behind `<!ENTITY`.
fn declaration(rest: &str) -> Option<(&str, &str)> {
    let rest = rest.strip_prefix(|c: char| c.is_ascii_whitespace())?.trim_ascii_start();
    let (name, rest) = rest.split_once(|c: char| c.is_ascii_whitespace())?;
    let rest = rest.trim_ascii_start();
    let quote = rest.chars().next().filter(|quote| matches!(quote, '"' | '\''))?;
    let (value, _) = rest[1..].split_once(quote)?;
    (name != "%").then_some((name, value))
}

fn name_length(bytes: &[u8]) -> usize {
    let name = bytes[1..].iter().take(MAX_NAME);
    name.take_while(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b'.'))
        .count()
}

fn literally(text: &mut String, character: char, length: usize) -> usize {
    text.push(character);
    length
}

/// A reference without semicolon, or a bare `&`. The names that HTML knows without one count, but
/// never where they may be parameters: `?a=1&lt=2`.
fn unfinished<'t>(
    rest: &'t str,
    within: Within,
    text: &mut String,
    found: &mut impl FnMut(Finding<'t>),
) -> usize {
    let letters = rest.bytes().skip(1).take(MAX_NAME).take_while(u8::is_ascii_alphanumeric);
    let end = 1 + letters.count();
    let character = match &rest[1..end] {
        "apos" => Some('\''),
        name => named(name).map(|(first, _)| first),
    };
    let may_be_parameter = within == Within::Address || rest.as_bytes().get(end) == Some(&b'=');
    if let Some(character) = character.filter(|_| !may_be_parameter) {
        found(("unfinished-entity", &rest[..end]));
        return literally(text, character, end);
    }
    found(("bare-ampersand", &rest[..end]));
    literally(text, '&', 1)
}

/// `&#8217;`, `&#x2019;`, and without semicolon too. Numbers that are no characters say nothing
/// and are left out.
fn numeric<'t>(
    rest: &'t str,
    within: Within,
    text: &mut String,
    found: &mut impl FnMut(Finding<'t>),
) -> usize {
    let bytes = rest.as_bytes();
    let is_hex = matches!(bytes.get(2), Some(b'x' | b'X'));
    let from = if is_hex { 3 } else { 2 };
    let is_digit =
        |byte: &&u8| if is_hex { byte.is_ascii_hexdigit() } else { byte.is_ascii_digit() };
    let end = from + bytes[from..].iter().take_while(is_digit).count();
    let is_finished = bytes.get(end) == Some(&b';');
    if end == from || (within == Within::Address && !is_finished) {
        found(("bare-ampersand", &rest[..1]));
        return literally(text, '&', 1);
    }
    let length = end + usize::from(is_finished);
    if !is_finished {
        found(("unfinished-entity", &rest[..length]));
    }
    let number = u32::from_str_radix(&rest[from..end], if is_hex { 16 } else { 10 });
    match number.ok().and_then(|number| character(number, rest, length, found)) {
        Some(character) => text.push(character),
        None => found(("illegal-character", &rest[..length])),
    }
    length
}

/// The character of a number. 128 to 159 are controls that nobody means: they are the bytes of
/// windows-1252.
fn character<'t>(
    number: u32,
    rest: &'t str,
    length: usize,
    found: &mut impl FnMut(Finding<'t>),
) -> Option<char> {
    match number {
        9 | 10 | 13 | 32..=126 => char::from_u32(number),
        128..=159 => {
            found(("windows-1252-reference", &rest[..length]));
            windows_1252(number)
        }
        0..=31 | 127 | 0xFFFE | 0xFFFF => None,
        _ => char::from_u32(number),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check_within(within: Within, raw: &str, expected: &str, codes: &[&str]) {
        let mut found = Vec::new();
        let mut entities = Entities::default();
        let text = entities.decode(raw, within, &mut |(code, _)| found.push(code)).into_owned();
        assert_eq!((text.as_str(), found.as_slice()), (expected, codes), "{raw:?}");
    }

    #[track_caller]
    fn check(raw: &str, expected: &str, codes: &[&str]) {
        check_within(Within::Text, raw, expected, codes);
    }

    #[test]
    fn references_are_resolved_once() {
        check("a &lt;b&gt; &amp;amp; &quot;c&quot; &apos;d&apos;", "a <b> &amp; \"c\" 'd'", &[]);
        check("&#233;&#xE9;&#XE9; &eacute;&hellip;&nbsp;", "ééé é…\u{a0}", &[]);
        check("&NotEqualTilde;", "\u{2242}\u{338}", &[]);
    }

    #[test]
    fn what_is_no_reference_stays() {
        check("AT&T & Co &", "AT&T & Co &", &["bare-ampersand"; 3]);
        check("?a=1&copy=2&lt=3&b", "?a=1&copy=2&lt=3&b", &["bare-ampersand"; 3]);
        check("&unheard-of;", "&unheard-of;", &["undefined-entity"]);
        check("&#;&#x;", "&#;&#x;", &["bare-ampersand"; 2]);
    }

    #[test]
    fn unfinished_references_are_finished() {
        check("fish &amp chips &#8217s", "fish & chips ’s", &["unfinished-entity"; 2]);
        check("&copy 2017 caf&eacute, &apos", "© 2017 café, '", &["unfinished-entity"; 3]);
    }

    #[test]
    fn in_an_address_they_are_parameters() {
        let address = |raw, codes: &[&str]| check_within(Within::Address, raw, raw, codes);
        address("http://a.example/?a=1&lt", &["bare-ampersand"]);
        address("?y&quot&copy&eacute", &["bare-ampersand"; 3]);
        address("?a&#39b", &["bare-ampersand"]);
        check_within(Within::Address, "?a&amp;b&eacute;&#39;", "?a&bé'", &[]);
    }

    #[test]
    fn illegal_numbers_are_mended_or_left_out() {
        check("&#147;x&#148;", "“x”", &["windows-1252-reference"; 2]);
        check(
            "a&#0;&#xD800;&#99999999;&#x1F;&#99999999999999999999;b",
            "ab",
            &["illegal-character"; 5],
        );
    }

    #[test]
    fn entities_of_the_document_type_are_expanded_within_bounds() {
        let mut entities = Entities::default();
        entities.declare(
            "<!DOCTYPE rss [<!ENTITY co 'Co-op &amp; &nm;'> <!ENTITY nm \"ILO\">\
             <!ENTITY % p 'x'> <!ENTITY ext SYSTEM 'file:///etc/passwd'> <!ENTITY me '&me;'>]>",
        );
        let mut decode = |raw| entities.decode(raw, Within::Text, &mut |_| ()).into_owned();
        assert_eq!(decode("&co;|&ext;|&p;"), "Co-op & ILO|&ext;|&p;");
        assert!(decode("&me;").len() < 100);
    }

    #[test]
    fn a_billion_laughs_are_few() {
        let mut doctype = String::from("<!DOCTYPE r [<!ENTITY l0 'ha'>");
        for level in 1..40 {
            let inner = format!("&l{};", level - 1).repeat(10);
            doctype = format!("{doctype}<!ENTITY l{level} '{inner}'>");
        }
        let mut entities = Entities::default();
        entities.declare(&doctype);
        let text = entities.decode("&l5;&l39;&l39;", Within::Text, &mut |_| ()).into_owned();
        assert!(text.len() < 2 * MAX_EXPANSION, "{}", text.len());
    }
}
