//! Links.

use crate::validate::finding::quoted;
use crate::validate::values::{Address, is_language, is_media_type, reference, scheme};
use crate::validate::xml::{Node, Ns};
use crate::validate::{Context, rules};

/// Checks the links of a feed, an entry or a source.
pub(super) fn check_all(parent: Node, context: &mut Context) {
    let mut alternates: Vec<(Option<&str>, Option<&str>)> = Vec::new();
    for link in parent.named(Ns::Atom, "link") {
        check(link, context);
        let is_alternate = matches!(link.value("rel"), None | Some("alternate"));
        let kind = (link.value("type"), link.value("hreflang"));
        if is_alternate && alternates.contains(&kind) {
            let message = "a second alternate link has the same type and hreflang";
            context.findings.add(&rules::ATOM_ALTERNATES, link.at(), message);
        } else if is_alternate && alternates.len() < 64 {
            alternates.push(kind);
        }
    }
}

fn check(link: Node, context: &mut Context) {
    let at = link.at();
    let rel = link.value("rel").unwrap_or("alternate");
    match link.value("href") {
        None => context.findings.add(&rules::ATOM_LINK, at, "a link has no href"),
        Some(href) => check_href(link, href, context),
    }
    // A registered name is one of letters, digits, dots and hyphens; any other is an IRI.
    let is_name = rel.bytes().all(|byte| byte.is_ascii_alphanumeric() || b".-".contains(&byte));
    let is_rel = !rel.is_empty() && (is_name || scheme(rel).is_some());
    let value = |name: &str, is_right: fn(&str) -> bool| {
        link.value(name).filter(|value| !is_right(value)).map(str::to_owned)
    };
    let wrong = [
        ("rel", (!is_rel).then(|| rel.to_owned())),
        ("type", value("type", is_media_type)),
        ("hreflang", value("hreflang", is_language)),
        ("length", value("length", |length| length.parse::<u64>().is_ok())),
    ];
    for (name, value) in wrong {
        if let Some(value) = value {
            let message = format!("the {name} {} of a link is none", quoted(&value));
            context.findings.add(&rules::ATOM_LINK, at, message);
        }
    }
}

fn check_href(link: Node, href: &str, context: &mut Context) {
    match reference(href) {
        Ok(Address::Absolute(_)) => {}
        Ok(Address::Relative) if has_base(link) => {}
        Ok(Address::Relative) => {
            let message = format!("the address {} counts from nothing", quoted(href));
            context.findings.add(&rules::ATOM_RELATIVE, link.at(), message);
        }
        Err(why) => {
            let message = format!("the href {} {why}", quoted(href));
            context.findings.add(&rules::ATOM_LINK, link.at(), message);
        }
    }
}

/// An `xml:base` is in scope.
pub(super) fn has_base(node: Node) -> bool {
    node.value("xml:base").is_some() || node.parent().is_some_and(has_base)
}
