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
use crate::cli::daemon::{Bells, Daemon};
use crate::cli::exit::{Exit, Stop};
use crate::cli::follower::Follower;
use crate::cli::orders::{Order, Orders};
use crate::cli::setup;
use crate::config::Config;
use crate::serve as server;
use crate::serve::Backend;

/// Running answers get this long to end.
const GRACE: Duration = Duration::from_secs(8);

/// Serves until told to stop (SIGINT, SIGTERM).
pub(super) fn serve(global: &Global, args: &Serve) -> Result<Exit, Stop> {
    let environment = setup::environment();
    let file = setup::config_file(global, &environment)?;
    setup::wait_for(async {
        // Before the file is read, so that no change of it is missed.
        let mut orders = Orders::new(file.clone(), environment.clone())?;
        let config = setup::load(&file, &environment)?;
        let socket = if args.no_http { None } else { Some(listen(args.listen).await?.into_std()?) };
        let mut daemon = Daemon::start(&config, socket, !args.no_fetch)?;
        loop {
            tokio::select! {
                order = orders.next() => match order {
                    Order::Stop => break,
                    Order::Reload(config) => daemon.reload(&config),
                },
                ended = daemon.ended() => return ended,
            }
        }
        daemon.stop(orders.stopped()).await;
        Ok(Exit::Done)
    })?
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
pub(super) fn backend(config: &Config, bells: &Bells) -> Result<Arc<dyn Backend>, Stop> {
    Ok(Arc::new(StoreBackend {
        plan: config.plan.clone(),
        store: setup::store_to_read(config)?,
        fetch: Box::new(setup::client(&config.plan.fetch)?),
        follower: Follower::new(config.push.clone(), bells.clone()),
    }))
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
