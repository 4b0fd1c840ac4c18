//! How often a document wants to be asked for.

use crate::model::habits::Stated;
use crate::model::raw::RawPace;

const MINUTES_OF_DAY: u32 = 24 * 60;

/// Judges what the document says; what makes no sense counts as not said.
pub(super) fn stated(raw: &RawPace) -> Stated {
    let ttl = raw.ttl.as_deref().and_then(number).filter(|minutes| *minutes > 0);
    Stated {
        minutes: ttl.or_else(|| period(raw)),
        skip_hours: raw.skip_hours.iter().filter_map(|hour| hour_bit(hour)).fold(0, |a, b| a | b),
        skip_days: raw.skip_days.iter().filter_map(|day| day_bit(day)).fold(0, |a, b| a | b),
    }
}

/// RSS 1.0 module syndication: a period, and how many changes in it.
fn period(raw: &RawPace) -> Option<u32> {
    let minutes = match raw.period.as_deref()?.trim().to_ascii_lowercase().as_str() {
        "hourly" => 60,
        "daily" => MINUTES_OF_DAY,
        "weekly" => 7 * MINUTES_OF_DAY,
        "monthly" => 30 * MINUTES_OF_DAY,
        "yearly" => 365 * MINUTES_OF_DAY,
        _ => return None,
    };
    let frequency = raw.frequency.as_deref().and_then(number).unwrap_or(1).max(1);
    Some((minutes / frequency).max(1))
}

/// RSS 2.0: 0 to 23; in 0.91 it was 1 to 24.
fn hour_bit(text: &str) -> Option<u32> {
    number(text).filter(|hour| *hour <= 24).map(|hour| 1 << (hour % 24))
}

fn day_bit(text: &str) -> Option<u8> {
    const DAYS: [&str; 7] =
        ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];
    let name = text.trim().to_ascii_lowercase();
    DAYS.iter().position(|day| *day == name).map(|day| 1 << day)
}

fn number(text: &str) -> Option<u32> {
    text.trim().parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn raw(ttl: &str, period: &str, frequency: &str) -> RawPace {
        let some = |text: &str| Some(text.to_owned()).filter(|text| !text.is_empty());
        RawPace {
            ttl: some(ttl),
            period: some(period),
            frequency: some(frequency),
            ..RawPace::default()
        }
    }

    #[test]
    fn a_period_has_minutes() {
        #[track_caller]
        fn check(ttl: &str, period: &str, frequency: &str, minutes: Option<u32>) {
            assert_eq!(stated(&raw(ttl, period, frequency)).minutes, minutes);
        }
        check(" 90 ", "", "", Some(90));
        check("90", "hourly", "4", Some(90));
        check("0", "daily", "", Some(1440));
        check("soon", " Hourly ", "2", Some(30));
        check("", "weekly", "0", Some(10_080));
        check("", "hourly", "9999", Some(1));
        check("-5", "often", "2", None);
        check("", "", "2", None);
    }

    #[test]
    fn hours_and_days_are_bits_and_nonsense_is_none() {
        let list = |texts: &[&str]| texts.iter().map(|text| (*text).to_owned()).collect();
        let raw = RawPace {
            skip_hours: list(&["0", " 23", "24", "25", "x"]),
            skip_days: list(&["Monday", "sunday ", "Funday"]),
            ..RawPace::default()
        };
        let stated = stated(&raw);
        assert_eq!(stated.skip_hours, 1 | 1 << 23);
        assert_eq!(stated.skip_days, 1 | 1 << 6);
    }
}
