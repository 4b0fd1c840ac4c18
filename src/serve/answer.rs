//! What is answered: the file, 304, or that there is none (RFC 9110 §13, §15).

use std::time::SystemTime;

use axum::body::Body;
use axum::http::header::{
    ACCEPT_ENCODING, ACCEPT_RANGES, ACCESS_CONTROL_ALLOW_HEADERS, ACCESS_CONTROL_ALLOW_METHODS,
    ACCESS_CONTROL_ALLOW_ORIGIN, ACCESS_CONTROL_EXPOSE_HEADERS, ACCESS_CONTROL_MAX_AGE, ALLOW,
    CACHE_CONTROL, CONTENT_ENCODING, CONTENT_LENGTH, CONTENT_SECURITY_POLICY, CONTENT_TYPE, ETAG,
    IF_MODIFIED_SINCE, IF_NONE_MATCH, LAST_MODIFIED, LOCATION, REFERRER_POLICY, VARY,
    X_CONTENT_TYPE_OPTIONS,
};
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, Uri, response};
use axum::response::Response;
use bytes::Bytes;
use chrono::{DateTime, NaiveDateTime, SubsecRound, Utc};

use crate::serve::coding;
use crate::serve::files::{File, Files, Found};

/// Feed readers ask every few minutes at most; proxies may answer them for that long.
const FRESH_FOR: &str = "public, max-age=300";

/// Of a file whose name holds its hash, and of a full page of an archive (RFC 8246).
const FRESH_FOR_EVER: &str = "public, max-age=31536000, immutable";

/// What no page of ours needs, over and above what its own policy forbids.
const PAGE: &str = "object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

/// `embed.html` is made to be framed.
const FRAMED: &str = "object-src 'none'; base-uri 'none'; form-action 'none'";

/// What is no page does nothing, should a browser take it for one; a feed may have its style.
const NO_PAGE: &str = "default-src 'none'; style-src 'self'; img-src http: https:; \
    frame-ancestors 'none'; sandbox";

const SEC_FETCH_DEST: HeaderName = HeaderName::from_static("sec-fetch-dest");

const METHODS: &str = "GET, HEAD, OPTIONS";

/// RFC 9110 §5.6.7.
const HTTP_DATE: &str = "%a, %d %b %Y %H:%M:%S GMT";

/// A request.
pub(super) struct Asked<'r> {
    pub(super) method: &'r Method,
    /// Path of the address, in its usual form.
    pub(super) path: &'r str,
    pub(super) uri: &'r Uri,
    pub(super) headers: &'r HeaderMap,
}

impl Asked<'_> {
    pub(super) fn is_get(&self) -> bool {
        *self.method == Method::GET
    }

    /// One that changes nothing.
    pub(super) fn is_read(&self) -> bool {
        matches!(*self.method, Method::GET | Method::HEAD)
    }
}

/// Answers with what stands in the folder.
pub(super) async fn file(files: &Files, asked: &Asked<'_>) -> Response {
    let path = asked.path;
    match files.find(path).await {
        Ok(Found::File(file, is_final)) => {
            lasting_answer(&file, is_final || is_for_ever(path), asked)
        }
        Ok(Found::Folder) => into_folder(asked),
        Ok(Found::Nothing) => nothing(),
        Err(error) => {
            tracing::error!(path, %error, "a published file could not be read");
            plain(StatusCode::INTERNAL_SERVER_ERROR, "try again\n")
        }
    }
}

/// The address of a folder ends with a slash. It is told relative to what was asked for (RFC 9110
/// §10.2.2), because a proxy may serve this site below a path of its own.
fn into_folder(asked: &Asked<'_>) -> Response {
    let name = asked.path.rsplit('/').next().unwrap_or_default();
    let query = asked.uri.query().map(|query| format!("?{query}")).unwrap_or_default();
    let response = Response::builder()
        .status(StatusCode::PERMANENT_REDIRECT)
        .header(X_CONTENT_TYPE_OPTIONS, "nosniff")
        .header(ACCESS_CONTROL_ALLOW_ORIGIN, "*")
        .header(LOCATION, format!("{name}/{query}"));
    finish(response, Bytes::new())
}

/// A browser asks whether a script of another site may send a header such as `If-None-Match` (Fetch
/// §4.8).
pub(super) fn preflight() -> Response {
    let response = Response::builder()
        .status(StatusCode::NO_CONTENT)
        .header(ALLOW, METHODS)
        .header(ACCESS_CONTROL_ALLOW_ORIGIN, "*")
        .header(ACCESS_CONTROL_ALLOW_METHODS, "GET, HEAD")
        .header(ACCESS_CONTROL_ALLOW_HEADERS, "*")
        .header(ACCESS_CONTROL_MAX_AGE, "86400");
    finish(response, Bytes::new())
}

/// There is nothing there.
pub(super) fn nothing() -> Response {
    plain(StatusCode::NOT_FOUND, "nothing is published here\n")
}

/// A method that changes something.
pub(super) fn not_allowed() -> Response {
    let mut response =
        plain(StatusCode::METHOD_NOT_ALLOWED, "only GET and HEAD are answered here\n");
    response.headers_mut().insert(ALLOW, HeaderValue::from_static(METHODS));
    response
}

/// The address of our hub, which has nothing to read.
pub(super) fn posted_alone() -> Response {
    let words = "this is a WebSub hub: subscribe by POST\n";
    let mut response = plain(StatusCode::METHOD_NOT_ALLOWED, words);
    response.headers_mut().insert(ALLOW, HeaderValue::from_static("POST"));
    response
}

/// A page of metrics, for Prometheus.
pub(super) fn metrics(text: String) -> Response {
    let response = Response::builder()
        .header(CONTENT_TYPE, "text/plain; version=0.0.4; charset=utf-8")
        .header(X_CONTENT_TYPE_OPTIONS, "nosniff")
        .header(CACHE_CONTROL, "no-store");
    finish(response, text.into())
}

/// JSON that is made for this answer.
pub(super) fn json(value: &serde_json::Value) -> Response {
    let text = value.to_string();
    let response = Response::builder()
        .header(CONTENT_TYPE, "application/json")
        .header(CONTENT_LENGTH, text.len())
        .header(CACHE_CONTROL, FRESH_FOR)
        .header(ACCESS_CONTROL_ALLOW_ORIGIN, "*")
        .header(X_CONTENT_TYPE_OPTIONS, "nosniff");
    finish(response, text.into())
}

/// The policy that a file is sent with (CSP 3), whatever stands in it.
fn policy(path: &str, file: &File) -> &'static str {
    if path.ends_with("/embed.html") {
        FRAMED
    } else if file.media_type.starts_with("text/html") {
        PAGE
    } else {
        NO_PAGE
    }
}

/// Its name holds its hash: what it is called by never changes.
fn is_for_ever(path: &str) -> bool {
    let name = path.rsplit('/').next().unwrap_or(path);
    name.strip_prefix("embed-").is_some_and(|rest| rest.strip_suffix(".js").is_some())
}

/// Answers with a file: whole, or that it is not modified.
pub(super) fn file_answer(file: &File, asked: &Asked<'_>) -> Response {
    lasting_answer(file, false, asked)
}

/// The same, with whether the file never changes any more.
fn lasting_answer(file: &File, is_final: bool, asked: &Asked<'_>) -> Response {
    let (path, headers) = (asked.path, asked.headers);
    let copy = coding::choose(&file.copies, list(headers, &ACCEPT_ENCODING).as_deref());
    // RFC 9110 §8.8.3: two codings of one file are two representations with two strong tags.
    let etag = match copy {
        Some((coding, _)) => format!("\"{}-{}\"", file.hash, coding.name()),
        None => format!("\"{}\"", file.hash),
    };
    let mut response = Response::builder()
        .header(ETAG, &etag)
        .header(LAST_MODIFIED, http_date(file.modified))
        // A feed is a few hundred kilobytes at most; a part of one is of no use.
        .header(ACCEPT_RANGES, "none")
        .header(CACHE_CONTROL, if is_final { FRESH_FOR_EVER } else { FRESH_FOR })
        .header(CONTENT_SECURITY_POLICY, policy(path, file))
        .header(REFERRER_POLICY, "no-referrer")
        // All of it is public, and asked for without credentials.
        .header(ACCESS_CONTROL_ALLOW_ORIGIN, "*")
        .header(ACCESS_CONTROL_EXPOSE_HEADERS, "ETag")
        .header(X_CONTENT_TYPE_OPTIONS, "nosniff");
    let mut varies = Vec::new();
    if !file.copies.is_empty() {
        varies.push("Accept-Encoding");
    }
    if is_feed(file) {
        varies.push("Sec-Fetch-Dest");
    }
    if !varies.is_empty() {
        response = response.header(VARY, varies.join(", "));
    }
    let bytes = copy.map_or(&file.bytes, |(_, bytes)| bytes).clone();
    // RFC 9110 §8.6: also where nothing is sent, it is what would be.
    response = response.header(CONTENT_LENGTH, bytes.len());
    if is_not_modified(file, &etag, headers) {
        return finish(response.status(StatusCode::NOT_MODIFIED), Bytes::new());
    }
    response = response.header(CONTENT_TYPE, media_type(file, headers));
    if let Some((coding, _)) = copy {
        response = response.header(CONTENT_ENCODING, coding.name());
    }
    finish(response, if asked.is_get() { bytes } else { Bytes::new() })
}

fn is_feed(file: &File) -> bool {
    let media_types = ["application/rss+xml", "application/atom+xml"];
    media_types.iter().any(|media_type| file.media_type.starts_with(media_type))
}

/// A browser that opens a feed as a page (Fetch Metadata §2.1) shows the bare text of it, unless it
/// is called XML: then it is shown in the style that it names.
fn media_type(file: &File, headers: &HeaderMap) -> &'static str {
    let is_opened = text(headers, &SEC_FETCH_DEST) == Some("document");
    if is_feed(file) && is_opened { "application/xml; charset=utf-8" } else { file.media_type }
}

/// RFC 9110 §13.2.2: `If-None-Match` decides where it is sent, else `If-Modified-Since`.
fn is_not_modified(file: &File, etag: &str, headers: &HeaderMap) -> bool {
    if headers.contains_key(IF_NONE_MATCH) {
        let tags = headers.get_all(IF_NONE_MATCH).iter().filter_map(|value| value.to_str().ok());
        let bare = |tag: &str| tag.trim().trim_start_matches("W/").to_owned();
        return tags
            .flat_map(|tags| tags.split(','))
            .map(bare)
            .any(|tag| tag == "*" || tag == etag);
    }
    text(headers, &IF_MODIFIED_SINCE)
        .and_then(date)
        .is_some_and(|since| DateTime::<Utc>::from(file.modified).trunc_subsecs(0) <= since)
}

fn text<'h>(headers: &'h HeaderMap, name: &HeaderName) -> Option<&'h str> {
    headers.get(name)?.to_str().ok()
}

/// A list that may stand in several lines (RFC 9110 §5.3).
fn list(headers: &HeaderMap, name: &HeaderName) -> Option<String> {
    let lines: Vec<_> =
        headers.get_all(name).iter().filter_map(|line| line.to_str().ok()).collect();
    (!lines.is_empty()).then(|| lines.join(", "))
}

/// A date of HTTP, in its present form or one of the two older ones (RFC 9110 §5.6.7).
fn date(text: &str) -> Option<DateTime<Utc>> {
    let older = |form| NaiveDateTime::parse_from_str(text, form).ok().map(|at| at.and_utc());
    let present = DateTime::parse_from_rfc2822(text).ok().map(|at| at.to_utc());
    present.or_else(|| older("%A, %d-%b-%y %H:%M:%S GMT")).or_else(|| older("%a %b %e %H:%M:%S %Y"))
}

fn http_date(time: SystemTime) -> String {
    DateTime::<Utc>::from(time).format(HTTP_DATE).to_string()
}

/// A few words.
pub(super) fn plain(status: StatusCode, words: impl Into<Bytes>) -> Response {
    let response = Response::builder()
        .status(status)
        .header(CONTENT_TYPE, "text/plain; charset=utf-8")
        // A script of another site is to learn what is wrong, too.
        .header(ACCESS_CONTROL_ALLOW_ORIGIN, "*")
        .header(X_CONTENT_TYPE_OPTIONS, "nosniff");
    finish(response, words.into())
}

fn finish(response: response::Builder, bytes: Bytes) -> Response {
    response.body(Body::from(bytes)).unwrap_or_else(|_| {
        // A header that we built was no header. Better an empty failure than a panic.
        let mut failed = Response::new(Body::empty());
        *failed.status_mut() = StatusCode::INTERNAL_SERVER_ERROR;
        failed
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_of_http_are_read_in_all_three_forms() {
        let expected = DateTime::from_timestamp(784_111_777, 0);
        for text in [
            "Sun, 06 Nov 1994 08:49:37 GMT",
            "Sunday, 06-Nov-94 08:49:37 GMT",
            "Sun Nov  6 08:49:37 1994",
        ] {
            assert_eq!(date(text), expected, "{text}");
        }
        assert_eq!(date("yesterday"), None);
    }
}
