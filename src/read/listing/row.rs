//! From the pieces of a row to the fields of an item, by structure alone.
//!
//! The title is found first; everything else is told by where it stands to it. Each text serves
//! once: what became the date can be no kind, and what is left at the end is the summary.

use std::collections::BTreeSet;

use scraper::ElementRef;

use crate::model::date::DateHints;
use crate::read::listing::hint::Hint;
use crate::read::listing::node::NodeRef;
use crate::read::listing::pieces::{Piece, Pieces};

mod title;

mod date;

mod kind;

mod summary;

mod image;

pub(super) use image::source;

/// What links say that do not name what they lead to. Links whose words recur from row to row are
/// known by that; these are for lists of one.
const MORE: [&str; 14] = [
    "read more",
    "more",
    "continue reading",
    "lire la suite",
    "en savoir plus",
    "leer más",
    "leer mas",
    "leia mais",
    "saiba mais",
    "weiterlesen",
    "mehr",
    "続きを読む",
    "阅读更多",
    "더보기",
];

/// The fields that a row was found to have, as raw text.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub(super) struct Fields {
    /// Title.
    pub(super) title: Option<String>,
    /// Address as it is written.
    pub(super) link: Option<String>,
    /// Date as it is written.
    pub(super) date: Option<String>,
    /// Kind.
    pub(super) kind: Option<String>,
    /// Summary.
    pub(super) summary: Option<String>,
    /// Address of a picture.
    pub(super) image: Option<String>,
    /// The title stands in a heading.
    pub(super) headed: bool,
}

impl Fields {
    /// Whether there is enough for an item.
    pub(super) fn is_item(&self) -> bool {
        self.title.is_some() && self.link.is_some()
    }
}

/// Reads a row. `recurring` are the words of links that recur from row to row.
pub(super) fn read(row: &[NodeRef<'_>], recurring: &BTreeSet<String>) -> Fields {
    let pieces = Pieces::of(row);
    let mut reader = Reader::new(&pieces, recurring);
    reader.find_title();
    reader.set_aside();
    reader.find_date();
    reader.find_kind();
    reader.find_summary();
    reader.fields.image = image::of(&pieces);
    reader.fields
}

/// What a row's links say, and where they lead.
pub(super) fn link_words<'a>(row: &[NodeRef<'a>]) -> BTreeSet<(String, &'a str)> {
    let pieces = Pieces::of(row);
    let links = pieces.links.iter().enumerate();
    links.map(|(at, link)| (pieces.link_text(at), link.attr("href").unwrap_or_default())).collect()
}

/// A line of text as long as it looks: a character of East Asia takes the place of two.
pub(super) fn text_length(text: &str) -> usize {
    text.chars().map(|c| if c >= '\u{2e80}' { 2 } else { 1 }).sum()
}

/// A row while it is read.
struct Reader<'p, 'a> {
    pieces: &'p Pieces<'a>,
    /// Which texts are something already, or nothing that matters.
    used: Vec<bool>,
    recurring: &'p BTreeSet<String>,
    hints: DateHints,
    /// The innermost element around the title.
    title: Option<ElementRef<'a>>,
    /// The other parts of the line that the date was found in.
    beside_date: Vec<String>,
    fields: Fields,
}

impl<'p, 'a> Reader<'p, 'a> {
    fn new(pieces: &'p Pieces<'a>, recurring: &'p BTreeSet<String>) -> Self {
        Self {
            pieces,
            used: vec![false; pieces.texts.len()],
            recurring,
            hints: DateHints::default(),
            title: None,
            beside_date: Vec::new(),
            fields: Fields::default(),
        }
    }

    fn piece(&self, index: usize) -> &'p Piece<'a> {
        &self.pieces.texts[index]
    }

    /// The role of a text by the elements around it.
    fn hint(&self, index: usize) -> Option<Hint> {
        self.piece(index).hint(self.title)
    }

    /// Some texts as one.
    fn join(&self, texts: &[usize]) -> String {
        Pieces::join(texts.iter().map(|index| self.piece(*index)))
    }

    /// Indexes of the texts that fit.
    fn which(&self, fits: impl Fn(&Piece<'a>) -> bool) -> Vec<usize> {
        let texts = self.pieces.texts.iter().enumerate();
        texts.filter(|(_, piece)| fits(piece)).map(|(index, _)| index).collect()
    }

    /// Texts that are nothing yet.
    fn free(&self) -> Vec<usize> {
        (0..self.used.len()).filter(|index| !self.used[*index]).collect()
    }

    /// The same, by line.
    fn lines(&self) -> Vec<Vec<usize>> {
        let free = self.free();
        let same_line = |a: &usize, b: &usize| self.piece(*a).block == self.piece(*b).block;
        free.chunk_by(same_line).map(<[_]>::to_vec).collect()
    }

    fn mark(&mut self, texts: &[usize]) {
        for index in texts {
            self.used[*index] = true;
        }
    }

    /// What is no part of the item: credits, buttons, names, the title once more.
    fn set_aside(&mut self) {
        let title = self.fields.title.clone().unwrap_or_default().to_lowercase();
        let links = 0..self.pieces.links.len();
        let more: Vec<_> =
            links.map(|link| is_more(&self.pieces.link_text(link), self.recurring)).collect();
        let is_aside = |index: &usize| {
            let piece = self.piece(*index);
            let role = matches!(
                self.hint(*index),
                Some(Hint::Caption | Hint::Noise | Hint::Author | Hint::Changed)
            );
            let again = title::tidy(&piece.text).to_lowercase() == title;
            role || again || piece.link.is_some_and(|link| more[link]) || is_credit(&piece.text)
        };
        let aside: Vec<_> = (0..self.used.len()).filter(is_aside).collect();
        self.mark(&aside);
    }
}

fn is_more(text: &str, recurring: &BTreeSet<String>) -> bool {
    let bare = text.trim_matches(|c: char| !c.is_alphanumeric()).to_lowercase();
    bare.is_empty() || recurring.contains(text) || MORE.contains(&bare.as_str())
}

/// Whether a line says whose a photograph is.
fn is_credit(text: &str) -> bool {
    let text = text.to_lowercase();
    let marks = ["©", "(c)", "photo:", "photo ©", "foto:", "credit:", "photo credit"];
    marks.iter().any(|mark| text.starts_with(mark))
}
