//! `sangam hide` and `sangam unhide`: taking an item down for good, and showing it again.

use std::io::Write;

use serde_json::json;

use crate::cli::args::{Global, Hide, Unhide};
use crate::cli::desk::{self, Desk, line, tell};
use crate::cli::exit::{Exit, Stop};
use crate::model::tombstone::{Cause, Tombstone};
use crate::pipeline;

/// Hides an item. One that is hidden already stays so from when it was, and gets the new reason,
/// if there is one.
pub(super) fn hide(global: &Global, args: &Hide, out: &mut dyn Write) -> Result<Exit, Stop> {
    let desk = Desk::to_write(global)?;
    let item = desk.item(&args.item)?;
    let before = hidden(&desk.tombstones(item.id)?);
    let (at, old_reason) = before.map_or((desk::now(), None), |before| (before.at, before.note));
    let reason = args.reason.clone().or(old_reason);
    let published = desk.amend(pipeline::hide(&item, reason.clone(), at))?;
    let mut facts = json!({ "id": item.id.to_string(), "hidden": { "at": at } });
    let mut said = format!("hidden: {}", line(&item));
    if let Some(reason) = reason {
        said = format!("{said}\nreason: {reason}");
        facts["hidden"]["reason"] = reason.into();
    }
    tell(out, args.json, &said, facts, &published)
}

/// Shows an item again.
pub(super) fn unhide(global: &Global, args: &Unhide, out: &mut dyn Write) -> Result<Exit, Stop> {
    let desk = Desk::to_write(global)?;
    let item = desk.item(&args.item)?;
    let tombstones = desk.tombstones(item.id)?;
    let was_hidden = hidden(&tombstones).is_some();
    let published = desk.amend(pipeline::unhide(&item, desk::now()))?;
    let still = tombstones.iter().find(|one| one.cause != Cause::Hidden);
    let said = match (was_hidden, still) {
        (false, _) => format!("not hidden: {}", line(&item)),
        (true, None) => format!("shown again: {}", line(&item)),
        (true, Some(_)) => {
            format!("no longer hidden, but taken back by its source: {}", line(&item))
        }
    };
    let facts = json!({
        "id": item.id.to_string(),
        "was_hidden": was_hidden,
        "is_shown": still.is_none(),
    });
    tell(out, args.json, &said, facts, &published)
}

fn hidden(tombstones: &[Tombstone]) -> Option<Tombstone> {
    tombstones.iter().find(|one| one.cause == Cause::Hidden).cloned()
}
