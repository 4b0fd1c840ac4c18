//! Canonical URLs: one address a page.

use serde::{Deserialize, Serialize};
use url::Url;

/// The longest address that is kept, in bytes. Browsers and proxies stop near twice of it.
pub(crate) const LONGEST: usize = 4096;

/// An absolute http(s) address without fragment, credentials and tracking parameters: what is
/// published as an item's link. [`CanonicalUrl::key`] goes further and is for comparing only.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "Url", into = "Url")]
pub struct CanonicalUrl(Url);

/// The address is not http or https, has no host, or is too long.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0} is no web address")]
pub struct NotWeb(pub String);

/// Parameters that say who sends a visitor, not what is shown. A name that also means content
/// somewhere (`ref`, `source`, `id`, `lang`, `p`) is none of them.
const TRACKING: [&str; 32] = [
    // Advertisers' ids of a click: Facebook, Google, Microsoft, Twitter, TikTok, LinkedIn, Yandex.
    "fbclid",
    "gclid",
    "gclsrc",
    "dclid",
    "gbraid",
    "wbraid",
    "msclkid",
    "twclid",
    "ttclid",
    "li_fat_id",
    "yclid",
    "ymclid",
    "igshid",
    "igsh",
    // Newsletters: Mailchimp, HubSpot, Marketo, Vero, Olytics, ConvertKit, Drip.
    "mc_cid",
    "mc_eid",
    "_hsenc",
    "_hsmi",
    "__hssc",
    "__hstc",
    "__hsfp",
    "hsctatracking",
    "mkt_tok",
    "vero_id",
    "vero_conv",
    "oly_anon_id",
    "oly_enc_id",
    "ck_subscriber_id",
    "__s",
    // Google Analytics across hosts, AT Internet, Webtrends.
    "_ga",
    "_gl",
    "wt.mc_id",
];

/// Families of them: Google Analytics and Matomo, and advertisements of `HubSpot`.
const TRACKING_FAMILIES: [&str; 5] = ["utm_", "mtm_", "pk_", "piwik_", "hsa_"];

/// Files that a server shows for the folder that they are in.
const INDEXES: [&str; 5] = ["index.html", "index.htm", "index.php", "default.asp", "default.aspx"];

impl CanonicalUrl {
    /// Makes an address canonical.
    pub fn new(mut url: Url) -> Result<Self, NotWeb> {
        if !matches!(url.scheme(), "http" | "https") || url.as_str().len() > LONGEST {
            return Err(NotWeb(url.as_str().chars().take(200).collect()));
        }
        let host = url.host_str().unwrap_or_default().trim_end_matches('.').to_owned();
        let refused = || NotWeb(host.clone());
        url.set_host(Some(&host)).map_err(|_| refused())?;
        // Neither fails on an address that has a host.
        url.set_username("").and_then(|()| url.set_password(None)).map_err(|()| refused())?;
        if !url.fragment().is_some_and(is_route) {
            url.set_fragment(None);
        }
        drop_tracking(&mut url);
        Ok(Self(url))
    }

    /// The address.
    #[must_use]
    pub fn as_url(&self) -> &Url {
        &self.0
    }

    /// The address as text: ASCII, host in punycode, path percent-encoded.
    #[must_use]
    pub fn as_str(&self) -> &str {
        self.0.as_str()
    }

    /// What the spellings of one address have in common: no scheme, port, `www.`, trailing slash
    /// or index file, nothing of AMP and mobile copies, parameters in alphabetical order. No
    /// address: it is compared, never dialled.
    #[must_use]
    pub fn key(&self) -> String {
        let mut key = host_key(self.0.host_str().unwrap_or_default()).to_owned();
        if let Some(port) = self.0.port().filter(|port| !matches!(port, 80 | 443)) {
            key.extend([":", &port.to_string()]);
        }
        key.push_str(&path_key(self.0.path()));
        let mut parameters: Vec<_> = parameters(&self.0).filter(|p| !is_amp(p)).collect();
        parameters.sort_unstable();
        if !parameters.is_empty() {
            key.push('?');
            key.push_str(&parameters.join("&"));
        }
        if let Some(route) = self.0.fragment() {
            key.push('#');
            key.push_str(route);
        }
        key
    }
}

/// `#!/news/1` and `#/news/1` name a page of a site that routes in the browser.
fn is_route(fragment: &str) -> bool {
    fragment.starts_with("!/") || fragment.starts_with('/')
}

fn parameters(url: &Url) -> impl Iterator<Item = &str> {
    url.query().unwrap_or_default().split('&').filter(|parameter| !parameter.is_empty())
}

/// Takes the tracking parameters out; the others keep order and spelling.
fn drop_tracking(url: &mut Url) {
    let Some(query) = url.query() else { return };
    let kept = parameters(url).filter(|p| !is_tracking(p)).collect::<Vec<_>>().join("&");
    if kept.is_empty() {
        url.set_query(None);
    } else if kept != query {
        url.set_query(Some(&kept));
    }
}

fn is_tracking(parameter: &str) -> bool {
    let name = parameter.split('=').next().unwrap_or_default().to_ascii_lowercase();
    TRACKING.contains(&name.as_str()) || TRACKING_FAMILIES.iter().any(|f| name.starts_with(f))
}

/// `?amp`, `?amp=1`, `?outputType=amp`: the same page for another reader.
fn is_amp(parameter: &str) -> bool {
    matches!(parameter, "amp" | "amp=" | "amp=1" | "amp=true" | "outputType=amp")
}

/// The host without what names a copy for other readers. What is left must still have two labels:
/// `m.org` is a site of its own.
fn host_key(mut host: &str) -> &str {
    for prefix in ["www.", "amp.", "m.", "mobile."] {
        if let Some(rest) = host.strip_prefix(prefix).filter(|rest| rest.contains('.')) {
            host = rest;
        }
    }
    host
}

fn path_key(path: &str) -> String {
    let mut path = path.trim_end_matches('/');
    for index in INDEXES {
        if let Some(folder) = path.strip_suffix(index).filter(|folder| folder.ends_with('/')) {
            path = folder.trim_end_matches('/');
        }
    }
    // A page that is called "amp" at the top of its site is no copy.
    if let Some(page) = path.strip_suffix("/amp").filter(|page| !page.is_empty()) {
        path = page.trim_end_matches('/');
    }
    same_encoding(path)
}

/// Percent-encoding in capitals, and none where none is needed (RFC 3986 §6.2.2).
fn same_encoding(path: &str) -> String {
    let mut pieces = path.split('%');
    let mut same = pieces.next().unwrap_or_default().to_owned();
    for piece in pieces {
        let byte = piece.get(..2).and_then(|hex| u8::from_str_radix(hex, 16).ok());
        match byte {
            Some(byte) if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) => {
                same.push(char::from(byte));
                same.push_str(&piece[2..]);
            }
            Some(_) => same.extend(["%", &piece[..2].to_ascii_uppercase(), &piece[2..]]),
            None => same.extend(["%", piece]),
        }
    }
    same
}

impl std::fmt::Display for CanonicalUrl {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.as_str())
    }
}

impl TryFrom<Url> for CanonicalUrl {
    type Error = NotWeb;

    fn try_from(url: Url) -> Result<Self, NotWeb> {
        Self::new(url)
    }
}

impl From<CanonicalUrl> for Url {
    fn from(url: CanonicalUrl) -> Self {
        url.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn canonical(url: &str) -> Result<CanonicalUrl, NotWeb> {
        CanonicalUrl::new(Url::parse(url).unwrap())
    }

    #[track_caller]
    fn check(url: &str, expected: &str) {
        let found = canonical(url).unwrap();
        assert_eq!(found.as_str(), expected);
        assert_eq!(CanonicalUrl::new(found.0.clone()).unwrap(), found, "twice");
    }

    #[test]
    fn what_does_not_name_the_page_is_removed() {
        check("HTTPS://Example.ORG:443/a", "https://example.org/a");
        check("https://example.org./a", "https://example.org/a");
        check("https://user:secret@example.org/a", "https://example.org/a");
        check("https://example.org/a#part", "https://example.org/a");
        check("https://example.org/#!/news/1", "https://example.org/#!/news/1");
        check("https://example.org/#/news/1", "https://example.org/#/news/1");
        check("https://example.org/a?utm_source=x&UTM_Medium=y", "https://example.org/a");
        check("https://example.org/a?fbclid=1&b=2&gclid=3&a=1", "https://example.org/a?b=2&a=1");
        check("https://example.org/?p=123&lang=fr&id=", "https://example.org/?p=123&lang=fr&id=");
        check("https://example.org/a?", "https://example.org/a");
        check("https://example.org/é?q=a%20b", "https://example.org/%C3%A9?q=a%20b");
        check("http://münchen.example/", "http://xn--mnchen-3ya.example/");
    }

    #[test]
    fn only_addresses_of_the_web_are_canonical() {
        for url in [
            "ftp://example.org/",
            "mailto:a@example.org",
            "javascript:x",
            "urn:x:y",
            "data:,x",
            "https://./",
        ] {
            assert!(Url::parse(url).is_err() || canonical(url).is_err(), "{url}");
        }
        assert!(canonical(&format!("https://example.org/{}", "x".repeat(5000))).is_err());
    }

    #[track_caller]
    fn same(one: &str, other: &str) {
        assert_eq!(canonical(one).unwrap().key(), canonical(other).unwrap().key());
    }

    #[track_caller]
    fn different(one: &str, other: &str) {
        assert_ne!(canonical(one).unwrap().key(), canonical(other).unwrap().key());
    }

    #[test]
    fn spellings_of_one_address_share_a_key() {
        assert_eq!(canonical("https://www.example.org/a/?b=1").unwrap().key(), "example.org/a?b=1");
        same("http://example.org/a", "https://www.example.org/a/");
        same("https://example.org/", "https://example.org/index.html");
        same("https://example.org/a/", "https://example.org/a/index.php");
        same("https://example.org/a", "https://example.org/a/amp/");
        same("https://example.org/a", "https://amp.example.org/a?amp=1");
        same("https://example.org/a", "https://m.example.org/a");
        same("http://example.org:443/a", "https://example.org/a");
        same("https://example.org/%7ea%c3%a9", "https://example.org/~a%C3%A9");
        same("https://example.org/?b=2&a=1", "https://example.org/?a=1&b=2");
        same("https://example.org/a", "https://example.org/a?utm_source=x#y");
    }

    #[test]
    fn different_pages_do_not() {
        different("https://example.org/?p=1", "https://example.org/?p=2");
        different("https://example.org/a?lang=fr", "https://example.org/a?lang=en");
        different("https://example.org/a", "https://example.org/A");
        different("https://example.org:8080/a", "https://example.org/a");
        different("https://m.org/a", "https://org/a");
        different("https://example.org/amp", "https://example.org/");
        different("https://example.org/myindex.html", "https://example.org/my");
        different("https://example.org/#!/1", "https://example.org/#!/2");
    }
}
