//! Promises about items that were taken down.

use sangam::model::change::{ChangeKind, StoredItem};
use sangam::model::kept::{Identity, KeyHash};
use sangam::model::tombstone::{Amendment, Buried, Cause, Lift, Lifted, Tombstone};

use super::Backend;
use super::cases::{EVERYTHING, check_titles, everything, strings};
use super::values::*;

fn tombstone(of: &str, cause: Cause, seconds: i64) -> Tombstone {
    Tombstone { id: plain(of, 0, 0).id, cause, at: at(seconds), note: Some(format!("no {of}")) }
}

fn bury(tombstones: &[Tombstone]) -> Amendment {
    Amendment { tombstones: tombstones.to_vec(), ..Amendment::default() }
}

fn lift(id: &str, of: Lifted, seconds: i64) -> Amendment {
    let lift = Lift { id: plain(id, 0, 0).id, of, at: at(seconds) };
    Amendment { lifts: vec![lift], ..Amendment::default() }
}

pub(super) async fn an_item_with_a_tombstone_is_known_but_in_no_query(backend: &impl Backend) {
    let store = backend.open();
    let items = [plain("One", 0, 2), plain("Two", 1, 1), plain("Three", 2, 0)];
    store.commit(vec![refresh("a", added(items.clone()))]).await.unwrap();
    let hidden = tombstone("Two", Cause::Hidden, 5);
    store.amend(bury(std::slice::from_ref(&hidden))).await.unwrap();
    check_titles(&everything(&store).await, &["One", "Three"]);
    let mut of_source = EVERYTHING.clone();
    of_source.selection.source = strings(&["a"]);
    check_titles(&store.items(&of_source).await.unwrap(), &["One", "Three"]);
    of_source.limit = 2;
    check_titles(&store.items(&of_source).await.unwrap(), &["One", "Three"]);
    assert_eq!(store.item(items[1].id).await.unwrap().as_ref(), Some(&items[1]));
    let known = store.known(by_keys(&[key("Two")])).await.unwrap();
    assert_eq!(known.by_key[&key("Two")], items[1].id);
    assert_eq!(store.tombstones(items[1].id).await.unwrap(), [hidden]);
    assert_eq!(store.tombstones(items[0].id).await.unwrap(), []);
}

pub(super) async fn tombstones_are_listed_newest_first_with_their_items(backend: &impl Backend) {
    let store = backend.open();
    let (one, two) = (plain("One", 0, 1), plain("Two", 1, 0));
    store.commit(vec![refresh("a", added([one.clone(), two.clone()]))]).await.unwrap();
    let tombstones = [
        tombstone("Two", Cause::Retracted(source("a")), 7),
        tombstone("Gone", Cause::Merged(one.id), 6),
        tombstone("Never", Cause::Hidden, 5),
    ];
    store.amend(bury(&tombstones)).await.unwrap();
    let [last, middle, first] = tombstones;
    let identity = |buried: &Tombstone, item: &StoredItem, keys: Vec<KeyHash>| {
        let (id, date, updated) = (buried.id, item.date, buried.at);
        Some(Identity { id, source: source("a"), date, updated, name: None, keys })
    };
    let own = identity(&last, &two, vec![KeyHash::of(&key("Two"))]);
    let expected = [
        Buried { identity: own, tombstone: last, item: Some(two) },
        Buried { identity: identity(&middle, &one, vec![]), tombstone: middle, item: Some(one) },
        Buried { tombstone: first, item: None, identity: None },
    ];
    assert_eq!(store.buried(10).await.unwrap(), expected);
    assert_eq!(store.buried(1).await.unwrap(), expected[..1]);
}

pub(super) async fn a_tombstone_replaces_one_of_its_kind(backend: &impl Backend) {
    let store = backend.open();
    let first = tombstone("One", Cause::Hidden, 1);
    let retracted = tombstone("One", Cause::Retracted(source("a")), 2);
    let second = Tombstone { note: None, ..tombstone("One", Cause::Hidden, 3) };
    store.amend(bury(&[first])).await.unwrap();
    store.amend(bury(&[retracted.clone(), second.clone()])).await.unwrap();
    assert_eq!(store.tombstones(second.id).await.unwrap(), [second, retracted]);
}

pub(super) async fn a_lifted_item_counts_as_changed_and_an_unknown_lift_does_nothing(
    backend: &impl Backend,
) {
    let store = backend.open();
    let items = [plain("One", 0, 9), plain("Two", 1, 0)];
    store.commit(vec![refresh("a", added(items.clone()))]).await.unwrap();
    let both =
        [tombstone("Two", Cause::Hidden, 1), tombstone("Two", Cause::Retracted(source("a")), 1)];
    store.amend(bury(&both)).await.unwrap();
    store.amend(lift("Two", Lifted::Hidden, 9)).await.unwrap();
    check_titles(&everything(&store).await, &["One"]);
    let updated = async || store.item(items[1].id).await.unwrap().unwrap().updated;
    assert_eq!(updated().await, at(0), "the other tombstone holds");
    store.amend(lift("Two", Lifted::Retracted, 9)).await.unwrap();
    check_titles(&everything(&store).await, &["One", "Two"]);
    assert_eq!(updated().await, later(at(9), 1), "as late as it was lifted, and unique");
    store.amend(lift("Two", Lifted::Hidden, 20)).await.unwrap();
    store.amend(lift("Nobody", Lifted::Hidden, 20)).await.unwrap();
    assert_eq!(updated().await, later(at(9), 1));
}

pub(super) async fn a_tombstone_outlives_every_change_of_its_item(backend: &impl Backend) {
    let store = backend.open();
    let mut item = plain("One", 0, 0);
    store.amend(bury(&[tombstone("One", Cause::Hidden, 1)])).await.unwrap();
    store.commit(vec![refresh("a", added([item.clone()]))]).await.unwrap();
    item.item.summary = Some("Edited.".to_owned());
    item.updated = at(5);
    item.appearances.push(stored(item.item.clone(), &["b"], 0, 5).appearances[0].clone());
    let changed = change(ChangeKind::Changed, item.clone());
    store.commit(vec![refresh("b", vec![changed])]).await.unwrap();
    assert_eq!(everything(&store).await, []);
    assert_eq!(store.item(item.id).await.unwrap(), Some(item));
}

pub(super) async fn ids_are_listed_in_order_between_two(backend: &impl Backend) {
    let store = backend.open();
    let items = ["One", "Two", "Three", "Four"].map(|title| plain(title, 0, 0));
    store.commit(vec![refresh("a", added(items.clone()))]).await.unwrap();
    let mut ids = items.map(|item| item.id);
    ids.sort();
    assert_eq!(store.ids(ids[0], ids[3], 9).await.unwrap(), ids);
    assert_eq!(store.ids(ids[1], ids[3], 2).await.unwrap(), ids[1..3]);
    assert_eq!(store.ids(ids[2], ids[2], 9).await.unwrap(), ids[2..3]);
}

pub(super) async fn what_is_added_is_brought_again_but_not_shown_where_it_is_hidden(
    backend: &impl Backend,
) {
    let store = backend.open();
    let retracted = tombstone("One", Cause::Retracted(source("a")), 5);
    let hidden = tombstone("Two", Cause::Hidden, 5);
    store.amend(bury(&[retracted, hidden.clone()])).await.unwrap();
    let (one, two) = (plain("One", 0, 0), plain("Two", 1, 1));
    store.commit(vec![refresh("a", added([one.clone(), two.clone()]))]).await.unwrap();
    assert_eq!(store.tombstones(one.id).await.unwrap(), []);
    assert_eq!(store.tombstones(two.id).await.unwrap(), [hidden]);
    check_titles(&everything(&store).await, &["One"]);
}
