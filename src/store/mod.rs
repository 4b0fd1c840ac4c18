//! The store: everything that is remembered between two passes.

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

pub use error::StoreError;

mod error;

pub mod nothing;

pub mod sqlite;

/// How much is kept of the page of an incident, in bytes; what is behind is cut off.
pub const PAGE_KEPT: usize = 1024 * 1024;

/// How many incidents of one source are remembered.
pub const INCIDENTS_KEPT: usize = 20;

/// How many values of one facet are remembered: each can become a feed.
pub const VALUES_KEPT: usize = 200;

/// How many troubles are remembered.
pub const TROUBLES_KEPT: usize = 200;

/// Places for which it is remembered what was rendered.
pub const PLACES_KEPT: u32 = 8;

/// For how many days it is remembered what a source did.
pub const DAYS_KEPT: usize = 180;

/// How many deliveries of one source wait to be read.
pub const DELIVERIES_KEPT: usize = 16;

/// How much what waits to be read may take together, in bytes.
pub const DELIVERED_BYTES: usize = 64 * 1024 * 1024;

/// What a backend promises. Every sentence here is a test that runs against every backend.
///
/// Reading does not wait for writing, and sees each commit whole or not at all.
#[async_trait]
pub trait Store: Send + Sync {
    /// The state of every source that was ever refreshed, by id.
    async fn source_states(&self) -> Result<Vec<SourceState>, StoreError>;

    /// A source goes by another id from now on: all that is known of the one, and that its guids
    /// and titles lead to, is known of the other, and no item changes for readers. Nothing where
    /// the one is unknown, or the other known.
    async fn rename(&self, from: SourceId, to: SourceId) -> Result<(), StoreError>;

    /// Hashes of the raw items that a source gave at its last reading, and of those it was
    /// rejected for. Empty for an unknown source.
    async fn raw_hashes(&self, source: &SourceId) -> Result<HashSet<Hash>, StoreError>;

    /// The items that a source gave as some raw items when it was last read, each once.
    async fn given(
        &self,
        source: &SourceId,
        hashes: HashSet<Hash>,
    ) -> Result<Vec<StoredItem>, StoreError>;

    /// Everything that a probe leads to, items in full: by its keys and ids, those that are known;
    /// for each likeness the few that share most of its bands and stand within weeks of its day,
    /// or are undated. Which of all those a person said are not one; and what some sources listed
    /// when they were last read.
    async fn known(&self, probe: Probe) -> Result<Known, StoreError>;

    /// Writes some refreshes, in their order, in one transaction: all of it or nothing. Several
    /// at once cost about half as much as one by one; each must then be decided upon with those
    /// before it taken in ([`Known::take_in`]).
    ///
    /// - Writing the same refresh twice changes nothing.
    /// - An item that is there already is not added again.
    /// - One that is added although its source took it back is brought again: its tombstone is
    ///   lifted. Hidden it stays.
    /// - A key that leads to another item already stays where it is: the first owner keeps it,
    ///   unless nothing is left of that but its identity.
    /// - An absorbed item is gone: its id and keys lead to the one that absorbed it, for ever. If
    ///   it was hidden, that is; that its source took it back counts for no other.
    /// - Of the decisions about one item and source, the first by each rule is kept.
    /// - `updated` of an added or changed item is made unique: milliseconds are added until no
    ///   other item has it, in such a way that among the items of one refresh with one wish the
    ///   first listed gets the latest. It then stays until the item changes.
    /// - `raw_hashes: None` leaves the remembered hashes as they are, and so what the source has in
    ///   its list. An item of which no hash is left was last seen there when the source was last
    ///   read well before. So was one that is withdrawn: its raw item, if it comes again, is unknown.
    /// - An item that was reduced to its identity is one in full again when it is written.
    /// - The keys of a second version lead where the one does by which it was recognised, as far as
    ///   they lead nowhere yet; what it says is told with each of them by [`Store::known`].
    /// - Rejections are forgotten when the source is read in another way than before
    ///   (`SourceState::reading`), and at the first new one when they are older than 90 days and
    ///   of items that the source gives no longer. Of one source the newest thousand are kept.
    async fn commit(&self, refreshes: Vec<Refresh>) -> Result<(), StoreError>;

    /// Writes what a person decided, in one transaction. Of an item that is not there nothing is
    /// written but its tombstones, and what it is kept apart from.
    ///
    /// - An item that is buried with its keys is known by its id and by those of them that lead to
    ///   no other, as one that was reduced to its identity. One without a name gives no key away.
    /// - Changes are written as by [`Store::commit`]. An added item with an id that leads to
    ///   another is an item of its own again, and its keys lead to it.
    /// - A version that is parted takes with it what its source has in its list, and the keys that
    ///   are named, as far as these led to the whole or to what became a part of it; the others
    ///   keep theirs. Why it was taken for the whole is forgotten.
    /// - What is parted is so until it is rejoined, and is told by [`Store::known`], which knows
    ///   what was split off by the keys that lead there in its source alone; so are the keys that
    ///   led to an item which was merged by hand.
    /// - A tombstone replaces one of the same kind.
    /// - An item whose last tombstone is lifted counts as changed at that time: it gets a unique
    ///   `updated` as if it had. Lifting one that is not there does nothing.
    async fn amend(&self, amendment: Amendment) -> Result<(), StoreError>;

    /// The newest tombstones, newest first, each with its item, and with the keys that lead there:
    /// of a merged one those that led to it, and in any case those that it was buried with.
    async fn buried(&self, limit: usize) -> Result<Vec<Buried>, StoreError>;

    /// What was split, the latest first.
    async fn kept_apart(&self, limit: usize) -> Result<Vec<Apart>, StoreError>;

    /// The tombstones of one item.
    async fn tombstones(&self, id: ItemId) -> Result<Vec<Tombstone>, StoreError>;

    /// Every source that has an item, in the order of its appearances, and until when.
    async fn sightings(&self, id: ItemId) -> Result<Vec<Sighting>, StoreError>;

    /// What was left out and is remembered, the newest first.
    async fn left_out(&self) -> Result<Vec<LeftOut>, StoreError>;

    /// Reduces to their identity at most `limit` items that no source has had in its list since
    /// `before`, the longest gone first, but for the `spared` ones, and says how many. Id, dates,
    /// keys and tombstones stay, so that an item which comes back is the one that it was; title,
    /// texts and versions go. A source that was not read well since then lists nothing any more.
    async fn age(
        &self,
        before: DateTime<Utc>,
        spared: HashSet<ItemId>,
        limit: usize,
    ) -> Result<u64, StoreError>;

    /// Ids from `first` to `last`, both included, in order.
    async fn ids(
        &self,
        first: ItemId,
        last: ItemId,
        limit: usize,
    ) -> Result<Vec<ItemId>, StoreError>;

    /// What is remembered of a source's ways; nothing of an unknown one.
    async fn ways(&self, source: &SourceId) -> Result<Ways, StoreError>;

    /// The incidents, or those that are open, the latest first. They are made by the sightings of
    /// refreshes.
    ///
    /// - Of each source at most one is open: what is suspicious while one is open goes on with it,
    ///   and changes what it says only where the verdict or the selectors are others.
    /// - A repair is an incident that is over, or ends the open one.
    /// - The last [`INCIDENTS_KEPT`] of each source are kept.
    async fn incidents(&self, only_open: bool) -> Result<Vec<Incident>, StoreError>;

    /// The page that was seen when an incident became what it is, up to [`PAGE_KEPT`] bytes of it.
    async fn incident_page(&self, id: i64) -> Result<Option<SeenPage>, StoreError>;

    /// Notes that what came is right from now on, and makes the source due. False: no such incident
    /// is open.
    async fn accept_incident(&self, id: i64) -> Result<bool, StoreError>;

    /// Writes what a pass says of the health of everything, in one transaction.
    ///
    /// - Of each subject at most one trouble is open; it keeps what it began with. What is not the
    ///   matter any more is over. The last [`TROUBLES_KEPT`] are kept.
    /// - Counts of one day add up; those of one pass count once. Each source keeps [`DAYS_KEPT`]
    ///   days. Of an unknown source nothing is counted.
    async fn note_health(&self, note: HealthNote) -> Result<(), StoreError>;

    /// The troubles, or those that are open, the latest first.
    async fn troubles(&self, only_open: bool) -> Result<Vec<Trouble>, StoreError>;

    /// What sources did since a day, the oldest day first.
    async fn days(&self, from: NaiveDate) -> Result<BTreeMap<SourceId, Vec<DayCount>>, StoreError>;

    /// Every subscription, by callback and topic.
    async fn subscriptions(&self) -> Result<Vec<Subscription>, StoreError>;

    /// Changes the subscription of a callback and topic, as it is at that moment.
    async fn change_subscription(
        &self,
        callback: &str,
        topic: &str,
        change: Change,
    ) -> Result<(), StoreError>;

    /// Every subscription of ours at a hub, by its token.
    async fn pushes(&self) -> Result<Vec<Push>, StoreError>;

    /// The subscription of a token.
    async fn push(&self, token: &str) -> Result<Option<Push>, StoreError>;

    /// Remembers a subscription of ours in place of the one with its token.
    async fn put_push(&self, one: Push) -> Result<(), StoreError>;

    /// Forgets the subscription of a token, if there is one, and what came by it.
    async fn drop_push(&self, token: &str) -> Result<(), StoreError>;

    /// Keeps a delivery until it is dropped. Of one source at most [`DELIVERIES_KEPT`] wait, and of
    /// all sources at most [`DELIVERED_BYTES`]. Where there is no room, one without a body takes the
    /// place of all that wait of its source.
    async fn put_delivery(&self, one: Delivery) -> Result<(), StoreError>;

    /// What was delivered and was not dropped, by number, oldest first.
    async fn deliveries(&self) -> Result<Vec<(i64, SourceId)>, StoreError>;

    /// The delivery of a number.
    async fn delivery(&self, number: i64) -> Result<Option<Delivery>, StoreError>;

    /// Forgets deliveries.
    async fn drop_deliveries(&self, numbers: Vec<i64>) -> Result<(), StoreError>;

    /// Those of some events that operators were not told of yet, in their order.
    async fn untold(&self, events: Vec<String>) -> Result<Vec<String>, StoreError>;

    /// Notes that operators were told of some events.
    async fn tell(&self, events: Vec<String>, at: DateTime<Utc>) -> Result<(), StoreError>;

    /// The items of a query, in its order, without those that have a tombstone.
    async fn items(&self, query: &ItemQuery) -> Result<Vec<StoredItem>, StoreError>;

    /// The items that are shown and are about an event, those that begin last first, by the clocks of
    /// the place.
    async fn events(&self, limit: usize) -> Result<Vec<StoredItem>, StoreError>;

    /// Takes what entered a feed since the last time into its archive, in the order of time, and
    /// tells how far that is filled.
    ///
    /// - Where it is not to be filled, it is as it was.
    /// - Nothing is ever added to a full page.
    /// - An item enters when it fits the feed for the first time, and again when readers see it
    ///   changed; on the page that is not full yet it stands once.
    /// - When the feed selects otherwise than before, what fits now and never entered does.
    /// - What was taken down of what full pages show is told, and which of them lost entries whose
    ///   items were reduced to their identity or merged.
    async fn archive(&self, query: &ArchiveQuery) -> Result<Archive, StoreError>;

    /// The items of a page, newest first, without those that have a tombstone.
    async fn archive_page(&self, folder: &str, page: u32) -> Result<Vec<StoredItem>, StoreError>;

    /// The kinds, tags and languages (without region) that items ever had which were shown, each
    /// once whatever its case, as it was first met, in the order of the alphabet. Of each facet at
    /// most [`VALUES_KEPT`].
    async fn facet_values(&self) -> Result<Vec<(Facet, String)>, StoreError>;

    /// From now on what is rendered goes to a place. What is remembered is what was rendered for
    /// that one, if it is one of the last [`PLACES_KEPT`]; else, under each name that something was
    /// rendered under, when that changed, without files and as [`Rendered::ELSEWHERE`].
    async fn render_at(&self, place: String) -> Result<(), StoreError>;

    /// What was remembered under a name as rendered.
    async fn rendered(&self, name: &str) -> Result<Option<Rendered>, StoreError>;

    /// The names that end with `/` under which files are remembered as rendered: the folders of
    /// feeds other than the main one, in the order of the alphabet.
    async fn rendered_feeds(&self) -> Result<Vec<String>, StoreError>;

    /// Remembers what was rendered under a name, in place of what was before.
    async fn remember_rendered(&self, name: &str, rendered: Rendered) -> Result<(), StoreError>;

    /// One item, by its id or one that was merged into it, whether it is shown or not, and even if
    /// nothing is left of it but its identity.
    async fn item(&self, id: ItemId) -> Result<Option<StoredItem>, StoreError>;

    /// Ids that lead to this item and were other items' once.
    async fn former_ids(&self, id: ItemId) -> Result<Vec<ItemId>, StoreError>;

    /// The items that some keys led to before these became parts of others, in the order of the
    /// keys, each once.
    async fn former_owners(&self, keys: Vec<Key>) -> Result<Vec<ItemId>, StoreError>;

    /// Why versions of sources were taken for this item, the oldest decision first.
    async fn decisions(&self, id: ItemId) -> Result<Vec<Decision>, StoreError>;

    /// The items that are shown and stand between two moments, both included, oldest first. Where
    /// there are more, those nearest to the middle.
    async fn between(
        &self,
        first: DateTime<Utc>,
        last: DateTime<Utc>,
        limit: usize,
    ) -> Result<Vec<StoredItem>, StoreError>;

    /// Items that were added, or changed so that readers see it, since ties were looked for, the
    /// longest waiting first; `None` when there are none.
    async fn untied(&self, limit: usize) -> Result<Option<Untied>, StoreError>;

    /// Ties items that are one story in several languages, for good, and notes how far ties were
    /// looked for. What is tied to one of them is tied to all. A story has one item of a language:
    /// a tie that would give it a second is left out, and so is one of an item that is not there.
    /// What an absorbed item was tied to, the one that absorbed it is.
    async fn tie(&self, ties: Vec<Tie>, through: Option<i64>) -> Result<(), StoreError>;

    /// The translations of some items that are shown, of those that have any.
    async fn translations(
        &self,
        ids: Vec<ItemId>,
    ) -> Result<BTreeMap<ItemId, Vec<Translation>>, StoreError>;

    /// How many items there are in full.
    async fn count(&self) -> Result<u64, StoreError>;
}
