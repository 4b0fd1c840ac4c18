//! One file of a feed with part of its items, made when somebody asks for it.

use crate::model::edition::{Artifact, Turn};
use crate::model::query::{ItemQuery, Selection};
use crate::pipeline::desk::PublishError;
use crate::pipeline::plan::Plan;
use crate::pipeline::publish::{automatic, feeds, frame};
use crate::publish::assemble::assemble;
use crate::publish::format;
use crate::store::Store;

/// How many items are looked at for those that a `[[feed]]` has too.
const LOOKED_AT: usize = 1_000;

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

/// Renders part of a feed. `None`: there is no such feed, or no such file.
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
    let is_all = whole == Selection::default();
    let query = ItemQuery {
        selection: part.selection.clone(),
        since: None,
        limit: if is_all { passed + limit + 1 } else { LOOKED_AT },
    };
    let found = store.items(&query).await?;
    let mut found = found.into_iter().filter(|item| whole.matches(item)).skip(passed);
    let items = found.by_ref().take(limit).collect();
    let mut edition = assemble(&frame, &place, items);
    part.query.clone_into(&mut edition.query);
    edition.turn = Some(Turn { number: part.page, has_more: found.next().is_some() });
    Ok(Some(format::render_one(*format, &edition)?))
}
