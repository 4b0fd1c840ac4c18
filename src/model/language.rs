//! Language tags.

mod guess;

use serde::{Deserialize, Serialize};

/// A BCP 47 language tag in its usual case: `en`, `pt-BR`, `zh-Hant`. Well-formed by RFC 5646
/// §2.1; feeds that write `en_US` are read, and never repeated as they are.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Language(String);

/// No language tag.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0:?} is no language tag, such as \"en\" or \"pt-BR\"")]
pub struct InvalidLanguage(pub String);

impl Language {
    /// Checks a tag and puts it in its usual case; `_` counts as `-`.
    pub fn new(tag: &str) -> Result<Self, InvalidLanguage> {
        let invalid = || InvalidLanguage(tag.to_owned());
        let mut parts = tag.trim().split(['-', '_']);
        let primary = parts.next().unwrap_or_default();
        if !(2..=3).contains(&primary.len()) || !primary.bytes().all(|b| b.is_ascii_alphabetic()) {
            return Err(invalid());
        }
        let mut normal = primary.to_ascii_lowercase();
        for part in parts {
            if !(1..=8).contains(&part.len()) || !part.bytes().all(|b| b.is_ascii_alphanumeric()) {
                return Err(invalid());
            }
            normal.push('-');
            normal.push_str(&usual_case(part));
        }
        Ok(Self(normal))
    }

    /// `und`: nobody knows (RFC 5646 §4.1).
    #[must_use]
    pub fn undetermined() -> Self {
        Self("und".to_owned())
    }

    /// The tag.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The language without region and script: `pt` of `pt-BR`.
    #[must_use]
    pub fn primary(&self) -> &str {
        self.0.split('-').next().unwrap_or_default()
    }

    /// It is written from right to left.
    #[must_use]
    pub fn is_right_to_left(&self) -> bool {
        matches!(
            self.primary(),
            "ar" | "fa" | "he" | "ur" | "ps" | "sd" | "ug" | "yi" | "dv" | "ckb"
        )
    }
}

/// RFC 5646 §2.1.1: scripts in title case, regions in upper case, the rest in lower case.
fn usual_case(part: &str) -> String {
    let lower = part.to_ascii_lowercase();
    match part.len() {
        2 if part.bytes().all(|b| b.is_ascii_alphabetic()) => lower.to_ascii_uppercase(),
        4 if part.bytes().all(|b| b.is_ascii_alphabetic()) => {
            lower[..1].to_ascii_uppercase() + &lower[1..]
        }
        _ => lower,
    }
}

impl std::fmt::Display for Language {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

impl TryFrom<String> for Language {
    type Error = InvalidLanguage;

    fn try_from(tag: String) -> Result<Self, InvalidLanguage> {
        Self::new(&tag)
    }
}

impl From<Language> for String {
    fn from(language: Language) -> Self {
        language.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(tag: &str, expected: Option<&str>) {
        assert_eq!(Language::new(tag).ok().as_ref().map(Language::as_str), expected, "{tag:?}");
    }

    #[test]
    fn tags_are_checked_and_put_in_their_usual_case() {
        check("EN", Some("en"));
        check("en_us", Some("en-US"));
        check("ZH-hant-tw", Some("zh-Hant-TW"));
        check("es-419", Some("es-419"));
        check("english", None);
        check("", None);
        check("en-", None);
        check("e", None);
        check("en us", None);
    }
}
