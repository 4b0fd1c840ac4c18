//! Tags: the source's categories and our own, each once.

use super::text::{LABEL, line};

/// How many categories of a source one item keeps.
pub(super) const MAX_TAGS: usize = 50;

/// The source's categories, then the tags that the configuration gives to all of its items.
pub(super) fn tags(stated: &[String], given: &[String]) -> Vec<String> {
    let mut tags = Vec::new();
    for tag in stated.iter().filter_map(|tag| line(tag, LABEL)) {
        add(&mut tags, tag);
        if tags.len() == MAX_TAGS {
            break;
        }
    }
    for tag in given {
        add(&mut tags, tag.clone());
    }
    tags
}

/// Adds a tag, unless it is there in whatever case.
pub(super) fn add(tags: &mut Vec<String>, tag: String) {
    let lower = tag.to_lowercase();
    if tags.iter().all(|other| other.to_lowercase() != lower) {
        tags.push(tag);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_tag_stands_once_and_empty_ones_not_at_all() {
        let list = |tags: &[&str]| tags.iter().map(|&tag| tag.to_owned()).collect::<Vec<_>>();
        let found = tags(
            &list(&[" News ", "news", "", "Fish &amp; Co", "ÉTÉ", "été"]),
            &list(&["ILO", "NEWS"]),
        );
        assert_eq!(found, ["News", "Fish & Co", "ÉTÉ", "ILO"]);
        let many: Vec<_> = (0..100).map(|n| n.to_string()).collect();
        assert_eq!(tags(&many, &list(&["ILO"])).len(), 51);
    }
}
