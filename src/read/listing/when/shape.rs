//! What has the form of a date, whether it is read or not.

use crate::model::date::digit;

/// Longer texts are about something.
const LONGEST: usize = 36;

/// Days and years of every calendar that is written.
const DAYS: std::ops::RangeInclusive<u32> = 1..=31;
const YEARS: std::ops::Range<u32> = 1300..2700;

/// A range of two days has six numbers.
const MOST_NUMBERS: usize = 6;

/// Signs that stand behind the numbers of a date.
const SIGNS: [char; 6] = ['年', '月', '日', '년', '월', '일'];

/// Whether a short text has the form of a date: a year and a day, month and day in numbers, or
/// with signs behind them. Counts, prices and times have none.
pub(in crate::read::listing) fn is_in_form_of_date(text: &str) -> bool {
    if text.chars().nth(LONGEST).is_some() || !text.contains(char::is_numeric) {
        return false;
    }
    let numbers = numbers(text);
    if !(2..=MOST_NUMBERS).contains(&numbers.len()) {
        return false;
    }
    let days = numbers.iter().filter(|(number, digits)| *digits <= 2 && DAYS.contains(number));
    let days = days.count();
    let bare = |c: char| digit(c).is_some() || c.is_whitespace() || "-–/.[]()".contains(c);
    let in_numbers = || text.chars().all(bare) && days >= 2 && !is_decimal(text);
    days > 0
        && (numbers.iter().any(is_year) || text.contains(SIGNS) || in_numbers())
        && numbers.iter().all(|(_, digits)| *digits <= 4)
}

/// Whether texts beside each other may be the parts of a date. Without a word and a year they are
/// so many numbers, and short: the rows of a table of figures hold hundreds of others.
pub(in crate::read::listing) fn may_be_parts(texts: &[&str], count: usize) -> bool {
    if texts.iter().any(|text| text.contains(char::is_alphabetic)) {
        return true;
    }
    let numbers: Vec<_> = texts.iter().flat_map(|text| numbers(text)).collect();
    numbers.iter().any(is_year)
        || numbers.len() == count && numbers.iter().all(|(_, digits)| *digits <= 3)
}

/// Whether a number, with so many digits, is a year.
fn is_year((number, digits): &(u32, usize)) -> bool {
    *digits == 4 && YEARS.contains(number)
}

/// Whether a text may be a number with a fraction.
fn is_decimal(text: &str) -> bool {
    numbers(text).len() == 2 && text.contains('.') && !text.trim_end().ends_with('.')
}

/// The numbers of a text, and how many digits each has. One that is too large is as large as can
/// be.
fn numbers(text: &str) -> Vec<(u32, usize)> {
    let mut numbers: Vec<(u32, usize)> = Vec::new();
    let mut inside = false;
    for c in text.chars() {
        let Some(digit) = digit(c) else {
            inside = false;
            continue;
        };
        match numbers.last_mut().filter(|_| inside) {
            Some((value, digits)) => {
                *value = value.saturating_mul(10).saturating_add(digit);
                *digits += 1;
            }
            None => numbers.push((digit, 1)),
        }
        inside = true;
    }
    numbers
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_are_told_from_the_parts_of_a_date() {
        for texts in
            [&["28", "Sep"][..], &["20", "2026-11"], &["20", "11", "26"], &["115", "11.20"]]
        {
            assert!(may_be_parts(texts, 3), "{texts:?}");
        }
        for texts in [&["20.4", "46.5"][..], &["20", "11"], &["7", "1204", "11"], &["-", "3"]] {
            assert!(!may_be_parts(texts, 3), "{texts:?}");
        }
        assert!(may_be_parts(&["20", "11"], 2));
    }

    #[test]
    fn a_form_is_told_from_counts_prices_and_times() {
        for text in [
            "11-20",
            "[11/20]",
            "20.11.",
            "115-11-20",
            "115年11月20日",
            "11월 20일",
            "۲۹ آبان ۱۴۰۵",
            "20 xyz 1405",
            "3–5 December 2026",
        ] {
            assert!(is_in_form_of_date(text), "{text}");
        }
        for text in [
            "34 views",
            "2 min read",
            "12.50",
            "3.20",
            "10:30",
            "No. 3",
            "2026",
            "23",
            "(12)",
            "1,250",
            "4/5 stars",
            "45-60",
            "022 799 6111",
            "Rice mill number 3 of the union opened 2017",
        ] {
            assert!(!is_in_form_of_date(text), "{text}");
        }
    }
}
