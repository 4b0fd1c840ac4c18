//! JSON as pages hold it: in comments, with line breaks in its texts.

use serde_json::{Map, Value};

use crate::model::text::html_to_text;
use crate::read::listing::node::fold;

/// Longer texts are no field of a listing.
const LONGEST: usize = 4000;

/// Parses a script; what is no JSON is nothing.
pub(super) fn parse(text: &str) -> Option<Value> {
    let text = text.trim().trim_start_matches("<!--").trim_start_matches("//<![CDATA[");
    let text = text.trim_end_matches("-->").trim_end_matches("//]]>");
    let text = text.trim().trim_end_matches(';');
    serde_json::from_str(text).ok().or_else(|| {
        // Line breaks in the texts of JSON are mistakes that browsers forgive.
        let mended: String = text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
        serde_json::from_str(&mended).ok()
    })
}

/// The first text of a value: itself, the first of a list, the name or address of an object.
pub(super) fn text(value: &Value) -> Option<String> {
    let mut value = value;
    for _ in 0..4 {
        value = match value {
            Value::String(text) => {
                let text = plain(text);
                return Some(text).filter(|text| !text.is_empty());
            }
            Value::Array(list) => list.first()?,
            Value::Object(object) => {
                let names = ["name", "title", "label", "@value", "rendered", "url", "href", "@id"];
                names.iter().find_map(|name| object.get(*name))?
            }
            _ => return None,
        };
    }
    None
}

/// The address that a value is or holds.
pub(super) fn address(value: &Value) -> Option<String> {
    let mut value = value;
    for _ in 0..4 {
        value = match value {
            Value::String(text) => {
                let text = text.trim();
                let is_address = !text.is_empty() && !text.contains(char::is_whitespace);
                return is_address.then(|| text.to_owned());
            }
            Value::Array(list) => list.first()?,
            Value::Object(object) => {
                let names = ["url", "contentUrl", "src", "href", "path", "@id", "thumbnailUrl"];
                names.iter().find_map(|name| object.get(*name))?
            }
            _ => return None,
        };
    }
    None
}

/// A date: text, or a number of seconds or milliseconds.
pub(super) fn date(value: &Value) -> Option<String> {
    match value {
        Value::Number(number) => {
            let digits = number.as_u64()?.to_string();
            matches!(digits.len(), 10 | 13).then_some(digits)
        }
        Value::String(text) => Some(fold(text)).filter(|text| !text.is_empty() && text.len() < 80),
        _ => None,
    }
}

/// The first of some keys whose value says something.
pub(super) fn first(
    object: &Map<String, Value>,
    keys: &[&str],
    read: impl Fn(&Value) -> Option<String>,
) -> Option<String> {
    keys.iter().find_map(|key| read(object.get(*key)?))
}

/// A text without tags, its references resolved: many are written as HTML.
fn plain(text: &str) -> String {
    let cut = &text[..text.floor_char_boundary(LONGEST)];
    if cut.contains(['<', '&']) { fold(&html_to_text(cut)) } else { fold(cut) }
}
