//! The last leg of a pass: stored items become editions, editions become artifacts, artifacts
//! replace what stands there if they differ and read back as they were meant.

use std::collections::{BTreeMap, HashSet};

use crate::dedup::Ours;
use crate::model::archive::Place;
use crate::model::change::{ItemId, StoredItem};
use crate::model::edition::{Edition, Selected, SourceInfo};
use crate::model::health::Health;
use crate::model::query::{Facet, Selection};
use crate::model::report::PublishedFile;
use crate::model::source::{SourceId, SourceKind, SourceState};
use crate::pipeline::buried::{kept, tombstones};
use crate::pipeline::desk::{Desk, PublishError};
use crate::pipeline::editions::{Shown, calendar, events, preferred, shown};
use crate::pipeline::halt::Halt;
use crate::pipeline::plan::Plan;
use crate::publish::assemble::{FeedPlace, Frame, assemble, mark_deleted, with_events};
use crate::publish::{Format, RenderError, Sink, format, selections};
use crate::store::{Store, StoreError};

/// Tombstones that a feed shows at most: readers that come by less often than it takes for so many
/// keep what was taken down.
const TOMBSTONES: usize = 100;

/// How much of what was split a feed tells.
const APART: usize = 100;

/// What was published.
#[derive(Debug, Default)]
pub struct Published {
    /// One row an artifact.
    pub files: Vec<PublishedFile>,
    /// Every item that stands in some feed.
    pub items: HashSet<ItemId>,
}

/// Publishes the main feed, every `[[feed]]` and those that make themselves out of the store.
pub async fn publish(
    plan: &Plan,
    store: &dyn Store,
    sink: &dyn Sink,
) -> Result<Published, PublishError> {
    let mut published = Published::default();
    publish_feeds(plan, store, sink, None, &mut published).await?;
    Ok(published)
}

/// The same, feed by feed: what was published before one that fails is known. In the middle of a
/// pass, until that is to end: archives stay as they are then, and so do feeds that show one of
/// several editions of a story, because which those are is not known yet.
pub(super) async fn publish_feeds(
    plan: &Plan,
    store: &dyn Store,
    sink: &dyn Sink,
    until: Option<&Halt>,
    published: &mut Published,
) -> Result<(), PublishError> {
    let is_early = until.is_some();
    store.render_at(sink.place().await).await?;
    let mut feeds = feeds(plan);
    let mut frame = frame(plan, store, &feeds).await?;
    let automatic = automatic(plan, store).await?;
    frame.selections = automatic.iter().map(|(selected, _, _)| selected.clone()).collect();
    feeds.extend(automatic.into_iter().map(|(_, place, selection)| (place, selection)));
    let buried = store.buried(TOMBSTONES).await?;
    let events = events(store).await?;
    let apart = store.kept_apart(APART).await?;
    let to = Desk { frame: &frame, store, sink, is_early };
    let places: Vec<_> = feeds.iter().map(|(place, _)| place).collect();
    to.departed(&places).await?;
    for (place, selection) in feeds {
        if until.is_some_and(Halt::is_asked) {
            break;
        }
        if is_early && !preferred(plan, &place).is_empty() {
            continue;
        }
        let tombstones = tombstones(&buried, &selection);
        let archive = to.archive(&place, &selection, plan.publish.items).await?;
        published.files.extend(archive.published);
        let edition = edition(plan, store, &frame, &place, selection.clone(), archive.open).await?;
        let events =
            calendar(plan, store, &place, events.iter().filter(|one| selection.matches(one)));
        let edition = with_events(&frame, edition, events.await?);
        let mut edition = mark_deleted(edition, tombstones);
        edition.kept = kept(&edition, &buried, &apart);
        edition.place = Place::now(archive.last);
        published.items.extend(edition.entries.iter().map(|entry| entry.id));
        published.items.extend(edition.events.iter().map(|event| event.id));
        to.edition(&place.folder, edition, format::render, &mut published.files).await?;
    }
    Ok(())
}

/// Publishes how the sources are.
pub(super) async fn publish_health(
    plan: &Plan,
    store: &dyn Store,
    sink: &dyn Sink,
    health: &Health,
) -> Result<Vec<PublishedFile>, PublishError> {
    let frame = frame_of(plan, &[], &feeds(plan));
    Desk { frame: &frame, store, sink, is_early: false }.health(health).await
}

/// What all feeds have in common.
pub(super) async fn frame(
    plan: &Plan,
    store: &dyn Store,
    feeds: &[(FeedPlace, Selection)],
) -> Result<Frame, StoreError> {
    Ok(frame_of(plan, &store.source_states().await?, feeds))
}

/// The sources of the configuration as OPML: the bytes of `feeds.opml`.
pub fn opml(plan: &Plan, states: &[SourceState]) -> Result<Vec<u8>, RenderError> {
    let frame = frame_of(plan, states, &feeds(plan));
    let main = assemble(&frame, &FeedPlace::main(&plan.site), Vec::new());
    format::opml::Opml.render(&main).map(|artifact| artifact.bytes)
}

fn frame_of(plan: &Plan, states: &[SourceState], feeds: &[(FeedPlace, Selection)]) -> Frame {
    Frame {
        site: plan.site.clone(),
        feeds: feeds.iter().map(|(place, _)| place.clone()).collect(),
        configured: configured(plan, states),
        departed: departed(states),
        selections: [].into(),
        look: plan.publish.look.clone(),
        hub: plan.publish.hub.clone(),
    }
}

/// Freezes a feed: what stands on no full page of its archive and its newest items, with their
/// translations.
async fn edition(
    plan: &Plan,
    store: &dyn Store,
    frame: &Frame,
    place: &FeedPlace,
    selection: Selection,
    open: Vec<StoredItem>,
) -> Result<Edition, StoreError> {
    let Shown { items, mut translations, .. } = shown(plan, store, place, selection, open).await?;
    let ids: HashSet<ItemId> = items.iter().map(|item| item.id).collect();
    translations.retain(|id, _| ids.contains(id));
    Ok(Edition { translations, ..assemble(frame, place, items) })
}

/// The addresses at which feeds of ours stand.
pub(super) fn ours(plan: &Plan) -> Ours {
    let places = feeds(plan).into_iter().map(|(place, _)| place.folder);
    let files = format::ALL.iter().map(|format| format.name());
    let names: Vec<_> = files.chain([""]).collect();
    let paths = places
        .flat_map(|folder| names.iter().map(|name| format!("{folder}{name}")).collect::<Vec<_>>());
    Ours::new(paths.filter_map(|path| plan.site.url.join(&path).ok()))
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

/// The feeds of single sources, kinds, tags and languages that were asked for.
pub(super) async fn automatic(
    plan: &Plan,
    store: &dyn Store,
) -> Result<Vec<(Selected, FeedPlace, Selection)>, StoreError> {
    let by = &plan.publish.by;
    let mut values = Vec::new();
    if by.iter().any(|facet| *facet != Facet::Source) {
        values = store.facet_values().await?;
        values.retain(|(facet, _)| by.contains(facet));
    }
    if by.contains(&Facet::Source) {
        let sources = plan.sources.iter().map(|planned| planned.source.id.to_string());
        values.extend(sources.map(|id| (Facet::Source, id)));
    }
    let title = |id: &str| {
        let mut sources = plan.sources.iter().map(|planned| &planned.source);
        sources.find(|source| source.id.as_str() == id).map(|source| source.title.as_str())
    };
    let feeds = values.into_iter().filter_map(|(facet, value)| {
        let selected = selections::selected(facet, &value)?;
        let place = selections::place(&selected, title(&value));
        Some((selected, place, facet.selection(&value)))
    });
    Ok(feeds.collect())
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
