//! Tombstones: memory of items that were taken down, so that they do not come back (cf. RFC 6721).

use chrono::{DateTime, Utc};

use crate::model::change::{Change, ItemId, StoredItem};
use crate::model::item::Key;
use crate::model::kept::{Identity, KeyHash};
use crate::model::source::SourceId;

/// Why an item that is known is not shown. An item can have one of each kind.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tombstone {
    /// Whose it is.
    pub id: ItemId,
    /// What took it down.
    pub cause: Cause,
    /// When.
    pub at: DateTime<Utc>,
    /// Why, in words: the operator's reason, or the source's comment.
    pub note: Option<String>,
}

/// What took an item down.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Cause {
    /// The operator: for good, whatever any source does.
    Hidden,
    /// The source that it was shown as coming from, until that brings it again.
    Retracted(SourceId),
    /// It is a part of another item now, by hand.
    Merged(ItemId),
}

/// A tombstone with what is known of its item; of a merged one, of the item that it is part of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Buried {
    /// The tombstone.
    pub tombstone: Tombstone,
    /// `None` where nothing but the id is known any more.
    pub item: Option<StoredItem>,
    /// What the buried item is recognised by, as far as it is known; a merged one leads to the other.
    pub identity: Option<Identity>,
}

/// A tombstone that is taken away. What readers were told is gone must be newer than that to be
/// there again (RFC 6721 §3), so that an item which has no tombstone left counts as changed then.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lift {
    /// Whose tombstone.
    pub id: ItemId,
    /// Which of its tombstones.
    pub of: Lifted,
    /// When.
    pub at: DateTime<Utc>,
}

/// The kinds of tombstone that can be taken away.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Lifted {
    /// [`Cause::Hidden`].
    Hidden,
    /// [`Cause::Retracted`].
    Retracted,
}

/// What a source says of one of its items: it is gone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Withdrawal {
    /// What leads to the item.
    pub keys: Vec<Key>,
    /// When, as the source states it.
    pub at: Option<DateTime<Utc>>,
    /// Why, in its words; plain text.
    pub note: Option<String>,
    /// The page that it lists the item with says so: that it lists it means nothing then.
    pub is_of_page: bool,
}

/// A source's version that is taken out of an item and becomes one of its own. The two are never
/// one again by themselves, and none takes a version of a source that the other had.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Parting {
    /// The item that it is taken out of.
    pub whole: ItemId,
    /// The item that it becomes.
    pub part: ItemId,
    /// Whose version it is.
    pub source: SourceId,
    /// Those whose versions stay.
    pub others: Vec<SourceId>,
    /// Keys that go with it, as far as they led to the whole.
    pub keys: Vec<KeyHash>,
    /// Keys that stay, though they may have led to the part once.
    pub kept: Vec<KeyHash>,
    /// When.
    pub at: DateTime<Utc>,
}

/// What a person decided, to be written in one transaction.
#[derive(Debug, Clone, Default)]
pub struct Amendment {
    /// Items of which nothing else is known, to be recognised when they come back. What is known by
    /// its id gets their keys.
    pub identities: Vec<Identity>,
    /// Items to write; those that absorb others behind all that do not.
    pub changes: Vec<Change>,
    /// Pairs of items that are one from now on, though they were said not to be.
    pub rejoined: Vec<(ItemId, ItemId)>,
    /// Versions that become items of their own.
    pub partings: Vec<Parting>,
    /// Items that a person merged into another.
    pub by_hand: Vec<ItemId>,
    /// Tombstones to set; one of the same kind that is there is replaced.
    pub tombstones: Vec<Tombstone>,
    /// Tombstones to take away.
    pub lifts: Vec<Lift>,
}
