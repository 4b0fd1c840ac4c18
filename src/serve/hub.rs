//! Requests to our own WebSub hub.

use axum::body::{Body, to_bytes};
use axum::http::{Method, StatusCode};
use axum::response::Response;

use crate::serve::answer::{self, Asked, plain};
use crate::serve::backend::Backend;

/// Longest request: two addresses and a secret.
const MAX_BYTES: usize = 8 * 1024;

/// Whether a request is for the hub.
pub(super) fn is_asked(asked: &Asked<'_>) -> bool {
    asked.path == "/hub"
}

/// Answers it. What is asked for is only noted: whoever asked is asked back in a moment.
pub(super) async fn answer(backend: &dyn Backend, asked: &Asked<'_>, body: Body) -> Response {
    if *asked.method != Method::POST {
        return answer::posted_alone();
    }
    let Ok(body) = to_bytes(body, MAX_BYTES).await else {
        return plain(StatusCode::PAYLOAD_TOO_LARGE, "the request is too long\n");
    };
    let form = String::from_utf8_lossy(&body);
    match backend.subscribe(&form).await {
        Ok((status, words)) => {
            let status = StatusCode::from_u16(status).unwrap_or(StatusCode::BAD_REQUEST);
            plain(status, format!("{words}\n"))
        }
        Err(error) => {
            tracing::error!(error, "a subscription could not be noted");
            plain(StatusCode::INTERNAL_SERVER_ERROR, "try again\n")
        }
    }
}
