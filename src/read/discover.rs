//! Autodiscovery: the feed that a page names, where a page came in a feed's place.

use url::Url;

use crate::model::document::Document;
use crate::read::listing::{Page, wall};
use crate::read::{ReadError, charset, detect};

/// The feed that a page names: in its head, or by a link that looks like one. `None` for a document
/// that is no page.
#[must_use]
pub fn feed_of(document: &Document) -> Option<Url> {
    let decoded = charset::decode(document);
    if detect::detect(&decoded.text) != detect::Shape::Html {
        return None;
    }
    let page = Page::parse(&decoded.text, document.url.as_ref());
    let other = |feed: &Url| document.url.as_ref() != Some(feed);
    page.feed().or_else(|| page.linked_feed()).filter(other)
}

/// The error for a page at a feed's address: it names the feed that the page names, or what stands
/// in the way.
pub(super) fn no_feed(document: &Document, text: &str) -> ReadError {
    let page = Page::parse(text, document.url.as_ref());
    let feed = page.feed().filter(|feed| document.url.as_ref() != Some(feed));
    match wall(&page).filter(|_| feed.is_none()) {
        Some(wall) => ReadError::from_wall(wall, page.name()),
        None => ReadError::HtmlNotFeed { title: page.title(), feed },
    }
}
