//! Items that a person says are one, or are not.

use serde_json::json;

use super::two::Two;
use super::{dates, entry};
use crate::support::bench::column;

fn mill() -> String {
    entry("a", "The mill in Anand opens its doors", &dates(2, 2))
}

fn roof() -> String {
    entry("b", "A roof over the heads of fishers", &dates(3, 3))
}

const MILL: &str = "The mill in Anand opens its doors";
const ROOF: &str = "A roof over the heads of fishers";

#[test]
fn two_items_become_one_for_good() {
    let two = Two::new(&[mill()], &[roof()]);
    assert_eq!(two.titles(), [ROOF, MILL]);
    let (whole, part) = (two.id(MILL), two.id(ROOF));
    let told = two.bench.sangam(&["merge", &whole, &part, "--json"]).expect(0).json();
    assert_eq!((&told["id"], &told["part"]), (&json!(whole), &json!(part)));
    let check = || {
        assert_eq!(two.titles(), [MILL]);
        assert_eq!(two.id(MILL), whole);
        for name in [&whole, &part] {
            assert_eq!(two.explain(name)["id"], json!(whole));
        }
    };
    check();
    two.run();
    two.give(1, &[entry("b", "A roof over many heads", &dates(3, 4))]);
    check();
    let told = two.explain(&part);
    assert_eq!(told["former_ids"], json!([part]));
    assert_eq!(told["merges"].as_array().unwrap().len(), 1, "{told}");
    assert_eq!(told["merges"][0]["rule"], "by-hand");
    assert!(two.bench.read("public/atom.xml").contains(&format!("deleted-entry ref=\"{part}\"")));
    let again = two.bench.sangam(&["merge", &whole, &part]).expect(2);
    assert!(again.stderr.contains("one item already"), "{}", again.stderr);
}

#[test]
fn two_items_of_one_source_become_one_and_the_first_counts() {
    let two = Two::new(&[mill(), roof()], &[]);
    let (whole, part) = (two.id(MILL), two.id(ROOF));
    two.bench.sangam(&["merge", &whole, &part]).expect(0);
    assert_eq!(two.titles(), [MILL]);
    two.give(0, &[entry("b", "A roof over many heads", &dates(3, 4)), mill()]);
    assert_eq!(two.titles(), [MILL]);
    two.give(0, &[entry("b", "A roof over all heads", &dates(3, 5))]);
    assert_eq!(two.titles(), [MILL], "its own version is not in the list any more");
}

#[test]
fn what_was_hidden_hides_what_it_becomes_a_part_of() {
    let two = Two::new(&[mill()], &[roof()]);
    two.bench.sangam(&["hide", &two.id(ROOF), "--reason", "asked to"]).expect(0);
    let part = "tag:coop.example,2026:b";
    two.bench.sangam(&["merge", &two.id(MILL), part]).expect(0);
    assert_eq!(two.titles(), [] as [&str; 0]);
    assert_eq!(two.explain(part)["taken_down"][0]["reason"], "asked to");
}

#[test]
fn a_version_is_split_off_for_good() {
    let copy = mill().replace("2026:a", "2026:copy");
    let two = Two::new(&[mill()], std::slice::from_ref(&copy));
    assert_eq!(two.titles(), [MILL]);
    let whole = two.id(MILL);
    let told = two.bench.sangam(&["split", &whole, "--json"]).expect(0).json();
    assert_eq!((&told["id"], &told["source"]), (&json!(whole), &json!("two")));
    let part = told["part"].as_str().unwrap().to_owned();
    assert_ne!(part, whole);
    let check = || {
        let feed = two.bench.feed();
        let mut ids = column(&feed, "/id");
        ids.sort_by_key(ToString::to_string);
        let mut expected = [whole.clone(), part.clone()];
        expected.sort();
        assert_eq!(ids, expected);
        let sources = |id: &str| {
            let told = two.explain(id);
            let rows = told["sources"].as_array().unwrap().clone();
            rows.iter().map(|row| row["source"].clone()).collect::<Vec<_>>()
        };
        assert_eq!((sources(&whole), sources(&part)), (vec!["one".into()], vec!["two".into()]));
    };
    check();
    two.run();
    two.give(1, &[copy.replace("</entry>", "<summary>More of it.</summary></entry>")]);
    check();
    two.give(0, &[mill().replace("</entry>", "<summary>More of this.</summary></entry>")]);
    check();
    two.bench.sangam(&["merge", &whole, &part]).expect(0);
    two.run();
    assert_eq!(two.titles(), [MILL], "and joined again");
    assert_eq!(two.id(MILL), whole);
}

#[test]
fn what_was_merged_and_is_split_gets_its_id_back() {
    let two = Two::new(&[mill()], &[roof()]);
    let (whole, part) = (two.id(MILL), two.id(ROOF));
    two.bench.sangam(&["merge", &whole, &part]).expect(0);
    two.bench.sangam(&["split", &whole, "--source", "two"]).expect(0);
    assert_eq!((two.id(MILL), two.id(ROOF)), (whole.clone(), part.clone()));
    two.run();
    assert_eq!((two.id(MILL), two.id(ROOF)), (whole, part));
    assert!(!two.bench.read("public/atom.xml").contains("deleted-entry"));
}

#[test]
fn splitting_tells_what_is_left_as_it_is_now() {
    let copy = mill().replace("2026:a", "2026:copy").replace(MILL, "Millers open their doors");
    let two = Two::new(&[mill()], &[copy]);
    let whole = two.id(MILL);
    let told = two.bench.sangam(&["split", &whole, "--source", "one"]).expect(0).stdout;
    let from = told.lines().find(|line| line.starts_with("from:")).unwrap();
    assert!(from.contains("  two  Millers open their doors  "), "{told}");
    assert!(from.contains(&whole) && told.contains(&format!("  one  {MILL}  ")), "{told}");
}

#[test]
fn splitting_says_what_it_needs_to_know() {
    let two = Two::new(&[mill()], &[mill()]);
    let id = two.id(MILL);
    let ended = two.bench.sangam(&["split", &id, "--source", "three"]).expect(2);
    assert!(ended.stderr.contains("--source one or two"), "{}", ended.stderr);
    two.bench.sangam(&["split", &id, "--source", "one"]).expect(0);
    let ended = two.bench.sangam(&["split", &id]).expect(2);
    assert!(ended.stderr.contains("only two has"), "{}", ended.stderr);
}
