//! Requests to the callbacks at which hubs elsewhere reach us, within bounds.

use std::borrow::Cow;
use std::time::Duration;

use axum::body::{Body, to_bytes};
use axum::http::header::{CONTENT_ENCODING, CONTENT_TYPE, RETRY_AFTER};
use axum::http::{HeaderName, HeaderValue, Method, StatusCode};
use axum::response::Response;
use tokio::sync::Semaphore;

use crate::serve::answer::{Asked, plain};
use crate::serve::backend::{Backend, Delivery};

/// Where callbacks are.
const FOLDER: &str = "/push/";

/// Deliveries that are taken in at once; more are told to come later.
const AT_ONCE: usize = 4;

/// How long one may take to come in.
const PATIENCE: Duration = Duration::from_secs(30);

/// Seconds after which a hub may try again.
const LATER: HeaderValue = HeaderValue::from_static("60");

const SIGNATURE: HeaderName = HeaderName::from_static("x-hub-signature");

/// Whether a request is for a callback.
pub(super) fn is_asked(asked: &Asked<'_>) -> bool {
    asked.path.starts_with(FOLDER)
}

/// An address as the log shows it: whoever reads that is to know no callback.
pub(super) fn shown<'a>(asked: &Asked<'a>) -> Cow<'a, str> {
    if is_asked(asked) {
        return "/push/…".into();
    }
    asked.uri.path_and_query().map_or(asked.uri.path(), |both| both.as_str()).into()
}

/// The callbacks.
#[derive(Debug)]
pub(super) struct Callbacks {
    places: Semaphore,
}

impl Default for Callbacks {
    fn default() -> Self {
        Self { places: Semaphore::new(AT_ONCE) }
    }
}

impl Callbacks {
    pub(super) async fn answer(
        &self,
        backend: &dyn Backend,
        asked: &Asked<'_>,
        body: Body,
    ) -> Response {
        let token = asked.path.strip_prefix(FOLDER).unwrap_or_default();
        let answered = match *asked.method {
            Method::GET => ask(backend, token, asked.uri.query().unwrap_or_default()).await,
            Method::POST => self.take(backend, token, asked, body).await,
            _ => Ok(plain(StatusCode::METHOD_NOT_ALLOWED, "only GET and POST are answered here\n")),
        };
        answered.unwrap_or_else(|error| {
            tracing::error!(error, "a hub could not be answered");
            later(StatusCode::INTERNAL_SERVER_ERROR, "try again\n")
        })
    }

    async fn take(
        &self,
        backend: &dyn Backend,
        token: &str,
        asked: &Asked<'_>,
        body: Body,
    ) -> Result<Response, String> {
        let limit = match backend.admits(token).await? {
            Ok(limit) => limit,
            Err((status, words)) => return Ok(later(code(status), words)),
        };
        let Ok(_place) = self.places.try_acquire() else {
            return Ok(later(StatusCode::SERVICE_UNAVAILABLE, "too many deliveries at once\n"));
        };
        let body = match tokio::time::timeout(PATIENCE, to_bytes(body, limit)).await {
            Ok(Ok(body)) => body,
            Ok(Err(_)) => return Ok(plain(StatusCode::PAYLOAD_TOO_LARGE, "it is too long\n")),
            Err(_) => return Ok(later(StatusCode::REQUEST_TIMEOUT, "it came too slowly\n")),
        };
        let text = |name: HeaderName| {
            let value = asked.headers.get(name)?;
            Some(String::from_utf8_lossy(value.as_bytes()).into_owned())
        };
        let delivery = Delivery {
            signature: text(SIGNATURE),
            content_type: text(CONTENT_TYPE),
            is_encoded: text(CONTENT_ENCODING).is_some_and(|coding| coding != "identity"),
            body,
        };
        backend.delivered(token, delivery).await?;
        Ok(plain(StatusCode::ACCEPTED, ""))
    }
}

async fn ask(backend: &dyn Backend, token: &str, query: &str) -> Result<Response, String> {
    let (status, words) = backend.asked_back(token, query).await?;
    Ok(plain(code(status), words))
}

fn code(status: u16) -> StatusCode {
    StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)
}

/// Some words, and when to come again where that helps.
fn later(status: StatusCode, words: impl Into<bytes::Bytes>) -> Response {
    let mut response = plain(status, words);
    if !matches!(status, StatusCode::NOT_FOUND | StatusCode::GONE) {
        response.headers_mut().insert(RETRY_AFTER, LATER);
    }
    response
}
