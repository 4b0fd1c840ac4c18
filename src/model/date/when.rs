//! When something takes place, as exactly as that is said.

use chrono::{DateTime, FixedOffset, NaiveDate, NaiveDateTime, NaiveTime, Offset, Utc};
use chrono_tz::Tz;
use serde::{Deserialize, Serialize};

use super::LONGEST;
use super::cursor::Cursor;
use super::stamp::{self, Stamp};
use super::tokens::Tokens;
use super::zones::Zone;

/// A day, or a time of it, of something that takes place. Other than a date of publication it
/// keeps the zone: people go there by the clocks of the place.
///
/// As JSON it is a text: `2026-05-04`, `2026-05-04T09:00:00` or `2026-05-04T09:00:00+02:00`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(untagged)]
pub enum When {
    /// The moment, and the zone that it was told in.
    Moment(DateTime<FixedOffset>),
    /// By the clocks of a place that nobody named.
    Local(NaiveDateTime),
    /// All day.
    Day(NaiveDate),
}

impl When {
    /// Reads a text that is a date in any form that [`parse`](super::parse) reads, too. `zone` is
    /// that of a time which names none.
    #[must_use]
    pub fn parse(text: &str, zone: Option<Tz>) -> Option<Self> {
        let text = text.trim();
        if text.chars().nth(LONGEST).is_some() {
            return None;
        }
        let tokens = Tokens::of(text);
        match stamp::whole(&mut Cursor::new(text, &tokens, 0, true))? {
            Stamp::Day(day, None) => Some(Self::Day(day)),
            Stamp::Moment(at) => Some(Self::Moment(at.fixed_offset())),
            Stamp::Day(day, Some(clock)) => {
                let local =
                    day.and_time(NaiveTime::MIN).checked_add_signed(clock.since_midnight)?;
                match clock.zone.or(zone.map(Zone::Place)) {
                    None => Some(Self::Local(local)),
                    Some(zone) => in_zone(local, zone.moment(local)?),
                }
            }
        }
    }

    /// What clocks show there; 00:00 of a day.
    #[must_use]
    pub fn local(self) -> NaiveDateTime {
        match self {
            Self::Moment(at) => at.naive_local(),
            Self::Local(local) => local,
            Self::Day(day) => day.and_time(NaiveTime::MIN),
        }
    }

    /// The day there.
    #[must_use]
    pub fn day(self) -> NaiveDate {
        self.local().date()
    }

    /// A time that names no zone, in the zone of the other.
    #[must_use]
    pub fn beside(self, other: Self) -> Self {
        match (self, other) {
            (Self::Local(local), Self::Moment(at)) => {
                let here = local.and_local_timezone(*at.offset()).earliest();
                here.map_or(self, Self::Moment)
            }
            (Self::Moment(at), Self::Local(_)) => Self::Local(at.naive_local()),
            _ => self,
        }
    }

    /// In the form of ISO 8601.
    #[must_use]
    pub fn written(self) -> String {
        match self {
            Self::Moment(at) => at.to_rfc3339_opts(chrono::SecondsFormat::Secs, true),
            Self::Local(local) => local.format("%Y-%m-%dT%H:%M:%S").to_string(),
            Self::Day(day) => day.to_string(),
        }
    }
}

fn in_zone(local: NaiveDateTime, at: DateTime<Utc>) -> Option<When> {
    let seconds = (local - at.naive_utc()).num_seconds();
    // A time that the clocks of the zone left out counts on from before the change.
    let offset = FixedOffset::east_opt(i32::try_from(seconds).ok()?).unwrap_or(Utc.fix());
    Some(When::Moment(at.with_timezone(&offset)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, zone: Option<Tz>, written: Option<&str>) {
        let when = When::parse(text, zone);
        assert_eq!(when.map(When::written).as_deref(), written, "{text:?}");
        if let Some(when) = when {
            let json = serde_json::to_string(&when).unwrap();
            assert_eq!(serde_json::from_str::<When>(&json).unwrap(), when, "{json}");
        }
    }

    #[test]
    fn the_zone_that_was_told_is_kept_and_none_is_made_up() {
        let place = Some(Tz::Asia__Kolkata);
        check("2026-05-04", place, Some("2026-05-04"));
        check("20260504", None, Some("2026-05-04"));
        check("2026-05-04T09:00:00+02:00", place, Some("2026-05-04T09:00:00+02:00"));
        check("2026-05-04T09:00:00Z", place, Some("2026-05-04T09:00:00Z"));
        check("20260504T090000Z", None, Some("2026-05-04T09:00:00Z"));
        check("2026-05-04T09:00", place, Some("2026-05-04T09:00:00+05:30"));
        check("2026-05-04T09:00", None, Some("2026-05-04T09:00:00"));
        check("4 May 2026, 9 pm", None, Some("2026-05-04T21:00:00"));
        check("soon", None, None);
        check("", None, None);
    }

    #[test]
    fn an_end_without_a_zone_is_in_that_of_the_beginning() {
        let parse = |text| When::parse(text, None).unwrap();
        let (abroad, here) = (parse("2026-05-04T09:00:00+02:00"), parse("2026-05-04T17:00"));
        assert_eq!(here.beside(abroad).written(), "2026-05-04T17:00:00+02:00");
        assert_eq!(abroad.beside(here).written(), "2026-05-04T09:00:00");
        let day = parse("2026-05-05");
        assert_eq!(day.beside(abroad), day);
    }
}
