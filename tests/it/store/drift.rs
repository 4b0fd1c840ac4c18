//! Ways and incidents: one function a promise.

use sangam::model::change::Refresh;
use sangam::model::drift::{
    Incident, Noticed, SeenPage, Selectors, Sighting, Suspicion, Verdict, Ways,
};
use sangam::store::{INCIDENTS_KEPT, PAGE_KEPT};

use super::Backend;
use super::values::*;

fn selectors(item: &str) -> Selectors {
    vec![("item".to_owned(), item.to_owned()), ("title".to_owned(), "h3 > a".to_owned())]
}

fn ways() -> Ways {
    let baseline = "{\"ü\":1}".to_owned();
    let earlier = vec![Vec::new(), selectors("dl > dt")];
    Ways { layout: Some(hash("layout")), baseline, healed: selectors("ol > li"), earlier }
}

fn suspicion(verdict: Verdict, came: &str) -> Suspicion {
    Suspicion {
        verdict,
        expected: "ten items".to_owned(),
        came: came.to_owned(),
        selectors: Vec::new(),
        can_be_accepted: verdict == Verdict::Flood,
        page: Some(SeenPage { content_type: Some("text/html".to_owned()), body: came.into() }),
    }
}

/// A refresh at some second that noticed something.
fn noticed(id: &str, seconds: i64, sighting: Option<Sighting>) -> Refresh {
    let noticed = Some(Noticed { ways: ways(), sighting });
    Refresh { noticed, at: at(seconds), ..refresh(id, vec![]) }
}

fn suspicious(id: &str, seconds: i64, verdict: Verdict, came: &str) -> Refresh {
    noticed(id, seconds, Some(Sighting::Suspicious(suspicion(verdict, came))))
}

fn briefly(incidents: &[Incident]) -> Vec<String> {
    let second = |time: chrono::DateTime<chrono::Utc>| (time - at(0)).num_seconds();
    let line = |one: &Incident| {
        let (opened, seen) = (second(one.opened), second(one.last_seen));
        let closed = one.closed.map(second);
        format!("{} {} {opened} {seen} {closed:?} {}", one.source, one.verdict.code(), one.came)
    };
    incidents.iter().map(line).collect()
}

pub(super) async fn ways_are_those_that_were_noticed_last(backend: &impl Backend) {
    let store = backend.open();
    assert_eq!(store.ways(&source("a")).await.unwrap(), Ways::default());
    store.commit(vec![noticed("a", 0, None), refresh("a", vec![])]).await.unwrap();
    assert_eq!(store.ways(&source("a")).await.unwrap(), ways());
    assert_eq!(store.ways(&source("b")).await.unwrap(), Ways::default());
    let mut other = noticed("a", 1, None);
    other.noticed.as_mut().unwrap().ways = Ways::default();
    store.commit(vec![other]).await.unwrap();
    assert_eq!(store.ways(&source("a")).await.unwrap(), Ways::default());
}

pub(super) async fn one_incident_of_a_source_is_open_at_most(backend: &impl Backend) {
    let store = backend.open();
    let first = suspicious("a", 1, Verdict::LayoutChanged, "first");
    let again = suspicious("a", 2, Verdict::LayoutChanged, "second");
    let other = suspicious("b", 3, Verdict::Flood, "third");
    store.commit(vec![first.clone(), again, other]).await.unwrap();
    store.commit(vec![noticed("a", 4, None), refresh("a", vec![])]).await.unwrap();
    let open = store.incidents(true).await.unwrap();
    assert_eq!(briefly(&open), ["b flood 3 3 None third", "a layout-changed 1 2 None first"]);
    let page = store.incident_page(open[1].id).await.unwrap().unwrap();
    assert_eq!(
        (page.content_type.as_deref(), page.body.as_slice()),
        (Some("text/html"), &b"first"[..])
    );
    // It turns into something else, and is over.
    store.commit(vec![suspicious("a", 5, Verdict::LoginPage, "fourth")]).await.unwrap();
    let open = store.incidents(true).await.unwrap();
    assert_eq!(briefly(&open)[1], "a login-page 1 5 None fourth");
    let over = noticed("a", 6, Some(Sighting::Over));
    store.commit(vec![over.clone(), over]).await.unwrap();
    assert_eq!(store.incidents(true).await.unwrap().len(), 1);
    let all = store.incidents(false).await.unwrap();
    assert_eq!(briefly(&all)[1], "a login-page 1 5 Some(6) fourth");
    // Written twice, it is the same incident.
    store.commit(vec![first]).await.unwrap();
    assert_eq!(store.incidents(false).await.unwrap(), all);
    store.commit(vec![suspicious("a", 7, Verdict::SiteQuiet, "fifth")]).await.unwrap();
    assert_eq!(store.incidents(false).await.unwrap().len(), 3);
}

pub(super) async fn a_repair_is_an_incident_that_is_over(backend: &impl Backend) {
    let store = backend.open();
    let mut repair = suspicion(Verdict::LayoutChanged, "cards");
    repair.selectors = selectors("div.card");
    let repaired = noticed("a", 1, Some(Sighting::Repaired(repair.clone())));
    store.commit(vec![repaired.clone(), repaired]).await.unwrap();
    let all = store.incidents(false).await.unwrap();
    assert_eq!(briefly(&all), ["a layout-changed 1 1 Some(1) cards"]);
    assert_eq!(all[0].selectors, selectors("div.card"));
    // Where one is open, it ends that.
    let open = suspicious("a", 2, Verdict::FieldsLost, "dates");
    store.commit(vec![open, noticed("a", 3, Some(Sighting::Repaired(repair)))]).await.unwrap();
    let all = store.incidents(false).await.unwrap();
    assert_eq!(briefly(&all)[0], "a layout-changed 2 3 Some(3) cards");
    assert_eq!(all.len(), 2);
}

pub(super) async fn what_is_accepted_is_due(backend: &impl Backend) {
    let store = backend.open();
    assert!(!store.accept_incident(1).await.unwrap());
    let mut first = suspicious("a", 1, Verdict::Flood, "forty");
    first.state = full_state("a");
    store.commit(vec![first]).await.unwrap();
    let id = store.incidents(true).await.unwrap()[0].id;
    assert!(store.accept_incident(id).await.unwrap());
    assert!(store.incidents(true).await.unwrap()[0].accepted);
    let state = store.source_states().await.unwrap().remove(0);
    let due = sangam::model::source::SourceState { next_due: None, ..full_state("a") };
    assert_eq!(state, due);
    store.commit(vec![noticed("a", 2, Some(Sighting::Over))]).await.unwrap();
    assert!(!store.accept_incident(id).await.unwrap());
}

pub(super) async fn what_turns_into_something_else_was_not_accepted(backend: &impl Backend) {
    let store = backend.open();
    store.commit(vec![suspicious("a", 1, Verdict::Flood, "forty")]).await.unwrap();
    let open = async || store.incidents(true).await.unwrap().remove(0);
    assert!(open().await.can_be_accepted);
    assert!(store.accept_incident(open().await.id).await.unwrap());
    store.commit(vec![suspicious("a", 2, Verdict::Flood, "fifty")]).await.unwrap();
    assert!(open().await.accepted, "it is still that");
    let mut unread = suspicion(Verdict::Flood, "nothing");
    unread.can_be_accepted = false;
    let unread = noticed("a", 3, Some(Sighting::Suspicious(unread)));
    store.commit(vec![unread]).await.unwrap();
    assert_eq!((open().await.accepted, open().await.can_be_accepted), (false, false));
    assert!(store.accept_incident(open().await.id).await.unwrap());
    store.commit(vec![suspicious("a", 4, Verdict::LoginPage, "form")]).await.unwrap();
    assert!(!open().await.accepted);
}

pub(super) async fn the_page_of_an_incident_is_bounded(backend: &impl Backend) {
    let store = backend.open();
    let mut large = suspicion(Verdict::LayoutChanged, "large");
    let body: Vec<u8> = (0..PAGE_KEPT + 5).map(|n| u8::try_from(n % 251).unwrap()).collect();
    large.page = Some(SeenPage { content_type: None, body: body.clone() });
    let mut none = suspicion(Verdict::SiteQuiet, "none");
    none.page = None;
    let large = noticed("a", 1, Some(Sighting::Suspicious(large)));
    store.commit(vec![large, noticed("b", 2, Some(Sighting::Suspicious(none)))]).await.unwrap();
    let open = store.incidents(true).await.unwrap();
    assert_eq!(open[0].page_bytes, None);
    assert_eq!(store.incident_page(open[0].id).await.unwrap(), None);
    assert_eq!(open[1].page_bytes, Some(PAGE_KEPT as u64));
    let page = store.incident_page(open[1].id).await.unwrap().unwrap();
    assert!(page.body == body[..PAGE_KEPT] && page.content_type.is_none());
}

pub(super) async fn the_latest_incidents_of_each_source_are_kept(backend: &impl Backend) {
    let store = backend.open();
    store.commit(vec![suspicious("b", 0, Verdict::Flood, "other")]).await.unwrap();
    let many = i64::try_from(INCIDENTS_KEPT).unwrap() + 5;
    for n in 0..many {
        let open = suspicious("a", 2 * n, Verdict::Flood, &n.to_string());
        store.commit(vec![open, noticed("a", 2 * n + 1, Some(Sighting::Over))]).await.unwrap();
    }
    let all = store.incidents(false).await.unwrap();
    assert_eq!(all.len(), INCIDENTS_KEPT + 1);
    assert_eq!(all[0].came, (many - 1).to_string());
    assert_eq!(all.last().unwrap().came, "other");
}
