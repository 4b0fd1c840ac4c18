//! One function a promise.

use std::sync::Arc;

use serde_json::json;

use sangam::dedup::{Brought, Ledger, probe};
use sangam::model::change::{ChangeKind, Counts, Incoming, StoredItem};
use sangam::model::language::Language;
use sangam::model::query::{ItemQuery, Selection};
use sangam::store::Store;

use super::Backend;
pub(super) use super::aged::*;
pub(super) use super::amended::*;
pub(super) use super::archives::*;
pub(super) use super::drift::*;
pub(super) use super::facets::*;
pub(super) use super::health::*;
pub(super) use super::pushes::*;
pub(super) use super::recognised::*;
pub(super) use super::ties::*;
pub(super) use super::tombstones::*;
use super::values::*;

const ANY: Selection =
    Selection { source: vec![], kind: vec![], tag: vec![], lang: vec![], text: None };

pub(super) const EVERYTHING: ItemQuery = ItemQuery {
    selection: ANY,
    within: ANY,
    since: None,
    limit: usize::MAX,
    looked_at: usize::MAX,
};

pub(super) async fn everything(store: &Arc<dyn Store>) -> Vec<StoredItem> {
    store.items(&EVERYTHING).await.unwrap()
}

#[track_caller]
pub(super) fn check_titles(items: &[StoredItem], expected: &[&str]) {
    let titles: Vec<_> = items.iter().map(|one| one.item.title.as_deref().unwrap()).collect();
    assert_eq!(titles, expected);
}

pub(super) fn strings(values: &[&str]) -> Vec<String> {
    values.iter().map(|&value| value.to_owned()).collect()
}

pub(super) async fn states_are_listed_by_id_as_they_were_written(backend: &impl Backend) {
    let store = backend.open();
    assert_eq!(store.source_states().await.unwrap(), []);
    let mut second = refresh("b", vec![]);
    second.state = full_state("b");
    store.commit(vec![second, refresh("c", vec![]), refresh("a", vec![])]).await.unwrap();
    let expected = [state("a"), full_state("b"), state("c")];
    assert_eq!(store.source_states().await.unwrap(), expected);
    store.commit(vec![refresh("b", vec![])]).await.unwrap();
    assert_eq!(store.source_states().await.unwrap()[1], state("b"));
    // A source that only stands in an item was not refreshed.
    let item = stored(item("One", &json!({})), &["d"], 0, 0);
    store.commit(vec![refresh("a", added([item]))]).await.unwrap();
    assert_eq!(store.source_states().await.unwrap().len(), 3);
}

pub(super) async fn an_unknown_source_has_no_raw_hashes(backend: &impl Backend) {
    assert_eq!(backend.open().raw_hashes(&source("a")).await.unwrap(), hashes(&[]));
}

pub(super) async fn raw_hashes_are_those_of_the_last_reading_and_of_rejected_items(
    backend: &impl Backend,
) {
    let store = backend.open();
    let mut first = refresh("a", vec![]);
    first.raw_hashes = Some(hashes(&["1", "2"]));
    first.rejected = vec![rejected("9")];
    store.commit(vec![first.clone()]).await.unwrap();
    assert_eq!(store.raw_hashes(&source("a")).await.unwrap(), hashes(&["1", "2", "9"]));
    let mut second = refresh("a", vec![]);
    second.raw_hashes = Some(hashes(&["2", "3"]));
    store.commit(vec![second]).await.unwrap();
    assert_eq!(store.raw_hashes(&source("a")).await.unwrap(), hashes(&["2", "3", "9"]));
    assert_eq!(store.raw_hashes(&source("b")).await.unwrap(), hashes(&[]));
}

pub(super) async fn raw_hashes_lead_to_the_items_that_they_were(backend: &impl Backend) {
    let store = backend.open();
    let (one, two) = (plain("One", 0, 0), plain("Two", 1, 0));
    let mut first = refresh("a", added([one.clone(), two.clone()]));
    first.raw_hashes = Some(hashes(&["1", "1b", "2", "left out"]));
    first.brought = vec![(hash("1"), one.id), (hash("1b"), one.id), (hash("2"), two.id)];
    store.commit(vec![first]).await.unwrap();
    let asked = hashes(&["1", "1b", "left out", "never"]);
    let given = store.given(&source("a"), asked.clone()).await.unwrap();
    check_titles(&given, &["One"]);
    assert_eq!(store.given(&source("b"), asked).await.unwrap(), []);
    let mut second = refresh("a", vec![]);
    second.raw_hashes = Some(hashes(&["2"]));
    store.commit(vec![second]).await.unwrap();
    let given = store.given(&source("a"), hashes(&["1", "2"])).await.unwrap();
    check_titles(&given, &["Two"]);
}

pub(super) async fn what_was_not_read_is_there_unless_its_item_came_as_something_else(
    backend: &impl Backend,
) {
    let store = backend.open();
    let items = [plain("One", 0, 0), plain("Two", 1, 0)];
    let mut first = refresh("a", added(items.clone()));
    first.raw_hashes = Some(hashes(&["one", "two", "of none"]));
    first.brought = vec![(hash("one"), items[0].id), (hash("two"), items[1].id)];
    store.commit(vec![first]).await.unwrap();
    let mut part = refresh("a", vec![]);
    part.raw_hashes = Some(hashes(&["one", "two", "of none", "other one", "one in full"]));
    part.kept = hashes(&["one", "two", "of none"]);
    part.brought = vec![(hash("other one"), items[0].id), (hash("one in full"), items[0].id)];
    store.commit(vec![part]).await.unwrap();
    let left = store.raw_hashes(&source("a")).await.unwrap();
    assert_eq!(left, hashes(&["two", "of none", "other one", "one in full"]));
    let sightings = store.sightings(items[0].id).await.unwrap();
    assert!(sightings[0].is_listed, "{sightings:?}");
}

pub(super) async fn a_refresh_without_reading_leaves_the_raw_hashes(backend: &impl Backend) {
    let store = backend.open();
    let mut first = refresh("a", vec![]);
    first.raw_hashes = Some(hashes(&["1"]));
    store.commit(vec![first, refresh("a", vec![])]).await.unwrap();
    assert_eq!(store.raw_hashes(&source("a")).await.unwrap(), hashes(&["1"]));
}

pub(super) async fn rejections_are_forgotten_when_the_source_is_read_in_another_way(
    backend: &impl Backend,
) {
    let store = backend.open();
    let mut first = refresh("a", vec![]);
    first.raw_hashes = Some(hashes(&["1", "2"]));
    first.rejected = vec![rejected("1"), rejected("9")];
    let mut failed = refresh("a", vec![]);
    failed.state.reading = Some(hash("other"));
    let mut second = failed.clone();
    second.raw_hashes = Some(hashes(&["1", "2"]));
    second.rejected = vec![rejected("2")];
    second.state.reading = Some(hash("another"));
    store.commit(vec![first, failed]).await.unwrap();
    assert_eq!(store.raw_hashes(&source("a")).await.unwrap(), hashes(&["1", "2", "9"]));
    store.commit(vec![second]).await.unwrap();
    assert_eq!(store.raw_hashes(&source("a")).await.unwrap(), hashes(&["1", "2"]));
}

pub(super) async fn rejections_are_forgotten_long_after_the_source_stopped_giving_the_item(
    backend: &impl Backend,
) {
    let days = |count: i64| at(count * 24 * 60 * 60);
    let store = backend.open();
    let reject = |text: &str, given: &[&str], day| {
        let mut refresh = refresh("a", vec![]);
        refresh.raw_hashes = Some(hashes(given));
        refresh.rejected = vec![rejected(text)];
        refresh.at = days(day);
        refresh
    };
    store.commit(vec![reject("1", &["1", "2"], 0), reject("2", &["1", "2"], 1)]).await.unwrap();
    store.commit(vec![reject("3", &["1", "3"], 91)]).await.unwrap();
    assert_eq!(store.raw_hashes(&source("a")).await.unwrap(), hashes(&["1", "2", "3"]));
    store.commit(vec![reject("4", &["1", "4"], 92)]).await.unwrap();
    assert_eq!(store.raw_hashes(&source("a")).await.unwrap(), hashes(&["1", "3", "4"]));
}

pub(super) async fn known_keys_lead_to_items_in_full(backend: &impl Backend) {
    let store = backend.open();
    let mut item = stored(full_item(), &["a", "b", "c"], 3, 7);
    item.appearances[1].item.title = Some("Otherwise".to_owned());
    item.appearances[2].first_seen = at(9);
    item.date = at(1);
    let mut change = added([item.clone()]);
    change[0].new_keys = vec![key("x"), key("y")];
    store.commit(vec![refresh("a", change)]).await.unwrap();
    let known =
        store.known(by_keys(&[key("y"), key("nobody's"), key("x"), key("y")])).await.unwrap();
    assert_eq!(known.by_key, [(key("x"), item.id), (key("y"), item.id)].into());
    assert_eq!(known.items, [(item.id, item)].into());
    assert!(store.known(by_keys(&[])).await.unwrap().items.is_empty());
}

pub(super) async fn a_key_stays_with_its_first_owner(backend: &impl Backend) {
    let store = backend.open();
    let (one, two) = (plain("One", 0, 0), plain("Two", 1, 0));
    let mut changes = added([one.clone(), two.clone()]);
    changes[1].new_keys.push(key("One"));
    store.commit(vec![refresh("a", changes)]).await.unwrap();
    let known = store.known(by_keys(&[key("One"), key("Two")])).await.unwrap();
    assert_eq!(known.by_key, [(key("One"), one.id), (key("Two"), two.id)].into());
}

pub(super) async fn an_item_is_not_added_again(backend: &impl Backend) {
    let store = backend.open();
    let item = plain("One", 0, 0);
    store.commit(vec![refresh("a", added([item.clone()]))]).await.unwrap();
    let mut other = item.clone();
    other.item.summary = Some("Late.".to_owned());
    let mut again = added([other]);
    again[0].new_keys = vec![key("late")];
    store.commit(vec![refresh("a", again)]).await.unwrap();
    assert_eq!(everything(&store).await, std::slice::from_ref(&item));
    let known = store.known(by_keys(&[key("late")])).await.unwrap();
    assert_eq!(known.by_key[&key("late")], item.id, "its keys are taken");
}

pub(super) async fn a_commit_is_written_whole_or_not_at_all(backend: &impl Backend) {
    let store = backend.open();
    let mut impossible = plain("Two", 0, 0);
    impossible.appearances.clear();
    let refreshes =
        vec![refresh("a", added([plain("One", 0, 0)])), refresh("b", added([impossible]))];
    let committing = tokio::spawn({
        let store = Arc::clone(&store);
        async move { store.commit(refreshes).await }
    });
    assert!(committing.await.is_err(), "an item of no source breaks an invariant");
    assert_eq!(store.source_states().await.unwrap(), []);
    assert_eq!(everything(&store).await, []);
    store.commit(vec![refresh("a", added([plain("One", 0, 0)]))]).await.unwrap();
    assert_eq!(store.count().await.unwrap(), 1);
}

pub(super) async fn refreshes_are_written_in_their_order(backend: &impl Backend) {
    let store = backend.open();
    let first = plain("One", 0, 0);
    let mut second = stored(first.item.clone(), &["a", "b"], 0, 0);
    second.item.summary = Some("From b.".to_owned());
    second.updated = at(5);
    let changed = vec![change(ChangeKind::Changed, second.clone())];
    store.commit(vec![refresh("a", added([first])), refresh("b", changed)]).await.unwrap();
    assert_eq!(everything(&store).await, [second]);
}

pub(super) async fn writing_twice_changes_nothing(backend: &impl Backend) {
    let store = backend.open();
    let items = || [plain("One", 0, 0), plain("Two", 1, 0), plain("Three", 2, 0)];
    let [mut one, mut two, _] = items();
    one.item.summary = Some("Edited.".to_owned());
    one.updated = at(9);
    two.appearances = stored(two.item.clone(), &["a", "b"], 4, 5).appearances;
    let changed = vec![change(ChangeKind::Changed, one), change(ChangeKind::Noted, two)];
    let mut second = refresh("a", changed);
    second.raw_hashes = Some(hashes(&["1"]));
    second.rejected = vec![rejected("2")];
    for refresh in [refresh("a", added(items())), second] {
        store.commit(vec![refresh.clone()]).await.unwrap();
        let before = (everything(&store).await, store.source_states().await.unwrap());
        store.commit(vec![refresh]).await.unwrap();
        assert_eq!((everything(&store).await, store.source_states().await.unwrap()), before);
    }
    assert_eq!(store.raw_hashes(&source("a")).await.unwrap(), hashes(&["1", "2"]));
}

pub(super) async fn what_was_written_is_there_when_opened_again(backend: &impl Backend) {
    let store = backend.open();
    let item = stored(full_item(), &["a"], 0, 0);
    store.commit(vec![refresh("a", added([item.clone()]))]).await.unwrap();
    assert_eq!(store.item(item.id).await.unwrap().as_ref(), Some(&item));
    let beside = backend.open().item(item.id).await.unwrap();
    assert_eq!(beside.as_ref(), Some(&item), "opened by another at the same time");
    drop(store);
    assert_eq!(everything(&backend.open()).await, [item]);
}

pub(super) async fn updated_is_unique_and_the_first_listed_gets_the_latest(backend: &impl Backend) {
    let store = backend.open();
    let updated = async |titles: &[&str]| {
        let keys: Vec<_> = titles.iter().map(|title| key(title)).collect();
        let known = store.known(by_keys(&keys)).await.unwrap();
        let of = |key| known.items[&known.by_key[key]].updated;
        keys.iter().map(of).collect::<Vec<_>>()
    };
    let items = [plain("One", 0, 0), plain("Two", 1, 0), plain("Three", 2, 0)];
    store.commit(vec![refresh("a", added(items))]).await.unwrap();
    let expected = [2, 1, 0].map(|millis| later(at(0), millis));
    assert_eq!(updated(&["One", "Two", "Three"]).await, expected);
    // Another refresh's items come behind those that are there.
    let items = [plain("Four", 0, 0), plain("Five", 1, 1), plain("Six", 2, 0)];
    store.commit(vec![refresh("a", added(items))]).await.unwrap();
    let expected = [later(at(0), 4), at(1), later(at(0), 3)];
    assert_eq!(updated(&["Four", "Five", "Six"]).await, expected);
    assert_eq!(updated(&["One", "Two", "Three"]).await[2], at(0), "no other item moves");
}

pub(super) async fn updated_stays_until_the_item_changes(backend: &impl Backend) {
    let store = backend.open();
    let mut item = plain("One", 0, 0);
    store.commit(vec![refresh("a", added([item.clone(), plain("Two", 1, 0)]))]).await.unwrap();
    let first = store.item(item.id).await.unwrap().unwrap().updated;
    item.updated = at(50);
    item.appearances.push(stored(item.item.clone(), &["b"], 0, 9).appearances[0].clone());
    let noted = change(ChangeKind::Noted, item.clone());
    store.commit(vec![refresh("b", vec![noted])]).await.unwrap();
    let found = store.item(item.id).await.unwrap().unwrap();
    assert_eq!((found.updated, found.appearances.len()), (first, 2));
    let same = change(ChangeKind::Changed, item.clone());
    store.commit(vec![refresh("a", vec![same])]).await.unwrap();
    assert_eq!(store.item(item.id).await.unwrap().unwrap().updated, first);
    let mut summary = item.clone();
    summary.item.summary = Some("Of the same time.".to_owned());
    summary.updated = first;
    let in_place = change(ChangeKind::Changed, summary);
    store.commit(vec![refresh("a", vec![in_place])]).await.unwrap();
    assert_eq!(store.item(item.id).await.unwrap().unwrap().updated, first, "no other has it");
    item.item.title = Some("One!".to_owned());
    let changed = change(ChangeKind::Changed, item.clone());
    store.commit(vec![refresh("a", vec![changed])]).await.unwrap();
    assert_eq!(store.item(item.id).await.unwrap(), Some(item));
}

pub(super) async fn a_flood_of_one_time_is_no_trouble(backend: &impl Backend) {
    const FLOOD: u32 = 10_000;
    let store = backend.open();
    let items = (0..FLOOD).map(|n| plain(&n.to_string(), n, 0));
    store.commit(vec![refresh("a", added(items))]).await.unwrap();
    let items = everything(&store).await;
    let updated: Vec<_> = items.iter().map(|item| item.updated).collect();
    let expected: Vec<_> = (0..FLOOD).rev().map(|n| later(at(0), n.into())).collect();
    assert_eq!(updated, expected);
}

pub(super) async fn items_come_newest_first(backend: &impl Backend) {
    let store = backend.open();
    let seen = |title: &str, position, date, first_seen| {
        let mut item = plain(title, position, first_seen);
        item.date = at(date);
        item
    };
    let mut twins = [seen("Twin", 2, 1, 1), seen("Other twin", 2, 1, 1)];
    twins.sort_by_key(|twin| twin.id);
    let [first_twin, second_twin] = twins.clone().map(|twin| twin.item.title.unwrap());
    let mut items = vec![
        seen("Old", 0, 0, 9),
        seen("Second in list", 1, 1, 1),
        seen("Seen later", 7, 1, 2),
        seen("New", 5, 3, 0),
        seen("First in list", 0, 1, 1),
    ];
    items.extend(twins.into_iter().rev());
    store.commit(vec![refresh("a", added(items))]).await.unwrap();
    let expected = ["New", "Seen later", "First in list", "Second in list"];
    let expected = [&expected[..], &[&first_twin, &second_twin, "Old"]].concat();
    check_titles(&everything(&store).await, &expected);
    let mut query = EVERYTHING.clone();
    query.selection.source = strings(&["a"]);
    check_titles(&store.items(&query).await.unwrap(), &expected);
}

pub(super) async fn a_limit_and_a_date_bound_the_query(backend: &impl Backend) {
    let store = backend.open();
    let items = [plain("One", 0, 1), plain("Two", 0, 2), plain("Three", 0, 3)];
    store.commit(vec![refresh("a", added(items))]).await.unwrap();
    let check = async |since, limit, expected: &[&str]| {
        for sources in [&[][..], &["a"]] {
            let mut query = ItemQuery { since, limit, ..EVERYTHING.clone() };
            query.selection.source = strings(sources);
            check_titles(&store.items(&query).await.unwrap(), expected);
        }
    };
    check(None, 2, &["Three", "Two"]).await;
    check(None, 0, &[]).await;
    check(Some(at(2)), 9, &["Three", "Two"]).await;
    check(Some(later(at(2), 1)), 9, &["Three"]).await;
    check(Some(at(4)), 9, &[]).await;
}

pub(super) async fn an_item_counts_for_every_source_that_has_it(backend: &impl Backend) {
    let store = backend.open();
    let of = |title: &str, sources: &[&str], seconds| {
        stored(item(title, &json!({})), sources, 0, seconds)
    };
    let items =
        [of("A", &["a"], 1), of("B", &["b"], 2), of("Both", &["b", "a"], 3), of("C", &["c"], 4)];
    store.commit(vec![refresh("a", added(items))]).await.unwrap();
    let check = async |sources: &[&str], expected: &[&str]| {
        let mut query = EVERYTHING.clone();
        query.selection.source = strings(sources);
        check_titles(&store.items(&query).await.unwrap(), expected);
    };
    check(&["a"], &["Both", "A"]).await;
    check(&["b"], &["Both", "B"]).await;
    check(&["a", "b"], &["Both", "B", "A"]).await;
    check(&["c", "a", "a", "nobody"], &["C", "Both", "A"]).await;
    check(&["nobody"], &[]).await;
    check(&[&["a"; 60][..], &["b"]].concat(), &["Both", "B", "A"]).await;
}

pub(super) async fn kinds_tags_and_words_match_without_regard_to_case_in_any_script(
    backend: &impl Backend,
) {
    let store = backend.open();
    let full = stored(full_item(), &["a"], 0, 1);
    let greek = json!({ "tags": ["ΣΥΝΕΤΑΙΡΙΣΜΟΣ"], "kind": "Νέα",
        "content": "<p class=\"hidden\">Straße &amp; <b>Wa</b>sser</p>" });
    let greek = stored(item("Ο Συνεταιρισμός", &greek), &["a"], 0, 0);
    store.commit(vec![refresh("a", added([full, greek]))]).await.unwrap();
    let check = async |selection: Selection, expected: &[&str]| {
        let query = ItemQuery { selection, ..EVERYTHING.clone() };
        check_titles(&store.items(&query).await.unwrap(), expected);
    };
    let (latin, greek) = ("Ünïcödé “title”", "Ο Συνεταιρισμός");
    let kind = |kinds: &[&str]| Selection { kind: strings(kinds), ..Selection::default() };
    let tag = |tags: &[&str]| Selection { tag: strings(tags), ..Selection::default() };
    let text = |text: &str| Selection { text: Some(text.to_owned()), ..Selection::default() };
    check(kind(&["ACTUALITÉ"]), &[latin]).await;
    check(kind(&["News", "νέα"]), &[greek]).await;
    check(kind(&["News"]), &[]).await;
    check(tag(&["lk"]), &[latin]).await;
    check(tag(&["συνεταιρισμος"]), &[greek]).await;
    check(text("ÜNÏCÖDÉ"), &[latin]).await;
    check(text("ශ්‍රී 協同組合"), &[latin]).await;
    check(text("STRASSE wasser συνεταιρισμός"), &[greek]).await;
    check(text("strasse feuer"), &[]).await;
    check(text("hidden"), &[]).await;
    check(text(" "), &[latin, greek]).await;
}

pub(super) async fn a_language_selects_its_regions(backend: &impl Backend) {
    let store = backend.open();
    let tags = ["en", "en-GB", "es-419", "enm"];
    let item =
        |tag: &str, seconds| stored(item(tag, &json!({ "language": tag })), &["a"], 0, seconds);
    let items = tags.iter().zip(1..).map(|(tag, seconds)| item(tag, -seconds));
    let items = items.chain([plain("none", 0, -9)]);
    store.commit(vec![refresh("a", added(items))]).await.unwrap();
    let check = async |lang: &[&str], expected: &[&str]| {
        let mut query = EVERYTHING.clone();
        query.selection.lang = lang.iter().map(|tag| Language::new(tag).unwrap()).collect();
        check_titles(&store.items(&query).await.unwrap(), expected);
    };
    check(&["en"], &["en", "en-GB"]).await;
    check(&["en-GB", "es"], &["en-GB", "es-419"]).await;
    check(&["fr"], &[]).await;
}

pub(super) async fn all_conditions_must_hold(backend: &impl Backend) {
    let store = backend.open();
    let of = |title: &str, kind: &str, source: &str| {
        stored(item(title, &json!({ "kind": kind, "tags": ["LK"] })), &[source], 0, 0)
    };
    let items = [of("One", "News", "a"), of("Two", "Event", "a"), of("Three", "News", "b")];
    store.commit(vec![refresh("a", added(items))]).await.unwrap();
    let mut query = EVERYTHING.clone();
    query.selection.source = strings(&["a"]);
    query.selection.kind = strings(&["news"]);
    query.selection.tag = strings(&["lk"]);
    check_titles(&store.items(&query).await.unwrap(), &["One"]);
    query.selection.text = Some("two".to_owned());
    check_titles(&store.items(&query).await.unwrap(), &[]);
}

pub(super) async fn items_are_counted_and_found_by_id(backend: &impl Backend) {
    let store = backend.open();
    assert_eq!(store.count().await.unwrap(), 0);
    let (one, two) = (plain("One", 0, 1), plain("Two", 0, 2));
    store.commit(vec![refresh("a", added([one.clone()]))]).await.unwrap();
    assert_eq!(store.count().await.unwrap(), 1);
    assert_eq!(store.item(two.id).await.unwrap(), None);
    assert_eq!(store.item(one.id).await.unwrap(), Some(one));
}

pub(super) async fn what_is_decided_and_written_is_known_the_next_time(backend: &impl Backend) {
    let store = backend.open();
    // Two rows of one page: neither is identified by its link.
    let rows = || {
        let link = json!({ "keys": [key("a.example/list")], "url": "https://a.example/list" });
        let own = json!({ "keys": [key("a.example/3")], "url": "https://a.example/3" });
        let items = [item("One", &link), item("Two", &link), item("Three", &own)];
        let row = |(position, item)| Incoming { raw_hash: hash("raw"), position, item };
        (0..).zip(items).map(row).collect::<Vec<_>>()
    };
    let pass = async |id: &str, seconds| {
        let known = store.known(probe(&source(id), &rows())).await.unwrap();
        let of = source(id);
        let set = Ledger::new(known).decide(Brought::new(&of, rows()), at(seconds));
        store.commit(vec![refresh(id, set.changes)]).await.unwrap();
        set.counts
    };
    assert_eq!(pass("a", 0).await, Counts { added: 3, changed: 0, merged: 0 });
    let before = everything(&store).await;
    check_titles(&before, &["One", "Two", "Three"]);
    assert_eq!(pass("a", 1).await, Counts::default());
    assert_eq!(everything(&store).await, before);
    assert_eq!(pass("b", 2).await, Counts { added: 2, changed: 0, merged: 1 });
    assert_eq!(pass("b", 3).await, Counts::default());
    assert_eq!(store.count().await.unwrap(), 5);
}
