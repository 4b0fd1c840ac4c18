//! Which addresses are dialled.

use sangam::fetch::address::AllowPrivate;
use sangam::fetch::client::Client;
use sangam::fetch::{FetchOptions, SetupError};
use url::Url;

use super::{body, code, fetch_with, only, options};
use crate::support::bench::{Bench, Ended};
use crate::support::origin::{Origin, Reply};

fn allowing(allow_private: AllowPrivate) -> FetchOptions {
    FetchOptions { allow_private, ..options() }
}

#[tokio::test]
async fn private_addresses_are_refused_unless_allowed() {
    let origin = Origin::always(Reply::ok("x"));
    for host in ["127.0.0.1", "localhost", "0x7f.1", "[::ffff:127.0.0.1]"] {
        let url = origin.url_as(host, "/feed");
        let error = fetch_with(&allowing(AllowPrivate::None), url).await.unwrap_err();
        assert_eq!(error.code(), "address-refused", "{host}");
        assert!(error.to_string().contains("`allow_private` in [fetch]"), "{error}");
    }
    assert_eq!(origin.connections(), 0);
}

#[tokio::test]
async fn an_allowed_address_is_dialled_by_number_and_by_name() {
    let origin = Origin::always(Reply::ok("x"));
    let port = origin.port();
    let lists = [format!("{}:{port}", origin.ip()), "127.0.0.1".into(), "127.0.0.0/8".into()];
    for entry in lists {
        let options = allowing(only(&[entry]));
        for host in ["127.0.0.1", "localhost"] {
            let result = fetch_with(&options, origin.url_as(host, "/feed")).await;
            assert_eq!(body(result), b"x", "{host}");
        }
    }
}

#[tokio::test]
async fn an_address_allowed_at_one_port_is_refused_at_another() {
    let (allowed, other) = (Origin::always(Reply::ok("x")), Origin::always(Reply::ok("x")));
    let options = allowing(only(&[format!("127.0.0.1:{}", allowed.port())]));
    for host in ["127.0.0.1", "localhost"] {
        let result = fetch_with(&options, other.url_as(host, "/feed")).await;
        assert_eq!(code(result), "address-refused", "{host}");
    }
    assert_eq!(other.connections(), 0);
}

#[tokio::test]
async fn a_proxy_is_asked_for_public_names_and_not_for_private_addresses() {
    let proxy = Origin::always(Reply::ok("through the proxy"));
    let mut options = allowing(AllowPrivate::None);
    options.proxy = Some(proxy.url_as("localhost", "/"));
    let asked = "http://feeds.example/feed";
    assert_eq!(body(fetch_with(&options, asked.parse().unwrap()).await), b"through the proxy");
    assert_eq!(proxy.request().target, asked);

    for url in ["http://10.0.0.1/", "http://[::1]/", "http://a.localhost/", "http://localhost/"] {
        let result = fetch_with(&options, url.parse().unwrap()).await;
        assert_eq!(code(result), "address-refused", "{url}");
    }
    assert_eq!(proxy.requests().len(), 1);
}

#[test]
fn a_proxy_of_an_unknown_kind_is_an_error() {
    let proxy = Some("ftp://proxy.example/".parse().unwrap());
    let options = FetchOptions { proxy, ..options() };
    assert!(matches!(Client::new(&options), Err(SetupError::Proxy { .. })));
}

/// What the program reads at an address when its environment is like this.
fn read_with(url: &Url, environment: &[(&str, &str)]) -> Ended {
    let bench = Bench::new("[[source]]\nid = \"any\"\nurl = \"http://any.example/\"\n");
    let mut command = bench.command(&["preview", url.as_str(), "--json"]);
    Ended::from(command.envs(environment.iter().copied()).output().expect("the program runs"))
}

fn feed(title: &str) -> Origin {
    Origin::always(Reply::ok(format!(
        "<rss version=\"2.0\"><channel><title>{title}</title><item><title>a</title></item>\
         </channel></rss>"
    )))
}

#[test]
fn the_proxy_of_the_environment_is_used_but_not_for_this_machine() {
    let (proxy, origin) = (feed("proxy"), feed("origin"));
    let address = proxy.url_as("localhost", "/").to_string();
    let environment = [("HTTP_PROXY", address.as_str())];
    let outside = "http://feeds.example/feed".parse().unwrap();
    assert_eq!(read_with(&outside, &environment).expect(0).json()["title"], "proxy");
    assert_eq!(proxy.request().target, "http://feeds.example/feed");
    assert_eq!(read_with(&origin.url("/"), &environment).expect(0).json()["title"], "origin");
    assert_eq!(proxy.requests().len(), 1);
}

#[test]
fn a_machine_without_root_certificates_still_reads_http() {
    let empty = tempfile::tempdir().unwrap();
    let folder = empty.path().to_str().unwrap();
    let file = empty.path().join("none.pem");
    let environment = [("SSL_CERT_DIR", folder), ("SSL_CERT_FILE", file.to_str().unwrap())];
    let origin = feed("origin");
    assert_eq!(read_with(&origin.url("/"), &environment).expect(0).json()["title"], "origin");
}
