//! One file of a feed with part of its items, made when somebody asks for it.

use std::collections::BTreeMap;

use crate::model::change::{ItemId, StoredItem};
use crate::model::edition::{Artifact, Turn};
use crate::model::query::{ItemQuery, Selection};
use crate::model::translation::Translation;
use crate::pipeline::desk::PublishError;
use crate::pipeline::editions::{EDITIONS, calendar, editions, events, preferred};
use crate::pipeline::plan::Plan;
use crate::pipeline::publish::{automatic, feeds, frame};
use crate::publish::assemble::{FeedPlace, assemble, with_events};
use crate::publish::format;
use crate::store::{Store, StoreError};

/// How many items are looked at for those that are asked for: whoever asks for what there is not
/// costs no more than this.
const LOOKED_AT: usize = 50_000;

/// The file that is not made of the newest items.
const CALENDAR: &str = "events.ics";

/// What is asked for.
#[derive(Debug)]
pub struct Part<'p> {
    /// Folder of the feed: empty for the main one, `feeds/ID/` for a `[[feed]]`.
    pub folder: &'p str,
    /// Which file.
    pub file: &'p str,
    /// Which of the feed's items.
    pub selection: &'p Selection,
    /// How many at most; never more than a feed shows.
    pub limit: Option<usize>,
    /// Which part of what is found, from 1 on.
    pub page: usize,
    /// The query that the file's own address ends with.
    pub query: &'p str,
}

/// Renders part of a feed. `None`: there is no such feed, or no such file, as with a calendar in which
/// nothing would be.
pub async fn partial(
    plan: &Plan,
    store: &dyn Store,
    part: &Part<'_>,
) -> Result<Option<Artifact>, PublishError> {
    let mut feeds = feeds(plan);
    let automatic =
        if part.folder.starts_with("by/") { automatic(plan, store).await? } else { Vec::new() };
    feeds.extend(automatic.into_iter().map(|(_, place, selection)| (place, selection)));
    let Some(at) = feeds.iter().position(|(place, _)| place.folder == part.folder) else {
        return Ok(None);
    };
    let Some(format) = format::ALL.iter().find(|format| format.name() == part.file) else {
        return Ok(None);
    };
    let frame = frame(plan, store, &feeds).await?;
    let (place, whole) = feeds.swap_remove(at);
    let limit = part.limit.unwrap_or(plan.publish.items).min(plan.publish.items);
    let passed = limit.saturating_mul(part.page.saturating_sub(1));
    let found = found(plan, store, part, &place, whole.clone(), passed + limit + 1).await?;
    let has_more = found.items.len() > passed + limit;
    let items = found.items.into_iter().skip(passed).take(limit).collect();
    let mut edition = assemble(&frame, &place, items);
    edition.translations = found.translations;
    edition.translations.retain(|id, _| edition.entries.iter().any(|entry| entry.id == *id));
    if format.name() == CALENDAR {
        let events = events(store).await?;
        let fits = |one: &StoredItem| whole.matches(one) && part.selection.matches(one);
        let fitting = events.iter().filter(|one| fits(one));
        let mut events = calendar(plan, store, &place, fitting).await?;
        events.truncate(part.limit.unwrap_or(usize::MAX));
        edition = with_events(&frame, edition, events);
    }
    // RFC 5545 §3.6: a calendar has something in it.
    if !format.applies(&edition) {
        return Ok(None);
    }
    if edition.entries.is_empty() {
        // What has nothing in it is as old as the whole.
        let last = store.rendered(part.folder).await?;
        edition.updated = last.map_or(edition.updated, |last| last.updated);
    }
    part.query.clone_into(&mut edition.query);
    edition.turn = Some(Turn { number: part.page, has_more });
    Ok(Some(format::render_one(*format, &edition)?))
}

/// What fits, in its order.
struct Found {
    items: Vec<StoredItem>,
    translations: BTreeMap<ItemId, Vec<Translation>>,
}

/// The first so many items of a feed that fit a filter; of each story one, where the feed prefers a
/// language.
async fn found(
    plan: &Plan,
    store: &dyn Store,
    part: &Part<'_>,
    place: &FeedPlace,
    within: Selection,
    most: usize,
) -> Result<Found, StoreError> {
    let is_choosy = !preferred(plan, place).is_empty();
    let editions_of_each = if is_choosy { EDITIONS } else { 1 };
    let limit = most.saturating_mul(editions_of_each);
    let newest = ItemQuery::newest(part.selection.clone(), limit);
    let query = ItemQuery { within, looked_at: LOOKED_AT, ..newest };
    let mut items = store.items(&query).await?;
    let (translations, passed_over) = editions(plan, store, place, &items).await?;
    items.retain(|item| !passed_over.contains_key(&item.id));
    Ok(Found { items, translations })
}
