//! Addresses: from as stated to absolute.

use url::{ParseError, Url};

use crate::model::raw::Warning;
use crate::model::url::CanonicalUrl;

use super::{shown, warning};

/// The longest address that is looked at, in bytes.
const LONGEST: usize = 4096;

/// Makes addresses of one item absolute, and notes those that are none.
pub(super) struct Addresses<'a> {
    base: Option<&'a Url>,
    warnings: &'a mut Vec<Warning>,
}

impl<'a> Addresses<'a> {
    /// Relative addresses count from `base`; without one they are bad.
    pub(super) fn new(base: Option<&'a Url>, warnings: &'a mut Vec<Warning>) -> Self {
        Self { base, warnings }
    }

    /// An absolute http(s) address.
    pub(super) fn resolve(&mut self, stated: Option<&str>) -> Option<Url> {
        let stated = stated.map(str::trim).filter(|stated| !stated.is_empty())?;
        let url = absolute(stated, self.base);
        if url.is_none() {
            let message = format!("{:?} is no web address", shown(stated));
            self.warnings.push(warning("bad-address", message));
        }
        url
    }

    /// The item's page: its link, or a guid that is said to be its address.
    pub(super) fn page(&mut self, link: Option<&str>, guid: Option<&str>) -> Option<CanonicalUrl> {
        let link = self.resolve(link).and_then(|url| CanonicalUrl::new(url).ok());
        link.or_else(|| CanonicalUrl::new(absolute(guid?, None)?).ok())
    }
}

/// `//example.org/a` and `www.example.org/a` are taken as they are meant. Blanks at the ends go,
/// those within are encoded.
fn absolute(stated: &str, base: Option<&Url>) -> Option<Url> {
    if stated.len() > LONGEST {
        return None;
    }
    let starts =
        |prefix: &str| stated.get(..prefix.len()).is_some_and(|s| s.eq_ignore_ascii_case(prefix));
    let parsed =
        if starts("www.") { Url::parse(&format!("http://{stated}")) } else { Url::parse(stated) };
    let url = match (parsed, base) {
        (Ok(url), _) => url,
        (Err(ParseError::RelativeUrlWithoutBase), Some(base)) => base.join(stated).ok()?,
        (Err(ParseError::RelativeUrlWithoutBase), None) if starts("//") => {
            Url::parse(&format!("https:{stated}")).ok()?
        }
        (Err(_), _) => return None,
    };
    (matches!(url.scheme(), "http" | "https") && url.as_str().len() <= LONGEST).then_some(url)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(stated: &str, expected: Option<&str>) {
        let base = Url::parse("https://example.org/news/feed.xml").unwrap();
        let mut warnings = Vec::new();
        let found = Addresses::new(Some(&base), &mut warnings).resolve(Some(stated));
        assert_eq!(found.as_ref().map(Url::as_str), expected, "{stated:?}");
        assert_eq!(warnings.is_empty(), expected.is_some() || stated.trim().is_empty());
    }

    #[test]
    fn addresses_become_absolute() {
        check("https://example.org/a", Some("https://example.org/a"));
        check("a/b", Some("https://example.org/news/a/b"));
        check("/a?b", Some("https://example.org/a?b"));
        check("//cdn.example.org/a", Some("https://cdn.example.org/a"));
        check("www.example.org/a", Some("http://www.example.org/a"));
        check(" \n/a b\n ", Some("https://example.org/a%20b"));
        check("/über", Some("https://example.org/%C3%BCber"));
        check("", None);
        check("  ", None);
        check("javascript:alert(1)", None);
        check("mailto:a@example.org", None);
        check("http://", None);
        check("http://exa mple.org/", None);
        check(&format!("/{}", "x".repeat(5000)), None);
    }

    #[test]
    fn a_relative_address_without_base_is_bad() {
        let mut warnings = Vec::new();
        let mut addresses = Addresses::new(None, &mut warnings);
        assert_eq!(addresses.resolve(Some("/a")), None);
        assert_eq!(addresses.resolve(Some("//b.org/a")).unwrap().as_str(), "https://b.org/a");
        assert_eq!(warnings.len(), 1);
        assert_eq!(warnings[0].code, "bad-address");
    }

    #[test]
    fn a_guid_stands_in_for_a_missing_link() {
        let mut warnings = Vec::new();
        let mut addresses = Addresses::new(None, &mut warnings);
        let guid = Some("https://example.org/?p=1");
        assert_eq!(addresses.page(None, guid).unwrap().as_str(), "https://example.org/?p=1");
        assert_eq!(
            addresses.page(Some("mailto:x"), guid).unwrap().as_str(),
            "https://example.org/?p=1"
        );
        assert_eq!(
            addresses.page(Some("https://a.org/"), guid).unwrap().as_str(),
            "https://a.org/"
        );
        assert_eq!(addresses.page(None, Some("12")), None);
    }
}
