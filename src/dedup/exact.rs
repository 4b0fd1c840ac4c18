//! Recognising by keys: which known item an incoming one is, if any.

use std::collections::{HashMap, HashSet};

use chrono::TimeDelta;

use super::claims::{Claim, Claims, Part};
use super::near::Near;
use super::trust::Signs;
use crate::model::change::{Incoming, ItemId, Known, Match, MatchRule, StoredItem};
use crate::model::date::Published;
use crate::model::item::{Item, Key};
use crate::model::query::fold;
use crate::model::source::SourceId;
use crate::model::url::CanonicalUrl;

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
    let document = Document::survey(source, incoming);
    let mut claims = Claims::new(incoming.len());
    document.claim_own(source, known, &mut claims);
    document.claim(source, known, near, &mut claims);
    near.claim(&mut claims);
    let signs = document.signs(source, &claims, known);
    (document.settle(&claims, known, near), signs)
}

/// How much a key is worth: what is matched by a stronger one needs no weaker.
fn strength(key: &Key) -> u8 {
    match key {
        Key::Site(_) => 0,
        Key::GlobalGuid(_) => 1,
        Key::Guid(..) => 2,
        Key::Url(_) => 3,
        Key::TitleDate(..) => 4,
    }
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

/// So far from where it stood an item of another name is another.
const ELSEWHERE: TimeDelta = TimeDelta::days(30);

/// The longest account of what agreed, in characters.
const BECAUSE: usize = 200;

/// A site's front page is linked from many stories and is none of them.
fn is_front_page(key: &Key) -> bool {
    matches!(key, Key::Url(url) if !url.contains(['/', '?']))
}

fn are_two<T: PartialEq>(one: Option<T>, other: Option<T>) -> bool {
    one.zip(other).is_some_and(|(one, other)| one != other)
}

/// An incoming item with what is asked of it again and again.
struct Entry<'a> {
    item: &'a Item,
    caption: String,
    /// Strongest first; title and day last.
    keys: Vec<Key>,
}

impl Entry<'_> {
    fn new<'a>(source: &SourceId, item: &'a Item) -> Entry<'a> {
        let mut keys = item.keys.clone();
        keys.push(Key::title_date(source, item));
        keys.sort_by_key(strength);
        Entry { item, caption: fold(item.caption()), keys }
    }

    /// Two items that share a key are two stories: they are called differently; or they share no
    /// more than a name and a page, or a name and a guid, and were published at different times.
    fn tells_another_story(&self, other: &Self, key: &Key) -> bool {
        let (item, theirs) = (self.item, other.item);
        let page = |item: &Item| item.url.as_ref().map(CanonicalUrl::key);
        let is_apart = match key {
            Key::Url(_) => {
                let same_guid = item.guid.is_some() && item.guid == theirs.guid;
                !same_guid && item.published != theirs.published
            }
            Key::Guid(..) | Key::GlobalGuid(_) => {
                are_two(page(item), page(theirs)) && are_two(item.published, theirs.published)
            }
            Key::Site(_) | Key::TitleDate(..) => false,
        };
        self.caption != other.caption || is_apart
    }

    /// Nothing but its identity is kept of a known item, and this one is called differently and
    /// stands elsewhere in time: a site that was made anew counts its pages from 1 again.
    fn takes_the_key_of(&self, stored: &StoredItem, known: &Known) -> bool {
        let is_elsewhere = |date: Published| (date.at - stored.date).abs() > ELSEWHERE;
        known.names.get(&stored.id).is_some_and(|name| *name != self.item.name_hash())
            && self.item.published.is_none_or(is_elsewhere)
    }

    /// What the source said of a known item is what this one says: same name, same date.
    fn is_told_by(&self, source: &SourceId, stored: &StoredItem) -> bool {
        let own = stored.appearances.iter().find(|appearance| appearance.source == *source);
        let told = own.map_or(&stored.item, |appearance| &appearance.item);
        self.caption == fold(told.caption()) && self.item.published == told.published
    }
}

/// The items of one document, and the keys that tell none of them from the others.
struct Document<'a> {
    entries: Vec<Entry<'a>>,
    shared: HashSet<Key>,
}

impl<'a> Document<'a> {
    fn survey(source: &SourceId, incoming: &'a [Incoming]) -> Self {
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
        Self { entries, shared }
    }

    /// Items that carry an id of ours came from a feed of ours.
    fn claim_own(&self, source: &SourceId, known: &Known, claims: &mut Claims) {
        for (index, entry) in self.entries.iter().enumerate() {
            let own = entry.item.guid.as_deref().and_then(ItemId::parse);
            if let Some(id) = own.and_then(|own| known.by_id.get(&own))
                && !known.is_detached(*id, source)
            {
                let matched = Match { rule: MatchRule::OwnId, score: 1000 };
                let because = format!("it carries the id {id}");
                claims.lay(index, Claim { id: *id, matched, because, is_twin: false });
            }
        }
    }

    fn claim(&self, source: &SourceId, known: &Known, near: &Near<'_>, claims: &mut Claims) {
        for level in 0..=TITLE {
            for index in 0..self.entries.len() {
                if claims.of[index].is_none()
                    && let Some(claim) = self.match_at(level, index, source, known, near, claims)
                {
                    claims.lay(index, claim);
                }
            }
        }
    }

    /// The known item that keys of one strength lead to, unless another entry is that item, or it
    /// is plainly another story under an old key.
    fn match_at(
        &self,
        level: u8,
        index: usize,
        source: &SourceId,
        known: &Known,
        near: &Near<'_>,
        claims: &Claims,
    ) -> Option<Claim> {
        let entry = &self.entries[index];
        if level == TITLE && !self.is_bare(entry) {
            return None;
        }
        entry.keys.iter().filter(|key| strength(key) == level).find_map(|key| {
            let stored = known.items.get(known.by_key.get(key)?)?;
            if known.is_detached(stored.id, source) {
                return None;
            }
            let trusted = !self.shared.contains(key) && !near.is_doubtful(key)
                || entry.is_told_by(source, stored);
            let taken = claims
                .first
                .get(&stored.id)
                .is_some_and(|&first| entry.tells_another_story(&self.entries[first], key));
            let is_another = level > 0
                && level < TITLE
                && (near.is_another(index, stored.id, key)
                    || entry.takes_the_key_of(stored, known));
            (trusted && !taken && !is_another).then(|| Claim {
                id: stored.id,
                matched: match_by(key),
                because: key.to_string().chars().take(BECAUSE).collect(),
                is_twin: false,
            })
        })
    }

    /// Nothing but title and day identifies it.
    fn is_bare(&self, entry: &Entry) -> bool {
        entry.keys.iter().all(|key| strength(key) == TITLE || self.shared.contains(key))
    }

    /// What the guids of the document show of their worth.
    fn signs(&self, source: &SourceId, claims: &Claims, known: &Known) -> Signs {
        let mut signs = Signs::default();
        for ((entry, claim), parts) in self.entries.iter().zip(&claims.of).zip(&claims.absorbed) {
            let Some(guid) = &entry.item.guid else { continue };
            let key = Key::Guid(source.clone(), guid.clone());
            let ids = || claim.iter().map(|claim| claim.id).chain(parts.iter().map(|part| part.id));
            let versions = || ids().flat_map(|id| &known.items[&id].appearances);
            let own = versions().find(|version| version.source == *source);
            let before = own.and_then(|own| own.item.guid.as_ref());
            let owner = known.by_key.get(&key);
            match (before, owner) {
                _ if self.shared.contains(&key) => signs.repeated += 1,
                (Some(before), _) if before == guid => signs.kept += 1,
                (Some(_), _) => signs.renewed += 1,
                (None, Some(owner)) if ids().all(|id| id != *owner) => signs.reused += 1,
                _ => {}
            }
        }
        signs
    }

    /// What each entry is, and which keys are new to the ledger for it.
    fn settle(&self, claims: &Claims, known: &Known, near: &Near<'_>) -> Vec<Finding> {
        let mut fresh = Fresh::default();
        let mut firsts: Vec<usize> = (0..self.entries.len()).collect();
        for (index, entry) in self.entries.iter().enumerate() {
            if let Some(claim) = &claims.of[index] {
                firsts[index] = claims.first.get(&claim.id).copied().unwrap_or(index);
                fresh.lead(self.unowned(entry, Some(claim.id), known, near), firsts[index]);
            }
        }
        for (index, entry) in self.entries.iter().enumerate() {
            if claims.of[index].is_none() {
                let mut keys = self.unowned(entry, None, known, near);
                if keys.iter().all(|key| known.by_key.contains_key(*key)) {
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
                let is_taken = |id: &ItemId| known.names.contains_key(id);
                keys.sort_by_key(|key| known.by_key.get(key).is_some_and(is_taken));
                Finding::New(keys)
            }
        };
        (0..self.entries.len()).map(finding).collect()
    }

    /// The keys of an entry that can be recorded for it: neither shared, nor worthless, nor another
    /// item's of which more than that is known. Its title and day are among them: they lead to it when all else is forgotten.
    fn unowned<'b>(
        &self,
        entry: &'b Entry,
        own: Option<ItemId>,
        known: &Known,
        near: &Near<'_>,
    ) -> Vec<&'b Key> {
        let gives_way = |id: &ItemId| {
            let owner = known.items.get(id).filter(|_| own != Some(*id));
            owner.is_some_and(|owner| entry.takes_the_key_of(owner, known))
        };
        let is_free = |key: &&Key| {
            !self.shared.contains(*key)
                && !near.is_doubtful(key)
                && known.by_key.get(*key).is_none_or(gives_way)
        };
        entry.keys.iter().filter(is_free).collect()
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
