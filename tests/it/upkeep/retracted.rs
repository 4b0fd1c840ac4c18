//! Items that their source takes back.

use serde_json::json;

use sangam::model::change::ItemId;
use sangam::model::source::SourceId;
use sangam::model::tombstone::Cause;
use sangam::pipeline::{hide, unhide};

use super::{TWO, atom, dates, entry};
use crate::support::bench::column;
use crate::support::stage::{Stage, hour};

fn gone(id: &str, day: u32) -> String {
    format!(
        "<at:deleted-entry ref=\"tag:coop.example,2026:{id}\" when=\"2026-01-{day:02}T00:00:00Z\">\
         <at:by><name>Ana</name><email>ana@coop.example</email></at:by>\
         <at:comment>It was &lt;wrong&gt;.</at:comment></at:deleted-entry>"
    )
}

fn mill() -> String {
    entry("a", "Mill opens", &dates(2, 2))
}

fn roof() -> String {
    entry("b", "Roof mended", &dates(3, 3))
}

fn titles(stage: &Stage) -> Vec<serde_json::Value> {
    column(&stage.feed(), "/title")
}

#[test]
fn a_tombstone_takes_the_item_out_of_every_format_and_readers_of_atom_are_told() {
    let stage = Stage::new(TWO);
    stage.page("https://one.example/", atom(&[roof(), mill()]));
    stage.page("https://two.example/", atom(&[]));
    stage.pass(100);
    assert_eq!(titles(&stage), ["Roof mended", "Mill opens"]);
    let id = column(&stage.feed(), "/id")[1].as_str().unwrap().to_owned();
    stage.page("https://one.example/", atom(&[gone("a", 5), roof()]));
    let report = stage.pass(120);
    assert_eq!(report.sources[0].changed, 1);
    for file in ["rss.xml", "atom.xml", "feed.json", "index.html"] {
        assert!(!stage.read(file).contains("Mill"), "{file}");
    }
    let text = stage.read("atom.xml");
    let expected = format!("<at:deleted-entry ref=\"{id}\" when=\"2026-01-05T00:00:00Z\">");
    assert!(text.contains(&expected), "{text}");
    assert!(text.contains("<at:comment>It was &lt;wrong&gt;.</at:comment>"), "{text}");
    let before = text;
    assert_eq!(stage.pass(121).sources[0].changed, 0, "it stands there for weeks");
    assert_eq!(stage.read("atom.xml"), before);
}

#[test]
fn what_rolls_off_the_list_was_not_taken_back() {
    let stage = Stage::new(TWO);
    stage.page("https://one.example/", atom(&[roof(), mill()]));
    stage.page("https://two.example/", atom(&[]));
    stage.pass(100);
    stage.page("https://one.example/", atom(&[roof()]));
    stage.pass(101);
    assert_eq!(titles(&stage), ["Roof mended", "Mill opens"]);
}

#[test]
fn what_is_brought_again_is_the_item_that_it_was() {
    let stage = Stage::new(TWO);
    stage.page("https://one.example/", atom(&[roof(), mill()]));
    stage.page("https://two.example/", atom(&[]));
    stage.pass(100);
    let before = column(&stage.feed(), "/id");
    stage.page("https://one.example/", atom(&[gone("a", 5), roof()]));
    stage.pass(120);
    stage.page("https://one.example/", atom(&[roof(), mill()]));
    stage.pass(121);
    assert_eq!(column(&stage.feed(), "/id"), before);
    let updated = column(&stage.feed(), "/_sangam/updated");
    assert_eq!(updated[1], json!("2026-01-06T01:00:00Z"), "later than its tombstone");
    assert!(!stage.read("atom.xml").contains("deleted-entry"));
}

#[test]
fn of_an_entry_and_its_tombstone_the_later_word_counts() {
    let stage = Stage::new(TWO);
    stage.page("https://two.example/", atom(&[]));
    let edited = |day| entry("a", "Mill opens", &dates(2, day));
    let check = |day: u32, hours, expected: &[&str]| {
        stage.page("https://one.example/", atom(&[gone("a", 5), roof(), edited(day)]));
        stage.pass(hours);
        assert_eq!(titles(&stage), expected);
    };
    check(2, 200, &["Roof mended"]);
    check(6, 201, &["Roof mended", "Mill opens"]);
    check(4, 202, &["Roof mended"]);
}

#[test]
fn a_copy_that_is_taken_back_leaves_the_original() {
    let stage = Stage::new(TWO);
    stage.page("https://one.example/", atom(&[mill()]));
    stage.page("https://two.example/", atom(&[mill()]));
    stage.pass(100);
    let sources = |stage: &Stage| column(&stage.feed(), "/_sangam/also_in");
    assert_eq!(sources(&stage).len(), 1);
    assert_eq!(sources(&stage)[0].as_array().unwrap().len(), 1);
    stage.page("https://two.example/", atom(&[gone("a", 5)]));
    stage.pass(120);
    assert_eq!(titles(&stage), ["Mill opens"]);
    assert!(sources(&stage)[0].is_null(), "{:?}", sources(&stage));
    stage.page("https://one.example/", atom(&[gone("a", 5)]));
    stage.page("https://two.example/", atom(&[mill()]));
    stage.pass(121);
    assert_eq!(titles(&stage), [] as [&str; 0], "a copy does not bring the original back");
}

#[test]
fn nobody_takes_down_what_another_published() {
    let stage = Stage::new(TWO);
    stage.page("https://one.example/", atom(&[mill()]));
    stage.page("https://two.example/", atom(&[gone("a", 5)]));
    stage.pass(100);
    stage.pass(101);
    assert_eq!(titles(&stage), ["Mill opens"]);
}

#[test]
fn the_only_entry_is_brought_again_as_it_was() {
    let stage = Stage::new(TWO);
    stage.page("https://one.example/", atom(&[mill()]));
    stage.page("https://two.example/", atom(&[]));
    stage.pass(100);
    stage.page("https://one.example/", atom(&[gone("a", 5)]));
    stage.pass(120);
    assert_eq!(titles(&stage), [] as [&str; 0]);
    stage.page("https://one.example/", atom(&[mill()]));
    stage.pass(121);
    assert_eq!(titles(&stage), ["Mill opens"], "to the letter the same entry");
}

#[test]
fn what_is_brought_again_to_the_letter_stays_hidden_where_it_is_hidden() {
    let stage = Stage::new(TWO);
    stage.page("https://one.example/", atom(&[roof(), mill()]));
    stage.page("https://two.example/", atom(&[]));
    stage.pass(100);
    let id = ItemId::parse(column(&stage.feed(), "/id")[1].as_str().unwrap()).unwrap();
    let causes = || {
        let tombstones = stage.ask(async |store| store.tombstones(id).await.unwrap());
        tombstones.into_iter().map(|one| one.cause).collect::<Vec<_>>()
    };
    stage.ask(async |store| {
        let item = store.item(id).await.unwrap().unwrap();
        store.amend(hide(&item, Some("asked to".to_owned()), hour(101))).await.unwrap();
    });
    stage.page("https://one.example/", atom(&[gone("a", 5), roof()]));
    stage.pass(120);
    assert_eq!(causes(), [Cause::Hidden, Cause::Retracted(SourceId::new("one").unwrap())]);
    stage.page("https://one.example/", atom(&[roof(), mill()]));
    stage.pass(121);
    assert_eq!(causes(), [Cause::Hidden]);
    assert_eq!(titles(&stage), ["Roof mended"]);
    stage.ask(async |store| {
        let item = store.item(id).await.unwrap().unwrap();
        store.amend(unhide(&item, hour(122))).await.unwrap();
    });
    stage.pass(123);
    assert_eq!(titles(&stage), ["Roof mended", "Mill opens"]);
}
