//! Which element may stand in which, as the HTML standard's parser sees it.

/// Nothing in one of these reaches out of it.
const CELLS: &[&str] = &["table", "td", "th", "caption"];
const TABLE: &[&str] = &["table"];
const HEADINGS: &[&str] = &["h1", "h2", "h3", "h4", "h5", "h6"];

/// Elements that begin within a paragraph without ending it.
const IN_PARAGRAPH: [&str; 39] = [
    "a", "abbr", "acronym", "audio", "b", "bdi", "bdo", "br", "cite", "code", "data", "del", "dfn",
    "em", "i", "img", "ins", "kbd", "mark", "picture", "q", "rp", "rt", "ruby", "s", "samp",
    "small", "source", "span", "strike", "strong", "sub", "sup", "time", "tt", "u", "var", "video",
    "wbr",
];

/// A part of a table.
pub(super) fn is_table_part(name: &str) -> bool {
    container(name).is_some()
}

/// What a part of a table stands in.
fn container(part: &str) -> Option<&'static [&'static str]> {
    match part {
        "tbody" | "thead" | "tfoot" | "caption" | "colgroup" => Some(TABLE),
        "tr" => Some(&["tbody", "thead", "tfoot", "table"]),
        "td" | "th" => Some(&["tr", "tbody", "thead", "tfoot", "table"]),
        "col" => Some(&["colgroup", "table"]),
        _ => None,
    }
}

/// What has to begin before anything but a part of a table can stand here. Parsers would move it
/// out of the table otherwise.
pub(super) fn missing_cell(open: &[&str]) -> Option<&'static str> {
    match *open.last()? {
        "table" | "tbody" | "thead" | "tfoot" | "colgroup" => Some("tr"),
        "tr" => Some("td"),
        _ => None,
    }
}

/// Where the open elements end when an end tag comes; `None` when it ends nothing.
pub(super) fn ended_by(open: &[&str], name: &str) -> Option<usize> {
    let limits = if name == "table" || is_table_part(name) { TABLE } else { CELLS };
    innermost(open, &[name], limits)
}

/// Where the open elements end when an element begins; `None` when all of them stay open.
pub(super) fn closed_by(open: &[&str], name: &str) -> Option<usize> {
    if let Some(container) = container(name) {
        let within = innermost(open, container, &[])? + 1;
        return (within < open.len()).then_some(within);
    }
    let own = match name {
        "li" => innermost(open, &["li"], &["ul", "ol", "table", "td", "th", "caption"]),
        "dt" | "dd" => innermost(open, &["dt", "dd"], &["dl", "table", "td", "th", "caption"]),
        "rt" | "rp" => innermost(open, &["rt", "rp"], &["ruby", "table", "td", "th", "caption"]),
        "a" => innermost(open, &["a"], CELLS),
        _ if HEADINGS.contains(&name) => innermost(open, HEADINGS, CELLS),
        _ => None,
    };
    let ends_paragraph = !IN_PARAGRAPH.contains(&name);
    own.or_else(|| ends_paragraph.then(|| innermost(open, &["p"], CELLS)).flatten())
}

/// The innermost open element of some names, with none of `limits` within it.
fn innermost(open: &[&str], names: &[&str], limits: &[&str]) -> Option<usize> {
    let at = open.iter().rposition(|name| names.contains(name) || limits.contains(name))?;
    names.contains(&open[at]).then_some(at)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn some_elements_end_others() {
        let check =
            |open: &[&str], name, expected| assert_eq!(closed_by(open, name), expected, "{name}");
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
        assert_eq!(ended_by(&["div", "b"], "div"), Some(0));
        assert_eq!(ended_by(&["div", "table", "td"], "div"), None);
        assert_eq!(ended_by(&["table", "tr", "td", "b"], "tr"), Some(1));
        assert_eq!(ended_by(&["table", "td"], "table"), Some(0));
        assert_eq!(ended_by(&["p"], "b"), None);
    }
}
