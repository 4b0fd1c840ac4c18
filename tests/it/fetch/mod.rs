//! The fetch stage against a server on loopback.

mod requests;

mod answers;

mod redirects;

mod addresses;

mod bounds;

mod broken;

// Elsewhere the system's store of certificates is asked, which no variable can change.
#[cfg(all(unix, not(target_vendor = "apple")))]
mod secure;

mod pace;

use std::time::Duration;

use chrono::TimeDelta;
use sangam::fetch::address::{AllowPrivate, Allowed};
use sangam::fetch::client::Client;
use sangam::fetch::robots::RobotsScope;
use sangam::fetch::{Fetch, FetchError, FetchOptions, FetchOutcome, Fetched, RequestPlan};
use url::Url;

use crate::support::origin::Origin;

/// Long enough for a busy machine; a test that needs a timeout sets a shorter one.
const PATIENCE: Duration = Duration::from_secs(30);

fn options() -> FetchOptions {
    FetchOptions {
        user_agent: "sangam/0.1 (+mailto:feeds@example.coop)".to_owned(),
        timeout: PATIENCE,
        connect_timeout: PATIENCE,
        max_body: 1_000_000,
        concurrency: 64,
        per_host: 8,
        host_delay: Duration::ZERO,
        allow_private: AllowPrivate::All,
        allow_ports: Vec::new(),
        allow_downgrade: false,
        robots: RobotsScope::Pages,
        moved_after: TimeDelta::days(1),
        max_pass: u64::MAX,
        proxy: None,
    }
}

fn only(list: &[String]) -> AllowPrivate {
    AllowPrivate::Only(list.iter().map(|text| Allowed::parse(text).expect("an entry")).collect())
}

fn plan(url: Url) -> RequestPlan {
    RequestPlan::to(url)
}

fn client(options: &FetchOptions) -> Client {
    Client::new(options).expect("options that can be used")
}

async fn fetch_with(options: &FetchOptions, url: Url) -> Result<FetchOutcome, FetchError> {
    client(options).fetch(&plan(url)).await
}

async fn fetch(origin: &Origin) -> Result<FetchOutcome, FetchError> {
    fetch_with(&options(), origin.url("/feed")).await
}

#[track_caller]
fn fetched(result: Result<FetchOutcome, FetchError>) -> Fetched {
    let fetched = match result.expect("an answer") {
        FetchOutcome::Fetched(fetched) => Some(fetched),
        FetchOutcome::NotModified { .. } => None,
    };
    fetched.expect("a document")
}

#[track_caller]
fn body(result: Result<FetchOutcome, FetchError>) -> Vec<u8> {
    fetched(result).document.body.to_vec()
}

#[track_caller]
fn code(result: Result<FetchOutcome, FetchError>) -> String {
    result.expect_err("this must fail").code()
}
