//! People, as feeds name them: `ela@sewa.example (Ela Bhatt)`, `Ela Bhatt <ela@sewa.example>`, or
//! with an element for each part.

use crate::model::raw::RawPerson;

/// How many people one item can be by.
const MAX_PEOPLE: usize = 200;

/// Reads a person out of one text. `None` when nothing is there.
pub(super) fn from_text(text: &str) -> Option<RawPerson> {
    let text = text.trim();
    let Some((start, end)) = find_email(text) else {
        let stated = Some(text.to_owned()).filter(|text| !text.is_empty())?;
        let is_address = text.starts_with("http://") || text.starts_with("https://");
        let (name, url) = if is_address { (None, Some(stated)) } else { (Some(stated), None) };
        return Some(RawPerson { name, email: None, url });
    };
    let before = text[..start].trim_end_matches("mailto:");
    let rest = [before, &text[end..]].concat();
    let name = without_brackets(&rest);
    Some(RawPerson {
        name: (!name.is_empty()).then(|| name.to_owned()),
        email: Some(text[start..end].to_owned()),
        url: None,
    })
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

/// Where an e-mail address stands in a text.
fn find_email(text: &str) -> Option<(usize, usize)> {
    let is_local = |c: char| c.is_ascii_alphanumeric() || "_-.+%'".contains(c);
    let is_domain = |c: char| c.is_alphanumeric() || matches!(c, '-' | '.');
    text.match_indices('@').take(8).find_map(|(at, _)| {
        let before = text[..at].trim_end_matches(is_local).len();
        let after = &text[at + 1..];
        let domain = &after[..after.len() - after.trim_start_matches(is_domain).len()];
        let domain = domain.trim_end_matches('.');
        let is_address = before < at && domain.contains('.') && !domain.starts_with('.');
        is_address.then_some((before, at + 1 + domain.len()))
    })
}

/// About how much memory a person takes.
pub(super) fn size(person: &RawPerson) -> usize {
    let texts = [&person.name, &person.email, &person.url].into_iter().flatten();
    size_of::<RawPerson>() + texts.map(|text| text.len() + 32).sum::<usize>()
}

/// Adds a person who is not there yet; tells how much memory that takes. A second mention adds what
/// the first did not say.
pub(super) fn add(people: &mut Vec<RawPerson>, person: RawPerson) -> usize {
    let same = |known: &&mut RawPerson| {
        let agree = |a: &Option<String>, b: &Option<String>| a.is_some() && a == b;
        agree(&known.name, &person.name) || agree(&known.email, &person.email)
    };
    let (has_room, size) = (people.len() < MAX_PEOPLE, size(&person));
    match people.iter_mut().take(MAX_PEOPLE).find(same) {
        Some(known) => {
            known.name = known.name.take().or(person.name);
            known.email = known.email.take().or(person.email);
            known.url = known.url.take().or(person.url);
        }
        None if person != RawPerson::default() && has_room => people.push(person),
        None => return 0,
    }
    size
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, name: Option<&str>, email: Option<&str>) {
        let person = from_text(text).unwrap();
        assert_eq!((person.name.as_deref(), person.email.as_deref()), (name, email), "{text:?}");
    }

    #[test]
    fn a_name_and_an_address_are_told_apart() {
        let (name, email) = (Some("Ela Bhatt"), Some("ela@sewa.example"));
        check("ela@sewa.example (Ela Bhatt)", name, email);
        check("Ela Bhatt <ela@sewa.example>", name, email);
        check("Ela Bhatt (ela@sewa.example)", name, email);
        check("mailto:ela@sewa.example", None, email);
        check(" ela@sewa.example ", None, email);
        check("Ela Bhatt", name, None);
        check("Ela @ SEWA", Some("Ela @ SEWA"), None);
        check("ela@sewa.example (Ela Bhatt (SEWA))", Some("Ela Bhatt (SEWA)"), email);
        assert_eq!(from_text("  "), None);
    }
}
