//! An entry.

use super::{Seen, check_known, check_required, link, parts};
use crate::validate::finding::quoted;
use crate::validate::values::rfc3339;
use crate::validate::xml::{Node, Ns};
use crate::validate::{Context, extensions, rules};

/// Elements of an entry, and whether they may stand twice.
const ENTRY: [(&str, bool); 12] = [
    ("author", true),
    ("category", true),
    ("content", false),
    ("contributor", true),
    ("id", false),
    ("link", true),
    ("published", false),
    ("rights", false),
    ("source", false),
    ("summary", false),
    ("title", false),
    ("updated", false),
];

/// Elements of the feed that an entry comes from.
const SOURCE: [(&str, bool); 12] = [
    ("author", true),
    ("category", true),
    ("contributor", true),
    ("generator", false),
    ("icon", false),
    ("id", false),
    ("link", true),
    ("logo", false),
    ("rights", false),
    ("subtitle", false),
    ("title", false),
    ("updated", false),
];

/// Checks an entry beside those before it.
pub(super) fn check<'d>(
    entry: Node<'d, '_>,
    feed_has_author: bool,
    seen: &mut Seen<'d>,
    context: &mut Context,
) {
    check_required(entry, context);
    check_known(entry, &ENTRY, context);
    entry.children().for_each(|child| parts::check(child, context));
    link::check_all(entry, context);
    extensions::elements(entry, context);
    let source = entry.first(Ns::Atom, "source");
    let has_author = |node: Node| node.first(Ns::Atom, "author").is_some();
    if !feed_has_author && !has_author(entry) && !source.is_some_and(has_author) {
        context.findings.add(&rules::ATOM_AUTHOR, entry.at(), "nobody wrote the entry");
    }
    if let Some(source) = source {
        check_source(source, context);
    }
    content(entry, context);
    compare(entry, seen, context);
}

fn check_source(source: Node, context: &mut Context) {
    check_known(source, &SOURCE, context);
    source.children().for_each(|child| parts::check(child, context));
    link::check_all(source, context);
    for name in ["id", "title", "updated"] {
        if source.first(Ns::Atom, name).is_none() {
            let message = format!("<source> has no <{name}>");
            context.findings.add(&rules::ATOM_SOURCE, source.at(), message);
        }
    }
}

/// What there is to read, here or elsewhere.
fn content(entry: Node, context: &mut Context) {
    let body = entry.first(Ns::Atom, "content");
    let summary = entry.first(Ns::Atom, "summary");
    let is_alternate = |link: &Node| matches!(link.value("rel"), None | Some("alternate"));
    if body.is_none() && !entry.named(Ns::Atom, "link").any(|link| is_alternate(&link)) {
        let message = "the entry has neither content nor an alternate link";
        context.findings.add(&rules::ATOM_NO_ALTERNATE, entry.at(), message);
    }
    let is_elsewhere = |body: Node| body.value("src").is_some() || parts::is_encoded(body);
    if let Some(body) = body.filter(|body| summary.is_none() && is_elsewhere(*body)) {
        let message = "the content is elsewhere or encoded, and there is no summary";
        context.findings.add(&rules::ATOM_SUMMARY, body.at(), message);
    }
    let says = |node: Node| {
        node.value("src").is_some()
            || !node.text().trim().is_empty()
            || node.children().next().is_some()
    };
    if !body.is_some_and(says) && !summary.is_some_and(says) {
        let message = "the entry has no text: neither content nor summary";
        context.findings.add(&rules::ATOM_NO_TEXT, entry.at(), message);
    }
}

fn compare<'d>(entry: Node<'d, '_>, seen: &mut Seen<'d>, context: &mut Context) {
    let id = entry.first(Ns::Atom, "id");
    let text = id.map_or("", |id| id.text().trim());
    if let Some(id) = id.filter(|_| !text.is_empty())
        && !seen.ids.insert(text)
    {
        let message = format!("another entry has the id {}", quoted(text));
        context.findings.add(&rules::ATOM_ID_REPEATED, id.at(), message);
    }
    let Some(updated) = entry.first(Ns::Atom, "updated") else { return };
    let Some(date) = rfc3339(updated.text().trim()) else { return };
    if let Some(other) = seen.updated.insert(date, text) {
        let message = format!("the entry {} has the same updated", quoted(other));
        context.findings.add(&rules::ATOM_SAME_UPDATED, updated.at(), message);
    }
    if seen.newest.is_none_or(|(newest, _)| date > newest) {
        seen.newest = Some((date, updated.at()));
    }
}
