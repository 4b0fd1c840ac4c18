//! Dates by a given `strftime` format.

use chrono::format::{Parsed, StrftimeItems, parse_and_remainder};
use chrono::{NaiveTime, Timelike};

use super::calendar::plausible;
use super::clock::Clock;
use super::stamp::Stamp;
use super::zones::Zone;
use super::{DateHints, Published};

/// Reads a date at the beginning of `text` by `hints.format`, and returns what follows it. A
/// format that asks for no time gives a day.
pub(super) fn parse<'a>(text: &'a str, hints: &DateHints) -> Option<(Published, &'a str)> {
    let format = hints.format.as_deref()?;
    let mut parsed = Parsed::new();
    let rest = parse_and_remainder(&mut parsed, text, StrftimeItems::new(format)).ok()?;
    Some((stamp(&parsed)?.published(hints.zone)?, rest))
}

fn stamp(parsed: &Parsed) -> Option<Stamp> {
    if parsed.timestamp().is_some() {
        let moment = parsed.to_datetime_with_timezone(&chrono::Utc).ok()?;
        return plausible(moment.date_naive()).map(|_| Stamp::Moment(moment));
    }
    let date = plausible(parsed.to_naive_date().ok()?)?;
    let clock = parsed.to_naive_time().ok().map(|time| Clock {
        since_midnight: time.with_nanosecond(0).unwrap_or(time) - NaiveTime::MIN,
        zone: parsed.to_fixed_offset().ok().map(Zone::Offset),
    });
    Some(Stamp::Day(date, clock))
}
