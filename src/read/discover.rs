//! Autodiscovery: the feed that a page names, where a page came in a feed's place.

use crate::model::document::Document;
use crate::read::ReadError;
use crate::read::listing::Page;

/// The error for a page at a feed's address. It names the feed that the page names.
pub(super) fn no_feed(document: &Document, text: &str) -> ReadError {
    let page = Page::parse(text, document.url.as_ref());
    let feed = page.feed().filter(|feed| document.url.as_ref() != Some(feed));
    ReadError::HtmlNotFeed { title: page.title(), feed }
}
