//! What is sent.

use sangam::fetch::client::Client;
use sangam::fetch::{Fetch, FetchOutcome, RequestPlan, SetupError};
use sangam::model::source::Validators;

use super::{client, code, fetch, fetched, options, plan};
use crate::support::origin::{Origin, Reply};

const DATE: &str = "Thursday, 28-Sep-17 10:00:00 GMT";

fn validators(etag: Option<&str>, last_modified: Option<&str>) -> Validators {
    Validators { etag: etag.map(Into::into), last_modified: last_modified.map(Into::into) }
}

fn with_headers(origin: &Origin, headers: &[(&str, &str)]) -> RequestPlan {
    let headers = headers.iter().map(|(name, value)| ((*name).into(), (*value).into()));
    RequestPlan { headers: headers.collect(), ..plan(origin.url("/feed")) }
}

#[tokio::test]
async fn a_request_says_who_asks_and_for_what() {
    let origin = Origin::always(Reply::ok("x"));
    fetched(fetch(&origin).await);
    let request = origin.request();
    assert_eq!((request.method.as_str(), request.target.as_str()), ("GET", "/feed"));
    assert_eq!(request.header("user-agent"), Some("sangam/0.1 (+mailto:feeds@example.coop)"));
    let accept = request.header("accept").unwrap();
    for kind in
        ["application/rss+xml", "application/atom+xml", "application/feed+json", "text/html"]
    {
        assert!(accept.contains(kind), "{accept}");
    }
    let encodings = request.header("accept-encoding").unwrap();
    for encoding in ["gzip", "br", "zstd", "deflate"] {
        assert!(encodings.contains(encoding), "{encodings}");
    }
    for header in ["cookie", "referer", "if-none-match", "if-modified-since", "authorization"] {
        assert_eq!(request.header(header), None, "{header}");
    }
}

#[tokio::test]
async fn a_fragment_is_not_sent_and_not_in_the_documents_address() {
    let origin = Origin::always(Reply::ok("x"));
    let client = client(&options());
    let fetched = fetched(client.fetch(&plan(origin.url("/feed?a=b#part"))).await);
    assert_eq!(origin.request().target, "/feed?a=b");
    assert_eq!(fetched.document.url, Some(origin.url("/feed?a=b")));
}

#[tokio::test]
async fn validators_go_back_byte_for_byte() {
    let origin = Origin::start(|request| match request.header("if-none-match") {
        None => Reply::ok("x").header("ETag", "W/\"a-gzip\"").header("Last-Modified", DATE),
        Some(_) => Reply::status(304),
    });
    let client = client(&options());
    let first = fetched(client.fetch(&plan(origin.url("/feed"))).await);
    assert_eq!(first.validators, validators(Some("W/\"a-gzip\""), Some(DATE)));

    let second = RequestPlan { validators: first.validators.clone(), ..plan(origin.url("/feed")) };
    match client.fetch(&second).await.unwrap() {
        FetchOutcome::NotModified { validators, .. } => assert_eq!(validators, first.validators),
        other @ FetchOutcome::Fetched(_) => panic!("{other:?}"),
    }
    let request = &origin.requests()[1];
    assert_eq!(request.header("if-none-match"), Some("W/\"a-gzip\""));
    assert_eq!(request.header("if-modified-since"), Some(DATE));
}

#[tokio::test]
async fn a_304_brings_newer_validators() {
    let origin = Origin::always(Reply::status(304).header("ETag", "\"new\""));
    let plan = RequestPlan {
        validators: validators(Some("\"old\""), Some(DATE)),
        ..plan(origin.url("/feed"))
    };
    match client(&options()).fetch(&plan).await.unwrap() {
        FetchOutcome::NotModified { validators: newer, .. } => {
            assert_eq!(newer, validators(Some("\"new\""), Some(DATE)));
        }
        other @ FetchOutcome::Fetched(_) => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn a_304_that_nobody_asked_for_is_an_error() {
    let origin = Origin::always(Reply::status(304));
    assert_eq!(code(fetch(&origin).await), "unasked-304");

    let star = RequestPlan { validators: validators(Some("*"), None), ..plan(origin.url("/feed")) };
    let client = client(&options());
    assert_eq!(code(client.fetch(&star).await), "unasked-304");
    assert_eq!(origin.requests()[1].header("if-none-match"), None);
}

#[tokio::test]
async fn validators_that_are_no_visible_ascii_are_not_kept() {
    let reply = Reply::ok("x").header("ETag", "\"\u{fc}\"").header("Last-Modified", DATE);
    let origin = Origin::always(reply);
    assert_eq!(fetched(fetch(&origin).await).validators, validators(None, Some(DATE)));
}

#[tokio::test]
async fn cookies_are_not_kept_and_connections_are() {
    let origin = Origin::always(Reply::ok("x").header("Set-Cookie", "id=1; Path=/"));
    let client = client(&options());
    for _ in 0..3 {
        fetched(client.fetch(&plan(origin.url("/feed"))).await);
    }
    assert!(origin.requests().iter().all(|request| request.header("cookie").is_none()));
    assert_eq!(origin.connections(), 1);
}

#[tokio::test]
async fn extra_headers_and_credentials_are_sent() {
    let origin = Origin::always(Reply::ok("x"));
    let client = client(&options());
    let mut plan = with_headers(&origin, &[("X-Key", "k"), ("Accept", "text/html")]);
    plan.url.set_username("me").unwrap();
    plan.url.set_password(Some("p@ss")).unwrap();
    let fetched = fetched(client.fetch(&plan).await);
    let request = origin.request();
    assert_eq!(request.header("x-key"), Some("k"));
    assert_eq!(request.header("accept"), Some("text/html"));
    assert_eq!(request.header("authorization"), Some("Basic bWU6cEBzcw=="));
    assert_eq!(fetched.document.url, Some(origin.url("/feed")));
}

#[tokio::test]
async fn a_header_that_cannot_be_sent_is_named_without_its_value() {
    let origin = Origin::always(Reply::ok("x"));
    let client = client(&options());
    for (name, value) in [("X Key", "secret"), ("X-Key", "secret\r\nX-Other: 1")] {
        let error = client.fetch(&with_headers(&origin, &[(name, value)])).await.unwrap_err();
        assert_eq!(error.code(), "bad-header");
        assert!(error.to_string().contains(name), "{error}");
        assert!(!error.to_string().contains("secret"), "{error}");
    }
    assert_eq!(origin.requests(), []);
}

#[test]
fn a_user_agent_that_cannot_be_sent_is_an_error() {
    let mut options = options();
    options.user_agent = "two\nlines".to_owned();
    assert!(matches!(Client::new(&options), Err(SetupError::UserAgent(_))));
}
