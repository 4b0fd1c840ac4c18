//! What is delivered: what of it is believed, and what it leaves as it was.

use std::sync::atomic::Ordering;

use sangam::model::query::{ItemQuery, Selection};
use sangam::push::desk::Desk;
use sangam::sign::{Method, signature};
use sangam::store::{DELIVERIES_KEPT, Store};

use super::yard::{DAY, HOUR, HUB, ONE, Yard, at, feed};

#[tokio::test]
async fn a_delivery_is_published_and_nobody_is_asked() {
    let yard = Yard::pushed(ONE).await;
    let before = yard.state().await;
    yard.delivers(HOUR + 2, &feed(HUB, 20..22)).await;
    let report = yard.pass(HOUR + 3).await;
    let row = &report.sources[0];
    assert_eq!((row.added, row.status, yard.polls()), (2, None, 2), "{row:?}");
    assert!(yard.publishes(20) && yard.publishes(21) && yard.publishes(0));
    let after = yard.state().await;
    assert_eq!(after.validators, before.validators, "those of what was asked for");
    assert_eq!((after.body_hash, after.last_try), (before.body_hash, before.last_try));
    assert_eq!((after.next_due, after.last_success), (before.next_due, before.last_success));
    assert_eq!(after.habits.changed, Some(at(HOUR + 3)));
    assert_eq!(yard.store().deliveries().await.unwrap(), [], "once");
}

#[tokio::test]
async fn every_method_that_is_believed_is() {
    let yard = Yard::pushed(ONE).await;
    for (number, method) in [Method::Sha256, Method::Sha384, Method::Sha512].into_iter().enumerate()
    {
        let number = i64::try_from(number).unwrap();
        yard.delivers_by(HOUR + number, method, &feed(HUB, 20 + number..21 + number)).await;
        yard.pass(HOUR + number).await;
        assert!(yard.publishes(20 + number), "{method:?}");
    }
    assert_eq!(yard.polls(), 2);
}

#[tokio::test]
async fn what_is_signed_badly_is_as_if_it_had_not_come() {
    let yard = Yard::pushed(ONE).await;
    let body = feed(HUB, 20..21);
    let secret = yard.push().await.secret;
    let of_other = signature(Method::Sha256, "another secret", body.as_bytes());
    let of_less = signature(Method::Sha256, &secret, &body.as_bytes()[1..]);
    for signed in [None, Some(""), Some("sha256="), Some(of_other.as_str()), Some(&of_less)] {
        assert!(!yard.sends(HOUR + 5, signed, &body).await, "{signed:?}");
    }
    yard.round(HOUR + 6).await;
    yard.pass(HOUR + 6).await;
    assert!(!yard.publishes(20));
    assert_eq!(yard.polls(), 2, "nor is anybody asked for it");
    assert_eq!(yard.push().await.delivered, None);
}

#[tokio::test]
async fn what_cannot_be_believed_or_read_has_the_source_asked() {
    let whole = feed(HUB, 20..21);
    let empty = feed(HUB, 0..0);
    for (method, body) in [
        (Method::Sha1, whole.as_str()),
        (Method::Sha256, ""),
        (Method::Sha256, empty.as_str()),
        (Method::Sha256, "no feed at all"),
        (Method::Sha256, "<!DOCTYPE html><title>Oops</title><p>Error"),
    ] {
        let yard = Yard::pushed(ONE).await;
        yard.shows(0..22);
        yard.delivers_by(HOUR + 5, method, body).await;
        yard.pass(HOUR + 5).await;
        assert!(!yard.publishes(20), "what is delivered is not read: {body}");
        yard.round(HOUR + 5).await;
        yard.pass(HOUR + 6).await;
        assert_eq!(yard.polls(), 3, "{body}");
        assert!(yard.publishes(21));
        yard.beats(HOUR + 7..3 * HOUR).await;
        yard.pass(3 * HOUR).await;
        assert_eq!(yard.polls(), 3, "that counts as being pushed");
        assert!(yard.store().incidents(false).await.unwrap().is_empty());
    }
}

#[tokio::test]
async fn a_storm_of_notices_is_no_storm_of_requests() {
    let yard = Yard::pushed(ONE).await;
    for _ in 0..20 {
        yard.delivers(2 * HOUR, "").await;
        yard.pass(2 * HOUR).await;
    }
    assert_eq!(yard.polls(), 3, "once a minute at most");
}

#[tokio::test]
async fn a_part_is_no_loss_of_the_rest() {
    let yard = Yard::pushed(ONE).await;
    let mut items = 20;
    for day in 0..6 {
        for _ in 0..4 {
            let minute = day * DAY + 2 * HOUR + items;
            yard.delivers(minute, &feed(HUB, std::iter::once(items))).await;
            yard.reads(minute).await;
            items += 1;
        }
        yard.round((day + 1) * DAY + 4 * HOUR - 5).await;
        yard.shows(0..items);
        let report = yard.pass((day + 1) * DAY + 4 * HOUR).await;
        assert_eq!(report.sources[0].added, 0, "all of it was delivered");
    }
    assert!(yard.store().incidents(false).await.unwrap().is_empty());
    assert_eq!(yard.state().await.habits.push.missed, None);
    let count = yard.store().count().await.unwrap();
    assert_eq!(count, u64::try_from(items).unwrap());
    let all = ItemQuery::newest(Selection::default(), 100);
    for item in yard.store().items(&all).await.unwrap() {
        let sightings = yard.store().sightings(item.id).await.unwrap();
        assert!(sightings.iter().all(|one| one.is_listed), "{sightings:?}");
    }
}

/// A feed of these items, one of them under another title.
fn retitled(items: std::ops::Range<i64>, number: i64, title: &str) -> String {
    feed(HUB, items).replace(&format!(">Story number {number}<"), &format!(">{title}<"))
}

#[tokio::test]
async fn what_holds_in_the_end_is_what_the_source_says_itself() {
    for (is_unmodified, items) in [(false, 0..20), (false, 0..21), (true, 0..20)] {
        let yard = Yard::pushed(ONE).await;
        for title in ["A title of the hub", "Another one"] {
            yard.delivers(HOUR + 2, &retitled(7..8, 7, title)).await;
            yard.reads(HOUR + 2).await;
            assert!(yard.says(title) && !yard.says(">Story number 7<"));
        }
        yard.shows(items.clone());
        yard.world.is_unmodified.store(is_unmodified, Ordering::Relaxed);
        yard.beats(HOUR + 3..29 * HOUR).await;
        yard.pass(29 * HOUR).await;
        assert_eq!(yard.polls(), 3);
        assert!(yard.says(">Story number 7<"), "{is_unmodified} {items:?}");
        assert!(!yard.says("title of the hub") && !yard.says("Another one"));
    }
}

#[tokio::test]
async fn an_item_that_was_delivered_as_it_was_before_is_so_again() {
    let yard = Yard::pushed(ONE).await;
    for (minute, title) in [(2, "Mended"), (4, "Story number 7"), (6, "Mended")] {
        yard.delivers(HOUR + minute, &retitled(7..8, 7, title)).await;
        yard.reads(HOUR + minute).await;
        assert!(yard.says(&format!(">{title}<")), "{minute}: {title}");
    }
}

#[tokio::test]
async fn a_source_with_news_that_nobody_sent_is_asked_as_ever_until_something_is_sent() {
    let yard = Yard::pushed(ONE).await;
    yard.shows(0..23);
    yard.beats(HOUR..29 * HOUR).await;
    yard.pass(29 * HOUR).await;
    assert_eq!(yard.polls(), 3);
    assert!(yard.state().await.habits.push.missed.is_some());
    yard.beats(29 * HOUR..31 * HOUR).await;
    yard.shows(0..24);
    yard.pass(30 * HOUR).await;
    assert_eq!(yard.polls(), 4, "after an hour");
    yard.delivers(30 * HOUR + 5, &feed(HUB, 24..25)).await;
    yard.pass(30 * HOUR + 5).await;
    assert_eq!(yard.state().await.habits.push.missed, None);
    yard.shows(0..25);
    yard.pass(31 * HOUR).await;
    assert_eq!(yard.polls(), 5);
    yard.beats(31 * HOUR..40 * HOUR).await;
    yard.pass(40 * HOUR).await;
    assert_eq!(yard.polls(), 5, "it is pushed again");
}

#[tokio::test]
async fn what_was_delivered_outlives_the_process() {
    let yard = Yard::pushed(ONE).await;
    yard.delivers(HOUR + 5, &feed(HUB, 20..21)).await;
    let one = yard.push().await;
    let yard = yard.restarted();
    assert_eq!(yard.push().await, one);
    yard.delivers(HOUR + 6, &feed(HUB, 21..22)).await;
    yard.pass(HOUR + 7).await;
    assert!(yard.publishes(20) && !yard.publishes(21), "in their order, one at a time");
    yard.pass(HOUR + 7).await;
    assert!(yard.publishes(21));
}

#[tokio::test]
async fn more_than_can_wait_becomes_one_question() {
    let yard = Yard::pushed(ONE).await;
    let many = i64::try_from(DELIVERIES_KEPT).unwrap() + 1;
    for number in 0..many {
        yard.delivers(HOUR + 5 + number, &feed(HUB, 20 + number..21 + number)).await;
    }
    let waiting = yard.store().deliveries().await.unwrap();
    assert_eq!(waiting.len(), 1);
    let only = yard.store().delivery(waiting[0].0).await.unwrap().unwrap();
    assert_eq!(only.body, None);
    yard.shows(0..20 + many);
    yard.round(HOUR + 30).await;
    yard.pass(HOUR + 30).await;
    yard.pass(HOUR + 30).await;
    assert_eq!(yard.polls(), 3);
    assert!(yard.publishes(20) && yard.publishes(19 + many));
}

#[tokio::test]
async fn a_reading_under_other_rules_begins_with_the_whole() {
    let yard = Yard::pushed(ONE).await;
    let yard = yard.configured(&format!("{ONE}tags = [\"Other\"]\n"));
    yard.delivers(HOUR + 5, &feed(HUB, 20..21)).await;
    yard.shows(0..21);
    yard.pass(HOUR + 5).await;
    yard.round(HOUR + 6).await;
    yard.pass(HOUR + 6).await;
    assert_eq!(yard.polls(), 3);
    assert!(yard.publishes(20));
    let count = yard.store().count().await.unwrap();
    assert_eq!(count, 21);
}

#[tokio::test]
async fn callbacks_are_bounded_and_say_what_they_are() {
    let yard = Yard::pushed(ONE).await;
    let (desk, token) = (Desk::default(), yard.push().await.token);
    let status = async |yard: &Yard, token: &str| match desk
        .admits(yard.store(), token, at(HOUR))
        .await
        .unwrap()
    {
        Ok(()) => 200,
        Err(reply) => reply.status,
    };
    assert_eq!(status(&yard, "").await, 404);
    assert_eq!(status(&yard, &"0".repeat(64)).await, 404);
    assert_eq!(status(&yard, &token).await, 200);
    let mut last = 200;
    for _ in 0..100 {
        last = status(&yard, &token).await;
    }
    assert_eq!(last, 429);
    let yard = yard.configured(&ONE.replace("push = true", "push = false"));
    yard.round(2 * HOUR).await;
    assert_eq!(status(&yard, &token).await, 410);
}
