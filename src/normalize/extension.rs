//! Extensions: names that XML can hold, addresses that are absolute, and nothing that runs.

use crate::model::extension::Extension;
use crate::model::text::tidy;

use super::url::Addresses;

/// The longest name, and the longest address of a vocabulary, in bytes.
const LONGEST: (usize, usize) = (60, 200);

/// Attributes that hold an address.
const ADDRESSES: [&str; 6] = ["url", "href", "src", "img", "uri", "icon"];

/// The extensions that can be written again.
pub(super) fn extensions(raw: Vec<Extension>, addresses: &mut Addresses) -> Vec<Extension> {
    raw.into_iter().filter_map(|extension| checked(extension, addresses)).collect()
}

fn checked(raw: Extension, addresses: &mut Addresses) -> Option<Extension> {
    if !is_name(&raw.name) || !is_name(&raw.prefix) || !is_namespace(&raw.namespace) {
        return None;
    }
    let mut attributes: Vec<(String, String)> = Vec::new();
    for (name, value) in raw.attributes {
        let is_known = attributes.iter().any(|(known, _)| *known == name);
        if let Some(value) = attribute(&name, &value, addresses).filter(|_| !is_known) {
            attributes.push((name, value));
        }
    }
    let text = raw.text.map(|text| tidy(&text)).filter(|text| !text.is_empty() && !runs(text));
    let extension =
        Extension { attributes, text, children: extensions(raw.children, addresses), ..raw };
    let says_something = extension.text.is_some()
        || !extension.attributes.is_empty()
        || !extension.children.is_empty();
    says_something.then_some(extension)
}

fn attribute(name: &str, value: &str, addresses: &mut Addresses) -> Option<String> {
    // What begins with `on` is an event to whoever takes it for HTML.
    if !is_name(name) || name.get(..2).is_some_and(|start| start.eq_ignore_ascii_case("on")) {
        return None;
    }
    if ADDRESSES.contains(&name) {
        return addresses.resolve(Some(value)).map(String::from);
    }
    Some(tidy(value)).filter(|value| !runs(value))
}

/// A name of XML, of ASCII letters.
fn is_name(name: &str) -> bool {
    let is_legal = |byte: u8| byte.is_ascii_alphanumeric() || b"-_.".contains(&byte);
    name.len() <= LONGEST.0
        && name.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')
        && name.bytes().all(is_legal)
        && !name.get(..3).is_some_and(|start| start.eq_ignore_ascii_case("xml"))
}

fn is_namespace(address: &str) -> bool {
    address.len() <= LONGEST.1
        && address.contains(':')
        && address.bytes().all(|byte| byte.is_ascii_graphic() && !b"<>\"'&\\^`{|}".contains(&byte))
        && !runs(address)
}

/// An address that is a program, or a page of its own.
fn runs(text: &str) -> bool {
    let start = text.chars().filter(|c| !c.is_whitespace() && !c.is_control()).take(12);
    let start: String = start.flat_map(char::to_lowercase).collect();
    ["javascript:", "vbscript:", "data:"].iter().any(|scheme| start.starts_with(scheme))
}

#[cfg(test)]
mod tests {
    use super::*;
    use url::Url;

    fn extension(attributes: &[(&str, &str)], text: Option<&str>) -> Extension {
        let own = |(name, value): &(&str, &str)| ((*name).to_owned(), (*value).to_owned());
        Extension {
            namespace: "https://podcastindex.org/namespace/1.0".to_owned(),
            prefix: "podcast".to_owned(),
            name: "person".to_owned(),
            attributes: attributes.iter().map(own).collect(),
            text: text.map(str::to_owned),
            children: Vec::new(),
        }
    }

    fn run(raw: Extension) -> Option<Extension> {
        let base = Url::parse("https://a.example/feed").unwrap();
        let mut warnings = Vec::new();
        extensions(vec![raw], &mut Addresses::new(Some(&base), &mut warnings)).pop()
    }

    #[test]
    fn addresses_become_absolute_and_what_runs_goes() {
        let raw = extension(
            &[("href", "/ela"), ("role", "host"), ("onclick", "x()"), ("img", "javascript:x")],
            Some(" Ela\nBhatt "),
        );
        let found = run(raw).unwrap();
        let own = |name: &str, value: &str| (name.to_owned(), value.to_owned());
        assert_eq!(found.attributes, [own("href", "https://a.example/ela"), own("role", "host")]);
        assert_eq!(found.text.as_deref(), Some("Ela Bhatt"));
        assert_eq!(run(extension(&[], Some("java\nscript:x()"))), None);
        assert_eq!(run(extension(&[("x", "data:text/html,x")], None)), None);
    }

    #[test]
    fn names_that_cannot_be_written_are_left_out() {
        let named = |name: &str| Extension { name: name.to_owned(), ..extension(&[], Some("x")) };
        assert!(run(named("transcript")).is_some());
        for name in ["", "a b", "a:b", "1a", "xmlfoo", "é", &"a".repeat(100)] {
            assert_eq!(run(named(name)), None, "{name}");
        }
        let of = |namespace: &str| Extension {
            namespace: namespace.to_owned(),
            ..extension(&[], Some("x"))
        };
        for namespace in ["", "podcast", "urn:a b", "urn:\"", "javascript:x"] {
            assert_eq!(run(of(namespace)), None, "{namespace}");
        }
    }
}
