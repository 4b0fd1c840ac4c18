//! Where on a page its list is.
//!
//! Cheap numbers choose a few groups of elements that look alike (`outline`). They are read row
//! by row; what reads like a list (titles that differ, dates, text) wins over what reads like a
//! menu.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use crate::read::listing::node::NodeRef;
use crate::read::listing::outline::{Outline, ratio};
use crate::read::listing::page::Page;
use crate::read::listing::row::{Fields, link_words, read, text_length};

/// More rows than this are not read.
pub(super) const MAX_ROWS: usize = 2000;

/// Groups that are read row by row.
const SHORTLIST: usize = 24;

/// Rows of a group that are read to judge it.
const SAMPLE: usize = 60;

/// What a list must score: two dated headlines do, a menu of forty does not.
const ENOUGH: f64 = 1.0;

/// Rows as they stand, with the words of links that recur among them.
pub(super) struct Rows<'a> {
    /// The rows: one element each, or neighbours.
    pub(super) nodes: Vec<Vec<NodeRef<'a>>>,
    /// Words of links that name nothing: "Read more".
    recurring: BTreeSet<String>,
    /// Nothing is wrapped around a row.
    loose: bool,
}

impl<'a> Rows<'a> {
    /// Rows, compared with each other.
    pub(super) fn new(mut rows: Vec<Vec<NodeRef<'a>>>) -> Self {
        rows.truncate(MAX_ROWS);
        let recurring = recurring(&rows);
        Self { nodes: rows, recurring, loose: false }
    }

    /// Reads all rows.
    pub(super) fn read(&self) -> Vec<Fields> {
        self.sample(MAX_ROWS)
    }

    /// Reads some rows. Among loose rows, "Older news" stands like an item: where all others have
    /// a date, what has none is left without a link, and so is no item.
    fn sample(&self, limit: usize) -> Vec<Fields> {
        let rows = self.nodes.iter().take(limit);
        let mut read: Vec<_> = rows.map(|row| read(row, &self.recurring)).collect();
        let undated = read.iter().filter(|fields| fields.date.is_none()).count();
        if self.loose && undated * 5 <= read.len() {
            let undated = read.iter_mut().filter(|fields| fields.date.is_none());
            undated.for_each(|fields| fields.link = None);
        }
        read
    }
}

/// Words that links say in half of the rows, and at least three, and lead to other pages each
/// time: "Read more" does, the name of a category does not.
fn recurring(rows: &[Vec<NodeRef<'_>>]) -> BTreeSet<String> {
    let mut targets: BTreeMap<String, BTreeSet<&str>> = BTreeMap::new();
    for (words, target) in rows.iter().flat_map(|row| link_words(row)) {
        targets.entry(words).or_default().insert(target);
    }
    let often = (rows.len() / 2).max(3);
    let named = targets.into_iter().filter(|(words, _)| !words.is_empty());
    named.filter(|(_, targets)| targets.len() >= often).map(|(words, _)| words).collect()
}

/// Finds the rows of a page's list.
pub(super) fn find(page: &Page) -> Option<Rows<'_>> {
    let outline = Outline::of(page);
    let mut groups = outline.groups();
    groups.sort_by(|a, b| b.promise.total_cmp(&a.promise));
    groups.truncate(SHORTLIST);
    groups.sort_by_key(|group| group.first);
    let mut best: Option<(f64, Rows<'_>)> = None;
    for group in groups {
        let rows = Rows { loose: group.loose, ..Rows::new(group.rows) };
        let score = score(&rows, page) * group.weight;
        // Of equal groups the outer one, which comes first, holds more of each item.
        if score >= ENOUGH && best.as_ref().is_none_or(|(known, _)| score > known * 1.001) {
            best = Some((score, rows));
        }
    }
    best.map(|(_, rows)| rows)
}

/// How much a group reads like a list.
fn score(rows: &Rows<'_>, page: &Page) -> f64 {
    let read = rows.sample(SAMPLE);
    let mut known = HashSet::new();
    let mut titles = HashSet::new();
    let fresh = |fields: &&Fields| match (&fields.title, &fields.link) {
        (Some(title), Some(link)) => {
            titles.insert(title.clone()) & known.insert(address(page, link))
        }
        _ => false,
    };
    let items: Vec<_> = read.iter().filter(fresh).collect();
    if items.len() < 2 {
        return 0.0;
    }
    let share = |has: &dyn Fn(&Fields) -> bool| {
        ratio(items.iter().filter(|fields| has(fields)).count(), items.len())
    };
    let length = |fields: &&&Fields| fields.title.as_deref().map_or(0, text_length).min(60);
    let titles = ratio(items.iter().map(|fields| length(&fields)).sum(), items.len()) / 60.0;
    let like_news = 2.0 * share(&|fields| fields.date.is_some())
        + share(&|fields| fields.summary.is_some())
        + 0.7 * share(&|fields| fields.headed)
        + 0.3 * share(&|fields| fields.image.is_some())
        + 0.3 * share(&|fields| fields.kind.is_some())
        + 1.5 * titles * titles;
    let whole = ratio(items.len(), read.len());
    let rows = ratio(items.len(), 1).ln_1p();
    rows * like_news * whole
}

/// Where a link leads. A page whose address nobody knows has its links as they are written.
fn address(page: &Page, link: &str) -> String {
    page.resolve(link).map_or_else(|| link.to_owned(), String::from)
}
