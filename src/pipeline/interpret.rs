//! From the bytes of one document to items: read, then normalized. No network, no store, no clock.

use std::collections::HashSet;

use chrono::{DateTime, Utc};
use url::Url;

use crate::drift::Trace;
use crate::model::change::{Incoming, Rejected};
use crate::model::channel::Channel;
use crate::model::document::Document;
use crate::model::hash::Hash;
use crate::model::raw::{Format, RawItem, Warning};
use crate::normalize::{SourceContext, channel, normalize};
use crate::pipeline::plan::PlannedSource;
use crate::read::{self, ReadError, ReadOptions};

/// What one document came to.
#[derive(Debug)]
pub struct Interpreted {
    /// What kind of document it was.
    pub format: Format,
    /// The encoding that its bytes were decoded with.
    pub encoding: String,
    /// What it says about itself.
    pub channel: Channel,
    /// How many raw items it gave.
    pub seen: u32,
    /// Their hashes.
    pub hashes: HashSet<Hash>,
    /// The items that were not known, in document order.
    pub incoming: Vec<Incoming>,
    /// The items that were left out.
    pub rejected: Vec<Rejected>,
    /// What was mended, guessed or passed over.
    pub warnings: Vec<Warning>,
    /// For a listing: the next page.
    pub next: Option<Url>,
    /// For a listing: which selectors gave the items.
    pub selectors: Vec<(&'static str, String)>,
    /// For a listing: where on the page its rows stand.
    pub block: Option<String>,
    /// Every raw item in short, in document order.
    pub traces: Vec<Trace>,
}

/// Reads a document as a source's, and normalizes what is not among the `known` raw items. `now` is
/// when it was fetched.
pub fn interpret(
    document: &Document,
    planned: &PlannedSource,
    known: &HashSet<Hash>,
    now: DateTime<Utc>,
) -> Result<Interpreted, ReadError> {
    let options = ReadOptions { now: Some(now), ..planned.read.clone() };
    let mut reading = read::read(document, &options)?;
    let mut context = context(document, planned);
    let channel = channel(reading.channel, &context, &mut reading.warnings);
    context.language = context.language.or_else(|| channel.language.clone());
    let ambiguous = has_repeated_keys(&reading.items);
    let mut done = Interpreted {
        format: reading.format,
        encoding: reading.encoding,
        channel,
        seen: u32::try_from(reading.items.len()).unwrap_or(u32::MAX),
        hashes: HashSet::with_capacity(reading.items.len()),
        incoming: Vec::new(),
        rejected: Vec::new(),
        warnings: reading.warnings,
        next: reading.next,
        selectors: reading.selectors,
        block: reading.block,
        traces: Vec::with_capacity(reading.items.len()),
    };
    for (raw, position) in reading.items.into_iter().zip(0..) {
        let raw_hash = raw.hash();
        done.hashes.insert(raw_hash);
        let mut trace = Trace::of(&raw, raw_hash);
        if known.contains(&raw_hash) && !ambiguous {
            done.traces.push(trace);
            continue;
        }
        let (title, url) = (name_of(&raw), raw.link.clone());
        match normalize(raw, &context, &mut done.warnings) {
            Ok(item) => {
                trace.take_in(&item);
                done.incoming.push(Incoming { raw_hash, position, item });
            }
            Err(reason) => done.rejected.push(Rejected { raw_hash, title, url, reason }),
        }
        done.traces.push(trace);
    }
    Ok(done)
}

fn context(document: &Document, planned: &PlannedSource) -> SourceContext {
    SourceContext {
        id: planned.source.id.clone(),
        base: document.url.clone(),
        language: planned.source.language.clone(),
        tags: planned.source.tags.clone(),
        dates: planned.dates.clone(),
        rules: planned.rules.clone(),
        keeps_bare: planned.keeps_bare,
    }
}

/// Some items share a guid or a link. Then it takes all of them to see that it identifies none,
/// and the gate of known raw items stays open.
fn has_repeated_keys(items: &[RawItem]) -> bool {
    repeats(items.iter().filter_map(|raw| raw.guid.as_deref()))
        || repeats(items.iter().filter_map(|raw| raw.link.as_deref()))
}

fn repeats<'a>(mut texts: impl Iterator<Item = &'a str>) -> bool {
    let mut seen = HashSet::new();
    texts.any(|text| !seen.insert(text))
}

/// What a rejected item called itself.
fn name_of(raw: &RawItem) -> String {
    let title = raw.title.as_ref().map(|title| title.value.as_str());
    let name = title.or(raw.link.as_deref()).or(raw.guid.as_deref()).unwrap_or_default();
    name.chars().take(200).collect()
}
