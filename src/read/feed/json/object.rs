//! The objects of a JSON Feed: feed, item, author, attachment.

use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};

use crate::model::push::HUBS_KEPT;
use crate::model::raw::{RawAttachment, RawChannel, RawItem, RawPerson, RawText};

use super::Feed;
use super::value::{AsScalar, AsSeveral, Members, Scalar, Several};
use crate::read::feed::item::{add_tag, is_address};
use crate::read::feed::person;

/// How many mistyped members are named.
const MAX_MISTYPED: usize = 20;

/// Reads the feed into `feed`; what was read before an error stays there.
pub(super) fn read_feed<'de, D: Deserializer<'de>>(
    deserializer: D,
    feed: &mut Feed,
) -> Result<(), D::Error> {
    deserializer.deserialize_any(FeedObject { feed })
}

struct FeedObject<'s> {
    feed: &'s mut Feed,
}

impl<'de> Visitor<'de> for FeedObject<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        while let Some(name) = map.next_key::<String>()? {
            match name.as_str() {
                "items" => {
                    self.feed.has_items = true;
                    map.next_value_seed(Items { feed: self.feed })?;
                }
                "author" | "authors" => {
                    let several = several(&mut map, &name, self.feed)?;
                    let size = add_people(&mut self.feed.channel.authors, several);
                    self.feed.take(size);
                }
                "hubs" => {
                    let objects = several(&mut map, &name, self.feed)?.objects;
                    let hubs = objects.iter().filter_map(hub).take(HUBS_KEPT);
                    self.feed.channel.hubs = hubs.collect();
                }
                _ => {
                    let value = map.next_value_seed(AsScalar)?;
                    if let Some(text) = self.feed.text(&name, value) {
                        self.feed.has_version |= name == "version";
                        state(&mut self.feed.channel, &name, text);
                    }
                }
            }
        }
        Ok(())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<(), A::Error> {
        while list.next_element::<IgnoredAny>()?.is_some() {}
        Ok(())
    }
}

impl Feed {
    /// The text of a value. One of a wrong type is noted, if anybody wanted it.
    fn text(&mut self, name: &str, value: Scalar) -> Option<String> {
        match value {
            Scalar::Text(text) => Some(text),
            Scalar::Absent => None,
            Scalar::Wrong => {
                if is_known(name) {
                    self.mistype(name);
                }
                None
            }
        }
    }

    fn mistype(&mut self, name: &str) {
        if self.mistyped.len() < MAX_MISTYPED {
            self.mistyped.push(name.to_owned());
        }
    }

    /// Counts memory that is kept until the end.
    fn take(&mut self, size: usize) {
        self.is_full |= size > self.room;
        self.room = self.room.saturating_sub(size);
    }

    fn keep(&mut self, item: RawItem) {
        if item == RawItem::default() {
            self.empty_items += 1;
        } else {
            self.items.push(item);
        }
    }
}

/// Members that are text.
fn is_known(name: &str) -> bool {
    matches!(
        name,
        "title"
            | "home_page_url"
            | "feed_url"
            | "description"
            | "icon"
            | "favicon"
            | "language"
            | "id"
            | "url"
            | "external_url"
            | "content_html"
            | "content_text"
            | "summary"
            | "image"
            | "banner_image"
            | "date_published"
            | "date_modified"
    )
}

fn state(channel: &mut RawChannel, name: &str, text: String) {
    match name {
        "title" => channel.title = Some(RawText::plain(text)),
        "home_page_url" => channel.home_page = Some(text),
        "feed_url" => channel.self_url = Some(text),
        "description" => channel.description = Some(RawText::plain(text)),
        "icon" => channel.icon = Some(text),
        "favicon" => channel.icon = channel.icon.take().or(Some(text)),
        "language" => channel.language = Some(text),
        _ => {}
    }
}

/// The address of a hub, where it is one of WebSub or what that was called before.
fn hub(members: &Members) -> Option<String> {
    let text = |name: &str| {
        members.iter().find_map(|(member, value)| match value {
            Scalar::Text(text) if member == name => Some(text.as_str()),
            _ => None,
        })
    };
    let kind = text("type").unwrap_or_default().to_ascii_lowercase();
    text("url").filter(|_| matches!(kind.as_str(), "websub" | "pubsubhubbub")).map(str::to_owned)
}

struct Items<'s> {
    feed: &'s mut Feed,
}

impl<'de> DeserializeSeed<'de> for Items<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Items<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a list of items")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<(), A::Error> {
        while list.next_element_seed(ItemObject { feed: self.feed })?.is_some() {}
        Ok(())
    }

    /// One item where a list should be.
    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<(), A::Error> {
        ItemObject { feed: self.feed }.visit_map(map)
    }

    fn visit_unit<E>(self) -> Result<(), E> {
        Ok(())
    }

    fn visit_str<E>(self, _: &str) -> Result<(), E> {
        self.feed.mistype("items");
        Ok(())
    }

    fn visit_u64<E>(self, _: u64) -> Result<(), E> {
        self.feed.mistype("items");
        Ok(())
    }

    fn visit_bool<E>(self, _: bool) -> Result<(), E> {
        self.feed.mistype("items");
        Ok(())
    }
}

struct ItemObject<'s> {
    feed: &'s mut Feed,
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

    fn visit_unit<E>(self) -> Result<(), E> {
        self.pass_over();
        Ok(())
    }

    fn visit_str<E>(self, _: &str) -> Result<(), E> {
        self.pass_over();
        Ok(())
    }

    fn visit_u64<E>(self, _: u64) -> Result<(), E> {
        self.pass_over();
        Ok(())
    }

    fn visit_i64<E>(self, _: i64) -> Result<(), E> {
        self.pass_over();
        Ok(())
    }

    fn visit_f64<E>(self, _: f64) -> Result<(), E> {
        self.pass_over();
        Ok(())
    }

    fn visit_bool<E>(self, _: bool) -> Result<(), E> {
        self.pass_over();
        Ok(())
    }
}

impl ItemObject<'_> {
    fn pass_over(self) {
        self.feed.empty_items += 1;
    }
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
                    state_item(item, &name, text);
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

fn state_item(item: &mut RawItem, name: &str, text: String) {
    match name {
        "id" => item.guid = Some(text),
        "url" => item.link = Some(text),
        "external_url" => item.external_link = Some(text),
        "title" => item.title = Some(RawText::plain(text)),
        "content_html" => item.content = Some(RawText::html(text)),
        "content_text" if item.content.is_none() => item.content = Some(RawText::plain(text)),
        "summary" => item.summary = Some(RawText::plain(text)),
        "image" => item.image = Some(text),
        "banner_image" => item.image = item.image.take().or(Some(text)),
        "date_published" => item.published = Some(text),
        "date_modified" => item.updated = Some(text),
        "language" => item.language = Some(text),
        _ => {}
    }
}

fn several<'de, A: MapAccess<'de>>(
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
fn add_people(people: &mut Vec<RawPerson>, several: Several) -> usize {
    let mut size = 0;
    for person in several.texts.iter().filter_map(|text| person::from_text(text)) {
        size += person::add(people, person);
    }
    for members in several.objects {
        let get = |name| text_of(&members, name);
        let stated = get("name").and_then(|name| person::from_text(&name)).unwrap_or_default();
        let url = get("url").or(stated.url);
        let email = get("email").or_else(|| get("_email")).or(stated.email);
        size += person::add(people, RawPerson { name: stated.name, email, url });
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

fn text_of(members: &Members, name: &str) -> Option<String> {
    members.iter().find_map(|(known, value)| match value {
        Scalar::Text(text) if known == name => Some(text.clone()),
        _ => None,
    })
}
