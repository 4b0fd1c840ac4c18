//! Values other than texts: lists, flags and numbers.

use std::ops::RangeInclusive;

use toml::de::DeValue;

use super::Section;
use crate::config::raw::{Given, Value};
use crate::config::values::Wrong;

impl<'a> Section<'a> {
    /// A list of texts, each checked by `parse`; in the environment they stand between commas.
    pub(in crate::config) fn list<T>(
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
            Given::Written(DeValue::Array(list)) => Some(list.iter().map(Value::written).collect()),
            Given::Written(_) => {
                let found = value.found(self.context);
                let mend = list_of_one(value, &found);
                let what = format!("a list, each of it {expected}{found}{mend}");
                self.wrong(&value.origin, key, &what);
                None
            }
            Given::Variable(text) => {
                let one = |text: &'a str| Given::Variable(text.trim());
                let origin = &value.origin;
                let each = text.split(',').map(one);
                Some(each.map(|given| Value { origin: origin.clone(), given }).collect())
            }
        }
    }

    /// `true` or `false`.
    pub(in crate::config) fn flag(&self, key: &'static str) -> Option<bool> {
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
    pub(in crate::config) fn whole(
        &self,
        key: &'static str,
        range: RangeInclusive<usize>,
    ) -> Option<usize> {
        let value = self.value(key)?;
        self.number(key, &value, &range)
    }

    /// A list of whole numbers; in the environment they stand between commas.
    pub(in crate::config) fn wholes(
        &self,
        key: &'static str,
        range: RangeInclusive<usize>,
    ) -> Option<Vec<usize>> {
        let value = self.value(key)?;
        let each = self.elements(key, &value, "a whole number")?;
        Some(each.iter().filter_map(|one| self.number(key, one, &range)).collect())
    }

    fn number(&self, key: &str, value: &Value<'a>, range: &RangeInclusive<usize>) -> Option<usize> {
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
            let what = format!("a whole number from {least} to {most}{found}");
            self.wrong(&value.origin, key, &what);
        }
        number
    }

    /// Something that may be `true`, `false` or a text: `Ok` with the flag, `Err` with the text.
    pub(in crate::config) fn flag_or_text<T>(
        &self,
        key: &'static str,
        expected: &str,
        parse: impl FnOnce(&str) -> Result<T, Wrong>,
    ) -> Option<Result<bool, T>> {
        let is_flag = match self.value(key)?.given {
            Given::Written(DeValue::Boolean(_)) => true,
            Given::Variable(text) => text.trim().parse::<bool>().is_ok(),
            Given::Written(_) => false,
        };
        if is_flag {
            return self.flag(key).map(Ok);
        }
        self.read(key, &format!("true, false, or {expected}"), parse).map(Err)
    }

    /// Something that may be `true`, `false` or a list: `Ok` with the flag, `Err` with the list.
    pub(in crate::config) fn flag_or_list<T>(
        &self,
        key: &'static str,
        expected: &str,
        parse: impl FnMut(&str) -> Result<T, Wrong>,
    ) -> Option<Result<bool, Vec<T>>> {
        let value = self.value(key)?;
        match value.given {
            Given::Written(DeValue::Boolean(_)) => self.flag(key).map(Ok),
            Given::Variable(text) if text.trim().parse::<bool>().is_ok() => self.flag(key).map(Ok),
            Given::Written(DeValue::Array(_)) | Given::Variable(_) => {
                self.list(key, expected, parse).map(Err)
            }
            Given::Written(_) => {
                let found = value.found(self.context);
                let what = format!("true, false, or a list, each of it {expected}{found}");
                self.wrong(&value.origin, key, &what);
                None
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
