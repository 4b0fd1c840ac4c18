//! From rows and fields that structure found to selectors that find the same.
//!
//! Candidates are written down from what the page shows and tried on it. Only one that gives
//! exactly what structure gave is a selector; what has none stays to be worked out.

use std::collections::HashSet;

use scraper::ElementRef;

use crate::read::listing::field::Field;
use crate::read::listing::group::Rows;
use crate::read::listing::node::NodeRef;
use crate::read::listing::page::Page;
use crate::read::listing::row::Fields;
use crate::read::listing::selected::{self, Selectors};
use crate::read::listing::when::Dates;
use crate::read::listing::{Css, ListingOptions};

mod name;

mod item;

mod field;

/// Candidates for one selector that are tried. Each is one look over the page.
const TRIED: usize = 48;

/// Rows from which candidates for a field are taken.
const SAMPLE: usize = 3;

/// The fields in the order in which they are looked for. A title that is named brings its link
/// along, unless the link is named too.
const FIELDS: [Field; 6] =
    [Field::Link, Field::Title, Field::Date, Field::Kind, Field::Summary, Field::Image];

/// A row, and what was read in it.
type Row<'a> = (ElementRef<'a>, Fields);

/// The selectors that were given, and those that say the same as structure where none was.
///
/// Rows without an element of their own around each have no selector, nor have their fields.
pub(super) fn selectors(page: &Page, rows: &Rows<'_>, given: &ListingOptions) -> ListingOptions {
    let mut known = given.clone();
    let Some(mut read) = read(rows, given) else { return known };
    if known.item.is_none()
        && let Some((css, same)) = item(page, &read, given)
    {
        (known.item, read) = (Some(css), same);
    }
    for field in FIELDS {
        if field.selector(&known).is_none()
            && let Some((css, same)) = selector(field, &read, &known, page.dates())
        {
            field.select(&mut known, css);
            read = same;
        }
    }
    known
}

/// The rows as they are read now, if each is an element.
fn read<'a>(rows: &Rows<'a>, options: &ListingOptions) -> Option<Vec<Row<'a>>> {
    let mut selectors = Selectors::new(options, rows.dates());
    let rows = rows.nodes.iter().zip(rows.read()).map(|(row, mut fields)| {
        let [node] = row[..] else { return None };
        selectors.apply(row, &mut fields);
        Some((ElementRef::wrap(node)?, fields))
    });
    rows.collect()
}

/// The first candidate that selects the rows, or those of them that are items, and reads the same
/// in them.
fn item<'a>(
    page: &'a Page,
    read: &[Row<'a>],
    given: &ListingOptions,
) -> Option<(Css, Vec<Row<'a>>)> {
    let all: Vec<_> = read.iter().map(|(row, _)| *row).collect();
    let items: Vec<_> = items(read).map(|(row, _)| *row).collect();
    let mut known = HashSet::new();
    let candidates = item::candidates(&all).into_iter().chain(item::candidates(&items));
    let candidates = candidates.filter(|text| known.insert(text.clone())).take(TRIED);
    candidates.filter_map(|text| Css::parse(&text).ok()).find_map(|css| {
        let rows = selected::rows(page, &css);
        if !is_exactly(&rows, &all) && !is_exactly(&rows, &items) {
            return None;
        }
        let again = self::read(&rows, given)?;
        self::items(&again).eq(self::items(read)).then_some((css, again))
    })
}

fn is_exactly(rows: &Rows<'_>, wanted: &[ElementRef<'_>]) -> bool {
    let nodes = rows.nodes.iter().filter_map(|row| row.first()).map(NodeRef::id);
    nodes.eq(wanted.iter().map(|row| row.id()))
}

/// The best candidate that gives a field's value in every item that has it, and nothing else.
fn selector<'a>(
    field: Field,
    read: &[Row<'a>],
    known: &ListingOptions,
    dates: &Dates,
) -> Option<(Css, Vec<Row<'a>>)> {
    let candidates = candidates(field, read, dates).into_iter().take(TRIED);
    candidates.filter_map(|text| Css::parse(&text).ok()).find_map(|css| {
        // What was read has been through the others.
        let mut further = ListingOptions { link: known.link.clone(), ..ListingOptions::default() };
        field.select(&mut further, css.clone());
        Some((css, same_items(read, &further, dates)?))
    })
}

/// Candidates out of the first, a middle and a late item that have a field, best first.
fn candidates(field: Field, read: &[Row<'_>], dates: &Dates) -> Vec<String> {
    let value = |fields: &Fields| field.of(&mut fields.clone()).take();
    let having = items(read).filter_map(|(row, fields)| Some((*row, value(fields)?)));
    let having: Vec<_> = having.collect();
    let sample = having.iter().step_by(having.len().div_ceil(SAMPLE).max(1));
    let mut candidates: Vec<_> =
        sample.flat_map(|(row, value)| field::candidates(field, *row, value, dates)).collect();
    candidates.sort_by_key(|(rank, _)| *rank);
    let mut known = HashSet::new();
    let fresh = candidates.into_iter().filter(|(_, text)| known.insert(text.clone()));
    fresh.map(|(_, text)| text).collect()
}

/// The rows as they are read with further selectors, if the items are the same.
fn same_items<'a>(
    read: &[Row<'a>],
    further: &ListingOptions,
    dates: &Dates,
) -> Option<Vec<Row<'a>>> {
    let mut selectors = Selectors::new(further, dates);
    let rows = read.iter().map(|(row, fields)| {
        let mut again = fields.clone();
        selectors.apply(&[**row], &mut again);
        if fields.event.is_none() {
            // Who called the date so matters beside that of an event alone.
            again.dated = fields.dated;
        }
        let same = if fields.is_item() { again == *fields } else { !again.is_item() };
        same.then_some((*row, again))
    });
    rows.collect()
}

fn items<'r, 'a>(read: &'r [Row<'a>]) -> impl Iterator<Item = &'r Row<'a>> {
    read.iter().filter(|(_, fields)| fields.is_item())
}

#[cfg(test)]
mod tests {
    use url::Url;

    use super::*;
    use crate::read::listing::group;

    /// Reads a page by structure, and names its selectors, one a line.
    #[track_caller]
    fn check(html: &str, expected: &[(&str, &str)]) {
        let page = page(html);
        let rows = group::find(&page).unwrap();
        let found = selectors(&page, &rows, &ListingOptions::default()).given();
        let found: Vec<_> = found.iter().map(|(name, css)| (*name, css.as_str())).collect();
        assert_eq!(found, expected);
    }

    fn page(html: &str) -> Page {
        Page::parse(html, Some(&Url::parse("https://coop.example/").unwrap()))
    }

    const TITLES: [&str; 3] =
        ["Rice mill opens in Iloilo", "Dairies share a truck", "Fishers elect a new board"];

    /// Rows around titles: `#` stands for the number, `@` for the title.
    fn rows(row: &str) -> String {
        let numbered = TITLES.iter().zip(1..);
        numbered.map(|(title, n)| row.replace('@', title).replace('#', &n.to_string())).collect()
    }

    #[test]
    fn classes_name_rows_and_fields() {
        let row = "<li class='odd item-# news'><b class=x><span class=date># May 2017</span></b>\
                   <h3><a href=/#>@</a></h3><p class=intro>@, said the board of it on Friday.</p>";
        let page = format!("<ul><li>Menu</ul><ul>{}</ul>", rows(row));
        let expected = [
            ("item", "li.news"),
            ("title", "h3"),
            ("link", "a"),
            ("date", "span.date"),
            ("summary", "p.intro"),
        ];
        check(&page, &expected);
    }

    #[test]
    fn without_classes_it_is_what_is_around_or_within() {
        let row = "<li><a href=/#>@</a> <i># May 2017</i>";
        let fields = [("title", "a"), ("link", "a"), ("date", "i")];
        let check = |page: &str, item| check(page, &[&[("item", item)], &fields[..]].concat());
        let menu = "<ul><li>Menu</ul>";
        check(&format!("{menu}<div id=list><ul>{}</ul></div>", rows(row)), "#list > ul > li");
        check(&format!("{menu}<ol>{}</ol>", rows(row)), "ol > li");
        check(&format!("{menu}<ol>{}<li>None</ol>", rows(row)), "ol > li:has(> a)");
    }

    #[test]
    fn a_row_that_is_a_link_is_its_own_link() {
        let page = rows("<a class=card href=/#><h3>@</h3><p># May 2017</p></a>");
        let expected =
            [("item", "a.card"), ("title", "h3"), ("link", "a.card"), ("date", "a.card > p")];
        check(&page, &expected);
    }

    #[test]
    fn what_some_rows_say_elsewhere_has_no_selector() {
        let other = "<li class=news><i>9 May 2017</i> <a href=/9>A ninth title of them all</a>";
        let page = format!("{}{other}", rows("<li class=news><a href=/#>@</a><b># May 2017</b>"));
        check(&page, &[("item", "li.news"), ("title", "a"), ("link", "a")]);
    }

    #[test]
    fn rows_without_an_element_have_no_selectors() {
        check(&rows("<a href=/#>@</a> # May 2017<br>"), &[]);
    }

    #[test]
    fn what_was_given_stays() {
        let page = page(&rows("<li class=news><a href=/#>@</a><i># May 2017</i>"));
        let title = Css::parse("li > a").unwrap();
        let given = ListingOptions { title: Some(title), ..ListingOptions::default() };
        let found = selectors(&page, &group::find(&page).unwrap(), &given).given();
        assert_eq!(found[1], ("title", "li > a".to_owned()));
        assert_eq!(found.len(), 4);
    }
}
