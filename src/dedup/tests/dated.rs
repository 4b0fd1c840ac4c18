//! Where items stand in time.

use super::*;

#[test]
fn a_date_is_the_sources_unless_it_lies_ahead() {
    let date = |published: &str| {
        let mut ledger = Ledger::default();
        ledger.refresh("a", 0, &[dated(story("1", "/x", "One"), published)]);
        (ledger.only().date, ledger.only().updated)
    };
    assert_eq!(date("2017-09-28"), (day("2017-09-28").at, day("2017-09-28").at));
    assert_eq!(date("2026-09-28"), (at(0), at(0)));
}

#[test]
fn a_date_moves_only_when_the_source_gives_another() {
    let mut ledger = Ledger::default();
    let event = dated(story("1", "/x", "Congress"), "2026-02-01");
    ledger.refresh("a", 0, std::slice::from_ref(&event));
    ledger.refresh("a", 24 * 60, &[with(event, |item| item.summary = Some("Over.".into()))]);
    assert_eq!(ledger.only().date, at(0), "a future date that has come is no correction");
    ledger.refresh("a", 24 * 61, &[dated(story("1", "/x", "Congress"), "2025-12-01")]);
    assert_eq!(ledger.only().date, day("2025-12-01").at);
    ledger.refresh("a", 24 * 62, &[story("1", "/x", "Congress")]);
    assert_eq!(ledger.only().date, day("2025-12-01").at, "a date that is withdrawn stays");
}

#[test]
fn a_date_that_a_site_renewed_is_not_followed_later_either() {
    let told = |title: &str, day| dated(story("1", "/x", title), day);
    let mut ledger = Ledger::default();
    ledger.refresh("a", 0, &[told("The mill opens its doors", "2025-05-01")]);
    ledger.refresh("a", 24, &[told("The mill opens its doors", "2026-01-02")]);
    assert_eq!(ledger.only().date, day("2025-05-01").at);
    // Whatever changes, and whoever else has it, weeks later.
    ledger.refresh("a", 24 * 40, &[told("The mill opens its doors (corrected)", "2026-01-02")]);
    ledger.refresh(
        "b",
        24 * 41,
        &[dated(story("7", "/x", "The mill opens its doors"), "2025-05-03")],
    );
    assert_eq!(ledger.only().date, day("2025-05-01").at);
    ledger.refresh(
        "b",
        24 * 42,
        &[dated(story("7", "/x", "The mill opens its doors"), "2025-04-30")],
    );
    assert_eq!(ledger.only().date, day("2025-04-30").at);
    // A correction is.
    let mut ledger = Ledger::default();
    ledger.refresh("a", 0, &[told("One", "2025-05-01")]);
    ledger.refresh("a", 24, &[told("One", "2025-05-11")]);
    assert_eq!(ledger.only().date, day("2025-05-11").at);
}

#[test]
fn updated_is_when_the_source_says_within_reason() {
    #[track_caller]
    fn check(modified: i64, hour: i64, expected: DateTime<Utc>) {
        let mut ledger = Ledger::default();
        ledger.refresh("a", 2, &[story("1", "/x", "One")]);
        let edited = with(story("1", "/x", "One!"), |item| item.modified = Some(at(modified)));
        ledger.refresh("a", hour, &[edited]);
        assert_eq!(ledger.only().updated, expected);
    }
    check(3, 4, at(3));
    check(5, 4, at(4));
    check(1, 4, at(4));
    // The clock went backwards; `updated` does not.
    check(1, 1, at(2) + TimeDelta::milliseconds(1));
}

#[test]
fn an_item_that_says_only_when_it_changed_stands_there_and_does_not_follow() {
    let changed = |hours: i64, title: &str| {
        with(story("1", "/x", title), |item| item.modified = Some(at(hours)))
    };
    let mut ledger = Ledger::default();
    ledger.refresh("a", 10, &[changed(5, "One")]);
    assert_eq!(ledger.only().date, at(5));
    ledger.refresh("a", 20, &[changed(15, "One, edited")]);
    assert_eq!(ledger.only().date, at(5));
    assert_eq!(ledger.only().updated, at(15));
}

#[test]
fn today_in_the_east_is_not_the_future() {
    #[track_caller]
    fn check(hours_ahead: i64, is_future: bool) {
        let now = Published::day(at(0).date_naive()).at - TimeDelta::hours(hours_ahead);
        let mut item = story("1", "/x", "One");
        item.published = Some(Published::day(at(0).date_naive()));
        assert_eq!(credible(item.published, now).is_none(), is_future, "{hours_ahead} h ahead");
    }
    check(14, false);
    check(15, true);
}
