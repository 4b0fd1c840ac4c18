//! The items of a JSON Feed, with the people and files in them.

use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};

use crate::model::raw::{RawAttachment, RawItem, RawPerson, RawText};

use super::Feed;
use super::value::{AsScalar, AsSeveral, Members, Scalar, Several, passes_over};
use crate::read::feed::item::{add_tag, is_address};
use crate::read::feed::person;

/// Reads one item into the feed.
pub(super) struct ItemObject<'s> {
    pub(super) feed: &'s mut Feed,
}

impl ItemObject<'_> {
    fn pass_over(self, _: bool) {
        self.feed.empty_items += 1;
    }
}

impl<'de> DeserializeSeed<'de> for ItemObject<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for ItemObject<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an item")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        if self.feed.is_full {
            while map.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
            return Ok(());
        }
        let mut item = RawItem::default();
        let outcome = read_item(map, self.feed, &mut item);
        // What an item gave before the document broke off is kept.
        self.feed.take(size_of::<RawItem>());
        self.feed.keep(item);
        outcome
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<(), A::Error> {
        self.feed.empty_items += 1;
        while list.next_element::<IgnoredAny>()?.is_some() {}
        Ok(())
    }

    passes_over!();
}

fn read_item<'de, A: MapAccess<'de>>(
    mut map: A,
    feed: &mut Feed,
    item: &mut RawItem,
) -> Result<(), A::Error> {
    while let Some(name) = map.next_key::<String>()? {
        match name.as_str() {
            // Keys may be repeated without end.
            _ if feed.is_full => {
                map.next_value::<IgnoredAny>()?;
            }
            "author" | "authors" => {
                let several = several(&mut map, &name, feed)?;
                feed.take(add_people(&mut item.authors, several));
            }
            "tags" => {
                for tag in several(&mut map, &name, feed)?.texts {
                    feed.take(add_tag(&mut item.tags, tag));
                }
            }
            "attachments" => {
                let objects = several(&mut map, &name, feed)?.objects;
                for file in objects.iter().filter_map(attachment) {
                    feed.take(size_of::<RawAttachment>() + 100 + file.url.len());
                    item.attachments.push(file);
                }
            }
            _ => {
                let value = map.next_value_seed(AsScalar)?;
                if let Some(text) = feed.text(&name, value) {
                    feed.take(text.len() + 32);
                    state(item, &name, text);
                }
            }
        }
    }
    // JSON Feed 1.1 `id`: ideally the address of the item.
    if item.link.is_none() {
        item.link = item.guid.clone().filter(|id| is_address(id));
    }
    Ok(())
}

fn state(item: &mut RawItem, name: &str, text: String) {
    let plain = |text: String| Some(RawText::plain(text).declared());
    match name {
        "id" => item.guid = Some(text),
        "url" => item.link = Some(text),
        "external_url" => item.external_link = Some(text),
        "title" => item.title = plain(text),
        "content_html" => item.content = Some(RawText::html(text).declared()),
        "content_text" if item.content.is_none() => item.content = plain(text),
        "summary" => item.summary = plain(text),
        "image" => item.image = Some(text),
        "banner_image" => item.image = item.image.take().or(Some(text)),
        "date_published" => item.published = Some(text),
        "date_modified" => item.updated = Some(text),
        "language" => item.language = Some(text),
        _ => {}
    }
}

pub(super) fn several<'de, A: MapAccess<'de>>(
    map: &mut A,
    name: &str,
    feed: &mut Feed,
) -> Result<Several, A::Error> {
    let mut several = Several::default();
    map.next_value_seed(AsSeveral { several: &mut several, is_inside: false })?;
    if several.has_wrong {
        feed.mistype(name);
    }
    Ok(several)
}

/// Authors are objects; some writers send names. Tells how much memory they take.
pub(super) fn add_people(people: &mut Vec<RawPerson>, several: Several) -> usize {
    let mut size = 0;
    for text in &several.texts {
        size += person::add(people, person::named(text));
    }
    for members in several.objects {
        let get = |name| text_of(&members, name);
        let email = get("email").or_else(|| get("_email"));
        size += person::add(people, RawPerson { name: get("name"), email, url: get("url") });
    }
    size
}

fn attachment(members: &Members) -> Option<RawAttachment> {
    let number = |name| text_of(members, name)?.split('.').next()?.parse().ok();
    Some(RawAttachment {
        url: text_of(members, "url")?,
        mime_type: text_of(members, "mime_type"),
        size_in_bytes: number("size_in_bytes"),
        duration_in_seconds: number("duration_in_seconds"),
        title: text_of(members, "title"),
    })
}

pub(super) fn text_of(members: &Members, name: &str) -> Option<String> {
    members.iter().find_map(|(known, value)| match value {
        Scalar::Text(text) if known == name => Some(text.clone()),
        _ => None,
    })
}
