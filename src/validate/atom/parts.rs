//! The elements of feeds, entries and sources, one by one.

use super::link::has_base;
use crate::validate::finding::{Rule, quoted};
use crate::validate::html::{self, Kind};
use crate::validate::values::{
    Address, address, is_email, is_language, is_media_type, reference, rfc3339, scheme,
};
use crate::validate::xml::{Node, Ns};
use crate::validate::{Context, extensions, rules};

/// Checks an element of Atom; links, entries and sources are checked elsewhere.
pub(super) fn check(element: Node, context: &mut Context) {
    if element.ns() != Ns::Atom {
        return;
    }
    language(element, context);
    match element.local() {
        "author" | "contributor" => person(element, context),
        "category" => category(element, context),
        "content" => content(element, context),
        "title" | "subtitle" | "summary" | "rights" => text(element, context),
        "updated" | "published" => date(element, context),
        "id" => id(element, context),
        "icon" | "logo" => {
            resource(element, element.text().trim(), &rules::ATOM_ADDRESS, context);
        }
        "generator" => {
            not_empty(element, context);
            if let Some(uri) = element.value("uri") {
                resource(element, uri, &rules::ATOM_ADDRESS, context);
            }
        }
        _ => {}
    }
}

/// Checks the language that an element names for all in it.
pub(super) fn language(element: Node, context: &mut Context) {
    let language = element.value("xml:lang").filter(|tag| !tag.is_empty() && !is_language(tag));
    if let Some(language) = language {
        let message = format!("{} is no language tag", quoted(language));
        context.findings.add(&rules::ATOM_LANGUAGE, element.at(), message);
    }
}

fn not_empty(element: Node, context: &mut Context) {
    if element.text().trim().is_empty() && element.children().next().is_none() {
        let message = format!("<{}> is empty", element.name());
        context.findings.add(&rules::ATOM_EMPTY, element.at(), message);
    }
}

fn person(person: Node, context: &mut Context) {
    let mut wrong = |at, message: String| context.findings.add(&rules::ATOM_PERSON, at, message);
    let names: Vec<_> = person.named(Ns::Atom, "name").collect();
    match names[..] {
        [name] if !name.text().trim().is_empty() => {}
        [] => wrong(person.at(), format!("<{}> has no name", person.name())),
        [name] => wrong(name.at(), format!("<{}> has an empty name", person.name())),
        [_, second, ..] => wrong(second.at(), format!("<{}> has two names", person.name())),
    }
    if let Some(email) = person.first(Ns::Atom, "email")
        && !is_email(email.text().trim())
    {
        wrong(email.at(), format!("{} is no e-mail address", quoted(email.text())));
    }
    if let Some(uri) = person.first(Ns::Atom, "uri") {
        resource(uri, uri.text().trim(), &rules::ATOM_PERSON, context);
    }
    let is_strange =
        |child: &Node| child.ns() == Ns::Atom && !["name", "uri", "email"].contains(&child.local());
    for child in person.children().filter(is_strange) {
        let message = format!("<{}> holds no <{}>", person.name(), child.name());
        context.findings.add(&rules::ATOM_UNKNOWN, child.at(), message);
    }
}

fn category(category: Node, context: &mut Context) {
    let at = category.at();
    if category.value("term").is_none_or(|term| term.trim().is_empty()) {
        context.findings.add(&rules::ATOM_CATEGORY, at, "a category has no term");
    }
    if let Some(scheme) = category.value("scheme")
        && !matches!(address(scheme), Ok(Address::Absolute(_)))
    {
        let message = format!("the scheme {} is no IRI", quoted(scheme));
        context.findings.add(&rules::ATOM_CATEGORY, at, message);
    }
}

fn date(element: Node, context: &mut Context) {
    let text = element.text().trim();
    if let Some(date) = rfc3339(text) {
        extensions::plausible(date, element.at(), context);
    } else {
        let message = format!("{} in <{}> is no date of RFC 3339", quoted(text), element.name());
        context.findings.add(&rules::ATOM_DATE, element.at(), message);
    }
}

fn id(id: Node, context: &mut Context) {
    let (at, text) = (id.at(), id.text().trim());
    let wrong = match address(text) {
        Ok(Address::Absolute(_)) => None,
        Ok(Address::Relative) => Some("is not absolute"),
        Err(why) => Some(why),
    };
    if let Some(why) = wrong {
        context.findings.add(&rules::ATOM_ID, at, format!("the id {} {why}", quoted(text)));
        return;
    }
    let Some((scheme, rest)) = scheme(text) else { return };
    let host = rest.trim_start_matches('/').split(['/', '?', '#']).next().unwrap_or_default();
    let port = matches!(scheme, "http" if host.ends_with(":80"))
        || matches!(scheme, "https" if host.ends_with(":443"));
    let is_web = matches!(scheme.to_ascii_lowercase().as_str(), "http" | "https");
    let upper = |text: &str| text.bytes().any(|byte| byte.is_ascii_uppercase());
    if is_web && (upper(scheme) || upper(host) || port) {
        let message = format!("the id {} is not in its usual form", quoted(text));
        context.findings.add(&rules::ATOM_ID_FORM, at, message);
    }
}

/// §2: an IRI reference, which may count from an `xml:base`, or from where the feed was got.
fn resource(element: Node, value: &str, rule: &'static Rule, context: &mut Context) {
    let (rule, message) = match reference(value) {
        Ok(Address::Absolute(_)) => return,
        Ok(Address::Relative) if has_base(element) => return,
        Ok(Address::Relative) => {
            (&rules::ATOM_RELATIVE, format!("the address {} counts from nothing", quoted(value)))
        }
        Err(why) => (rule, format!("the address {} {why}", quoted(value))),
    };
    context.findings.add(rule, element.at(), message);
}

/// A text construct (§3.1).
fn text(element: Node, context: &mut Context) {
    not_empty(element, context);
    let kind = element.value("type").unwrap_or("text");
    if !["text", "html", "xhtml"].contains(&kind) {
        let message = format!("the type of <{}> is {}", element.name(), quoted(kind));
        context.findings.add(&rules::ATOM_TEXT, element.at(), message);
        return;
    }
    inner(element, kind, context);
}

/// What stands in an element of the type text, html or xhtml.
fn inner(element: Node, kind: &str, context: &mut Context) {
    let at = element.at();
    let mut children = element.children();
    if kind == "xhtml" {
        let is_div = children.next().is_some_and(|child| child.is(Ns::Xhtml, "div"));
        if !is_div || children.next().is_some() || !element.text().trim().is_empty() {
            let message = format!("<{}> of the type xhtml is not one <div>", element.name());
            context.findings.add(&rules::ATOM_TEXT, at, message);
        }
        for inner in element.descendants().filter(|inner| inner.ns() == Ns::Xhtml) {
            let attributes = inner.attributes().iter();
            let attributes = attributes.map(|attribute| (attribute.name, attribute.value.as_ref()));
            let kind = fragment(inner);
            let findings = &mut context.findings;
            html::check_element(inner.local(), attributes, kind, inner.at(), findings);
        }
        return;
    }
    if let Some(child) = children.next() {
        let message = format!("<{}> stands in <{}> as it is", child.name(), element.name());
        context.findings.add(&rules::ATOM_TEXT, child.at(), message);
    } else if kind == "html" {
        html::check(element.text(), fragment(element), at, &mut context.findings);
    }
}

/// HTML in a feed, with or without an address that others count from.
fn fragment(element: Node) -> Kind {
    if has_base(element) { Kind::Based } else { Kind::Fragment }
}

/// §4.1.3.
fn content(body: Node, context: &mut Context) {
    let at = body.at();
    let kind = body.value("type").unwrap_or("text");
    let mut wrong = |message: String| context.findings.add(&rules::ATOM_CONTENT, at, message);
    let composite = ["multipart/", "message/"];
    if let Some(src) = body.value("src") {
        let is_filled = !body.text().trim().is_empty() || body.children().next().is_some();
        if is_filled
            || reference(src).is_err()
            || body.value("type").is_some_and(|kind| !is_media_type(kind))
        {
            wrong(format!(
                "content from {} has text of its own, no address or no type",
                quoted(src)
            ));
        }
    } else if ["text", "html", "xhtml"].contains(&kind) {
        not_empty(body, context);
        inner(body, kind, context);
    } else if !is_media_type(kind) || composite.iter().any(|start| kind.starts_with(start)) {
        wrong(format!("the type of the content is {}", quoted(kind)));
    } else if is_encoded(body) && !is_base64(body.text()) {
        wrong(format!("content of the type {kind} is not base64"));
    }
}

/// Its type is one whose content stands there as base64 (§4.1.3.3).
pub(super) fn is_encoded(content: Node) -> bool {
    let kind = content.value("type").unwrap_or("text").to_ascii_lowercase();
    let bare = kind.split(';').next().unwrap_or_default().trim();
    let is_xml = ["+xml", "/xml"].iter().any(|ending| bare.ends_with(ending));
    content.value("src").is_none() && is_media_type(bare) && !is_xml && !bare.starts_with("text/")
}

fn is_base64(text: &str) -> bool {
    let bare: Vec<u8> = text.bytes().filter(|byte| !byte.is_ascii_whitespace()).collect();
    let end = bare.iter().rposition(|byte| *byte != b'=').map_or(0, |last| last + 1);
    let is_letter = |byte: &u8| byte.is_ascii_alphanumeric() || b"+/".contains(byte);
    bare.len().is_multiple_of(4) && bare.len() - end <= 2 && bare[..end].iter().all(is_letter)
}
