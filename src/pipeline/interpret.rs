//! From the bytes of one document to items: read, then normalized. No network, no store, no clock.

use std::collections::{HashMap, HashSet};
use std::{mem, vec};

use chrono::{DateTime, Utc};
use url::Url;

use crate::drift::Trace;
use crate::model::change::{Incoming, Rejected};
use crate::model::channel::Channel;
use crate::model::date::{self, DateHints};
use crate::model::document::Document;
use crate::model::hash::Hash;
use crate::model::item::{Item, Key, Rejection};
use crate::model::raw::{Format, Markup, RawDeleted, RawItem, RawText, Reading, Warning};
use crate::model::source::SourceId;
use crate::model::text::{count_markup, html_to_text};
use crate::model::tombstone::Withdrawal;
use crate::normalize::{SourceContext, channel, listed_keys, normalize, page_key, withdrawal};
use crate::pipeline::plan::PlannedSource;
use crate::pipeline::warnings::Warnings;
use crate::read::{self, ReadError, ReadOptions};

/// How much markup of the HTML in one document is cleaned, in tags and references. It is by far the
/// slowest thing that happens to a document, and one of 64 MB can hold ten times as many.
const MAX_MARKUP: usize = 300_000;

/// An address costs by the length of what it counts from: so many bytes as much as a tag.
const BASE_AS_TAG: usize = 128;

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
    /// Keys of the items that were known, each that only one of them has.
    pub listed: HashSet<Key>,
    /// How many items were known.
    pub unchanged: u32,
    /// The page of the site that it is of, as addresses are compared.
    pub home: Option<String>,
    /// The items that were not known, in document order.
    pub incoming: Vec<Incoming>,
    /// The items that were left out.
    pub rejected: Vec<Rejected>,
    /// Items that it says are gone.
    pub withdrawals: Vec<Withdrawal>,
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

/// A document that was read, and whose items are normalized one by one: what has become an item
/// is no longer held.
#[derive(Debug)]
pub struct Interpreting {
    /// What kind of document it was.
    pub format: Format,
    /// The encoding that its bytes were decoded with.
    pub encoding: String,
    /// What it says about itself.
    pub channel: Channel,
    raw: vec::IntoIter<RawItem>,
    withdrawals: Vec<Withdrawal>,
    context: SourceContext,
    warnings: Warnings,
    /// Markup in the HTML of the items so far.
    markup: usize,
    next: Option<Url>,
    selectors: Vec<(&'static str, String)>,
    block: Option<String>,
}

impl Interpreting {
    /// Reads a document as a source's. `now` is when it was fetched.
    pub fn begin(
        document: &Document,
        planned: &PlannedSource,
        now: DateTime<Utc>,
    ) -> Result<Self, ReadError> {
        let options = ReadOptions { now: Some(now), ..planned.read.clone() };
        let mut reading = read::read(document, &options)?;
        let withdrawals = withdrawals(&mut reading, &planned.source.id);
        let mut context = context(document, planned);
        let channel = channel(reading.channel, &context, &mut reading.warnings);
        context.dates.now = Some(now);
        context.language = context.language.or_else(|| channel.language.clone());
        Ok(Self {
            format: reading.format,
            encoding: reading.encoding,
            channel,
            raw: reading.items.into_iter(),
            withdrawals,
            context,
            warnings: Warnings::new(reading.warnings),
            markup: 0,
            next: reading.next,
            selectors: reading.selectors,
            block: reading.block,
        })
    }

    /// The next item that is not left out.
    pub fn next_item(&mut self) -> Option<Item> {
        while let Some(raw) = self.raw.next() {
            if let Ok(item) = self.normalize(raw) {
                return Some(item);
            }
        }
        None
    }

    /// How many raw items are left.
    #[must_use]
    pub fn left(&self) -> usize {
        self.raw.len()
    }

    /// What was mended, guessed or passed over.
    #[must_use]
    pub fn into_warnings(self) -> Vec<Warning> {
        self.warnings.finish()
    }

    fn normalize(&mut self, mut raw: RawItem) -> Result<Item, Rejection> {
        self.bound_markup(&mut raw);
        let item = normalize(raw, &self.context, &mut self.warnings.fresh);
        self.warnings.settle();
        item
    }
}

impl Interpreting {
    /// Beyond [`MAX_MARKUP`] only the text of HTML is kept.
    fn bound_markup(&mut self, raw: &mut RawItem) {
        let base = raw.base.as_ref().or(self.context.base.as_ref());
        let weight = 1 + base.map_or(0, |base| base.as_str().len() / BASE_AS_TAG);
        let texts = [&mut raw.content, &mut raw.summary].into_iter().flatten();
        for text in texts.filter(|text| text.markup == Markup::Html) {
            self.markup += count_markup(&text.value) * weight;
            if self.markup > MAX_MARKUP {
                *text = RawText::plain(html_to_text(&text.value));
                self.warnings.fresh.push(Warning {
                    code: "too-much-markup",
                    message: "more markup in the document than is cleaned; only the text of this \
                              item was kept"
                        .to_owned(),
                    line: None,
                });
            }
        }
    }
}

/// Reads a document as a source's, and normalizes what is not among the `known` raw items. `now` is
/// when it was fetched.
pub fn interpret(
    document: &Document,
    planned: &PlannedSource,
    known: &HashSet<Hash>,
    now: DateTime<Utc>,
) -> Result<Interpreted, ReadError> {
    let mut begun = Interpreting::begin(document, planned, now)?;
    let raw = mem::take(&mut begun.raw);
    let ambiguous = has_repeated_keys(raw.as_slice());
    let seen = u32::try_from(raw.len()).unwrap_or(u32::MAX);
    let mut hashes = HashSet::with_capacity(raw.len());
    let mut traces = Vec::with_capacity(raw.len());
    let (mut incoming, mut rejected) = (Vec::new(), Vec::new());
    let (mut listed, mut repeated, mut unchanged) = (HashSet::new(), HashSet::new(), 0);
    for (raw, position) in raw.zip(0..) {
        let raw_hash = raw.hash();
        hashes.insert(raw_hash);
        let mut trace = Trace::of(&raw, raw_hash);
        // What was let in once is no stranger, however far back in the list it stands.
        trace.is_known = known.contains(&raw_hash);
        if trace.is_known && !ambiguous {
            let keys = listed_keys(&raw, &begun.context).into_iter();
            unchanged += 1;
            repeated.extend(keys.filter_map(|key| listed.replace(key)));
            traces.push(trace);
            continue;
        }
        let (title, url, guid) = (name_of(&raw), raw.link.clone(), raw.guid.clone());
        match begun.normalize(raw) {
            Ok(item) => {
                trace.take_in(&item);
                incoming.push(Incoming { raw_hash, position, item });
            }
            Err(reason) => rejected.push(Rejected { raw_hash, title, url, guid, reason }),
        }
        traces.push(trace);
    }
    listed.retain(|key| !repeated.contains(key));
    Ok(Interpreted {
        format: begun.format,
        encoding: begun.encoding,
        home: home(&begun.channel, document),
        channel: begun.channel,
        seen,
        hashes,
        listed,
        unchanged,
        incoming,
        rejected,
        withdrawals: begun.withdrawals,
        warnings: begun.warnings.finish(),
        next: begun.next,
        selectors: begun.selectors,
        block: begun.block,
        traces,
    })
}

/// What the document says is gone. Where it lists the same entry, the later word counts (RFC 6721
/// §3): either the entry is passed over, or the tombstone.
fn withdrawals(reading: &mut Reading, source: &SourceId) -> Vec<Withdrawal> {
    let date =
        |text: Option<&String>| date::parse(text?, &DateHints::default()).map(|date| date.at);
    let mut listed = HashMap::new();
    for item in &reading.items {
        let changed = date(item.updated.as_ref()).max(date(item.published.as_ref()));
        listed.extend(item.guid.as_deref().map(|guid| (guid, changed)));
    }
    let is_gone = |raw: &RawDeleted| {
        let changed = listed.get(raw.guid.as_str());
        changed.is_none_or(|changed| date(raw.when.as_ref()) >= *changed)
    };
    let gone: Vec<RawDeleted> =
        reading.deleted.iter().filter(|raw| is_gone(raw)).cloned().collect();
    let guids: HashSet<&str> = gone.iter().map(|raw| raw.guid.as_str()).collect();
    reading.items.retain(|item| item.guid.as_deref().is_none_or(|guid| !guids.contains(guid)));
    gone.iter().filter_map(|raw| withdrawal(raw, source)).collect()
}

/// The site that a document is of: as it says itself, else where it was found.
fn home(channel: &Channel, document: &Document) -> Option<String> {
    channel.home_page.as_ref().or(document.url.as_ref()).and_then(page_key)
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
