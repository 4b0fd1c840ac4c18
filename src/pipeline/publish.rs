//! The last leg of a pass: stored items become editions, editions become artifacts, artifacts
//! replace what stands there if they differ and read back as they were meant.

use std::collections::{BTreeMap, HashSet};

use crate::model::archive::Place;
use crate::model::edition::SourceInfo;
use crate::model::query::{ItemQuery, Selection};
use crate::model::report::PublishedFile;
use crate::model::source::{SourceId, SourceKind, SourceState};
use crate::model::tombstone::{Buried, Tombstone};
use crate::pipeline::desk::{Desk, PublishError};
use crate::pipeline::plan::Plan;
use crate::publish::assemble::{FeedPlace, Frame, assemble, mark_deleted, window};
use crate::publish::{Sink, format};
use crate::store::{Store, StoreError};

/// Tombstones that a feed shows at most: readers that come by less often than it takes for so many
/// keep what was taken down.
const TOMBSTONES: usize = 100;

/// Publishes the main feed and every `[[feed]]` out of the store.
pub async fn publish(
    plan: &Plan,
    store: &dyn Store,
    sink: &dyn Sink,
) -> Result<Vec<PublishedFile>, PublishError> {
    let feeds = feeds(plan);
    let frame = frame(plan, store, &feeds).await?;
    let buried = store.buried(TOMBSTONES).await?;
    let to = Desk { frame: &frame, store, sink };
    let mut published = Vec::new();
    for (place, selection) in feeds {
        let tombstones = tombstones(&buried, &selection);
        let archive = to.archive(&place, &selection, plan.publish.items).await?;
        published.extend(archive.published);
        let query = ItemQuery { selection, since: None, limit: plan.publish.items };
        let newest = store.items(&query).await?;
        let entries = window(newest, archive.open, plan.publish.items);
        let mut edition = mark_deleted(assemble(&frame, &place, entries), tombstones);
        edition.place = Place::now(archive.last);
        published.extend(to.edition(&place.folder, edition, format::render).await?);
    }
    Ok(published)
}

/// What all feeds have in common.
pub(super) async fn frame(
    plan: &Plan,
    store: &dyn Store,
    feeds: &[(FeedPlace, Selection)],
) -> Result<Frame, StoreError> {
    let states = store.source_states().await?;
    Ok(Frame {
        site: plan.site.clone(),
        feeds: feeds.iter().map(|(place, _)| place.clone()).collect(),
        configured: configured(plan, &states),
        departed: departed(&states),
        hub: plan.publish.hub.clone(),
    })
}

/// The tombstones of what a feed would show. What is known by nothing but its id may have stood in
/// any.
fn tombstones(buried: &[Buried], selection: &Selection) -> Vec<Tombstone> {
    let stood_here = |one: &&Buried| one.item.as_ref().is_none_or(|item| selection.matches(item));
    buried.iter().filter(stood_here).map(|one| one.tombstone.clone()).collect()
}

/// What is published: the main feed, then every `[[feed]]`.
pub(super) fn feeds(plan: &Plan) -> Vec<(FeedPlace, Selection)> {
    let main = (FeedPlace::main(&plan.site), Selection::default());
    let named = plan
        .feeds
        .iter()
        .map(|feed| (FeedPlace::named(&feed.id, &feed.title), feed.selection.clone()));
    std::iter::once(main).chain(named).collect()
}

/// Every source that items can come from: those of the configuration, and those that left it, by
/// the names that they last had.
#[must_use]
pub fn known_sources(plan: &Plan, states: &[SourceState]) -> BTreeMap<SourceId, SourceInfo> {
    let mut sources = departed(states);
    sources.extend(configured(plan, states));
    sources
}

fn configured(plan: &Plan, states: &[SourceState]) -> BTreeMap<SourceId, SourceInfo> {
    let listings: HashSet<_> =
        states.iter().filter(|state| state.is_listing).map(|state| &state.id).collect();
    plan.sources
        .iter()
        .map(|planned| &planned.source)
        .map(|source| {
            let info = SourceInfo {
                title: source.title.clone(),
                is_current: true,
                url: source.shown.to_string(),
                is_feed: source.kind != SourceKind::Listing && !listings.contains(&source.id),
            };
            (source.id.clone(), info)
        })
        .collect()
}

fn departed(states: &[SourceState]) -> BTreeMap<SourceId, SourceInfo> {
    states
        .iter()
        .map(|state| {
            let (title, url) = (state.title.clone(), state.url.clone());
            let is_feed = !state.is_listing;
            let info = SourceInfo { title, url, is_feed, is_current: false };
            (state.id.clone(), info)
        })
        .collect()
}
