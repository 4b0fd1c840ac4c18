//! https, with a certificate that only this test's own authority vouches for.

use std::io::{BufRead, BufReader, Write};
use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::sync::Arc;
use std::thread::JoinHandle;

use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::{ServerConfig, ServerConnection, StreamOwned};
use sangam::fetch::transport::{Connecting, Trust};
use sangam::fetch::{Fetch, RequestPlan, Transport};
use serde_json::Value;
use sha2::{Digest, Sha256};

use super::{fetch_with, options};
use crate::support::bench::{Bench, Ended};

const AUTHORITY: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/fixtures/tls/authority.pem");
const CERTIFICATE: &[u8] = include_bytes!("../../../fixtures/tls/localhost.pem");
const KEY: &[u8] = include_bytes!("../../../fixtures/tls/localhost.key.pem");

/// A server that gives one client one answer, and its address.
fn serve_once(answer: &'static str) -> (String, JoinHandle<()>) {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("a free port");
    let port = listener.local_addr().expect("a bound listener").port();
    let server = std::thread::spawn(move || {
        let (stream, _) = listener.accept().expect("a client");
        // A client that does not trust the certificate goes; what it says is tested there.
        let _ = answer_to(stream, answer);
    });
    (format!("https://localhost:{port}/feed"), server)
}

fn answer_to(stream: TcpStream, answer: &str) -> std::io::Result<()> {
    let certificate = CertificateDer::from_pem_slice(CERTIFICATE).expect("a certificate");
    let key = PrivateKeyDer::from_pem_slice(KEY).expect("a key");
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .expect("versions that ring knows")
        .with_no_client_auth()
        .with_single_cert(vec![certificate], key)
        .expect("a certificate and its key");
    let connection = ServerConnection::new(Arc::new(config)).expect("a usable configuration");
    let mut stream = BufReader::new(StreamOwned::new(connection, stream));
    let mut line = String::new();
    while stream.read_line(&mut line)? > 2 {
        line.clear();
    }
    stream.get_mut().write_all(answer.as_bytes())?;
    stream.get_mut().conn.send_close_notify();
    stream.get_mut().flush()
}

#[tokio::test]
async fn a_certificate_of_an_unknown_authority_is_a_matter_of_tls() {
    let (url, server) = serve_once("HTTP/1.1 200 OK\r\n\r\n");
    let error = fetch_with(&options(), url.parse().unwrap()).await.unwrap_err();
    assert_eq!(error.code(), "tls");
    assert!(error.to_string().contains("certificate"), "{error}");
    server.join().unwrap();
}

const FEED: &str = concat!(
    "HTTP/1.1 200 OK\r\nContent-Length: 75\r\n\r\n",
    "<rss version=\"2.0\"><channel><item><title>a</title></item></channel></rss>  "
);

/// The code of what comes of a server whose certificate is judged in some way; `ok` if it is well.
async fn judged(trust: Trust) -> String {
    let (url, server) = serve_once(FEED);
    let connecting = Connecting { trust, ..Connecting::default() };
    let transport = Arc::new(Transport { connecting, ..Transport::default() });
    let plan = RequestPlan { transport, ..RequestPlan::to(url.parse().unwrap()) };
    let result = super::client(&options()).fetch(&plan).await;
    server.join().unwrap();
    result.map_or_else(|error| format!("{}: {error}", error.code()), |_| "ok".to_owned())
}

#[tokio::test]
async fn a_source_may_bring_its_own_authority() {
    assert_eq!(judged(Trust::Authority(AUTHORITY.into())).await, "ok");
    let (missing, empty) =
        ("/no/such/file.pem", concat!(env!("CARGO_MANIFEST_DIR"), "/Cargo.toml"));
    for file in [missing, empty] {
        let connecting =
            Connecting { trust: Trust::Authority(file.into()), ..Connecting::default() };
        let transport = Transport { connecting, ..Transport::default() };
        let error = super::client(&options()).prepare(&transport).unwrap_err();
        assert!(error.to_string().starts_with(file), "{error}");
    }
}

#[tokio::test]
async fn a_pinned_certificate_is_taken_and_no_other() {
    let certificate = CertificateDer::from_pem_slice(CERTIFICATE).unwrap();
    let hash: [u8; 32] = Sha256::digest(&certificate).into();
    assert_eq!(judged(Trust::Pinned(hash)).await, "ok");
    let other = judged(Trust::Pinned([7; 32])).await;
    assert!(other.starts_with("tls: "), "{other}");
    let (first, last) = (format!("{:02x}{:02x}", hash[0], hash[1]), format!("{:02x}", hash[31]));
    let found = other.rsplit(' ').next().unwrap_or_default();
    assert!(found.starts_with(&first) && found.ends_with(&last), "{other}");
}

#[test]
fn a_source_that_takes_any_certificate_says_so_each_time() {
    let (url, server) = serve_once(FEED);
    let bench = Bench::new(&format!(
        "[[source]]\nid = \"one\"\nurl = \"{url}\"\ntype = \"feed\"\naccept_invalid_certs = true\n"
    ));
    let ended = bench.sangam(&["run", "--json"]).expect(0);
    server.join().expect("the server ends");
    let source = &ended.json()["sources"][0];
    assert_eq!(source["warnings"][0]["code"], "certificates-unchecked");
    assert!(ended.stderr.contains("accept_invalid_certs"), "{}", ended.stderr);
}

/// What the program makes of one answer over https, trusting the test's own authority.
fn run(answer: &'static str) -> Value {
    let (url, server) = serve_once(answer);
    let bench =
        Bench::new(&format!("[[source]]\nid = \"one\"\nurl = \"{url}\"\ntype = \"feed\"\n"));
    let mut command = bench.command(&["run", "--json"]);
    let ended = Ended::from(command.env("SSL_CERT_FILE", AUTHORITY).output().expect("it runs"));
    server.join().expect("the server ends");
    ended.json()["sources"][0].clone()
}

#[test]
fn https_is_read() {
    let source = run(FEED);
    assert_eq!((source["outcome"].as_str(), source["seen"].as_u64()), (Some("new"), Some(1)));
}

#[test]
fn https_is_not_left_for_http() {
    let source = run("HTTP/1.1 301 Moved\r\nLocation: http://localhost:1/\r\n\r\n");
    assert_eq!(source["error"]["code"], "downgrade");
}
