//! `Retry-After`: when a server asks to come again (RFC 9110 §10.2.3).

use std::time::Duration;

use chrono::{DateTime, NaiveDateTime, TimeDelta, Utc};

/// Longest wait that a server can impose. Some send `Retry-After: 99999999`.
const MAX_WAIT: TimeDelta = TimeDelta::days(31);

/// `Retry-After` as it was sent. What it means depends on the time, which the caller knows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RetryAfter {
    /// So long after the answer.
    After(Duration),
    /// At this moment.
    At(DateTime<Utc>),
}

impl RetryAfter {
    /// Reads the header. `None` for what is neither a number of seconds nor a date of HTTP.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        if !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit()) {
            // More digits than a number can hold still say "very long".
            return Some(Self::After(Duration::from_secs(text.parse().unwrap_or(u64::MAX))));
        }
        http_date(text).map(Self::At)
    }

    /// The moment that is meant, not before `now` and at most 31 days after it.
    #[must_use]
    pub fn moment(self, now: DateTime<Utc>) -> DateTime<Utc> {
        let latest = now.checked_add_signed(MAX_WAIT).unwrap_or(now);
        let asked = match self {
            Self::At(moment) => moment,
            Self::After(wait) => TimeDelta::from_std(wait)
                .ok()
                .and_then(|wait| now.checked_add_signed(wait))
                .unwrap_or(latest),
        };
        asked.clamp(now, latest)
    }
}

/// The three forms of RFC 9110 §5.6.7.
pub(crate) fn http_date(text: &str) -> Option<DateTime<Utc>> {
    if let Ok(date) = DateTime::parse_from_rfc2822(text) {
        return Some(date.to_utc());
    }
    ["%A, %d-%b-%y %H:%M:%S GMT", "%a %b %e %H:%M:%S %Y"]
        .iter()
        .find_map(|form| NaiveDateTime::parse_from_str(text, form).ok())
        .map(|date| date.and_utc())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> DateTime<Utc> {
        text.parse().unwrap()
    }

    #[test]
    fn seconds_and_dates_name_a_moment_within_31_days() {
        #[track_caller]
        fn check(text: &str, expected: &str) {
            let now = at("2026-01-01T00:00:00Z");
            let moment = RetryAfter::parse(text).map(|retry| retry.moment(now));
            assert_eq!(moment, Some(at(expected)), "{text}");
        }
        check("0", "2026-01-01T00:00:00Z");
        check(" 120 ", "2026-01-01T00:02:00Z");
        check("99999999", "2026-02-01T00:00:00Z");
        check("99999999999999999999999999", "2026-02-01T00:00:00Z");
        check("Thu, 01 Jan 2026 01:00:00 GMT", "2026-01-01T01:00:00Z");
        check("Thursday, 01-Jan-26 01:00:00 GMT", "2026-01-01T01:00:00Z");
        check("Thu Jan  1 01:00:00 2026", "2026-01-01T01:00:00Z");
        check("Wed, 31 Dec 2025 23:00:00 GMT", "2026-01-01T00:00:00Z");
        check("Fri, 01 Jan 2027 00:00:00 GMT", "2026-02-01T00:00:00Z");
    }

    #[test]
    fn what_is_neither_is_no_wish() {
        for text in ["", "soon", "-5", "1.5", "Thu, 32 Jan 2026 01:00:00 GMT"] {
            assert_eq!(RetryAfter::parse(text), None, "{text}");
        }
    }
}
