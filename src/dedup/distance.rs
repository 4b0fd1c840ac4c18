//! How far two items are apart: in time, on the web, and by who gives them.

use chrono::TimeDelta;

use super::profile::Page;
use crate::model::date::{Precision, Published};

/// Who gives two items, and when.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) enum Relation {
    /// Two sources.
    #[default]
    Apart,
    /// One source, in one document.
    Here,
    /// One source; the one left its list when the other came: a site that moved, perhaps.
    Gone,
    /// One source; the one left its list before.
    Past,
}

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
pub(super) const ZONES: TimeDelta = TimeDelta::hours(26);

const DAYS: TimeDelta = TimeDelta::days(4);

const WEEKS: TimeDelta = TimeDelta::days(30);

/// How far from UTC a zone can be: as far as one source moves its dates, when it does.
pub(super) const ZONE: TimeDelta = TimeDelta::hours(14);

/// Zones differ by so many seconds, or several times as many.
const QUARTER: i64 = 15 * 60;

impl Gap {
    /// Of two sources.
    pub(super) fn between(one: Option<Published>, other: Option<Published>) -> Self {
        Self::of(one, other, |gap, _| gap <= ZONES)
    }

    /// Of one source. That may name another zone one day, or give the day for the moment; but what
    /// it gives a day later under the same title is the next of a daily series.
    pub(super) fn within_source(one: Option<Published>, other: Option<Published>) -> Self {
        let is_shift = |gap: TimeDelta| gap.num_seconds() < 60 || gap.num_seconds() % QUARTER == 0;
        Self::of(one, other, |gap, are_moments| gap <= ZONE && (!are_moments || is_shift(gap)))
    }

    fn of(
        one: Option<Published>,
        other: Option<Published>,
        is_none: impl Fn(TimeDelta, bool) -> bool,
    ) -> Self {
        let Some((one, other)) = one.zip(other) else { return Self::Unknown };
        let days = [one, other].iter().filter(|date| date.precision == Precision::Day).count();
        let gap = distance(one, other);
        match gap {
            // A day is a day wherever: of two days only the same is the same.
            _ if days == 2 && one.at == other.at => Self::None,
            gap if days < 2 && is_none(gap, days == 0) => Self::None,
            gap if gap <= DAYS => Self::Days,
            gap if gap <= WEEKS => Self::Weeks,
            _ => Self::Far,
        }
    }
}

/// Whether two items of one source are of different days, whatever its zone.
pub(super) fn are_days_apart(one: Option<Published>, other: Option<Published>) -> bool {
    one.zip(other).is_some_and(|(one, other)| {
        let both_days = one.precision == Precision::Day && other.precision == Precision::Day;
        both_days && one.at != other.at || distance(one, other) > ZONE
    })
}

/// The time between two dates, each of which may be a whole day.
fn distance(one: Published, other: Published) -> TimeDelta {
    let span = |date: Published| match date.precision {
        Precision::Day => (date.at, date.at + TimeDelta::days(1)),
        Precision::Second => (date.at, date.at),
    };
    let ((from, to), (from_other, to_other)) = (span(one), span(other));
    (from - to_other).max(from_other - to).max(TimeDelta::zero())
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

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::DateTime;

    fn date(text: &str) -> Option<Published> {
        let day = text.parse().ok().map(Published::day);
        day.or_else(|| {
            DateTime::parse_from_rfc3339(text).ok().map(|at| Published::moment(at.to_utc()))
        })
    }

    #[test]
    fn one_source_moves_its_dates_by_a_zone_and_not_by_a_day() {
        #[track_caller]
        fn check(one: &str, other: &str, between: Gap, within: Gap) {
            for (one, other) in [(one, other), (other, one)] {
                assert_eq!(Gap::between(date(one), date(other)), between, "{one} {other}");
                assert_eq!(Gap::within_source(date(one), date(other)), within, "{one} {other}");
            }
        }
        check("2026-05-01T06:00:00Z", "2026-05-02T06:00:00Z", Gap::None, Gap::Days);
        check("2026-05-01T06:00:00Z", "2026-05-01T11:30:00Z", Gap::None, Gap::None);
        check("2026-05-01T06:00:12Z", "2026-05-01T06:00:00Z", Gap::None, Gap::None);
        check("2026-05-01T06:00:00Z", "2026-05-01T06:40:00Z", Gap::None, Gap::Days);
        check("2026-05-01", "2026-05-01T23:10:00Z", Gap::None, Gap::None);
        check("2026-05-01", "2026-05-02T15:00:00Z", Gap::None, Gap::Days);
        check("2026-05-01", "2026-05-02", Gap::Days, Gap::Days);
        check("2026-05-01", "2026-05-01", Gap::None, Gap::None);
    }
}
