//! Where a field belongs when tags around it are lost.

use super::element::{Element, Field};
use super::walk::{Frame, Walk};

/// How far ahead ends of unknown elements are looked for: in all, and for one element.
pub(super) const LOOK_AHEAD: (usize, usize) = (16 << 20, 256 << 10);

impl Walk<'_> {
    /// Whether the field stands in an unknown element, where it may be about something else. An
    /// unknown element whose end is missing holds nothing.
    pub(super) fn is_misplaced(&mut self) -> bool {
        while let Some(frame) = self.stack.last().copied()
            && frame.element == Element::Unknown
        {
            if self.is_closed_soon(frame.name) {
                return true;
            }
            self.log.warn("unclosed-element", self.tokens.start(), frame.name);
            self.stack.pop();
            self.buried = 0;
        }
        false
    }

    fn is_closed_soon(&mut self, name: &str) -> bool {
        let rest = &self.text.as_bytes()[self.tokens.start()..];
        let rest = &rest[..rest.len().min(LOOK_AHEAD.1)];
        if self.look_ahead < rest.len() {
            return true;
        }
        let is_item = |frame: &&Frame<'_>| frame.element == Element::Item;
        let item = self.stack.iter().rev().find(is_item).map_or("item", |frame| frame.name);
        let end_of = |name, within| memchr::memmem::find(within, format!("</{name}").as_bytes());
        let found = end_of(name, rest);
        self.look_ahead -= found.unwrap_or(rest.len());
        found.is_some_and(|found| end_of(item, &rest[..found]).is_none())
    }

    /// A title or guid that the channel has already, after an item and outside of one, belongs to
    /// an item that lost its start tag.
    pub(super) fn begins_lost_item(&self, field: Field, rank: u8) -> bool {
        let is_known = match field {
            Field::Title => self.channel.has_title(),
            // A channel of RSS has no guid; a feed of Atom may say who it is behind its entries.
            Field::Id => self.channel.has_title() && (!self.is_atom() || self.channel.has_id()),
            _ => false,
        };
        is_known
            && rank == 0
            && self.item.is_none()
            && self.items.len() > self.before_channel
            && !self.stack.is_empty()
    }
}
