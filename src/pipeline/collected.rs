//! The pages of one reading: which comes next, and what those so far gave.

use std::collections::HashSet;

use url::Url;

use crate::drift::Sketch;
use crate::model::change::{Incoming, Rejected};
use crate::model::habits::Stated;
use crate::model::hash::Hash;
use crate::model::item::Key;
use crate::model::raw::{Format, Warning};
use crate::model::tombstone::Withdrawal;
use crate::pipeline::interpret::Interpreted;
use crate::pipeline::plan::PlannedSource;

/// Which page comes next: `pages` in their order, or wherever `next` points. No page twice, and
/// no more than `max_pages`.
pub(super) struct Pages {
    listed: std::vec::IntoIter<Url>,
    follows_next: bool,
    left: usize,
    seen: HashSet<Url>,
}

impl Pages {
    pub(super) fn new(planned: &PlannedSource) -> Self {
        let options = &planned.read.listing;
        Self {
            listed: options.pages.clone().into_iter(),
            follows_next: options.pages.is_empty(),
            left: options.max_pages.saturating_sub(1),
            seen: HashSet::from([planned.source.url.clone()]),
        }
    }

    pub(super) fn next(&mut self, next: Option<Url>) -> Option<Url> {
        if self.left == 0 {
            return None;
        }
        let seen = &mut self.seen;
        let page = if self.follows_next {
            next.filter(|url| seen.insert(url.clone()))
        } else {
            self.listed.find(|url| seen.insert(url.clone()))
        };
        self.left -= 1;
        page
    }
}

/// What a page brought.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Brought {
    /// Something that neither last time nor an earlier page had.
    News,
    /// Only what earlier pages of this reading had.
    Shifted,
    /// Nothing that was not known.
    Nothing,
}

/// What the pages read so far gave.
#[derive(Default)]
pub(super) struct Collected {
    pub(super) format: Option<Format>,
    pub(super) sketch: Option<Sketch>,
    pub(super) seen: u32,
    pub(super) hashes: HashSet<Hash>,
    pub(super) incoming: Vec<Incoming>,
    pub(super) listed: HashSet<Key>,
    pub(super) unchanged: u32,
    pub(super) home: Option<String>,
    pub(super) rejected: Vec<Rejected>,
    pub(super) withdrawals: Vec<Withdrawal>,
    pub(super) warnings: Vec<Warning>,
    /// How often the first page wants to be asked for.
    pub(super) pace: Stated,
}

impl Collected {
    /// Adds a page.
    pub(super) fn add(&mut self, page: Interpreted) -> Brought {
        let known_here = |hash: &Hash| self.hashes.contains(hash);
        let is_shifted = !page.hashes.is_empty() && page.hashes.iter().all(known_here);
        if self.format.is_none() {
            self.pace = page.channel.pace;
        }
        self.format = Some(page.format);
        self.listed.extend(page.listed);
        self.unchanged += page.unchanged;
        self.home = self.home.take().or(page.home);
        let sketch = self.sketch.get_or_insert_with(|| Sketch {
            is_listing: page.format == Format::Listing,
            language: page.channel.language.as_ref().map(ToString::to_string),
            block: page.block.clone(),
            traces: Vec::new(),
            first: page.traces.len(),
        });
        let hashes = &self.hashes;
        sketch.traces.extend(page.traces.into_iter().filter(|one| !hashes.contains(&one.raw_hash)));
        let offset = self.seen;
        self.seen += page.seen;
        // The last page has no next one, and need not say so.
        let is_last = |warning: &Warning| offset > 0 && warning.code == "next-without-match";
        self.warnings.extend(page.warnings.into_iter().filter(|warning| !is_last(warning)));
        let hashes = &mut self.hashes;
        // Items shift from one page to the next while they are read: the second time is no news.
        let fresh = |hash: &Hash| !hashes.contains(hash);
        let incoming: Vec<Incoming> = page
            .incoming
            .into_iter()
            .filter(|one| fresh(&one.raw_hash))
            .map(|one| Incoming { position: one.position + offset, ..one })
            .collect();
        let rejected: Vec<Rejected> =
            page.rejected.into_iter().filter(|one| fresh(&one.raw_hash)).collect();
        let brought_news = !incoming.is_empty() || !rejected.is_empty();
        self.incoming.extend(incoming);
        self.rejected.extend(rejected);
        self.withdrawals.extend(page.withdrawals);
        self.hashes.extend(page.hashes);
        match (brought_news, is_shifted) {
            (true, _) => Brought::News,
            (false, true) => Brought::Shifted,
            (false, false) => Brought::Nothing,
        }
    }
}
