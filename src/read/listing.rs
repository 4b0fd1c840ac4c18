//! Listings: HTML pages read with selectors, and by structure where none is given.

use scraper::Selector;
use url::Url;

/// `[source.listing]`, checked. Everything is optional: what is not given is found by structure.
#[derive(Debug, Clone, Default)]
pub struct ListingOptions {
    /// One item. The other selectors are relative to it.
    pub item: Option<Css>,
    /// Its title.
    pub title: Option<Css>,
    /// The link to its page.
    pub link: Option<Css>,
    /// Its date.
    pub date: Option<Css>,
    /// What sort of thing it is.
    pub kind: Option<Css>,
    /// Its summary.
    pub summary: Option<Css>,
    /// Its picture.
    pub image: Option<Css>,
    /// The link to the next page.
    pub next: Option<Css>,
    /// Further pages, by address: `pages`, expanded.
    pub pages: Vec<Url>,
    /// How many pages are read at most, the first among them; 0 counts as 1.
    pub max_pages: usize,
}

/// A CSS selector that parses.
#[derive(Debug, Clone)]
pub struct Css {
    text: String,
    selector: Selector,
}

impl Css {
    /// Checks a selector; the error says what is wrong with it.
    pub fn parse(text: &str) -> Result<Self, String> {
        let selector = Selector::parse(text).map_err(|error| error.to_string())?;
        Ok(Self { text: text.to_owned(), selector })
    }

    /// As it was written.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// Compiled.
    #[must_use]
    pub fn selector(&self) -> &Selector {
        &self.selector
    }
}
