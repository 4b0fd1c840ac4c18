//! The origin: an HTTP server on loopback that plays the sites of [`sites`].
//!
//! It is a forward proxy for plain `http`: requests come in absolute form (RFC 9112 §3.2.2), with
//! the host that they mean. Nothing is forwarded; what [`sites`] does not hold is a 404.

use std::future::IntoFuture;
use std::io::{self, Write};
use std::net::{Ipv4Addr, SocketAddr};

use axum::Router;
use axum::extract::Request;
use axum::http::uri::Authority;
use axum::http::{HeaderMap, Method, StatusCode, header};
use axum::response::{IntoResponse, Response};
use chrono::DateTime;
use flate2::{Compression, write::GzEncoder};
use tokio::net::TcpListener;
use tokio::sync::oneshot;

use crate::demo::sites::{self, Page};
use crate::model::hash::Hash;

/// `Last-Modified` of every page: the sites stand still.
const LAST_MODIFIED: &str = "Thu, 01 Mar 2018 09:00:00 GMT";

/// A running origin. Dropping it stops it: no new connection is taken, answers on their way are
/// finished.
#[derive(Debug)]
pub struct Origin {
    /// Where it listens: a free port of 127.0.0.1.
    pub address: SocketAddr,
    _stop: oneshot::Sender<()>,
}

/// Starts an origin. It runs on the current Tokio runtime.
pub async fn start() -> io::Result<Origin> {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?;
    let address = listener.local_addr()?;
    let (stop, stopped) = oneshot::channel::<()>();
    let router = Router::new().fallback(async |request: Request| answer(&request));
    let serving = axum::serve(listener, router).with_graceful_shutdown(async {
        // Nothing is ever sent: the error of a dropped sender is the signal.
        let _ = stopped.await;
    });
    tokio::spawn(serving.into_future());
    Ok(Origin { address, _stop: stop })
}

fn answer<B>(request: &axum::http::Request<B>) -> Response {
    let response = match find(request) {
        _ if ![Method::GET, Method::HEAD].contains(request.method()) => not_allowed(),
        Some(page) => serve(page, request.headers()),
        None => (StatusCode::NOT_FOUND, "The demonstration has no such page.\n").into_response(),
    };
    let status = response.status().as_u16();
    tracing::debug!(method = %request.method(), uri = %request.uri(), status, "demo origin");
    response
}

fn not_allowed() -> Response {
    (StatusCode::METHOD_NOT_ALLOWED, [(header::ALLOW, "GET, HEAD")]).into_response()
}

fn find<B>(request: &axum::http::Request<B>) -> Option<&'static Page> {
    let host = match request.uri().host() {
        Some(host) => host.to_owned(),
        None => host_header(request.headers())?,
    };
    let host = host.to_ascii_lowercase();
    sites::find(host.trim_end_matches('.'), request.uri().path())
}

/// `Host` without its port.
fn host_header(headers: &HeaderMap) -> Option<String> {
    let authority: Authority = headers.get(header::HOST)?.to_str().ok()?.parse().ok()?;
    Some(authority.host().to_owned())
}

fn serve(page: &Page, headers: &HeaderMap) -> Response {
    let gzipped = accepts_gzip(headers).then(|| gzip(page.bytes)).flatten();
    // A strong tag names bytes, so each coding has its own (RFC 9110 §8.8.3.3).
    let coding = if gzipped.is_some() { "-gzip" } else { "" };
    let etag = format!("\"{}{coding}\"", Hash::of(page.bytes));
    let unchanged = is_unchanged(headers, &etag);
    let common = [
        (header::ETAG, etag),
        (header::LAST_MODIFIED, LAST_MODIFIED.to_owned()),
        (header::VARY, "Accept-Encoding".to_owned()),
    ];
    if unchanged {
        return (StatusCode::NOT_MODIFIED, common).into_response();
    }
    let media_type = [(header::CONTENT_TYPE, page.media_type)];
    match gzipped {
        Some(bytes) => {
            (common, media_type, [(header::CONTENT_ENCODING, "gzip")], bytes).into_response()
        }
        None => (common, media_type, page.bytes).into_response(),
    }
}

/// Preconditions in the order of RFC 9110 §13.2.2: a date counts only where no tag is sent.
fn is_unchanged(headers: &HeaderMap, etag: &str) -> bool {
    if let Some(tags) = text(headers, header::IF_NONE_MATCH) {
        let same = |tag: &str| tag == "*" || tag.trim_start_matches("W/") == etag;
        return tags.split(',').any(|tag| same(tag.trim()));
    }
    let since = text(headers, header::IF_MODIFIED_SINCE).map(DateTime::parse_from_rfc2822);
    let modified = DateTime::parse_from_rfc2822(LAST_MODIFIED);
    matches!((since, modified), (Some(Ok(since)), Ok(modified)) if modified <= since)
}

fn accepts_gzip(headers: &HeaderMap) -> bool {
    let accepted = text(headers, header::ACCEPT_ENCODING).unwrap_or_default();
    accepted.split(',').any(|coding| {
        let (name, weight) = coding.split_once(';').unwrap_or((coding, "q=1"));
        let refused = weight.trim().strip_prefix("q=").and_then(|q| q.parse().ok()) == Some(0.0);
        name.trim().eq_ignore_ascii_case("gzip") && !refused
    })
}

fn text(headers: &HeaderMap, name: header::HeaderName) -> Option<&str> {
    headers.get(name)?.to_str().ok()
}

/// `None` where compressing fails, which writing to memory does not: the page then goes out plain.
fn gzip(bytes: &[u8]) -> Option<Vec<u8>> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(bytes).ok()?;
    encoder.finish().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    const FEED: &str = "http://news.coop.example/feed/";

    fn ask(method: &str, uri: &str, headers: &[(&str, &str)]) -> Response {
        let mut request = axum::http::Request::builder().method(method).uri(uri);
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        answer(&request.body(()).unwrap())
    }

    fn header_of(response: &Response, name: header::HeaderName) -> String {
        text(response.headers(), name).unwrap_or_default().to_owned()
    }

    #[track_caller]
    fn check(uri: &str, headers: &[(&str, &str)], status: u16) {
        assert_eq!(ask("GET", uri, headers).status(), status, "{uri} {headers:?}");
    }

    #[test]
    fn the_host_is_found_in_either_form_of_request() {
        check(FEED, &[], 200);
        check(FEED, &[("host", "research.coop.example")], 200);
        check("http://NEWS.coop.example.:80/feed/?utm_source=x", &[], 200);
        check("/feed/", &[("host", "news.coop.example:80")], 200);
        check("/feed/", &[("host", "research.coop.example")], 404);
        check("/feed/", &[("host", "no host at all")], 404);
        check("/feed/", &[], 404);
        check("http://news.coop.example/feed", &[], 404);
        check("http://other.example/feed/", &[], 404);
        check("http://news.coop.example/robots.txt", &[], 404);
    }

    #[test]
    fn only_reading_is_allowed() {
        let refused = ask("POST", FEED, &[]);
        assert_eq!(refused.status(), 405);
        assert_eq!(header_of(&refused, header::ALLOW), "GET, HEAD");
        assert_eq!(ask("HEAD", FEED, &[]).status(), 200);
        assert_eq!(ask("CONNECT", "news.coop.example:443", &[]).status(), 405);
    }

    #[test]
    fn either_validator_answers_not_modified() {
        let etag = header_of(&ask("GET", FEED, &[]), header::ETAG);
        let weak = format!("\"other\", W/{etag}");
        check(FEED, &[("if-none-match", &etag)], 304);
        check(FEED, &[("if-none-match", &weak)], 304);
        check(FEED, &[("if-none-match", "*")], 304);
        check(FEED, &[("if-none-match", "\"other\"")], 200);
        check(FEED, &[("if-modified-since", LAST_MODIFIED)], 304);
        check(FEED, &[("if-modified-since", "Thu, 01 Mar 2018 08:59:59 GMT")], 200);
        check(FEED, &[("if-modified-since", "yesterday")], 200);
        check(FEED, &[("if-none-match", "\"other\""), ("if-modified-since", LAST_MODIFIED)], 200);
    }

    #[test]
    fn not_modified_repeats_the_validators() {
        let response = ask("GET", FEED, &[("if-modified-since", LAST_MODIFIED)]);
        assert!(!header_of(&response, header::ETAG).is_empty());
        assert_eq!(header_of(&response, header::LAST_MODIFIED), LAST_MODIFIED);
        assert_eq!(header_of(&response, header::CONTENT_TYPE), "");
    }

    #[test]
    fn gzip_is_sent_to_those_who_take_it_under_its_own_tag() {
        let coding = |accepted: &str| {
            let response = ask("GET", FEED, &[("accept-encoding", accepted)]);
            (header_of(&response, header::CONTENT_ENCODING), header_of(&response, header::ETAG))
        };
        let (plain, plain_tag) = coding("br, zstd");
        let (gzip, gzip_tag) = coding("br, GZIP;q=0.5");
        assert_eq!((plain.as_str(), gzip.as_str()), ("", "gzip"));
        assert_ne!(plain_tag, gzip_tag);
        assert_eq!(coding("gzip;q=0, br").0, "");
        assert_eq!(coding("").0, "");
    }
}
