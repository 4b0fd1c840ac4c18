//! The feed object of a JSON Feed, and the list of its items.

use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};

use crate::model::push::HUBS_KEPT;
use crate::model::raw::{RawChannel, RawItem, RawText};

use super::item::{ItemObject, add_people, several, text_of};
use super::value::{AsScalar, Members, Scalar, passes_over};
use super::{Feed, List};

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
                    self.feed.list = List::Over;
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
    pub(super) fn text(&mut self, name: &str, value: Scalar) -> Option<String> {
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

    pub(super) fn mistype(&mut self, name: &str) {
        if self.mistyped.len() < MAX_MISTYPED {
            self.mistyped.push(name.to_owned());
        }
    }

    /// Counts memory that is kept until the end.
    pub(super) fn take(&mut self, size: usize) {
        self.is_full |= size > self.room;
        self.room = self.room.saturating_sub(size);
    }

    pub(super) fn keep(&mut self, item: RawItem) {
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
        "title" => channel.title = Some(RawText::plain(text).declared()),
        "home_page_url" => channel.home_page = Some(text),
        "feed_url" => channel.self_url = Some(text),
        "description" => channel.description = Some(RawText::plain(text).declared()),
        "icon" => channel.icon = Some(text),
        "favicon" => channel.icon = channel.icon.take().or(Some(text)),
        "language" => channel.language = Some(text),
        _ => {}
    }
}

/// The address of a hub, where it is one of WebSub or what that was called before.
fn hub(members: &Members) -> Option<String> {
    let kind = text_of(members, "type").unwrap_or_default().to_ascii_lowercase();
    text_of(members, "url").filter(|_| matches!(kind.as_str(), "websub" | "pubsubhubbub"))
}

struct Items<'s> {
    feed: &'s mut Feed,
}

impl Items<'_> {
    fn pass_over(self, is_wrong: bool) {
        if is_wrong {
            self.feed.mistype("items");
        }
    }
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

    /// An error in it leaves the mark that it was there.
    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<(), A::Error> {
        self.feed.list = List::Open;
        while list.next_element_seed(ItemObject { feed: self.feed })?.is_some() {}
        self.feed.list = List::Over;
        Ok(())
    }

    /// One item where a list should be.
    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<(), A::Error> {
        ItemObject { feed: self.feed }.visit_map(map)
    }

    passes_over!();
}
