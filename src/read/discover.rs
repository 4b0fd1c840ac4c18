//! Autodiscovery: the feed that a page names, where a page came in a feed's place.

use crate::model::document::Document;
use crate::read::ReadError;
use crate::read::listing::{Page, wall};

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
