//! How subscriptions begin, go on and end, and how often a source is asked meanwhile.

use std::sync::Mutex;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use sangam::clock::Clock;
use sangam::fetch::client::Client;
use sangam::fetch::{
    Answer, Fetch, FetchError, FetchOptions, FetchOutcome, LeftAlone, Message, RequestPlan,
    RetryAfter,
};
use sangam::model::change::Refresh;
use sangam::model::push::{Offer, Push, Stage};
use sangam::model::source::SourceId;
use sangam::push::desk::Desk;
use sangam::push::round::{Round, ask, look};
use sangam::push::rules::Wanted;
use sangam::store::Store;
use sangam::store::sqlite::SqliteStore;

use super::yard::{DAY, FEED, HOUR, HUB, ONE, Yard, at, feed};
use crate::support::origin::{Origin, Reply};

#[tokio::test]
async fn a_hub_is_asked_and_answered() {
    let yard = Yard::new(ONE);
    yard.pass(0).await;
    let posts = yard.round(0).await;
    let [(hub, form)] = posts.as_slice() else { panic!("{posts:?}") };
    assert_eq!(hub.as_str(), HUB);
    assert_eq!((form["hub.mode"].as_str(), form["hub.topic"].as_str()), ("subscribe", FEED));
    assert_eq!(form["hub.secret"].len(), 64);
    assert_eq!(form["hub.lease_seconds"], "864000");
    let token = form["hub.callback"].strip_prefix("https://feeds.example.coop/push/").unwrap();
    assert_eq!(token.len(), 64);
    assert_ne!(token, form["hub.secret"]);
    assert_eq!(yard.round(1).await, [], "it has time to ask back");
    let one = yard.push().await;
    assert!(!one.works(at(1)), "nothing is confirmed");
    yard.confirms(2, 3_600).await;
    assert!(yard.push().await.works(at(2)));
    let other = [("hub.mode", "unsubscribe"), ("hub.challenge", "x")];
    assert_eq!(yard.asks(3, &one, &other).await.status, 404, "that is not meant");
}

#[tokio::test]
async fn the_header_and_the_page_name_hubs_too() {
    let yard = Yard::new(ONE);
    let other = "https://other.example/hub";
    let hubs = vec![other.parse().unwrap()];
    *yard.world.header.lock().unwrap() = Offer { hubs, topic: None };
    yard.pass(0).await;
    assert_eq!(yard.round(0).await[0].0.as_str(), other, "the header before the document");
    let page = format!(
        "<!DOCTYPE html><html><head><title>News</title><link rel=\"hub\" href=\"{other}\">\
         <link rel=self href=\"/news\"></head><body><ul>{}</ul>\
         <link rel=hub href=\"https://guest.example/\"></body></html>",
        (0..9)
            .map(|n| format!("<li><a href=/{n}>A story, number {n}</a> 2024-01-0{}</li>", n + 1))
            .collect::<Vec<_>>()
            .concat()
    );
    let json = format!(
        "{{\"version\":\"https://jsonfeed.org/version/1.1\",\"title\":\"One\",\
         \"feed_url\":\"https://a.example/news\",\"hubs\":[{{\"type\":\"rssCloud\",\"url\":\"https://no.example/\"}},\
         {{\"type\":\"WebSub\",\"url\":\"{other}\"}}],\"items\":[{{\"id\":\"1\",\"url\":\"https://a.example/1\",\"title\":\"T\"}}]}}"
    );
    let atom = format!(
        "<feed xmlns=\"http://www.w3.org/2005/Atom\"><title>One</title><id>urn:x</id>\
         <updated>2024-01-01T00:00:00Z</updated><link rel=\"hub\" href=\"{other}\"/>\
         <link rel=\"self\" href=\"https://a.example/news\"/><entry><title>T</title><id>urn:1</id>\
         <updated>2024-01-01T00:00:00Z</updated><link href=\"https://a.example/1\"/>\
         <link rel=\"hub\" href=\"https://entry.example/\"/></entry></feed>"
    );
    for document in [page, json, atom] {
        let yard = Yard::new(&ONE.replace("\"feed\"", "\"auto\""));
        document.clone_into(&mut yard.world.feed.lock().unwrap());
        yard.pass(0).await;
        let posts = yard.round(0).await;
        let told: Vec<_> =
            posts.iter().map(|(hub, form)| (hub.as_str(), &*form["hub.topic"])).collect();
        assert_eq!(told, [(other, "https://a.example/news")], "{document}");
    }
}

#[tokio::test]
async fn a_source_is_asked_less_while_it_is_pushed() {
    let yard = Yard::pushed(ONE).await;
    for hour in 2..24 {
        yard.beats((hour - 1) * HOUR..hour * HOUR).await;
        yard.pass(hour * HOUR).await;
        assert_eq!(yard.polls(), 2, "hour {hour}");
    }
    yard.beats(23 * HOUR..29 * HOUR).await;
    yard.pass(29 * HOUR).await;
    assert_eq!(yard.polls(), 3, "once a day all the same");
}

#[tokio::test]
async fn the_bounds_of_the_user_hold_while_it_is_pushed() {
    let config = format!("{ONE}interval = \"1h\"\nmax_interval = \"3h\"\n");
    let yard = Yard::pushed(&config).await;
    yard.beats(HOUR..3 * HOUR).await;
    yard.pass(3 * HOUR).await;
    assert_eq!(yard.polls(), 2);
    yard.beats(3 * HOUR..5 * HOUR).await;
    yard.pass(5 * HOUR).await;
    assert_eq!(yard.polls(), 3);
}

#[tokio::test]
async fn a_lease_is_renewed_and_asking_goes_on_where_it_is_not() {
    let yard = Yard::pushed(ONE).await;
    let before = yard.push().await;
    assert_eq!(yard.round(7 * DAY - HOUR).await, [], "it is early");
    let posts = yard.round(8 * DAY).await;
    assert_eq!((posts.len(), &posts[0].1["hub.secret"]), (1, &before.secret));
    assert_eq!(posts[0].1["hub.callback"], before.callback.as_str());
    yard.confirms(8 * DAY, 10 * 24 * 3_600).await;
    assert_eq!(yard.push().await.until, Some(at(18 * DAY)));
    // From then on the hub is deaf.
    yard.world.answers.lock().unwrap().insert(HUB.to_owned(), (503, None));
    yard.round(16 * DAY).await;
    let one = yard.push().await;
    assert!(one.trouble.is_some() && one.holds(at(16 * DAY)));
    let polls = yard.polls();
    for hour in 1..6 {
        let minute = 16 * DAY + hour * HOUR;
        yard.beats(minute - HOUR..minute).await;
        yard.shows(0..30 + hour);
        yard.pass(minute).await;
    }
    assert_eq!(yard.polls(), polls + 5, "every hour");
}

#[tokio::test]
async fn a_source_is_asked_as_ever_when_the_hub_denies_it() {
    let yard = Yard::pushed(ONE).await;
    let denial = [("hub.mode", "denied"), ("hub.reason", "no more room")];
    assert_eq!(yard.asks(2 * HOUR, &yard.push().await, &denial).await.status, 200);
    assert_eq!(yard.push().await.trouble.unwrap().code, "push-denied");
    yard.round(2 * HOUR).await;
    yard.shows(0..21);
    yard.pass(2 * HOUR + 1).await;
    assert_eq!(yard.polls(), 3);
    assert!(yard.publishes(20));
    assert_eq!(yard.round(3 * HOUR).await, [], "it is left alone for a while");
    assert_eq!(yard.round(2 * DAY).await.len(), 1, "and asked again");
}

#[tokio::test]
async fn a_server_that_does_not_run_is_sent_nothing() {
    let yard = Yard::pushed(ONE).await;
    yard.pass(2 * HOUR + 1).await;
    assert_eq!(yard.polls(), 3, "nobody took in deliveries for an hour");
    yard.round(2 * HOUR + 2).await;
    yard.pass(2 * HOUR + 3).await;
    assert_eq!(yard.polls(), 3);
    yard.round(3 * HOUR + 2).await;
    yard.pass(3 * HOUR + 3).await;
    assert_eq!(yard.polls(), 4, "it runs again, and what was sent meanwhile may be lost");
    yard.beats(3 * HOUR + 5..5 * HOUR).await;
    yard.pass(5 * HOUR).await;
    assert_eq!(yard.polls(), 4);
}

#[tokio::test]
async fn what_is_wanted_no_more_is_ended() {
    let yard = Yard::pushed(ONE).await;
    let one = yard.push().await;
    let off = ONE.replace("push = true", "push = false");
    let yard = yard.configured(&off);
    let posts = yard.round(2 * HOUR).await;
    assert_eq!((posts.len(), posts[0].1["hub.mode"].as_str()), (1, "unsubscribe"));
    assert_eq!(posts[0].1["hub.callback"], one.callback.as_str());
    assert_eq!(yard.push().await.stage, Stage::Leaving);
    yard.pass(2 * HOUR).await;
    assert_eq!(yard.polls(), 3, "it is asked as ever");
    let question = [("hub.mode", "unsubscribe"), ("hub.challenge", "yes")];
    assert_eq!(yard.asks(2 * HOUR, &one, &question).await.body, "yes");
    assert_eq!(yard.push().await.stage, Stage::Over);
    assert_eq!(yard.round(3 * HOUR).await, []);
    assert_eq!(yard.round(100 * DAY).await, []);
    assert_eq!(yard.store().pushes().await.unwrap(), [], "and forgotten");
}

#[tokio::test]
async fn a_source_that_names_another_hub_is_followed_there() {
    let yard = Yard::pushed(ONE).await;
    let other = "https://other.example/";
    *yard.world.feed.lock().unwrap() = feed(other, 0..21);
    yard.pass(29 * HOUR).await;
    let posts = yard.round(29 * HOUR + 1).await;
    let modes: Vec<_> =
        posts.iter().map(|(hub, form)| (hub.as_str(), &*form["hub.mode"])).collect();
    assert!(modes.contains(&(HUB, "unsubscribe")) && modes.contains(&(other, "subscribe")));
}

#[tokio::test]
async fn a_hub_that_moved_is_asked_where_it_is_and_no_secret_is_sent_in_the_open() {
    let yard = Yard::new(ONE);
    yard.pass(0).await;
    let there = "https://hub.example/there".to_owned();
    yard.world.answers.lock().unwrap().insert(HUB.to_owned(), (307, Some("/there".to_owned())));
    let posts = yard.round(0).await;
    assert_eq!(posts.iter().map(|(hub, _)| hub.as_str()).collect::<Vec<_>>(), [HUB, &there]);
    assert_eq!(posts[1].1["hub.mode"], "subscribe");
    let yard = Yard::new(ONE);
    yard.pass(0).await;
    let open = Some("http://hub.example/".to_owned());
    yard.world.answers.lock().unwrap().insert(HUB.to_owned(), (307, open));
    assert_eq!(yard.round(0).await.len(), 1);
    assert_eq!(yard.push().await.trouble.unwrap().code, "push-status-307");
    let yard = Yard::new(ONE);
    yard.pass(0).await;
    yard.world.answers.lock().unwrap().insert(HUB.to_owned(), (308, Some(HUB.to_owned())));
    assert!(yard.round(0).await.len() < 10, "round and round");
}

#[tokio::test]
async fn a_hub_at_an_address_that_must_not_be_dialled_is_not() {
    let inside = Origin::always(Reply::status(202));
    let yard = Yard::new(ONE);
    *yard.world.feed.lock().unwrap() = feed(inside.url("/").as_str(), 0..20);
    yard.pass(0).await;
    let client = Client::new(&FetchOptions::default()).unwrap();
    yard.round_by(0, &client).await;
    assert_eq!(inside.connections(), 0);
    let one = yard.push().await;
    assert_eq!(one.trouble.unwrap().code, "address-refused");
    assert!(one.next_try >= at(6 * HOUR), "nor is that tried again soon");
}

/// A hub whose host answers nothing but this, after some time that goes by.
struct Deaf {
    minute: AtomicI64,
    answer: Option<RetryAfter>,
    asked: Mutex<Vec<String>>,
}

impl Clock for Deaf {
    fn now(&self) -> DateTime<Utc> {
        at(self.minute.load(Ordering::Relaxed))
    }
}

#[async_trait]
impl Fetch for Deaf {
    async fn fetch(&self, plan: &RequestPlan) -> Result<FetchOutcome, FetchError> {
        unreachable!("{} is a source", plan.url);
    }

    async fn send(&self, message: &Message) -> Result<Answer, FetchError> {
        let host = message.url.host_str().unwrap().to_owned();
        self.asked.lock().unwrap().push(host.clone());
        if host == "well.example" {
            let (body, location, retry_after) = (String::new(), None, None);
            return Ok(Answer { status: 202, body, location, retry_after });
        }
        if let Some(until) = message.left_alone.until(&host) {
            return Err(FetchError::Held { host, until });
        }
        self.minute.fetch_add(10, Ordering::Relaxed);
        match self.answer {
            None => Err(FetchError::Timeout { host, after: Duration::from_secs(30) }),
            retry_after => {
                Ok(Answer { status: 429, body: String::new(), location: None, retry_after })
            }
        }
    }
}

/// Seven subscriptions at the hub and one elsewhere are due; what becomes of them, in their order.
async fn after_a_round(answer: Option<RetryAfter>) -> (Vec<Push>, Vec<String>) {
    let folder = tempfile::tempdir().unwrap();
    let store = SqliteStore::open(&folder.path().join("s.db")).unwrap();
    let wanted = (0..8).map(|number| {
        let hub = if number == 7 { "https://well.example/" } else { HUB };
        let topic = format!("https://a.example/{number}").parse().unwrap();
        let id = SourceId::new(&format!("s{number}")).unwrap();
        (id, Wanted { topic, hubs: vec![hub.parse().unwrap()] })
    });
    let deaf = Deaf { minute: AtomicI64::new(0), answer, asked: Mutex::default() };
    let (desk, left_alone) = (Desk::default(), LeftAlone::default());
    let round = Round {
        desk: &desk,
        store: &store,
        fetch: &deaf,
        clock: &deaf,
        left_alone: &left_alone,
        per_host: 2,
    };
    let base = "https://feeds.example.coop/".parse().unwrap();
    look(round, Some(&base), &wanted.collect()).await.unwrap();
    ask(round).await.unwrap();
    let mut pushes = store.pushes().await.unwrap();
    pushes.sort_by_key(|one| one.source.clone());
    (pushes, deaf.asked.into_inner().unwrap())
}

#[tokio::test]
async fn a_hub_that_does_not_answer_holds_up_none_of_another() {
    let (pushes, asked) = after_a_round(None).await;
    assert_eq!(asked.iter().filter(|host| *host == "hub.example").count(), 2, "{asked:?}");
    assert!(asked.contains(&"well.example".to_owned()));
    let failed = pushes[..7].iter().filter(|one| one.failures > 0);
    assert_eq!(failed.count(), 2, "the others are put off, and no more");
    for one in &pushes[..7] {
        assert!(one.next_try >= at(10 + 5), "counted from when it is known: {}", one.next_try);
        assert!(one.next_try <= at(3 * HOUR), "{}", one.next_try);
    }
    assert!(pushes[7].trouble.is_none());
}

#[tokio::test]
async fn a_hub_that_wants_to_be_left_alone_is() {
    let day = Duration::from_hours(24);
    let (pushes, asked) = after_a_round(Some(RetryAfter::After(day))).await;
    assert!(asked.iter().filter(|host| *host == "hub.example").count() <= 2, "{asked:?}");
    for one in &pushes[..7] {
        assert!(one.next_try >= at(DAY + 10), "{}", one.next_try);
    }
    assert!(pushes[7].next_try < at(DAY));
}

#[tokio::test]
async fn a_source_that_fails_is_not_asked_sooner_because_there_is_news() {
    let yard = Yard::pushed(ONE).await;
    let mut state = yard.state().await;
    (state.failures, state.next_due) = (5, Some(at(20 * HOUR)));
    yard.store().commit(vec![Refresh::of_state(state, at(HOUR))]).await.unwrap();
    yard.delivers(HOUR + 5, "").await;
    yard.pass(HOUR + 5).await;
    let state = yard.state().await;
    assert_eq!((state.next_due, state.failures), (Some(at(20 * HOUR)), 5));
    assert!(state.habits.push.noticed.is_some(), "it is remembered");
    assert_eq!(yard.polls(), 2);
}
