//! What keeps a client from being.

use std::path::PathBuf;

/// Why there is no client.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum SetupError {
    /// The proxy cannot be used. The address is not shown: it may hold a password.
    #[error("{named} names no proxy that can be used: {reason}")]
    Proxy {
        /// Where the proxy is named: `proxy` in `[fetch]`, or an environment variable.
        named: &'static str,
        /// What is wrong with it.
        reason: &'static str,
    },
    /// The `User-Agent` holds what no header can.
    #[error("user agent {0:?} cannot be sent; check `contact` in [fetch]")]
    UserAgent(String),
    /// A file of certificates cannot be used.
    #[error("{} holds no certificates that can be used: {reason}", file.display())]
    Authority {
        /// The file.
        file: PathBuf,
        /// What is wrong with it.
        reason: String,
    },
    /// The HTTP library refused for another reason.
    #[error("no HTTP client: {0}")]
    Library(String),
}
