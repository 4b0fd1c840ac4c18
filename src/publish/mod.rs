//! Publishing: from stored items to artifacts that readers can rely on.
//!
//! [`assemble`](assemble::assemble) freezes a feed into an edition, [`format::render`] makes its
//! artifacts, [`gate::check`] reads them back, a [`Sink`] puts them in place. Everything but the sink
//! is pure.

use std::collections::{HashMap, HashSet};

use async_trait::async_trait;

use crate::model::edition::{Artifact, Edition};
use crate::model::hash::Hash;

pub mod assemble;

mod clean;

pub mod selections;

mod shown;

pub use shown::{DatePrecision, date_precision, shown_date};

mod tongues;

mod vocabularies;

pub mod format;

pub mod gate;

pub mod sink;

/// An output format. Rendering is pure: the same edition gives the same bytes.
pub trait Format: Send + Sync {
    /// The file that it makes: `rss.xml`, `atom.xml`, …
    fn name(&self) -> &'static str;

    /// Whether an edition has this file. All but `feeds.opml` stand in every folder.
    fn applies(&self, edition: &Edition) -> bool {
        let _ = edition;
        true
    }

    /// Renders an edition.
    fn render(&self, edition: &Edition) -> Result<Artifact, RenderError>;
}

/// Hashes of files by their paths.
pub type Hashes = HashMap<String, Hash>;

/// Where artifacts go.
#[async_trait]
pub trait Sink: Send + Sync {
    /// Whether exactly these bytes stand there already, so that nothing is to be done.
    async fn holds(&self, artifact: &Artifact) -> Result<bool, SinkError>;

    /// Hashes of what stands at some paths, in one look; those with nothing are left out.
    async fn hashes(&self, paths: Vec<String>) -> Result<Hashes, SinkError>;

    /// Those of some paths at which nothing stands, in one look.
    async fn missing(&self, paths: Vec<String>) -> Result<HashSet<String>, SinkError>;

    /// Puts an artifact in place, whole or not at all, and only if what stands there differs.
    async fn put(&self, artifact: &Artifact) -> Result<Put, SinkError>;

    /// Takes away what stands at a path, if anything does, and says whether it did.
    async fn remove(&self, path: &str) -> Result<bool, SinkError>;

    /// What tells this place from others, the same at every start.
    async fn place(&self) -> String;
}

/// What putting an artifact did.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Put {
    /// It was written.
    Written,
    /// The same bytes stood there; nothing was touched.
    Unchanged,
}

/// Why an edition could not be rendered.
#[derive(Debug, thiserror::Error)]
#[error("render {file}")]
pub struct RenderError {
    /// Which file.
    pub file: &'static str,
    /// Why.
    #[source]
    pub source: Box<dyn std::error::Error + Send + Sync>,
}

/// Why an artifact could not be put in place.
#[derive(Debug, thiserror::Error)]
#[error("write {path}")]
pub struct SinkError {
    /// Where.
    pub path: String,
    /// Why.
    #[source]
    pub source: std::io::Error,
}
