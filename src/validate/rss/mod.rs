//! RSS 2.0 and the profile of the RSS Advisory Board.

mod channel;

mod item;

mod parts;

use std::collections::HashSet;

use super::finding::quoted;
use super::values::{self, Address, address};
use super::xml::{Node, Ns};
use super::{Context, extensions, rules};

/// Checks a feed, from its root element on.
pub(super) fn check(root: Node, context: &mut Context) {
    let findings = &mut context.findings;
    match root.value("version") {
        None => findings.add(&rules::RSS_VERSION, root.at(), "<rss> has no version"),
        Some("2.0") => {}
        Some(old) => {
            let message = format!("the version is {}", quoted(old));
            findings.add(&rules::RSS_OLD_VERSION, root.at(), message);
        }
    }
    let mut channels = root.named(Ns::None, "channel");
    for other in
        root.children().filter(|child| child.ns() == Ns::None && child.local() != "channel")
    {
        let message = format!("<{}> stands outside of the channel", other.name());
        findings.add(&rules::RSS_CHANNEL, other.at(), message);
    }
    let Some(channel) = channels.next() else {
        findings.add(&rules::RSS_CHANNEL, root.at(), "there is no channel");
        return;
    };
    for other in channels {
        findings.add(&rules::RSS_CHANNEL, other.at(), "there is a second channel");
    }
    channel::check(channel, context);
    let mut guids = HashSet::new();
    for item in channel.named(Ns::None, "item") {
        item::check(item, &mut guids, context);
    }
    extensions::podcast(channel, context);
}

/// It stands in a document of RSS 0.9x, which spells and counts some things otherwise.
fn is_early(element: Node) -> bool {
    match element.parent() {
        Some(parent) => is_early(parent),
        None => element.value("version").is_some_and(|version| version.starts_with("0.9")),
    }
}

/// An element that may stand somewhere.
struct Known {
    name: &'static str,
    may_repeat: bool,
}

const fn once(name: &'static str) -> Known {
    Known { name, may_repeat: false }
}

const fn often(name: &'static str) -> Known {
    Known { name, may_repeat: true }
}

/// Checks that the elements of RSS in another are known there, and stand once where they may not
/// stand twice.
fn check_known(parent: Node, known: &[Known], context: &mut Context) {
    let mut met: Vec<&str> = Vec::new();
    for child in parent.children().filter(|child| child.ns() == Ns::None) {
        let (at, name) = (child.at(), child.local());
        match known.iter().find(|known| known.name == name) {
            None => {
                let nearly = known.iter().find(|known| known.name.eq_ignore_ascii_case(name));
                let hint = nearly.map(|known| format!("; it is spelled <{}>", known.name));
                let message = format!("<{}> holds no <{name}>", parent.name());
                let message = message + hint.as_deref().unwrap_or_default();
                context.findings.add(&rules::RSS_UNKNOWN, at, message);
            }
            Some(known) if !known.may_repeat && met.contains(&name) => {
                let message = format!("<{}> holds <{name}> twice", parent.name());
                context.findings.add(&rules::RSS_TWICE, at, message);
            }
            Some(known) if !known.may_repeat => met.push(name),
            Some(_) => {}
        }
    }
}

/// Checks that an element has text and nothing else in it.
fn check_text(element: Node, context: &mut Context) {
    if let Some(inner) = element.children().next() {
        let message = format!("<{}> stands in <{}> as it is", inner.name(), element.name());
        context.findings.add(&rules::RSS_MARKUP, inner.at(), message);
    } else if element.text().trim().is_empty() {
        let message = format!("<{}> is empty", element.name());
        context.findings.add(&rules::RSS_EMPTY, element.at(), message);
    }
}

/// Checks an address that stands in an element or attribute.
fn check_address(what: &str, value: &str, at: usize, context: &mut Context) {
    let wrong = match address(value.trim()) {
        Ok(Address::Absolute(true)) => return,
        Ok(Address::Absolute(false)) => "has characters outside of ASCII",
        Ok(Address::Relative) => "is not absolute",
        Err(why) => why,
    };
    let message = format!("the address of {what}, {}, {wrong}", quoted(value));
    context.findings.add(&rules::RSS_ADDRESS, at, message);
}

/// Checks a date that stands in an element.
fn check_date(element: Node, context: &mut Context) {
    let (at, text) = (element.at(), element.text().trim());
    if text.is_empty() {
        return;
    }
    let what = element.name();
    let Some(date) = values::rfc822(text) else {
        let message = format!("{} in <{what}> is no date of RFC 822", quoted(text));
        context.findings.add(&rules::RSS_DATE, at, message);
        return;
    };
    if let Some(right) = date.right_day {
        let message = format!("{} in <{what}> is a {right}", quoted(text));
        context.findings.add(&rules::RSS_WEEKDAY, at, message);
    }
    if let Some(odd) = date.odd {
        let message = format!("{} in <{what}> {odd}", quoted(text));
        context.findings.add(&rules::RSS_DATE_FORM, at, message);
    }
    extensions::plausible(date.at, at, context);
}

/// Checks a person as RSS writes one: `desk@example.coop (Jun Ito)`.
fn check_person(element: Node, context: &mut Context) {
    let text = element.text().trim();
    let first = text.split([' ', '(']).next().unwrap_or_default();
    if !text.is_empty() && !values::is_email(first.trim_start_matches("mailto:")) {
        let message = format!("<{}> is {}: no e-mail address", element.name(), quoted(text));
        context.findings.add(&rules::RSS_PERSON, element.at(), message);
    }
}
