//! Recognising by likeness: for what no key leads to a known item.

use std::collections::{HashMap, HashSet};

use super::apart::{has_same_page, has_same_text, is_another_story, likeness_of_names};
use super::claims::{Claim, Claims, Part};
use super::distance::Relation;
use super::ledger::{Habits, Ledger};
use super::profile::Profile;
use super::score::{Circumstances, Score, score};
use super::similar::likeness;
use super::title;
use crate::model::change::{Band, Incoming, ItemId, Likeness, Match, MatchRule};
use crate::model::hash::Hash;
use crate::model::item::Key;
use crate::model::source::SourceId;

/// How many entries of one band are compared with another of the document.
const CROWD: usize = 8;

/// How sure it must be that two items that both were shown are one.
const ABSORB: u16 = 805;

/// What a source lists now: hashes of raw items, and those of them that were not read this time.
#[derive(Clone, Copy)]
pub(super) struct Listed<'a> {
    pub(super) given: Option<&'a HashSet<Hash>>,
    pub(super) kept: Option<&'a HashSet<Hash>>,
}

/// The items of one document, as they are compared.
pub(super) struct Near<'a> {
    source: &'a SourceId,
    ledger: &'a Ledger,
    /// Known items that stand in the document as they did last time.
    standing: HashSet<ItemId>,
    /// Those that stood in the one before, and no more.
    gone: HashSet<ItemId>,
    doubts_guids: bool,
    profiles: Vec<Profile>,
    pub(super) likenesses: Vec<Likeness>,
    habits: Habits<usize>,
}

impl<'a> Near<'a> {
    pub(super) fn survey(
        source: &'a SourceId,
        incoming: &[Incoming],
        ledger: &'a Ledger,
        listed: Listed<'_>,
        doubts_guids: bool,
    ) -> Self {
        let profiles: Vec<_> = incoming.iter().map(|one| Profile::new(&one.item)).collect();
        let mut habits = Habits::default();
        for (index, profile) in profiles.iter().enumerate() {
            habits.take_in(index, source, profile);
        }
        let likenesses = profiles.iter().map(likeness).collect();
        let incoming: HashSet<_> = incoming.iter().map(|one| one.raw_hash).collect();
        let mut near = Self {
            source,
            ledger,
            standing: HashSet::new(),
            gone: HashSet::new(),
            doubts_guids,
            profiles,
            likenesses,
            habits,
        };
        let has =
            |hashes: Option<&HashSet<Hash>>, hash| hashes.is_some_and(|all| all.contains(hash));
        for (hash, id) in ledger.known.listed.get(source).into_iter().flatten() {
            if has(listed.kept, hash) {
                continue;
            }
            let is_as_it_was = has(listed.given, hash) && !incoming.contains(hash);
            let place = if is_as_it_was { &mut near.standing } else { &mut near.gone };
            place.insert(*id);
        }
        near
    }

    /// Claims known items for the entries that no key led to one, the surest first, each item for
    /// one entry; then finds entries that are one story twice.
    pub(super) fn claim(&self, claims: &mut Claims) {
        let mut found = Vec::new();
        for index in 0..self.profiles.len() {
            if claims.of[index].is_none() {
                found.extend(
                    self.best(index, claims).into_iter().map(|(score, id)| (index, id, score)),
                );
            }
        }
        found.sort_by_key(|(index, id, score)| (std::cmp::Reverse(score.points), *index, *id));
        for (index, id, score) in found {
            // Whoever else stood for the item first, this one is judged anew beside it.
            let taken = claims.first.contains_key(&id) && self.judge(index, id, claims).is_none();
            if claims.of[index].is_none() && !taken {
                let is_twin = self.is_here(id, claims);
                let matched = Match { rule: MatchRule::Likeness, score: score.points };
                claims.lay(index, Claim { id, matched, because: score.because, is_twin });
            }
        }
        self.find_twins(claims);
        self.find_absorbed(claims);
    }

    /// A guid of a source of which guids are worth nothing.
    pub(super) fn is_doubtful(&self, key: &Key) -> bool {
        self.doubts_guids && matches!(key, Key::Guid(..) | Key::GlobalGuid(_))
    }

    /// A key leads to a known item that is plainly another story: a guid or an address was used
    /// again.
    pub(super) fn is_another(&self, index: usize, id: ItemId, key: &Key) -> bool {
        let by_guid = !matches!(key, Key::Url(_));
        let mut told = self.ledger.told(id, self.source).peekable();
        told.peek().is_some()
            && told.all(|known| is_another_story(&self.profiles[index], known, by_guid))
    }

    /// A known item stands in the document as it did.
    pub(super) fn stands(&self, id: ItemId) -> bool {
        self.standing.contains(&id)
    }

    /// What is known of an item is called otherwise than an entry.
    pub(super) fn is_called_otherwise(&self, index: usize, id: ItemId) -> bool {
        let profile = &self.profiles[index];
        let mut told = self.ledger.told(id, self.source);
        told.all(|known| likeness_of_names(profile, known) == title::Likeness::Different)
    }

    /// What is known of an item has another page than an entry, and is not called like it; nor
    /// nearly so, with the same text.
    pub(super) fn is_elsewhere(&self, index: usize, id: ItemId) -> bool {
        let profile = &self.profiles[index];
        let mut told = self.ledger.told(id, self.source);
        told.all(|known| {
            let is_other = match likeness_of_names(profile, known) {
                title::Likeness::Different => true,
                title::Likeness::Edited | title::Likeness::Reworded => {
                    !has_same_text(profile, known)
                }
                _ => false,
            };
            is_other && !has_same_page(profile, known)
        })
    }

    /// An entry goes better with one known item than with another, to which its guid leads: by
    /// name, and then by date. Where the one still has the page of the entry, as well is enough.
    pub(super) fn is_rather(
        &self,
        index: usize,
        one: ItemId,
        by_guid: ItemId,
        by_page: bool,
    ) -> bool {
        let profile = &self.profiles[index];
        let told = |id| self.ledger.told(id, self.source);
        let agreement = |known: &Profile| {
            let same_date = known.published.is_some() && known.published == profile.published;
            (likeness_of_names(profile, known), same_date)
        };
        let best = |id| told(id).map(agreement).max();
        let has_page = told(one).any(|known| has_same_page(profile, known));
        let elsewhere =
            told(by_guid).all(|known| known.page.is_some() && !has_same_page(profile, known));
        if by_page {
            has_page && elsewhere && best(one) >= best(by_guid)
        } else {
            best(one) > best(by_guid)
        }
    }

    /// The known items that an entry may be, the surest first. None when it may as well be either
    /// of two that some source keeps apart.
    fn best(&self, index: usize, claims: &Claims) -> Vec<(Score, ItemId)> {
        let candidates = self.ledger.candidates(&self.likenesses[index].bands);
        let judged =
            candidates.into_iter().filter_map(|id| Some((self.judge(index, id, claims)?, id)));
        let mut judged: Vec<_> = judged.collect();
        judged.sort_by_key(|(score, id)| (std::cmp::Reverse(score.points), *id));
        if let [(one, first), (other, second), ..] = judged.as_slice()
            && one.points == other.points
            && self.ledger.share_a_source(*first, *second)
        {
            return Vec::new();
        }
        judged
    }

    fn judge(&self, index: usize, id: ItemId, claims: &Claims) -> Option<Score> {
        let profile = &self.profiles[index];
        let relation = match self.ledger.profile(id, self.source) {
            _ if self.is_here(id, claims) => Relation::Here,
            Some(_) if self.gone.contains(&id) => Relation::Gone,
            Some(_) => Relation::Past,
            None => Relation::Apart,
        };
        let here = Circumstances {
            relation,
            recurring: self.habits.is_recurring(self.source, profile, &[index]),
            shared: self.habits.shared_words(self.source, profile, &[index]),
        };
        self.ledger.score(self.source, profile, id, None, here)
    }

    /// The document has the item in another place.
    fn is_here(&self, id: ItemId, claims: &Claims) -> bool {
        claims.first.contains_key(&id) || self.standing.contains(&id)
    }

    fn find_twins(&self, claims: &mut Claims) {
        let mut holders: HashMap<Band, Vec<usize>> = HashMap::new();
        for (index, likeness) in self.likenesses.iter().enumerate() {
            if claims.of[index].is_some() {
                continue;
            }
            let crowds = likeness.bands.iter().filter_map(|band| holders.get(band));
            let others = crowds.flat_map(|crowd| crowd.iter().rev().take(CROWD));
            let twin = others.copied().find(|&other| self.are_twins(index, other));
            claims.twins[index] = twin;
            if twin.is_none() {
                for band in &likeness.bands {
                    holders.entry(*band).or_default().push(index);
                }
            }
        }
    }

    fn are_twins(&self, one: usize, other: usize) -> bool {
        let profile = &self.profiles[one];
        let here = Circumstances {
            relation: Relation::Here,
            recurring: self.habits.is_recurring(self.source, profile, &[one]),
            shared: self.habits.shared_words(self.source, profile, &[one]),
        };
        score(profile, &self.profiles[other], here).is_some()
    }

    /// Other known items that an entry is surely like too: two were made of one story before the
    /// ledger knew better. The one that was seen first stays.
    fn find_absorbed(&self, claims: &mut Claims) {
        let age = |id| (self.ledger.known.items[&id].first_seen, id);
        let mut gone = HashSet::new();
        for index in 0..self.profiles.len() {
            let Some(claim) = &claims.of[index] else { continue };
            let id = claim.id;
            if claim.is_twin || claims.first.get(&id) != Some(&index) {
                continue;
            }
            let mut parts: Vec<Part> = Vec::new();
            for other in self.ledger.candidates(&self.likenesses[index].bands) {
                let is_free = !claims.first.contains_key(&other) && !gone.contains(&other);
                let mut all = parts.iter().map(|part| part.id).chain([id]);
                if is_free && all.all(|one| self.ledger.can_be_one(one, other)) {
                    parts.extend(self.part(index, id, other));
                }
            }
            gone.extend(parts.iter().map(|part| part.id));
            claims.unite(index, parts, age);
        }
    }

    fn part(&self, index: usize, own: ItemId, id: ItemId) -> Option<Part> {
        let profile = &self.profiles[index];
        let here = Circumstances {
            recurring: self.habits.is_recurring(self.source, profile, &[index]),
            shared: self.habits.shared_words(self.source, profile, &[index]),
            ..Circumstances::default()
        };
        let score = self.ledger.score(self.source, profile, id, Some(own), here)?;
        let matched = Match { rule: MatchRule::Likeness, score: score.points };
        (score.points >= ABSORB
            && self.ledger.profile(id, self.source).is_none()
            && !self.standing.contains(&id))
        .then_some(Part { id, matched, because: score.because })
    }
}
