//! One table of the configuration, asked key by key.
//!
//! Asking for a key makes it known: what nobody asked for is an unknown key, so that the list of
//! keys cannot differ from what is read. The same holds for the variables that override them.

use std::cell::RefCell;
use std::ops::RangeInclusive;

use toml::de::{DeTable, DeValue};

use super::raw::{Context, Given, Origin, Text, Value};
use super::spelling::nearest;
use super::values::Wrong;

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
        Self::new(
            context,
            String::new(),
            Origin::Span(0..0),
            Some(table),
            Some("SANGAM".to_owned()),
        )
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
        if let Some(prefix) = &self.prefix {
            let name = format!("{prefix}_{}", key.to_ascii_uppercase());
            if let Some(text) = self.context.setting(&name) {
                return Some(Value {
                    origin: Origin::Variable(name),
                    given: Given::Variable(text),
                });
            }
        }
        self.written(key)
    }

    /// True when the file has the key, whatever the environment says.
    pub(super) fn is_written(&self, key: &str) -> bool {
        self.written(key).is_some()
    }

    fn written(&self, key: &str) -> Option<Value<'a>> {
        let value = self.table?.get(key)?;
        let origin = Origin::Span(value.span());
        Some(Value { origin, given: Given::Written(value.get_ref()) })
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

    /// A list of texts, each checked by `parse`; in the environment they stand between commas.
    pub(super) fn list<T>(
        &self,
        key: &'static str,
        expected: &str,
        mut parse: impl FnMut(&str) -> Result<T, Wrong>,
    ) -> Option<Vec<T>> {
        let value = self.value(key)?;
        let each = self.elements(key, &value, expected)?;
        Some(each.iter().filter_map(|one| self.judge(key, one, expected, &mut parse)).collect())
    }

    fn elements(&self, key: &str, value: &Value<'a>, expected: &str) -> Option<Vec<Value<'a>>> {
        match value.given {
            Given::Written(DeValue::Array(list)) => Some(
                list.iter()
                    .map(|one| Value {
                        origin: Origin::Span(one.span()),
                        given: Given::Written(one.get_ref()),
                    })
                    .collect(),
            ),
            Given::Written(_) => {
                let found = value.found(self.context);
                let mend = list_of_one(value, &found);
                let what = format!("a list, each of it {expected}{found}{mend}");
                self.wrong(&value.origin, key, &what);
                None
            }
            Given::Variable(text) => Some(
                text.split(',')
                    .map(|one| Value {
                        origin: value.origin.clone(),
                        given: Given::Variable(one.trim()),
                    })
                    .collect(),
            ),
        }
    }

    /// `true` or `false`.
    pub(super) fn flag(&self, key: &'static str) -> Option<bool> {
        let value = self.value(key)?;
        let flag = match value.given {
            Given::Written(DeValue::Boolean(flag)) => Some(*flag),
            Given::Variable(text) => text.trim().parse().ok(),
            Given::Written(_) => None,
        };
        if flag.is_none() {
            let found = value.found(self.context);
            self.wrong(&value.origin, key, &format!("true or false{found}"));
        }
        flag
    }

    /// A whole number.
    pub(super) fn whole(&self, key: &'static str, range: RangeInclusive<usize>) -> Option<usize> {
        let value = self.value(key)?;
        let number = match value.given {
            Given::Written(DeValue::Integer(number)) => {
                usize::from_str_radix(number.as_str(), number.radix()).ok()
            }
            Given::Variable(text) => text.trim().parse().ok(),
            Given::Written(_) => None,
        };
        let number = number.filter(|number| range.contains(number));
        if number.is_none() {
            let (least, most) = (range.start(), range.end());
            let found = value.found(self.context);
            self.wrong(
                &value.origin,
                key,
                &format!("a whole number from {least} to {most}{found}"),
            );
        }
        number
    }

    /// Something that may be `true`, `false` or a list: `Ok` with the flag, `Err` with the list.
    pub(super) fn flag_or_list<T>(
        &self,
        key: &'static str,
        expected: &str,
        parse: impl FnMut(&str) -> Result<T, Wrong>,
    ) -> Option<Result<bool, Vec<T>>> {
        match self.value(key)?.given {
            Given::Written(DeValue::Array(_)) => self.list(key, expected, parse).map(Err),
            Given::Variable(text) if !matches!(text.trim(), "true" | "false") => {
                self.list(key, expected, parse).map(Err)
            }
            Given::Written(DeValue::Boolean(_)) | Given::Variable(_) => self.flag(key).map(Ok),
            Given::Written(_) => {
                let value = self.value(key)?;
                let found = value.found(self.context);
                self.wrong(
                    &value.origin,
                    key,
                    &format!("true, false, or a list, each of it {expected}{found}"),
                );
                None
            }
        }
    }

    /// A table within this one; empty when it is not there, so that the environment can fill it.
    pub(super) fn table(&self, key: &'static str, name: impl Into<String>) -> Self {
        self.asked.borrow_mut().push(key);
        let prefix =
            self.prefix.as_ref().map(|prefix| format!("{prefix}_{}", key.to_ascii_uppercase()));
        let name = name.into();
        let written = self.written(key);
        let origin = written.as_ref().map_or(self.origin.clone(), |value| value.origin.clone());
        let table = match written.as_ref().map(|value| value.given) {
            Some(Given::Written(DeValue::Table(table))) => Some(table),
            Some(Given::Written(DeValue::Array(list)))
                if list.iter().all(|one| one.get_ref().is_table()) && !list.is_empty() =>
            {
                self.context.problem(
                    &origin,
                    format!("{key} is given as [[{key}]]; it is one table, so write [{key}]"),
                );
                None
            }
            Some(_) => {
                let found = written.map(|value| value.found(self.context)).unwrap_or_default();
                self.wrong(&origin, key, &format!("a table{found}"));
                None
            }
            None => None,
        };
        let is_broken = table.is_none() && self.is_written(key);
        Self { is_broken, ..Self::new(self.context, name, origin, table, prefix) }
    }

    /// A table within this one, if the file has it.
    pub(super) fn optional_table(
        &self,
        key: &'static str,
        name: impl Into<String>,
    ) -> Option<Self> {
        self.asked.borrow_mut().push(key);
        self.written(key)?;
        Some(self.table(key, name))
    }

    /// The tables of `[[key]]`; `name` names one by its number and itself.
    pub(super) fn tables(
        &self,
        key: &'static str,
        name: impl Fn(usize, &DeTable<'_>) -> String,
    ) -> Vec<Self> {
        self.asked.borrow_mut().push(key);
        let Some(value) = self.written(key) else { return Vec::new() };
        let Given::Written(DeValue::Array(list)) = value.given else {
            self.context
                .problem(&value.origin, format!("{key} is a list of tables; write [[{key}]]"));
            return Vec::new();
        };
        let mut sections = Vec::with_capacity(list.len());
        for (index, one) in list.iter().enumerate() {
            let origin = Origin::Span(one.span());
            match one.get_ref() {
                DeValue::Table(table) => {
                    let name = name(index + 1, table);
                    sections.push(Self::new(self.context, name, origin, Some(table), None));
                }
                _ => self
                    .context
                    .problem(&origin, format!("{key} is a list of tables; write [[{key}]]")),
            }
        }
        sections
    }

    /// Every key of a table whose keys are free, with its text.
    pub(super) fn entries(&self, expected: &str) -> Vec<(String, Origin, Text)> {
        let mut entries = Vec::new();
        for (key, value) in self.table.into_iter().flat_map(|table| table.iter()) {
            let value = Value {
                origin: Origin::Span(value.span()),
                given: Given::Written(value.get_ref()),
            };
            if let Some(text) = self.text(key.get_ref(), &value, expected) {
                entries.push((key.get_ref().to_string(), Origin::Span(key.span()), text));
            }
        }
        entries
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

    /// Notes every key that nobody asked for. `later` are known names that this version has
    /// nothing behind.
    pub(super) fn finish(self, later: &[&str]) {
        let asked = self.asked.borrow();
        for key in self.table.into_iter().flat_map(|table| table.keys()) {
            let name: &str = key.get_ref();
            if asked.iter().any(|known| *known == name) {
                continue;
            }
            let message = if later.contains(&name) {
                format!("{name} {} is not in this version of sangam; remove it", self.within())
            } else {
                unknown(name, &self.within(), &asked)
            };
            self.context.problem(&Origin::Span(key.span()), message);
        }
        self.note_later_variables(later);
    }

    /// A variable that would set what this version has nothing behind is as wrong as the key.
    fn note_later_variables(&self, later: &[&str]) {
        let Some(prefix) = &self.prefix else { return };
        for key in later {
            let name = format!("{prefix}_{}", key.to_ascii_uppercase());
            if self.context.setting(&name).is_some() {
                let message =
                    format!("{key} {} is not in this version of sangam; unset it", self.within());
                self.context.problem(&Origin::Variable(name), message);
            }
        }
    }
}

/// The commonest slip with a list of one is to leave out its brackets.
fn list_of_one(value: &Value<'_>, found: &str) -> String {
    match value.given {
        Given::Written(DeValue::String(_)) => {
            format!("; write [{}]", found.trim_start_matches(", not "))
        }
        _ => String::new(),
    }
}

fn unknown(key: &str, within: &str, asked: &[&'static str]) -> String {
    let mut known: Vec<&str> = asked.to_vec();
    known.sort_unstable();
    known.dedup();
    match nearest(key, known.iter().copied()) {
        Some(near) => format!("unknown key \"{key}\" {within}; did you mean \"{near}\"?"),
        None => format!("unknown key \"{key}\" {within}; it knows {}", known.join(", ")),
    }
}
