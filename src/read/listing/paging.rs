//! The next page of a listing, where nobody says how to find it.

use std::collections::{BTreeMap, HashSet};

use scraper::ElementRef;
use url::Url;

use crate::model::raw::Warning;
use crate::read::listing::Css;
use crate::read::listing::data::Thing;
use crate::read::listing::hint::{class, cut, words};
use crate::read::listing::node::{Attributes, elements, few_texts, fold, text_of};
use crate::read::listing::page::Page;
use crate::read::listing::pieces::leads_somewhere;

/// Links of a page that are looked at.
const LINKS: usize = 4000;

/// A longer text names no page, in bytes.
const LONGEST: usize = 100;

/// A number stands in no more texts, most of them white space.
const MOST_TEXTS: usize = 12;

/// Elements of a table that are looked at: a calendar has no more.
const CALENDAR: usize = 300;

/// The days of a month, at least and at most.
const DAYS: (usize, u32) = (28, 31);

/// The warning for a `next` that a page does not have, as the last one never has.
pub(super) const UNMATCHED: &str = "next-without-match";

/// What links say that lead on. They stand alone, arrows aside.
const NEXT: [&str; 52] = [
    "next",
    "next page",
    "next posts",
    "older",
    "older posts",
    "older entries",
    "older news",
    "load more",
    "show more",
    "more news",
    "weiter",
    "nächste",
    "nächste seite",
    "vor",
    "ältere",
    "ältere beiträge",
    "suivant",
    "suivante",
    "page suivante",
    "suivants",
    "plus anciens",
    "siguiente",
    "página siguiente",
    "siguientes",
    "anteriores",
    "próximo",
    "próxima",
    "próxima página",
    "seguinte",
    "avanti",
    "successivo",
    "successiva",
    "pagina successiva",
    "volgende",
    "volgende pagina",
    "следующая",
    "следующая страница",
    "далее",
    "вперед",
    "вперёд",
    "التالي",
    "الصفحة التالية",
    "ถัดไป",
    "หน้าถัดไป",
    "अगला",
    "अगले",
    "次へ",
    "次のページ",
    "下一页",
    "下一頁",
    "다음",
    "tiếp theo",
];

/// The same in a pager, where arrows stand for words.
const ARROWS: [&str; 7] = ["›", "»", ">", ">>", "→", "▶", "次"];

/// Words in the names of pagers.
const PAGERS: [&str; 12] = [
    "pager",
    "pagination",
    "paging",
    "pages",
    "paginate",
    "paginator",
    "page",
    "pagenavi",
    "pagenav",
    "paginacao",
    "paginacion",
    "blaettern",
];

/// What stands before the number of a page in an address. ILO's step by ten, others by one.
const KEYS: [&str; 12] = [
    "nextRow--",
    "page=",
    "/page/",
    "paged=",
    "/page-",
    "seite=",
    "pagina=",
    "pageNo=",
    "pageIndex=",
    "b_start:int=",
    "start=",
    "offset=",
];

/// Where the next page is: what says so to machines, what says so in words, the number after the
/// one that is open, the next number in addresses that are this one's but for a number. A link to
/// one of the `items` leads to no page of the list.
pub(super) fn next(page: &Page, items: &[Thing]) -> Option<Url> {
    let items = items.iter().filter_map(|item| page.resolve(item.fields.link.as_deref()?));
    let items: HashSet<Url> = items.collect();
    let is_other = |link: &Link<'_>| !items.contains(&link.url);
    let links: Vec<_> = links(page).take(LINKS).filter(is_other).collect();
    by_rel(page)
        .or_else(|| by_words(&links))
        .or_else(|| by_number(&links))
        .or_else(|| by_address(page, &links))
}

/// The next page as `next` names it: the first link in what it selects that leads to another page
/// of the same site.
pub(super) fn named(page: &Page, css: &Css, warnings: &mut Vec<Warning>) -> Option<Url> {
    let found: Vec<_> = page.html().select(css.selector()).take(LINKS).collect();
    let inside = found.iter().flat_map(|element| elements(**element)).take(LINKS);
    let mut links = inside.filter(|element| leads_somewhere(*element));
    let next = links.find_map(|link| other_page(page, link.attribute("href")?));
    let (code, why) = match (&next, found.is_empty()) {
        (Some(_), _) => return next,
        (None, true) => (UNMATCHED, "matched nothing; no further page is read"),
        (None, false) => ("next-without-link", "selects no link to another page of the site"),
    };
    let message = format!("next = {:?} {why}", css.as_str());
    warnings.push(Warning { code, message, line: None });
    None
}

/// A link to another page of the same site.
struct Link<'a> {
    element: ElementRef<'a>,
    url: Url,
}

fn links(page: &Page) -> impl Iterator<Item = Link<'_>> {
    let all = elements(page.html().tree.root()).filter(|element| leads_somewhere(*element));
    all.filter_map(|element| {
        let url = other_page(page, element.attribute("href")?)?;
        Some(Link { element, url })
    })
}

/// An address of the same site that is not the page's own.
fn other_page(page: &Page, href: &str) -> Option<Url> {
    let url = page.resolve(href)?;
    let own = page.url()?;
    let bare = |url: &Url| {
        let mut url = url.clone();
        url.set_fragment(None);
        url
    };
    (is_same_site(own, &url) && bare(&url) != bare(own)).then_some(url)
}

/// Whether an address has another's scheme, host and port, or leads from there to https.
fn is_same_site(own: &Url, url: &Url) -> bool {
    let is_upgrade = || (own.scheme(), url.scheme()) == ("http", "https");
    let is_usual = || own.port().is_none() && url.port().is_none();
    own.origin() == url.origin() || own.host() == url.host() && is_upgrade() && is_usual()
}

/// `rel="next"`, in the head or on a link.
fn by_rel(page: &Page) -> Option<Url> {
    let mut said = elements(page.html().tree.root()).filter(|element| {
        let rel = element.attribute("rel").unwrap_or_default();
        matches!(element.value().name(), "link" | "a")
            && rel.split_ascii_whitespace().any(|word| word.eq_ignore_ascii_case("next"))
    });
    said.find_map(|element| other_page(page, element.attribute("href")?))
}

/// A link in a pager that says so; or else what all links that say the same lead to: "Weiter" below
/// each of some teasers leads to as many pages.
fn by_words(links: &[Link<'_>]) -> Option<Url> {
    let said: Vec<_> = links.iter().map(|link| (link, said(link.element))).collect();
    let in_pager = said.iter().find(|(link, said)| {
        let arrow = || ARROWS.contains(&text_of(*link.element).as_str());
        (said.is_some() || called_next(link.element) || arrow()) && in_pager(link.element)
    });
    let mut targets: BTreeMap<&str, HashSet<&Url>> = BTreeMap::new();
    for (link, said) in &said {
        targets.entry(said.as_deref().unwrap_or_default()).or_default().insert(&link.url);
    }
    let is_only = |said: &Option<String>| said.as_deref().is_some_and(|w| targets[w].len() == 1);
    let found = in_pager.or_else(|| said.iter().find(|(_, said)| is_only(said)));
    found.map(|(link, _)| link.url.clone())
}

/// What a link says of where it leads, if that is on.
fn said(element: ElementRef<'_>) -> Option<String> {
    let text = text_of(*element);
    let told = [Some(&*text), element.attribute("aria-label"), element.attribute("title")];
    let mut words = told.into_iter().flatten().filter(|text| text.len() <= LONGEST).map(bare);
    words.find(|text| NEXT.contains(&text.as_str()))
}

/// Words without arrows and signs around them.
fn bare(text: &str) -> String {
    fold(text).trim_matches(|c: char| !c.is_alphabetic()).to_lowercase()
}

fn called_next(element: ElementRef<'_>) -> bool {
    let around = element.parent().and_then(ElementRef::wrap);
    let names = [Some(element), around].into_iter().flatten().map(class);
    names.flat_map(words).any(|word| word.eq_ignore_ascii_case("next"))
}

/// Whether an element stands in something that is called a pager.
fn in_pager(element: ElementRef<'_>) -> bool {
    element.ancestors().take(6).filter_map(ElementRef::wrap).any(|around| {
        let names = ["class", "id", "aria-label"].map(|name| around.attribute(name));
        let mut words = names.into_iter().flatten().map(cut).flat_map(words);
        words.any(|word| PAGERS.contains(&word.to_ascii_lowercase().as_str()))
    })
}

/// Numbers in a row, one of them no link: the page that is open.
fn by_number(links: &[Link<'_>]) -> Option<Url> {
    let numbered: Vec<_> =
        links.iter().filter_map(|link| Some((number(link.element)?, link))).collect();
    if numbered.iter().all(|(_, link)| is_day(link.element)) {
        return None;
    }
    let (first, last) = (numbered.first()?.1.element, numbered.last()?.1.element);
    let around = first.ancestors().find(|node| last.ancestors().any(|other| other == *node))?;
    // One number alone may be anything: a year, a count.
    if numbered.len() < 2 && !in_pager(first) {
        return None;
    }
    let open = elements(around).find_map(open_number);
    let open = open.or_else(|| (numbered[0].0 == 2).then_some(1))?;
    let next = numbered.iter().find(|(number, _)| *number == open + 1);
    next.map(|(_, link)| link.url.clone())
}

/// Whether an element is in a calendar of a month: a table in which nearly all days are.
fn is_day(element: ElementRef<'_>) -> bool {
    let mut around = element.ancestors().filter_map(ElementRef::wrap);
    let Some(table) = around.find(|around| around.value().name() == "table") else { return false };
    let cells = elements(*table).take(CALENDAR).filter(|cell| cell.value().name() == "td");
    let numbers: HashSet<_> = cells.filter_map(number).collect();
    numbers.len() >= DAYS.0 && numbers.iter().all(|number| *number <= DAYS.1)
}

/// The number of the page that is open: in an element that is no link, or that says so.
fn open_number(element: ElementRef<'_>) -> Option<u32> {
    let value = element.value();
    let called = || words(class(element)).any(|w| matches!(w, "current" | "active" | "selected"));
    let open = || value.attribute("aria-current").is_some_and(|state| state != "false") || called();
    let bare = || {
        matches!(value.name(), "strong" | "b" | "span" | "em")
            && element.child_elements().next().is_none()
            && element.ancestors().filter_map(ElementRef::wrap).all(|e| e.value().name() != "a")
    };
    number(element).filter(|_| open() || bare())
}

/// The number that an element says and nothing else.
fn number(element: ElementRef<'_>) -> Option<u32> {
    let text = few_texts(element, MOST_TEXTS)?.concat();
    let text = text.trim();
    let is_number = (1..=4).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit());
    text.parse().ok().filter(|number| is_number && (1..1900).contains(number))
}

/// Addresses that are the page's own but for a number: the smallest above its own.
fn by_address(page: &Page, links: &[Link<'_>]) -> Option<Url> {
    let own = page.url()?.as_str();
    let later = links.iter().filter_map(|link| {
        let (number, rest) = KEYS.iter().find_map(|key| numbered(link.url.as_str(), key))?;
        let (at, same) = KEYS
            .iter()
            .find_map(|key| numbered(own, key))
            .map_or((0, own.to_owned()), |(number, rest)| (number, rest));
        let is_next = number > at && alike(&rest, &same);
        is_next.then(|| (number, link.url.clone()))
    });
    later.min_by_key(|(number, _)| *number).map(|(_, url)| url)
}

/// The number behind a key in an address, and the address without both.
fn numbered(address: &str, key: &str) -> Option<(u32, String)> {
    let at = address.find(key)?;
    let behind = &address[at + key.len()..];
    let digits = behind.bytes().take_while(u8::is_ascii_digit).count();
    let number = behind[..digits].parse().ok().filter(|_| (1..=6).contains(&digits))?;
    Some((number, format!("{}{}", &address[..at], &behind[digits..])))
}

/// Whether two addresses are the same but for signs that part a number from them.
fn alike(one: &str, other: &str) -> bool {
    let bare = |text: &str| text.replace(['/', '?', '&'], "").to_ascii_lowercase();
    bare(one) == bare(other)
}

#[cfg(test)]
mod tests;
