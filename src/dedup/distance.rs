//! How far two items are apart: in time, and on the web.

use chrono::TimeDelta;

use super::profile::Page;
use crate::model::date::{Precision, Published};

/// How far the dates of two items are apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Gap {
    /// The same, but for zones and hours.
    None,
    /// A few days.
    Days,
    /// Weeks: so late do reposts come.
    Weeks,
    /// Months or years.
    Far,
    /// One or both are undated.
    Unknown,
}

/// Zones go from -12 to +14, and a server's may be wrongly named: as far off as two dates can be
/// that mean one moment.
const ZONES: TimeDelta = TimeDelta::hours(26);

const DAYS: TimeDelta = TimeDelta::days(4);

const WEEKS: TimeDelta = TimeDelta::days(30);

impl Gap {
    pub(super) fn between(one: Option<Published>, other: Option<Published>) -> Self {
        let Some((one, other)) = one.zip(other) else { return Self::Unknown };
        let span = |date: Published| match date.precision {
            Precision::Day => (date.at, date.at + TimeDelta::days(1)),
            Precision::Second => (date.at, date.at),
        };
        let ((from, to), (from_other, to_other)) = (span(one), span(other));
        let gap = (from - to_other).max(from_other - to).max(TimeDelta::zero());
        // A day is a day wherever: of two days only the same is the same.
        let both_days = one.precision == Precision::Day && other.precision == Precision::Day;
        match gap {
            _ if both_days && one.at == other.at => Self::None,
            gap if !both_days && gap <= ZONES => Self::None,
            gap if gap <= DAYS => Self::Days,
            gap if gap <= WEEKS => Self::Weeks,
            _ => Self::Far,
        }
    }
}

/// How the addresses of two items stand to each other.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Pages {
    /// Nothing follows.
    Unknown,
    /// The same, but for the folder, on one site: a permalink that moved, or a mirror.
    Moved,
    /// Two pages of one site.
    Two,
}

impl Pages {
    pub(super) fn between(one: Option<&Page>, other: Option<&Page>) -> Self {
        let Some((one, other)) = one.zip(other) else { return Self::Unknown };
        if one.key == other.key || !one.is_on_site_of(other) {
            return Self::Unknown;
        }
        match (&one.slug, &other.slug) {
            (Some(one), Some(other)) if one == other => Self::Moved,
            (Some(_), Some(_)) => Self::Two,
            _ => Self::Unknown,
        }
    }
}
