//! Every pair in `fixtures/drift`: the verdict, what is published, and what is remembered.

use std::fs;
use std::path::Path;

use chrono::TimeDelta;
use toml::de::{DeTable, DeValue};

use super::desk::{Desk, codes, row};
use crate::fixtures;

/// `about.toml` of a case.
struct About {
    name: String,
    text: String,
}

impl About {
    fn of(case: &Path) -> Self {
        let name = case.file_name().unwrap().to_string_lossy().into_owned();
        Self { name, text: fs::read_to_string(case.join("about.toml")).unwrap() }
    }

    fn value<T>(&self, key: &str, read: impl Fn(&DeValue<'_>) -> Option<T>) -> Option<T> {
        let table = DeTable::parse(&self.text).unwrap().into_inner();
        table.get(key).and_then(|value| read(value.get_ref()))
    }

    fn word(&self, key: &str) -> String {
        self.value(key, |value| value.as_str().map(str::to_owned)).unwrap_or_default()
    }

    fn number(&self, key: &str) -> Option<usize> {
        self.value(key, |value| value.as_integer()?.as_str().parse().ok())
    }
}

fn documents(case: &Path) -> (String, String, &'static str) {
    let (ending, content_type) = if case.join("before.xml").exists() {
        ("xml", "application/rss+xml")
    } else {
        ("html", "text/html; charset=utf-8")
    };
    let read = |name: &str| fs::read_to_string(case.join(format!("{name}.{ending}"))).unwrap();
    (read("before"), read("after"), content_type)
}

fn settings(about: &About) -> String {
    let heal = Some(about.word("heal")).filter(|heal| !heal.is_empty());
    let heal = heal.map(|heal| format!("heal = \"{heal}\"\n")).unwrap_or_default();
    let selectors = about.word("selectors");
    let listing = if selectors.is_empty() { "" } else { "[source.listing]\n" };
    format!("type = \"{}\"\n{heal}{listing}{selectors}", about.word("kind"))
}

/// Plays one case, and says what is otherwise than its `about.toml` has it.
fn play(case: &Path) -> Vec<String> {
    let about = About::of(case);
    let (before, after, content_type) = documents(case);
    let mut desk = Desk::new(&before, content_type, &settings(&about));
    let first = desk.pass();
    let ids = desk.published("/id");
    desk.serve(&after, content_type);
    let mut report = None;
    for fetch in 0..about.number("fetches").unwrap_or(1) {
        // What stands there from the second time on, where that is something else.
        let again = fs::read_to_string(case.join("again.html")).ok().filter(|_| fetch > 0);
        if let Some(again) = again {
            desk.serve(&again, content_type);
        }
        desk.later(TimeDelta::days(10));
        report = Some(desk.pass());
    }
    let report = report.unwrap();
    let mut wrong = Vec::new();
    let mut check = |what: &str, found: String, expected: String| {
        if found != expected {
            wrong.push(format!("{}: {what} is {found}, not {expected}", about.name));
        }
    };
    check("the first exit", first.exit.to_string(), "0".to_owned());
    let trouble = |code: &&str| sangam::model::drift::Verdict::of_code(code).is_some();
    let verdict = codes(&report).into_iter().find(trouble).unwrap_or_default();
    check("the verdict", verdict.to_owned(), about.word("verdict"));
    check("exit", report.exit.to_string(), about.number("exit").unwrap().to_string());
    let published = desk.published("/id");
    check("published", published.len().to_string(), about.number("items").unwrap().to_string());
    let lost = ids.iter().filter(|id| !published.contains(id)).count();
    check("ids that were lost", lost.to_string(), "0".to_owned());
    let healed = codes(&report).contains(&"layout-healed");
    check("healed", healed.to_string(), about.number("healed").is_some().to_string());
    let open = desk.incidents().iter().filter(|incident| incident.is_open()).count();
    check("open incidents", open.to_string(), usize::from(report.exit > 0).to_string());
    if !wrong.is_empty() {
        wrong.push(format!("{}: {:#?}", about.name, row(&report)));
    }
    wrong
}

#[test]
fn every_pair_gets_its_verdict() {
    let mut cases: Vec<_> = fs::read_dir(fixtures::path("drift")).unwrap().collect();
    cases.sort_by_key(|case| case.as_ref().unwrap().path());
    assert!(cases.len() >= 26, "{cases:?}");
    let wrong: Vec<_> = cases.into_iter().flat_map(|case| play(&case.unwrap().path())).collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
