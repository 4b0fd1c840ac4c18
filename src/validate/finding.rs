//! What is found, and where.

use std::collections::BTreeMap;

use serde::Serialize;

use super::Format;

/// How bad it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Severity {
    /// A specification forbids it, or readers lose something by it.
    Error,
    /// A specification advises against it, or some readers stumble.
    Warning,
}

/// Something that can be wrong.
#[derive(Debug)]
pub struct Rule {
    /// Stable name.
    pub code: &'static str,
    /// How bad it is.
    pub severity: Severity,
    /// Specification and section.
    pub source: &'static str,
    /// What it asks for, in a sentence.
    pub asks: &'static str,
}

/// Something that is wrong in one place.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Finding {
    /// How bad it is.
    pub severity: Severity,
    /// Stable name.
    pub code: &'static str,
    /// Line, from 1.
    pub line: usize,
    /// Column in characters, from 1.
    pub column: usize,
    /// What is wrong here.
    pub message: String,
    /// Specification and section.
    pub source: &'static str,
}

/// `12:3: error: … (rss-date; RSS 2.0, …)`
impl std::fmt::Display for Finding {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self { line, column, message, code, source, .. } = self;
        let severity = if self.severity == Severity::Error { "error" } else { "warning" };
        write!(f, "{line}:{column}: {severity}: {message} ({code}; {source})")
    }
}

/// What a check came to.
#[derive(Debug, Clone, Default)]
pub struct Report {
    /// What the document was taken for.
    pub format: Option<Format>,
    /// What is wrong, in the order of the document.
    pub findings: Vec<Finding>,
    /// How often more than told some rules were broken, by code.
    pub omitted: BTreeMap<&'static str, usize>,
}

impl Report {
    /// How many errors are told.
    #[must_use]
    pub fn errors(&self) -> usize {
        self.findings.iter().filter(|finding| finding.severity == Severity::Error).count()
    }

    /// How many warnings are told.
    #[must_use]
    pub fn warnings(&self) -> usize {
        self.findings.len() - self.errors()
    }

    /// The first error.
    #[must_use]
    pub fn first_error(&self) -> Option<&Finding> {
        self.findings.iter().find(|finding| finding.severity == Severity::Error)
    }
}

/// How many places are told in which one rule is broken: who mends these mends all.
const TOLD: usize = 20;

/// Collects what is found.
#[derive(Debug, Default)]
pub(super) struct Findings {
    found: Vec<(usize, &'static Rule, String)>,
    counts: BTreeMap<&'static str, usize>,
}

impl Findings {
    /// Something is wrong at a byte of the text.
    pub(super) fn add(&mut self, rule: &'static Rule, at: usize, message: impl Into<String>) {
        let count = self.counts.entry(rule.code).or_default();
        *count += 1;
        if *count <= TOLD {
            self.found.push((at, rule, message.into()));
        }
    }

    /// Puts lines and columns to it all.
    pub(super) fn report(mut self, text: &str, format: Option<Format>) -> Report {
        self.found.sort_by_key(|(at, ..)| *at);
        let (mut line, mut line_start) = (1, 0);
        let mut findings = Vec::with_capacity(self.found.len());
        for (at, rule, message) in self.found {
            let at = text.floor_char_boundary(at);
            line += memchr::memchr_iter(b'\n', &text.as_bytes()[line_start..at]).count();
            line_start = text[..at].rfind('\n').map_or(0, |newline| newline + 1);
            let column = text[line_start..at].chars().count() + 1;
            let Rule { code, severity, source, .. } = *rule;
            findings.push(Finding { severity, code, line, column, message, source });
        }
        let omitted = self.counts.into_iter().filter(|(_, count)| *count > TOLD);
        Report {
            format,
            findings,
            omitted: omitted.map(|(code, count)| (code, count - TOLD)).collect(),
        }
    }
}

/// The beginning of a value for a message of one line.
pub(super) fn quoted(value: &str) -> String {
    const LENGTH: usize = 60;
    let mut rest = value.trim().chars();
    let shown: String = rest.by_ref().take(LENGTH).flat_map(printable).collect();
    let more = if rest.next().is_some() { "…" } else { "" };
    format!("\"{shown}{more}\"")
}

/// Controls, and marks that turn the direction of a terminal, as their numbers.
fn printable(c: char) -> Vec<char> {
    let is_shown =
        !c.is_control() && !matches!(c, '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}');
    if is_shown { vec![c] } else { c.escape_unicode().collect() }
}
