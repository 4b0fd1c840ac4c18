//! Editions of one story in several languages.

use url::Url;

use crate::model::change::{ItemId, StoredItem};
use crate::model::language::Language;

/// Two items are one story in two languages.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tie {
    /// One, and its language.
    pub one: (ItemId, Language),
    /// The other, and its.
    pub other: (ItemId, Language),
}

/// Items that wait for their translations to be looked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Untied {
    /// Those of them that are shown.
    pub items: Vec<StoredItem>,
    /// How far they go, for [`Store::tie`](crate::store::Store::tie).
    pub through: i64,
}

/// An edition of a story in another language than the item's.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Translation {
    /// Which item it is.
    pub id: ItemId,
    /// Its language.
    pub language: Language,
    /// Its page.
    pub url: Option<Url>,
}
