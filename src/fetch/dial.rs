//! Where something else than HTTP may dial: names resolved, and the same guard.

use std::net::{IpAddr, SocketAddr};

use super::FetchError;
use super::address::AllowPrivate;
use super::resolve::Lookup;

/// The addresses of a server that may be dialled at this port, in the order in which they are to be
/// tried; at least one.
pub async fn addresses(
    host: &str,
    port: u16,
    allow: &AllowPrivate,
    names: &dyn Lookup,
) -> Result<Vec<SocketAddr>, FetchError> {
    let found = match host.parse::<IpAddr>() {
        Ok(address) => vec![address],
        Err(_) => names.lookup(host).await.map_err(|error| unknown(host, error.to_string()))?,
    };
    let (permitted, refused): (Vec<_>, Vec<_>) =
        found.into_iter().partition(|address| allow.permits(*address, port));
    match (permitted.is_empty(), refused.first()) {
        (false, _) => Ok(permitted.into_iter().map(|ip| SocketAddr::new(ip, port)).collect()),
        (true, Some(refused)) => {
            Err(FetchError::AddressRefused { host: host.to_owned(), address: *refused })
        }
        (true, None) => Err(unknown(host, "it has no address".to_owned())),
    }
}

fn unknown(host: &str, reason: String) -> FetchError {
    FetchError::Dns { host: host.to_owned(), reason }
}

#[cfg(test)]
mod tests {
    use std::io;

    use super::*;
    use crate::fetch::address::Allowed;

    struct Names(Vec<IpAddr>);

    #[async_trait::async_trait]
    impl Lookup for Names {
        async fn lookup(&self, _name: &str) -> io::Result<Vec<IpAddr>> {
            Ok(self.0.clone())
        }
    }

    fn ip(text: &str) -> IpAddr {
        text.parse().unwrap()
    }

    #[tokio::test]
    async fn private_addresses_are_left_out_unless_they_are_listed() {
        let names = Names(vec![ip("10.0.0.1"), ip("1.1.1.1")]);
        let none = AllowPrivate::None;
        let found = addresses("mail.example", 465, &none, &names).await.unwrap();
        assert_eq!(found, ["1.1.1.1:465".parse().unwrap()]);
        let here = addresses("127.0.0.1", 25, &none, &names).await;
        assert_eq!(here.unwrap_err().code(), "address-refused");
        let list = AllowPrivate::Only(vec![Allowed::parse("10.0.0.1:465").unwrap()]);
        assert_eq!(addresses("mail.example", 465, &list, &names).await.unwrap().len(), 2);
        assert_eq!(addresses("mail.example", 25, &list, &names).await.unwrap().len(), 1);
        let nobody = addresses("mail.example", 25, &list, &Names(Vec::new())).await;
        assert_eq!(nobody.unwrap_err().code(), "dns");
    }
}
