//! A row, taken apart: its texts in document order, each with what it stands in.

use std::collections::HashSet;
use std::ops::Range;

use scraper::ElementRef;

use crate::read::listing::hint::{Hint, class, hint};
use crate::read::listing::node::{
    Attributes, NodeRef, Step, elements, fold, is_block, is_heading, is_silent, walk,
};

/// A row with more texts, links and pictures is not read to its end.
const MAX_PARTS: usize = 400;

/// So many elements of a link that is hidden are looked at for its picture.
const WITHIN: usize = 12;

/// How far up a text's role is looked for.
const HINTS_WITHIN: usize = 8;

/// A text without an element boundary in it, never empty.
pub(super) struct Piece<'a> {
    /// Its place among the texts of the row.
    at: usize,
    /// White space stands between it and the text before.
    spaced: bool,
    /// The text, folded.
    pub(super) text: String,
    /// The innermost element around it.
    pub(super) element: ElementRef<'a>,
    /// Number of its line: texts of one paragraph share it.
    pub(super) block: usize,
    /// The link that it is in: an index.
    pub(super) link: Option<usize>,
    /// The heading that it is in: an index.
    pub(super) heading: Option<usize>,
}

/// What a row is made of.
#[derive(Default)]
pub(super) struct Pieces<'a> {
    /// Its texts.
    pub(super) texts: Vec<Piece<'a>>,
    /// Its links that lead somewhere.
    pub(super) links: Vec<ElementRef<'a>>,
    /// Its headings.
    pub(super) headings: Vec<ElementRef<'a>>,
    /// Its pictures.
    pub(super) images: Vec<ElementRef<'a>>,
    /// Its elements that say a date to machines: `time`, and whatever has a `datetime`.
    pub(super) times: Vec<ElementRef<'a>>,
    /// Its elements, silent ones and those in them left out.
    pub(super) elements: Vec<ElementRef<'a>>,
    /// The texts in each of them.
    spans: Vec<Range<usize>>,
}

impl<'a> Pieces<'a> {
    /// Takes a row apart: one element, or neighbours without one around them.
    pub(super) fn of(row: &[NodeRef<'a>]) -> Self {
        let mut builder = Builder::around(row);
        for node in row {
            walk(*node, |step| builder.take(step));
        }
        builder.pieces
    }

    fn count(&self) -> usize {
        let parts = self.texts.len() + self.links.len() + self.images.len() + self.headings.len();
        parts + self.elements.len() / 4
    }

    /// The texts in an element of the row, or in one around it.
    pub(super) fn within(&self, element: ElementRef<'a>) -> Range<usize> {
        if let Some(at) = self.elements.iter().position(|other| *other == element) {
            return self.spans[at].clone();
        }
        let is_around = |inner: &ElementRef<'a>| inner.ancestors().any(|node| node == *element);
        let is_around = self.elements.first().is_some_and(is_around);
        if is_around { 0..self.texts.len() } else { 0..0 }
    }

    /// What a link says.
    pub(super) fn link_text(&self, link: usize) -> String {
        Self::join(self.texts.iter().filter(|piece| piece.link == Some(link)))
    }

    /// The text of some pieces, with the spaces and lines between them.
    pub(super) fn join<'p>(pieces: impl IntoIterator<Item = &'p Piece<'a>>) -> String
    where
        'a: 'p,
    {
        let mut text = String::new();
        let mut last: Option<&Piece<'a>> = None;
        for piece in pieces {
            let adjoins = |last: &Piece<'a>| last.block == piece.block && last.at + 1 == piece.at;
            if piece.spaced || !last.is_some_and(adjoins) {
                text.push(' ');
            }
            text.push_str(&piece.text);
            last = Some(piece);
        }
        fold(&text)
    }
}

impl<'a> Piece<'a> {
    /// The role that the elements around the text give it, short of those that hold the title
    /// too.
    pub(super) fn hint(&self, title: Option<ElementRef<'a>>) -> Option<Hint> {
        self.hinting(title).map(|(_, hint)| hint)
    }

    /// The element that gives the text its role, and the role.
    pub(super) fn hinting(&self, title: Option<ElementRef<'a>>) -> Option<(ElementRef<'a>, Hint)> {
        let title = title?;
        let above = || title.ancestors().take(4 * HINTS_WITHIN);
        let around = self.element.ancestors().filter_map(ElementRef::wrap);
        let elements = std::iter::once(self.element).chain(around).take(HINTS_WITHIN);
        let mut apart = elements.take_while(|element| !above().any(|node| node == **element));
        let first = apart.find_map(|element| Some((element, hint(element)?)))?;
        // A badge in an element for counts is one of them; one among tags is a kind.
        let is_noise = |outer: &ElementRef<'a>| {
            hint(*outer) == Some(Hint::Noise) && !class(*outer).contains("tag")
        };
        let outer = if first.1 == Hint::Kind { apart.find(is_noise) } else { None };
        Some(outer.map_or(first, |outer| (outer, Hint::Noise)))
    }
}

struct Builder<'a> {
    pieces: Pieces<'a>,
    block: usize,
    link: Option<(usize, ElementRef<'a>)>,
    heading: Option<(usize, ElementRef<'a>)>,
    /// The text before ended in white space.
    space: bool,
    /// The open elements in a link, and whether each is a card: its parts are lines then.
    cards: Vec<(ElementRef<'a>, bool)>,
    /// The open elements: indexes.
    open: Vec<usize>,
}

impl<'a> Builder<'a> {
    /// A row may itself stand in a link.
    fn around(row: &[NodeRef<'a>]) -> Self {
        let pieces = Pieces::default();
        let (block, link, heading, space) = (0, None, None, false);
        let mut builder =
            Self { pieces, block, link, heading, space, cards: Vec::new(), open: Vec::new() };
        let around = row.first().and_then(|node| {
            node.ancestors().filter_map(ElementRef::wrap).find(|element| leads_somewhere(*element))
        });
        if let Some(link) = around {
            builder.open_link(link);
        }
        builder
    }

    fn take(&mut self, step: Step<'a>) -> bool {
        match step {
            Step::Enter(node) => self.enter(node),
            Step::Leave(element) => {
                self.leave(element);
                true
            }
        }
    }

    fn enter(&mut self, node: NodeRef<'a>) -> bool {
        let Some(element) = ElementRef::wrap(node) else {
            self.text(node);
            return true;
        };
        if is_silent(element) || self.pieces.count() >= MAX_PARTS {
            self.hidden_picture(element);
            return false;
        }
        self.block += usize::from(self.begins_line(element));
        let begins = self.pieces.texts.len();
        self.open.push(self.pieces.elements.len());
        self.pieces.spans.push(begins..begins);
        self.pieces.elements.push(element);
        if matches!(element.value().name(), "img" | "amp-img") || background(element).is_some() {
            self.pieces.images.push(element);
        }
        if element.value().name() == "time" || element.attribute("datetime").is_some() {
            self.pieces.times.push(element);
        }
        if leads_somewhere(element) {
            self.open_link(element);
        }
        if is_heading(element) {
            self.heading = Some((self.pieces.headings.len(), element));
            self.pieces.headings.push(element);
        }
        true
    }

    /// The picture of a link that is there for those who see, beside one for all.
    fn hidden_picture(&mut self, element: ElementRef<'a>) {
        let is_for_eyes = element.attribute("aria-hidden") == Some("true")
            && element.attribute("hidden").is_none()
            && leads_somewhere(element);
        if is_for_eyes && self.pieces.images.len() < MAX_PARTS {
            let inside = elements(*element).take(WITHIN);
            let image = inside.filter(|one| matches!(one.value().name(), "img" | "amp-img"));
            self.pieces.images.extend(image.take(1));
        }
    }

    /// A block does; so does each part of a card that is one link and made of `span`s.
    fn begins_line(&mut self, element: ElementRef<'a>) -> bool {
        if is_block(element) || self.link.is_none() {
            return is_block(element);
        }
        let Some(around) = element.parent().and_then(ElementRef::wrap) else { return false };
        if let Some((_, is_card)) = self.cards.last().filter(|(card, _)| *card == around) {
            return *is_card;
        }
        let is_card = is_card(around);
        self.cards.push((around, is_card));
        is_card
    }

    fn leave(&mut self, element: ElementRef<'a>) {
        self.block += usize::from(self.begins_line(element));
        self.cards.pop_if(|(card, _)| *card == element);
        if let Some(at) = self.open.pop() {
            self.pieces.spans[at].end = self.pieces.texts.len();
        }
        if self.link.is_some_and(|(_, link)| link == element) {
            self.link = None;
        }
        if self.heading.is_some_and(|(_, heading)| heading == element) {
            self.heading = None;
        }
    }

    fn open_link(&mut self, element: ElementRef<'a>) {
        self.link = Some((self.pieces.links.len(), element));
        self.pieces.links.push(element);
    }

    fn text(&mut self, node: NodeRef<'a>) {
        let parent = node.parent().and_then(ElementRef::wrap);
        let (Some(raw), Some(element)) = (node.value().as_text(), parent) else { return };
        let text = fold(raw);
        self.space |= raw.starts_with(char::is_whitespace);
        if !text.is_empty() && self.pieces.count() < MAX_PARTS {
            self.pieces.texts.push(Piece {
                at: self.pieces.texts.len(),
                spaced: self.space,
                text,
                element,
                block: self.block,
                link: self.link.map(|(index, _)| index),
                heading: self.heading.map(|(index, _)| index),
            });
            self.space = false;
        }
        self.space |= raw.ends_with(char::is_whitespace);
    }
}

/// Whether an element is made of several with classes of their own and nothing between them.
fn is_card(element: ElementRef<'_>) -> bool {
    let mut classes = HashSet::new();
    let parts = element.children().take(MAX_PARTS).filter(|node| !is_blank(*node));
    let apart = parts.map(|node| {
        let part = ElementRef::wrap(node).filter(|part| part.attribute("class").is_some());
        part.is_some_and(|part| classes.insert(class(part)))
    });
    let (count, all) = apart.fold((0, true), |(count, all), apart| (count + 1, all && apart));
    count > 1 && all
}

fn is_blank(node: NodeRef<'_>) -> bool {
    let text = node.value().as_text().map(|text| text.trim().is_empty());
    text.unwrap_or(!node.value().is_element())
}

/// The picture behind an element: `style="background-image:url(…)"`.
pub(super) fn background(element: ElementRef<'_>) -> Option<&str> {
    let style = element.attribute("style")?;
    let address = style[style.find("background")?..].split_once("url(")?.1;
    let address = address.split_once(')')?.0.trim_matches([' ', '"', '\'']);
    (!address.is_empty()).then_some(address)
}

/// How addresses begin, behind the scheme, that show a place on a map.
const MAPS: [&str; 10] = [
    "maps.google.",
    "www.google.com/maps",
    "google.com/maps",
    "maps.app.goo.gl/",
    "goo.gl/maps/",
    "maps.apple.com/",
    "www.openstreetmap.org/",
    "yandex.ru/maps/",
    "map.naver.com/",
    "waze.com/ul",
];

/// Whether an element is a link to a page: not to a place on this one or on a map, a mailbox, a
/// script.
pub(super) fn leads_somewhere(element: ElementRef<'_>) -> bool {
    if element.value().name() != "a" {
        return false;
    }
    let href = element.attribute("href").map(str::trim).unwrap_or_default();
    let scheme = href.split([':', '/', '?']).next().filter(|scheme| scheme.len() < href.len());
    let page = match scheme {
        Some(scheme) if href[scheme.len()..].starts_with(':') => {
            scheme.eq_ignore_ascii_case("http") || scheme.eq_ignore_ascii_case("https")
        }
        _ => true,
    };
    let place = href.split_once("://").map(|(_, place)| place);
    let is_map = place.is_some_and(|place| MAPS.iter().any(|map| place.starts_with(map)));
    !is_map && !href.is_empty() && !href.starts_with('#') && page
}
