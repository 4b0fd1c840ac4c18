//! The next page of a listing, where nobody says how to find it.

use std::collections::{BTreeMap, HashSet};

use scraper::ElementRef;
use url::Url;

use crate::model::raw::{RawItem, Warning};
use crate::read::listing::Css;
use crate::read::listing::hint::{class, cut, words};
use crate::read::listing::node::{elements, few_texts, fold, text_of};
use crate::read::listing::page::Page;
use crate::read::listing::pieces::leads_somewhere;

/// Links of a page that are looked at.
const LINKS: usize = 4000;

/// A longer text names no page, in bytes.
const LONGEST: usize = 100;

/// A number stands in no more texts, most of them white space.
const MOST_TEXTS: usize = 12;

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
pub(super) fn next(page: &Page, items: &[RawItem]) -> Option<Url> {
    let items = items.iter().filter_map(|item| page.resolve(item.link.as_deref()?));
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
    let next = links.find_map(|link| other_page(page, link.attr("href")?));
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
        let url = other_page(page, element.attr("href")?)?;
        Some(Link { element, url })
    })
}

/// An address on the same host that is not the page's own.
fn other_page(page: &Page, href: &str) -> Option<Url> {
    let url = page.resolve(href)?;
    let own = page.url()?;
    let bare = |url: &Url| {
        let mut url = url.clone();
        url.set_fragment(None);
        url
    };
    (url.host() == own.host() && bare(&url) != bare(own)).then_some(url)
}

/// `rel="next"`, in the head or on a link.
fn by_rel(page: &Page) -> Option<Url> {
    let mut said = elements(page.html().tree.root()).filter(|element| {
        let rel = element.attr("rel").unwrap_or_default();
        matches!(element.value().name(), "link" | "a")
            && rel.split_ascii_whitespace().any(|word| word.eq_ignore_ascii_case("next"))
    });
    said.find_map(|element| other_page(page, element.attr("href")?))
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
    let told = [Some(&*text), element.attr("aria-label"), element.attr("title")];
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
        let names = ["class", "id", "aria-label"].map(|name| around.attr(name));
        let mut words = names.into_iter().flatten().map(cut).flat_map(words);
        words.any(|word| PAGERS.contains(&word.to_ascii_lowercase().as_str()))
    })
}

/// Numbers in a row, one of them no link: the page that is open.
fn by_number(links: &[Link<'_>]) -> Option<Url> {
    let numbered: Vec<_> =
        links.iter().filter_map(|link| Some((number(link.element)?, link))).collect();
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

/// The number of the page that is open: in an element that is no link, or that says so.
fn open_number(element: ElementRef<'_>) -> Option<u32> {
    let value = element.value();
    let called = || words(class(element)).any(|w| matches!(w, "current" | "active" | "selected"));
    let open = || value.attr("aria-current").is_some_and(|state| state != "false") || called();
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
mod tests {
    use super::*;

    #[track_caller]
    fn check(html: &str, own: &str, expected: Option<&str>) {
        let page = Page::parse(html, Some(&Url::parse(own).unwrap()));
        assert_eq!(next(&page, &[]).as_ref().map(Url::as_str), expected, "{html}");
    }

    const LIST: &str = "https://coop.example/news";

    #[test]
    fn what_leads_on_says_so() {
        let two = Some("https://coop.example/news?page=2");
        check("<link rel=next href='?page=2'>", LIST, two);
        check("<a rel='nofollow next' href='?page=2'>x</a>", LIST, two);
        check("<a href='?page=2'>Next »</a>", LIST, two);
        check("<a href='?page=2' aria-label='Page suivante'><svg></svg></a>", LIST, two);
        check("<a href='?page=2'>次のページ</a>", LIST, two);
        check("<ul class=pagination><li><a href='?page=2'>›</a></ul>", LIST, two);
        check("<div class=pager><a class='next' href='?page=2'><i></i></a></div>", LIST, two);
    }

    #[test]
    fn numbers_lead_to_the_next_one() {
        let three = Some("https://coop.example/news?p=3");
        let pager =
            "<p><a href='?p=1'>1</a> <b>2</b> <a href='?p=3'>3</a> <a href='?p=9'>9</a></p>";
        check(pager, LIST, three);
        let marked =
            "<p><a href='?p=1'>1</a> <a class=active href='?p=2'>2</a> <a href='?p=3'>3</a>";
        check(marked, LIST, three);
        check(
            "<p>1 <a href='?p=2'>2</a> <a href='?p=3'>3</a>",
            LIST,
            Some("https://coop.example/news?p=2"),
        );
    }

    #[test]
    fn addresses_lead_on_by_a_number() {
        let ilo = "https://www.ilo.org/asia/lang--en/nextRow--10/index.htm";
        let rows = "<a href='/asia/lang--en/nextRow--0/index.htm'>a</a>\
                    <a href='/asia/lang--en/nextRow--30/index.htm'>b</a>\
                    <a href='/asia/lang--en/nextRow--20/index.htm'>c</a>";
        check(rows, ilo, Some("https://www.ilo.org/asia/lang--en/nextRow--20/index.htm"));
        let first = "<a href='/asia/lang--en/nextRow--10/index.htm'>More</a>";
        check(first, "https://www.ilo.org/asia/lang--en/index.htm", Some(ilo));
        let wordpress = "<a href=/news/page/2/>&hellip;</a><a href=/other/page/1/>x</a>";
        check(wordpress, "https://coop.example/news/", Some("https://coop.example/news/page/2/"));
    }

    #[test]
    fn nothing_leads_on_from_the_last_page() {
        let third = "https://coop.example/news?page=3";
        check("<a href='?page=2'>Previous</a> <a href='/news/2017'>2017</a>", third, None);
        check("<a href='#'>Next</a><a href='https://other.example/?page=2'>Next</a>", LIST, None);
        check("<p><a href='?p=1'>1</a> <a href='?p=2'>2</a> <b>3</b></p>", LIST, None);
        check("<a href='/news'>Next</a>", LIST, None);
    }

    #[test]
    fn below_teasers_the_word_leads_to_each_of_them() {
        let teasers = "<p><a href=/a>Mühle</a> <a href=/a-more>Weiter</a></p>\
                       <p><a href=/b>Fähre</a> <a href=/b-more>Weiter</a></p>";
        let two = Some("https://coop.example/news?page=2");
        check(teasers, LIST, None);
        check(&format!("{teasers}<p class=pager><a href='?page=2'>Weiter</a></p>"), LIST, two);
        check(&format!("{teasers}<a href='?page=2'>Ältere</a>"), LIST, two);
        check("<a href='?page=2'>Weiter</a> … <a href='?page=2'>Weiter</a>", LIST, two);
    }

    #[test]
    fn what_leads_to_an_item_leads_to_no_page() {
        let own = Url::parse(LIST).unwrap();
        let page = Page::parse("<a href=/a>Mühle</a> <a href=/a>Weiter</a>", Some(&own));
        let item = RawItem { link: Some("/a".to_owned()), ..RawItem::default() };
        assert_eq!(next(&page, &[item]), None);
        assert_eq!(next(&page, &[]).unwrap().as_str(), "https://coop.example/a");
    }

    #[track_caller]
    fn check_named(html: &str, expected: Option<&str>, code: Option<&str>) {
        let page = Page::parse(html, Some(&Url::parse(LIST).unwrap()));
        let mut warnings = Vec::new();
        let next = named(&page, &Css::parse(".next").unwrap(), &mut warnings);
        assert_eq!(next.as_ref().map(Url::as_str), expected, "{html}");
        assert_eq!(warnings.first().map(|warning| warning.code), code, "{html}");
    }

    #[test]
    fn a_named_link_leads_to_another_page_of_the_site_or_nowhere() {
        let two = Some("https://coop.example/news?page=2");
        check_named("<a class=next href='?page=2'>x</a>", two, None);
        check_named("<li class=next><a href='?page=2'>x</a></li>", two, None);
        let none = Some("next-without-link");
        check_named("<a class=next href='javascript:more()'>x</a>", None, none);
        check_named("<a class=next href='https://other.example/?page=2'>x</a>", None, none);
        check_named("<a class=next href='#'>x</a>", None, none);
        check_named("<p>x", None, Some("next-without-match"));
    }
}
