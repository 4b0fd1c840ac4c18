//! What a running daemon is told: to stop, by a signal, or to work by another configuration, by a
//! signal or by the file itself.

use std::fs::Metadata;
use std::path::PathBuf;
use std::time::{Duration, SystemTime};

use crate::cli::exit::Stop;
use crate::cli::setup;
use crate::config::{Config, Environment};
use crate::model::hash::Hash;

/// How often the file is looked at. A file that changes is read when two looks agree: an editor
/// may still be writing at the first.
const LOOK: Duration = Duration::from_secs(1);

/// What is to be done.
pub(super) enum Order {
    /// Stop.
    Stop,
    /// Work by this from now on.
    Reload(Box<Config>),
}

/// Where orders come from.
pub(super) struct Orders {
    file: PathBuf,
    environment: Environment,
    signals: Signals,
    /// The file at the last look, and whether it was the same at the one before.
    seen: Option<Stamp>,
    is_settled: bool,
    /// Its text when it was last read.
    read: Option<Hash>,
}

/// What differs when a file was written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Stamp {
    changed: Option<SystemTime>,
    length: u64,
}

impl Orders {
    /// Listens for signals, and to a file that was read just now.
    pub(super) fn new(file: PathBuf, environment: Environment) -> Result<Self, Stop> {
        let seen = stamp(&file);
        let read = hash(&file);
        let signals = Signals::new()?;
        Ok(Self { file, environment, signals, seen, is_settled: true, read })
    }

    /// The next order. A configuration that is wrong is none: it is said, and the one that is in
    /// force stays so. Nothing is lost when this is dropped.
    pub(super) async fn next(&mut self) -> Order {
        loop {
            let config = tokio::select! {
                heard = self.signals.next() => match heard {
                    Heard::Stop => return Order::Stop,
                    Heard::HangUp => self.load(),
                },
                () = tokio::time::sleep(LOOK) => self.look(),
            };
            if let Some(config) = config {
                return Order::Reload(Box::new(config));
            }
        }
    }

    /// Ready when the process is told to stop once more.
    pub(super) async fn stopped(&mut self) {
        while !matches!(self.signals.next().await, Heard::Stop) {}
    }

    /// The configuration, if the file has another text than before.
    fn look(&mut self) -> Option<Config> {
        let now = stamp(&self.file);
        if now != self.seen {
            (self.seen, self.is_settled) = (now, false);
            return None;
        }
        // A file that is not there is about to be put in place.
        if std::mem::replace(&mut self.is_settled, true) || now.is_none() {
            return None;
        }
        if hash(&self.file) == self.read { None } else { self.load() }
    }

    fn load(&mut self) -> Option<Config> {
        self.read = hash(&self.file);
        match setup::load(&self.file, &self.environment) {
            Ok(config) => Some(config),
            Err(stop) => {
                refuse(&stop);
                None
            }
        }
    }
}

/// Says why a configuration is not worked by.
pub(super) fn refuse(stop: &Stop) {
    tracing::error!("the configuration that was in force stays so: {stop}");
}

fn stamp(file: &PathBuf) -> Option<Stamp> {
    let metadata = std::fs::metadata(file).ok().filter(Metadata::is_file)?;
    Some(Stamp { changed: metadata.modified().ok(), length: metadata.len() })
}

fn hash(file: &PathBuf) -> Option<Hash> {
    std::fs::read(file).ok().map(|bytes| Hash::of(&bytes))
}

/// Ready when the process is told to stop: by who has nothing to reload, also when its terminal
/// hangs up.
pub(super) async fn stop_signal() {
    match Signals::new() {
        Ok(mut signals) => {
            signals.next().await;
        }
        Err(stop) => {
            tracing::error!("{stop}");
            std::future::pending::<()>().await;
        }
    }
}

/// A signal, by what it asks for.
enum Heard {
    Stop,
    #[cfg_attr(not(unix), expect(dead_code, reason = "there is no such signal"))]
    HangUp,
}

#[cfg(unix)]
struct Signals {
    terminate: tokio::signal::unix::Signal,
    interrupt: tokio::signal::unix::Signal,
    hang_up: tokio::signal::unix::Signal,
}

#[cfg(unix)]
impl Signals {
    fn new() -> Result<Self, Stop> {
        use tokio::signal::unix::{SignalKind, signal};
        Ok(Self {
            terminate: signal(SignalKind::terminate())?,
            interrupt: signal(SignalKind::interrupt())?,
            hang_up: signal(SignalKind::hangup())?,
        })
    }

    async fn next(&mut self) -> Heard {
        tokio::select! {
            _ = self.terminate.recv() => Heard::Stop,
            _ = self.interrupt.recv() => Heard::Stop,
            _ = self.hang_up.recv() => Heard::HangUp,
        }
    }
}

#[cfg(not(unix))]
struct Signals;

#[cfg(not(unix))]
impl Signals {
    fn new() -> Result<Self, Stop> {
        Ok(Self)
    }

    async fn next(&mut self) -> Heard {
        let _ = tokio::signal::ctrl_c().await;
        Heard::Stop
    }
}
