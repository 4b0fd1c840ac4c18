//! What the server asks the rest of the program for, beyond the published folder.

use async_trait::async_trait;
use chrono::{DateTime, Utc};

use crate::model::edition::Artifact;
pub use crate::serve::filter::Filter;

/// What only the store can answer. Without a backend the server answers from the folder alone.
#[async_trait]
pub trait Backend: Send + Sync {
    /// A feed's file with part of its items; `None` when there is no such feed. The text of an
    /// error is for the log.
    async fn filtered(&self, filter: &Filter) -> Result<Option<Artifact>, String>;

    /// `status.html` or `status.json` as it is at the moment, and which moment that is; `None` where
    /// there is no such file.
    async fn status(&self, file: &str) -> Result<Option<(Artifact, DateTime<Utc>)>, String>;

    /// Further lines for `/metrics`, in Prometheus's text format.
    async fn metrics(&self) -> Result<String, String>;
}
