//! What the server asks the rest of the program for, beyond the published folder.

use async_trait::async_trait;

use crate::model::edition::Artifact;
pub use crate::serve::filter::Filter;

/// What only the store can answer. Without a backend the server answers from the folder alone.
#[async_trait]
pub trait Backend: Send + Sync {
    /// A feed's file with part of its items; `None` when there is no such feed. The text of an
    /// error is for the log.
    async fn filtered(&self, filter: &Filter) -> Result<Option<Artifact>, String>;

    /// Further lines for `/metrics`, in Prometheus's text format.
    async fn metrics(&self) -> Result<String, String>;
}
