//! How a listing is read: `[source.listing]`, checked.

use scraper::Selector;
use url::Url;

use crate::model::date::DateHints;

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
    /// The link to the next page. Without it and `pages` it is found by itself.
    pub next: Option<Css>,
    /// Further pages, by address: `pages`, expanded.
    pub pages: Vec<Url>,
    /// How many pages are read at most, the first among them; 0 counts as 1.
    pub max_pages: usize,
    /// How its dates are written.
    pub dates: DateHints,
}

impl ListingOptions {
    /// The selectors that were given, by their names in `[source.listing]`.
    #[must_use]
    pub fn given(&self) -> Vec<(&'static str, String)> {
        let all = [
            ("item", &self.item),
            ("title", &self.title),
            ("link", &self.link),
            ("date", &self.date),
            ("kind", &self.kind),
            ("summary", &self.summary),
            ("image", &self.image),
            ("next", &self.next),
        ];
        let given = all.into_iter().filter_map(|(name, css)| Some((name, css.as_ref()?)));
        given.map(|(name, css)| (name, css.as_str().to_owned())).collect()
    }
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
