//! `feeds.toml`: raw, then checked.

use std::path::PathBuf;

use crate::pipeline::Plan;

/// A configuration without a mistake.
#[derive(Debug, Clone)]
pub struct Config {
    /// What a pass is to do.
    pub plan: Plan,
    /// Where things are remembered.
    pub store: StoreUrl,
    /// The file that it was read from.
    pub file: PathBuf,
}

/// `[store] url`, checked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum StoreUrl {
    /// An SQLite file.
    Sqlite(PathBuf),
}
