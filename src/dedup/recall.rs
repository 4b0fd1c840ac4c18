//! What becomes of an item that a source brings: added, or seen again.

use chrono::{DateTime, Utc};

use super::claims::{Claim, Part};
use super::{dates, merge, rank};
use crate::model::change::{
    Appearance, Change, ChangeKind, Decision, Incoming, ItemId, Likeness, StoredItem,
};
use crate::model::item::{Item, Key};
use crate::model::source::SourceId;
use crate::model::url::CanonicalUrl;

/// The source that is decided upon, and when.
#[derive(Clone, Copy)]
pub(super) struct Here<'a> {
    pub(super) source: &'a SourceId,
    /// Its page, as addresses are compared.
    pub(super) home: Option<&'a str>,
    pub(super) now: DateTime<Utc>,
}

impl Here<'_> {
    /// A new item. An undated one stands where `beside` says, if it does. Its id is that of its
    /// first key of which no other item's was made.
    pub(super) fn add(
        self,
        mut one: Incoming,
        keys: Vec<Key>,
        beside: Option<DateTime<Utc>>,
        is_free: impl Fn(&ItemId) -> bool,
    ) -> Change {
        let own = keys.iter().map(|key| ItemId::mint(self.source, key)).find(is_free);
        let id = own.unwrap_or_else(|| {
            let again = Key::Site(format!("again:{}:{}", one.item.name_hash(), self.now));
            ItemId::mint(self.source, &again)
        });
        let nearness = self.nearness(&one.item);
        one.item.keys.clone_from(&keys);
        let shown = one.item.clone();
        let item = StoredItem {
            id,
            first_seen: self.now,
            date: beside.unwrap_or_else(|| dates::first_date(&shown, self.now)),
            updated: dates::first_updated(&shown, self.now),
            item: shown,
            appearances: vec![Appearance { nearness, ..self.appearance(one, None) }],
        };
        change(ChangeKind::Added, item, keys, None)
    }

    /// A known item that a source brings, again or for the first time. `None`: as it was.
    pub(super) fn recall(
        self,
        stored: &StoredItem,
        one: Incoming,
        claim: Claim,
        new_keys: Vec<Key>,
        absorbed: &[(&StoredItem, Part)],
    ) -> Option<Change> {
        let mut item = stored.clone();
        let before = dates::Before::of(stored, self.now);
        for (other, part) in absorbed {
            take_over(&mut item, other, part);
        }
        let own = item.appearances.iter().position(|seen| seen.source == *self.source);
        let is_same =
            own.is_some_and(|own| claim.is_twin || is_same(&item.appearances[own].item, &one.item));
        if is_same && new_keys.is_empty() && absorbed.is_empty() {
            return None;
        }
        let modified = one.item.modified;
        let is_stand_in =
            stored.item.stand_in || own.is_some_and(|own| item.appearances[own].item.stand_in);
        match own {
            Some(_) if claim.is_twin => {}
            Some(own) => {
                item.appearances[own].nearness = self.nearness(&one.item);
                item.appearances[own].item = one.item;
            }
            None => item.appearances.push(self.appearance(one, Some(&claim))),
        }
        let mut kind = show(&mut item, before, modified, self.now);
        if is_stand_in {
            (item.date, item.updated) = (stored.date, stored.updated);
            item.item.stand_in = false;
            kind = ChangeKind::Noted;
        }
        let is_news = own.is_none() || claim.is_by_likeness();
        let united = absorbed.first().map(|(_, part)| (part.matched.clone(), part.because.clone()));
        let why = if is_news { Some((claim.matched, claim.because)) } else { united };
        let decision = why.map(|(matched, because)| Decision {
            source: self.source.clone(),
            matched,
            because,
            at: self.now,
        });
        let absorbed = absorbed.iter().map(|(other, _)| other.id).collect();
        Some(Change { absorbed, ..change(kind, item, new_keys, decision) })
    }

    fn appearance(self, one: Incoming, claim: Option<&Claim>) -> Appearance {
        Appearance {
            source: self.source.clone(),
            nearness: self.nearness(&one.item),
            item: one.item,
            position: one.position,
            first_seen: self.now,
            matched: claim.map(|claim| claim.matched.clone()),
        }
    }

    /// How near its page is to the source's.
    fn nearness(self, item: &Item) -> u8 {
        let by_key = item.keys.iter().find_map(|key| match key {
            Key::Url(url) => Some(url.clone()),
            _ => None,
        });
        let key = by_key.or_else(|| item.url.as_ref().map(CanonicalUrl::key));
        let Some((home, key)) = self.home.zip(key) else { return 0 };
        let (home, page) = (folders(home), folders(&key));
        let shared = home.zip(page).take_while(|(one, other)| one == other).count();
        u8::try_from(shared).unwrap_or(u8::MAX)
    }
}

/// The host of an address as it is compared, and what its path is made of.
fn folders(key: &str) -> impl Iterator<Item = &str> {
    key.split(['?', '#']).next().unwrap_or(key).split([':', '/'])
}

/// Shows an item as its appearances now are, and says whether readers see a difference. One
/// that nobody saw yet is shown as if all had brought it at once.
pub(super) fn show(
    item: &mut StoredItem,
    dated: dates::Before,
    modified: Option<DateTime<Utc>>,
    now: DateTime<Utc>,
) -> ChangeKind {
    let shown_from = item.primary().source.clone();
    rank::arrange(&mut item.appearances);
    let published = dates::published(&item.appearances, dated, now);
    let shown = Item { published, ..merge::merge(&item.appearances) };
    let before = std::mem::replace(&mut item.item, shown);
    let is_unseen = item.first_seen == now;
    if before.looks_like(&item.item) && item.primary().source == shown_from {
        return ChangeKind::Noted;
    }
    if is_unseen {
        if (before.published, before.modified) != (item.item.published, item.item.modified) {
            item.date = dates::first_date(&item.item, now);
        }
        item.updated = dates::first_updated(&item.item, now);
        return ChangeKind::Changed;
    }
    if before.published != item.item.published {
        item.date = dates::credible(item.item.published, now).unwrap_or(item.date);
    }
    item.updated = dates::next_updated(item.updated, modified, now);
    ChangeKind::Changed
}

/// Takes a version out of an item, and shows the item without it: with a date of its own, where it
/// had that of the version.
pub(super) fn take_out(
    item: &mut StoredItem,
    place: usize,
    now: DateTime<Utc>,
) -> (Appearance, ChangeKind) {
    let before = dates::Before::of(item, now);
    let version = item.appearances.remove(place);
    let gave = version.item.published;
    let others = item.appearances.iter().any(|other| other.item.published == gave);
    let had_its_date = gave.is_some() && gave == item.item.published && !others;
    if !had_its_date {
        return (version, show(item, before, None, now));
    }
    // Else it would count as the date that was shown before a source renewed its own.
    item.item.published = None;
    let before = dates::Before::of(item, now);
    let mut kind = show(item, before, None, now);
    if item.item.published.is_none() {
        item.date = dates::first_date(&item.item, item.first_seen);
    }
    if kind == ChangeKind::Noted {
        item.updated = dates::next_updated(item.updated, None, now);
        kind = ChangeKind::Changed;
    }
    (version, kind)
}

fn change(
    kind: ChangeKind,
    item: StoredItem,
    new_keys: Vec<Key>,
    decision: Option<Decision>,
) -> Change {
    let likeness = Likeness::default();
    let (taken, absorbed) = (Vec::new(), Vec::new());
    Change { kind, item, new_keys, taken, likeness, decision, absorbed }
}

/// Takes over what another item had, which turned out to be this one.
fn take_over(item: &mut StoredItem, other: &StoredItem, part: &Part) {
    for appearance in &other.appearances {
        if item.appearances.iter().all(|seen| seen.source != appearance.source) {
            let matched = appearance.matched.clone().or_else(|| Some(part.matched.clone()));
            item.appearances.push(Appearance { matched, ..appearance.clone() });
        }
    }
    saw_first(item, other.first_seen);
}

/// Notes that an item was seen by then. One without a date stands where it was first seen.
pub(super) fn saw_first(item: &mut StoredItem, first_seen: DateTime<Utc>) {
    let is_undated = item.item.published.is_none_or(|date| date.at != item.date);
    let before = item.first_seen;
    item.first_seen = before.min(first_seen);
    if is_undated && item.date == before {
        item.date = item.first_seen;
    }
}

/// A source gives what it gave before. Keys do not count: which of them are worth anything depends
/// on what else stands in the document.
fn is_same(before: &Item, now: &Item) -> bool {
    let stated = |item: &Item| (item.guid.clone(), item.modified, item.decided_by.clone());
    before.looks_like(now) && stated(before) == stated(now)
}
