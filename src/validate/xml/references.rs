//! References (XML 1.0 §4.1).

use std::borrow::Cow;
use std::collections::BTreeSet;

use super::names::{is_character, name};
use crate::validate::finding::{Findings, quoted};
use crate::validate::rules;

/// The entities that a document may name.
#[derive(Debug, Default)]
pub(super) struct Entities<'a> {
    /// Those that it declares itself. They stay as they stand: what they are for could grow beyond
    /// all bounds, and no feed needs it.
    pub(super) declared: BTreeSet<&'a str>,
    /// It names a file of further ones, which nobody reads.
    pub(super) has_others: bool,
}

impl<'a> Entities<'a> {
    /// A text or value at a place of the document, with its references resolved. What cannot be
    /// is found, and stays as it stands.
    pub(super) fn resolve(
        &self,
        text: &'a str,
        at: usize,
        findings: &mut Findings,
    ) -> Cow<'a, str> {
        let mut rest = text;
        let Some(mut sign) = memchr::memchr(b'&', rest.as_bytes()) else {
            return Cow::Borrowed(text);
        };
        let mut resolved = String::with_capacity(text.len());
        loop {
            resolved.push_str(&rest[..sign]);
            rest = &rest[sign..];
            let place = at + text.len() - rest.len();
            let length = if let Some((name, length)) = reference(rest) {
                match self.replacement(name, place, findings) {
                    Some(replacement) => resolved.push_str(&replacement),
                    None => resolved.push_str(&rest[..length]),
                }
                length
            } else {
                findings.add(&rules::XML, place, "a bare & is to be written &amp;");
                resolved.push('&');
                1
            };
            rest = &rest[length..];
            match memchr::memchr(b'&', rest.as_bytes()) {
                Some(next) => sign = next,
                None => break,
            }
        }
        resolved.push_str(rest);
        Cow::Owned(resolved)
    }

    fn replacement(&self, name: &str, at: usize, findings: &mut Findings) -> Option<String> {
        if let Some(number) = name.strip_prefix('#') {
            let c = number_of(number).and_then(char::from_u32).filter(|c| is_character(*c));
            if c.is_none() {
                findings.add(&rules::CHARACTER, at, format!("&{name}; is no character of XML"));
            }
            return c.map(String::from);
        }
        let predefined = match name {
            "amp" => "&",
            "lt" => "<",
            "gt" => ">",
            "quot" => "\"",
            "apos" => "'",
            _ => {
                if !self.has_others && !self.declared.contains(name) {
                    let message = format!("XML knows no entity {}", quoted(&format!("&{name};")));
                    findings.add(&rules::ENTITY, at, message);
                }
                return None;
            }
        };
        Some(predefined.to_owned())
    }
}

/// The name of a reference at the beginning of a text, and how long all of it is.
fn reference(text: &str) -> Option<(&str, usize)> {
    let rest = &text[1..];
    let length = match rest.strip_prefix('#') {
        Some(digits) => {
            let end = digits.find(|c: char| !c.is_ascii_alphanumeric())?;
            number_of(&digits[..end]).map(|_| end + 1)?
        }
        None => Some(name(rest).len()).filter(|length| *length > 0)?,
    };
    rest[length..].starts_with(';').then(|| (&rest[..length], length + 2))
}

fn number_of(digits: &str) -> Option<u32> {
    let (digits, radix) = digits.strip_prefix('x').map_or((digits, 10), |hex| (hex, 16));
    let is_number = !digits.is_empty() && digits.chars().all(|c| c.is_digit(radix));
    // A number too large for any character is one all the same.
    is_number.then(|| u32::from_str_radix(digits, radix).unwrap_or(u32::MAX))
}
