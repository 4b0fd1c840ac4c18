//! Why a store failed.

/// Why the store could not answer. `store` is its file or address.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum StoreError {
    /// It was written by a newer sangam.
    #[error("{store} has schema {found}, this sangam knows up to {known}; use a newer sangam")]
    TooNew {
        /// Which store.
        store: String,
        /// Schema version found.
        found: i64,
        /// Newest known.
        known: i64,
    },
    /// It is a file of something else. Nothing was written to it.
    #[error("{store} is no store of sangam; name another file in [store] url")]
    Foreign {
        /// Which store.
        store: String,
    },
    /// It cannot be reached: no such folder, no permission.
    #[error("cannot open {store}; check that its folder is there and may be written to")]
    Unreachable {
        /// Which store.
        store: String,
        /// What the backend says.
        source: Box<dyn std::error::Error + Send + Sync>,
    },
    /// Someone else writes to it, for longer than we wait. Trying again later may help.
    #[error("{store} is locked by another program; try again when that is done")]
    Locked {
        /// Which store.
        store: String,
    },
    /// It can be read but not written.
    #[error("{store} is read-only; check the permissions of the file and its folder")]
    ReadOnly {
        /// Which store.
        store: String,
    },
    /// No room is left on its disk. What was there is unharmed.
    #[error("the disk of {store} is full; what it held is unharmed")]
    Full {
        /// Which store.
        store: String,
    },
    /// An item or source that was stored cannot be read back.
    #[error("{what} in {store} cannot be read")]
    Damaged {
        /// Which store.
        store: String,
        /// Item or source, by id.
        what: String,
        /// What is wrong with it.
        source: Box<dyn std::error::Error + Send + Sync>,
    },
    /// Anything else: nothing that the user could be told to do about it.
    #[error("{store} failed")]
    Failed {
        /// Which store.
        store: String,
        /// What the backend says.
        source: Box<dyn std::error::Error + Send + Sync>,
    },
}

impl StoreError {
    /// Stable, kebab-case.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::TooNew { .. } => "store-too-new",
            Self::Foreign { .. } => "store-foreign",
            Self::Unreachable { .. } => "store-unreachable",
            Self::Locked { .. } => "store-locked",
            Self::ReadOnly { .. } => "store-read-only",
            Self::Full { .. } => "store-full",
            Self::Damaged { .. } => "store-damaged",
            Self::Failed { .. } => "store-failed",
        }
    }
}
