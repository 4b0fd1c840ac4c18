//! `[[source]]`.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::path::Path;
use std::sync::Arc;

use toml::de::DeTable;
use url::Url;

use super::fetch::Pace;
use super::fingerprint::fingerprint;
use super::headers::{auth, authorization, headers};
use super::listing::listing;
use super::local::{is_local, local};
use super::raw::Origin;
use super::rule::of_source;
use super::section::Section;
use super::transport::transport;
use super::values::{
    ID, LANGUAGE, TEXT, WEB_ADDRESS, Wrong, choices, language, one_of, web_address, words,
};
use crate::model::source::{Source, SourceId, SourceKind};
use crate::normalize::rules::Rule;
use crate::pipeline::{Heal, PlannedSource};
use crate::read::ReadOptions;

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
    if sections.is_empty() && !root.is_written("source") && !root.context.is_partial {
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
    let mut headers = headers(&section);
    let local = local(&section, folder, usual.allow_exec);
    let url = if is_local(&section) {
        local.as_ref().map(|local| local.url.clone())
    } else {
        address(&section, &mut headers)
    };
    auth(&section, &mut headers);
    let base = local.as_ref().map_or(url.as_ref(), |local| local.base.as_ref()).cloned();
    let transport = Arc::new(transport(&section, folder, local));
    let name = section.name.trim_start_matches("[[source]] ").to_owned();
    let own_rules = of_source(&section, &name);
    let (listing, dates) = listing(&section, kind, base.as_ref());
    let title = section.read("title", TEXT, words);
    let language = section.read("language", LANGUAGE, language);
    let tags = section.list("tags", TEXT, words).unwrap_or_default();
    let pace = Pace::read(&section, usual.pace);
    let pace = if transport.local.is_some() { pace.local(&section) } else { pace };
    let republish = section.flag("republish").unwrap_or(usual.republish);
    let enabled = section.flag("enabled").unwrap_or(true);
    let heal = section.read("heal", &choices(&HEAL), |text| one_of(text, &HEAL));
    let heal = heal.unwrap_or_default();
    let shown = url.as_ref().map(|url| shown(&section, url));
    let full_text = section.flag("full_text").unwrap_or(false);
    section.finish(&[]);
    let (id, url, shown) = (id?, url?, shown?);
    let title = title.unwrap_or_else(|| id.to_string());
    let source = Source {
        id,
        title,
        url,
        shown,
        kind,
        language,
        tags,
        interval: pace.interval,
        max_interval: pace.max_interval,
        is_interval_set: pace.is_set,
        headers,
        enabled,
    };
    let read = ReadOptions { kind, listing, ..ReadOptions::default() };
    let rules: Vec<Rule> = own_rules.into_iter().chain(rules.iter().cloned()).collect();
    let mut fingerprint = fingerprint(&source, &read, &dates, &rules);
    if full_text {
        fingerprint.push_str("full_text = true\n");
    }
    if let Some(base) = base.filter(|_| transport.local.is_some()) {
        let _ = writeln!(fingerprint, "base = {:?}", base.as_str());
    }
    Some(PlannedSource {
        source,
        transport,
        read,
        dates,
        republish,
        rules,
        keeps_bare: false,
        full_text,
        heal,
        fingerprint,
    })
}

/// The address as it is shown: as it is written, without credentials. Where that is no address
/// (`url = "${FEED}"`), one that says so, at a host that cannot be (RFC 2606 §2).
fn shown(section: &Section<'_>, url: &Url) -> Url {
    let has_variable = |written: &&str| written.replace("$${", "").contains("${");
    let written = section.as_written("url").filter(has_variable);
    let Some(written) = written else { return url.clone() };
    let mut shown = Url::parse(written).ok();
    if is_local(section) {
        return shown.unwrap_or_else(|| url.clone());
    }
    if let Some(shown) = &mut shown {
        let taken_out = shown.set_username("").and_then(|()| shown.set_password(None));
        debug_assert!(taken_out.is_ok(), "a web address has a host");
    }
    shown
        .filter(Url::has_host)
        .unwrap_or_else(|| Url::parse("http://hidden.invalid/").expect("a literal address is one"))
}

/// The address, without the credentials in it; they go to the headers.
fn address(section: &Section<'_>, headers: &mut Vec<(String, String)>) -> Option<Url> {
    let with_credentials = |text: &str| {
        let mut url = web_address(text)?;
        let credentials = authorization(&mut url)?;
        Ok((url, credentials))
    };
    let address = section.read("url", WEB_ADDRESS, with_credentials);
    let address = section.required("url", address, "it is the address of a feed or a listing");
    let (url, credentials) = address?;
    let has_header = headers.iter().any(|(name, _)| name.eq_ignore_ascii_case("authorization"));
    if credentials.is_some() && has_header {
        section.problem_at("url", "has a user, and headers has an Authorization; keep one of them");
    }
    headers.extend(credentials);
    Some(url)
}
