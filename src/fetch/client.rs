//! The one place that sends requests, and the only one that knows reqwest and rustls.

use std::borrow::Cow;
use std::sync::{Arc, Mutex, PoisonError};

use async_trait::async_trait;
use reqwest::header::{self, HeaderMap, HeaderName, HeaderValue};
use reqwest::{RequestBuilder, Response};
use tokio::time::Instant;

use super::address::NO_PORT;
use super::limits::{Limits, MAX_HEADER_BYTES};
use super::local;
use super::pace::{Pace, Wish};
use super::proxy::Proxies;
use super::redirect::Journey;
use super::resolve::{Lookup, System};
use super::transport::Transport;
use super::{
    Answer, Anywhere, Fetch, FetchError, FetchOptions, FetchOutcome, Fetched, Hints, Judge,
    Message, RequestPlan, RetryAfter, SetupError, conditional, freshness, guard, link,
};
use crate::model::document::Document;
use connect::Way;
use failed::failed;

mod connect;

mod certificate;

mod failed;

mod body;

mod send;

/// What counts as the host of files and programs, so that few programs run at a time. No host has
/// this name.
const LOCAL: &str = "local:";

/// Fetches over HTTP. One is enough for a program; share it behind an `Arc`.
pub struct Client {
    /// One for each way of making connections that was needed so far.
    ways: Mutex<Vec<(Arc<Way>, reqwest::Client)>>,
    names: Arc<dyn Lookup>,
    proxies: Proxies,
    pace: Pace,
    options: FetchOptions,
}

/// What one request of a journey came to.
enum Step {
    Arrived(Box<FetchOutcome>),
    Redirected { location: Vec<u8>, is_permanent: bool },
}

/// One request of a journey.
#[derive(Clone, Copy)]
struct Asked<'a> {
    plan: &'a RequestPlan,
    journey: &'a Journey,
    limits: Limits,
}

impl Client {
    /// Sets up connections, limits and the guard over addresses; sends nothing.
    pub fn new(options: &FetchOptions) -> Result<Self, SetupError> {
        Self::with_names(options, Arc::new(System))
    }

    /// The same, with names resolved by something else than the operating system.
    pub fn with_names(options: &FetchOptions, names: Arc<dyn Lookup>) -> Result<Self, SetupError> {
        let proxies = match &options.proxy {
            Some(proxy) => Proxies::configured(proxy)?,
            None => Proxies::of_environment(|name| std::env::var(name).ok())?,
        };
        let client = Self {
            ways: Mutex::default(),
            names,
            pace: Pace::new(options.concurrency, options.per_host, options.host_delay),
            proxies,
            options: options.clone(),
        };
        client.way(&Transport::default(), NO_PORT)?;
        Ok(client)
    }

    /// Tries whether a source's own certificate and proxy can be used; sends nothing.
    pub fn prepare(&self, transport: &Transport) -> Result<(), SetupError> {
        self.way(transport, NO_PORT).map(|_| ())
    }

    /// The way of making connections for a source and port, and its client.
    fn way(
        &self,
        transport: &Transport,
        port: u16,
    ) -> Result<(Arc<Way>, reqwest::Client), SetupError> {
        let connecting = &transport.connecting;
        let allow = connecting.allow_private.as_ref().unwrap_or(&self.options.allow_private);
        let port = if allow.ports().contains(&port) { port } else { NO_PORT };
        let mut ways = self.ways.lock().unwrap_or_else(PoisonError::into_inner);
        let found = ways.iter().find(|(way, _)| way.port == port && way.connecting == *connecting);
        if let Some(found) = found {
            return Ok(found.clone());
        }
        let proxies = match &connecting.proxy {
            Some(proxy) => Proxies::configured(proxy)?,
            None => self.proxies.clone(),
        };
        let (connecting, allow) = (connecting.clone(), allow.clone());
        let way = Arc::new(Way { connecting, port, allow, proxies });
        let client = connect::build(&self.options, &way, &self.names)?;
        ways.push((Arc::clone(&way), client.clone()));
        Ok((way, client))
    }

    /// One request: from sending to the last byte of the body.
    async fn ask(&self, asked: Asked<'_>) -> Result<Step, FetchError> {
        let Asked { plan, journey, limits } = asked;
        let url = journey.url();
        let port = url.port_or_known_default().unwrap_or(NO_PORT);
        let (way, client) = self.way(&plan.transport, port)?;
        let ports = [&self.options.allow_ports[..], &way.connecting.allow_ports].concat();
        guard::check(url, &way.allow, &ports, &way.proxies)?;
        let sent = tokio::time::timeout(limits.head, request(&client, asked)?.send()).await;
        let host = || journey.host().to_owned();
        let late = |_| FetchError::NoHead { host: host(), after: limits.head };
        let response = sent.map_err(late)?;
        let response = response.map_err(|error| failed(journey.host(), &error, limits))?;
        check_dialled(&way, journey, &response)?;
        if header_bytes(response.headers()) > MAX_HEADER_BYTES {
            return Err(FetchError::HeadTooLarge { host: host(), limit: MAX_HEADER_BYTES });
        }
        judge(asked, response).await
    }
}

/// What an answer means, by its status.
async fn judge(asked: Asked<'_>, response: Response) -> Result<Step, FetchError> {
    let Asked { plan, journey, .. } = asked;
    let status = response.status().as_u16();
    if is_challenge(&response) {
        let (host, retry_after) = (journey.host().to_owned(), retry_after(&response));
        return Err(FetchError::Challenge { host, status, retry_after });
    }
    match status {
        226 if is_delta(plan, &response) => document(asked, response).await.map(arrived),
        204..=206 | 226 => Err(bad_status(asked, response).await),
        200..=299 => document(asked, response).await.map(arrived),
        304 => not_modified(plan, journey, &response).map(arrived),
        301..=303 | 307 | 308 => match response.headers().get(header::LOCATION) {
            Some(location) => Ok(Step::Redirected {
                location: location.as_bytes().to_vec(),
                is_permanent: matches!(status, 301 | 308),
            }),
            None => Err(bad_status(asked, response).await),
        },
        _ => Err(bad_status(asked, response).await),
    }
}

fn arrived(outcome: FetchOutcome) -> Step {
    Step::Arrived(Box::new(outcome))
}

fn request(client: &reqwest::Client, asked: Asked<'_>) -> Result<RequestBuilder, FetchError> {
    let Asked { plan, journey, .. } = asked;
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
    if plan.delta && !plan.validators.is_empty() {
        headers.insert("a-im", HeaderValue::from_static("feed"));
    }
    Ok(request.headers(headers))
}

async fn document(asked: Asked<'_>, response: Response) -> Result<FetchOutcome, FetchError> {
    let Asked { journey, limits, .. } = asked;
    let status = response.status().as_u16();
    let of = |name| bytes_of(&response, &name);
    let validators = conditional::keep(status, of(header::ETAG), of(header::LAST_MODIFIED));
    let content_type = of(header::CONTENT_TYPE);
    let content_type = content_type.map(|text| String::from_utf8_lossy(text).into_owned());
    let hints = hints(journey, &response);
    let body = body::read(response, journey.host(), limits).await?;
    let document = Document { url: Some(journey.url().clone()), content_type, body };
    Ok(FetchOutcome::Fetched(Fetched { status, document, validators, hints }))
}

/// RFC 3229 §10.5.3 asks for `IM` in a 226; what is none of the feed's is none for us.
fn is_delta(plan: &RequestPlan, response: &Response) -> bool {
    let manipulation = text_of(response, &HeaderName::from_static("im")).unwrap_or_default();
    let is_feed = manipulation.split(',').any(|name| name.trim().eq_ignore_ascii_case("feed"));
    plan.delta && !plan.validators.is_empty() && is_feed
}

/// The address at the other end once more: should the library ever dial what the guard did not
/// see, nothing of it is read.
fn check_dialled(way: &Way, journey: &Journey, response: &Response) -> Result<(), FetchError> {
    let Some(dialled) = response.remote_addr().filter(|_| way.proxies.are_none()) else {
        return Ok(());
    };
    if way.allow.permits(dialled.ip(), dialled.port()) {
        return Ok(());
    }
    let host = journey.host().to_owned();
    Err(FetchError::AddressRefused { host, address: dialled.ip() })
}

#[async_trait]
impl Fetch for Client {
    async fn send(&self, message: &Message) -> Result<Answer, FetchError> {
        self.send_message(message).await
    }

    async fn fetch(&self, plan: &RequestPlan) -> Result<FetchOutcome, FetchError> {
        self.fetch_judged(plan, &Anywhere).await
    }

    async fn fetch_judged(
        &self,
        plan: &RequestPlan,
        judge: &dyn Judge,
    ) -> Result<FetchOutcome, FetchError> {
        if let Some(local) = plan.transport.local.as_ref().filter(|local| local.url == plan.url) {
            let _slot = self.pace.enter(Wish::to(LOCAL), || Ok(())).await?;
            return local::read(local, Limits::of(&self.options, plan)).await;
        }
        let downgrade = plan.transport.allow_downgrade.unwrap_or(self.options.allow_downgrade);
        let mut journey = Journey::new(&plan.url, downgrade)?;
        let limits = Limits::of(&self.options, plan);
        let mut time_left = limits.total;
        // What was begun is not put off.
        let (mut spacing, mut patience) = (plan.spacing, plan.patience);
        loop {
            let patience = patience.take();
            let wish = Wish { host: journey.host(), spacing, rest: plan.rest, patience };
            let slot = self.pace.enter(wish, || may_ask(plan, &journey, limits)).await?;
            let start = Instant::now();
            let asked = Asked { plan, journey: &journey, limits };
            let step = tokio::time::timeout(time_left, self.ask(asked)).await;
            time_left = time_left.saturating_sub(start.elapsed());
            let host = || journey.host().to_owned();
            let late = |_| FetchError::Timeout { host: host(), after: limits.total };
            let step = step.map_err(late).flatten();
            plan.silent.note(plan, journey.url(), limits.total, step.as_ref().err());
            // Nobody waits for a host while holding the slot of another.
            drop(slot);
            match step? {
                Step::Arrived(outcome) => return Ok(*outcome),
                Step::Redirected { location, is_permanent } => {
                    journey.follow(&location, is_permanent)?;
                    spacing = plan.spacing.max(judge.judge(journey.url()).await?);
                }
            }
        }
    }
}

/// Whether the host is to be asked still. Other requests learn of that while one waits.
fn may_ask(plan: &RequestPlan, journey: &Journey, limits: Limits) -> Result<(), FetchError> {
    let host = || journey.host().to_owned();
    if let Some(until) = plan.left_alone.until(journey.host()) {
        return Err(FetchError::Held { host: host(), until });
    }
    match plan.silent.why(plan, journey.url(), limits.total) {
        Some(code) => Err(FetchError::Silent { host: host(), code }),
        None => Ok(()),
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

/// All lines of one header.
fn text_of<'a>(response: &'a Response, name: &HeaderName) -> Option<Cow<'a, str>> {
    let mut lines = response.headers().get_all(name).iter();
    let lossy = |line: &'a HeaderValue| String::from_utf8_lossy(line.as_bytes());
    let first = lossy(lines.next()?);
    Some(lines.fold(first, |text, line| format!("{text},{}", lossy(line)).into()))
}

fn header_bytes(headers: &HeaderMap) -> usize {
    headers.iter().map(|(name, value)| name.as_str().len() + value.len() + ": \r\n".len()).sum()
}

fn hints(journey: &Journey, response: &Response) -> Hints {
    let of = |name: HeaderName| text_of(response, &name);
    let (control, expires) = (of(header::CACHE_CONTROL), of(header::EXPIRES));
    let (date, age) = (of(header::DATE), of(header::AGE));
    let headers = freshness::Headers {
        cache_control: control.as_deref(),
        expires: expires.as_deref(),
        date: date.as_deref(),
        age: age.as_deref(),
    };
    let links = of(header::LINK);
    let offer = links.map(|links| link::offer(&links, journey.url())).unwrap_or_default();
    let fresh_for = freshness::fresh_for(headers);
    Hints { moved_to: journey.moved_to().cloned(), fresh_for, offer }
}

/// Those who guard many sites say it in a header, with statuses of all kinds.
fn is_challenge(response: &Response) -> bool {
    let headers = ["cf-mitigated", "x-vercel-mitigated", "x-amzn-waf-action"];
    headers.iter().any(|name| {
        let value = text_of(response, &HeaderName::from_static(name)).unwrap_or_default();
        value.contains("challenge") || value.contains("captcha")
    })
}

async fn bad_status(asked: Asked<'_>, response: Response) -> FetchError {
    let retry_after = retry_after(&response);
    let (host, status) = (asked.journey.host().to_owned(), response.status().as_u16());
    let page = match status {
        401 | 403 | 405 | 429 | 503 => body::beginning(response, &host, asked.limits).await,
        _ => String::new(),
    };
    FetchError::Status { host, status, retry_after, page }
}

fn retry_after(response: &Response) -> Option<RetryAfter> {
    let value = response.headers().get(header::RETRY_AFTER)?;
    RetryAfter::parse(value.to_str().ok()?)
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
    let validators = conditional::renew(&plan.validators, etag, date);
    Ok(FetchOutcome::NotModified { validators, hints: hints(journey, response) })
}
