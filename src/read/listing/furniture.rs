//! What on a page is no content: menus, footers, boxes at the side.

use scraper::ElementRef;

use crate::read::listing::hint::words;

/// Elements that never hold the list of a page.
const FURNITURE: [&str; 4] = ["nav", "footer", "form", "dialog"];

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

/// Words for what stands beside the content, and sometimes is it.
const ASIDE: [&str; 14] = [
    "aside",
    "sidebar",
    "side",
    "widget",
    "related",
    "popular",
    "right",
    "left",
    "secondary",
    "archive",
    "archives",
    "promo",
    "header",
    "tools",
];

/// 1 for content, less for what may stand beside it, 0 for what never is a list of items.
pub(super) fn weight_of(element: ElementRef<'_>) -> f64 {
    let value = element.value();
    // Themes put words like "has-sidebar" on the body.
    if matches!(value.name(), "html" | "body" | "main" | "article") {
        return 1.0;
    }
    let role = value.attr("role").unwrap_or_default();
    if FURNITURE.contains(&value.name()) || ROLES.contains(&role) {
        return 0.0;
    }
    let names = [value.attr("class"), value.attr("id")];
    let mut weight = if value.name() == "aside" { 0.1 } else { 1.0 };
    for word in names.into_iter().flatten().flat_map(words) {
        let word = word.to_ascii_lowercase();
        if MENUS.contains(&word.as_str()) {
            return 0.0;
        }
        if ASIDE.contains(&word.as_str()) {
            weight = 0.1;
        }
    }
    weight
}
