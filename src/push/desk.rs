//! Where hubs are answered: what they ask is judged and written down, what they deliver is kept for
//! the next pass.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};

use bytes::Bytes;
use chrono::{DateTime, Utc};

use super::callback::{self, Delivered, Reply, Worth};
use super::rate::Rate;
use crate::model::push::{Delivery, Push, Stage};
use crate::store::{Store, StoreError};

/// What is held while the process runs. Two that write one subscription take turns.
#[derive(Debug, Default)]
pub struct Desk {
    turn: tokio::sync::Mutex<()>,
    rate: Mutex<Rate>,
    read: AtomicU64,
    noticed: AtomicU64,
    ignored: AtomicU64,
}

impl Desk {
    /// How many deliveries came since the start, by what became of them.
    #[must_use]
    pub fn counts(&self) -> [(&'static str, u64); 3] {
        let of = |count: &AtomicU64| count.load(Ordering::Relaxed);
        [("read", of(&self.read)), ("noticed", of(&self.noticed)), ("ignored", of(&self.ignored))]
    }

    /// Changes a subscription as it is now, if it is there and something becomes of it.
    pub(super) async fn change(
        &self,
        store: &dyn Store,
        token: &str,
        change: impl FnOnce(Push) -> Option<Push>,
    ) -> Result<(), StoreError> {
        let _turn = self.turn.lock().await;
        match store.push(token).await?.and_then(change) {
            Some(one) => store.put_push(one).await,
            None => Ok(()),
        }
    }

    /// Answers what a hub asks at a callback.
    pub async fn asked(
        &self,
        store: &dyn Store,
        token: &str,
        query: &str,
        now: DateTime<Utc>,
    ) -> Result<Reply, StoreError> {
        if !callback::is_token(token) || store.push(token).await?.is_none() {
            return Ok(Reply::unknown());
        }
        if !self.allows(token, now) {
            return Ok(Reply::too_often());
        }
        let mut reply = Reply::unknown();
        let judged = |one: Push| {
            let (answer, becomes) = callback::asked(&one, query, now);
            reply = answer;
            if let Some(becomes) = &becomes {
                tell(becomes);
            }
            becomes
        };
        self.change(store, token, judged).await?;
        Ok(reply)
    }

    /// Whether a delivery to a callback is looked at. It is asked before the delivery is taken in.
    pub async fn admits(
        &self,
        store: &dyn Store,
        token: &str,
        now: DateTime<Utc>,
    ) -> Result<Result<(), Reply>, StoreError> {
        let one = if callback::is_token(token) { store.push(token).await? } else { None };
        Ok(match one.map(|one| one.stage) {
            None => Err(Reply::unknown()),
            Some(Stage::Leaving | Stage::Over) => Err(Reply::gone()),
            Some(Stage::Wanted) if self.allows(token, now) => Ok(()),
            Some(Stage::Wanted) => Err(Reply::too_often()),
        })
    }

    fn allows(&self, token: &str, now: DateTime<Utc>) -> bool {
        // What it guards is sound whatever a panicking holder left.
        self.rate.lock().unwrap_or_else(PoisonError::into_inner).allows(token, now)
    }

    /// Keeps a delivery for the next pass, if it is worth that. Whoever sent it is not told whether
    /// it was (WebSub §8).
    pub async fn take(
        &self,
        store: &dyn Store,
        token: &str,
        delivered: Delivered<'_>,
        content_type: Option<String>,
        now: DateTime<Utc>,
    ) -> Result<bool, StoreError> {
        let Some(one) = store.push(token).await? else { return Ok(false) };
        let worth = callback::worth(&one, delivered);
        let count = match worth {
            Worth::Nothing(_) => &self.ignored,
            Worth::Notice => &self.noticed,
            Worth::Content => &self.read,
        };
        count.fetch_add(1, Ordering::Relaxed);
        let body = match worth {
            Worth::Nothing(why) => {
                tracing::warn!(source.id = %one.source, hub = %one.hub, why, "a delivery is ignored");
                return Ok(false);
            }
            Worth::Notice => None,
            Worth::Content => Some(Bytes::copy_from_slice(delivered.body)),
        };
        tracing::info!(source.id = %one.source, hub = %one.hub, "a delivery came");
        let (token, source, topic) = (one.token, one.source, one.topic);
        let delivery = Delivery { token, source, topic, at: now, content_type, body };
        let token = delivery.token.clone();
        store.put_delivery(delivery).await?;
        self.change(store, &token, |one| Some(Push { delivered: Some(now), ..one })).await?;
        Ok(true)
    }
}

/// Says what became of a subscription.
fn tell(one: &Push) {
    let (source, hub) = (&one.source, &one.hub);
    match (&one.trouble, one.until) {
        (Some(trouble), _) => tracing::warn!(source.id = %source, "{}", trouble.message),
        (None, Some(until)) => {
            tracing::info!(source.id = %source, %hub, %until, "the source is pushed");
        }
        (None, None) => tracing::info!(source.id = %source, %hub, "the source is pushed no more"),
    }
}
