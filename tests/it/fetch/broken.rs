//! Servers that break off, lie or speak something else: one clear error each.

use std::io::Write;
use std::net::{Ipv4Addr, TcpListener};

use flate2::Compression;
use flate2::write::GzEncoder;

use super::{code, fetch, fetch_with, options};
use crate::support::origin::{Origin, Reply};

#[track_caller]
fn check(result: &str, expected: &str, what: &str) {
    assert_eq!(result, expected, "{what}");
}

async fn code_of(reply: Reply) -> String {
    code(fetch(&Origin::always(reply)).await)
}

#[tokio::test]
async fn nobody_there_is_refused() {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
    let url = format!("http://{}/feed", listener.local_addr().unwrap());
    drop(listener);
    let error = fetch_with(&options(), url.parse().unwrap()).await.unwrap_err();
    assert_eq!(error.code(), "refused");
    assert_eq!(error.to_string(), "127.0.0.1 refused the connection");
}

#[tokio::test]
async fn a_host_without_address_is_a_matter_of_dns() {
    // A label of 64 bytes is one too long: no server has to be asked to know that.
    let url = format!("http://{}.example/", "x".repeat(64));
    let error = fetch_with(&options(), url.parse().unwrap()).await.unwrap_err();
    assert_eq!(error.code(), "dns");
    assert!(error.to_string().starts_with("no address found for xxx"), "{error}");
}

#[tokio::test]
async fn a_server_without_tls_is_a_matter_of_tls() {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
    let url = format!("https://{}/feed", listener.local_addr().unwrap());
    let server = std::thread::spawn(move || {
        let (mut stream, _) = listener.accept().unwrap();
        stream.write_all(b"HTTP/1.1 400 Bad Request\r\n\r\n").unwrap();
        let _ = std::io::copy(&mut stream, &mut std::io::sink());
    });
    let error = fetch_with(&options(), url.parse().unwrap()).await.unwrap_err();
    assert_eq!(error.code(), "tls", "{error}");
    server.join().unwrap();
}

#[tokio::test]
async fn a_connection_that_ends_early_is_a_reset() {
    check(&code_of(Reply::raw("").reset()).await, "reset", "before the answer");
    let whole = || Reply::ok("12345").header("Content-Length", "10");
    check(&code_of(whole().close()).await, "reset", "a length that is a lie");
    check(&code_of(whole().reset()).await, "reset", "in the body");
    let chunk = Reply::ok("5\r\n123").header("Transfer-Encoding", "chunked");
    check(&code_of(chunk.close()).await, "reset", "in a chunk");
}

#[tokio::test]
async fn what_is_no_http_is_a_bad_answer() {
    check(
        &code_of(Reply::raw("SSH-2.0-OpenSSH_9.9\r\n\r\n")).await,
        "bad-answer",
        "another protocol",
    );
    check(&code_of(Reply::raw("HTTP/1.1 2000 OK\r\n\r\n")).await, "bad-answer", "a status of four");
    check(
        &code_of(Reply::raw("HTTP/1.1 200 OK\r\nno colon\r\n\r\n")).await,
        "bad-answer",
        "a header",
    );
    check(&code_of(Reply::raw("")).await, "bad-answer", "no answer at all");
    let chunk = Reply::ok("zz\r\n123").header("Transfer-Encoding", "chunked");
    check(&code_of(chunk.close()).await, "bad-answer", "a chunk of no length");
}

#[tokio::test]
async fn a_body_that_is_not_in_its_encoding_is_a_bad_encoding() {
    for encoding in ["gzip", "deflate", "br", "zstd"] {
        let reply = Reply::ok("<feed>plain</feed>").header("Content-Encoding", encoding);
        check(&code_of(reply).await, "bad-encoding", encoding);
    }
    for encoding in ["compress", "gzip, gzip", "gzip, gzip, gzip"] {
        let reply = Reply::ok("x").header("Content-Encoding", encoding);
        check(&code_of(reply).await, "bad-encoding", encoding);
    }
}

#[tokio::test]
async fn a_compressed_body_that_lacks_its_end_is_told_from_a_lost_connection() {
    let mut gzip = GzEncoder::new(Vec::new(), Compression::default());
    gzip.write_all(b"<feed>text</feed>").unwrap();
    let mut gzip = gzip.finish().unwrap();
    gzip.truncate(gzip.len() - 10);
    let reply = Reply::ok(&gzip).header("Content-Encoding", "gzip");
    check(&code_of(reply.clone()).await, "bad-encoding", "complete, but short");
    let reply = reply.header("Content-Length", "1000").close();
    check(&code_of(reply).await, "reset", "cut");
}
