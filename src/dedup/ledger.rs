//! What is known, as it is compared: by fingerprint, and with what its sources say over and over.

use std::collections::{BTreeMap, HashMap};

use super::apart::are_numbered_apart;
use super::distance::are_days_apart;
use super::profile::Profile;
use super::retract::Retractions;
use super::score::{Circumstances, Score, score};
use super::similar::likeness;
use super::text::Text;
use crate::model::change::{Band, Change, ItemId, Known, StoredItem};
use crate::model::date::Published;
use crate::model::source::SourceId;

/// How many items are compared in full with one incoming item.
const CANDIDATES: usize = 16;

/// How many items of one band, title or text are looked at. Whole documents can share one.
const CROWD: usize = 64;

/// How many words of a text stand for it.
const LEAD: usize = 8;

/// What the ledger knows of the incoming items of some sources, which are decided upon one after
/// the other: each with those before it taken in.
#[derive(Debug, Default)]
pub struct Ledger {
    pub(super) known: Known,
    by_band: HashMap<Band, Vec<ItemId>>,
    /// What each source says of an item.
    profiles: HashMap<ItemId, BTreeMap<SourceId, Profile>>,
    habits: Habits<ItemId>,
}

/// What a source said, by words of it.
type Said<T> = HashMap<(SourceId, String), Vec<T>>;

/// Titles and texts that come again and again, by source.
#[derive(Debug)]
pub(super) struct Habits<Who> {
    /// By title: who has it, and when.
    titles: Said<(Who, Option<Published>)>,
    /// By the beginning of a text.
    leads: Said<Told<Who>>,
}

/// A text, with who has it, under which title, and when.
#[derive(Debug)]
struct Told<Who> {
    who: Who,
    title: String,
    text: Text,
    published: Option<Published>,
}

impl<Who> Default for Habits<Who> {
    fn default() -> Self {
        Self { titles: HashMap::new(), leads: HashMap::new() }
    }
}

impl<Who: PartialEq + Copy> Habits<Who> {
    pub(super) fn take_in(&mut self, who: Who, source: &SourceId, profile: &Profile) {
        let title = profile.title.run().to_owned();
        for (lead, text) in leads(profile) {
            let texts = self.leads.entry((source.clone(), lead)).or_default();
            if texts.len() < CROWD {
                let (title, text) = (title.clone(), text.clone());
                texts.push(Told { who, title, text, published: profile.published });
            }
        }
        if !title.is_empty() {
            let titles = self.titles.entry((source.clone(), title)).or_default();
            if titles.len() < CROWD {
                titles.push((who, profile.published));
            }
        }
    }

    /// The source gives another item, of another day, under this title; without one, with this
    /// text.
    pub(super) fn is_recurring(&self, source: &SourceId, profile: &Profile, but: &[Who]) -> bool {
        if profile.title.is_empty() {
            let mut others = self.begun_alike(source, profile, but);
            return others.any(|(text, told)| {
                *text == told.text && are_days_apart(told.published, profile.published)
            });
        }
        let key = (source.clone(), profile.title.run().to_owned());
        let titled = self.titles.get(&key).into_iter().flatten();
        let mut others = titled.filter(|(who, _)| !but.contains(who));
        others.any(|(_, published)| are_days_apart(*published, profile.published))
    }

    /// How many words of its text another item of the source begins with too, under another
    /// title, or with none and another text.
    pub(super) fn shared_words(&self, source: &SourceId, profile: &Profile, but: &[Who]) -> usize {
        let title = profile.title.run();
        let others = self.begun_alike(source, profile, but);
        let others = others
            .filter(|(text, told)| told.title != title || title.is_empty() && **text != told.text);
        let shared = others.map(|(text, told)| {
            text.iter().zip(told.text.iter()).take_while(|(one, other)| one == other).count()
        });
        shared.max().unwrap_or_default()
    }

    /// The texts of an item, each with those of others of the source that begin alike.
    fn begun_alike<'b>(
        &'b self,
        source: &'b SourceId,
        profile: &'b Profile,
        but: &'b [Who],
    ) -> impl Iterator<Item = (&'b Text, &'b Told<Who>)> {
        leads(profile).flat_map(move |(lead, text)| {
            let told = self.leads.get(&(source.clone(), lead)).into_iter().flatten();
            told.filter(move |told| !but.contains(&told.who)).map(move |told| (text, told))
        })
    }
}

/// The texts of an item, each with its beginning.
fn leads(profile: &Profile) -> impl Iterator<Item = (String, &Text)> {
    let texts = profile.texts.iter().filter(|text| text.len() >= LEAD / 2);
    texts.map(|text| (text[..text.len().min(LEAD)].join(" "), text))
}

impl Ledger {
    /// A ledger that knows this.
    #[must_use]
    pub fn new(known: Known) -> Self {
        let mut ledger = Self::default();
        for item in known.items.values() {
            ledger.index(item);
        }
        ledger.known = known;
        ledger
    }

    /// What it knows now.
    #[must_use]
    pub fn known(&self) -> &Known {
        &self.known
    }

    /// Takes in what a source took back and brought again.
    pub fn take_back(&mut self, source: &SourceId, retractions: &Retractions) {
        self.take_in(&retractions.changes);
        for tombstone in &retractions.tombstones {
            self.known.retracted.insert(tombstone.id, source.clone());
        }
        for lift in &retractions.lifts {
            self.known.retracted.remove(&lift.id);
        }
    }

    /// Takes in what was decided.
    pub(super) fn take_in(&mut self, changes: &[Change]) {
        self.known.take_in(changes);
        for change in changes {
            for absorbed in &change.absorbed {
                self.profiles.remove(absorbed);
            }
            self.index(&change.item);
        }
    }

    fn index(&mut self, item: &StoredItem) {
        let mut profiles = self.profiles.remove(&item.id).unwrap_or_default();
        for appearance in &item.appearances {
            let profile = Profile::new(&appearance.item);
            for band in likeness(&profile).bands {
                let items = self.by_band.entry(band).or_default();
                if items.last() != Some(&item.id) {
                    items.push(item.id);
                }
            }
            self.habits.take_in(item.id, &appearance.source, &profile);
            profiles.insert(appearance.source.clone(), profile);
        }
        self.profiles.insert(item.id, profiles);
    }

    /// The items that share most bands with a fingerprint.
    pub(super) fn candidates(&self, bands: &[Band]) -> Vec<ItemId> {
        let mut hits: BTreeMap<ItemId, usize> = BTreeMap::new();
        let crowds = bands.iter().filter_map(|band| self.by_band.get(band));
        for id in crowds.flat_map(|crowd| crowd.iter().rev().take(CROWD)) {
            *hits.entry(*id).or_default() += 1;
        }
        let mut found: Vec<_> =
            hits.into_iter().filter(|(id, _)| self.profiles.contains_key(id)).collect();
        found.sort_by_key(|&(id, hits)| (std::cmp::Reverse(hits), id));
        found.into_iter().take(CANDIDATES).map(|(id, _)| id).collect()
    }

    /// What a source says of an item.
    pub(super) fn profile(&self, id: ItemId, source: &SourceId) -> Option<&Profile> {
        self.profiles.get(&id)?.get(source)
    }

    /// What is known of an item: what a source says of it, where it does, else what all do.
    pub(super) fn told(&self, id: ItemId, source: &SourceId) -> impl Iterator<Item = &Profile> {
        let own = self.profile(id, source);
        let all = self.profiles.get(&id).into_iter().flat_map(BTreeMap::values);
        own.into_iter().chain(all.filter(move |_| own.is_none()))
    }

    /// How like an item is to a known one: to what its own source said of it, where it did, else
    /// to what comes nearest. `own` is the known item that it is, if it is one.
    pub(super) fn score(
        &self,
        source: &SourceId,
        profile: &Profile,
        id: ItemId,
        own: Option<ItemId>,
        here: Circumstances,
    ) -> Option<Score> {
        // A person took the source's version off it.
        if self.known.is_detached(id, source) {
            return None;
        }
        let profiles = self.profiles.get(&id)?;
        if profiles.values().any(|other| are_numbered_apart(profile, other)) {
            return None;
        }
        let but: Vec<_> = own.into_iter().chain([id]).collect();
        let judge = |theirs: &SourceId, other: &Profile| {
            let recurring = here.recurring
                || self.habits.is_recurring(theirs, profile, &but)
                || self.habits.is_recurring(source, other, &but);
            let shared = here
                .shared
                .max(self.habits.shared_words(theirs, profile, &but))
                .max(self.habits.shared_words(source, other, &but));
            score(profile, other, Circumstances { recurring, shared, ..here })
        };
        if let Some(own) = profiles.get(source) {
            return judge(source, own);
        }
        let scores = profiles.iter().filter_map(|(theirs, other)| judge(theirs, other));
        scores.max_by_key(|score| score.points)
    }

    /// Nothing keeps two known items apart: neither a person, nor a source that has both or took
    /// one back, nor numbers that a site gave them.
    pub(super) fn can_be_one(&self, one: ItemId, other: ItemId) -> bool {
        let known = &self.known;
        let said = |id| self.profiles.get(&id).into_iter().flatten();
        let is_detached =
            |whole, part| said(part).any(|(source, _)| known.is_detached(whole, source));
        let is_numbered = || {
            said(one).any(|(_, one)| said(other).any(|(_, other)| are_numbered_apart(one, other)))
        };
        one != other
            && !known.are_apart(one, other)
            && !self.share_a_source(one, other)
            && ![one, other].iter().any(|id| known.retracted.contains_key(id))
            && !is_detached(one, other)
            && !is_detached(other, one)
            && !is_numbered()
    }

    /// Some source has both: they are two.
    pub(super) fn share_a_source(&self, one: ItemId, other: ItemId) -> bool {
        let sources = |id| self.profiles.get(&id).into_iter().flat_map(BTreeMap::keys);
        sources(one).any(|source| sources(other).any(|theirs| source == theirs))
    }
}
