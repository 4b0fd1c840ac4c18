//! Who wants to be sent a feed of ours when it changes (WebSub).

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::model::hash::Hash;

/// A subscription, or the wish for one; for a minute also one that came to nothing or is over, so that
/// whoever asks for it again does not have its owner asked again at once. There is one of each
/// callback and topic.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Subscription {
    /// Where it is sent.
    pub callback: String,
    /// Address of the feed.
    pub topic: String,
    /// What deliveries are signed with.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub secret: Option<String>,
    /// Until when it holds; `None`: it was never confirmed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub active_until: Option<DateTime<Utc>>,
    /// What its owner has asked for, and not confirmed yet.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub wish: Option<Wish>,
    /// What was delivered last, or was there when it was confirmed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub delivered: Option<Hash>,
    /// Deliveries that failed since one last went well.
    #[serde(default)]
    pub failures: u32,
    /// When its owner was last asked whether it is meant to be sent the feed, and not to be.
    #[serde(default)]
    pub asked: [Option<DateTime<Utc>>; 2],
    /// Nothing is delivered before this.
    pub next_try: DateTime<Utc>,
}

/// What somebody asked for in the name of a callback.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Wish {
    /// To be sent nothing more.
    pub is_leaving: bool,
    /// For how long, in seconds.
    pub lease_seconds: i64,
    /// What deliveries are to be signed with.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub secret: Option<String>,
    /// Attempts to have it confirmed that failed.
    pub failures: u32,
    /// Its owner is not asked before this.
    pub next_try: DateTime<Utc>,
}

/// What becomes of the subscription of a callback and topic, if there is one.
pub type Change = Box<dyn FnOnce(Option<Subscription>) -> Option<Subscription> + Send>;
