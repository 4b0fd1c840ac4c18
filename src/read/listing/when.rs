//! Where in a text its date is.
//!
//! Dates stay text here; the parser of dates only says whether a text is one.

use crate::model::date::{DateHints, parse};

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

/// The date that a text as a whole is; brackets, dashes and labels around it do not count.
pub(super) fn whole(text: &str, hints: &DateHints) -> Option<String> {
    let text = text.trim_matches(AROUND);
    // A number alone is a count, a year or an id.
    if text.chars().count() > LONGEST || text.chars().all(char::is_numeric) {
        return None;
    }
    if !text.contains(char::is_numeric) {
        return None;
    }
    let unlabelled = without_labels(text);
    [unlabelled, text].into_iter().find(|text| parse(text, hints).is_some()).map(str::to_owned)
}

/// The date of a machine-readable attribute: ISO, or Unix seconds as digits.
pub(super) fn machine(text: &str, hints: &DateHints) -> Option<String> {
    let text = text.trim();
    let seconds = (9..=10).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_digit());
    (seconds || parse(text, hints).is_some()).then(|| text.to_owned())
}

/// The date that is one part of a dateline, begins a line, or ends one that says by whom.
pub(super) fn part(text: &str, hints: &DateHints) -> Option<Dateline> {
    let short = text.chars().count() <= LONGEST * 2;
    let dateline = || among_parts(text, hints).or_else(|| byline(text, hints));
    in_front(text, hints).or_else(|| if short { dateline() } else { None })
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

fn among_parts(text: &str, hints: &DateHints) -> Option<Dateline> {
    let parts = parts(text);
    let at = parts.iter().position(|part| whole(part, hints).is_some())?;
    let date = whole(&parts[at], hints)?;
    let others = parts.iter().enumerate().filter(|(other, _)| *other != at);
    Some(Dateline { date, rest: others.map(|(_, part)| part.clone()).collect() })
}

fn parts(text: &str) -> Vec<String> {
    let mut parts = vec![text];
    for between in BETWEEN {
        parts = parts.into_iter().flat_map(|part| part.split(between)).collect();
    }
    let trimmed = parts.into_iter().map(str::trim);
    trimmed.filter(|part| !part.is_empty()).map(str::to_owned).collect()
}

/// `2017.09.28 [News]`, `28 September 2017 – The society opens a mill.`
fn in_front(text: &str, hints: &DateHints) -> Option<Dateline> {
    let begins = |mark: &&str| text.find(*mark).filter(|at| *at <= LONGEST * 2);
    let at = BETWEEN.iter().chain(&BRACKETS).filter_map(begins).min()?;
    let (before, rest) = text.split_at(at);
    let date = whole(before, hints)?;
    let rest = rest.trim_start_matches(AROUND).to_owned();
    Some(Dateline { date, rest: vec![rest] })
}

/// `By Ela Bhatt on 28 September 2017`: the longest end that is a date.
fn byline(text: &str, hints: &DateHints) -> Option<Dateline> {
    let words: Vec<_> = text.split_whitespace().collect();
    if !is_byline(text) {
        return None;
    }
    let mut ends = (1..words.len()).map(|from| words[from..].join(" "));
    let date = ends.find_map(|end| whole(&end, hints))?;
    Some(Dateline { date, rest: Vec::new() })
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
        assert_eq!(whole(text, &DateHints::default()).as_deref(), date, "{text:?}");
    }

    #[track_caller]
    fn check_part(text: &str, expected: Option<(&str, &[&str])>) {
        let found = part(text, &DateHints::default());
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
        let hints = DateHints::default();
        assert_eq!(machine(" 1785456000 ", &hints).as_deref(), Some("1785456000"));
        assert_eq!(machine("2017-09-28", &hints).as_deref(), Some("2017-09-28"));
        assert_eq!(machine("soon", &hints), None);
    }
}
