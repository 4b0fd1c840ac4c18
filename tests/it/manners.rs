//! What is remembered of hosts from one process to the next, and what a dead network is told from.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use sangam::fetch::{FetchError, RetryAfter};
use sangam::model::report::Outcome;

use crate::support::hosts::{Hosts, Passes, ok, status};

const FEED: &str = "<rss version=\"2.0\"><channel><title>T</title><description>d</description>\
    <item><title>One</title><link>https://a.example/1</link></item></channel></rss>";

const HOUR: TimeDelta = TimeDelta::hours(1);

fn start() -> DateTime<Utc> {
    "2026-11-01T00:00:00Z".parse().unwrap()
}

fn source(id: &str, url: &str, more: &str) -> String {
    format!("[[source]]\nid = \"{id}\"\nurl = \"{url}\"\n{more}\n")
}

const FEED_TYPE: &str = "type = \"feed\"";

#[tokio::test]
async fn an_address_that_is_missing_for_weeks_is_an_incident_until_it_answers() {
    let config = source("a", "https://a.example/feed", FEED_TYPE);
    let passes = Passes::new(&config);
    let well = Hosts::new(|plan| ok(plan, FEED));
    passes.pass(&well, start()).await;
    let missing = Hosts::new(|plan| status(plan, 404));
    let codes = async |days: i64, hosts: &Hosts| {
        let report = passes.pass(hosts, start() + TimeDelta::days(days)).await;
        let row = report.sources[0].clone();
        assert_ne!(row.outcome, Outcome::Skipped, "it is asked daily");
        (row.warnings.iter().map(|warning| warning.code).collect::<Vec<_>>(), report.exit)
    };
    for days in [2, 4, 8, 15] {
        assert_eq!(codes(days, &missing).await, (vec![], 1), "day {days}");
    }
    let (found, exit) = codes(17, &missing).await;
    assert_eq!((found, exit), (vec!["missing"], 1));
    // While it waits, it is in trouble still.
    let report = passes.pass(&missing, start() + TimeDelta::days(17) + HOUR).await;
    let row = &report.sources[0];
    assert_eq!((row.outcome, row.warnings[0].code, report.exit), (Outcome::Skipped, "missing", 1));
    assert!(row.warnings[0].message.contains("404 (not found) since 2026-11-03"), "{row:?}");
    assert_eq!(codes(19, &well).await, (vec!["incident-over"], 0));
}

#[tokio::test]
async fn a_pass_that_is_too_small_for_all_begins_with_who_has_waited_longest() {
    let body = FEED.replace("<item>", &format!("<!-- {} --><item>", "x".repeat(500)));
    let more = "type = \"feed\"\ninterval = \"1s\"";
    let sources = ["a", "b", "c"].map(|id| source(id, &format!("https://{id}.example/"), more));
    let head = "[fetch]\nconcurrency = 1\nmax_pass = \"1KB\"\n";
    let passes = Passes::new(&format!("{head}{}", sources.concat()));
    let hosts = Hosts::new(move |plan| ok(plan, &body));
    let mut asked = Vec::new();
    for hours in 0..7 {
        let report = passes.pass(&hosts, start() + HOUR * hours).await;
        assert_eq!(report.exit, 0, "who waits has not failed");
        let hosts = hosts.asked();
        asked.push(hosts.iter().map(|plan| plan.url.to_string()).collect::<Vec<_>>());
    }
    assert_eq!(asked[0], ["https://a.example/", "https://b.example/"], "as they are written down");
    for two in asked.windows(2) {
        let seen: std::collections::BTreeSet<_> = two.concat().into_iter().collect();
        assert_eq!((two[0].len(), seen.len()), (2, 3), "{asked:?}");
    }
}

#[tokio::test]
async fn who_finds_its_host_busy_is_among_the_first_of_the_next_pass() {
    let more = "type = \"feed\"\ninterval = \"1s\"";
    let sources = ["a", "b", "c"].map(|id| source(id, &format!("https://h.example/{id}"), more));
    let passes = Passes::new(&format!("[fetch]\nconcurrency = 1\n{}", sources.concat()));
    let mut answered = Vec::new();
    for hours in 0..6 {
        let count = AtomicUsize::new(0);
        let hosts = Hosts::new(move |plan| match count.fetch_add(1, Ordering::Relaxed) {
            0 | 1 => ok(plan, FEED),
            _ => {
                let (host, after) = ("h.example".to_owned(), Some(Duration::from_secs(10)));
                Err(FetchError::Busy { host, after })
            }
        });
        let report = passes.pass(&hosts, start() + HOUR * hours).await;
        assert_eq!(report.exit, 0, "who waits has not failed");
        let asked = hosts.asked();
        answered.push(asked[..2].iter().map(|plan| plan.url.to_string()).collect::<Vec<_>>());
    }
    for two in answered.windows(2) {
        let seen: std::collections::BTreeSet<_> = two.concat().into_iter().collect();
        assert_eq!(seen.len(), 3, "{answered:?}");
    }
}

#[tokio::test]
async fn another_process_leaves_a_host_in_peace_for_as_long_as_it_wants() {
    let config = format!(
        "[fetch]\nhost_delay = \"10s\"\n{}{}",
        source("a", "https://a.example/1", "type = \"feed\"\ninterval = \"1s\""),
        source("b", "https://b.example/page", "type = \"listing\"\ninterval = \"1s\""),
    );
    let passes = Passes::new(&config);
    let hosts = Hosts::new(|plan| match plan.url.path() {
        "/robots.txt" => ok(plan, "User-agent: *\nCrawl-delay: 20"),
        "/page" => ok(plan, "<title>News</title><ul><li><a href=/n>A story of rice</a></ul>"),
        _ => ok(plan, FEED),
    });
    let rests = |hosts: &Hosts| {
        let asked = hosts.asked();
        let feeds = asked.iter().filter(|plan| plan.url.path() != "/robots.txt");
        let mut rests: Vec<_> =
            feeds.map(|plan| (plan.url.host_str().unwrap().to_owned(), plan.rest)).collect();
        rests.sort();
        rests
    };
    let row = |host: &str, seconds| (host.to_owned(), Duration::from_secs(seconds));
    passes.pass(&hosts, start()).await;
    assert_eq!(rests(&hosts), [row("a.example", 0), row("b.example", 0)]);
    passes.pass(&hosts, start() + TimeDelta::seconds(4)).await;
    assert_eq!(rests(&hosts), [row("a.example", 6), row("b.example", 16)]);
    passes.pass(&hosts, start() + HOUR).await;
    assert_eq!(rests(&hosts), [row("a.example", 0), row("b.example", 0)]);
}

#[tokio::test]
async fn a_source_whose_way_leads_to_such_a_host_waits_with_it_and_is_not_blamed() {
    let config = source("a", "https://a.example/feed", FEED_TYPE)
        + &source("b", "https://b.example/feed", FEED_TYPE);
    let passes = Passes::new(&config);
    let until = start() + HOUR * 5;
    let hosts = Hosts::new(move |plan| match plan.url.host_str() {
        Some("b.example") => Err(FetchError::Held { host: "c.example".to_owned(), until }),
        _ => ok(plan, FEED),
    });
    let report = passes.pass(&hosts, start()).await;
    assert_eq!(report.sources[1].outcome, Outcome::Skipped);
    let state = &passes.states().await[1];
    assert_eq!((state.failures, state.next_due), (0, Some(until)));
}

#[tokio::test]
async fn a_challenge_holds_its_host_for_as_long_as_it_says() {
    let config = format!(
        "[fetch]\nconcurrency = 1\n{}{}",
        source("a", "https://a.example/1", FEED_TYPE),
        source("b", "https://a.example/2", FEED_TYPE)
    );
    let passes = Passes::new(&config);
    let hosts = Hosts::new(|plan| {
        let host = plan.url.host_str().unwrap_or_default().to_owned();
        let retry_after = Some(RetryAfter::After(Duration::from_hours(2)));
        Err(FetchError::Challenge { host, status: 429, retry_after })
    });
    let report = passes.pass(&hosts, start()).await;
    assert_eq!(report.sources[0].error.as_ref().unwrap().code, "challenge");
    assert_eq!(report.sources[1].outcome, Outcome::Skipped);
    assert_eq!(hosts.asked().len(), 1, "it speaks for the whole host");
    let states = passes.states().await;
    assert_eq!((states[0].held_until, states[0].status), (Some(start() + HOUR * 2), Some(429)));
    assert!(states.iter().all(|state| state.next_due >= Some(start() + HOUR * 2)), "{states:?}");
}

#[tokio::test]
async fn a_network_that_is_down_is_no_fault_of_the_sources() {
    let config: String = ["a", "b", "c"]
        .map(|id| source(id, &format!("https://{id}.example/feed"), FEED_TYPE))
        .concat();
    let passes = Passes::new(&config);
    passes.pass(&Hosts::new(|plan| ok(plan, FEED)), start()).await;
    let before = passes.states().await;
    let dead = Hosts::new(|plan| {
        let host = plan.url.host_str().unwrap_or_default().to_owned();
        Err(FetchError::Dns { host, reason: "no network".to_owned() })
    });
    // A machine that slept for two days, and wakes before its network does.
    let mut now = start() + TimeDelta::days(2);
    for _ in 0..20 {
        passes.pass(&dead, now).await;
        assert_eq!(dead.asked().len(), 3, "all are tried again soon");
        now += TimeDelta::minutes(6);
    }
    for (before, after) in before.iter().zip(passes.states().await) {
        assert_eq!((after.failures, &after.validators), (0, &before.validators));
        assert!(after.next_due <= Some(now));
        assert_eq!(after.last_error.unwrap().code, "dns", "what is wrong can be seen");
    }
    let report = passes.pass(&Hosts::new(|plan| ok(plan, FEED)), now).await;
    assert!(report.sources.iter().all(|row| row.outcome == Outcome::Unchanged), "{report:?}");
}
