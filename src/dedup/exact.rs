//! Recognising by keys: which known item an incoming one is, if any.

use std::collections::{HashMap, HashSet};

use super::claims::{Claim, Claims, Part};
use super::entry::{Entry, is_front_page, is_guid, is_place, own, strength};
use super::near::Near;
use super::trust::Signs;
use crate::model::change::{Incoming, ItemId, Known, Match, MatchRule, StoredItem};
use crate::model::item::Key;
use crate::model::source::SourceId;

/// What an incoming item turned out to be.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Finding {
    /// Nothing that the ledger knows. With the keys that lead to it from now on: at least one,
    /// strongest first.
    New(Vec<Key>),
    /// A known item. With the keys that the ledger does not have yet, and other known items that
    /// are the same.
    Known(Claim, Vec<Key>, Vec<Part>),
    /// An item that stands further up in the same document.
    Again,
}

/// Recognises the items of one document, all at once: what a key is worth shows only in view of
/// the whole, and a stronger claim on a known item comes before a weaker one further up.
///
/// A key that items with different stories share, such as a link that all rows have, is not
/// recorded, and leads to a known item only together with the same title and date. An item that
/// no other key identifies goes by its title and day. What no key leads to is compared with what
/// is like it.
pub(super) fn recognise(
    source: &SourceId,
    incoming: &[Incoming],
    known: &Known,
    near: &Near<'_>,
) -> (Vec<Finding>, Signs) {
    let document = Document::survey(source, incoming, known, near);
    let mut claims = Claims::new(incoming.len());
    document.claim_own(&mut claims);
    document.claim(&mut claims);
    near.claim(&mut claims);
    (document.settle(&claims), document.signs(&claims))
}

/// The strength of title and day, by which only an item goes that has nothing better.
const TITLE: u8 = 4;

/// The rule by which a key leads to an item, and how sure that is.
fn match_by(key: &Key) -> Match {
    let (rule, score) = match key {
        Key::Site(_) => (MatchRule::SiteId, 1000),
        Key::GlobalGuid(_) => (MatchRule::GlobalGuid, 990),
        Key::Guid(..) => (MatchRule::Guid, 980),
        Key::Url(_) => (MatchRule::Address, 970),
        Key::TitleDate(..) => (MatchRule::TitleDate, 900),
    };
    Match { rule, score }
}

/// The longest account of what agreed, in characters.
const BECAUSE: usize = 200;

/// The items of one document, the keys that tell none of them from the others, and what they are
/// compared with.
struct Document<'a> {
    source: &'a SourceId,
    known: &'a Known,
    near: &'a Near<'a>,
    entries: Vec<Entry<'a>>,
    shared: HashSet<Key>,
}

impl<'a> Document<'a> {
    fn survey(
        source: &'a SourceId,
        incoming: &'a [Incoming],
        known: &'a Known,
        near: &'a Near<'a>,
    ) -> Self {
        let entries: Vec<_> = incoming.iter().map(|one| Entry::new(source, &one.item)).collect();
        let mut holder: HashMap<&Key, &Entry> = HashMap::new();
        let mut shared = HashSet::new();
        for entry in &entries {
            for key in &entry.keys {
                let first = holder.entry(key).or_insert(entry);
                if is_front_page(key) || entry.tells_another_story(first, key) {
                    shared.insert(key.clone());
                }
            }
        }
        Self { source, known, near, entries, shared }
    }

    /// Items that carry an id of ours came from a feed of ours.
    fn claim_own(&self, claims: &mut Claims) {
        for (index, entry) in self.entries.iter().enumerate() {
            let own = entry.item.guid.as_deref().and_then(ItemId::parse);
            if let Some(id) = own.and_then(|own| self.known.by_id.get(&own))
                && !self.known.is_detached(*id, self.source)
            {
                let matched = Match { rule: MatchRule::OwnId, score: 1000 };
                let because = format!("it carries the id {id}");
                claims.lay(index, Claim { id: *id, matched, because, is_twin: false });
            }
        }
    }

    /// Strong keys come before weak ones. Where the guid of an item says that it is one, and its
    /// page or its title and day that it is another, it is the one with which it goes better, and
    /// that is said before any guid counts: many programs number the places of their lists.
    fn claim(&self, claims: &mut Claims) {
        self.claim_all(claims, |index, claims| self.match_at(0, index, claims));
        self.claim_all(claims, |index, claims| self.match_against_guid(index, claims));
        for level in 1..=TITLE {
            self.claim_all(claims, |index, claims| self.match_at(level, index, claims));
        }
    }

    fn claim_all(&self, claims: &mut Claims, find: impl Fn(usize, &Claims) -> Option<Claim>) {
        for index in 0..self.entries.len() {
            if claims.of[index].is_none()
                && let Some(claim) = find(index, claims)
            {
                claims.lay(index, claim);
            }
        }
    }

    /// The known item that the page of an entry, or its title and day, lead to, where its guid
    /// leads to another with which it does not go as well.
    fn match_against_guid(&self, index: usize, claims: &Claims) -> Option<Claim> {
        let entry = &self.entries[index];
        let by_guid = self.known.by_key.get(entry.guid()?)?;
        let others =
            entry.keys.iter().filter(|key| matches!(key, Key::Url(_) | Key::TitleDate(..)));
        let mut others = others.filter_map(|key| Some((key, self.known.by_key.get(key)?)));
        let is_rather = |key: &Key, id: &ItemId| {
            id != by_guid
                && !self.shared.contains(key)
                && self.near.is_rather(index, *id, *by_guid, matches!(key, Key::Url(_)))
        };
        others.find_map(
            |(key, id)| {
                if is_rather(key, id) { self.match_by(index, key, claims) } else { None }
            },
        )
    }

    /// The known item that keys of one strength lead to.
    fn match_at(&self, level: u8, index: usize, claims: &Claims) -> Option<Claim> {
        let entry = &self.entries[index];
        if level == TITLE && !self.is_bare(entry) {
            return None;
        }
        let mut keys = entry.keys.iter().filter(|key| strength(key) == level);
        keys.find_map(|key| self.match_by(index, key, claims))
    }

    /// The known item that a key leads to, unless another entry is that item, or it is plainly
    /// another story under an old key.
    fn match_by(&self, index: usize, key: &Key, claims: &Claims) -> Option<Claim> {
        let entry = &self.entries[index];
        let stored = self.known.items.get(self.known.by_key.get(key)?)?;
        if self.known.is_detached(stored.id, self.source) {
            return None;
        }
        let trusted = !self.shared.contains(key) && !self.near.is_doubtful(key)
            || entry.is_told_by(self.source, stored);
        let taken = match claims.first.get(&stored.id) {
            Some(first) => entry.tells_another_story(&self.entries[*first], key),
            None => self.near.stands(stored.id) && self.is_beside(index, stored, key),
        };
        let is_another = (1..TITLE).contains(&strength(key)) && self.is_another(index, stored, key);
        (trusted && !taken && !is_another).then(|| Claim {
            id: stored.id,
            matched: match_by(key),
            because: key.to_string().chars().take(BECAUSE).collect(),
            is_twin: false,
        })
    }

    /// It is another story than the known item that stands in the document as it did.
    fn is_beside(&self, index: usize, stored: &StoredItem, key: &Key) -> bool {
        let told = own(self.source, stored).unwrap_or(&stored.item);
        self.near.is_called_otherwise(index, stored.id)
            || self.entries[index].stands_apart_from(told, key)
    }

    /// The key was used again, for another story than the known item.
    fn is_another(&self, index: usize, stored: &StoredItem, key: &Key) -> bool {
        let entry = &self.entries[index];
        let is_part = self.known.by_hand.get(key).is_some_and(Vec::is_empty);
        if is_part && !is_place(key) {
            // A person said that it is one, and no more is known of it than its keys.
            return false;
        }
        let guid = entry.guid().filter(|guid| self.known.by_key.get(guid) == Some(&stored.id));
        self.near.is_another(index, stored.id, key)
            // Where the guid leads there too and is that of the next story, so is the page.
            || guid.is_some_and(|guid| self.near.is_another(index, stored.id, guid))
            || self.takes_over(index, stored, key)
            || is_guid(key)
                && entry.has_lost(self.source, stored)
                && self.near.is_elsewhere(index, stored.id)
    }

    /// Nothing but title and day identifies it.
    fn is_bare(&self, entry: &Entry) -> bool {
        entry.keys.iter().all(|key| strength(key) == TITLE || self.shared.contains(key))
    }

    /// What the guids of the document show of their worth.
    fn signs(&self, claims: &Claims) -> Signs {
        let mut signs = Signs::default();
        for ((entry, claim), parts) in self.entries.iter().zip(&claims.of).zip(&claims.absorbed) {
            let Some((guid, key)) = entry.item.guid.as_ref().zip(entry.guid()) else { continue };
            let ids = || claim.iter().map(|claim| claim.id).chain(parts.iter().map(|part| part.id));
            let mut versions = ids().filter_map(|id| own(self.source, &self.known.items[&id]));
            let before = versions.next().and_then(|own| own.guid.as_ref());
            let owner = self.known.by_key.get(key);
            let is_anothers = owner.is_some_and(|owner| ids().all(|id| id != *owner));
            match before {
                _ if self.shared.contains(key) => signs.repeated += 1,
                Some(before) if before == guid => signs.kept += 1,
                _ if is_anothers => signs.reused += 1,
                Some(_) => signs.renewed += 1,
                None => {}
            }
        }
        signs
    }

    /// Nothing but its identity is kept of a known item, and the entry has its key now.
    fn takes_over(&self, index: usize, stored: &StoredItem, key: &Key) -> bool {
        self.entries[index].takes_the_key_of(stored, self.known, key)
    }

    /// What each entry is, and which keys are new to the ledger for it.
    fn settle(&self, claims: &Claims) -> Vec<Finding> {
        let mut fresh = Fresh::default();
        let mut firsts: Vec<usize> = (0..self.entries.len()).collect();
        for (index, claim) in claims.of.iter().enumerate() {
            if let Some(claim) = claim {
                firsts[index] = claims.first.get(&claim.id).copied().unwrap_or(index);
                fresh.lead(self.unowned(index, claims), firsts[index]);
            }
        }
        for (index, entry) in self.entries.iter().enumerate() {
            if claims.of[index].is_none() {
                let mut keys = self.unowned(index, claims);
                if keys.iter().all(|key| self.known.by_key.contains_key(*key)) {
                    keys.extend(entry.keys.last());
                }
                let twin = claims.twins[index].map(|twin| firsts[twin]);
                firsts[index] = twin.or_else(|| fresh.first(&keys)).unwrap_or(index);
                fresh.lead(keys, firsts[index]);
            }
        }
        let mut keys = self.hand_out(fresh);
        let finding = |index: usize| match &claims.of[index] {
            _ if firsts[index] != index => Finding::Again,
            Some(claim) => {
                let absorbed = claims.absorbed[index].clone();
                Finding::Known(claim.clone(), std::mem::take(&mut keys[index]), absorbed)
            }
            None => {
                // Its id is made of the first. Of one that it takes from another, that other's was.
                let mut keys = std::mem::take(&mut keys[index]);
                keys.sort_by_key(|key| self.known.by_key.contains_key(key));
                Finding::New(keys)
            }
        };
        (0..self.entries.len()).map(finding).collect()
    }

    /// The keys of an entry that can be recorded for it: neither shared, nor worthless, nor another
    /// item's that keeps them. Its title and day are among them: they lead to it when all else is
    /// forgotten.
    fn unowned(&self, index: usize, claims: &Claims) -> Vec<&Key> {
        let is_free = |key: &&Key| {
            let owner = self.known.by_key.get(*key).and_then(|id| self.known.items.get(id));
            !self.shared.contains(*key)
                && !self.near.is_doubtful(key)
                && match owner {
                    Some(owner) => self.gives_way(owner, index, key, claims),
                    None => !self.known.by_key.contains_key(*key),
                }
        };
        self.entries[index].keys.iter().filter(is_free).collect()
    }

    /// A known item gives up a key to an entry: no more than that is known of it; or the source had
    /// it under this key, has it no more, and uses the key for this one now.
    fn gives_way(&self, owner: &StoredItem, index: usize, key: &Key, claims: &Claims) -> bool {
        let claim = &claims.of[index];
        let is_own = claim.as_ref().is_some_and(|claim| claim.id == owner.id);
        let is_gone = || !self.near.stands(owner.id) && !claims.first.contains_key(&owner.id);
        let is_used_again = || {
            (1..TITLE).contains(&strength(key))
                && claim.as_ref().is_none_or(Claim::is_by_likeness)
                && own(self.source, owner).is_some()
                && is_gone()
                && self.is_another(index, owner, key)
        };
        !is_own && (self.takes_over(index, owner, key) || is_used_again())
    }

    /// The new keys of every entry, each key once, in the order of the document.
    fn hand_out(&self, mut fresh: Fresh) -> Vec<Vec<Key>> {
        let mut keys = vec![Vec::new(); self.entries.len()];
        for key in self.entries.iter().flat_map(|entry| &entry.keys) {
            if let Some(first) = fresh.0.remove(key) {
                keys[first].push(key.clone());
            }
        }
        keys
    }
}

/// Which entry of the document each key that is new to the ledger leads to.
#[derive(Default)]
struct Fresh<'a>(HashMap<&'a Key, usize>);

impl<'a> Fresh<'a> {
    /// The entry that has one of these keys too. That title and day are the same counts only
    /// where there is nothing else.
    fn first(&self, keys: &[&Key]) -> Option<usize> {
        let is_bare = keys.iter().all(|key| strength(key) == TITLE);
        let mut telling = keys.iter().filter(|key| is_bare || strength(key) < TITLE);
        telling.find_map(|key| self.0.get(*key).copied())
    }

    fn lead(&mut self, keys: Vec<&'a Key>, entry: usize) {
        for key in keys {
            self.0.entry(key).or_insert(entry);
        }
    }
}
