//! `sangam split` and `sangam merge`: correcting what was taken for one, for good.

use std::io::Write;

use serde_json::json;

use crate::cli::args::{Global, Merge, Split};
use crate::cli::desk::{self, Desk, line, tell};
use crate::cli::exit::{Exit, Stop};
use crate::model::change::StoredItem;
use crate::model::source::SourceId;
use crate::pipeline;

/// Takes a source's version out of an item.
pub(super) fn split(global: &Global, args: &Split, out: &mut dyn Write) -> Result<Exit, Stop> {
    let desk = Desk::to_write(global)?;
    let item = desk.item(&args.item)?;
    let source = which(&item, args.source.as_ref())?;
    let version = item.appearances.iter().filter(|one| one.source == source);
    let keys = version.flat_map(|one| one.item.keys.iter().cloned()).collect();
    let former = desk.wait(desk.store.former_owners(keys))?;
    let (amendment, rest, part) = pipeline::split(&item, &source, &former, desk::now())
        .ok_or_else(|| Stop::new(Exit::Usage, only_one(&item)))?;
    let published = desk.amend(amendment)?;
    let said = format!("split: {}\nfrom:  {}", line(&part), line(&rest));
    let facts = json!({ "id": rest.id.to_string(), "source": source, "part": part.id.to_string() });
    tell(out, args.json, &said, facts, &published)
}

/// Makes one item of two.
pub(super) fn merge(global: &Global, args: &Merge, out: &mut dyn Write) -> Result<Exit, Stop> {
    let desk = Desk::to_write(global)?;
    let (whole, part) = (desk.item(&args.item)?, desk.item(&args.other)?);
    if whole.id == part.id {
        return Err(Stop::new(Exit::Usage, format!("these are one item already: {}", whole.id)));
    }
    let published = desk.amend(pipeline::merge(&whole, &part, desk::now()))?;
    let said = format!("merged: {}\ninto:   {}", line(&part), line(&whole));
    let facts = json!({ "id": whole.id.to_string(), "part": part.id.to_string() });
    tell(out, args.json, &said, facts, &published)
}

/// The source whose version is meant: the one that was named, or the only one that is not shown.
fn which(item: &StoredItem, named: Option<&SourceId>) -> Result<SourceId, Stop> {
    let sources: Vec<_> = item.appearances.iter().map(|one| &one.source).collect();
    match (named, &sources[..]) {
        (_, [_]) => Err(Stop::new(Exit::Usage, only_one(item))),
        (Some(named), _) if sources.contains(&named) => Ok(named.clone()),
        (None, [_, other]) => Ok((*other).clone()),
        (named, _) => {
            let all: Vec<_> = sources.iter().map(|source| source.as_str()).collect();
            let why = match named {
                Some(named) => format!("{named} does not have it"),
                None => "say whose version to take out".to_owned(),
            };
            Err(Stop::new(Exit::Usage, format!("{why}: --source {}", all.join(" or "))))
        }
    }
}

fn only_one(item: &StoredItem) -> String {
    format!("only {} has {}, so there is nothing to split", item.primary().source, item.id)
}
