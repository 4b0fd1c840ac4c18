//! What a field states, and about what: the open item, or the channel.

use crate::model::raw::{RawAttachment, RawOrigin, RawPerson, RawText};
use crate::read::tokens::{Tag, Token, Tokens};

use super::capture::{Captured, MadeOf};
use super::element::{Field, split};
use super::item::{add_tag, is_address};
use super::person;
use super::walk::Walk;

impl Field {
    /// There may be several: each counts.
    pub(super) fn is_listed(self) -> bool {
        matches!(
            self,
            Self::Author | Self::Category | Self::Keywords | Self::ItunesCategory | Self::Enclosure
        )
    }

    fn is_text(self) -> bool {
        matches!(
            self,
            Self::Title
                | Self::Description
                | Self::Summary
                | Self::Subtitle
                | Self::Encoded
                | Self::Content
                | Self::Body
                | Self::Rights
        )
    }
}

impl<'a> Walk<'a> {
    /// Hands a field to the open item, or to the channel.
    pub(super) fn apply(&mut self, field: Field, rank: u8, tag: &Tag<'a>, captured: &Captured<'a>) {
        if field.is_text() {
            return self.apply_text(field, rank, tag, captured);
        }
        // Half an address is another address, and half a date another date.
        if captured.is_cut {
            return;
        }
        match field {
            Field::Link => self.link(rank, tag, captured),
            Field::Id => self.id(rank, tag, captured),
            Field::Author => self.author(rank, captured),
            Field::Category | Field::Keywords | Field::ItunesCategory => {
                self.categories(field, tag, captured);
            }
            Field::Enclosure => self.enclosure(tag, captured),
            Field::Thumbnail | Field::Image => self.picture(rank, tag, captured),
            Field::Source => self.source(tag, captured),
            Field::License => self.license(rank, tag, captured),
            Field::Generator => self.generator(tag, captured),
            Field::Opaque => {}
            _ => {
                let value = self.value(captured).into_owned();
                self.state(field, rank, value);
            }
        }
    }

    fn apply_text(&mut self, field: Field, rank: u8, tag: &Tag<'a>, captured: &Captured<'a>) {
        let Some(text) = self.text(field, tag, captured) else {
            return self.content_elsewhere(field, tag);
        };
        let base = self.scopes.base().cloned();
        let language = self.language_here();
        if field == Field::Title {
            self.title_medium(&text);
        }
        let Some(item) = self.item() else { return self.channel_text(field, rank, text) };
        item.language.offer(language.0, language.1);
        match field {
            Field::Title => item.title.offer(rank, text),
            Field::Rights => item.rights.offer(rank, text),
            Field::Description | Field::Summary | Field::Subtitle => {
                item.base = item.base.take().or(base);
                // RSS 2.0 has one description; writers who send two mean a short and a long one.
                let is_second = item.summary.of_rank(rank) && field == Field::Description;
                let is_other = item.summary.as_ref().is_some_and(|first| first.value != text.value);
                if is_second && is_other && rank == 0 {
                    item.content.offer(7, text);
                } else {
                    item.summary.offer(rank, text);
                }
            }
            _ => {
                item.base = base.or(item.base.take());
                item.content.offer(rank, text);
            }
        }
    }

    fn channel_text(&mut self, field: Field, rank: u8, text: RawText) {
        let channel = self.channel();
        match field {
            Field::Title => channel.title.offer(rank, text),
            Field::Rights => channel.rights.offer(rank, text),
            Field::Description | Field::Subtitle => channel.description.offer(rank, text),
            Field::Summary => channel.description.offer(6, text),
            _ => {}
        }
    }

    /// RFC 4287 §4.1.3.2: content that stands elsewhere.
    fn content_elsewhere(&mut self, field: Field, tag: &Tag<'a>) {
        let Some(src) = tag.attributes.get("src").filter(|_| field == Field::Content) else {
            return;
        };
        let Some(url) = self.address(src) else { return };
        let mime_type = self.stated_attribute(tag, "type").filter(|kind| kind.contains('/'));
        let is_page = mime_type
            .as_ref()
            .is_none_or(|kind| kind.starts_with("text/") || kind.contains("html"));
        if is_page {
            self.state(Field::Link, 7, url);
        } else {
            self.attach(RawAttachment { url, mime_type, ..RawAttachment::default() });
        }
    }

    /// The `xml:lang` that item or text set themselves, and how much it counts.
    fn language_here(&self) -> (u8, Option<String>) {
        let is_item =
            |frame: &super::walk::Frame<'_>| frame.element == super::element::Element::Item;
        let depth = self.stack.iter().rposition(is_item).map_or(usize::MAX, |at| at + 1);
        (5, self.scopes.language_since(depth).map(str::to_owned))
    }

    /// States something simple. Nothing is stated by nothing.
    pub(super) fn state(&mut self, field: Field, rank: u8, value: String) {
        if value.is_empty() {
            return;
        }
        let Some(item) = self.item() else { return self.channel_state(field, rank, value) };
        match field {
            Field::Link => item.link.offer(rank, value),
            Field::Published => item.published.offer(rank, value),
            Field::Updated => item.updated.offer(rank, value),
            Field::Language => item.language.offer(rank, value),
            Field::Comments => item.comments.offer(rank, value),
            Field::Duration => item.duration = item.duration.or(seconds(&value)),
            _ => {}
        }
    }

    fn channel_state(&mut self, field: Field, rank: u8, value: String) {
        let channel = self.channel();
        match field {
            Field::Link => channel.home_page.offer(rank, value),
            Field::Published => channel.published.offer(rank, value),
            Field::Updated => channel.updated.offer(rank, value),
            Field::Language => channel.language.offer(rank, value),
            Field::Generator => channel.generator.offer(rank, value),
            _ => {}
        }
    }

    /// An address as it is to be kept: in one piece, and counted from `xml:base` where there is
    /// one. `&amp;` in a CDATA section is meant as in text.
    pub(super) fn address(&mut self, raw: &str) -> Option<String> {
        let text = self.entities.decode(raw, &mut |_| ()).replace("&amp;", "&");
        self.absolute(&text)
    }

    fn absolute(&self, text: &str) -> Option<String> {
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

    fn address_in(&mut self, captured: &Captured<'a>) -> Option<String> {
        let value = self.value(captured).replace("&amp;", "&");
        self.absolute(&value)
    }

    fn stated_attribute(&mut self, tag: &Tag<'a>, name: &str) -> Option<String> {
        let raw = tag.attributes.get(name)?;
        Some(self.attribute(raw)).filter(|value| !value.is_empty())
    }

    /// The first of several attributes that is an address.
    fn address_attribute(&mut self, tag: &Tag<'a>, names: &[&str]) -> Option<String> {
        names.iter().find_map(|name| {
            let raw = tag.attributes.get(name)?;
            self.address(raw)
        })
    }

    /// RSS's link is its text, Atom's an attribute with a relation (RFC 4287 §4.2.7).
    fn link(&mut self, rank: u8, tag: &Tag<'a>, captured: &Captured<'a>) {
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

    fn id(&mut self, rank: u8, tag: &Tag<'a>, captured: &Captured<'a>) {
        let id = self.value(captured).into_owned();
        let stated =
            tag.attributes.get("isPermaLink").map(|value| value.trim().to_ascii_lowercase());
        let denied = stated.is_some_and(|value| matches!(value.as_str(), "false" | "0" | "no"));
        let is_guid = split(tag.name).1.eq_ignore_ascii_case("guid");
        let id = Some(id).filter(|id| !id.is_empty());
        match self.item() {
            Some(item) if id.is_some() => {
                item.id_is_permalink |= is_guid && !denied && !item.id.of_rank(0);
                item.id_is_no_address |= denied;
                item.id.offer(rank, id);
            }
            Some(_) => {}
            None => self.channel().id.offer(rank, id),
        }
    }

    fn author(&mut self, rank: u8, captured: &Captured<'a>) {
        let person = if captured.made_of == MadeOf::Markup {
            Some(self.person(captured.inner))
        } else {
            person::from_text(&self.value(captured))
        };
        let Some(person) = person.filter(|person| *person != RawPerson::default()) else { return };
        self.kept_more(size_of::<RawPerson>() + 100);
        match self.item() {
            Some(item) => item.authors.add(rank, person),
            None => self.channel().authors.add(rank, person),
        }
    }

    /// A person with an element for each part (RFC 4287 §3.2). What stands beside the elements is
    /// the name, if nothing else is.
    fn person(&mut self, inner: &'a str) -> RawPerson {
        let mut person = RawPerson::default();
        let mut loose = String::new();
        for (name, _, text) in self.leaves(inner) {
            match name.as_str() {
                "name" => person.name = person.name.or(text),
                "email" => person.email = person.email.or(text),
                "uri" | "url" | "homepage" | "href" => {
                    let url = text.and_then(|text| self.absolute(&text));
                    person.url = person.url.or(url);
                }
                _ => loose.push_str(&text.unwrap_or_default()),
            }
        }
        if person == RawPerson::default() {
            return person::from_text(&loose).unwrap_or_default();
        }
        // An address in the place of the name.
        if person.email.is_none() && person.name.as_ref().is_some_and(|name| name.contains('@')) {
            let stated = person::from_text(&person.name.take().unwrap_or_default());
            let RawPerson { name, email, .. } = stated.unwrap_or_default();
            (person.name, person.email) = (name, email);
        }
        person
    }

    /// The elements in a field that hold text or attributes, one after the other: lower-case
    /// name without prefix, tag, text.
    fn leaves(&mut self, inner: &'a str) -> Vec<(String, Option<Tag<'a>>, Option<String>)> {
        let mut leaves: Vec<(String, Option<Tag<'a>>, String)> =
            vec![(String::new(), None, String::new())];
        for token in Tokens::new(inner) {
            let last = leaves.len() - 1;
            match token {
                Token::Text(text) => {
                    let text = self.entities.decode(text, &mut |_| ());
                    leaves[last].2.push_str(&text);
                }
                Token::CData(text) => leaves[last].2.push_str(text),
                Token::Start(tag) if leaves.len() < 100 => {
                    let name = split(tag.name).1.to_ascii_lowercase();
                    leaves.push((name, Some(tag), String::new()));
                    if tag.is_empty {
                        leaves.push((String::new(), None, String::new()));
                    }
                }
                Token::End(_) if leaves.len() < 100 => {
                    leaves.push((String::new(), None, String::new()))
                }
                _ => {}
            }
        }
        let stated = |text: String| Some(text.trim().to_owned()).filter(|text| !text.is_empty());
        leaves.into_iter().map(|(name, tag, text)| (name, tag, stated(text))).collect()
    }

    fn categories(&mut self, field: Field, tag: &Tag<'a>, captured: &Captured<'a>) {
        let mut tags = Vec::new();
        match field {
            Field::ItunesCategory => {
                tags.extend(self.stated_attribute(tag, "text"));
                for (_, inner, text) in self.leaves(captured.inner) {
                    tags.extend(inner.and_then(|inner| self.stated_attribute(&inner, "text")));
                    tags.extend(text);
                }
            }
            Field::Keywords => {
                let value = self.value(captured);
                tags.extend(value.split(',').map(|tag| tag.trim().to_owned()));
            }
            _ => {
                let value = self.value(captured).into_owned();
                let stated = self
                    .stated_attribute(tag, "label")
                    .or_else(|| self.stated_attribute(tag, "term"));
                tags.push(stated.unwrap_or(value));
            }
        }
        for tag in tags {
            let size = match self.item() {
                Some(item) => item.tag(tag),
                None => add_tag(&mut self.channel().tags, tag),
            };
            self.kept_more(size);
        }
    }

    fn enclosure(&mut self, tag: &Tag<'a>, captured: &Captured<'a>) {
        let url = self.address_attribute(tag, &["url", "href", "rdf:resource", "enc:url"]);
        let Some(url) = url.or_else(|| self.address_in(captured)) else { return };
        let mime_type =
            self.stated_attribute(tag, "type").or_else(|| self.stated_attribute(tag, "enc:type"));
        let size_in_bytes =
            tag.attributes.get("length").or_else(|| tag.attributes.get("enc:length"));
        let size_in_bytes = size_in_bytes.and_then(size);
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
    fn attach_file(&mut self, attachment: RawAttachment) {
        let is_picture =
            attachment.mime_type.as_ref().is_some_and(|kind| kind.starts_with("image/"));
        if let Some(item) = self.item().filter(|_| is_picture) {
            item.image.offer(6, attachment.url.clone());
        }
        self.attach(attachment);
    }

    fn attach(&mut self, attachment: RawAttachment) {
        let size = self.item().map_or(0, |item| item.attach(attachment));
        self.kept_more(size);
    }

    /// Media RSS 1.5 `media:content`: pictures stand for the item, other files are attached.
    pub(super) fn media_content(&mut self, tag: &Tag<'a>) {
        let Some(url) = self.address_attribute(tag, &["url"]) else { return };
        let mime_type = self.stated_attribute(tag, "type");
        let medium = tag.attributes.get("medium").unwrap_or_default();
        let is_picture =
            mime_type.as_ref().map_or(medium == "image", |kind| kind.starts_with("image/"));
        let is_picture =
            is_picture || (mime_type.is_none() && medium.is_empty() && has_picture_name(&url));
        if is_picture {
            if let Some(item) = self.item() {
                item.image.offer(1, url);
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
    }

    /// The title inside a `media:content` is the file's.
    fn title_medium(&mut self, title: &RawText) {
        let in_media = self
            .stack
            .last()
            .is_some_and(|frame| frame.element == super::element::Element::MediaContent);
        if let Some(item) = self.item().filter(|_| in_media)
            && let Some(last) = item.attachments.last_mut()
        {
            last.title.get_or_insert_with(|| title.value.clone());
        }
    }

    fn picture(&mut self, rank: u8, tag: &Tag<'a>, captured: &Captured<'a>) {
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

    /// RSS 2.0 `<source url="…">title</source>`; RFC 4287 §4.2.11.
    fn source(&mut self, tag: &Tag<'a>, captured: &Captured<'a>) {
        let mut origin =
            RawOrigin { title: None, url: self.address_attribute(tag, &["url", "href"]) };
        let mut authors = Vec::new();
        if captured.made_of == MadeOf::Markup {
            authors = self.atom_source(captured.inner, &mut origin);
        } else {
            origin.title =
                Some(self.value(captured).into_owned()).filter(|title| !title.is_empty());
        }
        if let Some(item) = self.item().filter(|_| origin != RawOrigin::default()) {
            item.origin.get_or_insert(origin);
            item.origin_authors = authors;
        }
    }

    /// The feed's own address counts before its page's, and that before its id.
    fn atom_source(&mut self, inner: &'a str, origin: &mut RawOrigin) -> Vec<RawPerson> {
        let (mut page, mut id) = (None, None);
        let mut author = RawPerson::default();
        for (name, tag, text) in self.leaves(inner) {
            match name.as_str() {
                "title" => origin.title = origin.title.take().or(text),
                "id" => id = id.or(text.filter(|id| is_address(id))),
                "name" => author.name = author.name.or(text),
                "email" => author.email = author.email.or(text),
                "uri" => author.url = author.url.or(text),
                "link" => {
                    let rel = tag.and_then(|tag| tag.attributes.get("rel"));
                    let href = tag.and_then(|tag| self.address_attribute(&tag, &["href"]));
                    match rel {
                        Some("self") => origin.url = origin.url.take().or(href),
                        None | Some("alternate") => page = page.or(href).or(text),
                        Some(_) => {}
                    }
                }
                _ => {}
            }
        }
        origin.url = origin.url.take().or(page).or(id);
        if author == RawPerson::default() { Vec::new() } else { vec![author] }
    }

    fn license(&mut self, rank: u8, tag: &Tag<'a>, captured: &Captured<'a>) {
        let url = self.address_attribute(tag, &["rdf:resource", "href", "url"]);
        if let Some(url) = url.or_else(|| self.address_in(captured)) {
            self.rights(rank, url);
        }
    }

    fn rights(&mut self, rank: u8, text: String) {
        let text = RawText::plain(text);
        match self.item() {
            Some(item) => item.rights.offer(rank, text),
            None => self.channel().rights.offer(rank, text),
        }
    }

    fn generator(&mut self, tag: &Tag<'a>, captured: &Captured<'a>) {
        let value = self.value(captured).into_owned();
        let value = Some(value).filter(|value| !value.is_empty());
        let value = value.or_else(|| self.address_attribute(tag, &["uri", "url", "rdf:resource"]));
        self.state(Field::Generator, 0, value.unwrap_or_default());
    }
}

fn has_picture_name(url: &str) -> bool {
    let path = url.split(['?', '#']).next().unwrap_or_default().to_ascii_lowercase();
    [".jpg", ".jpeg", ".png", ".gif", ".webp", ".avif", ".svg"]
        .iter()
        .any(|end| path.ends_with(end))
}

/// A length in bytes. Writers who do not know it say 0.
fn size(text: &str) -> Option<u64> {
    let digits: String = text.chars().filter(|c| !matches!(c, ' ' | ',' | '_')).collect();
    digits.parse().ok().filter(|size| *size > 0)
}

/// `1:02:03`, `62:03` or `3723`, perhaps with a fraction.
fn seconds(text: &str) -> Option<u64> {
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
