//! Ledgers in memory: sources are refreshed one after the other, and what came of it is compared.

use super::dates::credible;
use super::*;
use crate::model::change::Known;
use crate::model::date::Published;
use crate::model::hash::Hash;
use crate::model::url::CanonicalUrl;
use chrono::{NaiveDate, TimeDelta};
use url::Url;

mod dated;
mod kept_apart;

/// A ledger that knows everything that was ever decided.
#[derive(Default)]
pub(super) struct Ledger {
    pub(super) known: Known,
}

impl Ledger {
    pub(super) fn refresh(&mut self, source: &str, hour: i64, items: &[Item]) -> ChangeSet {
        let source = id(source);
        let own = |item: &Item| own(&source, item);
        let incoming: Vec<_> = (0..).zip(items).map(|(n, item)| incoming(n, own(item))).collect();
        self.read(&source, hour, incoming, &HashSet::new())
    }

    /// The source gives these, and what stands there as it did.
    pub(super) fn read(
        &mut self,
        source: &SourceId,
        hour: i64,
        incoming: Vec<Incoming>,
        standing: &HashSet<Hash>,
    ) -> ChangeSet {
        let mut asked = self.known.clone();
        let probe = probe(source, &incoming);
        asked.by_key.retain(|key, _| probe.keys.contains(key));
        let given = incoming.iter().map(|one| one.raw_hash).chain(standing.iter().copied());
        let given = given.collect();
        let brought = Brought { given: Some(&given), ..Brought::new(source, incoming) };
        let set = super::Ledger::new(asked).decide(brought, at(hour));
        self.known.take_in(&set.changes);
        let listed = self.known.listed.entry(source.clone()).or_default();
        listed.retain(|hash, _| given.contains(hash));
        listed.extend(set.brought.iter().copied());
        set
    }

    #[track_caller]
    fn check(&mut self, source: &str, hour: i64, items: &[Item], expected: &str) {
        let set = self.refresh(source, hour, items);
        let seen: Vec<String> = set
            .changes
            .iter()
            .map(|change| format!("{:?} {}", change.kind, change.item.item.caption()))
            .collect();
        assert_eq!(seen.join(", "), expected);
    }

    /// Titles, links and sources of everything, in an order of its own.
    fn shown(&self) -> Vec<String> {
        let line = |stored: &StoredItem| {
            let sources = stored.appearances.iter().map(|one| one.source.as_str());
            let link = stored.item.url.as_ref().map(CanonicalUrl::as_str);
            let sources: Vec<_> = sources.collect();
            format!("{:?} {link:?} {} {sources:?}", stored.item.title, stored.date)
        };
        let mut lines: Vec<_> = self.known.items.values().map(line).collect();
        lines.sort();
        lines
    }

    pub(super) fn only(&self) -> &StoredItem {
        assert_eq!(self.known.items.len(), 1, "{:?}", self.shown());
        self.known.items.values().next().unwrap()
    }
}

pub(super) fn id(source: &str) -> SourceId {
    SourceId::new(source).unwrap()
}

pub(super) fn at(hour: i64) -> DateTime<Utc> {
    day("2026-01-01").at + TimeDelta::hours(hour)
}

fn day(text: &str) -> Published {
    Published::day(text.parse::<NaiveDate>().unwrap())
}

fn incoming(position: u32, item: Item) -> Incoming {
    let raw_hash = Hash::of(&serde_json::to_vec(&item).unwrap());
    Incoming { raw_hash, position, item }
}

/// A story by guid, path and title; `-` is none.
pub(super) fn story(guid: &str, path: &str, title: &str) -> Item {
    let given = |text: &str| (text != "-").then(|| text.to_owned());
    let mut item: Item = serde_json::from_str(r#"{"keys":[]}"#).unwrap();
    item.guid = given(guid);
    item.title = given(title);
    item.url = given(path).map(|path| {
        let url = Url::parse("https://site.example/").unwrap().join(&path).unwrap();
        CanonicalUrl::new(url).unwrap()
    });
    item
}

pub(super) fn dated(item: Item, text: &str) -> Item {
    Item { published: Some(day(text)), ..item }
}

fn with(mut item: Item, edit: impl FnOnce(&mut Item)) -> Item {
    edit(&mut item);
    item
}

/// With the keys that normalizing gives.
fn own(source: &SourceId, item: &Item) -> Item {
    let is_global = |guid: &str| guid.starts_with("urn:");
    let guid = item.guid.clone().map(|guid| {
        if is_global(&guid) { Key::GlobalGuid(guid) } else { Key::Guid(source.clone(), guid) }
    });
    let url = item.url.as_ref().map(|url| Key::Url(url.key()));
    Item { keys: guid.into_iter().chain(url).collect(), ..item.clone() }
}

#[test]
fn a_story_is_added_once() {
    let mut ledger = Ledger::default();
    ledger.check(
        "a",
        0,
        &[story("1", "/x", "One"), story("2", "/y", "Two")],
        "Added One, Added Two",
    );
    ledger.check("a", 1, &[story("1", "/x", "One"), story("2", "/y", "Two")], "");
    ledger.check("a", 2, &[story("3", "/z", "Three"), story("1", "/x", "One")], "Added Three");
}

#[test]
fn an_edit_is_a_change_and_keeps_the_id() {
    let mut ledger = Ledger::default();
    ledger.refresh("a", 0, &[story("1", "/x", "One")]);
    let before = ledger.only().clone();
    ledger.check("a", 1, &[story("1", "/x", "One!")], "Changed One!");
    let after = ledger.only();
    assert_eq!(after.id, before.id);
    assert_eq!((after.first_seen, after.date), (at(0), at(0)));
    assert_eq!(after.updated, at(1));
}

#[test]
fn a_moved_link_and_then_a_new_guid_are_the_same_item() {
    let mut ledger = Ledger::default();
    ledger.check("a", 0, &[story("1", "/x", "One")], "Added One");
    ledger.check("a", 1, &[story("1", "/moved", "One")], "Changed One");
    ledger.check("a", 2, &[story("9", "/moved", "One")], "Noted One");
    ledger.check("a", 3, &[story("9", "/again", "One")], "Changed One");
}

#[test]
fn what_readers_do_not_see_is_only_noted() {
    let mut ledger = Ledger::default();
    ledger.refresh("a", 0, &[story("1", "/x", "One")]);
    let renewed = with(story("1", "/x", "One"), |item| item.modified = Some(at(1)));
    ledger.check("a", 1, std::slice::from_ref(&renewed), "Noted One");
    ledger.check("a", 2, &[renewed], "");
    assert_eq!(ledger.only().updated, at(0));
}

#[test]
fn a_story_of_two_sources_is_merged() {
    let mut ledger = Ledger::default();
    ledger.refresh("b", 0, &[story("1", "/x", "One")]);
    let set = ledger.refresh("a", 1, &[story("p7", "/x", "One, copied")]);
    assert_eq!(set.counts, Counts { added: 0, changed: 0, merged: 1 });
    assert_eq!(set.changes[0].kind, ChangeKind::Noted);
    assert_eq!(set.changes[0].new_keys[0], Key::Guid(id("a"), "p7".into()));
    let item = ledger.only();
    assert_eq!(item.item.title.as_deref(), Some("One"));
    let sources: Vec<_> = item.appearances.iter().map(|one| one.source.as_str()).collect();
    assert_eq!(sources, ["b", "a"]);
    ledger.check("a", 2, &[story("p7", "/x", "One, copied")], "");
}

#[test]
fn a_copy_that_fills_a_gap_changes_what_is_shown() {
    let mut ledger = Ledger::default();
    ledger.refresh("a", 0, &[story("1", "/x", "One")]);
    let copy = with(story("7", "/x", "One"), |item| item.summary = Some("Short.".into()));
    let set = ledger.refresh("b", 1, &[copy]);
    assert_eq!((set.changes[0].kind, set.counts.merged), (ChangeKind::Changed, 1));
    assert_eq!(ledger.only().item.summary.as_deref(), Some("Short."));
}

#[test]
fn a_world_wide_guid_is_stronger_than_a_link() {
    let mut ledger = Ledger::default();
    ledger.refresh("a", 0, &[story("urn:x", "/x", "One"), story("urn:y", "/y", "Two")]);
    ledger.check("b", 1, &[story("urn:x", "/y", "One")], "Noted One");
    let owner = |path: &str| ledger.known.by_key[&Key::Url(format!("site.example{path}"))];
    assert_ne!(owner("/x"), owner("/y"), "no key moves");
}

#[test]
fn a_key_that_all_rows_share_identifies_none() {
    let mut ledger = Ledger::default();
    let page = [story("-", "/list", "One"), story("-", "/list", "Two")];
    ledger.check("a", 0, &page, "Added One, Added Two");
    ledger.check("a", 1, &page, "");
    let page = [story("-", "/list", "Three"), story("-", "/list", "One")];
    ledger.check("a", 2, &page, "Added Three");
    ledger.check(
        "a",
        3,
        &[story("k", "/1", "Four"), story("k", "/2", "Five")],
        "Added Four, Added Five",
    );
    ledger.check("a", 4, &[story("k", "/2", "Five"), story("k", "/3", "Six")], "Added Six");
}

#[test]
fn a_link_that_comes_to_be_shared_does_not_bring_an_old_item_back() {
    let mut ledger = Ledger::default();
    ledger.check("a", 0, &[story("-", "/list", "One")], "Added One");
    ledger.check("a", 1, &[story("-", "/list", "Two"), story("-", "/list", "One")], "Added Two");
}

#[test]
fn one_name_on_two_days_at_one_address_is_two_items() {
    let mut ledger = Ledger::default();
    let closed = |day| dated(story("-", "/office", "Closed"), day);
    ledger.check("a", 0, &[closed("2025-05-01")], "Added Closed");
    let both = [closed("2025-12-25"), closed("2025-05-01")];
    ledger.check("a", 1, &both, "Added Closed");
    ledger.check("a", 2, &both, "");
}

#[test]
fn a_front_page_is_no_identity() {
    let mut ledger = Ledger::default();
    ledger.check("a", 0, &[story("-", "/", "New site")], "Added New site");
    ledger.check("a", 1, &[story("-", "/", "Office closed")], "Added Office closed");
    ledger.check("b", 2, &[story("-", "/", "New site")], "Added New site");
}

#[test]
fn an_item_that_paging_repeats_is_one() {
    let mut ledger = Ledger::default();
    let page = [story("1", "/x", "One"), story("2", "/y", "Two"), story("1", "/x", "One")];
    ledger.check("a", 0, &page, "Added One, Added Two");
    ledger.check("a", 1, &page, "");
    let page = [story("1", "/x", "One"), story("11", "/x", "One")];
    let set = ledger.refresh("a", 2, &page);
    assert_eq!(set.changes.len(), 1);
    assert_eq!(set.changes[0].new_keys[0], Key::Guid(id("a"), "11".into()));
}

#[test]
fn a_new_story_at_an_old_address_does_not_take_the_place_of_the_moved_one() {
    let mut ledger = Ledger::default();
    ledger.check("a", 0, &[story("1", "/latest", "One")], "Added One");
    let page = [story("2", "/latest", "Two"), story("1", "/archive/1", "One")];
    ledger.check("a", 1, &page, "Added Two, Changed One");
    ledger.check("a", 2, &page, "");
}

#[test]
fn an_item_without_guid_and_link_goes_by_title_and_day() {
    let mut ledger = Ledger::default();
    let bare = |day| dated(story("-", "-", "Meeting"), day);
    ledger.check("a", 0, &[bare("2025-05-01")], "Added Meeting");
    ledger.check("a", 1, &[bare("2025-05-01"), bare("2025-06-01")], "Added Meeting");
    ledger.check("b", 2, &[bare("2025-05-01")], "Added Meeting");
    assert_eq!(ledger.known.items.len(), 3);
}

#[test]
fn the_order_in_which_sources_arrive_does_not_matter() {
    let a = [
        story("1", "/x", "One"),
        dated(story("2", "/y", "Two"), "2025-05-01"),
        story("urn:z", "/z", "Three"),
        story("-", "/list", "Four"),
    ];
    let b = [
        dated(story("8", "/x", "One, copied"), "2025-04-01"),
        dated(story("9", "/y", "Two"), "2025-05-02"),
        with(story("urn:z", "/copy", "Three"), |item| item.tags = vec!["LK".into()]),
        story("-", "/other", "Five"),
    ];
    let edited = [story("8", "/x", "One, edited"), story("9", "/y", "Two, edited")];
    let refreshes: [(&str, &[Item]); 3] = [("a", &a), ("b", &b), ("c", &edited)];
    let shown = |order: [usize; 3]| {
        let mut ledger = Ledger::default();
        for index in order {
            ledger.refresh(refreshes[index].0, 0, refreshes[index].1);
        }
        ledger.shown()
    };
    let first = shown([0, 1, 2]);
    assert_eq!(first.len(), 5, "{first:#?}");
    for order in [[0, 2, 1], [1, 0, 2], [1, 2, 0], [2, 0, 1], [2, 1, 0]] {
        assert_eq!(shown(order), first, "{order:?}");
    }
}

#[test]
fn every_new_item_has_a_key_and_an_id_of_its_own() {
    let mut ledger = Ledger::default();
    let page: Vec<_> = (0..50).map(|n| story("k", "/list", &format!("Title {n}"))).collect();
    let set = ledger.refresh("a", 0, &page);
    assert!(set.changes.iter().all(|change| !change.new_keys.is_empty()));
    assert_eq!(ledger.known.items.len(), 50);
    // Nothing at all to go by is one item, not none.
    let mut ledger = Ledger::default();
    ledger.check("a", 0, &[story("-", "-", "-"), story("-", "-", "-")], "Added ");
}

#[test]
fn what_stands_in_for_a_version_is_replaced_without_being_a_change() {
    let mut ledger = Ledger::default();
    ledger.refresh("a", 0, &[story("1", "/x", "One")]);
    let id = ledger.only().id;
    let stored = ledger.known.items.get_mut(&id).unwrap();
    // Nothing is kept but the identity.
    let nothing: Item = serde_json::from_str(r#"{"keys":[],"stand_in":true}"#).unwrap();
    stored.item = nothing.clone();
    stored.appearances[0].item = nothing;
    let before = ledger.only().clone();
    ledger.check("b", 9, &[story("7", "/x", "One")], "Noted One");
    ledger.check("a", 10, &[story("1", "/x", "One!")], "Noted One!");
    let after = ledger.only().clone();
    assert_eq!((after.id, after.date, after.updated), (before.id, before.date, before.updated));
    ledger.check("a", 11, &[story("1", "/x", "One!!")], "Changed One!!");
}
