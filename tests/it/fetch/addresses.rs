//! Which addresses are dialled.

use std::net::IpAddr;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use sangam::fetch::address::AllowPrivate;
use sangam::fetch::client::Client;
use sangam::fetch::resolve::Lookup;
use sangam::fetch::transport::Connecting;
use sangam::fetch::{Fetch, FetchOptions, FetchOutcome, RequestPlan, SetupError, Transport};
use url::Url;

use super::{body, code, fetch, fetch_with, only, options};
use crate::support::bench::{Bench, Ended};
use crate::support::origin::{Origin, Reply};

fn allowing(allow_private: AllowPrivate) -> FetchOptions {
    FetchOptions { allow_private, ..options() }
}

#[tokio::test]
async fn private_addresses_are_refused_unless_allowed() {
    let origin = Origin::always(Reply::ok("x"));
    let spellings = [
        "127.0.0.1",
        "127.0.0.1.",
        "127.1",
        "2130706433",
        "0x7f.1",
        "0x7f000001",
        "0177.0.0.1",
        "017700000001",
        "127.0.0.2",
        "0.0.0.0",
        "0",
        "localhost",
        "LOCALHOST",
        "[::1]",
        "[0:0:0:0:0:0:0:1]",
        "[::]",
        "[::127.0.0.1]",
        "[::ffff:127.0.0.1]",
        "[::ffff:7f00:1]",
        "[64:ff9b::127.0.0.1]",
        "[2002:7f00:1::]",
        "127。0。0。1",
        "①②⑦.0.0.1",
    ];
    for host in spellings {
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

/// Names that lead elsewhere each time they are asked for, as their owner likes.
struct Names {
    answers: Mutex<Vec<Vec<IpAddr>>>,
    asked: AtomicUsize,
}

impl Names {
    /// The answers, the last of them for ever.
    fn giving(answers: &[&[&str]]) -> Arc<Self> {
        let one = |answer: &&[&str]| answer.iter().map(|ip| ip.parse().unwrap()).collect();
        let answers = Mutex::new(answers.iter().rev().map(one).collect());
        Arc::new(Self { answers, asked: AtomicUsize::new(0) })
    }
}

#[async_trait::async_trait]
impl Lookup for Names {
    async fn lookup(&self, _name: &str) -> std::io::Result<Vec<IpAddr>> {
        self.asked.fetch_add(1, Ordering::SeqCst);
        let mut answers = self.answers.lock().unwrap();
        let last = if answers.len() > 1 { answers.pop() } else { answers.last().cloned() };
        Ok(last.unwrap_or_default())
    }
}

async fn fetch_by(names: &Arc<Names>, allow: AllowPrivate, url: Url) -> Result<Vec<u8>, String> {
    let client = Client::with_names(&allowing(allow), names.clone()).unwrap();
    match client.fetch(&RequestPlan::to(url)).await {
        Ok(FetchOutcome::Fetched(fetched)) => Ok(fetched.document.body.to_vec()),
        Ok(other) => panic!("{other:?}"),
        Err(error) => Err(error.code()),
    }
}

#[tokio::test]
async fn a_name_that_leads_home_is_refused_whatever_it_led_to_before() {
    let secret = Origin::always(Reply::ok("secret"));
    // It says so, or the second request could take the connection in the moment in which it ends.
    let feed = Origin::always(Reply::ok("x").header("Connection", "close").close());
    let allow = || only(&[format!("127.0.0.1:{}", feed.port())]);
    // Once permitted, then rebound to what is not: an address that was judged is the one dialled,
    // and each new connection is judged anew.
    let names = Names::giving(&[&["127.0.0.1"], &["127.0.0.2"]]);
    let client = Client::with_names(&allowing(allow()), names.clone()).unwrap();
    let plan = RequestPlan::to(feed.url_as("rebinding.example", "/feed"));
    assert!(client.fetch(&plan).await.is_ok());
    assert_eq!(client.fetch(&plan).await.unwrap_err().code(), "address-refused");
    assert_eq!((names.asked.load(Ordering::SeqCst), feed.connections()), (2, 1));

    for inside in ["127.0.0.1", "::1", "::ffff:127.0.0.1", "10.0.0.1", "169.254.169.254", "fd00::1"]
    {
        let names = Names::giving(&[&[inside]]);
        let result = fetch_by(&names, AllowPrivate::None, secret.url_as("evil.example", "/")).await;
        assert_eq!(result, Err("address-refused".to_owned()), "{inside}");
    }
    assert_eq!(secret.connections(), 0);
}

#[tokio::test]
async fn of_several_addresses_only_the_permitted_are_dialled() {
    let origin = Origin::always(Reply::ok("x"));
    let allow = only(&[format!("127.0.0.1:{}", origin.port())]);
    let names = Names::giving(&[&["127.0.0.2", "10.0.0.1", "127.0.0.1"]]);
    let result = fetch_by(&names, allow, origin.url_as("mixed.example", "/feed")).await;
    assert_eq!(result, Ok(b"x".to_vec()));
}

#[tokio::test]
async fn a_redirect_to_a_name_is_judged_by_where_the_name_leads() {
    let secret = Origin::always(Reply::ok("secret"));
    let away = secret.url_as("metadata.example", "/").to_string();
    let origin = Origin::always(Reply::redirect(302, away));
    let allow = only(&[format!("127.0.0.1:{}", origin.port())]);
    let names = Names::giving(&[&["127.0.0.1"], &["169.254.169.254"]]);
    let result = fetch_by(&names, allow, origin.url_as("feeds.example", "/feed")).await;
    assert_eq!(result, Err("address-refused".to_owned()));
    assert_eq!(names.asked.load(Ordering::SeqCst), 2, "both names were asked for");
    assert_eq!(secret.connections(), 0);
}

#[tokio::test]
async fn a_port_of_another_service_is_refused_also_after_a_redirect() {
    for target in ["http://feeds.example:25/", "http://127.0.0.1:6379/", "https://[::1]:22/"] {
        let origin = Origin::always(Reply::redirect(302, target));
        assert_eq!(code(fetch(&origin).await), "port-refused", "{target}");
    }
}

#[tokio::test]
async fn a_source_may_have_its_own_exceptions() {
    let origin = Origin::always(Reply::ok("x"));
    let exception = Connecting {
        allow_private: Some(only(&[format!("127.0.0.1:{}", origin.port())])),
        ..Connecting::default()
    };
    let transport = Transport { connecting: exception, ..Transport::default() };
    let client = Client::new(&allowing(AllowPrivate::None)).unwrap();
    let plan = RequestPlan::to(origin.url("/feed"));
    let excepted = RequestPlan { transport: Arc::new(transport), ..plan.clone() };
    for _ in 0..2 {
        assert_eq!(client.fetch(&plan).await.unwrap_err().code(), "address-refused");
        assert!(client.fetch(&excepted).await.is_ok());
    }
    let wider = Connecting { allow_ports: vec![25], ..Connecting::default() };
    let transport = Arc::new(Transport { connecting: wider, ..Transport::default() });
    let url = "http://127.0.0.1:25/".parse().unwrap();
    let plan = RequestPlan { transport, ..RequestPlan::to(url) };
    assert_eq!(
        client.fetch(&plan).await.unwrap_err().code(),
        "address-refused",
        "the port is right"
    );
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
