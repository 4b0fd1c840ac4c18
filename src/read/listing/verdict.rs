//! What a page is that lists nothing: a challenge, a form for a password, a page that is not
//! there, a list that is empty.
//!
//! Only short texts that a page is about (its title, its headings, a line alone) are believed:
//! an article about lost passwords is none of these. What says little else than that is sure,
//! whatever else stands on the page; what only mentions it, or holds a captcha as any form may,
//! counts where nothing was found that was looked for.

use std::collections::HashSet;

use scraper::ElementRef;

use crate::model::text::excerpt;
use crate::read::listing::furniture::is_around;
use crate::read::listing::hint::class;
use crate::read::listing::node::{
    Attributes, Step, elements, few_texts, is_block, is_silent, text_of, walk,
};
use crate::read::listing::page::Page;
use crate::read::listing::pieces::leads_somewhere;

mod above;
mod empty;
mod words;

pub(super) use above::empty_above;

use words::{CAPTCHAS, CHALLENGED, CHALLENGES, FILLERS, LOGIN, NOT_FOUND, PARKED};

/// Longer lines are about something else.
const LONGEST: usize = 160;

/// Lines of a page that are looked at.
const LINES: usize = 3000;

/// A line is in no more texts.
const MOST_TEXTS: usize = 24;

/// Lines that say that a list is empty, and are asked where they stand.
const EMPTY_LINES: usize = 20;

/// A page with more text than this is more than a wall.
const WALL: usize = 3000;

/// What stands between the parts of a title.
const BETWEEN: [char; 8] = ['|', '–', '—', '·', '•', '»', '«', '›'];

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

/// What a page is, whatever else stands on it. With the words that say so.
pub(super) fn sure(page: &Page) -> Option<Wall> {
    let subject = subject(page);
    let is_short = is_short(page);
    let says = |words: &[&str]| subject.iter().find(|line| is_mostly(line, words));
    if is_short && (holds_mark(page, &CHALLENGES) || says(&CHALLENGED).is_some()) {
        let words = says(&CHALLENGED).or(subject.first());
        return Some(Wall::Challenge(words.map(|line| excerpt(line, 80)).unwrap_or_default()));
    }
    if let Some(line) = subject.iter().find(|line| is_short && holds(line, &PARKED)) {
        return Some(Wall::Parked(excerpt(line, 80)));
    }
    says(&NOT_FOUND).map(|line| Wall::NotFound(excerpt(line, 80)))
}

/// The same of a page that asks for a password, and says that it does.
pub(super) fn login(page: &Page) -> Option<Wall> {
    let line = subject(page).into_iter().find(|line| is_mostly(line, &LOGIN))?;
    asks_for_password(page).then(|| Wall::Login(excerpt(&line, 80)))
}

/// What a page is on which nothing was found that was looked for.
pub(super) fn likely(page: &Page) -> Option<Wall> {
    let (about, subject, is_short) = (about(page), subject(page), is_short(page));
    let says = |words: &[&str]| about.iter().find(|line| is_short && holds(line, words));
    let said = |line: &String| excerpt(line, 80);
    if let Some(line) = says(&CHALLENGED) {
        return Some(Wall::Challenge(said(line)));
    }
    if let Some(line) = says(&PARKED) {
        return Some(Wall::Parked(said(line)));
    }
    let gone = subject.iter().find(|line| holds(line, &NOT_FOUND));
    if let Some(line) = gone.or_else(|| about.iter().find(|line| is_mostly(line, &NOT_FOUND))) {
        return Some(Wall::NotFound(said(line)));
    }
    let asks = asks_for_password(page);
    let says = about.iter().find(|line| line.chars().count() <= 60 && holds(line, &LOGIN));
    let words = says.or(about.first().filter(|_| asks)).map(said);
    words.filter(|_| asks || says.is_some() && is_short).map(Wall::Login)
}

/// A short page without anything on it but a captcha.
pub(super) fn guarded(page: &Page) -> Option<Wall> {
    let is_guarded = is_short(page) && holds_mark(page, &CAPTCHAS);
    let said = || about(page).first().map(|line| excerpt(line, 80)).unwrap_or_default();
    is_guarded.then(|| Wall::Challenge(said()))
}

/// The line in the content of a page that says that its list is empty.
pub(super) fn empty(page: &Page) -> Option<String> {
    let lines = elements(page.html().tree.root()).filter(|element| is_line(*element)).take(LINES);
    let lines = lines.filter(|line| few_texts(*line, MOST_TEXTS).is_some());
    let told = lines.map(|line| (line, text_of(*line))).filter(|(_, text)| {
        let short = (1..=LONGEST).contains(&text.chars().count());
        short && empty::says_so(text)
    });
    let is_content = contents(page);
    told.take(EMPTY_LINES).find(|(line, _)| is_content(*line)).map(|(_, text)| text)
}

/// Tells what is of the content. What holds a first heading is, whatever it is called.
fn contents(page: &Page) -> impl Fn(ElementRef<'_>) -> bool + use<> {
    let headings = elements(page.html().tree.root()).filter(|one| one.value().name() == "h1");
    let mut holding = HashSet::new();
    for heading in headings {
        let mut around = std::iter::once(*heading).chain(heading.ancestors());
        // Above what is known already all is known.
        while around.next().is_some_and(|node| holding.insert(node.id())) {}
    }
    move |line| {
        let outer = line.ancestors().filter_map(ElementRef::wrap);
        let mut around = std::iter::once(line).chain(outer);
        around.all(|outer| holding.contains(&outer.id()) || !is_around(outer))
    }
}

/// What a page is about: its title, and the heading that is its only one and no link.
fn subject(page: &Page) -> Vec<String> {
    let all = || elements(page.html().tree.root());
    let is_linked = |heading: &ElementRef<'_>| {
        let around = heading.ancestors().filter_map(ElementRef::wrap).any(leads_somewhere);
        around || elements(**heading).any(leads_somewhere)
    };
    let first = all().filter(|element| element.value().name() == "h1" && !is_linked(element));
    let mut headings: Vec<_> = first.take(2).map(|heading| text_of(*heading)).collect();
    let only = headings.pop().filter(|_| headings.is_empty());
    let error = all().find(|element| element.attribute("id") == Some("challenge-error-text"));
    let lines = page.title().into_iter().chain(only).chain(error.map(|error| text_of(*error)));
    lines.filter(|line| is_line_of_text(line)).collect()
}

/// Title and headings.
fn about(page: &Page) -> Vec<String> {
    let all = elements(page.html().tree.root());
    let headings = all.filter(|element| matches!(element.value().name(), "h1" | "h2"));
    let headings = headings.take(12).map(|heading| text_of(*heading));
    let all = page.title().into_iter().chain(headings);
    all.filter(|line| is_line_of_text(line)).collect()
}

fn is_line_of_text(line: &str) -> bool {
    !line.is_empty() && line.chars().count() <= LONGEST
}

/// Whether a line is short of one of some words. A number counts only where it stands alone.
fn holds(line: &str, words: &[&str]) -> bool {
    let small = small(line);
    words.iter().any(|word| says(&small, word))
}

/// A line in small letters, three points as one sign: `Un instant...`.
fn small(line: &str) -> String {
    line.to_lowercase().replace("...", "…")
}

fn says(small: &str, word: &str) -> bool {
    if !word.bytes().all(|byte| byte.is_ascii_digit()) {
        return small.contains(word);
    }
    let parts: Vec<_> = small.split(|c: char| !c.is_alphanumeric()).collect();
    parts.contains(&word) && parts.len() <= 6
}

/// Whether a part of a line says one of some words and little else: `Page not found | The union`.
fn is_mostly(line: &str, words: &[&str]) -> bool {
    let small = small(line).replace(" - ", "|").replace("::", "|");
    let letters = |text: &str| text.chars().filter(|c| c.is_alphanumeric()).count();
    small.split(BETWEEN).any(|part| {
        let parts = part.split(|c: char| !c.is_alphanumeric());
        let filled: usize = parts.filter(|word| FILLERS.contains(word)).map(letters).sum();
        let whole = letters(part) - filled;
        words.iter().any(|word| says(part, word) && letters(word) * 5 >= whole * 3)
    })
}

/// Whether a page holds a mark of some, in an address, a name or a script.
fn holds_mark(page: &Page, marks: &[&str]) -> bool {
    let telling = |text: &str| marks.iter().any(|mark| text.contains(mark));
    elements(page.html().tree.root()).any(|element| {
        let value = element.value();
        let attributes = ["src", "id", "action"];
        attributes.iter().any(|name| value.attribute(name).is_some_and(telling))
            || telling(class(element))
            || (value.name() == "script" && element.text().any(telling))
    })
}

fn asks_for_password(page: &Page) -> bool {
    elements(page.html().tree.root()).any(|element| {
        element.value().name() == "input"
            && element.attribute("type").is_some_and(|kind| kind.eq_ignore_ascii_case("password"))
    })
}

/// Whether a page shows so little that it may be a wall.
fn is_short(page: &Page) -> bool {
    let mut shown = 0;
    walk(page.html().tree.root(), |step| {
        let Step::Enter(node) = step else { return true };
        if let Some(text) = node.value().as_text() {
            shown += text.split_whitespace().map(|word| word.chars().count() + 1).sum::<usize>();
        }
        shown <= WALL && !ElementRef::wrap(node).is_some_and(is_silent)
    });
    shown <= WALL
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
        let wall = sure(&page).or_else(|| likely(&page)).or_else(|| guarded(&page));
        assert_eq!(wall.as_ref(), expected, "{html}");
    }

    #[test]
    fn walls_say_what_they_are() {
        let moment = Wall::Challenge("Just a moment...".to_owned());
        check("<title>Just a moment...</title><p>Wait", Some(&moment));
        let gone = Wall::NotFound("Page introuvable".to_owned());
        check("<h1>Page introuvable</h1><p>Retour", Some(&gone));
        check("<title>Union</title><h1>Union</h1><h2>Page introuvable</h2>", Some(&gone));
        let members = Wall::Login("Members".to_owned());
        check("<h1>Members</h1><form><input type=password>", Some(&members));
        for said in
            ["Un instant...", "Un momento…", "Один момент...", "请稍候…", "Bir dakika lütfen..."]
        {
            check(&format!("<title>{said}</title>"), Some(&Wall::Challenge(said.to_owned())));
        }
        let captcha = Wall::Challenge("coop.example".to_owned());
        check("<title>coop.example</title><div class=h-captcha></div>", Some(&captcha));
    }

    #[test]
    fn an_ordinary_page_is_none() {
        check("<title>News</title><h1>Ferry found again after storm</h1><p>Text", None);
        check("<title>404 members at the assembly of the dairy union this year</title>", None);
        let long =
            format!("<title>News</title><div class=g-recaptcha></div>{}", "word ".repeat(900));
        check(&long, None);
    }

    #[track_caller]
    fn check_sure(html: &str, is_sure: bool) {
        assert_eq!(sure(&Page::parse(html, None)).is_some(), is_sure, "{html}");
    }

    #[test]
    fn what_is_sure_is_what_the_page_is_about_and_nothing_else() {
        check_sure("<title>Error 404 (Not Found)</title>", true);
        check_sure("<title>Page Not Found - Dairy Union</title>", true);
        check_sure("<h1><a href=/>Union</a></h1><h1>ページが見つかりませんでした</h1>", true);
        check_sure("<script>window._cf_chl_opt={}</script><h1>coop.example</h1>", true);
        check_sure("<script src=/cdn-cgi/challenge-platform/h/b/orchestrate/x></script>", true);
        check_sure("<h2>Missing ferry not found after three days</h2>", false);
        check_sure("<h1>Crew not found</h1><h1>Mill bought</h1>", false);
        check_sure("<h1><a href=/1>Crew not found</a></h1>", false);
        check_sure("<title>404 members at the assembly</title>", false);
        check_sure("<title>Access denied to union of dockers in three ports</title>", false);
        let injected = "<script src=/cdn-cgi/challenge-platform/scripts/jsd/main.js></script>";
        check_sure(&format!("<form><div class=g-recaptcha></div></form>{injected}"), false);
    }

    #[test]
    fn an_empty_list_says_so_in_a_line_of_the_content() {
        let empty = |html: &str| empty(&Page::parse(html, None));
        assert!(empty("<div><p>Aucun résultat.</p></div>").is_some());
        assert!(empty("<table><tr><td>등록된 게시물이 없습니다.</td></table>").is_some());
        let article = format!("<p>{} there are no roads.</p>", "Up in the hills ".repeat(12));
        assert!(empty(&article).is_none());
        let line = "<p>There are no upcoming events.</p>";
        assert!(empty(&format!("<footer>{line}</footer>")).is_none());
        assert!(empty(&format!("<div class=sidebar>{line}</div>")).is_none());
        assert!(empty(&format!("<div class=nav-open><h1>News</h1>{line}</div>")).is_some());
    }
}
