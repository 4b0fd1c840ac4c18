//! Listings read with selectors: what the user names, instead of or beside what structure says.

use scraper::ElementRef;

use crate::model::raw::Warning;
use crate::read::listing::field::Field;
use crate::read::listing::group::Rows;
use crate::read::listing::node::{Attributes, elements, text_of};
use crate::read::listing::page::Page;
use crate::read::listing::pieces::leads_somewhere;
use crate::read::listing::row::{Dated, Fields, source};
use crate::read::listing::when::Dates;
use crate::read::listing::{Css, ListingOptions};

/// The rows that `item` selects.
pub(super) fn rows<'a>(page: &'a Page, item: &Css) -> Rows<'a> {
    let found = page.html().select(item.selector()).map(|element| vec![*element]);
    Rows::new(found.take(super::group::MAX_ROWS).collect(), page)
}

/// Selectors over the rows of one page; counts which of them ever found anything.
pub(super) struct Selectors<'o> {
    options: &'o ListingOptions,
    dates: &'o Dates,
    found: [usize; 6],
}

impl<'o> Selectors<'o> {
    /// None of them has found anything yet.
    pub(super) fn new(options: &'o ListingOptions, dates: &'o Dates) -> Self {
        Self { options, dates, found: [0; 6] }
    }

    /// Puts what the selectors find in a row in the place of what structure found. A selector
    /// that finds nothing leaves its field empty: the user knows where it would be.
    pub(super) fn apply(&mut self, row: &[super::node::NodeRef<'_>], fields: &mut Fields) {
        let Some(row) = row.first().and_then(|node| ElementRef::wrap(*node)) else { return };
        for (field, found) in Field::ALL.into_iter().zip(&mut self.found) {
            let Some(css) = field.selector(self.options) else { continue };
            let value = select(row, css).and_then(|element| value(field, element, self.dates));
            *found += usize::from(value.is_some());
            *field.of(fields) = value;
            if matches!(field, Field::Date) {
                // Whoever names the date means it.
                fields.dated = Dated::Said;
            }
        }
        self.follow_title(row, fields);
    }

    /// Where a title is named and no link, the title's own link is meant.
    fn follow_title(&self, row: ElementRef<'_>, fields: &mut Fields) {
        let (Some(title), None) = (&self.options.title, &self.options.link) else { return };
        if let Some(link) = select(row, title).and_then(href) {
            fields.link = Some(link);
        }
    }

    /// A warning for each selector that found nothing in any row.
    pub(super) fn warnings(&self) -> Vec<Warning> {
        let idle = Field::ALL.into_iter().zip(self.found).filter(|(_, found)| *found == 0);
        idle.filter_map(|(field, _)| {
            let (name, css) = (field.name(), field.selector(self.options)?);
            Some(Warning {
                code: "selector-without-match",
                message: format!("{name} = {:?} matched nothing in any item", css.as_str()),
                line: None,
            })
        })
        .collect()
    }
}

/// The first match in a row, or the row itself.
fn select<'a>(row: ElementRef<'a>, css: &Css) -> Option<ElementRef<'a>> {
    let itself = Some(row).filter(|row| css.selector().matches(row));
    row.select(css.selector()).next().or(itself)
}

/// What an element says as a field.
pub(super) fn value(field: Field, element: ElementRef<'_>, dates: &Dates) -> Option<String> {
    match field {
        Field::Link => href(element),
        Field::Image => picture(element),
        Field::Date => date(element, dates),
        _ => Some(text_of(*element)).filter(|text| !text.is_empty()),
    }
}

/// The nearest link inside the element or around it, within the row or around the row.
fn href(element: ElementRef<'_>) -> Option<String> {
    let inside = elements(*element).find(|inner| leads_somewhere(*inner));
    let around = || element.ancestors().filter_map(ElementRef::wrap).find(|e| leads_somewhere(*e));
    inside.or_else(around)?.attribute("href").map(|href| href.trim().to_owned())
}

fn picture(element: ElementRef<'_>) -> Option<String> {
    elements(*element).find_map(source)
}

/// `datetime` first; then the text, or the date in it.
fn date(element: ElementRef<'_>, dates: &Dates) -> Option<String> {
    let machine = elements(*element).find_map(|inner| inner.attribute("datetime"));
    if let Some(machine) = machine.map(str::trim).filter(|text| !text.is_empty()) {
        return Some(machine.to_owned());
    }
    let text = text_of(*element);
    let part = || dates.part(&text).map(|line| line.date);
    dates.whole(&text).or_else(part).or_else(|| Some(text.clone()).filter(|t| !t.is_empty()))
}
