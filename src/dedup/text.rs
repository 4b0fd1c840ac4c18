//! Texts: whether one is the other, cut or with a tail.

use std::ops::Deref;

use super::title::Title;
use super::words::plain_words;
use crate::model::item::Item;
use crate::model::text::html_to_text;

/// How many words of a text are compared.
pub(super) const WORDS: usize = 80;

/// How much HTML is looked at for them, in bytes.
const HTML: usize = 4096;

/// A text of fewer words says too little to be the same as another.
const LEAST: usize = 4;

/// How much two texts must have in common, in one piece, to be the same.
const PIECE: usize = 6;

/// A text, as words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Text {
    words: Vec<String>,
    /// It goes on, as its end says, or beyond what is compared.
    is_cut: bool,
}

impl Deref for Text {
    type Target = [String];

    fn deref(&self) -> &[String] {
        &self.words
    }
}

/// How two texts stand to each other.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Likeness {
    /// One or both are missing, or too short.
    Unknown,
    /// Different words.
    Different,
    /// Much is the same, but something within differs.
    Similar,
    /// One is the other, whole, cut or with something before or behind; so many words of it.
    Same(usize),
}

/// The summary of an item and the beginning of its content, as they stand.
pub(super) fn plain(item: &Item) -> Vec<String> {
    item.summary.clone().into_iter().chain(plain_content(item)).collect()
}

/// The beginning of an item's content.
pub(super) fn plain_content(item: &Item) -> Option<String> {
    let html = item.content.as_ref()?.as_str();
    Some(html_to_text(&html[..html.floor_char_boundary(HTML)]))
}

/// The texts of an item: its summary, and the beginning of its content; without its title before
/// it, and without what stands behind it with the title in it, such as "The post … appeared first
/// on …".
pub(super) fn texts(plain: &[String], title: &Title) -> Vec<Text> {
    texts_of(plain.iter().map(|text| (text.as_str(), plain_words(text, WORDS))), title)
}

/// The same, of texts with their words.
pub(super) fn texts_of<'a>(
    plain: impl IntoIterator<Item = (&'a str, Vec<String>)>,
    title: &Title,
) -> Vec<Text> {
    let texts = plain.into_iter().map(|(text, words)| Text::new(text, words, title));
    let mut texts: Vec<Text> = texts.filter(|text| !text.is_empty()).collect();
    texts.dedup();
    texts
}

impl Text {
    fn new(plain: &str, words: Vec<String>, title: &Title) -> Self {
        let end = plain.trim_end().trim_end_matches([']', ')']);
        let is_cut = words.len() == WORDS || end.ends_with('…') || end.ends_with("...");
        Self { words: without_title(words, title), is_cut }
    }

    /// How many words it shares with another that is the same, or goes on where this one is cut.
    fn within(&self, other: &Self) -> Option<usize> {
        if self.words == other.words {
            return Some(self.len());
        }
        let (last, begin) = self.split_last()?;
        let there = other.strip_prefix(begin)?.first()?;
        // A cut goes through a word now and then, and then needs no mark; through a number it
        // would make another of it.
        let is_begun = last != there && !last.ends_with(|c: char| c.is_ascii_digit());
        (there.starts_with(last.as_str()) && (self.is_cut || is_begun)).then_some(self.len())
    }
}

/// How many words two items share of which one has the text of the other, whole or cut.
pub(super) fn whole_or_cut(one: &[Text], other: &[Text]) -> Option<usize> {
    let pairs = one.iter().flat_map(|one| other.iter().map(move |other| (one, other)));
    pairs.filter_map(|(one, other)| one.within(other).or_else(|| other.within(one))).max()
}

fn without_title(mut text: Vec<String>, title: &Title) -> Vec<String> {
    for form in title.forms() {
        let words = &title.words[form.start..form.end];
        let is_title =
            |text: &[String]| text.iter().zip(words).all(|(text, word)| *text == word.text);
        let length = words.len();
        if length < 2 {
            continue;
        }
        if text.len() > length && is_title(&text[..length]) {
            text.drain(..length);
        }
        let place = text.windows(length).position(is_title).filter(|&at| at >= LEAST);
        if let Some(at) = place {
            // The words that lead to it: "The post".
            text.truncate(at.saturating_sub(2).max(LEAST - 1));
        }
    }
    text
}

/// The nearest that any text of one comes to any text of the other.
pub(super) fn compare(one: &[Text], other: &[Text]) -> Likeness {
    let pairs = one.iter().flat_map(|one| other.iter().map(move |other| compare_two(one, other)));
    pairs
        .max_by_key(|likeness| match likeness {
            Likeness::Unknown => 0,
            Likeness::Different => 1,
            Likeness::Similar => 2,
            Likeness::Same(words) => 3 + words,
        })
        .unwrap_or(Likeness::Unknown)
}

fn compare_two(one: &[String], other: &[String]) -> Likeness {
    if one == other && one.len() >= 3 {
        return Likeness::Same(one.len());
    }
    let (short, long) = if one.len() <= other.len() { (one, other) } else { (other, one) };
    if short.len() < LEAST {
        return Likeness::Unknown;
    }
    let piece = longest_piece(short, long);
    // A cut goes through a word now and then, so the last one need not count.
    if piece.length + 1 >= short.len() || piece.length >= PIECE && !piece.goes_on(short, long) {
        return Likeness::Same(piece.length);
    }
    let shared = short.iter().filter(|word| long.contains(word)).count();
    if shared * 2 >= short.len() { Likeness::Similar } else { Likeness::Different }
}

/// The longest run of words that two texts share.
struct Piece {
    in_short: usize,
    in_long: usize,
    length: usize,
}

fn longest_piece(short: &[String], long: &[String]) -> Piece {
    let mut best = Piece { in_short: 0, in_long: 0, length: 0 };
    // Runs that end at the word before, by their end in the long text.
    let mut runs = vec![0; long.len() + 1];
    for (at, word) in short.iter().enumerate() {
        for there in (0..long.len()).rev() {
            runs[there + 1] = if long[there] == *word { runs[there] + 1 } else { 0 };
            if runs[there + 1] > best.length {
                let length = runs[there + 1];
                best = Piece { in_short: at + 1 - length, in_long: there + 1 - length, length };
            }
        }
    }
    best
}

impl Piece {
    /// Beside the piece the texts take up again: something within was replaced, and nothing just
    /// added or cut off at an end.
    fn goes_on(&self, short: &[String], long: &[String]) -> bool {
        let resumes = |one: &[String], other: &[String]| longest_piece(one, other).length >= 2;
        let before = resumes(&short[..self.in_short], &long[..self.in_long]);
        let behind =
            resumes(&short[self.in_short + self.length..], &long[self.in_long + self.length..]);
        before || behind
    }
}
