//! The HTTP server: answers from the published folder, with ready validators and compression.
//!
//! It knows nothing of stores and passes: what stands in the folder is what is published, whoever
//! wrote it. TLS is the business of a proxy in front.

mod answer;
mod files;

use std::future::Future;
use std::io;
use std::path::PathBuf;
use std::sync::Arc;

use axum::Router;
use axum::extract::{Request, State};
use axum::response::Response;
use tokio::net::TcpListener;

use crate::serve::files::Files;

/// Serves a folder until `stop` is ready; then lets running answers end.
pub async fn serve(
    listener: TcpListener,
    folder: PathBuf,
    stop: impl Future<Output = ()> + Send + 'static,
) -> io::Result<()> {
    let files = Arc::new(Files::new(folder));
    let router = Router::new().fallback(respond).with_state(files);
    axum::serve(listener, router).with_graceful_shutdown(stop).await
}

async fn respond(State(files): State<Arc<Files>>, request: Request) -> Response {
    let (parts, _body) = request.into_parts();
    answer::answer(&files, &parts.method, parts.uri.path(), &parts.headers).await
}
