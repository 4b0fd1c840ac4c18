//! One table of the configuration, asked key by key.
//!
//! Asking for a key makes it known: what nobody asked for is an unknown key, so that the list of
//! keys cannot differ from what is read. The same holds for the variables that override them.

use std::cell::RefCell;

use toml::de::{DeTable, DeValue};

use super::raw::{Context, Given, Origin, Text, Value};
use super::values::Wrong;

mod shapes;

mod tables;

mod left_over;

/// One table.
pub(super) struct Section<'a> {
    pub(super) context: &'a Context<'a>,
    /// As messages name it: `[fetch]`, `[[source]] ilo-asia`; empty for the whole file.
    pub(super) name: String,
    /// Its header, or where it would stand.
    pub(super) origin: Origin,
    table: Option<&'a DeTable<'a>>,
    /// Of the variables that override its keys; `None` in `[[…]]`.
    prefix: Option<String>,
    /// Something in its place was no table, and that is said; what it lacks is not said again.
    is_broken: bool,
    asked: RefCell<Vec<&'static str>>,
}

impl<'a> Section<'a> {
    /// The whole file.
    pub(super) fn root(context: &'a Context<'a>, table: &'a DeTable<'a>) -> Self {
        let prefix = Some("SANGAM".to_owned());
        Self::new(context, String::new(), Origin::Span(0..0), Some(table), prefix)
    }

    fn new(
        context: &'a Context<'a>,
        name: String,
        origin: Origin,
        table: Option<&'a DeTable<'a>>,
        prefix: Option<String>,
    ) -> Self {
        let is_broken = false;
        Self { context, name, origin, table, prefix, is_broken, asked: RefCell::default() }
    }

    /// True when the file or the environment gives the key.
    pub(super) fn has(&self, key: &'static str) -> bool {
        self.value(key).is_some()
    }

    /// The value of a key, from the environment before the file.
    fn value(&self, key: &'static str) -> Option<Value<'a>> {
        self.asked.borrow_mut().push(key);
        self.variable(key).or_else(|| self.written(key))
    }

    fn variable(&self, key: &str) -> Option<Value<'a>> {
        let name = self.variable_name(key)?;
        let given = Given::Variable(self.context.setting(&name)?);
        Some(Value { origin: Origin::Variable(name), given })
    }

    /// The variable that overrides a key; none does within `[[…]]`.
    fn variable_name(&self, key: &str) -> Option<String> {
        let prefix = self.prefix.as_ref()?;
        Some(format!("{prefix}_{}", key.to_ascii_uppercase()))
    }

    /// A text of the file, as it stands there: `${NAME}` is not replaced.
    pub(super) fn as_written(&self, key: &str) -> Option<&'a str> {
        match self.written(key)?.given {
            Given::Written(DeValue::String(text)) => Some(text.as_ref()),
            _ => None,
        }
    }

    /// True when the file has the key, whatever the environment says.
    pub(super) fn is_written(&self, key: &str) -> bool {
        self.written(key).is_some()
    }

    fn written(&self, key: &str) -> Option<Value<'a>> {
        self.table?.get(key).map(Value::written)
    }

    /// A text, checked by `parse`.
    pub(super) fn read<T>(
        &self,
        key: &'static str,
        expected: &str,
        parse: impl FnOnce(&str) -> Result<T, Wrong>,
    ) -> Option<T> {
        let value = self.value(key)?;
        self.judge(key, &value, expected, parse)
    }

    /// A text with its place, for what is checked against other parts of the file.
    pub(super) fn placed(&self, key: &'static str, expected: &str) -> Option<Text> {
        let value = self.value(key)?;
        self.text(key, &value, expected)
    }

    fn text(&self, key: &str, value: &Value<'a>, expected: &str) -> Option<Text> {
        let (written, is_written) = match value.given {
            Given::Written(DeValue::String(text)) => (text.as_ref(), true),
            Given::Variable(text) => (text, false),
            Given::Written(_) => {
                let found = value.found(self.context);
                self.wrong(&value.origin, key, &format!("{expected}{found}"));
                return None;
            }
        };
        let origin = value.origin.clone();
        if !is_written {
            return Some(Text { value: written.to_owned(), origin, is_secret: true });
        }
        match self.context.env.expand(written) {
            Ok(value) => Some(Text { is_secret: value != written, value, origin }),
            Err(reason) => {
                self.context.problem(&origin, format!("{key} {}: {reason}", self.within()));
                None
            }
        }
    }

    fn judge<T>(
        &self,
        key: &str,
        value: &Value<'a>,
        expected: &str,
        parse: impl FnOnce(&str) -> Result<T, Wrong>,
    ) -> Option<T> {
        let text = self.text(key, value, expected)?;
        parse(&text.value).map_err(|wrong| self.mistake(key, &text, expected, &wrong)).ok()
    }

    /// Notes that a text is not what is expected.
    pub(super) fn mistake(&self, key: &str, text: &Text, expected: &str, wrong: &Wrong) {
        let found = text.found(self.context);
        // A reason may quote the text, which is only to be seen as it stands in the file.
        let why = if text.is_secret { String::new() } else { wrong.to_string() };
        self.wrong(&text.origin, key, &format!("{expected}{found}{why}"));
    }

    fn within(&self) -> String {
        if self.name.is_empty() {
            "at the top level".to_owned()
        } else {
            format!("in {}", self.name)
        }
    }

    fn wrong(&self, origin: &Origin, key: &str, what: &str) {
        self.context.problem(origin, format!("{key} {} expects {what}", self.within()));
    }

    /// Notes a mistake of the section as a whole.
    pub(super) fn problem(&self, message: &str) {
        self.context.problem(&self.origin, format!("{} {message}", self.name));
    }

    /// Notes a mistake at a key of the section.
    pub(super) fn problem_at(&self, key: &'static str, message: &str) {
        let origin = self.value(key).map_or(self.origin.clone(), |value| value.origin);
        self.context.problem(&origin, format!("{key} {} {message}", self.within()));
    }

    /// The value, or a mistake when the key is not there at all.
    pub(super) fn required<T>(&self, key: &'static str, value: Option<T>, why: &str) -> Option<T> {
        let may_be_lost = self.is_broken || self.context.is_partial;
        if value.is_none() && !self.has(key) && !may_be_lost {
            self.problem(&format!("has no {key}: {why}"));
        }
        value
    }
}
