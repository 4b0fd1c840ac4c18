//! The store: everything that is remembered between two passes.

use std::collections::HashSet;

use async_trait::async_trait;

use crate::model::change::{ItemId, Known, Refresh, StoredItem};
use crate::model::hash::Hash;
use crate::model::item::Key;
use crate::model::query::ItemQuery;
use crate::model::source::{SourceId, SourceState};

/// What a backend promises. Every sentence here is a test that runs against every backend.
#[async_trait]
pub trait Store: Send + Sync {
    /// The state of every source that was ever refreshed, by id.
    async fn source_states(&self) -> Result<Vec<SourceState>, StoreError>;

    /// Hashes of the raw items that a source gave at its last reading, and of those it was
    /// rejected for. Empty for an unknown source.
    async fn raw_hashes(&self, source: &SourceId) -> Result<HashSet<Hash>, StoreError>;

    /// Everything that some keys lead to: the keys that are known, and their items in full.
    async fn known(&self, keys: &[Key]) -> Result<Known, StoreError>;

    /// Writes a refresh in one transaction: all of it or nothing.
    ///
    /// - Writing the same refresh twice changes nothing.
    /// - A key that leads to another item already stays where it is: the first owner keeps it.
    /// - `updated` of an added or changed item is made unique: milliseconds are added until no
    ///   other item has it, in such a way that among the items of one refresh with one wish the
    ///   first listed gets the latest. It then stays until the item changes.
    /// - `raw_hashes: None` leaves the remembered hashes as they are.
    async fn commit(&self, refresh: &Refresh) -> Result<(), StoreError>;

    /// The items of a query, in its order.
    async fn items(&self, query: &ItemQuery) -> Result<Vec<StoredItem>, StoreError>;

    /// One item.
    async fn item(&self, id: ItemId) -> Result<Option<StoredItem>, StoreError>;

    /// How many items there are.
    async fn count(&self) -> Result<u64, StoreError>;
}

/// Why the store could not answer.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum StoreError {
    /// The database file was written by a newer sangam.
    #[error("the store has schema {found}, this sangam knows up to {known}; use a newer sangam")]
    TooNew {
        /// Schema version found.
        found: i64,
        /// Newest known.
        known: i64,
    },
}

impl StoreError {
    /// Stable, kebab-case.
    #[must_use]
    pub fn code(&self) -> &'static str {
        "store"
    }
}
