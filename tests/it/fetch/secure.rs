//! https, with a certificate that only this test's own authority vouches for.

use std::io::{BufRead, BufReader, Write};
use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::sync::Arc;
use std::thread::JoinHandle;

use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::{ServerConfig, ServerConnection, StreamOwned};

use super::addresses::rerun;
use super::{body, code, fetch_with, options};

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

#[tokio::test]
#[ignore = "needs its authority in the environment; another test runs it with that"]
async fn with_the_authority_of_the_environment() {
    let (url, server) = serve_once("HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\nx");
    assert_eq!(body(fetch_with(&options(), url.parse().unwrap()).await), b"x");
    server.join().unwrap();

    let downgrade = "HTTP/1.1 301 Moved\r\nLocation: http://localhost:1/\r\n\r\n";
    let (url, server) = serve_once(downgrade);
    assert_eq!(code(fetch_with(&options(), url.parse().unwrap()).await), "downgrade");
    server.join().unwrap();
}

#[test]
fn https_is_read_and_not_left_for_http() {
    let test = "fetch::secure::with_the_authority_of_the_environment";
    rerun(test, &[("SSL_CERT_FILE", AUTHORITY)]);
}
