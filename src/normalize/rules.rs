//! Rules: tag, set, keep, drop.
//!
//! Rules apply in order: those of the source, then those of the top level. `tag` and `set` of
//! every rule that matches take effect, for the rules below it too. The first rule that matches
//! and says `keep` or `drop` decides, and no rule below it is looked at; an item that none
//! decides on is kept. So "only what is about co-operatives" is a `keep` for them, and below it
//! a `drop` without conditions.

use regex::{Regex, RegexBuilder};

use crate::model::item::RuleName;

/// One rule, checked.
#[derive(Debug, Clone)]
pub struct Rule {
    /// Its place in the configuration, for people.
    pub name: RuleName,
    /// All must hold; none: every item matches.
    pub when: Vec<Condition>,
    /// Tags to add.
    pub tag: Vec<String>,
    /// Fields to set.
    pub set: Vec<(Settable, String)>,
    /// Whether it ends the matter.
    pub verdict: Option<Verdict>,
}

/// One condition of `when`.
#[derive(Debug, Clone)]
pub struct Condition {
    /// What is looked at.
    pub field: Field,
    /// What must be found in it.
    pub pattern: Regex,
}

/// What a condition can look at. A list (tags, authors) matches when one of it does; a field that
/// the item does not have never matches.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Field {
    /// Title.
    Title,
    /// Summary.
    Summary,
    /// Title, summary and content as text.
    Text,
    /// Link.
    Url,
    /// Names of authors.
    Author,
    /// Kind.
    Kind,
    /// Tags.
    Tag,
    /// Language tag.
    Lang,
    /// Id of the source.
    Source,
}

impl Field {
    /// All of them.
    pub const ALL: [Self; 9] = [
        Self::Title,
        Self::Summary,
        Self::Text,
        Self::Url,
        Self::Author,
        Self::Kind,
        Self::Tag,
        Self::Lang,
        Self::Source,
    ];

    /// Its name in `when`.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Title => "title",
            Self::Summary => "summary",
            Self::Text => "text",
            Self::Url => "url",
            Self::Author => "author",
            Self::Kind => "kind",
            Self::Tag => "tag",
            Self::Lang => "lang",
            Self::Source => "source",
        }
    }
}

/// What `set` can set.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Settable {
    /// Kind.
    Kind,
    /// Title.
    Title,
    /// Language; the value is a well-formed tag.
    Lang,
}

impl Settable {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Kind, Self::Title, Self::Lang];

    /// Its name in `set`.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Kind => "kind",
            Self::Title => "title",
            Self::Lang => "lang",
        }
    }
}

/// `keep = true`, `drop = true`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// The item stays, whatever the rules below say.
    Keep,
    /// The item is left out.
    Drop,
}

/// Compiles a pattern. Matching takes time linear in the text; the compiled form is bounded too.
pub fn pattern(text: &str) -> Result<Regex, regex::Error> {
    RegexBuilder::new(text).size_limit(1 << 20).build()
}
