//! Listings: HTML pages read with selectors, and by structure where none is given.
//!
//! Rows come from the selector `item`, or are found by structure (`group`). Each row is read by
//! structure (`row`); what the other selectors name takes the place of what that found.

use scraper::Selector;
use url::Url;

use crate::model::document::Document;
use crate::model::raw::{Format, RawItem, RawText, Reading, Warning};
use crate::read::charset::Decoded;
use crate::read::{ReadError, ReadOptions};

mod page;

mod tags;

mod node;

mod hint;

mod when;

mod pieces;

mod row;

mod group;

mod outline;

mod furniture;

mod field;

mod selected;

mod derive;

pub(super) use page::Page;

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

impl ListingOptions {
    /// The selectors that were given, by their names in `[source.listing]`.
    fn given(&self) -> Vec<(&'static str, String)> {
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

/// Reads a page as a listing.
pub(super) fn read_listing(
    document: &Document,
    decoded: Decoded<'_>,
    options: &ReadOptions,
) -> Result<Reading, ReadError> {
    let (options, explain) = (&options.listing, options.explain);
    let page = Page::parse(&decoded.text, document.url.as_ref());
    let rows = find_rows(&page, options)?;
    let mut warnings = decoded.warnings;
    if page.is_cut() {
        let message = "the page nests too deep or is too large; its end was not read".to_owned();
        warnings.push(Warning { code: "page-cut", message, line: None });
    }
    let items = items(&rows, &page, options, &mut warnings);
    let next = options.next.as_ref().and_then(|css| next(&page, css, &mut warnings));
    let selectors =
        if explain { derive::selectors(&page, &rows, options).given() } else { options.given() };
    Ok(Reading {
        format: Format::Listing,
        encoding: decoded.encoding,
        channel: page.channel(),
        items,
        warnings,
        next,
        selectors,
    })
}

fn items(
    rows: &group::Rows<'_>,
    page: &Page,
    options: &ListingOptions,
    warnings: &mut Vec<Warning>,
) -> Vec<RawItem> {
    let mut selectors = selected::Selectors::new(options);
    let mut items = Vec::new();
    for (at, (row, mut fields)) in rows.nodes.iter().zip(rows.read()).enumerate() {
        selectors.apply(row, &mut fields);
        match item(fields, page) {
            Ok(item) => items.push(item),
            // Found by structure, such a row is a heading or an advertisement among the rows.
            Err(_) if options.item.is_none() => {}
            Err(code) => warnings.push(left_out(code, at)),
        }
    }
    warnings.extend(selectors.warnings());
    items
}

fn find_rows<'a>(page: &'a Page, options: &ListingOptions) -> Result<group::Rows<'a>, ReadError> {
    let Some(css) = &options.item else {
        let none = || ReadError::NoListingFound { page: page.name(), feed: page.feed() };
        return group::find(page).ok_or_else(none);
    };
    let rows = selected::rows(page, css);
    if rows.nodes.is_empty() {
        let (selector, page) = (css.as_str().to_owned(), page.name());
        return Err(ReadError::NoItemsMatched { selector, page });
    }
    Ok(rows)
}

/// An item, or the code of the warning that says why there is none.
fn item(fields: row::Fields, page: &Page) -> Result<RawItem, &'static str> {
    let title = fields.title.ok_or("row-without-title")?;
    let link = fields.link.ok_or("row-without-link")?;
    Ok(RawItem {
        link: Some(link),
        title: Some(RawText::plain(title)),
        summary: fields.summary.map(RawText::plain),
        base: page.base().cloned(),
        published: fields.date,
        kind: fields.kind,
        image: fields.image,
        ..RawItem::default()
    })
}

fn left_out(code: &'static str, at: usize) -> Warning {
    let what = code.rsplit('-').next().unwrap_or(code);
    Warning { code, message: format!("item {} has no {what}; it is left out", at + 1), line: None }
}

fn next(page: &Page, css: &Css, warnings: &mut Vec<Warning>) -> Option<Url> {
    let found = page.html().select(css.selector()).next();
    let link = found.and_then(|element| element.attr("href")).and_then(|href| page.resolve(href));
    if found.is_some() && link.is_none() {
        let message = format!("next = {:?} selects no link", css.as_str());
        warnings.push(Warning { code: "next-without-link", message, line: None });
    }
    link
}
