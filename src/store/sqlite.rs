//! The store in one SQLite file.
//!
//! SQLite blocks, so all work runs on tokio's blocking threads and never on the reactor. There is
//! one connection that writes, because SQLite has one writer at a time anyway: a mutex in front of
//! it queues fairly, where SQLite's own lock would be polled. A few connections read; in WAL mode
//! they see the last commit and wait for nobody, so the server answers while a pass writes.

mod aged;
mod amend;
mod archive;
mod buried;
mod drift;
mod facets;
mod failure;
mod health;
mod identity;
mod known;
mod listed;
mod open;
mod push;
mod query;
mod read;
mod renamed;
mod stamp;
mod subscription;
mod tombstone;
mod translation;
mod write;

use std::collections::{BTreeMap, HashSet};
use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use async_trait::async_trait;
use chrono::{DateTime, NaiveDate, Utc};
use rusqlite::Connection;

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

use failure::Failure;

/// How long a write waits for another program, such as one that makes a backup.
const PATIENCE: Duration = Duration::from_secs(10);

/// How many can read at once. Each costs some memory for its cache; reads take far less than a
/// millisecond, but for a text search through everything.
const READERS: usize = 3;

/// A connection that one thread at a time uses.
type Shared = Arc<Mutex<Connection>>;

/// The store in one SQLite file.
pub struct SqliteStore {
    /// Its path, for messages.
    name: String,
    writer: Shared,
    readers: Vec<Shared>,
    /// Whose turn it is to read.
    turn: AtomicUsize,
}

impl SqliteStore {
    /// Opens a store; makes the file, and the folder it is in, where they are missing, and brings
    /// an older one up to date. Blocks, so it is called before there is anything to hold up.
    pub fn open(path: &Path) -> Result<Self, StoreError> {
        Self::open_with(path, PATIENCE)
    }

    fn open_with(path: &Path, patience: Duration) -> Result<Self, StoreError> {
        let name = path.display().to_string();
        let share = |connection| Arc::new(Mutex::new(connection));
        let opened = || {
            let writer = share(open::writer(path, patience)?);
            let reader = || open::reader(path, patience).map(share);
            let readers = (0..READERS).map(|_| reader()).collect::<Result<_, Failure>>()?;
            Ok((writer, readers))
        };
        match opened() {
            Ok((writer, readers)) => Ok(Self { name, writer, readers, turn: AtomicUsize::new(0) }),
            Err(failure) => Err(Failure::explain(failure, name)),
        }
    }

    async fn read<T: Send + 'static>(
        &self,
        work: impl FnOnce(&mut Connection) -> Result<T, Failure> + Send + 'static,
    ) -> Result<T, StoreError> {
        let turn = self.turn.fetch_add(1, Ordering::Relaxed) % self.readers.len();
        self.run(&self.readers[turn], work).await
    }

    /// Does work on a blocking thread. Work that has begun is done to the end, even when the
    /// future is dropped.
    async fn run<T: Send + 'static>(
        &self,
        connection: &Shared,
        work: impl FnOnce(&mut Connection) -> Result<T, Failure> + Send + 'static,
    ) -> Result<T, StoreError> {
        let connection = Arc::clone(connection);
        let task = tokio::task::spawn_blocking(move || {
            // A panic rolled its transaction back, so the connection is as good as before.
            let mut connection = connection.lock().unwrap_or_else(PoisonError::into_inner);
            work(&mut connection)
        });
        let explain = |failure| Failure::explain(failure, self.name.clone());
        match task.await {
            Ok(done) => done.map_err(explain),
            Err(stopped) if stopped.is_panic() => std::panic::resume_unwind(stopped.into_panic()),
            Err(stopped) => Err(explain(Failure::Stopped(stopped))),
        }
    }
}

#[async_trait]
impl Store for SqliteStore {
    async fn source_states(&self) -> Result<Vec<SourceState>, StoreError> {
        self.read(|connection| read::source_states(connection)).await
    }

    async fn rename(&self, from: SourceId, to: SourceId) -> Result<(), StoreError> {
        self.run(&self.writer, move |connection| renamed::rename(connection, &from, &to)).await
    }

    async fn raw_hashes(&self, source: &SourceId) -> Result<HashSet<Hash>, StoreError> {
        let source = source.clone();
        self.read(move |connection| read::raw_hashes(connection, &source)).await
    }

    async fn given(
        &self,
        source: &SourceId,
        hashes: HashSet<Hash>,
    ) -> Result<Vec<StoredItem>, StoreError> {
        let source = source.clone();
        self.read(move |connection| listed::given(&*connection.transaction()?, &source, &hashes))
            .await
    }

    async fn known(&self, probe: Probe) -> Result<Known, StoreError> {
        self.read(move |connection| known::known(&*connection.transaction()?, probe)).await
    }

    async fn commit(&self, refreshes: Vec<Refresh>) -> Result<(), StoreError> {
        if refreshes.is_empty() {
            return Ok(());
        }
        self.run(&self.writer, move |connection| write::commit(connection, &refreshes)).await
    }

    async fn amend(&self, amendment: Amendment) -> Result<(), StoreError> {
        self.run(&self.writer, move |connection| amend::amend(connection, &amendment)).await
    }

    async fn buried(&self, limit: usize) -> Result<Vec<Buried>, StoreError> {
        self.read(move |connection| tombstone::newest(&*connection.transaction()?, limit)).await
    }

    async fn kept_apart(&self, limit: usize) -> Result<Vec<Apart>, StoreError> {
        self.read(move |connection| amend::kept_apart(&*connection.transaction()?, limit)).await
    }

    async fn tombstones(&self, id: ItemId) -> Result<Vec<Tombstone>, StoreError> {
        self.read(move |connection| tombstone::of(connection, id)).await
    }

    async fn sightings(&self, id: ItemId) -> Result<Vec<Sighting>, StoreError> {
        self.read(move |connection| listed::sightings(&*connection.transaction()?, id)).await
    }

    async fn left_out(&self) -> Result<Vec<LeftOut>, StoreError> {
        self.read(|connection| read::left_out(connection)).await
    }

    async fn age(
        &self,
        before: DateTime<Utc>,
        spared: HashSet<ItemId>,
        limit: usize,
    ) -> Result<u64, StoreError> {
        self.run(&self.writer, move |connection| aged::age(connection, before, &spared, limit))
            .await
    }

    async fn ids(
        &self,
        first: ItemId,
        last: ItemId,
        limit: usize,
    ) -> Result<Vec<ItemId>, StoreError> {
        self.read(move |connection| read::ids(connection, first, last, limit)).await
    }

    async fn ways(&self, source: &SourceId) -> Result<Ways, StoreError> {
        let source = source.clone();
        self.read(move |connection| drift::ways(connection, &source)).await
    }

    async fn incidents(&self, only_open: bool) -> Result<Vec<Incident>, StoreError> {
        self.read(move |connection| drift::incidents(connection, only_open)).await
    }

    async fn incident_page(&self, id: i64) -> Result<Option<SeenPage>, StoreError> {
        self.read(move |connection| drift::page(connection, id)).await
    }

    async fn accept_incident(&self, id: i64) -> Result<bool, StoreError> {
        self.run(&self.writer, move |connection| drift::accept(connection, id)).await
    }

    async fn archive(&self, query: &ArchiveQuery) -> Result<Archive, StoreError> {
        let query = query.clone();
        let folder = query.folder.clone();
        if query.is_filled {
            self.run(&self.writer, move |connection| archive::fill(connection, &query)).await?;
        }
        self.read(move |connection| archive::state(&*connection.transaction()?, &folder)).await
    }

    async fn archive_page(&self, folder: &str, page: u32) -> Result<Vec<StoredItem>, StoreError> {
        let folder = folder.to_owned();
        self.read(move |connection| archive::entries(&*connection.transaction()?, &folder, page))
            .await
    }

    async fn facet_values(&self) -> Result<Vec<(Facet, String)>, StoreError> {
        self.run(&self.writer, facets::fill).await?;
        self.read(|connection| facets::values(connection)).await
    }

    async fn render_at(&self, place: String) -> Result<(), StoreError> {
        self.run(&self.writer, move |connection: &mut Connection| {
            archive::render_at(connection, &place)
        })
        .await
    }

    async fn rendered(&self, name: &str) -> Result<Option<Rendered>, StoreError> {
        let name = name.to_owned();
        self.read(move |connection| archive::rendered(connection, &name)).await
    }

    async fn rendered_feeds(&self) -> Result<Vec<String>, StoreError> {
        self.read(|connection| archive::rendered_feeds(connection)).await
    }

    async fn remember_rendered(&self, name: &str, rendered: Rendered) -> Result<(), StoreError> {
        let name = name.to_owned();
        self.run(&self.writer, move |connection| archive::remember(connection, &name, &rendered))
            .await
    }

    async fn note_health(&self, note: HealthNote) -> Result<(), StoreError> {
        self.run(&self.writer, move |connection| health::note(connection, &note)).await
    }

    async fn troubles(&self, only_open: bool) -> Result<Vec<Trouble>, StoreError> {
        self.read(move |connection| health::troubles(connection, only_open)).await
    }

    async fn days(&self, from: NaiveDate) -> Result<BTreeMap<SourceId, Vec<DayCount>>, StoreError> {
        self.read(move |connection| health::days(connection, from)).await
    }

    async fn subscriptions(&self) -> Result<Vec<Subscription>, StoreError> {
        self.read(|connection| subscription::all(connection)).await
    }

    async fn change_subscription(
        &self,
        callback: &str,
        topic: &str,
        change: Change,
    ) -> Result<(), StoreError> {
        let (callback, topic) = (callback.to_owned(), topic.to_owned());
        let work = move |connection: &mut Connection| {
            subscription::change(connection, &callback, &topic, change)
        };
        self.run(&self.writer, work).await
    }

    async fn pushes(&self) -> Result<Vec<Push>, StoreError> {
        self.read(|connection| push::all(connection)).await
    }

    async fn push(&self, token: &str) -> Result<Option<Push>, StoreError> {
        let token = token.to_owned();
        self.read(move |connection| push::one(connection, &token)).await
    }

    async fn put_push(&self, one: Push) -> Result<(), StoreError> {
        self.run(&self.writer, move |connection| push::put(connection, &one)).await
    }

    async fn drop_push(&self, token: &str) -> Result<(), StoreError> {
        let token = token.to_owned();
        self.run(&self.writer, move |connection| push::forget(connection, &token)).await
    }

    async fn put_delivery(&self, one: Delivery) -> Result<(), StoreError> {
        self.run(&self.writer, move |connection| push::deliver(connection, &one)).await
    }

    async fn deliveries(&self) -> Result<Vec<(i64, SourceId)>, StoreError> {
        self.read(|connection| push::deliveries(connection)).await
    }

    async fn delivery(&self, number: i64) -> Result<Option<Delivery>, StoreError> {
        self.read(move |connection| push::delivery(connection, number)).await
    }

    async fn drop_deliveries(&self, numbers: Vec<i64>) -> Result<(), StoreError> {
        if numbers.is_empty() {
            return Ok(());
        }
        self.run(&self.writer, move |connection| push::drop_deliveries(connection, &numbers)).await
    }

    async fn untold(&self, events: Vec<String>) -> Result<Vec<String>, StoreError> {
        self.read(move |connection| health::untold(connection, events)).await
    }

    async fn tell(&self, events: Vec<String>, at: DateTime<Utc>) -> Result<(), StoreError> {
        self.run(&self.writer, move |connection| health::tell(connection, &events, at)).await
    }

    async fn items(&self, query: &ItemQuery) -> Result<Vec<StoredItem>, StoreError> {
        let query = query.clone();
        self.read(move |connection| query::items(&*connection.transaction()?, &query)).await
    }

    async fn events(&self, limit: usize) -> Result<Vec<StoredItem>, StoreError> {
        self.read(move |connection| query::events(&*connection.transaction()?, limit)).await
    }

    async fn item(&self, id: ItemId) -> Result<Option<StoredItem>, StoreError> {
        let item = self.read(move |connection| read::find(&*connection.transaction()?, id)).await?;
        Ok(item.map(|(_, item)| item))
    }

    async fn former_ids(&self, id: ItemId) -> Result<Vec<ItemId>, StoreError> {
        self.read(move |connection| read::former_ids(connection, id)).await
    }

    async fn former_owners(&self, keys: Vec<Key>) -> Result<Vec<ItemId>, StoreError> {
        self.read(move |connection| read::former_owners(connection, &keys)).await
    }

    async fn decisions(&self, id: ItemId) -> Result<Vec<Decision>, StoreError> {
        self.read(move |connection| read::decisions(&*connection.transaction()?, id)).await
    }

    async fn between(
        &self,
        first: DateTime<Utc>,
        last: DateTime<Utc>,
        limit: usize,
    ) -> Result<Vec<StoredItem>, StoreError> {
        let read = move |connection: &mut Connection| {
            query::between(&*connection.transaction()?, first, last, limit)
        };
        self.read(read).await
    }

    async fn untied(&self, limit: usize) -> Result<Option<Untied>, StoreError> {
        self.read(move |connection| translation::untied(&*connection.transaction()?, limit)).await
    }

    async fn tie(&self, ties: Vec<Tie>, through: Option<i64>) -> Result<(), StoreError> {
        let write =
            move |connection: &mut Connection| translation::write(connection, &ties, through);
        self.run(&self.writer, write).await
    }

    async fn translations(
        &self,
        ids: Vec<ItemId>,
    ) -> Result<BTreeMap<ItemId, Vec<Translation>>, StoreError> {
        self.read(move |connection| translation::of(&*connection.transaction()?, &ids)).await
    }

    async fn count(&self) -> Result<u64, StoreError> {
        self.read(|connection| read::count(connection)).await
    }
}

#[cfg(test)]
mod tests;
