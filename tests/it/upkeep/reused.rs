//! Stories that had one guid and one address after the other, and what is hidden of them when the
//! store is lost.

use super::atom;
use super::lost::{MILL, ORDERS, ROOF, THE_MILL, THE_ROOF, Told, entries, import, lose, shown};
use super::two::Two;
use crate::support::bench::column;

const LATEST_MILL: Told = Told { guid: "latest", page: "latest", ..THE_MILL };
const LATEST_ROOF: Told = Told { guid: "latest", page: "latest", day: 5, ..THE_ROOF };

/// The mill, and then the roof in its place.
fn two_in_one_place() -> Two {
    let told = Two::new(&entries([LATEST_MILL]), &[]);
    told.give(0, &entries([LATEST_ROOF]));
    assert_eq!(told.titles(), [ROOF, MILL]);
    told
}

#[test]
fn what_is_hidden_stays_so_though_another_was_there_before() {
    let told = two_in_one_place();
    let mill = told.id(MILL);
    told.bench.sangam(&["hide", &told.id(ROOF)]).expect(0);
    for turn in 0..2 {
        lose(&told);
        told.run();
        assert_eq!(told.titles(), [MILL], "{turn}");
        assert_eq!(told.id(MILL), mill, "{turn}");
    }
}

#[test]
fn the_order_of_files_neither_shows_the_hidden_nor_hides_the_shown() {
    let told = Two::new(&entries([LATEST_MILL]), &[]);
    let mill = told.id(MILL);
    told.bench.write("old.json", &told.bench.read("public/feed.json"));
    told.give(0, &entries([LATEST_ROOF]));
    told.bench.sangam(&["hide", &told.id(ROOF)]).expect(0);
    told.bench.write("new.json", &told.bench.read("public/feed.json"));
    for commands in ORDERS {
        import(&told, commands);
        assert_eq!(told.titles(), [MILL], "{commands:?}");
        assert_eq!(told.id(MILL), mill, "{commands:?}");
    }
}

#[test]
fn the_next_story_is_shown_though_the_last_was_hidden() {
    let told = Two::new(&entries([LATEST_MILL]), &[]);
    told.bench.sangam(&["hide", &told.id(MILL)]).expect(0);
    lose(&told);
    told.give(0, &entries([LATEST_ROOF]));
    assert_eq!(told.titles(), [ROOF]);
}

#[test]
fn the_whole_of_a_merge_stays_hidden_with_its_part() {
    for apart in [false, true] {
        let (one, two) = if apart {
            (entries([THE_MILL]), entries([THE_ROOF]))
        } else {
            (entries([THE_MILL, THE_ROOF]), Vec::new())
        };
        let told = Two::new(&one, &two);
        let whole = told.id(MILL);
        told.bench.sangam(&["merge", &whole, &told.id(ROOF)]).expect(0);
        told.bench.sangam(&["hide", &whole]).expect(0);
        for turn in 0..2 {
            lose(&told);
            told.run();
            assert!(told.titles().is_empty(), "{apart}, {turn}: {:?}", told.titles());
        }
    }
}

#[test]
fn a_merge_outlives_the_loss_in_whatever_order_files_come() {
    let told = Two::new(&entries([THE_MILL]), &entries([THE_ROOF]));
    let whole = told.id(MILL);
    told.bench.write("old.json", &told.bench.read("public/feed.json"));
    told.bench.sangam(&["merge", &whole, &told.id(ROOF)]).expect(0);
    told.bench.write("new.json", &told.bench.read("public/feed.json"));
    for commands in ORDERS {
        import(&told, commands);
        assert_eq!(told.titles().len(), 1, "{commands:?}: {:?}", told.titles());
    }
}

#[test]
fn what_is_hidden_stays_so_under_another_title_and_day() {
    let mill = Told { guid: "news/milk-money", page: "news/milk-money", ..THE_MILL };
    let told = Two::new(&entries([mill, THE_ROOF]), &[]);
    told.bench.sangam(&["hide", &told.id(MILL)]).expect(0);
    lose(&told);
    let edited = Told { title: "The mill at Anand opens its doors", day: 3, ..mill };
    told.give(0, &entries([edited, THE_ROOF]));
    assert_eq!(told.titles(), [ROOF]);
}

#[test]
fn two_that_were_hidden_one_after_the_other_stay_so_in_whatever_order_files_come() {
    let told = Two::new(&entries([LATEST_MILL]), &[]);
    told.bench.sangam(&["hide", &told.id(MILL)]).expect(0);
    told.bench.write("old.json", &told.bench.read("public/feed.json"));
    told.give(0, &entries([LATEST_ROOF]));
    told.bench.sangam(&["hide", &told.id(ROOF)]).expect(0);
    told.bench.write("new.json", &told.bench.read("public/feed.json"));
    for commands in ORDERS {
        import(&told, commands);
        assert!(told.titles().is_empty(), "{commands:?}");
    }
}

#[test]
fn the_whole_of_a_split_stays_hidden_and_the_part_shown() {
    let with_guids = || {
        [entries([THE_MILL]), entries([Told { guid: "theirs", ..THE_MILL }])].map(|one| atom(&one))
    };
    let without = || [rss("Harvest festival opens", 8), rss("Valley: harvest festival opens", 9)];
    for pages in [&with_guids as &dyn Fn() -> [String; 2], &without] {
        for source in ["one", "two"] {
            let told = Two::of(pages());
            assert_eq!(told.titles().len(), 1);
            let whole = column(&told.bench.feed(), "/id")[0].as_str().unwrap().to_owned();
            told.bench.sangam(&["split", &whole, "--source", source]).expect(0);
            told.bench.sangam(&["hide", &whole]).expect(0);
            let part = shown(&told);
            assert_eq!(part.len(), 1);
            for turn in 0..2 {
                lose(&told);
                told.run();
                assert_eq!(shown(&told), part, "{source}, {turn}");
            }
        }
    }
}

/// One story that nothing but its page identifies.
fn rss(title: &str, hour: u32) -> String {
    format!(
        "<rss version=\"2.0\"><channel><title>One</title><link>https://a.example/</link>\
         <description>d</description><item><title>{title}</title>\
         <link>https://a.example/festival</link>\
         <pubDate>Fri, 02 Jan 2026 0{hour}:00:00 GMT</pubDate><description>Farmers gathered to \
         open the festival with music and dancing all day.</description></item></channel></rss>"
    )
}

#[test]
fn a_story_a_day_is_a_story_each() {
    let told = Two::new(&entries([LATEST_MILL]), &[]);
    told.give(0, &entries([Told { day: 3, ..LATEST_ROOF }]));
    told.give(0, &entries([Told { day: 4, title: "Ice at cost in Jaffna", ..LATEST_ROOF }]));
    assert_eq!(told.titles().len(), 3);
}
