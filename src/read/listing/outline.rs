//! The elements of a page, and which of them look alike.
//!
//! Every element has a *place*: the names (and first class) of it and of all elements around it.
//! Elements with one place are a group, wherever they stand; so are neighbours with one name,
//! whatever their classes; so are the stretches between line breaks or headings where nothing is
//! wrapped around an item.

use std::hash::{DefaultHasher, Hash, Hasher};
use std::ops::Range;

use scraper::ElementRef;

use crate::read::listing::furniture::{Place, is_popular, is_sidebar, place_of};
use crate::read::listing::hint::words;
use crate::read::listing::node::{
    Attributes, NodeRef, Step, few_texts, fold, is_heading, is_silent, level, walk,
};
use crate::read::listing::page::Page;
use crate::read::listing::pieces::leads_somewhere;
use crate::read::listing::row::text_length;

mod groups;

pub(super) use groups::Group;

/// So much of the text of a page, menus and footers left out, is most of it: 3 of 5.
const BULK: (u64, u64) = (3, 5);

/// A part of a page of which less than a fifth is no link is a menu.
const TALK: u64 = 5;

/// A link with so much text, or with a heading in it, is no entry of a menu.
const CARD: u32 = 100;

/// A single item has no more text than this; an article of its own has.
const LONGEST_ITEM: u32 = 1500;

/// A single item has no more links than this.
const MOST_LINKS: u32 = 8;

/// So many elements are looked at for a single item.
const MOST_SINGLE: usize = 40;

/// A line above a box is no wider than this, in so many texts.
const LABEL: (u32, usize) = (40, 6);

/// So many elements stand around such a line and hold nothing else.
const WRAPPERS: usize = 3;

/// Levels around a list on which something may stand above it, and so many of each are looked at.
const LEVELS: usize = 5;
const NEAREST: usize = 8;

/// What elements around one item are called.
const ITEMS: [&str; 16] = [
    "row", "item", "entry", "teaser", "card", "post", "news", "story", "hentry", "article",
    "event", "result", "listing", "block", "notice", "box",
];

/// An element, and sums over what is in it. A page of a megabyte has some ten thousand of them, so
/// that numbers are kept small.
struct Entry<'a> {
    element: ElementRef<'a>,
    /// The names and first classes of it and all around it.
    place: u64,
    parent: u32,
    /// How many elements are in it.
    size: u32,
    links: u32,
    text: u32,
    /// The text of links among it.
    linked: u32,
    headings: u16,
    /// Where it stands: as its name says, and then as all around it say too.
    stands: Place,
    /// It stands below a line that says that many read it: not even the bulk of a page is content.
    is_popular: bool,
}

impl Entry<'_> {
    /// 1 for content, less for what stands beside it, 0 for menus.
    fn weight(&self) -> f64 {
        self.stands.weight()
    }
}

/// The elements of a page in document order.
pub(super) struct Outline<'a> {
    page: &'a Page,
    entries: Vec<Entry<'a>>,
    /// How much text there is beside the menus.
    text: u64,
}

impl<'a> Outline<'a> {
    /// Walks a page once.
    pub(super) fn of(page: &'a Page) -> Self {
        let tree = &page.html().tree;
        // Grown by doubling, they would be the largest thing beside the page.
        let most = tree.nodes().filter(|node| node.value().is_element()).count();
        let mut outline = Self { page, entries: Vec::with_capacity(most), text: 0 };
        let mut open = Vec::new();
        walk(tree.root(), |step| {
            match step {
                Step::Enter(node) => return outline.enter(node, &mut open),
                Step::Leave(_) => drop(open.pop()),
            }
            true
        });
        outline.sum();
        outline.set_popular_aside();
        outline.weigh();
        outline
    }

    fn enter(&mut self, node: NodeRef<'a>, open: &mut Vec<usize>) -> bool {
        let parent = open.last().copied();
        if let (Some(text), Some(parent)) = (node.value().as_text(), parent) {
            let text = small(text_length(text.trim()));
            self.entries[parent].text = self.entries[parent].text.saturating_add(text);
        }
        let Some(element) = ElementRef::wrap(node) else { return true };
        if is_silent(element) {
            return false;
        }
        let place = parent.map_or(0, |parent| self.entries[parent].place);
        open.push(self.entries.len());
        self.entries.push(Entry {
            element,
            place: place_in(place, element),
            parent: small(parent.unwrap_or(0)),
            size: 0,
            links: u32::from(leads_somewhere(element)),
            text: 0,
            linked: 0,
            headings: u16::from(is_heading(element)),
            stands: place_of(element),
            is_popular: false,
        });
        true
    }

    fn sum(&mut self) {
        let mut in_menu = vec![false; self.entries.len()];
        for at in 0..self.entries.len() {
            let entry = &self.entries[at];
            in_menu[at] = entry.stands >= Place::Menu || in_menu[entry.parent as usize];
        }
        for at in (1..self.entries.len()).rev() {
            let (before, own) = self.entries.split_at_mut(at);
            let (own, parent) = (&own[0], &mut before[own[0].parent as usize]);
            // A card that is one link is read like any other.
            let is_card = !in_menu[at] && (own.headings > 0 || own.text >= CARD);
            let is_link = leads_somewhere(own.element) && !is_card;
            let linked = if is_link { own.text } else { own.linked };
            parent.size += 1 + own.size;
            parent.links += own.links;
            parent.text = parent.text.saturating_add(own.text);
            parent.linked = parent.linked.saturating_add(linked);
            parent.headings = parent.headings.saturating_add(own.headings);
        }
    }

    /// What stands below "Most read" stands beside the content, up to the next heading like it.
    fn set_popular_aside(&mut self) {
        for at in 1..self.entries.len() {
            let entry = &self.entries[at];
            let may_be =
                entry.text <= LABEL.0 && entry.size <= 3 && !leads_somewhere(entry.element);
            let texts = if may_be { few_texts(entry.element, LABEL.1) } else { None };
            if texts.is_some_and(|texts| is_popular(&fold(&texts.join(" ")))) {
                self.set_aside_below(at);
            }
        }
    }

    fn set_aside_below(&mut self, label: usize) {
        let behind = |at: usize, entries: &[Entry<'_>]| at + 1 + entries[at].size as usize;
        let name = |at: usize, entries: &[Entry<'a>]| entries[at].element.value().name();
        let own = level(self.entries[label].element);
        let mut head = label;
        for _ in 0..WRAPPERS {
            let around = self.entries[head].parent as usize;
            if around == 0 || self.entries[around].size != self.entries[head].size + 1 {
                break;
            }
            head = around;
        }
        // Of several such lines the first sets aside what the others would.
        if self.entries[head].is_popular {
            return;
        }
        let around = self.entries[head].parent as usize;
        let end = behind(around, &self.entries);
        let mut next = behind(head, &self.entries);
        while next < end {
            // A line that is no heading is below all that are.
            let is_as_high = |level| own.is_none_or(|own| level <= own);
            if level(self.entries[next].element).is_some_and(is_as_high) {
                break;
            }
            self.set_aside(next);
            next = behind(next, &self.entries);
        }
        // All of a box that begins so.
        let is_box = matches!(name(around, &self.entries), "div" | "section" | "aside");
        if is_box && head == around + 1 && next >= end {
            self.set_aside(around);
        }
    }

    fn set_aside(&mut self, at: usize) {
        let entry = &mut self.entries[at];
        entry.stands = entry.stands.max(Place::Aside);
        entry.is_popular = true;
    }

    /// What holds most of a page, and more than links, is no menu, whatever it is called:
    /// `class="nav-open"` around everything, one form around everything.
    fn weigh(&mut self) {
        let is_furniture = |entry: &&Entry<'_>| {
            let around = self.parent(entry).stands;
            entry.stands == Place::Furniture && around != Place::Furniture
        };
        let furniture = self.entries.iter().filter(is_furniture).map(|entry| u64::from(entry.text));
        let whole = self.entries.first().map_or(0, |root| u64::from(root.text));
        let whole = whole.saturating_sub(furniture.sum());
        self.text = whole;
        let holding = self.holding_center();
        for at in 0..self.entries.len() {
            let entry = &self.entries[at];
            let (text, linked) = (u64::from(entry.text), u64::from(entry.linked));
            let talks = text.saturating_sub(linked) * TALK > text;
            let is_bulk = talks && text * BULK.1 > whole * BULK.0;
            let is_beside = is_sidebar(entry.element) && !holding[at] && holding[0];
            let may_be = is_bulk && !entry.is_popular && !is_beside;
            let own = if may_be { entry.stands.at_least() } else { entry.stands };
            let around = if at == 0 { Place::Content } else { self.parent(entry).stands };
            self.entries[at].stands = around.max(own);
        }
    }

    /// Which elements hold the first heading or the main part of the page, or are it.
    fn holding_center(&self) -> Vec<bool> {
        let mut holding = vec![false; self.entries.len()];
        for at in (0..holding.len()).rev() {
            let entry = &self.entries[at];
            holding[at] |= matches!(entry.element.value().name(), "h1" | "main");
            if holding[at] {
                holding[entry.parent as usize] = true;
            }
        }
        holding
    }

    /// The elements of the content right before one, and before what is around it: of each level
    /// the nearest, in the order of the page, each with its number and that of the last in it.
    pub(super) fn before(&self, node: NodeRef<'_>) -> Vec<(ElementRef<'a>, Range<usize>)> {
        let own = self.entries.iter().position(|entry| entry.element.id() == node.id());
        let Some(mut at) = own else { return Vec::new() };
        let mut found = Vec::new();
        for _ in 0..LEVELS {
            let around = self.entries[at].parent as usize;
            let behind = |at: usize| at + 1 + self.entries[at].size as usize;
            let first = Some(around + 1).filter(|first| *first < at);
            let children = std::iter::successors(first, |child| {
                Some(behind(*child)).filter(|next| *next < at)
            });
            let mut children: Vec<_> = children.map(|child| child..behind(child)).collect();
            found.extend(children.split_off(children.len().saturating_sub(NEAREST)));
            if around == 0 || matches!(self.entries[around].element.value().name(), "main" | "body")
            {
                break;
            }
            at = around;
        }
        found.sort_by_key(|range| range.start);
        let of_content = |range: &Range<usize>| {
            let entry = &self.entries[range.start];
            entry.weight() >= 1.0 && entry.links > 0
        };
        let found = found.into_iter().filter(of_content);
        found.map(|range| (self.entries[range.start].element, range)).collect()
    }

    /// Whether an element is as small as an item is.
    pub(super) fn may_be_item(&self, at: usize) -> bool {
        let entry = &self.entries[at];
        (1..=MOST_LINKS).contains(&entry.links) && entry.text <= LONGEST_ITEM
    }

    fn parent(&self, entry: &Entry<'a>) -> &Entry<'a> {
        &self.entries[entry.parent as usize]
    }

    /// Elements that are called or made like one item, and stand in the content.
    pub(super) fn single(&self) -> Vec<ElementRef<'a>> {
        let likely = self.entries.iter().filter(|entry| {
            let links = (1..=MOST_LINKS).contains(&entry.links);
            let words = entry.element.attribute("class").into_iter().flat_map(words);
            let called =
                words.rev().any(|word| ITEMS.contains(&word.to_ascii_lowercase().as_str()));
            let made = entry.element.value().name() == "article" || called;
            entry.weight() >= 1.0 && links && made && entry.text <= LONGEST_ITEM
        });
        likely.map(|entry| entry.element).take(MOST_SINGLE).collect()
    }
}

/// The place of an element, out of the place of the one around it. Digits in a class number the
/// rows.
fn place_in(around: u64, element: ElementRef<'_>) -> u64 {
    let mut hasher = DefaultHasher::new();
    around.hash(&mut hasher);
    element.value().name().hash(&mut hasher);
    let class = element.attribute("class").and_then(|class| class.split_ascii_whitespace().next());
    let class: String = class.unwrap_or_default().chars().filter(|c| !c.is_ascii_digit()).collect();
    class.hash(&mut hasher);
    hasher.finish()
}

fn small(count: usize) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}

/// A part of a whole as a number; of nothing, 0.
pub(super) fn ratio(part: usize, whole: usize) -> f64 {
    let number = |count: usize| f64::from(small(count));
    number(part) / number(whole.max(1))
}
