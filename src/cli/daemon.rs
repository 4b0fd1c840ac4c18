//! The two halves of the daemon, which know nothing of each other but the store and the published
//! folder: one answers, one fetches. Two bells tell one that the other has left it something there.
//!
//! When the configuration changes, each is replaced by one that works by the new: the server at
//! once, over the same listening socket, so that no connection is refused; the worker when what it
//! is asking has answered, because two passes at a time would ask twice.

use std::future::Future;
use std::net::TcpListener;
use std::sync::Arc;

use tokio::sync::{Notify, oneshot};
use tokio::task::JoinHandle;

use crate::cli::exit::{Exit, Stop, chain};
use crate::cli::orders::refuse;
use crate::cli::run;
use crate::cli::serve::{backend, serve_until};
use crate::cli::setup::{self, Lock};
use crate::clock::SystemClock;
use crate::config::Config;
use crate::fetch::client::Client;
use crate::model::report::PassReport;
use crate::pipeline::{Ending, Halt, Halter, Pass, PassError, Silent};
use crate::store::sqlite::SqliteStore;
use crate::worker;

type Running = JoinHandle<Result<Exit, Stop>>;

/// What one half tells the other: look into the store.
#[derive(Debug, Clone, Default)]
pub(super) struct Bells {
    /// A hub delivered something.
    pub(super) delivered: Arc<Notify>,
    /// A pass has ended.
    pub(super) passed: Arc<Notify>,
}

/// The daemon.
pub(super) struct Daemon {
    socket: Option<TcpListener>,
    fetches: bool,
    bells: Bells,
    server: Option<Server>,
    worker: Option<Worker>,
    /// Takes the worker's place as soon as that has ended.
    next: Option<Ready>,
}

/// The half that answers.
struct Server {
    running: Running,
    /// It stops when this is dropped.
    stop: Option<oneshot::Sender<()>>,
}

/// The half that fetches.
struct Worker {
    running: Running,
    halter: Halter,
}

/// A worker that could begin.
struct Ready {
    config: Config,
    store: SqliteStore,
    client: Client,
}

impl Daemon {
    /// Starts what is wanted: a server if there is a socket, a worker if it is to fetch.
    pub(super) fn start(
        config: &Config,
        socket: Option<TcpListener>,
        fetches: bool,
    ) -> Result<Self, Stop> {
        let bells = Bells::default();
        let mut daemon = Self { socket, fetches, bells, server: None, worker: None, next: None };
        daemon.work_by(config)?;
        Ok(daemon)
    }

    /// Works by another configuration, if it can be worked by.
    pub(super) fn reload(&mut self, config: &Config) {
        match self.work_by(config) {
            Ok(()) => tracing::info!("the configuration was read anew"),
            Err(stop) => refuse(&stop),
        }
    }

    /// Everything that can fail comes before anything is replaced.
    fn work_by(&mut self, config: &Config) -> Result<(), Stop> {
        // The store is opened first, so that the server finds one too.
        let ready = if self.fetches { Some(Ready::new(config.clone())?) } else { None };
        let socket = self.socket.as_ref().map(TcpListener::try_clone).transpose()?;
        if let Some(socket) = socket {
            self.server = Some(Server::start(config, socket, &self.bells)?);
        }
        match &self.worker {
            Some(worker) => {
                worker.halter.ask(Ending::Soon);
                self.next = ready;
            }
            None => self.worker = ready.map(|ready| Worker::start(ready, self.bells.clone())),
        }
        Ok(())
    }

    /// Ready when a half ends by itself, as none should. Nothing is lost when this is dropped.
    pub(super) async fn ended(&mut self) -> Result<Exit, Stop> {
        loop {
            tokio::select! {
                ended = joined(self.server.as_mut().map(|server| &mut server.running)) => {
                    return ended;
                }
                ended = joined(self.worker.as_mut().map(|worker| &mut worker.running)) => {
                    let Some(next) = self.next.take() else { return ended };
                    self.worker = Some(Worker::start(next, self.bells.clone()));
                }
            }
        }
    }

    /// Ends both halves in order: running answers and requests get some seconds, unless `hurry` is
    /// ready before.
    pub(super) async fn stop(mut self, hurry: impl Future<Output = ()>) {
        let server = async {
            if let Some(mut server) = self.server.take() {
                server.stop = None;
                let _ = server.running.await;
            }
        };
        let worker = async {
            if let Some(Worker { running, halter }) = self.worker.take()
                && worker::wind_up(running, &halter, hurry).await.is_none()
            {
                tracing::warn!("a pass did not end in time and was cut; what it stored stays");
            }
        };
        tokio::join!(server, worker);
    }
}

impl Server {
    fn start(config: &Config, socket: TcpListener, bells: &Bells) -> Result<Self, Stop> {
        let listener = tokio::net::TcpListener::from_std(socket)?;
        let (stop, stopped) = oneshot::channel::<()>();
        let stopped = async move {
            let _ = stopped.await;
        };
        let folder = config.plan.publish.to.clone();
        let serving = serve_until(listener, folder, backend(config, bells)?, stopped);
        Ok(Self { running: tokio::spawn(serving), stop: Some(stop) })
    }
}

impl Worker {
    fn start(ready: Ready, bells: Bells) -> Self {
        let halter = Halter::default();
        let running = tokio::spawn(ready.fetch(halter.halt(), bells));
        Self { running, halter }
    }
}

impl Ready {
    fn new(config: Config) -> Result<Self, Stop> {
        let store = setup::store(&config)?;
        let client = setup::client(&config.plan.fetch)?;
        Ok(Self { config, store, client })
    }

    /// Fetches what is due until an end is asked for.
    async fn fetch(self, halt: Halt, bells: Bells) -> Result<Exit, Stop> {
        let sink = setup::sink(&self.config);
        let pass = Pass {
            plan: &self.config.plan,
            fetch: &self.client,
            store: &self.store,
            sink: &sink,
            clock: &SystemClock,
            watch: &Silent,
        };
        let told = |ended: &_| {
            tell(ended);
            bells.passed.notify_one();
        };
        worker::work(pass, &halt, &bells.delivered, || lock(&self.config), told).await;
        Ok(Exit::Done)
    }
}

/// How a half ended; never ready where there is none.
async fn joined(running: Option<&mut Running>) -> Result<Exit, Stop> {
    let Some(running) = running else { return std::future::pending().await };
    running.await.unwrap_or_else(|error| Err(Stop::new(Exit::Failed, error)))
}

/// The lock, if nobody else holds it. Any other reason not to get it is told: it may last.
fn lock(config: &Config) -> Option<Lock> {
    let taken = Lock::take(config);
    if let Err(stop) = &taken
        && stop.exit != Exit::Locked
    {
        tracing::error!("{stop}");
    }
    taken.ok()
}

fn tell(ended: &Result<PassReport, PassError>) {
    match ended {
        Ok(report) => {
            run::complain(report);
            let changed = report.published.iter().filter(|file| file.changed).count();
            tracing::info!(changed, items = report.items_total, "a pass is done");
        }
        Err(error) => {
            if let Some(report) = error.report() {
                run::complain(report);
            }
            tracing::error!("{}", chain(error));
        }
    }
}
