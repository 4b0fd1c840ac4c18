//! What the address of an item, or a heading above it, says of its day.

use chrono::{Datelike, NaiveDate};

/// Years that items of a list are of.
pub(in crate::read::listing) const YEARS: std::ops::Range<i32> = 1990..2100;

/// A year, and as much more of a day as is said.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::read::listing) struct Told {
    /// Year.
    pub(in crate::read::listing) year: i32,
    /// Month of it.
    pub(in crate::read::listing) month: Option<u32>,
    /// Day of it.
    pub(in crate::read::listing) day: Option<u32>,
}

/// Digits in a path, and what stands around them.
#[derive(Clone, Copy)]
struct Run<'a> {
    before: Option<char>,
    digits: &'a str,
    behind: Option<char>,
}

impl Told {
    /// By an address: `/2017/09/28/x`, `/202611/t20261120_1.html`, `/2026-11-20-x`. What says most
    /// counts.
    pub(in crate::read::listing) fn by_address(link: &str) -> Option<Self> {
        let path = link.split(['?', '#']).next().unwrap_or_default();
        let runs = runs(path);
        let told = (0..runs.len()).filter_map(|at| Self::by(&runs[at..]));
        let most = |told: &Self| (told.month.is_some(), told.day.is_some());
        told.reduce(|best, next| if most(&next) > most(&best) { next } else { best })
    }

    /// The day that it says whole.
    pub(in crate::read::listing) fn date(self) -> Option<NaiveDate> {
        NaiveDate::from_ymd_opt(self.year, self.month?, self.day?)
    }

    fn by(runs: &[Run<'_>]) -> Option<Self> {
        let run = runs.first()?;
        let part = |from: usize, to: usize| run.digits.get(from..to)?.parse().ok();
        let year = run.digits.get(..4)?.parse().ok().filter(|year| YEARS.contains(year))?;
        let whole = Self { year, month: None, day: None };
        match run.digits.len() {
            8 => whole.with(part(4, 6)).with(part(6, 8)).filter(|told| told.day.is_some()),
            6 => whole.with(part(4, 6)).filter(|told| told.month.is_some()),
            4 => whole.followed_by(run, &runs[1..]),
            _ => None,
        }
    }

    /// By the numbers behind a year. A single digit is a month only where a day follows.
    fn followed_by(self, run: &Run<'_>, next: &[Run<'_>]) -> Option<Self> {
        let follows = |run: &Run<'_>, next: Option<&Run<'_>>| {
            let next = next.filter(|next| next.digits.len() <= 2 && next.before == run.behind);
            next.filter(|_| matches!(run.behind, Some('/' | '-')))
                .and_then(|n| n.digits.parse().ok())
        };
        let month = follows(run, next.first());
        let day = next.first().and_then(|month| follows(month, next.get(1)));
        let told = self.with(month).with(day);
        let is_sure = told.day.is_some() || next.first().is_some_and(|run| run.digits.len() == 2);
        let alone = [run.before, run.behind].iter().all(|c| c.is_none_or(|c| c == '/'));
        match told.month {
            Some(_) if is_sure => Some(told),
            _ => alone.then_some(self),
        }
    }

    /// The same with a month, or with the day of one, where that can be.
    fn with(self, number: Option<u32>) -> Self {
        match (number, self.month) {
            (Some(month @ 1..=12), None) => Self { month: Some(month), ..self },
            (Some(day), Some(month)) => {
                let is_day = NaiveDate::from_ymd_opt(self.year, month, day).is_some();
                Self { day: is_day.then_some(day), ..self }
            }
            _ => self,
        }
    }

    fn filter(self, is: impl Fn(&Self) -> bool) -> Option<Self> {
        is(&self).then_some(self)
    }

    /// Whether a day is none that this rules out.
    pub(super) fn fits(&self, day: NaiveDate) -> bool {
        self.month.is_none_or(|month| month == day.month())
            && self.day.is_none_or(|of_month| of_month == day.day())
    }
}

fn runs(path: &str) -> Vec<Run<'_>> {
    let mut runs = Vec::new();
    let mut rest = 0;
    while let Some(found) = path[rest..].find(|c: char| c.is_ascii_digit()) {
        let start = rest + found;
        let digits = path[start..].bytes().take_while(u8::is_ascii_digit).count();
        rest = start + digits;
        runs.push(Run {
            before: path[..start].chars().next_back(),
            digits: &path[start..rest],
            behind: path[rest..].chars().next(),
        });
    }
    runs
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(link: &str, expected: Option<(i32, Option<u32>, Option<u32>)>) {
        let told = Told::by_address(link).map(|told| (told.year, told.month, told.day));
        assert_eq!(told, expected, "{link}");
    }

    #[test]
    fn addresses_say_days_months_and_years() {
        let day = Some((2026, Some(11), Some(20)));
        for link in [
            "/2026/11/20/mill",
            "/art/2026/11/20/art_12_0.html",
            "./202611/t20261120_1.html",
            "/news/20261120.html",
            "/news/2026-11-20-mill",
            "https://coop.example/2026/11/20",
        ] {
            check(link, day);
        }
        check("/art/2026/9/8/art_1.html", Some((2026, Some(9), Some(8))));
        check("/2026/11/mill", Some((2026, Some(11), None)));
        check("/202611/mill", Some((2026, Some(11), None)));
        check("/2026/3/mill", Some((2026, None, None)));
        check("/2026/mill-12", Some((2026, None, None)));
    }

    #[test]
    fn other_numbers_say_nothing() {
        for link in
            ["/node/702", "/budget-2026", "/?p=2026", "/209912345", "/13022026", "/1889/11", ""]
        {
            check(link, None);
        }
    }
}
