//! Where in a text its date is.
//!
//! Dates stay text here; the parser of dates only says whether a text is one.

use chrono::{DateTime, Datelike, NaiveDate, SecondsFormat, Utc};

use crate::model::date::{DateHints, Precision, Published, age, find, parse};
use crate::read::listing::node::ends_like_sentence;

mod calendar;

mod words;

mod told;

mod shape;

mod byline;

mod range;

pub(super) use byline::is_byline;
use calendar::Calendar;
pub(super) use shape::{is_in_form_of_date, may_be_parts};
pub(super) use told::{Told, YEARS};
use words::{LABELS, RUBRICS};

/// Longer texts hold dates, but are none.
const LONGEST: usize = 60;

/// What stands around a date and between the parts of a dateline.
const AROUND: &[char] = &[
    ' ', '(', ')', '[', ']', '{', '}', '<', '>', '（', '）', '［', '］', '【', '】', '〔', '〕',
    '「', '」', '|', '｜', '·', '•', '・', '–', '—', '-', '/', ':', '：', ',', '،', ';', '»', '›',
    '■', '▪', '●',
];

/// What parts a dateline: `News | Geneva | 6 July 2012`.
const BETWEEN: [&str; 9] = ["|", "｜", "·", "•", "–", "—", " - ", " / ", "»"];

/// What may follow a date that begins a line.
const BRACKETS: [&str; 7] = ["[", "(", "【", "［", "（", "〔", "「"];

/// What stands behind the number of a day.
const DAYS: [char; 4] = ['日', '号', '號', '일'];

/// So many words may stand before a date in a line that is about nothing else; behind a label or a
/// name more.
const FEW_BEFORE: (usize, usize) = (3, 8);

/// So many may stand behind it.
const FEW_BEHIND: usize = 5;

/// A date in a text, and what else the text says.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Dateline {
    /// The date, as it is written.
    pub(super) date: String,
    /// The other parts, in order.
    pub(super) rest: Vec<String>,
}

/// How the dates of a page are read.
#[derive(Debug, Clone, Default)]
pub(super) struct Dates {
    hints: DateHints,
    /// When the page was fetched: what ages count from. Without it they are no dates.
    now: Option<DateTime<Utc>>,
    /// The calendar of the page's language.
    calendar: Calendar,
}

impl Dates {
    /// As the source says.
    pub(super) fn new(hints: DateHints, now: Option<DateTime<Utc>>) -> Self {
        let hints = DateHints { now, ..hints };
        Self { hints, now, calendar: Calendar::default() }
    }

    /// The same, for a page in a language, or with a title where it names none.
    pub(super) fn in_language(self, tag: Option<&str>, title: &str) -> Self {
        let calendar = tag.map_or_else(|| Calendar::by_title(title), Calendar::of);
        Self { calendar, ..self }
    }

    /// When the page was fetched.
    pub(super) fn now(&self) -> Option<DateTime<Utc>> {
        self.now
    }

    /// Whether the source says how its dates are written.
    pub(super) fn are_given(&self) -> bool {
        self.hints.format.is_some()
    }

    /// The date that a text as a whole is; brackets, dashes and labels around it do not count.
    pub(super) fn whole(&self, text: &str) -> Option<String> {
        let text = bare(text);
        // A number alone is a count, a year or an id.
        if text.chars().count() > LONGEST || text.chars().all(char::is_numeric) {
            return None;
        }
        let inner = without_labels(text);
        let texts = [Some(inner), (inner.len() < text.len()).then_some(text)];
        let local = |text: &str| self.calendar.day(text).filter(|_| !self.are_given());
        let written = |text: &str| self.is_date(text).then(|| text.to_owned());
        texts.into_iter().flatten().find_map(|text| local(text).or_else(|| written(text)))
    }

    /// Whether a date is somewhere in a text.
    pub(super) fn holds(&self, text: &str) -> bool {
        text.contains(char::is_numeric) && find(text, &self.hints).is_some()
    }

    /// The date of a line that says little else: `Geneva (ILO News), 6 July 2012`. What is said to
    /// be of something else is passed over, and so is a date in a sentence, or from one to another.
    pub(super) fn in_line(&self, text: &str, is_foreign: impl Fn(&str) -> bool) -> Option<String> {
        if ends_like_sentence(text)
            || self.is_range(text)
            || text.chars().count() > 2 * LONGEST
            || !text.contains(char::is_numeric)
        {
            return None;
        }
        let mut rest = text;
        while let Some((_, range)) = find(rest, &self.hints) {
            let (before, behind) = (&rest[..range.start], &rest[range.end..]);
            if !is_foreign(before) {
                // A deadline behind it is none of its business.
                let behind = if is_foreign(behind) && self.holds(behind) { "" } else { behind };
                let alone = is_lead(before) && words_in(behind) <= FEW_BEHIND;
                let is_it = alone && !is_foreign(behind) && !self.holds(behind);
                return is_it.then(|| self.whole(&rest[range])).flatten();
            }
            rest = behind;
        }
        None
    }

    fn is_date(&self, text: &str) -> bool {
        let numbered = text.contains(|c: char| c.is_numeric() || c == '年');
        let dated = numbered && parse(text, &self.hints).is_some();
        dated || self.age(text).is_some()
    }

    /// The day of a date.
    pub(super) fn day(&self, text: &str) -> Option<NaiveDate> {
        parse(text, &self.hints).map(|date| date.at.date_naive())
    }

    /// The day or moment that an age means, in the form that machines write.
    pub(super) fn age(&self, text: &str) -> Option<String> {
        // An age is told in words.
        let now = self.now.filter(|_| text.contains(char::is_alphabetic))?;
        let published = age(text, now, &self.hints)?;
        Some(match published.precision {
            Precision::Day => published.at.date_naive().to_string(),
            Precision::Second => published.at.to_rfc3339_opts(SecondsFormat::Secs, true),
        })
    }

    /// The date of a machine-readable attribute: ISO, or Unix time as digits. What stands for no
    /// date at all, second 0 of Unix, is none.
    pub(super) fn machine(&self, text: &str) -> Option<String> {
        let text = text.trim();
        let digits = text.bytes().all(|b| b.is_ascii_digit());
        let unix = digits && matches!(text.len(), 9 | 10 | 13);
        let is_moment = |date: Published| date.at.date_naive() != NaiveDate::default();
        let date = !digits && parse(text, &self.hints).is_some_and(is_moment);
        let eight = text.len() == 8 && digits && parse(text, &self.hints).is_some();
        (unix || date || eight).then(|| text.to_owned())
    }

    /// The date that is one part of a dateline, begins a line, or ends one that says by whom.
    pub(super) fn part(&self, text: &str) -> Option<Dateline> {
        if self.is_range(text) {
            return None;
        }
        let short = text.chars().count() <= LONGEST * 2;
        let dateline = || self.among_parts(text).or_else(|| self.byline(text));
        self.in_front(text).or_else(|| if short { dateline() } else { None })
    }

    fn among_parts(&self, text: &str) -> Option<Dateline> {
        let parts = parts(text);
        let at = parts.iter().position(|part| self.whole(part).is_some())?;
        let date = self.whole(&parts[at])?;
        let others = parts.iter().enumerate().filter(|(other, _)| *other != at);
        Some(Dateline { date, rest: others.map(|(_, part)| part.clone()).collect() })
    }

    /// `2017.09.28 [News]`, `28 September 2017 – The society opens a mill.`
    fn in_front(&self, text: &str) -> Option<Dateline> {
        let begins = |mark: &&str| text.find(*mark).filter(|at| *at <= LONGEST * 2);
        let at = BETWEEN.iter().chain(&BRACKETS).filter_map(begins).min()?;
        // A weekday in brackets is of the date.
        let whole = find(text, &self.hints).map(|(_, range)| range);
        let whole = whole.filter(|range| range.start < at && at < range.end);
        let (before, rest) = text.split_at(whole.map_or(at, |range| range.end));
        let date = self.whole(before)?;
        let rest = rest.trim_start_matches(AROUND).to_owned();
        Some(Dateline {
            date,
            rest: Some(rest).filter(|rest| !rest.is_empty()).into_iter().collect(),
        })
    }

    /// `By Ela Bhatt on 28 September 2017`: the longest end that is a date.
    fn byline(&self, text: &str) -> Option<Dateline> {
        let words: Vec<_> = text.split_whitespace().collect();
        if !is_byline(text) {
            return None;
        }
        let ends = (1..words.len()).map(|from| (words[..from].join(" "), words[from..].join(" ")));
        let mut dated = ends.filter_map(|(name, end)| Some((name, self.whole(&end)?)));
        // Before another date stands the first of them, and this one is of something else.
        let (name, date) = dated.next().filter(|(name, _)| !self.holds(name))?;
        Some(Dateline { date, rest: vec![name] })
    }

    /// `28 Sep`, of a year that stands elsewhere; `9-28`, where that says the month, too.
    pub(super) fn in_year(&self, text: &str, told: &Told) -> Option<String> {
        let text = bare(text);
        let short = text.chars().count() <= 24 && text.contains(char::is_numeric);
        if !short || self.is_date(text) {
            return None;
        }
        let year = told.year;
        let named =
            [format!("{text} {year}"), format!("{year}年{text}"), format!("{year}년 {text}")];
        let numbers = two_numbers(text).filter(|_| told.month.is_some());
        let orders = numbers.into_iter().flat_map(|(one, other)| [(one, other), (other, one)]);
        let numbered = orders.filter_map(|(month, day)| NaiveDate::from_ymd_opt(year, month, day));
        let mut written = named.into_iter().chain(numbered.map(|day| day.to_string()));
        written.find(|text| self.day(text).is_some_and(|day| told.fits(day)))
    }

    /// `28`, `Thu 28`, `28.` of a month that stands elsewhere.
    pub(super) fn in_month(&self, text: &str, (year, month): (i32, u32)) -> Option<String> {
        if text.chars().count() > 16 {
            return None;
        }
        let mut numbers = text.split(|c: char| !c.is_ascii_digit()).filter(|part| !part.is_empty());
        let (day, more) = (numbers.next()?.parse().ok()?, numbers.next());
        let day = NaiveDate::from_ymd_opt(year, month, day).filter(|_| more.is_none())?;
        // Nothing else stands there but a weekday.
        let whole = format!("{text} {}", day.format("%B %Y"));
        let bare = text.trim_matches(|c: char| !c.is_alphanumeric());
        let alone = bare.trim_end_matches(DAYS).chars().all(|c| c.is_ascii_digit());
        (alone || parse(&whole, &self.hints).is_some()).then(|| day.to_string())
    }

    /// `Published: September 2017`: a month behind words that say no more than that it is one.
    pub(super) fn is_labelled_month(&self, text: &str) -> bool {
        let bare = bare(text);
        let month = without_labels(bare);
        month.len() < bare.len() && self.month(month).is_some()
    }

    /// The month that a heading names: `September 2017`, `2017年9月`.
    pub(super) fn month(&self, text: &str) -> Option<(i32, u32)> {
        let text = text.trim_matches(AROUND);
        if text.chars().count() > LONGEST || !text.contains(char::is_numeric) || self.is_date(text)
        {
            return None;
        }
        let written = [
            format!("1 {text}"),
            format!("{text}1日"),
            format!("{text} 1일"),
            format!("{text}-01"),
            format!("01/{text}"),
        ];
        let day = written.iter().find_map(|text| parse(text, &self.hints))?;
        Some((day.at.year(), day.at.month()))
    }
}

/// `11-20`, `11/20`.
fn two_numbers(text: &str) -> Option<(u32, u32)> {
    let (one, other) = text.trim_end_matches('.').split_once(['-', '/', '.'])?;
    let number = |text: &str| text.parse().ok().filter(|_| (1..=2).contains(&text.len()));
    Some((number(one)?, number(other)?))
}

fn without_labels(text: &str) -> &str {
    let mut rest = text;
    let first = text.split([' ', ':', '：']).next().unwrap_or_default();
    let behind = text[first.len()..].trim_start();
    if RUBRICS.contains(&first.to_lowercase().as_str()) && !behind.starts_with([':', '：']) {
        return text;
    }
    for _ in 0..5 {
        let (word, after) = rest.split_once([' ', ':', '：']).unwrap_or((rest, ""));
        if !LABELS.contains(&word.to_lowercase().as_str()) {
            break;
        }
        rest = bare(after);
    }
    rest
}

/// Whether some words lead up to a date: a label, a place, a name.
fn is_lead(before: &str) -> bool {
    let first = before.split([' ', ':', '：']).next().unwrap_or_default().to_lowercase();
    let told = before.trim_end().ends_with([':', '：'])
        || LABELS.contains(&first.as_str())
        || is_byline(before.trim());
    let most = if told { FEW_BEFORE.1 } else { FEW_BEFORE.0 };
    words_in(before) <= most && !before.contains(char::is_numeric)
}

/// How many words a text has; some signs of East Asia are one.
fn words_in(text: &str) -> usize {
    let east = text.chars().filter(|c| ('\u{2e80}'..='\u{d7ff}').contains(c)).count();
    text.split_whitespace().count() + east / 4
}

fn parts(text: &str) -> Vec<String> {
    let mut parts = vec![text];
    for between in BETWEEN {
        parts = parts.into_iter().flat_map(|part| part.split(between)).collect();
    }
    let trimmed = parts.into_iter().map(str::trim);
    trimmed.filter(|part| !part.is_empty()).map(str::to_owned).collect()
}

/// A part of a dateline without its brackets and dashes. A bracket that closes one in it stays.
pub(super) fn bare(text: &str) -> &str {
    let mut rest = text.trim_start_matches(AROUND);
    // What opens nowhere is looked for once, however often it closes.
    let mut unopened = Vec::new();
    while let Some(last) = rest.chars().next_back().filter(|last| AROUND.contains(last)) {
        if let Some(open) = opening(last).filter(|open| !unopened.contains(open)) {
            if rest.contains(open) {
                break;
            }
            unopened.push(open);
        }
        rest = &rest[..rest.len() - last.len_utf8()];
    }
    rest
}

fn opening(close: char) -> Option<char> {
    let pairs = ["()", "[]", "{}", "<>", "（）", "［］", "【】", "〔〕", "「」"];
    pairs.iter().find(|pair| pair.ends_with(close)).and_then(|pair| pair.chars().next())
}

/// Whether some words say no more than that a date follows. A rubric may be called "Publication".
pub(super) fn is_label(text: &str) -> bool {
    text.ends_with([':', '：']) && without_labels(bare(text)).is_empty()
}

/// Whether a text has a year and a number as of a day: what reads like a date and is none that is
/// known, such as one from a day to another.
pub(super) fn is_like_date(text: &str) -> bool {
    let numbers = || text.split(|c: char| !c.is_ascii_digit()).filter(|part| !part.is_empty());
    let year = |part: &str| part.len() == 4 && (part.starts_with("19") || part.starts_with("20"));
    let day = |part: &str| part.parse().is_ok_and(|number: u32| (1..=31).contains(&number));
    numbers().any(year) && numbers().any(day)
}

#[cfg(test)]
mod tests;
