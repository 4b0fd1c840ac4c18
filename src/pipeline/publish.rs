//! The last leg of a pass: stored items become editions, editions become artifacts, artifacts
//! replace what stands there if they differ.

use std::collections::{BTreeMap, HashSet};

use crate::model::edition::SourceInfo;
use crate::model::query::{ItemQuery, Selection};
use crate::model::report::PublishedFile;
use crate::model::source::{SourceId, SourceKind, SourceState};
use crate::pipeline::plan::Plan;
use crate::publish::assemble::{FeedPlace, Frame, assemble};
use crate::publish::{Put, RenderError, Sink, SinkError, format};
use crate::store::{Store, StoreError};

/// Why publishing ended early.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum PublishError {
    /// The items could not be had.
    #[error("the store failed")]
    Store(#[from] StoreError),
    /// An edition could not be rendered.
    #[error("a feed could not be rendered")]
    Render(#[from] RenderError),
    /// An artifact could not be put in place.
    #[error("a file could not be put in place")]
    Sink(#[from] SinkError),
}

/// Publishes the main feed and every `[[feed]]`.
pub(super) async fn publish(
    plan: &Plan,
    store: &dyn Store,
    sink: &dyn Sink,
) -> Result<Vec<PublishedFile>, PublishError> {
    let feeds = feeds(plan);
    let states = store.source_states().await?;
    let frame = Frame {
        site: plan.site.clone(),
        feeds: feeds.iter().map(|(place, _)| place.clone()).collect(),
        configured: configured(plan, &states),
        departed: departed(&states),
        hub: plan.publish.hub.clone(),
    };
    let mut published = Vec::new();
    for (place, selection) in feeds {
        let query = ItemQuery { selection, since: None, limit: plan.publish.items };
        let edition = assemble(&frame, &place, store.items(&query).await?);
        for artifact in format::render(&edition)? {
            let changed = sink.put(&artifact).await? == Put::Written;
            published.push(PublishedFile { path: artifact.path, items: artifact.items, changed });
        }
    }
    Ok(published)
}

/// What is published: the main feed, then every `[[feed]]`.
fn feeds(plan: &Plan) -> Vec<(FeedPlace, Selection)> {
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
                url: source.url.to_string(),
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
            let info = SourceInfo { title, url, is_feed: !state.is_listing };
            (state.id.clone(), info)
        })
        .collect()
}
