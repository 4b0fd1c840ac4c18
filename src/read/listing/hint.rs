//! What class names and attributes say about the role of an element. Hints only: pages that say
//! nothing are read all the same.

use crate::read::listing::node::Attributes as _;
use scraper::ElementRef;

/// A role in a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Hint {
    /// Title.
    Title,
    /// Date of publication.
    Date,
    /// Date of the last change.
    Changed,
    /// What sort of thing it is.
    Kind,
    /// Summary.
    Summary,
    /// Who wrote it.
    Author,
    /// Photo credit or caption.
    Caption,
    /// Something that is no part of the item: counts, buttons.
    Noise,
}

/// How much of a `class` is looked at.
const LONGEST: usize = 400;

/// Words in class names, most telling first.
const WORDS: [(Hint, &[&str]); 8] = [
    (Hint::Caption, &["caption", "credit", "copyright", "figcaption"]),
    (
        Hint::Noise,
        &[
            "more",
            "readmore",
            "continue",
            "comment",
            "comments",
            "tags",
            "share",
            "sharing",
            "social",
            "hit",
            "hits",
            "likes",
            "viewcount",
            "print",
            "rating",
            "btn",
            "button",
            "size",
            "reply",
            "deadline",
            "closing",
            "expires",
        ],
    ),
    (
        Hint::Author,
        &[
            "author", "authors", "byline", "auteur", "autor", "autore", "creator", "user",
            "username",
        ],
    ),
    (Hint::Changed, &["updated", "modified"]),
    (
        Hint::Date,
        &[
            "date",
            "dates",
            "fecha",
            "data",
            "datum",
            "day",
            "posted",
            "published",
            "created",
            "pubdate",
            "time",
            "timestamp",
            "datetime",
        ],
    ),
    (
        Hint::Kind,
        &[
            "kind",
            "type",
            "category",
            "categories",
            "cat",
            "cate",
            "categ",
            "prehead",
            "eyebrow",
            "kicker",
            "rubric",
            "rubrique",
            "overline",
            "label",
            "tag",
            "topic",
            "badge",
            "categoria",
            "kategorie",
            "genre",
            "section",
        ],
    ),
    (
        Hint::Title,
        &[
            "title", "headline", "heading", "tit", "ttl", "titulo", "titre", "titel", "subject",
            "subj", "name",
        ],
    ),
    (
        Hint::Summary,
        &[
            "summary",
            "excerpt",
            "intro",
            "teaser",
            "abstract",
            "desc",
            "description",
            "body",
            "text",
            "txt",
            "lead",
            "lede",
            "snippet",
            "entradilla",
            "resumen",
            "resumo",
            "chapo",
            "chapeau",
            "content",
        ],
    ),
];

/// Values of `itemprop`.
const PROPERTIES: [(Hint, &[&str]); 6] = [
    (Hint::Title, &["headline", "name"]),
    (Hint::Date, &["datePublished", "dateCreated"]),
    (Hint::Changed, &["dateModified"]),
    (Hint::Kind, &["articleSection", "genre"]),
    (Hint::Summary, &["description", "abstract", "articleBody"]),
    (Hint::Author, &["author", "creator"]),
];

/// Folders of addresses that lead to all of a kind.
const CATEGORIES: [&str; 8] = [
    "category",
    "categories",
    "categoria",
    "categorie",
    "catégorie",
    "kategorie",
    "kategori",
    "rubrique",
];

/// What an element says of itself.
pub(super) fn hint(element: ElementRef<'_>) -> Option<Hint> {
    let value = element.value();
    by_property(element.attribute("itemprop"))
        .or_else(|| by_rel(element))
        .or_else(|| (value.name() == "figcaption").then_some(Hint::Caption))
        .or_else(|| by_class(class(element)))
        .or_else(|| by_class(cut(element.attribute("data-hook").unwrap_or_default())))
        .or_else(|| (value.name() == "time").then_some(Hint::Date))
}

fn by_property(property: Option<&str>) -> Option<Hint> {
    let property = property?;
    PROPERTIES.iter().find(|(_, names)| names.contains(&property)).map(|(hint, _)| *hint)
}

/// Themes call categories tags, too; where they lead tells them apart.
fn by_rel(element: ElementRef<'_>) -> Option<Hint> {
    let mut words = element.attribute("rel")?.split_ascii_whitespace();
    let is_category = || {
        let href = element.attribute("href").unwrap_or_default();
        cut(href).split('/').any(|part| CATEGORIES.contains(&part))
    };
    words.find_map(|word| match word {
        "author" => Some(Hint::Author),
        "category" => Some(Hint::Kind),
        "tag" if is_category() => Some(Hint::Kind),
        _ => None,
    })
}

/// The class of an element, as far as it is looked at.
pub(super) fn class(element: ElementRef<'_>) -> &str {
    cut(element.attribute("class").unwrap_or_default())
}

/// What an element is called, class and id, as far as they are looked at.
pub(super) fn names(element: ElementRef<'_>) -> impl Iterator<Item = &str> {
    [class(element), cut(element.attribute("id").unwrap_or_default())].into_iter()
}

/// Names, as far as they are looked at.
pub(super) fn cut(names: &str) -> &str {
    &names[..names.floor_char_boundary(LONGEST)]
}

/// The last word of a name says most: `card__date` is a date, `date-card` perhaps, `news-title`
/// a title.
pub(super) fn by_class(classes: &str) -> Option<Hint> {
    let mut classes = classes.split_ascii_whitespace().filter(|class| !is_of_letters(class));
    classes.find_map(|class| {
        // `text-sm` is how letters look, too; `text-title` says more.
        let class = class.strip_prefix("text-").unwrap_or(class);
        let mut said = words(class).rev().filter_map(by_word);
        let last = said.next()?;
        // `category-name`, `user-name`: the name of something else than the item.
        let of = said.next().filter(|_| class.to_ascii_lowercase().ends_with("name"));
        Some(of.unwrap_or(last))
    })
}

/// Whether a class says no more than how letters look: `has-small-font-size`.
fn is_of_letters(class: &str) -> bool {
    class.contains("font") && class.split(['-', '_']).any(|word| word == "font")
}

fn by_word(word: &str) -> Option<Hint> {
    let word = word.to_ascii_lowercase();
    WORDS.iter().find(|(_, words)| words.contains(&word.as_str())).map(|(hint, _)| *hint)
}

/// The words of a class name: `card__date`, `card-date`, `cardDate`. What CSS modules put behind
/// two underscores (`NewsCard_date__aB3xZ`) is no word of anybody.
pub(super) fn words(class: &str) -> impl DoubleEndedIterator<Item = &str> {
    let named = class.rsplit_once("__").filter(|(_, end)| is_random(end)).map_or(class, |(n, _)| n);
    let parts = named.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    parts.flat_map(humps)
}

/// `cardDate` in its two words; `dateISO` and `NEWS` as they are.
fn humps(word: &str) -> impl DoubleEndedIterator<Item = &str> {
    let mut before = word;
    let mut last = None;
    if let Some(at) = word.rfind(|c: char| c.is_ascii_uppercase())
        && word[..at].ends_with(|c: char| c.is_ascii_lowercase())
    {
        (before, last) = (&word[..at], Some(&word[at..]));
    }
    std::iter::once(before).chain(last)
}

/// Letters as a program draws them: five or so, with a digit or a capital among them.
fn is_random(end: &str) -> bool {
    let drawn = |c: char| c.is_ascii_digit() || c.is_ascii_uppercase();
    (5..=8).contains(&end.len())
        && end.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-')
        && end.chars().any(drawn)
}

#[cfg(test)]
mod tests {
    use scraper::Html;

    use super::*;

    #[track_caller]
    fn check(html: &str, expected: Option<Hint>) {
        let html = Html::parse_fragment(html);
        let element = html.root_element().child_elements().next().unwrap();
        assert_eq!(hint(element), expected, "{}", html.html());
    }

    #[test]
    fn the_last_telling_word_of_a_class_counts() {
        check("<p class='item-prehead'>", Some(Hint::Kind));
        check("<p class='ilo--card--eyebrow'>", Some(Hint::Kind));
        check("<span class='p-news__date'>", Some(Hint::Date));
        check("<span class='date-title'>", Some(Hint::Title));
        check("<div class='views-field views-field-body'>", Some(Hint::Summary));
        check("<p class='lede2 x'>", None);
        check("<p class='NewsCard_publishDate__p0O2s'>", Some(Hint::Date));
        check("<p class='newsTitle'>", Some(Hint::Title));
    }

    #[test]
    fn a_class_is_looked_at_only_so_far() {
        let long = |size| format!("<p class='{} date'>", "x".repeat(size));
        check(&long(100), Some(Hint::Date));
        check(&long(LONGEST), None);
    }

    #[test]
    fn attributes_say_more_than_classes() {
        check("<span class='date' itemprop='headline'>", Some(Hint::Title));
        check("<a class='url' rel='author'>", Some(Hint::Author));
        check("<figcaption class='text'>", Some(Hint::Caption));
        check("<time>", Some(Hint::Date));
        check("<time class='updated'>", Some(Hint::Changed));
    }
}
