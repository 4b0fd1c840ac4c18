//! Ids for sources that have none yet.

use std::collections::BTreeSet;

use url::Url;

/// The longest id that is made up; people have to type it.
const LONGEST: usize = 32;

/// An id that is not taken, in the words of a title or, where those have none in ASCII, of the
/// address; it is taken from then on.
pub fn new_id(title: Option<&str>, url: &Url, taken: &mut BTreeSet<String>) -> String {
    let host = url.host_str().unwrap_or_default().trim_start_matches("www.");
    let words = title.and_then(slug).or_else(|| slug(host)).unwrap_or_else(|| "source".to_owned());
    let mut id = words.clone();
    let mut number = 1;
    while !taken.insert(id.clone()) {
        number += 1;
        id = format!("{words}-{number}");
    }
    id
}

/// ASCII letters and digits with single hyphens between; `None` when few characters are left.
fn slug(text: &str) -> Option<String> {
    let mut slug = String::new();
    for c in text.chars() {
        if c.is_ascii_alphanumeric() {
            slug.push(c.to_ascii_lowercase());
        } else if !slug.is_empty() && !slug.ends_with('-') && !matches!(c, '\'' | '’') {
            slug.push('-');
        }
    }
    if slug.len() > LONGEST {
        let cut = slug[..=LONGEST].rfind('-').filter(|at| *at > LONGEST / 2);
        slug.truncate(cut.unwrap_or(LONGEST));
    }
    let slug = slug.trim_matches('-').to_owned();
    (slug.len() > 1).then_some(slug)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_words_and_unique() {
        let mut taken = BTreeSet::from(["news".to_owned()]);
        let url = Url::parse("https://www.coop.example/feed").unwrap();
        let mut check = |title: Option<&str>, expected: &str| {
            assert_eq!(new_id(title, &url, &mut taken), expected, "{title:?}");
        };
        check(Some("News"), "news-2");
        check(Some("The Farmer's  Union (Asia)"), "the-farmers-union-asia");
        check(Some("सहकारी"), "coop-example");
        check(None, "coop-example-2");
        check(
            Some("A very long title that nobody would like to type again"),
            "a-very-long-title-that-nobody",
        );
    }
}
