//! What takes place, as pages say it.

use chrono::{NaiveDate, NaiveDateTime};
use serde::Serialize;

use crate::model::date::When;
use crate::model::event::Event;
use crate::publish::clean;

/// An event in the words of the templates.
#[derive(Serialize)]
pub(super) struct Happening {
    datetime: String,
    when: String,
    place: Option<String>,
    cancelled: bool,
}

pub(super) fn happening(event: &Event) -> Happening {
    Happening {
        datetime: event.begins.written(),
        when: words(event),
        place: event.place.as_deref().and_then(clean::line),
        cancelled: event.cancelled,
    }
}

/// `4 May 2026, 09:00–17:00 UTC+2`, `4–6 May 2026`.
fn words(event: &Event) -> String {
    let (begins, ends) = (event.begins, event.ends);
    let zone = zone(begins);
    let first = begins.day();
    let Some(ends) = ends else { return format!("{}{zone}", moment(begins)) };
    match (clock(begins), clock(ends)) {
        (None, _) => days(first, ends.day()),
        (Some(from), Some(to)) if first == ends.day() => {
            format!("{}, {from}–{to}{zone}", day(first))
        }
        _ => format!("{} – {}{zone}", moment(begins), moment(ends)),
    }
}

fn moment(when: When) -> String {
    let day = day(when.day());
    clock(when).map_or_else(|| day.clone(), |clock| format!("{day}, {clock}"))
}

fn day(day: NaiveDate) -> String {
    day.format("%-d %B %Y").to_string()
}

/// What both have in common is said once.
fn days(first: NaiveDate, last: NaiveDate) -> String {
    let same = |form: &str| first.format(form).to_string() == last.format(form).to_string();
    let short = match (first == last, same("%B %Y"), same("%Y")) {
        (true, ..) => return day(first),
        (_, true, _) => return format!("{}–{}", first.format("%-d"), day(last)),
        (_, _, true) => "%-d %B",
        _ => "%-d %B %Y",
    };
    format!("{} – {}", first.format(short), day(last))
}

fn clock(when: When) -> Option<String> {
    let time = |local: NaiveDateTime| local.format("%H:%M").to_string();
    (!matches!(when, When::Day(_))).then(|| time(when.local()))
}

/// The zone of a moment, after a space; nothing where none was told.
fn zone(when: When) -> String {
    let When::Moment(at) = when else { return String::new() };
    let minutes = at.offset().local_minus_utc() / 60;
    match (minutes, minutes.abs() % 60) {
        (0, _) => " UTC".to_owned(),
        (minutes, 0) => format!(" UTC{:+}", minutes / 60),
        (minutes, rest) => format!(" UTC{:+}:{rest:02}", minutes / 60),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(begins: &str, ends: &str, expected: &str) {
        let when = |text| When::parse(text, None);
        let begins = when(begins).unwrap();
        let event = Event { begins, ends: when(ends), place: None, cancelled: false };
        assert_eq!(words(&event), expected);
    }

    #[test]
    fn when_it_is_reads_like_a_poster() {
        check("2026-05-04", "", "4 May 2026");
        check("2026-05-04", "2026-05-06", "4–6 May 2026");
        check("2026-05-30", "2026-06-02", "30 May – 2 June 2026");
        check("2026-12-30", "2027-01-02", "30 December 2026 – 2 January 2027");
        check("2026-05-04T09:00", "", "4 May 2026, 09:00");
        check("2026-05-04T09:00Z", "2026-05-04T17:00Z", "4 May 2026, 09:00–17:00 UTC");
        check(
            "2026-05-04T09:00+05:30",
            "2026-05-04T17:00+05:30",
            "4 May 2026, 09:00–17:00 UTC+5:30",
        );
        check(
            "2026-05-04T22:00-03:00",
            "2026-05-05T02:00-03:00",
            "4 May 2026, 22:00 – 5 May 2026, 02:00 UTC-3",
        );
        check("2026-05-04T09:00+02:00", "2026-05-06", "4 May 2026, 09:00 – 6 May 2026 UTC+2");
    }
}
