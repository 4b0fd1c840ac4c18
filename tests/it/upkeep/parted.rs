//! Versions that a person split off: for good, whatever their sources do to them.

use sangam::model::change::ItemId;
use sangam::model::source::SourceId;
use sangam::pipeline;
use sangam::store::Store;

use super::{TWO, atom, dates, entry};
use crate::support::stage::{Stage, hour};

/// A story as a source tells it; without a guid or a page where these are empty.
#[derive(Clone, Copy)]
struct Told {
    guid: &'static str,
    page: &'static str,
    title: &'static str,
    text: &'static str,
}

const TITLE: &str = "The mill in Anand opens its doors to the members of the union";

const TEXT: &str = "After two years of work the mill was opened on Friday, and the union of rice \
    growers, which has four hundred members in nine villages around Anand, will run it by itself. \
    The stones come from Jaipur, the motor from Pune, and the roof from the timber of the old barn.";

const STORY: Told = Told { guid: "a", page: "/a", title: TITLE, text: TEXT };

fn rss(stories: &[Told]) -> String {
    let element = |name: &str, text: &str| match text {
        "" => String::new(),
        text => format!("<{name}>{text}</{name}>"),
    };
    let item = |told: &Told| {
        let link = if told.page.is_empty() { "" } else { "https://coop.example" };
        format!(
            "<item>{}{}{}{}<pubDate>Fri, 02 Jan 2026 10:00:00 GMT</pubDate></item>",
            element("guid", told.guid).replace("<guid>", "<guid isPermaLink=\"false\">"),
            element("link", &format!("{link}{}", told.page)),
            element("title", told.title),
            element("description", told.text),
        )
    };
    let items: String = stories.iter().map(item).collect();
    format!("<rss version=\"2.0\"><channel><title>News</title>{items}</channel></rss>")
}

/// What else stands in a source's list.
fn others(source: &str) -> [Told; 2] {
    let told = |guid, page, title| Told { guid, page, title, text: "" };
    match source {
        "one" => [
            told("x1", "/x1", "Fishers of Galle count their boats"),
            told("x2", "/x2", "Weavers met in Kandy on Sunday"),
        ],
        _ => [
            told("y1", "/y1", "A loan for the bakers of Cebu"),
            told("y2", "/y2", "The new school of Lautoka is full"),
        ],
    }
}

fn give(stage: &Stage, source: &str, story: Option<Told>) {
    let [first, last] = others(source);
    let stories: Vec<_> = [Some(first), story, Some(last)].into_iter().flatten().collect();
    stage.page(&format!("https://{source}.example/"), rss(&stories));
}

fn split(stage: &Stage, whole: ItemId, source: &str, hours: i64) -> ItemId {
    let source = SourceId::new(source).unwrap();
    stage.ask(async |store| {
        let item = store.item(whole).await.unwrap().unwrap();
        let own = item.appearances.iter().filter(|one| one.source == source);
        let keys = own.flat_map(|one| one.item.keys.clone()).collect();
        let former = store.former_owners(keys).await.unwrap();
        let (amendment, _, part) = pipeline::split(&item, &source, &former, hour(hours)).unwrap();
        store.amend(amendment).await.unwrap();
        part.id
    })
}

fn merge(stage: &Stage, whole: ItemId, part: ItemId, hours: i64) {
    stage.ask(async |store| {
        let whole = store.item(whole).await.unwrap().unwrap();
        let part = store.item(part).await.unwrap().unwrap();
        store.amend(pipeline::merge(&whole, &part, hour(hours))).await.unwrap();
    });
}

/// Items that are shown, with their sources.
fn shown(stage: &Stage, title: &str) -> Vec<(ItemId, Vec<String>)> {
    let feed = stage.feed();
    let items = feed["items"].as_array().unwrap().iter();
    let named = items.filter(|item| item["title"].as_str().unwrap().contains(title));
    let ids = named.map(|item| ItemId::parse(item["id"].as_str().unwrap()).unwrap());
    ids.map(|id| (id, sources(stage, id))).collect()
}

fn sources(stage: &Stage, id: ItemId) -> Vec<String> {
    let item = stage.ask(async |store: &dyn Store| store.item(id).await.unwrap().unwrap());
    item.appearances.iter().map(|one| one.source.to_string()).collect()
}

/// What the second source gives at first.
fn copies() -> [(&'static str, Told); 5] {
    [
        ("a copy to the letter", STORY),
        ("another guid", Told { guid: "b", ..STORY }),
        ("another page", Told { guid: "b", page: "/b", ..STORY }),
        ("a page alone", Told { guid: "", ..STORY }),
        ("a title alone", Told { guid: "", page: "", ..STORY }),
    ]
}

/// What becomes of a version; `None`: it is not in the list.
fn changes(told: Told) -> Vec<(&'static str, Option<Told>)> {
    let guid = if told.guid.is_empty() { "" } else { "made-anew" };
    let moved = if told.page.is_empty() { "" } else { "/moved/a" };
    let mut changes = vec![
        (
            "a title edited",
            Some(Told {
                title: "The mill in Anand opens its doors to the members of the union after all",
                ..told
            }),
        ),
        ("as it was", Some(told)),
        ("a text cut", Some(Told { text: &TEXT[..150], ..told })),
        ("a guid made anew", Some(Told { guid, ..told })),
        ("nothing", None),
        ("back with its guid", Some(told)),
        (
            "a guid made anew and a title edited",
            Some(Told {
                guid,
                title: "Updated: The mill in Anand opens its doors to the members of the union",
                ..told
            }),
        ),
        ("a page moved", Some(Told { page: moved, ..told })),
        ("nothing again", None),
        ("back after a migration", Some(Told { guid, page: moved, ..told })),
        ("as it was, again", Some(told)),
    ];
    if !told.page.is_empty() {
        let titled = Told { title: "What the millers of Anand did", ..told };
        changes.push(("another title, guid made anew", Some(Told { guid, ..titled })));
    }
    changes
}

#[test]
fn a_split_holds_whatever_either_source_does_to_its_version() {
    for (name, copy) in copies() {
        for (source, told) in [("one", STORY), ("two", copy)] {
            let stage = Stage::new(TWO);
            give(&stage, "one", Some(STORY));
            give(&stage, "two", Some(copy));
            stage.pass(100);
            let [(whole, both)] = &shown(&stage, "mill")[..] else { panic!("{name}: not merged") };
            assert_eq!(both.len(), 2, "{name}");
            let part = split(&stage, *whole, "two", 101);
            let expected = [(*whole, vec!["one".to_owned()]), (part, vec!["two".to_owned()])];
            for (step, (change, story)) in (0..).zip(changes(told)) {
                give(&stage, source, story);
                stage.pass(102 + step);
                let mut items = shown(&stage, "mill");
                items.sort_by_key(|(id, _)| *id != *whole);
                assert_eq!(items, expected, "{name}: {source}: {change}");
            }
        }
    }
}

#[test]
fn what_is_split_off_is_in_the_list_of_its_source_alone() {
    let stage = Stage::new(&format!("[publish]\nitems = 1\n{TWO}"));
    give(&stage, "one", Some(STORY));
    give(&stage, "two", Some(STORY));
    stage.pass(100);
    let whole = shown(&stage, "")[0].0;
    let whole = if sources(&stage, whole).len() == 2 { whole } else { of_two(&stage) };
    let part = split(&stage, whole, "two", 101);
    let listed = |id| {
        let sightings = stage.ask(async |store| store.sightings(id).await.unwrap());
        let rows = sightings.iter().map(|one| (one.source.to_string(), one.is_listed));
        rows.collect::<Vec<_>>()
    };
    assert_eq!(listed(whole), [("one".to_owned(), true)]);
    assert_eq!(listed(part), [("two".to_owned(), true)]);
    assert_eq!(stage.ask(async |store| store.decisions(whole).await.unwrap()), []);
    stage.pass(3 * 365 * 24);
    for id in [whole, part] {
        let item = stage.ask(async |store| store.item(id).await.unwrap().unwrap());
        assert_eq!(item.item.title.as_deref(), Some(TITLE), "a source lists it");
    }
}

/// The item that two sources have.
fn of_two(stage: &Stage) -> ItemId {
    let plan = stage.plan();
    let found = stage
        .ask(async |store| pipeline::find(&plan, store, "https://coop.example/a").await.unwrap());
    assert_eq!(found.appearances.len(), 2);
    found.id
}

/// The mill in source `one`; the roof, to the letter the same, in `two` and `three`.
fn three() -> (Stage, ItemId, ItemId) {
    let third = "[[source]]\nid = \"three\"\nurl = \"https://three.example/\"\n";
    let stage = Stage::new(&format!("{TWO}{third}"));
    stage.page("https://one.example/", atom(&[entry("a", "Mill opens in Anand", &dates(2, 2))]));
    for source in ["two", "three"] {
        let roof = entry("b", "Roof mended in Kandy", &dates(3, 3));
        stage.page(&format!("https://{source}.example/"), atom(&[roof]));
    }
    stage.pass(100);
    let (mill, roof) = (shown(&stage, "Mill")[0].0, shown(&stage, "Roof")[0].0);
    assert_eq!(sources(&stage, roof).len(), 2);
    merge(&stage, mill, roof, 101);
    stage.pass(102);
    (stage, mill, roof)
}

#[test]
fn of_what_was_merged_by_hand_a_part_gets_its_id_back_and_the_rest_stays() {
    let (stage, mill, roof) = three();
    assert_eq!(sources(&stage, mill).len(), 3);
    assert_eq!(split(&stage, mill, "two", 103), roof, "its id is its own again");
    for (hours, day) in [(104, 4), (105, 5)] {
        for source in ["two", "three"] {
            let title = format!("Roof mended in Kandy, says {source} on day {day}");
            stage.page(
                &format!("https://{source}.example/"),
                atom(&[entry("b", &title, &dates(3, day))]),
            );
        }
        stage.pass(hours);
        assert_eq!(sources(&stage, roof), ["two"]);
        assert_eq!(sources(&stage, mill), ["one", "three"]);
        let item = stage.ask(async |store| store.item(mill).await.unwrap().unwrap());
        let third = item.appearances[1].item.title.as_deref().unwrap();
        assert!(third.ends_with(&format!("says three on day {day}")), "{third}");
    }
}

#[test]
fn a_part_gets_its_id_back_though_its_guid_is_another_by_now() {
    let stage = Stage::new(TWO);
    give(&stage, "one", Some(STORY));
    let roof = Told { guid: "r", page: "/r", title: "A roof for the fishers", text: "" };
    give(&stage, "two", Some(roof));
    stage.pass(100);
    let (mill, part) = (of_page(&stage, "/a"), of_page(&stage, "/r"));
    merge(&stage, mill, part, 101);
    give(&stage, "two", Some(Told { guid: "r-new", ..roof }));
    stage.pass(102);
    assert_eq!(split(&stage, mill, "two", 103), part);
    stage.pass(104);
    assert_eq!((of_page(&stage, "/a"), of_page(&stage, "/r")), (mill, part));
}

fn of_page(stage: &Stage, page: &str) -> ItemId {
    let plan = stage.plan();
    let name = format!("https://coop.example{page}");
    stage.ask(async |store| pipeline::find(&plan, store, &name).await.unwrap().id)
}

#[test]
fn what_carries_our_id_is_split_off_for_good_too() {
    let stage = Stage::new(TWO);
    stage.page("https://one.example/", atom(&[entry("a", "Mill opens in Anand", &dates(2, 2))]));
    stage.page("https://two.example/", atom(&[]));
    stage.pass(100);
    let whole = shown(&stage, "Mill")[0].0;
    let returned = |title: &str| {
        let own = entry("mill", title, &dates(3, 3));
        atom(&[own.replace("tag:coop.example,2026:mill", &whole.to_string())])
    };
    stage.page("https://two.example/", returned("Partners write of a mill"));
    stage.pass(101);
    assert_eq!(sources(&stage, whole), ["one", "two"]);
    let part = split(&stage, whole, "two", 102);
    stage.page("https://two.example/", returned("Partners write of another mill"));
    stage.pass(103);
    assert_eq!(
        (sources(&stage, whole), sources(&stage, part)),
        (vec!["one".to_owned()], vec!["two".to_owned()])
    );
}

#[test]
fn a_source_takes_back_what_was_split_off_and_not_the_rest() {
    let stage = Stage::new(TWO);
    let mill = entry("a", "Mill opens in Anand", &dates(2, 2));
    for source in ["one", "two"] {
        stage.page(&format!("https://{source}.example/"), atom(std::slice::from_ref(&mill)));
    }
    stage.pass(100);
    let whole = shown(&stage, "Mill")[0].0;
    let part = split(&stage, whole, "two", 101);
    let gone = "<at:deleted-entry ref=\"tag:coop.example,2026:a\" when=\"2026-01-05T00:00:00Z\"/>";
    stage.page("https://two.example/", atom(&[gone.to_owned()]));
    stage.pass(200);
    let is_gone = |id| !stage.ask(async |store| store.tombstones(id).await.unwrap()).is_empty();
    assert_eq!((is_gone(whole), is_gone(part)), (false, true));
    stage.page("https://two.example/", atom(&[mill]));
    stage.pass(201);
    assert_eq!((is_gone(whole), is_gone(part)), (false, false));
}
