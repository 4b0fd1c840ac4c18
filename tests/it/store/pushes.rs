//! Our subscriptions at hubs, and what they delivered.

use chrono::{DateTime, TimeDelta, Utc};
use sangam::model::push::{Delivery, Push, Stage};
use sangam::model::source::SourceId;
use sangam::store::{DELIVERED_BYTES, DELIVERIES_KEPT};

use super::Backend;

fn at(seconds: i64) -> DateTime<Utc> {
    DateTime::UNIX_EPOCH + TimeDelta::seconds(seconds)
}

fn id(name: &str) -> SourceId {
    SourceId::new(name).unwrap()
}

fn push(token: &str) -> Push {
    Push {
        token: token.to_owned(),
        source: id("one"),
        topic: "https://a.example/feed".parse().unwrap(),
        hub: "https://hub.example/".parse().unwrap(),
        callback: "https://feeds.example.coop/push/x".parse().unwrap(),
        secret: "s".to_owned(),
        stage: Stage::Wanted,
        asked: Some(at(1)),
        since: None,
        until: Some(at(3)),
        delivered: None,
        trouble: None,
        failures: 2,
        next_try: at(4),
    }
}

fn delivery(token: &str, source: &str, body: Option<Vec<u8>>) -> Delivery {
    Delivery {
        token: token.to_owned(),
        source: id(source),
        topic: "https://a.example/feed".parse().unwrap(),
        at: at(7),
        content_type: Some("application/rss+xml".to_owned()),
        body: body.map(Into::into),
    }
}

pub(super) async fn our_subscriptions_are_kept_by_their_tokens(backend: &dyn Backend) {
    let store = backend.open();
    for token in ["b", "a"] {
        store.put_push(push(token)).await.unwrap();
    }
    let store = backend.open();
    let all = store.pushes().await.unwrap();
    assert_eq!(all, [push("a"), push("b")]);
    let renewed = Push { since: Some(at(9)), ..push("a") };
    store.put_push(renewed.clone()).await.unwrap();
    assert_eq!(store.push("a").await.unwrap(), Some(renewed));
    assert_eq!(store.push("c").await.unwrap(), None);
    store.put_delivery(delivery("a", "one", None)).await.unwrap();
    store.put_delivery(delivery("b", "one", None)).await.unwrap();
    store.drop_push("a").await.unwrap();
    store.drop_push("c").await.unwrap();
    assert_eq!(store.pushes().await.unwrap(), [push("b")]);
    assert_eq!(store.deliveries().await.unwrap().len(), 1, "what came by it goes with it");
}

pub(super) async fn deliveries_wait_until_they_are_dropped(backend: &dyn Backend) {
    let store = backend.open();
    let first = delivery("a", "one", Some(b"first".to_vec()));
    store.put_delivery(first.clone()).await.unwrap();
    store.put_delivery(delivery("b", "two", None)).await.unwrap();
    let store = backend.open();
    let waiting = store.deliveries().await.unwrap();
    let sources: Vec<_> = waiting.iter().map(|(_, source)| source.as_str()).collect();
    assert_eq!(sources, ["one", "two"]);
    assert_eq!(store.delivery(waiting[0].0).await.unwrap(), Some(first));
    store.drop_deliveries(vec![waiting[0].0]).await.unwrap();
    assert_eq!(store.delivery(waiting[0].0).await.unwrap(), None);
    assert_eq!(store.deliveries().await.unwrap(), waiting[1..]);
}

pub(super) async fn what_waits_is_bounded(backend: &dyn Backend) {
    let store = backend.open();
    for _ in 0..DELIVERIES_KEPT {
        store.put_delivery(delivery("a", "one", Some(vec![1]))).await.unwrap();
    }
    store.put_delivery(delivery("b", "two", Some(vec![2]))).await.unwrap();
    assert_eq!(store.deliveries().await.unwrap().len(), DELIVERIES_KEPT + 1);
    store.put_delivery(delivery("a", "one", Some(vec![3]))).await.unwrap();
    let waiting = store.deliveries().await.unwrap();
    let sources: Vec<_> = waiting.iter().map(|(_, source)| source.as_str()).collect();
    assert_eq!(sources, ["two", "one"], "one says that there is something");
    assert_eq!(store.delivery(waiting[1].0).await.unwrap().unwrap().body, None);
    let huge = delivery("c", "three", Some(vec![0; DELIVERED_BYTES]));
    store.put_delivery(huge).await.unwrap();
    let last = store.deliveries().await.unwrap().pop().unwrap();
    assert_eq!(store.delivery(last.0).await.unwrap().unwrap().body, None);
}
