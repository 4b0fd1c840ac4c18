//! Reading back what was written: the items of an Atom feed or archive page of ours.

use atom_syndication::{Entry, Feed};
use chrono::{NaiveTime, Timelike};

use crate::model::change::ItemId;
use crate::publish::format::published::Statement;
use crate::publish::shown::KIND_SCHEME;

/// The entries of an Atom feed of ours, in its order; `None` when it is none. Atom says less than
/// JSON: neither the publisher's guid nor which other sources have an entry.
#[must_use]
pub fn atom(bytes: &[u8]) -> Option<Vec<Statement>> {
    let feed = Feed::read_from(bytes).ok()?;
    let is_ours = feed.generator.as_ref().is_some_and(|generator| generator.value == "sangam");
    is_ours.then(|| feed.entries.iter().filter_map(statement).collect())
}

fn statement(entry: &Entry) -> Option<Statement> {
    let updated = entry.updated.to_utc();
    let date = entry.published.map(|at| at.to_utc());
    let is_kind = |scheme: Option<&str>| scheme == Some(KIND_SCHEME);
    let kind = entry.categories.iter().find(|category| is_kind(category.scheme()));
    Some(Statement {
        id: ItemId::parse(&entry.id)?,
        date: date.unwrap_or(updated),
        updated,
        is_day: date.map(|at| at.time().with_nanosecond(0) == Some(NaiveTime::MIN)),
        kind: kind.map(|category| category.term().to_owned()),
        // It is carried along.
        event: None,
        guid: None,
        source: None,
        source_url: entry.source.as_ref().map(|source| source.id.clone()),
        also_in: Vec::new(),
    })
}
