//! Which element may stand in which, as the HTML standard's parser sees it.

use super::policy::{ELEMENTS, place_of};

/// Elements, a bit for the place of each: hundreds of open ones are looked through at every tag,
/// and comparing their names would take most of the time.
#[derive(Debug, Clone, Copy)]
struct Set(u128);

const _: () = assert!(ELEMENTS.len() <= 128);

impl Set {
    const fn of(names: &[&str]) -> Self {
        let (mut set, mut at) = (0, 0);
        while at < names.len() {
            set |= 1 << place_of(names[at]);
            at += 1;
        }
        Self(set)
    }

    const fn and(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    const fn has(self, element: u8) -> bool {
        (self.0 >> element) & 1 == 1
    }
}

const NONE: Set = Set(0);
const TABLE: Set = Set::of(&["table"]);
const ROW: Set = Set::of(&["tr"]);
const CELL: Set = Set::of(&["td", "th"]);
const COLUMN: Set = Set::of(&["col"]);
/// What holds rows.
const BODIES: Set = Set::of(&["tbody", "thead", "tfoot"]);
const PARTS: Set = BODIES.and(Set::of(&["caption", "colgroup"]));
/// Nothing in one of these reaches out of it.
const CELLS: Set = TABLE.and(CELL).and(Set::of(&["caption"]));
const HEADINGS: Set = Set::of(&["h1", "h2", "h3", "h4", "h5", "h6"]);
const PARAGRAPH: Set = Set::of(&["p"]);

/// Elements that end others of their kind, and what these do not reach out of.
const ENDING: [(Set, Set); 5] = [
    (Set::of(&["li"]), Set::of(&["ul", "ol"]).and(CELLS)),
    (Set::of(&["dt", "dd"]), Set::of(&["dl"]).and(CELLS)),
    (Set::of(&["rt", "rp"]), Set::of(&["ruby"]).and(CELLS)),
    (Set::of(&["a"]), CELLS),
    (HEADINGS, CELLS),
];

/// Elements that begin within a paragraph without ending it.
const IN_PARAGRAPH: Set = Set::of(&[
    "a", "abbr", "acronym", "audio", "b", "bdi", "bdo", "br", "cite", "code", "data", "del", "dfn",
    "em", "i", "img", "ins", "kbd", "mark", "picture", "q", "rp", "rt", "ruby", "s", "samp",
    "small", "source", "span", "strike", "strong", "sub", "sup", "time", "tt", "u", "var", "video",
    "wbr",
]);

/// A part of a table.
pub(super) fn is_table_part(element: u8) -> bool {
    container(element).is_some()
}

/// What a part of a table stands in.
fn container(part: u8) -> Option<Set> {
    match part {
        _ if PARTS.has(part) => Some(TABLE),
        _ if ROW.has(part) => Some(BODIES.and(TABLE)),
        _ if CELL.has(part) => Some(ROW.and(BODIES).and(TABLE)),
        _ if COLUMN.has(part) => Some(Set::of(&["colgroup"]).and(TABLE)),
        _ => None,
    }
}

/// What has to begin before anything but a part of a table can stand here. Parsers would move it
/// out of the table otherwise.
pub(super) fn missing_cell(open: &[u8]) -> Option<u8> {
    const HOLDS_ROWS: Set = BODIES.and(TABLE).and(Set::of(&["colgroup"]));
    match *open.last()? {
        last if HOLDS_ROWS.has(last) => Some(const { place_of("tr") }),
        last if ROW.has(last) => Some(const { place_of("td") }),
        _ => None,
    }
}

/// Where the open elements end when an end tag comes; `None` when it ends nothing.
pub(super) fn ended_by(open: &[u8], element: u8) -> Option<usize> {
    let is_tabular = TABLE.has(element) || is_table_part(element);
    innermost(open, Set(1 << element), if is_tabular { TABLE } else { CELLS })
}

/// Where the open elements end when an element begins; `None` when all of them stay open.
pub(super) fn closed_by(open: &[u8], element: u8) -> Option<usize> {
    if let Some(container) = container(element) {
        let within = innermost(open, container, NONE)? + 1;
        return (within < open.len()).then_some(within);
    }
    let ending = ENDING.iter().find(|(kind, _)| kind.has(element));
    let own = ending.and_then(|(kind, limits)| innermost(open, *kind, *limits));
    let ends_paragraph = !IN_PARAGRAPH.has(element);
    own.or_else(|| ends_paragraph.then(|| innermost(open, PARAGRAPH, CELLS)).flatten())
}

/// The innermost open element of a set, with none of `limits` within it.
fn innermost(open: &[u8], set: Set, limits: Set) -> Option<usize> {
    let either = set.and(limits);
    let at = open.iter().rposition(|element| either.has(*element))?;
    set.has(open[at]).then_some(at)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn places(names: &[&str]) -> Vec<u8> {
        names.iter().map(|name| place_of(name)).collect()
    }

    #[test]
    fn some_elements_end_others() {
        let check = |open: &[&str], name, expected| {
            assert_eq!(closed_by(&places(open), place_of(name)), expected, "{name}");
        };
        check(&["p"], "p", Some(0));
        check(&["div", "p", "b"], "ul", Some(1));
        check(&["p", "b"], "i", None);
        check(&["p", "table", "tr", "td"], "p", None);
        check(&["ul", "li", "div"], "li", Some(1));
        check(&["ul", "li", "ul"], "li", None);
        check(&["table", "tr", "td", "b"], "tr", Some(1));
        check(&["table", "tr", "td"], "caption", Some(1));
        check(&["table", "caption"], "td", Some(1));
        check(&["h1", "i"], "h2", Some(0));
        check(&["a", "b"], "a", Some(0));
    }

    #[test]
    fn an_end_tag_ends_what_is_in_reach() {
        let check = |open: &[&str], name, expected| {
            assert_eq!(ended_by(&places(open), place_of(name)), expected, "{name}");
        };
        check(&["div", "b"], "div", Some(0));
        check(&["div", "table", "td"], "div", None);
        check(&["table", "tr", "td", "b"], "tr", Some(1));
        check(&["table", "td"], "table", Some(0));
        check(&["p"], "b", None);
    }
}
