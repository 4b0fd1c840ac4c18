use super::*;
use crate::model::source::SourceKind;

fn at(hours: i64) -> DateTime<Utc> {
    DateTime::UNIX_EPOCH + TimeDelta::days(20_000) + TimeDelta::hours(hours)
}

fn url(text: &str) -> Url {
    Url::parse(text).unwrap()
}

fn id() -> SourceId {
    SourceId::new("a").unwrap()
}

fn wish(hubs: &[&str]) -> BTreeMap<SourceId, Wanted> {
    let hubs = hubs.iter().map(|hub| url(hub)).collect();
    BTreeMap::from([(id(), Wanted { topic: url("https://a.example/feed"), hubs })])
}

const HUB: &str = "https://hub.example/";
const OTHER: &str = "https://other.example/";

/// What is to be after a look, of those that were known.
fn look(known: &[Push], wanted: &BTreeMap<SourceId, Wanted>, now: DateTime<Utc>) -> Vec<Push> {
    let base = url("https://feeds.example.coop/news/");
    let mut words = (known.len() * 10..).map(|number| format!("{number:064}"));
    let mut all = known.to_vec();
    for one in settle(known, wanted, Some(&base), now, || words.next()) {
        all.retain(|other| other.token != one.token);
        all.push(one);
    }
    all
}

fn first() -> Push {
    look(&[], &wish(&[HUB]), at(0)).remove(0)
}

fn active() -> Push {
    confirmed(asking(first(), at(0)), TimeDelta::days(10), at(0))
}

#[test]
fn what_a_source_offers_is_wanted_where_it_may_be_told() {
    let source = Source {
        id: id(),
        title: String::new(),
        url: url("https://a.example/feed?key=s3cret"),
        shown: url("https://a.example/feed?key=%7BKEY%7D"),
        kind: SourceKind::Auto,
        language: None,
        tags: Vec::new(),
        interval: TimeDelta::hours(1),
        max_interval: TimeDelta::days(1),
        is_interval_set: false,
        headers: Vec::new(),
        enabled: true,
    };
    let mut state = SourceState::new(&source);
    assert_eq!(wanted(&source, &state), None, "no hub");
    state.habits.push.document.hubs = vec![url(HUB)];
    assert_eq!(wanted(&source, &state), None, "the address holds a secret");
    state.habits.push.document.topic = Some(url("https://a.example/public#top"));
    let found = wanted(&source, &state).unwrap();
    assert_eq!(found.topic.as_str(), "https://a.example/public");
    // The header counts before the document.
    state.habits.push.header.hubs = vec![url(OTHER)];
    assert_eq!(wanted(&source, &state).unwrap().hubs, [url(OTHER)]);
    for told in [
        "https://a.example/feed?key=s3cret",
        "https://a.example/feed/?a=b&key=s3cret#top",
        "https://b.example/s3cret/feed",
        "https://a.example/feed?key=%733cret",
    ] {
        state.habits.push.document.topic = Some(url(told));
        assert_eq!(wanted(&source, &state), None, "{told}");
    }
    state.habits.push.document.topic = Some(url("https://a.example/public"));
    state.habits.push.header.hubs = vec![url("https://hub.example/?for=s3cret"), url(OTHER)];
    assert_eq!(wanted(&source, &state).unwrap().hubs, [url(OTHER)], "nor to a hub by its address");
    let plain = Source { shown: source.url.clone(), ..source.clone() };
    state.habits.push.document.topic = None;
    assert_eq!(wanted(&plain, &state).unwrap().topic, plain.url);
    assert_eq!(wanted(&Source { enabled: false, ..plain.clone() }, &state), None);
    let local = url("file:///tmp/feed.xml");
    assert_eq!(wanted(&Source { url: local.clone(), shown: local, ..plain }, &state), None);
    state.habits.push.header.hubs = vec![url("ftp://hub.example/")];
    assert_eq!(wanted(&source, &state), None);
}

#[test]
fn a_subscription_begins_and_is_left_when_it_is_wanted_no_more() {
    let one = first();
    assert_eq!(
        one.callback.as_str(),
        format!("https://feeds.example.coop/news/push/{}", one.token)
    );
    assert_ne!(one.token, one.secret);
    assert_eq!(next(&one, at(0)), Some(Step::Subscribe));
    let known = [active()];
    assert_eq!(look(&known, &wish(&[HUB, OTHER]), at(1)), known, "as long as it is one of them");
    let left = look(&known, &BTreeMap::new(), at(1));
    assert_eq!((left.len(), left[0].stage), (1, Stage::Leaving));
    assert_eq!(next(&left[0], at(1)), Some(Step::Unsubscribe));
    assert_eq!(next(&asking(left[0].clone(), at(1)), at(1)), None, "not again at once");
    let changed = settle(&known, &wish(&[HUB]), None, at(1), || None);
    assert_eq!(changed[0].stage, Stage::Leaving, "hubs reach us nowhere");
}

#[test]
fn a_source_that_changes_its_hub_is_followed() {
    let all = look(&[active()], &wish(&[OTHER]), at(1));
    assert_eq!(all.len(), 2);
    assert_eq!((all[0].stage, all[1].stage), (Stage::Leaving, Stage::Wanted));
    assert_eq!((all[1].hub.as_str(), all[1].source.as_str()), (OTHER, "a"));
}

#[test]
fn a_lease_is_renewed_before_it_ends() {
    let one = active();
    assert_eq!(one.until, Some(at(240)));
    assert!(one.works(at(239)) && !one.works(at(240)));
    assert!(one.next_try > at(160) && one.next_try <= at(192), "{}", one.next_try);
    let renewed = confirmed(asking(one.clone(), at(192)), TimeDelta::days(10), at(193));
    assert_eq!((renewed.since, renewed.until), (one.since, Some(at(433))));
    let late = confirmed(asking(one, at(300)), TimeDelta::days(10), at(300));
    assert_eq!(late.since, Some(at(300)), "what was sent between may be lost");
    let moments: HashSet<_> = (0..50)
        .map(|number| Push { token: format!("{number:064}"), ..first() })
        .map(|one| confirmed(one, TimeDelta::days(10), at(0)).next_try)
        .collect();
    assert!(moments.len() > 30, "{}", moments.len());
}

#[test]
fn what_fails_is_tried_again_later_and_later() {
    let failure = || Failure { code: "x".to_owned(), message: String::new() };
    let (mut one, mut now, mut waits) = (first(), at(0), Vec::new());
    for _ in 0..12 {
        one = asking(one, now);
        one = answered(one, Outcome::Failed(failure()), None, now, now);
        assert!(one.trouble.is_some() && !one.works(now));
        waits.push((one.next_try - now).num_minutes());
        now = one.next_try;
    }
    assert!((5..=5).contains(&waits[0]) && (10..=11).contains(&waits[1]), "{waits:?}");
    assert!(waits.iter().all(|wait| *wait <= 2 * 24 * 60 * 11 / 10), "{waits:?}");
    let refused = answered(asking(first(), at(0)), Outcome::Refused(failure()), None, at(0), at(0));
    assert!(refused.next_try >= at(6));
    let denied = denied(active(), "not yours", at(1));
    assert!(!denied.works(at(1)) && denied.next_try >= at(25));
    assert!(denied.trouble.unwrap().message.ends_with("denied the subscription: not yours"));
}

#[test]
fn a_hub_that_never_asks_back_is_said_to_be_so() {
    let one = asking(first(), at(0));
    assert_eq!(next(&one, at(0)), None);
    assert!(one.trouble.is_none() && one.next_try > at(0));
    let again = asking(one.clone(), one.next_try);
    assert_eq!(again.trouble.unwrap().code, "push-unconfirmed");
}

#[test]
fn a_hub_that_asks_back_before_it_answers_is_not_undone() {
    let asked = asking(first(), at(0));
    let confirmed = confirmed(asked, TimeDelta::days(10), at(0));
    let failure = Failure { code: "timeout".to_owned(), message: String::new() };
    let after = answered(confirmed.clone(), Outcome::Failed(failure), None, at(0), at(0));
    assert_eq!(after, confirmed);
}

#[test]
fn another_hub_is_tried_where_the_first_is_no_use() {
    let wanted = wish(&[HUB, OTHER]);
    let (mut all, mut now) = (look(&[], &wanted, at(0)), at(0));
    let failure = Failure { code: "x".to_owned(), message: String::new() };
    for _ in 0..3 {
        let one = asking(all.remove(0), now);
        all = vec![answered(one, Outcome::Failed(failure.clone()), None, now, now)];
        now = all[0].next_try;
    }
    let all = look(&all, &wanted, now);
    assert_eq!((all[0].hub.as_str(), all[0].stage), (HUB, Stage::Leaving));
    assert_eq!((all[1].hub.as_str(), all[1].stage), (OTHER, Stage::Wanted));
    assert_eq!(asking(all[0].clone(), now).stage, Stage::Over, "there is nothing to leave");
}

#[test]
fn what_is_over_is_forgotten_in_the_end() {
    let ended = over(active(), at(0));
    assert_eq!(next(&ended, at(24 * 89)), None);
    assert_eq!(next(&ended, at(24 * 90)), Some(Step::Forget));
    let many: Vec<_> = (0..20)
        .map(|number| Push { token: format!("{number:064}"), ..over(active(), at(number)) })
        .collect();
    let left = look(&many, &BTreeMap::new(), at(30));
    let kept = left.iter().filter(|one| next(one, at(30)).is_none()).count();
    assert_eq!(kept, MOST_REMEMBERED, "a source that changes its hub all the time");
}

/// What is known of a hub after three failures that began at an hour; the hour after them.
fn failed(mut one: Push, hour: i64) -> (Push, DateTime<Utc>) {
    let failure = Failure { code: "x".to_owned(), message: String::new() };
    let mut now = at(hour);
    for _ in 0..3 {
        one = answered(asking(one, now), Outcome::Failed(failure.clone()), None, now, now);
        now = one.next_try;
    }
    (one, now)
}

/// The hub that a source is subscribed to, or is to be.
#[track_caller]
fn hub_of(all: &[Push]) -> &str {
    let wanted: Vec<_> = all.iter().filter(|one| one.stage == Stage::Wanted).collect();
    assert_eq!(wanted.len(), 1, "{all:?}");
    wanted[0].hub.as_str()
}

#[test]
fn a_hub_that_was_of_use_once_is_given_up_too() {
    let wanted = wish(&[HUB, OTHER]);
    let (one, _) = failed(active(), 192);
    let known = [one];
    assert_eq!(look(&known, &wanted, at(239)), known, "it holds still");
    let all = look(&known, &wanted, at(241));
    assert_eq!(hub_of(&all), OTHER);
    let all: Vec<_> = all
        .into_iter()
        .map(|one| if one.stage == Stage::Leaving { asking(one, at(241)) } else { one })
        .collect();
    assert_eq!(hub_of(&look(&all, &wanted, at(242))), OTHER, "it is not taken back at once");
    let all: Vec<_> = all
        .into_iter()
        .map(|one| if one.stage == Stage::Wanted { failed(one, 242).0 } else { one })
        .collect();
    assert_eq!(hub_of(&look(&all, &wanted, at(243))), OTHER, "neither is of use");
    assert_eq!(hub_of(&look(&all, &wanted, at(241 + 8 * 24))), HUB, "it may be well again");
}

#[test]
fn after_a_denial_the_next_hub_is_asked_at_once() {
    let all = look(&[denied(active(), "no", at(1))], &wish(&[HUB, OTHER]), at(1));
    assert_eq!(hub_of(&all), OTHER);
    let known = [denied(active(), "no", at(1))];
    assert_eq!(look(&known, &wish(&[HUB]), at(1)), known, "where there is one");
}

#[test]
fn a_topic_is_left_when_the_next_one_is_subscribed_to() {
    let mut wanted = wish(&[HUB]);
    let before = active();
    wanted.get_mut(&id()).unwrap().topic = url("https://a.example/new");
    let all = look(std::slice::from_ref(&before), &wanted, at(1));
    assert_eq!((all.len(), &all[0]), (2, &before), "it goes on");
    assert_eq!(all[1].topic.as_str(), "https://a.example/new");
    assert_eq!(look(&all, &wanted, at(2)), all, "and nothing else is begun");
    let next = confirmed(asking(all[1].clone(), at(2)), TimeDelta::days(10), at(3));
    let all = look(&[before.clone(), next], &wanted, at(3));
    let left: Vec<_> = all.iter().filter(|one| one.stage == Stage::Leaving).collect();
    assert_eq!((left.len(), &left[0].topic), (1, &before.topic));
    assert_eq!(look(&[before], &BTreeMap::new(), at(1))[0].stage, Stage::Leaving);
}

#[test]
fn no_more_of_a_host_are_asked_at_once_than_see_it_at_once() {
    let one = |number: usize, hub: &str| Push {
        token: format!("{number:064}"),
        hub: url(hub),
        ..first()
    };
    let hubs = [HUB, HUB, HUB, OTHER];
    let due = hubs.iter().enumerate().map(|(number, hub)| (Step::Subscribe, one(number, hub)));
    let due = due.chain([(Step::Forget, one(9, HUB))]).collect();
    let asked: Vec<_> = at_once(due, 2).into_iter().map(|(_, one)| one.token).collect();
    assert_eq!(asked, [0, 1, 3, 9].map(|number| format!("{number:064}")));
}

#[test]
fn who_asks_to_be_left_alone_is() {
    let failure = Failure { code: "push-status-429".to_owned(), message: String::new() };
    let asked = asking(first(), at(0));
    let after = answered(asked.clone(), Outcome::Failed(failure), Some(at(30)), at(0), at(0));
    assert_eq!((after.next_try, after.failures), (at(30), 1));
    let held = answered(asked, Outcome::Held, Some(at(30)), at(0), at(0));
    assert_eq!((held.next_try, held.failures, held.asked), (at(30), 0, None), "nobody was asked");
    assert_eq!(put_off(first(), at(5)).unwrap().next_try, at(5));
    assert_eq!(put_off(over(first(), at(0)), at(24 * 100)), None);
}
