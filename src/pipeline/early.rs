//! What is settled is published before the pass is through, where what it still waits for takes its
//! time: a slow host keeps nobody else's news from readers.
//!
//! It changes nothing of what is published in the end. Nothing enters an archive, nothing is tied
//! and nobody is told before that: all of it follows from what the whole pass brought.

use std::collections::BTreeSet;
use std::future::pending;
use std::time::Duration;

use tokio::time::Instant;

use crate::model::report::PublishedFile;
use crate::pipeline::halt::Halt;
use crate::pipeline::pass::Pass;
use crate::pipeline::publish::Published;
use crate::pipeline::{ping, publish};
use crate::store::StoreError;

/// News is published when nothing has been settled for so long …
const LULL: Duration = Duration::from_secs(5);

/// … or, where something always is, when it has waited for so long.
const LONGEST: Duration = Duration::from_secs(30);

/// After that nothing is published early for so many times as long as it took: a pass over large
/// archives is to be through some day.
const REST: u32 = 4;

/// What was settled and not published yet, and what was published early.
#[derive(Debug, Default)]
pub(super) struct Early {
    /// When the first news was settled, and when the last.
    news: Option<(Instant, Instant)>,
    /// Nothing is published early before.
    rest: Option<Instant>,
    /// Files that were changed.
    files: BTreeSet<String>,
}

impl Early {
    /// Notes that news was settled.
    pub(super) fn note(&mut self, now: Instant) {
        let first = self.news.map_or(now, |(first, _)| first);
        self.news = Some((first, now));
    }

    /// Ready when there is news that waits for too long.
    pub(super) async fn is_due(&self) {
        match self.due() {
            Some(due) => tokio::time::sleep_until(due).await,
            None => pending().await,
        }
    }

    fn due(&self) -> Option<Instant> {
        let due = self.news.map(|(first, last)| (last + LULL).min(first + LONGEST));
        due.map(|due| self.rest.map_or(due, |rest| rest.max(due)))
    }

    /// Publishes what there is, until the pass is to end. What cannot be is told when that is
    /// through.
    pub(super) async fn publish(&mut self, pass: Pass<'_>, until: &Halt) -> Result<(), StoreError> {
        let (began, mut published) = (Instant::now(), Published::default());
        self.news = None;
        let (plan, store, sink) = (pass.plan, pass.store, pass.sink);
        let ended = publish::publish_feeds(plan, store, sink, Some(until), &mut published).await;
        ping::owe(pass, &published.files).await?;
        let changed = published.files.into_iter().filter(|file| file.changed);
        self.files.extend(changed.map(|file| file.path));
        if let Err(error) = ended {
            tracing::debug!("not all could be published early: {error}");
        }
        let now = Instant::now();
        self.rest = Some(now + (now - began) * REST);
        Ok(())
    }

    /// What was changed early was changed by the pass.
    pub(super) fn mark(&self, published: &mut [PublishedFile]) {
        for file in published.iter_mut().filter(|file| file.error.is_none()) {
            file.changed |= self.files.contains(&file.path);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn news_waits_for_a_lull_but_not_for_ever() {
        let start = Instant::now();
        let at = |seconds| start + Duration::from_secs(seconds);
        let mut early = Early::default();
        assert_eq!(early.due(), None);
        early.note(at(0));
        assert_eq!(early.due(), Some(at(5)));
        early.note(at(3));
        assert_eq!(early.due(), Some(at(8)));
        early.note(at(28));
        assert_eq!(early.due(), Some(at(30)));
        early.rest = Some(at(29));
        assert_eq!(early.due(), Some(at(30)));
        early.rest = Some(at(31));
        assert_eq!(early.due(), Some(at(31)));
    }
}
