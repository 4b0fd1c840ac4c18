//! Years that only the language of a page tells: of the Republic in Taiwan, of the Buddha with two
//! digits in Thailand. In any other language the same numbers are something else.

use chrono::NaiveDate;

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
}

impl Calendar {
    /// Of a language tag.
    pub(super) fn of(tag: &str) -> Self {
        let tag = tag.trim().to_ascii_lowercase();
        let mut parts = tag.split(['-', '_']);
        match parts.next() {
            Some("th") => Self::Thai,
            Some("zh")
                if parts.any(|part| matches!(part, "tw" | "hant")) && !tag.ends_with("hk") =>
            {
                Self::Minguo
            }
            _ => Self::Common,
        }
    }

    /// The day that a text in numbers is, where the calendar says so: `115.11.20`, `20/11/69`.
    pub(super) fn day(self, text: &str) -> Option<String> {
        let mark =
            text.chars().find(|c| matches!(c, '.' | '-' | '/')).filter(|_| self != Self::Common)?;
        let numbers: Option<Vec<_>> = text.split(mark).map(number).collect();
        let [first, second, third] = numbers?[..] else { return None };
        let day = match self {
            Self::Thai if (BUDDHIST_FROM..100).contains(&third) => {
                date(2500 - BUDDHIST + third, second, first)
            }
            Self::Minguo if (80..200).contains(&first) => date(MINGUO + first, second, third),
            _ => None,
        };
        day.map(|day| day.to_string())
    }
}

fn date(year: i32, month: i32, day: i32) -> Option<NaiveDate> {
    NaiveDate::from_ymd_opt(year, u32::try_from(month).ok()?, u32::try_from(day).ok()?)
}

/// Up to three digits, Thai ones too.
fn number(text: &str) -> Option<i32> {
    let digit = |c: char| match c {
        '๐'..='๙' => char::from_u32(u32::from(c) - 0x0e50 + u32::from('0')),
        _ => c.is_ascii_digit().then_some(c),
    };
    let digits: Option<String> = text.trim().chars().map(digit).collect();
    digits.filter(|digits| (1..=3).contains(&digits.len()))?.parse().ok()
}
