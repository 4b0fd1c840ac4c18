//! What sort of thing a row is.

use super::{Reader, text_length};
use crate::read::listing::hint::Hint;
use crate::read::listing::when;

/// A kind is a word or a few: "Countries in Focus on Statistics of Cooperatives".
const LONGEST: usize = 60;

impl Reader<'_, '_> {
    /// A few words that are called a kind, else those right before the title.
    pub(super) fn find_kind(&mut self) {
        if self.fields.kind.is_some() {
            return;
        }
        if let Some(index) = self.named_kind().or_else(|| self.words_before_title()) {
            self.used[index] = true;
            self.fields.kind = Some(when::bare(&self.piece(index).text).to_owned());
        }
    }

    /// "Posted in <a>News</a>": of the words in an element for kinds, the link.
    fn named_kind(&self) -> Option<usize> {
        let named = |index: &usize| {
            self.hint(*index) == Some(Hint::Kind) && is_kind(&self.piece(*index).text)
        };
        let named: Vec<_> = self.free().into_iter().filter(named).collect();
        let linked = named.iter().find(|index| self.piece(**index).link.is_some());
        linked.or(named.first()).copied()
    }

    fn words_before_title(&self) -> Option<usize> {
        let title = self.pieces.texts.iter().position(|text| Some(text.element) == self.title)?;
        let before = self.free().into_iter().filter(|index| *index < title);
        before.filter(|index| is_kind(&self.piece(*index).text)).last()
    }
}

/// Whether some words could be a kind: few, and no sentence.
pub(super) fn is_kind(text: &str) -> bool {
    let bare = when::bare(text);
    let words = bare.split_whitespace().count();
    let sentence = text.ends_with(['.', '。', '!', '?', '…']);
    (2..=LONGEST).contains(&text_length(bare))
        && words <= 8
        && !sentence
        && bare.chars().any(char::is_alphabetic)
}
