//! What is said about the items of one document: so much that a person reads it, and a count of
//! the rest.

use std::collections::BTreeMap;

use crate::model::raw::Warning;

/// How many warnings of one kind about items are written out.
const PER_CODE: usize = 20;

/// Collects warnings about items.
#[derive(Debug, Default)]
pub(super) struct Warnings {
    /// About the item that is being normalized: counted when the next one is.
    pub(super) fresh: Vec<Warning>,
    kept: Vec<Warning>,
    /// How often each code came.
    counts: BTreeMap<&'static str, usize>,
}

impl Warnings {
    /// Begins with what is known of the document as a whole.
    pub(super) fn new(document: Vec<Warning>) -> Self {
        Self { kept: document, ..Self::default() }
    }

    /// Counts the fresh ones, and keeps the first of each kind.
    pub(super) fn settle(&mut self) {
        for warning in self.fresh.drain(..) {
            let count = self.counts.entry(warning.code).or_default();
            *count += 1;
            if *count <= PER_CODE {
                self.kept.push(warning);
            }
        }
    }

    pub(super) fn finish(mut self) -> Vec<Warning> {
        self.settle();
        let more = self.counts.into_iter().filter(|(_, count)| *count > PER_CODE);
        self.kept.extend(more.map(|(code, count)| Warning {
            code,
            message: format!("the same of {} further items", count - PER_CODE),
            line: None,
        }));
        self.kept
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_of_each_kind_are_kept_and_the_rest_is_a_number() {
        let warning = |code, n: usize| Warning { code, message: n.to_string(), line: None };
        let mut warnings = Warnings::new(vec![warning("truncated", 0)]);
        for n in 0..1000 {
            warnings.fresh.extend([warning("unreadable-date", n), warning("bad-address", n)]);
            warnings.settle();
        }
        warnings.fresh.push(warning("bad-language", 0));
        let all = warnings.finish();
        assert_eq!(all.len(), 1 + 2 * (PER_CODE + 1) + 1);
        let last = all.iter().rfind(|warning| warning.code == "bad-address").unwrap();
        assert_eq!(last.message, "the same of 980 further items");
    }
}
