//! Pace: how many requests are in flight, in all and to one host, and how far apart they start.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::sync::{OwnedSemaphorePermit, Semaphore, SemaphorePermit};
use tokio::time::Instant;

use super::FetchError;

/// How many hosts are remembered before those that nobody needs are looked for.
const FIRST_SWEEP: usize = 64;

const NEVER_CLOSED: &str = "these semaphores are never closed";

/// Longest time between two requests to one host: a longer one would hold up a whole pass.
pub const LONGEST_SPACING: Duration = Duration::from_secs(30);

/// Hands out the right to send a request.
#[derive(Debug)]
pub(crate) struct Pace {
    per_host: usize,
    delay: Duration,
    all: Semaphore,
    hosts: Mutex<Hosts>,
}

/// The hosts that are in use, or were so lately that the delay still binds.
#[derive(Debug)]
struct Hosts {
    known: HashMap<String, Arc<Host>>,
    sweep_at: usize,
}

#[derive(Debug)]
struct Host {
    slots: Arc<Semaphore>,
    /// When the next request may start; `None` where it always may.
    next_start: Mutex<Option<Instant>>,
}

/// The right to have one request in flight; it ends when this is dropped.
#[derive(Debug)]
pub(crate) struct Slot<'a> {
    _all: SemaphorePermit<'a>,
    _host: OwnedSemaphorePermit,
}

/// A request that is to be sent.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Wish<'w> {
    /// To whom.
    pub(crate) host: &'w str,
    /// Least time before the next request to the host, beside what holds for every host.
    pub(crate) spacing: Duration,
    /// It starts no sooner than this from now: another process may have asked the host just before.
    pub(crate) rest: Duration,
    /// How long it waits for the host at most; `None`: as long as it takes.
    pub(crate) patience: Option<Duration>,
}

impl<'w> Wish<'w> {
    /// With nothing to say.
    pub(crate) fn to(host: &'w str) -> Self {
        Self { host, spacing: Duration::ZERO, rest: Duration::ZERO, patience: None }
    }

    fn busy(&self, after: Option<Duration>) -> FetchError {
        FetchError::Busy { host: self.host.to_owned(), after }
    }
}

impl Pace {
    /// Limits of 0 would stop everything and count as 1.
    pub(crate) fn new(concurrency: usize, per_host: usize, delay: Duration) -> Self {
        let bounded = |limit: usize| limit.clamp(1, Semaphore::MAX_PERMITS);
        Self {
            per_host: bounded(per_host),
            delay,
            all: Semaphore::new(bounded(concurrency)),
            hosts: Mutex::new(Hosts { known: HashMap::new(), sweep_at: FIRST_SWEEP }),
        }
    }

    /// Waits until a request to this host may start; the one after it starts no sooner than the
    /// delay or the spacing later, whichever is longer. `may` is asked whether it is still wanted
    /// whenever it has waited.
    ///
    /// The host's slot is taken first and its delay is waited for without one of all slots, so
    /// that requests to a busy host hold up nobody else, and no two requests wait for each other.
    pub(crate) async fn enter(
        &self,
        wish: Wish<'_>,
        may: impl Fn() -> Result<(), FetchError>,
    ) -> Result<Slot<'_>, FetchError> {
        let until = wish.patience.and_then(|patience| Instant::now().checked_add(patience));
        let delay = self.delay.max(wish.spacing.min(LONGEST_SPACING));
        let host = self.host(wish.host, wish.rest);
        let of_host = host.slot(until).await.ok_or_else(|| wish.busy(None))?;
        loop {
            may()?;
            if let Some(next) = host.next_start() {
                let now = Instant::now();
                if until.is_some_and(|until| next > until.max(now)) {
                    return Err(wish.busy(Some(next - now)));
                }
                tokio::time::sleep_until(next).await;
            }
            let of_all = self.all.acquire().await.expect(NEVER_CLOSED);
            may()?;
            // Another request may have started while this one waited.
            if host.start(Instant::now(), delay) {
                return Ok(Slot { _all: of_all, _host: of_host });
            }
        }
    }

    fn host(&self, name: &str, rest: Duration) -> Arc<Host> {
        let mut hosts = self.hosts.lock().unwrap_or_else(PoisonError::into_inner);
        if hosts.known.len() >= hosts.sweep_at {
            let now = Instant::now();
            hosts.known.retain(|_, host| host.is_needed(now));
            hosts.sweep_at = FIRST_SWEEP.max(hosts.known.len().saturating_mul(2));
        }
        let host = hosts.known.entry(name.to_owned()).or_insert_with(|| {
            let slots = Arc::new(Semaphore::new(self.per_host));
            let next_start = Some(rest).filter(|rest| !rest.is_zero());
            let next_start = next_start.and_then(|rest| Instant::now().checked_add(rest));
            Arc::new(Host { slots, next_start: Mutex::new(next_start) })
        });
        Arc::clone(host)
    }
}

impl Host {
    /// One of its slots; `None`: none is free in time. One that is free is had also when the time is
    /// over.
    async fn slot(&self, until: Option<Instant>) -> Option<OwnedSemaphorePermit> {
        let slot = Arc::clone(&self.slots).acquire_owned();
        let slot = match until {
            Some(until) => tokio::time::timeout_at(until, slot).await.ok()?,
            None => slot.await,
        };
        Some(slot.expect(NEVER_CLOSED))
    }

    fn next_start(&self) -> Option<Instant> {
        *self.next_start.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Starts now, if the one before allows it. A time that no clock reaches is none.
    fn start(&self, now: Instant, delay: Duration) -> bool {
        let mut next = self.next_start.lock().unwrap_or_else(PoisonError::into_inner);
        let may = next.is_none_or(|next| next <= now);
        if may {
            *next = now.checked_add(delay);
        }
        may
    }

    /// Each waiting or running request holds the host (while it waits) or its slots (while it
    /// runs), so that counting both tells whether the host is in use.
    fn is_needed(self: &Arc<Self>, now: Instant) -> bool {
        let in_use = Arc::strong_count(self) > 1 || Arc::strong_count(&self.slots) > 1;
        in_use || self.next_start().is_some_and(|next| next > now)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECOND: Duration = Duration::from_secs(1);

    #[test]
    fn the_next_start_is_the_delay_after_the_last() {
        let host = Host { slots: Arc::new(Semaphore::new(1)), next_start: Mutex::new(None) };
        let t = Instant::now();
        assert!(host.start(t, SECOND));
        assert!(!host.start(t + SECOND / 4, SECOND));
        assert_eq!(host.next_start(), Some(t + SECOND));
        assert!(host.start(t + SECOND, Duration::MAX));
        assert!(host.start(t + SECOND, Duration::ZERO), "no clock reaches the end of time");
    }

    #[tokio::test]
    async fn hosts_that_nobody_needs_are_forgotten() {
        let pace = Pace::new(8, 2, Duration::ZERO);
        let held = pace.enter(Wish::to("held.example"), || Ok(())).await.unwrap();
        for number in 0..10 * FIRST_SWEEP {
            let name = format!("host-{number}.example");
            drop(pace.enter(Wish::to(&name), || Ok(())).await.unwrap());
        }
        let hosts = pace.hosts.lock().unwrap();
        assert!(hosts.known.len() <= FIRST_SWEEP, "{}", hosts.known.len());
        assert!(hosts.known.contains_key("held.example"));
        drop(held);
    }

    #[tokio::test]
    async fn who_has_no_patience_is_told_that_the_host_is_busy() {
        let pace = Pace::new(8, 1, Duration::ZERO);
        let wish = Wish { patience: Some(SECOND / 20), ..Wish::to("a.example") };
        let busy = async |wish| match pace.enter(wish, || Ok(())).await {
            Err(FetchError::Busy { after, .. }) => Some(after),
            _ => None,
        };
        let first = pace.enter(Wish { spacing: SECOND * 9, ..wish }, || Ok(())).await.unwrap();
        assert_eq!(busy(wish).await, Some(None), "its only slot is taken");
        drop(first);
        let after = busy(wish).await.flatten().expect("it is to be left in peace");
        assert!(after > SECOND * 5 && after < SECOND * 9, "{after:?}");
        let none = Wish { patience: Some(Duration::ZERO), ..Wish::to("b.example") };
        assert_eq!(busy(none).await, None, "nobody has to wait for it");
    }

    #[tokio::test]
    async fn who_is_not_wanted_any_more_waits_for_nothing() {
        let pace = Pace::new(8, 1, Duration::ZERO);
        let wish = Wish { spacing: SECOND * 30, ..Wish::to("a.example") };
        drop(pace.enter(wish, || Ok(())).await.unwrap());
        let began = Instant::now();
        let no = || Err(FetchError::Refused { host: "a.example".to_owned() });
        assert!(pace.enter(wish, no).await.is_err());
        assert!(began.elapsed() < SECOND * 10);
    }
}
