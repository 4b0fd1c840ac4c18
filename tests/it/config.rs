//! The configuration file: what is accepted, and the exact words for what is not.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use chrono::TimeDelta;
use sangam::config::{self, Config, ConfigError, Environment, StoreUrl};
use sangam::fetch::address::{AllowPrivate, Allowed};
use sangam::model::source::SourceKind;
use sangam::normalize::rules::Verdict;
use sangam::pipeline::PlannedSource;

fn fixtures(folder: &str) -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/config").join(folder);
    let mut files: Vec<PathBuf> =
        fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.retain(|file| file.extension().is_some_and(|extension| extension == "toml"));
    files.sort();
    files
}

/// What the bad fixtures may put in: a secret that no message may show, among others.
fn environment() -> Environment {
    Environment::from([("SECRET", "hunter2"), ("WORD", "listing")])
}

fn check(text: &str) -> Result<Config, String> {
    check_with(text, &environment())
}

fn check_with(text: &str, env: &Environment) -> Result<Config, String> {
    config::check(text, Path::new("feeds.toml"), env).map_err(|problems| problems.to_string())
}

const SITE: &str = "[site]\ntitle = \"T\"\nurl = \"https://feeds.example.org/x\"\n";

/// A configuration with one source and whatever else.
fn with(rest: &str) -> String {
    format!("{SITE}{rest}\n[[source]]\nid = \"a\"\nurl = \"https://example.org/feed\"\n")
}

fn source(rest: &str) -> PlannedSource {
    let text = format!("{}{rest}", with(""));
    check(&text).unwrap().plan.sources.remove(0)
}

#[test]
fn every_kind_of_mistake_has_its_message() {
    let bless = std::env::var_os("BLESS").is_some();
    let mut wrong = Vec::new();
    let files = fixtures("bad");
    for file in &files {
        let messages = check(&fs::read_to_string(file).unwrap())
            .expect_err(&format!("{} is accepted", file.display()));
        assert!(!messages.contains("hunter2"), "{} shows a secret", file.display());
        let expected = file.with_extension("txt");
        if bless {
            fs::write(&expected, format!("{messages}\n")).unwrap();
        }
        let expected = fs::read_to_string(expected).unwrap_or_default();
        if expected.trim_end() != messages {
            wrong.push(format!("{}\n--- got\n{messages}\n--- not\n{expected}", file.display()));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
    assert!(files.len() >= 24, "fixtures are missing");
}
