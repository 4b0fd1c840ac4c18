//! What a person decided about items outlives a lost store, whatever their sources do meanwhile.

use serde_json::{Value, json};

use super::restored::forget;
use super::two::Two;
use super::{dates, entry};

pub(super) const MILL: &str = "The mill in Anand opens its doors";
pub(super) const ROOF: &str = "A roof over the heads of fishers";

/// A story of a guid, a page, a title and a day of January.
#[derive(Clone, Copy)]
pub(super) struct Told {
    pub(super) guid: &'static str,
    pub(super) page: &'static str,
    pub(super) title: &'static str,
    pub(super) day: u32,
}

pub(super) const THE_MILL: Told = Told { guid: "a", page: "a", title: MILL, day: 2 };
pub(super) const THE_ROOF: Told = Told { guid: "b", page: "b", title: ROOF, day: 3 };

impl Told {
    pub(super) fn entry(self) -> String {
        let Self { guid, page, title, day } = self;
        let own = entry(guid, title, &dates(day, day));
        own.replace(&format!("coop.example/{guid}\""), &format!("coop.example/{page}\""))
    }
}

pub(super) fn entries<const N: usize>(told: [Told; N]) -> Vec<String> {
    told.map(Told::entry).to_vec()
}

/// The store is lost, and made anew from `feed.json`.
pub(super) fn lose(told: &Two) {
    forget(&told.bench);
    told.bench.sangam(&["import", "public/feed.json"]).expect(0);
}

/// Imports files into an empty store, by these commands.
pub(super) fn import(told: &Two, commands: &[&[&str]]) {
    forget(&told.bench);
    for files in commands {
        told.bench.sangam(&[&["import"], *files].concat()).expect(0);
    }
    told.run();
}

pub(super) const ORDERS: [&[&[&str]]; 4] = [
    &[&["old.json"], &["new.json"]],
    &[&["new.json"], &["old.json"]],
    &[&["old.json", "new.json"]],
    &[&["new.json", "old.json"]],
];

/// Ids of what is shown, with its sources.
pub(super) fn shown(told: &Two) -> Vec<(Value, Vec<Value>)> {
    let feed = told.bench.feed();
    let mut all: Vec<_> = feed["items"].as_array().unwrap().iter().map(seen_in).collect();
    all.sort_by_key(|(id, _)| id.to_string());
    all
}

fn seen_in(item: &Value) -> (Value, Vec<Value>) {
    let own = &item["_sangam"];
    let others = own["also_in"].as_array().into_iter().flatten();
    let sources = [&own["source"]["id"]].into_iter().chain(others.map(|other| &other["source"]));
    let mut sources: Vec<_> = sources.cloned().collect();
    sources.sort_by_key(ToString::to_string);
    (item["id"].clone(), sources)
}

#[test]
fn what_was_hidden_stays_so_whatever_it_is_called_when_it_comes_back() {
    let edits = [
        ("another guid", 0, Told { guid: "new", ..THE_MILL }),
        ("another guid and title", 0, Told { guid: "new", title: "It closes", ..THE_MILL }),
        ("another page", 0, Told { page: "new/a", ..THE_MILL }),
        ("another title and page", 0, Told { page: "new/a", title: "It closes", ..THE_MILL }),
        ("another source", 1, Told { guid: "theirs", ..THE_MILL }),
        ("another source and title", 1, Told { guid: "theirs", title: "It closes", ..THE_MILL }),
    ];
    for (name, place, story) in edits {
        let told = Two::new(&entries([THE_MILL, THE_ROOF]), &[]);
        let id = told.id(MILL);
        told.bench.sangam(&["hide", &id, "--reason", "asked to"]).expect(0);
        lose(&told);
        told.give(0, &entries([THE_ROOF]));
        assert_eq!(told.titles(), [ROOF], "{name}");
        lose(&told);
        let back = if place == 0 { vec![story, THE_ROOF] } else { vec![story] };
        told.give(place, &back.into_iter().map(Told::entry).collect::<Vec<_>>());
        assert_eq!(told.titles(), [ROOF], "{name}");
        lose(&told);
        told.run();
        assert_eq!(told.titles(), [ROOF], "{name}, lost once more");
        assert_eq!(told.explain(&id)["title"], story.title, "{name}");
        told.bench.sangam(&["unhide", &id]).expect(0);
        assert_eq!((told.titles().len(), told.id(story.title)), (2, id), "{name}");
    }
}

#[test]
fn what_was_taken_back_is_so_until_its_own_source_brings_it_again() {
    let gone = "<at:deleted-entry ref=\"tag:coop.example,2026:a\" when=\"2026-01-05T00:00:00Z\"/>";
    let told = Two::new(&entries([THE_MILL, THE_ROOF]), &[]);
    let id = told.id(MILL);
    told.give(0, &[gone.to_owned(), THE_ROOF.entry()]);
    lose(&told);
    told.give(1, &entries([Told { guid: "theirs", ..THE_MILL }]));
    assert_eq!(told.titles(), [ROOF]);
    lose(&told);
    told.give(0, &entries([Told { guid: "new", ..THE_MILL }, THE_ROOF]));
    assert_eq!(told.id(MILL), id);
}

#[test]
fn hidden_comes_before_taken_back() {
    let gone = "<at:deleted-entry ref=\"tag:coop.example,2026:a\"/>";
    let told = Two::new(&entries([THE_MILL, THE_ROOF]), &[]);
    told.bench.sangam(&["hide", &told.id(MILL)]).expect(0);
    told.give(0, &[gone.to_owned(), THE_ROOF.entry()]);
    lose(&told);
    told.give(0, &entries([THE_MILL, THE_ROOF]));
    assert_eq!(told.titles(), [ROOF]);
}

#[test]
fn nothing_is_told_of_what_is_hidden_but_hashes_and_not_many() {
    let told = Two::new(&entries([THE_MILL, THE_ROOF]), &[]);
    let id = told.id(MILL);
    told.bench.sangam(&["hide", &id, "--reason", "asked to"]).expect(0);
    let feed = told.bench.feed();
    let one = &feed["_sangam"]["taken_down"][0];
    let keys = one["identity"]["keys"].as_array().unwrap();
    let is_hash = |key: &Value| {
        let key = key.as_str().unwrap();
        key.len() == 16 && key.bytes().all(|byte| byte.is_ascii_hexdigit())
    };
    assert!(keys.len() == 4 && keys.iter().all(is_hash), "{one}");
    assert_eq!(one["identity"]["source"], "one");
    for secret in ["asked to", "mill", "coop.example/a", "2026:a"] {
        assert!(!one.to_string().contains(secret), "{secret}: {one}");
    }
    // And what comes in is as strict and as short.
    let many: Vec<_> = (0..5000).map(|n| json!(format!("{n:016x}"))).collect();
    let bad =
        [json!("x"), json!(7), json!("g000000000000000"), json!("+000000000000000"), json!({})];
    let mut odd = feed.clone();
    odd["_sangam"]["taken_down"][0]["identity"]["keys"] = [&bad[..], &many[..]].concat().into();
    odd["_sangam"]["taken_down"][0]["identity"]["date"] = "9999-12-31T23:59:59Z".into();
    odd["_sangam"]["taken_down"][0]["at"] = "9999-12-31T23:59:59Z".into();
    let other = |identity: Value| {
        json!({ "id": told.id(ROOF).replace("urn:uuid:", "").replace('-', "").chars().rev().collect::<String>(),
            "cause": "hidden", "at": "2026-02-01T00:00:00Z", "identity": identity })
    };
    let others = [json!(7), json!({}), json!({ "keys": 1, "source": "a b", "date": "never" })];
    odd["_sangam"]["taken_down"].as_array_mut().unwrap().extend(others.map(other));
    told.bench.write("odd.json", &odd.to_string());
    import(&told, &[&["odd.json"]]);
    let feed = told.bench.feed();
    let one = feed["_sangam"]["taken_down"].as_array().unwrap();
    let one = one.iter().find(|one| one["id"] == id.as_str()).unwrap();
    let count = one["identity"]["keys"].as_array().unwrap().len();
    assert!(count <= 32, "{count}");
    assert!(one["identity"]["date"].as_str().unwrap() < "9999", "{one}");
    assert!(feed["_sangam"]["updated"].as_str().unwrap() < "9999", "{feed}");
    assert_eq!(told.titles(), [ROOF]);
}

#[test]
fn what_all_items_of_a_source_have_hides_none_of_them() {
    let shared = |guid, title, day| Told { guid, page: "news", title, day };
    let first = [shared("a", MILL, 2), shared("b", ROOF, 3)];
    let told = Two::new(&entries(first), &[]);
    let edited =
        first.map(|story| story.entry().replace("</entry>", "<summary>M.</summary></entry>"));
    told.give(0, &edited);
    told.bench.sangam(&["hide", &told.id(MILL)]).expect(0);
    lose(&told);
    told.run();
    told.give(0, &[edited[1].clone(), shared("c", "Weavers met in Kandy", 4).entry()]);
    assert_eq!(told.titles(), ["Weavers met in Kandy", ROOF]);
}

#[test]
fn another_story_that_uses_the_page_of_a_hidden_one_is_shown() {
    let told = Two::new(&entries([THE_MILL, THE_ROOF]), &[]);
    told.bench.sangam(&["hide", &told.id(MILL)]).expect(0);
    lose(&told);
    let other = Told { guid: "z", title: "Weavers met in Kandy", ..THE_MILL };
    let later = other.entry().replace("2026-01-", "2026-06-");
    told.give(0, &[later, THE_ROOF.entry()]);
    assert_eq!(told.titles(), ["Weavers met in Kandy", ROOF]);
}

#[test]
fn an_item_that_an_older_file_has_is_shown_again_at_once() {
    for order in ORDERS {
        let told = Two::new(&entries([THE_MILL, THE_ROOF]), &[]);
        told.bench.write("old.json", &told.bench.read("public/feed.json"));
        let id = told.id(MILL);
        told.bench.sangam(&["hide", &id]).expect(0);
        told.bench.write("new.json", &told.bench.read("public/feed.json"));
        // It left the list meanwhile.
        told.give(0, &entries([THE_ROOF]));
        import(&told, order);
        assert_eq!(told.titles(), [ROOF], "{order:?}");
        told.bench.sangam(&["unhide", &id]).expect(0);
        assert_eq!((told.titles().len(), told.id(MILL)), (2, id), "{order:?}");
        told.bench.sangam(&["import", "new.json"]).expect(0);
        told.run();
        assert_eq!(told.titles().len(), 2, "{order:?}: it stays shown");
    }
}

#[test]
fn what_is_shown_again_has_nothing_to_show_until_a_source_brings_it() {
    let told = Two::new(&entries([THE_MILL, THE_ROOF]), &[]);
    let id = told.id(MILL);
    told.bench.sangam(&["hide", &id]).expect(0);
    told.bench.write("new.json", &told.bench.read("public/feed.json"));
    told.give(0, &entries([THE_ROOF]));
    lose(&told);
    told.run();
    let ended = told.bench.sangam(&["unhide", &id]).expect(0);
    assert!(ended.stdout.starts_with("shown again"), "{}", ended.stdout);
    assert_eq!(told.titles(), [ROOF]);
    told.bench.sangam(&["import", "new.json"]).expect(0);
    told.give(0, &entries([Told { guid: "new", ..THE_MILL }, THE_ROOF]));
    assert_eq!((told.titles().len(), told.id(MILL)), (2, id));
}

/// Both sources have the mill, and theirs are split; the whole and the part.
fn split(told: &Two) -> [(Value, Vec<Value>); 2] {
    let whole = told.id(MILL);
    let said = told.bench.sangam(&["split", &whole, "--json"]).expect(0).json();
    let [whole, part] =
        [(json!(whole), vec![json!("one")]), (said["part"].clone(), vec![json!("two")])];
    let mut both = [whole, part];
    both.sort_by_key(|(id, _)| id.to_string());
    both
}

#[test]
fn what_was_split_stays_so_in_a_store_made_anew() {
    for copy in [THE_MILL, Told { guid: "copy", ..THE_MILL }, Told { page: "c", ..THE_MILL }] {
        let told = Two::new(&entries([THE_MILL, THE_ROOF]), &entries([copy]));
        assert_eq!(told.titles(), [ROOF, MILL]);
        let roof = told.id(ROOF);
        let expected = split(&told);
        let check = |what: &str| {
            let mut items = shown(&told);
            items.retain(|(id, _)| *id != json!(roof));
            assert_eq!(items, expected, "{}: {what}", copy.guid);
        };
        let before = told.bench.feed();
        lose(&told);
        told.run();
        assert_eq!(told.bench.feed(), before);
        lose(&told);
        for (source, own) in [(0, THE_MILL), (1, copy)] {
            let edits = [
                Told { title: "The mill in Anand opens all its doors", ..own },
                Told { guid: "new", ..own },
                Told { guid: "new", page: "new", ..own },
                own,
            ];
            for edit in edits {
                let list = if source == 0 { vec![edit, THE_ROOF] } else { vec![edit] };
                told.give(source, &list.into_iter().map(Told::entry).collect::<Vec<_>>());
                check(edit.title);
            }
        }
        lose(&told);
        told.run();
        check("lost once more");
        told.bench
            .sangam(&["merge", expected[0].0.as_str().unwrap(), expected[1].0.as_str().unwrap()])
            .expect(0);
        lose(&told);
        told.run();
        assert_eq!(told.titles().len(), 2, "what is merged again is one again");
    }
}

#[test]
fn the_first_has_the_page_for_all_others() {
    let told = Two::new(&entries([THE_MILL]), &entries([THE_MILL]));
    let whole = told.id(MILL);
    split(&told);
    lose(&told);
    told.run();
    let third = told.bench.read("feeds.toml").replace("id = \"two\"", "id = \"three\"");
    let section = third.split("[[source]]").find(|part| part.contains("three")).unwrap();
    let all = format!("{}\n[[source]]{section}", told.bench.read("feeds.toml"));
    told.bench.write("feeds.toml", &all);
    told.run();
    let seen = shown(&told);
    let of_whole = seen.iter().find(|(id, _)| *id == json!(whole)).unwrap();
    assert!(of_whole.1.contains(&json!("three")), "{seen:?}");
    assert_eq!(seen.len(), 2);
}

/// What was decided a while ago, and not within the second in which something else is.
fn earlier(mut feed: Value) -> Value {
    for list in ["taken_down", "kept_apart"] {
        for one in feed["_sangam"][list].as_array_mut().into_iter().flatten() {
            one["at"] = "2026-02-01T00:00:00Z".into();
        }
    }
    feed
}

#[test]
fn whichever_file_comes_first_the_last_decision_holds() {
    type Steps<'a> = [&'a dyn Fn(&Two, &str, &str); 2];
    let merge = |told: &Two, one: &str, other: &str| {
        told.bench.sangam(&["merge", one, other]).expect(0);
    };
    let part = |told: &Two, one: &str, _: &str| {
        told.bench.sangam(&["split", one, "--source", "two"]).expect(0);
    };
    let merge_parts = |told: &Two, one: &str, _: &str| {
        let other = shown(told).into_iter().find(|(id, _)| id != one).unwrap().0;
        merge(told, one, other.as_str().unwrap());
    };
    let nothing = |_: &Two, _: &str, _: &str| {};
    let other = Told { guid: "t", page: "t", ..THE_ROOF };
    let cases: [(&str, Told, Steps<'_>, usize); 4] = [
        ("split", THE_MILL, [&nothing, &part], 2),
        ("merged and split", other, [&merge, &part], 2),
        ("merged", other, [&nothing, &merge], 1),
        ("split and merged", THE_MILL, [&part, &merge_parts], 1),
    ];
    for (name, copy, [first, then], count) in cases {
        for order in ORDERS {
            let told = Two::new(&entries([THE_MILL]), &entries([copy]));
            let (one, two) = (told.id(MILL), told.id(copy.title));
            first(&told, &one, &two);
            told.bench.write("old.json", &earlier(told.bench.feed()).to_string());
            then(&told, &one, &two);
            told.bench.write("new.json", &told.bench.read("public/feed.json"));
            let before = shown(&told);
            assert_eq!(before.len(), count, "{name}");
            import(&told, order);
            assert_eq!(shown(&told), before, "{name}: {order:?}");
            told.give(1, &[copy.entry().replace("</entry>", "<summary>More.</summary></entry>")]);
            assert_eq!(shown(&told), before, "{name}: {order:?}, edited");
        }
    }
}
