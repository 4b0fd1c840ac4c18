//! By what two items were recognised as one.

use chrono::{DateTime, Utc};

use crate::model::source::SourceId;

/// Why two are one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Match {
    /// The rule that found it.
    pub rule: MatchRule,
    /// How sure that is, in thousandths.
    pub score: u16,
}

/// A rule by which an incoming item is found to be one that is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MatchRule {
    /// It carries our own id: it was read from a feed of ours.
    OwnId,
    /// The site gives both the same id.
    SiteId,
    /// One guid, of a form that is unique in the world.
    GlobalGuid,
    /// One guid, in one source.
    Guid,
    /// One address.
    Address,
    /// One title and day, in one source.
    TitleDate,
    /// Title, text, date and links agree, and nothing speaks against it.
    Likeness,
    /// A person said so.
    ByHand,
}

impl MatchRule {
    /// All of them, strongest first.
    pub const ALL: [Self; 8] = [
        Self::OwnId,
        Self::SiteId,
        Self::GlobalGuid,
        Self::Guid,
        Self::Address,
        Self::TitleDate,
        Self::Likeness,
        Self::ByHand,
    ];

    /// Stable name.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::OwnId => "own-id",
            Self::SiteId => "site-id",
            Self::GlobalGuid => "global-guid",
            Self::Guid => "guid",
            Self::Address => "address",
            Self::TitleDate => "title-date",
            Self::Likeness => "likeness",
            Self::ByHand => "by-hand",
        }
    }

    /// The rule of a name.
    #[must_use]
    pub fn parse(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|rule| rule.code() == code)
    }
}

/// A decision that what a source brought is a known item, kept so that one can ask why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decision {
    /// The source.
    pub source: SourceId,
    /// Why.
    pub matched: Match,
    /// What agreed, for people: the key, or the points of the score.
    pub because: String,
    /// When.
    pub at: DateTime<Utc>,
}
