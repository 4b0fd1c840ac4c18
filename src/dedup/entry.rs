//! An incoming item, as its keys are weighed.

use chrono::TimeDelta;

use crate::model::change::{Known, StoredItem};
use crate::model::date::Published;
use crate::model::item::{Item, Key};
use crate::model::query::fold;
use crate::model::source::SourceId;
use crate::model::url::CanonicalUrl;

/// So far from where it stood an item of another name is another.
const ELSEWHERE: TimeDelta = TimeDelta::days(30);

/// So far from where it stood is the next at an address that stands for one after the other.
const ANOTHER_DAY: TimeDelta = super::distance::ZONE;

/// How much a key is worth: what is matched by a stronger one needs no weaker.
pub(super) fn strength(key: &Key) -> u8 {
    match key {
        Key::Site(_) => 0,
        Key::GlobalGuid(_) => 1,
        Key::Guid(..) => 2,
        Key::Url(_) => 3,
        Key::TitleDate(..) => 4,
    }
}

/// A site's front page is linked from many stories and is none of them.
pub(super) fn is_front_page(key: &Key) -> bool {
    matches!(key, Key::Url(url) if !url.contains(['/', '?']))
}

pub(super) fn is_guid(key: &Key) -> bool {
    matches!(key, Key::Guid(..) | Key::GlobalGuid(_))
}

fn are_two<T: PartialEq>(one: Option<T>, other: Option<T>) -> bool {
    one.zip(other).is_some_and(|(one, other)| one != other)
}

/// What a page is called that has one story after the other.
#[rustfmt::skip]
const PLACES: [&str; 29] = [
    "latest", "newest", "current", "today", "now", "recent", "daily", "weekly", "monthly",
    "aktuell", "heute", "neueste", "vandaag", "laatste", "actuel", "derniere", "dernier",
    "aujourdhui", "hoy", "ultima", "ultimo", "ultimas", "ultimos", "hoje", "oggi", "terbaru",
    "segodnya", "bugun", "moi-nhat",
];

/// A key is an address or a guid of such a page, and not of a story.
pub(super) fn is_place(key: &Key) -> bool {
    let (Key::Guid(_, text) | Key::GlobalGuid(text) | Key::Url(text)) = key else { return false };
    let last = text.trim_end_matches('/').rsplit(['/', ':', ',', '#', '=']).next();
    let name = last.and_then(|last| last.split('.').next()).unwrap_or_default();
    PLACES.iter().any(|place| place.eq_ignore_ascii_case(name))
}

/// What a source said of a known item.
pub(super) fn own<'a>(source: &SourceId, stored: &'a StoredItem) -> Option<&'a Item> {
    let mut versions = stored.appearances.iter();
    versions.find(|version| version.source == *source).map(|version| &version.item)
}

/// An incoming item with what is asked of it again and again.
pub(super) struct Entry<'a> {
    pub(super) item: &'a Item,
    caption: String,
    /// Strongest first; title and day last.
    pub(super) keys: Vec<Key>,
}

impl<'a> Entry<'a> {
    pub(super) fn new(source: &SourceId, item: &'a Item) -> Self {
        let mut keys = item.keys.clone();
        keys.push(Key::title_date(source, item));
        keys.sort_by_key(strength);
        Self { item, caption: fold(item.caption()), keys }
    }
}

impl Entry<'_> {
    pub(super) fn guid(&self) -> Option<&Key> {
        self.keys.iter().find(|key| is_guid(key))
    }

    /// Two items that share a key are two stories: they are called differently, or stand apart.
    pub(super) fn tells_another_story(&self, other: &Self, key: &Key) -> bool {
        self.caption != other.caption || self.stands_apart_from(other.item, key)
    }

    /// It shares no more than a name and a page, or a name and a guid, with another item, and was
    /// published at another time.
    pub(super) fn stands_apart_from(&self, other: &Item, key: &Key) -> bool {
        let item = self.item;
        let page = |item: &Item| item.url.as_ref().map(CanonicalUrl::key);
        match key {
            Key::Url(_) => {
                let same_guid = item.guid.is_some() && item.guid == other.guid;
                !same_guid && item.published != other.published
            }
            Key::Guid(..) | Key::GlobalGuid(_) => {
                are_two(page(item), page(other)) && are_two(item.published, other.published)
            }
            Key::Site(_) | Key::TitleDate(..) => false,
        }
    }

    /// Nothing but its identity is kept of a known item, and this one is called differently and
    /// stands elsewhere in time: a site that was made anew counts its pages from 1 again. At an
    /// address that has one story after the other by its name, another day is enough.
    pub(super) fn takes_the_key_of(&self, stored: &StoredItem, known: &Known, key: &Key) -> bool {
        let enough = if is_place(key) { ANOTHER_DAY } else { ELSEWHERE };
        let is_elsewhere = |date: Published| (date.at - stored.date).abs() > enough;
        known.names.get(&stored.id).is_some_and(|name| *name != self.item.name_hash())
            && self.item.published.is_none_or(is_elsewhere)
    }

    /// What the source said of a known item is what this one says: same name, same date.
    pub(super) fn is_told_by(&self, source: &SourceId, stored: &StoredItem) -> bool {
        let told = own(source, stored).unwrap_or(&stored.item);
        self.caption == fold(told.caption()) && self.item.published == told.published
    }

    /// The source gave a known item another guid since it had this one.
    pub(super) fn has_lost(&self, source: &SourceId, stored: &StoredItem) -> bool {
        let now = own(source, stored).and_then(|own| own.guid.as_ref());
        are_two(now, self.item.guid.as_ref())
    }
}
