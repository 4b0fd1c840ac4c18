//! Hosts that do not answer.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use url::Url;

use super::{FetchError, RequestPlan};

/// So many requests in a row that nobody answered, and the others need not wait for the same.
const IN_A_ROW: u8 = 2;

/// Servers that did not answer, one list for all who ask. What goes through a proxy is counted by
/// itself, as it may be the proxy that does not answer.
#[derive(Debug, Clone, Default)]
pub struct Silent(Arc<Mutex<HashMap<String, Silence>>>);

/// How long it has been silent.
#[derive(Debug, Clone, Copy)]
struct Silence {
    requests: u8,
    /// How it came to nothing the last time.
    code: &'static str,
    /// The longest time that it was given.
    given: Duration,
}

impl Silent {
    /// Why there is no use in asking the server of an address, when it gets so much time.
    pub(crate) fn why(
        &self,
        plan: &RequestPlan,
        url: &Url,
        time: Duration,
    ) -> Option<&'static str> {
        let servers = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let silence = servers.get(&name(plan, url))?;
        let is_silent = silence.requests >= IN_A_ROW && time <= silence.given;
        is_silent.then_some(silence.code)
    }

    /// Notes how a request ended that was given so much time.
    pub(crate) fn note(
        &self,
        plan: &RequestPlan,
        url: &Url,
        time: Duration,
        error: Option<&FetchError>,
    ) {
        let mut servers = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let name = name(plan, url);
        let Some(code) = error.and_then(FetchError::silence) else {
            servers.remove(&name);
            return;
        };
        let before = servers.get(&name).copied();
        let requests = before.map_or(0, |before| before.requests).saturating_add(1);
        let given = before.map_or(time, |before| before.given.max(time));
        servers.insert(name, Silence { requests, code, given });
    }
}

fn name(plan: &RequestPlan, url: &Url) -> String {
    let host = url.host_str().unwrap_or_default().trim_end_matches('.');
    let port = url.port_or_known_default().unwrap_or_default();
    let proxy = plan.transport.connecting.proxy.as_ref().map(Url::as_str).unwrap_or_default();
    format!("{host}:{port} {proxy}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_requests_that_nobody_answers_are_enough_and_one_answer_too() {
        let url = |text: &str| Url::parse(text).unwrap();
        let (one, other) = (url("https://a.example/1"), url("https://a.example:8443/1"));
        let plan = RequestPlan::to(one.clone());
        let silent = Silent::default();
        let long = Duration::from_secs(30);
        let refused = FetchError::Refused { host: "a.example".to_owned() };
        let late = FetchError::NoHead { host: "a.example".to_owned(), after: long };
        let slow = FetchError::Timeout { host: "a.example".to_owned(), after: long };
        let why = |url, time| silent.why(&plan, url, time);
        silent.note(&plan, &one, long, Some(&refused));
        assert_eq!(why(&one, long), None);
        silent.note(&plan, &one, long, Some(&late));
        assert_eq!(why(&one, long), Some("timeout"));
        assert_eq!(why(&one, long * 2), None, "who has more patience may hear more");
        assert_eq!(why(&other, long), None, "that is another server");
        silent.note(&plan, &one, long, None);
        assert_eq!(why(&one, long), None);
        let gone = FetchError::UnaskedNotModified { host: "a.example".to_owned() };
        for answer in [&gone, &slow] {
            for error in [&late, answer, &late] {
                silent.note(&plan, &one, long, Some(error));
            }
            assert_eq!(why(&one, long), None, "what says no, or is slow, has answered");
            silent.note(&plan, &one, long, None);
        }
    }
}
