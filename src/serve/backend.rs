//! What the server asks the rest of the program for, beyond the published folder.

use std::convert::Infallible;

use async_trait::async_trait;
use bytes::Bytes;
use chrono::{DateTime, Utc};

use crate::model::edition::Artifact;
pub use crate::serve::filter::Filter;

/// What a hub delivers to a callback.
#[derive(Debug)]
pub struct Delivery {
    /// `X-Hub-Signature`.
    pub signature: Option<String>,
    /// `Content-Type`.
    pub content_type: Option<String>,
    /// It has a `Content-Encoding`.
    pub is_encoded: bool,
    /// What.
    pub body: Bytes,
}

/// What only the store can answer. Without a backend the server answers from the folder alone.
#[async_trait]
pub trait Backend: Send + Sync {
    /// A feed's file with part of its items; `None` when there is no such feed. The text of an
    /// error is for the log.
    async fn filtered(&self, filter: &Filter) -> Result<Option<Artifact>, String>;

    /// `status.html` or `status.json` as it is at the moment, and which moment that is; `None` where
    /// there is no such file.
    async fn status(&self, file: &str) -> Result<Option<(Artifact, DateTime<Utc>)>, String>;

    /// What is asked of our own hub, as a form: the status and a word for whoever asked.
    async fn subscribe(&self, form: &str) -> Result<(u16, String), String>;

    /// There is a hub of our own.
    fn is_hub(&self) -> bool;

    /// Does what our own hub has to do, for as long as it is awaited.
    async fn push(&self) -> Infallible;

    /// What a hub elsewhere asks at a callback of ours: the status and what is answered.
    async fn asked_back(&self, token: &str, query: &str) -> Result<(u16, String), String>;

    /// Whether a delivery to a callback is taken in, and then up to how many bytes; else the status
    /// and what is answered.
    async fn admits(&self, token: &str) -> Result<Result<usize, (u16, String)>, String>;

    /// Takes in a delivery.
    async fn delivered(&self, token: &str, delivery: Delivery) -> Result<(), String>;

    /// Looks after our subscriptions at hubs elsewhere, for as long as it is awaited.
    async fn follow(&self) -> Infallible;

    /// Further lines for `/metrics`, in Prometheus's text format.
    async fn metrics(&self) -> Result<String, String>;
}
