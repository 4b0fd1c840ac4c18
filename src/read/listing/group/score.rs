//! How much some rows read like a list.

use std::collections::{BTreeMap, HashSet};

use super::{Rows, SAMPLE, address};
use crate::read::listing::outline::ratio;
use crate::read::listing::page::Page;
use crate::read::listing::row::{Fields, text_length};

/// Titles beside which stands neither a date nor a text are as long as this, of 60: tiles that
/// lead to the parts of a site are not.
const LONG_TITLE: f64 = 18.0 / 60.0;

/// So many documents are a list, where the page has little else.
const SHELF: usize = 3;

/// How the addresses of documents end.
const DOCUMENTS: [&str; 12] =
    ["pdf", "doc", "docx", "odt", "rtf", "xls", "xlsx", "ods", "ppt", "pptx", "epub", "hwp"];

/// How much a group reads like a list. `is_bulk`: it is most of what the page says.
pub(super) fn score(rows: &Rows<'_>, page: &Page, is_bulk: bool) -> f64 {
    let read = rows.sample(SAMPLE);
    let items = distinct(&read, page);
    if items.len() < 2 {
        return 0.0;
    }
    let share = |has: &dyn Fn(&Fields) -> bool| {
        ratio(items.iter().filter(|fields| has(fields)).count(), items.len())
    };
    let length = |fields: &&&Fields| fields.title.as_deref().map_or(0, text_length).min(60);
    let titles = ratio(items.iter().map(|fields| length(&fields)).sum(), items.len()) / 60.0;
    let place = usual_place(&items);
    let dated = |fields: &Fields| {
        let like_date = fields.like_date.as_deref();
        fields.date.is_some() || like_date.is_some() && like_date == place
    };
    let says_more = |fields: &Fields| dated(fields) || fields.summary.is_some();
    let is_bare = share(&says_more) == 0.0;
    if titles < LONG_TITLE && is_bare {
        return 0.0;
    }
    let documents = share(&|fields| fields.link.as_deref().is_some_and(is_document));
    let is_shelf = is_bare && is_bulk && items.len() >= SHELF && documents > 0.8;
    let like_news = 2.0 * share(&dated)
        + share(&|fields| fields.summary.is_some())
        + 0.7 * share(&|fields| fields.headed)
        + 0.3 * share(&|fields| fields.image.is_some())
        + 0.3 * share(&|fields| fields.kind.is_some())
        + if is_shelf { 0.7 } else { 0.0 }
        + 1.5 * titles * titles;
    let whole = ratio(items.len(), read.len());
    let rows = ratio(items.len(), 1).ln_1p();
    rows * like_news * whole
}

/// The items of some rows, as far as each is called otherwise and leads elsewhere.
fn distinct<'f>(read: &'f [Fields], page: &Page) -> Vec<&'f Fields> {
    let mut known = HashSet::new();
    let mut titles = HashSet::new();
    let fresh = |fields: &&Fields| match (&fields.title, &fields.link) {
        (Some(title), Some(link))
            if !fields.in_text && (fields.date.is_some() || !is_amount(title)) =>
        {
            titles.insert(title.clone()) & known.insert(address(page, link))
        }
        _ => false,
    };
    read.iter().filter(fresh).collect()
}

/// Whether a title is an amount of money: what may be given or paid.
fn is_amount(title: &str) -> bool {
    let is_sign = |c: char| "$€£¥₹₽฿₩₦₫₱₺₪".contains(c);
    title.contains(is_sign) && title.chars().all(|c| !c.is_alphabetic())
}

/// Whether an address is that of a document, and not of a page.
fn is_document(link: &str) -> bool {
    let path = link.split(['?', '#']).next().unwrap_or_default();
    let ending = path.rsplit_once('.').map(|(_, ending)| ending.to_ascii_lowercase());
    ending.is_some_and(|ending| DOCUMENTS.contains(&ending.as_str()))
}

/// Where most items have something that has the form of a date.
fn usual_place<'f>(items: &[&'f Fields]) -> Option<&'f str> {
    let mut count: BTreeMap<&str, usize> = BTreeMap::new();
    for place in items.iter().filter_map(|fields| fields.like_date.as_deref()) {
        *count.entry(place).or_default() += 1;
    }
    let most = count.into_iter().max_by_key(|(_, count)| *count);
    most.filter(|(_, count)| count * 2 > items.len()).map(|(place, _)| place)
}
