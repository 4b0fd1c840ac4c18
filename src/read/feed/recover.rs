//! Where a field belongs when tags around it are lost.

use super::element::{Element, Field};
use super::walk::Walk;

/// How far ahead ends of unknown elements are looked for: in all, and for one element.
pub(super) const LOOK_AHEAD: (usize, usize) = (16 << 20, 16 << 10);

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
        let end = format!("</{name}");
        let found = memchr::memmem::find(rest, end.as_bytes());
        self.look_ahead -= found.unwrap_or(rest.len());
        let limit = memchr::memmem::find(&rest[..found.unwrap_or(0)], b"</item>");
        found.is_some() && limit.is_none()
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
