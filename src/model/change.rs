//! The ledger's values: an item's id, what is known, and what a refresh changes.

mod decision;
mod known;

use std::collections::HashSet;
use std::fmt;

use chrono::{DateTime, Utc};
use uuid::Uuid;

use crate::model::drift::Noticed;
use crate::model::hash::Hash;
use crate::model::item::{Item, Key, Rejection};
use crate::model::source::{Guids, SourceId, SourceState};
use crate::model::tombstone::{Lift, Tombstone};

pub use decision::{Decision, Match, MatchRule};
pub use known::{Band, Incoming, Known, Likeness, Probe};

/// An item's identity: given once, kept for life, the same in every format.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ItemId(Uuid);

impl ItemId {
    /// Names our ids within RFC 9562's version 5: SHA-1 of this and the name.
    const NAMESPACE: Uuid = Uuid::from_u128(0x5a0f_6a3e_7c1d_5b52_9a64_d1f0_6e2b_c0de);

    /// The id of an item that is new to the ledger: from the source that brought it first and the
    /// strongest key that it came with. Only the ledger calls this, and only once an item.
    #[must_use]
    pub fn mint(source: &SourceId, key: &Key) -> Self {
        Self(Uuid::new_v5(&Self::NAMESPACE, format!("{source}\n{key}").as_bytes()))
    }

    /// From 16 bytes, as stored.
    #[must_use]
    pub fn from_bytes(bytes: [u8; 16]) -> Self {
        Self(Uuid::from_bytes(bytes))
    }

    /// 16 bytes, to store.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8; 16] {
        self.0.as_bytes()
    }

    /// From `urn:uuid:…` or the bare hexadecimal form.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        Uuid::try_parse(text.trim()).ok().map(Self)
    }
}

/// `urn:uuid:` and the hyphenated form, as RFC 9562 §4 writes it.
impl fmt::Display for ItemId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.urn().fmt(f)
    }
}

/// One item as one source gives it, with where and when.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Appearance {
    /// The source.
    pub source: SourceId,
    /// Its version of the item.
    pub item: Item,
    /// Place in the source's list when it was first seen there, from 0.
    pub position: u32,
    /// When this source first brought it.
    pub first_seen: DateTime<Utc>,
    /// How near its page is to the source's own: 0 on another site, to which it only points; else 1
    /// and how many folders the two share.
    pub nearness: u8,
    /// How it was found to be this item; `None` of the one that made the item.
    pub matched: Option<Match>,
}

impl Appearance {
    /// Its page is one of the source's own site: it is no pointer to somewhere else.
    #[must_use]
    pub fn is_at_home(&self) -> bool {
        self.nearness > 0
    }
}

/// An item of the ledger.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredItem {
    /// Its id for life.
    pub id: ItemId,
    /// When any source first brought it.
    pub first_seen: DateTime<Utc>,
    /// Where it stands in a feed: at the source's date, or at the time first seen where there is
    /// none or one in the future. An undated item of a source's first reading may be of any age:
    /// it stands with its neighbors in the list. Set once from a date; an undated item's never
    /// moves.
    pub date: DateTime<Utc>,
    /// Atom's `updated`: when the item was published or last changed. The store makes it unique
    /// by adding milliseconds, because readers and validators treat equal ones as a mistake.
    pub updated: DateTime<Utc>,
    /// What is shown: the appearances merged.
    pub item: Item,
    /// Every source that has it; the one it is shown as coming from first.
    pub appearances: Vec<Appearance>,
}

impl StoredItem {
    /// The source that the item is shown as coming from.
    #[must_use]
    pub fn primary(&self) -> &Appearance {
        self.appearances.first().expect("an item was brought by some source")
    }

    /// Nothing is known of it but its identity.
    #[must_use]
    pub fn is_reduced(&self) -> bool {
        let item = &self.item;
        item.stand_in && item.caption().is_empty() && item.url.is_none()
    }
}

/// What the decision about one refresh came to.
#[derive(Debug, Clone, Default)]
pub struct ChangeSet {
    /// Items to write as they now are, new ones first to last as their source lists them.
    pub changes: Vec<Change>,
    /// Which item each incoming one is, by the hash of its raw item.
    pub brought: Vec<(Hash, ItemId)>,
    /// Counts for the report.
    pub counts: Counts,
    /// What is thought of the source's guids now.
    pub guids: Guids,
}

/// One item to write.
#[derive(Debug, Clone)]
pub struct Change {
    /// What happened to it.
    pub kind: ChangeKind,
    /// The item as it is to be; `updated` is a wish that the store makes unique, and keeps as it
    /// is stored when `kind` says that no reader would see a difference.
    pub item: StoredItem,
    /// Keys that are new to the ledger.
    pub new_keys: Vec<Key>,
    /// Those of them that led to another item until now: the source uses them again.
    pub taken: Vec<Key>,
    /// By what later items may be found like it; empty leaves what is remembered.
    pub likeness: Likeness,
    /// Why the source's version is this item, where it is not new.
    pub decision: Option<Decision>,
    /// Items that turned out to be this one. Their keys, sources and ids lead here from now on.
    pub absorbed: Vec<ItemId>,
}

/// What happened to an item.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ChangeKind {
    /// First of its kind.
    Added,
    /// A field that readers see is different.
    Changed,
    /// Another source has it too, or new keys lead to it; what is shown is the same.
    Noted,
}

/// Counts of one refresh.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Counts {
    /// New items.
    pub added: u32,
    /// Items that differ.
    pub changed: u32,
    /// Items that another source had brought before.
    pub merged: u32,
}

/// An item that was left out, remembered so that one can ask why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rejected {
    /// Hash of the raw item: the same one is not judged twice.
    pub raw_hash: Hash,
    /// What it called itself: title, else address, else guid.
    pub title: String,
    /// Its address, where it has one.
    pub url: Option<String>,
    /// Its guid, where it has one.
    pub guid: Option<String>,
    /// Why.
    pub reason: Rejection,
}

/// A [`Rejected`] as it is remembered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LeftOut {
    /// The source that gave it.
    pub source: SourceId,
    /// What it called itself.
    pub title: String,
    /// Its address.
    pub url: Option<String>,
    /// Its guid.
    pub guid: Option<String>,
    /// Why it was left out: stable, kebab-case.
    pub code: String,
    /// The same in words.
    pub message: String,
    /// When it was judged.
    pub at: DateTime<Utc>,
}

/// That a source has an item, and since when.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sighting {
    /// The source.
    pub source: SourceId,
    /// When it first brought it.
    pub first: DateTime<Utc>,
    /// When it last had it in its list; `None` where that is not known.
    pub last: Option<DateTime<Utc>>,
    /// It was there when the source was last read.
    pub is_listed: bool,
}

/// A source's version of an item which a person merged into another that the source has a version
/// of, too. It is not shown, and stays recognised however often it is edited.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Second {
    /// Hash of its raw item.
    pub raw_hash: Hash,
    /// The key by which it was recognised: it led to the item that was merged.
    pub led_by: Key,
    /// Keys that lead there too from now on.
    pub keys: Vec<Key>,
    /// What the source says now.
    pub version: Item,
}

/// One refresh of one source, to be written in one transaction: items and validators together,
/// or a crash between them would leave a 304 for ever and the items lost.
#[derive(Debug, Clone)]
pub struct Refresh {
    /// The source's state after it.
    pub state: SourceState,
    /// Items to write.
    pub changes: Vec<Change>,
    /// Items that were left out.
    pub rejected: Vec<Rejected>,
    /// Hashes of all raw items that the source gives now; `None` when nothing was read (304,
    /// failure), and the remembered ones stay.
    pub raw_hashes: Option<HashSet<Hash>>,
    /// Those of them that were not read this time, and are taken to be there as they were. Of an
    /// item that came as something else they are not.
    pub kept: HashSet<Hash>,
    /// Which items those of them are that were not known before.
    pub brought: Vec<(Hash, ItemId)>,
    /// Versions beside the ones that count, of items that were merged by hand.
    pub seconds: Vec<Second>,
    /// Items that the source took back.
    pub tombstones: Vec<Tombstone>,
    /// Items that it had taken back and brings again.
    pub lifts: Vec<Lift>,
    /// Items that it says are gone from its list, whatever raw items it gave.
    pub withdrawn: Vec<ItemId>,
    /// What was noticed of the source's ways; `None`: they were not looked at.
    pub noticed: Option<Noticed>,
    /// When.
    pub at: DateTime<Utc>,
}

impl Refresh {
    /// Something of the items is another than before.
    #[must_use]
    pub fn has_news(&self) -> bool {
        !(self.changes.is_empty() && self.tombstones.is_empty() && self.lifts.is_empty())
    }

    /// One that brings a state and nothing else.
    #[must_use]
    pub fn of_state(state: SourceState, at: DateTime<Utc>) -> Self {
        Self {
            state,
            changes: Vec::new(),
            rejected: Vec::new(),
            raw_hashes: None,
            kept: HashSet::new(),
            brought: Vec::new(),
            seconds: Vec::new(),
            tombstones: Vec::new(),
            lifts: Vec::new(),
            withdrawn: Vec::new(),
            noticed: None,
            at,
        }
    }
}
