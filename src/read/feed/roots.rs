//! Where feeds, channels and items begin.

use crate::model::raw::Format;
use crate::read::tokens::Tag;

use super::element::{Element, Field, split};
use super::item::ItemDraft;
use super::version::{atom_version, rdf_version, rss_version};
use super::walk::{Frame, Walk};

impl<'a> Walk<'a> {
    pub(super) fn root(&mut self, element: Element, tag: &Tag<'a>) {
        self.close_item();
        let is_channel = element == Element::Channel;
        if self.is_page && is_channel {
            return;
        }
        self.is_page = false;
        self.begin_channel(tag);
        if element != Element::Rdf {
            self.own_prefix = split(tag.name).0;
        }
        let format = match element {
            Element::Feed => atom_version(tag),
            Element::Rdf => rdf_version(tag),
            Element::Rss => rss_version(tag),
            _ if tag.attributes.as_str().contains("purl.org/net/rss1.1") => Format::Rss1,
            _ if tag.name.starts_with('C') && self.format.is_none() => Format::Cdf,
            _ => Format::Rss2,
        };
        self.format.get_or_insert(format);
        if is_channel || element == Element::Feed {
            let about = tag.attributes.get("rdf:about").map(|about| self.attribute(about));
            self.channel.open(about, self.scopes.language());
            self.cdf_attributes(tag);
        }
    }

    /// Keeps what belongs to a second feed in the document apart from what the first says of
    /// itself. Its items count.
    fn begin_channel(&mut self, tag: &Tag<'a>) {
        if self.channel.has_title() {
            self.log.warn("several-roots", self.tokens.start(), tag.name);
            let channel = std::mem::take(&mut self.channel);
            self.first_channel.get_or_insert(channel);
        }
        self.before_channel = self.items.len();
    }

    /// Where an item begins. One that is still open ends here.
    pub(super) fn open_item(&mut self, tag: &Tag<'a>) {
        if self.item.is_some() {
            self.log.warn("unclosed-element", self.tokens.start(), tag.name);
            self.close_item();
            self.unwind_to_item();
        }
        if self.format.is_none() {
            if self.is_page {
                return;
            }
            self.log.warn("missing-root", self.tokens.start(), tag.name);
            let is_entry = split(tag.name).1.eq_ignore_ascii_case("entry");
            self.format = Some(if is_entry { Format::Atom1 } else { Format::Rss2 });
        }
        if self.is_beside_channel() {
            self.log.warn("misplaced-item", self.tokens.start(), "");
        }
        self.own_prefix = split(tag.name).0;
        let about = tag.attributes.get("rdf:about").map(|about| self.attribute(about));
        self.item = Some(ItemDraft::new(about, self.log.line(self.tokens.start())));
        self.cdf_attributes(tag);
    }

    /// RSS without RDF has its items in the channel.
    fn is_beside_channel(&self) -> bool {
        let is_rss = |frame: &Frame<'_>| frame.element == Element::Rss;
        let is_around = |frame: &Frame<'_>| {
            matches!(frame.element, Element::Channel | Element::Rdf | Element::Feed)
        };
        self.stack.iter().any(is_rss) && !self.stack.iter().any(is_around)
    }

    /// CDF states addresses and dates as attributes of what they belong to.
    fn cdf_attributes(&mut self, tag: &Tag<'a>) {
        for (name, field) in [("href", Field::Link), ("lastmod", Field::Updated)] {
            let Some(value) = tag.attributes.get(name) else { continue };
            let value = match field {
                Field::Link => self.address(value).unwrap_or_default(),
                _ => self.attribute(value),
            };
            self.state(field, 1, value);
        }
    }
}
