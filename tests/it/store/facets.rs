//! The values that items can be chosen by.

use sangam::model::query::Facet;
use sangam::model::tombstone::{Amendment, Cause, Tombstone};
use sangam::store::VALUES_KEPT;
use serde_json::json;

use super::Backend;
use super::cases::check_titles;
use super::values::*;

pub(super) async fn a_value_is_met_once_whatever_its_case(backend: &impl Backend) {
    let store = backend.open();
    let with = |title: &str, more: serde_json::Value, seconds: i64| {
        stored(item(title, &more), &["a"], 0, seconds)
    };
    let items = [
        with("one", json!({ "kind": "News", "tags": ["ÉCO"], "language": "en-GB" }), 1),
        with("two", json!({ "kind": "NEWS", "tags": ["éco"], "language": "en" }), 2),
    ];
    store.commit(vec![refresh("a", added(items))]).await.unwrap();
    let values = store.facet_values().await.unwrap();
    assert_eq!(values.len(), 3, "{values:?}");
    assert!(values.contains(&(Facet::Language, "en".to_owned())), "{values:?}");
    assert!(values.iter().any(|(facet, kind)| *facet == Facet::Kind && kind == "News"));
    let tags: Vec<_> = (0..VALUES_KEPT + 9).map(|number| number.to_string()).collect();
    let many = with("three", json!({ "tags": tags }), 3);
    store.commit(vec![refresh("a", added([many]))]).await.unwrap();
    let values = backend.open().facet_values().await.unwrap();
    let tags = values.iter().filter(|(facet, _)| *facet == Facet::Tag).count();
    assert_eq!(tags, VALUES_KEPT);
    assert!(values.contains(&(Facet::Tag, "ÉCO".to_owned())), "what was met stays");
}

pub(super) async fn events_are_told_by_when_they_begin(backend: &impl Backend) {
    let store = backend.open();
    let with = |title: &str, begins: Option<&str>| {
        let more = begins.map_or(json!({}), |at| json!({ "event": { "begins": at } }));
        stored(item(title, &more), &["a"], 0, 1)
    };
    let items = [
        with("next day", Some("2026-05-05")),
        with("no event", None),
        with("last year", Some("2025-05-04T09:00:00")),
        with("first day", Some("2026-05-04T09:00:00+02:00")),
        with("hidden", Some("2026-06-01")),
    ];
    let hidden = items[4].id;
    store.commit(vec![refresh("a", added(items))]).await.unwrap();
    let tombstone = Tombstone { id: hidden, cause: Cause::Hidden, at: at(9), note: None };
    let tombstones = vec![tombstone];
    store.amend(Amendment { tombstones, ..Amendment::default() }).await.unwrap();
    let store = backend.open();
    check_titles(&store.events(9).await.unwrap(), &["next day", "first day", "last year"]);
    check_titles(&store.events(1).await.unwrap(), &["next day"]);
}
