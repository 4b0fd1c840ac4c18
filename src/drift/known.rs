//! The items of the last reading, and finding them again.

use std::collections::{HashMap, HashSet};

use serde::{Deserialize, Serialize};

use crate::drift::sketch::{Mark, Trace, telling};

/// An item of the last reading. The names are short because there are hundreds of them in a record.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(super) struct Row {
    /// Marks of guid and link.
    #[serde(rename = "a")]
    pub(super) addresses: [Option<Mark>; 2],
    /// Mark of its title.
    #[serde(rename = "t")]
    pub(super) title: Option<Mark>,
    /// Mark of the words in that.
    #[serde(rename = "w")]
    pub(super) words: Option<Mark>,
    /// The day that it is of.
    #[serde(rename = "d")]
    pub(super) day: Option<i32>,
    /// The day that it was of before it had that.
    #[serde(rename = "b", default, skip_serializing_if = "Option::is_none")]
    pub(super) before: Option<i32>,
}

impl Row {
    /// Whether a day is the item's own, or the one that it had before: one bad day is over then.
    pub(super) fn is_of(&self, day: i32, own: i32) -> bool {
        day == own || self.before == Some(day)
    }
}

/// The items of a reading, to be remembered. Of one that is as it was the day is taken over.
pub(super) fn rows(traces: &[Trace], last: &[Row]) -> Vec<Row> {
    let dated = last.iter().filter(|row| row.day.is_some());
    let by_mark: HashMap<Mark, &Row> = dated
        .flat_map(|row| row.addresses.into_iter().flatten().map(move |mark| (mark, row)))
        .collect();
    let row = |trace: &Trace| {
        let mut marks = trace.addresses.iter().flatten();
        let known = marks.find_map(|mark| by_mark.get(mark));
        let known_day = known.and_then(|row| row.day);
        let day = trace.day.or(known_day);
        let before = if day == known_day { known.and_then(|row| row.before) } else { known_day };
        let Trace { addresses, title, words, .. } = *trace;
        Row { addresses, title, words, day, before }
    };
    traces.iter().map(row).collect()
}

/// Items that an address makes known, each with what it was. Addresses that several have say
/// nothing.
pub(super) fn pairs<'a>(last: &'a [Row], traces: &'a [Trace]) -> Vec<(&'a Row, &'a Trace)> {
    let before = telling(last.iter().flat_map(|row| distinct(row.addresses)));
    let now = telling(traces.iter().flat_map(|trace| distinct(trace.addresses)));
    let by_address: HashMap<Mark, &Row> = last
        .iter()
        .flat_map(|row| row.addresses.into_iter().flatten().map(move |mark| (mark, row)))
        .filter(|(mark, _)| before.contains(mark) && now.contains(mark))
        .collect();
    let known = |trace: &'a Trace| {
        let mut marks = trace.addresses.iter().flatten();
        Some((*marks.find_map(|mark| by_address.get(mark))?, trace))
    };
    traces.iter().filter_map(known).collect()
}

/// A guid that is the link once more is one address.
fn distinct([guid, link]: [Option<Mark>; 2]) -> [Option<Mark>; 2] {
    [guid, link.filter(|_| link != guid)]
}

/// What is known from last time.
pub(super) struct Known {
    pub(super) addresses: HashSet<Mark>,
    pub(super) titles: HashSet<Mark>,
}

impl Known {
    /// The item is known by its address, here or in the ledger.
    pub(super) fn has_address(&self, trace: &Trace) -> bool {
        trace.is_known || trace.addresses.iter().flatten().any(|mark| self.addresses.contains(mark))
    }

    /// One item was called so, and only one, and it is not the one before in a series.
    pub(super) fn has_title(&self, trace: &Trace) -> bool {
        let title = trace.title.filter(|_| !trace.recurs);
        title.is_some_and(|title| self.titles.contains(&title))
    }

    /// The item is known.
    pub(super) fn has(&self, trace: &Trace) -> bool {
        self.has_address(trace) || self.has_title(trace)
    }
}
