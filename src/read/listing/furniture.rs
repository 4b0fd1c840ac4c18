//! What on a page is no content: menus, footers, boxes at the side.

use scraper::ElementRef;

use crate::read::listing::hint::{names, words};
use crate::read::listing::node::{
    Attributes, NodeRef, Step, few_texts, fold, is_heading, is_silent, level, walk,
};

mod lines;

use lines::{AFTER, POPULAR};

/// Elements that never hold the list of a page.
const FURNITURE: [&str; 3] = ["nav", "footer", "dialog"];

/// The same by `role`.
const ROLES: [&str; 8] =
    ["navigation", "banner", "contentinfo", "menu", "menubar", "search", "dialog", "tablist"];

/// Words in class names and ids of furniture.
const MENUS: [&str; 22] = [
    "nav",
    "navbar",
    "navigation",
    "menu",
    "topmenu",
    "leftnav",
    "breadcrumb",
    "breadcrumbs",
    "crumbs",
    "footer",
    "foot",
    "pager",
    "pagination",
    "paging",
    "share",
    "social",
    "languages",
    "lang",
    "cookie",
    "tagcloud",
    "toolbar",
    "skip",
];

/// Words for what stands beside the content.
const ASIDE: [&str; 15] = [
    "aside",
    "sidebar",
    "side",
    "widget",
    "related",
    "popular",
    "trending",
    "mostread",
    "mostviewed",
    "mostpopular",
    "topstories",
    "bestof",
    "secondary",
    "promo",
    "tools",
];

/// The same in two words.
const ASIDE_IN_TWO: [(&str, &str); 9] = [
    ("most", "read"),
    ("most", "viewed"),
    ("most", "popular"),
    ("most", "shared"),
    ("most", "commented"),
    ("top", "stories"),
    ("top", "news"),
    ("top", "posts"),
    ("editors", "picks"),
];

/// Words for items, beside which "secondary" is their rank.
const STORIES: [&str; 5] = ["stories", "news", "articles", "features", "posts"];

/// A heading is in so many pieces at most.
const MOST_TEXTS: usize = 6;

/// Longer lines are about something.
const LONGEST_LABEL: usize = 60;

/// Words for what may stand beside the content, and often is it.
const PERHAPS: [&str; 5] = ["right", "left", "archive", "archives", "header"];

/// Words for what stands in the content and is none.
const NOTICES: [&str; 12] = [
    "cookie",
    "cookies",
    "consent",
    "gdpr",
    "newsletter",
    "subscribe",
    "sharing",
    "comments",
    "advert",
    "advertisement",
    "sponsored",
    "sidebar",
];

/// What an element says of its place on the page.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Place {
    /// Nothing, or that it holds the content.
    Content,
    /// Perhaps beside the content.
    Perhaps,
    /// Beside the content.
    Aside,
    /// A menu or its like, by its name.
    Menu,
    /// What cannot hold a list of items.
    Furniture,
}

impl Place {
    /// 1 for content, less for what may stand beside it, 0 for what never is a list of items.
    pub(super) fn weight(self) -> f64 {
        match self {
            Self::Content => 1.0,
            Self::Perhaps => 0.5,
            Self::Aside => 0.1,
            Self::Menu | Self::Furniture => 0.0,
        }
    }

    /// The same of what holds most of the page: its name is about something else then.
    pub(super) fn at_least(self) -> Self {
        if self == Self::Furniture { self } else { Self::Content }
    }
}

/// The elements around the content of a page. What holds half of its text, or a first heading, is
/// of the content, whatever it is called.
pub(super) fn around(root: NodeRef<'_>) -> Vec<ElementRef<'_>> {
    let (mut text, mut headings) = (0, 0);
    let (mut open, mut found, mut tails) = (Vec::new(), Vec::new(), Vec::new());
    walk(root, |step| {
        match step {
            Step::Enter(node) => {
                text += node.value().as_text().map_or(0, |words| words.trim().len());
                let Some(element) = ElementRef::wrap(node) else { return true };
                if is_silent(element) {
                    found.extend(is_around(element).then_some((element, 0, 0)));
                    return false;
                }
                tails.extend(is_above_others(element).then_some((element, text)));
                open.push((text, headings));
                headings += usize::from(element.value().name() == "h1");
            }
            Step::Leave(element) => {
                let (before, above) = open.pop().unwrap_or_default();
                let own = (element, text - before, headings - above);
                found.extend(is_around(element).then_some(own));
            }
        }
        true
    });
    let is_apart = |(_, own, headings): &(_, usize, usize)| *headings == 0 && own * 2 < text;
    let around = found.into_iter().filter(is_apart).map(|(element, ..)| element);
    // The other half of the text may be anything.
    let tails = tails.into_iter().filter(|(_, before)| (text - before) * 2 < text);
    around.chain(tails.flat_map(|(heading, _)| below(heading))).collect()
}

/// Whether an element is a heading above what others say, or what else there is to read.
fn is_above_others(element: ElementRef<'_>) -> bool {
    let texts = if is_heading(element) { few_texts(element, MOST_TEXTS) } else { None };
    texts.is_some_and(|texts| {
        let line = fold(&texts.join(" ")).to_lowercase();
        let counted = |c: char| c.is_numeric() || c.is_whitespace() || "():：-–".contains(c);
        AFTER.contains(&line.trim_matches(counted))
    })
}

/// A heading and what stands below it. The next one above what is no content has its own.
fn below(heading: ElementRef<'_>) -> impl Iterator<Item = ElementRef<'_>> {
    let own = level(heading);
    let others = heading.next_siblings().filter_map(ElementRef::wrap);
    let is_next = move |other: &ElementRef<'_>| {
        level(*other).is_some() && (level(*other) <= own || is_above_others(*other))
    };
    std::iter::once(heading).chain(others.take_while(move |other| !is_next(other)))
}

/// Whether an element stands around the content rather than being of it.
pub(super) fn is_around(element: ElementRef<'_>) -> bool {
    let place = place_of(element);
    let mut said = names(element).flat_map(words);
    let is_page = matches!(element.value().name(), "html" | "body" | "main" | "article" | "form");
    let notice = said.any(|word| NOTICES.contains(&word.to_ascii_lowercase().as_str()));
    !is_page && (notice || place >= Place::Aside)
}

/// What an element says of its place on the page.
pub(super) fn place_of(element: ElementRef<'_>) -> Place {
    let value = element.value();
    // Themes put words like "has-sidebar" on the body.
    if matches!(value.name(), "html" | "body" | "main" | "article") {
        return Place::Content;
    }
    let role = value.attribute("role").unwrap_or_default();
    if FURNITURE.contains(&value.name()) || ROLES.contains(&role) {
        return Place::Furniture;
    }
    match value.name() {
        "form" => Place::Menu,
        // The days of a month, each of which leads to what is on it.
        "table" if is_calendar(element) => Place::Menu,
        "aside" => by_name(element).max(Place::Aside),
        _ => by_name(element),
    }
}

fn is_calendar(table: ElementRef<'_>) -> bool {
    let mut names = names(table).flat_map(str::split_ascii_whitespace);
    names.any(|name| matches!(name, "calendar" | "wp-calendar" | "wp-calendar-table"))
}

/// Whether an element is what stands beside the content, and called nothing else.
pub(super) fn is_sidebar(element: ElementRef<'_>) -> bool {
    let mut names = names(element).flat_map(str::split_ascii_whitespace);
    let role = element.attribute("role");
    element.value().name() == "aside"
        || role == Some("complementary")
        || names.any(|name| matches!(name, "sidebar" | "aside" | "secondary" | "widget-area"))
}

/// Whether a line is what stands above a box of items that many read.
pub(super) fn is_popular(line: &str) -> bool {
    let small = line.trim().trim_end_matches([':', '：']).to_lowercase();
    small.len() <= LONGEST_LABEL && POPULAR.contains(&small.trim())
}

/// A name without what stands beside, or is not there: `page-with-sidebar`, `no-menu`.
fn own_part(name: &str) -> &str {
    if ["no-", "has-", "with-", "near-", "without-"].iter().any(|word| name.starts_with(word)) {
        return "";
    }
    let beside = ["-with-", "-near-", "-without-", "-has-sidebar", "-no-sidebar"];
    let end = beside.iter().filter_map(|word| name.find(word)).min();
    end.map_or(name, |end| &name[..end])
}

fn by_name(element: ElementRef<'_>) -> Place {
    let names = names(element).flat_map(str::split_ascii_whitespace);
    let names = names.map(own_part);
    let words: Vec<_> = names.flat_map(words).map(str::to_ascii_lowercase).collect();
    let is_two = |two: &[String]| ASIDE_IN_TWO.iter().any(|(a, b)| two[0] == *a && two[1] == *b);
    if words.windows(2).any(is_two) {
        return Place::Aside;
    }
    let is_of_stories = words.iter().any(|word| STORIES.contains(&word.as_str()));
    let places = words.iter().map(|word| {
        let is_in = |list: &[&str]| list.contains(&word.as_str());
        match () {
            () if is_in(&MENUS) => Place::Menu,
            // The second rank of a front page.
            () if word == "secondary" && is_of_stories => Place::Content,
            () if is_in(&ASIDE) => Place::Aside,
            () if is_in(&PERHAPS) => Place::Perhaps,
            () => Place::Content,
        }
    });
    places.max().unwrap_or(Place::Content)
}

#[cfg(test)]
mod tests {
    use scraper::Html;

    use super::*;

    #[test]
    fn what_stands_around_is_told_from_what_holds_the_content() {
        let text = "The members met in the old mill. ".repeat(9);
        let html = Html::parse_document(&format!(
            "<div id=a class=menu-open><aside id=b><p>{text}</p><aside id=c>Short</aside></aside>\
             </div><div id=d class=sidebar><h1>Mill</h1></div><div id=e class=cookie hidden>x</div>\
             <nav id=f>Home<nav id=g>News</nav></nav>",
        ));
        let mut ids: Vec<_> =
            around(html.tree.root()).iter().filter_map(|one| one.attribute("id")).collect();
        ids.sort_unstable();
        assert_eq!(ids, ["c", "e", "f", "g"]);
    }

    #[test]
    fn what_stands_below_a_text_is_told_by_its_heading() {
        let text = "The members met in the old mill. ".repeat(9);
        let html = Html::parse_document(&format!(
            "<main><h1>Mill</h1><h2>Comments</h2><p id=a>{text}</p><h2 id=b>Related articles</h2>\
             <ul id=c><li>Ferry</ul><h3 id=d>3 more</h3><section><h2 id=e>Comments (2)</h2>\
             <p id=f>Good news</p></section></main>",
        ));
        let mut ids: Vec<_> =
            around(html.tree.root()).iter().filter_map(|one| one.attribute("id")).collect();
        ids.sort_unstable();
        assert_eq!(ids, ["b", "c", "d", "e", "f"]);
    }

    #[test]
    fn what_stands_below_a_heading_ends_where_one_as_high_begins() {
        let text = "The members met in the old mill. ".repeat(9);
        let check = |next: &str, expected: &[&str]| {
            let html = Html::parse_document(&format!(
                "<main><h1>Mill</h1><p>{text}</p><h2 id=a>Comments</h2><p id=b>Good</p>{next}\
                 <p id=d>Votes</p></main>",
            ));
            let around = around(html.tree.root());
            let ids: Vec<_> = around.iter().filter_map(|one| one.attribute("id")).collect();
            assert_eq!(ids, expected, "{next}");
        };
        check("<h2 id=c>Minutes</h2>", &["a", "b"]);
        check("<h3 id=c>Minutes</h3>", &["a", "b", "c", "d"]);
        check("<p id=c role=heading>Minutes</p>", &["a", "b"]);
        check("<p id=c role=heading aria-level=3>Minutes</p>", &["a", "b", "c", "d"]);
        // Each once.
        check("<h3 id=c>Related</h3>", &["a", "b", "c", "d"]);
    }

    #[test]
    fn what_many_read_stands_aside() {
        let place = |names: &str| {
            let html = Html::parse_fragment(&format!("<div {names}>x</div>"));
            place_of(html.root_element().child_elements().next().unwrap())
        };
        for names in ["class=most-read", "id=mostRead", "class='box mostread'", "class=top_stories"]
        {
            assert_eq!(place(names), Place::Aside, "{names}");
        }
        assert_eq!(place("class='most recent'"), Place::Content);
        for line in ["Most read", "Les plus lus :", "人気記事", "Lo más leído"] {
            assert!(is_popular(line), "{line}");
        }
        assert!(!is_popular("Most read of all books is the register of the mill"));
    }
}
