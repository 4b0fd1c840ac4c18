//! The walk through a document in XML: which element is open, and what is made of it.
//!
//! There is no tree. The walk keeps a short stack of open elements, one item in the making, and
//! hands each field to it as soon as the field is read, so that a document that breaks off has
//! given everything that stood before the break.

use url::Url;

use crate::model::raw::{Format, RawDeleted, RawItem};
use crate::read::entities::{Entities, Within};
use crate::read::html;
use crate::read::tokens::{Tag, Token, Tokens};

use super::Found;
use super::channel::ChannelDraft;
use super::element::{self, Element, Field, LAST};
use super::item::ItemDraft;
use super::log::Log;
use super::namespace::{Namespaces, Vocabulary};
use super::recover::LOOK_AHEAD;
use super::scope::Scopes;

/// How many elements may be open in each other; deeper ones are only counted.
const MAX_DEPTH: usize = 32;

/// How many attributes of one tag are kept in mind, to know those that stand there twice.
const MAX_SEEN: usize = 8;

/// A walk through one document.
pub(super) struct Walk<'a> {
    pub(super) text: &'a str,
    pub(super) tokens: Tokens<'a>,
    pub(super) entities: Entities<'a>,
    pub(super) log: Log<'a>,
    pub(super) stack: Vec<Frame<'a>>,
    pub(super) scopes: Scopes,
    pub(super) namespaces: Namespaces<'a>,
    /// The prefix of the feed's own elements, as its root or items have it.
    pub(super) own_prefix: &'a str,
    /// Open elements beyond [`MAX_DEPTH`].
    pub(super) buried: usize,
    pub(super) format: Option<Format>,
    /// Inside of an HTML page and outside of the feed in it.
    pub(super) is_page: bool,
    /// There is an HTML page around the feed.
    has_page: bool,
    /// How many items there were when the channel began that is open now.
    pub(super) before_channel: usize,
    pub(super) channel: ChannelDraft,
    /// The channel of the document, when another one has begun: the first counts.
    pub(super) first_channel: Option<ChannelDraft>,
    pub(super) item: Option<ItemDraft>,
    pub(super) items: Vec<RawItem>,
    pub(super) deleted: Vec<RawDeleted>,
    kept: usize,
    pub(super) look_ahead: usize,
    /// The last end tag that closed nothing, if nothing was opened since: it does not close
    /// anything now either.
    stray: &'a str,
}

/// An open element.
#[derive(Debug, Clone, Copy)]
pub(super) struct Frame<'a> {
    pub(super) name: &'a str,
    pub(super) element: Element,
}

impl<'a> Walk<'a> {
    pub(super) fn new(text: &'a str, url: Option<&Url>, log: Log<'a>) -> Self {
        Self {
            text,
            tokens: Tokens::new(text),
            entities: Entities::default(),
            log,
            stack: Vec::new(),
            scopes: Scopes::new(url),
            namespaces: Namespaces::default(),
            own_prefix: "",
            buried: 0,
            format: None,
            is_page: false,
            has_page: false,
            before_channel: 0,
            channel: ChannelDraft::default(),
            first_channel: None,
            item: None,
            items: Vec::new(),
            deleted: Vec::new(),
            kept: 0,
            look_ahead: LOOK_AHEAD.0,
            stray: "",
        }
    }

    /// Walks through the whole document, or until the items take more than `room`. `None` when
    /// there is no feed in it.
    pub(super) fn run(mut self, room: usize) -> Option<Found<'a>> {
        while let Some(token) = self.tokens.next() {
            if let Some(code) = self.tokens.take_mended() {
                self.log.warn(code, self.tokens.start(), "");
            }
            match token {
                Token::Start(tag) => self.start(&tag),
                Token::End(name) => self.end(name),
                Token::Doctype(doctype) => self.entities.declare(doctype),
                Token::Text(text) | Token::CData(text) => self.loose(text),
            }
            if self.kept > room {
                self.log.warn("too-large", self.tokens.start(), "");
                self.stack.clear();
                break;
            }
        }
        self.finish()
    }

    fn finish(mut self) -> Option<Found<'a>> {
        let is_open = self.stack.iter().any(|frame| frame.element.is_structure());
        if self.tokens.take_mended().is_some() || is_open {
            self.log.warn("truncated", self.text.len(), "");
        }
        self.close_item();
        let format = self.format?;
        let channel = self.first_channel.unwrap_or(self.channel).finish();
        Some(Found { format, channel, items: self.items, deleted: self.deleted, log: self.log })
    }

    fn start(&mut self, tag: &Tag<'a>) {
        self.declare(tag);
        let element = self.element(tag.name);
        if tag.is_doubtful {
            if element == Element::Unknown {
                self.log.warn("bare-less-than", self.tokens.start(), "");
                return;
            }
            self.log.warn("broken-tag", self.tokens.start(), tag.name);
        }
        match element {
            // Licences and pictures hold RDF of their own.
            Element::Rdf if self.channel.has_title() && !self.stack.is_empty() => {
                return self.push(tag, Element::Unknown);
            }
            Element::Rss | Element::Rdf | Element::Feed | Element::Channel => {
                self.root(element, tag);
            }
            Element::Item => self.open_item(tag),
            Element::MediaContent => self.media_content(tag),
            Element::Group => {}
            Element::Deleted => return self.deleted_entry(tag),
            Element::Field(field, rank) => return self.field(field, rank, tag),
            Element::Unknown => {
                self.is_page |= self.format.is_none() && tag.name.eq_ignore_ascii_case("html");
                self.has_page |= self.is_page;
                self.carry(tag);
            }
        }
        self.push(tag, element);
    }

    fn push(&mut self, tag: &Tag<'a>, element: Element) {
        if tag.is_empty {
            self.leave_scopes();
            if element == Element::Item {
                self.close_item();
            }
        } else if self.format.is_none() && html::is_void(tag.name) {
            // A `<br>` in what a program said before the feed.
            self.leave_scopes();
        } else if self.stack.len() < MAX_DEPTH {
            self.stack.push(Frame { name: tag.name, element });
            self.stray = "";
        } else {
            self.buried += 1;
        }
    }

    /// Namespaces, base and language that a start tag sets for its element.
    fn declare(&mut self, tag: &Tag<'a>) {
        let depth = self.stack.len() + 1;
        if tag.attributes.as_str().is_empty() || self.buried > 0 {
            return;
        }
        let mut seen = [""; MAX_SEEN];
        for (at, (name, value)) in tag.attributes.into_iter().enumerate() {
            if seen[..at.min(MAX_SEEN)].contains(&name) {
                self.log.warn("broken-attribute", self.tokens.start(), name);
            }
            if let Some(free) = seen.get_mut(at) {
                *free = name;
            }
            let (prefix, local) = element::split(name);
            if prefix == "xmlns" {
                self.namespaces.declare(local, value, depth);
            } else if name == "xmlns" {
                self.namespaces.declare("", value, depth);
            } else if local.eq_ignore_ascii_case("base") && (prefix == "xml" || prefix.is_empty()) {
                let address = self.decode(value, Within::Address);
                if !self.scopes.set_base(&address, depth) {
                    self.log.warn("bad-base", self.tokens.start(), value);
                }
            } else if name == "xml:lang" {
                self.scopes.set_language(value, depth);
            }
        }
    }

    pub(super) fn leave_scopes(&mut self) {
        self.namespaces.leave(self.stack.len());
        self.scopes.leave(self.stack.len());
    }

    /// What an element means where it stands.
    pub(super) fn element(&self, name: &str) -> Element {
        let (prefix, local) = element::split(name);
        // `<A HREF="…">` of CDF; everywhere else it is HTML.
        if self.format == Some(Format::Cdf) && name.eq_ignore_ascii_case("a") {
            return Element::Field(Field::Link, 2);
        }
        let vocabulary = self.namespaces.vocabulary(prefix);
        let found = element::element(vocabulary, local);
        match found {
            // A namespace with a slip in it, or a wrong one, of the whole feed.
            Element::Unknown | Element::Field(_, LAST) if prefix == self.own_prefix => {
                match element::element(Vocabulary::Core, local) {
                    Element::Field(field, rank) => Element::Field(field, rank),
                    _ => found,
                }
            }
            // `<tv:channel>` in an item is about something else.
            Element::Rss | Element::Feed | Element::Channel | Element::Item
                if self.item.is_some() && vocabulary != Vocabulary::Core =>
            {
                if prefix == self.own_prefix { found } else { Element::Unknown }
            }
            found => found,
        }
    }

    /// Forgets the frames from the last open item on.
    pub(super) fn unwind_to_item(&mut self) {
        if let Some(at) = self.stack.iter().rposition(|frame| frame.element == Element::Item) {
            self.stack.truncate(at);
            self.buried = 0;
            self.leave_scopes();
        }
    }

    pub(super) fn close_item(&mut self) {
        let Some(draft) = self.item.take() else { return };
        if let Some((item, size)) = draft.finish() {
            self.kept += size;
            self.items.push(item);
        } else {
            self.log.warn("empty-item", self.tokens.start(), "");
        }
    }

    fn end(&mut self, name: &'a str) {
        if self.buried > 0 && self.frame(name).is_none() {
            self.buried -= 1;
            return;
        }
        let at = if self.stray == name { None } else { self.frame(name) };
        let Some(at) = at else {
            self.stray = name;
            self.log.warn("stray-end-tag", self.tokens.start(), name);
            return;
        };
        self.note_unlike(self.stack[at].name, name);
        if at + 1 < self.stack.len() || self.buried > 0 {
            self.log.warn(
                "unclosed-element",
                self.tokens.start(),
                self.stack[self.stack.len() - 1].name,
            );
        }
        let closes =
            |what: &[Element]| self.stack[at..].iter().any(|frame| what.contains(&frame.element));
        let closed_item = closes(&[Element::Item]);
        // What follows a feed within a page is the page's.
        self.is_page |= self.has_page && closes(&[Element::Rss, Element::Rdf, Element::Feed]);
        self.stack.truncate(at);
        self.buried = 0;
        self.leave_scopes();
        if closed_item {
            self.close_item();
        }
    }

    /// An end tag that is written in another way than the start tag that it closes.
    pub(super) fn note_unlike(&mut self, open: &str, close: &str) {
        if open != close {
            self.log.warn("unlike-end-tag", self.tokens.start(), close);
        }
    }

    /// The open element that an end tag closes. Its case may differ, and its prefix be lost.
    pub(super) fn frame(&self, name: &str) -> Option<usize> {
        self.stack.iter().rposition(|frame| same_name(frame.name, name))
    }

    /// Text between elements. Outside of the root element it is junk.
    fn loose(&mut self, text: &str) {
        if self.stack.is_empty() && !text.trim_ascii().is_empty() {
            let before = self.format.is_none();
            let code = if before { "junk-before-root" } else { "junk-after-root" };
            self.log.warn(code, self.tokens.start(), text.trim());
        }
    }

    fn field(&mut self, field: Field, rank: u8, tag: &Tag<'a>) {
        let is_feed = self.format.is_some() && (!self.is_page || self.item.is_some());
        let is_misplaced = self.is_misplaced();
        let rank = if is_misplaced { rank.max(LAST) } else { rank };
        let is_foreign_list = rank == LAST && field.is_listed();
        if is_foreign_list && !is_misplaced {
            self.carry(tag);
        }
        if is_feed && self.begins_lost_item(field, rank) {
            self.log.warn("missing-item-tag", self.tokens.start(), tag.name);
            self.item = Some(ItemDraft::new(None, self.log.line(self.tokens.start())));
        }
        let captured = self.capture(field, tag);
        // A foreign author stands in where there is no other.
        let is_author = field == Field::Author && !is_misplaced;
        if is_feed && (!is_foreign_list || is_author) {
            self.apply(field, rank, tag, &captured);
        }
        self.leave_scopes();
    }

    /// The item or channel that a field belongs to.
    pub(super) fn item(&mut self) -> Option<&mut ItemDraft> {
        self.item.as_mut()
    }

    pub(super) fn channel(&mut self) -> &mut ChannelDraft {
        &mut self.channel
    }

    /// Counts memory that is kept until the end.
    pub(super) fn kept_more(&mut self, size: usize) {
        self.kept += size;
    }

    pub(super) fn is_atom(&self) -> bool {
        matches!(self.format, Some(Format::Atom1 | Format::Atom03))
    }
}

/// Whether two names are one, but for case and a lost prefix.
pub(super) fn same_name(open: &str, close: &str) -> bool {
    if open.len() == close.len() {
        return open.eq_ignore_ascii_case(close);
    }
    let ((open_prefix, open), (close_prefix, close)) =
        (element::split(open), element::split(close));
    (open_prefix.is_empty() || close_prefix.is_empty()) && open.eq_ignore_ascii_case(close)
}
