//! OPML 2.0.

use super::finding::quoted;
use super::values::{self, Address, address, is_email};
use super::xml::{Node, Ns};
use super::{Context, rules};

const HEAD: [&str; 13] = [
    "title",
    "dateCreated",
    "dateModified",
    "ownerName",
    "ownerEmail",
    "ownerId",
    "docs",
    "expansionState",
    "vertScrollState",
    "windowTop",
    "windowLeft",
    "windowBottom",
    "windowRight",
];

/// Checks a list, from its root element on.
pub(super) fn check(root: Node, context: &mut Context) {
    match root.value("version") {
        None => context.findings.add(&rules::OPML_VERSION, root.at(), "<opml> has no version"),
        Some("2.0") => {}
        Some(old) => {
            let message = format!("the version is {}", quoted(old));
            context.findings.add(&rules::OPML_OLD_VERSION, root.at(), message);
        }
    }
    let mut parts = |at, message: &str| context.findings.add(&rules::OPML_PARTS, at, message);
    let children: Vec<_> = root.children().filter(|child| child.ns() == Ns::None).collect();
    let (head, body) = match children[..] {
        [head, body] if head.local() == "head" && body.local() == "body" => (head, body),
        _ => return parts(root.at(), "<opml> does not hold one head, then one body"),
    };
    if body.first(Ns::None, "outline").is_none() {
        parts(body.at(), "the body has no outline");
    }
    check_head(head, context);
    let in_body = body.descendants().filter(|inner| inner.ns() == Ns::None);
    for inner in in_body {
        if inner.local() == "outline" {
            outline(inner, context);
        } else {
            let message = format!("the body holds <{}>", inner.name());
            context.findings.add(&rules::OPML_UNKNOWN, inner.at(), message);
        }
    }
}

fn check_head(head: Node, context: &mut Context) {
    for element in head.children().filter(|child| child.ns() == Ns::None) {
        let (at, name, text) = (element.at(), element.local(), element.text().trim());
        if !HEAD.contains(&name) {
            let message = format!("the head holds <{name}>");
            context.findings.add(&rules::OPML_UNKNOWN, at, message);
        }
        let is_right = match name {
            _ if text.is_empty() => true,
            "dateCreated" | "dateModified" => {
                date(text, at, context);
                true
            }
            "docs" | "ownerId" => {
                check_address(name, text, at, context);
                true
            }
            "ownerEmail" => is_email(text),
            "expansionState" => text.split(',').all(|line| line.trim().parse::<u32>().is_ok()),
            "vertScrollState" | "windowTop" | "windowLeft" | "windowBottom" | "windowRight" => {
                text.parse::<i32>().is_ok()
            }
            _ => true,
        };
        if !is_right {
            let message = format!("<{name}> is {}", quoted(text));
            context.findings.add(&rules::OPML_VALUE, at, message);
        }
    }
}

fn outline(outline: Node, context: &mut Context) {
    let at = outline.at();
    if outline.value("text").is_none_or(|text| text.trim().is_empty()) {
        context.findings.add(&rules::OPML_TEXT, at, "an outline has no text");
    }
    let kind = outline.value("type").unwrap_or_default().to_ascii_lowercase();
    let target = match kind.as_str() {
        "rss" | "atom" => Some("xmlUrl"),
        "link" | "include" => Some("url"),
        _ => None,
    };
    if let Some(target) = target.filter(|target| outline.value(target).is_none()) {
        let message = format!("an outline of type {kind} has no {target}");
        context.findings.add(&rules::OPML_TARGET, at, message);
    }
    for name in ["xmlUrl", "htmlUrl", "url"] {
        if let Some(url) = outline.value(name) {
            check_address(name, url, at, context);
        }
    }
    for name in ["isComment", "isBreakpoint"] {
        if let Some(value) = outline.value(name).filter(|v| !["true", "false"].contains(v)) {
            let message = format!("{name} is {}", quoted(value));
            context.findings.add(&rules::OPML_VALUE, at, message);
        }
    }
    if let Some(created) = outline.value("created") {
        date(created, at, context);
    }
}

fn check_address(what: &str, value: &str, at: usize, context: &mut Context) {
    let why = match address(value.trim()) {
        Ok(Address::Absolute(_)) => return,
        Ok(Address::Relative) => "is not absolute",
        Err(why) => why,
    };
    let message = format!("{what}, {}, {why}", quoted(value));
    context.findings.add(&rules::OPML_ADDRESS, at, message);
}

fn date(text: &str, at: usize, context: &mut Context) {
    if values::rfc822(text).is_none_or(|date| date.right_day.is_some()) {
        let message = format!("{} is no date of RFC 822", quoted(text));
        context.findings.add(&rules::OPML_DATE, at, message);
    }
}
