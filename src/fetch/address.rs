//! Which addresses may be dialled.

use std::net::IpAddr;

/// `[fetch] allow_private`: which loopback, private and link-local addresses may be dialled.
/// Public ones always may.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AllowPrivate {
    /// `false`: none.
    None,
    /// `true`: all.
    All,
    /// A list.
    Only(Vec<Allowed>),
}

/// One entry of the list: an address or a network, with a port or any.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Allowed {
    /// The network's address.
    pub network: IpAddr,
    /// Length of its prefix: 32 or 128 for one address.
    pub prefix: u8,
    /// The port; `None` for any.
    pub port: Option<u16>,
}

impl Allowed {
    /// Parses `127.0.0.1`, `127.0.0.1:8097`, `10.0.0.0/8`, `[::1]:8097`, `fd00::/8`.
    pub fn parse(text: &str) -> Option<Self> {
        let _ = text;
        None
    }
}
