//! `[[source]]`.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::path::Path;
use std::sync::Arc;

use toml::de::DeTable;

use super::fetch::Pace;
use super::fingerprint::fingerprint;
use super::listing::listing;
use super::raw::Origin;
use super::rule::of_source;
use super::section::Section;
use super::values::{ID, LANGUAGE, TEXT, Wrong, choices, language, one_of, words};
use crate::model::source::{Source, SourceId, SourceKind};
use crate::normalize::rules::Rule;
use crate::pipeline::{Heal, PlannedSource};
use crate::read::ReadOptions;

mod place;

use place::Place;

const KINDS: [(&str, SourceKind); 3] =
    [("auto", SourceKind::Auto), ("feed", SourceKind::Feed), ("listing", SourceKind::Listing)];

const HEAL: [(&str, Heal); 3] =
    [("auto", Heal::Auto), ("suggest", Heal::Suggest), ("off", Heal::Off)];

/// Ids that are taken, in lower case because some file systems see no difference, each with the
/// place of its first use.
pub(super) type Taken = BTreeMap<String, Origin>;

/// Every `[[source]]`: the ids of all, and those without a mistake.
pub(super) struct Sources {
    pub(super) ids: Vec<SourceId>,
    pub(super) planned: Vec<PlannedSource>,
}

/// What holds for sources that do not say otherwise.
#[derive(Debug, Clone, Copy)]
pub(super) struct Usual {
    pub(super) pace: Pace,
    pub(super) republish: bool,
    pub(super) allow_exec: bool,
}

/// Reads every `[[source]]`. `rules` are those of the top level.
pub(super) fn sources(root: &Section<'_>, folder: &Path, usual: Usual, rules: &[Rule]) -> Sources {
    let mut taken = Taken::new();
    let mut sources = Sources { ids: Vec::new(), planned: Vec::new() };
    let sections = root.tables("source", |number, table| identified("[[source]]", number, table));
    let is_needed = root.context.needs_sources && !root.context.is_partial;
    if sections.is_empty() && !root.is_written("source") && is_needed {
        let message = "there is no [[source]]; add one with its id and url";
        root.context.problem(&root.origin, message);
    }
    for section in sections {
        let id = id(&section, &mut taken, "it names the source in reports and rules");
        sources.ids.extend(id.clone());
        sources.planned.extend(source(section, id, folder, usual, rules));
    }
    sources
}

/// How messages name one of several tables: by its id, and by its number where it has none.
pub(super) fn identified(kind: &str, number: usize, table: &DeTable<'_>) -> String {
    let id = table.get("id").and_then(|id| id.get_ref().as_str());
    match id.filter(|id| SourceId::new(id).is_ok()) {
        Some(id) => format!("{kind} {id}"),
        None => format!("{kind} {number}"),
    }
}

/// The id of a source or feed, which no other of them has.
pub(super) fn id(section: &Section<'_>, taken: &mut Taken, why: &str) -> Option<SourceId> {
    let text = section.placed("id", ID);
    let text = section.required("id", text, why)?;
    let Ok(id) = SourceId::new(&text.value) else {
        section.mistake("id", &text, ID, &Wrong::Plainly);
        return None;
    };
    if let Some(first) = taken.get(&id.as_str().to_ascii_lowercase()) {
        let line = line(section, first);
        let message = format!("id of {} is taken: {line} has it already", section.name);
        section.context.problem(&text.origin, message);
        return None;
    }
    taken.insert(id.as_str().to_ascii_lowercase(), text.origin);
    Some(id)
}

fn line(section: &Section<'_>, origin: &Origin) -> String {
    match origin {
        Origin::Span(span) => format!("line {}", section.context.lines.line(span.start)),
        Origin::Variable(name) => name.clone(),
    }
}

fn source(
    section: Section<'_>,
    id: Option<SourceId>,
    folder: &Path,
    usual: Usual,
    rules: &[Rule],
) -> Option<PlannedSource> {
    let kind = section.read("type", &choices(&KINDS), |text| one_of(text, &KINDS));
    let kind = kind.unwrap_or_default();
    let spot = Place::read(&section, folder, usual.allow_exec);
    let (listing, dates) = listing(&section, kind, spot.base.as_ref());
    let read = ReadOptions { kind, listing, ..ReadOptions::default() };
    let name = section.name.trim_start_matches("[[source]] ").to_owned();
    let own_rules = of_source(&section, &name);
    let rules: Vec<Rule> = own_rules.into_iter().chain(rules.iter().cloned()).collect();
    let pace = Pace::read(&section, usual.pace);
    let pace = if spot.is_local() { pace.local(&section) } else { pace };
    let republish = section.flag("republish").unwrap_or(usual.republish);
    let heal = section.read("heal", &choices(&HEAL), |text| one_of(text, &HEAL));
    let full_text = section.flag("full_text").unwrap_or(false);
    let source = described(&section, id, &spot, kind, pace);
    section.finish(&[]);
    let source = source?;
    let mut fingerprint = fingerprint(&source, &read, &dates, &rules);
    if full_text {
        fingerprint.push_str("full_text = true\n");
    }
    if let Some(base) = spot.base.as_ref().filter(|_| spot.is_local()) {
        let _ = writeln!(fingerprint, "base = {:?}", base.as_str());
    }
    Some(PlannedSource {
        source,
        transport: Arc::new(spot.transport),
        read,
        dates,
        republish,
        rules,
        keeps_bare: false,
        full_text,
        heal: heal.unwrap_or_default(),
        fingerprint,
    })
}

/// What every stage may know of it. `None` without an id or an address, which is a mistake that is
/// noted already.
fn described(
    section: &Section<'_>,
    id: Option<SourceId>,
    spot: &Place,
    kind: SourceKind,
    pace: Pace,
) -> Option<Source> {
    let title = section.read("title", TEXT, words);
    let language = section.read("language", LANGUAGE, language);
    let tags = section.list("tags", TEXT, words).unwrap_or_default();
    let enabled = section.flag("enabled").unwrap_or(true);
    let id = id?;
    Some(Source {
        title: title.unwrap_or_else(|| id.to_string()),
        id,
        url: spot.url.clone()?,
        shown: spot.shown.clone()?,
        kind,
        language,
        tags,
        interval: pace.interval,
        max_interval: pace.max_interval,
        is_interval_set: pace.is_set,
        headers: spot.headers.clone(),
        enabled,
    })
}
