//! Editions of one story in several languages.

use url::Url;

use crate::model::change::ItemId;
use crate::model::language::Language;

/// Two items are one story in two languages.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tie {
    /// One, and its language.
    pub one: (ItemId, Language),
    /// The other, and its.
    pub other: (ItemId, Language),
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
