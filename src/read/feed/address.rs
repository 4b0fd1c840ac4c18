//! Addresses: links, ids, licences.

use crate::model::raw::{RawAttachment, RawText};
use crate::read::entities::Within;
use crate::read::tokens::Tag;

use super::capture::{Captured, beginning};
use super::element::{Field, split};
use super::media::size;
use super::walk::Walk;

impl<'a> Walk<'a> {
    /// An address as it is to be kept: in one piece, and counted from `xml:base` where there is
    /// one. `&amp;` in a CDATA section is meant as in text.
    pub(super) fn address(&mut self, raw: &'a str) -> Option<String> {
        let text = self.decode(beginning(raw), Within::Address).replace("&amp;", "&");
        self.absolute(&text)
    }

    pub(super) fn absolute(&self, text: &str) -> Option<String> {
        let text: String = text.trim().chars().filter(|c| !matches!(c, '\n' | '\t')).collect();
        if text.is_empty() {
            return None;
        }
        match (self.scopes.base(), url::Url::parse(&text)) {
            (Some(base), Err(url::ParseError::RelativeUrlWithoutBase)) => {
                base.join(&text).ok().map(String::from)
            }
            _ => Some(text),
        }
    }

    pub(super) fn address_in(&mut self, captured: &Captured<'a>) -> Option<String> {
        let value = self.value_within(captured, Within::Address).replace("&amp;", "&");
        self.absolute(&value)
    }

    pub(super) fn stated_attribute(&mut self, tag: &Tag<'a>, name: &str) -> Option<String> {
        let raw = tag.attributes.get(name)?;
        Some(self.attribute(raw)).filter(|value| !value.is_empty())
    }

    /// The first of several attributes that is an address.
    pub(super) fn address_attribute(&mut self, tag: &Tag<'a>, names: &[&str]) -> Option<String> {
        names.iter().find_map(|name| {
            let raw = tag.attributes.get(name)?;
            self.address(raw)
        })
    }

    /// RSS's link is its text, Atom's an attribute with a relation (RFC 4287 §4.2.7).
    pub(super) fn link(&mut self, rank: u8, tag: &Tag<'a>, captured: &Captured<'a>) {
        let Some(url) = self.address_attribute(tag, &["href", "url", "rdf:resource"]) else {
            if let Some(url) = self.address_in(captured) {
                self.state(Field::Link, rank, url);
            }
            return;
        };
        let rel = tag.attributes.get("rel").unwrap_or_default().trim().to_ascii_lowercase();
        let rel = rel.rsplit('/').next().unwrap_or_default();
        let kind = self.stated_attribute(tag, "type");
        let is_page = kind.as_ref().is_none_or(|kind| kind.contains("html"));
        match rel {
            "" | "alternate" => self.state(Field::Link, rank.max(if is_page { 1 } else { 5 }), url),
            "bookmark" | "permalink" => self.state(Field::Link, 6, url),
            "self" if self.item().is_none() => self.channel().self_url.offer(rank, url),
            "hub" if self.item().is_none() => self.channel().hub(url),
            "replies" if is_page => self.state(Field::Comments, rank.max(1), url),
            "license" => self.rights(5, url),
            "enclosure" => {
                let title = self.stated_attribute(tag, "title");
                let size_in_bytes = tag.attributes.get("length").and_then(size);
                self.attach_file(RawAttachment {
                    url,
                    mime_type: kind,
                    size_in_bytes,
                    duration_in_seconds: None,
                    title,
                });
            }
            _ => {}
        }
    }

    pub(super) fn id(&mut self, rank: u8, tag: &Tag<'a>, captured: &Captured<'a>) {
        let id = self.value_within(captured, Within::Address).into_owned();
        let stated =
            tag.attributes.get("isPermaLink").map(|value| value.trim().to_ascii_lowercase());
        let affirmed = stated.as_deref() == Some("true");
        let denied = stated.is_some_and(|value| matches!(value.as_str(), "false" | "0" | "no"));
        let is_guid = split(tag.name).1.eq_ignore_ascii_case("guid");
        if id.is_empty() {
            return;
        }
        let Some(item) = self.item() else { return self.channel().id.offer(rank, id) };
        if item.id.of_rank(rank) {
            if item.id.as_ref() != Some(&id) {
                self.repeated(tag, captured);
            }
            return;
        }
        item.id_is_permalink |= is_guid && !denied && !item.id.of_rank(0);
        item.id_is_no_address |= denied;
        item.id_is_path |= affirmed && !item.id.of_rank(0);
        item.id.offer(rank, id);
    }

    /// Of what an item has once, another came.
    pub(super) fn repeated(&mut self, tag: &Tag<'a>, captured: &Captured<'a>) {
        self.log.warn("repeated-element", self.log.place(captured.inner), tag.name);
    }

    pub(super) fn license(&mut self, rank: u8, tag: &Tag<'a>, captured: &Captured<'a>) {
        let url = self.address_attribute(tag, &["rdf:resource", "href", "url"]);
        if let Some(url) = url.or_else(|| self.address_in(captured)) {
            self.rights(rank, url);
        }
    }

    pub(super) fn rights(&mut self, rank: u8, text: String) {
        let text = RawText::plain(text);
        match self.item() {
            Some(item) => item.rights.offer(rank, text),
            None => self.channel().rights.offer(rank, text),
        }
    }
}
