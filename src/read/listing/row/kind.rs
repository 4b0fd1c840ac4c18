//! What sort of thing a row is.

use super::foreign::is_another_moment;
use super::image::is_ornament;
use super::title::is_reference;
use super::{Kinded, Reader, text_length};
use crate::model::date::{is_part_of_day, is_weekday};
use crate::read::listing::hint::Hint;
use crate::read::listing::node::{Attributes, ends_like_sentence, few_texts, fold};
use crate::read::listing::table::is_kind_head;
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
pub(super) const NOVELTIES: [&str; 16] = [
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

/// What is counted of an item.
const COUNTED: [&str; 57] = [
    "min",
    "mins",
    "minute",
    "minutes",
    "minuten",
    "minutos",
    "minuti",
    "мин",
    "分钟",
    "hour",
    "hours",
    "view",
    "views",
    "vues",
    "vistas",
    "visualizações",
    "aufrufe",
    "просмотров",
    "次",
    "hits",
    "read",
    "reads",
    "comment",
    "comments",
    "commentaires",
    "commentaire",
    "comentarios",
    "comentários",
    "kommentare",
    "kommentar",
    "commenti",
    "комментариев",
    "댓글",
    "like",
    "likes",
    "share",
    "shares",
    "download",
    "downloads",
    "photo",
    "photos",
    "image",
    "images",
    "video",
    "videos",
    "page",
    "pages",
    "item",
    "items",
    "star",
    "stars",
    "votes",
    "reviews",
    "results",
    "kb",
    "mb",
    "件",
];

impl Reader<'_, '_> {
    /// A few words behind a label, or that are called a kind, else those right before the title,
    /// else those before the date.
    pub(super) fn find_kind(&mut self) {
        let labelled = self.labelled_kind();
        let named = if labelled.is_some() { None } else { self.named_kind() };
        let apart = named.or_else(|| self.words_before_title().filter(|_| labelled.is_none()));
        if let Some(index) = apart {
            self.used[index] = true;
        }
        let words = apart.map(|index| self.piece(index).text.clone());
        let is_said = named.is_some() || labelled.is_some();
        let kind = labelled.or(words).or_else(|| {
            let at = self.beside_date.iter().position(|part| self.is_placed_kind(part))?;
            Some(self.beside_date.remove(at))
        });
        let marked = self.marked_kind();
        let is_placed = kind.is_some() && !is_said && marked.is_none();
        self.fields.kind_by = if is_placed { Kinded::Placed } else { Kinded::Said };
        let kind = marked.or(kind).or_else(|| self.icon());
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
            let is_title = !title.is_empty() && small.contains(&title);
            let nothing = SIGNS.contains(&small.as_str()) || is_title;
            (self.is_placed_kind(&words) && !nothing).then_some(words)
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

    /// "Document type: Guidance": a line that says of itself what it is.
    fn labelled_kind(&mut self) -> Option<String> {
        let told = |line: &Vec<usize>| {
            let text = self.join(line);
            let (label, words) = text.split_once([':', '：'])?;
            let words = words.trim();
            let is_alone = !words.contains([':', '：', '|']) && self.is_kind(words);
            (is_alone && is_kind_head(label)).then(|| words.to_owned())
        };
        let lines = self.lines();
        let (line, words) =
            lines.into_iter().find_map(|line| told(&line).map(|told| (line, told)))?;
        self.mark(&line);
        Some(words)
    }

    fn words_before_title(&self) -> Option<usize> {
        let title = self.pieces.texts.iter().position(|text| Some(text.element) == self.title)?;
        let mut before = self.free().into_iter().rev().filter(|index| *index < title);
        before.find(|index| self.is_placed_kind(&self.piece(*index).text))
    }

    /// Whether some words could be a kind by where they stand.
    fn is_placed_kind(&self, text: &str) -> bool {
        let is_month = || self.common.dates.month(text).is_some();
        may_be_placed(when::bare(text)) && !is_month() && self.is_kind(text)
    }

    /// Whether some words could be a kind: no date, nor what is like one or a part of one, and no
    /// label of one; and no name of who wrote it.
    fn is_kind(&self, text: &str) -> bool {
        let dates = self.common.dates;
        let is_dated =
            || dates.whole(text).is_some() || dates.holds(text) || when::is_like_date(text);
        is_kind(text) && !when::is_label(text) && !is_another_moment(text) && !is_dated()
    }
}

/// Where nobody calls them a kind, a number counts something or is that of a document, a month or a
/// weekday is of a date, and a name is that of who wrote it.
fn may_be_placed(bare: &str) -> bool {
    let is_dated = is_weekday(bare) || is_part_of_day(bare);
    !is_count(bare) && !is_reference(bare) && !is_dated && !when::is_byline(bare)
}

/// Whether some words could be a kind: few, and no sentence.
fn is_kind(text: &str) -> bool {
    let bare = when::bare(text);
    let words = bare.split_whitespace().count();
    let sentence = ends_like_sentence(text);
    let badge = bare.trim_matches('!').to_lowercase();
    (2..=LONGEST).contains(&text_length(bare))
        && words <= 8
        && !sentence
        && !is_counted(bare)
        && !NOVELTIES.contains(&badge.as_str())
        && bare.chars().any(char::is_alphabetic)
}

fn is_number(c: char) -> bool {
    c.is_numeric() || ".,+-~ ".contains(c)
}

/// Whether some words say how much of something there is that has a number of its own: "34 views",
/// "Hits: 12". It is no kind, also where it is called one; "4H Clubs" may well be.
fn is_counted(text: &str) -> bool {
    if let Some((_, number)) = text.rsplit_once([':', '：']) {
        return number.contains(char::is_numeric) && number.chars().all(is_number);
    }
    let unit = text.trim_start_matches(is_number).to_lowercase();
    let first = unit.split(|c: char| !c.is_alphabetic()).next().unwrap_or_default();
    unit.len() < text.len() && COUNTED.contains(&first)
}

/// Whether some words begin with a number and say little else: "2 min read", "12+ items". One of
/// four digits may be a year.
fn is_count(text: &str) -> bool {
    let digits = text.chars().take_while(|c| c.is_numeric()).count();
    let unit = text.trim_start_matches(is_number);
    let apart = text.contains(' ') || unit.chars().count() <= 3;
    (1..4).contains(&digits) && !unit.is_empty() && apart && text.split_whitespace().count() <= 3
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(texts: &[&str], kinds: bool) {
        for text in texts {
            assert_eq!(is_kind(text) && may_be_placed(text), kinds, "{text}");
        }
    }

    #[test]
    fn a_count_is_no_kind() {
        check(&["2 min read", "34 min", "1,204 views", "3min", "Hits: 12", "浏览：34"], false);
        check(&["12+ items", "7 signatures", "4H Clubs"], false);
        check(&["News", "2030 Agenda", "G20", "100 years of the union in Asia", "Top: News"], true);
    }

    #[test]
    fn what_is_called_a_kind_may_begin_with_a_number() {
        for text in ["4H Clubs", "20th Congress", "50 for 50", "12 stories"] {
            assert!(is_kind(text), "{text}");
        }
        for text in ["34 views", "2 min read", "3 Kommentare", "1.2 MB"] {
            assert!(!is_kind(text), "{text}");
        }
    }

    #[test]
    fn a_part_of_a_day_is_no_kind() {
        check(&["Dec", "DIC", "févr.", "Sat", "September", "März", "ноя", "ธ.ค.", "رجب"], false);
        check(&["آبان", "20 Nov", "Nov. 20", "Sat 05 Dec", "Sa, 5.", "11月", "mar. 24"], false);
        check(&["December news", "Marches", "Decision", "Mai 68", "Vie rurale", "G7"], true);
        for text in ["Mer", "March", "Mars", "16 Days of Activism"] {
            assert!(is_kind(text), "{text}, where it is called a kind");
        }
    }

    #[test]
    fn a_name_of_who_wrote_is_no_kind() {
        check(&["By Jo Field", "por Ascom", "Von Ada Rau", "par Zoé", "di Ugo Re"], false);
        check(&["Text: Ada Rau", "Source: Reuters", "記者 王芳"], false);
        check(
            &["Posted by admin", "Автор: И. Котов", "作者：王芳", "โดย สมชาย", "oleh Budi"],
            false,
        );
        check(&["By-laws", "Partners", "Divers", "Portfolio", "Author events"], true);
        check(&["By the numbers", "By region", "Por dentro da cooperativa", "Da sapere"], true);
        check(&["COVID-19/Health", "G20/OECD"], true);
        check(&["Order No. 9/2026", "12/2026"], false);
    }
}
