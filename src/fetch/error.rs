//! Why nothing came back.

use std::net::IpAddr;
use std::time::Duration;

use chrono::{DateTime, Utc};

pub use setup::SetupError;

use super::retry::RetryAfter;
use crate::model::source::Failure;
use status::meaning;

mod setup;
mod status;

/// Why nothing came back, cut by what the caller does next. Addresses in the messages have no
/// credentials.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum FetchError {
    /// The server answered with a status that brings no document.
    #[error("the server answered {status}{}", meaning(*status))]
    Status {
        /// The host.
        host: String,
        /// HTTP status.
        status: u16,
        /// When it asks to come again.
        retry_after: Option<RetryAfter>,
        /// The beginning of the page that came with it, where that may say why.
        page: String,
    },
    /// The server wants to see a browser first, and says so in its header.
    #[error(
        "{host} answers a challenge that only a browser can pass; ask its owner to let sangam in, or for another address"
    )]
    Challenge {
        /// The host.
        host: String,
        /// HTTP status.
        status: u16,
        /// When it asks to come again.
        retry_after: Option<RetryAfter>,
    },
    /// 304 to a request without validators: there is nothing that could be "not modified".
    #[error("{host} answered 304 (not modified) although nothing was said about a known version")]
    UnaskedNotModified {
        /// The host.
        host: String,
    },
    /// No connection came about in time.
    #[error("no connection to {host} within {}", seconds(*after))]
    ConnectTimeout {
        /// The host.
        host: String,
        /// The limit.
        after: Duration,
    },
    /// The answer was not complete in time.
    #[error("{host} did not answer completely within {}; raise `timeout` in [fetch] if it is just slow", seconds(*after))]
    Timeout {
        /// The host.
        host: String,
        /// The limit.
        after: Duration,
    },
    /// The connection stood, and no header came in time.
    #[error("{host} did not begin to answer within {}; raise `timeout` if it is just slow", seconds(*after))]
    NoHead {
        /// The host.
        host: String,
        /// The limit.
        after: Duration,
    },
    /// The answer stopped in the middle.
    #[error("{host} stopped in the middle of its answer for {}", seconds(*after))]
    Idle {
        /// The host.
        host: String,
        /// The limit.
        after: Duration,
    },
    /// The name of the host could not be resolved.
    #[error(
        "no address found for {host}: {reason}; check the spelling of the address and this machine's DNS"
    )]
    Dns {
        /// The host.
        host: String,
        /// As the resolver said it.
        reason: String,
    },
    /// All addresses of the host are private and not allowed.
    #[error(
        "{host} is at the private address {address}, which is refused; if that is meant, list it under `allow_private` in [fetch]"
    )]
    AddressRefused {
        /// The host.
        host: String,
        /// One of its addresses.
        address: IpAddr,
    },
    /// The port is that of another service.
    #[error(
        "port {port} of {host} is no port of a web server, which is refused; if that is meant, list it under `allow_ports`"
    )]
    PortRefused {
        /// The host.
        host: String,
        /// The port.
        port: u16,
    },
    /// The host's name means the proxy itself. The proxy resolves names, so that here nothing is
    /// known of the address.
    #[error(
        "{host} would be the proxy itself, which is refused; if that is meant, set `allow_private = true` in [fetch]"
    )]
    NameRefused {
        /// The host.
        host: String,
    },
    /// The secure connection failed, most often for the server's certificate.
    #[error("no secure connection to {host}: {reason}")]
    Tls {
        /// The host.
        host: String,
        /// As the TLS library said it.
        reason: String,
    },
    /// Nothing listens there.
    #[error("{host} refused the connection")]
    Refused {
        /// The host.
        host: String,
    },
    /// No connection, for another reason.
    #[error("no connection to {host}: {reason}")]
    Connect {
        /// The host.
        host: String,
        /// As the system said it.
        reason: String,
    },
    /// The connection broke before the answer was complete.
    #[error("the connection to {host} ended before the answer was complete")]
    Reset {
        /// The host.
        host: String,
    },
    /// What came is no HTTP.
    #[error("the answer of {host} is broken: {reason}")]
    BadAnswer {
        /// The host.
        host: String,
        /// As the HTTP library said it.
        reason: String,
    },
    /// The body is not what its `Content-Encoding` says, or in one that nobody asked for.
    #[error("the answer of {host} cannot be decompressed: {reason}")]
    BadEncoding {
        /// The host.
        host: String,
        /// What is wrong with it.
        reason: String,
    },
    /// The body, decompressed, is longer than allowed.
    #[error(
        "the answer of {host} is longer than {limit} bytes; raise `max_body` in [fetch] if that is meant"
    )]
    TooLarge {
        /// The host.
        host: String,
        /// The limit.
        limit: u64,
    },
    /// A small body that would become a huge one.
    #[error(
        "the answer of {host} is a bomb: it becomes more than 200 times as large when it is decompressed"
    )]
    Bomb {
        /// The host.
        host: String,
    },
    /// The header of the answer is longer than any honest one.
    #[error("the header of the answer of {host} is longer than {limit} bytes")]
    HeadTooLarge {
        /// The host.
        host: String,
        /// The limit.
        limit: usize,
    },
    /// More redirects than anyone needs.
    #[error("more than {limit} redirects, the last to {to}")]
    TooManyRedirects {
        /// The limit.
        limit: usize,
        /// Where the last one points.
        to: String,
    },
    /// A redirect leads back to an address that was asked before.
    #[error("the redirects go round in a circle, by {to}")]
    RedirectLoop {
        /// Where it closes.
        to: String,
    },
    /// A redirect says no address, or one that cannot be read.
    #[error("{host} redirects to what is no address: {location:?}")]
    BadRedirect {
        /// The host.
        host: String,
        /// `Location`, as it was sent; empty where there was none.
        location: String,
    },
    /// A redirect leads from https to http.
    #[error(
        "a redirect from https to the unprotected {to} is refused; if that is meant, set `allow_downgrade = true`"
    )]
    Downgrade {
        /// Where it points.
        to: String,
    },
    /// The address is neither http nor https.
    #[error("{url} is neither an http nor an https address")]
    Scheme {
        /// The address.
        url: String,
    },
    /// The source's own certificate or proxy cannot be used.
    #[error(transparent)]
    Setup(#[from] SetupError),
    /// The host asked to be left alone; it was not asked.
    #[error("{host} asked to be left alone until {}", until.format("%Y-%m-%d %H:%M UTC"))]
    Held {
        /// The host.
        host: String,
        /// Until when.
        until: DateTime<Utc>,
    },
    /// The host did not answer others; it was not asked.
    #[error("{host} did not answer the requests before this one, and was not asked again")]
    Silent {
        /// The host.
        host: String,
        /// How those ended.
        code: &'static str,
    },
    /// So many requests wait for the host that it was not asked.
    #[error("too many requests wait for {host}")]
    Busy {
        /// The host.
        host: String,
        /// In how much time it may be asked, where that is known.
        after: Option<Duration>,
    },
    /// A redirect leads where nothing is to be asked for.
    #[error("{}", .0.message)]
    Forbidden(Failure),
    /// The file of a source cannot be read.
    #[error("{file} cannot be read: {reason}")]
    File {
        /// The file.
        file: String,
        /// As the system said it.
        reason: String,
    },
    /// The program of a source cannot be started.
    #[error("the program {program} cannot be started: {reason}")]
    NoProgram {
        /// The program.
        program: String,
        /// As the system said it.
        reason: String,
    },
    /// The program of a source failed.
    #[error("the program {program} {reason}")]
    Program {
        /// The program.
        program: String,
        /// How it ended, and its last words.
        reason: String,
    },
    /// An extra header of the source cannot be sent. Its value is not shown: it may be a secret.
    #[error(
        "header {name:?} has a name or a value that cannot be sent; check `headers` of the source"
    )]
    BadHeader {
        /// Its name.
        name: String,
    },
}

impl FetchError {
    /// Stable, kebab-case: `timeout`, `dns`, `tls`, `refused`, `too-large`, `status-404`,
    /// `address-refused`, `redirects`, …
    #[must_use]
    pub fn code(&self) -> String {
        let code = match self {
            Self::Status { status, .. } => return format!("status-{status}"),
            Self::Challenge { .. } => "challenge",
            Self::UnaskedNotModified { .. } => "unasked-304",
            Self::ConnectTimeout { .. }
            | Self::Timeout { .. }
            | Self::NoHead { .. }
            | Self::Idle { .. } => "timeout",
            Self::PortRefused { .. } => "port-refused",
            Self::HeadTooLarge { .. } => "header-too-large",
            Self::Setup(_) => "setup",
            Self::Dns { .. } => "dns",
            Self::AddressRefused { .. } | Self::NameRefused { .. } => "address-refused",
            Self::Tls { .. } => "tls",
            Self::Refused { .. } => "refused",
            Self::Connect { .. } => "connect",
            Self::Reset { .. } => "reset",
            Self::BadAnswer { .. } => "bad-answer",
            Self::BadEncoding { .. } => "bad-encoding",
            Self::TooLarge { .. } | Self::Bomb { .. } => "too-large",
            Self::TooManyRedirects { .. }
            | Self::RedirectLoop { .. }
            | Self::BadRedirect { .. } => "redirects",
            Self::Downgrade { .. } => "downgrade",
            Self::Scheme { .. } => "scheme",
            Self::BadHeader { .. } => "bad-header",
            Self::Held { .. } => "held",
            Self::Silent { code, .. } => code,
            Self::Busy { .. } => "busy",
            Self::Forbidden(failure) => return failure.code.clone(),
            Self::File { .. } => "file-unreadable",
            Self::NoProgram { .. } => "exec-missing",
            Self::Program { .. } => "exec-failed",
        };
        code.to_owned()
    }

    /// Who answered so, with which status, and when it asks to come again.
    #[must_use]
    pub fn answer(&self) -> Option<(&str, u16, Option<RetryAfter>)> {
        match self {
            Self::Status { host, status, retry_after, .. }
            | Self::Challenge { host, status, retry_after } => Some((host, *status, *retry_after)),
            _ => None,
        }
    }

    /// The code, if nobody answered: where that happens again and again, nobody will. Whoever sent a
    /// head has answered, however long the rest takes.
    pub(crate) fn silence(&self) -> Option<&'static str> {
        match self {
            Self::ConnectTimeout { .. } | Self::NoHead { .. } => Some("timeout"),
            Self::Dns { .. } => Some("dns"),
            Self::Refused { .. } => Some("refused"),
            Self::Connect { .. } => Some("connect"),
            _ => None,
        }
    }
}

fn seconds(time: Duration) -> String {
    format!("{}s", time.as_secs_f64())
}

#[cfg(test)]
mod tests;
