//! Reading: from the bytes of a document to raw items.

use crate::model::document::Document;
use crate::model::raw::Reading;
use crate::model::source::SourceKind;

pub mod listing;

/// Says what a document is read as.
#[derive(Debug, Clone, Default)]
pub struct ReadOptions {
    /// What the source is said to serve.
    pub kind: SourceKind,
    /// How its listing is read.
    pub listing: listing::ListingOptions,
}

/// Why a document gave nothing.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ReadError {
    /// It is no feed.
    #[error("the document is no feed")]
    NotAFeed,
}

impl ReadError {
    /// Stable, kebab-case: `not-a-feed`, `html-not-feed`, `no-items-matched`, `broken-xml`, …
    #[must_use]
    pub fn code(&self) -> &'static str {
        "not-a-feed"
    }
}

/// Reads a document: a feed as a feed, and where `options` allows it an HTML page as a listing.
///
/// Broken input is normal: what can be kept is kept, with warnings beside it.
pub fn read(document: &Document, options: &ReadOptions) -> Result<Reading, ReadError> {
    let _ = (document, options);
    unimplemented!()
}
