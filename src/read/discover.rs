//! Autodiscovery: the feed that a page names, where a page came in a feed's place.

use crate::model::document::Document;
use crate::read::ReadError;
use crate::read::listing::{Page, wall};

/// The error for a page at a feed's address. It names the feed that the page names, or says what
/// keeps us out.
pub(super) fn no_feed(document: &Document, text: &str) -> ReadError {
    let page = Page::parse(text, document.url.as_ref());
    let feed = page.feed().filter(|feed| document.url.as_ref() != Some(feed));
    if let Some(wall) = wall(&page).filter(|_| feed.is_none()) {
        return ReadError::from_wall(wall, page.name());
    }
    ReadError::HtmlNotFeed { title: page.title(), feed }
}
