//! Titles that recur from day to day, and lists that move as a whole.

use chrono::NaiveDate;

use super::desk::{Desk, codes};

const HTML: &str = "text/html; charset=utf-8";

const CROPS: [&str; 5] = ["rice", "wheat", "maize", "beans", "tea"];

/// A row: where it leads, what it is called, its day, what it says.
type Row = (String, String, NaiveDate, String);

fn page(rows: &[Row]) -> String {
    let row = |(link, title, day, text): &Row| {
        format!(
            "<div class=item><h3><a href={link}>{title}</a></h3><p class=date>{day}</p>\
             <p>{text}</p></div>"
        )
    };
    let rows: String = rows.iter().map(row).collect();
    format!("<title>Prices</title><main><h1>Prices</h1><div class=list>{rows}</div></main>")
}

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn price(crop: &str) -> String {
    format!("Price of {crop} at the port")
}

/// Five prices of a day, at addresses that hold it.
fn dated(day: NaiveDate) -> Vec<Row> {
    let row = |crop: &&str| (format!("/prices/{day}/{crop}"), price(crop), day, String::new());
    CROPS.iter().map(row).collect()
}

/// The same at addresses that say nothing, each with a text of its own.
fn numbered(day: NaiveDate) -> Vec<Row> {
    let number = day.to_string().replace('-', "").parse::<u32>().unwrap() % 100_000 * 77;
    let row = |(place, crop): (u32, &&str)| {
        let text = format!("At the close on day {number} a sack of {crop} had another price.");
        (format!("/n/{}", number + place), price(crop), day, text)
    };
    (0..).zip(&CROPS).map(row).collect()
}

/// Serves a page on a day, and expects that nothing is wrong and so many items.
#[track_caller]
fn check(desk: &mut Desk, on: &str, rows: &[Row], count: usize) {
    desk.serve(&page(rows), HTML);
    desk.now = day(on).and_hms_opt(6, 0, 0).unwrap().and_utc();
    let report = desk.pass();
    let wrong: Vec<_> =
        codes(&report).into_iter().filter(|code| *code != "many-new-items").collect();
    assert_eq!((wrong, report.exit), (vec![], 0), "{on}: {report:?}");
    assert_eq!(desk.published("/id").len(), count, "{on}");
}

#[track_caller]
fn check_daily(bulletins: fn(NaiveDate) -> Vec<Row>) {
    let mut desk = Desk::new("", HTML, "type = \"listing\"");
    for (on, count) in
        [("2026-10-20", 5), ("2026-10-21", 10), ("2026-10-22", 15), ("2026-10-24", 20)]
    {
        check(&mut desk, on, &bulletins(day(on)), count);
    }
}

#[test]
fn bulletins_of_each_day_are_new_though_their_titles_recur() {
    check_daily(dated);
    check_daily(numbered);
}

#[test]
fn bulletins_may_be_found_late_and_beside_others() {
    let with_news = |on: &str| {
        let news = |n: u32| {
            let day = NaiveDate::from_ymd_opt(2026, 10, n).unwrap();
            (format!("/news/{n}"), format!("Mill number {n} opens"), day, String::new())
        };
        let bulletins = dated(day(on)).into_iter().map(|(link, title, day, text)| {
            (link.replace(&day.to_string(), &day.format("%d").to_string()), title, day, text)
        });
        bulletins.chain((1..3).map(news)).collect::<Vec<_>>()
    };
    let mut desk = Desk::new("", HTML, "type = \"listing\"");
    check(&mut desk, "2026-10-14", &with_news("2026-10-10"), 7);
    check(&mut desk, "2026-10-19", &with_news("2026-10-15"), 12);
}

#[test]
fn bulletins_may_stand_beside_those_of_the_day_before() {
    let crops: Vec<_> = (0..12).map(|n| format!("grain number {n}")).collect();
    let bulletins = |day: NaiveDate, folder: &str| {
        let row = |crop: &String| {
            (format!("/{folder}/{crop}").replace(' ', "-"), price(crop), day, String::new())
        };
        crops.iter().map(row).collect::<Vec<_>>()
    };
    for [before, after] in [["2026-10-20", "2026-10-21"], ["a7", "x3"]] {
        let mut desk = Desk::new("", HTML, "type = \"listing\"");
        let first = bulletins(day("2026-10-20"), before);
        check(&mut desk, "2026-10-20", &first, 12);
        let both = [bulletins(day("2026-10-21"), after), first].concat();
        check(&mut desk, "2026-10-21", &both, 24);
    }
}

#[test]
fn a_story_that_moved_beside_bulletins_is_none_of_them() {
    let with_story = |on: &str, link: &str| {
        let story = (link.to_owned(), "Mill opens".to_owned(), day("2026-10-12"), String::new());
        dated(day(on)).into_iter().chain([story]).collect::<Vec<_>>()
    };
    let mut desk = Desk::new("", HTML, "type = \"listing\"");
    check(&mut desk, "2026-10-20", &with_story("2026-10-20", "/news/1"), 6);
    check(&mut desk, "2026-10-21", &with_story("2026-10-21", "/story/1"), 11);
}

#[test]
fn bulletins_of_one_day_say_the_time() {
    let hour = |n: u32| {
        let entry = |crop: &&str| {
            format!(
                "<entry><id>urn:{crop}:{n}</id><title>{}</title><link href=\"/n/{crop}{n}\"/>\
                 <updated>2026-10-20T{n:02}:00:00Z</updated></entry>",
                price(crop)
            )
        };
        CROPS.iter().map(entry).collect::<String>()
    };
    let feed = |entries: &str| {
        format!("<feed xmlns=\"http://www.w3.org/2005/Atom\"><title>Prices</title>{entries}</feed>")
    };
    let mut desk = Desk::new("", "application/atom+xml", "");
    for (entries, on, count) in [(hour(6), 7, 5), (hour(8) + &hour(6), 9, 10)] {
        desk.serve(&feed(&entries), "application/atom+xml");
        desk.now = day("2026-10-20").and_hms_opt(on, 0, 0).unwrap().and_utc();
        let report = desk.pass();
        assert_eq!((codes(&report), report.exit), (vec![], 0), "{report:?}");
        assert_eq!(desk.published("/id").len(), count);
    }
}

#[test]
fn weekly_bulletins_of_several_days_are_new() {
    let week = |first: u32| {
        let row = |(n, crop): (u32, &&str)| {
            let day = NaiveDate::from_ymd_opt(2026, 10, first + n).unwrap();
            (format!("/n/{}", first * 31 + n), price(crop), day, String::new())
        };
        (0..).zip(&CROPS).map(row).collect::<Vec<_>>()
    };
    let mut desk = Desk::new("", HTML, "type = \"listing\"");
    check(&mut desk, "2026-10-09", &week(5), 5);
    check(&mut desk, "2026-10-16", &week(12), 10);
    check(&mut desk, "2026-10-23", &week(19), 15);
}

#[test]
fn a_page_that_shows_the_latest_digest_only_has_a_new_one() {
    let digest = |n: u32, on: &str| {
        vec![(format!("/d/{n}"), "Weekly digest".to_owned(), day(on), String::new())]
    };
    let mut desk = Desk::new("", HTML, "type = \"listing\"\n[source.listing]\nitem = \".item\"");
    check(&mut desk, "2026-10-05", &digest(31, "2026-10-05"), 1);
    check(&mut desk, "2026-10-12", &digest(47, "2026-10-12"), 2);
    check(&mut desk, "2026-10-13", &digest(48, "2026-10-13"), 3);
}

/// A list moves: nothing comes on top, whether it is taken for moved or held back.
#[track_caller]
fn check_moved(before: &[Row], after: &[Row]) {
    let mut desk = Desk::new("", HTML, "type = \"listing\"");
    check(&mut desk, "2026-10-20", before, before.len());
    let ids = desk.published("/id");
    desk.serve(&page(after), HTML);
    desk.now = day("2026-10-26").and_hms_opt(6, 0, 0).unwrap().and_utc();
    let report = desk.pass();
    assert!(!codes(&report).is_empty(), "{report:?}");
    assert_eq!(desk.published("/id"), ids, "{report:?}");
}

fn moved(rows: &[Row], on: &str, text: &str) -> Vec<Row> {
    let moved = |(link, title, _, _): &Row| {
        (link.replace("/n/", "/story/4"), title.clone(), day(on), text.to_owned())
    };
    rows.iter().map(moved).collect()
}

#[test]
fn a_list_of_one_day_that_moves_to_a_later_one_is_not_new() {
    let bare: Vec<Row> = numbered(day("2026-10-19"))
        .into_iter()
        .map(|(link, title, day, _)| (link, title, day, String::new()))
        .collect();
    check_moved(&bare, &moved(&bare, "2026-10-20", ""));
    check_moved(&bare, &moved(&bare, "2026-10-25", ""));
    let told: Vec<Row> = bare
        .iter()
        .map(|(link, title, day, _)| {
            (link.clone(), title.clone(), *day, "What a sack costs at the port.".to_owned())
        })
        .collect();
    check_moved(&told, &moved(&told, "2026-10-25", "What a sack costs at the port."));
    let long_ago: Vec<Row> = numbered(day("2026-06-01"));
    let anew = "The text that the new site shows in its place.";
    check_moved(&long_ago, &moved(&long_ago, "2026-10-25", anew));
}

#[test]
fn a_short_list_that_moves_to_another_zone_is_not_new() {
    let rows = |folder: &str, days: [&str; 2]| {
        let row = |(crop, on): (&&str, &str)| {
            (format!("/{folder}/{crop}"), price(crop), day(on), String::new())
        };
        CROPS.iter().zip(days).map(row).collect::<Vec<_>>()
    };
    check_moved(
        &rows("n", ["2026-10-19", "2026-10-16"]),
        &rows("story", ["2026-10-20", "2026-10-17"]),
    );
}

#[test]
fn a_list_of_many_days_that_moves_to_one_is_not_new() {
    let row = |(n, crop): (u32, &&str)| {
        let day = NaiveDate::from_ymd_opt(2026, 10, 19 - 3 * n).unwrap();
        (format!("/n/{n}"), price(crop), day, format!("What {crop} costs, part {n}."))
    };
    let before: Vec<Row> = (0..).zip(&CROPS).map(row).collect();
    check_moved(&before, &moved(&before, "2026-10-25", ""));
    let other = moved(&before, "2026-10-25", "The text that the new site shows in its place.");
    check_moved(&before, &other);
}
