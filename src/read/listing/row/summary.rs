//! What else a row says.

use scraper::ElementRef;

use super::foreign::{is_change, is_of_another};
use super::{Reader, text_length};
use crate::read::listing::hint::Hint;
use crate::read::listing::node::{Attributes as _, ends_like_sentence};
use crate::read::listing::when;

/// Shorter lines after the title are counts and buttons, unless they end like a sentence.
const SHORTEST: usize = 25;

/// What is called a summary may be shorter.
const SHORTEST_NAMED: usize = 8;

/// What is left of a line when its date was taken out is "by" and "in", unless it is long.
const SHORTEST_REST: usize = 60;

/// How far up an address is looked for.
const HINTS_WITHIN: usize = 8;

/// A line with a date and more words than this has something to say.
const MOST_OF_DATE: usize = 9;

impl Reader<'_, '_> {
    /// The lines after the title that read like sentences.
    pub(super) fn find_summary(&mut self) {
        if let Some((_, summary)) = self.marks.summary.take() {
            self.fields.summary = Some(summary);
            return;
        }
        let title = self.pieces.texts.iter().find(|text| Some(text.element) == self.title);
        let title = title.map_or(0, |text| text.block);
        let mut lines = self.lines();
        lines.retain(|line| self.piece(line[0]).block >= title && self.may_be_summary(line));
        let texts = lines.iter().map(|line| (self.shortest(line), self.join(line)));
        let beside_date = self.beside_date.iter().filter(|text| !when::is_byline(text));
        let beside_date = beside_date.map(|text| (SHORTEST, text.clone()));
        let prose = beside_date.chain(texts).filter(|(shortest, text)| is_prose(text, *shortest));
        let text = prose.map(|(_, text)| text).collect::<Vec<_>>().join(" ");
        // What parted it from something that was taken out.
        let text = text.trim_start_matches([' ', ':', '|', '–', '—', '·', ',', ';']).to_owned();
        self.fields.summary = Some(text).filter(|text| !text.is_empty());
    }

    /// Lines that are nothing but links, or say by whom, are none.
    fn may_be_summary(&self, line: &[usize]) -> bool {
        let told = |index: &usize| {
            let piece = self.piece(*index);
            (piece.link.is_none() || self.in_card(*index)) && !is_in_address(piece.element)
        };
        let other = |index: &usize| matches!(self.hint(*index), Some(Hint::Kind | Hint::Date));
        let text = self.join(line);
        line.iter().any(told)
            && !line.iter().all(other)
            && !when::is_byline(&text)
            && !self.common.dates.is_labelled_month(&text)
            && !self.is_of_another_date(&text)
    }

    /// "Deadline: 31 December 2026", "Updated on 3 May": a line that is a date and no sentence.
    fn is_of_another_date(&self, line: &str) -> bool {
        let sentence = ends_like_sentence(line);
        let short = line.split_whitespace().count() <= MOST_OF_DATE && !sentence;
        let said = is_of_another(line) || is_change(line);
        short && said && self.common.dates.holds(line)
    }

    /// Whether the link around a text leads where the title leads: a card that is one link.
    pub(super) fn in_card(&self, index: usize) -> bool {
        let link = self.piece(index).link.map(|link| self.pieces.links[link]);
        link.and_then(|link| link.attribute("href")).map(str::trim) == self.fields.link.as_deref()
    }

    fn shortest(&self, line: &[usize]) -> usize {
        let block = self.piece(line[0]).block;
        let begun = !self.which(|piece| piece.block == block).iter().all(|at| !self.used[*at]);
        match self.hint(line[0]) {
            _ if begun => SHORTEST_REST,
            Some(Hint::Summary) => SHORTEST_NAMED,
            _ => SHORTEST,
        }
    }
}

/// Whether a text is a place, or how somebody is reached.
fn is_in_address(element: ElementRef<'_>) -> bool {
    let around = element.ancestors().filter_map(ElementRef::wrap).take(HINTS_WITHIN);
    std::iter::once(element).chain(around).any(|one| one.value().name() == "address")
}

/// Long enough, or half as long and a sentence.
fn is_prose(text: &str, shortest: usize) -> bool {
    let count = |is: fn(&char) -> bool| text.chars().filter(is).count();
    if count(|c| c.is_numeric()) * 2 > count(|c| c.is_alphabetic()) {
        // "ISBN 978-92-2-001234-5", a telephone number.
        return false;
    }
    let ends = ends_like_sentence(text) || text.ends_with(['”', '"', '»', '」']);
    let length = text_length(text);
    length >= shortest || (ends && length >= shortest / 2)
}
