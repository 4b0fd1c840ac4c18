//! robots.txt: what a server asks of programs that come on their own (RFC 9309).

use std::time::Duration;

use url::{Origin, Url};

/// Our name in it: RFC 9309 §2.2.1.
const NAME: &str = "sangam";

/// A file that names rules for thousands of paths is not kept.
const MAX_KEPT: usize = 64 * 1024;

/// Largest file that is fetched; of it the first 500 KiB count (§2.5).
pub const MAX_BYTES: u64 = 2_000_000;

/// For what robots.txt is asked.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum RobotsScope {
    /// For pages: listings and pages of items. A feed is published to be fetched by programs.
    #[default]
    Pages,
    /// For feeds too.
    All,
    /// For nothing.
    Off,
}

/// What the file of one server says to us.
#[derive(Debug, Clone)]
pub struct Rules(robotxt::Robots);

impl Rules {
    /// Reads the file.
    #[must_use]
    pub fn parse(body: &[u8]) -> Self {
        Self(robotxt::Robots::parse(body, NAME))
    }

    /// There is no file: everything may be read (§2.3.1.3).
    #[must_use]
    pub fn none() -> Self {
        Self(robotxt::Robots::allow_all())
    }

    /// True when the address may be read.
    #[must_use]
    pub fn allow(&self, url: &Url) -> bool {
        self.0.is_url_allowed(url)
    }

    /// Least time between two requests.
    #[must_use]
    pub fn crawl_delay(&self) -> Duration {
        self.0.crawl_delay().unwrap_or_default()
    }

    /// To be kept; `None` where it is too long for that.
    #[must_use]
    pub fn to_text(&self) -> Option<String> {
        serde_json::to_string(&self.0).ok().filter(|text| text.len() <= MAX_KEPT)
    }

    /// What was kept.
    #[must_use]
    pub fn from_text(text: &str) -> Option<Self> {
        serde_json::from_str(text).ok().map(Self)
    }
}

/// Where the file of an address is, and the origin that it counts for.
#[must_use]
pub fn location(url: &Url) -> Option<(String, Url)> {
    let origin = url.origin();
    if !matches!(origin, Origin::Tuple(..)) || !matches!(url.scheme(), "http" | "https") {
        return None;
    }
    let origin = origin.ascii_serialization();
    let file = Url::parse(&format!("{origin}/robots.txt")).ok()?;
    Some((origin, file))
}

#[cfg(test)]
mod tests {
    use super::*;

    const FILE: &[u8] = b"User-agent: *\nDisallow: /private\nCrawl-delay: 2.5\n\n\
        User-agent: Sangam\nUser-agent: other\nDisallow: /no\nAllow: /no/but-this$\n";

    #[track_caller]
    fn check(rules: &Rules, path: &str, expected: bool) {
        let url = Url::parse(&format!("https://a.example{path}")).unwrap();
        assert_eq!(rules.allow(&url), expected, "{path}");
    }

    #[test]
    fn the_group_with_our_name_counts_and_the_longest_rule_in_it() {
        let rules = Rules::parse(FILE);
        for rules in [Rules::from_text(&rules.to_text().unwrap()).unwrap(), rules] {
            check(&rules, "/private", true);
            check(&rules, "/no", false);
            check(&rules, "/no/else?x", false);
            check(&rules, "/no/but-this", true);
            check(&rules, "/no/but-this/not", false);
            assert_eq!(rules.crawl_delay(), Duration::ZERO);
        }
        let others = Rules::parse(b"User-agent: *\nDisallow: /\nCrawl-delay: 2.5");
        check(&others, "/", false);
        assert_eq!(others.crawl_delay(), Duration::from_millis(2500));
    }

    #[test]
    fn what_is_no_such_file_forbids_nothing() {
        for body in ["", "<html>404</html>", "\u{feff}x", "Disallow: /"] {
            check(&Rules::parse(body.as_bytes()), "/", true);
        }
        check(&Rules::none(), "/", true);
    }

    #[test]
    fn a_server_has_one_file_for_all_its_paths() {
        #[track_caller]
        fn check(url: &str, expected: Option<&str>) {
            let found = location(&Url::parse(url).unwrap());
            assert_eq!(found.map(|(_, file)| file.to_string()).as_deref(), expected);
        }
        check("https://a.example/x?y#z", Some("https://a.example/robots.txt"));
        check("http://u:p@a.example:8080/x", Some("http://a.example:8080/robots.txt"));
        check("file:///x", None);
    }
}
