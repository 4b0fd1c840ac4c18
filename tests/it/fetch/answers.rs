//! What comes back.

use std::io::Write;
use std::time::Duration;

use flate2::Compression;
use flate2::write::{DeflateEncoder, GzEncoder, ZlibEncoder};
use sangam::fetch::{Fetch, FetchError, RequestPlan, RetryAfter};
use sangam::model::source::Validators;

use super::{body, client, code, fetch, fetch_with, fetched, options};
use crate::support::origin::{Origin, Reply};

const FEED: &str = "<feed>text</feed>";

fn encoded(encoding: &str, body: impl AsRef<[u8]>) -> Origin {
    Origin::always(Reply::ok(body).header("Content-Encoding", encoding))
}

#[tokio::test]
async fn a_document_comes_with_its_type_and_address() {
    let origin = Origin::always(Reply::ok(FEED).header("Content-Type", "text/xml; charset=x"));
    let fetched = fetched(fetch(&origin).await);
    assert_eq!(fetched.status, 200);
    assert_eq!(fetched.document.body, FEED);
    assert_eq!(fetched.document.content_type.as_deref(), Some("text/xml; charset=x"));
    assert_eq!(fetched.document.url, Some(origin.url("/feed")));
}

#[tokio::test]
async fn every_encoding_that_was_asked_for_is_undone() {
    let mut gzip = GzEncoder::new(Vec::new(), Compression::default());
    gzip.write_all(FEED.as_bytes()).unwrap();
    let mut deflate = ZlibEncoder::new(Vec::new(), Compression::default());
    deflate.write_all(FEED.as_bytes()).unwrap();
    // Made with the reference tools.
    let brotli = b"\x0b\x07\x80<feed>br</feed>\x03";
    let zstd = b"\x28\xb5\x2f\xfd\x04\x58\x89\x00\x00<feed>zstd</feed>\x57\xad\x1c\xc6";

    assert_eq!(body(fetch(&encoded("gzip", gzip.finish().unwrap())).await), FEED.as_bytes());
    assert_eq!(body(fetch(&encoded("deflate", deflate.finish().unwrap())).await), FEED.as_bytes());
    assert_eq!(body(fetch(&encoded("br", brotli)).await), b"<feed>br</feed>");
    assert_eq!(body(fetch(&encoded("zstd", zstd)).await), b"<feed>zstd</feed>");
    for none in ["identity", "UTF-8", ""] {
        assert_eq!(body(fetch(&encoded(none, FEED)).await), FEED.as_bytes(), "{none:?}");
    }
}

fn gzip(body: &[u8]) -> Vec<u8> {
    let mut gzip = GzEncoder::new(Vec::new(), Compression::default());
    gzip.write_all(body).unwrap();
    gzip.finish().unwrap()
}

#[tokio::test]
async fn encodings_in_the_habits_of_real_servers_are_undone() {
    let mut raw = DeflateEncoder::new(Vec::new(), Compression::default());
    raw.write_all(FEED.as_bytes()).unwrap();
    let mut members = gzip(b"<feed>");
    members.extend(gzip(b"text</feed>"));
    let twice = gzip(&gzip(FEED.as_bytes()));
    let cases: [(&str, Vec<u8>); 6] = [
        ("deflate", raw.finish().unwrap()),
        ("x-gzip", gzip(FEED.as_bytes())),
        ("gzip", members),
        ("gzip, gzip", twice.clone()),
        ("gzip", twice),
        ("identity", gzip(FEED.as_bytes())),
    ];
    for (encoding, bytes) in cases {
        assert_eq!(body(fetch(&encoded(encoding, bytes)).await), FEED.as_bytes(), "{encoding}");
    }
    for encoding in ["gzip", "deflate", "br", "zstd"] {
        assert_eq!(body(fetch(&encoded(encoding, "")).await), b"", "nothing, in {encoding}");
    }
}

#[tokio::test]
async fn an_answer_says_how_long_it_stays_fresh() {
    let origin = Origin::start(|request| match request.path() {
        "/feed" => Reply::ok("x").header("Cache-Control", "public, max-age=60").header("Age", "20"),
        _ => Reply::ok("x").header("Cache-Control", "private").header("Cache-Control", "no-cache"),
    });
    let hints = fetched(fetch(&origin).await).hints;
    assert_eq!(hints.fresh_for, Some(Duration::from_secs(40)));
    let hints = fetched(fetch_with(&options(), origin.url("/two-lines")).await).hints;
    assert_eq!(hints.fresh_for, Some(Duration::ZERO));
}

#[tokio::test]
async fn what_is_new_is_taken_where_it_was_asked_for() {
    let part =
        |name: &str| Reply::status(226).body(FEED).header("IM", name).header("ETag", "\"b\"");
    let origin = Origin::always(part("feed"));
    let known = Validators { etag: Some("\"a\"".to_owned()), last_modified: None };
    let asked = |origin: &Origin| RequestPlan {
        validators: known.clone(),
        delta: true,
        ..RequestPlan::to(origin.url("/feed"))
    };
    let fetched = fetched(client(&options()).fetch(&asked(&origin)).await);
    assert_eq!(origin.request().header("a-im"), Some("feed"));
    assert_eq!((fetched.status, fetched.validators.etag.as_deref()), (226, Some("\"b\"")));

    let first = RequestPlan { validators: Validators::default(), ..asked(&origin) };
    assert_eq!(code(client(&options()).fetch(&first).await), "status-226");
    assert_eq!(
        origin.requests()[1].header("a-im"),
        None,
        "nothing is known that could be left out"
    );
    let other = Origin::always(part("vcdiff"));
    assert_eq!(code(client(&options()).fetch(&asked(&other)).await), "status-226");
}

#[tokio::test]
async fn a_body_in_chunks_or_up_to_the_end_of_the_connection_is_complete() {
    let chunked = Reply::ok("5\r\n<feed\r\n2;x=y\r\n/>\r\n0\r\nTrailer: x\r\n\r\n");
    let origin = Origin::always(chunked.header("Transfer-Encoding", "chunked"));
    assert_eq!(body(fetch(&origin).await), b"<feed/>");

    let origin = Origin::always(Reply::raw("HTTP/1.0 200 OK\r\nServer: old\r\n\r\n<feed/>"));
    assert_eq!(body(fetch(&origin).await), b"<feed/>");
}

#[tokio::test]
async fn only_a_200_gives_validators() {
    let origin = Origin::always(Reply::status(203).body(FEED).header("ETag", "\"a\""));
    let fetched = fetched(fetch(&origin).await);
    assert_eq!((fetched.status, fetched.validators.is_empty()), (203, true));
}

#[tokio::test]
async fn a_status_without_the_whole_document_is_an_error() {
    for status in [204, 205, 206, 226, 300, 301, 305, 400, 401, 403, 404, 410, 451, 500, 503, 599] {
        let origin = Origin::always(Reply::status(status));
        assert_eq!(code(fetch(&origin).await), format!("status-{status}"));
    }
}

#[tokio::test]
async fn the_wish_to_be_asked_later_is_passed_on() {
    let cases = [
        ("120", Some(RetryAfter::After(Duration::from_mins(2)))),
        (
            "Thu, 01 Jan 2026 01:00:00 GMT",
            Some(RetryAfter::At("2026-01-01T01:00:00Z".parse().unwrap())),
        ),
        ("later", None),
    ];
    for (text, expected) in cases {
        let origin = Origin::always(Reply::status(429).header("Retry-After", text));
        match fetch(&origin).await {
            Err(FetchError::Status { status: 429, retry_after, .. }) => {
                assert_eq!(retry_after, expected);
            }
            other => panic!("{other:?}"),
        }
    }
}
