//! Finding a listing again by the items that it is known to hold.

use std::collections::HashSet;

use chrono::{DateTime, Utc};
use scraper::ElementRef;

use crate::model::document::Document;
use crate::model::query::fold_words;
use crate::read::charset;
use crate::read::listing::group::{self, Rows};
use crate::read::listing::node::{Attributes, NodeRef, elements, few_texts, is_heading, text_of};
use crate::read::listing::outline::{Group, Outline, ratio};
use crate::read::listing::page::{Page, without_www};
use crate::read::listing::pieces::leads_somewhere;
use crate::read::listing::row::Fields;
use crate::read::listing::when::Dates;
use crate::read::listing::{Css, ListingOptions, derive};

/// An item that the listing gave before.
#[derive(Debug, Clone)]
pub struct KnownItem {
    /// Its title.
    pub title: String,
    /// Its address.
    pub link: String,
}

/// Groups whose rows are asked for known items, the most promising first.
const MOST_GROUPS: usize = 500;

/// Groups that are read row by row.
const SHORTLIST: usize = 24;

/// For a longer list no selectors are worked out: trying one is a look at all of its rows.
const LONGEST_LIST: usize = 400;

/// An element with more texts in it is no title.
const LARGEST_TITLE: usize = 60;

/// A text longer than this is no title.
const LONGEST_TITLE: usize = 400;

/// What makes items known.
struct Known {
    titles: HashSet<String>,
    links: HashSet<String>,
}

impl Known {
    fn of(items: &[KnownItem]) -> Self {
        let titles =
            items.iter().map(|item| fold_words(&item.title)).filter(|title| !title.is_empty());
        let links = items.iter().map(|item| address(&item.link)).filter(|link| !link.is_empty());
        Self { titles: titles.collect(), links: links.collect() }
    }

    fn has(&self, title: Option<&str>, link: Option<&str>) -> bool {
        title.is_some_and(|title| self.titles.contains(&fold_words(title)))
            || link.is_some_and(|link| self.links.contains(&address(link)))
    }

    /// An element names or links a known item.
    fn names(&self, page: &Page, element: ElementRef<'_>) -> bool {
        let is_link = leads_somewhere(element);
        let link =
            element.attribute("href").filter(|_| is_link).and_then(|href| page.resolve(href));
        let is_leaf = || element.children().all(|child| child.value().is_text());
        let is_small = few_texts(element, LARGEST_TITLE).is_some();
        let may_name = is_small && (is_link || is_heading(element) || is_leaf());
        let text = || Some(text_of(*element)).filter(|text| text.len() <= LONGEST_TITLE);
        let title = if may_name { text() } else { None };
        self.has(title.as_deref(), link.as_ref().map(url::Url::as_str))
    }
}

/// Looks for the rows that hold known items, wherever they now stand, and says which selectors
/// give them. `None`: no such rows, or rows that no selector tells from the rest of the page.
///
/// The selectors are those of the page as it is: what was given before is not asked, but for the
/// way to further pages.
#[must_use]
pub fn find_again(
    document: &Document,
    before: &ListingOptions,
    now: DateTime<Utc>,
    known: &[KnownItem],
) -> Option<ListingOptions> {
    let decoded = charset::decode(document);
    let dates = Dates::new(before.dates.clone(), Some(now));
    let page = Page::parse(&decoded.text, document.url.as_ref()).with_dates(dates);
    if page.is_cut() {
        // What is out of bounds is no page that changed its layout.
        return None;
    }
    let known = Known::of(known);
    let rows = best(&page, &known).filter(|rows| rows.nodes.len() <= LONGEST_LIST)?;
    Some(derive::selectors(&page, &rows, &bare(before))).filter(|found| found.item.is_some())
}

/// The options with other selectors for items and their fields. `None`: one of them is no selector.
#[must_use]
pub fn with_selectors(
    before: &ListingOptions,
    selectors: &[(String, String)],
) -> Option<ListingOptions> {
    let mut options = bare(before);
    for (name, css) in selectors {
        let css = Css::parse(css).ok()?;
        match name.as_str() {
            "item" => options.item = Some(css),
            "title" => options.title = Some(css),
            "link" => options.link = Some(css),
            "date" => options.date = Some(css),
            "kind" => options.kind = Some(css),
            "summary" => options.summary = Some(css),
            "image" => options.image = Some(css),
            _ => {}
        }
    }
    Some(options)
}

/// The options without selectors.
fn bare(before: &ListingOptions) -> ListingOptions {
    ListingOptions {
        item: None,
        title: None,
        link: None,
        date: None,
        kind: None,
        summary: None,
        image: None,
        ..before.clone()
    }
}

/// The group that holds the most known items and the least else; of equal ones that which says
/// more of each.
fn best<'a>(page: &'a Page, known: &Known) -> Option<Rows<'a>> {
    let outline = Outline::of(page);
    let mut holding = HashSet::new();
    let naming = elements(page.html().tree.root()).filter(|element| known.names(page, *element));
    for element in naming {
        let around = std::iter::once(*element).chain(element.ancestors());
        // What is around an element that was met already, was met too.
        around.take_while(|node| holding.insert(node.id())).for_each(drop);
    }
    let holds = |row: &&Vec<NodeRef<'_>>| row.iter().any(|node| holding.contains(&node.id()));
    let count = |group: &Group| outline.rows(group).iter().filter(holds).count();
    let mut groups = outline.groups();
    groups.sort_by(|a, b| b.promise.total_cmp(&a.promise));
    groups.truncate(MOST_GROUPS);
    let mut groups: Vec<_> = groups.into_iter().map(|one| (count(&one), one)).collect();
    groups.retain(|(count, _)| *count > 0);
    groups.sort_by_key(|(count, group)| (std::cmp::Reverse(*count), group.first));
    groups.truncate(SHORTLIST);
    let all = groups.first()?.0;
    let mut best: Option<(f64, Rows<'_>)> = None;
    for (_, group) in groups {
        let rows = group::rows_of(&group, &outline, page);
        let score = score(&rows, page, known, all);
        if score > best.as_ref().map_or(0.0, |(score, _)| *score) {
            best = Some((score, rows));
        }
    }
    best.map(|(_, rows)| rows)
}

fn score(rows: &Rows<'_>, page: &Page, known: &Known, all: usize) -> f64 {
    let read = rows.read();
    let items: Vec<_> = read.iter().filter(|fields| fields.is_item()).collect();
    let link = |fields: &Fields| page.resolve(fields.link.as_deref()?);
    let is_known = |fields: &&&Fields| {
        let link = link(fields);
        known.has(fields.title.as_deref(), link.as_ref().map(url::Url::as_str))
    };
    let again = items.iter().filter(is_known).count();
    let dated = items.iter().filter(|fields| fields.date.is_some()).count();
    let told = items.iter().filter(|fields| fields.summary.is_some()).count();
    let exact = 2.0 * ratio(again, items.len() + all);
    if again == 0 {
        return 0.0;
    }
    exact + 0.2 * ratio(dated, items.len()) + 0.05 * ratio(told, items.len())
}

/// An address without what changes when a site moves to https or to `www.`.
fn address(link: &str) -> String {
    let rest = link.split_once("://").map_or(link, |(_, rest)| rest);
    without_www(rest).split('#').next().unwrap_or_default().trim_end_matches('/').to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn known(count: usize) -> Vec<KnownItem> {
        let item = |n| KnownItem {
            title: format!("The story with the number {n}"),
            link: format!("https://www.coop.example/news/{n}/"),
        };
        (0..count).map(item).collect()
    }

    /// The selector for items that is found on a page.
    fn item(html: &str, known: &[KnownItem]) -> Option<String> {
        let document = Document {
            url: url::Url::parse("https://coop.example/").ok(),
            content_type: Some("text/html; charset=utf-8".to_owned()),
            body: html.to_owned().into(),
        };
        let found = find_again(&document, &ListingOptions::default(), DateTime::UNIX_EPOCH, known)?;
        found.item.map(|css| css.as_str().to_owned())
    }

    /// A list of other things, which reads more like news, and rows below it.
    fn page(row: impl Fn(usize) -> String) -> String {
        let other = |n| {
            format!(
                "<li class=top><h2><a href=/top/{n}>What everybody is reading these days, \
                 part {n}</a></h2><time>{} May 2017</time><p>Long words about it.</p>",
                n + 1
            )
        };
        let others: String = (0..9).map(other).collect();
        let rows: String = (0..6).map(row).collect();
        format!("<ul>{others}</ul><div class=list>{rows}</div>")
    }

    #[test]
    fn rows_are_found_by_titles_where_addresses_changed() {
        let row =
            |n| format!("<div class=row><a href=/x/{n}>The story with the number {n}</a></div>");
        assert_eq!(item(&page(row), &known(6)).as_deref(), Some("div.row"));
    }

    #[test]
    fn rows_are_found_by_addresses_where_titles_changed() {
        let row = |n| format!("<div class=row><a href=/news/{n}>No {n}: a new heading</a></div>");
        assert_eq!(item(&page(row), &known(6)).as_deref(), Some("div.row"));
    }

    #[test]
    fn nothing_known_is_nothing_found() {
        let row = |n| format!("<div class=row><a href=/x/{n}>Quite another story {n}</a></div>");
        assert_eq!(item(&page(row), &known(6)), None);
        assert_eq!(item(&page(row), &[]), None);
    }
}
