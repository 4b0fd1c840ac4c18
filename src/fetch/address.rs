//! Which addresses may be dialled.
//!
//! A feed names hosts, redirects name hosts, and names resolve to what their owners like. Without
//! a guard any of them could make this program read the services of its own machine and network.
//! What is judged here is therefore the address that is dialled, never a name.

use std::fmt;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

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

/// The port that no entry can name: what is permitted here is permitted at every port.
pub(crate) const NO_PORT: u16 = 0;

impl AllowPrivate {
    /// True when the address may be dialled at this port.
    #[must_use]
    pub fn permits(&self, address: IpAddr, port: u16) -> bool {
        is_public(address)
            || match self {
                Self::None => false,
                Self::All => true,
                Self::Only(list) => list.iter().any(|entry| entry.covers(address, port)),
            }
    }

    /// The ports that entries of the list are bound to, each once.
    pub(crate) fn ports(&self) -> Vec<u16> {
        let Self::Only(list) = self else { return Vec::new() };
        let mut ports: Vec<u16> = list.iter().filter_map(|entry| entry.port).collect();
        ports.sort_unstable();
        ports.dedup();
        ports
    }
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
    /// Parses `127.0.0.1`, `127.0.0.1:8097`, `10.0.0.0/8`, `10.0.0.0/8:8080`, `::1`,
    /// `[::1]:8097`, `fd00::/8`, `[fd00::/8]:8080`. Bits behind the prefix are cleared.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let (network, port) = split_port(text)?;
        let (address, prefix) = match network.split_once('/') {
            Some((address, prefix)) => (address, Some(decimal(prefix)?)),
            None => (network, None),
        };
        let address: IpAddr = address.parse().ok()?;
        let prefix = match prefix {
            Some(prefix) => u8::try_from(prefix).ok().filter(|prefix| *prefix <= width(address))?,
            None => width(address),
        };
        Some(Self { network: masked(address, prefix), prefix, port })
    }

    fn covers(&self, address: IpAddr, port: u16) -> bool {
        let within = |address: IpAddr| {
            width(address) == width(self.network) && masked(address, self.prefix) == self.network
        };
        self.port.is_none_or(|only| only == port)
            && (within(address) || embedded(address).is_some_and(|inner| within(inner.into())))
    }
}

/// As [`Allowed::parse`] reads it.
impl fmt::Display for Allowed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let network = if self.prefix == width(self.network) {
            self.network.to_string()
        } else {
            format!("{}/{}", self.network, self.prefix)
        };
        match (self.port, self.network) {
            (None, _) => f.write_str(&network),
            (Some(port), IpAddr::V4(_)) => write!(f, "{network}:{port}"),
            (Some(port), IpAddr::V6(_)) => write!(f, "[{network}]:{port}"),
        }
    }
}

/// True for names that mean this machine whatever a resolver says (RFC 6761 §6.3).
pub(crate) fn is_local_name(host: &str) -> bool {
    let host = host.trim_end_matches('.').to_ascii_lowercase();
    host == "localhost" || host.ends_with(".localhost")
}

/// True for an address of the public internet. An IPv6 address that stands for an IPv4 address
/// (mapped, NAT64, 6to4) is as public as that one.
pub(crate) fn is_public(address: IpAddr) -> bool {
    match (address, embedded(address)) {
        (IpAddr::V4(address), _) | (_, Some(address)) => !within(address, &SPECIAL_V4),
        (IpAddr::V6(address), None) => {
            // Only 2000::/3 is handed out as global unicast (RFC 4291 §2.4).
            starts(address, GLOBAL_V6)
                && !SPECIAL_V6.iter().any(|network| starts(address, *network))
        }
    }
}

/// Not global, by the IANA registry of special-purpose addresses (RFC 6890), with multicast and
/// the reserved rest.
const SPECIAL_V4: [(Ipv4Addr, u8); 15] = [
    (Ipv4Addr::UNSPECIFIED, 8),           // this network
    (Ipv4Addr::new(10, 0, 0, 0), 8),      // private
    (Ipv4Addr::new(100, 64, 0, 0), 10),   // shared by carriers (RFC 6598)
    (Ipv4Addr::new(127, 0, 0, 0), 8),     // loopback
    (Ipv4Addr::new(169, 254, 0, 0), 16),  // link-local, metadata services
    (Ipv4Addr::new(172, 16, 0, 0), 12),   // private
    (Ipv4Addr::new(192, 0, 0, 0), 24),    // protocol assignments
    (Ipv4Addr::new(192, 0, 2, 0), 24),    // documentation
    (Ipv4Addr::new(192, 88, 99, 0), 24),  // 6to4 relays, given up
    (Ipv4Addr::new(192, 168, 0, 0), 16),  // private
    (Ipv4Addr::new(198, 18, 0, 0), 15),   // benchmarks
    (Ipv4Addr::new(198, 51, 100, 0), 24), // documentation
    (Ipv4Addr::new(203, 0, 113, 0), 24),  // documentation
    (Ipv4Addr::new(224, 0, 0, 0), 4),     // multicast
    (Ipv4Addr::new(240, 0, 0, 0), 4),     // reserved, broadcast
];

const GLOBAL_V6: (Ipv6Addr, u8) = (Ipv6Addr::new(0x2000, 0, 0, 0, 0, 0, 0, 0), 3);

/// Inside `2000::/3`, and yet not global.
const SPECIAL_V6: [(Ipv6Addr, u8); 3] = [
    (Ipv6Addr::new(0x2001, 0, 0, 0, 0, 0, 0, 0), 23), // Teredo, ORCHID, benchmarks
    (Ipv6Addr::new(0x2001, 0xdb8, 0, 0, 0, 0, 0, 0), 32), // documentation
    (Ipv6Addr::new(0x3fff, 0, 0, 0, 0, 0, 0, 0), 20), // documentation
];

const NAT64: (Ipv6Addr, u8) = (Ipv6Addr::new(0x64, 0xff9b, 0, 0, 0, 0, 0, 0), 96);
const SIX_TO_FOUR: (Ipv6Addr, u8) = (Ipv6Addr::new(0x2002, 0, 0, 0, 0, 0, 0, 0), 16);

/// The IPv4 address that an IPv6 address stands for. Of the "compatible" ones (`::a.b.c.d`)
/// there are none left in use (RFC 4291 §2.5.5.1), so that they fall under the rest that is not public.
fn embedded(address: IpAddr) -> Option<Ipv4Addr> {
    let IpAddr::V6(address) = address else { return None };
    let [_, first, second, _, _, _, third, fourth] = address.segments();
    if let Some(mapped) = address.to_ipv4_mapped() {
        Some(mapped)
    } else if starts(address, NAT64) {
        Some(from_halves(third, fourth))
    } else if starts(address, SIX_TO_FOUR) {
        Some(from_halves(first, second))
    } else {
        None
    }
}

fn from_halves(high: u16, low: u16) -> Ipv4Addr {
    Ipv4Addr::from_bits(u32::from(high) << 16 | u32::from(low))
}

fn within(address: Ipv4Addr, networks: &[(Ipv4Addr, u8)]) -> bool {
    networks.iter().any(|(network, prefix)| masked(address.into(), *prefix) == IpAddr::V4(*network))
}

fn starts(address: Ipv6Addr, (network, prefix): (Ipv6Addr, u8)) -> bool {
    masked(address.into(), prefix) == IpAddr::V6(network)
}

/// The address with the bits behind the prefix cleared.
fn masked(address: IpAddr, prefix: u8) -> IpAddr {
    let cleared = u32::from(width(address).saturating_sub(prefix));
    match address {
        IpAddr::V4(address) => {
            Ipv4Addr::from_bits(address.to_bits() & u32::MAX.checked_shl(cleared).unwrap_or(0))
                .into()
        }
        IpAddr::V6(address) => {
            Ipv6Addr::from_bits(address.to_bits() & u128::MAX.checked_shl(cleared).unwrap_or(0))
                .into()
        }
    }
}

fn width(address: IpAddr) -> u8 {
    if address.is_ipv4() { 32 } else { 128 }
}

/// What stands before the port, and the port. A bare IPv6 address has colons but no port.
fn split_port(text: &str) -> Option<(&str, Option<u16>)> {
    if let Some(rest) = text.strip_prefix('[') {
        let (network, port) = rest.split_once(']')?;
        let port = if port.is_empty() { None } else { Some(port_number(port.strip_prefix(':')?)?) };
        // Brackets belong to IPv6 alone.
        return network.contains(':').then_some((network, port));
    }
    match text.split_once(':') {
        Some((network, port)) if !port.contains(':') => Some((network, Some(port_number(port)?))),
        _ => Some((text, None)),
    }
}

fn port_number(text: &str) -> Option<u16> {
    decimal(text).filter(|port| *port != NO_PORT)
}

/// Digits only: `str::parse` would take `+1` too.
fn decimal(text: &str) -> Option<u16> {
    let digits = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    digits.then(|| text.parse().ok()).flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ip(text: &str) -> IpAddr {
        text.parse().unwrap()
    }

    #[track_caller]
    fn check_public(expected: bool, rows: &str) {
        for row in rows.split(' ') {
            assert_eq!(is_public(ip(row)), expected, "{row}");
        }
    }

    #[test]
    fn addresses_of_machine_and_network_are_not_public() {
        check_public(
            false,
            "0.0.0.0 0.1.2.3 10.0.0.1 10.255.255.255 100.64.0.1 100.127.255.255 127.0.0.1 \
             127.1.2.3 169.254.0.1 169.254.169.254 172.16.0.1 172.31.255.255 192.0.0.1 \
             192.0.0.192 192.0.2.1 192.88.99.1 192.168.0.1 198.18.0.1 198.19.255.255 \
             198.51.100.7 203.0.113.7 224.0.0.1 239.255.255.250 240.0.0.1 255.255.255.255 :: ::1 \
             ::2 ::127.0.0.1 ::8.8.8.8 ::ffff:127.0.0.1 ::ffff:7f00:1 ::ffff:10.0.0.1 \
             ::ffff:169.254.169.254 ::ffff:0:127.0.0.1 64:ff9b::127.0.0.1 64:ff9b::a9fe:a9fe \
             64:ff9b:1::8.8.8.8 100::1 2001::1 2001:0:4136:e378::1 2001:2::1 2001:db8::1 \
             2002:7f00:1:: 2002:a9fe:a9fe::1 3fff::1 4000::1 5f00::1 fc00::1 fd00:ec2::254 \
             fdff::1 fe80::1 fec0::1 ff02::1",
        );
    }

    #[test]
    fn addresses_of_the_internet_are_public() {
        check_public(
            true,
            "1.1.1.1 9.255.255.255 11.0.0.1 100.63.255.255 100.128.0.1 126.255.255.255 128.0.0.1 \
             169.253.1.1 172.15.0.1 172.32.0.1 192.0.1.1 192.167.1.1 198.17.1.1 198.20.1.1 \
             223.255.255.255 ::ffff:8.8.8.8 64:ff9b::8.8.8.8 2001:200::1 2001:4860:4860::8888 \
             2002:808:808::1 2a00:1450::1 3ffe::1",
        );
    }

    #[test]
    fn an_entry_reads_and_prints_in_one_form() {
        #[track_caller]
        fn check(text: &str, network: &str, prefix: u8, port: Option<u16>, printed: &str) {
            let entry = Allowed::parse(text).unwrap();
            assert_eq!(entry, Allowed { network: ip(network), prefix, port });
            assert_eq!(entry.to_string(), printed);
            assert_eq!(Allowed::parse(printed), Some(entry));
        }
        check("127.0.0.1", "127.0.0.1", 32, None, "127.0.0.1");
        check("127.0.0.1:8097", "127.0.0.1", 32, Some(8097), "127.0.0.1:8097");
        check("10.0.0.0/8", "10.0.0.0", 8, None, "10.0.0.0/8");
        check("10.1.2.3/8", "10.0.0.0", 8, None, "10.0.0.0/8");
        check("10.0.0.0/8:8080", "10.0.0.0", 8, Some(8080), "10.0.0.0/8:8080");
        check("0.0.0.0/0", "0.0.0.0", 0, None, "0.0.0.0/0");
        check("::1", "::1", 128, None, "::1");
        check("[::1]", "::1", 128, None, "::1");
        check("[::1]:8097", "::1", 128, Some(8097), "[::1]:8097");
        check("fd00::/8", "fd00::", 8, None, "fd00::/8");
        check("[fd00::/8]:8080", "fd00::", 8, Some(8080), "[fd00::/8]:8080");
    }

    #[test]
    fn what_is_no_entry_is_refused() {
        let rows = "|localhost|127.0.0.1:|127.0.0.1:x|127.0.0.1:65536|127.0.0.1:+1|127.0.0.1:0|\
                    127.1|10.0.0.0/33|10.0.0.0/|10.0.0.0/-1|::/129|[127.0.0.1]:80|[::1|[::1]8097|\
                    [::1]:| 127.0.0.1|10.0.0.0/8/8";
        for text in rows.split('|') {
            assert_eq!(Allowed::parse(text), None, "{text:?}");
        }
    }

    #[track_caller]
    fn check_permits(list: &[&str], rows: &[(&str, u16, bool)]) {
        let list = list.iter().map(|text| Allowed::parse(text).unwrap()).collect();
        let allow = AllowPrivate::Only(list);
        for (address, port, expected) in rows {
            assert_eq!(allow.permits(ip(address), *port), *expected, "{address} {port}");
        }
    }

    #[test]
    fn a_list_permits_its_networks_at_its_ports_and_what_is_public() {
        check_permits(
            &["127.0.0.1:8097", "10.0.0.0/8", "fd00::/8"],
            &[
                ("127.0.0.1", 8097, true),
                ("127.0.0.1", 8098, false),
                ("127.0.0.2", 8097, false),
                ("::ffff:127.0.0.1", 8097, true),
                ("::1", 8097, false),
                ("10.200.0.1", 1, true),
                ("11.0.0.1", 1, true),
                ("192.168.0.1", 80, false),
                ("fd12::1", 443, true),
                ("fc12::1", 443, false),
            ],
        );
    }

    #[test]
    fn all_and_none_are_all_and_none() {
        assert!(AllowPrivate::All.permits(ip("169.254.169.254"), 80));
        assert!(!AllowPrivate::None.permits(ip("169.254.169.254"), 80));
        assert!(AllowPrivate::None.permits(ip("1.1.1.1"), 80));
    }

    #[test]
    fn local_names_are_known_in_every_spelling() {
        for name in ["localhost", "LOCALHOST", "localhost.", "a.b.localhost"] {
            assert!(is_local_name(name), "{name}");
        }
        for name in ["localhost.example", "notlocalhost", ""] {
            assert!(!is_local_name(name), "{name}");
        }
    }
}
