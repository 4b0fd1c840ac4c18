//! Names of elements that are worth writing down: they need no escaping in CSS, and are likely to
//! stand on the page tomorrow too.

use scraper::ElementRef;

use crate::read::listing::node::Attributes as _;

/// Longer names are made by programs.
const LONGEST: usize = 40;

/// More classes of one element are not tried.
const MOST: usize = 3;

/// Names for what a page is just doing, or for where among its like an element stands.
const PASSING: [&str; 18] = [
    "active",
    "collapsed",
    "current",
    "even",
    "expanded",
    "fade",
    "first",
    "focus",
    "hidden",
    "hover",
    "in",
    "last",
    "loaded",
    "odd",
    "open",
    "selected",
    "show",
    "visible",
];

/// Elements whose bare name says enough.
const TELLING: [&str; 12] =
    ["a", "article", "figure", "h1", "h2", "h3", "h4", "h5", "h6", "img", "main", "time"];

/// The name of an element, if CSS takes it as it is: `o:p` would need escaping.
pub(super) fn tag(element: ElementRef<'_>) -> Option<&str> {
    Some(element.value().name()).filter(|name| is_plain(name))
}

/// Whether an element's name alone tells what it is for.
pub(super) fn is_telling(tag: &str) -> bool {
    TELLING.contains(&tag)
}

/// The classes of an element that are worth writing down, in their order.
pub(super) fn classes(element: ElementRef<'_>) -> impl Iterator<Item = &str> {
    let classes = element.attribute("class").unwrap_or_default().split_ascii_whitespace();
    classes.filter(|class| is_stable(class)).take(MOST)
}

/// The id of an element, if it is worth writing down.
pub(super) fn id(element: ElementRef<'_>) -> Option<&str> {
    element.attribute("id").filter(|id| is_stable(id))
}

/// Letters, digits, `-` and `_`, a letter first.
pub(super) fn is_plain(name: &str) -> bool {
    let rest = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_');
    name.starts_with(|c: char| c.is_ascii_alphabetic()) && name.chars().all(rest)
}

/// Digits number things, or are left of a hash.
fn is_stable(name: &str) -> bool {
    let numbered = name.contains(|c: char| c.is_ascii_digit());
    let scrambled = name.split(['-', '_']).any(is_scrambled);
    let passing = PASSING.contains(&name);
    is_plain(name) && name.len() <= LONGEST && !numbered && !scrambled && !passing
}

/// `bdVaJa`, `xkjqwz`: capitals without words, or letters that nobody can speak.
fn is_scrambled(word: &str) -> bool {
    let shouted = word.chars().all(|c| c.is_ascii_uppercase());
    let after = word.split(|c: char| c.is_ascii_uppercase()).skip(1);
    let short = after.filter(|rest| rest.len() < 2).count();
    let consonant = |c: char| !"aeiouy".contains(c.to_ascii_lowercase());
    let silent = word.split(|c| !consonant(c)).any(|run| run.len() >= 5);
    (!shouted && short >= 2) || silent
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(name: &str, stable: bool) {
        assert_eq!(is_stable(name), stable, "{name}");
    }

    #[test]
    fn words_are_stable() {
        for name in ["news", "news-item", "card__title", "newsItem", "ilo--card--link", "NEWS"] {
            check(name, true);
        }
    }

    #[test]
    fn numbers_hashes_states_and_what_needs_escaping_are_not() {
        for name in ["post-17", "h2", "active", "odd", "sc-bdVaJa", "css-xkjqwz", "md:flex", "-x"] {
            check(name, false);
        }
        check("ニュース", false);
        check(&"long".repeat(11), false);
    }
}
