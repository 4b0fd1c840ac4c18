//! What is not taken for another although much agrees, and what is taken into what.

use super::*;
use crate::model::change::MatchRule;

#[test]
fn one_guid_and_one_name_on_ten_pages_and_days_is_ten_items() {
    let mut ledger = Ledger::default();
    let notice = |n: i64| {
        let page = format!("/notice/{n}");
        dated(story("0", &page, "Notice"), &format!("2025-05-{:02}", n + 1))
    };
    let page: Vec<_> = (0..10).map(notice).collect();
    assert_eq!(ledger.refresh("a", 0, &page).counts.added, 10);
    let next: Vec<_> = (1..11).map(notice).collect();
    assert_eq!(ledger.refresh("a", 1, &next).counts.added, 1);
    assert_eq!(ledger.known.items.len(), 11);
}

#[test]
fn what_still_stands_in_the_list_is_not_taken_for_another() {
    let board = |n: u32| {
        let item = dated(story("-", "-", "Board meeting"), &format!("2025-05-{n:02}"));
        incoming(n, Item { keys: vec![Key::title_date(&id("a"), &item)], ..item })
    };
    let added = |standing: &[Hash]| {
        let mut ledger = Ledger::default();
        ledger.read(&id("a"), 0, vec![board(3)], &HashSet::new());
        let standing = standing.iter().copied().collect();
        ledger.read(&id("a"), 1, vec![board(4)], &standing).counts.added
    };
    assert_eq!(added(&[board(3).raw_hash]), 1);
}

#[test]
fn a_row_beside_one_that_has_its_guid_and_its_address_is_another() {
    let row = |n: u32, title: &str, day: &str| {
        incoming(n, own(&id("a"), &dated(story("k", "/list", title), day)))
    };
    let added = |first: Incoming, second: Incoming| {
        let mut ledger = Ledger::default();
        let standing = [first.raw_hash].into();
        ledger.read(&id("a"), 0, vec![first], &HashSet::new());
        ledger.read(&id("a"), 1, vec![second], &standing).counts.added
    };
    let mill = || row(0, "The mill opens", "2025-05-01");
    assert_eq!(added(mill(), row(1, "Fees of the harbour", "2025-05-01")), 1);
    // A word more, and it is a row that stands in two places, edited in one.
    assert_eq!(added(mill(), row(1, "The mill opens (corrected)", "2025-05-01")), 0);
}

/// A story that two sources tell, and of which the ledger does not know yet that it is one.
fn two_items(first: &str, second: &str) -> (Ledger, [ItemId; 2]) {
    let told = |guid: &str, path: &str, title: &str| {
        let text = "The harbour was dredged in spring, and the boats of nine villages use it \
            together since then.";
        with(dated(story(guid, path, title), "2025-05-01"), |item| item.summary = Some(text.into()))
    };
    let mut ledger = Ledger::default();
    let mut bring = |source: &str, hour, title: &str| {
        let page = format!("https://{source}.example/{hour}");
        let item = with(told(&format!("{source}-1"), "/", title), |item| {
            item.url = CanonicalUrl::new(Url::parse(&page).unwrap()).ok();
        });
        ledger.refresh(source, hour, &[item]).brought[0].1
    };
    let ids = [bring(first, 0, "Harbour fees fall"), bring(second, 1, "Nine villages share it")];
    assert_ne!(ids[0], ids[1]);
    (ledger, ids)
}

#[test]
fn of_two_items_that_turn_out_to_be_one_the_older_stays() {
    let (mut ledger, [older, younger]) = two_items("a", "b");
    let mut corrected = ledger.known.items[&younger].appearances[0].item.clone();
    corrected.title = Some("Harbour fees fall".to_owned());
    let set = ledger.refresh("b", 2, &[corrected]);
    assert_eq!(ledger.only().id, older);
    assert_eq!(set.changes[0].absorbed, [younger]);
    let seen: Vec<_> = ledger.only().appearances.iter().map(|one| one.first_seen).collect();
    assert_eq!(seen, [at(0), at(1)], "each is as long known as it was");
    assert_eq!(set.changes[0].decision.as_ref().unwrap().matched.rule, MatchRule::Likeness);
}

#[test]
fn what_a_person_or_a_source_keeps_apart_is_not_taken_in() {
    #[track_caller]
    fn check(keep_apart: impl Fn(&mut Known, [ItemId; 2])) {
        let (mut ledger, ids) = two_items("a", "b");
        keep_apart(&mut ledger.known, ids);
        let mut corrected = ledger.known.items[&ids[1]].appearances[0].item.clone();
        corrected.title = Some("Harbour fees fall".to_owned());
        ledger.refresh("b", 2, &[corrected]);
        assert_eq!(ledger.known.items.len(), 2);
    }
    check(|known, [one, _]| known.retracted.extend([(one, id("a"))]));
    check(|known, [_, other]| known.retracted.extend([(other, id("b"))]));
    check(|known, [_, other]| known.detached.extend([(other, id("a"))]));
    check(|known, [one, other]| known.apart.extend([(one.min(other), one.max(other))]));
    check(|known, [one, other]| {
        // Another version of each has an id of one site.
        for (item, wcms) in [(one, "wcms:1"), (other, "wcms:2")] {
            let item = known.items.get_mut(&item).unwrap();
            let mut version = item.appearances[0].clone();
            version.source = id(&format!("x{}", &wcms[5..]));
            version.item.keys = vec![Key::Site(wcms.to_owned())];
            version.item.title = Some("Something of its own".to_owned());
            item.appearances.push(version);
        }
    });
}

#[test]
fn a_key_of_which_nothing_but_an_identity_is_known_may_be_used_again() {
    let reduced = || {
        let mut ledger = Ledger::default();
        ledger.refresh("a", 0, &[dated(story("1", "/?p=1", "One"), "2023-05-01")]);
        let id = ledger.only().id;
        let stored = ledger.known.items.get_mut(&id).unwrap();
        ledger.known.names.insert(id, stored.item.name_hash());
        let nothing: Item = serde_json::from_str(r#"{"keys":[],"stand_in":true}"#).unwrap();
        stored.item = nothing.clone();
        stored.appearances[0].item = nothing;
        ledger
    };
    // It comes back as it was, with another date, or with another name at its date.
    reduced().check("a", 1, &[dated(story("1", "/?p=1", "One"), "2023-05-01")], "Noted One");
    reduced().check("a", 1, &[dated(story("1", "/?p=1", "One"), "2025-12-01")], "Noted One");
    reduced().check("a", 1, &[dated(story("1", "/?p=1", "Uno"), "2023-05-02")], "Noted Uno");
    // The site was made anew, and counts from 1.
    let mut ledger = reduced();
    let old = ledger.only().id;
    ledger.check("a", 1, &[dated(story("1", "/?p=1", "Two"), "2025-12-01")], "Added Two");
    assert_eq!(ledger.known.items.len(), 2);
    ledger.check("a", 2, &[dated(story("1", "/?p=1", "Three"), "2025-12-01")], "Changed Three");
    assert_ne!(ledger.known.by_key[&Key::Guid(id("a"), "1".into())], old);
}

#[test]
fn another_story_under_an_old_key_is_one_to_every_source_of_the_item() {
    let mut ledger = Ledger::default();
    let told = |path: &str, title: &str, day: &str, text: &str| {
        with(dated(story("-", path, title), day), |item| item.summary = Some(text.into()))
    };
    let text = "Members of the mill met in the hall and chose a board of nine for three years.";
    ledger.refresh(
        "a",
        0,
        &[told("/x", "Kooperative wählt", "2025-01-01", "Kurz und gut gesagt.")],
    );
    ledger.refresh("b", 0, &[told("/x", "The mill chooses its board", "2025-01-01", text)]);
    assert_eq!(ledger.known.items.len(), 1);
    // To the first source by name it is another story, to the other it is its own.
    ledger.refresh("c", 1, &[told("/x", "The mill chooses its board", "2025-01-09", text)]);
    assert_eq!(ledger.known.items.len(), 1, "{:?}", ledger.shown());
}

#[test]
fn a_list_that_has_today_alone_brings_an_item_a_day() {
    let prices = |n: i64| {
        let item = story(&n.to_string(), &format!("/?p={n}"), "Market prices");
        Item { published: Some(Published::moment(at(24 * n))), ..item }
    };
    let mut ledger = Ledger::default();
    for n in 0..5 {
        assert_eq!(ledger.refresh("a", 24 * n, &[prices(n)]).counts.added, 1, "day {n}");
    }
}

#[test]
fn untitled_posts_that_begin_alike_are_two_and_a_daily_one_is_one_a_day() {
    let post = |guid: &str, day: &str, text: &str| {
        let page = format!("/{guid}");
        with(dated(story(guid, &page, "-"), day), |item| item.summary = Some(text.into()))
    };
    let price = |guid: &str, day, rupees: u32| {
        let text = format!("Price of rice today in Colombo market per kilo is Rs {rupees}");
        post(guid, day, &text)
    };
    let mut ledger = Ledger::default();
    let page = [price("1", "2025-05-01", 220), price("2", "2025-05-01", 230)];
    assert_eq!(ledger.refresh("a", 0, &page).counts.added, 2);
    assert_eq!(ledger.refresh("b", 1, &[price("p1", "2025-05-01", 230)]).counts.added, 0);
    assert_eq!(ledger.refresh("b", 2, &[price("p2", "2025-05-01", 240)]).counts.added, 1);
    let open = "The market of the union is open today from six to ten in the morning";
    let mut ledger = Ledger::default();
    let page: Vec<_> =
        (1..5).map(|n| post(&format!("o{n}"), &format!("2025-05-{n:02}"), open)).collect();
    assert_eq!(ledger.refresh("a", 0, &page).counts.added, 4);
    assert_eq!(ledger.refresh("b", 1, &[post("x", "2025-05-03", open)]).counts.added, 0);
    assert_eq!(ledger.refresh("b", 2, &[post("y", "2025-05-06", open)]).counts.added, 1);
}

#[test]
fn an_undated_item_that_takes_in_an_older_one_stands_where_that_was_first_seen() {
    let told = |guid: &str, path: &str| {
        let text = "The harbour was dredged in spring, and the boats of nine villages use it.";
        let item = story(guid, path, "Nine villages share the harbour of Galle");
        with(item, |item| item.summary = Some(text.into()))
    };
    let mut ledger = Ledger::default();
    ledger.refresh("a", 0, &[told("1", "/x")]);
    ledger.refresh("b", 5, &[told("2", "/y")]);
    assert_eq!((ledger.only().first_seen, ledger.only().date), (at(0), at(0)));
    let whole = ledger.only().clone();
    let late = StoredItem { first_seen: at(9), date: at(9), ..whole.clone() };
    let joined = join(&late, &whole, at(10)).item;
    assert_eq!((joined.first_seen, joined.date), (at(0), at(0)));
    // What a date put somewhere stays there.
    let mut dated = late.clone();
    dated.item.published = Some(day("2025-12-24"));
    dated.appearances[0].item.published = dated.item.published;
    dated.date = day("2025-12-24").at;
    assert_eq!(join(&dated, &whole, at(10)).item.date, day("2025-12-24").at);
}
