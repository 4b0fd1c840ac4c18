//! Clients of the HTTP library, each for one way of making connections; and the guard in them.

use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

use reqwest::dns::{Addrs, Name, Resolve, Resolving};
use reqwest::header::{self, HeaderMap, HeaderValue};
use reqwest::{Certificate, ClientBuilder, NoProxy, Proxy};

use super::certificate;
use crate::fetch::address::{AllowPrivate, NO_PORT};
use crate::fetch::failure::reason;
use crate::fetch::limits::MAX_HEADER_BYTES;
use crate::fetch::proxy::Proxies;
use crate::fetch::resolve::Lookup;
use crate::fetch::transport::{Connecting, Trust};
use crate::fetch::{FetchOptions, SetupError, encoding};

/// How long a connection waits for another request: enough for the next page of a listing, and
/// short, because each costs memory and a descriptor and most hosts are asked once a pass.
const IDLE_LIMIT: Duration = Duration::from_secs(1);

/// Idle connections kept for one host.
const MAX_IDLE: usize = 2;

/// Largest file of certificates.
const MAX_AUTHORITY_BYTES: u64 = 1_000_000;

/// Feeds and pages alike: what is at an address is for the reader to see, not to negotiate.
const ACCEPT: &str = "application/atom+xml, application/rss+xml, application/rdf+xml, \
    application/feed+json, application/xml, text/xml, text/html, application/json;q=0.9, */*;q=0.8";

/// One way of making connections, with what is refused on it.
pub(super) struct Way {
    pub(super) connecting: Connecting,
    /// The port that an entry of `allow_private` names, for which these connections are; else
    /// [`NO_PORT`]. A resolver is told the name but not the port, and connections that were
    /// dialled for one port are not to serve another.
    pub(super) port: u16,
    pub(super) allow: AllowPrivate,
    pub(super) proxies: Proxies,
}

/// A client for one way of making connections.
pub(super) fn build(
    options: &FetchOptions,
    way: &Arc<Way>,
    names: &Arc<dyn Lookup>,
) -> Result<reqwest::Client, SetupError> {
    // An error means that one is installed already, which serves as well.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let builder = || builder(options, way, names);
    builder()?.build().or_else(|error| {
        if way.connecting.trust != Trust::System {
            return Err(SetupError::Library(reason(&error)));
        }
        // A machine without root certificates can still read http, and this one's own addresses.
        tracing::warn!(
            reason = %reason(&error),
            "no root certificates, so that every https address will fail; install ca-certificates"
        );
        let built = builder()?.tls_certs_only([]).build();
        built.map_err(|error| SetupError::Library(reason(&error)))
    })
}

fn builder(
    options: &FetchOptions,
    way: &Arc<Way>,
    names: &Arc<dyn Lookup>,
) -> Result<ClientBuilder, SetupError> {
    let user_agent = HeaderValue::from_str(&options.user_agent)
        .map_err(|_| SetupError::UserAgent(options.user_agent.clone()))?;
    let defaults = [
        (header::ACCEPT, HeaderValue::from_static(ACCEPT)),
        (header::ACCEPT_ENCODING, HeaderValue::from_static(encoding::ACCEPTED)),
    ];
    let connect = way.connecting.connect_timeout.unwrap_or(options.connect_timeout);
    let mut builder = reqwest::Client::builder()
        .user_agent(user_agent)
        .default_headers(HeaderMap::from_iter(defaults))
        .redirect(reqwest::redirect::Policy::none())
        .referer(false)
        .tcp_nodelay(true)
        .connect_timeout(connect)
        .pool_idle_timeout(IDLE_LIMIT)
        .pool_max_idle_per_host(options.per_host.min(MAX_IDLE))
        .http2_max_header_list_size(u32::try_from(MAX_HEADER_BYTES).unwrap_or(u32::MAX))
        .dns_resolver(Guard { way: Arc::clone(way), names: Arc::clone(names) });
    if way.connecting.http1_only {
        builder = builder.http1_only();
    }
    let builder = trusting(builder, &way.connecting)?;
    with_proxies(builder, &way.proxies).map_err(|error| SetupError::Library(reason(&error)))
}

fn trusting(builder: ClientBuilder, connecting: &Connecting) -> Result<ClientBuilder, SetupError> {
    let library = |error: &(dyn std::error::Error + 'static)| SetupError::Library(reason(error));
    Ok(match &connecting.trust {
        Trust::System => builder,
        Trust::Anything => builder.tls_danger_accept_invalid_certs(true),
        Trust::Pinned(sha256) => builder.tls_backend_preconfigured(
            certificate::pinned(*sha256, connecting.http1_only).map_err(|error| library(&error))?,
        ),
        Trust::Authority(file) => {
            let wrong = |reason| SetupError::Authority { file: file.clone(), reason };
            let pem = pem(file).map_err(|error| wrong(error.to_string()))?;
            let authorities = Certificate::from_pem_bundle(&pem);
            let authorities = authorities.map_err(|error| wrong(reason(&error)))?;
            if authorities.is_empty() {
                return Err(wrong("there is no certificate in it".to_owned()));
            }
            builder.tls_certs_merge(authorities)
        }
    })
}

fn pem(file: &std::path::Path) -> std::io::Result<Vec<u8>> {
    use std::io::Read;
    let mut pem = Vec::new();
    std::fs::File::open(file)?.take(MAX_AUTHORITY_BYTES).read_to_end(&mut pem)?;
    Ok(pem)
}

/// The library would ask the environment itself; what it says is in `proxies` already.
fn with_proxies(builder: ClientBuilder, proxies: &Proxies) -> reqwest::Result<ClientBuilder> {
    let direct = NoProxy::from_string(&proxies.direct);
    let mut builder = builder.no_proxy();
    if let Some(proxy) = &proxies.http {
        builder = builder.proxy(Proxy::http(proxy.clone())?.no_proxy(direct.clone()));
    }
    if let Some(proxy) = &proxies.https {
        builder = builder.proxy(Proxy::https(proxy.clone())?.no_proxy(direct));
    }
    Ok(builder)
}

/// Resolves names, and keeps back the addresses that must not be dialled. As what it gives is
/// what is dialled, a name that resolves differently the second time gains nothing.
struct Guard {
    way: Arc<Way>,
    names: Arc<dyn Lookup>,
}

/// The cause of an error for an address that was kept back.
#[derive(Debug, thiserror::Error)]
#[error("{0} is a private address")]
pub(super) struct Private(pub(super) IpAddr);

impl Resolve for Guard {
    fn resolve(&self, name: Name) -> Resolving {
        let (way, names) = (Arc::clone(&self.way), Arc::clone(&self.names));
        Box::pin(async move {
            let found = names.lookup(name.as_str()).await?.into_iter();
            let (permitted, refused): (Vec<IpAddr>, Vec<_>) =
                found.partition(|found| way.permits(name.as_str(), *found));
            match refused.first() {
                Some(refused) if permitted.is_empty() => Err(Private(*refused).into()),
                _ => {
                    let dialled = permitted.into_iter();
                    Ok(Box::new(dialled.map(|ip| SocketAddr::new(ip, NO_PORT))) as Addrs)
                }
            }
        })
    }
}

impl Way {
    /// Where a proxy is, its operator knows.
    fn permits(&self, name: &str, address: IpAddr) -> bool {
        self.allow.permits(address, self.port) || self.proxies.has_host(name)
    }
}
