//! What shows by itself that two items are two, whatever else agrees.

use super::distance::Gap;
use super::profile::Profile;
use super::{text, title};

/// A guid or an address leads from one to the other, and yet they are two: title, date and text
/// are others. A guid that has a page for each is not believed against title and text alone.
pub(super) fn is_another_story(one: &Profile, other: &Profile, by_guid: bool) -> bool {
    let gap = Gap::between(one.published, other.published);
    let is_days_apart = matches!(gap, Gap::Days | Gap::Weeks | Gap::Far);
    let pages = one.page.as_ref().zip(other.page.as_ref());
    if by_guid && pages.is_some_and(|(one, other)| one == other) {
        return false;
    }
    let is_retitled = !one.title.is_empty()
        && !other.title.is_empty()
        && one.title.compare(&other.title).0 == title::Likeness::Different;
    is_retitled
        && match text::compare(&one.texts, &other.texts) {
            text::Likeness::Same(_) => false,
            text::Likeness::Different => is_days_apart || by_guid && pages.is_some(),
            text::Likeness::Similar | text::Likeness::Unknown => is_days_apart,
        }
}

/// A site gave them two ids. Language editions have ids of their own too.
pub(super) fn are_numbered_apart(one: &Profile, other: &Profile) -> bool {
    let name = |id: &str| id.split(':').next().unwrap_or_default().to_owned();
    one.site_ids
        .iter()
        .any(|id| other.site_ids.iter().any(|theirs| id != theirs && name(id) == name(theirs)))
}
