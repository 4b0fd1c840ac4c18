//! Thirty days in the life of a guest: the clock is an argument, the servers are functions of the
//! time, nothing waits. What `docs/politeness.md` promises is checked against every request.

mod servers;

use std::collections::BTreeMap;
use std::fmt::Write;
use std::path::Path;

use chrono::{DateTime, TimeDelta, Timelike, Utc};
use sangam::clock::FixedClock;
use sangam::config::{self, Environment};
use sangam::model::source::Validators;
use sangam::pipeline::{self, Pass, PassOptions, Plan, Silent};
use sangam::store::Store;
use sangam::store::sqlite::SqliteStore;
use tempfile::TempDir;

use crate::support::memory::Memory;
use servers::{Asked, SOURCES, Servers};

const HOUR: TimeDelta = TimeDelta::hours(1);
const DAY: TimeDelta = TimeDelta::days(1);
const MINUTE: TimeDelta = TimeDelta::minutes(1);

fn start() -> DateTime<Utc> {
    "2026-11-01T00:00:30Z".parse().unwrap()
}

fn plan(folder: &Path) -> Plan {
    let mut text = String::from(
        "[site]\ntitle = \"T\"\nurl = \"https://feeds.example.org/\"\n[publish]\nitems = 3\n",
    );
    for (id, url, lines) in SOURCES {
        writeln!(text, "[[source]]\nid = \"{id}\"\nurl = \"{url}\"\n{lines}").unwrap();
    }
    let file = folder.join("feeds.toml");
    config::check(&text, &file, &Environment::default()).unwrap().plan
}

/// Numbers that look like chance and are the same each time.
struct Dice(u64);

impl Dice {
    fn below(&mut self, bound: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0 % bound
    }
}

/// A month of hourly passes and some between them. The program is started anew at some of them,
/// and cut off in the middle of others.
async fn month(servers: &Servers) -> BTreeMap<String, sangam::model::source::SourceState> {
    let folder = TempDir::new().unwrap();
    let plan = plan(folder.path());
    let sink = Memory::default();
    let open = || SqliteStore::open(&folder.path().join("s.db")).unwrap();
    let (mut store, mut dice) = (open(), Dice(42));
    let mut now = start();
    while now < start() + DAY * 30 {
        servers
            .set_time(now, (dice.below(20) == 0).then(|| usize::try_from(dice.below(8)).unwrap()));
        let clock = FixedClock(now);
        let (fetch, watch) = (servers, &Silent);
        let pass = Pass { plan: &plan, fetch, store: &store, sink: &sink, clock: &clock, watch };
        let options = PassOptions::default();
        tokio::select! {
            ended = pipeline::run(pass, &options) => { ended.unwrap(); }
            () = servers.cut_off() => {}
        }
        if dice.below(5) == 0 {
            drop(store);
            store = open();
        }
        let late = TimeDelta::seconds(i64::try_from(dice.below(40)).unwrap());
        let to_next_hour = HOUR - TimeDelta::minutes(now.minute().into());
        let extra = MINUTE * i32::try_from(1 + dice.below(59)).unwrap();
        let step = if dice.below(4) == 0 { extra.min(to_next_hour) } else { to_next_hour };
        now = now.with_second(0).unwrap() + step + late;
    }
    let states = store.source_states().await.unwrap();
    states.into_iter().map(|state| (state.id.to_string(), state)).collect()
}

/// The requests to one path of one host, in order.
fn to<'a>(asked: &'a [Asked], url: &str) -> Vec<&'a Asked> {
    asked.iter().filter(|asked| asked.url.as_str() == url).collect()
}

/// Any two requests in a row are so far apart.
#[track_caller]
fn check_apart(asked: &[&Asked], least: TimeDelta, what: &str) {
    assert!(asked.len() > 1, "{what}: asked {} times", asked.len());
    for pair in asked.windows(2) {
        let apart = pair[1].at - pair[0].at;
        assert!(apart >= least, "{what}: {} and {}", pair[0].at, pair[1].at);
    }
}

#[tokio::test]
async fn a_month_passes_without_a_breach_of_manners() {
    let servers = Servers::default();
    let states = month(&servers).await;
    let asked = servers.asked();
    let of = |url: &str| to(&asked, url);

    // Often: once an hour, whatever restarts. (It is what an hourly cron job needs.)
    for (_, url, lines) in SOURCES.iter().filter(|(_, _, lines)| !lines.contains("interval")) {
        if !url.contains("closed") {
            check_apart(&of(url), MINUTE * 58, &format!("{url} {lines}"));
        }
    }
    let news = of("https://news.example/feed");
    assert!(news.len() > 200, "what brings news is asked for them: {}", news.len());
    check_validators(&asked);

    // What seldom changes is asked less: from the twentieth day on, once a day.
    let quiet = of("https://quiet.example/feed");
    let late: Vec<_> = quiet.iter().filter(|one| one.at > start() + DAY * 20).copied().collect();
    check_apart(&late, DAY, "quiet");
    // It answers 304; once a week its whole document is asked for.
    let whole: Vec<_> = quiet.iter().filter(|one| one.is_whole()).copied().collect();
    check_apart(&whole, DAY * 7, "quiet, whole");

    check_apart(&of("https://bare.example/feed")[1..], DAY, "no validators, the same bytes");
    let minutes: Vec<_> = of("https://asked.example/feed");
    check_apart(&minutes, MINUTE * 18, "an interval of the user's");
    assert!(minutes.len() > 700, "the user's interval lifts the limits: {}", minutes.len());

    check_apart(&of("https://fresh.example/feed"), HOUR * 6, "Cache-Control: max-age");
    check_apart(&of("https://ttl.example/feed"), HOUR * 3, "ttl");
    for one in of("https://night.example/feed").iter().skip(1) {
        assert!((6..18).contains(&one.at.hour()), "skipHours: {}", one.at);
    }

    check_holds(&asked);
    let backoff: Vec<_> = of("https://broken.example/feed");
    check_apart(&backoff[6..], DAY, "failures");
    let gone = of("https://gone.example/feed");
    let heard = gone.iter().position(|one| one.status == 410 && !one.was_lost);
    assert_eq!(heard, Some(gone.len() - 1), "410 is the last that is heard of it");
    assert!(states["gone"].habits.is_gone);

    check_moved(&asked, &states["moved"]);
    check_robots(&asked);

    // A server that says 304 for ever is found out, and then asked for the whole once a day.
    let frozen = of("https://frozen.example/feed");
    let whole: Vec<_> = frozen.iter().filter(|one| one.is_whole()).copied().collect();
    check_apart(&whole, DAY, "frozen");
    assert!(states["frozen"].habits.is_frozen && whole.len() > 10, "{}", whole.len());

    // Nobody could be reached for a day: nobody is punished.
    for (id, state) in
        states.iter().filter(|(id, _)| !["broken", "gone", "closed"].contains(&id.as_str()))
    {
        assert!(state.failures <= 1, "{id}: {state:?}");
    }
    let back = servers::OUTAGE.1 + HOUR * 2;
    let first = news.iter().find(|one| one.at >= servers::outage().1).unwrap();
    assert!(first.at <= start() + back, "{}", first.at);
}

/// What goes back is what came with the last good answer, both of it.
#[track_caller]
fn check_validators(asked: &[Asked]) {
    // Of an answer that came in a pass that was cut off it is not known whether it was kept.
    let mut last: BTreeMap<&str, Vec<&Validators>> = BTreeMap::new();
    let mut conditional = 0;
    for one in asked {
        if let Some(before) = last.get(one.url.as_str())
            && !one.is_whole()
        {
            assert!(before.contains(&&one.sent), "{} {}: {:?}", one.url, one.at, one.sent);
            conditional += 1;
        }
        if matches!(one.status, 200 | 304) && !one.gave.is_empty() {
            let kept = last.entry(one.url.as_str()).or_default();
            if !one.was_lost {
                kept.clear();
            }
            kept.push(&one.gave);
        }
    }
    assert!(conditional > 300, "{conditional}");
}

/// `Retry-After` holds the whole host.
#[track_caller]
fn check_holds(asked: &[Asked]) {
    let mut held: BTreeMap<&str, DateTime<Utc>> = BTreeMap::new();
    let mut holds = 0;
    for one in asked {
        let host = one.url.host_str().unwrap();
        if let Some(until) = held.get(host) {
            assert!(one.at >= *until, "{} at {} before {until}", one.url, one.at);
        }
        if let Some(until) = one.hold.filter(|_| !one.was_lost) {
            held.insert(host, until);
            holds += 1;
        }
    }
    assert!(holds > 5, "{holds}");
}

fn check_moved(asked: &[Asked], state: &sangam::model::source::SourceState) {
    let (old, new) = ("https://moved.example/feed", "https://new-home.example/feed");
    let adopted = state.habits.moved.adopted.as_ref().expect("it was adopted");
    assert_eq!(adopted.to.as_str(), new);
    let since = to(asked, old).iter().map(|one| one.at).find(|at| *at >= servers::moved_at());
    assert!(adopted.at >= since.unwrap() + DAY, "after a day, and not before");
    assert!(to(asked, old).iter().all(|one| one.at <= adopted.at), "the old one is left alone");
    assert!(to(asked, new).len() > 5);
    // A portal that takes all requests for a while is never adopted.
    assert!(to(asked, "https://portal.example/login").is_empty());
}

/// Pages are asked for only as robots.txt says, and that once a day.
fn check_robots(asked: &[Asked]) {
    let robots = to(asked, "https://pages.example/robots.txt");
    let heard: Vec<_> = robots.iter().filter(|one| !one.was_lost).copied().collect();
    check_apart(&heard, DAY, "robots.txt");
    let pages = to(asked, "https://pages.example/news");
    assert!(pages[0].at >= robots[0].at && pages.len() > 20, "{}", pages.len());
    assert!(pages.iter().all(|one| one.spacing.as_secs() == 7), "Crawl-delay");
    assert!(to(asked, "https://closed.example/news").is_empty(), "it is not to be read");
    assert!(to(asked, "https://closed.example/robots.txt").len() <= 30);
}
