//! Where on a page its list is: elements that look alike and lead somewhere.
//!
//! Every element has a *place*: the names (and first class) of all elements around it. Elements
//! with one place are candidates, wherever they stand; so are neighbours with one name, whatever
//! their classes; so are the stretches between line breaks or headings where nothing is wrapped
//! around an item. Cheap numbers choose a few of them, which are then read row by row; those that
//! read like a list (titles that differ, dates, text) win over those that read like a menu.

use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::hash::{DefaultHasher, Hash, Hasher};

use scraper::ElementRef;

use crate::read::listing::hint::words;
use crate::read::listing::node::{NodeRef, Step, is_heading, is_silent, walk};
use crate::read::listing::page::Page;
use crate::read::listing::pieces::leads_somewhere;
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
    pub(super) rows: Vec<Vec<NodeRef<'a>>>,
    /// Words of links that name nothing: "Read more".
    pub(super) recurring: BTreeSet<String>,
}

impl<'a> Rows<'a> {
    /// Rows, compared with each other.
    pub(super) fn new(mut rows: Vec<Vec<NodeRef<'a>>>) -> Self {
        rows.truncate(MAX_ROWS);
        let recurring = recurring(&rows);
        Self { rows, recurring }
    }

    /// Reads all rows.
    pub(super) fn read(&self) -> Vec<Fields> {
        self.rows.iter().map(|row| read(row, &self.recurring)).collect()
    }
}

/// Words that half of the rows, and at least three, have a link with.
fn recurring(rows: &[Vec<NodeRef<'_>>]) -> BTreeSet<String> {
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    for word in rows.iter().flat_map(|row| link_words(row)) {
        *counts.entry(word).or_default() += 1;
    }
    let often = (rows.len() / 2).max(3);
    counts.into_iter().filter(|(_, count)| *count >= often).map(|(words, _)| words).collect()
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
        let rows = Rows::new(group.rows);
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
    let read: Vec<_> =
        rows.rows.iter().take(SAMPLE).map(|row| read(row, &rows.recurring)).collect();
    let mut known = HashSet::new();
    let mut titles = HashSet::new();
    let fresh = |fields: &&Fields| match (&fields.title, &fields.link) {
        (Some(title), Some(link)) => {
            titles.insert(title.clone()) & known.insert(page.resolve(link))
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

fn ratio(part: usize, whole: usize) -> f64 {
    let number = |count: usize| f64::from(u32::try_from(count).unwrap_or(u32::MAX));
    number(part) / number(whole.max(1))
}

/// A candidate.
struct Group<'a> {
    rows: Vec<Vec<NodeRef<'a>>>,
    /// Where it begins on the page.
    first: usize,
    /// How far it is worth reading.
    promise: f64,
    /// Less than 1 for what stands beside the content.
    weight: f64,
}

/// An element, and sums over what is in it.
struct Entry<'a> {
    element: ElementRef<'a>,
    parent: usize,
    /// The names and first classes of it and all around it.
    place: u64,
    links: usize,
    text: usize,
    headings: usize,
    /// 1 for content, less for what stands beside it, 0 for menus.
    weight: f64,
}

/// The elements of a page in document order.
struct Outline<'a> {
    entries: Vec<Entry<'a>>,
}

impl<'a> Outline<'a> {
    fn of(page: &'a Page) -> Self {
        let mut outline = Self { entries: Vec::new() };
        let mut open = Vec::new();
        walk(page.html().tree.root(), |step| {
            match step {
                Step::Enter(node) => return outline.enter(node, &mut open),
                Step::Leave(_) => drop(open.pop()),
            }
            true
        });
        for at in (1..outline.entries.len()).rev() {
            let (links, text, headings) = outline.sums(at);
            let parent = outline.entries[at].parent;
            let parent = &mut outline.entries[parent];
            parent.links += links;
            parent.text += text;
            parent.headings += headings;
        }
        outline
    }

    fn sums(&self, at: usize) -> (usize, usize, usize) {
        let entry = &self.entries[at];
        (entry.links, entry.text, entry.headings)
    }

    fn enter(&mut self, node: NodeRef<'a>, open: &mut Vec<usize>) -> bool {
        let parent = open.last().copied();
        if let (Some(text), Some(parent)) = (node.value().as_text(), parent) {
            self.entries[parent].text += text_length(text.trim());
        }
        let Some(element) = ElementRef::wrap(node) else { return true };
        if is_silent(element) {
            return false;
        }
        let around = parent.map(|parent| (self.entries[parent].place, self.entries[parent].weight));
        let (place, weight) = around.unwrap_or((0, 1.0));
        open.push(self.entries.len());
        self.entries.push(Entry {
            element,
            parent: parent.unwrap_or(0),
            place: place_in(place, element),
            links: usize::from(leads_somewhere(element)),
            text: 0,
            headings: usize::from(is_heading(element)),
            weight: weight.min(weight_of(element)),
        });
        true
    }

    fn groups(&self) -> Vec<Group<'a>> {
        let mut by_place: BTreeMap<u64, Vec<usize>> = BTreeMap::new();
        let mut by_parent: BTreeMap<(usize, &str), Vec<usize>> = BTreeMap::new();
        for (at, entry) in self.entries.iter().enumerate().skip(1) {
            if entry.links > 0 && entry.weight > 0.0 {
                by_place.entry(entry.place).or_default().push(at);
                let name = entry.element.value().name();
                by_parent.entry((entry.parent, name)).or_default().push(at);
            }
        }
        let alike = by_place.into_values().chain(by_parent.into_values());
        let mut groups: Vec<_> = alike.filter(|group| group.len() > 1).collect();
        groups.sort();
        groups.dedup();
        let wrapped = groups.iter().map(|group| self.wrapped(group));
        let headed = groups.iter().filter_map(|group| self.headed(group));
        let broken = self.entries.iter().enumerate().filter_map(|(at, _)| self.broken(at));
        wrapped.chain(headed).chain(broken).collect()
    }

    /// Elements that each hold an item.
    fn wrapped(&self, group: &[usize]) -> Group<'a> {
        let sum = |count: fn(&Entry<'a>) -> usize| {
            ratio(group.iter().map(|at| count(&self.entries[*at])).sum(), group.len())
        };
        let text = sum(|entry| entry.text).min(600.0);
        // Many links in one row: the row is a list itself.
        let crowded = if sum(|entry| entry.links) > 8.0 { 0.2 } else { 1.0 };
        let headings = if sum(|entry| entry.headings) >= 0.5 { 1.5 } else { 1.0 };
        let weight = self.entries[group[0]].weight;
        let promise = ratio(group.len(), 1).ln_1p() * text.ln_1p() * crowded * headings * weight;
        let rows = group.iter().map(|at| vec![*self.entries[*at].element]).collect();
        Group { rows, first: group[0], promise, weight }
    }

    /// Headings (or terms of a list) with links, each followed by what belongs to it.
    fn headed(&self, group: &[usize]) -> Option<Group<'a>> {
        let first = &self.entries[group[0]];
        let heads = is_heading(first.element) || first.element.value().name() == "dt";
        let together = group.iter().all(|at| self.entries[*at].parent == first.parent);
        if !heads || !together {
            return None;
        }
        let starts: HashSet<_> = group.iter().map(|at| self.entries[*at].element.id()).collect();
        let rows: Vec<_> = group
            .iter()
            .map(|at| {
                let head = *self.entries[*at].element;
                let follows = head.next_siblings().take_while(|next| !starts.contains(&next.id()));
                std::iter::once(head).chain(follows).collect::<Vec<_>>()
            })
            .collect();
        let promise = self.wrapped(group).promise * 1.5;
        Some(Group { rows, first: group[0], promise, weight: first.weight })
    }

    /// Stretches between line breaks, each with a link of its own.
    fn broken(&self, at: usize) -> Option<Group<'a>> {
        let entry = &self.entries[at];
        let is_break = |node: &NodeRef<'_>| {
            ElementRef::wrap(*node).is_some_and(|element| element.value().name() == "br")
        };
        if entry.links < 2 || entry.weight == 0.0 || !entry.element.children().any(|n| is_break(&n))
        {
            return None;
        }
        let children: Vec<_> = entry.element.children().collect();
        let rows: Vec<_> = children
            .split(is_break)
            .filter(|row| row.iter().any(|node| holds_link(*node)))
            .map(<[_]>::to_vec)
            .collect();
        let promise = ratio(rows.len(), 1).ln_1p()
            * ratio(entry.text, rows.len()).min(600.0).ln_1p()
            * entry.weight;
        Some(Group { rows, first: at, promise, weight: entry.weight })
    }
}

fn holds_link(node: NodeRef<'_>) -> bool {
    node.descendants().filter_map(ElementRef::wrap).any(leads_somewhere)
}

/// The place of an element, out of the place of the one around it. Digits in a class number the
/// rows.
fn place_in(around: u64, element: ElementRef<'_>) -> u64 {
    let mut hasher = DefaultHasher::new();
    around.hash(&mut hasher);
    element.value().name().hash(&mut hasher);
    let class = element.attr("class").and_then(|class| class.split_ascii_whitespace().next());
    let class: String = class.unwrap_or_default().chars().filter(|c| !c.is_ascii_digit()).collect();
    class.hash(&mut hasher);
    hasher.finish()
}

/// Elements that never hold the list of a page.
const FURNITURE: [&str; 4] = ["nav", "footer", "form", "dialog"];

/// The same by `role`.
const ROLES: [&str; 8] =
    ["navigation", "banner", "contentinfo", "menu", "menubar", "search", "dialog", "tablist"];

/// Words in class names and ids of furniture.
const MENUS: [&str; 22] = [
    "nav",
    "navbar",
    "navigation",
    "menu",
    "topmenu",
    "leftnav",
    "breadcrumb",
    "breadcrumbs",
    "crumbs",
    "footer",
    "foot",
    "pager",
    "pagination",
    "paging",
    "share",
    "social",
    "languages",
    "lang",
    "cookie",
    "tagcloud",
    "toolbar",
    "skip",
];

/// Words for what stands beside the content, and sometimes is it.
const ASIDE: [&str; 14] = [
    "aside",
    "sidebar",
    "side",
    "widget",
    "related",
    "popular",
    "right",
    "left",
    "secondary",
    "archive",
    "archives",
    "promo",
    "header",
    "tools",
];

fn weight_of(element: ElementRef<'_>) -> f64 {
    let value = element.value();
    // Themes put words like "has-sidebar" on the body.
    if matches!(value.name(), "html" | "body" | "main" | "article") {
        return 1.0;
    }
    let role = value.attr("role").unwrap_or_default();
    if FURNITURE.contains(&value.name()) || ROLES.contains(&role) {
        return 0.0;
    }
    let names = [value.attr("class"), value.attr("id")];
    let mut weight = if value.name() == "aside" { 0.1 } else { 1.0 };
    for word in names.into_iter().flatten().flat_map(words) {
        let word = word.to_ascii_lowercase();
        if MENUS.contains(&word.as_str()) {
            return 0.0;
        }
        if ASIDE.contains(&word.as_str()) {
            weight = 0.1;
        }
    }
    weight
}
