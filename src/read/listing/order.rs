//! Whether `9/8/2017` is of August or September: decided once for a page, by all its dates.

use std::ops::Range;

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};

/// Regions whose people write the month first, as in the language tag of a page.
const MONTH_FIRST: [&str; 4] = ["en-us", "en-ph", "es-us", "fil-ph"];

/// Fewer dates are in no order.
const FEWEST: usize = 3;

/// A date in numbers, its year last.
struct Numeric {
    first: u32,
    second: u32,
    year: i32,
    /// Where in the text it is.
    place: Range<usize>,
    /// Points stand between the numbers: that is a day first.
    points: bool,
}

/// What is known beside the dates themselves.
pub(super) struct Evidence<'a> {
    /// Language tag of the page.
    pub(super) language: Option<&'a str>,
    /// When it was fetched.
    pub(super) now: Option<DateTime<Utc>>,
}

/// Writes dates whose month stands first with their year first, where the page shows that it
/// does. `items` are the dates in the order of the page, each with the address of its item.
pub(super) fn settle(items: &mut [(Option<&mut String>, Option<&str>)], evidence: &Evidence<'_>) {
    let dates: Vec<_> = items
        .iter()
        .filter_map(|(date, link)| Some((numeric(date.as_deref()?)?, *link)))
        .filter(|(date, _)| !date.points)
        .collect();
    if !is_month_first(&dates, evidence) {
        return;
    }
    for (date, _) in items {
        let Some(date) = date.as_deref_mut() else { continue };
        if let Some(found) = numeric(date).filter(|date| !date.points)
            && let Some(day) = found.month_first()
        {
            date.replace_range(found.place, &day.to_string());
        }
    }
}

impl Numeric {
    fn day_first(&self) -> Option<NaiveDate> {
        NaiveDate::from_ymd_opt(self.year, self.second, self.first)
    }

    fn month_first(&self) -> Option<NaiveDate> {
        NaiveDate::from_ymd_opt(self.year, self.first, self.second)
    }
}

/// Most telling first: dates that can be nothing else, their order, days that are yet to come,
/// addresses with a month in them, the region.
fn is_month_first(dates: &[(Numeric, Option<&str>)], evidence: &Evidence<'_>) -> bool {
    let told = |is: fn(&Numeric) -> bool| dates.iter().any(|(date, _)| is(date));
    let (day, month) = (told(|date| date.first > 12), told(|date| date.second > 12));
    if dates.is_empty() || day || month {
        return month && !day;
    }
    let days: Vec<_> = dates.iter().filter_map(|(date, _)| date.day_first()).collect();
    let months: Vec<_> = dates.iter().filter_map(|(date, _)| date.month_first()).collect();
    if days == months {
        return false;
    }
    by_order(&days, &months)
        .or_else(|| by_address(dates))
        .or_else(|| by_future(&days, &months, evidence.now?))
        .unwrap_or_else(|| evidence.language.is_some_and(writes_month_first))
}

fn by_order(days: &[NaiveDate], months: &[NaiveDate]) -> Option<bool> {
    let in_order = |dates: &[NaiveDate]| {
        dates.is_sorted() || dates.is_sorted_by(|earlier, later| earlier >= later)
    };
    let (by_day, by_month) = (in_order(days), in_order(months));
    (days.len() >= FEWEST && by_day != by_month).then_some(by_month)
}

fn by_address(dates: &[(Numeric, Option<&str>)]) -> Option<bool> {
    let told = dates.iter().filter_map(|(date, link)| {
        let (is_first, is_second) = in_address((*link)?, date);
        (is_first != is_second).then_some(is_first)
    });
    let told: Vec<bool> = told.collect();
    let first = *told.first()?;
    told.iter().all(|one| *one == first).then_some(first)
}

/// Whether the address has the year with the first, and with the second number behind it.
fn in_address(link: &str, date: &Numeric) -> (bool, bool) {
    let has = |month: u32| {
        let forms = ["/", "-", ""].map(|between| format!("{}{between}{month:02}", date.year));
        forms.iter().any(|form| link.contains(form.as_str()))
    };
    (has(date.first), has(date.second))
}

fn by_future(days: &[NaiveDate], months: &[NaiveDate], now: DateTime<Utc>) -> Option<bool> {
    let tomorrow = now.checked_add_signed(TimeDelta::days(1))?.date_naive();
    let to_come = |dates: &[NaiveDate]| dates.iter().any(|date| *date > tomorrow);
    let (by_day, by_month) = (to_come(days), to_come(months));
    (by_day != by_month).then_some(by_day)
}

fn writes_month_first(language: &str) -> bool {
    let tag = language.replace('_', "-").to_ascii_lowercase();
    MONTH_FIRST.iter().any(|region| tag == *region)
}

/// The first date in numbers in a text.
fn numeric(text: &str) -> Option<Numeric> {
    let start = text.find(|c: char| c.is_ascii_digit())?;
    let (first, rest) = number(&text[start..])?;
    let mark = rest.chars().next().filter(|c| matches!(c, '/' | '-' | '.'))?;
    let (second, rest) = number(&rest[1..])?;
    let (year, rest) = number(rest.strip_prefix(mark)?)?;
    let short = |(_, digits): (u32, usize)| digits <= 2;
    let whole_year = match year {
        (year, 4) => i32::try_from(year).ok()?,
        (year, 2) => i32::try_from(if year < 50 { 2000 + year } else { 1900 + year }).ok()?,
        _ => return None,
    };
    let place = start..text.len() - rest.len();
    (short(first) && short(second)).then_some(Numeric {
        first: first.0,
        second: second.0,
        year: whole_year,
        place,
        points: mark == '.',
    })
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
    fn other_dates_stay_as_they_are() {
        let others = ["2017-09-28", "28 September 2017", "1/2", "1/2/3/4", "", "99999/1/1"];
        check(&others, Some("en-US"), None, &others);
    }
}
