//! What on a page is no content: menus, footers, boxes at the side.

use scraper::ElementRef;

use crate::read::listing::hint::words;
use crate::read::listing::node::{NodeRef, Step, is_silent, walk};

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
const ASIDE: [&str; 9] =
    ["aside", "sidebar", "side", "widget", "related", "popular", "secondary", "promo", "tools"];

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

    /// The same for what holds most of the page: its name is about something else then.
    pub(super) fn at_most(self) -> f64 {
        if self == Self::Furniture { 0.0 } else { 1.0 }
    }
}

/// The elements around the content of a page. What holds half of its text, or a first heading, is
/// of the content, whatever it is called.
pub(super) fn around(root: NodeRef<'_>) -> Vec<ElementRef<'_>> {
    let (mut text, mut headings) = (0, 0);
    let (mut open, mut found) = (Vec::new(), Vec::new());
    walk(root, |step| {
        match step {
            Step::Enter(node) => {
                text += node.value().as_text().map_or(0, |words| words.trim().len());
                let Some(element) = ElementRef::wrap(node) else { return true };
                if is_silent(element) {
                    found.extend(is_around(element).then_some((element, 0, 0)));
                    return false;
                }
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
    found.into_iter().filter(is_apart).map(|(element, ..)| element).collect()
}

/// Whether an element stands around the content rather than being of it.
pub(super) fn is_around(element: ElementRef<'_>) -> bool {
    let place = place_of(element);
    let names = [element.attr("class"), element.attr("id")].into_iter().flatten();
    let mut said = names.flat_map(words);
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
    let role = value.attr("role").unwrap_or_default();
    if FURNITURE.contains(&value.name()) || ROLES.contains(&role) {
        return Place::Furniture;
    }
    match value.name() {
        "form" => Place::Menu,
        "aside" => by_name(element).max(Place::Aside),
        _ => by_name(element),
    }
}

fn by_name(element: ElementRef<'_>) -> Place {
    let names = [element.attr("class"), element.attr("id")];
    let words = names.into_iter().flatten().flat_map(words);
    let places = words.map(|word| {
        let word = word.to_ascii_lowercase();
        let is_in = |list: &[&str]| list.contains(&word.as_str());
        match () {
            () if is_in(&MENUS) => Place::Menu,
            () if is_in(&ASIDE) => Place::Aside,
            () if is_in(&PERHAPS) => Place::Perhaps,
            () => Place::Content,
        }
    });
    places.max().unwrap_or(Place::Content)
}
