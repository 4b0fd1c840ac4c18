//! Troubles and days: one function a promise.

use chrono::NaiveDate;
use sangam::model::health::{DayCount, Found, HealthNote, Subject};
use sangam::store::{DAYS_KEPT, TROUBLES_KEPT};

use super::Backend;
use super::values::*;

fn found(path: &str, came: &str) -> Found {
    let subject = Subject::File(path.to_owned());
    Found { subject, code: "refused-by-gate".to_owned(), came: came.to_owned() }
}

fn note(seconds: i64, found: Vec<Found>) -> HealthNote {
    HealthNote { at: at(seconds), found, days: Vec::new() }
}

pub(super) async fn a_trouble_is_open_until_it_is_not_found_any_more(backend: &impl Backend) {
    let store = backend.open();
    store.note_health(note(1, vec![found("a", "first"), found("b", "x")])).await.unwrap();
    store.note_health(note(2, vec![found("a", "second")])).await.unwrap();
    let open = store.troubles(true).await.unwrap();
    assert_eq!(open.len(), 1);
    assert_eq!((&open[0].found, open[0].opened), (&found("a", "first"), at(1)));
    store.note_health(note(3, vec![])).await.unwrap();
    store.note_health(note(4, vec![found("a", "again")])).await.unwrap();
    let all = backend.open().troubles(false).await.unwrap();
    let told: Vec<_> = all.iter().map(|one| (one.found.came.as_str(), one.closed)).collect();
    assert_eq!(told[0], ("again", None), "another time is another trouble");
    assert!(told.contains(&("first", Some(at(3)))) && told.contains(&("x", Some(at(2)))));
    for second in 0..TROUBLES_KEPT {
        let second = i64::try_from(second).unwrap() * 2 + 10;
        store.note_health(note(second, vec![found("c", "c")])).await.unwrap();
        store.note_health(note(second + 1, vec![])).await.unwrap();
    }
    assert_eq!(store.troubles(false).await.unwrap().len(), TROUBLES_KEPT);
}

pub(super) async fn counts_of_a_day_add_up_and_those_of_a_pass_count_once(backend: &impl Backend) {
    let store = backend.open();
    store.commit(vec![refresh("a", vec![])]).await.unwrap();
    let day =
        |back: i64| NaiveDate::from_ymd_opt(2026, 11, 26).unwrap() - chrono::TimeDelta::days(back);
    let count = |back, fine, failed, added| DayCount { day: day(back), fine, failed, added };
    let counted = |seconds, count| HealthNote {
        at: at(seconds),
        found: Vec::new(),
        days: vec![(source("a"), count), (source("unknown"), count)],
    };
    store.note_health(counted(1, count(1, 1, 0, 5))).await.unwrap();
    store.note_health(counted(1, count(1, 1, 0, 5))).await.unwrap();
    store.note_health(counted(2, count(1, 0, 1, 0))).await.unwrap();
    store.note_health(counted(3, count(0, 1, 0, 1))).await.unwrap();
    let days = store.days(day(9)).await.unwrap();
    assert_eq!(days.len(), 1, "of an unknown source nothing is counted");
    assert_eq!(days[&source("a")], [count(1, 1, 1, 5), count(0, 1, 0, 1)]);
    assert_eq!(store.days(day(0)).await.unwrap()[&source("a")], [count(0, 1, 0, 1)]);
    let later = i64::try_from(DAYS_KEPT).unwrap();
    store.note_health(counted(4, count(-later + 1, 1, 0, 0))).await.unwrap();
    assert_eq!(store.days(day(9)).await.unwrap()[&source("a")].len(), 2, "the oldest is forgotten");
}

pub(super) async fn what_was_told_is_not_untold(backend: &impl Backend) {
    let store = backend.open();
    let events = |names: &[&str]| names.iter().map(|&name| name.to_owned()).collect::<Vec<_>>();
    store.tell(events(&["b"]), at(1)).await.unwrap();
    let untold = backend.open().untold(events(&["c", "b", "a"])).await.unwrap();
    assert_eq!(untold, ["c", "a"]);
}
