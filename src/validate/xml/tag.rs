//! Start tags (XML 1.0 §3.1).

use std::borrow::Cow;

use super::Attribute;
use super::names::{is_space, name};
use super::references::Entities;
use crate::validate::finding::Findings;

/// More attributes than any element needs; comparing each with each must stay cheap.
const MAX_ATTRIBUTES: usize = 256;

/// A start tag.
pub(super) struct StartTag<'a> {
    pub(super) name: &'a str,
    pub(super) attributes: Vec<Attribute<'a>>,
    /// It ends with `/>`.
    pub(super) is_empty: bool,
    /// Length of all of it.
    pub(super) length: usize,
}

/// What keeps a tag from being one, and where.
pub(super) type Broken = (usize, String);

/// Reads the start tag that stands at a place of the text.
pub(super) fn start_tag<'a>(
    text: &'a str,
    at: usize,
    entities: &Entities<'a>,
    findings: &mut Findings,
) -> Result<StartTag<'a>, Broken> {
    let name = name(&text[at + 1..]);
    if name.is_empty() {
        return Err((at, "a bare < is to be written &lt;".to_owned()));
    }
    let mut attributes: Vec<Attribute> = Vec::new();
    let mut place = at + 1 + name.len();
    loop {
        let rest = &text[place..];
        let trimmed = rest.trim_start_matches(is_space);
        let had_space = trimmed.len() < rest.len();
        place = text.len() - trimmed.len();
        let is_empty = trimmed.starts_with("/>");
        if is_empty || trimmed.starts_with('>') {
            let length = place + if is_empty { 2 } else { 1 } - at;
            return Ok(StartTag { name, attributes, is_empty, length });
        }
        if trimmed.is_empty() {
            return Err((at, format!("the tag <{name} has no end")));
        }
        if !had_space {
            return Err((place, format!("in the tag <{name} a blank is missing here")));
        }
        let (attribute, end) = attribute(text, place, name, entities, findings)?;
        if attributes.iter().any(|other| other.name == attribute.name) {
            return Err((place, format!("<{name} has the attribute {} twice", attribute.name)));
        }
        if attributes.len() == MAX_ATTRIBUTES {
            return Err((place, format!("<{name} has more than {MAX_ATTRIBUTES} attributes")));
        }
        attributes.push(attribute);
        place = end;
    }
}

/// An attribute, and where it ends.
fn attribute<'a>(
    text: &'a str,
    at: usize,
    tag: &str,
    entities: &Entities<'a>,
    findings: &mut Findings,
) -> Result<(Attribute<'a>, usize), Broken> {
    let own = name(&text[at..]);
    let unquoted = || (at, format!("an attribute of <{tag} is not written name=\"value\""));
    let rest = text[at + own.len()..].trim_start_matches(is_space);
    let rest = rest.strip_prefix('=').filter(|_| !own.is_empty()).ok_or_else(unquoted)?;
    let rest = rest.trim_start_matches(is_space);
    let quote = rest.chars().next().filter(|c| matches!(c, '"' | '\'')).ok_or_else(unquoted)?;
    let start = text.len() - rest.len() + 1;
    let end = text[start..].find(quote).map(|length| start + length);
    let end = end.ok_or_else(|| (at, format!("the value of {own} has no end")))?;
    let value = &text[start..end];
    if let Some(sign) = value.find('<') {
        return Err((start + sign, format!("a < in the value of {own} is to be written &lt;")));
    }
    let value: Cow<str> = entities.resolve(value, start, findings);
    Ok((Attribute { name: own, value, at }, end + 1))
}
