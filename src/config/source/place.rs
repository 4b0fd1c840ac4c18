//! Where a source is, and how it is asked.

use std::path::Path;

use url::Url;

use crate::config::headers::{auth, authorization, headers};
use crate::config::local::{is_local, local};
use crate::config::section::Section;
use crate::config::transport::transport;
use crate::config::values::{WEB_ADDRESS, web_address};
use crate::fetch::Transport;

/// Where a source is, and how it is asked.
pub(super) struct Place {
    /// The address, without credentials.
    pub(super) url: Option<Url>,
    /// The address as it may be shown.
    pub(super) shown: Option<Url>,
    /// What relative addresses count from.
    pub(super) base: Option<Url>,
    /// Request headers, credentials among them.
    pub(super) headers: Vec<(String, String)>,
    /// How connections are made.
    pub(super) transport: Transport,
}

impl Place {
    /// Reads it. Relative paths count from `folder`.
    pub(super) fn read(section: &Section<'_>, folder: &Path, allow_exec: bool) -> Self {
        let mut headers = headers(section);
        let local = local(section, folder, allow_exec);
        let url = if is_local(section) {
            local.as_ref().map(|local| local.url.clone())
        } else {
            address(section, &mut headers)
        };
        auth(section, &mut headers);
        let base = local.as_ref().map_or(url.as_ref(), |local| local.base.as_ref()).cloned();
        let shown = url.as_ref().map(|url| shown(section, url));
        Self { url, shown, base, headers, transport: transport(section, folder, local) }
    }

    /// It is a file or a program of this machine.
    pub(super) fn is_local(&self) -> bool {
        self.transport.local.is_some()
    }
}

/// The address as it is shown: as it is written, without credentials. Where that is no address
/// (`url = "${FEED}"`), one that says so, at a host that cannot be (RFC 2606 §2).
fn shown(section: &Section<'_>, url: &Url) -> Url {
    let has_variable = |written: &&str| written.replace("$${", "").contains("${");
    let written = section.as_written("url").filter(has_variable);
    let Some(written) = written else { return url.clone() };
    let mut shown = Url::parse(written).ok();
    if is_local(section) {
        return shown.unwrap_or_else(|| url.clone());
    }
    if let Some(shown) = &mut shown {
        let taken_out = shown.set_username("").and_then(|()| shown.set_password(None));
        debug_assert!(taken_out.is_ok(), "a web address has a host");
    }
    shown
        .filter(Url::has_host)
        .unwrap_or_else(|| Url::parse("http://hidden.invalid/").expect("a literal address is one"))
}

/// The address, without the credentials in it; they go to the headers.
fn address(section: &Section<'_>, headers: &mut Vec<(String, String)>) -> Option<Url> {
    let with_credentials = |text: &str| {
        let mut url = web_address(text)?;
        let credentials = authorization(&mut url)?;
        Ok((url, credentials))
    };
    let address = section.read("url", WEB_ADDRESS, with_credentials);
    let address = section.required("url", address, "it is the address of a feed or a listing");
    let (url, credentials) = address?;
    let has_header = headers.iter().any(|(name, _)| name.eq_ignore_ascii_case("authorization"));
    if credentials.is_some() && has_header {
        section.problem_at("url", "has a user, and headers has an Authorization; keep one of them");
    }
    headers.extend(credentials);
    Some(url)
}
