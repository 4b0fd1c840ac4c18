//! What shows by itself that two items are two, whatever else agrees.

use super::distance::{Gap, are_days_apart};
use super::facts::{Agreement, Links};
use super::profile::{Page, Profile};
use super::{text, title};

/// The fewest letters of a word of an address that can be one of a title's.
const WORD: usize = 4;

/// A guid or an address leads from one to the other, and yet they are two: title, date and text
/// are others. A guid that has a page for each is not believed against title and text alone, nor
/// against title and date, nor where the one is the next number of a series. Where guid and page are the same, more must be against it.
pub(super) fn is_another_story(one: &Profile, other: &Profile, by_guid: bool) -> bool {
    let pages = one.page.as_ref().zip(other.page.as_ref());
    if by_guid && has_same_page(one, other) {
        return is_next_under(one, other);
    }
    let has_pages = by_guid && pages.is_some();
    let gap = Gap::between(one.published, other.published);
    let is_days_apart = matches!(gap, Gap::Days | Gap::Weeks | Gap::Far);
    let text = text::compare(&one.texts, &other.texts);
    match (likeness_of_names(one, other), text) {
        _ if has_pages && is_days_apart && one.title.is_of_one_series(&other.title) => true,
        (_, text::Likeness::Same(_)) => false,
        (title::Likeness::Different, text::Likeness::Different) => is_days_apart || has_pages,
        (title::Likeness::Different, text::Likeness::Similar) => is_days_apart,
        (title::Likeness::Different, text::Likeness::Unknown) => {
            is_days_apart || has_pages && gap != Gap::None
        }
        (title::Likeness::Edited | title::Likeness::Reworded, text) => {
            has_pages && text != text::Likeness::Similar && is_days_apart
        }
        _ => false,
    }
}

/// One guid and one page that stood for one story and stand for the next: `/latest`, `/today`. It
/// has another title and is of another day, and nothing that both say, name or link to is the same.
/// Without texts, the page must be one that tells nothing of the story; on such a page, what is of
/// another number or name is the next whatever pattern it shares with the last.
fn is_next_under(one: &Profile, other: &Profile) -> bool {
    let is_retitled = likeness_of_names(one, other) == title::Likeness::Different;
    if !is_retitled || !are_days_apart(one.published, other.published) {
        return false;
    }
    let is_fixed = other.page.as_ref().is_some_and(|page| is_fixed(page, &other.title));
    match text::compare(&one.texts, &other.texts) {
        text::Likeness::Same(_) => false,
        _ if is_fixed && one.title.is_of_another(&other.title) => true,
        text::Likeness::Similar => false,
        text::Likeness::Unknown => is_fixed,
        text::Likeness::Different => !tell_of_the_same(one, other),
    }
}

/// They link to one page, or name the same.
fn tell_of_the_same(one: &Profile, other: &Profile) -> bool {
    let links = one.facts.links_to(None, &other.facts, None);
    links != Links::Unknown || one.facts.names_of(&other.facts) == Agreement::Same
}

/// An address that tells nothing of the story that stands there: neither a number nor a name.
fn is_fixed(page: &Page, title: &title::Title) -> bool {
    let path = page.key.get(page.host.len()..).unwrap_or_default();
    let mut words = path.split(|letter: char| !letter.is_alphanumeric());
    let is_told = |word: &str| title.words.iter().any(|told| told.text == word);
    let is_name = page.slug.as_ref().is_some_and(|slug| slug.split('-').count() > 2);
    let tells = |word: &str| word.len() >= WORD && is_told(&word.to_lowercase());
    !is_name && !path.contains(|letter: char| letter.is_ascii_digit()) && !words.any(tells)
}

/// How the names of two items stand to each other; of two without one, their texts.
pub(super) fn likeness_of_names(one: &Profile, other: &Profile) -> title::Likeness {
    match (one.title.is_empty(), other.title.is_empty()) {
        (true, true) if has_same_text(one, other) => title::Likeness::Same,
        (true, true) => title::Likeness::Different,
        _ => one.title.compare(&other.title).0,
    }
}

pub(super) fn has_same_text(one: &Profile, other: &Profile) -> bool {
    matches!(text::compare(&one.texts, &other.texts), text::Likeness::Same(_))
}

pub(super) fn has_same_page(one: &Profile, other: &Profile) -> bool {
    one.page.as_ref().zip(other.page.as_ref()).is_some_and(|(one, other)| one.key == other.key)
}

/// A site gave them two ids. Language editions have ids of their own too.
pub(super) fn are_numbered_apart(one: &Profile, other: &Profile) -> bool {
    let name = |id: &str| id.split(':').next().unwrap_or_default().to_owned();
    one.site_ids
        .iter()
        .any(|id| other.site_ids.iter().any(|theirs| id != theirs && name(id) == name(theirs)))
}
