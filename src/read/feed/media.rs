//! Attached files and pictures.

use crate::model::raw::{RawAttachment, RawText};
use crate::read::tokens::Tag;

use super::capture::{Captured, MadeOf};
use super::element::{Element, split};
use super::walk::Walk;

impl<'a> Walk<'a> {
    /// RSS 2.0 `enclosure`, and that of the module for RSS 1.0, whose attributes have prefixes.
    pub(super) fn enclosure(&mut self, tag: &Tag<'a>, captured: &Captured<'a>) {
        let called = |name: &str| {
            let is_it = |(key, _): &(&str, &str)| split(key).1.eq_ignore_ascii_case(name);
            tag.attributes.into_iter().find(is_it).map(|(_, value)| value)
        };
        let addresses = ["url", "href", "resource"].into_iter().filter_map(called);
        let url = addresses.into_iter().find_map(|raw| self.address(raw));
        let Some(url) = url.or_else(|| self.address_in(captured)) else { return };
        let mime_type = called("type").map(|kind| self.attribute(kind));
        let mime_type = mime_type.filter(|kind| !kind.is_empty());
        let size_in_bytes = called("length").and_then(size);
        let title = self.stated_attribute(tag, "title");
        self.attach_file(RawAttachment {
            url,
            mime_type,
            size_in_bytes,
            title,
            duration_in_seconds: None,
        });
    }

    /// A picture among the attached files may stand for the item.
    pub(super) fn attach_file(&mut self, attachment: RawAttachment) {
        let is_picture =
            attachment.mime_type.as_ref().is_some_and(|kind| kind.starts_with("image/"));
        if let Some(item) = self.item().filter(|_| is_picture) {
            item.image.offer(6, attachment.url.clone());
        }
        self.attach(attachment);
    }

    pub(super) fn attach(&mut self, attachment: RawAttachment) {
        let size = self.item().map_or(0, |item| item.attach(attachment));
        self.kept_more(size);
    }

    /// Media RSS 1.5 `media:content`: pictures stand for the item, other files are attached.
    pub(super) fn media_content(&mut self, tag: &Tag<'a>) {
        if let Some(item) = self.item() {
            item.medium = None;
        }
        let Some(url) = self.address_attribute(tag, &["url"]) else { return };
        let mime_type = self.stated_attribute(tag, "type");
        let medium = tag.attributes.get("medium").unwrap_or_default();
        let is_picture =
            mime_type.as_ref().map_or(medium == "image", |kind| kind.starts_with("image/"));
        let is_picture =
            is_picture || (mime_type.is_none() && medium.is_empty() && has_picture_name(&url));
        if is_picture {
            // WordPress.com sends the writer's face before the story's picture.
            let rank = if url.contains("gravatar.com/avatar/") { 7 } else { 1 };
            if let Some(item) = self.item() {
                item.image.offer(rank, url);
            }
            return;
        }
        self.attach(RawAttachment {
            url,
            mime_type,
            size_in_bytes: tag.attributes.get("fileSize").and_then(size),
            duration_in_seconds: tag.attributes.get("duration").and_then(seconds),
            title: None,
        });
        if let Some(item) = self.item() {
            item.medium = item.touched;
        }
    }

    /// The title inside a `media:content` is the file's.
    pub(super) fn title_medium(&mut self, title: &RawText) {
        let in_media =
            self.stack.last().is_some_and(|frame| frame.element == Element::MediaContent);
        if let Some(item) = self.item().filter(|_| in_media)
            && let Some(medium) = item.medium.and_then(|at| item.attachments.get_mut(at))
        {
            medium.title.get_or_insert_with(|| title.value.clone());
        }
    }

    pub(super) fn picture(&mut self, rank: u8, tag: &Tag<'a>, captured: &Captured<'a>) {
        let url = self.address_attribute(tag, &["href", "url", "src", "rdf:resource"]);
        let url = url.or_else(|| match captured.made_of {
            MadeOf::Markup => self
                .leaves(captured.inner)
                .into_iter()
                .find_map(|(name, _, text)| text.filter(|_| name == "url" || name == "href")),
            _ => self.address_in(captured),
        });
        let Some(url) = url.and_then(|url| self.absolute(&url)) else { return };
        match self.item() {
            Some(item) => item.image.offer(rank, url),
            None => self.channel().icon.offer(rank, url),
        }
    }
}

fn has_picture_name(url: &str) -> bool {
    let path = url.split(['?', '#']).next().unwrap_or_default().to_ascii_lowercase();
    [".jpg", ".jpeg", ".png", ".gif", ".webp", ".avif", ".svg"]
        .iter()
        .any(|end| path.ends_with(end))
}

/// A length in bytes. Writers who do not know it say 0.
pub(super) fn size(text: &str) -> Option<u64> {
    let digits: String = text.chars().filter(|c| !matches!(c, ' ' | ',' | '_')).collect();
    digits.parse().ok().filter(|size| *size > 0)
}

/// `1:02:03`, `62:03` or `3723`, perhaps with a fraction.
pub(super) fn seconds(text: &str) -> Option<u64> {
    let parts: Vec<&str> = text.trim().split(':').collect();
    if parts.len() > 3 {
        return None;
    }
    let seconds = parts.iter().try_fold(0_u64, |sum, part| {
        let whole = part.trim().split('.').next().unwrap_or_default();
        sum.checked_mul(60)?.checked_add(whole.parse().ok()?)
    });
    seconds.filter(|seconds| *seconds > 0)
}
