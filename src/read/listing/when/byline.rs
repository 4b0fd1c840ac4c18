//! Lines that say who wrote something.

use super::LONGEST;
use super::words::LABELS;

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
    let words = text.split_whitespace().map(str::to_lowercase);
    let mut words = words.skip_while(|word| LABELS.contains(&word.as_str()));
    let by = words.next().is_some_and(|word| BY.contains(&word.trim_end_matches(':')));
    let told = text.split_once([':', '：']).map(|(word, _)| word.trim().to_lowercase());
    let named = told.is_some_and(|word| AUTHORS.contains(&word.as_str()));
    (by || named) && text.chars().count() <= LONGEST * 2 && !text.ends_with(['.', '。', '!', '?'])
}
