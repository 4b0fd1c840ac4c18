//! Time and memory are bounded, whatever the server does.

use std::io::Write;
use std::time::{Duration, Instant};

use flate2::Compression;
use flate2::write::GzEncoder;
use sangam::fetch::FetchOptions;

use super::{PATIENCE, body, code, fetch, fetch_with, options};
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
    assert!(start.elapsed() >= SHORT && start.elapsed() < PATIENCE / 2);
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
async fn a_bomb_ends_at_the_limit() {
    let mut gzip = GzEncoder::new(Vec::new(), Compression::best());
    gzip.write_all(&vec![0; 4_000_000]).unwrap();
    // 4 MB of zeros, made with the reference tool.
    let brotli = b"\x9b\xff\x08\x3d\xf8\x27\x00\xe2\xb1\x40\x20\x17\xa0\x07";
    for (encoding, bomb) in
        [("gzip", gzip.finish().unwrap()), ("br", brotli.to_vec()), ("zstd", zstd_bomb())]
    {
        let reply = Reply::ok(&bomb).header("Content-Encoding", encoding);
        assert_eq!(limited(reply.clone()).await, "too-large", "{encoding}");
        // It is one: without the limit there would be 4 MB.
        let origin = Origin::always(reply);
        let options = FetchOptions { max_body: 4_000_000, ..options() };
        let length = body(fetch_with(&options, origin.url("/feed")).await).len();
        assert_eq!(length, 4_000_000, "{encoding}");
    }
}

/// Of RFC 8878: a frame of blocks that each repeat one byte, 40 times 100,000.
fn zstd_bomb() -> Vec<u8> {
    let mut frame = b"\x28\xb5\x2f\xfd\x00\x58".to_vec();
    for block in 1..=40 {
        let header: u32 = 100_000 << 3 | 1 << 1 | u32::from(block == 40);
        frame.extend(&header.to_le_bytes()[..3]);
        frame.push(0);
    }
    frame
}

#[tokio::test]
async fn headers_without_end_are_an_error() {
    let many = "X: 1\r\n".repeat(100_000);
    let origin = Origin::always(Reply::raw(format!("HTTP/1.1 200 OK\r\n{many}\r\n")));
    assert_eq!(code(fetch(&origin).await), "bad-answer");
    let long = Reply::raw("HTTP/1.1 200 OK\r\nX: ").repeat([b'x'; 4096], Duration::ZERO);
    assert_eq!(code(fetch(&Origin::always(long)).await), "bad-answer");
}
