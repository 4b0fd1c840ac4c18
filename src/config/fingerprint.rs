//! Everything that decides how a source is read, as text.

use std::fmt::{Debug, Write};

use crate::model::date::DateHints;
use crate::model::source::{Source, SourceKind};
use crate::normalize::rules::{Rule, Verdict};
use crate::read::ReadOptions;
use crate::read::listing::{Css, ListingOptions};

/// One line a setting, so that two configurations that read a source alike have the same text.
/// The title, the interval and the headers of a source change nothing in its items, and are not
/// in it. The form is stored (as a hash): when it changes, every source is read afresh once.
pub(super) fn fingerprint(
    source: &Source,
    read: &ReadOptions,
    dates: &DateHints,
    rules: &[Rule],
) -> String {
    let mut lines = Lines(String::new());
    lines.line("url", source.url.as_str());
    lines.line("type", kind(source.kind));
    lines.line("language", source.language.as_ref().map(ToString::to_string));
    lines.line("tags", &source.tags);
    listing(&mut lines, &read.listing);
    lines.line("date_format", &dates.format);
    lines.line("timezone", dates.zone.map(chrono_tz::Tz::name));
    for one in rules {
        rule(&mut lines, one);
    }
    lines.0
}

/// The quoted form of every value keeps two of them from looking like one.
struct Lines(String);

impl Lines {
    fn line(&mut self, name: &str, value: impl Debug) {
        writeln!(self.0, "{name} = {value:?}").expect("a String takes any text");
    }
}

fn listing(lines: &mut Lines, options: &ListingOptions) {
    let selectors = [
        ("item", &options.item),
        ("title", &options.title),
        ("link", &options.link),
        ("date", &options.date),
        ("kind", &options.kind),
        ("summary", &options.summary),
        ("image", &options.image),
        ("next", &options.next),
    ];
    for (name, selector) in selectors {
        lines.line(name, selector.as_ref().map(Css::as_str));
    }
    lines.line("pages", options.pages.iter().map(url::Url::as_str).collect::<Vec<_>>());
    lines.line("max_pages", options.max_pages);
}

fn rule(lines: &mut Lines, rule: &Rule) {
    lines.line("rule", &rule.name.0);
    for condition in &rule.when {
        lines.line(condition.field.name(), condition.pattern.as_str());
    }
    lines.line("tag", &rule.tag);
    for (field, value) in &rule.set {
        lines.line(field.name(), value);
    }
    lines.line("verdict", rule.verdict.map(verdict));
}

fn kind(kind: SourceKind) -> &'static str {
    match kind {
        SourceKind::Auto => "auto",
        SourceKind::Feed => "feed",
        SourceKind::Listing => "listing",
    }
}

fn verdict(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Keep => "keep",
        Verdict::Drop => "drop",
    }
}
