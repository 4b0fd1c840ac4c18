//! What is refused before anything is resolved: private addresses that stand in the URL itself,
//! and names that a proxy would take for its own machine.

use std::net::{IpAddr, Ipv4Addr};

use url::{Host, Url};

use super::address::{AllowPrivate, NO_PORT, is_local_name};
use super::proxy::Proxies;
use super::{FetchError, port};

/// Judges an address. Names that are dialled without a proxy are judged once they are resolved.
pub(crate) fn check(
    url: &Url,
    allow: &AllowPrivate,
    ports: &[u16],
    proxies: &Proxies,
) -> Result<(), FetchError> {
    let name = url.host_str().unwrap_or_default();
    let port = url.port_or_known_default().unwrap_or(NO_PORT);
    if !port::is_usual(port) && !ports.contains(&port) && !allow.ports().contains(&port) {
        return Err(FetchError::PortRefused { host: name.to_owned(), port });
    }
    let address = match url.host() {
        Some(Host::Ipv4(address)) => Some(IpAddr::V4(address)),
        Some(Host::Ipv6(address)) => Some(IpAddr::V6(address)),
        _ if is_local_name(name) && (proxies.take_all() || proxies.has_host(name)) => {
            Some(Ipv4Addr::LOCALHOST.into())
        }
        _ => None,
    };
    let host = || name.to_owned();
    match address {
        Some(address) if !allow.permits(address, port) => {
            Err(FetchError::AddressRefused { host: host(), address })
        }
        None if proxies.has_host(name) && *allow != AllowPrivate::All => {
            Err(FetchError::NameRefused { host: host() })
        }
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::super::address::Allowed;
    use super::*;

    #[track_caller]
    fn check_rows(allow: &AllowPrivate, proxies: &Proxies, rows: &[(&str, bool)]) {
        for (url, expected) in rows {
            let result = check(&Url::parse(url).unwrap(), allow, &[], proxies);
            assert_eq!(result.is_ok(), *expected, "{url}: {result:?}");
            if let Err(error) = result {
                assert_eq!(error.code(), "address-refused");
            }
        }
    }

    #[test]
    fn every_spelling_of_a_private_address_is_refused() {
        check_rows(
            &AllowPrivate::None,
            &Proxies::default(),
            &[
                ("http://127.0.0.1/", false),
                ("http://127.0.0.1./", false),
                ("http://127.1/", false),
                ("http://2130706433/", false),
                ("http://0x7f000001/", false),
                ("http://0x7f.1/", false),
                ("http://0177.0.0.1/", false),
                ("http://%31%32%37.0.0.1/", false),
                ("http://127。0。0。1/", false),
                ("http://①②⑦.0.0.1/", false),
                ("http://0/", false),
                ("http://[::1]/", false),
                ("http://[0:0:0:0:0:0:0:1]/", false),
                ("http://[::ffff:127.0.0.1]/", false),
                ("http://[::ffff:7f00:1]/", false),
                ("http://[::127.0.0.1]/", false),
                ("http://[64:ff9b::7f00:1]/", false),
                ("http://[2002:7f00:1::]/", false),
                ("http://169.254.169.254/latest/meta-data/", false),
                ("http://2852039166/latest/meta-data/", false),
                ("http://[fd00:ec2::254]/", false),
                ("http://user@10.0.0.1:80/", false),
                ("https://1.1.1.1/", true),
                ("https://[2606:4700::1]/", true),
                ("https://feeds.example/", true),
                ("http://localhost/", true), // The resolver's to judge.
            ],
        );
    }

    #[test]
    fn a_list_counts_with_the_port_that_the_scheme_stands_for() {
        let list = ["127.0.0.1:80", "[::1]:443"].map(|entry| Allowed::parse(entry).unwrap());
        check_rows(
            &AllowPrivate::Only(list.to_vec()),
            &Proxies::default(),
            &[
                ("http://127.0.0.1/", true),
                ("http://127.0.0.1:80/", true),
                ("https://127.0.0.1/", false),
                ("http://127.0.0.1:8080/", false),
                ("https://[::1]/", true),
                ("http://[::1]/", false),
            ],
        );
    }

    #[test]
    fn ports_of_other_services_are_refused_unless_allowed() {
        #[track_caller]
        fn check_port(url: &str, allow: &AllowPrivate, ports: &[u16], expected: bool) {
            let result = check(&Url::parse(url).unwrap(), allow, ports, &Proxies::default());
            assert_eq!(result.is_ok(), expected, "{url}: {result:?}");
        }
        let listed = AllowPrivate::Only(vec![Allowed::parse("10.0.0.1:25").unwrap()]);
        check_port("http://feeds.example:25/", &AllowPrivate::None, &[], false);
        check_port("https://feeds.example:6379/", &AllowPrivate::All, &[], false);
        check_port("http://feeds.example:25/", &AllowPrivate::None, &[25], true);
        check_port("http://10.0.0.1:25/", &listed, &[], true);
        check_port("http://feeds.example:8000/", &AllowPrivate::None, &[], true);
    }

    #[test]
    fn a_proxy_is_not_asked_for_its_own_machine() {
        let proxy = Url::parse("socks5://gate.example:1080").unwrap();
        let proxies = Proxies::configured(&proxy).unwrap();
        check_rows(
            &AllowPrivate::None,
            &proxies,
            &[
                ("http://localhost/", false),
                ("http://a.localhost/", false),
                ("http://gate.example/", false),
                ("http://10.0.0.1/", false),
                ("http://feeds.example/", true),
            ],
        );
        let rows = [("http://localhost/", true), ("http://gate.example/", true)];
        check_rows(&AllowPrivate::All, &proxies, &rows);
    }

    #[test]
    fn a_proxy_on_this_machine_is_no_way_around_the_list() {
        let variable = |name: &str| (name == "HTTP_PROXY").then(|| "localhost:3128".to_owned());
        let proxies = Proxies::of_environment(variable).unwrap();
        let list = AllowPrivate::Only(vec![Allowed::parse("127.0.0.1:8097").unwrap()]);
        let rows = [("http://localhost:8097/", true), ("http://localhost:3128/", false)];
        check_rows(&list, &proxies, &rows);
    }
}
