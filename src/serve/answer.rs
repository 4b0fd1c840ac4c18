//! What is answered: the file, 304, or that there is none (RFC 9110 §13, §15).

use std::time::SystemTime;

use axum::body::Body;
use axum::http::header::{
    ACCEPT_ENCODING, ALLOW, CACHE_CONTROL, CONTENT_ENCODING, CONTENT_LENGTH, CONTENT_TYPE, ETAG,
    IF_MODIFIED_SINCE, IF_NONE_MATCH, LAST_MODIFIED, LOCATION, VARY, X_CONTENT_TYPE_OPTIONS,
};
use axum::http::{HeaderMap, HeaderName, Method, StatusCode, response};
use axum::response::Response;
use bytes::Bytes;
use chrono::{DateTime, SubsecRound, Utc};

use crate::serve::files::{File, Files, Found};

/// Feed readers ask every few minutes at most; proxies may answer them for that long.
const FRESH_FOR: &str = "public, max-age=300";

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
        Ok(Found::File(file)) => file_answer(&file, method, headers),
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

fn file_answer(file: &File, method: &Method, headers: &HeaderMap) -> Response {
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
        .header(CACHE_CONTROL, FRESH_FOR)
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
