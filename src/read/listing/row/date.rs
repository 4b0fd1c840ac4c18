//! The date of a row, as it is written.

use std::ops::Range;

use scraper::ElementRef;

use super::foreign::{is_another_moment, is_change, is_of_another};
use super::{Dated, Reader};
use crate::read::listing::heading::Heading;
use crate::read::listing::hint::{Hint, class, hint};
use crate::read::listing::node::{Attributes, few_texts, fold};
use crate::read::listing::pieces::Pieces;
use crate::read::listing::when::{Told, bare, is_in_form_of_date, may_be_parts};

/// A date in more parts is none: day, month and year, with white space between and around.
const MAX_PARTS: usize = 12;

/// A badge is made of such pieces: "28", "September", "2017".
const LONGEST_PIECE: usize = 12;

/// A date is one of so many texts of a row. Each is asked in several ways.
const MOST_ASKED: usize = 80;

/// So many runs of short texts are asked whether they are a date in parts.
const MOST_WINDOWS: usize = 60;

/// So many dates for machines are asked whose they are.
const MOST_STATED: usize = 12;

/// Attributes in which pages keep a date for scripts.
const DATA: [&str; 9] = [
    "data-date",
    "data-datetime",
    "data-time",
    "data-timestamp",
    "data-published",
    "data-created",
    "data-publish-date",
    "data-utime",
    "data-epoch",
];

impl<'a> Reader<'_, 'a> {
    /// What is for machines, else what is called a date, else what is one, whole or in parts,
    /// else what becomes one by the address or by what stands above; else the last change.
    pub(super) fn find_date(&mut self, heading: Option<&Heading>) {
        self.fields.date = self.marked_date();
        if self.fields.date.is_none() {
            let lasting = self.set_ranges_aside();
            self.fields.date = self.shown_date(heading);
            self.fields.dated = Dated::Shown;
            // What was published may be about some days; what was not, takes place on them.
            let event = lasting.filter(|_| self.fields.date.is_none());
            self.fields.event = self.fields.event.take().or(event);
        }
        if self.fields.date.is_none() && self.fields.like_date.is_none() {
            self.find_form();
        }
    }

    /// What has the form of a date and is none that is known: it is nothing else either.
    fn find_form(&mut self) {
        let found = self
            .texts_and_lines()
            .into_iter()
            .find(|texts| is_in_form_of_date(&self.join(texts)) && !self.is_foreign(texts[0]));
        if let Some(texts) = found {
            self.take_form(&texts);
        }
    }

    pub(super) fn take_form(&mut self, texts: &[usize]) {
        let element = self.piece(texts[0]).element;
        let title = self.pieces.texts.iter().position(|text| Some(text.element) == self.title);
        let side = if title.is_some_and(|title| title < texts[0]) { '>' } else { '<' };
        let place = format!("{side}{}.{}", element.value().name(), class(element));
        self.fields.like_date.get_or_insert(place);
        self.mark(texts);
    }

    fn shown_date(&mut self, heading: Option<&Heading>) -> Option<String> {
        self.stated_date()
            .or_else(|| self.date_in_year(heading))
            .or_else(|| self.date_under(heading))
            .or_else(|| self.date_of_change())
    }

    /// The day of the last change, if the row tells of one.
    fn date_of_change(&mut self) -> Option<String> {
        let words = Pieces::join(&self.pieces.texts);
        let of_change = |element: &ElementRef<'a>| hint(*element) == Some(Hint::Changed);
        let tells = is_change(&words) || self.pieces.elements.iter().any(of_change);
        self.takes_changes = tells;
        if tells { self.stated_date() } else { None }
    }

    fn stated_date(&mut self) -> Option<String> {
        self.machine_date()
            .or_else(|| self.attribute_date())
            .or_else(|| self.named_date())
            .or_else(|| self.line_date())
            .or_else(|| self.badge())
            .or_else(|| self.dateline())
            .or_else(|| self.date_in_line())
    }

    fn marked_date(&mut self) -> Option<String> {
        let (element, text) = self.marks.date.take()?;
        let dates = self.common.dates;
        let date = dates.machine(&text).or_else(|| dates.whole(&text))?;
        self.mark_within(element);
        Some(date)
    }

    /// `time[datetime]`; of two, the one that is not the last change.
    fn machine_date(&mut self) -> Option<String> {
        let times = self.pieces.times.iter();
        let (time, date) = times
            .filter(|time| !matches!(hint(**time), Some(Hint::Changed | Hint::Noise)))
            .filter(|time| !self.marks.is_of_event(**time) && !self.is_lasting(**time))
            .filter_map(|time| {
                Some((*time, self.common.dates.machine(time.attribute("datetime")?)?))
            })
            .take(MOST_STATED)
            .find(|(time, _)| !self.is_foreign_within(*time))?;
        self.mark_within(time);
        Some(date)
    }

    /// A short text whose date is in an attribute: `<abbr title="2017-09-28">last week</abbr>`.
    fn attribute_date(&mut self) -> Option<String> {
        let dates = self.common.dates;
        let stated = self.pieces.elements.iter().filter_map(|element| {
            let value = element.value();
            let is_other =
                hint(*element) == Some(Hint::Changed) || self.marks.is_of_event(*element);
            if matches!(value.name(), "a" | "img") || is_other {
                return None;
            }
            let stated = DATA.iter().find_map(|name| dates.machine(value.attribute(name)?));
            let told = || {
                let told =
                    [value.attribute("title"), value.attribute("aria-label")].into_iter().flatten();
                let date = told.into_iter().find_map(|text| dates.whole(text))?;
                let short = text_apart(*element)?.chars().count() <= 2 * LONGEST_PIECE;
                short.then_some(date)
            };
            Some((*element, stated.or_else(told)?))
        });
        let mut stated = stated.take(MOST_STATED);
        let (element, date) = stated.find(|(element, _)| !self.is_foreign_within(*element))?;
        self.mark_within(element);
        Some(date)
    }

    /// What its class calls a date, however many elements it is in.
    fn named_date(&mut self) -> Option<String> {
        let (element, date) = self.free().into_iter().find_map(|index| {
            let hinting = self.piece(index).hinting(self.title);
            let (element, _) = hinting.filter(|(_, role)| *role == Hint::Date)?;
            if self.is_foreign(index) {
                return None;
            }
            Some((element, self.common.dates.whole(&text_apart(element)?)?))
        })?;
        self.mark_within(element);
        Some(date)
    }

    /// A text, or else a line, that is a date.
    fn line_date(&mut self) -> Option<String> {
        let (texts, date) = self.texts_and_lines().into_iter().find_map(|texts| {
            let date = self.common.dates.whole(&self.join(&texts))?;
            (!self.is_foreign(texts[0])).then_some((texts, date))
        })?;
        self.mark(&texts);
        Some(date)
    }

    /// Day, month and year in pieces of their own, in whatever order.
    fn badge(&mut self) -> Option<String> {
        let (texts, date) = self.windows(4, 3).into_iter().find_map(|texts| {
            let words: Vec<_> = texts.iter().map(|at| bare(&self.piece(*at).text)).collect();
            let reversed: Vec<_> = words.iter().rev().copied().collect();
            let written =
                [words.join(" "), words.join("."), reversed.join(" "), reversed.join(".")];
            let is_none = is_day_beside_a_count(&words) || self.common.dates.is_range(&written[0]);
            if is_none || !written[0].contains(char::is_numeric) {
                return None;
            }
            let whole = || written.iter().find_map(|text| self.common.dates.whole(text));
            let date = whole().or_else(|| self.day_and_month(&words))?;
            (!self.is_foreign(texts[0])).then_some((texts, date))
        })?;
        self.mark(&texts);
        Some(date)
    }

    /// A day in one piece, month and year in the other: `20`, `2026-11`.
    fn day_and_month(&self, words: &[&str]) -> Option<String> {
        let [one, other] = words else { return None };
        let dates = self.common.dates;
        let of = |month: &str, day: &str| dates.in_month(day, dates.month(month)?);
        of(other, one).or_else(|| of(one, other))
    }

    /// A line with a date in it: `Statement | Geneva | 6 July 2012`. Its first part may be the
    /// kind.
    fn dateline(&mut self) -> Option<String> {
        let (texts, found) = self.texts_and_lines().into_iter().find_map(|texts| {
            let mut found = self.common.dates.part(&self.join(&texts))?;
            // A deadline beside it is left out, with its date.
            found.rest.retain(|part| !(self.is_another(part) && self.common.dates.holds(part)));
            let foreign = found.rest.iter().any(|part| self.is_another(part));
            (!foreign && !self.follows_another(texts[0])).then_some((texts, found))
        })?;
        self.mark(&texts);
        self.beside_date = found.rest;
        Some(found.date)
    }

    /// The date in a short line that says other things beside it, and no summary.
    fn date_in_line(&mut self) -> Option<String> {
        let (texts, date) = self.texts_and_lines().into_iter().find_map(|texts| {
            let is_other = |at: &usize| {
                let linked = self.piece(*at).link.is_some() && !self.in_card(*at);
                self.hint(*at) == Some(Hint::Summary) || linked && texts.len() == 1
            };
            if texts.iter().any(is_other) || self.follows_another(texts[0]) {
                return None;
            }
            let is_another = |part: &str| self.is_another(part);
            let date = self.common.dates.in_line(&self.join(&texts), is_another)?;
            Some((texts, date))
        })?;
        self.mark(&texts);
        Some(date)
    }

    /// Day and month, where the address (`/2017/09/28/…`) or what stands above says the year.
    fn date_in_year(&mut self, heading: Option<&Heading>) -> Option<String> {
        let address = self.fields.link.as_deref().and_then(Told::by_address);
        // Under "Novembre 2026" a day called "mar." is a Tuesday.
        let told = address.or(heading.and_then(Heading::told))?;
        let single = self.asked().map(|index| vec![index]);
        let (texts, date) = single.chain(self.windows(2, 2)).find_map(|texts| {
            let date = self.common.dates.in_year(&self.join(&texts), &told)?;
            (!self.is_foreign(texts[0])).then_some((texts, date))
        })?;
        self.mark(&texts);
        Some(date)
    }

    /// The day that stands above; or a day of the month that does.
    fn date_under(&mut self, heading: Option<&Heading>) -> Option<String> {
        match heading? {
            Heading::Day(day) => Some(day.clone()),
            Heading::Year(_) => None,
            Heading::Month(year, month) => {
                let (index, date) = self.free().into_iter().find_map(|index| {
                    let text = &self.piece(index).text;
                    Some((index, self.common.dates.in_month(text, (*year, *month))?))
                })?;
                self.mark(&[index]);
                Some(date)
            }
        }
    }

    /// Whether a text, or the words before it, say that its date is something else's.
    fn is_foreign(&self, index: usize) -> bool {
        self.is_another(&self.piece(index).text) || self.follows_another(index)
    }

    /// The same of an element; where a script writes what is in it, by the words beside it.
    fn is_foreign_within(&self, element: ElementRef<'a>) -> bool {
        if let Some(first) = self.within(element).next() {
            return self.is_foreign(first);
        }
        let around = element.parent().and_then(ElementRef::wrap);
        let beside = around.map(|around| self.within(around)).unwrap_or_default();
        beside.len() == 1 && self.is_another(&self.piece(beside.start).text)
    }

    /// Whether what stands before a text is a label of something else: in its line, with a colon,
    /// or on its own with words for a deadline or a change.
    pub(super) fn follows_another(&self, index: usize) -> bool {
        let block = self.piece(index).block;
        let before = index.checked_sub(1).map(|before| self.piece(before));
        let Some(piece) = before.filter(|piece| piece.link.is_none()) else { return false };
        if Some(piece.element) == self.title || self.common.dates.holds(&piece.text) {
            return false;
        }
        if piece.block == block || piece.text.ends_with([':', '：']) {
            return self.is_another(&piece.text);
        }
        let changed = !self.takes_changes && is_change(&piece.text);
        let short = piece.heading.is_none() && piece.text.split_whitespace().count() <= 4;
        short && (changed || is_another_moment(&piece.text))
    }

    /// Whether some words say that a date is something else's. That of a change is the item's own
    /// where there is no other.
    fn is_another(&self, text: &str) -> bool {
        is_of_another(text) || (!self.takes_changes && is_change(text))
    }

    /// Up to so many neighbouring short texts, the longest runs first, as far as they may be the
    /// parts of a date, which has so many numbers.
    fn windows(&self, most: usize, numbers: usize) -> Vec<Vec<usize>> {
        let short = |index: &usize| self.piece(*index).text.chars().count() <= LONGEST_PIECE;
        let free: Vec<_> = self.asked().filter(short).collect();
        let sizes = (2..=most).rev();
        let runs = sizes.flat_map(|size| free.windows(size));
        let text = |at: &usize| bare(&self.piece(*at).text);
        let may_be =
            |run: &&[usize]| may_be_parts(&run.iter().map(text).collect::<Vec<_>>(), numbers);
        runs.filter(|run| run.windows(2).all(|two| two[0] + 1 == two[1]))
            .filter(may_be)
            .take(MOST_WINDOWS)
            .map(<[_]>::to_vec)
            .collect()
    }

    /// Texts that are nothing yet, as far as one may be the date.
    fn asked(&self) -> impl Iterator<Item = usize> {
        self.free().into_iter().take_while(|index| *index < MOST_ASKED)
    }

    /// Each text on its own, then each line of several.
    pub(super) fn texts_and_lines(&self) -> Vec<Vec<usize>> {
        let lines = self.lines().into_iter().filter(|line| line.len() > 1);
        let texts = |line: &Vec<usize>| {
            line.iter().take(MAX_PARTS).map(|at| bare(&self.piece(*at).text)).collect::<Vec<_>>()
        };
        let lines =
            lines.filter(|line| line[0] < MOST_ASKED && !is_day_beside_a_count(&texts(line)));
        self.asked().map(|index| vec![index]).chain(lines).collect()
    }

    /// The texts in an element.
    pub(super) fn within(&self, element: ElementRef<'a>) -> Range<usize> {
        self.pieces.within(element)
    }

    pub(super) fn mark_within(&mut self, element: ElementRef<'a>) {
        let inside = self.within(element);
        self.used[inside].fill(true);
    }

    /// Whether an element says when something begins or ends that lasts for days.
    fn is_lasting(&self, element: ElementRef<'a>) -> bool {
        let mut inside = self.within(element);
        !inside.is_empty() && inside.all(|index| self.lasting.contains(&index))
    }
}

/// Whether a day with its month stands beside one or two digits, which count something: "24 Nov"
/// and "18". A year of two digits stands beside a day and a month that are apart, too.
fn is_day_beside_a_count(words: &[&str]) -> bool {
    let is_count = |word: &&str| word.len() <= 2 && word.bytes().all(|byte| byte.is_ascii_digit());
    let is_day = |word: &&str| {
        let letters = word.chars().filter(|c| c.is_alphabetic()).count();
        let has_year = word.split(|c: char| !c.is_numeric()).any(|run| run.len() >= 4);
        let has_month = letters >= 3 || word.contains('月');
        word.contains(char::is_numeric) && has_month && !has_year
    };
    words.iter().any(is_count) && words.iter().any(is_day)
}

/// The text of an element, every element in it a word of its own: `<b>5</b><i>July</i>`.
fn text_apart(element: ElementRef<'_>) -> Option<String> {
    Some(fold(&few_texts(element, MAX_PARTS)?.join(" ")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_count_beside_a_day_is_no_year() {
        for words in [["24 Nov", "18"], ["12", "24 November"], ["11月24日", "18"]] {
            assert!(is_day_beside_a_count(&words), "{words:?}");
        }
        for words in [["24", "Nov 2026"], ["2026年11月", "24"], ["Nov", "24"], ["24th", "18"]] {
            assert!(!is_day_beside_a_count(&words), "{words:?}");
        }
    }
}
