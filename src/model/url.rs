//! Canonical URLs: one address a page.

use serde::{Deserialize, Serialize};
use url::Url;

/// An absolute http(s) address without fragment, credentials and tracking parameters: what is
/// published as an item's link. [`CanonicalUrl::key`] goes further and is for comparing only.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "Url", into = "Url")]
pub struct CanonicalUrl(Url);

/// The address is not http or https, or has no host.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0} is no web address")]
pub struct NotWeb(pub String);

impl CanonicalUrl {
    /// Makes an address canonical.
    pub fn new(mut url: Url) -> Result<Self, NotWeb> {
        if !matches!(url.scheme(), "http" | "https") || !url.has_host() {
            return Err(NotWeb(url.to_string()));
        }
        url.set_fragment(None);
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

    /// What two spellings of one address have in common: no scheme, no `www.`, no dot after the
    /// host, no trailing slash. No address: it is compared, never dialled.
    #[must_use]
    pub fn key(&self) -> String {
        let host = self.0.host_str().unwrap_or_default().trim_end_matches('.');
        let host = host.strip_prefix("www.").unwrap_or(host);
        format!("{host}{}", self.0.path().trim_end_matches('/'))
    }
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
