//! Promises about what sources list, and about items that were reduced to their identity.

use std::collections::HashSet;

use chrono::{DateTime, Utc};
use sangam::model::change::{ChangeKind, LeftOut, Probe, Refresh, Sighting, StoredItem};

use super::Backend;
use super::cases::everything;
use super::values::*;

/// A reading at which a source lists some items, the last good one before the next.
fn lists(id: &str, items: &[StoredItem], seconds: i64) -> Refresh {
    let raw = |item: &StoredItem| hash(item.item.title.as_deref().unwrap());
    let mut refresh = refresh(id, added(items.iter().cloned()));
    refresh.raw_hashes = Some(items.iter().map(raw).collect());
    refresh.brought = items.iter().map(|item| (raw(item), item.id)).collect();
    refresh.state.last_success = Some(at(seconds));
    refresh
}

fn sighting(id: &str, first: i64, last: i64, is_listed: bool) -> Sighting {
    Sighting { source: source(id), first: at(first), last: Some(at(last)), is_listed }
}

pub(super) async fn it_is_known_until_when_a_source_listed_an_item(backend: &impl Backend) {
    let store = backend.open();
    let item = stored(plain("One", 0, 0).item, &["a", "b"], 0, 0);
    let items = std::slice::from_ref(&item);
    assert_eq!(store.sightings(item.id).await.unwrap(), []);
    store.commit(vec![lists("a", items, 10), lists("b", items, 11)]).await.unwrap();
    let expected = [sighting("a", 0, 10, true), sighting("b", 0, 11, true)];
    assert_eq!(store.sightings(item.id).await.unwrap(), expected);
    store.commit(vec![lists("a", &[], 20), lists("b", items, 21)]).await.unwrap();
    let expected = [sighting("a", 0, 10, false), sighting("b", 0, 21, true)];
    assert_eq!(store.sightings(item.id).await.unwrap(), expected);
    store.commit(vec![lists("a", items, 30)]).await.unwrap();
    assert_eq!(store.sightings(item.id).await.unwrap()[0], sighting("a", 0, 30, true));
}

pub(super) async fn what_was_left_out_is_listed_newest_first(backend: &impl Backend) {
    let store = backend.open();
    let mut first = refresh("b", vec![]);
    first.rejected = vec![rejected("One")];
    first.rejected[0].url = Some("https://a.example/1".to_owned());
    first.rejected[0].guid = Some("g".to_owned());
    let mut second = refresh("a", vec![]);
    second.at = at(5);
    second.rejected = vec![rejected("Two")];
    store.commit(vec![first, second]).await.unwrap();
    let left_out = store.left_out().await.unwrap();
    assert_eq!(left_out.iter().map(|one| &*one.title).collect::<Vec<_>>(), ["Two", "One"]);
    let expected = LeftOut {
        source: source("b"),
        title: "One".to_owned(),
        url: Some("https://a.example/1".to_owned()),
        guid: Some("g".to_owned()),
        code: "dropped-by-rule".to_owned(),
        message: "dropped by [[rule]] 2".to_owned(),
        at: at(0),
    };
    assert_eq!(left_out[1], expected);
}

pub(super) async fn of_what_was_left_out_the_newest_thousand_are_kept(backend: &impl Backend) {
    let store = backend.open();
    let rejects = |numbers: std::ops::Range<u32>, seconds| {
        let mut refresh = refresh("a", vec![]);
        refresh.at = at(seconds);
        refresh.rejected = numbers.map(|n| rejected(&n.to_string())).collect();
        refresh
    };
    store.commit(vec![rejects(0..900, 0), rejects(900..1200, 1)]).await.unwrap();
    let left_out = store.left_out().await.unwrap();
    assert_eq!(left_out.len(), 1000);
    assert_eq!(left_out.iter().filter(|one| one.at == at(1)).count(), 300);
}

pub(super) async fn what_no_source_lists_is_reduced_the_longest_gone_first(backend: &impl Backend) {
    let store = backend.open();
    let items = ["One", "Two", "Three", "Four"].map(|title| plain(title, 0, 0));
    let [one, two, three, _] = &items;
    store.commit(vec![lists("a", &items, 10)]).await.unwrap();
    store.commit(vec![lists("a", &items[1..], 20)]).await.unwrap();
    store.commit(vec![lists("a", &items[2..], 30)]).await.unwrap();
    store.commit(vec![lists("a", &items[3..], 40)]).await.unwrap();
    let age = async |seconds, spared: &[&StoredItem], limit| {
        let spared: HashSet<_> = spared.iter().map(|item| item.id).collect();
        store.age(at(seconds), spared, limit).await.unwrap()
    };
    assert_eq!(age(10, &[], 9).await, 0, "not before its time");
    assert_eq!(age(31, &[one], 1).await, 1);
    let whole =
        async |item: &StoredItem| store.item(item.id).await.unwrap().unwrap().item.title.is_some();
    assert!(whole(one).await && !whole(two).await && whole(three).await);
    assert_eq!(age(35, &[], 9).await, 2);
    assert_eq!(age(35, &[], 9).await, 0, "what is listed stays");
    assert_eq!(store.count().await.unwrap(), 1);
}

pub(super) async fn what_is_reduced_keeps_its_identity(backend: &impl Backend) {
    let store = backend.open();
    let mut item = stored(full_item(), &["b", "a"], 3, 7);
    item.date = at(1);
    let mut listing = lists("a", std::slice::from_ref(&item), 10);
    listing.changes[0].new_keys.push(key("another"));
    store.commit(vec![listing]).await.unwrap();
    store.commit(vec![lists("a", &[], 20)]).await.unwrap();
    assert_eq!(store.age(at(100), HashSet::new(), 9).await.unwrap(), 1);
    assert_eq!(everything(&store).await, []);
    let known = store.known(by_keys(&[key("another"), item.item.keys[0].clone()])).await.unwrap();
    assert_eq!(known.by_key.len(), 2);
    let left = &known.items[&item.id];
    assert_eq!(store.item(item.id).await.unwrap().as_ref(), Some(left));
    assert_eq!(store.ids(item.id, item.id, 9).await.unwrap(), [item.id]);
    let times = |item: &StoredItem| (item.id, item.first_seen, item.date, item.updated);
    assert_eq!(times(left), times(&item));
    assert_eq!(left.primary().source, source("b"));
    assert!(left.item.stand_in && left.item.title.is_none() && left.item.keys.is_empty());
    assert_eq!(store.sightings(item.id).await.unwrap(), []);
}

pub(super) async fn what_was_reduced_and_is_written_is_whole_again(backend: &impl Backend) {
    let store = backend.open();
    let item = plain("One", 0, 0);
    store.commit(vec![lists("a", std::slice::from_ref(&item), 10)]).await.unwrap();
    store.commit(vec![lists("a", &[], 20)]).await.unwrap();
    store.age(at(100), HashSet::new(), 9).await.unwrap();
    // Its time is another's now.
    store.commit(vec![refresh("a", added([plain("Two", 0, 0)]))]).await.unwrap();
    let noted = change(ChangeKind::Noted, item.clone());
    store.commit(vec![refresh("a", vec![noted])]).await.unwrap();
    let back = store.item(item.id).await.unwrap().unwrap();
    assert_eq!(back.updated, later(at(0), 1));
    assert_eq!(StoredItem { updated: item.updated, ..back }, item);
    assert_eq!(store.count().await.unwrap(), 2);
    assert_eq!(store.age(at(100), HashSet::new(), 9).await.unwrap(), 0);
}

pub(super) async fn a_source_that_was_not_read_for_long_lists_nothing(backend: &impl Backend) {
    let store = backend.open();
    let item = plain("One", 0, 0);
    let mut listing = lists("a", std::slice::from_ref(&item), 10);
    listing.state.reading = Some(hash("reading"));
    store.commit(vec![listing]).await.unwrap();
    let mut failed = refresh("a", vec![]);
    failed.state.last_success = Some(at(10));
    failed.state.reading = Some(hash("reading"));
    store.commit(vec![failed]).await.unwrap();
    let age = async |before: DateTime<Utc>| store.age(before, HashSet::new(), 9).await.unwrap();
    assert_eq!(age(at(10)).await, 0);
    assert_eq!(age(at(11)).await, 1);
    assert_eq!(store.raw_hashes(&source("a")).await.unwrap(), hashes(&[]));
    let reading = store.source_states().await.unwrap()[0].reading;
    assert_eq!(reading, None, "so that it is read afresh when it answers again");
}

pub(super) async fn what_was_reduced_absorbs_and_is_absorbed(backend: &impl Backend) {
    let store = backend.open();
    let items = ["One", "Two", "Three", "Four"].map(|title| plain(title, 0, 0));
    let [one, two, three, four] = &items;
    store.commit(vec![lists("a", &items, 10), lists("a", &[], 20)]).await.unwrap();
    assert_eq!(store.age(at(30), HashSet::new(), 9).await.unwrap(), 4);
    let takes_in = |whole: &StoredItem, part: &StoredItem| {
        let mut change = change(ChangeKind::Changed, whole.clone());
        change.absorbed.push(part.id);
        refresh("a", vec![change])
    };
    // Written in the same refresh in which it takes the other in, it is there to do so.
    store.commit(vec![takes_in(one, two)]).await.unwrap();
    store
        .commit(vec![refresh("a", vec![change(ChangeKind::Changed, four.clone())])])
        .await
        .unwrap();
    store.commit(vec![takes_in(three, four)]).await.unwrap();
    for (whole, part) in [(one, two), (three, four)] {
        assert_eq!(store.item(part.id).await.unwrap().unwrap().id, whole.id);
        let title = store.item(whole.id).await.unwrap().unwrap().item.title;
        assert_eq!(title, whole.item.title, "it is there in full");
    }
    let nobody = takes_in(one, &plain("Nobody", 0, 0));
    assert!(store.commit(vec![nobody]).await.is_err(), "what is not there is not taken in");
}

pub(super) async fn of_what_was_reduced_the_name_stays_and_its_keys_may_be_taken(
    backend: &impl Backend,
) {
    let store = backend.open();
    let item = plain("One", 0, 0);
    let items = std::slice::from_ref(&item);
    store.commit(vec![lists("a", items, 10), lists("a", &[], 20)]).await.unwrap();
    let known = store.known(by_keys(&item.item.keys)).await.unwrap();
    assert!(known.names.is_empty(), "it is there in full");
    store.age(at(30), HashSet::new(), 9).await.unwrap();
    let known = store.known(by_keys(&item.item.keys)).await.unwrap();
    assert_eq!(known.names, [(item.id, item.item.name_hash())].into());
    let other = plain("Two", 0, 40);
    let mut takes = change(ChangeKind::Added, other.clone());
    takes.new_keys.extend(item.item.keys.clone());
    store.commit(vec![refresh("a", vec![takes])]).await.unwrap();
    let known = store.known(by_keys(&item.item.keys)).await.unwrap();
    assert_eq!(known.by_key[&item.item.keys[0]], other.id);
}

pub(super) async fn it_is_known_what_a_source_listed(backend: &impl Backend) {
    let store = backend.open();
    let items = ["One", "Two"].map(|title| plain(title, 0, 0));
    let (one, two) = (&items[0], &items[1]);
    store.commit(vec![lists("a", &items, 10), lists("b", &items[..1], 10)]).await.unwrap();
    let ask = || Probe { sources: vec![source("a"), source("z")], ..Probe::default() };
    let known = store.known(ask()).await.unwrap();
    let expected = [(hash("One"), one.id), (hash("Two"), two.id)].into();
    assert_eq!(known.listed[&source("a")], expected);
    assert!(known.listed[&source("z")].is_empty() && !known.listed.contains_key(&source("b")));
    store.commit(vec![lists("a", &items[1..], 20)]).await.unwrap();
    let known = store.known(ask()).await.unwrap();
    assert_eq!(known.listed[&source("a")], [(hash("Two"), two.id)].into());
}
