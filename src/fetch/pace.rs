//! Pace: how many requests are in flight, in all and to one host, and how far apart they start.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::sync::{OwnedSemaphorePermit, Semaphore, SemaphorePermit};
use tokio::time::Instant;

/// How many hosts are remembered before those that nobody needs are looked for.
const FIRST_SWEEP: usize = 64;

const NEVER_CLOSED: &str = "these semaphores are never closed";

/// When the next request to a host may start: the delay after the last start, but not in the past.
fn next_slot(last: Option<Instant>, now: Instant, delay: Duration) -> Instant {
    last.and_then(|last| last.checked_add(delay)).map_or(now, |next| next.max(now))
}

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
    last_start: Mutex<Option<Instant>>,
}

/// The right to have one request in flight; it ends when this is dropped.
#[derive(Debug)]
pub(crate) struct Slot<'a> {
    _all: SemaphorePermit<'a>,
    _host: OwnedSemaphorePermit,
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

    /// Waits until a request to this host may start.
    ///
    /// The host's slot is taken first and its delay is waited for without one of all slots, so
    /// that requests to a busy host hold up nobody else, and no two requests wait for each other.
    pub(crate) async fn enter(&self, host: &str) -> Slot<'_> {
        let host = self.host(host);
        let of_host = Arc::clone(&host.slots).acquire_owned().await.expect(NEVER_CLOSED);
        loop {
            let next = next_slot(host.last_start(), Instant::now(), self.delay);
            if next > Instant::now() {
                tokio::time::sleep_until(next).await;
            }
            let of_all = self.all.acquire().await.expect(NEVER_CLOSED);
            // Another request may have started while this one waited.
            if host.start(self.delay) {
                return Slot { _all: of_all, _host: of_host };
            }
        }
    }

    fn host(&self, name: &str) -> Arc<Host> {
        let mut hosts = self.hosts.lock().unwrap_or_else(PoisonError::into_inner);
        if hosts.known.len() >= hosts.sweep_at {
            let now = Instant::now();
            hosts.known.retain(|_, host| host.is_needed(now, self.delay));
            hosts.sweep_at = FIRST_SWEEP.max(hosts.known.len().saturating_mul(2));
        }
        let host = hosts.known.entry(name.to_owned()).or_insert_with(|| {
            let slots = Arc::new(Semaphore::new(self.per_host));
            Arc::new(Host { slots, last_start: Mutex::new(None) })
        });
        Arc::clone(host)
    }
}

impl Host {
    fn last_start(&self) -> Option<Instant> {
        *self.last_start.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Starts now, if the delay allows it.
    fn start(&self, delay: Duration) -> bool {
        let mut last = self.last_start.lock().unwrap_or_else(PoisonError::into_inner);
        let now = Instant::now();
        let may = next_slot(*last, now, delay) == now;
        if may {
            *last = Some(now);
        }
        may
    }

    /// Each waiting or running request holds the host (while it waits) or its slots (while it
    /// runs), so that counting both tells whether the host is in use.
    fn is_needed(self: &Arc<Self>, now: Instant, delay: Duration) -> bool {
        let in_use = Arc::strong_count(self) > 1 || Arc::strong_count(&self.slots) > 1;
        in_use || next_slot(self.last_start(), now, delay) > now
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECOND: Duration = Duration::from_secs(1);

    #[test]
    fn the_next_start_is_the_delay_after_the_last_and_never_past() {
        #[track_caller]
        fn check(last: Option<Instant>, now: Instant, delay: Duration, expected: Instant) {
            assert_eq!(next_slot(last, now, delay), expected);
        }
        let t = Instant::now();
        check(None, t, SECOND, t);
        check(Some(t), t, Duration::ZERO, t);
        check(Some(t), t, SECOND, t + SECOND);
        check(Some(t), t + SECOND / 4, SECOND, t + SECOND);
        check(Some(t), t + SECOND * 3, SECOND, t + SECOND * 3);
        check(Some(t), t, Duration::MAX, t);
    }

    #[tokio::test]
    async fn hosts_that_nobody_needs_are_forgotten() {
        let pace = Pace::new(8, 2, Duration::ZERO);
        let held = pace.enter("held.example").await;
        for number in 0..10 * FIRST_SWEEP {
            drop(pace.enter(&format!("host-{number}.example")).await);
        }
        let hosts = pace.hosts.lock().unwrap();
        assert!(hosts.known.len() <= FIRST_SWEEP, "{}", hosts.known.len());
        assert!(hosts.known.contains_key("held.example"));
        drop(held);
    }
}
