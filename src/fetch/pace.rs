//! Pace: how many requests are in flight, in all and to one host, and how far apart they start.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::sync::{OwnedSemaphorePermit, Semaphore, SemaphorePermit};
use tokio::time::Instant;

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
    /// delay or the spacing later, whichever is longer. The first starts no sooner than `rest`
    /// from now: another process may have asked the host just before.
    ///
    /// The host's slot is taken first and its delay is waited for without one of all slots, so
    /// that requests to a busy host hold up nobody else, and no two requests wait for each other.
    pub(crate) async fn enter(&self, host: &str, spacing: Duration, rest: Duration) -> Slot<'_> {
        let delay = self.delay.max(spacing.min(LONGEST_SPACING));
        let host = self.host(host, rest);
        let of_host = Arc::clone(&host.slots).acquire_owned().await.expect(NEVER_CLOSED);
        loop {
            if let Some(next) = host.next_start() {
                tokio::time::sleep_until(next).await;
            }
            let of_all = self.all.acquire().await.expect(NEVER_CLOSED);
            // Another request may have started while this one waited.
            if host.start(Instant::now(), delay) {
                return Slot { _all: of_all, _host: of_host };
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
        let held = pace.enter("held.example", Duration::ZERO, Duration::ZERO).await;
        for number in 0..10 * FIRST_SWEEP {
            let name = format!("host-{number}.example");
            drop(pace.enter(&name, Duration::ZERO, Duration::ZERO).await);
        }
        let hosts = pace.hosts.lock().unwrap();
        assert!(hosts.known.len() <= FIRST_SWEEP, "{}", hosts.known.len());
        assert!(hosts.known.contains_key("held.example"));
        drop(held);
    }
}
