//! Atom 1.0 (RFC 4287).

mod entry;

mod link;

mod parts;

use std::collections::{HashMap, HashSet};

use chrono::{DateTime, Utc};

use super::finding::quoted;
use super::xml::{Node, Ns};
use super::{Context, extensions, rules};

/// What the entries of a feed are compared by.
#[derive(Default)]
struct Seen<'d> {
    ids: HashSet<&'d str>,
    updated: HashMap<DateTime<Utc>, &'d str>,
    /// The latest, and where it stands.
    newest: Option<(DateTime<Utc>, usize)>,
}

/// Elements of a feed beside its entries, and whether they may stand twice.
const FEED: [(&str, bool); 13] = [
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
    ("entry", true),
];

/// Checks a feed or an entry on its own.
pub(super) fn check(root: Node, context: &mut Context) {
    let mut seen = Seen::default();
    parts::language(root, context);
    if root.local() == "entry" {
        entry::check(root, false, &mut seen, context);
        return;
    }
    check_required(root, context);
    check_known(root, &FEED, context);
    root.children().for_each(|child| parts::check(child, context));
    link::check_all(root, context);
    extensions::own_address(root, "application/atom+xml", context);
    extensions::paging(root, context);
    extensions::elements(root, context);
    let has_author = root.first(Ns::Atom, "author").is_some();
    let entries = || root.named(Ns::Atom, "entry");
    if !has_author && entries().next().is_none() {
        context.findings.add(&rules::ATOM_AUTHOR, root.at(), "the feed has no author");
    }
    for entry in entries() {
        entry::check(entry, has_author, &mut seen, context);
    }
    check_newest(root, &seen, context);
    check_deleted(root, &seen, context);
}

fn check_newest(feed: Node, seen: &Seen, context: &mut Context) {
    let Some(updated) = feed.first(Ns::Atom, "updated") else { return };
    let own = super::values::rfc3339(updated.text().trim());
    if let (Some(own), Some((newest, _))) = (own, seen.newest)
        && own < newest
    {
        let message = format!("the feed's updated is before {}, an entry's", newest.to_rfc3339());
        context.findings.add(&rules::ATOM_FEED_BEHIND, updated.at(), message);
    }
}

fn check_deleted(feed: Node, seen: &Seen, context: &mut Context) {
    for deleted in feed.named(Ns::Tombstones, "deleted-entry") {
        let reference = deleted.value("ref").unwrap_or_default();
        if seen.ids.contains(reference) {
            let message = format!("the entry {} is deleted, and here", quoted(reference));
            context.findings.add(&rules::TOMBSTONE_ALIVE, deleted.at(), message);
        }
    }
}

fn check_required(parent: Node, context: &mut Context) {
    for name in ["id", "title", "updated"] {
        if parent.first(Ns::Atom, name).is_none() {
            let message = format!("<{}> has no <{name}>", parent.name());
            context.findings.add(&rules::ATOM_REQUIRED, parent.at(), message);
        }
    }
}

/// Checks that elements of Atom in another are known there, and stand once where they may not
/// stand twice.
fn check_known(parent: Node, known: &[(&str, bool)], context: &mut Context) {
    let mut met: Vec<&str> = Vec::new();
    for child in parent.children() {
        if child.ns() != Ns::Atom {
            // Without a namespace it is an element of Atom whose author forgot a prefix.
            if child.ns() == Ns::None {
                let message = format!("<{}> has no namespace", child.name());
                context.findings.add(&rules::ATOM_UNKNOWN, child.at(), message);
            }
            continue;
        }
        let name = child.local();
        match known.iter().find(|(known, _)| *known == name) {
            None => {
                let message = format!("<{}> holds no <{name}>", parent.name());
                context.findings.add(&rules::ATOM_UNKNOWN, child.at(), message);
            }
            Some((_, false)) if met.contains(&name) => {
                let message = format!("<{}> holds <{name}> twice", parent.name());
                context.findings.add(&rules::ATOM_TWICE, child.at(), message);
            }
            Some((_, false)) => met.push(name),
            Some(_) => {}
        }
    }
}
