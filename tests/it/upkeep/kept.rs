//! How long what is kept.

use sangam::model::change::ItemId;
use sangam::store::Store;

use super::{TWO, atom, dates, entry};
use crate::support::bench::column;
use crate::support::stage::Stage;

/// Some more than two years, in hours.
const AGES: i64 = 3 * 365 * 24;

fn first_id(stage: &Stage, place: usize) -> ItemId {
    ItemId::parse(column(&stage.feed(), "/id")[place].as_str().unwrap()).unwrap()
}

/// A feed shows one item, of two that a source gave.
fn with_one_shown() -> (Stage, String, ItemId) {
    let stage = Stage::new(&format!("[publish]\nitems = 1\n{TWO}"));
    let old = entry("a", "Mill opens", &dates(2, 2));
    stage.page("https://one.example/", atom(std::slice::from_ref(&old)));
    stage.page("https://two.example/", atom(&[]));
    stage.pass(100);
    let id = first_id(&stage, 0);
    stage.page("https://one.example/", atom(&[entry("b", "Roof mended", &dates(3, 3))]));
    stage.pass(101);
    (stage, old, id)
}

fn is_whole(stage: &Stage, id: ItemId) -> bool {
    let item = stage.ask(async |store| store.item(id).await.unwrap());
    item.expect("an identity stays").item.title.is_some()
}

#[test]
fn what_was_gone_for_long_is_reduced_to_its_identity() {
    let (stage, _, id) = with_one_shown();
    let count = || stage.ask(async |store: &dyn Store| store.count().await.unwrap());
    assert_eq!(count(), 2);
    // It was last seen in the list in the hundredth hour.
    stage.pass(100 + 2 * 365 * 24);
    assert!(is_whole(&stage, id), "not yet");
    stage.pass(AGES);
    assert!(!is_whole(&stage, id));
    assert_eq!(count(), 1);
    assert_eq!(column(&stage.feed(), "/title"), ["Roof mended"]);
}

#[test]
fn what_a_source_lists_or_a_feed_shows_is_kept_however_old() {
    let stage = Stage::new(TWO);
    let entries = [entry("b", "Roof mended", &dates(3, 3)), entry("a", "Mill", &dates(2, 2))];
    stage.page("https://one.example/", atom(&entries));
    stage.page("https://two.example/", atom(&[]));
    stage.pass(100);
    let before = stage.feed();
    stage.pass(AGES);
    assert_eq!(stage.feed(), before, "the source lists it");
    stage.page("https://one.example/", atom(&[entry("c", "Barn", &dates(1, 1))]));
    stage.pass(AGES + 1);
    stage.pass(2 * AGES + 1);
    let titles = column(&stage.feed(), "/title");
    assert_eq!(titles, ["Roof mended", "Mill", "Barn"], "a feed shows it");
}

#[test]
fn what_comes_back_is_the_item_that_it_was_and_nothing_new() {
    let (stage, old, id) = with_one_shown();
    stage.pass(AGES);
    let before = stage.feed();
    let edited = old.replace("Mill opens", "Mill opens again");
    let entries = [entry("b", "Roof mended", &dates(3, 3)), edited];
    stage.page("https://one.example/", atom(&entries));
    let report = stage.pass(AGES + 1);
    assert_eq!((report.sources[0].added, report.sources[0].changed), (0, 0));
    assert_eq!(stage.feed(), before);
    let item = stage.ask(async |store| store.item(id).await.unwrap()).unwrap();
    assert_eq!(item.item.title.as_deref(), Some("Mill opens again"));
    assert_eq!(item.date.to_rfc3339(), "2026-01-02T00:00:00+00:00");
    assert_eq!(item.updated.timestamp(), item.date.timestamp());
    stage.pass(AGES + 2);
    assert!(is_whole(&stage, id), "the source lists it now");
}

#[test]
fn what_was_hidden_comes_back_hidden() {
    let stage = Stage::new(&format!("[publish]\nitems = 2\n{TWO}"));
    let old = entry("a", "Mill opens", &dates(2, 2));
    stage.page("https://one.example/", atom(std::slice::from_ref(&old)));
    stage.page("https://two.example/", atom(&[]));
    stage.pass(100);
    let id = first_id(&stage, 0);
    stage.ask(async |store| {
        let item = store.item(id).await.unwrap().unwrap();
        let hidden = sangam::pipeline::hide(&item, None, crate::support::stage::hour(101));
        store.amend(hidden).await.unwrap();
    });
    let roof = entry("b", "Roof mended", &dates(3, 3));
    stage.page("https://one.example/", atom(std::slice::from_ref(&roof)));
    stage.pass(102);
    stage.pass(AGES);
    assert!(!is_whole(&stage, id));
    stage.page("https://one.example/", atom(&[roof, old]));
    stage.pass(AGES + 1);
    assert!(is_whole(&stage, id));
    assert_eq!(column(&stage.feed(), "/title"), ["Roof mended"]);
}

#[test]
fn a_reduced_item_is_explained_with_its_own_date() {
    let (stage, _, id) = with_one_shown();
    stage.pass(AGES);
    let plan = stage.plan();
    let told = stage.ask(async |store| {
        let item = store.item(id).await.unwrap().unwrap();
        sangam::pipeline::explain(&plan, store, &item).await.unwrap()
    });
    assert!(told.is_reduced);
    assert_eq!(told.date.to_rfc3339(), "2026-01-02T00:00:00+00:00");
    assert_ne!(told.first_seen, told.date);
}

#[test]
fn keep_says_how_long() {
    let (stage, _, id) = with_one_shown();
    let config = |keep: &str| format!("[store]\nkeep = \"{keep}\"\n[publish]\nitems = 1\n{TWO}");
    let stage = stage.configured(&config("forever"));
    stage.pass(5 * AGES);
    assert!(is_whole(&stage, id));
    let (stage, _, id) = with_one_shown();
    let stage = stage.configured(&config("30d"));
    stage.pass(101 + 24 * 31);
    assert!(!is_whole(&stage, id));
}
