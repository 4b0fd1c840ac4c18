//! Years: which can be, and how other calendars and two digits write them.

use chrono::{Datelike, NaiveDate};

/// Years that a date in a feed can have. RFC 3339 alone would allow 0000 to 9999; what lies
/// outside of this is a placeholder or a mistake.
const YEARS: std::ops::Range<i32> = 1900..2200;

/// Era, and the year before its first.
const ERAS: [(&str, i32); 7] = [
    ("令和", 2018),
    ("平成", 1988),
    ("昭和", 1925),
    ("大正", 1911),
    ("明治", 1867),
    ("民国", 1911),
    ("民國", 1911),
];

/// The letters by which Japanese forms abbreviate eras: `H29.9.28`.
const ERA_LETTERS: [(&str, i32); 3] = [("r", 2018), ("h", 1988), ("s", 1925)];

/// A day that can be.
pub(super) fn day(year: i32, month: u32, day: u32) -> Option<NaiveDate> {
    plausible(NaiveDate::from_ymd_opt(gregorian(year), month, day)?)
}

/// A day of a year, counted from 1.
pub(super) fn ordinal(year: i32, day: u32) -> Option<NaiveDate> {
    plausible(NaiveDate::from_yo_opt(year, day)?)
}

/// A day of an ISO week, 1 for Monday.
pub(super) fn week(year: i32, week: u32, day: u32) -> Option<NaiveDate> {
    let day = u8::try_from(day).ok()?.checked_sub(1)?;
    let weekday = chrono::Weekday::try_from(day).ok()?;
    plausible(NaiveDate::from_isoywd_opt(year, week, weekday)?)
}

/// The date, when its year can be.
pub(super) fn plausible(date: NaiveDate) -> Option<NaiveDate> {
    YEARS.contains(&date.year()).then_some(date)
}

/// RFC 2822 §4.3: 00 to 49 are of this century, 50 to 99 of the last.
pub(super) fn two_digits(year: u32) -> i32 {
    let year = i32::try_from(year).unwrap_or(i32::MAX / 2);
    if year < 50 { 2000 + year } else { 1900 + year }
}

/// Two digits of a year beside a month in Thai: of the Buddhist calendar, unless that were before
/// the year 2000, so that 69 is 2026 and 17 is 2017.
pub(super) fn two_thai_digits(year: u32) -> i32 {
    let common = two_digits(year);
    if (43..100).contains(&year) { 2500 - 543 + common % 100 } else { common }
}

/// The year before the first of an era, from its name.
pub(super) fn era(name: &str) -> Option<i32> {
    ERAS.iter().find(|(era, _)| *era == name).map(|&(_, base)| base)
}

/// The year before the first of an era, from its letter.
pub(super) fn era_letter(letter: &str) -> Option<i32> {
    ERA_LETTERS.iter().find(|(era, _)| *era == letter).map(|&(_, base)| base)
}

/// A year of the Buddhist calendar, 543 ahead, cannot be taken for another: 2560 is 2017.
fn gregorian(year: i32) -> i32 {
    if YEARS.contains(&(year - 543)) && !YEARS.contains(&year) { year - 543 } else { year }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(found: Option<NaiveDate>, expected: Option<&str>) {
        assert_eq!(found.map(|date| date.to_string()).as_deref(), expected);
    }

    #[test]
    fn only_days_that_can_be_are_taken() {
        check(day(2017, 9, 28), Some("2017-09-28"));
        check(day(2560, 9, 28), Some("2017-09-28"));
        check(day(2017, 2, 29), None);
        check(day(2017, 13, 1), None);
        check(day(1899, 12, 31), None);
        check(day(9999, 1, 1), None);
        check(day(i32::MAX, 1, 1), None);
        check(ordinal(2017, 271), Some("2017-09-28"));
        check(ordinal(2017, 366), None);
        check(week(2017, 39, 4), Some("2017-09-28"));
        check(week(2017, 39, 0), None);
        check(week(2017, 54, 1), None);
    }

    #[test]
    fn two_digits_are_a_year_of_1950_to_2049() {
        assert_eq!(two_digits(17), 2017);
        assert_eq!(two_digits(94), 1994);
        assert_eq!(two_digits(49), 2049);
        assert_eq!(two_thai_digits(69), 2026);
        assert_eq!(two_thai_digits(43), 2000);
        assert_eq!(two_thai_digits(17), 2017);
    }
}
