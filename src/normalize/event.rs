//! Events: when and where something takes place.

use chrono::NaiveDate;

use crate::model::date::{DateHints, When};
use crate::model::event::{Event, RawEvent};
use crate::model::raw::Warning;

use super::{shown, text, warning};

/// The longest name of a place, in characters.
const PLACE: usize = 300;

/// What is stated of an event; none without a beginning.
pub(super) fn event(
    raw: &RawEvent,
    hints: &DateHints,
    warnings: &mut Vec<Warning>,
) -> Option<Event> {
    let mut when = |stated: &str| {
        let when = When::parse(stated, hints.zone);
        if when.is_none() && !stated.trim().is_empty() {
            let message = format!("{:?} is no date of an event", shown(stated.trim()));
            warnings.push(warning("unreadable-date", message));
        }
        when
    };
    let begins = when(&raw.begins)?;
    let ends = raw.ends.as_deref().and_then(&mut when).map(|ends| ends.beside(begins));
    let ends = ends.map(|ends| match ends {
        When::Day(day) if raw.ends_before => When::Day(day_before(day, begins.day())),
        other => other,
    });
    Some(Event {
        begins,
        ends: ends.filter(|ends| is_after(*ends, begins)),
        place: raw.place.as_deref().and_then(|place| text::line(place, PLACE)),
        cancelled: raw.status.as_deref().is_some_and(is_cancelled),
    })
}

/// The day before the one after the last. Many write the same day twice.
fn day_before(day: NaiveDate, first: NaiveDate) -> NaiveDate {
    day.pred_opt().filter(|last| *last >= first).unwrap_or(day)
}

/// An end that says something: after the beginning, and not the same day again.
fn is_after(ends: When, begins: When) -> bool {
    match (ends, begins) {
        (When::Moment(ends), When::Moment(begins)) => ends > begins,
        (When::Local(ends), When::Local(begins)) => ends > begins,
        (ends, begins) => ends.day() > begins.day(),
    }
}

/// `CANCELLED` of iCalendar, `https://schema.org/EventCancelled`.
fn is_cancelled(status: &str) -> bool {
    status.to_ascii_lowercase().contains("cancel")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(begins: &str, ends: &str, ends_before: bool, expected: (&str, Option<&str>)) {
        let raw = RawEvent {
            begins: begins.to_owned(),
            ends: Some(ends.to_owned()),
            ends_before,
            ..RawEvent::default()
        };
        let event = event(&raw, &DateHints::default(), &mut Vec::new()).unwrap();
        let ends = event.ends.map(When::written);
        assert_eq!((event.begins.written().as_str(), ends.as_deref()), expected);
    }

    #[test]
    fn an_end_is_after_the_beginning_and_in_its_zone() {
        let begins = "2026-05-04T09:00:00+02:00";
        check(begins, "2026-05-04T17:00", false, (begins, Some("2026-05-04T17:00:00+02:00")));
        check(begins, "2026-05-06", false, (begins, Some("2026-05-06")));
        check(begins, "2026-05-04", false, (begins, None));
        check(begins, "2026-05-03T17:00:00Z", false, (begins, None));
        check("2026-06-01", "2026-06-02", false, ("2026-06-01", Some("2026-06-02")));
        check("2026-06-01", "2026-06-01", false, ("2026-06-01", None));
        check("2026-06-01", "2026-06-02T12:00", false, ("2026-06-01", Some("2026-06-02T12:00:00")));
    }

    #[test]
    fn a_day_of_a_calendar_as_end_is_the_one_after_the_last() {
        check("2026-06-01", "2026-06-02", true, ("2026-06-01", None));
        check("2026-06-01", "2026-06-04", true, ("2026-06-01", Some("2026-06-03")));
        check("2026-06-01", "2026-06-01", true, ("2026-06-01", None));
    }

    #[test]
    fn what_is_no_date_is_a_warning_and_no_event() {
        let raw = RawEvent { begins: "in spring".to_owned(), ..RawEvent::default() };
        let mut warnings = Vec::new();
        assert_eq!(event(&raw, &DateHints::default(), &mut warnings), None);
        assert_eq!(warnings[0].message, "\"in spring\" is no date of an event");
    }

    #[test]
    fn what_was_called_off_says_so() {
        for (status, expected) in [
            ("CANCELLED", true),
            ("https://schema.org/EventCancelled", true),
            ("https://schema.org/EventScheduled", false),
            ("CONFIRMED", false),
        ] {
            assert_eq!(is_cancelled(status), expected, "{status}");
        }
    }
}
