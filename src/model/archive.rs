//! A feed's history, page by page (RFC 5005 §4), and what is remembered of what was rendered.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::model::change::StoredItem;
use crate::model::hash::Hash;
use crate::model::query::Selection;
use crate::model::tombstone::Tombstone;

/// Whose archive, and how it is filled.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ArchiveQuery {
    /// The feed's folder below the base address, as in `Edition::folder`.
    pub folder: String,
    /// What the feed shows.
    pub selection: Selection,
    /// Entries of a page.
    pub page_size: u32,
    /// What entered since the last time is taken in; false: it is only looked at.
    pub is_filled: bool,
}

/// How far an archive is filled.
///
/// Items enter it one by one, in the order in which they came to be as they are; one that changes
/// enters again. Whoever reads the pages from the first to the last, and the feed after them, and
/// takes of each item the last version, has all of them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Archive {
    /// Pages that are full, from 1 on: nothing is ever added to them.
    pub full: u32,
    /// What entered after them, newest first.
    pub open: Vec<StoredItem>,
    /// What was taken down of what stands on full pages, page by page, the newest first.
    pub gone: BTreeMap<u32, Vec<Tombstone>>,
    /// Full pages of which some entries are known by nothing but their identity any more: they can
    /// no longer be made as they were.
    pub worn: BTreeSet<u32>,
}

/// Where an edition stands in the history of its feed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Place {
    /// Which page it is, from 1; `None`: it is the feed as it is now.
    pub page: Option<u32>,
    /// It is a page to which nothing is added any more.
    pub is_full: bool,
    /// The full page before it.
    pub previous: Option<u32>,
}

impl Place {
    /// A full page.
    #[must_use]
    pub fn full(page: u32) -> Self {
        Self { page: Some(page), is_full: true, previous: page.checked_sub(1).filter(|p| *p > 0) }
    }

    /// The page after the last full one.
    #[must_use]
    pub fn open(full: u32) -> Self {
        Self { page: Some(full + 1), is_full: false, previous: Some(full).filter(|p| *p > 0) }
    }

    /// The feed as it is now, after some full pages.
    #[must_use]
    pub fn now(full: u32) -> Self {
        Self { page: None, is_full: false, previous: Some(full).filter(|page| *page > 0) }
    }

    /// The page after it, where that is known: every full page has one.
    #[must_use]
    pub fn next(&self) -> Option<u32> {
        self.page.filter(|_| self.is_full).map(|page| page + 1)
    }
}

/// What was rendered last for the place that is published to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rendered {
    /// Of the edition that it was made from.
    pub fingerprint: Hash,
    /// When that last changed.
    pub updated: DateTime<Utc>,
    /// The files.
    pub files: Vec<RenderedFile>,
}

impl Rendered {
    /// The fingerprint of what was never rendered for this place, but for another one.
    pub const ELSEWHERE: Hash = Hash([0; 16]);
}

/// A file that was put in place, or was to be and was refused.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RenderedFile {
    /// Path below the base address.
    pub path: String,
    /// How many entries it shows.
    pub items: usize,
    /// Of its bytes.
    pub hash: Hash,
}
