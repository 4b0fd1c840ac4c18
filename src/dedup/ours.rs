//! Feeds of ours: what names one of them as its origin is no news.

use std::collections::HashSet;

use url::Url;

use crate::model::url::CanonicalUrl;

/// The addresses at which our feeds stand, as addresses are compared. Other parts of the same site
/// are not ours: a blog beside the feeds is a source like any other.
#[derive(Debug, Clone, Default)]
pub struct Ours(HashSet<String>);

impl Ours {
    /// Feeds at these addresses, and what belongs to each: parts of it by query, and its archive.
    pub fn new(feeds: impl IntoIterator<Item = Url>) -> Self {
        Self(feeds.into_iter().filter_map(key).collect())
    }

    /// It is the address of one of them.
    pub(super) fn has(&self, address: &Url) -> bool {
        let Some(key) = key(address.clone()) else { return false };
        self.0.contains(&key) || archived(&key).is_some_and(|folder| self.0.contains(folder))
    }
}

fn key(mut url: Url) -> Option<String> {
    url.set_query(None);
    CanonicalUrl::new(url).ok().map(|url| url.key())
}

/// The folder of the feed of which this is a page of the archive: `archive/12.atom.xml`.
fn archived(key: &str) -> Option<&str> {
    let (folder, name) = key.rsplit_once('/')?;
    let (page, kind) = name.split_once('.')?;
    let is_page = page.parse::<u32>().is_ok() && matches!(kind, "atom.xml" | "json");
    folder.strip_suffix("/archive").filter(|_| is_page)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_our_feeds_are_ours_however_they_are_written() {
        #[track_caller]
        fn check(ours: &Ours, address: &str, expected: bool) {
            assert_eq!(ours.has(&address.parse().unwrap()), expected, "{address}");
        }
        let feeds = ["https://coop.example/", "https://coop.example/atom.xml"];
        let more = ["https://coop.example/feeds/lk/", "https://coop.example/feeds/lk/feed.json"];
        let ours = Ours::new(feeds.iter().chain(&more).map(|url| url.parse().unwrap()));
        check(&ours, "https://coop.example/atom.xml", true);
        check(&ours, "http://www.coop.example/atom.xml?lang=en", true);
        check(&ours, "http://coop.example/feeds/lk", true);
        check(&ours, "https://coop.example/archive/12.atom.xml", true);
        check(&ours, "https://coop.example/feeds/lk/archive/3.json", true);
        check(&ours, "https://coop.example/blog/feed", false);
        check(&ours, "https://coop.example/blog/archive/3.json", false);
        check(&ours, "https://coop.example/archive/feed.json", false);
        check(&ours, "https://coop.example.other.example/atom.xml", false);
    }
}
