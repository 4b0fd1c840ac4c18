//! Whether `9/8/2017` is of August or September, and `26.11.20` of 2026 or 2020: decided once for
//! a page, by all its dates.

use std::ops::Range;

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};

/// Regions whose people write the month first, as in the language tag of a page.
const MONTH_FIRST: [&str; 4] = ["en-us", "en-ph", "es-us", "fil-ph"];

/// Languages whose people write the year first.
const YEAR_FIRST: [&str; 5] = ["ko", "ja", "zh", "mn", "hu"];

/// Fewer dates are in no order.
const FEWEST: usize = 3;

/// What stands between the numbers. Dates with one mark are written alike.
const MARKS: [char; 3] = ['.', '/', '-'];

/// The days of a list lie near to each other: one way to read them in which they lie so many times
/// further apart, and more days than that beside it, is the wrong one.
const NEAR: (i64, i64) = (8, 30);

/// What stands first in a date in numbers, its usual order first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum First {
    Day,
    Month,
    Year,
}

/// A date in three numbers, of which the first has at most two digits.
struct Numeric {
    numbers: [u32; 3],
    /// How many digits the first and the last have.
    digits: (usize, usize),
    /// Where in the text it is.
    place: Range<usize>,
    /// Points stand between the numbers: the month is not first.
    points: bool,
}

/// A date, and the address of its item.
type Dated<'a> = (Numeric, Option<&'a str>);

/// What is known beside the dates themselves.
pub(super) struct Evidence<'a> {
    /// Language tag of the page.
    pub(super) language: Option<&'a str>,
    /// When it was fetched.
    pub(super) now: Option<DateTime<Utc>>,
}

/// Writes dates whose month or year of two digits stands first in the form of ISO, where the page
/// shows that it does. `items` are the dates in the order of the page, each with the address of
/// its item.
pub(super) fn settle(items: &mut [(Option<&mut String>, Option<&str>)], evidence: &Evidence<'_>) {
    for mark in MARKS {
        let texts = || items.iter().filter_map(|(date, link)| Some((date.as_deref()?, *link)));
        let dates = texts().filter_map(|(date, link)| Some((numeric(date, mark)?, link)));
        let is_told = texts().any(|(date, _)| begins_with_year(date, mark));
        let first = first(&dates.collect::<Vec<_>>(), is_told, evidence);
        let Some(first) = first.filter(|first| *first != First::Day) else { continue };
        for date in items.iter_mut().filter_map(|(date, _)| date.as_deref_mut()) {
            let found = numeric(date, mark);
            if let Some((place, day)) =
                found.and_then(|it| Some((it.place.clone(), it.day(first)?)))
            {
                date.replace_range(place, &day.to_string());
            }
        }
    }
}

impl Numeric {
    /// The day that it is, read so.
    fn day(&self, first: First) -> Option<NaiveDate> {
        let [one, two, three] = self.numbers;
        match first {
            First::Day => day(three, two, one),
            First::Month => day(three, one, two).filter(|_| !self.points),
            First::Year => day(one, two, three).filter(|_| self.digits == (2, 2)),
        }
    }
}

fn day(year: u32, month: u32, day: u32) -> Option<NaiveDate> {
    let year = match year {
        0..50 => 2000 + year,
        50..100 => 1900 + year,
        _ => year,
    };
    NaiveDate::from_ymd_opt(i32::try_from(year).ok()?, month, day)
}

/// Most telling first: dates that can be nothing else, whole years beside them, the order of the
/// dates, addresses with a month in them, days that are yet to come, how near to each other they
/// are, the language. What says nothing of the orders that are left leaves them.
fn first(dates: &[Dated<'_>], is_told: bool, evidence: &Evidence<'_>) -> Option<First> {
    let days = |first| dates.iter().filter_map(|(date, _)| date.day(first)).collect::<Vec<_>>();
    let mut left = vec![First::Day, First::Month, First::Year];
    left.retain(|first| !dates.is_empty() && days(*first).len() == dates.len());
    if is_told && left.contains(&First::Year) {
        return Some(First::Year);
    }
    keep(&mut left, |first| dates.len() >= FEWEST && are_in_order(&days(first)));
    let told = |first| dates.iter().filter(|date| is_in_address(date, first)).count();
    let most = left.iter().map(|first| told(*first)).max().filter(|most| *most > 0);
    keep(&mut left, |first| Some(told(first)) == most);
    let tomorrow = evidence.now.and_then(|now| now.checked_add_signed(TimeDelta::days(1)));
    let is_past = |day: &NaiveDate| tomorrow.is_none_or(|tomorrow| *day <= tomorrow.date_naive());
    keep(&mut left, |first| days(first).iter().all(is_past));
    let apart = |first: &First| apart(&days(*first));
    let other = left.iter().filter(|first| **first != First::Year).map(apart).min();
    if let (Some(other), true) = (other, left.contains(&First::Year)) {
        let year = apart(&First::Year);
        let is_near = |one: i64, far: i64| one * NEAR.0 + NEAR.1 < far;
        keep(&mut left, |first| first == First::Year && is_near(year, other));
        keep(&mut left, |first| first != First::Year && is_near(other, year));
    }
    let usual = usual(evidence.language.unwrap_or_default());
    left.iter().find(|first| **first == usual).or(left.first()).copied()
}

/// Leaves those for which something holds, if it holds for any.
fn keep(left: &mut Vec<First>, holds: impl Fn(First) -> bool) {
    if left.iter().any(|first| holds(*first)) {
        left.retain(|first| holds(*first));
    }
}

fn are_in_order(days: &[NaiveDate]) -> bool {
    days.is_sorted() || days.is_sorted_by(|earlier, later| earlier >= later)
}

/// How many days lie between the first and the last.
fn apart(days: &[NaiveDate]) -> i64 {
    let (first, last) = (days.iter().min(), days.iter().max());
    first.zip(last).map_or(0, |(first, last)| (*last - *first).num_days())
}

/// Whether the address has the year of the date with its month behind it.
fn is_in_address((date, link): &Dated<'_>, first: First) -> bool {
    let told = date.day(first).zip(*link);
    told.is_some_and(|(day, link)| {
        let forms = ["%Y/%m", "%Y-%m", "%Y%m"].map(|form| day.format(form).to_string());
        forms.iter().any(|form| link.contains(form.as_str()))
    })
}

fn usual(language: &str) -> First {
    let tag = language.trim().replace('_', "-").to_ascii_lowercase();
    let is_hong_kong = tag.split('-').any(|part| matches!(part, "hk" | "mo"));
    match tag.split('-').next().unwrap_or_default() {
        _ if MONTH_FIRST.contains(&tag.as_str()) => First::Month,
        language if YEAR_FIRST.contains(&language) && !is_hong_kong => First::Year,
        _ => First::Day,
    }
}

/// The first date in numbers in a text, one mark between them.
fn numeric(text: &str, mark: char) -> Option<Numeric> {
    let start = text.find(|c: char| c.is_ascii_digit())?;
    let (first, rest) = number(&text[start..])?;
    let (second, rest) = number(rest.strip_prefix(mark)?)?;
    let (last, rest) = number(rest.strip_prefix(mark)?)?;
    let is_day = first.1 <= 2 && second.1 <= 2 && matches!(last.1, 2 | 4);
    is_day.then_some(Numeric {
        numbers: [first.0, second.0, last.0],
        digits: (first.1, last.1),
        place: start..text.len() - rest.len(),
        points: mark == '.',
    })
}

/// Whether a date in numbers says that its year is first: `2026. 11. 12`, `'26.11.12`.
fn begins_with_year(text: &str, mark: char) -> bool {
    let start = text.find(|c: char| c.is_ascii_digit()).unwrap_or(text.len());
    let (before, from) = text.split_at(start);
    let Some(((_, digits), rest)) = number(from) else { return false };
    let follows = rest.strip_prefix(mark).map(str::trim_start);
    let is_date = follows.is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_digit()));
    is_date && (digits == 4 || digits == 2 && before.ends_with(['\'', '’', '‘']))
}

/// A number at the beginning of a text, how many digits it has, and what follows.
fn number(text: &str) -> Option<((u32, usize), &str)> {
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    let value = text[..digits].parse().ok().filter(|_| digits <= 4)?;
    Some(((value, digits), &text[digits..]))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Dates, each perhaps with an address, as they come out.
    #[track_caller]
    fn check(dates: &[&str], language: Option<&str>, now: Option<&str>, expected: &[&str]) {
        let mut texts: Vec<_> = dates.iter().map(|text| text.split('@')).collect::<Vec<_>>();
        let mut split: Vec<_> = texts
            .iter_mut()
            .map(|parts| (parts.next().unwrap().to_owned(), parts.next().map(str::to_owned)))
            .collect();
        let mut items: Vec<_> =
            split.iter_mut().map(|(date, link)| (Some(date), link.as_deref())).collect();
        let now = now.map(|now| now.parse().unwrap());
        settle(&mut items, &Evidence { language, now });
        let settled: Vec<_> = split.iter().map(|(date, _)| date.as_str()).collect();
        assert_eq!(settled, expected);
    }

    #[test]
    fn one_date_that_can_be_nothing_else_decides() {
        check(
            &["9/8/2017", "9/28/2017 8:00 PM"],
            None,
            None,
            &["2017-09-08", "2017-09-28 8:00 PM"],
        );
        check(&["9/8/2017", "28/9/2017"], None, None, &["9/8/2017", "28/9/2017"]);
        let mixed = ["9/8/2017", "9/28/2017", "28/9/2017"];
        check(&mixed, Some("en-US"), None, &mixed);
    }

    #[test]
    fn then_the_order_of_the_page() {
        let months = ["05/12/2018", "05/10/2018", "04/12/2018"];
        check(&months, None, None, &["2018-05-12", "2018-05-10", "2018-04-12"]);
        let days = ["12/05/2018", "10/05/2018", "12/04/2018"];
        check(&days, Some("en-US"), None, &days);
    }

    #[test]
    fn then_addresses_what_is_yet_to_come_and_the_region() {
        check(&["03/04/18@/2018/03/x"], None, None, &["2018-03-04"]);
        check(&["03/04/2018@/2018-04-03-x"], Some("en-US"), None, &["03/04/2018"]);
        check(&["03/04/2018"], None, Some("2018-03-20T00:00:00Z"), &["2018-03-04"]);
        check(&["03/04/2018"], Some("en_US"), None, &["2018-03-04"]);
        check(&["03/04/2018"], Some("en"), None, &["03/04/2018"]);
        check(&["03.04.2018"], Some("en-US"), None, &["03.04.2018"]);
    }

    #[test]
    fn a_year_of_two_digits_may_stand_first() {
        let korean = ["26.11.20", "26.11.12", "26.10.30"];
        let days = ["2026-11-20", "2026-11-12", "2026-10-30"];
        check(&korean, None, None, &days);
        check(&["26/11/10", "26/11/11"], None, None, &["2026-11-10", "2026-11-11"]);
        check(&["26-10-09 14:30"], Some("ja"), None, &["2026-10-09 14:30"]);
        let whole = ["2026. 11. 20", "26.10.30"];
        check(&whole, None, None, &["2026. 11. 20", "2026-10-30"]);
        check(&["'26.11.20"], None, None, &["'2026-11-20"]);
        check(&["26.11.20@/2026/11/20/x"], None, None, &["2026-11-20"]);
        check(&["26/11/27"], Some("de"), Some("2026-11-28T00:00:00Z"), &["2026-11-27"]);
    }

    #[test]
    fn a_day_stays_first_where_dates_say_so() {
        for dates in [["20.11.26", "12.11.26", "30.10.26"], ["09/11/24", "03/11/24", "28/10/24"]] {
            check(&dates, Some("ko"), None, &dates);
            check(&dates, None, None, &dates);
        }
        for date in ["26.11.20", "26/11/2020"] {
            check(&[date], Some("zh-HK"), None, &[date]);
            check(&[date], None, None, &[date]);
        }
        check(&["20/11/2026"], Some("zh-CN"), None, &["20/11/2026"]);
    }

    #[test]
    fn other_dates_stay_as_they_are() {
        let others = ["2017-09-28", "28 September 2017", "1/2", "1/2/3/4", "", "99999/1/1"];
        check(&others, Some("en-US"), None, &others);
    }
}
