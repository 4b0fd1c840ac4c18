//! The one place that sends requests, and the only one that knows reqwest and rustls.

use std::error::Error;
use std::io;
use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use bytes::Bytes;
use reqwest::dns::{Addrs, Name, Resolve, Resolving};
use reqwest::header::{self, HeaderMap, HeaderName, HeaderValue};
use reqwest::{ClientBuilder, NoProxy, Proxy, RequestBuilder, Response};
use tokio::time::Instant;

use super::address::{AllowPrivate, NO_PORT};
use super::failure::{cause, is_cut, reason};
use super::pace::Pace;
use super::proxy::Proxies;
use super::redirect::Journey;
use super::{
    Fetch, FetchError, FetchOptions, FetchOutcome, Fetched, RequestPlan, RetryAfter, SetupError,
};
use super::{conditional, encoding, guard};
use crate::model::document::Document;

/// A host that takes longer to say hello is down.
const CONNECT_LIMIT: Duration = Duration::from_secs(10);

/// How long a connection waits for another request: enough for the next page of a listing, and
/// short, because each costs memory and a descriptor and most hosts are asked once a pass.
const IDLE_LIMIT: Duration = Duration::from_secs(1);

/// Idle connections kept for one host.
const MAX_IDLE: usize = 2;

/// HTTP/2 header bytes of an answer. The library bounds those of HTTP/1.1 itself.
const MAX_HEADER_BYTES: u32 = 64 * 1024;

/// Feeds and pages alike: what is at an address is for the reader to see, not to negotiate.
const ACCEPT: &str = "application/atom+xml, application/rss+xml, application/rdf+xml, \
    application/feed+json, application/xml, text/xml, text/html, application/json;q=0.9, */*;q=0.8";

/// Fetches over HTTP. One is enough for a program; share it behind an `Arc`.
#[derive(Debug)]
pub struct Client {
    /// For the ports that no entry of `allow_private` names.
    any_port: reqwest::Client,
    /// One for each port that an entry names: a resolver is told the name but not the port, and
    /// connections that were dialled for one port are not to serve another.
    by_port: Vec<(u16, reqwest::Client)>,
    proxies: Proxies,
    pace: Pace,
    options: FetchOptions,
}

/// What one request of a journey came to.
enum Step {
    Arrived(FetchOutcome),
    Redirected(Vec<u8>),
}

impl Client {
    /// Sets up connections, limits and the guard over addresses; sends nothing.
    pub fn new(options: &FetchOptions) -> Result<Self, SetupError> {
        let proxies = match &options.proxy {
            Some(proxy) => Proxies::configured(proxy)?,
            None => Proxies::of_environment(|name| std::env::var(name).ok())?,
        };
        let build = |port| build(options, &proxies, port);
        let ports = options.allow_private.ports().into_iter();
        let by_port = ports.map(|port| Ok((port, build(port)?))).collect::<Result<_, _>>()?;
        Ok(Self {
            any_port: build(NO_PORT)?,
            by_port,
            pace: Pace::new(options.concurrency, options.per_host, options.host_delay),
            proxies,
            options: options.clone(),
        })
    }

    /// One request: from sending to the last byte of the body.
    async fn ask(&self, plan: &RequestPlan, journey: &Journey) -> Result<Step, FetchError> {
        guard::check(journey.url(), &self.options.allow_private, &self.proxies)?;
        let sent = self.request(plan, journey)?.send().await;
        let response = sent.map_err(|error| failed(journey.host(), &error, &self.options))?;
        match response.status().as_u16() {
            204..=206 | 226 => Err(bad_status(&response)),
            200..=299 => self.document(journey, response).await.map(Step::Arrived),
            304 => not_modified(plan, journey, &response).map(Step::Arrived),
            301..=303 | 307 | 308 => match response.headers().get(header::LOCATION) {
                Some(location) => Ok(Step::Redirected(location.as_bytes().to_vec())),
                None => Err(bad_status(&response)),
            },
            _ => Err(bad_status(&response)),
        }
    }

    fn request(&self, plan: &RequestPlan, journey: &Journey) -> Result<RequestBuilder, FetchError> {
        let port = journey.url().port_or_known_default();
        let named = self.by_port.iter().find(|(named, _)| Some(*named) == port);
        let client = named.map_or(&self.any_port, |(_, client)| client);
        let mut request = client.get(journey.url().clone());
        let mut headers = HeaderMap::new();
        if journey.is_at_home() {
            if let Some((user, password)) = journey.credentials() {
                request = request.basic_auth(user, password);
            }
            for (name, value) in &plan.headers {
                let (name, value) = private_header(name, value)?;
                headers.insert(name, value);
            }
        }
        for (name, value) in conditional::headers(&plan.validators) {
            let (name, value) = private_header(name, value)?;
            headers.insert(name, value);
        }
        Ok(request.headers(headers))
    }

    async fn document(
        &self,
        journey: &Journey,
        response: Response,
    ) -> Result<FetchOutcome, FetchError> {
        let status = response.status().as_u16();
        let of = |name| bytes_of(&response, &name);
        let validators = conditional::keep(status, of(header::ETAG), of(header::LAST_MODIFIED));
        let content_type = of(header::CONTENT_TYPE);
        let content_type = content_type.map(|text| String::from_utf8_lossy(text).into_owned());
        // The library takes the header of an encoding away when it undoes it.
        let encoding = of(header::CONTENT_ENCODING).and_then(encoding::unknown);
        if let Some(encoding) = encoding {
            let reason = format!("nobody asked for the encoding {encoding:?}");
            return Err(FetchError::BadEncoding { host: journey.host().to_owned(), reason });
        }
        let body = self.body(journey, response).await?;
        let url = Some(journey.url().clone());
        let document = Document { url, content_type, body };
        Ok(FetchOutcome::Fetched(Fetched { status, document, validators }))
    }

    /// The body, decompressed; stops reading as soon as it is too long.
    async fn body(&self, journey: &Journey, mut response: Response) -> Result<Bytes, FetchError> {
        let limit = self.options.max_body;
        let too_large = || FetchError::TooLarge { host: journey.host().to_owned(), limit };
        if response.content_length().is_some_and(|length| length > limit) {
            return Err(too_large());
        }
        let limit = usize::try_from(limit).unwrap_or(usize::MAX);
        let mut body = Vec::new();
        loop {
            let chunk = response.chunk().await;
            match chunk.map_err(|error| failed(journey.host(), &error, &self.options))? {
                None => return Ok(body.into()),
                Some(chunk) if chunk.len() > limit.saturating_sub(body.len()) => {
                    return Err(too_large());
                }
                Some(chunk) => body.extend_from_slice(&chunk),
            }
        }
    }
}

#[async_trait]
impl Fetch for Client {
    async fn fetch(&self, plan: &RequestPlan) -> Result<FetchOutcome, FetchError> {
        let mut journey = Journey::new(&plan.url)?;
        let mut time_left = self.options.timeout;
        loop {
            // Ends with this round: nobody waits for a host while holding the slot of another.
            let _slot = self.pace.enter(journey.host()).await;
            let start = Instant::now();
            let step = tokio::time::timeout(time_left, self.ask(plan, &journey)).await;
            time_left = time_left.saturating_sub(start.elapsed());
            let late = |_| FetchError::Timeout {
                host: journey.host().to_owned(),
                after: self.options.timeout,
            };
            match step.map_err(late)?? {
                Step::Arrived(outcome) => return Ok(outcome),
                Step::Redirected(location) => journey.follow(&location)?,
            }
        }
    }
}

fn build(
    options: &FetchOptions,
    proxies: &Proxies,
    port: u16,
) -> Result<reqwest::Client, SetupError> {
    // An error means that one is installed already, which serves as well.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let builder = || builder(options, proxies, port);
    builder()?.build().or_else(|error| {
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
    proxies: &Proxies,
    port: u16,
) -> Result<ClientBuilder, SetupError> {
    let user_agent = HeaderValue::from_str(&options.user_agent)
        .map_err(|_| SetupError::UserAgent(options.user_agent.clone()))?;
    let accept = HeaderMap::from_iter([(header::ACCEPT, HeaderValue::from_static(ACCEPT))]);
    let rule = Rule { allow: options.allow_private.clone(), port, proxies: proxies.clone() };
    let builder = reqwest::Client::builder()
        .user_agent(user_agent)
        .default_headers(accept)
        .redirect(reqwest::redirect::Policy::none())
        .referer(false)
        .tcp_nodelay(true)
        .connect_timeout(connect_limit(options))
        .pool_idle_timeout(IDLE_LIMIT)
        .pool_max_idle_per_host(options.per_host.min(MAX_IDLE))
        .http2_max_header_list_size(MAX_HEADER_BYTES)
        .dns_resolver(Guard(Arc::new(rule)));
    with_proxies(builder, proxies).map_err(|error| SetupError::Library(reason(&error)))
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

fn connect_limit(options: &FetchOptions) -> Duration {
    options.timeout.min(CONNECT_LIMIT)
}

/// Resolves names, and keeps back the addresses that must not be dialled. As what it gives is
/// what is dialled, a name that resolves differently the second time gains nothing.
struct Guard(Arc<Rule>);

struct Rule {
    allow: AllowPrivate,
    port: u16,
    proxies: Proxies,
}

#[derive(Debug, thiserror::Error)]
#[error("{0} is a private address")]
struct Private(IpAddr);

impl Resolve for Guard {
    fn resolve(&self, name: Name) -> Resolving {
        let rule = Arc::clone(&self.0);
        Box::pin(async move {
            let found = tokio::net::lookup_host((name.as_str(), NO_PORT)).await?;
            let (permitted, refused): (Vec<SocketAddr>, Vec<_>) =
                found.partition(|found| rule.permits(name.as_str(), found.ip()));
            match refused.first() {
                Some(refused) if permitted.is_empty() => Err(Private(refused.ip()).into()),
                _ => Ok(Box::new(permitted.into_iter()) as Addrs),
            }
        })
    }
}

impl Rule {
    /// Where a proxy is, its operator knows.
    fn permits(&self, name: &str, address: IpAddr) -> bool {
        self.allow.permits(address, self.port) || self.proxies.has_host(name)
    }
}

/// A header that may hold a secret.
fn private_header(name: &str, value: &str) -> Result<(HeaderName, HeaderValue), FetchError> {
    let header =
        HeaderName::from_bytes(name.as_bytes()).ok().zip(HeaderValue::from_str(value).ok());
    let (name, mut value) =
        header.ok_or_else(|| FetchError::BadHeader { name: name.to_owned() })?;
    value.set_sensitive(true);
    Ok((name, value))
}

fn bytes_of<'a>(response: &'a Response, name: &HeaderName) -> Option<&'a [u8]> {
    response.headers().get(name).map(HeaderValue::as_bytes)
}

fn bad_status(response: &Response) -> FetchError {
    let retry_after = response.headers().get(header::RETRY_AFTER);
    let retry_after = retry_after.and_then(|value| RetryAfter::parse(value.to_str().ok()?));
    FetchError::Status { status: response.status().as_u16(), retry_after }
}

fn not_modified(
    plan: &RequestPlan,
    journey: &Journey,
    response: &Response,
) -> Result<FetchOutcome, FetchError> {
    if conditional::headers(&plan.validators).next().is_none() {
        return Err(FetchError::UnaskedNotModified { host: journey.host().to_owned() });
    }
    let etag = bytes_of(response, &header::ETAG);
    let date = bytes_of(response, &header::LAST_MODIFIED);
    Ok(FetchOutcome::NotModified { validators: conditional::renew(&plan.validators, etag, date) })
}

/// Tells the errors of the library apart, by what lies at their bottom.
fn failed(host: &str, error: &reqwest::Error, options: &FetchOptions) -> FetchError {
    let host = host.to_owned();
    let kind = cause::<io::Error>(error).map(io::Error::kind);
    if let Some(Private(address)) = cause(error) {
        FetchError::AddressRefused { host, address: *address }
    } else if error.is_connect() && error.is_timeout() {
        FetchError::ConnectTimeout { host, after: connect_limit(options) }
    } else if error.is_dns() {
        FetchError::Dns { host, reason: reason(error) }
    } else if cause::<rustls::Error>(error).is_some() {
        FetchError::Tls { host, reason: reason(error) }
    } else if kind == Some(io::ErrorKind::ConnectionRefused) {
        FetchError::Refused { host }
    } else if error.is_connect() {
        FetchError::Connect { host, reason: reason(error) }
    } else if is_undecodable(error) {
        FetchError::BadEncoding { host, reason: reason(error) }
    } else if kind.is_some_and(is_cut) {
        FetchError::Reset { host }
    } else {
        FetchError::BadAnswer { host, reason: reason(error) }
    }
}

/// True when the bytes arrived and the decompressor did not like them: it speaks of input and
/// output alone, while an error of the transport has one of the HTTP library around it.
fn is_undecodable(error: &reqwest::Error) -> bool {
    error.is_decode() && error.source().is_some_and(<dyn Error>::is::<io::Error>)
}
