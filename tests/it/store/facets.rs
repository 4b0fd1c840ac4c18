//! The values that items can be chosen by.

use sangam::model::query::Facet;
use sangam::store::VALUES_KEPT;
use serde_json::json;

use super::Backend;
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
