//! A row, taken apart: its texts in document order, each with what it stands in.

use scraper::ElementRef;

use crate::read::listing::hint::{Hint, hint};
use crate::read::listing::node::{NodeRef, Step, fold, is_block, is_heading, is_silent, walk};

/// A row with more texts is not read to its end.
const MAX_PIECES: usize = 400;

/// How far up a text's role is looked for.
const HINTS_WITHIN: usize = 8;

/// A text without an element boundary in it.
pub(super) struct Piece<'a> {
    /// As it stands, white space and all.
    pub(super) raw: String,
    /// The same, folded.
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
    /// Its `time`s.
    pub(super) times: Vec<ElementRef<'a>>,
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

    /// The text of some pieces, with the spaces and lines between them.
    pub(super) fn join<'p>(pieces: impl IntoIterator<Item = &'p Piece<'a>>) -> String
    where
        'a: 'p,
    {
        let mut text = String::new();
        let mut block = None;
        for piece in pieces {
            if block.is_some_and(|block| block != piece.block) {
                text.push(' ');
            }
            block = Some(piece.block);
            text.push_str(&piece.raw);
        }
        fold(&text)
    }
}

impl Piece<'_> {
    /// The role that the elements around the text give it, up to `row`, or to the first element
    /// that holds the title too.
    pub(super) fn hint(&self, title: Option<ElementRef<'_>>) -> Option<Hint> {
        self.hinting(title).map(|(_, hint)| hint)
    }

    /// The element that gives the text its role, and the role.
    pub(super) fn hinting(&self, title: Option<ElementRef<'_>>) -> Option<(ElementRef<'_>, Hint)> {
        let around = self.element.ancestors().filter_map(ElementRef::wrap);
        let mut elements = std::iter::once(self.element).chain(around).take(HINTS_WITHIN);
        let holds_title = |element: &ElementRef<'_>| {
            title.is_none_or(|title| title.ancestors().any(|node| node == **element))
        };
        if title.is_none() {
            return hint(self.element).map(|hint| (self.element, hint));
        }
        elements
            .by_ref()
            .take_while(|element| !holds_title(element))
            .find_map(|element| hint(element).map(|hint| (element, hint)))
    }
}

struct Builder<'a> {
    pieces: Pieces<'a>,
    block: usize,
    link: Option<(usize, ElementRef<'a>)>,
    heading: Option<(usize, ElementRef<'a>)>,
}

impl<'a> Builder<'a> {
    /// A row may itself stand in a link.
    fn around(row: &[NodeRef<'a>]) -> Self {
        let mut builder = Self { pieces: Pieces::default(), block: 0, link: None, heading: None };
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
        if is_silent(element) || self.pieces.texts.len() >= MAX_PIECES {
            return false;
        }
        self.block += usize::from(is_block(element));
        match element.value().name() {
            "img" => self.pieces.images.push(element),
            "time" => self.pieces.times.push(element),
            _ => {}
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

    fn leave(&mut self, element: ElementRef<'a>) {
        self.block += usize::from(is_block(element));
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
        let (Some(text), Some(element)) = (node.value().as_text(), parent) else { return };
        self.pieces.texts.push(Piece {
            raw: text.to_string(),
            text: fold(text),
            element,
            block: self.block,
            link: self.link.map(|(index, _)| index),
            heading: self.heading.map(|(index, _)| index),
        });
    }
}

/// Whether an element is a link to a page: not to a place on this one, a mailbox, a script.
pub(super) fn leads_somewhere(element: ElementRef<'_>) -> bool {
    let href = element.attr("href").map(str::trim).unwrap_or_default();
    let scheme = href.split([':', '/', '?']).next().filter(|scheme| scheme.len() < href.len());
    let page = match scheme {
        Some(scheme) if href[scheme.len()..].starts_with(':') => {
            scheme.eq_ignore_ascii_case("http") || scheme.eq_ignore_ascii_case("https")
        }
        _ => true,
    };
    element.value().name() == "a" && !href.is_empty() && !href.starts_with('#') && page
}
