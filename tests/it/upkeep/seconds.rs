//! Two items of one source that a person merged: the second version stays recognised.

use serde_json::json;

use super::lost::{MILL, ROOF, THE_MILL, THE_ROOF, Told, entries, lose, shown};
use super::two::Two;
use crate::support::bench::column;

/// What becomes of a version, step by step: new guids and pages, of these names, and titles.
fn edits(own: Told, [first, second, third, fourth]: [&'static str; 4]) -> [Told; 8] {
    let titled = Told { guid: first, title: "They write of other things now", ..own };
    let moved = Told { page: first, ..titled };
    let anew = Told { guid: second, page: second, ..moved };
    let short = Told { title: "Short", ..anew };
    let paged = Told { page: third, ..short };
    let renewed = Told { guid: third, title: "And of others again", ..paged };
    [titled, moved, anew, short, paged, renewed, Told { page: fourth, ..renewed }, own]
}

#[test]
fn two_of_one_source_stay_one_however_often_either_is_edited() {
    for loses in [false, true] {
        let told = Two::new(&entries([THE_MILL, THE_ROOF]), &[]);
        let (whole, part) = (told.id(MILL), told.id(ROOF));
        told.bench.sangam(&["merge", &whole, &part]).expect(0);
        for edit in edits(THE_ROOF, ["b1", "b2", "b3", "b4"]) {
            if loses {
                lose(&told);
            }
            told.give(0, &entries([edit, THE_MILL]));
            assert_eq!(told.titles(), [MILL], "{loses}");
        }
        // What a feed tells of a shown item is how it is now, and not how it was once.
        let steps = if loses { 7 } else { 8 };
        for edit in edits(THE_MILL, ["a1", "a2", "a3", "a4"]).into_iter().take(steps) {
            if loses {
                lose(&told);
            }
            told.give(0, &entries([THE_ROOF, edit]));
            let only = [(json!(whole), vec![json!("one")])];
            assert_eq!(shown(&told), only, "{loses}: {}", edit.entry());
            assert_eq!(told.titles(), [edit.title], "{loses}");
        }
        assert_eq!(told.explain(&part)["id"], json!(whole));
    }
}

#[test]
fn another_story_at_the_page_of_a_second_version_is_shown() {
    let told = Two::new(&entries([THE_MILL, THE_ROOF]), &[]);
    told.bench.sangam(&["merge", &told.id(MILL), &told.id(ROOF)]).expect(0);
    let text = |own: &str, text: &str| {
        own.replace("</entry>", &format!("<summary>{text}</summary></entry>"))
    };
    let other = Told { guid: "z", title: "Weavers met in Kandy on Sunday", day: 20, ..THE_ROOF };
    let other =
        text(&other.entry(), "Four hundred weavers came to speak of yarn, looms and prices.");
    told.give(0, &[THE_MILL.entry(), other]);
    assert_eq!(told.titles(), ["Weavers met in Kandy on Sunday", MILL]);
    assert_eq!(column(&told.bench.feed(), "/id").len(), 2);
}
