//! Proxies: which one a request goes through.
//!
//! A proxy dials for us, so that its own address is the operator's choice, and the guard over
//! addresses can only judge those that stand in a URL.

use url::Url;

use super::SetupError;

const SCHEMES: [&str; 6] = ["http", "https", "socks4", "socks4a", "socks5", "socks5h"];

/// This machine is never asked through a proxy of the environment, as it would then be the
/// proxy's machine that answers.
const OWN_ADDRESSES: &str = "localhost,127.0.0.0/8,::1";

/// The proxies in force.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Proxies {
    /// For `http` addresses.
    pub(crate) http: Option<Url>,
    /// For `https` addresses.
    pub(crate) https: Option<Url>,
    /// Hosts that are asked directly, in the form of `NO_PROXY`.
    pub(crate) direct: String,
}

impl Proxies {
    /// `[fetch] proxy`: for everything, whatever the environment says.
    pub(crate) fn configured(proxy: &Url) -> Result<Self, SetupError> {
        let proxy = checked(proxy.clone(), "`proxy` in [fetch]")?;
        Ok(Self { http: Some(proxy.clone()), https: Some(proxy), direct: String::new() })
    }

    /// As the variables of the environment say, which other tools of the field follow too.
    /// `HTTP_PROXY` is not believed in a CGI program, where a request header can set it.
    pub(crate) fn of_environment(
        variable: impl Fn(&str) -> Option<String>,
    ) -> Result<Self, SetupError> {
        let first = |names: [&'static str; 2]| {
            let set = |name| variable(name).filter(|value| !value.trim().is_empty());
            names.into_iter().find_map(|name| Some((name, set(name)?)))
        };
        let proxy = |names| first(names).map(|(name, value)| parse(&value, name)).transpose();
        let all = proxy(["ALL_PROXY", "all_proxy"])?;
        let http = if variable("REQUEST_METHOD").is_some() {
            None
        } else {
            proxy(["HTTP_PROXY", "http_proxy"])?
        };
        let no_proxy = first(["NO_PROXY", "no_proxy"]).map(|(_, value)| value).unwrap_or_default();
        Ok(Self {
            http: http.or_else(|| all.clone()),
            https: proxy(["HTTPS_PROXY", "https_proxy"])?.or(all),
            direct: format!("{no_proxy},{OWN_ADDRESSES}"),
        })
    }

    /// True when nothing is asked directly, not even this machine.
    pub(crate) fn take_all(&self) -> bool {
        self.direct.is_empty() && self.http.is_some() && self.https.is_some()
    }

    /// True when everything is asked directly.
    pub(crate) fn are_none(&self) -> bool {
        self.http.is_none() && self.https.is_none()
    }

    /// True when this host is that of a proxy.
    pub(crate) fn has_host(&self, host: &str) -> bool {
        let is_it = |proxy: &Url| proxy.host_str().is_some_and(|name| same_host(name, host));
        self.http.iter().chain(&self.https).any(is_it)
    }
}

/// Addresses of schemes that the URL standard does not know keep the case of their host.
fn same_host(one: &str, other: &str) -> bool {
    one.trim_end_matches('.').eq_ignore_ascii_case(other.trim_end_matches('.'))
}

/// `proxy.example:3128` without a scheme is common in the environment and means http.
fn parse(text: &str, named: &'static str) -> Result<Url, SetupError> {
    let text = text.trim();
    let url =
        if text.contains("://") { Url::parse(text) } else { Url::parse(&format!("http://{text}")) };
    checked(url.map_err(|_| SetupError::Proxy { named, reason: "it is no address" })?, named)
}

fn checked(url: Url, named: &'static str) -> Result<Url, SetupError> {
    if !SCHEMES.contains(&url.scheme()) {
        let reason = "use http://, https:// or socks5://";
        return Err(SetupError::Proxy { named, reason });
    }
    if !url.has_host() {
        return Err(SetupError::Proxy { named, reason: "it has no host" });
    }
    Ok(url)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(variables: &[(&str, &str)], http: Option<&str>, https: Option<&str>, direct: &str) {
        let variable = |name: &str| {
            variables.iter().find(|(key, _)| *key == name).map(|(_, value)| (*value).to_owned())
        };
        let proxies = Proxies::of_environment(variable).unwrap();
        assert_eq!(proxies.http.as_ref().map(Url::as_str), http);
        assert_eq!(proxies.https.as_ref().map(Url::as_str), https);
        assert_eq!(proxies.direct, direct);
    }

    #[test]
    fn the_environment_names_proxies_but_never_for_this_machine() {
        let own = ",localhost,127.0.0.0/8,::1";
        check(&[], None, None, own);
        check(&[("HTTPS_PROXY", "http://p:1")], None, Some("http://p:1/"), own);
        check(&[("https_proxy", "p:3128")], None, Some("http://p:3128/"), own);
        check(&[("http_proxy", "http://p:1")], Some("http://p:1/"), None, own);
        check(&[("HTTP_PROXY", "http://p:1"), ("REQUEST_METHOD", "GET")], None, None, own);
        check(&[("HTTP_PROXY", " ")], None, None, own);
        check(
            &[
                ("ALL_PROXY", "socks5://p:1"),
                ("HTTPS_PROXY", "http://q"),
                ("NO_PROXY", "a.example"),
            ],
            Some("socks5://p:1"),
            Some("http://q/"),
            "a.example,localhost,127.0.0.0/8,::1",
        );
    }

    #[test]
    fn a_proxy_that_cannot_be_used_is_an_error_that_keeps_its_password() {
        let error = Proxies::configured(&Url::parse("ftp://me:secret@p/").unwrap()).unwrap_err();
        assert_eq!(
            error.to_string(),
            "`proxy` in [fetch] names no proxy that can be used: \
             use http://, https:// or socks5://"
        );
        let variable = |name: &str| (name == "HTTPS_PROXY").then(|| "http://:secret@".to_owned());
        let error = Proxies::of_environment(variable).unwrap_err().to_string();
        assert!(error.starts_with("HTTPS_PROXY names no proxy"), "{error}");
        assert!(!error.contains("secret"), "{error}");
    }

    #[test]
    fn the_host_of_a_proxy_is_known() {
        let proxies = Proxies::configured(&Url::parse("socks5://Gate.example:1080").unwrap());
        let proxies = proxies.unwrap();
        assert!(proxies.has_host("gate.example"));
        assert!(proxies.has_host("gate.example."));
        assert!(!proxies.has_host("other.example"));
    }
}
