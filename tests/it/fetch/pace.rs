//! How many requests are in flight, and how far apart they start.

use std::time::{Duration, Instant};

use chrono::DateTime;
use futures_util::future::join_all;
use sangam::fetch::{Fetch, FetchError, FetchOptions};
use url::Url;

use super::{PATIENCE, body, client, code, fetched, options, plan};
use crate::support::origin::{Origin, Reply};

const SLOW: Duration = Duration::from_millis(100);

/// Fetches all at once; each must succeed.
async fn fetch_all(options: &FetchOptions, urls: impl IntoIterator<Item = Url>) {
    let client = client(options);
    let fetches = urls.into_iter().map(|url| {
        let (client, plan) = (&client, plan(url));
        async move { fetched(client.fetch(&plan).await) }
    });
    join_all(fetches).await;
}

#[tokio::test]
async fn a_host_sees_as_many_requests_at_once_as_it_may() {
    let origin = Origin::always(Reply::ok("x").after(SLOW));
    let options = FetchOptions { per_host: 2, ..options() };
    fetch_all(&options, (0..6).map(|n| origin.url(&format!("/{n}")))).await;
    assert_eq!(origin.peak(), 2);
}

#[tokio::test]
async fn all_hosts_together_see_as_many_requests_at_once_as_they_may() {
    let origin = Origin::always(Reply::ok("x").after(SLOW));
    let options = FetchOptions { concurrency: 3, ..options() };
    let urls = (0..6).map(|n| origin.url_as(["127.0.0.1", "localhost"][n % 2], &format!("/{n}")));
    fetch_all(&options, urls).await;
    assert_eq!(origin.peak(), 3);
}

#[tokio::test]
async fn requests_to_one_host_start_apart() {
    let origin = Origin::always(Reply::ok("x"));
    let options = FetchOptions { host_delay: SLOW, ..options() };
    let start = Instant::now();
    fetch_all(&options, (0..4).map(|n| origin.url(&format!("/{n}")))).await;
    assert!(start.elapsed() >= SLOW * 3, "{:?}", start.elapsed());
}

#[tokio::test]
async fn redirects_keep_the_pace_too() {
    let origin = Origin::start(|request| match request.path() {
        "/feed" => Reply::redirect(302, "/new"),
        _ => Reply::ok("x"),
    });
    let options = FetchOptions { host_delay: SLOW, ..options() };
    let start = Instant::now();
    fetch_all(&options, [origin.url("/feed")]).await;
    assert!(start.elapsed() >= SLOW, "{:?}", start.elapsed());
}

#[tokio::test]
async fn a_host_that_hangs_holds_up_no_other() {
    let stuck = Origin::always(Reply::raw("").hang());
    let origin = Origin::always(Reply::ok("x"));
    let options = FetchOptions { concurrency: 2, per_host: 1, ..options() };
    let client = client(&options);
    let waiting = join_all((0..4).map(|n| {
        let (client, plan) = (&client, plan(stuck.url(&format!("/{n}"))));
        async move { client.fetch(&plan).await }
    }));
    let quick = async {
        // Another host by name, though the same machine.
        let plan = plan(origin.url_as("localhost", "/feed"));
        tokio::time::timeout(PATIENCE / 2, client.fetch(&plan)).await.expect("no waiting")
    };
    tokio::select! {
        biased;
        stuck = waiting => panic!("{stuck:?}"),
        result = quick => assert_eq!(body(result), b"x"),
    }
}

#[tokio::test]
async fn redirects_across_hosts_do_not_lock_each_other_out() {
    let origin = Origin::start(|request| {
        let host = request.header("host").unwrap_or_default();
        match (request.path(), host.split_once(':')) {
            ("/cross", Some(("localhost", port))) => {
                Reply::redirect(302, format!("http://127.0.0.1:{port}/end")).after(SLOW)
            }
            ("/cross", Some((_, port))) => {
                Reply::redirect(302, format!("http://localhost:{port}/end")).after(SLOW)
            }
            _ => Reply::ok("x"),
        }
    });
    let options = FetchOptions { concurrency: 2, per_host: 1, ..options() };
    let urls = ["127.0.0.1", "localhost"].map(|host| origin.url_as(host, "/cross"));
    tokio::time::timeout(PATIENCE, fetch_all(&options, urls)).await.expect("no deadlock");
}

#[tokio::test]
async fn waiting_for_a_turn_is_not_counted_as_slowness() {
    let time = SLOW * 3;
    let origin = Origin::always(Reply::ok("x").after(time));
    let options = FetchOptions { per_host: 1, timeout: time * 3, ..options() };
    fetch_all(&options, (0..5).map(|n| origin.url(&format!("/{n}")))).await;

    let options = FetchOptions { timeout: time / 3, ..options };
    let result = client(&options).fetch(&plan(origin.url("/feed"))).await;
    assert_eq!(code(result), "timeout");
}

#[tokio::test]
async fn a_client_waits_so_long_before_its_first_request_to_a_host() {
    let origin = Origin::always(Reply::ok("x"));
    let client = client(&options());
    let rest = Duration::from_millis(200);
    let mut plan = plan(origin.url("/"));
    plan.rest = rest;
    let began = Instant::now();
    client.fetch(&plan).await.unwrap();
    assert!(began.elapsed() >= rest, "{:?}", began.elapsed());
    let began = Instant::now();
    client.fetch(&plan).await.unwrap();
    assert!(began.elapsed() < rest, "only before the first: {:?}", began.elapsed());
}

#[tokio::test]
async fn a_redirect_to_a_host_that_wants_to_be_left_alone_is_not_followed() {
    let there = Origin::start_at([127, 0, 0, 7].into(), |_| Reply::ok("x"));
    let to = there.url("/feed").to_string();
    let here = Origin::start(move |_| Reply::redirect(302, &to));
    let client = client(&options());
    let plan = plan(here.url("/"));
    plan.left_alone.hold("127.0.0.7", DateTime::UNIX_EPOCH);
    let error = client.fetch(&plan).await.unwrap_err();
    assert!(matches!(&error, FetchError::Held { host, .. } if host == "127.0.0.7"), "{error}");
    assert_eq!((here.connections(), there.connections()), (1, 0));
}
