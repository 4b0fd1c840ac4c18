//! The store of a place where nothing was ever stored.

use std::collections::{BTreeMap, HashSet};

use async_trait::async_trait;
use chrono::{DateTime, NaiveDate, Utc};

use crate::model::archive::{Archive, ArchiveQuery, Rendered};
use crate::model::change::{
    Decision, ItemId, Known, LeftOut, Probe, Refresh, Sighting, StoredItem,
};
use crate::model::drift::{Incident, SeenPage, Ways};
use crate::model::hash::Hash;
use crate::model::health::{DayCount, HealthNote, Trouble};
use crate::model::item::Key;
use crate::model::kept::Apart;
use crate::model::push::{Delivery, Push};
use crate::model::query::{Facet, ItemQuery};
use crate::model::source::{SourceId, SourceState};
use crate::model::subscription::{Change, Subscription};
use crate::model::tombstone::{Amendment, Buried, Tombstone};
use crate::model::translation::{Tie, Translation, Untied};
use crate::store::{Store, StoreError};

/// Knows nothing, and forgets what it is told: for looking into a store that is not there, which
/// must not make one.
#[derive(Debug, Clone, Copy)]
pub struct Nothing;

#[async_trait]
impl Store for Nothing {
    async fn source_states(&self) -> Result<Vec<SourceState>, StoreError> {
        Ok(Vec::new())
    }

    async fn rename(&self, _from: SourceId, _to: SourceId) -> Result<(), StoreError> {
        Ok(())
    }

    async fn raw_hashes(&self, _source: &SourceId) -> Result<HashSet<Hash>, StoreError> {
        Ok(HashSet::new())
    }

    async fn given(
        &self,
        _source: &SourceId,
        _hashes: HashSet<Hash>,
    ) -> Result<Vec<StoredItem>, StoreError> {
        Ok(Vec::new())
    }

    async fn known(&self, _probe: Probe) -> Result<Known, StoreError> {
        Ok(Known::default())
    }

    async fn commit(&self, _refreshes: Vec<Refresh>) -> Result<(), StoreError> {
        Ok(())
    }

    async fn amend(&self, _amendment: Amendment) -> Result<(), StoreError> {
        Ok(())
    }

    async fn buried(&self, _limit: usize) -> Result<Vec<Buried>, StoreError> {
        Ok(Vec::new())
    }

    async fn kept_apart(&self, _limit: usize) -> Result<Vec<Apart>, StoreError> {
        Ok(Vec::new())
    }

    async fn tombstones(&self, _id: ItemId) -> Result<Vec<Tombstone>, StoreError> {
        Ok(Vec::new())
    }

    async fn sightings(&self, _id: ItemId) -> Result<Vec<Sighting>, StoreError> {
        Ok(Vec::new())
    }

    async fn left_out(&self) -> Result<Vec<LeftOut>, StoreError> {
        Ok(Vec::new())
    }

    async fn age(
        &self,
        _before: DateTime<Utc>,
        _spared: HashSet<ItemId>,
        _limit: usize,
    ) -> Result<u64, StoreError> {
        Ok(0)
    }

    async fn ids(
        &self,
        _first: ItemId,
        _last: ItemId,
        _limit: usize,
    ) -> Result<Vec<ItemId>, StoreError> {
        Ok(Vec::new())
    }

    async fn ways(&self, _source: &SourceId) -> Result<Ways, StoreError> {
        Ok(Ways::default())
    }

    async fn incidents(&self, _only_open: bool) -> Result<Vec<Incident>, StoreError> {
        Ok(Vec::new())
    }

    async fn incident_page(&self, _id: i64) -> Result<Option<SeenPage>, StoreError> {
        Ok(None)
    }

    async fn accept_incident(&self, _id: i64) -> Result<bool, StoreError> {
        Ok(false)
    }

    async fn archive(&self, _query: &ArchiveQuery) -> Result<Archive, StoreError> {
        Ok(Archive::default())
    }

    async fn archive_page(&self, _folder: &str, _page: u32) -> Result<Vec<StoredItem>, StoreError> {
        Ok(Vec::new())
    }

    async fn facet_values(&self) -> Result<Vec<(Facet, String)>, StoreError> {
        Ok(Vec::new())
    }

    async fn render_at(&self, _place: String) -> Result<(), StoreError> {
        Ok(())
    }

    async fn rendered(&self, _name: &str) -> Result<Option<Rendered>, StoreError> {
        Ok(None)
    }

    async fn rendered_feeds(&self) -> Result<Vec<String>, StoreError> {
        Ok(Vec::new())
    }

    async fn remember_rendered(&self, _name: &str, _rendered: Rendered) -> Result<(), StoreError> {
        Ok(())
    }

    async fn note_health(&self, _note: HealthNote) -> Result<(), StoreError> {
        Ok(())
    }

    async fn troubles(&self, _only_open: bool) -> Result<Vec<Trouble>, StoreError> {
        Ok(Vec::new())
    }

    async fn days(
        &self,
        _from: NaiveDate,
    ) -> Result<BTreeMap<SourceId, Vec<DayCount>>, StoreError> {
        Ok(BTreeMap::new())
    }

    async fn subscriptions(&self) -> Result<Vec<Subscription>, StoreError> {
        Ok(Vec::new())
    }

    async fn change_subscription(
        &self,
        _callback: &str,
        _topic: &str,
        _change: Change,
    ) -> Result<(), StoreError> {
        Ok(())
    }

    async fn pushes(&self) -> Result<Vec<Push>, StoreError> {
        Ok(Vec::new())
    }

    async fn push(&self, _token: &str) -> Result<Option<Push>, StoreError> {
        Ok(None)
    }

    async fn put_push(&self, _one: Push) -> Result<(), StoreError> {
        Ok(())
    }

    async fn drop_push(&self, _token: &str) -> Result<(), StoreError> {
        Ok(())
    }

    async fn put_delivery(&self, _one: Delivery) -> Result<(), StoreError> {
        Ok(())
    }

    async fn deliveries(&self) -> Result<Vec<(i64, SourceId)>, StoreError> {
        Ok(Vec::new())
    }

    async fn delivery(&self, _number: i64) -> Result<Option<Delivery>, StoreError> {
        Ok(None)
    }

    async fn drop_deliveries(&self, _numbers: Vec<i64>) -> Result<(), StoreError> {
        Ok(())
    }

    async fn untold(&self, events: Vec<String>) -> Result<Vec<String>, StoreError> {
        Ok(events)
    }

    async fn tell(&self, _events: Vec<String>, _at: DateTime<Utc>) -> Result<(), StoreError> {
        Ok(())
    }

    async fn items(&self, _query: &ItemQuery) -> Result<Vec<StoredItem>, StoreError> {
        Ok(Vec::new())
    }

    async fn events(&self, _limit: usize) -> Result<Vec<StoredItem>, StoreError> {
        Ok(Vec::new())
    }

    async fn item(&self, _id: ItemId) -> Result<Option<StoredItem>, StoreError> {
        Ok(None)
    }

    async fn former_ids(&self, _id: ItemId) -> Result<Vec<ItemId>, StoreError> {
        Ok(Vec::new())
    }

    async fn former_owners(&self, _keys: Vec<Key>) -> Result<Vec<ItemId>, StoreError> {
        Ok(Vec::new())
    }

    async fn decisions(&self, _id: ItemId) -> Result<Vec<Decision>, StoreError> {
        Ok(Vec::new())
    }

    async fn between(
        &self,
        _first: DateTime<Utc>,
        _last: DateTime<Utc>,
        _limit: usize,
    ) -> Result<Vec<StoredItem>, StoreError> {
        Ok(Vec::new())
    }

    async fn untied(&self, _limit: usize) -> Result<Option<Untied>, StoreError> {
        Ok(None)
    }

    async fn tie(&self, _ties: Vec<Tie>, _through: Option<i64>) -> Result<(), StoreError> {
        Ok(())
    }

    async fn translations(
        &self,
        _ids: Vec<ItemId>,
    ) -> Result<BTreeMap<ItemId, Vec<Translation>>, StoreError> {
        Ok(BTreeMap::new())
    }

    async fn count(&self) -> Result<u64, StoreError> {
        Ok(0)
    }
}
