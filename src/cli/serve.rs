//! `sangam serve`: scheduler and HTTP server in one.

use std::future::Future;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use tokio::net::TcpListener;
use tokio::sync::watch;

use crate::cli::args::{Global, Serve};
use crate::cli::backend::StoreBackend;
use crate::cli::exit::{Exit, Stop, chain};
use crate::cli::run;
use crate::cli::setup::{self, Lock};
use crate::clock::SystemClock;
use crate::config::Config;
use crate::fetch::Fetch;
use crate::model::report::PassReport;
use crate::pipeline::{Pass, PassError, Silent};
use crate::serve::Backend;
use crate::store::Store;
use crate::{serve as server, worker};

/// Running answers get this long to end.
const GRACE: Duration = Duration::from_secs(10);

/// Serves until told to stop (SIGINT, SIGTERM).
pub(super) fn serve(global: &Global, args: &Serve) -> Result<Exit, Stop> {
    let config = setup::config(global)?;
    let stop = async { stop_signal().await };
    setup::runtime()?.block_on(async {
        let folder = config.plan.publish.to.clone();
        match (args.no_http, args.no_fetch) {
            (true, _) => fetch_until(&config, stop).await,
            (false, true) => {
                let listener = listen(args.listen).await?;
                serve_until(listener, folder, backend(&config)?, stop).await
            }
            (false, false) => {
                let listener = listen(args.listen).await?;
                both_until(&config, listener, folder, stop).await
            }
        }
    })
}

/// Binds, and says where.
pub(super) async fn listen(address: SocketAddr) -> Result<TcpListener, Stop> {
    let failed = |error| Stop::new(Exit::Usage, format!("listen on {address}: {error}"));
    let listener = TcpListener::bind(address).await.map_err(failed)?;
    let address = listener.local_addr().map_err(failed)?;
    tracing::info!("serving on http://{address}/");
    Ok(listener)
}

/// What the server asks of the store.
pub(super) fn backend(config: &Config) -> Result<Arc<dyn Backend>, Stop> {
    let store = setup::store_to_read(config)?;
    let is_own_hub = config.plan.publish.is_own_hub;
    let client = is_own_hub.then(|| setup::client(&config.plan.fetch)).transpose()?;
    let fetch = client.map(|client| Box::new(client) as Box<dyn Fetch>);
    Ok(Arc::new(StoreBackend { plan: config.plan.clone(), store, fetch }))
}

/// Serves a folder until `stop` is ready, and then as long as running answers take, within
/// bounds.
pub(super) async fn serve_until(
    listener: TcpListener,
    folder: PathBuf,
    backend: Arc<dyn Backend>,
    stop: impl Future<Output = ()>,
) -> Result<Exit, Stop> {
    let (tell, mut told) = watch::channel(false);
    let stopping = async move {
        // The sender goes away only after it has told.
        let _ = told.wait_for(|stop| *stop).await;
    };
    let mut server = Box::pin(server::serve(listener, folder, Some(backend), stopping));
    tokio::select! {
        ended = &mut server => return ended.map(|()| Exit::Done).map_err(Stop::from),
        () = stop => {}
    }
    tell.send_replace(true);
    if tokio::time::timeout(GRACE, server).await.is_err() {
        tracing::warn!("some answers did not end in time and were cut");
    }
    Ok(Exit::Done)
}

async fn both_until(
    config: &Config,
    listener: TcpListener,
    folder: PathBuf,
    stop: impl Future<Output = ()>,
) -> Result<Exit, Stop> {
    let (tell, mut told) = watch::channel(false);
    // Opened first, so that the server finds a store too.
    let store = setup::store(config)?;
    let server = serve_until(listener, folder, backend(config)?, async {
        let _ = told.wait_for(|stop| *stop).await;
    });
    let worker = async {
        let ended = fetch_into(config, &store, stop).await;
        tell.send_replace(true);
        ended
    };
    tokio::try_join!(server, worker).map(|(exit, _)| exit)
}

/// Fetches what is due until `stop` is ready.
async fn fetch_until(config: &Config, stop: impl Future<Output = ()>) -> Result<Exit, Stop> {
    fetch_into(config, &setup::store(config)?, stop).await
}

async fn fetch_into(
    config: &Config,
    store: &dyn Store,
    stop: impl Future<Output = ()>,
) -> Result<Exit, Stop> {
    let client = setup::client(&config.plan.fetch)?;
    let sink = setup::sink(config);
    let pass = Pass {
        plan: &config.plan,
        fetch: &client,
        store,
        sink: &sink,
        clock: &SystemClock,
        watch: &Silent,
    };
    tokio::select! {
        () = worker::work(pass, || lock(config), tell) => {}
        () = stop => {}
    }
    Ok(Exit::Done)
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

/// Ready when the process is told to stop.
pub(super) async fn stop_signal() {
    let interrupted = tokio::signal::ctrl_c();
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        if let Ok(mut terminated) = signal(SignalKind::terminate()) {
            tokio::select! {
                _ = interrupted => {}
                _ = terminated.recv() => {}
            }
            return;
        }
    }
    let _ = interrupted.await;
}
