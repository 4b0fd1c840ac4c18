//! Which feeds show an item, and why the others do not.

use serde::Serialize;

use crate::model::change::StoredItem;
use crate::model::query::Selection;
use crate::model::tombstone::Tombstone;
use crate::pipeline::desk::open_page_name;
use crate::pipeline::editions::{Shown, shown};
use crate::pipeline::plan::Plan;
use crate::pipeline::publish::feeds;
use crate::publish::assemble::FeedPlace;
use crate::publish::format::archive;
use crate::store::{Store, StoreError};

/// Whether a feed shows it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct InFeed {
    /// Its id; empty for the main feed.
    pub feed: String,
    /// Its place there, from 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub place: Option<usize>,
    /// Why it is not shown.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub why_not: Option<String>,
}

/// Looks for an item in every feed, as it would be published now.
pub(super) async fn in_feeds(
    plan: &Plan,
    store: &dyn Store,
    item: &StoredItem,
    tombstones: &[Tombstone],
) -> Result<Vec<InFeed>, StoreError> {
    let mut all = Vec::new();
    for (place, selection) in feeds(plan) {
        let feed = place.folder.trim_start_matches("feeds/").trim_end_matches('/').to_owned();
        let (place, why_not) = match barred(item, &selection, tombstones) {
            Some(why_not) => (None, Some(why_not)),
            None => look(plan, store, item, &place, selection).await?,
        };
        all.push(InFeed { feed, place, why_not });
    }
    Ok(all)
}

/// Why a feed cannot show an item, whatever else it has.
fn barred(item: &StoredItem, selection: &Selection, tombstones: &[Tombstone]) -> Option<String> {
    let differs = selection.differs(item);
    if !tombstones.is_empty() {
        Some("it was taken down".to_owned())
    } else if item.is_reduced() {
        Some("it is older than [store] keep, and no source lists it".to_owned())
    } else if !differs.is_empty() {
        Some(format!("where: {} does not match", differs.join(", ")))
    } else {
        None
    }
}

/// The place of an item in a feed, or why it has none.
async fn look(
    plan: &Plan,
    store: &dyn Store,
    item: &StoredItem,
    place: &FeedPlace,
    selection: Selection,
) -> Result<(Option<usize>, Option<String>), StoreError> {
    let open = open(store, place).await?;
    let Shown { items, passed_over, .. } = shown(plan, store, place, selection, open).await?;
    if let Some(at) = items.iter().position(|shown| shown.id == item.id) {
        return Ok((Some(at + 1), None));
    }
    let why_not = match passed_over.get(&item.id) {
        Some(better) => format!("prefer_language: {better} is shown, the same in another language"),
        None => format!("older than the {} items that the feed shows", plan.publish.items),
    };
    Ok((None, Some(why_not)))
}

/// What stands on the page of the feed's archive that is not full yet; nothing is filled.
async fn open(store: &dyn Store, feed: &FeedPlace) -> Result<Vec<StoredItem>, StoreError> {
    let rendered = store.rendered(&open_page_name(&feed.folder)).await?;
    let files = rendered.map(|last| last.files).unwrap_or_default();
    let page = files.iter().find_map(|file| archive::page_of(&feed.folder, &file.path));
    store.archive_page(&feed.folder, page.unwrap_or(1)).await
}
