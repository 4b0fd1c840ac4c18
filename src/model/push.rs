//! Sources that are sent to us when they change, instead of being asked (WebSub): what they offer,
//! our subscriptions, and what came.

use bytes::Bytes;
use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};
use url::Url;

use crate::model::source::{Failure, SourceId};

/// Hubs of one source that are looked at.
pub const HUBS_KEPT: usize = 5;

/// The note that deliveries can come in, which is written while they can.
pub const PULSE: Pulse = Pulse { name: "push" };

/// See [`PULSE`].
#[derive(Debug, Clone, Copy)]
pub struct Pulse {
    /// The name under which it is remembered when it was written last.
    pub name: &'static str,
}

impl Pulse {
    /// Whether deliveries can come in, by when it was written last. What a hub could not deliver for
    /// longer than this may be lost.
    #[must_use]
    pub fn is_alive(self, last: Option<DateTime<Utc>>, now: DateTime<Utc>) -> bool {
        last.is_some_and(|last| (now - last).abs() <= TimeDelta::minutes(10))
    }
}

/// What an answer or a document says of hubs.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Offer {
    /// `rel=hub`, in the order in which they are named.
    pub hubs: Vec<Url>,
    /// `rel=self`: what a hub knows the source by.
    pub topic: Option<Url>,
}

impl Offer {
    /// Without the addresses that may not be told to others.
    #[must_use]
    pub fn only(mut self, may_tell: impl Fn(&Url) -> bool) -> Self {
        self.hubs.retain(&may_tell);
        self.topic = self.topic.filter(may_tell);
        self
    }
}

/// What is known of a source that can be pushed; part of its habits.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Pushing {
    /// What the header of its last good answer said.
    pub header: Offer,
    /// What its last good document said.
    pub document: Offer,
    /// When it was said that there is something new, and it was not asked since.
    pub noticed: Option<DateTime<Utc>>,
    /// When it was found to have something new that nobody had sent; over with the next delivery
    /// that can be read.
    pub missed: Option<DateTime<Utc>>,
    /// When it would be asked if it were not pushed.
    pub otherwise: Option<DateTime<Utc>>,
}

impl Pushing {
    /// What counts: the header before the document (WebSub §4).
    #[must_use]
    pub fn offer(&self) -> Offer {
        let Self { header, document, .. } = self;
        let first = if header.hubs.is_empty() { document } else { header };
        let topic = first.topic.as_ref().or(header.topic.as_ref()).or(document.topic.as_ref());
        Offer { hubs: first.hubs.clone(), topic: topic.cloned() }
    }
}

/// How far a subscription of ours is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Stage {
    /// It is to hold.
    Wanted,
    /// It is to end, and the hub is told.
    Leaving,
    /// It has ended; kept for a while, so that its callback says so.
    Over,
}

/// A subscription of ours, at one hub for one source. Its token is its name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Push {
    /// End of the callback's path: nobody can guess it.
    pub token: String,
    /// Whose deliveries they are.
    pub source: SourceId,
    /// What is subscribed to.
    pub topic: Url,
    /// Where.
    pub hub: Url,
    /// Where deliveries go.
    pub callback: Url,
    /// What deliveries are signed with.
    pub secret: String,
    /// How far it is.
    pub stage: Stage,
    /// When the hub was asked, and did not ask back yet.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub asked: Option<DateTime<Utc>>,
    /// Since when everything is sent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub since: Option<DateTime<Utc>>,
    /// Until when, unless it is renewed before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<DateTime<Utc>>,
    /// When something was delivered last that was signed as it should be.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub delivered: Option<DateTime<Utc>>,
    /// What went wrong last, and was not put right since.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub trouble: Option<Failure>,
    /// Failures since the last confirmation.
    #[serde(default)]
    pub failures: u32,
    /// Nothing is to be done before this.
    pub next_try: DateTime<Utc>,
}

impl Push {
    /// It is confirmed, and nothing speaks against it.
    #[must_use]
    pub fn works(&self, now: DateTime<Utc>) -> bool {
        self.holds(now) && self.stage == Stage::Wanted && self.trouble.is_none()
    }

    /// How it is, in a word: `active`, `asked`, `failed`.
    #[must_use]
    pub fn state(&self, now: DateTime<Utc>) -> &'static str {
        match &self.trouble {
            Some(_) => "failed",
            None if self.works(now) => "active",
            None => "asked",
        }
    }

    /// Its lease has not ended.
    #[must_use]
    pub fn holds(&self, now: DateTime<Utc>) -> bool {
        self.since.is_some() && self.until.is_some_and(|until| now < until)
    }
}

/// What a hub delivered, and no pass has read yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Delivery {
    /// By which subscription.
    pub token: String,
    /// Of which source.
    pub source: SourceId,
    /// What it is a version or a part of.
    pub topic: Url,
    /// When.
    pub at: DateTime<Utc>,
    /// `Content-Type`.
    pub content_type: Option<String>,
    /// `None`: it says only that there is something new.
    pub body: Option<Bytes>,
}
