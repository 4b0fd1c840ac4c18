//! An item.

use std::collections::HashSet;

use super::parts;
use super::{Known, check_address, check_date, check_known, check_person, check_text, often, once};
use crate::validate::finding::quoted;
use crate::validate::html::{self, Kind};
use crate::validate::values::{is_media_type, is_web};
use crate::validate::xml::{Node, Ns};
use crate::validate::{Context, extensions, rules};

const KNOWN: [Known; 10] = [
    once("title"),
    once("link"),
    once("description"),
    once("author"),
    often("category"),
    once("comments"),
    often("enclosure"),
    once("guid"),
    once("pubDate"),
    once("source"),
];

/// Checks an item; `guids` are those of the items before it.
pub(super) fn check<'d>(item: Node<'d, '_>, guids: &mut HashSet<&'d str>, context: &mut Context) {
    let has = |name| item.first(Ns::None, name).is_some();
    if !has("title") && !has("description") {
        let message = "the item has neither title nor description";
        context.findings.add(&rules::RSS_NOTHING_TO_SHOW, item.at(), message);
    }
    check_known(item, &KNOWN, context);
    for element in item.children().filter(|child| child.ns() == Ns::None) {
        check_element(element, context);
    }
    guid(item, guids, context);
    enclosures(item, context);
    content(item, context);
    said_twice(item, context);
    extensions::elements(item, context);
}

fn check_element(element: Node, context: &mut Context) {
    let (at, name, text) = (element.at(), element.local(), element.text());
    match name {
        "enclosure" => return enclosure(element, context),
        "category" => return parts::category(element, context),
        _ => check_text(element, context),
    }
    match name {
        "title" => parts::title(element, context),
        "link" | "comments" => check_address(&format!("<{name}>"), text, at, context),
        "description" => html::check(text, Kind::Fragment, at, &mut context.findings),
        "author" => check_person(element, context),
        "pubDate" => check_date(element, context),
        "source" => match element.value("url") {
            Some(url) => check_address("<source>", url, at, context),
            None => context.findings.add(&rules::RSS_SOURCE, at, "<source> has no url"),
        },
        _ => {}
    }
}

fn guid<'d>(item: Node<'d, '_>, guids: &mut HashSet<&'d str>, context: &mut Context) {
    let Some(guid) = item.first(Ns::None, "guid") else {
        context.findings.add(&rules::RSS_GUID_MISSING, item.at(), "the item has no guid");
        return;
    };
    let (at, text) = (guid.at(), guid.text().trim());
    let findings = &mut context.findings;
    if !text.is_empty() && !guids.insert(text) {
        let message = format!("another item has the guid {}", quoted(text));
        findings.add(&rules::RSS_GUID_REPEATED, at, message);
    }
    match guid.value("isPermaLink") {
        Some("false") => {}
        Some("true") | None if text.is_empty() || is_web(text) => {}
        Some("true") | None => {
            let message = format!("the guid {} is no web address", quoted(text));
            findings.add(&rules::RSS_GUID_PERMALINK, at, message);
        }
        Some(other) => {
            let message = format!("isPermaLink is {}", quoted(other));
            findings.add(&rules::RSS_GUID_PERMALINK, at, message);
        }
    }
}

fn enclosures(item: Node, context: &mut Context) {
    for second in item.named(Ns::None, "enclosure").skip(1) {
        let message = "the item has more than one enclosure";
        context.findings.add(&rules::RSS_ENCLOSURES, second.at(), message);
    }
}

fn enclosure(enclosure: Node, context: &mut Context) {
    let at = enclosure.at();
    for name in ["url", "length", "type"] {
        if enclosure.value(name).is_none() {
            let message = format!("<enclosure> has no {name}");
            context.findings.add(&rules::RSS_ENCLOSURE, at, message);
        }
    }
    if let Some(url) = enclosure.value("url") {
        check_address("<enclosure>", url, at, context);
    }
    let length = enclosure.value("length").filter(|length| length.parse::<u64>().is_err());
    if let Some(length) = length {
        let message = format!("the length {} is no number of bytes", quoted(length));
        context.findings.add(&rules::RSS_ENCLOSURE, at, message);
    }
    if let Some(kind) = enclosure.value("type").filter(|kind| !is_media_type(kind)) {
        let message = format!("the type {} is no media type", quoted(kind));
        context.findings.add(&rules::RSS_ENCLOSURE, at, message);
    }
}

/// `content:encoded`, and the description that should stand before it.
fn content(item: Node, context: &mut Context) {
    let Some(encoded) = item.first(Ns::Content, "encoded") else { return };
    let at = encoded.at();
    check_text(encoded, context);
    html::check(encoded.text(), Kind::Fragment, at, &mut context.findings);
    match item.first(Ns::None, "description") {
        None => {
            let message = "there is content:encoded and no description";
            context.findings.add(&rules::RSS_CONTENT_ALONE, at, message);
        }
        Some(description) if description.at() > at => {
            let message = "content:encoded stands before the description";
            context.findings.add(&rules::RSS_CONTENT_ALONE, at, message);
        }
        Some(_) => {}
    }
}

fn said_twice(item: Node, context: &mut Context) {
    for (ours, theirs) in [("author", "creator"), ("pubDate", "date"), ("category", "subject")] {
        let Some(theirs) = item.first(Ns::DublinCore, theirs) else { continue };
        if item.first(Ns::None, ours).is_some() {
            let message = format!("there is <{ours}> and <{}>", theirs.name());
            context.findings.add(&rules::RSS_SAID_TWICE, theirs.at(), message);
        }
    }
}
