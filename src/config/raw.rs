//! Raw values: what the file or the environment gives, each with its place, nothing judged.

use std::cell::RefCell;
use std::collections::BTreeSet;
use std::ops::Range;
use std::path::Path;

use toml::Spanned;
use toml::de::DeValue;

use super::env::Environment;
use super::lines::Lines;
use super::problem::{Place, Problem, Problems};

/// How much of a value a message quotes.
const QUOTED: usize = 80;

/// One reading of one file: what all sections share. Problems are collected behind a shared
/// reference, because many sections are open at once.
pub(super) struct Context<'a> {
    pub(super) file: &'a Path,
    pub(super) lines: Lines<'a>,
    pub(super) env: &'a Environment,
    /// Lines that are no TOML were left out: what is not there may be in them.
    pub(super) is_partial: bool,
    /// A file without a source is a mistake.
    pub(super) needs_sources: bool,
    problems: RefCell<Vec<Problem>>,
    variables: RefCell<BTreeSet<String>>,
}

impl<'a> Context<'a> {
    pub(super) fn new(file: &'a Path, text: &'a str, env: &'a Environment) -> Self {
        let (problems, variables) = (RefCell::default(), RefCell::default());
        let (is_partial, needs_sources, lines) = (false, true, Lines::of(text));
        Self { file, lines, env, is_partial, needs_sources, problems, variables }
    }

    /// Notes a mistake.
    pub(super) fn problem(&self, origin: &Origin, message: impl Into<String>) {
        let place = match origin {
            Origin::Span(span) => Place::in_file(self.file, &self.lines, span.start),
            Origin::Variable(name) => Place::Variable(name.clone()),
        };
        self.problems.borrow_mut().push(Problem { place, message: message.into() });
    }

    /// The value of a variable that overrides a setting. Every name that is asked for is a name
    /// that exists.
    pub(super) fn setting(&self, name: &str) -> Option<&'a str> {
        self.variables.borrow_mut().insert(name.to_owned());
        self.env.setting(name)
    }

    /// Names of all variables that were asked for.
    pub(super) fn known_variables(&self) -> BTreeSet<String> {
        self.variables.borrow().clone()
    }

    /// The checked value if there was no mistake. A value is missing only where a mistake says so.
    pub(super) fn finish<T>(self, checked: Option<T>) -> Result<T, Problems> {
        let problems = self.problems.into_inner();
        match checked {
            Some(checked) if problems.is_empty() => Ok(checked),
            _ => Err(Problems::from(problems)),
        }
    }
}

/// Where a value was given.
#[derive(Debug, Clone)]
pub(super) enum Origin {
    /// In the file, at these bytes.
    Span(Range<usize>),
    /// In the environment.
    Variable(String),
}

/// A value as it was given.
#[derive(Debug, Clone)]
pub(super) struct Value<'a> {
    pub(super) origin: Origin,
    pub(super) given: Given<'a>,
}

/// See [`Value`].
#[derive(Debug, Clone, Copy)]
pub(super) enum Given<'a> {
    /// In the file.
    Written(&'a DeValue<'a>),
    /// In the environment, where everything is text.
    Variable(&'a str),
}

/// A text: as it counts, and where it was given.
#[derive(Debug, Clone)]
pub(super) struct Text {
    pub(super) value: String,
    pub(super) origin: Origin,
    /// Something of it came out of the environment and may be secret.
    pub(super) is_secret: bool,
}

impl<'a> Value<'a> {
    /// A value of the file.
    pub(super) fn written(value: &'a Spanned<DeValue<'a>>) -> Self {
        Self { origin: Origin::Span(value.span()), given: Given::Written(value.get_ref()) }
    }

    /// `, not "30 parsecs"`: the value as the file has it, for the end of a message. What came
    /// out of the environment is not shown, nor are credentials in an address.
    pub(super) fn found(&self, context: &Context<'_>) -> String {
        match (&self.given, &self.origin) {
            (Given::Written(DeValue::Array(_)), _) => ", not a list".to_owned(),
            (Given::Written(DeValue::Table(_)), _) => ", not a table".to_owned(),
            (_, origin) => found(origin, context),
        }
    }
}

impl Text {
    /// See [`Value::found`].
    pub(super) fn found(&self, context: &Context<'_>) -> String {
        found(&self.origin, context)
    }
}

fn found(origin: &Origin, context: &Context<'_>) -> String {
    let Origin::Span(span) = origin else { return String::new() };
    let written = context.lines.text().get(span.clone()).unwrap_or_default();
    let shown = without_credentials(written);
    let mut line: String = shown.chars().take_while(|c| !c.is_control()).take(QUOTED).collect();
    if line.len() < shown.len() {
        line.push('…');
    }
    format!(", not {line}")
}

/// An address without the user and password that may stand in it.
fn without_credentials(written: &str) -> String {
    let user_info = written.split_once("//").and_then(|(scheme, rest)| {
        let (_, host) = rest.split_once('@')?;
        Some(format!("{scheme}//…@{host}"))
    });
    user_info.unwrap_or_else(|| written.to_owned())
}
