//! Fetching: from a request plan to the bytes of an answer, politely and within bounds.

use std::time::Duration;

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use url::Url;

use crate::model::document::Document;
use crate::model::source::Validators;

/// What to ask for.
#[derive(Debug, Clone)]
pub struct RequestPlan {
    /// The address.
    pub url: Url,
    /// Of the last answer; empty for an unconditional request.
    pub validators: Validators,
    /// Further headers, for the origin of `url` only.
    pub headers: Vec<(String, String)>,
}

/// What came back, where something did.
#[derive(Debug, Clone)]
pub enum FetchOutcome {
    /// A document.
    Fetched(Fetched),
    /// 304: what we have is what there is. A 304 may carry newer validators.
    NotModified {
        /// As the 304 gave them; what it left out stays as it was.
        validators: Validators,
    },
}

/// A document and what came with it.
#[derive(Debug, Clone)]
pub struct Fetched {
    /// HTTP status, 2xx.
    pub status: u16,
    /// The document; its `url` is the one after redirects.
    pub document: Document,
    /// To send next time.
    pub validators: Validators,
}

/// Does the asking. The one real implementation is [`client::Client`](crate::fetch::client).
#[async_trait]
pub trait Fetch: Send + Sync {
    /// Fetches one document. Bounded in time and memory whatever the server does.
    async fn fetch(&self, plan: &RequestPlan) -> Result<FetchOutcome, FetchError>;
}

/// `[fetch]`, checked.
#[derive(Debug, Clone)]
pub struct FetchOptions {
    /// `User-Agent`: name, version and contact.
    pub user_agent: String,
    /// From the start of a request to the last byte of its body.
    pub timeout: Duration,
    /// Bytes of a body after decompression.
    pub max_body: u64,
    /// Requests in flight.
    pub concurrency: usize,
    /// Requests in flight to one host.
    pub per_host: usize,
    /// Least time between the starts of two requests to one host.
    pub host_delay: Duration,
    /// Which private addresses may be dialled.
    pub allow_private: address::AllowPrivate,
    /// Proxy for every request: `http://`, `https://` or `socks5://`.
    pub proxy: Option<Url>,
}

/// Why nothing came back, cut by what the caller does next.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum FetchError {
    /// The server answered with a status that is no success. `retry_after` as it asked.
    #[error("the server answered {status}{}", reason(*status))]
    Status {
        /// HTTP status.
        status: u16,
        /// `Retry-After`, as the moment it names.
        retry_after: Option<DateTime<Utc>>,
    },
}

impl FetchError {
    /// Stable, kebab-case: `timeout`, `dns`, `tls`, `refused`, `too-large`, `status-404`,
    /// `address-refused`, `redirects`, …
    #[must_use]
    pub fn code(&self) -> String {
        match self {
            Self::Status { status, .. } => format!("status-{status}"),
        }
    }
}

fn reason(_status: u16) -> &'static str {
    ""
}

pub mod address;
