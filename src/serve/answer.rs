//! What is answered: the file, 304, or that there is none (RFC 9110 §13, §15).

use std::time::SystemTime;

use axum::body::Body;
use axum::http::header::{
    ACCEPT_ENCODING, ACCESS_CONTROL_ALLOW_ORIGIN, ALLOW, CACHE_CONTROL, CONTENT_ENCODING,
    CONTENT_LENGTH, CONTENT_SECURITY_POLICY, CONTENT_TYPE, ETAG, IF_MODIFIED_SINCE, IF_NONE_MATCH,
    LAST_MODIFIED, LOCATION, REFERRER_POLICY, VARY, X_CONTENT_TYPE_OPTIONS,
};
use axum::http::{HeaderMap, HeaderName, Method, StatusCode, response};
use axum::response::Response;
use bytes::Bytes;
use chrono::{DateTime, SubsecRound, Utc};

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

/// RFC 9110 §5.6.7.
const HTTP_DATE: &str = "%a, %d %b %Y %H:%M:%S GMT";

/// Answers one request.
pub(super) async fn answer(
    files: &Files,
    method: &Method,
    path: &str,
    headers: &HeaderMap,
) -> Response {
    if !matches!(*method, Method::GET | Method::HEAD) {
        return plain(
            Response::builder().status(StatusCode::METHOD_NOT_ALLOWED).header(ALLOW, "GET, HEAD"),
            "only GET and HEAD are answered here\n",
        );
    }
    match files.find(path).await {
        Ok(Found::File(file, is_final)) => {
            let is_final = is_final || is_for_ever(path);
            file_answer(path, is_final, &file, method, headers)
        }
        Ok(Found::Folder) => plain(
            Response::builder()
                .status(StatusCode::PERMANENT_REDIRECT)
                .header(LOCATION, format!("{path}/")),
            "",
        ),
        Ok(Found::Nothing) => {
            plain(Response::builder().status(StatusCode::NOT_FOUND), "nothing is published here\n")
        }
        Err(error) => {
            tracing::error!(path, %error, "a published file could not be read");
            plain(Response::builder().status(StatusCode::INTERNAL_SERVER_ERROR), "try again\n")
        }
    }
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

fn file_answer(
    path: &str,
    is_final: bool,
    file: &File,
    method: &Method,
    headers: &HeaderMap,
) -> Response {
    let zipped = file.gzip.as_ref().filter(|_| accepts_gzip(headers));
    // RFC 9110 §8.8.3: two codings of one file are two representations with two strong tags.
    let etag = if zipped.is_some() {
        format!("\"{}-gzip\"", file.hash)
    } else {
        format!("\"{}\"", file.hash)
    };
    let mut response = Response::builder()
        .header(ETAG, &etag)
        .header(LAST_MODIFIED, http_date(file.modified))
        .header(CACHE_CONTROL, if is_final { FRESH_FOR_EVER } else { FRESH_FOR })
        .header(CONTENT_SECURITY_POLICY, policy(path, file))
        .header(REFERRER_POLICY, "no-referrer")
        // All of it is public, and asked for without credentials.
        .header(ACCESS_CONTROL_ALLOW_ORIGIN, "*")
        .header(X_CONTENT_TYPE_OPTIONS, "nosniff");
    if file.gzip.is_some() {
        response = response.header(VARY, "Accept-Encoding");
    }
    if is_not_modified(file, &etag, headers) {
        return finish(response.status(StatusCode::NOT_MODIFIED), Bytes::new());
    }
    response = response.header(CONTENT_TYPE, file.media_type);
    if zipped.is_some() {
        response = response.header(CONTENT_ENCODING, "gzip");
    }
    let bytes = zipped.unwrap_or(&file.bytes).clone();
    response = response.header(CONTENT_LENGTH, bytes.len());
    finish(response, if *method == Method::HEAD { Bytes::new() } else { bytes })
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
        .and_then(|since| DateTime::parse_from_rfc2822(since).ok())
        .is_some_and(|since| DateTime::<Utc>::from(file.modified).trunc_subsecs(0) <= since)
}

/// RFC 9110 §12.5.3: what is said of gzip itself counts before what is said of `*`.
fn accepts_gzip(headers: &HeaderMap) -> bool {
    let Some(codings) = text(headers, &ACCEPT_ENCODING) else { return false };
    let weight_of = |names: &[&str]| {
        codings.split(',').find_map(|coding| {
            let (name, weight) = coding.split_once(';').unwrap_or((coding, ""));
            let is_named = names.iter().any(|known| name.trim().eq_ignore_ascii_case(known));
            let weight = weight.trim().trim_start_matches(['q', 'Q']).trim_start_matches('=');
            is_named.then(|| weight.trim().parse().unwrap_or(1.0_f32))
        })
    };
    weight_of(&["gzip", "x-gzip"]).or_else(|| weight_of(&["*"])).is_some_and(|weight| weight > 0.0)
}

fn text<'h>(headers: &'h HeaderMap, name: &HeaderName) -> Option<&'h str> {
    headers.get(name)?.to_str().ok()
}

fn http_date(time: SystemTime) -> String {
    DateTime::<Utc>::from(time).format(HTTP_DATE).to_string()
}

fn plain(response: response::Builder, words: &'static str) -> Response {
    let response = response
        .header(CONTENT_TYPE, "text/plain; charset=utf-8")
        .header(X_CONTENT_TYPE_OPTIONS, "nosniff");
    finish(response, Bytes::from_static(words.as_bytes()))
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

    #[track_caller]
    fn check(accept: &str, expected: bool) {
        let mut headers = HeaderMap::new();
        headers.insert(ACCEPT_ENCODING, accept.parse().unwrap());
        assert_eq!(accepts_gzip(&headers), expected, "{accept:?}");
    }

    #[test]
    fn gzip_is_sent_to_those_who_ask_for_it() {
        check("gzip", true);
        check("br, GZIP;q=0.5", true);
        check("*", true);
        check("gzip;q=0", false);
        check("gzip;q=0, *", false);
        check("*;q=0, gzip", true);
        check("gzip; q=0.000", false);
        check("identity", false);
        check("br", false);
        check("", false);
    }
}
