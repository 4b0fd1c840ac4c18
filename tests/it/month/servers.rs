//! Servers of every temper, as functions of the time.

use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use async_trait::async_trait;
use chrono::{DateTime, TimeDelta, Utc};
use sangam::fetch::{Fetch, FetchError, FetchOutcome, Fetched, Hints, RequestPlan, RetryAfter};
use sangam::model::document::Document;
use sangam::model::source::Validators;
use tokio::sync::Notify;
use url::Url;

/// Id, address, further settings.
pub(super) const SOURCES: [(&str, &str, &str); 16] = [
    ("news", "https://news.example/feed", "type = \"feed\""),
    ("quiet", "https://quiet.example/feed", "type = \"feed\""),
    ("bare", "https://bare.example/feed", "type = \"feed\""),
    (
        "asked",
        "https://asked.example/feed",
        "type = \"feed\"\ninterval = \"20m\"\nmax_interval = \"20m\"",
    ),
    ("fresh", "https://fresh.example/feed", "type = \"feed\""),
    ("ttl", "https://ttl.example/feed", "type = \"feed\""),
    ("night", "https://night.example/feed", "type = \"feed\""),
    ("busy-1", "https://busy.example/1", "type = \"feed\""),
    ("busy-2", "https://busy.example/2", "type = \"feed\""),
    ("broken", "https://broken.example/feed", "type = \"feed\""),
    ("gone", "https://gone.example/feed", "type = \"feed\""),
    ("moved", "https://moved.example/feed", "type = \"feed\""),
    ("portal", "https://portal.example/feed", "type = \"feed\""),
    ("frozen", "https://frozen.example/feed", "type = \"feed\""),
    ("pages", "https://pages.example/news", "type = \"listing\""),
    ("closed", "https://closed.example/news", "type = \"listing\""),
];

/// Answers of `gone` before it is gone.
pub(super) const GONE_AFTER: usize = 5;

/// Nothing can be reached from the first to the second.
pub(super) const OUTAGE: (TimeDelta, TimeDelta) = (TimeDelta::days(12), TimeDelta::days(13));

pub(super) fn outage() -> (DateTime<Utc>, DateTime<Utc>) {
    (super::start() + OUTAGE.0, super::start() + OUTAGE.1)
}

/// From when on `moved` redirects.
pub(super) fn moved_at() -> DateTime<Utc> {
    super::start() + TimeDelta::days(5)
}

/// One request, and what came of it.
#[derive(Debug, Clone)]
pub(super) struct Asked {
    pub(super) url: Url,
    pub(super) at: DateTime<Utc>,
    pub(super) sent: Validators,
    pub(super) spacing: Duration,
    pub(super) status: u16,
    pub(super) gave: Validators,
    pub(super) hold: Option<DateTime<Utc>>,
    /// The pass was cut off before it could be written down.
    pub(super) was_lost: bool,
}

impl Asked {
    pub(super) fn is_whole(&self) -> bool {
        self.sent.is_empty()
    }
}

#[derive(Default)]
pub(super) struct Servers {
    now: Mutex<DateTime<Utc>>,
    asked: Mutex<Vec<Asked>>,
    /// So many requests into the pass it is cut off.
    left: AtomicUsize,
    cut: Notify,
    pass_began: AtomicUsize,
}

/// What a server says.
enum Says {
    Document {
        body: String,
        validators: Validators,
        fresh_for: Option<Duration>,
        moved_to: Option<Url>,
    },
    Status(u16, Option<RetryAfter>),
    Unreachable,
}

impl Servers {
    pub(super) fn set_time(&self, now: DateTime<Utc>, cut_off_after: Option<usize>) {
        *self.now.lock().unwrap() = now;
        self.left.store(cut_off_after.unwrap_or(usize::MAX), Ordering::SeqCst);
        self.pass_began.store(self.asked.lock().unwrap().len(), Ordering::SeqCst);
    }

    pub(super) fn asked(&self) -> Vec<Asked> {
        self.asked.lock().unwrap().clone()
    }

    /// Ends when the pass is to be cut off: everything of it that was not written down is lost.
    pub(super) async fn cut_off(&self) {
        self.cut.notified().await;
        let began = self.pass_began.load(Ordering::SeqCst);
        self.asked.lock().unwrap()[began..].iter_mut().for_each(|one| one.was_lost = true);
    }

    fn note(&self, plan: &RequestPlan, at: DateTime<Utc>, status: u16, gave: &Validators) {
        self.asked.lock().unwrap().push(Asked {
            url: plan.url.clone(),
            at,
            sent: plan.validators.clone(),
            spacing: plan.spacing,
            status,
            gave: gave.clone(),
            hold: None,
            was_lost: false,
        });
    }
}

#[async_trait]
impl Fetch for Servers {
    async fn fetch(&self, plan: &RequestPlan) -> Result<FetchOutcome, FetchError> {
        if self.left.fetch_update(Ordering::SeqCst, Ordering::SeqCst, |n| n.checked_sub(1)).is_err()
        {
            self.cut.notify_one();
            std::future::pending::<()>().await;
        }
        let now = *self.now.lock().unwrap();
        let host = plan.url.host_str().unwrap_or_default().to_owned();
        let earlier = self.asked().iter().filter(|one| one.url == plan.url).count();
        match says(&plan.url, now, earlier) {
            Says::Unreachable => Err(FetchError::Dns { host, reason: "no network".to_owned() }),
            Says::Status(status, retry_after) => {
                self.note(plan, now, status, &Validators::default());
                let hold = retry_after.map(|after| after.moment(now));
                self.asked.lock().unwrap().last_mut().unwrap().hold = hold;
                Err(FetchError::Status { host, status, retry_after, page: String::new() })
            }
            Says::Document { body, validators, fresh_for, moved_to } => {
                let is_frozen = host == "frozen.example" && !plan.validators.is_empty();
                let is_known = !validators.is_empty() && plan.validators == validators;
                let status = if is_known || is_frozen { 304 } else { 200 };
                let validators = if is_frozen { plan.validators.clone() } else { validators };
                self.note(plan, now, status, &validators);
                let hints = Hints { moved_to, fresh_for, ..Hints::default() };
                if status == 304 {
                    return Ok(FetchOutcome::NotModified { validators, hints });
                }
                let url = hints.moved_to.clone().unwrap_or_else(|| plan.url.clone());
                let document = Document { url: Some(url), content_type: None, body: body.into() };
                Ok(FetchOutcome::Fetched(Fetched { status, document, validators, hints }))
            }
        }
    }
}

/// An RSS feed of its last few items, by how many there were so far.
fn feed(host: &str, count: i64, more: &str) -> String {
    let items: Vec<String> = (0.max(count - 3)..=count)
        .map(|n| format!("<item><title>{host} {n}</title><link>https://{host}/{n}</link></item>"))
        .collect();
    let items = items.concat();
    format!("<rss version=\"2.0\"><channel><title>{host}</title>{more}{items}</channel></rss>")
}

fn page(count: i64) -> String {
    let rows: Vec<String> = (0..4)
        .map(|n| count + 4 - n)
        .map(|n| format!("<li><h3><a href=\"/news/{n}\">A story of rice, number {n}</a></h3></li>"))
        .collect();
    let rows = rows.concat();
    format!("<!DOCTYPE html><html><title>News</title><body><ul>{rows}</ul></body></html>")
}

/// A document with both validators, in the odd forms of real servers.
fn tagged(body: String, tag: i64) -> Says {
    Says::Document {
        body,
        validators: Validators {
            etag: Some(format!("W/\"{tag}-gzip\"")),
            last_modified: Some(format!("day {tag}, as this server writes it")),
        },
        fresh_for: None,
        moved_to: None,
    }
}

/// What a server says at a time; `earlier` is how often it was asked before.
fn says(url: &Url, now: DateTime<Utc>, earlier: usize) -> Says {
    let (from, to) = outage();
    if from <= now && now < to {
        return Says::Unreachable;
    }
    let host = url.host_str().unwrap_or_default();
    let hours = (now - super::start()).num_hours();
    match (host, url.path()) {
        ("pages.example", "/robots.txt") => Says::Document {
            body: "User-agent: *\nCrawl-delay: 7\nDisallow: /private".to_owned(),
            validators: Validators::default(),
            fresh_for: None,
            moved_to: None,
        },
        ("closed.example", "/robots.txt") => Says::Document {
            body: "User-agent: sangam\nDisallow: /".to_owned(),
            validators: Validators::default(),
            fresh_for: None,
            moved_to: None,
        },
        (_, "/robots.txt") => Says::Status(404, None),
        ("news.example", _) => tagged(feed(host, hours / 12, ""), hours / 12),
        ("quiet.example", _) => tagged(feed(host, 7, ""), 7),
        ("bare.example", _) => Says::Document {
            body: feed(host, 7, ""),
            validators: Validators::default(),
            fresh_for: None,
            moved_to: None,
        },
        ("asked.example", _) => Says::Document {
            body: feed(host, hours / 24, ""),
            validators: Validators::default(),
            fresh_for: None,
            moved_to: None,
        },
        ("fresh.example", _) => match tagged(feed(host, hours / 24, ""), hours / 24) {
            Says::Document { body, validators, moved_to, .. } => {
                let fresh_for = Some(Duration::from_hours(6));
                Says::Document { body, validators, fresh_for, moved_to }
            }
            other => other,
        },
        ("ttl.example", _) => tagged(feed(host, hours / 24, "<ttl>180</ttl>"), hours / 24),
        ("night.example", _) => {
            let hour = |hour: u32| format!("<hour>{hour}</hour>");
            let night: String = (0..6).chain(18..24).map(hour).collect();
            let more = format!("<skipHours>{night}</skipHours>");
            tagged(feed(host, hours / 24, &more), hours / 24)
        }
        // Overloaded every third day, and then for five hours.
        ("busy.example", _) if hours / 24 % 3 == 2 && hours % 24 < 12 => {
            Says::Status(503, Some(RetryAfter::After(Duration::from_hours(5))))
        }
        ("busy.example", _) => tagged(feed(host, hours / 24, ""), hours / 24),
        _ => says_wrongly(url, now, earlier),
    }
}

/// What those say that fail, move or lie.
fn says_wrongly(url: &Url, now: DateTime<Utc>, earlier: usize) -> Says {
    let host = url.host_str().unwrap_or_default();
    let hours = (now - super::start()).num_hours();
    match (host, url.path()) {
        ("broken.example", _) => Says::Status(500, None),
        ("gone.example", _) if earlier >= GONE_AFTER => Says::Status(410, None),
        ("gone.example", _) => tagged(feed(host, hours, ""), hours),
        ("moved.example", _) if now >= moved_at() => {
            match tagged(feed(host, hours / 8, ""), hours / 8) {
                Says::Document { body, validators, fresh_for, .. } => {
                    let moved_to = Url::parse("https://new-home.example/feed").ok();
                    Says::Document { body, validators, fresh_for, moved_to }
                }
                other => other,
            }
        }
        ("moved.example" | "new-home.example", _) => {
            tagged(feed("moved.example", hours / 8, ""), hours / 8)
        }
        // For three days every request is led to a login.
        ("portal.example", _) if (72..144).contains(&hours) => Says::Document {
            body: "<html><title>Hotspot login</title><input type=\"password\"></html>".to_owned(),
            validators: Validators::default(),
            fresh_for: None,
            moved_to: Url::parse("https://portal.example/login").ok(),
        },
        ("portal.example", _) => tagged(feed(host, hours / 24, ""), hours / 24),
        // The tag stays, whatever the document does.
        ("frozen.example", _) => tagged(feed(host, hours / 24, ""), 1),
        ("pages.example", _) => tagged(page(hours / 24), hours / 24),
        _ => Says::Status(404, None),
    }
}
