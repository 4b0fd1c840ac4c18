//! The table of rules.

use std::collections::BTreeSet;
use std::path::Path;

use sangam::validate::{Severity, rules::ALL};

#[test]
fn every_rule_has_a_name_of_its_own() {
    let names: BTreeSet<_> = ALL.iter().map(|rule| rule.code).collect();
    assert_eq!(names.len(), ALL.len());
}

#[test]
fn the_document_shows_the_table_of_the_program() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/validation.md");
    let document = std::fs::read_to_string(path).unwrap();
    let shown: Vec<_> = document.lines().filter(|line| line.starts_with("| `")).collect();
    let rows: Vec<_> = ALL
        .iter()
        .map(|rule| {
            let severity = if rule.severity == Severity::Error { "error" } else { "warning" };
            let asks = rule.asks.replace('|', "\\|").replace('<', "\\<");
            let source = rule.source.replace('<', "\\<");
            format!("| `{}` | {severity} | {asks} | {source} |", rule.code)
        })
        .collect();
    assert_eq!(shown, rows);
}
