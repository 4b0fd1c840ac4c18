//! Writes foreign HTML anew with what may stay: known elements and attributes, addresses
//! absolute, every element closed within the one that it began in, nesting bounded.
//!
//! The parser behind it then sees only tags that were written here. Nothing is unwrapped after
//! parsing and little is moved, so that what it writes parses to the same tree again; and its
//! time stays linear. On foreign tags it would not: it grows with the square of the depth, and an
//! element such as `<b>` that is left open is opened anew in every paragraph that follows.

use super::address::{Bases, is_picture};
use super::nesting::{self, is_table_part};
use super::pieces::{Piece, Pieces};
use super::policy::{self, EVERYWHERE, Element, Tags, Value, place_of};
use super::references::{Reference, resolve_whole};

/// The longest HTML that is looked at, in bytes.
pub(super) const LONGEST: usize = 1 << 20;
/// Absolute addresses make the text longer, and a long base could make it huge.
const LONGEST_RESULT: usize = 2 << 20;
/// The deepest nesting.
const DEEPEST: usize = 256;
/// Where lazy loaders keep the address of a picture while `src` holds a placeholder.
const LAZY: [&str; 3] = ["data-src", "data-lazy-src", "data-original"];

/// HTML that holds only what may stay.
pub(super) fn filter(html: &str, bases: Bases) -> String {
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
    filter.close_from(0);
    filter.out
}

#[derive(Default)]
struct Filter<'a> {
    bases: Bases<'a>,
    out: String,
    /// Open elements, the innermost last.
    open: Vec<u8>,
    /// Elements beyond the deepest level, whose tags are left out.
    beyond: Vec<u8>,
}

impl Filter<'_> {
    fn text(&mut self, text: &str) {
        if !text.trim().is_empty() {
            self.begin_cell();
        }
        let mut rest = text;
        while let Some(at) = memchr::memchr2(b'<', b'&', rest.as_bytes()) {
            self.out.push_str(&rest[..at]);
            let after = &rest[at + 1..];
            rest = if rest.as_bytes()[at] == b'&' {
                &after[self.reference(after)..]
            } else {
                // It begins no tag here, and would before text that follows a removed tag.
                self.out.push_str("&lt;");
                after
            };
        }
        self.out.push_str(rest);
    }

    /// Takes what stands behind a `&`, as far as it belongs to it, and says how far that is. The
    /// parser would try each letter of a name; what it makes of the signs themselves is the same.
    fn reference(&mut self, after: &str) -> usize {
        match Reference::of(after) {
            Some(found) if found.first >= '\u{A0}' => {
                self.out.extend(found.characters());
                found.length
            }
            Some(Reference { first: '&', length, .. }) if begins_no_reference(&after[length..]) => {
                self.out.push('&');
                length
            }
            _ => {
                self.out.push('&');
                0
            }
        }
    }

    fn close(&mut self, name: &str) {
        let Some(place) = policy::place(name) else { return };
        if self.beyond.last() == Some(&place) {
            self.beyond.pop();
        } else if let Some(at) = nesting::ended_by(&self.open, place) {
            self.close_from(at);
        }
    }

    /// Closes the open elements from one on, the innermost first.
    fn close_from(&mut self, at: usize) {
        while self.open.len() > at
            && let Some(place) = self.open.pop()
        {
            self.out.extend(["</", policy::element(place).name, ">"]);
        }
    }

    fn open(&mut self, name: &str, attributes: &[(&str, &str)]) {
        let Some(place) = policy::place(name) else { return };
        let element = policy::element(place);
        let is_astray = is_table_part(place) && !self.open.contains(&const { place_of("table") });
        if is_astray || (element.name == "img" && !is_shown(attributes)) {
            return;
        }
        while let Some(at) = nesting::closed_by(&self.open, place) {
            self.close_from(at);
        }
        if !is_table_part(place) {
            self.begin_cell();
        }
        if element.tags == Tags::Paired && self.open.len() >= DEEPEST {
            self.beyond.push(place);
        } else {
            self.start_tag(place, attributes);
        }
    }

    /// Begins the cell of a table that is missing around what comes.
    fn begin_cell(&mut self) {
        while let Some(place) = nesting::missing_cell(&self.open) {
            if let Some(at) = nesting::closed_by(&self.open, place) {
                self.close_from(at);
            }
            self.out.extend(["<", policy::element(place).name, ">"]);
            self.open.push(place);
        }
    }

    fn start_tag(&mut self, place: u8, attributes: &[(&str, &str)]) {
        let element = policy::element(place);
        let start = self.out.len();
        self.out.extend(["<", element.name]);
        let named = self.out.len();
        for &(name, kind) in element.attributes.iter().chain(&EVERYWHERE) {
            self.attribute(element, name, kind, attributes);
        }
        if element.name == "img" && !self.out[named..].contains(" src") {
            self.out.truncate(start);
            return;
        }
        self.out.push('>');
        if element.tags == Tags::Paired {
            self.open.push(place);
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
            Value::Media if element.name == "img" => self.picture(value, attributes),
            Value::Link | Value::Media => self.address(value, kind),
            Value::Srcset => self.bases.srcset(&resolve_whole(value)).map(|set| escape(&set)),
        };
        if let Some(kept) = kept {
            self.out.extend([" ", name, "=\"", &kept, "\""]);
        }
    }

    fn address(&self, value: &str, kind: Value) -> Option<String> {
        self.bases.resolve(&resolve_whole(value), kind).map(|url| escape(url.as_str()))
    }

    /// The address of a picture: where a lazy loader keeps it, else as stated.
    fn picture(&self, value: &str, attributes: &[(&str, &str)]) -> Option<String> {
        let lazy = LAZY.iter().find_map(|name| get(attributes, name));
        lazy.and_then(|value| self.address(value, Value::Media))
            .or_else(|| self.address(value, Value::Media))
            .or_else(|| is_picture(value).then(|| value.to_owned()))
    }
}

/// HTML standard §13.2.5.72. At the end of a text it is not known what comes after.
fn begins_no_reference(rest: &str) -> bool {
    rest.bytes().next().is_some_and(|byte| !byte.is_ascii_alphanumeric() && byte != b'#')
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
