//! Promises about translations.

use std::sync::Arc;

use sangam::model::change::{Change, ChangeKind, ItemId, StoredItem};
use sangam::model::language::Language;
use sangam::model::translation::Tie;
use sangam::store::Store;

use super::Backend;
use super::cases::{check_titles, strings};
use super::values::*;

fn tie(one: (&StoredItem, &str), other: (&StoredItem, &str)) -> Tie {
    let spoken =
        |(item, language): (&StoredItem, &str)| (item.id, Language::new(language).unwrap());
    Tie { one: spoken(one), other: spoken(other) }
}

fn absorbs(whole: &StoredItem, part: &StoredItem) -> Change {
    let absorbed = vec![part.id];
    Change { absorbed, new_keys: vec![], ..change(ChangeKind::Noted, whole.clone()) }
}

/// The languages of an item's translations.
#[track_caller]
fn check(found: &[(ItemId, Vec<String>)], item: &StoredItem, expected: &[&str]) {
    let of = found.iter().find(|(id, _)| *id == item.id);
    assert_eq!(of.map(|(_, languages)| languages.clone()).unwrap_or_default(), strings(expected));
}

async fn translations(store: &Arc<dyn Store>, items: &[StoredItem]) -> Vec<(ItemId, Vec<String>)> {
    let found = store.translations(items.iter().map(|item| item.id).collect()).await.unwrap();
    let languages = |of: Vec<sangam::model::translation::Translation>| {
        of.into_iter().map(|one| one.language.to_string()).collect()
    };
    found.into_iter().map(|(id, of)| (id, languages(of))).collect()
}

pub(super) async fn a_tie_outlives_that_its_item_is_taken_in(backend: &impl Backend) {
    let store = backend.open();
    let items =
        ["English", "French", "Spanish", "Again", "Also French"].map(|one| plain(one, 0, 0));
    let [english, french, spanish, again, also] = &items;
    store.commit(vec![refresh("a", added(items.clone()))]).await.unwrap();
    store.tie(vec![tie((english, "en"), (french, "fr"))], None).await.unwrap();
    // Into one that is tied to nothing, then into one that is in another story.
    store.commit(vec![refresh("a", vec![absorbs(again, english)])]).await.unwrap();
    let found = translations(&store, &items).await;
    check(&found, again, &["fr"]);
    check(&found, french, &["en"]);
    store.tie(vec![tie((also, "fr"), (spanish, "es"))], None).await.unwrap();
    store.commit(vec![refresh("a", vec![absorbs(also, french)])]).await.unwrap();
    let found = translations(&store, &items).await;
    check(&found, also, &["en", "es"]);
    check(&found, again, &["es", "fr"]);
}

pub(super) async fn what_is_new_waits_for_its_ties_until_they_were_looked_for(
    backend: &impl Backend,
) {
    let store = backend.open();
    assert_eq!(store.untied(9).await.unwrap(), None);
    let items = ["One", "Two", "Three"].map(|title| plain(title, 0, 0));
    store.commit(vec![refresh("a", added(items[..2].to_vec()))]).await.unwrap();
    let store = backend.open();
    let waiting = store.untied(9).await.unwrap().expect("two wait, whoever opens the store");
    check_titles(&waiting.items, &["One", "Two"]);
    let one = store.untied(1).await.unwrap().unwrap();
    check_titles(&one.items, &["One"]);
    store.tie(vec![], Some(one.through)).await.unwrap();
    check_titles(&store.untied(9).await.unwrap().unwrap().items, &["Two"]);
    store.tie(vec![], Some(waiting.through)).await.unwrap();
    assert_eq!(store.untied(9).await.unwrap(), None);
    // One that readers see changed waits again; one of which something was noted does not.
    let mut edited = items[0].clone();
    edited.item.summary = Some("Edited.".to_owned());
    edited.updated = at(9);
    let noted = change(ChangeKind::Noted, items[1].clone());
    let changes = vec![change(ChangeKind::Changed, edited), noted];
    store.commit(vec![refresh("a", changes)]).await.unwrap();
    check_titles(&store.untied(9).await.unwrap().unwrap().items, &["One"]);
}

pub(super) async fn between_two_moments_stands_what_is_nearest_to_the_middle(
    backend: &impl Backend,
) {
    let store = backend.open();
    let items = (0..9).map(|n| plain(&n.to_string(), 0, n * 10));
    store.commit(vec![refresh("a", added(items))]).await.unwrap();
    let check = async |first, last, limit, expected: &[&str]| {
        check_titles(&store.between(at(first), at(last), limit).await.unwrap(), expected);
    };
    check(20, 40, 9, &["2", "3", "4"]).await;
    check(0, 80, 3, &["3", "4", "5"]).await;
}
