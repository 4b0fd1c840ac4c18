//! Who of a document's items is which known item.

use std::collections::HashMap;

use crate::model::change::{ItemId, Match, MatchRule};

/// That an entry of the document is a known item.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Claim {
    pub(super) id: ItemId,
    pub(super) matched: Match,
    /// What agreed.
    pub(super) because: String,
    /// The document has the item in another place too, and that one is its version.
    pub(super) is_twin: bool,
}

impl Claim {
    /// No key led to the item.
    pub(super) fn is_by_likeness(&self) -> bool {
        self.matched.rule == MatchRule::Likeness
    }
}

/// Which known item each entry is, who was first to claim it, and what else was found.
pub(super) struct Claims {
    pub(super) of: Vec<Option<Claim>>,
    pub(super) first: HashMap<ItemId, usize>,
    /// Of a new story that stands twice, its first place.
    pub(super) twins: Vec<Option<usize>>,
    /// Known items that are the same as the one an entry is.
    pub(super) absorbed: Vec<Vec<ItemId>>,
}

impl Claims {
    pub(super) fn new(entries: usize) -> Self {
        Self {
            of: vec![None; entries],
            first: HashMap::new(),
            twins: vec![None; entries],
            absorbed: vec![Vec::new(); entries],
        }
    }

    pub(super) fn lay(&mut self, entry: usize, claim: Claim) {
        if !claim.is_twin {
            self.first.entry(claim.id).or_insert(entry);
        }
        self.of[entry] = Some(claim);
    }
}
