//! Time and memory are bounded, whatever the server does.

use std::io::Write;
use std::sync::Arc;
use std::time::{Duration, Instant};

use flate2::Compression;
use flate2::write::GzEncoder;
use sangam::fetch::{Fetch, FetchOptions, RequestPlan, Transport};

use super::{PATIENCE, body, client, code, fetch, fetch_with, options, plan};
use crate::support::origin::{Origin, Reply};

const SHORT: Duration = Duration::from_millis(200);
const MOMENT: Duration = Duration::from_millis(5);
const LIMIT: u64 = 1000;

/// The code of what comes of a server that never ends, and proof that it ended.
async fn timed(reply: Reply) -> String {
    let origin = Origin::always(reply);
    let start = Instant::now();
    let options = FetchOptions { timeout: SHORT, ..options() };
    let code = code(fetch_with(&options, origin.url("/feed")).await);
    // Silence ends after a third of the time, a header that does not come after two.
    assert!(start.elapsed() >= SHORT / 3 && start.elapsed() < PATIENCE / 2);
    code
}

async fn limited(reply: Reply) -> String {
    let origin = Origin::always(reply);
    let options = FetchOptions { max_body: LIMIT, ..options() };
    code(fetch_with(&options, origin.url("/feed")).await)
}

#[tokio::test]
async fn silence_ends_at_the_timeout() {
    assert_eq!(timed(Reply::raw("").hang()).await, "timeout");
    assert_eq!(timed(Reply::raw("HTTP/1.1 200 OK\r\nContent-").hang()).await, "timeout");
    assert_eq!(timed(Reply::ok("x").header("Content-Length", "2").hang()).await, "timeout");
}

#[tokio::test]
async fn a_server_that_does_not_shake_hands_ends_at_the_timeout() {
    let origin = Origin::always(Reply::raw("").hang());
    let mut url = origin.url("/feed");
    url.set_scheme("https").unwrap();
    let options = FetchOptions { timeout: SHORT, ..options() };
    assert_eq!(code(fetch_with(&options, url).await), "timeout");
}

#[tokio::test]
async fn a_drip_ends_at_the_timeout() {
    assert_eq!(timed(Reply::raw("HTTP/1.1 200 OK\r\nX: ").repeat("x", MOMENT)).await, "timeout");
    assert_eq!(timed(Reply::ok("x").repeat("x", MOMENT)).await, "timeout");
}

#[tokio::test]
async fn the_timeout_counts_over_redirects() {
    let origin = Origin::start(|request| {
        Reply::redirect(302, format!("{}x", request.target)).after(SHORT / 3)
    });
    let options = FetchOptions { timeout: SHORT, ..options() };
    assert_eq!(code(fetch_with(&options, origin.url("/feed")).await), "timeout");
}

#[tokio::test]
async fn a_body_up_to_the_limit_is_taken_and_not_one_byte_more() {
    let limit = usize::try_from(LIMIT).unwrap();
    let origin = Origin::always(Reply::ok(vec![b'x'; limit]));
    let options = FetchOptions { max_body: LIMIT, ..options() };
    assert_eq!(body(fetch_with(&options, origin.url("/feed")).await).len(), limit);
    assert_eq!(limited(Reply::ok(vec![b'x'; limit + 1])).await, "too-large");
}

#[tokio::test]
async fn a_length_above_the_limit_fails_before_the_body() {
    assert_eq!(limited(Reply::ok("").header("Content-Length", "1001").hang()).await, "too-large");
}

#[tokio::test]
async fn an_endless_body_ends_at_the_limit() {
    assert_eq!(limited(Reply::ok("x").repeat("xxxxxxxx", Duration::ZERO)).await, "too-large");
}

#[tokio::test]
async fn a_bomb_ends_at_the_limit_and_before_it() {
    let mut gzip = GzEncoder::new(Vec::new(), Compression::best());
    gzip.write_all(&vec![0; 4_000_000]).unwrap();
    // 4 MB of zeros, made with the reference tool.
    let brotli = b"\x9b\xff\x08\x3d\xf8\x27\x00\xe2\xb1\x40\x20\x17\xa0\x07";
    for (encoding, bomb) in
        [("gzip", gzip.finish().unwrap()), ("br", brotli.to_vec()), ("zstd", zstd_bomb(40))]
    {
        let reply = Reply::ok(&bomb).header("Content-Encoding", encoding);
        assert_eq!(limited(reply.clone()).await, "too-large", "{encoding}");
        let origin = Origin::always(reply);
        let options = FetchOptions { max_body: 100_000_000, ..options() };
        let error = fetch_with(&options, origin.url("/feed")).await.unwrap_err();
        assert!(error.to_string().contains("is a bomb"), "{encoding}: {error}");
    }
}

#[tokio::test]
async fn what_shrinks_much_and_stays_small_is_no_bomb() {
    let origin = Origin::always(Reply::ok(zstd_bomb(9)).header("Content-Encoding", "zstd"));
    assert_eq!(body(fetch(&origin).await).len(), 900_000);
}

#[tokio::test]
async fn a_window_that_would_fill_the_memory_is_refused() {
    // A frame of RFC 8878 that asks for a window of 2 GB.
    let frame = b"\x28\xb5\x2f\xfd\x00\xa8\x09\x00\x00x";
    let origin = Origin::always(Reply::ok(frame).header("Content-Encoding", "zstd"));
    assert_eq!(code(fetch(&origin).await), "bad-encoding");
}

#[tokio::test]
async fn bytes_that_become_nothing_are_counted_as_they_come() {
    let mut gzip = GzEncoder::new(Vec::new(), Compression::fast());
    gzip.write_all(b"").unwrap();
    let nothing = gzip.finish().unwrap();
    let endless = Reply::ok("").header("Content-Encoding", "gzip");
    assert_eq!(limited(endless.repeat(nothing.repeat(100), Duration::ZERO)).await, "too-large");
}

/// Of RFC 8878: a frame of blocks that each repeat one byte 100,000 times.
fn zstd_bomb(blocks: u32) -> Vec<u8> {
    let mut frame = b"\x28\xb5\x2f\xfd\x00\x58".to_vec();
    for block in 1..=blocks {
        let header: u32 = 100_000 << 3 | 1 << 1 | u32::from(block == blocks);
        frame.extend(&header.to_le_bytes()[..3]);
        frame.push(0);
    }
    frame
}

#[tokio::test]
async fn silence_says_where_it_began() {
    async fn message(reply: Reply) -> String {
        let options = FetchOptions { timeout: SHORT, ..options() };
        let origin = Origin::always(reply);
        fetch_with(&options, origin.url("/feed")).await.unwrap_err().to_string()
    }
    let head = message(Reply::raw("HTTP/1.1 200 OK\r\nX: y").hang()).await;
    assert!(head.contains("did not begin to answer"), "{head}");
    let body = message(Reply::ok("x").header("Content-Length", "9").hang()).await;
    assert!(body.contains("in the middle of its answer"), "{body}");
    let drip = message(Reply::ok("x").repeat("x", MOMENT)).await;
    assert!(drip.contains("did not answer completely"), "{drip}");
}

#[tokio::test]
async fn a_header_that_is_complete_and_too_long_is_an_error() {
    let reply = Reply::ok("x").header("X", "y".repeat(70_000));
    assert_eq!(code(fetch(&Origin::always(reply)).await), "header-too-large");
}

#[tokio::test]
async fn a_source_has_its_own_limits() {
    let origin = Origin::always(Reply::ok(vec![b'x'; 2000]));
    let transport = Transport { max_body: Some(1000), ..Transport::default() };
    let plan = RequestPlan { transport: Arc::new(transport), ..plan(origin.url("/feed")) };
    assert_eq!(code(client(&options()).fetch(&plan).await), "too-large");

    let slow = Origin::always(Reply::raw("").hang());
    let transport = Transport { timeout: Some(SHORT), ..Transport::default() };
    let plan = RequestPlan { transport: Arc::new(transport), ..RequestPlan::to(slow.url("/feed")) };
    assert_eq!(code(client(&options()).fetch(&plan).await), "timeout");
}

#[tokio::test]
async fn headers_without_end_are_an_error() {
    let many = "X: 1\r\n".repeat(100_000);
    let origin = Origin::always(Reply::raw(format!("HTTP/1.1 200 OK\r\n{many}\r\n")));
    assert_eq!(code(fetch(&origin).await), "header-too-large");
    let long = Reply::raw("HTTP/1.1 200 OK\r\nX: ").repeat([b'x'; 4096], Duration::ZERO);
    assert_eq!(code(fetch(&Origin::always(long)).await), "header-too-large");
}
