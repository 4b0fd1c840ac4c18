//! What sort of thing a row is.

use super::foreign::is_another_moment;
use super::image::is_ornament;
use super::{Reader, text_length};
use crate::read::listing::hint::Hint;
use crate::read::listing::node::{Attributes, few_texts, fold};
use crate::read::listing::when;

/// A kind is a word or a few: "Countries in Focus on Statistics of Cooperatives".
const LONGEST: usize = 60;

/// A sign has no text; so much of its markup is looked at for some.
const MOST_TEXTS: usize = 30;

/// What signs say that say nothing of what an item is.
const SIGNS: [&str; 28] = [
    "new",
    "new!",
    "hot",
    "pdf",
    "image",
    "photo",
    "icon",
    "logo",
    "file",
    "download",
    "link",
    "external link",
    "calendar",
    "date",
    "clock",
    "time",
    "arrow",
    "more",
    "share",
    "play",
    "bullet",
    "새글",
    "첨부파일",
    "新着",
    "画像",
    "附件",
    "calendario",
    "attachment",
];

/// What a badge says of anything that came lately. It is no kind, also where it is text; "Photo"
/// and "Download", which signs say too, may well be one.
const NOVELTIES: [&str; 16] = [
    "new",
    "hot",
    "up",
    "nouveau",
    "nuevo",
    "novo",
    "neu",
    "nieuw",
    "nuovo",
    "новое",
    "جديد",
    "नया",
    "ใหม่",
    "新",
    "新着",
    "새글",
];

impl Reader<'_, '_> {
    /// A few words that are called a kind, else those right before the title, else those before
    /// the date.
    pub(super) fn find_kind(&mut self) {
        let apart = self.named_kind().or_else(|| self.words_before_title());
        if let Some(index) = apart {
            self.used[index] = true;
        }
        let words = apart.map(|index| self.piece(index).text.clone());
        let kind = words.or_else(|| {
            let at = self.beside_date.iter().position(|part| self.is_kind(part))?;
            Some(self.beside_date.remove(at))
        });
        let kind = self.marked_kind().or(kind).or_else(|| self.icon());
        self.fields.kind = kind.map(|words| when::bare(&words).to_owned());
    }

    fn marked_kind(&mut self) -> Option<String> {
        let (element, words) = self.marks.kind.take()?;
        self.mark_within(element);
        self.is_kind(&words).then_some(words)
    }

    /// What a sign says: the `alt` of a small picture, the `title` of an icon.
    fn icon(&self) -> Option<String> {
        let title = self.fields.title.as_deref().unwrap_or_default().to_lowercase();
        self.pieces.elements.iter().find_map(|element| {
            let value = element.value();
            let names: &[&str] = match value.name() {
                "img" if is_ornament(*element) => &["alt", "title"],
                "i" | "span" | "svg" | "div" => &["title", "aria-label"],
                _ => return None,
            };
            let words = fold(names.iter().find_map(|name| value.attribute(name))?);
            let texts = few_texts(*element, MOST_TEXTS)?;
            if !texts.iter().all(|text| text.trim().is_empty()) {
                return None;
            }
            let small = words.to_lowercase();
            let nothing = SIGNS.contains(&small.as_str()) || title == small;
            (self.is_kind(&words) && !nothing).then_some(words)
        })
    }

    /// "Posted in <a>News</a>": of the words in an element for kinds, the link.
    fn named_kind(&self) -> Option<usize> {
        let named = |index: &usize| {
            self.hint(*index) == Some(Hint::Kind) && self.is_kind(&self.piece(*index).text)
        };
        let named: Vec<_> = self.free().into_iter().filter(named).collect();
        let linked = named.iter().find(|index| self.piece(**index).link.is_some());
        linked.or(named.first()).copied()
    }

    fn words_before_title(&self) -> Option<usize> {
        let title = self.pieces.texts.iter().position(|text| Some(text.element) == self.title)?;
        let mut before = self.free().into_iter().rev().filter(|index| *index < title);
        before.find(|index| self.is_kind(&self.piece(*index).text))
    }

    /// Whether some words could be a kind: no date or what is like one, and no label of one.
    fn is_kind(&self, text: &str) -> bool {
        let dates = self.common.dates;
        let is_dated =
            || dates.whole(text).is_some() || dates.holds(text) || when::is_like_date(text);
        is_kind(text) && !when::is_label(text) && !is_another_moment(text) && !is_dated()
    }
}

/// Whether some words could be a kind: few, and no sentence.
fn is_kind(text: &str) -> bool {
    let bare = when::bare(text);
    let words = bare.split_whitespace().count();
    let sentence = text.ends_with(['.', '。', '!', '?', '…']);
    let badge = bare.trim_matches('!').to_lowercase();
    (2..=LONGEST).contains(&text_length(bare))
        && words <= 8
        && !sentence
        && !NOVELTIES.contains(&badge.as_str())
        && bare.chars().any(char::is_alphabetic)
}
