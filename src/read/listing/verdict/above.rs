//! A line that says that the list is empty, above rows of something else.

use scraper::ElementRef;

use super::{EMPTY_LINES, LINES, LONGEST, MOST_TEXTS, contents, empty, is_line};
use crate::read::listing::group::Rows;
use crate::read::listing::hint::{cut, names, words};
use crate::read::listing::node::{
    Attributes, NodeRef, elements, few_texts, is_heading, is_silent, text_of,
};
use crate::read::listing::page::Page;
use crate::read::listing::pieces::leads_somewhere;

/// Elements around a heading that hold nothing else, and are looked through.
const WRAPPERS: usize = 3;

/// Names of what stands at the top of every page of a site.
const TOPS: [&str; 5] = ["header", "site-header", "masthead", "banner", "topbar"];

/// Words in the names of boxes that say of themselves that nothing is in them.
const BOXES: [&str; 10] = [
    "search",
    "searchbox",
    "searchform",
    "autocomplete",
    "cart",
    "minicart",
    "basket",
    "panier",
    "carrito",
    "warenkorb",
];

/// So long is what words of one stem have in common.
const STEM: usize = 4;

/// The line below the first heading that says that there is nothing, where the rows that were
/// found stand in another part of the page, or under a heading that is about something else. What
/// stands under a heading between is said of that section only.
pub(in crate::read::listing) fn empty_above(page: &Page, rows: &Rows<'_>) -> Option<String> {
    let heading = elements(page.html().tree.root()).find(|one| is_title(*one))?;
    let title = text_of(*heading).to_lowercase();
    let part = part_of(heading)?;
    let first = *rows.nodes.first()?.first()?;
    let is_content = contents(page);
    let (mut line, mut own) = (None, None);
    let (mut reached, mut is_below, mut is_section) = (false, false, false);
    let mut told = 0;
    for element in elements(*part).take(LINES) {
        reached |= element.id() == first.id();
        let text = empty_line(element);
        told += usize::from(text.is_some());
        if reached || told > EMPTY_LINES {
            break;
        }
        is_below |= element.id() == heading.id();
        let counts = || is_seen(element) && is_content(element) && !is_boxed(element);
        if let Some(text) = text.filter(|_| !is_section && counts()) {
            (line, own) = (Some(text), None);
        } else if is_heading(element) && line.is_some() {
            own = few_texts(element, MOST_TEXTS).map(|texts| texts.join(" ").to_lowercase());
        }
        is_section |= is_below && element.id() != heading.id() && is_heading(element);
    }
    let holds = reached || first.ancestors().any(|node| node.id() == part.id());
    let is_other = own.is_some_and(|own| title.split_whitespace().all(|word| !own.contains(word)));
    let about = format!("{title} {}", page.title().unwrap_or_default().to_lowercase());
    line.filter(|_| !holds || is_other)
        .filter(|line| !empty::is_of_something(line) || share_a_word(&about, &line.to_lowercase()))
}

/// Whether an element is the heading of what the page is about: it has words, and leads nowhere,
/// as the name of a site does.
fn is_title(element: ElementRef<'_>) -> bool {
    element.value().name() == "h1"
        && text_of(*element).chars().any(char::is_alphanumeric)
        && !elements(*element).any(leads_somewhere)
        && !element.ancestors().filter_map(ElementRef::wrap).any(leads_somewhere)
}

/// Whether an element stands in the top of the site, or in a box that is no list of items.
fn is_boxed(line: ElementRef<'_>) -> bool {
    let mut around = std::iter::once(line).chain(line.ancestors().filter_map(ElementRef::wrap));
    around.any(|element| {
        // Themes call the whole page what it is for.
        if matches!(element.value().name(), "html" | "body" | "main") {
            return false;
        }
        let mut whole = names(element).flat_map(str::split_ascii_whitespace);
        let parts: Vec<_> = names(element).flat_map(words).map(str::to_ascii_lowercase).collect();
        let is_result = parts.iter().any(|word| word.starts_with("result"));
        element.value().name() == "header"
            || whole.any(|name| TOPS.contains(&name))
            || (!is_result && parts.iter().any(|word| BOXES.contains(&word.as_str())))
    })
}

/// Whether two texts in lower case have a word in common, by its stem. In scripts that join words
/// two signs are one.
fn share_a_word(one: &str, other: &str) -> bool {
    one.split(|c: char| c.is_whitespace() || c.is_ascii_punctuation()).any(|word| {
        let word = word.strip_prefix("ال").unwrap_or(word);
        let signs: Vec<_> = word.chars().collect();
        let is_joined = signs.iter().any(|c| ('\u{2e80}'..='\u{d7ff}').contains(c));
        let length = if is_joined { 2 } else { STEM };
        let last = if is_joined { signs.len() } else { length };
        let mut stems = signs.get(..last).unwrap_or_default().windows(length);
        stems.any(|stem| other.contains(&stem.iter().collect::<String>()))
    })
}

/// The part of the page that a heading is the heading of. Above all others it is of no part.
fn part_of(heading: ElementRef<'_>) -> Option<ElementRef<'_>> {
    let around = heading.ancestors().filter_map(ElementRef::wrap);
    let is_wrapper = |element: &ElementRef<'_>| {
        let own = || few_texts(*element, MOST_TEXTS).map(|texts| texts.concat().trim().len());
        let inner = few_texts(heading, MOST_TEXTS).map(|texts| texts.concat().trim().len());
        matches!(element.value().name(), "header" | "hgroup")
            || own().is_some_and(|own| Some(own) == inner)
    };
    let mut around = around.take(WRAPPERS + 1).skip_while(is_wrapper);
    around.next().filter(|part| !matches!(part.value().name(), "body" | "html"))
}

/// What an element says, if it is a line and says that there is nothing.
fn empty_line(element: ElementRef<'_>) -> Option<String> {
    let texts = if is_line(element) { few_texts(element, MOST_TEXTS) } else { None };
    texts?;
    let text = text_of(*element);
    let is_short = (1..=LONGEST).contains(&text.chars().count());
    (is_short && empty::says_so(&text)).then_some(text)
}

fn is_seen(element: ElementRef<'_>) -> bool {
    let is_hidden = |node: NodeRef<'_>| {
        ElementRef::wrap(node).is_some_and(|element| {
            let style = cut(element.attribute("style").unwrap_or_default());
            is_silent(element) || style.replace(' ', "").contains("display:none")
        })
    };
    !is_hidden(*element) && !element.ancestors().any(is_hidden)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::read::listing::group;

    const ROWS: &str = "<ul><li><a href=/n/0>Dairy union opens a plant</a> 20 November 2026</li>\
        <li><a href=/n/1>Members vote on new rules</a> 12 November 2026</li>\
        <li><a href=/n/2>Mill repaired after storm</a> 3 November 2026</li></ul>";

    #[track_caller]
    fn check(html: &str, is_empty: bool) {
        let html = html.replace("ROWS", ROWS);
        let page = Page::parse(&html, None);
        let rows = group::find(&page).expect("the rows are found");
        assert_eq!(empty_above(&page, &rows).is_some(), is_empty, "{html}");
    }

    #[test]
    fn a_line_below_the_first_heading_says_that_the_list_is_empty() {
        check("<main><h1>Releases</h1><p>There are no releases.<h2>Featured events</h2>ROWS", true);
        check("<main><h1>お知らせ</h1><p>お知らせはありません</p><h2>特集</h2>ROWS</main>", true);
        check("<main><h1>Archive</h1><p>No results found.</p><h2>Most liked</h2>ROWS</main>", true);
        check(
            "<main><h1>News</h1><p>No news today.</p><h2>News of the year</h2>ROWS</main>",
            false,
        );
        let apart = "<div><div><h1>News</h1><p>No news.</p></div><div><h2>Events</h2>ROWS</div>";
        check(apart, true);
        check(&format!("<h1><a href=/>Union</a></h1>{apart}"), true);
    }

    #[test]
    fn a_line_of_another_section_says_nothing_of_the_rows() {
        let line = "<h2>Events</h2><p>No upcoming events.</p>";
        check(&format!("<main><h1>Bakers</h1>{line}<h2>News</h2>ROWS</main>"), false);
        let section = format!("<section>{line}</section><section><h2>News</h2>ROWS</section>");
        check(&format!("<main><h1>Events</h1>{section}</main>"), false);
        let apart = format!("<div><div><h1>Bakers</h1>{line}</div><div><h2>News</h2>ROWS</div>");
        check(&apart, false);
        let alert = "<h1>Welcome</h1><div class=alert><p>No new notices.</p></div>";
        check(&format!("<main>{alert}<h2>Latest news</h2>ROWS</main>"), false);
    }

    #[test]
    fn of_many_lines_that_say_so_only_the_first_are_asked() {
        let boxed = |count| {
            let lines = "<p>No results found</p>".repeat(count);
            format!("<h1>News</h1><div class=search>{lines}</div><p>No news today.</p>")
        };
        let page = |count| format!("<div><div>{}</div><div>ROWS</div></div>", boxed(count));
        check(&page(EMPTY_LINES - 1), true);
        check(&page(EMPTY_LINES), false);
    }

    #[test]
    fn a_line_at_the_top_of_the_site_or_in_a_box_says_nothing() {
        let below = "</div><div><h2>Press</h2>ROWS</div></div>";
        for top in [
            "<div><h1>Bakers</h1><div class=search><input><p>No results found</p></div>",
            "<div><h1>Bakers</h1><div id=mini-cart><p>No items</p></div>",
            "<div id=masthead><h1>Bakers</h1><p>No items</p>",
            "<div><header><h1>Bakers</h1><p>No items</p></header>",
            "<div><h1>Bakers</h1><div class=sidebar><p>No items</p></div>",
            "<div><h1><img src=l.png></h1><p>No items</p>",
            "<div><h1><a href=/>Bakers</a></h1><p>No items</p>",
        ] {
            check(&format!("<div>{top}{below}"), false);
        }
        let results = "<div><h1>Bread</h1><div class=search-results><p>No results found</p></div>";
        check(&format!("<div>{results}{below}"), true);
    }
}
