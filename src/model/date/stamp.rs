//! A day and its time, in the orders in which they are written.

use chrono::{DateTime, NaiveDate, NaiveTime, Utc};
use chrono_tz::Tz;

use super::Published;
use super::calendar;
use super::clock::{Clock, after_day, clock};
use super::cursor::Cursor;
use super::day::{day, year};
use super::words::{month, weekday, weekday_after};
use super::zones::{Zone, signed, zone};

/// A date as written.
#[derive(Debug, Clone, Copy)]
pub(super) enum Stamp {
    /// A day, and a time where one was given.
    Day(NaiveDate, Option<Clock>),
    /// A moment by itself: Unix time.
    Moment(DateTime<Utc>),
}

impl Stamp {
    /// As a date of publication. `default` is the zone of a time that names none.
    pub(super) fn published(self, default: Option<Tz>) -> Option<Published> {
        let (day, clock) = match self {
            Self::Day(day, None) => return Some(Published::day(day)),
            Self::Day(day, Some(clock)) => (day, clock),
            Self::Moment(at) => return Some(Published::moment(at)),
        };
        let local = day.and_time(NaiveTime::MIN).checked_add_signed(clock.since_midnight)?;
        let zone = clock.zone.or(default.map(Zone::Place));
        let at = zone.map_or(Some(local.and_utc()), |zone| zone.moment(local))?;
        Some(Published::moment(at))
    }
}

/// Words before a date that are part of it: "le 28 septembre", "ngày 28 tháng 9".
const LEAD_IN: [&str; 20] = [
    "ថ្ងៃទី",
    "ວັນທີ",
    "le",
    "el",
    "il",
    "am",
    "den",
    "der",
    "op",
    "on",
    "em",
    "ngay",
    "pada",
    "tanggal",
    "tgl",
    "วันที่",
    "hari",
    "ika",
    "noong",
    "the",
];

/// A text that is a date from end to end, marks around it aside.
pub(super) fn whole(cursor: &mut Cursor) -> Option<Stamp> {
    let frame = ['(', '[', ')', ']', '|', ',', ';', ':', '.', '"', '\'', '•', '·'];
    while cursor.mark(&frame).is_some() {}
    let stamp = stamp(cursor).or_else(|| {
        lead_in(cursor)?;
        stamp(cursor)
    })?;
    while cursor.mark(&frame).is_some() {}
    cursor.peek().is_none().then_some(stamp)
}

fn lead_in(cursor: &mut Cursor) -> Option<()> {
    cursor.one_of(&LEAD_IN)?;
    cursor.one_of(&LEAD_IN);
    cursor.mark(&['-', ':', ',']);
    Some(())
}

/// Takes a date in any form.
pub(super) fn stamp(cursor: &mut Cursor) -> Option<Stamp> {
    cursor
        .attempt(bare_number)
        .or_else(|| cursor.attempt(time_first))
        .or_else(|| {
            cursor.attempt(|cursor| {
                weekday(cursor)?;
                cursor.one_of(&LEAD_IN);
                day_first(cursor)
            })
        })
        .or_else(|| cursor.attempt(day_first))
}

/// Unix seconds (10 digits, since 2001) and milliseconds (13), `20170928101500` and
/// `201709281015`: only where the text is nothing else.
fn bare_number(cursor: &mut Cursor) -> Option<Stamp> {
    let number = cursor.number().filter(|_| cursor.whole)?;
    let value = i64::try_from(number.value).ok()?;
    let seconds = match number.digits {
        10 => value,
        13 => value / 1000,
        12 => return written_out(value * 100),
        14 => return written_out(value),
        _ => return None,
    };
    cursor.attempt(|cursor| {
        cursor.mark(&['.'])?;
        cursor.number()
    });
    let at = DateTime::from_timestamp(seconds, 0)?;
    // A number after 2100 counts something else than seconds.
    (1_000_000_000..4_102_444_800).contains(&seconds).then_some(Stamp::Moment(at))
}

fn written_out(value: i64) -> Option<Stamp> {
    let part = |by: i64, of: i64| u32::try_from(value / by % of).ok();
    let year = i32::try_from(value / 10_000_000_000).ok()?;
    let date = calendar::day(year, part(100_000_000, 100)?, part(1_000_000, 100)?)?;
    let time = NaiveTime::from_hms_opt(part(10_000, 100)?, part(100, 100)?, part(1, 100)?)?;
    let since_midnight = time.signed_duration_since(NaiveTime::MIN);
    Some(Stamp::Day(date, Some(Clock { since_midnight, zone: None })))
}

/// `10:15, 28 September 2017`, `10:15 28/09/2017`.
fn time_first(cursor: &mut Cursor) -> Option<Stamp> {
    let clock = clock(cursor, false)?;
    cursor.mark(&[',', '-', '|', '·', '•']);
    cursor.one_of(&LEAD_IN);
    cursor.attempt(weekday);
    cursor.one_of(&LEAD_IN);
    Some(Stamp::Day(day(cursor)?, Some(clock)))
}

fn day_first(cursor: &mut Cursor) -> Option<Stamp> {
    if let Some(stamp) = cursor.attempt(asctime) {
        return Some(stamp);
    }
    let day = day(cursor)?;
    if cursor.attempt(zone_of_day).is_some() {
        return Some(Stamp::Day(day, None));
    }
    cursor.attempt(weekday_after);
    Some(Stamp::Day(day, cursor.attempt(after_day)))
}

/// XML Schema allows a zone after a day (`2017-09-28+02:00`); it moves nothing.
fn zone_of_day(cursor: &mut Cursor) -> Option<()> {
    if !cursor.whole || !cursor.is_attached() {
        return None;
    }
    cursor.one_of(&["z"]).map(|_| ()).or_else(|| signed(cursor).map(|_| ()))
}

/// `Sep 28 10:15:00 2017`, as C and Unix print it; a zone may stand before the year.
fn asctime(cursor: &mut Cursor) -> Option<Stamp> {
    let month = month(cursor)?;
    let day = cursor.short()?;
    let mut clock = clock(cursor, false)?;
    clock.zone = clock.zone.or_else(|| cursor.attempt(zone));
    let date = calendar::day(year(cursor)?, month, day)?;
    Some(Stamp::Day(date, Some(clock)))
}
