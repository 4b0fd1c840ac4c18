//! The date of a row, as it is written.

use scraper::ElementRef;

use super::{Dated, Reader};
use crate::read::listing::heading::Heading;
use crate::read::listing::hint::{Hint, hint};
use crate::read::listing::node::{few_texts, fold};

/// A date in more parts is none: day, month and year, with white space between and around.
const MAX_PARTS: usize = 12;

/// A badge is made of such pieces: "28", "September", "2017".
const LONGEST_PIECE: usize = 12;

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

/// Words before a date that is not the item's own: of deadlines, of photographs.
const FOREIGN: [&str; 40] = [
    "deadline",
    "apply",
    "closing",
    "closes",
    "until",
    "due",
    "expires",
    "valid",
    "register",
    "photo",
    "foto",
    "credit",
    "image",
    "picture",
    "photograph",
    "©",
    "(c)",
    "bewerbungsfrist",
    "frist",
    "einsendeschluss",
    "anmeldeschluss",
    "bis",
    "limite",
    "clôture",
    "plazo",
    "cierre",
    "hasta",
    "prazo",
    "até",
    "crédit",
    "締切",
    "〆切",
    "期限",
    "截止",
    "마감",
    "срок",
    "фото",
    "写真",
    "अंतिम",
    "หมดเขต",
];

impl<'a> Reader<'_, 'a> {
    /// What is for machines, else what is called a date, else what is one, whole or in parts,
    /// else what becomes one by the address or by what stands above.
    pub(super) fn find_date(&mut self, heading: Option<&Heading>) {
        self.fields.date = self.marked_date();
        if self.fields.date.is_none() {
            self.fields.date = self.shown_date(heading);
            self.fields.dated = Dated::Shown;
        }
    }

    fn shown_date(&mut self, heading: Option<&Heading>) -> Option<String> {
        self.machine_date()
            .or_else(|| self.attribute_date())
            .or_else(|| self.named_date())
            .or_else(|| self.line_date())
            .or_else(|| self.badge())
            .or_else(|| self.dateline())
            .or_else(|| self.date_in_year(heading))
            .or_else(|| self.date_under(heading))
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
            .filter(|time| !self.marks.is_of_event(**time))
            .find_map(|time| Some((*time, self.common.dates.machine(time.attr("datetime")?)?)))?;
        self.mark_within(time);
        Some(date)
    }

    /// A short text whose date is in an attribute: `<abbr title="2017-09-28">last week</abbr>`.
    fn attribute_date(&mut self) -> Option<String> {
        let dates = self.common.dates;
        let (element, date) = self.pieces.elements.iter().find_map(|element| {
            let value = element.value();
            let is_other =
                hint(*element) == Some(Hint::Changed) || self.marks.is_of_event(*element);
            if matches!(value.name(), "a" | "img") || is_other {
                return None;
            }
            let stated = DATA.iter().find_map(|name| dates.machine(value.attr(name)?));
            let told = || {
                let told = [value.attr("title"), value.attr("aria-label")].into_iter().flatten();
                let date = told.into_iter().find_map(|text| dates.whole(text))?;
                let short = text_apart(*element)?.chars().count() <= 2 * LONGEST_PIECE;
                short.then_some(date)
            };
            Some((*element, stated.or_else(told)?))
        })?;
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
        let (texts, date) = self.windows(4).into_iter().find_map(|texts| {
            let words: Vec<_> = texts.iter().map(|at| self.piece(*at).text.as_str()).collect();
            let reversed: Vec<_> = words.iter().rev().copied().collect();
            let written =
                [words.join(" "), words.join("."), reversed.join(" "), reversed.join(".")];
            let date = written.iter().find_map(|text| self.common.dates.whole(text))?;
            (!self.is_foreign(texts[0])).then_some((texts, date))
        })?;
        self.mark(&texts);
        Some(date)
    }

    /// A line with a date in it: `Statement | Geneva | 6 July 2012`. Its first part may be the
    /// kind.
    fn dateline(&mut self) -> Option<String> {
        let (texts, found) = self.texts_and_lines().into_iter().find_map(|texts| {
            let found = self.common.dates.part(&self.join(&texts))?;
            let foreign = found.rest.iter().any(|part| is_foreign(part));
            (!foreign && !self.is_foreign(texts[0])).then_some((texts, found))
        })?;
        self.mark(&texts);
        self.beside_date = found.rest;
        Some(found.date)
    }

    /// Day and month, where the address (`/2017/09/28/…`) or what stands above says the year.
    fn date_in_year(&mut self, heading: Option<&Heading>) -> Option<String> {
        let address = self.fields.link.as_deref().and_then(year_in);
        let year = address.map(|(year, _)| year).or(heading.and_then(Heading::year))?;
        let month = address.and_then(|(_, month)| month);
        let single = self.free().into_iter().map(|index| vec![index]);
        let (texts, date) = single.chain(self.windows(2)).find_map(|texts| {
            let date = self.common.dates.in_year(&self.join(&texts), year)?;
            let fits = month.is_none_or(|month| self.common.dates.is_in_month(&date, month));
            (fits && !self.is_foreign(texts[0])).then_some((texts, date))
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

    /// Whether the words before a text say that its date is something else's.
    fn is_foreign(&self, index: usize) -> bool {
        let block = self.piece(index).block;
        let mut before = self.pieces.texts[..index].iter().rev();
        let nearest = before.next();
        let beside = nearest.filter(|piece| {
            piece.link.is_none() && (piece.block == block || piece.text.ends_with([':', '：']))
        });
        is_foreign(&self.piece(index).text) || beside.is_some_and(|piece| is_foreign(&piece.text))
    }

    /// Up to so many neighbouring short texts, the longest runs first.
    fn windows(&self, most: usize) -> Vec<Vec<usize>> {
        let short = |index: &usize| self.piece(*index).text.chars().count() <= LONGEST_PIECE;
        let free: Vec<_> = self.free().into_iter().filter(short).collect();
        let sizes = (2..=most).rev();
        let runs = sizes.flat_map(|size| free.windows(size));
        runs.filter(|run| run.windows(2).all(|two| two[0] + 1 == two[1]))
            .map(<[_]>::to_vec)
            .collect()
    }

    /// Each text on its own, then each line.
    fn texts_and_lines(&self) -> Vec<Vec<usize>> {
        self.free().into_iter().map(|index| vec![index]).chain(self.lines()).collect()
    }

    /// The texts in an element.
    pub(super) fn within(&self, element: ElementRef<'a>) -> Vec<usize> {
        self.which(|piece| {
            piece.element == element || piece.element.ancestors().any(|node| node == *element)
        })
    }

    pub(super) fn mark_within(&mut self, element: ElementRef<'a>) {
        let inside = self.within(element);
        self.mark(&inside);
    }
}

fn is_foreign(text: &str) -> bool {
    let text = text.to_lowercase();
    let words: Vec<_> =
        text.split(|c: char| c.is_whitespace() || matches!(c, ':' | ',' | '.')).collect();
    FOREIGN.iter().any(|word| {
        words.contains(word)
            || (!word.is_ascii() && !word.chars().all(is_latin) && text.contains(word))
    })
}

fn is_latin(c: char) -> bool {
    c < '\u{370}' && c.is_alphabetic()
}

/// The year in an address, and the month behind it.
fn year_in(link: &str) -> Option<(i32, Option<u32>)> {
    let path = link.split(['?', '#']).next().unwrap_or_default();
    let parts: Vec<_> = path.split('/').collect();
    let number = |part: &str, digits| {
        let is_number = part.len() == digits && part.bytes().all(|byte| byte.is_ascii_digit());
        part.parse::<i32>().ok().filter(|_| is_number)
    };
    let at = parts
        .iter()
        .position(|part| number(part, 4).is_some_and(|year| (1990..2100).contains(&year)))?;
    let month = parts.get(at + 1).and_then(|part| number(part, 2));
    let month = month.and_then(|month| u32::try_from(month).ok());
    Some((number(parts[at], 4)?, month.filter(|month| (1..=12).contains(month))))
}

/// The text of an element, every element in it a word of its own: `<b>5</b><i>July</i>`.
fn text_apart(element: ElementRef<'_>) -> Option<String> {
    Some(fold(&few_texts(element, MAX_PARTS)?.join(" ")))
}
