//! The date of a row, as it is written.

use scraper::ElementRef;

use super::Reader;
use crate::read::listing::hint::{Hint, hint};
use crate::read::listing::node::fold;
use crate::read::listing::when;

/// A date in more parts is none: day, month and year, with white space between and around.
const MAX_PARTS: usize = 12;

impl Reader<'_, '_> {
    /// What a machine is to read, else what is called a date, else what is one.
    pub(super) fn find_date(&mut self) {
        self.fields.date = self
            .machine_date()
            .or_else(|| self.named_date())
            .or_else(|| self.line_date())
            .or_else(|| self.dateline());
    }

    /// `time[datetime]`; of two, the one that is not the last change.
    fn machine_date(&mut self) -> Option<String> {
        let times = self.pieces.times.iter();
        let (time, date) = times
            .filter(|time| hint(**time) != Some(Hint::Changed))
            .find_map(|time| Some((*time, when::machine(time.attr("datetime")?, &self.hints)?)))?;
        self.mark_within(time);
        Some(date)
    }

    /// What its class calls a date, however many elements it is in.
    fn named_date(&mut self) -> Option<String> {
        let (element, date) = self.free().into_iter().find_map(|index| {
            let hinting = self.piece(index).hinting(self.title);
            let (element, _) = hinting.filter(|(_, role)| *role == Hint::Date)?;
            Some((element, when::whole(&text_apart(element), &self.hints)?))
        })?;
        self.mark_within(element);
        Some(date)
    }

    /// A text, or else a line, that is a date.
    fn line_date(&mut self) -> Option<String> {
        let (texts, date) = self.texts_and_lines().into_iter().find_map(|texts| {
            let date = when::whole(&self.join(&texts), &self.hints)?;
            Some((texts, date))
        })?;
        self.mark(&texts);
        Some(date)
    }

    /// A line with a date in it: `Statement | Geneva | 6 July 2012`. Its first part may be the
    /// kind.
    fn dateline(&mut self) -> Option<String> {
        let (texts, found) = self.texts_and_lines().into_iter().find_map(|texts| {
            let found = when::part(&self.join(&texts), &self.hints)?;
            Some((texts, found))
        })?;
        self.mark(&texts);
        self.beside_date = found.rest;
        Some(found.date)
    }

    /// Each text on its own, then each line.
    fn texts_and_lines(&self) -> Vec<Vec<usize>> {
        self.free().into_iter().map(|index| vec![index]).chain(self.lines()).collect()
    }

    fn mark_within(&mut self, element: ElementRef<'_>) {
        let inside = self.which(|piece| {
            piece.element == element || piece.element.ancestors().any(|node| node == *element)
        });
        self.mark(&inside);
    }
}

/// The text of an element, every element in it a word of its own: `<b>5</b><i>July</i>`.
fn text_apart(element: ElementRef<'_>) -> String {
    let texts: Vec<_> = element.text().take(MAX_PARTS).collect();
    fold(&texts.join(" "))
}
