//! What was decided about items, out of what was published.

use sangam::model::change::ItemId;
use sangam::store::Store;
use sangam::store::sqlite::SqliteStore;
use serde_json::Value;

use super::restored::forget;
use super::two::Two;
use super::{dates, entry};
use crate::support::bench::column;

fn mill() -> String {
    entry("a", "Mill opens in Anand", &dates(4, 4))
}

fn roof() -> String {
    entry("b", "Roof mended in Kandy", &dates(3, 3))
}

fn barn() -> String {
    entry("c", "Barn painted in Galle", &dates(5, 5))
}

fn boat() -> String {
    entry("d", "Boat sunk near Cebu", &dates(1, 1))
}

/// Of four stories one is hidden, one merged into another, one taken back by its source.
fn with_decisions() -> Two {
    let told = Two::new(&[mill(), roof(), boat()], &[barn()]);
    let (mill, roof, barn) = (
        told.id("Mill opens in Anand"),
        told.id("Roof mended in Kandy"),
        told.id("Barn painted in Galle"),
    );
    told.bench.sangam(&["hide", &roof, "--reason", "asked to"]).expect(0);
    told.bench.sangam(&["merge", &mill, &barn]).expect(0);
    let gone = "<at:deleted-entry ref=\"tag:coop.example,2026:d\" when=\"2026-01-05T00:00:00Z\">\
        <at:comment>It floats.</at:comment></at:deleted-entry>";
    told.give(0, &[self::mill(), self::roof(), gone.to_owned()]);
    assert_eq!(told.titles(), ["Mill opens in Anand"]);
    told
}

/// What readers of Atom are told of what was taken down.
fn deleted(told: &Two) -> Vec<String> {
    let text = told.bench.read("public/atom.xml");
    let parts = text.split("<at:deleted-entry").skip(1);
    parts.map(|part| part.split("</at:deleted-entry>").next().unwrap().to_owned()).collect()
}

#[track_caller]
fn check_decisions_are_restored_from(file: &str) {
    let told = with_decisions();
    let (feed, atom) = (told.bench.feed(), told.bench.read("public/atom.xml"));
    assert_eq!(atom.matches("<at:deleted-entry").count(), 3, "{atom}");
    let before = deleted(&told);
    let taken_down = feed["_sangam"]["taken_down"].as_array().unwrap();
    assert_eq!(taken_down.len(), 3);
    assert!(!feed.to_string().contains("asked to"), "the reason is the operator's");
    forget(&told.bench);
    let report = told.bench.sangam(&["import", file, "--json"]).expect(0).json();
    assert_eq!((&report["restored"], &report["taken_down"]), (&1.into(), &3.into()));
    told.bench.sangam(&["run"]).expect(0);
    if file.ends_with("json") {
        assert_eq!(told.bench.read("public/atom.xml"), atom, "{file}");
    }
    assert_eq!(deleted(&told), before, "{file}");
    let part = taken_down.iter().find(|one| one["cause"] == "merged").unwrap();
    let explained =
        told.bench.sangam(&["explain", part["id"].as_str().unwrap(), "--json"]).expect(0);
    assert_eq!(explained.json()["title"], "Mill opens in Anand");
    let report = told.bench.sangam(&["import", file, "--json"]).expect(0).json();
    assert_eq!((&report["restored"], &report["taken_down"]), (&0.into(), &0.into()));
    told.bench.sangam(&["run", "--force"]).expect(0);
    assert_eq!(deleted(&told), before, "{file}, twice");
    // Its source brings one again, as it may; what was hidden and merged stays so.
    told.give(0, &[mill(), roof().replace("</entry>", "<summary>More.</summary></entry>"), boat()]);
    told.give(1, &[barn().replace("</entry>", "<summary>More.</summary></entry>")]);
    assert_eq!(told.titles(), ["Mill opens in Anand", "Boat sunk near Cebu"], "{file}");
}

#[test]
fn what_was_taken_down_is_so_in_a_store_made_anew() {
    check_decisions_are_restored_from("public/feed.json");
}

#[test]
fn what_was_taken_down_is_told_by_atom_too() {
    check_decisions_are_restored_from("public/atom.xml");
}

#[test]
fn what_was_shown_again_since_stays_shown() {
    let told = with_decisions();
    told.bench.write("old.json", &told.bench.read("public/feed.json"));
    told.bench.sangam(&["unhide", "tag:coop.example,2026:b"]).expect(0);
    let before = told.bench.feed();
    let report = told.bench.sangam(&["import", "old.json", "--json"]).expect(0).json();
    assert_eq!((&report["restored"], &report["taken_down"]), (&0.into(), &0.into()));
    told.bench.sangam(&["run", "--force"]).expect(0);
    assert_eq!(told.bench.feed(), before);
}

#[test]
fn what_was_shown_again_is_so_whichever_file_comes_first() {
    let told = with_decisions();
    let mut old = told.bench.feed();
    // Hidden a while ago, and not within the second in which it is shown again.
    for one in old["_sangam"]["taken_down"].as_array_mut().unwrap() {
        one["at"] = "2026-02-01T00:00:00Z".into();
    }
    told.bench.write("old.json", &old.to_string());
    told.bench.sangam(&["unhide", "tag:coop.example,2026:b"]).expect(0);
    told.bench.write("new.json", &told.bench.read("public/feed.json"));
    let before = told.titles();
    for order in [["old.json", "new.json"], ["new.json", "old.json"]] {
        forget(&told.bench);
        for file in order {
            told.bench.sangam(&["import", file]).expect(0);
        }
        told.bench.sangam(&["run", "--force"]).expect(0);
        assert_eq!(told.titles(), before, "{order:?}");
    }
}

#[test]
fn nothing_is_a_part_of_itself() {
    let told = Two::new(&[mill(), roof()], &[]);
    let (one, other) = (told.id("Mill opens in Anand"), told.id("Roof mended in Kandy"));
    let merged = |part: &str, whole: &str| {
        serde_json::json!({ "id": part, "cause": "merged", "at": "2026-02-01T00:00:00Z",
            "part_of": whole })
    };
    let cases =
        [(vec![merged(&one, &one)], 2), (vec![merged(&one, &other), merged(&other, &one)], 1)];
    for (taken_down, shown) in cases {
        let mut feed = told.bench.feed();
        feed["_sangam"]["taken_down"] = Value::Array(taken_down);
        told.bench.write("odd.json", &feed.to_string());
        forget(&told.bench);
        told.bench.sangam(&["import", "odd.json"]).expect(0);
        told.bench.sangam(&["run", "--force"]).expect(0);
        assert_eq!(told.titles().len(), shown);
    }
}

#[test]
fn a_guid_leads_to_the_item_that_is_there_whatever_it_is_called_now() {
    let mine = "urn:uuid:11111111-2222-5333-8444-555555555555";
    for (was, now) in [("Mill opens in Anand", "Mill closes for good"), ("", "Mill opens in Anand")]
    {
        let told = Two::new(&[mill()], &[]);
        let id = told.id("Mill opens in Anand");
        let old = told.bench.read("public/feed.json").replace(&id, mine);
        told.bench.write(
            "old.json",
            &old.replace("\"title\": \"Mill opens in Anand\"", &format!("\"title\": \"{was}\"")),
        );
        let edited = mill().replace("Mill opens in Anand", now);
        told.give(0, &[edited.replace("</entry>", "<summary>More.</summary></entry>")]);
        let before = told.bench.feed();
        let report = told.bench.sangam(&["import", "old.json", "--json"]).expect(0).json();
        assert_eq!((&report["restored"], &report["joined"]), (&0.into(), &1.into()), "{was:?}");
        told.bench.sangam(&["run", "--force"]).expect(0);
        assert_eq!(told.bench.feed(), before, "{was:?}");
    }
}

#[test]
fn of_an_item_in_several_files_the_latest_counts_in_whatever_order_they_come() {
    for turned in [false, true] {
        let told = Two::new(&[mill(), roof()], &[]);
        told.bench.write("old.json", &told.bench.read("public/feed.json"));
        told.give(0, &[mill().replace("</entry>", "<summary>More.</summary></entry>"), roof()]);
        let feed = told.bench.feed();
        forget(&told.bench);
        let files = if turned {
            [&["old.json"][..], &["public/feed.json"]]
        } else {
            [&["old.json", "public/feed.json"][..], &[]]
        };
        for files in files.iter().filter(|files| !files.is_empty()) {
            told.bench.sangam(&[&["import"], *files].concat()).expect(0);
        }
        told.bench.sangam(&["run"]).expect(0);
        assert_eq!(told.bench.feed(), feed, "{turned}");
    }
}

#[test]
fn an_undated_item_stands_below_the_one_that_it_stood_beside() {
    let undated = |id, title| entry(id, title, "");
    let list = [barn(), undated("u", "Undated"), undated("v", "Another"), roof()];
    let told = Two::new(&list, &[mill()]);
    let before = told.titles();
    assert_eq!(before[1..3], ["Undated", "Another"]);
    for file in ["public/feed.json", "public/atom.xml"] {
        forget(&told.bench);
        told.bench.sangam(&["import", file]).expect(0);
        told.run();
        assert_eq!(told.titles(), before, "{file}");
    }
}

#[test]
fn editions_in_other_languages_are_tied_again() {
    let edition = |language: &str, title: &str| {
        let page = format!("https://coop.example/{language}/mill");
        let own = entry(language, title, &dates(4, 4));
        own.replace(&format!("https://coop.example/{language}\""), &format!("{page}\""))
    };
    let told = Two::new(
        &[edition("en", "The mill opens for the members of the union")],
        &[edition("fr", "Le moulin ouvre pour les membres de l’union")],
    );
    let ids = column(&told.bench.feed(), "/id");
    let translations = column(&told.bench.feed(), "/_sangam/translations");
    assert_eq!(translations[0][0]["id"], ids[1]);
    forget(&told.bench);
    told.bench.sangam(&["import", "public/feed.json"]).expect(0);
    let store = SqliteStore::open(&told.bench.path("sangam.db")).unwrap();
    let id = ItemId::parse(ids[0].as_str().unwrap()).unwrap();
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).build().unwrap();
    let tied = runtime.block_on(store.translations(vec![id])).unwrap();
    assert_eq!(tied[&id][0].id.to_string(), ids[1].as_str().unwrap());
}

#[test]
fn what_a_feed_says_of_itself_is_said_of_no_item() {
    for file in ["public/feed.json", "public/atom.xml"] {
        let told = Two::new(&[mill()], &[]);
        let id = ItemId::parse(&told.id("Mill opens in Anand")).unwrap();
        forget(&told.bench);
        told.bench.sangam(&["import", file]).expect(0);
        let store = SqliteStore::open(&told.bench.path("sangam.db")).unwrap();
        let runtime =
            tokio::runtime::Builder::new_multi_thread().worker_threads(1).build().unwrap();
        let item = runtime.block_on(store.item(id)).unwrap().unwrap().item;
        assert_eq!((item.language, item.authors), (None, Vec::new()), "{file}");
    }
}
