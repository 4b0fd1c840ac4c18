//! Where redirects lead.

use sangam::fetch::{Fetch, FetchOutcome, RequestPlan};
use sangam::model::source::Validators;

use super::{client, code, fetch, fetch_with, fetched, only, options, plan};
use crate::support::origin::{Origin, Reply};

#[tokio::test]
async fn redirects_are_followed_to_the_document() {
    for status in [301, 302, 303, 307, 308] {
        let origin = Origin::start(move |request| match request.path() {
            "/feed" => Reply::redirect(status, "a/feed?x#f"),
            _ => Reply::ok("x"),
        });
        let fetched = fetched(fetch(&origin).await);
        assert_eq!(fetched.document.url, Some(origin.url("/a/feed?x")), "{status}");
        let last = origin.requests().remove(1);
        assert_eq!((last.method.as_str(), last.target.as_str()), ("GET", "/a/feed?x"));
        assert_eq!(last.header("referer"), None);
    }
}

#[tokio::test]
async fn headers_and_credentials_stay_with_their_origin() {
    let other = Origin::always(Reply::ok("x"));
    let away = other.url("/there");
    let origin = Origin::start(move |request| match request.path() {
        "/feed" => Reply::redirect(302, "/on"),
        _ => Reply::redirect(302, &away),
    });
    let mut plan = RequestPlan {
        headers: vec![("X-Key".to_owned(), "k".to_owned())],
        validators: Validators { etag: Some("\"a\"".to_owned()), last_modified: None },
        ..plan(origin.url("/feed"))
    };
    plan.url.set_username("me").unwrap();
    fetched(client(&options()).fetch(&plan).await);

    for request in origin.requests() {
        assert_eq!(request.header("x-key"), Some("k"));
        assert_eq!(request.header("authorization"), Some("Basic bWU6"));
    }
    let request = other.request();
    assert_eq!(request.header("x-key"), None);
    assert_eq!(request.header("authorization"), None);
    assert_eq!(request.header("if-none-match"), Some("\"a\""), "a moved feed keeps its validators");
}

#[tokio::test]
async fn a_moved_document_may_be_not_modified() {
    let origin = Origin::start(|request| match request.path() {
        "/feed" => Reply::redirect(301, "/new"),
        _ => Reply::status(304),
    });
    let plan = RequestPlan {
        validators: Validators { etag: Some("\"a\"".to_owned()), last_modified: None },
        ..plan(origin.url("/feed"))
    };
    let outcome = client(&options()).fetch(&plan).await.unwrap();
    assert!(matches!(outcome, FetchOutcome::NotModified { .. }));
}

#[tokio::test]
async fn a_circle_and_an_endless_way_end() {
    let circle = Origin::start(|request| match request.path() {
        "/feed" => Reply::redirect(302, "/b"),
        _ => Reply::redirect(302, "/feed"),
    });
    assert_eq!(code(fetch(&circle).await), "redirects");
    assert_eq!(circle.requests().len(), 2);

    let endless = Origin::start(|request| Reply::redirect(302, format!("{}x", request.target)));
    assert_eq!(code(fetch(&endless).await), "redirects");
    assert_eq!(endless.requests().len(), 11);
}

#[tokio::test]
async fn a_redirect_to_no_web_address_is_an_error() {
    let origin = Origin::always(Reply::redirect(302, "file:///etc/passwd"));
    assert_eq!(code(fetch(&origin).await), "scheme");
    let origin = Origin::always(Reply::redirect(302, "http://[::1/"));
    assert_eq!(code(fetch(&origin).await), "redirects");
}

#[tokio::test]
async fn a_redirect_to_a_private_address_is_not_followed() {
    let secret = Origin::always(Reply::ok("secret"));
    let mapped = format!("http://[::ffff:127.0.0.1]:{}/", secret.port());
    let named = secret.url_as("localhost", "/").to_string();
    let decimal = secret.url_as("2130706433", "/").to_string();
    for target in ["http://169.254.169.254/latest/", &mapped, &named, &decimal] {
        let origin = Origin::always(Reply::redirect(302, target));
        let mut options = options();
        options.allow_private = only(&[format!("127.0.0.1:{}", origin.port())]);
        let result = fetch_with(&options, origin.url("/feed")).await;
        assert_eq!(code(result), "address-refused", "{target}");
    }
    assert_eq!(secret.connections(), 0);
}

#[tokio::test]
async fn messages_hold_no_credentials() {
    let origin = Origin::always(Reply::redirect(302, "http://me:secret@127.0.0.1:1/#x"));
    let error = fetch(&origin).await.unwrap_err().to_string();
    assert!(!error.contains("secret"), "{error}");
    let origin = Origin::always(Reply::redirect(302, "ftp://me:secret@127.0.0.1:1/"));
    let error = fetch(&origin).await.unwrap_err().to_string();
    assert!(error.contains("ftp://127.0.0.1"), "{error}");
    assert!(!error.contains("secret"), "{error}");
}
