//! People, as feeds name them. What a name holds beside a name (`ela@sewa.example (Ela Bhatt)`) is
//! taken apart when the item is normalized.

use crate::model::raw::RawPerson;

/// How many people one item can be by.
const MAX_PEOPLE: usize = 200;

/// A person, or several, in one text.
pub(super) fn named(text: &str) -> RawPerson {
    let name = Some(text.trim().to_owned()).filter(|text| !text.is_empty());
    RawPerson { name, ..RawPerson::default() }
}

/// About how much memory a person takes.
pub(super) fn size(person: &RawPerson) -> usize {
    let texts = [&person.name, &person.email, &person.url].into_iter().flatten();
    size_of::<RawPerson>() + texts.map(|text| text.len() + 32).sum::<usize>()
}

/// Adds a person who is not there yet; tells how much memory that takes.
pub(super) fn add(people: &mut Vec<RawPerson>, person: RawPerson) -> usize {
    let has_room = people.len() < MAX_PEOPLE;
    if person == RawPerson::default() || !has_room || people.contains(&person) {
        return 0;
    }
    let size = size(&person);
    people.push(person);
    size
}
