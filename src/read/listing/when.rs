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
    [text, unlabelled].into_iter().find(|text| parse(text, hints).is_some()).map(str::to_owned)
}

/// The date of a machine-readable attribute: ISO, or Unix seconds as digits.
pub(super) fn machine(text: &str, hints: &DateHints) -> Option<String> {
    let text = text.trim();
    let seconds = (9..=10).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_digit());
    (seconds || parse(text, hints).is_some()).then(|| text.to_owned())
}

/// The date that is one part of a dateline, or begins a short line before a bracket.
pub(super) fn part(text: &str, hints: &DateHints) -> Option<Dateline> {
    if text.chars().count() > LONGEST * 2 {
        return None;
    }
    among_parts(text, hints).or_else(|| in_front(text, hints))
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

/// `2017.09.28 [News]`
fn in_front(text: &str, hints: &DateHints) -> Option<Dateline> {
    let at = text.find(['[', '(', '【', '［', '（', '〔', '「'])?;
    let (before, rest) = text.split_at(at);
    let date = whole(before, hints)?;
    let rest = rest.trim_matches(AROUND).to_owned();
    Some(Dateline { date, rest: vec![rest] })
}

/// A part of a dateline without its brackets and dashes.
pub(super) fn bare(text: &str) -> &str {
    text.trim_matches(AROUND)
}
