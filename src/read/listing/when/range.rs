//! Days that something lasts from and to: no publication takes several.

use chrono::{Datelike, NaiveDate, TimeDelta};

use super::{DAYS, Dates, FEW_BEHIND, LONGEST, Told, bare, without_labels, words_in};
use crate::model::date::{find, parse};
use crate::read::listing::node::ends_like_sentence;

/// Marks between two days.
const MARKS: [char; 9] = ['-', '–', '—', '−', '~', '～', '〜', '至', '→'];

/// Words between them.
const WORDS: [&str; 13] = [
    " to ", " until ", " bis ", " au ", " al ", " a ", " até ", " hasta ", " до ", " по ", " tot ",
    " s/d ", " sampai ",
];

/// The same in Japanese, which sets no spaces.
const FROM_ON: &str = "から";

/// Words before the first of them.
const FROM: [&str; 14] = [
    "from", "du", "vom", "von", "del", "dal", "desde", "de", "van", "с", "dari", "ab", "the", "le",
];

/// A first day is no longer: `Wednesday, 30 September 2026`.
const LONGEST_DAY: usize = 32;

/// A text with more marks than two days have, however they are written, is about something else.
const MOST_MARKS: usize = 8;

/// Whatever lasts longer is written otherwise, but for a life.
const LONGEST_RANGE: TimeDelta = TimeDelta::days(400);
const SHORTEST_LIFE: TimeDelta = TimeDelta::days(15 * 365);

/// The years of two calendars are farther apart than those of any life.
const CALENDARS: i32 = 200;

/// A first day and a last one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::read::listing) struct Range {
    pub(in crate::read::listing) first: NaiveDate,
    pub(in crate::read::listing) last: NaiveDate,
    /// Nothing is said behind it but where.
    pub(in crate::read::listing) is_alone: bool,
}

impl Dates {
    /// Whether a text says a first day and a last one: `3–5 December 2026`.
    pub(in crate::read::listing) fn is_range(&self, text: &str) -> bool {
        self.range(text).is_some()
    }

    /// The first day and the last one that a text says.
    pub(in crate::read::listing) fn range(&self, text: &str) -> Option<Range> {
        let short = text.chars().nth(2 * LONGEST).is_none();
        if !short || !text.contains(char::is_numeric) {
            return None;
        }
        let marks = text.match_indices(MARKS);
        let word = |(at, _): (usize, &str)| {
            let word = WORDS.iter().find(|word| text[at..].starts_with(**word))?;
            Some((at, *word))
        };
        let words = text.match_indices(' ').filter_map(word).chain(text.match_indices(FROM_ON));
        marks
            .chain(words)
            .take(MOST_MARKS)
            .find_map(|(at, mark)| self.between(&text[..at], &text[at + mark.len()..]))
    }

    /// A first day that stands before something, and a later one behind it.
    fn between(&self, before: &str, behind: &str) -> Option<Range> {
        let (before, behind) = (first_day(before), bare(behind).trim());
        let is_day = before.chars().count() <= LONGEST_DAY && before.contains(char::is_numeric);
        if !is_day
            || !behind.contains(char::is_numeric)
            || !behind.starts_with(char::is_alphanumeric)
        {
            return None;
        }
        let found = find(behind, &self.hints).filter(|(_, range)| range.start == 0);
        let found = found.map(|(date, range)| (date.at.date_naive(), &behind[range.end..]));
        let whole = || Some((self.day(behind).or_else(|| self.last_behind(before, behind))?, ""));
        let Some((last, rest)) = found.or_else(whole) else {
            return self.american(before, behind);
        };
        let (first, is_alone) = (self.first_before(before, last)?, is_place(rest));
        let lasts = last - first;
        let is_life = is_alone && lasts >= SHORTEST_LIFE;
        let is_range = (is_life || lasts <= LONGEST_RANGE) && !is_twice(before, behind);
        is_range.then_some(Range { first, last, is_alone })
    }

    /// The day that some words are behind another, where that alone says the year, or year and
    /// month: `2026年12月3日～5日`.
    fn last_behind(&self, before: &str, behind: &str) -> Option<NaiveDate> {
        let first = self.day(before)?;
        let in_year = |year| {
            let date = self.in_year(behind, &Told { year, month: None, day: None })?;
            self.day(&date).filter(|last| first < *last)
        };
        let in_month = || self.day(&self.in_month(behind, (first.year(), first.month()))?);
        in_year(first.year())
            .or_else(|| in_year(first.year() + 1))
            .or_else(|| in_month().filter(|last| first < *last))
    }

    /// The day that some words are before another: a whole date, a day and a month, a day.
    fn first_before(&self, before: &str, last: NaiveDate) -> Option<NaiveDate> {
        let years = [last.year(), last.year() - 1];
        let in_year = years.into_iter().filter_map(|year| self.in_any_year(before, year));
        let in_month = before.trim_end_matches('.').trim_end_matches(DAYS).parse().ok();
        let in_month = in_month.and_then(|day| last.with_day(day));
        let mut days = self.day(before).into_iter().chain(in_year).chain(in_month);
        days.find(|first| *first < last)
    }

    fn in_any_year(&self, text: &str, year: i32) -> Option<NaiveDate> {
        let point = if text.ends_with(['.', '/']) { "" } else { " " };
        let written = format!("{text}{point}{year}");
        text.contains(char::is_numeric)
            .then(|| parse(&written, &self.hints))?
            .map(|d| d.at.date_naive())
    }

    /// `December 3 – 5, 2026`.
    fn american(&self, before: &str, behind: &str) -> Option<Range> {
        let (day, year) = behind.split_once(',')?;
        let (year, rest) = year.trim().split_at_checked(4)?;
        let first = self.in_any_year(before, year.parse().ok()?)?;
        let last = first.with_day(day.trim().parse().ok()?).filter(|last| first < *last)?;
        Some(Range { first, last, is_alone: is_place(rest) })
    }
}

/// Whether two texts say one day by two calendars: `28 جمادى الأولى 1448 هـ - 09/11/2026 م`.
fn is_twice(before: &str, behind: &str) -> bool {
    let year = |text: &str| {
        let runs = text.split(|c: char| !c.is_ascii_digit());
        runs.filter(|run| run.len() == 4).find_map(|run| run.parse::<i32>().ok())
    };
    year(before).zip(year(behind)).is_some_and(|(one, other)| (one - other).abs() > CALENDARS)
}

/// Whether what stands behind the days is nothing, or a few words as of a place.
fn is_place(rest: &str) -> bool {
    !ends_like_sentence(rest) && words_in(rest) <= FEW_BEHIND && !rest.contains(char::is_numeric)
}

/// A day without the words that lead up to it.
fn first_day(text: &str) -> &str {
    let text = bare(without_labels(bare(text)));
    let (word, rest) = text.split_once(' ').unwrap_or((text, ""));
    if FROM.contains(&word.to_lowercase().as_str()) { bare(rest) } else { text }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_of_many_marks_is_no_range() {
        let many = format!("{}3–5 December 2026", "1-".repeat(20));
        assert!(!Dates::default().is_range(&many));
    }

    #[test]
    fn a_range_says_its_first_day_and_its_last() {
        for (text, first, last, is_alone) in [
            ("5 - 20 November 2026", "2026-11-05", "2026-11-20", true),
            ("28 December – 2 January 2027", "2026-12-28", "2027-01-02", true),
            ("December 3 – 5, 2026", "2026-12-03", "2026-12-05", true),
            ("30.11. – 02.12.2026", "2026-11-30", "2026-12-02", true),
            ("2026年12月3日（木）～12月5日（土）", "2026-12-03", "2026-12-05", true),
            ("2026年12月3日至5日", "2026-12-03", "2026-12-05", true),
            ("2026年12月28日～1月3日", "2026-12-28", "2027-01-03", true),
            ("2026. 12. 12. ~ 12. 14.", "2026-12-12", "2026-12-14", true),
            ("12 May 1928 – 3 November 2026", "1928-05-12", "2026-11-03", true),
            ("(3 to 5 December 2026)", "2026-12-03", "2026-12-05", true),
            ("3 to 5 December 2026, Geneva", "2026-12-03", "2026-12-05", true),
            ("December 3 – 5, 2026 in Bari", "2026-12-03", "2026-12-05", true),
            ("3 to 5 December 2026: the mill is closed.", "2026-12-03", "2026-12-05", false),
        ] {
            let [first, last] = [first, last].map(|day| day.parse().unwrap());
            let range = Range { first, last, is_alone };
            assert_eq!(Dates::default().range(text), Some(range), "{text}");
        }
    }

    #[test]
    fn days_from_and_to_are_told_from_one() {
        for text in [
            "3–5 December 2026",
            "3-5 December 2026",
            "30 November – 2 December 2026",
            "28 December – 2 January 2027",
            "14 to 16 February 2027",
            "From 14 to 16 February 2027",
            "03.12.2026 – 05.12.2026",
            "30.11. – 02.12.2026",
            "14. bis 16. Februar 2027",
            "du 3 au 5 décembre 2026",
            "December 3 – 5, 2026",
            "2026-12-03 ~ 2026-12-05",
            "2026年12月3日至2026年12月5日",
            "3 to 5 December 2026, Geneva",
        ] {
            assert!(Dates::default().is_range(text), "{text}");
        }
        for text in [
            "5 December 2026",
            "2026-12-05",
            "26-11-20",
            "20-Nov-2026",
            "No. 9 - 28 September 2017",
            "Statement – 28 September 2017",
            "Geneva 3 – 28 September 2017",
            "9:00 - 17:00, 3 May 2026",
            "10:15 - 28/09/2017",
            "28 September 2017 – The society opens a mill",
            "28 September 2017 - 10:15",
            "2017-09-28T10:15:00-05:00",
            "5 - 3 December 2026",
            "28 جمادى الأولى 1448 هـ - 09/11/2026 م",
            "20 November 2026 – 25 min read",
            "20 November 2026 - 25 comments",
            "20 November 2026 – 21:30",
            "2026年11月20日 – 25人",
            "20 November 2026 - May the mill run",
            "28 September 2017 – 3 November 2026 will be the day on which the mill is opened again.",
        ] {
            assert!(!Dates::default().is_range(text), "{text}");
        }
    }
}
