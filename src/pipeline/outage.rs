//! When it is this machine that reaches nothing: a dead network, a resolver that is down, a
//! laptop that has just been opened. No source is punished for that.
//!
//! A daemon asks a few sources at a time, so that one pass alone says little: what failed in the
//! passes before counts too, up to the last answer that any source gave.

use std::collections::HashSet;

use chrono::{DateTime, Utc};
use url::{Host, Url};

use crate::fetch::address::is_public;
use crate::model::change::Refresh;
use crate::model::source::{Failure, SourceState};
use crate::pipeline::ask::ROBOTS_DENIED;
use crate::pipeline::gather::Gathered;
use crate::schedule;

/// So many hosts that were well do not fail at once by themselves.
const HOSTS: usize = 2;

/// Which sources of a pass could be reached.
#[derive(Debug, Default)]
pub(super) struct Reach {
    /// Those that could not be: their states before, and why.
    unreached: Vec<(SourceState, Failure)>,
    /// Some host answered, whatever it said.
    is_answered: bool,
    /// One of those had to be resolved by name.
    is_resolved: bool,
}

/// Where a source is, as far as it matters here.
#[derive(Debug, PartialEq, Eq, Hash)]
enum Place {
    /// On this machine or next to it: says nothing of the rest of the world.
    Near,
    Address(String),
    Name(String),
}

impl Place {
    fn of(state: &SourceState) -> Self {
        let Ok(url) = Url::parse(&state.url) else { return Self::Near };
        match url.host() {
            Some(Host::Domain("localhost")) | None => Self::Near,
            Some(Host::Domain(name)) => Self::Name(name.trim_end_matches('.').to_owned()),
            Some(Host::Ipv4(ip)) if is_public(ip.into()) => Self::Address(ip.to_string()),
            Some(Host::Ipv6(ip)) if is_public(ip.into()) => Self::Address(ip.to_string()),
            Some(_) => Self::Near,
        }
    }
}

impl Reach {
    /// Takes in what became of a source.
    pub(super) fn note(&mut self, gathered: &mut Gathered) {
        if let Some(before) = gathered.unreached.take() {
            let failure = gathered.state.last_error.clone();
            self.unreached.extend(failure.map(|failure| (*before, failure)));
        } else if !gathered.is_left_alone && !is_unasked(gathered) {
            match Place::of(&gathered.state) {
                Place::Near => {}
                Place::Address(_) => self.is_answered = true,
                Place::Name(_) => (self.is_answered, self.is_resolved) = (true, true),
            }
        }
    }

    /// If nothing could be reached: the states that the sources have instead, as if they had not
    /// been asked, and soon to be. `all` are the states of all sources before the pass.
    pub(super) fn forgiven<'a>(
        &'a self,
        all: impl Iterator<Item = &'a SourceState> + Clone,
        now: DateTime<Utc>,
    ) -> Vec<Refresh> {
        let is_without_names = self.unreached.iter().all(|(_, failure)| failure.code == "dns");
        let is_online = if is_without_names { self.is_resolved } else { self.is_answered };
        if is_online || self.lost(all).len() < HOSTS {
            return Vec::new();
        }
        let forgiven = self.unreached.iter().map(|(before, failure)| {
            let mut state = before.clone();
            state.last_try = Some(now);
            state.next_due = Some(schedule::after_outage(before, now));
            state.last_error = Some(failure.clone());
            Refresh::of_state(state, now)
        });
        forgiven.collect()
    }

    /// The hosts that were well when they were asked before, and cannot be reached now. One that
    /// failed before proves nothing, or two dead hosts would be asked every few minutes for ever.
    fn lost<'a>(&'a self, all: impl Iterator<Item = &'a SourceState> + Clone) -> HashSet<Place> {
        let was_well = |state: &SourceState| {
            let is_untried = state.last_try.is_none();
            state.failures == 0 && (is_untried || state.last_success.is_some())
        };
        let now = self.unreached.iter().map(|(before, _)| before).filter(|state| was_well(state));
        let heard = all.clone().filter_map(|state| state.last_success).max();
        let earlier = all.filter(|state| {
            let is_first = state.failures <= 1 && state.last_success.is_some();
            let has_failed = state.last_error.as_ref().is_some_and(is_unreached);
            is_first && has_failed && state.last_try > heard
        });
        let places = now.chain(earlier).map(Place::of);
        places.filter(|place| *place != Place::Near).collect()
    }
}

/// Nobody was asked: what robots.txt said before was enough, or a hub delivered.
fn is_unasked(gathered: &Gathered) -> bool {
    gathered.delivery().is_some()
        || gathered.state.last_error.as_ref().is_some_and(|failure| failure.code == ROBOTS_DENIED)
}

/// Errors of a machine without a network look like this, whatever the source is.
pub(super) fn is_unreached(failure: &Failure) -> bool {
    matches!(failure.code.as_str(), "dns" | "connect" | "timeout")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::source::{Source, SourceId};
    use crate::pipeline::PlannedSource;
    use chrono::TimeDelta;

    fn at(minute: i64) -> DateTime<Utc> {
        DateTime::UNIX_EPOCH + TimeDelta::days(20_000) + TimeDelta::minutes(minute)
    }

    fn source(url: &str) -> Source {
        let url: Url = url.parse().unwrap();
        let id = url.as_str().bytes().filter(u8::is_ascii_alphanumeric).map(char::from);
        let id = SourceId::new(&id.collect::<String>()).unwrap();
        PlannedSource::unconfigured(id, url, crate::model::source::SourceKind::Feed).source
    }

    /// It answered at that minute, and was asked last then.
    fn well(url: &str, minute: i64) -> SourceState {
        let heard = Some(at(minute));
        SourceState { last_try: heard, last_success: heard, ..SourceState::new(&source(url)) }
    }

    fn failure(code: &str) -> Failure {
        Failure { code: code.to_owned(), message: String::new() }
    }

    /// It answered at the first minute, and could not be reached at the second.
    fn failed(url: &str, heard: i64, tried: i64) -> SourceState {
        let last_error = Some(failure("dns"));
        SourceState { failures: 1, last_try: Some(at(tried)), last_error, ..well(url, heard) }
    }

    /// How many are forgiven after a pass at minute 100: `unreached` could not be reached,
    /// `answered` did answer, `all` is everything that was known before.
    #[track_caller]
    fn check(
        code: &str,
        unreached: &[SourceState],
        answered: &[&str],
        all: &[SourceState],
        expected: usize,
    ) {
        let mut reach = Reach::default();
        for before in unreached {
            let state = SourceState { last_error: Some(failure(code)), ..before.clone() };
            let mut gathered = Gathered::unread(state);
            gathered.unreached = Some(Box::new(before.clone()));
            reach.note(&mut gathered);
        }
        for url in answered {
            reach.note(&mut Gathered::unread(well(url, 100)));
        }
        let known: Vec<_> = all.iter().chain(unreached).cloned().collect();
        let forgiven = reach.forgiven(known.iter(), at(100));
        assert_eq!(forgiven.len(), expected);
        for refresh in forgiven {
            assert_eq!(refresh.state.failures, 0);
            assert!(refresh.state.next_due <= Some(at(106)));
        }
    }

    const A: &str = "https://a.example/";
    const B: &str = "https://b.example/";

    #[test]
    fn when_nothing_can_be_reached_no_source_is_blamed() {
        check("dns", &[well(A, 0), well(B, 0)], &[], &[], 2);
        check("timeout", &[well(A, 0), well(B, 0)], &[], &[], 2);
        let untried = |url| SourceState::new(&source(url));
        check("dns", &[untried(A), untried(B)], &[], &[], 2);
    }

    #[test]
    fn one_answer_shows_that_the_others_are_to_blame() {
        check("dns", &[well(A, 0), well(B, 0)], &["https://c.example/"], &[], 0);
        check("connect", &[well(A, 0), well(B, 0)], &["https://1.1.1.1/"], &[], 0);
    }

    #[test]
    fn what_needs_no_name_says_nothing_of_a_resolver_that_is_down() {
        check("dns", &[well(A, 0), well(B, 0)], &["https://1.1.1.1/"], &[], 2);
    }

    #[test]
    fn what_is_near_says_nothing_of_the_world() {
        let near = ["http://127.0.0.1/", "http://localhost/", "http://10.0.0.1/", "file:///a"];
        check("connect", &[well(A, 0), well(B, 0)], &near, &[], 2);
        check("connect", &[well("http://10.0.0.1/", 0), well("http://10.0.0.2/", 0)], &[], &[], 0);
    }

    #[test]
    fn what_robots_txt_forbids_is_no_answer() {
        let mut reach = Reach::default();
        for before in [well(A, 0), well(B, 0)] {
            let state = SourceState { last_error: Some(failure("dns")), ..before.clone() };
            let mut gathered = Gathered::unread(state);
            gathered.unreached = Some(Box::new(before));
            reach.note(&mut gathered);
        }
        let denied = well("https://c.example/", 0);
        let denied = SourceState { last_error: Some(failure(ROBOTS_DENIED)), ..denied };
        reach.note(&mut Gathered::unread(denied));
        assert_eq!(reach.forgiven(std::iter::empty(), at(100)).len(), 2);
    }

    #[test]
    fn one_host_alone_is_to_blame_whatever_it_holds() {
        check("dns", &[well(A, 0)], &[], &[], 0);
        check("dns", &[well(A, 0), well("https://a.example/2", 0)], &[], &[], 0);
    }

    #[test]
    fn a_daemon_that_asks_one_at_a_time_remembers_the_one_before() {
        check("dns", &[well(A, 0)], &[], &[failed(B, 0, 90)], 1);
        // Somebody answered since.
        check("dns", &[well(A, 0)], &[], &[failed(B, 0, 90), well("https://c.example/", 95)], 0);
    }

    #[test]
    fn two_hosts_that_are_dead_for_long_are_not_asked_again_and_again() {
        let dead = |url| SourceState { failures: 3, ..failed(url, 0, 50) };
        check("dns", &[dead(A), dead(B)], &[], &[], 0);
        // Nor those that never were well.
        let never = |url| SourceState { last_success: None, failures: 0, ..failed(url, 0, 50) };
        check("dns", &[never(A), never(B)], &[], &[], 0);
    }
}
