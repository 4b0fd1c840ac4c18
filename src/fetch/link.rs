//! `Link` (RFC 8288), as far as hubs are named in it (WebSub §4).

use url::Url;

use crate::model::push::{HUBS_KEPT, Offer};

/// The hubs and the own address in the lines of a `Link` header, joined by commas; addresses count
/// from `base`.
pub(super) fn offer(links: &str, base: &Url) -> Offer {
    let mut offer = Offer::default();
    let mut rest = links;
    while let Some((target, behind)) = target(rest) {
        let (relations, behind) = relations(behind);
        rest = behind;
        let is = |name: &str| relations.iter().any(|one| one.eq_ignore_ascii_case(name));
        let Some(url) = base.join(target.trim()).ok().filter(is_web) else { continue };
        if is("self") && offer.topic.is_none() {
            offer.topic = Some(url.clone());
        }
        if is("hub") && offer.hubs.len() < HUBS_KEPT && !offer.hubs.contains(&url) {
            offer.hubs.push(url);
        }
    }
    offer
}

fn is_web(url: &Url) -> bool {
    matches!(url.scheme(), "http" | "https") && url.has_host()
}

/// The next target, and what is behind it.
fn target(text: &str) -> Option<(&str, &str)> {
    text.split_once('<')?.1.split_once('>')
}

/// The relations of a link, and what is behind the link. One that is of another place (`anchor`) has
/// none; of several `rel` the first counts (RFC 8288 §3.3).
fn relations(text: &str) -> (Vec<&str>, &str) {
    let (mut rest, next) = text.split_at(end(text, ','));
    let mut rel = None;
    while let Some((_, behind)) = rest.split_once(';') {
        let (one, behind) = behind.split_at(end(behind, ';'));
        rest = behind;
        let (name, value) = one.split_once('=').unwrap_or((one, ""));
        match name.trim() {
            name if name.eq_ignore_ascii_case("anchor") => return (Vec::new(), next),
            name if name.eq_ignore_ascii_case("rel") => rel = rel.or(Some(value)),
            _ => {}
        }
    }
    let rel = rel.unwrap_or_default().trim().trim_matches('"');
    (rel.split_ascii_whitespace().collect(), next)
}

/// Where the next such sign stands that is in no quotes.
fn end(text: &str, sign: char) -> usize {
    let (mut is_quoted, mut is_escaped) = (false, false);
    for (at, c) in text.char_indices() {
        match c {
            _ if is_escaped => is_escaped = false,
            '\\' if is_quoted => is_escaped = true,
            '"' => is_quoted = !is_quoted,
            c if c == sign && !is_quoted => return at,
            _ => {}
        }
    }
    text.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(links: &str, hubs: &[&str], topic: Option<&str>) {
        let base = Url::parse("https://a.example/blog/feed").unwrap();
        let offer = offer(links, &base);
        let found: Vec<_> = offer.hubs.iter().map(Url::as_str).collect();
        assert_eq!((found.as_slice(), offer.topic.as_ref().map(Url::as_str)), (hubs, topic));
    }

    #[test]
    fn hubs_and_the_own_address_are_found() {
        let (hub, own) = ("https://hub.example/", "https://a.example/feed");
        check("<https://hub.example/>; rel=\"hub\"", &[hub], None);
        check("<https://hub.example/>;rel=hub, </feed>; rel=self", &[hub], Some(own));
        check(
            "</a>; title=\"a, b; rel=hub\"; rel=next,<https://hub.example/>; REL=\"x Hub\"",
            &[hub],
            None,
        );
        check(
            "<https://b.example/>; rel=hub, <https://hub.example/>; rel=\"hub\"",
            &["https://b.example/", hub],
            None,
        );
        check(
            "<https://hub.example/?a,b>; rel=\"hub self\"",
            &["https://hub.example/?a,b"],
            Some("https://hub.example/?a,b"),
        );
    }

    #[test]
    fn what_is_none_is_passed_over() {
        check("", &[], None);
        check("<", &[], None);
        check("<https://hub.example/>", &[], None);
        check("<https://hub.example/>; rel=", &[], None);
        check("<https://hub.example/>; rel=\"hub", &["https://hub.example/"], None);
        check("<javascript:hub>; rel=hub, <mailto:a@b.example>; rel=self", &[], None);
        check("<https://hub.example/>; rel=hub; anchor=\"/other\"", &[], None);
        check("<https://hub.example/>; rel=next; rel=hub", &[], None);
        let many = "<https://hub.example/>; rel=hub,".repeat(1_000);
        check(&many, &["https://hub.example/"], None);
        let many = (0..99)
            .map(|n| format!("<https://{n}.example/>;rel=hub,"))
            .collect::<Vec<_>>()
            .concat();
        let base = Url::parse("https://a.example/").unwrap();
        assert_eq!(offer(&many, &base).hubs.len(), HUBS_KEPT);
    }
}
