//! The HTTP server: answers from the published folder, with ready validators and compression.
//!
//! What stands in the folder is what is published, whoever wrote it; only filters and some metrics
//! need more, and are asked of a [`Backend`]. TLS is the business of a proxy in front.

mod answer;
mod backend;
mod coding;
mod connections;
mod counters;
mod files;
mod filter;
mod hub;
mod oembed;
mod partial;
mod push;
mod status;

use std::convert::Infallible;
use std::future::Future;
use std::io;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Instant;

use axum::Router;
use axum::body::HttpBody;
use axum::extract::{Request, State};
use axum::http::header::USER_AGENT;
use axum::http::{Method, StatusCode};
use axum::response::Response;
use tokio::net::TcpListener;
use tokio::sync::Notify;

pub use backend::{Backend, Delivery, Filter};

use answer::{Asked, plain};
use counters::Counters;
use files::{Files, Found};
use filter::BadFilter;
use partial::Partial;
use push::Callbacks;
use status::Status;

/// What all connections share.
struct Site {
    files: Files,
    backend: Option<Arc<dyn Backend>>,
    partial: Partial,
    status: Status,
    counters: Counters,
    callbacks: Callbacks,
}

/// Serves a folder until `stop` is ready; then lets running answers end.
pub async fn serve(
    listener: TcpListener,
    folder: PathBuf,
    backend: Option<Arc<dyn Backend>>,
    stop: impl Future<Output = ()> + Send + 'static,
) -> io::Result<()> {
    let site = Arc::new(Site {
        files: Files::new(folder),
        backend,
        partial: Partial::default(),
        status: Status::default(),
        counters: Counters::default(),
        callbacks: Callbacks::default(),
    });
    // What ends leaves our subscriptions to what comes after it.
    let ending = Arc::new(Notify::new());
    let told = ending.clone();
    let stop = async move {
        stop.await;
        told.notify_one();
    };
    let router = Router::new().fallback(respond).with_state(site.clone());
    let accepting = connections::accept(listener, router, stop);
    tokio::select! {
        ended = accepting => ended,
        never = push(&site) => match never {},
        never = follow(&site, &ending) => match never {},
    }
}

/// Has our subscriptions looked after until the server is to stop.
async fn follow(site: &Site, ending: &Notify) -> Infallible {
    if let Some(backend) = &site.backend {
        tokio::select! {
            never = backend.follow() => match never {},
            () = ending.notified() => {}
        }
    }
    std::future::pending().await
}

/// Has the hub do its work.
async fn push(site: &Site) -> Infallible {
    match &site.backend {
        Some(backend) => backend.push().await,
        None => std::future::pending().await,
    }
}

async fn respond(State(site): State<Arc<Site>>, request: Request) -> Response {
    let began = Instant::now();
    let (parts, body) = request.into_parts();
    let path = files::usual(parts.uri.path());
    let asked =
        Asked { method: &parts.method, path: &path, uri: &parts.uri, headers: &parts.headers };
    let response = match site.backend.as_deref() {
        Some(backend) if backend.is_hub() && hub::is_asked(&asked) => {
            hub::answer(backend, &asked, body).await
        }
        Some(backend) if push::is_asked(&asked) => {
            site.callbacks.answer(backend, &asked, body).await
        }
        _ => site.answer(&asked).await,
    };
    let bytes = sent(&asked, &response);
    site.counters.count(response.status().as_u16(), bytes);
    tracing::info!(
        target: "sangam::access",
        method = %parts.method,
        path = %push::shown(&asked),
        status = response.status().as_u16(),
        bytes,
        microseconds = began.elapsed().as_micros(),
        agent = parts.headers.get(USER_AGENT).and_then(|agent| agent.to_str().ok()),
    );
    response
}

/// Bytes of the body that goes out.
fn sent(asked: &Asked<'_>, response: &Response) -> u64 {
    let is_sent = *asked.method != Method::HEAD;
    response.body().size_hint().exact().filter(|_| is_sent).unwrap_or(0)
}

impl Site {
    async fn answer(&self, asked: &Asked<'_>) -> Response {
        if *asked.method == Method::OPTIONS {
            return answer::preflight();
        }
        if !asked.is_read() {
            return answer::not_allowed();
        }
        match asked.path {
            "/healthz" => plain(StatusCode::OK, "ok\n"),
            "/readyz" => self.ready().await,
            "/metrics" => self.metrics().await,
            "/oembed" => oembed::answer(&self.files, asked).await,
            _ => self.published(asked).await,
        }
    }

    /// Ready once something is published.
    async fn ready(&self) -> Response {
        match self.files.find("/index.html").await {
            Ok(Found::File(..)) => plain(StatusCode::OK, "ready\n"),
            _ => plain(StatusCode::SERVICE_UNAVAILABLE, "nothing is published yet\n"),
        }
    }

    async fn metrics(&self) -> Response {
        let mut text = self.counters.lines();
        if let Some(backend) = &self.backend {
            match backend.metrics().await {
                Ok(more) => text.push_str(&more),
                Err(error) => tracing::error!(error, "the metrics are not whole"),
            }
        }
        answer::metrics(text)
    }

    async fn published(&self, asked: &Asked<'_>) -> Response {
        let path = asked.path;
        if let Some(backend) = self.backend.as_deref().filter(|_| Status::knows(path)) {
            return self.status.answer(&self.files, backend, asked).await;
        }
        let query = asked.uri.query().unwrap_or_default();
        let Some(backend) = self.backend.as_deref().filter(|_| !query.is_empty()) else {
            return answer::file(&self.files, asked).await;
        };
        match filter::Filter::parse(path, query) {
            Ok(None) => answer::file(&self.files, asked).await,
            Ok(Some(filter)) => self.partial.answer(&self.files, backend, &filter, asked).await,
            Err(bad @ BadFilter::TooLong) => plain(StatusCode::URI_TOO_LONG, format!("{bad}\n")),
            Err(bad) => plain(StatusCode::BAD_REQUEST, format!("{bad}\n")),
        }
    }
}
