//! Persons: name and e-mail address taken apart.

use crate::model::item::Person;
use crate::model::raw::RawPerson;
use crate::model::text::tidy;

use super::text::line;
use super::url::Addresses;

/// The longest name, in characters.
const NAME: usize = 200;
/// The longest e-mail address, in bytes (RFC 5321 §4.5.3.1).
const EMAIL: usize = 254;
/// How many persons one item has at most.
pub(super) const MAX_PERSONS: usize = 50;

/// The persons of an item, each once.
pub(super) fn persons(raw: Vec<RawPerson>, addresses: &mut Addresses) -> Vec<Person> {
    let mut persons: Vec<Person> = Vec::new();
    for raw in raw.into_iter().take(MAX_PERSONS) {
        if let Some(person) = person(&raw, addresses).filter(|person| !persons.contains(person)) {
            persons.push(person);
        }
    }
    persons
}

fn person(raw: &RawPerson, addresses: &mut Addresses) -> Option<Person> {
    let (name, in_name) = raw.name.as_deref().map(split).unwrap_or_default();
    let (in_email, email) = raw.email.as_deref().map(split).unwrap_or_default();
    let person = Person {
        name: name.or(in_email),
        email: email.or(in_name),
        url: addresses.resolve(raw.url.as_deref()),
    };
    (person != Person::default()).then_some(person)
}

/// `a@example.org (Name)` (RSS), `Name <a@example.org>`, `Name (a@example.org)`, or one of both.
fn split(text: &str) -> (Option<String>, Option<String>) {
    let text = tidy(text);
    for (open, close) in [('(', ')'), ('<', '>')] {
        let parts = text.strip_suffix(close).and_then(|text| text.split_once(open));
        let Some((before, within)) = parts else { continue };
        match (email(before), email(within)) {
            (Some(email), _) => return (name(within), Some(email)),
            (None, Some(email)) => return (name(before), Some(email)),
            (None, None) => {}
        }
    }
    match email(&text) {
        Some(email) => (None, Some(email)),
        None => (name(&text), None),
    }
}

fn name(text: &str) -> Option<String> {
    line(text.trim().trim_matches('"'), NAME)
}

/// What looks like an e-mail address; `mailto:` goes.
fn email(text: &str) -> Option<String> {
    let text = text.trim();
    let text = text.strip_prefix("mailto:").unwrap_or(text);
    let (local, domain) = text.split_once('@')?;
    let legal = |c: char| c.is_alphanumeric() || "!#$%&'*+-/=?^_`{|}~.".contains(c);
    let domain_is_one = domain.split('.').count() > 1
        && domain.split('.').all(|label| !label.is_empty())
        && domain.chars().all(|c| c.is_alphanumeric() || c == '-' || c == '.');
    (!local.is_empty() && local.chars().all(legal) && domain_is_one && text.len() <= EMAIL)
        .then(|| text.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, name: Option<&str>, email: Option<&str>) {
        let (found_name, found_email) = split(text);
        assert_eq!((found_name.as_deref(), found_email.as_deref()), (name, email), "{text:?}");
    }

    #[test]
    fn name_and_address_are_taken_apart() {
        check("a@example.org (Ana Lee)", Some("Ana Lee"), Some("a@example.org"));
        check("Ana Lee <a@example.org>", Some("Ana Lee"), Some("a@example.org"));
        check("\"Lee, Ana\" <a@example.org>", Some("Lee, Ana"), Some("a@example.org"));
        check("Ana Lee (a@example.org)", Some("Ana Lee"), Some("a@example.org"));
        check("a@example.org", None, Some("a@example.org"));
        check("mailto:a@example.org", None, Some("a@example.org"));
        check("Ana Lee (ILO)", Some("Ana Lee (ILO)"), None);
        check("Ana &amp; Bo", Some("Ana & Bo"), None);
        check("@ana", Some("@ana"), None);
        check("a@b", Some("a@b"), None);
        check("<>", Some("<>"), None);
        check("", None, None);
    }

    #[test]
    fn each_person_is_named_once_and_empty_ones_not_at_all() {
        let one = |name: &str| RawPerson { name: Some(name.to_owned()), ..RawPerson::default() };
        let mut warnings = Vec::new();
        let mut addresses = Addresses::new(None, &mut warnings);
        let found = persons(vec![one("Ana"), one(" Ana "), one(" "), one("Bo")], &mut addresses);
        assert_eq!(found.len(), 2);
        let both =
            RawPerson { email: Some("a@example.org (Ana)".to_owned()), ..RawPerson::default() };
        let found = persons(vec![both], &mut addresses);
        assert_eq!(found[0].name.as_deref(), Some("Ana"));
        assert_eq!(found[0].email.as_deref(), Some("a@example.org"));
    }
}
