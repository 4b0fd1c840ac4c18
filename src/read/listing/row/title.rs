//! The title of a row, and where it leads.

use scraper::ElementRef;

use super::{Reader, is_button, is_credit, is_more, text_length};
use crate::read::listing::hint::{Hint, hint};
use crate::read::listing::node::{Attributes, fold};
use crate::read::listing::pieces::Pieces;

/// In a link around a whole card, a shorter line before the title is its kind.
const LONG: usize = 18;

/// A longer line beside a link that says nothing is a text, and no title.
const LONGEST: usize = 160;

/// A sentence has so many words.
const SENTENCE: usize = 4;

/// A shorter word is a unit.
const WORD: usize = 3;

/// Words before the number of an order, a circular, a letter.
const NUMBERS: [&str; 10] = ["no", "nos", "nr", "num", "núm", "ref", "sl", "rt", "ms", "lr"];

impl<'a> Reader<'_, 'a> {
    /// A heading, else what is called a title, else the link with the longest text.
    pub(super) fn find_title(&mut self) {
        self.fields.title.clone_from(&self.marks.title);
        self.fields.link.clone_from(&self.marks.link);
        let in_table = || self.in_column().or_else(|| self.linked());
        let named = || self.headed().or_else(|| self.named()).or_else(in_table);
        let chosen = self.marked().or_else(named);
        let Some(chosen) = chosen.filter(|chosen| !chosen.is_empty()) else { return };
        let text = self.join(&chosen);
        let link = chosen.iter().find_map(|index| self.piece(*index).link);
        let link = link.map(|index| self.pieces.links[index]).or_else(|| self.main_link());
        let whole = link.and_then(|link| unabridged(&text, link)).unwrap_or(text);
        let title = Some(tidy(&whole)).filter(|title| !title.is_empty());
        let href = link.and_then(|l| l.attribute("href")).map(|href| href.trim().to_owned());
        self.fields.title = self.fields.title.take().or(title);
        self.fields.link = self.fields.link.take().or(href);
        self.fields.linked = self.piece(chosen[0]).link.is_some() || self.marks.link.is_some();
        self.fields.headed = self.piece(chosen[0]).heading.is_some();
        let in_text = self.is_in_text(&chosen) || !self.fields.linked && self.is_talk(&chosen);
        self.fields.in_text = !self.fields.headed && in_text;
        self.title = Some(self.piece(chosen[0]).element);
        self.mark(&chosen);
    }

    /// What the row calls its title to machines.
    fn marked(&self) -> Option<Vec<usize>> {
        let element = self.marks.title_element?;
        Some(self.within(element).collect()).filter(|texts: &Vec<_>| !texts.is_empty())
    }

    /// Whether some texts stand in the middle of a sentence.
    fn is_in_text(&self, chosen: &[usize]) -> bool {
        let (Some(first), Some(last)) = (chosen.first(), chosen.last()) else { return false };
        let block = self.piece(*first).block;
        let around = self.piece(*first).link.map(|link| self.pieces.links[link]);
        let around = around.and_then(|link| link.parent());
        let beside = |index: Option<usize>| {
            let piece = self.pieces.texts.get(index?)?;
            let runs_on = Some(*piece.element) == around && piece.block == block;
            runs_on.then_some(piece.text.as_str())
        };
        let (before, after) = (beside(first.checked_sub(1)), beside(Some(last + 1)));
        let sentence = |text: &str| {
            let marked = text.ends_with([':', '|', '-', '–', '—', '•', '·', '»', ')', ']']);
            text_length(text) >= 10 && !marked && self.common.dates.part(text).is_none()
        };
        let dated = before.is_some_and(|text| self.common.dates.whole(text).is_some());
        before.is_some_and(sentence) && after.is_some() && !dated
    }

    /// Whether some texts beside a link are what somebody says: there is a link in the middle of
    /// them, or they are several sentences of no date, and the link is none to read on.
    fn is_talk(&self, chosen: &[usize]) -> bool {
        let is_link = |index: usize| self.piece(index).link.is_some();
        let is_broken = chosen.windows(2).any(|two| (two[0] + 1..two[1]).any(is_link));
        let text = self.join(chosen);
        let sentences = text.split(['.', '!', '?', '。', '！', '？']);
        let is_sentence = |part: &&str| part.split_whitespace().count() >= SENTENCE;
        let are_several = sentences.filter(is_sentence).nth(1).is_some();
        let leads_on = (0..self.pieces.links.len()).any(|at| is_button(&self.pieces.link_text(at)));
        is_broken
            || are_several
                && !leads_on
                && !self.common.dates.holds(&Pieces::join(&self.pieces.texts))
    }

    /// A heading, one with a link first.
    fn headed(&self) -> Option<Vec<usize>> {
        let headings = (0..self.pieces.headings.len())
            .map(|heading| self.which(|piece| piece.heading == Some(heading)));
        let mut headings: Vec<_> =
            headings.filter(|texts| !texts.is_empty() && !self.is_date(texts)).collect();
        let linked = |texts: &Vec<usize>| texts.iter().any(|at| self.piece(*at).link.is_some());
        let at = headings.iter().position(linked).or((!headings.is_empty()).then_some(0))?;
        Some(headings.swap_remove(at))
    }

    /// What its class, or that of the link around it, calls a title.
    fn named(&self) -> Option<Vec<usize>> {
        let is_title = |index: usize| {
            let piece = self.piece(index);
            let link = piece.link.map(|link| self.pieces.links[link]);
            let around = [Some(piece.element), link];
            around.into_iter().flatten().any(|element| hint(element) == Some(Hint::Title))
        };
        let first = (0..self.used.len()).find(|index| is_title(*index))?;
        let (block, link) = (self.piece(first).block, self.piece(first).link);
        let mut whole = self.which(|piece| piece.block == block && piece.link == link);
        whole.retain(|index| is_title(*index));
        (!self.is_date(&whole) && !self.is_more(&whole)).then_some(whole)
    }

    /// What the head of the table calls the title, where no link says more than a number does: "12",
    /// "Order No. 9/2026".
    fn in_column(&self) -> Option<Vec<usize>> {
        let refers = |link: usize| {
            let texts = self.which(|piece| piece.link == Some(link));
            let text = self.join(&texts);
            !self.speaks(&texts) || self.is_more(&texts) || is_reference(&text)
        };
        let is_title = |index: &usize| self.column(*index) == Some(Hint::Title);
        let mut texts = (0..self.used.len()).filter(is_title).collect::<Vec<_>>();
        let line = self.piece(*texts.first()?).block;
        texts.retain(|index| self.piece(*index).block == line);
        let may_be = self.speaks(&texts) && !self.is_more(&texts) && !self.is_date(&texts);
        (may_be && (0..self.pieces.links.len()).all(refers)).then_some(texts)
    }

    /// Whether some texts have a word: "41" and "1.2 MB" have none.
    fn speaks(&self, texts: &[usize]) -> bool {
        let text = self.join(texts);
        let mut words = text.split(|c: char| !c.is_alphabetic());
        words.any(|word| text_length(word) >= WORD)
    }

    /// The link with the longest text. A link around a whole card: its bold or first line.
    fn linked(&self) -> Option<Vec<usize>> {
        let links = (0..self.pieces.links.len()).map(|link| {
            let texts = self.which(|piece| piece.link == Some(link));
            (text_length(&self.join(&texts)), texts)
        });
        let titles = links
            .filter(|(_, texts)| !texts.is_empty() && !self.is_more(texts) && !self.is_date(texts));
        let titles: Vec<_> = titles.collect();
        let longest = titles.iter().reduce(|best, next| if next.0 > best.0 { next } else { best });
        match longest {
            Some((_, texts)) => {
                // A title is a link before the text that is one to the same page.
                let leads_there = |other: &&(usize, Vec<usize>)| {
                    other.0 >= LONG && self.target(&other.1) == self.target(texts)
                };
                let first = titles.iter().find(leads_there).map_or(texts, |(_, texts)| texts);
                self.line_in(first)
            }
            None if self.pieces.links.is_empty() => None,
            // The only link says "more" or nothing: the title stands beside it.
            None => {
                let line = self.line_in(&self.which(|piece| piece.link.is_none()))?;
                (text_length(&self.join(&line)) <= LONGEST).then_some(line)
            }
        }
    }

    /// Where the link around some texts leads.
    fn target(&self, texts: &[usize]) -> Option<&'a str> {
        let link = self.piece(*texts.first()?).link?;
        self.pieces.links[link].attribute("href")
    }

    /// The line among some texts that is the title.
    fn line_in(&self, texts: &[usize]) -> Option<Vec<usize>> {
        let is_bold =
            |at: &&usize| matches!(self.piece(**at).element.value().name(), "strong" | "b");
        let may_be = |at: &&usize| {
            let piece = self.piece(**at);
            !self.is_date(&[**at]) && !is_credit(&piece.text) && !is_button(&piece.text)
        };
        let long = |at: &&usize| may_be(at) && text_length(&self.piece(**at).text) >= LONG;
        let bold = texts.iter().find(is_bold);
        let first = bold.or_else(|| texts.iter().find(long)).or_else(|| texts.iter().find(may_be));
        let first = *first?;
        let (block, element) = (self.piece(first).block, self.piece(first).element);
        // Bold words in one line with others stress a part of it.
        let stressed = texts.iter().all(|at| self.piece(*at).block == block);
        let only_bold = bold.is_some() && !stressed;
        let belongs = |at: &usize| {
            let piece = self.piece(*at);
            piece.block == block && (!only_bold || piece.element == element)
        };
        Some(texts.iter().copied().filter(belongs).collect())
    }

    /// The link of a row whose title is not linked: where most of its links lead.
    fn main_link(&self) -> Option<ElementRef<'a>> {
        let links = &self.pieces.links;
        let count = |href| links.iter().filter(|link| link.attribute("href") == href).count();
        let best = links.iter().map(|link| count(link.attribute("href"))).max()?;
        links.iter().copied().find(|link| count(link.attribute("href")) == best)
    }

    fn is_date(&self, texts: &[usize]) -> bool {
        self.common.dates.whole(&self.join(texts)).is_some()
    }

    fn is_more(&self, texts: &[usize]) -> bool {
        is_more(&self.join(texts), &self.common.recurring)
    }
}

/// Whether a text is what a document is filed under: "Order No. 9/2026". A year is no number of it.
pub(super) fn is_reference(text: &str) -> bool {
    let small = text.to_lowercase();
    let mut words = small.split(|c: char| c.is_whitespace() || ".()".contains(c));
    let numbered = words.any(|word| NUMBERS.contains(&word));
    let signs = ['№', 'º', '°', '号', '號', '第', '#'];
    let ends_in_digit = |part: &str| part.ends_with(char::is_numeric);
    let slashed = text
        .split('/')
        .zip(text.split('/').skip(1))
        .any(|(one, other)| ends_in_digit(one) && other.starts_with(char::is_numeric));
    text.contains(char::is_numeric) && (numbered || slashed || text.contains(signs))
}

/// A title without the bullets before it and the arrows after it.
pub(super) fn tidy(text: &str) -> String {
    let bullets: &[char] = &['•', '·', '■', '▪', '●', '▶', '►', '›', '»', ' ', '|'];
    let arrows: &[char] = &['›', '→', '▶', '►', ' ', '|'];
    fold(text.trim_start_matches(bullets).trim_end_matches(arrows))
}

/// The `title` of a link whose text was cut short.
fn unabridged(text: &str, link: ElementRef<'_>) -> Option<String> {
    let stem = text.strip_suffix('…').or_else(|| text.strip_suffix("..."))?.trim_end();
    let whole = fold(link.attribute("title")?);
    (!stem.is_empty() && whole.starts_with(stem)).then_some(whole)
}
