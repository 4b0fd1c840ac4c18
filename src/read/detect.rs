//! What a document is, by its first element. What a server says it is does not count: feeds come
//! as `text/html`, and pages as `application/rss+xml`.

/// What a document is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Shape<'a> {
    /// Nothing, or white space.
    Empty,
    /// A feed in XML.
    Xml(XmlFeed<'a>),
    /// JSON, perhaps a feed.
    Json,
    /// An HTML page.
    Html,
    /// XML, but neither feed nor page: the name of its root element.
    OtherXml(&'a str),
    /// Something else.
    Unknown,
}

/// A feed in XML, from its root element on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct XmlFeed<'a> {
    /// The root element's name as it is written, prefix and all.
    pub(super) root: &'a str,
    /// Where its start tag begins, in bytes. Declaration, doctype and comments stand before it.
    pub(super) start: usize,
}

/// Names that root elements of feeds have, without prefix.
const FEEDS: [&str; 5] = ["rss", "rdf", "feed", "entry", "channel"];

/// Elements that a page may begin with when its author did not care for `html`.
const PAGES: [&str; 24] = [
    "html", "head", "body", "title", "meta", "link", "script", "style", "base", "div", "p",
    "table", "center", "font", "ul", "ol", "li", "a", "h1", "h2", "h3", "main", "section",
    "article",
];

/// Says what a document is.
pub(super) fn detect(text: &str) -> Shape<'_> {
    let body = text.trim_start_matches(is_blank);
    match body.as_bytes().first() {
        None => Shape::Empty,
        Some(b'{' | b'[') => Shape::Json,
        Some(_) => markup(text),
    }
}

fn is_blank(character: char) -> bool {
    character.is_whitespace() || matches!(character, '\u{feff}' | '\0')
}

/// By the first element. Text before it (the warning of a broken script) is passed over.
fn markup(text: &str) -> Shape<'_> {
    let mut at = 0;
    while let Some(found) = text[at..].find('<') {
        let start = at + found;
        let rest = &text[start..];
        at = start
            + match rest.as_bytes().get(1) {
                Some(b'?') => past(rest, "?>"),
                Some(b'!') if rest.starts_with("<!--") => past(rest, "-->"),
                Some(b'!') if is_html_doctype(rest) => return Shape::Html,
                Some(b'!') => past_doctype(rest),
                Some(byte) if byte.is_ascii_alphabetic() => match element(rest, start) {
                    Shape::OtherXml("br" | "b") => 1,
                    shape => return shape,
                },
                _ => 1,
            };
    }
    Shape::Unknown
}

/// The length of what ends with `end`; all of it when nothing does.
fn past(text: &str, end: &str) -> usize {
    text.find(end).map_or(text.len(), |at| at + end.len())
}

/// A doctype may hold declarations in brackets, with `>` in them.
fn past_doctype(text: &str) -> usize {
    match (text.find('['), text.find('>')) {
        (Some(bracket), Some(end)) if bracket < end => bracket + past(&text[bracket..], "]"),
        _ => past(text, ">"),
    }
}

fn is_html_doctype(text: &str) -> bool {
    let Some((keyword, rest)) = text.get(2..).and_then(|rest| rest.split_at_checked(7)) else {
        return false;
    };
    let root = rest.trim_start();
    keyword.eq_ignore_ascii_case("doctype")
        && root.get(..4).is_some_and(|name| name.eq_ignore_ascii_case("html"))
}

fn element(rest: &str, start: usize) -> Shape<'_> {
    let name = &rest[1..];
    let end =
        name.find(|c: char| c.is_whitespace() || matches!(c, '>' | '/')).unwrap_or(name.len());
    let root = &name[..end];
    let local = root.rsplit(':').next().unwrap_or(root).to_ascii_lowercase();
    if FEEDS.contains(&local.as_str()) {
        Shape::Xml(XmlFeed { root, start })
    } else if PAGES.contains(&local.as_str()) {
        Shape::Html
    } else {
        Shape::OtherXml(root)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: Shape<'_>) {
        assert_eq!(detect(text), expected, "{text:?}");
    }

    #[test]
    fn a_document_is_what_its_first_element_says() {
        check(" \u{feff}\n", Shape::Empty);
        check("\n{\"version\"", Shape::Json);
        check("<rss version='2.0'>", Shape::Xml(XmlFeed { root: "rss", start: 0 }));
        check("<?xml version='1.0'?><rdf:RDF>", Shape::Xml(XmlFeed { root: "rdf:RDF", start: 21 }));
        check("<!-- <html> --><feed>", Shape::Xml(XmlFeed { root: "feed", start: 15 }));
        check(
            "<!DOCTYPE rss [<!ENTITY a 'b>'>]>\n<rss>",
            Shape::Xml(XmlFeed { root: "rss", start: 34 }),
        );
        check("<!doctype HTML>", Shape::Html);
        check("<?xml version='1.0'?>\n<html xmlns='…'>", Shape::Html);
        check("<div><p>", Shape::Html);
        check("<opml version='2.0'>", Shape::OtherXml("opml"));
        check("not a document", Shape::Unknown);
        check("1 < 2", Shape::Unknown);
    }

    #[test]
    fn a_warning_before_the_root_is_passed_over() {
        let feed = Shape::Xml(XmlFeed { root: "rss", start: 37 });
        check("<br />\n<b>Warning</b>: in line 1<br/><rss>", feed);
    }
}
