//! Fetching: from a request plan to the bytes of an answer, politely and within bounds.

use std::time::Duration;

use async_trait::async_trait;
use url::Url;

use crate::model::document::Document;
use crate::model::source::Validators;

pub use error::{FetchError, SetupError};
pub use retry::RetryAfter;

pub mod address;

mod conditional;

mod encoding;

mod redirect;

mod pace;

mod proxy;

mod guard;

mod error;

mod failure;

mod retry;

pub mod client;

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
        /// To send next time: those of the 304 and, where it left one out, the one that was sent.
        validators: Validators,
    },
}

/// A document and what came with it.
#[derive(Debug, Clone)]
pub struct Fetched {
    /// HTTP status: 2xx with the whole document in its body.
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
    /// Proxy for every request: `http://`, `https://`, `socks5://` or `socks5h://`. `None`: as the
    /// environment says (`HTTPS_PROXY`, `HTTP_PROXY`, `ALL_PROXY`, `NO_PROXY`), but never for this
    /// machine's own addresses.
    pub proxy: Option<Url>,
}

/// What holds where the configuration says nothing, or is not there.
impl Default for FetchOptions {
    fn default() -> Self {
        Self {
            user_agent: concat!("sangam/", env!("CARGO_PKG_VERSION")).to_owned(),
            timeout: Duration::from_secs(30),
            max_body: 10_000_000,
            concurrency: 512,
            per_host: 2,
            host_delay: Duration::ZERO,
            allow_private: address::AllowPrivate::None,
            proxy: None,
        }
    }
}
