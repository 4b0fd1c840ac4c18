//! What a document is, by its first elements. What a server says it is does not count: feeds come
//! as `text/html`, and pages as `application/rss+xml`.

use super::feed::{begins_json, json_behind};
use crate::read::tokens::{Tag, Token, Tokens};

/// What a document is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Shape<'a> {
    /// Nothing, or white space.
    Empty,
    /// A feed in XML.
    Feed,
    /// JSON, perhaps a feed.
    Json,
    /// An HTML page.
    Html,
    /// XML, but neither feed nor page: the name of its root element.
    OtherXml(&'a str),
    /// Something else.
    Unknown,
}

/// How far into a document a feed's root is looked for, in tokens: the warnings of a broken script
/// may stand before it, as a page of their own.
const LOOKED_AT: usize = 2000;

/// Names of root elements of feeds, and of what is left when the root is lost, without prefix.
const FEEDS: [&str; 6] = ["rss", "feed", "channel", "rdf", "entry", "item"];

/// Elements that a page may begin with when its author did not care for `html`.
const PAGES: [&str; 26] = [
    "html", "head", "body", "title", "meta", "link", "script", "style", "base", "div", "p",
    "table", "center", "font", "ul", "ol", "li", "a", "b", "br", "h1", "h2", "h3", "main",
    "section", "article",
];

/// Says what a document is.
pub(super) fn detect(text: &str) -> Shape<'_> {
    let body = text.trim_start_matches(is_blank);
    if body.is_empty() {
        return Shape::Empty;
    }
    if begins_json(body) {
        return Shape::Json;
    }
    match markup(text) {
        Shape::Feed => Shape::Feed,
        _ if json_behind(text).is_some() => Shape::Json,
        shape => shape,
    }
}

fn is_blank(character: char) -> bool {
    character.is_whitespace() || matches!(character, '\u{feff}' | '\0')
}

/// By the first element, unless a feed's root stands behind it. Text is passed over.
fn markup(text: &str) -> Shape<'_> {
    let mut shape = Shape::Unknown;
    let mut is_whole_page = false;
    for token in Tokens::new(text).take(LOOKED_AT) {
        match token {
            Token::Doctype(doctype) if is_html(doctype) => shape = Shape::Html,
            Token::Start(tag) if !tag.is_doubtful => {
                let name = local(&tag);
                if is_root(&name, &tag, shape, is_whole_page) {
                    return Shape::Feed;
                }
                is_whole_page |= name == "html";
                if shape == Shape::Unknown {
                    let is_page = PAGES.contains(&name.as_str());
                    shape = if is_page { Shape::Html } else { Shape::OtherXml(tag.name) };
                }
            }
            _ => {}
        }
    }
    shape
}

/// Whether a tag begins a feed. Pages hold RDF (in pictures) and elements of their own invention,
/// but no `rss` with a version.
fn is_root(name: &str, tag: &Tag<'_>, shape: Shape<'_>, is_whole_page: bool) -> bool {
    match shape {
        Shape::Unknown => FEEDS.contains(&name),
        _ if is_whole_page => says_more(name, tag),
        Shape::Html => FEEDS[..3].contains(&name),
        _ => matches!(name, "rss" | "feed"),
    }
}

/// `rss` with its version, `feed` and `RDF` with the namespace of a feed.
fn says_more(name: &str, tag: &Tag<'_>) -> bool {
    let attributes = tag.attributes.as_str();
    match name {
        "rss" => tag.attributes.get("version").is_some(),
        "feed" => attributes.contains("w3.org/2005/Atom") || attributes.contains("purl.org/atom"),
        "rdf" => attributes.contains("purl.org/rss"),
        _ => false,
    }
}

fn local(tag: &Tag<'_>) -> String {
    let name = tag.name.rsplit(':').next().unwrap_or(tag.name);
    name.to_ascii_lowercase()
}

fn is_html(doctype: &str) -> bool {
    let root = doctype["<!DOCTYPE".len()..].trim_start();
    root.get(..4).is_some_and(|name| name.eq_ignore_ascii_case("html"))
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
        check("<rss version='2.0'>", Shape::Feed);
        check("<?xml version='1.0'?><rdf:RDF>", Shape::Feed);
        check("<!-- <html> --><feed>", Shape::Feed);
        check("<!DOCTYPE rss [<!ENTITY a 'b>'>]>\n<rss>", Shape::Feed);
        check("<!doctype HTML>", Shape::Html);
        check("<?xml version='1.0'?>\n<html xmlns='…'>", Shape::Html);
        check("<div><p>", Shape::Html);
        check("<!DOCTYPE html><svg><rdf:RDF>", Shape::Html);
        check("<!DOCTYPE html><rss>", Shape::Feed);
        check("<html><body><feed>", Shape::Html);
        check("<html><body><feed xmlns='http://www.w3.org/2005/Atom'>", Shape::Feed);
        check("<html><body>Warning</body></html><rss version='2.0'>", Shape::Feed);
        check("<soap:Envelope><soap:Body><rss>", Shape::Feed);
        check("<opml version='2.0'>", Shape::OtherXml("opml"));
        check("not a document", Shape::Unknown);
        check("{{ template }} <rss>", Shape::Feed);
        check("[07-Mar-2017] x <rss>", Shape::Feed);
        check("<br>x {\"version\":\"https://jsonfeed.org/version/1\"}", Shape::Json);
        check("1 < 2", Shape::Unknown);
    }

    #[test]
    fn a_warning_before_the_root_is_passed_over() {
        let feed = Shape::Feed;
        check("<br />\n<b>Warning</b>: in line 1<br/><rss>", feed);
    }
}
