//! What items are recognised by: likenesses, absorbed items, decisions.

use std::collections::HashSet;

use chrono::TimeDelta;
use serde_json::json;

use sangam::model::change::{Change, ChangeKind, Decision, Match, MatchRule, Probe, StoredItem};

use super::Backend;
use super::cases::{check_titles, everything, strings};
use super::values::*;

pub(super) async fn an_absorbed_item_is_gone_and_its_id_and_keys_lead_on(backend: &impl Backend) {
    let store = backend.open();
    let (one, two, three) = (plain("One", 0, 1), plain("Two", 1, 2), plain("Three", 2, 3));
    let mut changes = added([one.clone(), two.clone(), three.clone()]);
    changes[1].likeness = likeness(&[7], Some(0));
    store.commit(vec![refresh("a", changes)]).await.unwrap();
    let absorb = |into: &StoredItem, gone: &StoredItem| {
        let mut change = change(ChangeKind::Noted, into.clone());
        change.absorbed.push(gone.id);
        refresh("a", vec![change])
    };
    store.commit(vec![absorb(&two, &three)]).await.unwrap();
    store.commit(vec![absorb(&one, &two), absorb(&one, &two)]).await.unwrap();
    assert_eq!(everything(&store).await, std::slice::from_ref(&one));
    for gone in [&two, &three] {
        assert_eq!(store.item(gone.id).await.unwrap().as_ref(), Some(&one));
        let known = store.known(by_keys(&gone.item.keys)).await.unwrap();
        assert_eq!(known.by_key[&gone.item.keys[0]], one.id);
    }
    let probe = Probe { ids: vec![one.id, three.id], ..Probe::default() };
    let known = store.known(probe).await.unwrap();
    assert_eq!(known.by_id, [(one.id, one.id), (three.id, one.id)].into());
    let known = store.known(by_likeness(&[7], Some(0))).await.unwrap();
    assert_eq!(known.items, [(one.id, one.clone())].into());
    store.commit(vec![refresh("a", added([two, plain("Four", 0, 4)]))]).await.unwrap();
    check_titles(&everything(&store).await, &["Four", "One"]);
    assert_eq!(store.known(by_keys(&[key("Two")])).await.unwrap().by_key[&key("Two")], one.id);
}

pub(super) async fn items_are_found_by_likeness_near_their_day(backend: &impl Backend) {
    let store = backend.open();
    let titles = ["Same day", "Weeks later", "Next year", "Undated", "Of another kind"];
    let mut changes = added(titles.map(|title| plain(title, 0, 0)));
    let bands: [(&[i64], _); 5] = [
        (&[1, 2], Some(1000)),
        (&[1, 2], Some(1030)),
        (&[1, 2], Some(1365)),
        (&[1], None),
        (&[3], Some(1000)),
    ];
    for (change, (bands, day)) in changes.iter_mut().zip(bands) {
        change.likeness = likeness(bands, day);
    }
    store.commit(vec![refresh("a", changes)]).await.unwrap();
    let check = async |day, expected: &[&str]| {
        let known = store.known(by_likeness(&[1, 2], day)).await.unwrap();
        let title = |item: &StoredItem| item.item.title.clone().unwrap();
        let mut found: Vec<_> = known.items.values().map(title).collect();
        found.sort();
        let mut expected = strings(expected);
        expected.sort();
        assert_eq!(found, expected, "{day:?}");
    };
    check(Some(1000), &["Same day", "Weeks later", "Undated"]).await;
    check(Some(1365), &["Next year", "Undated"]).await;
    check(None, &["Same day", "Weeks later", "Next year", "Undated"]).await;
}

pub(super) async fn of_a_crowd_the_nearest_are_found(backend: &impl Backend) {
    let store = backend.open();
    let mut changes = added((0..200).map(|n| plain(&format!("{n:03}"), 0, n)));
    for (change, day) in changes.iter_mut().zip(0..) {
        change.likeness = likeness(&[1], Some(day));
    }
    store.commit(vec![refresh("a", changes)]).await.unwrap();
    let known = store.known(by_likeness(&[1], Some(100))).await.unwrap();
    let found: HashSet<_> = known.items.values().map(|item| item.item.title.clone()).collect();
    assert!(found.contains(&Some("100".to_owned())) && found.contains(&Some("101".to_owned())));
    assert!(found.len() < 50, "{found:?}");
}

pub(super) async fn of_the_decisions_by_one_rule_the_first_is_kept(backend: &impl Backend) {
    let store = backend.open();
    let item = plain("One", 0, 1);
    store.commit(vec![refresh("a", added([item.clone()]))]).await.unwrap();
    let decision = |rule, because: &str, seconds| Decision {
        source: source("b"),
        matched: Match { rule, score: 900 },
        because: because.to_owned(),
        at: at(seconds),
    };
    let first = decision(MatchRule::Address, "first", 5);
    let other = decision(MatchRule::Likeness, "other", 4);
    let late = decision(MatchRule::Address, "late", 6);
    for one in [&first, &other, &late] {
        let mut change = change(ChangeKind::Noted, item.clone());
        change.decision = Some(one.clone());
        store.commit(vec![refresh("b", vec![change])]).await.unwrap();
    }
    assert_eq!(store.decisions(item.id).await.unwrap(), [other, first]);
    assert!(store.decisions(plain("Two", 0, 0).id).await.unwrap().is_empty());
}

pub(super) async fn an_item_on_many_days_is_as_near_as_one_on_one(backend: &impl Backend) {
    let store = backend.open();
    let mut changes = added((0..10).map(|n| plain(&n.to_string(), 0, n)));
    for change in &mut changes {
        change.likeness = likeness(&[1, 2], Some(1000));
    }
    store.commit(vec![refresh("a", changes)]).await.unwrap();
    // Nine are dated anew at every reading, and share one band of two.
    let dated = |n: i64, day: i32| {
        let published = at(0) + TimeDelta::days(i64::from(day) - 20_454);
        let more = json!({ "published": { "at": published, "precision": "second" } });
        let item = stored(item(&format!("again {n}"), &more), &["a"], 0, 100 + n);
        let kind = if day == 1001 { ChangeKind::Added } else { ChangeKind::Noted };
        Change { likeness: likeness(&[1, 3], Some(day)), ..change(kind, item) }
    };
    for day in 1001..1020 {
        let changes = (0..9).map(|n| dated(n, day)).collect();
        store.commit(vec![refresh("a", changes)]).await.unwrap();
    }
    let known = store.known(by_likeness(&[1, 2], Some(1000))).await.unwrap();
    let titles = known.items.values().map(|item| item.item.title.clone().unwrap());
    assert_eq!(titles.filter(|title| title.starts_with("again")).count(), 0);
    // Nothing is left of the days on which they stood.
    let known = store.known(by_likeness(&[3], Some(973))).await.unwrap();
    assert_eq!(known.items.len(), 0);
    let known = store.known(by_likeness(&[3], Some(974))).await.unwrap();
    assert_eq!(known.items.len(), 8);
}

pub(super) async fn a_key_that_is_taken_leads_to_who_took_it(backend: &impl Backend) {
    let store = backend.open();
    let (old, new) = (plain("One", 0, 0), plain("Two", 0, 1));
    store.commit(vec![refresh("a", added([old.clone()]))]).await.unwrap();
    let owner = async || {
        let known =
            store.known(Probe { keys: vec![key("One")], ..Probe::default() }).await.unwrap();
        known.by_key[&key("One")]
    };
    let mut change = change(ChangeKind::Added, new.clone());
    change.new_keys.push(key("One"));
    store.commit(vec![refresh("a", vec![change.clone()])]).await.unwrap();
    assert_eq!(owner().await, old.id);
    change.taken = vec![key("One")];
    store.commit(vec![refresh("a", vec![change])]).await.unwrap();
    assert_eq!(owner().await, new.id);
    assert!(store.item(old.id).await.unwrap().is_some());
}
