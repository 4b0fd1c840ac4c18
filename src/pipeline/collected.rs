//! The pages of one reading: which comes next, and what those so far gave.

use std::collections::HashSet;
use std::mem;
use std::sync::Arc;

use url::Url;

use crate::drift::Sketch;
use crate::model::change::{Incoming, Rejected};
use crate::model::habits::Stated;
use crate::model::hash::Hash;
use crate::model::item::Key;
use crate::model::push::Offer;
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
    /// Known items are no reason to stop.
    reads_through: bool,
    has_shifted: bool,
}

impl Pages {
    pub(super) fn new(planned: &PlannedSource, reads_through: bool) -> Self {
        let options = &planned.read.listing;
        Self {
            listed: options.pages.clone().into_iter(),
            follows_next: options.pages.is_empty(),
            left: options.max_pages.saturating_sub(1),
            seen: HashSet::from([planned.source.url.clone()]),
            reads_through,
            has_shifted: false,
        }
    }

    /// Each page says what comes after it.
    pub(super) fn follows_next(&self) -> bool {
        self.follows_next
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

    /// Whether the next page is asked for after one that brought this.
    pub(super) fn go_on(&mut self, brought: Brought) -> bool {
        match brought {
            Brought::News => true,
            // Items that come while a list is read push a whole page of others to the next one.
            Brought::Shifted => !mem::replace(&mut self.has_shifted, true),
            Brought::Known => self.reads_through,
            Brought::Nothing => false,
        }
    }
}

/// What a page brought.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Brought {
    /// Something that neither last time nor an earlier page had.
    News,
    /// Only what earlier pages of this reading had.
    Shifted,
    /// Only what was known.
    Known,
    /// No item at all.
    Nothing,
}

/// What the pages read so far gave.
#[derive(Default)]
pub(super) struct Collected {
    /// Hashes of what the source gave before.
    pub(super) known: Arc<HashSet<Hash>>,
    /// The document is a part: what is new since the last one.
    pub(super) is_part: bool,
    /// How many pages were read.
    pub(super) pages: u32,
    /// They are all that there are, or all that are to be read.
    pub(super) is_whole: bool,
    /// The last page named one that was not there.
    pub(super) is_broken_off: bool,
    /// Place of the last page that brought something new, from 0.
    pub(super) last_news: Option<u32>,
    pub(super) format: Option<Format>,
    pub(super) sketch: Option<Sketch>,
    pub(super) seen: u32,
    /// Of everything that it gives.
    pub(super) hashes: HashSet<Hash>,
    /// Those of them that were not read.
    pub(super) kept: HashSet<Hash>,
    pub(super) incoming: Vec<Incoming>,
    pub(super) listed: HashSet<Key>,
    pub(super) unchanged: u32,
    pub(super) home: Option<String>,
    pub(super) rejected: Vec<Rejected>,
    pub(super) withdrawals: Vec<Withdrawal>,
    pub(super) warnings: Vec<Warning>,
    /// How often the first page wants to be asked for.
    pub(super) pace: Stated,
    /// What the first page says of hubs.
    pub(super) offer: Offer,
}

impl Collected {
    pub(super) fn new(known: HashSet<Hash>, is_part: bool) -> Self {
        Self { known: Arc::new(known), is_part, ..Self::default() }
    }

    /// What was known before is still there, though it was not read.
    pub(super) fn keep_known(&mut self) {
        self.kept.extend(self.known.difference(&self.hashes));
        self.hashes.extend(&self.kept);
    }

    /// Something was known before.
    pub(super) fn has_known(&self) -> bool {
        self.hashes.iter().any(|hash| self.known.contains(hash))
    }

    /// Adds a page.
    pub(super) fn add(&mut self, page: Interpreted) -> Brought {
        let brought = self.compare(&page.hashes);
        if brought == Brought::News {
            self.last_news = Some(self.pages);
        }
        self.pages += 1;
        if self.format.is_none() {
            self.pace = page.channel.pace;
            let (hubs, topic) = (page.channel.hubs.clone(), page.channel.self_url.clone());
            self.offer = Offer { hubs, topic };
        }
        self.format = Some(page.format);
        self.listed.extend(page.listed);
        self.unchanged += page.unchanged;
        self.home = self.home.take().or(page.home);
        let sketch = self.sketch.get_or_insert_with(|| Sketch {
            is_listing: page.format == Format::Listing,
            is_part: self.is_part,
            language: page.channel.language.as_ref().map(ToString::to_string),
            block: page.block.clone(),
            traces: Vec::new(),
            first: page.traces.len(),
        });
        // Items shift from one page to the next while they are read: the second time is no news.
        let hashes = &self.hashes;
        let fresh = |hash: &Hash| !hashes.contains(hash);
        sketch.traces.extend(page.traces.into_iter().filter(|one| fresh(&one.raw_hash)));
        let incoming = page.incoming.into_iter().filter(|one| fresh(&one.raw_hash));
        let offset = self.seen;
        let placed = |one: Incoming| Incoming { position: one.position + offset, ..one };
        self.incoming.extend(incoming.map(placed));
        self.rejected.extend(page.rejected.into_iter().filter(|one| fresh(&one.raw_hash)));
        self.seen += page.seen;
        // The last page has no next one, and need not say so.
        let is_last = |warning: &Warning| offset > 0 && warning.code == "next-without-match";
        self.warnings.extend(page.warnings.into_iter().filter(|warning| !is_last(warning)));
        self.withdrawals.extend(page.withdrawals);
        self.hashes.extend(page.hashes);
        brought
    }

    fn compare(&self, hashes: &HashSet<Hash>) -> Brought {
        let is_new = |hash: &Hash| !self.known.contains(hash) && !self.hashes.contains(hash);
        if hashes.is_empty() {
            Brought::Nothing
        } else if hashes.iter().any(is_new) {
            Brought::News
        } else if hashes.iter().all(|hash| self.hashes.contains(hash)) {
            Brought::Shifted
        } else {
            Brought::Known
        }
    }
}
