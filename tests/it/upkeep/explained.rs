//! Why an item is what it is, and why it is not where one looks for it.

use serde_json::{Value, json};

use sangam::pipeline;

use super::{TWO, atom, dates, entry};
use crate::support::bench::{Bench, Ended};
use crate::support::origin::{Origin, Reply, Request};
use crate::support::stage::Stage;

/// `one` has a story and two others, `two` the same story with a summary.
fn bench(more: &str) -> (Bench, Origin) {
    let story = entry("a", "Mill opens", &dates(4, 4));
    let one = atom(&[
        story.clone(),
        entry("b", "Roof mended", &dates(3, 3)),
        entry("spam", "Buy now", &dates(2, 2)),
    ]);
    let longer = entry("a", "Mill opens", &dates(5, 5)).replace("2026:a", "2026:copy");
    let two = atom(&[longer.replace("</entry>", "<summary>Told at length.</summary></entry>")]);
    let origin = Origin::start(move |request: &Request| {
        let text = if request.path() == "/one" { &one } else { &two };
        Reply::ok(text).header("Content-Type", "application/atom+xml")
    });
    let source = |id: &str| {
        format!("[[source]]\nid = \"{id}\"\nurl = \"{}\"\n", origin.url(&format!("/{id}")))
    };
    let rules = "[[rule]]\nwhen = { title = \"Buy\" }\ndrop = true\n\
                 [[rule]]\nwhen = { title = \"Mill\" }\ntag = [\"Mills\"]\n\
                 [[feed]]\nid = \"mills\"\ntitle = \"Mills\"\nwhere = { tag = [\"Mills\"], lang = [\"fr\"] }\n";
    let bench = Bench::new(&[more, &source("one"), &source("two"), rules].concat());
    bench.sangam(&["run"]).expect(0);
    (bench, origin)
}

#[track_caller]
fn explain(bench: &Bench, name: &str) -> Value {
    bench.sangam(&["explain", name, "--json"]).expect(0).json()
}

fn field<'a>(told: &'a Value, name: &str) -> &'a Value {
    told["fields"].as_array().unwrap().iter().find(|field| field["field"] == name).unwrap()
}

#[test]
fn it_tells_of_sources_keys_merges_fields_rules_and_feeds() {
    let (bench, _origin) = bench("");
    let told = explain(&bench, "https://coop.example/a");
    assert_eq!(told["title"], "Mill opens");
    let rows = told["sources"].as_array().unwrap();
    assert_eq!((&rows[0]["source"], &rows[1]["source"]), (&json!("one"), &json!("two")));
    assert_eq!(rows[1]["guid"], "tag:coop.example,2026:copy");
    assert_eq!((&rows[0]["is_listed"], &rows[1]["is_listed"]), (&json!(true), &json!(true)));
    assert!(rows[0]["first_seen"].is_string() && rows[0]["last_seen"].is_string());
    let keys: Vec<_> = told["keys"].as_array().unwrap().iter().collect();
    for key in ["url:coop.example/a", "id:tag:coop.example,2026:a", "id:tag:coop.example,2026:copy"]
    {
        assert!(keys.iter().any(|one| **one == key), "{key}: {keys:?}");
    }
    assert_eq!(field(&told, "title")["sources"], json!(["one", "two"]));
    assert_eq!(field(&told, "summary")["sources"], json!(["two"]));
    assert_eq!(field(&told, "summary")["why"], "one gives none");
    assert_eq!(told["rules"], json!(["[[rule]] 2"]));
    let feeds = json!([
        { "feed": "", "place": 1 },
        { "feed": "mills", "why_not": "where: lang does not match" },
    ]);
    assert_eq!(told["feeds"], feeds);
    let text = bench.sangam(&["explain", "https://coop.example/a"]).expect(0).stdout;
    for words in [
        "Mill opens\n",
        "\nSources\n",
        "(listed)",
        "\nKeys\n",
        "\nFields\n",
        "one gives none",
        "shown at place 1",
    ] {
        assert!(text.contains(words), "{words}: {text}");
    }
}

#[test]
fn it_tells_which_value_lost_and_which_source_comes_after_and_why() {
    let (bench, _origin) = bench("");
    let told = explain(&bench, "https://coop.example/a");
    assert_eq!(told["sources"][0].get("behind"), None);
    assert_eq!(told["sources"][1]["behind"], "its date is later");
    assert_eq!(told["merges"][0]["source"], "two");
    assert_eq!(
        (&told["merges"][0]["rule"], &told["merges"][0]["score"]),
        (&json!("address"), &json!(0.97))
    );
    let others = json!([{ "source": "two", "value": "2026-01-05T00:00:00+00:00" }]);
    assert_eq!(field(&told, "date_published")["others"], others);
    assert_eq!(field(&told, "title").get("others"), None);
    let text = bench.sangam(&["explain", "https://coop.example/a"]).expect(0).stdout;
    for words in ["\nShown as\n", "comes after it: its date is later"] {
        assert!(text.contains(words), "{words}: {text}");
    }
    let is_lost = |line: &str| line.contains("not shown") && line.contains("2026-01-05T00:00:00");
    assert!(text.lines().any(is_lost), "{text}");
}

#[test]
fn it_tells_of_the_edition_in_a_better_language() {
    let item = |language: &str, title: &str| {
        let page = format!("https://coop.example/{language}/mill");
        entry(language, title, &dates(4, 4)).replace(
            &format!("href=\"https://coop.example/{language}\""),
            &format!("href=\"{page}\""),
        )
    };
    let stage = Stage::new(&format!(
        "{TWO}[[feed]]\nid = \"best\"\ntitle = \"Best\"\nprefer_language = [\"fr\", \"en\"]\n"
    ));
    stage.page(
        "https://one.example/",
        atom(&[item("en", "The mill opens for the members of the union")]),
    );
    stage.page(
        "https://two.example/",
        atom(&[item("fr", "Le moulin ouvre pour les membres de l’union")]),
    );
    stage.pass(1000);
    let plan = stage.plan();
    let feeds = |name: &str| {
        stage.ask(async |store| {
            let item = pipeline::find(&plan, store, name).await.unwrap();
            pipeline::explain(&plan, store, &item).await.unwrap().feeds
        })
    };
    let english = feeds("https://coop.example/en/mill");
    assert!(english[0].place.is_some());
    let why_not = english[1].why_not.as_deref().unwrap();
    assert!(why_not.starts_with("prefer_language: urn:uuid:"), "{why_not}");
    assert_eq!(feeds("https://coop.example/fr/mill")[1].place, Some(1));
}

#[test]
fn it_tells_what_is_held_back() {
    let stage = Stage::new("[[source]]\nid = \"one\"\nurl = \"https://one.example/\"\n");
    let mut entries: Vec<String> =
        (1..=5).map(|n| entry(&n.to_string(), &format!("Story {n}"), &dates(n, n))).collect();
    for hours in [1000, 1001, 1002] {
        stage.page("https://one.example/", atom(&entries));
        stage.pass(hours);
    }
    entries.extend((10..40).map(|n| entry(&n.to_string(), &format!("Flood {n}"), "")));
    stage.page("https://one.example/", atom(&entries));
    stage.pass(1003);
    let plan = stage.plan();
    let left_out =
        |name: &str| stage.ask(async |store| pipeline::left_out(&plan, store, name).await.unwrap());
    for name in ["Flood 17", "tag:coop.example,2026:17", "http://coop.example/17"] {
        let found = left_out(name);
        assert_eq!((found.len(), found[0].code.as_str()), (1, "held-back"), "{name}");
        assert!(
            found[0].message.starts_with("held back since 2026-02-11 19:00: "),
            "{}",
            found[0].message
        );
    }
    assert!(left_out("Flood 99").is_empty());
    let held = stage.ask(async |store| {
        let item = pipeline::find(&plan, store, "https://coop.example/1").await.unwrap();
        pipeline::explain(&plan, store, &item).await.unwrap().sources[0].held_back.clone()
    });
    assert!(held.unwrap().contains("sangam incidents"));
}

#[test]
fn it_tells_which_rule_left_an_item_out() {
    let (bench, _origin) = bench("");
    for name in ["tag:coop.example,2026:spam", "https://www.coop.example/spam/", "buy now"] {
        let told = explain(&bench, name);
        let one = &told["left_out"][0];
        assert_eq!((&one["source"], &one["code"]), (&json!("one"), &json!("dropped-by-rule")));
        assert_eq!(one["message"], "dropped by [[rule]] 1");
    }
    let text = bench.sangam(&["explain", "buy now"]).expect(0).stdout;
    assert!(text.contains("Buy now") && text.contains("dropped by [[rule]] 1"), "{text}");
}

#[test]
fn it_tells_of_what_is_too_old_for_the_feed_and_of_what_was_taken_down() {
    let (bench, _origin) = bench("[publish]\nitems = 1\n");
    let told = explain(&bench, "https://coop.example/b");
    assert_eq!(told["feeds"][0]["why_not"], "older than the 1 items that the feed shows");
    bench.sangam(&["hide", "https://coop.example/b", "--reason", "asked to"]).expect(0);
    let told = explain(&bench, "https://coop.example/b");
    assert_eq!(told["feeds"][0]["why_not"], "it was taken down");
    assert_eq!(told["taken_down"][0]["reason"], "asked to");
    let text = bench.sangam(&["explain", "https://coop.example/b"]).expect(0).stdout;
    assert!(text.contains("not shown") && text.contains("asked to"), "{text}");
}

#[test]
fn what_was_never_seen_is_a_mistake_in_the_command() {
    let (bench, _origin) = bench("");
    let ended: Ended = bench.sangam(&["explain", "nothing of the kind"]).expect(2);
    assert!(ended.stderr.contains("no stored item"), "{}", ended.stderr);
}

#[test]
fn it_tells_of_what_has_nothing_to_show_and_of_what_its_source_took_back() {
    let stage = Stage::new("[[source]]\nid = \"one\"\nurl = \"https://one.example/\"\n");
    let empty = "<entry><id>tag:coop.example,2026:empty</id></entry>".to_owned();
    let mill = entry("a", "Mill opens", &dates(2, 2));
    stage.page("https://one.example/", atom(&[mill, empty.clone()]));
    stage.pass(100);
    let plan = stage.plan();
    let name = "tag:coop.example,2026:empty";
    let found = stage.ask(async |store| pipeline::left_out(&plan, store, name).await.unwrap());
    assert_eq!((found.len(), found[0].code.as_str()), (1, "nothing-to-show"));
    let gone = "<at:deleted-entry ref=\"tag:coop.example,2026:a\" when=\"2026-01-03T00:00:00Z\"/>";
    stage.page("https://one.example/", atom(&[gone.to_owned(), empty]));
    stage.pass(101);
    let told = stage.ask(async |store| {
        let item = pipeline::find(&plan, store, "https://coop.example/a").await.unwrap();
        pipeline::explain(&plan, store, &item).await.unwrap()
    });
    assert_eq!(
        (told.taken_down[0].cause, told.taken_down[0].source.as_deref()),
        ("retracted", Some("one"))
    );
    assert_eq!(told.feeds[0].why_not.as_deref(), Some("it was taken down"));
    assert!(!told.sources[0].is_listed);
}
