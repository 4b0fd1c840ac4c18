//! The report of a pass: `run --json`.

use chrono::{DateTime, Utc};
use serde::Serialize;

use crate::model::raw::Warning;
use crate::model::source::{Failure, SourceId};

/// What one pass did.
#[derive(Debug, Clone, Serialize)]
pub struct PassReport {
    /// When it began.
    pub started: DateTime<Utc>,
    /// When it ended.
    pub finished: DateTime<Utc>,
    /// Exit code of `run`.
    pub exit: u8,
    /// One row a source, in the order of the configuration.
    pub sources: Vec<SourceReport>,
    /// One row an artifact.
    pub published: Vec<PublishedFile>,
    /// Items in the store.
    pub items_total: u64,
}

/// What became of one source.
#[derive(Debug, Clone, Serialize)]
pub struct SourceReport {
    /// Which.
    pub id: SourceId,
    /// Its address.
    pub url: String,
    /// What came of it.
    pub outcome: Outcome,
    /// HTTP status, where there was an answer.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub status: Option<u16>,
    /// Items in the document.
    pub seen: u32,
    /// New items.
    pub added: u32,
    /// Items that differ.
    pub changed: u32,
    /// Items that another source had brought before.
    pub merged: u32,
    /// The earliest next fetch.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next_due: Option<DateTime<Utc>>,
    /// Why it failed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub error: Option<Failure>,
    /// What was mended, guessed or left out.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub warnings: Vec<Warning>,
}

/// What came of a source in one pass.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Outcome {
    /// Something was added, changed or merged.
    New,
    /// Nothing new: not modified, the same bytes, or the same items.
    Unchanged,
    /// It failed; `error` says why.
    Failed,
    /// Not due, not asked for, or not enabled.
    Skipped,
}

/// One artifact of a pass.
#[derive(Debug, Clone, Serialize)]
pub struct PublishedFile {
    /// Path below the base address.
    pub path: String,
    /// How many entries it shows; of a refused one, how many it would have shown.
    pub items: usize,
    /// It was written; false: what stood there was the same, or it was refused.
    pub changed: bool,
    /// Why it was refused. What stood there before still does.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub error: Option<Failure>,
}
