//! The elements of a page, and which of them look alike.
//!
//! Every element has a *place*: the names (and first class) of it and of all elements around it.
//! Elements with one place are a group, wherever they stand; so are neighbours with one name,
//! whatever their classes; so are the stretches between line breaks or headings where nothing is
//! wrapped around an item.

use std::collections::{BTreeMap, HashSet};
use std::hash::{DefaultHasher, Hash, Hasher};

use scraper::ElementRef;

use crate::read::listing::furniture::{Place, place_of};
use crate::read::listing::hint::words;
use crate::read::listing::node::{NodeRef, Step, few_texts, fold, is_heading, is_silent, walk};
use crate::read::listing::page::Page;
use crate::read::listing::pieces::leads_somewhere;
use crate::read::listing::row::text_length;
use crate::read::listing::when::Dates;

/// So much of the text of a page, menus and footers left out, is most of it: 3 of 5.
const BULK: (usize, usize) = (3, 5);

/// A part of a page of which less than a fifth is no link is a menu.
const TALK: usize = 5;

/// A single item has no more text than this; an article of its own has.
const LONGEST_ITEM: usize = 1500;

/// A single item has no more links than this.
const MOST_LINKS: usize = 8;

/// So many elements are looked at for a single item.
const MOST_SINGLE: usize = 40;

/// What elements around one item are called.
const ITEMS: [&str; 16] = [
    "row", "item", "entry", "teaser", "card", "post", "news", "story", "hentry", "article",
    "event", "result", "listing", "block", "notice", "box",
];

/// A candidate.
pub(super) struct Group<'a> {
    /// Its rows: one element each, or neighbours.
    pub(super) rows: Vec<Vec<NodeRef<'a>>>,
    /// Where it begins on the page.
    pub(super) first: usize,
    /// How far it is worth reading.
    pub(super) promise: f64,
    /// Less than 1 for what stands beside the content.
    pub(super) weight: f64,
    /// Nothing is wrapped around a row.
    pub(super) loose: bool,
}

/// An element, and sums over what is in it.
struct Entry<'a> {
    element: ElementRef<'a>,
    parent: usize,
    /// The names and first classes of it and all around it.
    place: u64,
    links: usize,
    text: usize,
    /// The text of links among it.
    linked: usize,
    headings: usize,
    /// What its name says.
    named: Place,
    /// 1 for content, less for what stands beside it, 0 for menus.
    weight: f64,
}

/// The elements of a page in document order.
pub(super) struct Outline<'a> {
    page: &'a Page,
    entries: Vec<Entry<'a>>,
}

impl<'a> Outline<'a> {
    /// Walks a page once.
    pub(super) fn of(page: &'a Page) -> Self {
        let mut outline = Self { page, entries: Vec::new() };
        let mut open = Vec::new();
        walk(page.html().tree.root(), |step| {
            match step {
                Step::Enter(node) => return outline.enter(node, &mut open),
                Step::Leave(_) => drop(open.pop()),
            }
            true
        });
        for at in (1..outline.entries.len()).rev() {
            let (links, text, linked, headings) = outline.sums(at);
            let parent = outline.entries[at].parent;
            let parent = &mut outline.entries[parent];
            parent.links += links;
            parent.text += text;
            parent.linked += linked;
            parent.headings += headings;
        }
        outline.weigh();
        outline
    }

    /// What holds most of a page, and more than links, is no menu, whatever it is called:
    /// `class="nav-open"` around everything, one form around everything.
    fn weigh(&mut self) {
        let is_furniture = |entry: &&Entry<'_>| {
            let around = self.entries[entry.parent].named;
            entry.named == Place::Furniture && around != Place::Furniture
        };
        let furniture = self.entries.iter().filter(is_furniture).map(|entry| entry.text).sum();
        let whole = self.entries.first().map_or(0, |root| root.text).saturating_sub(furniture);
        for at in 0..self.entries.len() {
            let entry = &self.entries[at];
            let around = if at == 0 { 1.0 } else { self.entries[entry.parent].weight };
            let talks = entry.text.saturating_sub(entry.linked) * TALK > entry.text;
            let is_bulk = talks && entry.text * BULK.1 > whole * BULK.0;
            let own = if is_bulk { entry.named.at_most() } else { entry.named.weight() };
            self.entries[at].weight = around.min(own);
        }
    }

    fn sums(&self, at: usize) -> (usize, usize, usize, usize) {
        let entry = &self.entries[at];
        let linked = if leads_somewhere(entry.element) { entry.text } else { entry.linked };
        (entry.links, entry.text, linked, entry.headings)
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
        let place = parent.map_or(0, |parent| self.entries[parent].place);
        open.push(self.entries.len());
        self.entries.push(Entry {
            element,
            parent: parent.unwrap_or(0),
            place: place_in(place, element),
            links: usize::from(leads_somewhere(element)),
            text: 0,
            linked: 0,
            headings: usize::from(is_heading(element)),
            named: place_of(element),
            weight: 1.0,
        });
        true
    }

    /// All candidates.
    pub(super) fn groups(&self) -> Vec<Group<'a>> {
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
        let linking = self.entries.iter().filter(|entry| entry.links > 0);
        let linking: HashSet<_> = linking.map(|entry| entry.element.id()).collect();
        let links = |node: &NodeRef<'a>| linking.contains(&node.id());
        let broken = (0..self.entries.len()).filter_map(|at| self.broken(at, &links));
        wrapped.chain(headed).chain(broken).collect()
    }

    /// Elements that are called or made like one item, and stand in the content.
    pub(super) fn single(&self) -> Vec<ElementRef<'a>> {
        let likely = self.entries.iter().filter(|entry| {
            let links = (1..=MOST_LINKS).contains(&entry.links);
            let words = entry.element.attr("class").into_iter().flat_map(words);
            let called =
                words.rev().any(|word| ITEMS.contains(&word.to_ascii_lowercase().as_str()));
            let made = entry.element.value().name() == "article" || called;
            entry.weight >= 1.0 && links && made && entry.text <= LONGEST_ITEM
        });
        likely.map(|entry| entry.element).take(MOST_SINGLE).collect()
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
        let weight = self.weight(group);
        let promise = ratio(group.len(), 1).ln_1p() * text.ln_1p() * crowded * headings * weight;
        let rows = self.heads(group);
        Group { rows, first: group[0], promise, weight, loose: false }
    }

    /// The least weight among the elements of a group: where some stand beside the content, it is
    /// no list.
    fn weight(&self, group: &[usize]) -> f64 {
        group.iter().map(|at| self.entries[*at].weight).fold(1.0, f64::min)
    }

    /// The elements of a group, each after the date that stands right before it, if one does.
    fn heads(&self, group: &[usize]) -> Vec<Vec<NodeRef<'a>>> {
        let nodes: Vec<NodeRef<'a>> = group.iter().map(|at| *self.entries[*at].element).collect();
        let own: HashSet<_> = nodes.iter().map(NodeRef::id).collect();
        let date = |node: &NodeRef<'a>| {
            let before = node.prev_siblings().find_map(ElementRef::wrap)?;
            let dates = self.page.dates();
            (!own.contains(&before.id()) && is_date(before, dates)).then_some(*before)
        };
        nodes.iter().map(|node| date(node).into_iter().chain([*node]).collect()).collect()
    }

    /// Headings (or terms of a list) with links, each followed by what belongs to it.
    fn headed(&self, group: &[usize]) -> Option<Group<'a>> {
        let first = &self.entries[group[0]];
        let heads = is_heading(first.element) || first.element.value().name() == "dt";
        let together = group.iter().all(|at| self.entries[*at].parent == first.parent);
        if !heads || !together {
            return None;
        }
        let mut rows = self.heads(group);
        let starts: HashSet<_> = rows.iter().flatten().map(NodeRef::id).collect();
        for row in &mut rows {
            let last = row.last().into_iter().flat_map(NodeRef::next_siblings);
            let follows: Vec<_> = last.take_while(|next| !starts.contains(&next.id())).collect();
            row.extend(follows);
        }
        // What follows the last row may be a pager; it has no more parts than others have.
        if let Some((last, others)) = rows.split_last_mut() {
            last.truncate(others.iter().map(Vec::len).max().unwrap_or(last.len()));
        }
        let promise = self.wrapped(group).promise * 1.5;
        Some(Group { rows, first: group[0], promise, weight: self.weight(group), loose: false })
    }

    /// Stretches between line breaks, each with a link of its own.
    fn broken(&self, at: usize, links: &dyn Fn(&NodeRef<'a>) -> bool) -> Option<Group<'a>> {
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
            .filter(|row| row.iter().any(links))
            .map(<[_]>::to_vec)
            .collect();
        let promise = ratio(rows.len(), 1).ln_1p()
            * ratio(entry.text, rows.len()).min(600.0).ln_1p()
            * entry.weight;
        Some(Group { rows, first: at, promise, weight: entry.weight, loose: true })
    }
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

/// Whether an element holds a date and nothing else.
fn is_date(element: ElementRef<'_>, dates: &Dates) -> bool {
    let texts = few_texts(element, 12);
    texts.is_some_and(|texts| dates.whole(&fold(&texts.join(" "))).is_some())
}

/// A part of a whole as a number; of nothing, 0.
pub(super) fn ratio(part: usize, whole: usize) -> f64 {
    let number = |count: usize| f64::from(u32::try_from(count).unwrap_or(u32::MAX));
    number(part) / number(whole.max(1))
}
