//! Promises about what a person decided.

use std::collections::HashMap;

use sangam::model::change::{Change, ChangeKind, Probe, Refresh, StoredItem};
use sangam::model::item::Key;
use sangam::model::kept::KeyHash;
use sangam::model::tombstone::{Amendment, Cause, Parting, Tombstone};

use serde_json::json;

use super::Backend;
use super::cases::{check_titles, everything};
use super::values::*;

fn absorbs(whole: &StoredItem, part: &StoredItem) -> Amendment {
    let absorbed = vec![part.id];
    let change = Change { absorbed, new_keys: vec![], ..change(ChangeKind::Noted, whole.clone()) };
    Amendment { changes: vec![change], by_hand: vec![part.id], ..Amendment::default() }
}

pub(super) async fn an_item_that_was_merged_by_hand_leads_to_the_whole(backend: &impl Backend) {
    let store = backend.open();
    let (one, two) = (plain("One", 0, 0), plain("Two", 1, 1));
    store.commit(vec![refresh("a", added([one.clone(), two.clone()]))]).await.unwrap();
    store.amend(absorbs(&one, &two)).await.unwrap();
    check_titles(&everything(&store).await, &["One"]);
    assert_eq!(store.item(two.id).await.unwrap().unwrap().id, one.id);
    assert_eq!(store.former_ids(one.id).await.unwrap(), [two.id]);
    let known = store.known(by_keys(&[key("One"), key("Two")])).await.unwrap();
    assert_eq!(known.by_key, [(key("One"), one.id), (key("Two"), one.id)].into());
    let of_two = vec![(source("a"), two.item.clone())];
    assert_eq!(known.by_hand, [(key("Two"), of_two)].into());
}

pub(super) async fn a_part_that_is_added_again_is_an_item_of_its_own(backend: &impl Backend) {
    let store = backend.open();
    let (one, two) = (plain("One", 0, 0), plain("Two", 1, 1));
    store.commit(vec![refresh("a", added([one.clone(), two.clone()]))]).await.unwrap();
    store.amend(absorbs(&one, &two)).await.unwrap();
    let merged = Tombstone { id: two.id, cause: Cause::Merged(one.id), at: at(5), note: None };
    let amendment = Amendment { tombstones: vec![merged], ..Amendment::default() };
    store.amend(amendment).await.unwrap();
    let part = Change { new_keys: vec![], ..change(ChangeKind::Added, two.clone()) };
    let amendment = Amendment { changes: vec![part], ..Amendment::default() };
    store.amend(amendment).await.unwrap();
    check_titles(&everything(&store).await, &["Two", "One"]);
    let known = store.known(by_keys(&[key("Two")])).await.unwrap();
    assert_eq!(known.by_key, [(key("Two"), two.id)].into(), "its keys lead to it");
    assert_eq!(known.by_hand, HashMap::new());
    assert_eq!(store.tombstones(two.id).await.unwrap(), []);
}

pub(super) async fn keys_move_and_what_is_apart_stays_so_until_it_is_rejoined(
    backend: &impl Backend,
) {
    let store = backend.open();
    let one = stored(item("One", &json!({})), &["b", "a"], 0, 0);
    let two = stored(item("Two", &json!({})), &["a"], 0, 1);
    store.commit(vec![refresh("a", added([one.clone(), two.clone()]))]).await.unwrap();
    let split = Amendment {
        partings: vec![Parting {
            whole: one.id,
            part: two.id,
            source: source("a"),
            others: vec![source("b")],
            keys: [key("One"), key("Unheard of")].iter().map(KeyHash::of).collect(),
            kept: vec![KeyHash::of(&key("Two"))],
            at: at(3),
        }],
        changes: vec![Change {
            new_keys: vec![key("Two").within(&source("a"))],
            ..change(ChangeKind::Noted, two.clone())
        }],
        ..Amendment::default()
    };
    store.amend(split).await.unwrap();
    let known = store.known(by_keys(&[key("One"), key("Two")])).await.unwrap();
    assert_eq!(known.by_key, [(key("One"), two.id), (key("Two"), one.id)].into());
    assert!(known.are_apart(one.id, two.id));
    let own = Probe { sources: vec![source("a")], ..by_keys(&[key("Two")]) };
    let known = store.known(own).await.unwrap();
    assert_eq!(known.by_key[&key("Two").within(&source("a"))], two.id, "in its source alone");
    let mut probe = by_keys(&[]);
    probe.ids = vec![one.id];
    let known = store.known(probe.clone()).await.unwrap();
    assert_eq!(known.detached, [(one.id, source("a"))].into());
    probe.ids.push(two.id);
    let known = store.known(probe.clone()).await.unwrap();
    assert_eq!(known.detached, [(one.id, source("a")), (two.id, source("b"))].into());
    let rejoined = vec![(one.id, two.id)];
    store.amend(Amendment { rejoined, ..Amendment::default() }).await.unwrap();
    let known = store.known(probe).await.unwrap();
    assert!(known.apart.is_empty() && known.detached.is_empty());
}

pub(super) async fn what_is_hidden_hides_the_item_that_absorbs_it(backend: &impl Backend) {
    let store = backend.open();
    let (one, two) = (plain("One", 0, 0), plain("Two", 1, 1));
    store.commit(vec![refresh("a", added([one.clone(), two.clone()]))]).await.unwrap();
    let hidden = Tombstone { id: two.id, cause: Cause::Hidden, at: at(5), note: Some("x".into()) };
    let tombstones = vec![hidden.clone()];
    store.amend(Amendment { tombstones, ..Amendment::default() }).await.unwrap();
    store.amend(absorbs(&one, &two)).await.unwrap();
    assert_eq!(everything(&store).await, []);
    let expected = [Tombstone { id: one.id, ..hidden }];
    assert_eq!(store.tombstones(one.id).await.unwrap(), expected);
}

pub(super) async fn what_was_taken_back_counts_for_no_item_that_absorbs_it(backend: &impl Backend) {
    let store = backend.open();
    let (one, two) = (plain("One", 0, 0), plain("Two", 1, 1));
    store.commit(vec![refresh("a", added([one.clone(), two.clone()]))]).await.unwrap();
    let cause = Cause::Retracted(source("a"));
    let tombstones = vec![Tombstone { id: two.id, cause, at: at(5), note: None }];
    store.amend(Amendment { tombstones, ..Amendment::default() }).await.unwrap();
    store.amend(absorbs(&one, &two)).await.unwrap();
    check_titles(&everything(&store).await, &["One"]);
    assert_eq!(store.tombstones(two.id).await.unwrap(), []);
}

pub(super) async fn a_source_that_goes_by_another_id_has_what_it_had(backend: &impl Backend) {
    let store = backend.open();
    let guid = |of: &str| Key::Guid(source(of), "7".to_owned());
    let more = json!({ "keys": [guid("a"), key("One")] });
    let one = stored(item("One", &more), &["a", "b"], 0, 0);
    let title = |of: &str| Key::title_date(&source(of), &one.item);
    let first = Change {
        new_keys: vec![guid("a"), key("One"), title("a")],
        ..change(ChangeKind::Added, one.clone())
    };
    let raw_hashes = Some(hashes(&["raw"]));
    let before = Refresh { raw_hashes, ..refresh("a", vec![first]) };
    store.commit(vec![before.clone()]).await.unwrap();
    store.rename(source("a"), source("c")).await.unwrap();
    let keys = [guid("a"), title("a"), guid("c"), title("c"), key("One")];
    let known = store.known(by_keys(&keys)).await.unwrap();
    let expected = [(guid("c"), one.id), (title("c"), one.id), (key("One"), one.id)];
    assert_eq!(known.by_key, expected.into());
    let after = store.item(one.id).await.unwrap().unwrap();
    let sources: Vec<_> = after.appearances.iter().map(|seen| seen.source.as_str()).collect();
    assert_eq!(sources, ["c", "b"]);
    assert_eq!(after.item.keys, [guid("c"), key("One")]);
    assert_eq!((after.updated, after.date), (one.updated, one.date));
    assert_eq!(store.source_states().await.unwrap()[0].id, source("c"));
    assert_eq!(store.raw_hashes(&source("c")).await.unwrap(), before.raw_hashes.unwrap());
    store.rename(source("c"), source("b")).await.unwrap();
    let after = store.item(one.id).await.unwrap().unwrap();
    assert_eq!(after.appearances[0].source, source("c"), "the other is known");
}
