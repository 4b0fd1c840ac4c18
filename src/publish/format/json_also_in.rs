//! Which other sources have an item, and why theirs is the same.

use serde::{Serialize, Serializer};

use crate::model::change::Appearance;
use crate::publish::clean;

/// The same item in another source.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct JsonAlsoIn {
    /// `[[source]] id`.
    pub source: String,
    /// Its page there.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
    /// The rule by which the two were found to be one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rule: Option<&'static str>,
    /// How sure that was, from 0 to 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub score: Option<Thousandths>,
}

impl JsonAlsoIn {
    /// Of the version that the item was made of and the one that is shown, the rule is that of the
    /// one that came later.
    pub(super) fn new(other: &Appearance, shown: &Appearance) -> Self {
        let url = other.item.url.as_ref().and_then(|url| clean::address(url.as_url()));
        let matched = other.matched.as_ref().or(shown.matched.as_ref());
        Self {
            source: other.source.to_string(),
            url,
            rule: matched.map(|matched| matched.rule.code()),
            score: matched.map(|matched| Thousandths(matched.score)),
        }
    }
}

/// A part of one in thousandths, as a decimal number in JSON.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Thousandths(pub u16);

impl Serialize for Thousandths {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_f64(f64::from(self.0) / 1000.0)
    }
}
