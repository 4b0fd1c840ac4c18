//! Persons: what stands in the place of a name taken apart into names, e-mail addresses and pages.

use crate::model::item::Person;
use crate::model::raw::RawPerson;
use crate::model::text::{resolve_leftovers, tidy};

use super::text::line;
use super::url::Addresses;

/// The longest name, in characters.
const NAME: usize = 200;
/// The longest e-mail address, in bytes (RFC 5321 §4.5.3.1).
const EMAIL: usize = 254;
/// The longest text that is taken apart, in bytes.
const LONGEST: usize = 4 << 10;
/// How many persons one item has at most.
pub(super) const MAX_PERSONS: usize = 50;

/// The persons of an item, each once.
pub(super) fn persons(raw: Vec<RawPerson>, addresses: &mut Addresses) -> Vec<Person> {
    let mut persons: Vec<Person> = Vec::new();
    for raw in raw.into_iter().take(MAX_PERSONS).flat_map(stated) {
        let url = addresses.resolve(raw.url.as_deref());
        add(&mut persons, Person { name: raw.name, email: raw.email, url });
    }
    persons
}

/// Adds a person. A second mention adds what the first did not say.
fn add(persons: &mut Vec<Person>, person: Person) {
    let has_room = persons.len() < MAX_PERSONS;
    match persons.iter_mut().find(|known| is_same(known, &person)) {
        Some(known) => {
            known.name = known.name.take().or(person.name);
            known.email = known.email.take().or(person.email);
            known.url = known.url.take().or(person.url);
        }
        None if person != Person::default() && has_room => persons.push(person),
        None => {}
    }
}

/// Whether two mentions are of one person: name or e-mail address agree, and nothing differs that
/// both state. A newsroom has one address for all who write there.
fn is_same(one: &Person, other: &Person) -> bool {
    fn agree<T: PartialEq>(one: Option<&T>, other: Option<&T>) -> Option<bool> {
        Some(one? == other?)
    }
    let name = agree(one.name.as_ref(), other.name.as_ref());
    let email = agree(one.email.as_ref(), other.email.as_ref());
    let url = agree(one.url.as_ref(), other.url.as_ref());
    (name == Some(true) || email == Some(true)) && ![name, email, url].contains(&Some(false))
}

/// One person, or several where a text names several.
fn stated(raw: RawPerson) -> Vec<RawPerson> {
    let mut named = raw.name.as_deref().map(parts).unwrap_or_default();
    let mut mailed = raw.email.as_deref().map(parts).unwrap_or_default().into_iter();
    if named.len() <= 1 {
        let by_name = named.pop().unwrap_or_default();
        let by_email = mailed.next().unwrap_or_default();
        named.push(RawPerson {
            name: by_name.name.or(by_email.name),
            email: by_email.email.or(by_name.email),
            url: raw.url.or(by_name.url),
        });
    }
    named.extend(mailed);
    named
}

/// Takes a text apart: `a@example.org (Ana)`, `Ana <a@example.org>, Bo <b@example.org>`, an
/// address of the web, or just a name. Without an e-mail address nobody can tell `Lee, Ana` from
/// two persons: that is one.
fn parts(text: &str) -> Vec<RawPerson> {
    let text = tidy(&resolve_leftovers(&text[..text.floor_char_boundary(LONGEST)]));
    if is_page(&text) {
        return vec![RawPerson { url: Some(text), ..RawPerson::default() }];
    }
    let mut people: Vec<RawPerson> = Vec::new();
    let (mut from, mut seen) = (0, 0);
    for (end, next) in ends(&text) {
        let (piece, has_email) = (&text[from..end], find_email(&text[seen..end]).is_some());
        seen = next;
        if has_email {
            people.push(one(piece));
        } else if let Some(last) = people.last_mut().filter(|last| last.name.is_none()) {
            // `a@example.org, Ana Lee`
            last.name = name(piece);
        } else if next <= text.len() {
            // `Lee, Ana <a@example.org>`: the person goes on.
            continue;
        } else {
            people.extend(
                name(piece).map(|name| RawPerson { name: Some(name), ..RawPerson::default() }),
            );
        }
        from = next;
    }
    people
}

/// Where persons may end and the next may begin: at the semicolons if each stands between e-mail
/// addresses, else at commas, too. None counts in quotes or brackets.
fn ends(text: &str) -> Vec<(usize, usize)> {
    let (mut depth, mut is_quoted) = (0_usize, false);
    let mut marks = Vec::new();
    for (at, character) in text.char_indices() {
        match character {
            '"' => is_quoted = !is_quoted,
            '(' | '<' | '[' => depth += 1,
            ')' | '>' | ']' => depth = depth.saturating_sub(1),
            ',' | ';' if depth == 0 && !is_quoted => marks.push((at, at + 1)),
            _ => {}
        }
    }
    marks.push((text.len(), text.len() + 1));
    let semicolons: Vec<_> =
        marks.iter().copied().filter(|(at, _)| !text[*at..].starts_with(',')).collect();
    let mut from = 0;
    let each_has_one = semicolons.iter().all(|&(at, next)| {
        let piece = &text[from..at];
        from = next.min(text.len());
        let more = |end: usize| find_email(&piece[end..]).is_some();
        piece.trim().is_empty() || find_email(piece).is_some_and(|(_, end)| !more(end))
    });
    if each_has_one && semicolons.len() > 1 { semicolons } else { marks }
}

/// One person with an e-mail address.
fn one(text: &str) -> RawPerson {
    let Some((start, end)) = find_email(text) else { return RawPerson::default() };
    let before = text[..start].trim_end_matches("mailto:");
    let rest = [before, &text[end..]].concat();
    let email = Some(text[start..end].to_owned());
    RawPerson { name: name(without_brackets(&rest)), email, url: None }
}

fn name(text: &str) -> Option<String> {
    line(text.trim().trim_matches('"'), NAME)
}

/// What is left of `(Ela Bhatt)`, `"Ela Bhatt" <>` or `Ela Bhatt ()` is the name.
fn without_brackets(text: &str) -> &str {
    let is_between = |c: char| c.is_whitespace() || "<>[]\"',;:".contains(c);
    let text = text.trim_matches(is_between);
    let text = text.strip_suffix("()").or_else(|| text.strip_prefix("()")).unwrap_or(text);
    let text = text.trim_matches(is_between);
    let inside = text.strip_prefix('(').and_then(|text| text.strip_suffix(')'));
    inside.map_or(text, str::trim)
}

/// Where an e-mail address stands in a text. `@ela@example.org` and `…/@ela` are accounts.
fn find_email(text: &str) -> Option<(usize, usize)> {
    let is_local = |c: char| c.is_ascii_alphanumeric() || "!#$%&'*+-=?^_`{|}~.".contains(c);
    let is_domain = |c: char| c.is_alphanumeric() || matches!(c, '-' | '.');
    text.match_indices('@').take(2 * MAX_PERSONS).find_map(|(at, _)| {
        let before = text[..at].trim_end_matches(is_local);
        let start = at - text[before.len()..at].trim_start_matches(['\'', '.']).len();
        let after = &text[at + 1..];
        let length = after.len() - after.trim_start_matches(is_domain).len();
        let domain = after[..length].trim_end_matches(['.', '-']);
        let is_one = domain.contains('.') && domain.split('.').all(|label| !label.is_empty());
        let end = at + 1 + domain.len();
        let is_account = before.ends_with(['@', '/']);
        (start < at && is_one && !is_account && end - start <= EMAIL).then_some((start, end))
    })
}

fn is_page(text: &str) -> bool {
    let starts = |scheme: &str| {
        text.get(..scheme.len()).is_some_and(|start| start.eq_ignore_ascii_case(scheme))
    };
    (starts("http://") || starts("https://")) && !text.contains(' ')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: &[(Option<&str>, Option<&str>)]) {
        let found = parts(text);
        let found: Vec<_> =
            found.iter().map(|one| (one.name.as_deref(), one.email.as_deref())).collect();
        assert_eq!(found, expected, "{text:?}");
    }

    #[test]
    fn name_and_address_are_taken_apart() {
        let one = |text, name, email| check(text, &[(name, email)]);
        let (ana, email) = (Some("Ana Lee"), Some("a@example.org"));
        one("a@example.org (Ana Lee)", ana, email);
        one("Ana Lee <a@example.org>", ana, email);
        one("\"Lee, Ana\" <a@example.org>", Some("Lee, Ana"), email);
        one("Lee, Ana <a@example.org>", Some("Lee, Ana"), email);
        one("Ana Lee (a@example.org)", ana, email);
        one("a@example.org, Ana Lee", ana, email);
        one("'a@example.org' (Ana Lee)", ana, email);
        one("a@example.org (Ana Lee (ILO))", Some("Ana Lee (ILO)"), email);
        one(" a@example.org ", None, email);
        one("mailto:a@example.org", None, email);
        one("o'brien@example.org", None, Some("o'brien@example.org"));
        for name in ["Ana Lee (ILO)", "Lee, Ana; Roe, Rick", "@ana", "a@b", "<>", "Ela @ SEWA"] {
            one(name, Some(name), None);
        }
        one("@ana@example.org", Some("@ana@example.org"), None);
        one("Ana &amp; Bo", Some("Ana & Bo"), None);
        check("", &[]);
        assert_eq!(
            parts("https://example.org/@ana")[0].url.as_deref(),
            Some("https://example.org/@ana")
        );
    }

    #[test]
    fn several_persons_are_told_apart_by_their_addresses() {
        let (ana, bo) =
            ((Some("Ana Lee"), Some("a@example.org")), (Some("Bo"), Some("b@x.example")));
        check("Ana Lee <a@example.org>, Bo <b@x.example>", &[ana, bo]);
        check("a@example.org (Ana Lee); b@x.example (Bo)", &[ana, bo]);
        check("a@example.org, Ana Lee; b@x.example, Bo", &[ana, bo]);
        check("a@example.org, Ana Lee, b@x.example, Bo", &[ana, bo]);
        check("Ana Lee <a@example.org>, Bo", &[ana, (Some("Bo"), None)]);
        check(
            "Lee, Ana <a@example.org>, \"Ray, Bo\" <b@x.example>",
            &[(Some("Lee, Ana"), ana.1), (Some("Ray, Bo"), bo.1)],
        );
        check("a@example.org, b@x.example", &[(None, ana.1), (None, bo.1)]);
    }

    #[track_caller]
    fn merge(raw: &[(&str, &str, &str)], expected: usize) {
        let part = |text: &str| Some(text.to_owned()).filter(|text| !text.is_empty());
        let raw = raw.iter().map(|(name, email, url)| RawPerson {
            name: part(name),
            email: part(email),
            url: part(url),
        });
        let raw: Vec<_> = raw.collect();
        let mut warnings = Vec::new();
        let found = persons(raw.clone(), &mut Addresses::new(None, &mut warnings));
        assert_eq!(found.len(), expected, "{raw:?}: {found:?}");
    }

    #[test]
    fn a_person_is_who_differs_in_nothing() {
        merge(&[("Ana", "", ""), (" Ana ", "", ""), (" ", "", ""), ("Bo", "", "")], 2);
        merge(&[("Ana", "", ""), ("a@example.org (Ana)", "", "")], 1);
        merge(&[("", "a@example.org (Ana)", ""), ("Ana", "", "https://a.example/")], 1);
        merge(&[("Ann", "x@y.example", ""), ("Ben", "x@y.example", "")], 2);
        merge(&[("Li Wei", "a@y.example", ""), ("Li Wei", "b@y.example", "")], 2);
        merge(&[("Ann", "", "https://x.example/"), ("Ann", "", "https://y.example/")], 2);
        merge(&[("Ann", "", "https://x.example/"), ("Ben", "", "https://x.example/")], 2);
    }
}
