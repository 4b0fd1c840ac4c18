//! WebSub: our own hub with a subscriber that shares nothing with it, and pings to a hub elsewhere.

use std::io::{BufRead, BufReader, Write};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::sync::atomic::{AtomicBool, AtomicU16, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use chrono::{DateTime, TimeDelta, Utc};
use sangam::fetch::address::AllowPrivate;
use sangam::fetch::client::Client;
use sangam::fetch::{Answer, Fetch, FetchError, FetchOptions, FetchOutcome, Message, RequestPlan};
use sangam::hub::request::{Request, admit, noted, parse};
use sangam::hub::round::{Hub, Work};
use sangam::model::subscription::Subscription;
use sangam::store::Store;
use sangam::store::sqlite::SqliteStore;
use serde_json::Value;
use url::Url;

use crate::serve::serving;
use crate::support::bench::Bench;
use crate::support::origin::{Origin, Reply};
use crate::support::server::post;
use crate::support::tools::tool;

const TOPIC: &str = "https://feeds.example.coop/atom.xml";

fn feed(title: &str) -> String {
    format!(
        "<?xml version=\"1.0\"?><rss version=\"2.0\"><channel><title>Good</title>\
         <link>http://good.example/</link><description>d</description>\
         <item><title>{title}</title><link>http://good.example/a</link></item></channel></rss>"
    )
}

/// A source whose feed can be changed.
fn source(title: &Arc<Mutex<String>>) -> Origin {
    let title = title.clone();
    Origin::start(move |_| {
        let feed = feed(&title.lock().unwrap());
        Reply::ok(feed).header("Content-Type", "application/rss+xml")
    })
}

/// The program that subscribes.
struct Subscriber {
    child: Child,
    say: Option<ChildStdin>,
    lines: BufReader<ChildStdout>,
}

impl Subscriber {
    fn start(arguments: &[&str]) -> Option<Self> {
        let script = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/websub/subscriber.py");
        let mut command = Command::new(tool("python3")?);
        command.arg(script).args(arguments).stdin(Stdio::piped()).stdout(Stdio::piped());
        let mut child = command.spawn().unwrap();
        let (say, lines) = (child.stdin.take(), BufReader::new(child.stdout.take().unwrap()));
        Some(Self { child, say, lines })
    }

    fn next(&mut self) -> Value {
        let mut line = String::new();
        self.lines.read_line(&mut line).unwrap();
        serde_json::from_str(&line).unwrap_or_else(|error| panic!("{error}: {line:?}"))
    }

    fn ask(&mut self, mode: &str) {
        writeln!(self.say.as_mut().unwrap(), "{mode}").unwrap();
    }
}

impl Drop for Subscriber {
    fn drop(&mut self) {
        self.say = None;
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn stored(bench: &Bench) -> usize {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let store = SqliteStore::open(&bench.path("sangam.db")).unwrap();
    runtime.block_on(store.subscriptions()).unwrap().len()
}

#[test]
fn a_foreign_subscriber_is_asked_and_sent_what_changes() {
    let title = Arc::new(Mutex::new("A story".to_owned()));
    let origin = source(&title);
    let url = origin.url("/");
    let config = format!("[publish]\nhub = \"self\"\n[[source]]\nid = \"one\"\nurl = \"{url}\"\n");
    let bench = Bench::new(&config);
    bench.sangam(&["run"]).expect(0);
    assert!(
        bench
            .read("public/atom.xml")
            .contains("<link href=\"https://feeds.example.coop/hub\" rel=\"hub\"/>")
    );
    let (_daemon, address) = serving(&bench);
    let hub = format!("http://{address}/hub");
    let Some(mut subscriber) = Subscriber::start(&[&hub, TOPIC, "hunter2"]) else { return };
    let (first, second) = (subscriber.next(), subscriber.next());
    let (answered, asked) =
        if first["event"] == "answered" { (first, second) } else { (second, first) };
    assert_eq!((&answered["status"], &asked["mode"]), (&202.into(), &"subscribe".into()));
    assert_eq!(
        (&asked["id"], &asked["lease"], &asked["long"]),
        (&"7".into(), &3600.into(), &true.into())
    );
    "A new story".clone_into(&mut title.lock().unwrap());
    bench.sangam(&["run", "--force"]).expect(0);
    let delivered = subscriber.next();
    assert_eq!((&delivered["event"], &delivered["status"]), (&"delivered".into(), &503.into()));
    assert_eq!(delivered["signed"], true, "{delivered}");
    assert_eq!(delivered["body"], bench.read("public/atom.xml"));
    assert_eq!(delivered["type"], "application/atom+xml; charset=utf-8");
    let link = "<https://feeds.example.coop/hub>; rel=\"hub\", <https://feeds.example.coop/atom.xml>; rel=\"self\"";
    assert_eq!(delivered["link"], link);
    subscriber.ask("unsubscribe");
    let mut asked = subscriber.next();
    while asked["mode"] != "unsubscribe" || asked["event"] != "asked" {
        asked = subscriber.next();
    }
    assert!(stored(&bench) <= 1);
}

#[test]
fn what_is_asked_of_the_hub_is_judged() {
    let title = Arc::new(Mutex::new("A story".to_owned()));
    let origin = source(&title);
    let url = origin.url("/");
    let sources = format!("[[source]]\nid = \"one\"\nurl = \"{url}\"\n");
    let bench = Bench::new(&format!("[publish]\nhub = \"self\"\n{sources}"));
    bench.sangam(&["run"]).expect(0);
    let (_daemon, address) = serving(&bench);
    let ask = |form: &str| post(address, "/hub", "application/x-www-form-urlencoded", form).status;
    let topic = "hub.topic=https%3A%2F%2Ffeeds.example.coop%2Fatom.xml";
    let back = "hub.callback=https%3A%2F%2Freader.example%2F";
    assert_eq!(ask(&format!("hub.mode=subscribe&{topic}&{back}")), 202);
    assert_eq!(ask(&format!("hub.mode=dance&{topic}&{back}")), 400);
    assert_eq!(
        ask(&format!("hub.mode=subscribe&{back}&hub.topic=https%3A%2F%2Felsewhere.example%2F")),
        404
    );
    assert_eq!(stored(&bench), 1);
    let other = Bench::new(&sources);
    other.sangam(&["run"]).expect(0);
    let (_daemon, address) = serving(&other);
    assert_eq!(post(address, "/hub", "text/plain", "").status, 405, "there is no hub");
}

/// Keeps what it is to send, and answers as it is told.
#[derive(Default)]
struct World {
    sent: Mutex<Vec<Message>>,
    asked: AtomicUsize,
    is_down: AtomicBool,
    /// What is answered to whoever asks whether something is meant; 0 is 404.
    status: AtomicU16,
}

#[async_trait::async_trait]
impl Fetch for World {
    async fn fetch(&self, _plan: &RequestPlan) -> Result<FetchOutcome, FetchError> {
        self.asked.fetch_add(1, Ordering::SeqCst);
        Err(FetchError::Status {
            host: "reader.example".to_owned(),
            status: match self.status.load(Ordering::SeqCst) {
                0 => 404,
                status => status,
            },
            retry_after: None,
            page: String::new(),
        })
    }

    async fn send(&self, message: &Message) -> Result<Answer, FetchError> {
        self.sent.lock().unwrap().push(message.clone());
        let status = if self.is_down.load(Ordering::SeqCst) { 503 } else { 204 };
        Ok(Answer { status, body: String::new(), location: None, retry_after: None })
    }
}

/// All that is to be done.
async fn round(hub: Hub<'_>, now: DateTime<Utc>) {
    let mut work = Work::new(hub);
    work.begin(now).await.unwrap();
    while let Some(done) = work.next().await {
        done.unwrap();
    }
}

async fn put(store: &SqliteStore, one: Subscription) {
    let (callback, topic) = (one.callback.clone(), one.topic.clone());
    store.change_subscription(&callback, &topic, Box::new(|_| Some(one))).await.unwrap();
}

/// As whoever sends a request to the hub.
async fn ask(store: &SqliteStore, request: Request) {
    let (callback, topic) = (request.callback.to_string(), request.topic.to_string());
    let change = Box::new(|known| Some(noted(request, known)));
    store.change_subscription(&callback, &topic, change).await.unwrap();
}

#[tokio::test]
async fn deliveries_outlive_the_process_and_leases_end() {
    let folder = tempfile::tempdir().unwrap();
    let (site, hub): (Url, Url) = (
        "https://feeds.example.coop/".parse().unwrap(),
        "https://feeds.example.coop/hub".parse().unwrap(),
    );
    std::fs::write(folder.path().join("atom.xml"), "one").unwrap();
    let open = || SqliteStore::open(&folder.path().join("db")).unwrap();
    let world = World::default();
    let at = |minutes: i64| DateTime::<Utc>::UNIX_EPOCH + TimeDelta::minutes(minutes);
    let turn = async |store: &SqliteStore, minutes: i64| {
        let path = folder.path();
        let hub = Hub { site: &site, hub: &hub, folder: path, store, fetch: &world };
        round(hub, at(minutes)).await;
        world.sent.lock().unwrap().drain(..).count()
    };
    let store = open();
    let form = "hub.mode=subscribe&hub.topic=https%3A%2F%2Ffeeds.example.coop%2Fatom.xml\
                &hub.callback=https%3A%2F%2Freader.example%2F&hub.lease_seconds=3600";
    let mut one = noted(parse(form, &site, at(0)).unwrap(), None);
    put(&store, one.clone()).await;
    assert_eq!(turn(&store, 0).await, 0);
    assert_eq!(world.asked.load(Ordering::SeqCst), 1);
    assert_eq!(turn(&store, 2).await, 0);
    assert_eq!(store.subscriptions().await.unwrap(), [], "its owner did not mean it");
    one.wish = None;
    one.active_until = Some(at(60));
    put(&store, one).await;
    world.is_down.store(true, Ordering::SeqCst);
    assert_eq!(turn(&store, 0).await, 1);
    assert_eq!(turn(&store, 0).await, 0, "not again at once");
    world.is_down.store(false, Ordering::SeqCst);
    drop(store);
    let store = open();
    assert_eq!(turn(&store, 1).await, 1, "what was promised is kept");
    assert_eq!(turn(&store, 2).await, 0, "once");
    std::fs::write(folder.path().join("atom.xml"), "two").unwrap();
    assert_eq!(turn(&store, 3).await, 1);
    std::fs::write(folder.path().join("atom.xml"), "three").unwrap();
    assert_eq!(turn(&store, 60).await, 0, "the lease is over");
    assert_eq!(store.subscriptions().await.unwrap(), []);
}

#[tokio::test]
async fn a_subscriber_that_has_no_time_is_asked_again() {
    let folder = tempfile::tempdir().unwrap();
    let site: Url = "https://feeds.example.coop/".parse().unwrap();
    let store = SqliteStore::open(&folder.path().join("db")).unwrap();
    let at = |minutes: i64| DateTime::<Utc>::UNIX_EPOCH + TimeDelta::minutes(minutes);
    let form = "hub.mode=subscribe&hub.topic=https%3A%2F%2Ffeeds.example.coop%2Fatom.xml\
                &hub.callback=https%3A%2F%2Freader.example%2F";
    for (status, is_kept) in [(429, true), (408, true), (403, false)] {
        let world = World { status: AtomicU16::new(status), ..World::default() };
        put(&store, noted(parse(form, &site, at(0)).unwrap(), None)).await;
        let path = folder.path();
        let hub = Hub { site: &site, hub: &site, folder: path, store: &store, fetch: &world };
        round(hub, at(0)).await;
        round(hub, at(2)).await;
        assert_eq!(store.subscriptions().await.unwrap().len(), usize::from(is_kept), "{status}");
        assert_eq!(world.asked.load(Ordering::SeqCst), 1 + usize::from(is_kept), "{status}");
    }
}

#[tokio::test]
async fn nobody_has_another_asked_more_than_once_a_minute_whatever_that_one_says() {
    let folder = tempfile::tempdir().unwrap();
    let site: Url = "https://feeds.example.coop/".parse().unwrap();
    let store = SqliteStore::open(&folder.path().join("db")).unwrap();
    let at = |seconds: i64| DateTime::<Utc>::UNIX_EPOCH + TimeDelta::seconds(seconds);
    let world = World::default();
    // One victim, and a host that is asked about ever other addresses.
    for seconds in 0..120 {
        let other = format!("https%3A%2F%2Fother.example%2F{seconds}");
        for (callback, mode) in [
            ("https%3A%2F%2Freader.example%2F", "subscribe"),
            ("https%3A%2F%2Freader.example%2F", "unsubscribe"),
            (&other, "subscribe"),
        ] {
            let form = format!(
                "hub.mode={mode}&hub.topic=https%3A%2F%2Ffeeds.example.coop%2Fatom.xml\
                 &hub.callback={callback}"
            );
            let known = store.subscriptions().await.unwrap();
            let request = parse(&form, &site, at(seconds)).unwrap();
            if admit(&request, &known).is_ok() {
                ask(&store, request).await;
            }
            let path = folder.path();
            let hub = Hub { site: &site, hub: &site, folder: path, store: &store, fetch: &world };
            round(hub, at(seconds)).await;
        }
        assert!(store.subscriptions().await.unwrap().len() <= 21, "they are not kept for ever");
    }
    // Each minute the victim about both wishes, and of the host as many as may be unconfirmed.
    assert_eq!(world.asked.load(Ordering::SeqCst), 2 * (2 + 20));
}

/// Asks for something else before it says whether it meant the first.
struct Hasty<'s> {
    store: &'s SqliteStore,
    then: Mutex<Option<Request>>,
    world: World,
}

#[async_trait::async_trait]
impl Fetch for Hasty<'_> {
    async fn fetch(&self, plan: &RequestPlan) -> Result<FetchOutcome, FetchError> {
        let then = self.then.lock().unwrap().take();
        if let Some(request) = then {
            ask(self.store, request).await;
        }
        self.world.fetch(plan).await
    }

    async fn send(&self, message: &Message) -> Result<Answer, FetchError> {
        self.world.send(message).await
    }
}

#[tokio::test]
async fn a_wish_holds_no_delivery_back_and_the_next_one_is_not_lost() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path();
    let site: Url = "https://feeds.example.coop/".parse().unwrap();
    std::fs::write(path.join("atom.xml"), "one").unwrap();
    let store = SqliteStore::open(&path.join("db")).unwrap();
    let at = |minutes: i64| DateTime::<Utc>::UNIX_EPOCH + TimeDelta::minutes(minutes);
    let request = |mode: &str, minutes| {
        let form = format!(
            "hub.mode={mode}&hub.topic=https%3A%2F%2Ffeeds.example.coop%2Fatom.xml\
             &hub.callback=https%3A%2F%2Freader.example%2F"
        );
        parse(&form, &site, at(minutes)).unwrap()
    };
    let active = Some(at(60));
    let one = Subscription { active_until: active, ..noted(request("unsubscribe", 0), None) };
    put(&store, one).await;
    let then = Mutex::new(Some(request("subscribe", 1)));
    let hasty = Hasty { store: &store, then, world: World::default() };
    let hub = Hub { site: &site, hub: &site, folder: path, store: &store, fetch: &hasty };
    round(hub, at(0)).await;
    assert_eq!(hasty.world.sent.lock().unwrap().len(), 1, "it did not mean to leave");
    let known = store.subscriptions().await.unwrap();
    let [one] = known.as_slice() else { panic!("{known:?}") };
    assert!(one.wish.as_ref().is_some_and(|wish| !wish.is_leaving), "{one:?}");
    assert_eq!((one.active_until, one.delivered.is_some()), (active, true));
}

/// Of one host nothing is ever heard.
struct Silent(World);

#[async_trait::async_trait]
impl Fetch for Silent {
    async fn fetch(&self, _plan: &RequestPlan) -> Result<FetchOutcome, FetchError> {
        std::future::pending().await
    }

    async fn send(&self, message: &Message) -> Result<Answer, FetchError> {
        match message.url.host_str() {
            Some("silent.example") => std::future::pending().await,
            _ => self.0.send(message).await,
        }
    }
}

#[tokio::test]
async fn who_is_slow_holds_nobody_else_up() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path();
    let site: Url = "https://feeds.example.coop/".parse().unwrap();
    let store = SqliteStore::open(&path.join("db")).unwrap();
    let at = |minutes: i64| DateTime::<Utc>::UNIX_EPOCH + TimeDelta::minutes(minutes);
    let request = |host: &str, number: usize| {
        let form = format!(
            "hub.mode=subscribe&hub.topic=https%3A%2F%2Ffeeds.example.coop%2Fatom.xml\
             &hub.callback=https%3A%2F%2F{host}.example%2F{number}"
        );
        parse(&form, &site, at(0)).unwrap()
    };
    for number in 0..20 {
        // Some asked, and some are sent the feed.
        let one = noted(request("silent", number), None);
        let active_until = (number > 9).then_some(at(60));
        let wish = one.wish.clone().filter(|_| active_until.is_none());
        put(&store, Subscription { active_until, wish, ..one }).await;
    }
    let one = noted(request("zebra", 0), None);
    put(&store, Subscription { active_until: Some(at(60)), wish: None, ..one }).await;
    let silent = Silent(World::default());
    let hub = Hub { site: &site, hub: &site, folder: path, store: &store, fetch: &silent };
    let mut work = Work::new(hub);
    for (version, minutes) in [("one", 1), ("two", 2)] {
        std::fs::write(path.join("atom.xml"), version).unwrap();
        work.begin(at(minutes)).await.unwrap();
        work.next().await.unwrap().unwrap();
        let sent = silent.0.sent.lock().unwrap().pop().unwrap();
        assert_eq!(
            (sent.url.host_str(), &sent.body[..]),
            (Some("zebra.example"), version.as_bytes())
        );
    }
}

/// WebSub §5.3. Behind a redirect somebody else could say yes.
#[tokio::test]
async fn a_redirect_confirms_nothing() {
    let origin = Origin::start(|request| {
        if request.path() == "/away" {
            return Reply::redirect(302, request.target.replace("away", "yes"));
        }
        let url = Url::parse(&format!("http://a.example{}", request.target)).unwrap();
        let said = url.query_pairs().find(|(name, _)| name == "hub.challenge");
        Reply::ok(said.unwrap().1.into_owned())
    });
    let folder = tempfile::tempdir().unwrap();
    let site: Url = "https://feeds.example.coop/".parse().unwrap();
    let store = SqliteStore::open(&folder.path().join("db")).unwrap();
    let now = DateTime::<Utc>::UNIX_EPOCH;
    for path in ["/away", "/yes"] {
        let form = url::form_urlencoded::Serializer::new(String::new())
            .append_pair("hub.mode", "subscribe")
            .append_pair("hub.topic", TOPIC)
            .append_pair("hub.callback", origin.url(path).as_str())
            .finish();
        put(&store, noted(parse(&form, &site, now).unwrap(), None)).await;
    }
    let options = FetchOptions { allow_private: AllowPrivate::All, ..FetchOptions::default() };
    let client = Client::new(&options).unwrap();
    let path = folder.path();
    round(Hub { site: &site, hub: &site, folder: path, store: &store, fetch: &client }, now).await;
    let known = store.subscriptions().await.unwrap();
    let confirmed: Vec<_> = known.iter().map(|one| one.active_until.is_some()).collect();
    assert_eq!(confirmed, [false, true], "{known:?}");
    assert!(known.iter().all(|one| one.wish.is_none()), "{known:?}");
}

#[test]
fn a_hub_elsewhere_is_pinged_for_what_changed_until_it_listens() {
    let title = Arc::new(Mutex::new("A story".to_owned()));
    let origin = source(&title);
    let is_down = Arc::new(AtomicBool::new(true));
    let down = is_down.clone();
    let hub =
        Origin::start(move |_| Reply::status(if down.load(Ordering::SeqCst) { 503 } else { 204 }));
    let (url, at) = (origin.url("/"), hub.url("/hub"));
    let bench = Bench::new(&format!(
        "[publish]\nhub = \"{at}\"\n[[source]]\nid = \"one\"\nurl = \"{url}\"\n"
    ));
    bench.sangam(&["run"]).expect(0);
    assert_eq!(hub.requests().len(), 1, "it is down, and left alone");
    is_down.store(false, Ordering::SeqCst);
    bench.sangam(&["run", "--force"]).expect(0);
    let pings = hub.requests().len() - 1;
    assert_eq!(pings, 4, "three feeds, and how the sources are");
    for ping in hub.requests() {
        assert_eq!((ping.method.as_str(), ping.target.as_str()), ("POST", "/hub"));
    }
    bench.sangam(&["run", "--force"]).expect(0);
    assert_eq!(hub.requests().len(), 5, "nothing changed");
    "Another".clone_into(&mut title.lock().unwrap());
    bench.sangam(&["run", "--force"]).expect(0);
    assert_eq!(hub.requests().len(), 8);
}
