//! The next page of a listing, where nobody says how to find it.

use scraper::ElementRef;
use url::Url;

use crate::read::listing::hint::words;
use crate::read::listing::node::{elements, fold, text_of};
use crate::read::listing::page::Page;
use crate::read::listing::pieces::leads_somewhere;

/// Links of a page that are looked at.
const LINKS: usize = 4000;

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
/// one that is open, the next number in addresses that are this one's but for a number.
pub(super) fn next(page: &Page) -> Option<Url> {
    let links: Vec<_> = links(page).take(LINKS).collect();
    by_rel(page)
        .or_else(|| by_words(&links))
        .or_else(|| by_number(&links))
        .or_else(|| by_address(page, &links))
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

fn by_words(links: &[Link<'_>]) -> Option<Url> {
    let found = links.iter().find(|link| {
        let text = text_of(*link.element);
        let told =
            [Some(text.as_str()), link.element.attr("aria-label"), link.element.attr("title")];
        let says = told.into_iter().flatten().any(|text| NEXT.contains(&bare(text).as_str()));
        let arrow = ARROWS.contains(&text.trim()) || called_next(link.element);
        says || (arrow && in_pager(link.element))
    });
    found.map(|link| link.url.clone())
}

/// Words without arrows and signs around them.
fn bare(text: &str) -> String {
    fold(text).trim_matches(|c: char| !c.is_alphabetic()).to_lowercase()
}

fn called_next(element: ElementRef<'_>) -> bool {
    let around = element.parent().and_then(ElementRef::wrap);
    let names = [Some(element), around].into_iter().flatten().filter_map(|e| e.attr("class"));
    names.flat_map(words).any(|word| word.eq_ignore_ascii_case("next"))
}

/// Whether an element stands in something that is called a pager.
fn in_pager(element: ElementRef<'_>) -> bool {
    element.ancestors().take(6).filter_map(ElementRef::wrap).any(|around| {
        let names = ["class", "id", "aria-label"].map(|name| around.attr(name));
        let mut words = names.into_iter().flatten().flat_map(words);
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
    let named = value.attr("class").into_iter().flat_map(words);
    let called = named.into_iter().any(|word| matches!(word, "current" | "active" | "selected"));
    let open = value.attr("aria-current").is_some_and(|state| state != "false") || called;
    let bare = matches!(value.name(), "strong" | "b" | "span" | "em")
        && element.child_elements().next().is_none()
        && element.ancestors().filter_map(ElementRef::wrap).all(|e| e.value().name() != "a");
    if open || bare { number(element) } else { None }
}

/// The number that an element says and nothing else.
fn number(element: ElementRef<'_>) -> Option<u32> {
    let text: String = element.text().take(4).collect();
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
        assert_eq!(next(&page).as_ref().map(Url::as_str), expected, "{html}");
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
}
