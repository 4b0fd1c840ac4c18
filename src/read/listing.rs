//! Listings: HTML pages read with selectors, and by structure where none is given.
//!
//! Rows come from the selector `item`, or are found by structure (`group`). Each row is read by
//! structure (`row`); what the other selectors name takes the place of what that found. What the
//! page tells in data (`data`) fills what is missing. A page without a list is said to be what it
//! is (`verdict`).

use chrono::TimeDelta;
use url::Url;

use crate::model::document::Document;
use crate::model::raw::{Format, RawItem, RawPerson, RawText, Reading, Warning};
use crate::read::charset::Decoded;
use crate::read::{ReadError, ReadOptions};

mod options;

mod page;

mod tree;

mod bounded;

mod node;

mod hint;

mod when;

mod pieces;

mod row;

mod group;

mod lead;

mod outline;

mod furniture;

mod heading;

mod table;

mod data;

mod dated;

mod order;

mod verdict;

mod paging;

mod event;

mod field;

mod selected;

mod derive;

mod stand;

mod find;

use data::{Thing, Things};
pub use find::{KnownItem, find_again, with_selectors};
pub use options::{Css, ListingOptions};
pub(super) use page::Page;
pub(super) use tree::is_within_bounds;
pub(super) use verdict::Wall;

/// Nothing is published, and hardly anything announced, for later than three years.
const FAR: TimeDelta = TimeDelta::days(3 * 366);

/// What a page is that came where something else was wanted.
pub(super) fn wall(page: &Page) -> Option<Wall> {
    verdict::sure(page).or_else(|| verdict::likely(page)).or_else(|| verdict::guarded(page))
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
    let things = found.things(&page, options, &mut warnings);
    let next = next(&page, &things, options, explain, &mut warnings);
    let selectors = match &found {
        Found::Rows(rows, _) if explain => derive::selectors(&page, rows, options).given(),
        _ => options.given(),
    };
    let (channel, block) = (page.channel(), found.place());
    drop(found);
    // The tree is most of what is in memory.
    let (base, dates) = page.without_tree();
    Ok(Reading {
        deleted: Vec::new(),
        format: Format::Listing,
        encoding: decoded.encoding,
        channel,
        items: things.into_iter().map(|thing| item(thing, base.as_ref(), &dates)).collect(),
        warnings,
        next,
        selectors,
        block,
    })
}

/// Where the next page is. Nobody asks where further pages are that are not read.
fn next(
    page: &Page,
    things: &[Thing],
    options: &ListingOptions,
    explain: bool,
    warnings: &mut Vec<Warning>,
) -> Option<Url> {
    let is_asked = options.pages.is_empty() && (options.max_pages > 1 || explain);
    match &options.next {
        Some(css) => paging::named(page, css, warnings),
        None => is_asked.then(|| paging::next(page, things)).flatten(),
    }
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
    if let Some(wall) = verdict::sure(page) {
        return Err(refused(page, wall));
    }
    match (&options.item, group::find(page)) {
        (css, Some(rows)) => match (verdict::login(page), css) {
            (Some(wall), _) => Err(refused(page, wall)),
            // There is a list, only not where it was.
            (None, Some(css)) => Err(no_items(page, css)),
            (None, None) => Ok(match verdict::empty_above(page, &rows) {
                Some(words) => Found::Nothing(words),
                None => Found::Rows(rows, Things::of(page)),
            }),
        },
        (None, None) => told(page).map_or_else(|| nothing(page, options), Ok),
        (Some(_), None) => nothing(page, options),
    }
}

/// The list that data alone tells.
fn told<'a>(page: &Page) -> Option<Found<'a>> {
    let stated = Some(Things::of(page).list()).filter(|list| !list.is_empty());
    let list = stated.unwrap_or_else(|| Things::of_state(page).list());
    (!list.is_empty()).then_some(Found::Things(list))
}

/// What a page is on which no list was found.
fn nothing<'a>(page: &Page, options: &ListingOptions) -> Result<Found<'a>, ReadError> {
    if let Some(wall) = verdict::likely(page) {
        return Err(refused(page, wall));
    }
    if let Some(words) = verdict::empty(page) {
        return Ok(Found::Nothing(words));
    }
    if let Some(wall) = verdict::guarded(page) {
        return Err(refused(page, wall));
    }
    Err(match &options.item {
        Some(css) => no_items(page, css),
        None => ReadError::NoListingFound { page: page.name(), feed: page.feed() },
    })
}

fn refused(page: &Page, wall: Wall) -> ReadError {
    ReadError::from_wall(wall, page.name())
}

fn no_items(page: &Page, css: &Css) -> ReadError {
    ReadError::NoItemsMatched { selector: css.as_str().to_owned(), page: page.name() }
}

impl Found<'_> {
    /// Where its rows stand.
    fn place(&self) -> Option<String> {
        match self {
            Self::Rows(rows, _) => stand::stand(rows),
            Self::Things(_) | Self::Nothing(_) => None,
        }
    }

    fn things(
        &self,
        page: &Page,
        options: &ListingOptions,
        warnings: &mut Vec<Warning>,
    ) -> Vec<Thing> {
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
        drop_far_days(&mut things, page.dates());
        event::part_dates(&mut things, page.dates());
        things
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
    let mut items = Vec::with_capacity(rows.nodes.len());
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

/// Decides for all dates of a page whether day, month or year stands first in them.
fn settle_dates(things: &mut [Thing], page: &Page) {
    let dates = page.dates();
    if dates.are_given() {
        return;
    }
    let language = page.language();
    let evidence = order::Evidence { language: language.as_deref(), now: dates.now() };
    let dates = things.iter_mut().map(|thing| {
        let fields = &mut thing.fields;
        (fields.date.as_mut(), fields.link.as_deref())
    });
    order::settle(&mut dates.collect::<Vec<_>>(), &evidence);
}

/// A day that lies years ahead is of a calendar that nobody named, or stands for no day.
fn drop_far_days(things: &mut [Thing], dates: &when::Dates) {
    let last = dates.now().and_then(|now| now.checked_add_signed(FAR));
    let Some(last) = last.map(|last| last.date_naive()) else { return };
    for fields in things.iter_mut().map(|thing| &mut thing.fields) {
        let day = fields.date.as_deref().and_then(|date| dates.day(date));
        if day.is_some_and(|day| day > last) {
            fields.date = None;
        }
    }
}

fn missing(fields: &row::Fields) -> Option<&'static str> {
    match (&fields.title, &fields.link) {
        (None, _) => Some("row-without-title"),
        (_, None) => Some("row-without-link"),
        _ => None,
    }
}

/// An item. The age of one ("3 days ago") becomes the day that it means.
fn item(thing: Thing, base: Option<&Url>, dates: &when::Dates) -> RawItem {
    let fields = thing.fields;
    let age = fields.date.as_deref().and_then(|date| dates.age(date));
    let author = |name| RawPerson { name: Some(name), ..RawPerson::default() };
    RawItem {
        link: fields.link,
        title: fields.title.map(RawText::plain),
        summary: fields.summary.map(RawText::plain),
        base: base.cloned(),
        published_is_age: age.is_some(),
        published: age.or(fields.date),
        kind: fields.kind,
        image: fields.image,
        event: fields.event,
        language: fields.language,
        authors: thing.authors.into_iter().map(author).collect(),
        ..RawItem::default()
    }
}

fn left_out(code: &'static str, at: usize) -> Warning {
    let what = code.rsplit('-').next().unwrap_or(code);
    Warning { code, message: format!("item {} has no {what}; it is left out", at + 1), line: None }
}
