//! `[[rule]]` and `[[source.rule]]`.

use super::section::Section;
use super::values::{LANGUAGE, TEXT, Wrong, language, words};
use crate::model::item::RuleName;
use crate::normalize::rules::{Condition, Field, Rule, Settable, Verdict, pattern};

/// The rules of the top level.
pub(super) fn top_level(root: &Section<'_>) -> Vec<Rule> {
    let sections = root.tables("rule", |number, _| format!("[[rule]] {number}"));
    rules(sections)
}

/// The rules of a source, which is named by its id or its number.
pub(super) fn of_source(source: &Section<'_>, id: &str) -> Vec<Rule> {
    let sections = source.tables("rule", |number, _| format!("[[source.rule]] {number} of {id}"));
    rules(sections)
}

fn rules(sections: Vec<Section<'_>>) -> Vec<Rule> {
    sections.into_iter().map(rule).collect()
}

/// One rule; where it has mistakes, what is right of it.
fn rule(section: Section<'_>) -> Rule {
    let rule = Rule {
        name: RuleName(section.name.clone()),
        when: conditions(&section),
        tag: section.list("tag", TEXT, words).unwrap_or_default(),
        set: settings(&section),
        verdict: verdict(&section),
    };
    let does_something = ["tag", "set", "keep", "drop"].iter().any(|key| section.has(key));
    if !does_something {
        section.problem("does nothing; give it tag, set, keep or drop");
    }
    section.finish(&[]);
    rule
}

fn conditions(section: &Section<'_>) -> Vec<Condition> {
    let name = format!("when of {}", section.name);
    let Some(when) = section.optional_table("when", name) else { return Vec::new() };
    let condition = |field: Field| {
        let expected = "a regular expression such as \"(?i)sri lanka\"";
        let pattern = when.read(field.name(), expected, regex)?;
        Some(Condition { field, pattern })
    };
    let conditions = Field::ALL.into_iter().filter_map(condition).collect();
    when.finish(&[]);
    conditions
}

fn settings(section: &Section<'_>) -> Vec<(Settable, String)> {
    let name = format!("set of {}", section.name);
    let Some(set) = section.optional_table("set", name) else { return Vec::new() };
    let setting = |field: Settable| {
        let value = match field {
            Settable::Lang => {
                set.read(field.name(), LANGUAGE, |text| Ok(language(text)?.to_string()))
            }
            Settable::Kind | Settable::Title => set.read(field.name(), TEXT, words),
        };
        Some((field, value?))
    };
    let settings = Settable::ALL.into_iter().filter_map(setting).collect();
    set.finish(&[]);
    settings
}

fn verdict(section: &Section<'_>) -> Option<Verdict> {
    let says = |key| {
        let flag = section.flag(key);
        if flag == Some(false) {
            section.problem_at(key, "is false, which does nothing; remove it");
        }
        flag == Some(true)
    };
    match (says("keep"), says("drop")) {
        (true, true) => {
            section.problem("has both keep and drop; keep one of them");
            None
        }
        (true, false) => Some(Verdict::Keep),
        (false, true) => Some(Verdict::Drop),
        (false, false) => None,
    }
}

fn regex(text: &str) -> Result<regex::Regex, Wrong> {
    pattern(text).map_err(|error| match error {
        regex::Error::CompiledTooBig(_) => Wrong::because("it is too large when compiled"),
        // The message shows the pattern over several lines; its last line says what is wrong.
        error => {
            let message = error.to_string();
            let last = message.lines().last().unwrap_or_default();
            Wrong::because(last.trim_start_matches("error: "))
        }
    })
}
