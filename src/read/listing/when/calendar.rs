//! Years that only the language of a page tells: of the Republic in Taiwan, of the Buddha with two
//! digits in Thailand, those of Nepal. In any other language the same numbers are something else.

use chrono::NaiveDate;

use crate::model::date::{digit, nepali};

/// The year before the first of the Republic.
const MINGUO: i32 = 1911;

/// What Buddhist years are ahead.
const BUDDHIST: i32 = 543;

/// Two digits below are of the common calendar: 17 is 2017, and 69 is 2569.
const BUDDHIST_FROM: i32 = 43;

/// The calendar of a language, beside the common one.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) enum Calendar {
    /// None.
    #[default]
    Common,
    /// Of the Buddha.
    Thai,
    /// Of the Republic.
    Minguo,
    /// Of Nepal.
    Nepali,
}

impl Calendar {
    /// Of a language tag.
    pub(super) fn of(tag: &str) -> Self {
        let tag = tag.trim().to_ascii_lowercase();
        let mut parts = tag.split(['-', '_']);
        match parts.next() {
            Some("th") => Self::Thai,
            Some("ne") => Self::Nepali,
            Some("zh")
                if parts.any(|part| matches!(part, "tw" | "hant")) && !tag.ends_with("hk") =>
            {
                Self::Minguo
            }
            _ => Self::Common,
        }
    }

    /// Of a page that names no language: three digits of a year are of the Republic where the
    /// title is in Chinese.
    pub(super) fn by_title(title: &str) -> Self {
        let is_han = |c: char| ('\u{3400}'..='\u{9fff}').contains(&c);
        let is_other = |c: char| matches!(c, '\u{3040}'..='\u{30ff}' | '\u{ac00}'..='\u{d7af}');
        let is_chinese = title.contains(is_han) && !title.contains(is_other);
        if is_chinese { Self::Minguo } else { Self::Common }
    }

    /// The day that a text in numbers is, where the calendar says so: `115.11.20`,
    /// `115年11月20日`, `20/11/69`.
    pub(super) fn day(self, text: &str) -> Option<String> {
        if self == Self::Common {
            return None;
        }
        let is_mark = |c: char| matches!(c, '.' | '-' | '/' | '年' | '月');
        let text = text.trim_end_matches(['.', '日', '號', '号']);
        let numbers: Option<Vec<_>> = text.split(is_mark).map(number).collect();
        let [first, second, third] = numbers?[..] else { return None };
        let day = match self {
            Self::Thai if (BUDDHIST_FROM..100).contains(&third) => {
                date(2500 - BUDDHIST + third, second, first)
            }
            Self::Minguo if (80..200).contains(&first) => date(MINGUO + first, second, third),
            Self::Nepali => {
                let (month, day) = (u32::try_from(second).ok()?, u32::try_from(third).ok()?);
                nepali(first, month, day)
            }
            _ => None,
        };
        day.map(|day| day.to_string())
    }
}

fn date(year: i32, month: i32, day: i32) -> Option<NaiveDate> {
    NaiveDate::from_ymd_opt(year, u32::try_from(month).ok()?, u32::try_from(day).ok()?)
}

/// Up to four digits of any script.
fn number(text: &str) -> Option<i32> {
    let digits: Option<Vec<_>> = text.trim().chars().map(digit).collect();
    let digits = digits.filter(|digits| (1..=4).contains(&digits.len()))?;
    i32::try_from(digits.into_iter().fold(0, |value, digit| value * 10 + digit)).ok()
}
