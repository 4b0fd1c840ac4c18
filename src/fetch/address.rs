//! Which addresses may be dialled.

use std::net::{IpAddr, SocketAddr};

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
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        if let Ok(address) = text.parse::<SocketAddr>() {
            let (network, port) = (address.ip(), Some(address.port()));
            return Some(Self { network, prefix: longest_prefix(network), port });
        }
        let Some((network, prefix)) = text.split_once('/') else {
            let network: IpAddr = text.parse().ok()?;
            return Some(Self { network, prefix: longest_prefix(network), port: None });
        };
        let network: IpAddr = network.parse().ok()?;
        let prefix = prefix.parse().ok().filter(|prefix| *prefix <= longest_prefix(network))?;
        Some(Self { network, prefix, port: None })
    }
}

fn longest_prefix(network: IpAddr) -> u8 {
    if network.is_ipv4() { 32 } else { 128 }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: Option<(&str, u8, Option<u16>)>) {
        let expected = expected.map(|(network, prefix, port)| Allowed {
            network: network.parse().unwrap(),
            prefix,
            port,
        });
        assert_eq!(Allowed::parse(text), expected, "{text}");
    }

    #[test]
    fn an_entry_is_an_address_or_a_network() {
        check("127.0.0.1", Some(("127.0.0.1", 32, None)));
        check("127.0.0.1:8097", Some(("127.0.0.1", 32, Some(8097))));
        check("10.0.0.0/8", Some(("10.0.0.0", 8, None)));
        check("::1", Some(("::1", 128, None)));
        check("[::1]:8097", Some(("::1", 128, Some(8097))));
        check("fd00::/8", Some(("fd00::", 8, None)));
        check("10.0.0.0/33", None);
        check("localhost:8097", None);
        check("127.0.0.1:99999", None);
        check("", None);
    }
}
