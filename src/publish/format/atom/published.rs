//! Reading back what was written: the items of an Atom feed or archive page of ours.

use atom_syndication::extension::Extension;
use atom_syndication::{Entry, Feed};
use chrono::{DateTime, NaiveTime, Timelike};

use crate::model::change::ItemId;
use crate::model::language::Language;
use crate::publish::format::atom::deleted::{ELEMENT, PART_OF, PREFIX};
use crate::publish::format::published::{By, Statement, Statements, TakenDown};
use crate::publish::shown::KIND_SCHEME;

/// What an Atom feed of ours says; `None` when it is none. Atom says less than
/// JSON: neither the publisher's guid nor which other sources have an entry.
#[must_use]
pub fn atom(bytes: &[u8]) -> Option<Statements> {
    let feed = Feed::read_from(bytes).ok()?;
    let is_ours = feed.generator.as_ref().is_some_and(|generator| generator.value == "sangam");
    let deleted = feed.extensions.get(PREFIX).and_then(|ours| ours.get(ELEMENT));
    is_ours.then(|| Statements {
        items: feed.entries.iter().filter_map(statement).collect(),
        taken_down: deleted
            .into_iter()
            .flatten()
            .filter_map(|one| taken_down(&feed, one))
            .collect(),
        kept_apart: Vec::new(),
    })
}

/// Who took an entry down is told by name alone: whoever publishes the feed is its operator.
fn taken_down(feed: &Feed, deleted: &Extension) -> Option<TakenDown> {
    let comment = text(deleted, &["comment"]);
    let by = text(deleted, &["by", "name"]);
    let is_operator = by.is_some() && by == feed.authors.first().map(|author| author.name.as_str());
    let whole = comment.and_then(|comment| ItemId::parse(comment.strip_prefix(PART_OF)?));
    let by = match whole {
        Some(whole) if is_operator => By::Merging(whole),
        _ if is_operator => By::Operator,
        _ => By::Titled(by.unwrap_or_default().to_owned()),
    };
    Some(TakenDown {
        id: ItemId::parse(deleted.attrs.get("ref")?)?,
        at: DateTime::parse_from_rfc3339(deleted.attrs.get("when")?).ok()?.to_utc(),
        note: comment.filter(|_| matches!(by, By::Titled(_))).map(str::to_owned),
        identity: None,
        by,
    })
}

fn text<'a>(of: &'a Extension, path: &[&str]) -> Option<&'a str> {
    match path {
        [] => of.value.as_deref(),
        [name, rest @ ..] => text(of.children.get(*name)?.first()?, rest),
    }
}

fn statement(entry: &Entry) -> Option<Statement> {
    let updated = entry.updated.to_utc();
    let date = entry.published.map(|at| at.to_utc());
    let is_kind = |scheme: Option<&str>| scheme == Some(KIND_SCHEME);
    let kind = entry.categories.iter().find(|category| is_kind(category.scheme()));
    // Its own page comes before those in other languages.
    let page = entry.links.iter().find(|link| link.rel == "alternate");
    let language = page.and_then(|page| page.hreflang.as_deref());
    Some(Statement {
        id: ItemId::parse(&entry.id)?,
        date: date.unwrap_or(updated),
        updated,
        is_day: date.map(|at| at.time().with_nanosecond(0) == Some(NaiveTime::MIN)),
        kind: kind.map(|category| category.term().to_owned()),
        language: language.and_then(|tag| Language::new(tag).ok()),
        has_authors: !entry.authors.is_empty(),
        // It is carried along.
        event: None,
        guid: None,
        source: None,
        source_url: entry.source.as_ref().map(|source| source.id.clone()),
        also_in: Vec::new(),
        translations: Vec::new(),
    })
}
