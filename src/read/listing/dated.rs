//! The date of a page that is an item itself: in its head, else beside its heading.

use scraper::ElementRef;
use url::Url;

use crate::read::listing::hint::{Hint, hint};
use crate::read::listing::node::{Attributes, elements, text_of};
use crate::read::listing::order;
use crate::read::listing::page::Page;
use crate::read::listing::row::{is_change, is_of_another};

/// Names under which heads state it, beside those that every reader of articles knows.
const NAMES: [&str; 12] = [
    "date",
    "dc.date",
    "dc.date.issued",
    "dc.date.created",
    "dcterms.date",
    "dcterms.created",
    "dcterms.issued",
    "pubdate",
    "publishdate",
    "publish-date",
    "sailthru.date",
    "parsely-pub-date",
];

/// Elements around the heading whose neighbours are looked at.
const LEVELS: usize = 3;

/// Neighbours behind and before that are looked at, of each.
const NEIGHBOURS: (usize, usize) = (4, 2);

/// A neighbour with more text is that of the item.
const LONGEST: usize = 300;

/// Elements of a neighbour that are looked at.
const MOST: usize = 60;

/// The date that a page says is its own.
pub(super) fn date(page: &Page) -> Option<String> {
    let mut date = in_head(page).or_else(|| beside_heading(page))?;
    let language = page.language();
    let evidence = order::Evidence { language: language.as_deref(), now: None };
    order::settle(&mut [(Some(&mut date), page.url().map(Url::as_str))], &evidence);
    Some(date)
}

fn in_head(page: &Page) -> Option<String> {
    let mut stated = NAMES.iter().filter_map(|name| page.meta(name));
    stated.find_map(|text| page.dates().machine(&text))
}

/// In one of the elements that stand around the only heading of the first order, and are short.
fn beside_heading(page: &Page) -> Option<String> {
    let mut headings =
        elements(page.html().tree.root()).filter(|element| element.value().name() == "h1");
    let heading = headings.next()?;
    if headings.next().is_some() {
        return None;
    }
    let mut around = Some(heading);
    for _ in 0..LEVELS {
        let element = around?;
        let behind = element.next_siblings().filter_map(ElementRef::wrap).take(NEIGHBOURS.0);
        let before = element.prev_siblings().filter_map(ElementRef::wrap).take(NEIGHBOURS.1);
        let found = behind.take_while(is_short).chain(before.filter(is_short));
        if let Some(date) = found.into_iter().find_map(|one| date_in(page, one)) {
            return Some(date);
        }
        around = element.parent().and_then(ElementRef::wrap);
    }
    None
}

fn is_short(element: &ElementRef<'_>) -> bool {
    // Much markup is much text, and is not read to be counted.
    element.descendants().nth(4 * MOST).is_none() && text_of(**element).chars().count() <= LONGEST
}

/// The date for machines, else the one that a line says; no change, and nobody's deadline.
fn date_in(page: &Page, element: ElementRef<'_>) -> Option<String> {
    let is_foreign = |text: &str| is_of_another(text) || is_change(text);
    let time = elements(*element).take(MOST).find_map(|time| {
        let told = time.parent().map(text_of).unwrap_or_default();
        let own = time.value().name() == "time" && hint(time) != Some(Hint::Changed);
        let date = time.attribute("datetime").filter(|_| own && !is_foreign(&told))?;
        page.dates().machine(date)
    });
    time.or_else(|| {
        let dates = page.dates();
        let lines = elements(*element).take(MOST).map(|line| text_of(*line));
        lines.into_iter().find_map(|line| {
            let whole = dates.whole(&line).or_else(|| {
                let part = dates.part(&line)?;
                (!part.rest.iter().any(|rest| is_foreign(rest))).then_some(part.date)
            });
            whole.or_else(|| dates.in_line(&line, is_foreign))
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(html: &str, expected: Option<&str>) {
        let page = Page::parse(html, None);
        assert_eq!(date(&page).as_deref(), expected, "{html}");
    }

    #[test]
    fn a_page_says_when_it_is_of() {
        check("<meta name=date content=2026-11-20><h1>Mill</h1>", Some("2026-11-20"));
        let time = "<time datetime=2026-11-20T10:15:00Z>x</time>";
        let moment = Some("2026-11-20T10:15:00Z");
        check(&format!("<h1>Mill</h1><p>Posted {time}</p><p>Text"), moment);
        check(&format!("<header><h1>Mill</h1></header><div class=meta>{time}</div>"), moment);
        check("<h1>Mill</h1><p>20 November 2026 | Geneva</p><p>Text", Some("20 November 2026"));
        check("<p>Geneva, 20 November 2026</p><h1>Mill</h1><p>Text", Some("20 November 2026"));
    }

    #[test]
    fn a_change_a_deadline_and_a_text_say_nothing_of_that() {
        let time = "<time datetime=2026-11-20>x</time>";
        check(&format!("<h1>Mill</h1><p>Updated {time}</p>"), None);
        check("<h1>Mill</h1><p>Deadline: 31 December 2026</p>", None);
        check("<h1>Mill</h1><p>The members met on 20 November 2026 in the hall.</p>", None);
        let text = "The members met in the hall of the old mill. ".repeat(9);
        check(&format!("<h1>Mill</h1><div><p>{text}</p><p>{time}</p></div>"), None);
        check(&format!("<h1>Mill</h1><p>{time}</p><h1>Ferry</h1>"), None);
    }
}
