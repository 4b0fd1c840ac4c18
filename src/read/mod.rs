//! Reading: from the bytes of a document to raw items.

use chrono::{DateTime, Utc};
use url::Url;

use crate::model::document::Document;
use crate::model::raw::Reading;
use crate::model::source::SourceKind;
use crate::model::text::excerpt;

mod charset;

mod entities;

mod tokens;

mod html;

mod detect;

mod feed;

pub mod listing;

mod discover;

pub mod opml;

mod article;

pub use article::read_article;
pub use discover::feed_of;

/// Says what a document is read as.
#[derive(Debug, Clone, Default)]
pub struct ReadOptions {
    /// What the source is said to serve.
    pub kind: SourceKind,
    /// How its listing is read.
    pub listing: listing::ListingOptions,
    /// Whether a listing that is read by structure is to say which selectors would give the same.
    /// It takes longer than the reading itself, and no item depends on it.
    pub explain: bool,
    /// When the document was fetched: what "3 days ago" on a listing counts from. Without it such
    /// words are no dates.
    pub now: Option<DateTime<Utc>>,
}

/// Why a document gave nothing.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ReadError {
    /// There is nothing in it.
    #[error("the document is empty")]
    Empty,
    /// It is something else.
    #[error("the document is no feed but {0}")]
    NotAFeed(String),
    /// It is no page, where a listing was said to be.
    #[error("the document is no HTML page")]
    NotAPage,
    /// A page where a feed was said to be.
    #[error("the address answers an HTML page{}, no feed; {}", titled(title.as_deref()), advice(feed.as_ref()))]
    HtmlNotFeed {
        /// The page's title.
        title: Option<String>,
        /// The feed that the page names.
        feed: Option<Url>,
    },
    /// A feed where a listing was said to be.
    #[error("the address answers a feed, no listing; set type = \"feed\" or \"auto\"")]
    FeedNotListing,
    /// JSON that breaks the rules of JSON.
    #[error("the feed is broken JSON: {0}")]
    BrokenJson(String),
    /// The selector for items found nothing.
    #[error(
        "selector {selector:?} matched nothing on {page}; the page may have changed: correct \
         `item`, or leave it out to have the listing found by structure"
    )]
    NoItemsMatched {
        /// The selector.
        selector: String,
        /// The page's address.
        page: String,
    },
    /// The page wants to see a person.
    #[error(
        "{page} is a challenge instead of content ({words:?}); the site keeps programs out: ask \
         its owner to let this one in"
    )]
    Challenge {
        /// The page's address.
        page: String,
        /// What it says.
        words: String,
    },
    /// The page wants to know who reads it.
    #[error(
        "{page} is a login page instead of content ({words:?}); set `auth` or `headers` of the \
         source, or take an address that is open to all"
    )]
    Login {
        /// The page's address.
        page: String,
        /// What it says.
        words: String,
    },
    /// The page says that it is not there, whatever its status.
    #[error("{page} says that it was not found ({words:?}); correct the address of the source")]
    SoftNotFound {
        /// The page's address.
        page: String,
        /// What it says.
        words: String,
    },
    /// The domain is for sale.
    #[error("{page} offers its domain for sale ({words:?}); the site has left it")]
    Parked {
        /// The page's address.
        page: String,
        /// What it says.
        words: String,
    },
    /// Nothing on the page reads like a text.
    #[error("no text found on {page}")]
    NoText {
        /// The page's address.
        page: String,
    },
    /// Nothing on the page looks like a list of items.
    #[error("no listing found on {page}; {}", listing_advice(feed.as_ref()))]
    NoListingFound {
        /// The page's address.
        page: String,
        /// The feed that the page names.
        feed: Option<Url>,
    },
}

impl ReadError {
    /// Stable, kebab-case: `not-a-feed`, `html-not-feed`, `no-items-matched`, …
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Empty => "empty-document",
            Self::NotAFeed(_) => "not-a-feed",
            Self::NotAPage => "not-a-page",
            Self::HtmlNotFeed { .. } => "html-not-feed",
            Self::FeedNotListing => "feed-not-listing",
            Self::BrokenJson(_) => "broken-json",
            Self::NoItemsMatched { .. } => "no-items-matched",
            Self::Challenge { .. } => "challenge",
            Self::Login { .. } => "login-page",
            Self::SoftNotFound { .. } => "soft-404",
            Self::Parked { .. } => "parked",
            Self::NoText { .. } => "no-text",
            Self::NoListingFound { .. } => "no-listing-found",
        }
    }

    pub(in crate::read) fn from_wall(wall: listing::Wall, page: String) -> Self {
        match wall {
            listing::Wall::Challenge(words) => Self::Challenge { page, words },
            listing::Wall::Login(words) => Self::Login { page, words },
            listing::Wall::NotFound(words) => Self::SoftNotFound { page, words },
            listing::Wall::Parked(words) => Self::Parked { page, words },
        }
    }
}

fn titled(title: Option<&str>) -> String {
    title.map(|title| format!(" ({:?})", excerpt(title, 80))).unwrap_or_default()
}

fn advice(feed: Option<&Url>) -> String {
    match feed {
        Some(feed) => format!("the page names its feed: {feed}"),
        None => "check the address, or set type = \"listing\" to read the page itself".to_owned(),
    }
}

fn listing_advice(feed: Option<&Url>) -> String {
    match feed {
        Some(feed) => format!("the page names its feed: {feed}"),
        None => "name its items with a selector: [source.listing] item = \"…\"".to_owned(),
    }
}

/// How a page refuses its reader, where it wants to see a person (`challenge`) or to know who it is
/// (`login-page`). Such pages come with statuses of all kinds.
#[must_use]
pub fn refusal(html: &str) -> Option<&'static str> {
    let wall = listing::wall(&listing::Page::parse(html, None))?;
    let code = ReadError::from_wall(wall, String::new()).code();
    Some(code).filter(|code| matches!(*code, "challenge" | "login-page"))
}

/// Reads a document: a feed as a feed, and where `options` allows it an HTML page as a listing.
///
/// Broken input is normal: what can be kept is kept, with warnings beside it.
pub fn read(document: &Document, options: &ReadOptions) -> Result<Reading, ReadError> {
    let decoded = charset::decode(document);
    let shape = detect::detect(&decoded.text);
    match (shape, options.kind) {
        (detect::Shape::Html, SourceKind::Feed) => Err(discover::no_feed(document, &decoded.text)),
        (detect::Shape::Html, _) => listing::read_listing(document, decoded, options),
        (detect::Shape::Feed | detect::Shape::Json, SourceKind::Listing) => {
            Err(ReadError::FeedNotListing)
        }
        (detect::Shape::OtherXml(_) | detect::Shape::Unknown, SourceKind::Listing) => {
            Err(ReadError::NotAPage)
        }
        _ => feed::read_feed(document, decoded),
    }
}
