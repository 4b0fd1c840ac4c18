//! What commands work with: configuration, store, client, sink, lock, runtime.

use std::fs::{File, TryLockError};
use std::future::Future;
use std::path::{Path, PathBuf};
use std::time::Duration;

use crate::cli::args::Global;
use crate::cli::exit::{Exit, Stop};
use crate::config::{self, Config, Environment, StoreUrl};
use crate::fetch::FetchOptions;
use crate::fetch::client::Client;
use crate::publish::sink::folder::Folder;
use crate::store::Store;
use crate::store::nothing::Nothing;
use crate::store::sqlite::SqliteStore;

/// Finds, reads and checks the configuration.
pub(super) fn config(global: &Global) -> Result<Config, Stop> {
    let environment = environment();
    let file = config_file(global, &environment)?;
    load(&file, &environment)
}

/// Which configuration file counts.
pub(super) fn config_file(global: &Global, environment: &Environment) -> Result<PathBuf, Stop> {
    config::find(global.config.as_deref(), environment).ok_or_else(|| {
        Stop::new(
            Exit::Usage,
            "there is no feeds.toml here; `sangam init` writes one, -c names another",
        )
    })
}

/// Reads and checks one configuration file.
pub(super) fn load(file: &Path, environment: &Environment) -> Result<Config, Stop> {
    config::load(file, environment).map_err(|error| Stop::new(Exit::Usage, error))
}

/// The same of a file that need not have a source yet.
pub(super) fn load_first(file: &Path, environment: &Environment) -> Result<Config, Stop> {
    config::load_first(file, environment).map_err(|error| Stop::new(Exit::Usage, error))
}

/// The environment of the process.
pub(super) fn environment() -> Environment {
    Environment::new(std::env::vars_os())
}

/// Work that was given up may still run on a thread of its own, in the middle of a large document
/// or a transaction; the end of the process undoes that, and waits for it no longer than this.
const LAST_WORK: Duration = Duration::from_secs(1);

/// Does async work to its end.
pub(super) fn wait_for<T>(work: impl Future<Output = T>) -> Result<T, Stop> {
    let runtime = runtime()?;
    let done = runtime.block_on(work);
    runtime.shutdown_timeout(LAST_WORK);
    Ok(done)
}

/// The runtime that async work runs on.
pub(super) fn runtime() -> Result<tokio::runtime::Runtime, Stop> {
    tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .map_err(|error| Stop::new(Exit::Failed, error))
}

/// Opens the store, creating it if there is none.
pub(super) fn store(config: &Config) -> Result<SqliteStore, Stop> {
    let StoreUrl::Sqlite(path) = &config.store;
    SqliteStore::open(path).map_err(|error| Stop::new(Exit::NothingPublished, error))
}

/// The store to look into. Looking makes none where there is none.
pub(super) fn store_to_read(config: &Config) -> Result<Box<dyn Store>, Stop> {
    let StoreUrl::Sqlite(path) = &config.store;
    if path.exists() { Ok(Box::new(store(config)?)) } else { Ok(Box::new(Nothing)) }
}

/// The client that fetches.
pub(super) fn client(options: &FetchOptions) -> Result<Client, Stop> {
    Client::new(options).map_err(|error| Stop::new(Exit::Usage, error))
}

/// The folder that is published to.
pub(super) fn sink(config: &Config) -> Folder {
    let to = &config.plan.publish.to;
    let home = config.file.parent().unwrap_or(Path::new(""));
    // As it stands in the configuration: the whole may be moved, or be named otherwise.
    let name = to.strip_prefix(home).unwrap_or(to).display().to_string();
    Folder::new(to.clone()).named(name)
}

/// Held while a pass runs: no two passes write the same store at a time. The operating system
/// lets go of it when the process ends, however it ends.
#[derive(Debug)]
pub(super) struct Lock {
    _file: File,
}

impl Lock {
    /// Takes the lock of a store, or says who cannot.
    pub(super) fn take(config: &Config) -> Result<Self, Stop> {
        let StoreUrl::Sqlite(store) = &config.store;
        let mut path = store.clone().into_os_string();
        path.push(".lock");
        let path = PathBuf::from(path);
        let failed = |error: std::io::Error| {
            let message = format!("lock {}: {error}", path.display());
            Stop::new(Exit::NothingPublished, message)
        };
        if let Some(folder) = path.parent() {
            std::fs::create_dir_all(folder).map_err(failed)?;
        }
        let file = File::options().create(true).append(true).open(&path).map_err(failed)?;
        match file.try_lock() {
            Ok(()) => Ok(Self { _file: file }),
            Err(TryLockError::WouldBlock) => Err(Stop::new(
                Exit::Locked,
                format!("another run holds the lock {}; try again later", path.display()),
            )),
            Err(TryLockError::Error(error)) => Err(failed(error)),
        }
    }
}
