//! Tables within a table.

use toml::de::{DeTable, DeValue};

use super::Section;
use crate::config::raw::{Given, Origin, Text, Value};

impl<'a> Section<'a> {
    /// A table within this one; empty when it is not there, so that the environment can fill it.
    pub(in crate::config) fn table(&self, key: &'static str, name: impl Into<String>) -> Self {
        self.asked.borrow_mut().push(key);
        let written = self.written(key);
        let origin = written.as_ref().map_or(self.origin.clone(), |value| value.origin.clone());
        let table = written.as_ref().and_then(|value| self.as_table(key, value));
        let is_broken = table.is_none() && written.is_some();
        let prefix = self.variable_name(key);
        Self { is_broken, ..Self::new(self.context, name.into(), origin, table, prefix) }
    }

    fn as_table(&self, key: &str, value: &Value<'a>) -> Option<&'a DeTable<'a>> {
        match value.given {
            Given::Written(DeValue::Table(table)) => return Some(table),
            Given::Written(DeValue::Array(list))
                if list.iter().any(|one| one.get_ref().is_table()) =>
            {
                let message =
                    format!("{key} is given as [[{key}]]; it is one table, so write [{key}]");
                self.context.problem(&value.origin, message);
            }
            _ => self.wrong(&value.origin, key, &format!("a table{}", value.found(self.context))),
        }
        None
    }

    /// A table within this one, if the file has it.
    pub(in crate::config) fn optional_table(
        &self,
        key: &'static str,
        name: impl Into<String>,
    ) -> Option<Self> {
        self.asked.borrow_mut().push(key);
        self.is_written(key).then(|| self.table(key, name))
    }

    /// The tables of `[[key]]`; `name` names one by its number and itself.
    pub(in crate::config) fn tables(
        &self,
        key: &'static str,
        name: impl Fn(usize, &DeTable<'_>) -> String,
    ) -> Vec<Self> {
        self.asked.borrow_mut().push(key);
        let Some(value) = self.written(key) else { return Vec::new() };
        let wrong = |origin: &Origin| {
            let message = format!("{key} is a list of tables; write [[{key}]]");
            self.context.problem(origin, message);
        };
        let Given::Written(DeValue::Array(list)) = value.given else {
            wrong(&value.origin);
            return Vec::new();
        };
        let mut sections = Vec::with_capacity(list.len());
        for (number, one) in (1..).zip(list.iter()) {
            let origin = Origin::Span(one.span());
            if let DeValue::Table(table) = one.get_ref() {
                let name = name(number, table);
                sections.push(Self::new(self.context, name, origin, Some(table), None));
            } else {
                wrong(&origin);
            }
        }
        sections
    }

    /// Every key of a table whose keys are free, with its place and its text.
    pub(in crate::config) fn entries(&self, expected: &str) -> Vec<(String, Origin, Text)> {
        let mut entries = Vec::new();
        for (key, value) in self.table.into_iter().flat_map(|table| table.iter()) {
            if let Some(text) = self.text(key.get_ref(), &Value::written(value), expected) {
                entries.push((key.get_ref().to_string(), Origin::Span(key.span()), text));
            }
        }
        entries
    }
}
