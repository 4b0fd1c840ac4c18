//! Times of day as people and machines write them.

use chrono::TimeDelta;

use super::cursor::{Cursor, Number};
use super::zones::{Zone, unknown, zone};

/// A time of day, and the zone where one was given.
#[derive(Debug, Clone, Copy)]
pub(super) struct Clock {
    /// Since midnight. `24:00` and a leap second lead into the next day or minute, as in POSIX.
    pub(super) since_midnight: TimeDelta,
    /// Its zone.
    pub(super) zone: Option<Zone>,
}

/// Words and marks between a day and its time.
const BETWEEN: [&str; 20] = [
    "at",
    "um",
    "a",
    "as",
    "las",
    "ore",
    "alle",
    "kl",
    "om",
    "pukul",
    "jam",
    "luc",
    "saat",
    "в",
    "الساعه",
    "เวลา",
    "को",
    "pada",
    "ng",
    "vers",
];
const MARKS: [char; 8] = [',', '-', '|', '@', '·', '•', ';', '/'];
/// What may follow a time and says nothing more.
const AFTER: [&str; 9] = ["uhr", "hrs", "hs", "น", "ч", "uur", "heures", "horas", "gio"];

/// Takes the time after a day, with what stands between them.
pub(super) fn after_day(cursor: &mut Cursor) -> Option<Clock> {
    if let Some(clock) = cursor.attempt(after_t) {
        return Some(clock);
    }
    let mut worded = false;
    for _ in 0..3 {
        let word = cursor.one_of(&BETWEEN).is_some();
        worded |= word;
        if !word && cursor.mark(&MARKS).is_none() {
            break;
        }
    }
    clock(cursor, worded || cursor.whole)
}

/// ISO 8601: `T10:15:00`, `T101500`, `T10`.
fn after_t(cursor: &mut Cursor) -> Option<Clock> {
    cursor.one_of(&["t"])?;
    if let Some(clock) = cursor.attempt(|cursor| clock(cursor, false)) {
        return Some(clock);
    }
    let number = cursor.number()?;
    let value = number.small();
    let (hour, minute, second) = match number.digits {
        2 => (value, 0, 0),
        4 => (value / 100, value % 100, 0),
        6 => (value / 10_000, value / 100 % 100, value % 100),
        _ => return None,
    };
    cursor.attempt(fraction);
    finish(cursor, hour, minute, second, None)
}

/// Takes a time. `dotted`: `10.15` counts as one.
pub(super) fn clock(cursor: &mut Cursor, dotted: bool) -> Option<Clock> {
    let half = half_before(cursor);
    let hour = cursor.short()?;
    let (minute, second) = cursor
        .attempt(colons)
        .or_else(|| cursor.attempt(units))
        .or_else(|| dotted.then(|| cursor.attempt(points)).flatten())
        .or_else(|| cursor.attempt(|cursor| peek_half(cursor).map(|_| (0, 0))))?;
    finish(cursor, hour, minute, second, half)
}

/// `:15`, `:15:00`, `:15:00.123`.
fn colons(cursor: &mut Cursor) -> Option<(u32, u32)> {
    cursor.mark(&[':'])?;
    let minute = cursor.short()?;
    let second = cursor.attempt(|cursor| {
        cursor.mark(&[':'])?;
        cursor.short()
    });
    if second.is_some() {
        cursor.attempt(fraction);
    }
    Some((minute, second.unwrap_or(0)))
}

/// `10h15`, `10時15分30秒`, `10시 15분`.
fn units(cursor: &mut Cursor) -> Option<(u32, u32)> {
    cursor.one_of(&["h", "時", "时", "点", "點", "시"])?;
    let minute = cursor.attempt(|cursor| {
        let minute = cursor.short()?;
        cursor.one_of(&["分", "분", "m", "min"]);
        Some(minute)
    });
    let second = cursor.attempt(|cursor| {
        let second = cursor.short()?;
        cursor.one_of(&["秒", "초", "s"])?;
        Some(second)
    });
    Some((minute.unwrap_or(0), second.unwrap_or(0)))
}

/// `10.15`, as in German and Indonesian; `10.15.30`.
fn points(cursor: &mut Cursor) -> Option<(u32, u32)> {
    let attached = cursor.is_attached();
    cursor.mark(&['.'])?;
    let minute = cursor.number().filter(|number| attached && number.digits == 2)?;
    let second = cursor.attempt(|cursor| {
        cursor.mark(&['.']).filter(|_| cursor.is_attached())?;
        cursor.number().filter(|number| number.digits == 2)
    });
    Some((minute.small(), second.map_or(0, Number::small)))
}

/// Fractions of a second are taken and left out: dates are kept to the second.
fn fraction(cursor: &mut Cursor) -> Option<()> {
    let attached = cursor.is_attached();
    cursor.mark(&['.', ','])?;
    (attached && cursor.is_attached()).then(|| cursor.number())?.map(|_| ())
}

/// What follows the digits: `am`, `Uhr`, a zone; and whether the time can be.
fn finish(
    cursor: &mut Cursor,
    hour: u32,
    minute: u32,
    second: u32,
    half: Option<Half>,
) -> Option<Clock> {
    let half = half.or_else(|| {
        let half = peek_half(cursor)?;
        cursor.word();
        cursor.mark(&['.']);
        Some(half)
    });
    if cursor.one_of(&AFTER).is_some() {
        cursor.mark(&['.']);
    }
    let hour = on_24_hours(hour, half);
    let midnight = hour == 24 && minute == 0 && second == 0;
    if (hour > 23 && !midnight) || minute > 59 || second > 60 {
        return None;
    }
    let zone = cursor.attempt(zone);
    if zone.is_none() {
        cursor.attempt(unknown);
    }
    let seconds = i64::from(hour * 3600 + minute * 60 + second);
    Some(Clock { since_midnight: TimeDelta::seconds(seconds), zone })
}

/// Half of a day.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Half {
    Morning,
    Afternoon,
}

/// `15:00 PM` is 15:00: whoever wrote it meant one time only.
fn on_24_hours(hour: u32, half: Option<Half>) -> u32 {
    match half {
        Some(Half::Morning) if hour == 12 => 0,
        Some(Half::Afternoon) if hour < 12 => hour + 12,
        _ => hour,
    }
}

fn peek_half(cursor: &Cursor) -> Option<Half> {
    match cursor.peek_word()? {
        "am" | "ص" | "पूर्वाह्न" => Some(Half::Morning),
        "pm" | "م" | "अपराह्न" => Some(Half::Afternoon),
        // Vietnamese "SA" and "CH"; in running text these are other words.
        "a" | "sa" if cursor.whole => Some(Half::Morning),
        "p" | "ch" if cursor.whole => Some(Half::Afternoon),
        _ => None,
    }
}

/// `午後3時`, `오후 3시`.
fn half_before(cursor: &mut Cursor) -> Option<Half> {
    if let Some(half) = cursor.one_of(&["오전", "오후"]) {
        return Some(if half == "오전" { Half::Morning } else { Half::Afternoon });
    }
    cursor.attempt(|cursor| match (cursor.word()?, cursor.word()?) {
        ("午", "前") | ("上", "午") => Some(Half::Morning),
        ("午", "後") | ("下", "午") => Some(Half::Afternoon),
        _ => None,
    })
}
