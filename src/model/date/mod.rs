//! Dates as publishers write them.
//!
//! A text is cut into numbers, words and marks (`tokens`), the same for every script; a small
//! grammar (`stamp` over `day`, `clock`, `zones`) is tried on them. [`parse`] asks that
//! the whole text is a date, [`find`] looks for one in it.

use chrono::{DateTime, NaiveDate, NaiveTime, TimeDelta, Utc};
use chrono_tz::Tz;
use serde::{Deserialize, Serialize};

pub use self::age::age;
pub use self::calendars::nepali;
use self::cursor::Cursor;
pub use self::find::find;
use self::tokens::Tokens;
pub use self::tokens::digit;
pub use self::when::When;
pub use self::words::{is_part_of_day, is_weekday};

mod tokens;

mod cursor;

mod words;

mod months;

mod calendar;

mod calendars;

mod han;

mod day;

mod clock;

mod zones;

mod stamp;

mod format;

mod find;

mod age;

mod when;

#[cfg(test)]
mod tests;

/// The longest text that [`parse`] looks at, in characters.
const LONGEST: usize = 200;

/// Reads a date that stops before the day, as W3CDTF and ISO 8601 allow: `2017-09`, `2017`,
/// `2017-W39`. It is the first
/// day of that time. Only a field that holds a date and nothing else is asked: elsewhere a bare
/// year is a credit or a heading.
#[must_use]
pub fn period(text: &str) -> Option<Published> {
    let text = text.trim();
    let (year, month) = text.split_once('-').unwrap_or((text, "1"));
    let number = |part: &str, digits: std::ops::RangeInclusive<usize>| {
        let is_number = part.bytes().all(|byte| byte.is_ascii_digit());
        part.parse().ok().filter(|_| is_number && digits.contains(&part.len()))
    };
    let year = i32::try_from(number(year, 4..=4)?).ok()?;
    if let Some(week) = month.strip_prefix('W') {
        return calendar::week(year, number(week, 2..=2)?, 1).map(Published::day);
    }
    calendar::day(year, number(month, 1..=2)?, 1).map(Published::day)
}

/// How much of a date was given.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Precision {
    /// A day. The time is 00:00 UTC, whatever the source's zone: moving it by the zone would show
    /// the day before. A month or a year alone is its first day.
    Day,
    /// A moment.
    Second,
}

/// A date that moved up to within this of now was renewed, not corrected: a site that moves gives
/// all of its items the day of the move.
const RENEWED: TimeDelta = TimeDelta::days(7);

/// A date of publication, and how much of it was given.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Published {
    /// The moment, to the second.
    pub at: DateTime<Utc>,
    /// How much of it was given.
    pub precision: Precision,
}

impl Published {
    /// A day.
    #[must_use]
    pub fn day(date: NaiveDate) -> Self {
        Self { at: date.and_time(NaiveTime::MIN).and_utc(), precision: Precision::Day }
    }

    /// A moment.
    #[must_use]
    pub fn moment(at: DateTime<Utc>) -> Self {
        Self { at, precision: Precision::Second }
    }

    /// Given in the place of another, it says when the site moved, and not when it was published.
    #[must_use]
    pub fn is_renewal_of(self, before: Self, now: DateTime<Utc>) -> bool {
        self.at > before.at && self.at > now - RENEWED
    }
}

/// What a source says about its dates.
#[derive(Debug, Clone, Default)]
pub struct DateHints {
    /// `date_format`: tried first, in chrono's `strftime` notation.
    pub format: Option<String>,
    /// `timezone`: for times that come without one.
    pub zone: Option<Tz>,
    /// When the date was read: of `17-09-28` the year is not one that is far from having begun.
    pub now: Option<DateTime<Utc>>,
}

/// Reads a text that is a date in any form of the field: RFC 822, 850, 2822 and 3339, ISO 8601,
/// asctime, Unix time, and days as people write them in the languages of Asia, Europe and the
/// Americas. `None` for text that is no date, a date that cannot be (month 13, year 9999), and
/// one that names no day.
///
/// Of two numbers that both could be the day, the first is; `hints.format` says otherwise.
#[must_use]
pub fn parse(text: &str, hints: &DateHints) -> Option<Published> {
    let text = text.trim();
    if text.chars().nth(LONGEST).is_some() {
        return None;
    }
    if let Some((published, rest)) = format::parse(text, hints)
        && rest.trim().is_empty()
    {
        return Some(published);
    }
    let tokens = Tokens::of(text);
    let mut cursor = Cursor::new(text, &tokens, 0, true).read_at(hints.now);
    let stamp = stamp::whole(&mut cursor)?;
    stamp.published(hints.zone)
}
