//! Listings: HTML pages read with selectors, and by structure where none is given.
//!
//! Rows come from the selector `item`, or are found by structure (`group`). Each row is read by
//! structure (`row`); what the other selectors name takes the place of what that found. What the
//! page tells in data (`data`) fills what is missing. A page without a list is said to be what it
//! is (`verdict`).

use scraper::Selector;
use url::Url;

use crate::model::date::DateHints;
use crate::model::document::Document;
use crate::model::raw::{Format, RawItem, RawPerson, RawText, Reading, Warning};
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

mod heading;

mod table;

mod data;

mod order;

mod verdict;

mod paging;

mod field;

mod selected;

mod derive;

use data::{Thing, Things};
pub(super) use page::Page;
pub(super) use verdict::{Wall, wall};

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
    let (now, explain, options) = (options.now, options.explain, &options.listing);
    let dates = when::Dates::new(options.dates.clone(), now);
    let page = Page::parse(&decoded.text, document.url.as_ref()).with_dates(dates);
    let found = find(&page, options)?;
    let mut warnings = decoded.warnings;
    if page.is_cut() {
        let message = "the page nests too deep or is too large; its end was not read".to_owned();
        warnings.push(Warning { code: "page-cut", message, line: None });
    }
    let items = found.items(&page, options, &mut warnings);
    let next = match &options.next {
        Some(css) => next(&page, css, &mut warnings),
        // Nobody asks where further pages are that are not read.
        None if options.pages.is_empty() && (options.max_pages > 1 || explain) => {
            paging::next(&page)
        }
        None => None,
    };
    let selectors = match &found {
        Found::Rows(rows, _) if explain => derive::selectors(&page, rows, options).given(),
        _ => options.given(),
    };
    Ok(Reading {
        deleted: Vec::new(),
        format: Format::Listing,
        encoding: decoded.encoding,
        channel: page.channel(),
        items,
        warnings,
        next,
        selectors,
    })
}

/// What a page lists.
enum Found<'a> {
    /// Rows, and what data tells of them.
    Rows(group::Rows<'a>, Things),
    /// What data alone tells.
    Things(Vec<Thing>),
    /// Nothing, and it says so.
    Nothing(String),
}

/// Finds what a page lists, or says what it is instead.
fn find<'a>(page: &'a Page, options: &ListingOptions) -> Result<Found<'a>, ReadError> {
    if let Some(css) = &options.item {
        let rows = selected::rows(page, css);
        if !rows.nodes.is_empty() {
            return Ok(Found::Rows(rows, Things::of(page)));
        }
    }
    if let Some(wall) = verdict::before_reading(page) {
        return Err(ReadError::from_wall(wall, page.name()));
    }
    if options.item.is_none() {
        let things = Things::of(page);
        if let Some(rows) = group::find(page) {
            return Ok(Found::Rows(rows, things));
        }
        let of_data = [things.list(), Things::of_state(page).list()];
        if let Some(list) = of_data.into_iter().find(|list| !list.is_empty()) {
            return Ok(Found::Things(list));
        }
    }
    if let Some(wall) = verdict::login(page) {
        return Err(ReadError::from_wall(wall, page.name()));
    }
    if let Some(words) = verdict::empty(page) {
        return Ok(Found::Nothing(words));
    }
    let page_name = page.name();
    Err(match &options.item {
        Some(css) => {
            ReadError::NoItemsMatched { selector: css.as_str().to_owned(), page: page_name }
        }
        None => ReadError::NoListingFound { page: page_name, feed: page.feed() },
    })
}

impl Found<'_> {
    fn items(
        &self,
        page: &Page,
        options: &ListingOptions,
        warnings: &mut Vec<Warning>,
    ) -> Vec<RawItem> {
        let mut things = match self {
            Self::Rows(rows, things) => of_rows(rows, things, page, options, warnings),
            Self::Things(things) => things.clone(),
            Self::Nothing(words) => {
                let message = format!("the list is empty; the page says {words:?}");
                warnings.push(Warning { code: "empty-list", message, line: None });
                Vec::new()
            }
        };
        settle_dates(&mut things, page);
        things.into_iter().map(|thing| item(thing, page)).collect()
    }
}

/// The items that rows are, completed with what data tells of them.
fn of_rows(
    rows: &group::Rows<'_>,
    things: &Things,
    page: &Page,
    options: &ListingOptions,
    warnings: &mut Vec<Warning>,
) -> Vec<Thing> {
    let mut selectors = selected::Selectors::new(options, page.dates());
    let mut items = Vec::new();
    for (at, (row, mut fields)) in rows.nodes.iter().zip(rows.read()).enumerate() {
        selectors.apply(row, &mut fields);
        // Found by structure, such a row is a heading or an advertisement among the rows.
        if let (Some(code), true) = (missing(&fields), options.item.is_some()) {
            warnings.push(left_out(code, at));
        }
        if fields.is_item() {
            items.push(things.complete(fields, page));
        }
    }
    warnings.extend(selectors.warnings());
    items
}

/// Decides for all dates of a page whether the month stands first in them.
fn settle_dates(things: &mut [Thing], page: &Page) {
    let dates = page.dates();
    if dates.are_given() {
        return;
    }
    let channel = page.channel();
    let evidence = order::Evidence { language: channel.language.as_deref(), now: dates.now() };
    let dates = things.iter_mut().map(|thing| {
        let fields = &mut thing.fields;
        (fields.date.as_mut(), fields.link.as_deref())
    });
    order::settle(&mut dates.collect::<Vec<_>>(), &evidence);
}

fn missing(fields: &row::Fields) -> Option<&'static str> {
    match (&fields.title, &fields.link) {
        (None, _) => Some("row-without-title"),
        (_, None) => Some("row-without-link"),
        _ => None,
    }
}

/// An item. The age of one ("3 days ago") becomes the day that it means.
fn item(thing: Thing, page: &Page) -> RawItem {
    let fields = thing.fields;
    let age = fields.date.as_deref().and_then(|date| page.dates().age(date));
    let author = |name| RawPerson { name: Some(name), ..RawPerson::default() };
    RawItem {
        link: fields.link,
        title: fields.title.map(RawText::plain),
        summary: fields.summary.map(RawText::plain),
        base: page.base().cloned(),
        published_is_age: age.is_some(),
        published: age.or(fields.date),
        kind: fields.kind,
        image: fields.image,
        language: fields.language,
        authors: thing.authors.into_iter().map(author).collect(),
        ..RawItem::default()
    }
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
