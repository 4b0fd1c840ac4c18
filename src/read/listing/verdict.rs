//! What a page is that lists nothing: a challenge, a form for a password, a page that is not
//! there, a list that is empty.
//!
//! Only short texts that a page is about (its title, its headings, a line alone) are believed:
//! an article about lost passwords is none of these.

use scraper::ElementRef;

use crate::model::text::excerpt;
use crate::read::listing::node::{elements, is_block, text_of};
use crate::read::listing::page::Page;

mod words;

use words::{CHALLENGED, CHALLENGES, EMPTY, EMPTY_EAST, LOGIN, NOT_FOUND, PARKED};

/// Longer lines are about something else.
const LONGEST: usize = 160;

/// Lines of a page that are looked at.
const LINES: usize = 3000;

/// A page with more text than this is more than a wall.
const WALL: usize = 3000;

/// What a page is instead of a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::read) enum Wall {
    /// It asks whether one is a person.
    Challenge(String),
    /// It asks who one is.
    Login(String),
    /// It says that there is no such page.
    NotFound(String),
    /// It offers the domain for sale.
    Parked(String),
}

/// What a page is that is no list, whatever else stands on it: a challenge, or not found. With
/// the words that say so.
pub(super) fn before_reading(page: &Page) -> Option<Wall> {
    let about = about(page);
    let is_short = is_short(page);
    let says = |words: &[&str]| about.iter().find(|line| holds(line, words));
    if is_short && (is_guarded(page) || says(&CHALLENGED).is_some()) {
        let words = says(&CHALLENGED).or(about.first()).map(|line| excerpt(line, 80));
        return Some(Wall::Challenge(words.unwrap_or_default()));
    }
    if let Some(line) = says(&PARKED).filter(|_| is_short) {
        return Some(Wall::Parked(excerpt(line, 80)));
    }
    says(&NOT_FOUND).map(|line| Wall::NotFound(excerpt(line, 80)))
}

/// What a page is that no list was found on: one that asks for a password.
pub(super) fn login(page: &Page) -> Option<Wall> {
    let about = about(page);
    let asks = elements(page.html().tree.root()).any(|element| {
        element.value().name() == "input"
            && element.attr("type").is_some_and(|kind| kind.eq_ignore_ascii_case("password"))
    });
    let says = about.iter().find(|line| line.chars().count() <= 60 && holds(line, &LOGIN));
    let words = says.or(about.first().filter(|_| asks)).map(|line| excerpt(line, 80));
    words.filter(|_| asks || says.is_some() && is_short(page)).map(Wall::Login)
}

/// The line in which a page says that its list is empty.
pub(super) fn empty(page: &Page) -> Option<String> {
    let lines = elements(page.html().tree.root()).filter(|element| is_line(*element)).take(LINES);
    lines.map(|line| text_of(*line)).find(|text| {
        let small = text.to_lowercase();
        let short = (1..=LONGEST).contains(&text.chars().count());
        let east = EMPTY_EAST.iter().any(|words| small.contains(words));
        short && (east || EMPTY.iter().any(|words| small.contains(words)))
    })
}

/// Title and headings, in lower case for comparing.
fn about(page: &Page) -> Vec<String> {
    let headings = elements(page.html().tree.root())
        .filter(|element| matches!(element.value().name(), "h1" | "h2") || is_named_error(*element))
        .take(12)
        .map(|heading| text_of(*heading));
    let all = page.title().into_iter().chain(headings);
    all.filter(|line| !line.is_empty() && line.chars().count() <= LONGEST).collect()
}

fn is_named_error(element: ElementRef<'_>) -> bool {
    element.attr("id") == Some("challenge-error-text")
}

/// Whether a line is short of one of some words. A number counts only where it stands alone.
fn holds(line: &str, words: &[&str]) -> bool {
    let small = line.to_lowercase();
    let parts: Vec<_> = small.split(|c: char| !c.is_alphanumeric()).collect();
    words.iter().any(|word| {
        let is_number = word.bytes().all(|byte| byte.is_ascii_digit());
        if is_number { parts.contains(word) && parts.len() <= 6 } else { small.contains(word) }
    })
}

fn is_guarded(page: &Page) -> bool {
    let telling = |text: &str| CHALLENGES.iter().any(|name| text.contains(name));
    elements(page.html().tree.root()).any(|element| {
        let value = element.value();
        let attributes = ["src", "class", "id", "action"];
        attributes.iter().any(|name| value.attr(name).is_some_and(telling))
            || (value.name() == "script" && element.text().any(telling))
    })
}

/// Whether a page shows so little that it may be a wall.
fn is_short(page: &Page) -> bool {
    text_of(page.html().tree.root()).chars().count() <= WALL
}

/// A block without blocks in it.
fn is_line(element: ElementRef<'_>) -> bool {
    is_block(element) && !element.child_elements().any(is_block)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(html: &str, expected: Option<&Wall>) {
        let page = Page::parse(html, None);
        assert_eq!(before_reading(&page).or_else(|| login(&page)).as_ref(), expected, "{html}");
    }

    #[test]
    fn walls_say_what_they_are() {
        let moment = "Just a moment...".to_owned();
        check("<title>Just a moment...</title><p>Wait", Some(&Wall::Challenge(moment)));
        let gone = "Page introuvable".to_owned();
        check("<h1>Page introuvable</h1><p>Retour", Some(&Wall::NotFound(gone)));
        let members = "Members".to_owned();
        check("<h1>Members</h1><form><input type=password>", Some(&Wall::Login(members)));
    }

    #[test]
    fn an_ordinary_page_is_none() {
        check("<title>News</title><h1>Ferry found again after storm</h1><p>Text", None);
        check("<title>404 members at the assembly of the dairy union this year</title>", None);
        let long =
            format!("<title>News</title><div class=g-recaptcha></div>{}", "word ".repeat(900));
        check(&long, None);
    }

    #[test]
    fn an_empty_list_says_so_in_a_line() {
        let empty = |html: &str| empty(&Page::parse(html, None));
        assert!(empty("<div><p>Aucun résultat.</p></div>").is_some());
        assert!(empty("<table><tr><td>등록된 게시물이 없습니다.</td></table>").is_some());
        let article = format!("<p>{} there are no roads.</p>", "Up in the hills ".repeat(12));
        assert!(empty(&article).is_none());
    }
}
