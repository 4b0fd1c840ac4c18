//! What can go wrong in SQLite, and what it means to the caller.

use rusqlite::ErrorCode;

use crate::store::StoreError;

/// Something went wrong; which file it happened in is added where it leaves this folder.
#[derive(Debug)]
pub(super) enum Failure {
    /// SQLite says so.
    Sqlite(rusqlite::Error),
    /// The folder could not be made.
    Folder(std::io::Error),
    /// Another program's database.
    Foreign,
    /// It may not be written to.
    ReadOnly,
    /// A newer sangam's.
    TooNew { found: i64, known: i64 },
    /// What was stored cannot be read back.
    Damaged { what: String, source: Box<dyn std::error::Error + Send + Sync> },
    /// The program is ending.
    Stopped(tokio::task::JoinError),
}

impl From<rusqlite::Error> for Failure {
    fn from(error: rusqlite::Error) -> Self {
        Self::Sqlite(error)
    }
}

impl Failure {
    /// Names what cannot be read, where the failure is about a value and not about the database.
    pub(super) fn reading(self, what: impl FnOnce() -> String) -> Self {
        use rusqlite::Error;
        match self {
            Self::Sqlite(
                error @ (Error::FromSqlConversionFailure(..)
                | Error::IntegralValueOutOfRange(..)
                | Error::InvalidColumnType(..)),
            ) => Self::Damaged { what: what(), source: error.into() },
            other => other,
        }
    }

    /// As the contract puts it.
    pub(super) fn explain(failure: Self, store: String) -> StoreError {
        match failure {
            Self::Sqlite(error) => explain_sqlite(error, store),
            Self::Folder(error) => StoreError::Unreachable { store, source: error.into() },
            Self::Foreign => StoreError::Foreign { store },
            Self::ReadOnly => StoreError::ReadOnly { store },
            Self::TooNew { found, known } => StoreError::TooNew { store, found, known },
            Self::Damaged { what, source } => StoreError::Damaged { store, what, source },
            Self::Stopped(error) => StoreError::Failed { store, source: error.into() },
        }
    }
}

fn explain_sqlite(error: rusqlite::Error, store: String) -> StoreError {
    match error.sqlite_error_code() {
        Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => StoreError::Locked { store },
        Some(ErrorCode::ReadOnly) => StoreError::ReadOnly { store },
        Some(ErrorCode::DiskFull) => StoreError::Full { store },
        Some(ErrorCode::NotADatabase) => StoreError::Foreign { store },
        Some(ErrorCode::CannotOpen | ErrorCode::PermissionDenied) => {
            StoreError::Unreachable { store, source: error.into() }
        }
        _ => StoreError::Failed { store, source: error.into() },
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rusqlite::ffi;

    #[track_caller]
    fn check(result_code: i32, code: &str) {
        let error = rusqlite::Error::SqliteFailure(ffi::Error::new(result_code), None);
        let error = Failure::explain(error.into(), "a/sangam.db".to_owned());
        assert_eq!(error.code(), code);
        assert!(error.to_string().contains("a/sangam.db"), "{error}");
    }

    #[test]
    fn each_trouble_has_its_code_and_names_the_file() {
        check(ffi::SQLITE_BUSY, "store-locked");
        check(ffi::SQLITE_BUSY_SNAPSHOT, "store-locked");
        check(ffi::SQLITE_LOCKED, "store-locked");
        check(ffi::SQLITE_READONLY, "store-read-only");
        check(ffi::SQLITE_READONLY_DBMOVED, "store-read-only");
        check(ffi::SQLITE_FULL, "store-full");
        check(ffi::SQLITE_NOTADB, "store-foreign");
        check(ffi::SQLITE_CANTOPEN, "store-unreachable");
        check(ffi::SQLITE_CORRUPT, "store-failed");
        check(ffi::SQLITE_IOERR, "store-failed");
    }
}
