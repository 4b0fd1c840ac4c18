//! Addresses within foreign HTML: absolute, and of a kind that runs nothing.

use url::{ParseError, Url};

use super::policy::Value;

/// The longest address that is kept, in bytes.
const LONGEST: usize = 4096;
/// The longest picture that is kept within the text, in bytes.
const LONGEST_PICTURE: usize = 256 << 10;
/// Pictures of one `srcset` that are kept.
const MAX_CANDIDATES: usize = 20;

/// What relative addresses count from.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Bases<'a> {
    /// The document, or what it says.
    pub(super) base: Option<&'a Url>,
    /// The item's page, which an address of only a `#fragment` means.
    pub(super) page: Option<&'a Url>,
}

impl Bases<'_> {
    /// An address, absolute, when it may stay. `tel:` may: it asks before it does anything.
    pub(super) fn resolve(self, value: &str, kind: Value) -> Option<Url> {
        let value = value.trim();
        if value.is_empty() || value.len() > LONGEST {
            return None;
        }
        let url = match Url::parse(value) {
            Ok(url) => url,
            Err(ParseError::RelativeUrlWithoutBase) => self.join(value)?,
            Err(_) => return None,
        };
        let allowed = match url.scheme() {
            "http" | "https" => url.has_host(),
            "mailto" | "tel" => kind == Value::Link,
            _ => false,
        };
        (allowed && url.as_str().len() <= LONGEST).then_some(url)
    }

    fn join(self, value: &str) -> Option<Url> {
        let base = if value.starts_with('#') { self.page.or(self.base) } else { self.base };
        base?.join(value).ok()
    }

    /// `srcset`, every address absolute; what is no candidate is left out.
    pub(super) fn srcset(self, value: &str) -> Option<String> {
        let mut kept = Vec::new();
        let mut rest = value;
        while kept.len() < MAX_CANDIDATES {
            rest = rest.trim_start_matches(|c: char| c.is_ascii_whitespace() || c == ',');
            if rest.is_empty() {
                break;
            }
            let end = rest.find(|c: char| c.is_ascii_whitespace()).unwrap_or(rest.len());
            let (address, after) = rest.split_at(end);
            let bare = address.trim_end_matches(',');
            let (descriptor, after) = if bare.len() < address.len() {
                ("", after)
            } else {
                after.split_once(',').unwrap_or((after, ""))
            };
            rest = after;
            let descriptor = descriptor.trim();
            if let Some(url) =
                self.resolve(bare, Value::Media).filter(|_| is_descriptor(descriptor))
            {
                kept.push(format!("{url} {descriptor}").trim_end().to_owned());
            }
        }
        (!kept.is_empty()).then(|| kept.join(", "))
    }
}

/// `300w`, `1.5x`, or nothing.
fn is_descriptor(text: &str) -> bool {
    let number = text.strip_suffix(['w', 'x']);
    text.is_empty()
        || number.is_some_and(|number| {
            (1..=8).contains(&number.len())
                && number.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.')
        })
}

/// A picture that stands in the address itself, of a kind that holds nothing but dots: not SVG.
pub(super) fn is_picture(value: &str) -> bool {
    let kinds = ["png", "jpeg", "jpg", "gif", "webp", "avif"];
    let data = value.strip_prefix("data:image/").and_then(|rest| rest.split_once(";base64,"));
    value.len() <= LONGEST_PICTURE
        && data.is_some_and(|(kind, data)| {
            kinds.contains(&kind)
                && data
                    .bytes()
                    .all(|b| b.is_ascii_alphanumeric() || matches!(b, b'+' | b'/' | b'='))
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bases<T>(then: impl FnOnce(Bases) -> T) -> T {
        let base = Url::parse("https://example.org/feeds/rss.xml").unwrap();
        let page = Url::parse("https://example.org/story").unwrap();
        then(Bases { base: Some(&base), page: Some(&page) })
    }

    #[track_caller]
    fn check(value: &str, expected: Option<&str>) {
        let found = bases(|bases| bases.resolve(value, Value::Link));
        assert_eq!(found.as_ref().map(Url::as_str), expected, "{value:?}");
    }

    #[test]
    fn links_are_absolute_and_run_nothing() {
        check("../a b", Some("https://example.org/a%20b"));
        check("//cdn.example.org/x", Some("https://cdn.example.org/x"));
        check("#note", Some("https://example.org/story#note"));
        check("mailto:a@example.org", Some("mailto:a@example.org"));
        check("tel:+41", Some("tel:+41"));
        check("", None);
        check("javascript:alert(1)", None);
        check(" java\nscript:alert(1)", None);
        check("JAVASCRIPT:alert(1)", None);
        check("vbscript:x", None);
        check("data:text/html,x", None);
        check("file:///etc/passwd", None);
        check("http://", None);
        check(&format!("/{}", "x".repeat(5000)), None);
        assert_eq!(bases(|bases| bases.resolve("mailto:a@b.org", Value::Media)), None);
    }

    #[test]
    fn every_address_of_a_srcset_is_absolute() {
        let check = |value, expected: Option<&str>| {
            assert_eq!(bases(|bases| bases.srcset(value)).as_deref(), expected, "{value:?}");
        };
        check(
            "/a.jpg 300w, b.jpg 1.5x,https://x.org/c,d.jpg",
            Some(
                "https://example.org/a.jpg 300w, https://example.org/feeds/b.jpg 1.5x, https://x.org/c,d.jpg",
            ),
        );
        check("/a.jpg, /b.jpg 2x", Some("https://example.org/a.jpg, https://example.org/b.jpg 2x"));
        check("javascript:x 1x", None);
        check("/a.jpg onerror", None);
        check(" , ", None);
    }

    #[test]
    fn only_pictures_of_dots_stand_in_addresses() {
        assert!(is_picture("data:image/png;base64,iVBOR=="));
        assert!(!is_picture("data:image/svg+xml;base64,PHN2Zz4="));
        assert!(!is_picture("data:image/png,<script>"));
        assert!(!is_picture("data:text/html;base64,PHN2Zz4="));
    }
}
