//! Days of the Persian, Islamic and Nepali calendars.
//!
//! Each counts from a known day. Persian years follow a rule; the months of the other two are as
//! long as their makers said (Umm al-Qura of Saudi Arabia, the almanac of Nepal), and only as far
//! as they did.

use std::collections::HashMap;
use std::sync::LazyLock;

use chrono::{Days, NaiveDate};

use super::cursor::Cursor;

/// A calendar whose months have names of their own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Calendar {
    Persian,
    Islamic,
    Nepali,
}

/// Of the year 2051. Later numbers are Islamic years of today.
const LAST_PERSIAN: i32 = 1430;

/// The long months of 1431 to 1465, the first month in the lowest bit.
const ISLAMIC: [u16; 35] = [
    0x956, 0x2ae, 0x56d, 0x36a, 0xb55, 0xaaa, 0x94d, 0x49d, 0x95d, 0x2ba, 0x5b5, 0x5aa, 0xd55,
    0xa9a, 0x92e, 0x26e, 0x55d, 0xada, 0x6d4, 0x6a5, 0x54b, 0xa97, 0x54e, 0xaae, 0x5ac, 0xba9,
    0xd92, 0xb25, 0x64b, 0xcab, 0x55a, 0xb55, 0x6d2, 0xea5, 0xe4a,
];

/// How many days more than 29 the months of 2070 to 2085 have.
const NEPALI: [&[u8; 12]; 16] = [
    b"222322011011",
    b"223222101011",
    b"232321101011",
    b"232321110012",
    b"222322101011",
    b"223222101011",
    b"232321110011",
    b"232321110102",
    b"222322101011",
    b"223222101011",
    b"232321110011",
    b"232321110102",
    b"223222101011",
    b"223222101011",
    b"223221110111",
    b"232312110111",
];

/// Month by month; forms of one name apart by commas.
const NAMES: [(Calendar, &str); 4] = [
    (
        Calendar::Persian,
        "فروردین | اردیبهشت | خرداد | تیر | مرداد, امرداد | شهریور | مهر | آبان | آذر | دی | بهمن \
         | اسفند",
    ),
    // Of Afghanistan
    (
        Calendar::Persian,
        "حمل | ثور | جوزا | سرطان | اسد | سنبله | میزان | عقرب | قوس | جدی | دلو | حوت",
    ),
    (
        Calendar::Islamic,
        "محرم, المحرم, محرم الحرام | صفر, صفر المظفر | ربيع الأول | ربيع الآخر, ربيع الثاني \
         | جمادى الأولى, جمادى الأول | جمادى الآخرة, جمادى الثانية, جمادى الآخر, جمادى الثاني \
         | رجب, رجب المرجب | شعبان, شعبان المعظم | رمضان, رمضان المبارك | شوال, شوال المكرم \
         | ذو القعدة, ذي القعدة, ذیقعده | ذو الحجة, ذي الحجة, ذیحجه",
    ),
    (
        Calendar::Nepali,
        "बैशाख, वैशाख, बैसाख | जेठ, जेष्ठ, ज्येष्ठ | असार, आषाढ | साउन, श्रावण | भदौ, भाद्र | असोज, आश्विन \
         | कात्तिक, कार्तिक | मंसिर, मङ्सिर, मंग्सिर | पुस, पुष, पौष | माघ | फागुन, फाल्गुन | चैत, चैत्र",
    ),
];

static MONTHS: LazyLock<HashMap<String, (Calendar, u32)>> = LazyLock::new(|| {
    let months = NAMES.iter().flat_map(|(calendar, names)| {
        (1..).zip(names.split('|')).map(move |(month, names)| (names, (*calendar, month)))
    });
    let folded = |name: &str| super::tokens::Tokens::of(name).words;
    months.flat_map(|(names, month)| names.split(',').map(move |n| (folded(n), month))).collect()
});

/// Takes the name of a month, of one word or two.
pub(super) fn month(cursor: &mut Cursor) -> Option<(Calendar, u32)> {
    let known = |name: &str| MONTHS.get(name).copied();
    let two = |cursor: &mut Cursor| known(&[cursor.word()?, cursor.word()?].concat());
    let month = cursor.attempt(two).or_else(|| cursor.attempt(|cursor| known(cursor.word()?)))?;
    cursor.one_of(&["ماه"]);
    Some(month)
}

impl Calendar {
    /// A day that can be.
    pub(super) fn day(self, year: i32, month: u32, day: u32) -> Option<NaiveDate> {
        let (first, since, count) = match self {
            Self::Persian => (1300, (1921, 3, 21), 131),
            Self::Islamic => (1431, (2009, 12, 18), ISLAMIC.len()),
            Self::Nepali => (2070, (2013, 4, 14), NEPALI.len()),
        };
        let at = usize::try_from(year.checked_sub(first)?).ok().filter(|at| *at < count)?;
        let of_month = usize::try_from(month.checked_sub(1)?).ok()?;
        let length = *self.months(at).get(of_month)?;
        let of_day = Some(u64::from(day)).filter(|day| (1..=length).contains(day))?;
        let years: u64 = (0..at).flat_map(|at| self.months(at)).sum();
        let months: u64 = self.months(at)[..of_month].iter().sum();
        let since = NaiveDate::from_ymd_opt(since.0, since.1, since.2)?;
        since.checked_add_days(Days::new(years + months + of_day - 1))
    }

    /// How many days the months of a year have, counted from the first that is known.
    fn months(self, at: usize) -> [u64; 12] {
        match self {
            Self::Persian => {
                let last = 29 + u64::from(is_long(1300 + at));
                [31, 31, 31, 31, 31, 31, 30, 30, 30, 30, 30, last]
            }
            Self::Islamic => std::array::from_fn(|month| 29 + u64::from(ISLAMIC[at] >> month & 1)),
            Self::Nepali => NEPALI[at].map(|digit| 29 + u64::from(digit - b'0')),
        }
    }
}

/// Eight of 33 Persian years have a day more.
fn is_long(year: usize) -> bool {
    matches!(year % 33, 1 | 5 | 9 | 13 | 17 | 22 | 26 | 30)
}

/// A day in numbers, of the calendar that has such a year now.
pub(super) fn numbered(year: i32, month: u32, day: u32) -> Option<NaiveDate> {
    let calendar = if year <= LAST_PERSIAN { Calendar::Persian } else { Calendar::Islamic };
    calendar.day(year, month, day)
}

/// A day of the calendar of Nepal in numbers: only its language tells it from the common one.
#[must_use]
pub fn nepali(year: i32, month: u32, day: u32) -> Option<NaiveDate> {
    Calendar::Nepali.day(year, month, day)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(calendar: Calendar, (year, month, day): (i32, u32, u32), expected: Option<&str>) {
        let found = calendar.day(year, month, day).map(|date| date.to_string());
        assert_eq!(found.as_deref(), expected, "{calendar:?} {year}-{month}-{day}");
    }

    #[test]
    fn days_are_counted_from_a_known_one() {
        check(Calendar::Persian, (1405, 8, 29), Some("2026-11-20"));
        check(Calendar::Persian, (1399, 12, 30), Some("2021-03-20"));
        check(Calendar::Persian, (1403, 1, 1), Some("2024-03-20"));
        check(Calendar::Persian, (1400, 12, 30), None);
        check(Calendar::Islamic, (1448, 6, 10), Some("2026-11-20"));
        check(Calendar::Islamic, (1446, 9, 1), Some("2025-03-01"));
        check(Calendar::Nepali, (2083, 8, 4), Some("2026-11-20"));
        check(Calendar::Nepali, (2080, 1, 1), Some("2023-04-14"));
    }

    #[test]
    fn what_no_almanac_says_is_no_day() {
        for calendar in [Calendar::Persian, Calendar::Islamic, Calendar::Nepali] {
            for (year, month, day) in
                [(0, 1, 1), (i32::MIN, 1, 1), (i32::MAX, 1, 1), (1448, 13, 1), (1405, 1, 0)]
            {
                check(calendar, (year, month, day), None);
            }
        }
        check(Calendar::Nepali, (2083, 8, 30), None);
        check(Calendar::Islamic, (1430, 1, 1), None);
    }
}
