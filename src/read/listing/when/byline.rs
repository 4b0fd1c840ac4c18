//! Lines that say who wrote something.

use super::LONGEST;
use super::words::LABELS;
use crate::read::listing::node::ends_like_sentence;

/// What names of authors begin with.
const BY: [&str; 15] = [
    "by",
    "par",
    "por",
    "von",
    "di",
    "da",
    "door",
    "av",
    "written",
    "oleh",
    "بقلم",
    "लेखक",
    "โดย",
    "记者",
    "記者",
];

/// A name and what goes with it has no more words behind the first.
const MOST_WORDS: usize = 5;

/// Words for authors, before a colon.
const AUTHORS: [&str; 26] = [
    "author",
    "autor",
    "autora",
    "auteur",
    "autore",
    "автор",
    "الكاتب",
    "作者",
    "撰文",
    "来源",
    "來源",
    "執筆",
    "文責",
    "작성자",
    "글쓴이",
    "ผู้เขียน",
    "text",
    "texto",
    "texte",
    "testo",
    "source",
    "fuente",
    "fonte",
    "quelle",
    "источник",
    "المصدر",
];

/// Whether a line says who wrote something.
pub(in crate::read::listing) fn is_byline(text: &str) -> bool {
    let mut words = text.split_whitespace().peekable();
    let is_label = |word: &&str| LABELS.contains(&word.to_lowercase().as_str());
    let is_labelled = words.next_if(is_label).is_some();
    while words.next_if(is_label).is_some() {}
    let first = words.next().unwrap_or_default().to_lowercase();
    // "By Jo Field", and not "By the numbers".
    let is_name = words.next().is_some_and(|word| !word.starts_with(char::is_lowercase));
    let is_said = is_labelled || first.ends_with(':') || is_name;
    let by = BY.contains(&first.trim_end_matches(':')) && is_said;
    let told = text.split_once([':', '：']).map(|(word, _)| word.trim().to_lowercase());
    let named = told.is_some_and(|word| AUTHORS.contains(&word.as_str()));
    let is_short = text.chars().count() <= LONGEST * 2 && words.count() <= MOST_WORDS;
    (by || named) && is_short && !ends_like_sentence(text) && !text.ends_with(']')
}
