//! Elements that fill no field and mean something to readers all the same: places, transcripts,
//! chapters, persons of a podcast. They are carried along.

use crate::model::extension::Extension;
use crate::read::entities::Within;
use crate::read::tokens::{Tag, Token, Tokens};

use super::element::{Element, split};
use super::walk::{Walk, same_name};

/// How deep they may be nested.
const MAX_DEPTH: usize = 4;

/// How much an item may still carry.
#[derive(Debug, Clone, Copy)]
pub(super) struct Room {
    elements: usize,
    bytes: usize,
}

impl Default for Room {
    fn default() -> Self {
        Self { elements: 200, bytes: 16 << 10 }
    }
}

impl Room {
    fn take(&mut self, elements: usize, bytes: usize) -> Option<()> {
        self.elements = self.elements.checked_sub(elements)?;
        self.bytes = self.bytes.checked_sub(bytes)?;
        Some(())
    }

    /// About how much memory was taken since `before`.
    fn size_since(self, before: Self) -> usize {
        let elements = before.elements - self.elements;
        elements * (size_of::<Extension>() + 100) + before.bytes - self.bytes
    }
}

impl<'a> Walk<'a> {
    /// Keeps what an element of an item says that no field is for, if it is whole. The walk goes
    /// into it all the same, as into everything unknown.
    pub(super) fn carry(&mut self, tag: &Tag<'a>) {
        let is_of_item = self
            .stack
            .last()
            .is_some_and(|frame| matches!(frame.element, Element::Item | Element::Group));
        let Some(item) = self.item.as_ref().filter(|_| is_of_item && self.buried == 0) else {
            return;
        };
        let before = item.room;
        let (mut room, mut tokens) = (before, self.tokens.clone());
        let extension = self.extension(tag, &mut tokens, &mut room, MAX_DEPTH);
        let (Some(extension), Some(item)) = (extension, self.item()) else { return };
        item.extensions.push(extension);
        item.room = room;
        self.kept_more(room.size_since(before));
    }

    /// The element that `tag` begins and all that is in it. `None` when it is broken, or too
    /// much, or holds what is not carried.
    fn extension(
        &mut self,
        tag: &Tag<'a>,
        tokens: &mut Tokens<'a>,
        room: &mut Room,
        depth: usize,
    ) -> Option<Extension> {
        let (prefix, name) = split(tag.name);
        let namespace = self.namespaces.carried(prefix, name)?;
        room.take(1, namespace.len() + tag.name.len() + tag.attributes.as_str().len())?;
        let mut extension = Extension {
            namespace: namespace.to_owned(),
            prefix: prefix.to_owned(),
            name: name.to_owned(),
            attributes: self.plain_attributes(tag),
            ..Extension::default()
        };
        if tag.is_empty {
            return Some(extension);
        }
        let mut text = String::new();
        loop {
            match tokens.next()? {
                Token::Text(raw) => {
                    room.take(0, raw.len())?;
                    text.push_str(&self.decode(raw, Within::Text));
                }
                Token::CData(raw) => {
                    room.take(0, raw.len())?;
                    text.push_str(raw);
                }
                Token::Start(child) if depth > 0 && !child.is_doubtful => {
                    extension.children.push(self.extension(&child, tokens, room, depth - 1)?);
                }
                Token::End(end) if same_name(tag.name, end) => break,
                _ => return None,
            }
        }
        extension.text = Some(text.trim().to_owned()).filter(|text| !text.is_empty());
        Some(extension)
    }

    fn plain_attributes(&mut self, tag: &Tag<'a>) -> Vec<(String, String)> {
        let plain = |name: &str| !name.contains(':') && name != "xmlns";
        let stated = tag.attributes.into_iter().filter(|(name, _)| plain(name));
        stated.map(|(name, value)| (name.to_owned(), self.attribute(value))).collect()
    }
}
