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

/// A known item that is the same as the one that an entry is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Part {
    pub(super) id: ItemId,
    pub(super) matched: Match,
    /// What agreed.
    pub(super) because: String,
}

/// Which known item each entry is, who was first to claim it, and what else was found.
pub(super) struct Claims {
    pub(super) of: Vec<Option<Claim>>,
    pub(super) first: HashMap<ItemId, usize>,
    /// Of a new story that stands twice, its first place.
    pub(super) twins: Vec<Option<usize>>,
    /// Known items that are taken into the one an entry is.
    pub(super) absorbed: Vec<Vec<Part>>,
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

    /// What an entry is, and the parts, are one item: the first of them by `age` stays, and the
    /// others are taken into it.
    pub(super) fn unite<Age: Ord>(
        &mut self,
        entry: usize,
        mut parts: Vec<Part>,
        age: impl Fn(ItemId) -> Age,
    ) {
        let Some(claim) = &mut self.of[entry] else { return };
        let oldest = parts.iter_mut().min_by_key(|part| age(part.id));
        if let Some(oldest) = oldest.filter(|oldest| age(oldest.id) < age(claim.id)) {
            std::mem::swap(&mut oldest.id, &mut claim.id);
            self.first.insert(claim.id, entry);
        }
        self.absorbed[entry] = parts;
    }
}
