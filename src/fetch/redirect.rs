//! Redirects: where the next request goes, if anywhere.

use std::borrow::Cow;

use percent_encoding::percent_decode_str;
use url::Url;

use super::FetchError;

/// More than any honest chain has.
const MAX_HOPS: usize = 10;

/// Longer addresses are no addresses but an attack, or a loop that grows.
const MAX_BYTES: usize = 8 * 1024;

/// The way from the address of the plan to that of the document.
#[derive(Debug)]
pub(crate) struct Journey {
    asked: Vec<Url>,
    current: Url,
    at_home: bool,
    start: Url,
    may_downgrade: bool,
    moved: Moved,
}

/// How far permanent redirects led without a break.
#[derive(Debug)]
enum Moved {
    No,
    To(Url),
    /// A temporary one came after; what is behind it is said of another address.
    Ended(Option<Url>),
}

impl Journey {
    /// Sets out. Credentials and fragment of the address go into no request line and no message.
    pub(crate) fn new(start: &Url, may_downgrade: bool) -> Result<Self, FetchError> {
        let current = bare(start.clone());
        check_scheme(&current)?;
        Ok(Self {
            asked: Vec::new(),
            current,
            at_home: true,
            start: start.clone(),
            may_downgrade,
            moved: Moved::No,
        })
    }

    /// The address to ask now.
    pub(crate) fn url(&self) -> &Url {
        &self.current
    }

    /// Its host, for limits and messages.
    pub(crate) fn host(&self) -> &str {
        self.current.host_str().unwrap_or_default().trim_end_matches('.')
    }

    /// False once a redirect has left the origin of the plan, and from then on: who gets to
    /// choose the address by a detour is not to choose what is sent to it.
    pub(crate) fn is_at_home(&self) -> bool {
        self.at_home
    }

    /// User and password of the first address, for its origin.
    pub(crate) fn credentials(&self) -> Option<(Cow<'_, str>, Option<Cow<'_, str>>)> {
        let (user, password) = (self.start.username(), self.start.password());
        let decoded = |text| percent_decode_str(text).decode_utf8_lossy();
        let given = !user.is_empty() || password.is_some();
        (given && self.at_home).then(|| (decoded(user), password.map(decoded)))
    }

    /// Where permanent redirects, and only such, led to from the start.
    pub(crate) fn moved_to(&self) -> Option<&Url> {
        match &self.moved {
            Moved::No => None,
            Moved::To(url) => Some(url),
            Moved::Ended(url) => url.as_ref(),
        }
    }

    /// Follows a redirect, relative to where it came from.
    pub(crate) fn follow(&mut self, location: &[u8], is_permanent: bool) -> Result<(), FetchError> {
        let next = self.resolve(location)?;
        if !self.may_downgrade && self.current.scheme() == "https" && next.scheme() == "http" {
            return Err(FetchError::Downgrade { to: next.into() });
        }
        self.moved = match std::mem::replace(&mut self.moved, Moved::No) {
            Moved::No | Moved::To(_) if is_permanent => Moved::To(next.clone()),
            Moved::No => Moved::Ended(None),
            Moved::To(url) => Moved::Ended(Some(url)),
            ended @ Moved::Ended(_) => ended,
        };
        self.at_home &= next.origin() == self.current.origin();
        self.asked.push(std::mem::replace(&mut self.current, next));
        if self.asked.contains(&self.current) {
            return Err(FetchError::RedirectLoop { to: self.current.to_string() });
        }
        if self.asked.len() > MAX_HOPS {
            return Err(FetchError::TooManyRedirects {
                limit: MAX_HOPS,
                to: self.current.to_string(),
            });
        }
        Ok(())
    }

    fn resolve(&self, location: &[u8]) -> Result<Url, FetchError> {
        let location = String::from_utf8_lossy(location);
        let next = Some(location.trim()).filter(|location| !location.is_empty());
        let next = next.and_then(|location| self.current.join(location).ok());
        let next = next.filter(|next| next.as_str().len() <= MAX_BYTES);
        let next = bare(next.ok_or_else(|| FetchError::BadRedirect {
            host: self.host().to_owned(),
            location: location.chars().take(200).collect(),
        })?);
        check_scheme(&next)?;
        Ok(next)
    }
}

fn check_scheme(url: &Url) -> Result<(), FetchError> {
    if matches!(url.scheme(), "http" | "https") && url.has_host() {
        Ok(())
    } else {
        Err(FetchError::Scheme { url: url.to_string() })
    }
}

/// Without fragment and credentials.
fn bare(mut url: Url) -> Url {
    url.set_fragment(None);
    // These fail only for addresses without host, which have no credentials either.
    let _ = url.set_password(None);
    let _ = url.set_username("");
    url
}

#[cfg(test)]
mod tests {
    use super::*;

    fn journey(start: &str) -> Journey {
        Journey::new(&Url::parse(start).unwrap(), false).unwrap()
    }

    #[test]
    fn a_redirect_leads_to_the_address_that_it_names() {
        #[track_caller]
        fn check(start: &str, location: &str, url: &str, at_home: bool) {
            let mut journey = journey(start);
            journey.follow(location.as_bytes(), false).unwrap();
            assert_eq!((journey.url().as_str(), journey.is_at_home()), (url, at_home));
        }
        check("http://a.example/x/y", "z?q#f", "http://a.example/x/z?q", true);
        check("http://a.example/x", "/ü", "http://a.example/%C3%BC", true);
        check("http://a.example/", "http://a.example:80/b", "http://a.example/b", true);
        check("http://a.example/", "//b.example/", "http://b.example/", false);
        check("http://a.example/", "https://a.example/", "https://a.example/", false);
        check("http://a.example/", "http://a.example:81/", "http://a.example:81/", false);
        check("http://u:p@a.example/", "b", "http://a.example/b", true);
        check("http://a.example/", "http://u:p@b.example/", "http://b.example/", false);
    }

    #[test]
    fn a_redirect_that_must_not_be_followed_is_an_error() {
        #[track_caller]
        fn check(start: &str, location: &[u8], code: &str) {
            let error = journey(start).follow(location, false).unwrap_err();
            assert_eq!(error.code(), code);
        }
        check("https://a.example/", b"http://a.example/", "downgrade");
        check("http://a.example/", b"ftp://a.example/", "scheme");
        check("http://a.example/", b"file:///etc/passwd", "scheme");
        check("http://a.example/", b"data:text/html,x", "scheme");
        check("http://a.example/", b"", "redirects");
        check("http://a.example/", b"http://", "redirects");
        check("http://a.example/", b"http://[::1/", "redirects");
        check("http://a.example/", b"#f", "redirects");
        check("http://a.example/", &[b'a'; MAX_BYTES], "redirects");
        check("http://a.example/x", b"/x", "redirects");
    }

    #[test]
    fn a_way_that_came_back_home_stays_foreign() {
        let mut journey = journey("http://a.example/");
        journey.follow(b"http://b.example/", false).unwrap();
        journey.follow(b"http://a.example/2", false).unwrap();
        assert!(!journey.is_at_home());
    }

    #[test]
    fn only_permanent_redirects_from_the_start_say_that_it_moved() {
        #[track_caller]
        fn check(hops: &[(&str, bool)], moved_to: Option<&str>) {
            let mut journey = journey("http://a.example/");
            for (location, is_permanent) in hops {
                journey.follow(location.as_bytes(), *is_permanent).unwrap();
            }
            assert_eq!(journey.moved_to().map(Url::as_str), moved_to, "{hops:?}");
        }
        check(&[], None);
        check(&[("/b", true)], Some("http://a.example/b"));
        check(&[("/b", true), ("/c", true)], Some("http://a.example/c"));
        check(&[("/b", true), ("/c", false), ("/d", true)], Some("http://a.example/b"));
        check(&[("/b", false), ("/c", true)], None);
    }

    #[test]
    fn a_downgrade_is_followed_where_it_is_allowed() {
        let start = Url::parse("https://a.example/").unwrap();
        let mut journey = Journey::new(&start, true).unwrap();
        journey.follow(b"http://a.example/", false).unwrap();
        assert!(!journey.is_at_home(), "what is secret stays behind");
    }

    #[test]
    fn ten_redirects_are_followed_and_no_more() {
        let mut journey = journey("http://a.example/");
        for hop in 1..=MAX_HOPS {
            journey.follow(format!("/{hop}").as_bytes(), false).unwrap();
        }
        let error = journey.follow(b"/one-more", false).unwrap_err();
        assert_eq!(
            error.to_string(),
            "more than 10 redirects, the last to http://a.example/one-more"
        );
    }

    #[test]
    fn only_web_addresses_are_set_out_for() {
        for url in ["ftp://a.example/", "file:///etc/passwd", "mailto:a@b.example"] {
            let error = Journey::new(&Url::parse(url).unwrap(), true).unwrap_err();
            assert_eq!(error.code(), "scheme", "{url}");
        }
    }
}
