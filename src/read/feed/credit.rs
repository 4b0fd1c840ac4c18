//! Who wrote an item, and where it was taken from: fields with an element for each part.

use crate::model::raw::{RawOrigin, RawPerson};
use crate::read::entities::Within;
use crate::read::tokens::{Tag, Token, Tokens};

use super::capture::{Captured, MadeOf};
use super::element::split;
use super::item::is_address;
use super::person;
use super::walk::Walk;

impl<'a> Walk<'a> {
    pub(super) fn author(&mut self, rank: u8, captured: &Captured<'a>) {
        let person = if captured.made_of == MadeOf::Markup {
            self.person(captured.inner)
        } else {
            person::named(&self.value(captured))
        };
        if person == RawPerson::default() {
            return;
        }
        let size = match self.item() {
            Some(item) => item.authors.add(rank, person),
            None => self.channel().authors.add(rank, person),
        };
        self.kept_more(size);
    }

    /// A person with an element for each part (RFC 4287 §3.2). What stands beside the elements is
    /// the name, if nothing else is.
    pub(super) fn person(&mut self, inner: &'a str) -> RawPerson {
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
        if person == RawPerson::default() { person::named(&loose) } else { person }
    }

    /// The elements in a field that hold text or attributes, one after the other: lower-case
    /// name without prefix, tag, text.
    pub(super) fn leaves(
        &mut self,
        inner: &'a str,
    ) -> Vec<(String, Option<Tag<'a>>, Option<String>)> {
        let mut leaves: Vec<(String, Option<Tag<'a>>, String)> =
            vec![(String::new(), None, String::new())];
        for token in Tokens::new(inner) {
            let last = leaves.len() - 1;
            match token {
                Token::Text(text) => {
                    leaves[last].2.push_str(&self.decode(text, Within::Text));
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
                    leaves.push((String::new(), None, String::new()));
                }
                _ => {}
            }
        }
        let stated = |text: String| Some(text.trim().to_owned()).filter(|text| !text.is_empty());
        leaves.into_iter().map(|(name, tag, text)| (name, tag, stated(text))).collect()
    }

    /// RSS 2.0 `<source url="…">title</source>`; RFC 4287 §4.2.11.
    pub(super) fn source(&mut self, tag: &Tag<'a>, captured: &Captured<'a>) {
        let mut origin =
            RawOrigin { title: None, url: self.address_attribute(tag, &["url", "href"]) };
        let mut authors = Vec::new();
        if captured.made_of == MadeOf::Markup {
            authors = self.atom_source(captured.inner, &mut origin);
        } else {
            origin.title =
                Some(self.value(captured).into_owned()).filter(|title| !title.is_empty());
        }
        let Some(item) = self.item() else { return };
        if item.origin_authors.is_empty() {
            item.origin_authors = authors;
        }
        if origin != RawOrigin::default() {
            item.origin.get_or_insert(origin);
        }
    }

    /// The feed's own address counts before its page's, and that before its id.
    pub(super) fn atom_source(&mut self, inner: &'a str, origin: &mut RawOrigin) -> Vec<RawPerson> {
        let (mut page, mut id) = (None, None);
        let mut authors: Vec<RawPerson> = Vec::new();
        // Whose parts follow; a contributor's count for nobody.
        let mut is_author = false;
        for (name, tag, text) in self.leaves(inner) {
            match name.as_str() {
                "title" => origin.title = origin.title.take().or(text),
                "id" => id = id.or(text.filter(|id| is_address(id))),
                "author" => {
                    is_author = true;
                    authors.push(RawPerson { name: text, ..RawPerson::default() });
                }
                "contributor" => is_author = false,
                "name" | "email" | "uri" if is_author => {
                    let Some(author) = authors.last_mut() else { continue };
                    let part = match name.as_str() {
                        "name" => &mut author.name,
                        "email" => &mut author.email,
                        _ => &mut author.url,
                    };
                    *part = part.take().or(text);
                }
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
        authors.retain(|author| *author != RawPerson::default());
        authors
    }
}
