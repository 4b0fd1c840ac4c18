//! Whether the date that a row shows is that of what takes place, or that of its publication.

use chrono::NaiveDate;

use crate::model::date::When;
use crate::model::event::RawEvent;
use crate::read::listing::data::Thing;
use crate::read::listing::row::Dated;
use crate::read::listing::when::Dates;

/// A date that the row of an event shows, within the days of the event, is the event's. One before
/// that day is when it was announced.
pub(super) fn part_dates(things: &mut [Thing], dates: &Dates) {
    for fields in things.iter_mut().map(|thing| &mut thing.fields) {
        let (Dated::Shown, Some(event)) = (fields.dated, &fields.event) else { continue };
        let day = fields.date.as_deref().and_then(|date| dates.day(date));
        if day.is_some_and(|day| is_within(event, day)) {
            fields.date = None;
        }
    }
}

/// One day more on both sides: the row may show it in another time zone than the data.
fn is_within(event: &RawEvent, day: NaiveDate) -> bool {
    let when = |text: &str| When::parse(text, None).map(When::day);
    let Some(first) = when(&event.begins) else { return false };
    let last = event.ends.as_deref().and_then(when).filter(|last| *last > first).unwrap_or(first);
    first.pred_opt().is_none_or(|before| before <= day)
        && last.succ_opt().is_none_or(|after| day <= after)
}
