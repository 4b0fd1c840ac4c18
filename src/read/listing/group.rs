//! Where on a page its list is.
//!
//! Cheap numbers choose a few groups of elements that look alike (`outline`). They are read row
//! by row; what reads like a list (titles that differ, dates, text) wins over what reads like a
//! menu.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use chrono::{NaiveDate, TimeDelta};
use scraper::ElementRef;
use url::Url;

use crate::read::listing::heading::{self, Heading};
use crate::read::listing::lead;
use crate::read::listing::node::NodeRef;
use crate::read::listing::outline::{Group, Outline};
use crate::read::listing::page::Page;
use crate::read::listing::row::{Common, Fields, Kinded, link_words, read};
use crate::read::listing::table;
use crate::read::listing::when::{Dates, Told};

mod score;

use score::score;

/// More rows than this are not read.
pub(super) const MAX_ROWS: usize = 2000;

/// Groups that are read row by row.
const SHORTLIST: usize = 24;

/// Rows of a group that are read to judge it.
const SAMPLE: usize = 60;

/// What a list must score: two dated headlines do, a menu of forty does not.
const ENOUGH: f64 = 1.0;

/// Fewer rows need not say the same.
const FEWEST_KINDS: usize = 4;

/// A row with more links than this, and many more than its neighbours, is a list of its own.
const CROWDED: usize = 12;

/// No row of a list has more links than this.
const OVERCROWDED: usize = 40;

/// Rows as they stand, with what they have in common.
pub(super) struct Rows<'a> {
    /// The rows: one element each, or neighbours.
    pub(super) nodes: Vec<Vec<NodeRef<'a>>>,
    common: Common<'a>,
    page: &'a Page,
    /// Nothing is wrapped around a row.
    loose: bool,
    /// The rows were named, not found: each is what it is.
    named: bool,
    /// So many rows at the beginning stand above the list, and look otherwise.
    pub(super) above: usize,
}

impl<'a> Rows<'a> {
    /// Rows that a selector named, compared with each other.
    pub(super) fn new(rows: Vec<Vec<NodeRef<'a>>>, page: &'a Page) -> Self {
        Self { named: true, ..Self::found(rows, page, false) }
    }

    /// Rows that were found by structure.
    pub(super) fn found(mut rows: Vec<Vec<NodeRef<'a>>>, page: &'a Page, loose: bool) -> Self {
        rows.truncate(MAX_ROWS);
        let columns = rows.first().map(|row| table::columns(row)).unwrap_or_default();
        let recurring = recurring(&rows[..rows.len().min(SAMPLE)]);
        let common = Common { recurring, columns, dates: page.dates() };
        Self { nodes: rows, common, page, loose, named: false, above: 0 }
    }

    /// How dates are read in them.
    pub(super) fn dates(&self) -> &'a Dates {
        self.common.dates
    }

    /// Reads all rows.
    pub(super) fn read(&self) -> Vec<Fields> {
        self.sample(MAX_ROWS)
    }

    /// Reads some rows.
    fn sample(&self, limit: usize) -> Vec<Fields> {
        let rows = || self.nodes.iter().take(limit);
        let mut rows_read: Vec<_> = rows().map(|row| read(row, &self.common, None)).collect();
        let dated = rows_read.iter().filter(|fields| fields.date.is_some()).count();
        if dated * 5 <= rows_read.len() {
            self.read_under_headings(&mut rows_read);
        }
        if dated == 0 {
            date_by_address(&mut rows_read, self.common.dates);
        }
        if !self.named {
            self.leave_out(&mut rows_read);
        }
        settle_kinds(&mut rows_read);
        rows_read
    }

    /// Where rows have no dates of their own, the headings above them may say when they were. A
    /// single day is that of the page, unless it is the heading of a list.
    fn read_under_headings(&self, rows: &mut [Fields]) {
        let dates = self.common.dates;
        let above = heading::above(&self.nodes[..rows.len()], dates);
        let days = above.iter().flatten().filter_map(|heading| match heading {
            Heading::Day(day) => Some(day),
            Heading::Month(..) | Heading::Year(_) => None,
        });
        let several = days.collect::<HashSet<_>>().len() > 1;
        for ((fields, row), heading) in rows.iter_mut().zip(&self.nodes).zip(&above) {
            let applies = !matches!(heading, Some(Heading::Day(_))) || several;
            if fields.date.is_none() && heading.is_some() && applies {
                *fields = read(row, &self.common, heading.as_ref());
            }
        }
    }

    /// Rows among those of a list that are none of it lose their link, and so are no items.
    fn leave_out(&self, rows: &mut [Fields]) {
        let undated = rows.iter().filter(|fields| fields.date.is_none()).count();
        let is_dated = undated * 5 <= rows.len();
        let mut links: Vec<_> = rows.iter().map(|fields| fields.links).collect();
        links.sort_unstable();
        let usual = links.get(links.len() / 2).copied().unwrap_or(0);
        let homes = self.homes(rows);
        let back = rows.iter().filter(|fields| self.leads_back(fields)).count();
        let leads_elsewhere = back * 2 < rows.len();
        for (fields, row) in rows.iter_mut().zip(&self.nodes) {
            // "Older news" stands among loose rows like an item.
            let no_item = self.loose && is_dated && fields.date.is_none();
            let crowded = fields.links > CROWDED.max(4 * usual).min(OVERCROWDED);
            let stranger = homes.as_ref().is_some_and(|homes| self.is_stranger(fields, homes));
            let head = row.iter().filter_map(|node| ElementRef::wrap(*node)).any(table::is_head);
            let back = leads_elsewhere && fields.date.is_none() && self.leads_back(fields);
            if no_item || crowded || stranger || head || back {
                fields.link = None;
            }
        }
    }

    /// Where the items of a list are that says date and kind of most of them.
    fn homes(&self, rows: &[Fields]) -> Option<HashSet<(String, String)>> {
        let told: Vec<_> =
            rows.iter().filter(|row| row.date.is_some() && row.kind.is_some()).collect();
        let most = told.len() > 2 && told.len() * 2 > rows.len();
        let links = told.into_iter().filter_map(|fields| fields.link.as_deref());
        most.then(|| links.filter_map(|link| self.home(link)).collect())
    }

    /// A row with a title and a link elsewhere, and nothing of what the others say: "Photos on
    /// Flickr", "Subscribe to our newsletter".
    fn is_stranger(&self, fields: &Fields, homes: &HashSet<(String, String)>) -> bool {
        let bare = fields.date.is_none() && fields.kind.is_none() && fields.summary.is_none();
        let home = fields.link.as_deref().and_then(|link| self.home(link));
        bare && home.is_some_and(|home| !homes.contains(&home))
    }

    /// A link to the page itself in another order, or to the folder around it.
    fn leads_back(&self, fields: &Fields) -> bool {
        let link = fields.link.as_deref().and_then(|link| self.page.resolve(link));
        let Some((link, own)) = link.zip(self.page.url()) else { return false };
        let (there, here) = (link.path(), own.path());
        let is_around = there.ends_with('/') && here.starts_with(there) && link.query().is_none();
        link.host() == own.host() && (there == here || is_around)
    }

    /// Reads a row as one of these.
    pub(super) fn read_beside(&self, row: &[NodeRef<'a>]) -> Fields {
        read(row, &self.common, None)
    }

    /// Host and first folder of an address.
    fn home(&self, link: &str) -> Option<(String, String)> {
        let url = self.page.resolve(link)?;
        let folder = url.path_segments()?.next().unwrap_or_default().to_owned();
        Some((url.host_str()?.to_owned(), folder))
    }
}

/// The rows of a candidate.
pub(super) fn rows_of<'a>(group: &Group, outline: &Outline<'a>, page: &'a Page) -> Rows<'a> {
    Rows::found(outline.rows(group), page, group.is_loose())
}

/// Words that links say in half of some rows, and at least three, and lead to other pages each
/// time: "Read more" does, the name of a category does not.
fn recurring(rows: &[Vec<NodeRef<'_>>]) -> BTreeSet<String> {
    let mut targets: BTreeMap<String, BTreeSet<&str>> = BTreeMap::new();
    for (words, target) in rows.iter().flat_map(|row| link_words(row)) {
        targets.entry(words).or_default().insert(without_place(target));
    }
    let often = (rows.len() / 2).max(3);
    let named = targets.into_iter().filter(|(words, _)| !words.is_empty());
    named.filter(|(_, targets)| targets.len() >= often).map(|(words, _)| words).collect()
}

/// Where no row shows a date and every address says a day, of several, those are the days.
fn date_by_address(rows: &mut [Fields], dates: &Dates) {
    let day = |fields: &Fields| Told::by_address(fields.link.as_deref()?)?.date();
    let days: Vec<_> = rows.iter().map(day).collect();
    let shown = rows.iter().any(|fields| fields.date.is_some() || fields.event.is_some());
    let several = days.iter().collect::<HashSet<_>>().len() > 1;
    // What is yet to come takes place then.
    let today = dates.now().map(|now| now.date_naive());
    let is_past = |day: &Option<NaiveDate>| {
        day.is_some_and(|day| today.is_none_or(|today| day <= today + TimeDelta::days(1)))
    };
    if !shown && several && days.iter().all(is_past) {
        for (fields, day) in rows.iter_mut().zip(days) {
            fields.date = day.map(|day| day.to_string());
        }
    }
}

/// A kind that only its place makes one is a word, or says the same in several rows; what is other
/// words in each is a name.
fn settle_kinds(rows: &mut [Fields]) {
    let mut count: BTreeMap<&str, usize> = BTreeMap::new();
    for kind in rows.iter().filter_map(|fields| fields.kind.as_deref()) {
        *count.entry(kind).or_default() += 1;
    }
    let placed = rows.iter().filter(|fields| fields.kind_by == Kinded::Placed);
    let placed: Vec<_> = placed.filter_map(|fields| fields.kind.as_deref()).collect();
    let is_name = |kind: &&&str| count[**kind] == 1 && kind.contains(' ');
    let names = placed.iter().filter(is_name).count();
    if placed.len() >= FEWEST_KINDS && names * 2 > placed.len() {
        for fields in rows.iter_mut().filter(|fields| fields.kind_by == Kinded::Placed) {
            fields.kind = None;
        }
    }
}

/// Finds the rows of a page's list.
pub(super) fn find(page: &Page) -> Option<Rows<'_>> {
    let outline = Outline::of(page);
    let mut groups = outline.groups();
    groups.sort_by(|a, b| b.promise.total_cmp(&a.promise));
    groups.truncate(SHORTLIST);
    groups.sort_by_key(|group| group.first);
    let mut found: Vec<Read<'_>> = Vec::new();
    let mut best: Option<usize> = None;
    for group in groups {
        let rows = rows_of(&group, &outline, page);
        let score = score(&rows, page, outline.is_bulk(&group)) * group.weight;
        // Of equal groups the outer one, which comes first, holds more of each item.
        let is_better = best.is_none_or(|best| score > found[best].score * 1.001);
        if score >= ENOUGH && is_better {
            best = Some(found.len());
        }
        found.push(Read { score, first: group.first, weight: group.weight, rows });
    }
    let Some(best) = best else { return single(&outline, page) };
    let main = found.swap_remove(best).rows;
    Some(lead::with_above(main, &found, &outline, page))
}

/// A group that was read.
pub(super) struct Read<'a> {
    /// How much it reads like a list.
    pub(super) score: f64,
    /// Where it begins on the page.
    pub(super) first: usize,
    /// Less than 1 for what stands beside the content.
    pub(super) weight: f64,
    /// Its rows.
    pub(super) rows: Rows<'a>,
}

/// A list of one: an element that is made like an item and holds a dated one.
fn single<'a>(outline: &Outline<'a>, page: &'a Page) -> Option<Rows<'a>> {
    let likely = outline.single().into_iter().map(|element: ElementRef<'a>| vec![*element]);
    likely.map(|row| Rows::found(vec![row], page, false)).find(|rows| {
        let read = rows.read();
        let own = page.url().map(Url::as_str);
        read.first().is_some_and(|fields| {
            let elsewhere = fields.link.as_deref().map(|link| address(page, link));
            let elsewhere = elsewhere.is_some_and(|link| Some(link.as_str()) != own);
            let told = fields.is_item() && fields.date.is_some() && fields.linked;
            told && !fields.in_text && elsewhere
        })
    })
}

/// A link without the place on the page that it leads to. What scripts read there is no place.
fn without_place(link: &str) -> &str {
    let split = link.split_once('#').filter(|(_, place)| !place.starts_with(['!', '/']));
    split.map_or(link, |(page, _)| page)
}

/// Where a link leads. A page whose address nobody knows has its links as they are written.
pub(super) fn address(page: &Page, link: &str) -> String {
    let link = without_place(link);
    page.resolve(link).map_or_else(|| link.to_owned(), String::from)
}
