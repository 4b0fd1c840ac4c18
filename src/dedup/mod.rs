//! Deciding what incoming items are: new, known, or known from another source.
//!
//! A [`Ledger`] is what is known of the incoming items of some sources, and decides upon one after
//! the other. `exact` recognises items by their keys; `near` by likeness what no key leads to:
//! `similar` makes the fingerprints by which candidates are found, `score` weighs them, over what
//! `words`, `title`, `text`, `facts` and `profile` make of an item. `trust` judges a source's
//! guids. `rank` says which of several sources an item is shown as coming from, `merge` makes of
//! their versions the one that is shown; `translation` ties what is one story in several languages.
//! Nothing is compared with the whole ledger: the caller asks the store for what [`probe`] names,
//! and hands in the answer.

mod apart;
mod claims;
mod dates;
mod departed;
mod distance;
mod entry;
mod exact;
mod facts;
mod heed;
mod join;
mod ledger;
mod merge;
mod near;
mod ours;
mod places;
mod profile;
mod rank;
mod recall;
mod retract;
mod scan;
mod score;
mod similar;
mod text;
mod title;
mod translation;
mod trust;
mod words;

use std::collections::{HashMap, HashSet};

use chrono::{DateTime, Utc};

use crate::model::change::{
    Change, ChangeKind, ChangeSet, Counts, Incoming, ItemId, Likeness, Probe, StoredItem,
};
use crate::model::hash::Hash;
use crate::model::item::{Item, Key};
use crate::model::source::{Guids, SourceId};

use claims::{Claim, Part};
use exact::Finding;
use near::Near;
use profile::Profile;
use recall::show;

pub use departed::departed;
pub use heed::{Heeded, heed};
pub use join::{Parted, join, part};
pub use ledger::Ledger;
pub use ours::Ours;
pub use rank::ranking;
pub use retract::{Retractions, follow};
pub use translation::ties;

/// So many edits at once may be those of a site that was made anew.
const MANY: usize = 5;

/// What one source brings.
#[derive(Debug)]
pub struct Brought<'a> {
    /// The source.
    pub source: &'a SourceId,
    /// Its items that are new or different.
    pub incoming: Vec<Incoming>,
    /// Hashes of all raw items that it gives: with what it listed before ([`Known::listed`](crate::model::change::Known::listed)) they
    /// say what stands there as it did.
    pub given: Option<&'a HashSet<Hash>>,
    /// Those of them that were not read this time, and may be there as something else.
    pub kept: Option<&'a HashSet<Hash>>,
    /// How many of its items are as they were.
    pub unchanged: u32,
    /// What is thought of its guids.
    pub guids: Guids,
    /// Its own page, as addresses are compared.
    pub home: Option<&'a str>,
    /// Where our own feeds are published.
    pub ours: Option<&'a Ours>,
    /// What it edited moves up.
    pub republish: bool,
    /// It was never read before, or gave nothing then: its items may be of any age.
    pub is_first: bool,
}

/// By what the store is asked what is known of some incoming items: by their own keys, by the ones
/// by which they go when all others turn out to be worthless, by ids of ours that they carry, and
/// by their fingerprints.
#[must_use]
pub fn probe(source: &SourceId, incoming: &[Incoming]) -> Probe {
    let own = incoming.iter().flat_map(|one| one.item.keys.iter().cloned());
    let carried = |one: &Incoming| one.item.guid.as_deref().and_then(ItemId::parse);
    Probe {
        keys: own.chain(incoming.iter().map(|one| Key::title_date(source, &one.item))).collect(),
        ids: incoming.iter().filter_map(carried).collect(),
        likenesses: incoming.iter().map(|one| likeness(&one.item)).collect(),
        sources: if incoming.is_empty() { Vec::new() } else { vec![source.clone()] },
    }
}

/// Whether a known item to which a key leads from another is that one, and not plainly another
/// story under an old key.
#[must_use]
pub fn is_led_to(item: &Item, key: &Key, stored: &StoredItem) -> bool {
    let (profile, by_guid) = (Profile::new(item), !matches!(key, Key::Url(_)));
    let mut told = stored.appearances.iter().map(|seen| Profile::new(&seen.item));
    matches!(key, Key::Site(_))
        || told.any(|known| !apart::is_another_story(&profile, &known, by_guid))
}

/// By what later items are found that are like one.
#[must_use]
pub fn likeness(item: &Item) -> Likeness {
    similar::likeness(&Profile::new(item))
}

impl<'a> Brought<'a> {
    /// Items of a source of which nothing else is known.
    #[must_use]
    pub fn new(source: &'a SourceId, incoming: Vec<Incoming>) -> Self {
        Self {
            source,
            incoming,
            given: None,
            kept: None,
            unchanged: 0,
            guids: Guids::default(),
            home: None,
            ours: None,
            republish: false,
            is_first: false,
        }
    }
}

impl Ledger {
    /// Decides what the incoming items of one source are, and takes that in. Pure: what is known,
    /// and now, come in.
    ///
    /// - An item that is nothing that is known is added, and its id minted from its strongest key.
    /// - A known item that its source gives as before is no change.
    /// - A known item that differs, or that another source brings too, is written as it now is;
    ///   `Changed` only where readers would see a difference.
    /// - What stands in for a source's version is replaced by that without being a change.
    /// - An item that stands twice in a document counts once, as it stands first.
    /// - An item that says that it was taken from a feed of ours is never new.
    pub fn decide(&mut self, brought: Brought<'_>, now: DateTime<Utc>) -> ChangeSet {
        let Brought { source, incoming, home, .. } = brought;
        let listed = near::Listed { given: brought.given, kept: brought.kept };
        let near = Near::survey(source, &incoming, self, listed, brought.guids.are_doubted);
        let (findings, mut signs) = exact::recognise(source, &incoming, &self.known, &near);
        // A list that did not move shows nothing: what numbers its places looks honest there.
        if findings.iter().any(|finding| matches!(finding, Finding::New(_))) {
            signs.kept += brought.unchanged;
        }
        let likenesses = near.likenesses;
        let guids = trust::judge(brought.guids, signs);
        let mut set = ChangeSet { guids, ..ChangeSet::default() };
        let beside =
            if brought.is_first { dates::beside(&incoming, now) } else { HashMap::default() };
        let here = recall::Here { source, home, now };
        for ((one, finding), likeness) in incoming.into_iter().zip(findings).zip(likenesses) {
            if matches!(finding, Finding::New(_)) && is_ours(&one.item, brought.ours) {
                continue;
            }
            let (raw_hash, beside) = (one.raw_hash, beside.get(&one.position).copied());
            let (id, change) = match finding {
                Finding::New(keys) => {
                    let is_free = |id: &ItemId| !self.known.items.contains_key(id);
                    let change = here.add(one, keys, beside, is_free);
                    (change.item.id, Some(change))
                }
                Finding::Known(claim, keys, absorbed) => {
                    (claim.id, self.recall(here, one, claim, keys, absorbed))
                }
                Finding::Again => continue,
            };
            set.brought.push((raw_hash, id));
            set.changes.extend(change.map(|change| {
                let taken = self.taken(&change);
                Change { taken, likeness, ..change }
            }));
        }
        for change in &set.changes {
            self.count(source, change, &mut set.counts);
        }
        if brought.republish {
            self.move_up(&mut set.changes, source, brought.unchanged);
        }
        self.take_in(&set.changes);
        set
    }

    /// The keys of a change that led to another item until now.
    fn taken(&self, change: &Change) -> Vec<Key> {
        let is_anothers = |key: &&Key| {
            let owner = self.known.by_key.get(*key);
            !matches!(key, Key::TitleDate(..)) && owner.is_some_and(|id| *id != change.item.id)
        };
        change.new_keys.iter().filter(is_anothers).cloned().collect()
    }

    fn recall(
        &self,
        here: recall::Here<'_>,
        one: Incoming,
        claim: Claim,
        keys: Vec<Key>,
        absorbed: Vec<Part>,
    ) -> Option<Change> {
        let parts = absorbed.into_iter().map(|part| (&self.known.items[&part.id], part));
        let absorbed: Vec<_> = parts.collect();
        here.recall(&self.known.items[&claim.id], one, claim, keys, &absorbed)
    }

    /// Has the items that their source edited stand where they changed. What another source added
    /// to an item, what is new, or a page that moved, is no edit; and where most of the list says
    /// something else at once, the site was made anew.
    fn move_up(&self, changes: &mut [Change], source: &SourceId, unchanged: u32) {
        let had = |item: &StoredItem| item.appearances.iter().any(|seen| seen.source == *source);
        let before =
            |change: &Change| self.known.items.get(&change.item.id).filter(|item| had(item));
        let known = changes.iter().filter(|change| before(change).is_some()).count();
        let is_edit = |change: &Change| {
            change.kind == ChangeKind::Changed
                && before(change).is_some_and(|item| !item.item.says_the_same_as(&change.item.item))
        };
        let edited: Vec<_> = changes.iter_mut().filter(|change| is_edit(change)).collect();
        let listed = known + usize::try_from(unchanged).unwrap_or(usize::MAX - known);
        if edited.len() < MANY || edited.len() * 2 <= listed {
            for change in edited {
                change.item.date = change.item.updated;
            }
        }
    }

    fn count(&self, source: &SourceId, change: &Change, counts: &mut Counts) {
        let had = |item: &StoredItem| item.appearances.iter().any(|seen| seen.source == *source);
        match change.kind {
            ChangeKind::Added => counts.added += 1,
            _ if !self.known.items.get(&change.item.id).is_some_and(had) => counts.merged += 1,
            ChangeKind::Changed => counts.changed += 1,
            ChangeKind::Noted => {}
        }
    }
}

/// It says that it was taken from one of our feeds, so it was an item of ours.
fn is_ours(item: &Item, ours: Option<&Ours>) -> bool {
    let origin = item.origin.as_ref().and_then(|origin| origin.url.as_ref());
    origin.zip(ours).is_some_and(|(origin, ours)| ours.has(origin))
}

#[cfg(test)]
mod pairs;
#[cfg(test)]
mod tests;
