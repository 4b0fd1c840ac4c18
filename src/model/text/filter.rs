//! Writes foreign HTML anew with what may stay: known elements and attributes, addresses
//! absolute, nesting bounded.
//!
//! The parser behind it then sees only tags that were written here. Nothing is unwrapped after
//! parsing, so that what it writes parses to the same tree again, and the time that it takes on
//! deep nesting is bounded.

use super::address::{Bases, is_picture};
use super::pieces::{Piece, Pieces};
use super::policy::{self, EVERYWHERE, Element, Tags, Value};
use super::references::resolve_simple;

/// The longest HTML that is looked at, in bytes.
pub(super) const LONGEST: usize = 1 << 20;
/// Absolute addresses make the text longer, and a long base could make it huge.
const LONGEST_RESULT: usize = 2 << 20;
/// The deepest nesting. The parser's time grows with the square of it.
const DEEPEST: usize = 256;
/// An end tag reaches no further up than to one of these (HTML standard, "in scope").
const BOUNDARY: &str = "table";
const HEADINGS: [&str; 6] = ["h1", "h2", "h3", "h4", "h5", "h6"];
const TABLE_PARTS: [&str; 9] =
    ["td", "tr", "th", "tbody", "thead", "tfoot", "caption", "colgroup", "col"];
/// Where lazy loaders keep the address of a picture while `src` holds a placeholder.
const LAZY: [&str; 3] = ["data-src", "data-lazy-src", "data-original"];

/// HTML that holds only what may stay.
pub(super) struct Filtered {
    pub(super) html: String,
    /// Elements are closed, and in the order in which they were opened.
    pub(super) is_orderly: bool,
}

/// Writes some HTML anew.
pub(super) fn filter(html: &str, bases: Bases) -> Filtered {
    let html = &html[..html.floor_char_boundary(LONGEST)];
    let mut filter = Filter { bases, out: String::with_capacity(html.len()), ..Filter::default() };
    let mut pieces = Pieces::new(html);
    while let Some(piece) = pieces.next() {
        match piece {
            Piece::Text(text) => filter.text(text),
            Piece::Close(name) => filter.close(name),
            Piece::Open(name, attributes) => match policy::dropped(name) {
                Some((name, raw)) => pieces.skip_content(name, raw),
                None => filter.open(name, &attributes),
            },
        }
        if filter.out.len() > LONGEST_RESULT {
            break;
        }
    }
    Filtered { html: filter.out, is_orderly: filter.open.is_empty() && !filter.crossed }
}

#[derive(Default)]
struct Filter<'a> {
    bases: Bases<'a>,
    out: String,
    /// Open elements that count as a level.
    open: Vec<&'static str>,
    /// Elements beyond the deepest level, whose tags are left out.
    beyond: Vec<&'static str>,
    /// An element was closed before one within it, or a heading stands in a heading.
    crossed: bool,
    /// The last that was written is `<pre>`.
    after_pre: bool,
}

impl Filter<'_> {
    fn text(&mut self, text: &str) {
        // The parser takes one line feed after `<pre>` away, and would the next time again.
        let text = if self.after_pre { text.trim_start_matches(['\n', '\r']) } else { text };
        self.after_pre &= text.is_empty();
        // A `<` that begins no tag here would begin one before text that follows a removed tag.
        self.out.push_str(&text.replace('<', "&lt;"));
    }

    fn close(&mut self, name: &str) {
        let Some(element) = policy::element(name) else { return };
        if self.beyond.last() == Some(&element.name) {
            self.beyond.pop();
            return;
        }
        let closes = match element.tags {
            Tags::Void => false,
            Tags::Loose => !self.is_astray(element.name),
            Tags::Paired => self.leave(element.name),
        };
        if closes {
            self.after_pre = false;
            self.out.extend(["</", element.name, ">"]);
        }
    }

    /// Takes the innermost element of that name from the open ones. Those within it stay: of some
    /// elements the parser keeps them open.
    fn leave(&mut self, name: &'static str) -> bool {
        let reach = self.open.iter().rposition(|&open| open == name || open == BOUNDARY);
        let found = reach.filter(|&at| self.open[at] == name);
        if let Some(at) = found {
            self.crossed |= at + 1 < self.open.len();
            self.open.remove(at);
        }
        found.is_some()
    }

    /// A part of a table where no table is.
    fn is_astray(&self, name: &str) -> bool {
        TABLE_PARTS.contains(&name) && !self.open.contains(&"table")
    }

    fn open(&mut self, name: &str, attributes: &[(&str, &str)]) {
        let Some(element) = policy::element(name) else { return };
        if self.is_astray(element.name) || (element.name == "img" && !is_shown(attributes)) {
            return;
        }
        if element.tags == Tags::Paired {
            if self.open.len() >= DEEPEST {
                self.beyond.push(element.name);
                return;
            }
            self.crossed |= HEADINGS.contains(&element.name)
                && self.open.iter().any(|open| HEADINGS.contains(open));
            self.open.push(element.name);
        }
        let start = self.out.len();
        self.out.extend(["<", element.name]);
        let named = self.out.len();
        for &(name, kind) in element.attributes.iter().chain(&EVERYWHERE) {
            self.attribute(element, name, kind, attributes);
        }
        if element.name == "img" && !self.out[named..].contains(" src") {
            self.out.truncate(start);
        } else {
            self.out.push('>');
            self.after_pre = element.name == "pre";
        }
    }

    fn attribute(
        &mut self,
        element: &Element,
        name: &str,
        kind: Value,
        attributes: &[(&str, &str)],
    ) {
        let Some(value) = get(attributes, name) else { return };
        let kept = match kind {
            Value::Text => Some(value.replace('"', "&quot;")),
            Value::Number => is_number(value).then(|| value.to_owned()),
            Value::Link => self.address(value, kind),
            Value::Media if element.name == "img" => self.picture(value, attributes),
            Value::Media => self.address(value, kind),
            Value::Srcset => self.bases.srcset(&resolve_simple(value).0).map(|set| escape(&set)),
        };
        if let Some(kept) = kept {
            self.out.extend([" ", name, "=\"", &kept, "\""]);
        }
    }

    fn address(&self, value: &str, kind: Value) -> Option<String> {
        self.bases.resolve(&resolve_simple(value).0, kind).map(|url| escape(url.as_str()))
    }

    /// The address of a picture: where a lazy loader keeps it, else as stated.
    fn picture(&self, value: &str, attributes: &[(&str, &str)]) -> Option<String> {
        let lazy = LAZY.iter().find_map(|name| get(attributes, name));
        lazy.and_then(|value| self.address(value, Value::Media))
            .or_else(|| self.address(value, Value::Media))
            .or_else(|| is_picture(value).then(|| value.to_owned()))
    }
}

/// HTML holds to the first of several attributes of one name.
fn get<'a>(attributes: &[(&str, &'a str)], name: &str) -> Option<&'a str> {
    attributes.iter().find(|(other, _)| other.eq_ignore_ascii_case(name)).map(|&(_, value)| value)
}

/// Pictures of one dot count visits; nobody sees them.
fn is_shown(attributes: &[(&str, &str)]) -> bool {
    let tiny = |name| {
        get(attributes, name).is_some_and(|size| matches!(size.trim(), "0" | "1" | "1px" | "0px"))
    };
    !(tiny("width") && tiny("height"))
}

fn is_number(value: &str) -> bool {
    (1..=6).contains(&value.len()) && value.bytes().all(|byte| byte.is_ascii_digit())
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('"', "&quot;")
}
