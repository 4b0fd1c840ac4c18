//! A line that says that the list is empty, above rows of something else.

use scraper::ElementRef;

use super::{LINES, LONGEST, MOST_TEXTS, empty, is_line};
use crate::read::listing::group::Rows;
use crate::read::listing::node::{
    Attributes, NodeRef, elements, few_texts, is_heading, is_silent, text_of,
};
use crate::read::listing::page::Page;

/// Elements around a heading that hold nothing else, and are looked through.
const WRAPPERS: usize = 3;

/// The line below the first heading that says that there is nothing, where the rows that were
/// found stand in another part of the page, or under a heading that is about something else.
pub(in crate::read::listing) fn empty_above(page: &Page, rows: &Rows<'_>) -> Option<String> {
    let heading = elements(page.html().tree.root()).find(|one| one.value().name() == "h1")?;
    let title = text_of(*heading).to_lowercase();
    let part = part_of(heading)?;
    let first = *rows.nodes.first()?.first()?;
    let (mut line, mut own) = (None, None);
    let mut reached = false;
    for element in elements(*part).take(LINES) {
        reached |= element.id() == first.id();
        if reached {
            break;
        }
        if let Some(text) = empty_line(element) {
            (line, own) = (Some(text), None);
        } else if is_heading(element) && line.is_some() {
            own = few_texts(element, MOST_TEXTS).map(|texts| texts.join(" ").to_lowercase());
        }
    }
    let holds = reached || first.ancestors().any(|node| node.id() == part.id());
    let is_other = own.is_some_and(|own| title.split_whitespace().all(|word| !own.contains(word)));
    line.filter(|_| !holds || is_other)
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

/// What an element says, if it is a line that is seen and says that there is nothing.
fn empty_line(element: ElementRef<'_>) -> Option<String> {
    let texts = if is_line(element) { few_texts(element, MOST_TEXTS) } else { None };
    texts?;
    let text = text_of(*element);
    let says_so = (1..=LONGEST).contains(&text.chars().count()) && empty::says_so(&text);
    (says_so && is_seen(element)).then_some(text)
}

fn is_seen(element: ElementRef<'_>) -> bool {
    let is_hidden = |node: NodeRef<'_>| {
        ElementRef::wrap(node).is_some_and(|element| {
            let style = element.attribute("style").unwrap_or_default();
            is_silent(element) || style.replace(' ', "").contains("display:none")
        })
    };
    !is_hidden(*element) && !element.ancestors().any(is_hidden)
}
