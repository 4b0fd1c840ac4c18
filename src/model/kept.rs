//! What outlives a lost store beside the items that are shown: what was taken down goes by the
//! hashes of its keys, and what a person split stays apart.

use std::collections::BTreeMap;
use std::fmt;

use chrono::{DateTime, Utc};

use crate::model::change::ItemId;
use crate::model::hash::Hash;
use crate::model::item::Key;
use crate::model::source::SourceId;
use crate::model::tombstone::Tombstone;

/// A key as it is kept for ever: the first eight bytes of its hash.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct KeyHash(pub i64);

impl KeyHash {
    /// Of a key.
    #[must_use]
    pub fn of(key: &Key) -> Self {
        Self(Hash::of(key.to_string().as_bytes()).first())
    }

    /// From 16 hexadecimal digits.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let is_hash = text.len() == 16 && text.bytes().all(|byte| byte.is_ascii_hexdigit());
        let number = u64::from_str_radix(text, 16).ok().filter(|_| is_hash)?;
        Some(Self(number.cast_signed()))
    }
}

/// 16 lower-case hexadecimal digits.
impl fmt::Display for KeyHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:016x}", self.0)
    }
}

/// An item of which nothing else may be known: enough to recognise it when it comes back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Identity {
    /// Its id.
    pub id: ItemId,
    /// The source that it was shown as coming from.
    pub source: SourceId,
    /// Where it stood.
    pub date: DateTime<Utc>,
    /// When it became as it is.
    pub updated: DateTime<Utc>,
    /// [`Item::name_hash`](crate::model::item::Item::name_hash) of a dated one: what is called
    /// otherwise and dated elsewhere is another that uses its keys. `None`: whatever they lead from
    /// is this.
    pub name: Option<i64>,
    /// What leads to it, at most [`Self::KEYS`].
    pub keys: Vec<KeyHash>,
}

impl Identity {
    /// How many keys are told of one item.
    pub const KEYS: usize = 32;
}

/// Two items that a person said are not one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Apart {
    /// The item that a version was taken out of.
    pub whole: ItemId,
    /// The item that the version became.
    pub part: ItemId,
    /// When.
    pub at: DateTime<Utc>,
    /// Sources whose versions are never the whole.
    pub not_whole: Vec<SourceId>,
    /// Sources whose versions are never the part.
    pub not_part: Vec<SourceId>,
}

impl Apart {
    /// How many sources are told on either side.
    pub const SOURCES: usize = 32;
}

/// What a feed tells beside its items.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Kept {
    /// What of those that were taken down is recognised by.
    pub identities: BTreeMap<ItemId, Identity>,
    /// Those of them that were taken back last, and are hidden all the same.
    pub hidden: Vec<Tombstone>,
    /// What a person split, the latest first.
    pub apart: Vec<Apart>,
}
