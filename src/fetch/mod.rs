//! Fetching: from a request plan to the bytes of an answer, politely and within bounds.

use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use chrono::TimeDelta;
use url::Url;

use crate::model::document::Document;
use crate::model::push::Offer;
use crate::model::source::Validators;

pub use error::{FetchError, SetupError};
pub use left_alone::LeftAlone;
pub use pace::LONGEST_SPACING;
pub use retry::RetryAfter;
pub use silent::Silent;
pub use transport::Transport;

pub mod address;

pub mod transport;

pub mod resolve;

pub mod dial;

pub mod local;

pub mod robots;

mod port;

mod limits;

mod conditional;

mod freshness;

mod link;

mod encoding;

mod redirect;

mod left_alone;

mod pace;

mod proxy;

mod guard;

mod error;

mod failure;

mod retry;

mod silent;

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
    /// How the source wants to be asked.
    pub transport: Arc<Transport>,
    /// Whether what is new is enough (RFC 3229, `A-IM: feed`).
    pub delta: bool,
    /// Least time before the next request to the host, beside what holds for every host.
    pub spacing: Duration,
    /// Time that the host is yet to be left in peace after what another process asked it.
    pub rest: Duration,
    /// Hosts that are not to be asked, nor by way of a redirect.
    pub left_alone: LeftAlone,
    /// Hosts that did not answer others.
    pub silent: Silent,
    /// How long it may wait for its turn at the host; `None`: as long as it takes.
    pub patience: Option<Duration>,
    /// Bytes of a body, where fewer than usual are enough.
    pub max_body: Option<u64>,
}

impl RequestPlan {
    /// A plain request.
    #[must_use]
    pub fn to(url: Url) -> Self {
        Self {
            url,
            validators: Validators::default(),
            headers: Vec::new(),
            transport: Arc::default(),
            delta: false,
            spacing: Duration::ZERO,
            rest: Duration::ZERO,
            left_alone: LeftAlone::default(),
            silent: Silent::default(),
            patience: None,
            max_body: None,
        }
    }
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
        /// What it says of the next request.
        hints: Hints,
    },
}

/// A document and what came with it.
#[derive(Debug, Clone)]
pub struct Fetched {
    /// HTTP status: 2xx with the whole document in its body, or 226 with what is new.
    pub status: u16,
    /// The document; its `url` is the one after redirects.
    pub document: Document,
    /// To send next time.
    pub validators: Validators,
    /// What the answer says of the next request.
    pub hints: Hints,
}

/// What an answer says of the next request.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Hints {
    /// Where permanent redirects, and only such, led to.
    pub moved_to: Option<Url>,
    /// How long it stays fresh; `None` where it does not say.
    pub fresh_for: Option<Duration>,
    /// Which hubs send it when it changes (`Link`, RFC 8288).
    pub offer: Offer,
}

/// What is sent: a POST.
#[derive(Debug, Clone)]
pub struct Message {
    /// Where to.
    pub url: Url,
    /// `Content-Type`.
    pub content_type: &'static str,
    /// Further headers.
    pub headers: Vec<(String, String)>,
    /// What.
    pub body: Vec<u8>,
    /// Hosts that are not to be asked.
    pub left_alone: LeftAlone,
}

/// What came back for that.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    /// HTTP status, whatever it is.
    pub status: u16,
    /// The beginning of what stands in the answer, as text.
    pub body: String,
    /// `Location`, of a redirect: it is not followed.
    pub location: Option<String>,
    /// When it asks to come again.
    pub retry_after: Option<RetryAfter>,
}

/// Says where a redirect may be followed.
#[async_trait]
pub trait Judge: Send + Sync {
    /// The least time before the next request to the host of an address, if it may be asked for.
    async fn judge(&self, to: &Url) -> Result<Duration, FetchError>;
}

/// Every redirect may be followed.
pub(crate) struct Anywhere;

#[async_trait]
impl Judge for Anywhere {
    async fn judge(&self, _to: &Url) -> Result<Duration, FetchError> {
        Ok(Duration::ZERO)
    }
}

/// Does the asking. The one real implementation is [`client::Client`](crate::fetch::client).
#[async_trait]
pub trait Fetch: Send + Sync {
    /// Fetches one document. Bounded in time and memory whatever the server does.
    async fn fetch(&self, plan: &RequestPlan) -> Result<FetchOutcome, FetchError>;

    /// The same, with somebody who says where redirects may be followed. Who follows none need not
    /// ask.
    async fn fetch_judged(
        &self,
        plan: &RequestPlan,
        judge: &dyn Judge,
    ) -> Result<FetchOutcome, FetchError> {
        let _ = judge;
        self.fetch(plan).await
    }

    /// Sends something, with the same guard and bounds. Who only fetches answers 501.
    async fn send(&self, message: &Message) -> Result<Answer, FetchError> {
        let _ = message;
        Ok(Answer { status: 501, body: String::new(), location: None, retry_after: None })
    }
}

/// `[fetch]`, checked.
#[derive(Debug, Clone)]
pub struct FetchOptions {
    /// `User-Agent`: name, version and contact.
    pub user_agent: String,
    /// From the start of a request to the last byte of its body.
    pub timeout: Duration,
    /// Until a connection stands. A host that takes longer to say hello is down.
    pub connect_timeout: Duration,
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
    /// Ports that may be dialled beside 80, 443 and those above 1023 that are a web server's.
    pub allow_ports: Vec<u16>,
    /// Whether a redirect from https to http is followed.
    pub allow_downgrade: bool,
    /// For what robots.txt is asked.
    pub robots: robots::RobotsScope,
    /// How long a permanent redirect must hold before it is adopted.
    pub moved_after: TimeDelta,
    /// Bytes that one pass takes in.
    pub max_pass: u64,
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
            connect_timeout: Duration::from_secs(10),
            max_body: 10_000_000,
            concurrency: 512,
            per_host: 2,
            host_delay: Duration::ZERO,
            allow_private: address::AllowPrivate::None,
            allow_ports: Vec::new(),
            allow_downgrade: false,
            robots: robots::RobotsScope::Pages,
            moved_after: TimeDelta::days(1),
            max_pass: 1_000_000_000,
            proxy: None,
        }
    }
}
