//! Where in a text its date is.
//!
//! Dates stay text here; the parser of dates only says whether a text is one.

use chrono::{DateTime, Datelike, NaiveDate, SecondsFormat, Utc};

use crate::model::date::{DateHints, Precision, age, parse};

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

/// What names of authors begin with.
const BY: [&str; 10] = ["by", "par", "por", "von", "di", "da", "door", "av", "written", "author"];

/// Words before a date that say no more than that it is one.
const LABELS: [&str; 26] = [
    "published",
    "posted",
    "date",
    "dated",
    "added",
    "on",
    "the",
    "publié",
    "publie",
    "mis",
    "en",
    "ligne",
    "le",
    "publicado",
    "fecha",
    "el",
    "em",
    "data",
    "veröffentlicht",
    "datum",
    "am",
    "vom",
    "pubblicato",
    "il",
    "дата",
    "发布时间",
];

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
}

impl Dates {
    /// As the source says.
    pub(super) fn new(hints: DateHints, now: Option<DateTime<Utc>>) -> Self {
        Self { hints, now }
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
        let text = text.trim_matches(AROUND);
        // A number alone is a count, a year or an id.
        if text.chars().count() > LONGEST || text.chars().all(char::is_numeric) {
            return None;
        }
        let texts = [without_labels(text), text];
        texts.into_iter().find(|text| self.is_date(text)).map(str::to_owned)
    }

    fn is_date(&self, text: &str) -> bool {
        let dated = text.contains(char::is_numeric) && parse(text, &self.hints).is_some();
        dated || self.age(text).is_some()
    }

    /// The day of a date.
    pub(super) fn day(&self, text: &str) -> Option<NaiveDate> {
        parse(text, &self.hints).map(|date| date.at.date_naive())
    }

    /// The day or moment that an age means, in the form that machines write.
    pub(super) fn age(&self, text: &str) -> Option<String> {
        let published = age(text, self.now?, &self.hints)?;
        Some(match published.precision {
            Precision::Day => published.at.date_naive().to_string(),
            Precision::Second => published.at.to_rfc3339_opts(SecondsFormat::Secs, true),
        })
    }

    /// The date of a machine-readable attribute: ISO, or Unix time as digits.
    pub(super) fn machine(&self, text: &str) -> Option<String> {
        let text = text.trim();
        let digits = text.bytes().all(|b| b.is_ascii_digit());
        let unix = digits && matches!(text.len(), 9 | 10 | 13);
        let date = !digits && parse(text, &self.hints).is_some();
        let eight = text.len() == 8 && digits && parse(text, &self.hints).is_some();
        (unix || date || eight).then(|| text.to_owned())
    }

    /// The date that is one part of a dateline, begins a line, or ends one that says by whom.
    pub(super) fn part(&self, text: &str) -> Option<Dateline> {
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
        let (before, rest) = text.split_at(at);
        let date = self.whole(before)?;
        let rest = rest.trim_start_matches(AROUND).to_owned();
        Some(Dateline { date, rest: vec![rest] })
    }

    /// `By Ela Bhatt on 28 September 2017`: the longest end that is a date.
    fn byline(&self, text: &str) -> Option<Dateline> {
        let words: Vec<_> = text.split_whitespace().collect();
        if !is_byline(text) {
            return None;
        }
        let mut ends = (1..words.len()).map(|from| words[from..].join(" "));
        let date = ends.find_map(|end| self.whole(&end))?;
        Some(Dateline { date, rest: Vec::new() })
    }

    /// `28 Sep`, of a year that stands elsewhere.
    pub(super) fn in_year(&self, text: &str, year: i32) -> Option<String> {
        let text = text.trim_matches(AROUND);
        let short = text.chars().count() <= 24 && text.contains(char::is_numeric);
        if !short || self.is_date(text) {
            return None;
        }
        let written =
            [format!("{text} {year}"), format!("{year}年{text}"), format!("{year}년 {text}")];
        written.into_iter().find(|text| parse(text, &self.hints).is_some())
    }

    /// Whether a date is in a month, whatever the order of its parts.
    pub(super) fn is_in_month(&self, date: &str, month: u32) -> bool {
        parse(date, &self.hints).is_some_and(|date| date.at.month() == month)
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
        let alone = bare.chars().all(|c| c.is_ascii_digit());
        (alone || parse(&whole, &self.hints).is_some()).then(|| day.to_string())
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

fn without_labels(text: &str) -> &str {
    let mut rest = text;
    for _ in 0..4 {
        let (word, after) = rest.split_once([' ', ':', '：']).unwrap_or((rest, ""));
        if !LABELS.contains(&word.to_lowercase().as_str()) {
            break;
        }
        rest = after.trim_matches(AROUND);
    }
    rest
}

fn parts(text: &str) -> Vec<String> {
    let mut parts = vec![text];
    for between in BETWEEN {
        parts = parts.into_iter().flat_map(|part| part.split(between)).collect();
    }
    let trimmed = parts.into_iter().map(str::trim);
    trimmed.filter(|part| !part.is_empty()).map(str::to_owned).collect()
}

/// Whether a line says who wrote something.
pub(super) fn is_byline(text: &str) -> bool {
    let words = text.split_whitespace().map(str::to_lowercase);
    let mut words = words.skip_while(|word| LABELS.contains(&word.as_str()));
    let by = words.next().is_some_and(|word| BY.contains(&word.trim_end_matches(':')));
    by && text.chars().count() <= LONGEST * 2 && !text.ends_with(['.', '。', '!', '?'])
}

/// A part of a dateline without its brackets and dashes.
pub(super) fn bare(text: &str) -> &str {
    text.trim_matches(AROUND)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check_whole(text: &str, date: Option<&str>) {
        assert_eq!(Dates::default().whole(text).as_deref(), date, "{text:?}");
    }

    #[track_caller]
    fn check_part(text: &str, expected: Option<(&str, &[&str])>) {
        let found = Dates::default().part(text);
        let found = found.as_ref().map(|line| {
            (line.date.as_str(), line.rest.iter().map(String::as_str).collect::<Vec<_>>())
        });
        assert_eq!(found, expected.map(|(date, rest)| (date, rest.to_vec())), "{text:?}");
    }

    #[test]
    fn a_date_may_stand_in_brackets_and_after_a_label() {
        check_whole("28 September 2017", Some("28 September 2017"));
        check_whole(" [2017-09-28] ", Some("2017-09-28"));
        check_whole("- 4 July 2018", Some("4 July 2018"));
        check_whole("Posted on 3 May 2017", Some("3 May 2017"));
        check_whole("Publié le 5 juillet 2019", Some("5 juillet 2019"));
        check_whole("2017年9月28日", Some("2017年9月28日"));
    }

    #[test]
    fn a_number_a_deadline_and_a_sentence_are_no_dates() {
        check_whole("2017", None);
        check_whole("1506556800", None);
        check_whole("No date here", None);
        check_whole("Register until 12 May 2019", None);
        check_whole("© ILO / M. Crozet 2024", None);
    }

    #[test]
    fn a_dateline_is_parted() {
        check_part("News | 27 September 2017", Some(("27 September 2017", &["News"])));
        let statement = "Statement | Geneva | 06 July 2012";
        check_part(statement, Some(("06 July 2012", &["Statement", "Geneva"])));
        check_part("Noticia | 25 de agosto de 2020", Some(("25 de agosto de 2020", &["Noticia"])));
        check_part("2017.09.28 [ニュース]", Some(("2017.09.28", &["ニュース]"])));
        check_part("3 May 2017 – A mill opens.", Some(("3 May 2017", &["A mill opens."])));
        check_part("By Ela Bhatt on 3 May 2017", Some(("3 May 2017", &[])));
        check_part("The tour began on 29 August and ended on 6 September 2017.", None);
    }

    #[test]
    fn machines_may_write_unix_seconds() {
        let dates = Dates::default();
        assert_eq!(dates.machine(" 1785456000 ").as_deref(), Some("1785456000"));
        assert_eq!(dates.machine("2017-09-28").as_deref(), Some("2017-09-28"));
        assert_eq!(dates.machine("soon"), None);
    }
}
