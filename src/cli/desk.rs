//! What the commands that correct the ledger have in common: the item meant, the change written,
//! the feeds published anew. Nothing is fetched.

use std::io::Write;

use serde_json::{Value, json};
use tokio::runtime::Runtime;

use crate::cli::args::Global;
use crate::cli::exit::{Exit, Stop};
use crate::cli::setup::{self, Lock};
use crate::clock::{Clock, SystemClock};
use crate::config::Config;
use crate::model::change::{ItemId, StoredItem};
use crate::model::report::PublishedFile;
use crate::model::tombstone::{Amendment, Cause, Tombstone};
use crate::pipeline::{self, FindError};
use crate::store::{Store, StoreError};

/// Store and configuration, held until the command is done.
pub(super) struct Desk {
    pub(super) config: Config,
    pub(super) store: Box<dyn Store>,
    runtime: Runtime,
    _lock: Option<Lock>,
}

impl Desk {
    /// To correct something. No pass runs meanwhile.
    pub(super) fn to_write(global: &Global) -> Result<Self, Stop> {
        let config = setup::config(global)?;
        let lock = Some(Lock::take(&config)?);
        Ok(Self { _lock: lock, ..Self::open(config)? })
    }

    /// To put something in; makes the store if there is none.
    pub(super) fn to_make(global: &Global) -> Result<Self, Stop> {
        let config = setup::config(global)?;
        let lock = Some(Lock::take(&config)?);
        let store = Box::new(setup::store(&config)?);
        Ok(Self { config, store, runtime: setup::runtime()?, _lock: lock })
    }

    /// To look something up.
    pub(super) fn to_read(global: &Global) -> Result<Self, Stop> {
        Self::open(setup::config(global)?)
    }

    fn open(config: Config) -> Result<Self, Stop> {
        let store = setup::store_to_read(&config)?;
        Ok(Self { config, store, runtime: setup::runtime()?, _lock: None })
    }

    /// Waits for the store.
    pub(super) fn wait<T>(
        &self,
        answer: impl Future<Output = Result<T, StoreError>>,
    ) -> Result<T, Stop> {
        self.runtime.block_on(answer).map_err(|error| Stop::new(Exit::Failed, error))
    }

    /// The item that a name means.
    pub(super) fn find(&self, name: &str) -> Result<Result<StoredItem, FindError>, Stop> {
        let found = pipeline::find(&self.config.plan, self.store.as_ref(), name);
        match self.runtime.block_on(found) {
            Err(FindError::Store(error)) => Err(Stop::new(Exit::Failed, error)),
            found => Ok(found),
        }
    }

    /// The item that a name means, which must be one.
    pub(super) fn item(&self, name: &str) -> Result<StoredItem, Stop> {
        self.find(name)?.map_err(|error| Stop::new(Exit::Usage, error))
    }

    pub(super) fn tombstones(&self, id: ItemId) -> Result<Vec<Tombstone>, Stop> {
        self.wait(self.store.tombstones(id))
    }

    /// Writes an amendment, and publishes what it changes.
    pub(super) fn amend(&self, amendment: Amendment) -> Result<Vec<PublishedFile>, Stop> {
        self.wait(self.store.amend(amendment))?;
        let sink = setup::sink(&self.config);
        let published = pipeline::publish(&self.config.plan, self.store.as_ref(), &sink);
        let failed = |error| Stop::new(Exit::NothingPublished, error);
        self.runtime.block_on(published).map(|published| published.files).map_err(failed)
    }
}

/// Now.
pub(super) fn now() -> chrono::DateTime<chrono::Utc> {
    SystemClock.now()
}

/// An item in one line.
pub(super) fn line(item: &StoredItem) -> String {
    let date = item.date.format("%Y-%m-%d");
    format!("{date}  {}  {}  ({})", item.primary().source, item.item.caption(), item.id)
}

/// Why an item is not shown, in words.
pub(super) fn in_words(tombstone: &Tombstone) -> String {
    let day = tombstone.at.format("%Y-%m-%d");
    let what = match &tombstone.cause {
        Cause::Hidden => format!("hidden {day}"),
        Cause::Retracted(source) => format!("taken back by {source} {day}"),
        Cause::Merged(whole) => format!("part of {whole} since {day}"),
    };
    match &tombstone.note {
        Some(note) => format!("{what}: {note}"),
        None => what,
    }
}

/// Tells what was done, in a sentence or as JSON, and how publishing went.
pub(super) fn tell(
    out: &mut dyn Write,
    as_json: bool,
    said: &str,
    mut facts: Value,
    published: &[PublishedFile],
) -> Result<Exit, Stop> {
    let refused = published.iter().filter_map(|file| file.error.as_ref());
    let mut exit = Exit::Done;
    for error in refused {
        tracing::error!(code = error.code, "{}", error.message);
        exit = Exit::Failed;
    }
    if as_json {
        facts["published"] = json!(published);
        serde_json::to_writer_pretty(&mut *out, &facts).map_err(std::io::Error::from)?;
        writeln!(out)?;
    } else {
        writeln!(out, "{said}")?;
    }
    Ok(exit)
}
