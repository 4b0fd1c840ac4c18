//! The validator: documents in which nothing is wrong, and each broken in one place at a time.

mod atom;
mod bytes;
mod command;
mod json;
mod opml;
mod rss;
mod rules;

use std::path::Path;

use sangam::validate::{Report, Sent, validate};

/// A document of `fixtures/validate`.
fn clean(name: &str) -> String {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/validate");
    std::fs::read_to_string(folder.join(name)).unwrap()
}

fn report(text: &str) -> Report {
    validate(Sent { body: text.as_bytes(), ..Sent::default() })
}

/// What is found, as rule and line.
fn found(report: &Report) -> Vec<(&'static str, usize)> {
    report.findings.iter().map(|finding| (finding.code, finding.line)).collect()
}

/// Each row: what is replaced in a clean document, by what, and the one rule that is broken then,
/// with its line.
#[track_caller]
fn check_each(name: &str, rows: &[(&str, &str, &str, usize)]) {
    let clean = clean(name);
    let mut wrong = Vec::new();
    for (part, instead, code, line) in rows {
        let bad = clean.replacen(part, instead, 1);
        assert_ne!(bad, clean, "{part:?} is not in {name}");
        let report = report(&bad);
        if found(&report) != [(*code, *line)] {
            wrong.push(format!("{instead:?} gives {:#?}", report.findings));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn nothing_is_found_in_clean_documents() {
    for name in ["clean.rss", "podcast.rss", "clean.atom", "clean.json", "clean.opml"] {
        assert_eq!(report(&clean(name)).findings, [], "{name}");
    }
}
