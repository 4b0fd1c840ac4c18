//! Items without a date: what stands where, and what they are shown with.

use serde_json::{Value, json};

use super::{TWO, atom, dates, entry};
use crate::support::bench::column;
use crate::support::stage::{Stage, hour};

const ONE: &str = "https://one.example/";

/// Source `two` has news of the 20th of January, source `one` these.
fn stage(entries: &[String]) -> Stage {
    let stage = Stage::new(&format!("[publish]\nitems = 6\n{TWO}"));
    stage.page("https://two.example/", atom(&[entry("z", "News", &dates(20, 20))]));
    stage.page(ONE, atom(entries));
    stage.pass(1000);
    stage
}

fn titles(stage: &Stage) -> Vec<Value> {
    column(&stage.feed(), "/title")
}

fn undated(title: &str) -> String {
    entry(title, title, "")
}

fn mixed() -> Vec<String> {
    vec![
        undated("Above all"),
        entry("a", "Mill", &dates(4, 4)),
        undated("Between"),
        entry("b", "Roof", &dates(2, 2)),
        undated("Below all"),
    ]
}

#[test]
fn in_a_first_reading_the_undated_stand_with_their_neighbors_and_are_shown_as_first_seen() {
    let stage = stage(&mixed());
    let order = ["News", "Above all", "Mill", "Between", "Roof", "Below all"];
    assert_eq!(titles(&stage), order);
    let feed = stage.feed();
    for place in [1, 3, 5] {
        let item = &feed["items"][place];
        assert_eq!(item["date_published"], json!("2026-02-11T16:00:00Z"));
        assert_eq!(item["_sangam"]["date_precision"], "first-seen");
    }
    let archive = stage.read("archive/1.atom.xml");
    let oldest = ["Between", "Roof", "Below all"];
    let stands = |title: &&str| archive.contains(&format!(">{title}<"));
    assert_eq!(order.iter().copied().filter(stands).collect::<Vec<_>>(), oldest);
    assert_eq!(hour(1000).to_rfc3339(), "2026-02-11T16:00:00+00:00");
    let edited = mixed().into_iter().map(|one| one.replace("</title>", ", edited</title>"));
    stage.page(ONE, atom(&edited.collect::<Vec<_>>()));
    stage.pass(1100);
    let order =
        order.map(|title| if title == "News" { title.into() } else { format!("{title}, edited") });
    assert_eq!(titles(&stage), order, "and they never move");
    assert_eq!(stage.feed()["items"][3]["date_published"], json!("2026-02-11T16:00:00Z"));
}

#[test]
fn what_comes_undated_later_is_new() {
    let stage = stage(&mixed());
    let mut entries = mixed();
    entries.push(undated("Fresh"));
    stage.page(ONE, atom(&entries));
    stage.pass(1100);
    assert_eq!(titles(&stage)[0], "Fresh");
}

#[test]
fn a_list_without_any_date_stands_at_its_first_reading() {
    let stage = stage(&[undated("One"), undated("Two")]);
    assert_eq!(titles(&stage), ["One", "Two", "News"]);
}
