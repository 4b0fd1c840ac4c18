//! Items that their source edits, and items without a date of their own.

use sangam::model::query::{ItemQuery, Selection};

use serde_json::json;

use super::{TWO, atom, dates, entry};
use crate::support::bench::column;
use crate::support::stage::Stage;

fn roof() -> String {
    entry("b", "Roof mended", &dates(3, 3))
}

/// Titles and dates of the feed, after a story below another was edited.
fn after_an_edit(config: &str) -> (Vec<serde_json::Value>, serde_json::Value, serde_json::Value) {
    let stage = Stage::new(config);
    stage.page("https://one.example/", atom(&[roof(), entry("a", "Mill opens", &dates(2, 2))]));
    stage.page("https://two.example/", atom(&[]));
    stage.pass(100);
    stage.page("https://one.example/", atom(&[roof(), entry("a", "Mill opens!", &dates(2, 5))]));
    stage.pass(120);
    let feed = stage.feed();
    let place = column(&feed, "/title").iter().position(|title| title == "Mill opens!").unwrap();
    let item = &feed["items"][place];
    let precision = item["_sangam"]["date_precision"].clone();
    (column(&feed, "/title"), item["date_published"].clone(), precision)
}

#[test]
fn an_edited_item_stays_where_it_is() {
    let (titles, date, _) = after_an_edit(TWO);
    assert_eq!(titles, ["Roof mended", "Mill opens!"]);
    assert_eq!(date, "2026-01-02T00:00:00Z");
}

#[test]
fn an_edited_item_moves_up_where_it_is_to() {
    let here = TWO.replacen("\n[[", "\nrepublish = true\n[[", 1);
    let everywhere = format!("[publish]\nrepublish = true\n{TWO}");
    for config in [here, everywhere] {
        let (titles, date, precision) = after_an_edit(&config);
        assert_eq!(titles, ["Mill opens!", "Roof mended"], "{config}");
        assert_eq!((date, precision), ("2026-01-05T00:00:00Z".into(), "second".into()));
    }
    let but_here = TWO.replacen("\n[[", "\nrepublish = false\n[[", 1);
    let (titles, ..) = after_an_edit(&format!("[publish]\nrepublish = true\n{but_here}"));
    assert_eq!(titles, ["Roof mended", "Mill opens!"]);
}

#[test]
fn a_new_rule_and_another_source_move_nothing_up() {
    let config = format!("[publish]\nrepublish = true\n{TWO}");
    let stage = Stage::new(&config);
    let mill = entry("a", "Mill opens", &dates(2, 2));
    stage.page("https://one.example/", atom(&[roof(), mill.clone()]));
    stage.page("https://two.example/", atom(&[]));
    stage.pass(100);
    let long = mill.replace("</entry>", "<summary>By another hand.</summary></entry>");
    stage.page("https://two.example/", atom(&[long]));
    stage.pass(110);
    let expected = ["Roof mended", "Mill opens"];
    assert_eq!(column(&stage.feed(), "/title"), expected);
    assert_eq!(column(&stage.feed(), "/summary")[1], "By another hand.");
    let stage = stage.configured(&format!("{config}[[rule]]\ntag = [\"New\"]\n"));
    stage.pass(120);
    assert_eq!(column(&stage.feed(), "/title"), expected);
    assert_eq!(column(&stage.feed(), "/tags/0"), ["New", "New"]);
}

#[test]
fn a_site_that_moves_puts_nothing_on_top() {
    let stage = Stage::new(&format!("[publish]\nrepublish = true\n{TWO}"));
    let stories = |edit: &dyn Fn(u32) -> String| {
        let one = |n: u32| entry(&format!("s{n}"), &edit(n), &dates(n, n));
        atom(&(1..=8).rev().map(one).collect::<Vec<_>>())
    };
    stage.page("https://one.example/", stories(&|n| format!("Story {n} of the mill")));
    stage.page("https://two.example/", atom(&[]));
    stage.pass(300);
    let before = stage.feed();
    let dates = |feed: &serde_json::Value| column(feed, "/date_published");
    let moved =
        stories(&|n| format!("Story {n} of the mill")).replace("\"https://", "\"http://www.");
    stage.page("https://one.example/", moved);
    stage.pass(310);
    assert_eq!(dates(&stage.feed()), dates(&before), "pages moved");
    assert_ne!(column(&stage.feed(), "/url"), column(&before, "/url"));
    let all = stories(&|n| format!("News: Story {n} of the mill"));
    stage.page("https://one.example/", all);
    stage.pass(320);
    assert_eq!(dates(&stage.feed()), dates(&before), "all titles have a label");
    let title = &column(&stage.feed(), "/title")[0];
    assert_eq!(title, "News: Story 8 of the mill");
}

#[test]
fn a_guid_that_is_made_anew_changes_nothing_that_readers_see() {
    let stage = Stage::new(&format!("[publish]\nrepublish = true\n{TWO}"));
    let mill = entry("a", "Mill opens", &dates(2, 2));
    stage.page("https://one.example/", atom(&[roof(), mill.clone()]));
    stage.page("https://two.example/", atom(&[]));
    stage.pass(100);
    let before = stage.read("atom.xml");
    stage.page("https://one.example/", atom(&[roof(), mill.replace("2026:a", "2026:anew")]));
    assert_eq!(stage.pass(110).sources[0].changed, 0);
    assert_eq!(stage.read("atom.xml"), before);
    let told = stage.ask(async |store| store.items(&newest()).await.unwrap());
    assert_eq!(told[1].item.guid.as_deref(), Some("tag:coop.example,2026:anew"), "but it is kept");
}

fn newest() -> ItemQuery {
    ItemQuery::newest(Selection::default(), 10)
}

#[test]
fn what_has_no_date_or_one_to_come_stands_where_it_was_first_seen() {
    let stage = Stage::new(TWO);
    let to_come = "<published>2031-01-01T00:00:00Z</published>";
    let entries = [entry("a", "Undated", ""), entry("b", "To come", to_come)];
    stage.page("https://one.example/", atom(&entries));
    stage.page("https://two.example/", atom(&[]));
    stage.pass(100);
    stage.page("https://one.example/", atom(&[entry("c", "Later", ""), entries.concat()]));
    stage.pass(200);
    let feed = stage.feed();
    assert_eq!(column(&feed, "/title"), ["Later", "Undated", "To come"]);
    let seen = ["2026-01-09T08:00:00Z", "2026-01-05T04:00:00Z", "2026-01-05T04:00:00Z"];
    assert_eq!(column(&feed, "/date_published"), seen);
    assert_eq!(column(&feed, "/_sangam/date_precision"), ["first-seen"; 3]);
}

#[test]
fn a_change_that_cannot_be_is_not_stated() {
    let stage = Stage::new("[[source]]\nid = \"one\"\nurl = \"https://one.example/\"\n");
    let ahead = dates(2, 3).replace("2026-01-03", "2030-01-03");
    let give = |changed| {
        let entries = [entry("a", "Mill", &dates(3, changed)), entry("b", "Roof", &ahead)];
        stage.page("https://one.example/", atom(&entries));
    };
    give(4);
    stage.pass(100);
    let modified = || column(&stage.feed(), "/date_modified");
    assert_eq!(modified(), [json!("2026-01-04T00:00:00Z"), json!(null)]);
    assert!(!stage.read("feed.json").contains("2030"));
    // It says that it changed it, and did not.
    give(6);
    stage.page("https://two.example/", "");
    stage.pass(200);
    give(8);
    stage.pass(300);
    let feed = stage.feed();
    let updated = feed["items"][0]["_sangam"]["updated"].as_str().unwrap();
    assert_eq!(updated, "2026-01-04T00:00:00Z");
    assert!(modified().iter().all(|at| at.as_str().is_none_or(|at| at <= updated)));
}
