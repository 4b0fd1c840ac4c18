//! What is known of hosts in one pass: who asked to be left alone, and what robots.txt says.
//!
//! It is remembered in the states of the sources that it was learnt with, and put together here
//! from all of them.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use chrono::{DateTime, TimeDelta, Utc};
use tokio::sync::OnceCell;
use url::Url;

use crate::fetch::robots::{self, Rules};
use crate::fetch::{Fetch, FetchError, FetchOutcome, LeftAlone, RequestPlan, Silent};
use crate::model::habits::{Habits, Robots, Spaced};
use crate::model::source::{Failure, SourceState};
use crate::schedule::MAX_HOLD;

/// How long robots.txt counts once it was read (RFC 9309 §2.4).
const ROBOTS_KEPT: TimeDelta = TimeDelta::days(1);

/// How long an older reading stands in for a file that cannot be reached (§2.3.1.4).
const ROBOTS_STAND_IN: TimeDelta = TimeDelta::days(30);

/// Servers of one source whose robots.txt is remembered.
const MAX_SERVERS: usize = 4;

/// No host is to be left in peace for longer; a longer time was left by a clock that was ahead.
const LONGEST_REST: TimeDelta = TimeDelta::hours(1);

/// What was read of one robots.txt, or why it could not be.
type Reading = Result<(Rules, Option<Robots>), Failure>;

/// What is known of hosts.
#[derive(Default)]
pub(super) struct Hosts {
    held: LeftAlone,
    /// Those that do not answer.
    silent: Silent,
    /// From when on a host may be asked again after what another process asked it.
    rest: HashMap<String, DateTime<Utc>>,
    known: HashMap<String, Robots>,
    read: Mutex<HashMap<String, Arc<OnceCell<Reading>>>>,
}

impl Hosts {
    /// What the states of all sources remember.
    pub(super) fn remembered<'a>(
        states: impl Iterator<Item = &'a SourceState>,
        now: DateTime<Utc>,
    ) -> Self {
        let mut hosts = Self::default();
        for state in states {
            let own = || Url::parse(&state.url).ok().map(|url| name(&url));
            if let Some(until) = state.held_until
                && let Some(host) = state.habits.held_host.clone().or_else(own)
            {
                hosts.hold(&host, until, now);
            }
            if let Some(Spaced { host, until }) = &state.habits.spaced {
                let rest = hosts.rest.entry(host.clone()).or_insert(*until);
                *rest = *until.max(rest);
            }
            for robots in &state.habits.robots {
                let known = hosts.known.entry(robots.origin.clone());
                let known = known.or_insert_with(|| robots.clone());
                if known.until < robots.until {
                    known.clone_from(robots);
                }
            }
        }
        hosts
    }

    /// Until when the host of an address asked to be left alone.
    pub(super) fn held(&self, url: &Url) -> Option<DateTime<Utc>> {
        self.held.until(&name(url))
    }

    /// Notes that a host asked to be left alone. A time that no server means, left by a clock that
    /// was ahead, is none.
    pub(super) fn hold(&self, host: &str, until: DateTime<Utc>, now: DateTime<Utc>) {
        if now < until && until <= now + MAX_HOLD {
            self.held.hold(host, until);
        }
    }

    /// A request as it goes out: told who is to be left alone, and for how long the host of its
    /// address is to be left in peace.
    pub(super) fn instruct(&self, plan: RequestPlan, now: DateTime<Utc>) -> RequestPlan {
        let rest = self.rest.get(&name(&plan.url)).map(|until| *until - now);
        let rest = rest.filter(|rest| *rest <= LONGEST_REST).and_then(|rest| rest.to_std().ok());
        let (left_alone, silent) = (self.held.clone(), self.silent.clone());
        RequestPlan { rest: rest.unwrap_or_default(), left_alone, silent, ..plan }
    }

    /// What robots.txt says of the server of an address. It is read once a pass and once a day.
    pub(super) async fn rules(
        &self,
        fetch: &dyn Fetch,
        plan: &RequestPlan,
        now: DateTime<Utc>,
    ) -> Reading {
        let Some((origin, file)) = robots::location(&plan.url) else {
            return Ok((Rules::none(), None));
        };
        if let Some((known, rules)) = self.known(&origin).filter(|(known, _)| known.until > now) {
            return Ok((rules, Some(known.clone())));
        }
        let cell = {
            let mut read = self.read.lock().unwrap_or_else(PoisonError::into_inner);
            Arc::clone(read.entry(origin.clone()).or_default())
        };
        cell.get_or_init(|| self.read(fetch, plan, origin, file, now)).await.clone()
    }

    fn known(&self, origin: &str) -> Option<(&Robots, Rules)> {
        let known = self.known.get(origin)?;
        Some((known, Rules::from_text(&known.rules)?))
    }

    async fn read(
        &self,
        fetch: &dyn Fetch,
        plan: &RequestPlan,
        origin: String,
        file: Url,
        now: DateTime<Utc>,
    ) -> Reading {
        let request = RequestPlan {
            transport: Arc::clone(&plan.transport),
            max_body: Some(robots::MAX_BYTES),
            ..RequestPlan::to(file)
        };
        let answer = fetch.fetch(&self.instruct(request, now)).await;
        if let Err(error) = &answer {
            self.heed(error, now);
        }
        let rules = match read(answer) {
            Ok(rules) => rules,
            Err(error) => return self.stand_in(&origin, &error, now),
        };
        let until = now + ROBOTS_KEPT;
        let note = rules.to_text().map(|rules| Robots { origin, until, rules });
        Ok((rules, note))
    }

    /// A file that was read before counts on for a while; else nothing may be read.
    fn stand_in(&self, origin: &str, error: &FetchError, now: DateTime<Utc>) -> Reading {
        let known = self.known(origin).filter(|(known, _)| now < known.until + ROBOTS_STAND_IN);
        if let Some((known, rules)) = known {
            return Ok((rules, Some(known.clone())));
        }
        let is_answer = matches!(error, FetchError::Status { .. });
        let code = if is_answer { "robots-unreachable".to_owned() } else { error.code() };
        let message =
            format!("{origin}/robots.txt cannot be read, so that no page may be: {error}");
        Err(Failure { code, message })
    }

    /// A server that is overloaded or has had enough of us speaks for its whole host.
    pub(super) fn heed(&self, error: &FetchError, now: DateTime<Utc>) -> Option<DateTime<Utc>> {
        let (host, 429 | 503, Some(after)) = error.answer()? else { return None };
        let until = after.moment(now);
        self.hold(host, until, now);
        Some(until)
    }
}

/// The hosts that asked to be left alone, as the states of all sources remember them.
#[must_use]
pub fn left_alone(states: &[SourceState], now: DateTime<Utc>) -> LeftAlone {
    Hosts::remembered(states.iter(), now).held
}

/// What the answer says: a file, none, or nothing that could be relied on (RFC 9309 §2.3.1).
fn read(answer: Result<FetchOutcome, FetchError>) -> Result<Rules, FetchError> {
    match answer {
        Ok(FetchOutcome::Fetched(fetched)) => Ok(Rules::parse(&fetched.document.body)),
        Ok(FetchOutcome::NotModified { .. })
        | Err(FetchError::Status { status: 400..=428 | 430..=499, .. }) => Ok(Rules::none()),
        Err(error) if error.code() == "redirects" => Ok(Rules::none()),
        Err(error) => Err(error),
    }
}

/// Remembers what a robots.txt said, with the source that asked.
pub(super) fn remember(habits: &mut Habits, note: Robots, now: DateTime<Utc>) {
    habits
        .robots
        .retain(|known| known.origin != note.origin && now < known.until + ROBOTS_STAND_IN);
    habits.robots.insert(0, note);
    habits.robots.truncate(MAX_SERVERS);
}

/// A host, as the errors of the fetch stage name it.
pub(super) fn name(url: &Url) -> String {
    url.host_str().unwrap_or_default().trim_end_matches('.').to_owned()
}
