//! A channel, without its items.

use super::parts;
use super::{Known, check_address, check_date, check_known, check_person, check_text, often, once};
use crate::validate::finding::quoted;
use crate::validate::values::is_language;
use crate::validate::xml::{Node, Ns};
use crate::validate::{Context, extensions, rules};

const KNOWN: [Known; 21] = [
    once("title"),
    once("link"),
    once("description"),
    once("language"),
    once("copyright"),
    once("managingEditor"),
    once("webMaster"),
    once("pubDate"),
    once("lastBuildDate"),
    often("category"),
    once("generator"),
    once("docs"),
    once("cloud"),
    once("ttl"),
    once("image"),
    once("rating"),
    once("textInput"),
    once(OLD_TEXT_INPUT),
    once("skipHours"),
    once("skipDays"),
    often("item"),
];

/// As RSS 0.91 spells it.
const OLD_TEXT_INPUT: &str = "textinput";

/// Checks a channel.
pub(super) fn check(channel: Node, context: &mut Context) {
    for name in ["title", "link", "description"] {
        if channel.first(Ns::None, name).is_none() {
            let message = format!("the channel has no <{name}>");
            context.findings.add(&rules::RSS_REQUIRED, channel.at(), message);
        }
    }
    check_known(channel, &KNOWN, context);
    for element in channel.children().filter(|child| child.ns() == Ns::None) {
        check_element(channel, element, context);
    }
    extensions::own_address(channel, "application/rss+xml", context);
    extensions::paging(channel, context);
    extensions::elements(channel, context);
}

fn check_element(channel: Node, element: Node, context: &mut Context) {
    match element.local() {
        "item" => {}
        "image" => parts::image(channel, element, context),
        "cloud" => parts::cloud(element, context),
        "textInput" => parts::text_input(element, context),
        OLD_TEXT_INPUT if super::is_early(element) => parts::text_input(element, context),
        OLD_TEXT_INPUT => {
            let message = "<channel> holds no <textinput>; it is spelled <textInput>";
            context.findings.add(&rules::RSS_UNKNOWN, element.at(), message);
        }
        "skipHours" | "skipDays" => parts::skip(element, context),
        "category" => parts::category(element, context),
        name => {
            check_text(element, context);
            check_value(name, element, context);
        }
    }
}

fn check_value(name: &str, element: Node, context: &mut Context) {
    let (at, text) = (element.at(), element.text().trim());
    match name {
        "link" | "docs" => check_address(&format!("<{name}>"), text, at, context),
        "pubDate" | "lastBuildDate" => check_date(element, context),
        "managingEditor" | "webMaster" => check_person(element, context),
        "title" => parts::title(element, context),
        "language" if !text.is_empty() && !is_language(text) => {
            let message = format!("{} is no language tag", quoted(text));
            context.findings.add(&rules::RSS_LANGUAGE, at, message);
        }
        "ttl" if !text.is_empty() && text.parse::<u32>().map_or(true, |minutes| minutes == 0) => {
            let message = format!("the ttl {} is no number of minutes", quoted(text));
            context.findings.add(&rules::RSS_NUMBER, at, message);
        }
        _ => {}
    }
}
