use super::*;
use crate::model::source::{SourceId, SourceKind};
use chrono::TimeZone;

const HOUR: TimeDelta = TimeDelta::hours(1);
const DAY: TimeDelta = TimeDelta::days(1);

/// 2026-11-25 is a Wednesday.
fn at(hour: u32, minute: u32) -> DateTime<Utc> {
    Utc.with_ymd_and_hms(2026, 11, 25, hour, minute, 0).unwrap()
}

fn source(interval: TimeDelta, is_interval_set: bool) -> Source {
    let url: url::Url = "https://a.example/feed".parse().unwrap();
    Source {
        id: SourceId::new("a").unwrap(),
        title: String::new(),
        shown: url.clone(),
        url,
        kind: SourceKind::Auto,
        language: None,
        tags: Vec::new(),
        interval,
        max_interval: DAY,
        is_interval_set,
        headers: Vec::new(),
        enabled: true,
    }
}

fn quiet_since(changed: DateTime<Utc>) -> Habits {
    Habits { changed: Some(changed), ..Habits::default() }
}

const UNCHANGED: Answer = Answer { is_whole: false, has_changed: false, fresh_for: None };
const NEWS: Answer = Answer { is_whole: true, has_changed: true, fresh_for: None };

/// The wait lies between two bounds.
#[track_caller]
fn check(source: &Source, habits: &Habits, answer: Answer, least: TimeDelta, most: TimeDelta) {
    let wait = after_success(source, habits, answer, at(10, 0)) - at(10, 0);
    assert!(least <= wait && wait <= most, "{wait}");
}

#[test]
fn an_hourly_cron_job_finds_an_hourly_source_due() {
    let hourly = source(HOUR, false);
    for second in 0..60 {
        let started_late = at(10, 0) + TimeDelta::seconds(second);
        let due = after_success(&hourly, &Habits::default(), NEWS, started_late);
        assert!(due <= at(11, 0) + TimeDelta::seconds(second), "{due}");
        assert!(due >= started_late + TimeDelta::minutes(58), "{due}");
    }
    let often = source(TimeDelta::minutes(1), true);
    check(&often, &Habits::default(), NEWS, TimeDelta::seconds(57), TimeDelta::seconds(60));
}

#[test]
fn sources_that_were_fetched_together_do_not_stay_together() {
    let due: std::collections::BTreeSet<_> = (0..100)
        .map(|n| Source { id: SourceId::new(&format!("s{n}")).unwrap(), ..source(HOUR, false) })
        .map(|source| after_success(&source, &Habits::default(), NEWS, at(10, 0)))
        .collect();
    assert!(due.len() > 50, "{}", due.len());
}

#[test]
fn what_seldom_changes_is_asked_less_within_bounds() {
    let hourly = source(HOUR, false);
    let hours = TimeDelta::hours;
    let tenth_more = |wait: TimeDelta| wait * 11 / 10;
    check(&hourly, &quiet_since(at(8, 0)), UNCHANGED, TimeDelta::minutes(58), HOUR);
    check(&hourly, &quiet_since(at(10, 0) - hours(50)), UNCHANGED, hours(5), tenth_more(hours(5)));
    check(&hourly, &quiet_since(at(10, 0) - DAY * 90), UNCHANGED, DAY, tenth_more(DAY));
    check(&hourly, &quiet_since(at(10, 0) - DAY * 90), NEWS, TimeDelta::minutes(58), HOUR);
    let weekly = source(DAY * 7, false);
    check(&weekly, &quiet_since(at(10, 0) - DAY * 90), UNCHANGED, DAY * 6, DAY * 9);
}

#[test]
fn a_whole_document_that_did_not_change_is_asked_for_once_a_day() {
    let again = Answer { is_whole: true, ..UNCHANGED };
    let none = Habits::default();
    check(&source(HOUR, false), &none, again, DAY, DAY * 11 / 10);
    check(&source(HOUR, true), &none, again, TimeDelta::minutes(58), HOUR);
    // The server asks for more.
    let fresh = Answer { fresh_for: Some(HOUR * 2), ..again };
    check(&source(HOUR, false), &none, fresh, HOUR * 2, HOUR * 3);
    let stale = Answer { fresh_for: Some(TimeDelta::zero()), ..again };
    check(&source(HOUR, false), &none, stale, DAY, DAY * 11 / 10);
}

#[test]
fn what_server_and_document_say_holds_up_to_the_longest_interval() {
    let hourly = source(HOUR, true);
    let fresh = |hours| Answer { fresh_for: Some(TimeDelta::hours(hours)), ..NEWS };
    let none = Habits::default();
    check(&hourly, &none, fresh(6), HOUR * 6, HOUR * 7);
    check(&hourly, &none, fresh(9000), DAY, DAY * 11 / 10);
    check(&hourly, &none, fresh(0), TimeDelta::minutes(58), HOUR);
    let stated = Stated { minutes: Some(180), ..Stated::default() };
    let habits = Habits { stated, ..Habits::default() };
    check(&hourly, &habits, NEWS, HOUR * 3, HOUR * 4);
    check(&hourly, &habits, fresh(6), HOUR * 6, HOUR * 7);
}

#[test]
fn hours_and_days_without_news_are_passed_over() {
    #[track_caller]
    fn check(skip_hours: u32, skip_days: u8, due: DateTime<Utc>, expected: DateTime<Utc>) {
        let stated = Stated { minutes: None, skip_hours, skip_days };
        assert_eq!(outside(stated, due), expected);
    }
    check(0, 0, at(10, 30), at(10, 30));
    check(0b111 << 10, 0, at(10, 30), at(13, 0));
    check(1 << 11, 0, at(10, 30), at(10, 30));
    check(1 << 23 | 1, 0, at(23, 5), at(1, 0) + DAY);
    // Wednesday and Thursday.
    check(0, 0b1100, at(10, 30), at(0, 0) + DAY * 2);
    check(1, 0b0100, at(10, 30), at(1, 0) + DAY);
    check(0xff_ffff, 0, at(10, 30), at(10, 30));
    check(0, 0x7f, at(10, 30), at(10, 30));
}

#[test]
fn failures_double_the_wait_up_to_a_day() {
    #[track_caller]
    fn check(failures: u32, least: TimeDelta, most: TimeDelta) {
        let wait =
            after_failure(&source(HOUR, false), &Habits::default(), failures, None, at(0, 0))
                - at(0, 0);
        assert!(least <= wait && wait <= most, "{failures}: {wait}");
    }
    check(1, TimeDelta::minutes(58), HOUR);
    check(2, HOUR * 2, TimeDelta::minutes(132));
    check(3, HOUR * 4, TimeDelta::minutes(264));
    check(40, DAY, DAY * 11 / 10);
    let week = source(DAY * 7, false);
    let wait = after_failure(&week, &Habits::default(), 3, None, at(0, 0)) - at(0, 0);
    assert!(wait > DAY * 6, "{wait}");
}

#[test]
fn a_wait_that_the_server_asks_for_holds_within_bounds() {
    let after =
        |asked| after_failure(&source(HOUR, false), &Habits::default(), 1, Some(asked), at(0, 0));
    assert_eq!(after(at(5, 0)), at(5, 0));
    assert!(after(at(0, 1)) >= at(0, 58));
    assert_eq!(after(at(0, 0) + DAY * 900), at(0, 0) + MAX_HOLD);
}

#[test]
fn what_is_due_follows_from_what_is_remembered() {
    #[track_caller]
    fn check(change: impl Fn(&mut SourceState), force: bool, expected: bool) {
        let source = source(HOUR, false);
        let mut state = SourceState::new(&source);
        change(&mut state);
        assert_eq!(is_due(&source, &state, force, at(10, 0)), expected, "{state:?}");
    }
    check(|_| (), false, true);
    check(|state| state.next_due = Some(at(10, 0)), false, true);
    check(|state| state.next_due = Some(at(10, 1)), false, false);
    check(|state| state.next_due = Some(at(10, 1)), true, true);
    check(|state| state.held_until = Some(at(10, 1)), true, false);
    check(|state| state.held_until = Some(at(9, 59)), false, true);
    check(|state| state.held_until = Some(at(10, 0) + DAY * 400), false, true);
    check(|state| state.habits.is_gone = true, true, false);
    // Due shortly before an hour in which it brings nothing, and nobody came by then.
    let late = |state: &mut SourceState| {
        state.next_due = Some(at(9, 59));
        state.habits.stated.skip_hours = 1 << 10;
    };
    check(late, false, false);
    check(late, true, true);
    let moved = |state: &mut SourceState| {
        state.habits.is_gone = true;
        state.url = "https://old.example/".to_owned();
    };
    check(moved, false, true);
}

#[test]
fn a_daemon_knows_when_to_wake() {
    #[track_caller]
    fn check(change: impl Fn(&mut SourceState), expected: Option<DateTime<Utc>>) {
        let source = source(HOUR, false);
        let mut state = SourceState::new(&source);
        change(&mut state);
        assert_eq!(next_due(&source, &state, at(10, 0)), expected, "{state:?}");
    }
    check(|_| (), Some(at(10, 0)));
    check(|state| state.next_due = Some(at(10, 1)), Some(at(10, 1)));
    check(|state| state.next_due = Some(at(9, 0)), Some(at(10, 0)));
    check(|state| state.held_until = Some(at(12, 0)), Some(at(12, 0)));
    check(|state| state.habits.is_gone = true, None);
    check(|state| state.habits.stated.skip_hours = 0b11 << 10, Some(at(12, 0)));
}

#[test]
fn a_future_that_is_no_more_is_not_waited_for() {
    #[track_caller]
    fn check(ahead: TimeDelta, is_due_now: bool) {
        let source = source(HOUR, false);
        let mut state = SourceState::new(&source);
        let tried = at(10, 0) + ahead;
        (state.last_try, state.next_due) = (Some(tried), Some(tried + HOUR));
        state.habits = Habits { whole: Some(tried), ..quiet_since(tried) };
        let robots = |origin: &str, until| crate::model::habits::Robots {
            origin: origin.to_owned(),
            until,
            rules: String::new(),
        };
        state.habits.robots = vec![robots("a", tried + DAY), robots("b", at(20, 0))];
        forget_future(&source, &mut state, at(10, 0));
        assert_eq!(is_due(&source, &state, false, at(10, 0)), is_due_now, "{ahead}");
        let is_past = state.habits.whole <= Some(at(10, 0));
        assert_eq!(is_past, is_due_now, "{ahead}");
        assert_eq!(state.habits.robots.len(), if is_due_now { 1 } else { 2 });
    }
    check(DAY * 365, true);
    check(HOUR * 2, true);
    // The clock was put right by a little.
    check(TimeDelta::seconds(2), false);
    check(HOUR / 2, false);
}

#[test]
fn not_modified_is_believed_for_a_week_and_of_a_liar_for_a_day() {
    let since = |days: i32, is_frozen| Habits {
        whole: Some(at(10, 0) - DAY * days),
        is_frozen,
        ..Habits::default()
    };
    assert!(!wants_whole(&Habits::default(), at(10, 0)));
    assert!(!wants_whole(&since(6, false), at(10, 0)));
    assert!(wants_whole(&since(7, false), at(10, 0)));
    assert!(!wants_whole(&since(0, true), at(10, 0)));
    assert!(wants_whole(&since(1, true), at(10, 0)));
}

#[test]
fn a_notice_has_a_source_asked_soon_unless_it_fails() {
    let source = source(HOUR, true);
    let mut state = SourceState::new(&source);
    (state.last_try, state.next_due) = (Some(at(8, 0)), Some(at(20, 0)));
    assert_eq!(after_notice(&state, at(9, 0)), Some(at(9, 0)));
    assert_eq!(after_notice(&state, at(8, 0)), Some(at(8, 1)));
    state.failures = 4;
    assert_eq!(after_notice(&state, at(9, 0)), state.next_due);
}
