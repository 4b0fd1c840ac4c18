//! What stands above a row and says when it was: one day over the items of a day, a month over
//! those that say only their day.

use chrono::Datelike;
use scraper::ElementRef;

use crate::read::listing::node::{NodeRef, fold, is_heading};
use crate::read::listing::when::{Dates, Told, YEARS};

/// Elements around a row whose neighbours are looked at.
const LEVELS: usize = 6;

/// Neighbours before a row that are looked at.
const NEIGHBOURS: usize = 200;

/// Texts of a neighbour that are looked at.
const PARTS: usize = 6;

/// A heading that says a year says little else, in words and characters.
const WORDS: usize = 4;
const LONGEST: usize = 40;

/// Words beside a year that tells of more than what stands below.
const SPANS: [&str; 13] = [
    "since", "est.", "founded", "seit", "depuis", "desde", "dal", "vision", "strateg", "agenda",
    "plan", "©", "until",
];

/// What stands above.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Heading {
    /// A day, as it is written.
    Day(String),
    /// A month.
    Month(i32, u32),
    /// A year.
    Year(i32),
}

impl Heading {
    /// What it says of the days below, where it is none itself.
    pub(super) fn told(&self) -> Option<Told> {
        match *self {
            Self::Day(_) => None,
            Self::Month(year, month) => Some(Told { year, month: Some(month), day: None }),
            Self::Year(year) => Some(Told { year, month: None, day: None }),
        }
    }
}

/// For each row the nearest heading before it that is a date or a part of one. Another heading
/// between them ends the search; where it comes upon the row before, that one's is the answer, so
/// that a list of thousands is walked once.
pub(super) fn above(rows: &[Vec<NodeRef<'_>>], dates: &Dates) -> Vec<Option<Heading>> {
    let mut found: Vec<Option<Heading>> = Vec::with_capacity(rows.len());
    let mut before = Vec::new();
    for row in rows {
        let last = found.last().cloned().flatten();
        found.push(row.first().and_then(|node| nearest(*node, &before, last, dates)));
        let around = row.first().into_iter().flat_map(|node| node.ancestors().take(LEVELS));
        before = row.last().copied().into_iter().chain(around).collect();
    }
    found
}

fn nearest(
    row: NodeRef<'_>,
    before: &[NodeRef<'_>],
    last: Option<Heading>,
    dates: &Dates,
) -> Option<Heading> {
    let mut node = row;
    for _ in 0..LEVELS {
        for sibling in node.prev_siblings().take(NEIGHBOURS) {
            if before.contains(&sibling) {
                return last;
            }
            let Some(element) = ElementRef::wrap(sibling) else { continue };
            let named = is_heading(element)
                || matches!(element.value().name(), "dt" | "th" | "strong" | "b" | "caption");
            let texts: Vec<_> = element.text().take(PARTS).collect();
            match read(&fold(&texts.join(" ")), named, dates) {
                Some(Heading::Day(_)) | None if !named => {}
                found => return found,
            }
        }
        node = node.parent()?;
    }
    None
}

fn read(text: &str, is_named: bool, dates: &Dates) -> Option<Heading> {
    if let Some(day) = dates.whole(text) {
        return Some(Heading::Day(day));
    }
    if let Some((year, month)) = dates.month(text) {
        return Some(Heading::Month(year, month));
    }
    let is_bare = text.trim_end_matches(['年', '년']).trim().len() == 4;
    let year = only_year(text).filter(|_| is_bare || is_named && !tells_of_time(text))?;
    let is_over = dates.now().is_none_or(|now| year <= now.year());
    (is_bare || is_over).then_some(Heading::Year(year))
}

/// Whether a heading with a year is about a span of time: "Since 1995", "Strategy 2027".
fn tells_of_time(text: &str) -> bool {
    let small = text.to_lowercase();
    SPANS.iter().any(|word| small.contains(word))
}

/// The year of a heading that has no other number, and few words: "2026年", "Judgments 2026".
fn only_year(text: &str) -> Option<i32> {
    let mut numbers = text.split(|c: char| !c.is_ascii_digit()).filter(|run| !run.is_empty());
    let year = numbers.next().filter(|run| run.len() == 4 && numbers.next().is_none())?;
    let is_short = text.split_whitespace().count() <= WORDS && text.chars().count() <= LONGEST;
    year.parse().ok().filter(|year| is_short && YEARS.contains(year))
}
