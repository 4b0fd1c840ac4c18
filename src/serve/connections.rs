//! Connections, within bounds: how many there are, how long one waits for a request, how long it
//! lasts, how long its headers are.
//!
//! A client that holds a connection and says nothing, or takes its answer a byte at a time, costs
//! one of [`MOST`] places for a while, and nobody else anything.

use std::future::Future;
use std::io;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use hyper_util::rt::{TokioExecutor, TokioIo, TokioTimer};
use hyper_util::server::conn::auto::Builder;
use hyper_util::service::TowerToHyperService;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{OwnedSemaphorePermit, Semaphore, watch};

/// Connections at once; more wait in the system's queue.
const MOST: u32 = 1024;

/// How long a request's head may take, and how long a kept connection may be silent.
const PATIENCE: Duration = Duration::from_secs(15);

/// How long whoever has just come in may take for a first word, once the server is to stop.
const LAST_CALL: Duration = Duration::from_secs(2);

/// How long a connection lasts at most.
const LIFETIME: Duration = Duration::from_mins(5);

/// Request line and headers together; a longer head is answered with 431.
const HEAD_BYTES: usize = 16 * 1024;

/// After a failure to accept, such as when the process is out of file handles.
const RECOVERY: Duration = Duration::from_millis(100);

/// Answers connections until `stop` is ready; then lets running answers end.
pub(super) async fn accept(
    listener: TcpListener,
    router: Router,
    stop: impl Future<Output = ()>,
) -> io::Result<()> {
    let places = Arc::new(Semaphore::new(MOST as usize));
    let (ending, told) = watch::channel(false);
    let mut stop = std::pin::pin!(stop);
    loop {
        let next = async {
            let place = places.clone().acquire_owned().await.expect("the places are never closed");
            (place, listener.accept().await)
        };
        let (place, accepted) = tokio::select! {
            next = next => next,
            () = &mut stop => break,
        };
        match accepted {
            Ok((stream, _)) => {
                tokio::spawn(answer(stream, router.clone(), told.clone(), place));
            }
            Err(error) => {
                tracing::debug!(%error, "a connection could not be accepted");
                tokio::time::sleep(RECOVERY).await;
            }
        }
    }
    drop(listener);
    ending.send_replace(true);
    // Every place is free when every connection has ended.
    let _ = places.acquire_many(MOST).await;
    Ok(())
}

/// Answers what one client asks, and only the request at hand once the server is to stop.
///
/// hyper would close a connection at once on which nothing was read yet. Its client may have come
/// before the server was told, or be one that the next server on this socket was to have, so its
/// first request is waited for.
async fn answer(
    stream: TcpStream,
    router: Router,
    mut told: watch::Receiver<bool>,
    _place: OwnedSemaphorePermit,
) {
    // Small answers go out at once.
    let _ = stream.set_nodelay(true);
    let mut byte = [0];
    let silent = async {
        tokio::select! {
            () = tokio::time::sleep(PATIENCE) => {}
            () = async { ended(&mut told).await; tokio::time::sleep(LAST_CALL).await } => {}
        }
    };
    tokio::select! {
        biased;
        _ = stream.peek(&mut byte) => {}
        () = silent => return,
    }
    let mut builder = Builder::new(TokioExecutor::new()).http1_only();
    builder.http1().timer(TokioTimer::new()).header_read_timeout(PATIENCE).max_buf_size(HEAD_BYTES);
    let service = TowerToHyperService::new(router);
    let connection = builder.serve_connection(TokioIo::new(stream), service).into_owned();
    let mut connection = std::pin::pin!(connection);
    let answering = async {
        tokio::select! {
            // It reads what has come before it hears that it is to end.
            biased;
            ended = &mut connection => return ended,
            () = ended(&mut told) => connection.as_mut().graceful_shutdown(),
        }
        connection.await
    };
    match tokio::time::timeout(LIFETIME, answering).await {
        Ok(Err(error)) => tracing::debug!(%error, "a connection broke off"),
        Err(_) => tracing::debug!("a connection lasted too long and was cut"),
        Ok(Ok(())) => {}
    }
}

/// Ready when the server is to stop.
async fn ended(told: &mut watch::Receiver<bool>) {
    // The sender goes away only after it has told, or with the server.
    let _ = told.wait_for(|ending| *ending).await;
}
