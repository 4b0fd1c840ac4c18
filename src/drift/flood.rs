//! Many items at once that are new by their addresses only.

use std::collections::{BTreeMap, HashMap, HashSet};

use chrono::{DateTime, TimeDelta, Utc};

use crate::drift::baseline::PACE;
use crate::drift::judge::{Held, Judgement, Look};
use crate::drift::sketch::{Trace, share, telling};
use crate::model::date::Precision;
use crate::model::drift::Verdict;
use crate::model::hash::Hash;

/// Fewer new items than this are no flood.
const FLOOD: usize = 10;

/// Fewer items that are called as others beside them are no copies of the list.
const FEWEST_COPIES: usize = 3;

/// So many may be of one day, if that is today: a conference publishes its papers.
const BUSY_DAY: usize = 25;

/// So many without a date are too many: they would all be dated now.
const UNDATED: usize = 20;

/// Items that neither address nor title makes known.
pub(super) fn fresh<'a>(look: &'a Look<'_>) -> Vec<&'a Trace> {
    look.sketch.traces.iter().filter(|trace| !look.known.has(trace)).collect()
}

/// So many new items are more than this source ever had, by far.
pub(super) fn is_many(look: &Look<'_>, fresh: usize) -> bool {
    let ever = look.baseline.most_new();
    let usual = look.baseline.usual();
    usual > 0 && fresh >= FLOOD && fresh >= PACE as usize * ever && fresh * 2 >= usual
}

/// The known items at other addresses: most are known by title alone, or most of what was known is,
/// at a source whose items are otherwise known by address.
pub(super) fn moved(look: &Look<'_>) -> Option<Judgement> {
    let first = look.sketch.first();
    let renamed = |trace: &&Trace| is_renamed(look, trace);
    let count = first.iter().filter(renamed).count();
    let by_address = first.iter().filter(|trace| look.known.has_address(trace)).count();
    // A site that moves may bring all that it ever had.
    let all = first.len().min(look.baseline.last.len());
    let most = count >= 2.min(first.len()) && count > by_address && share(count, all) > 0.4;
    // Where addresses change from fetch to fetch, that is the way of the source.
    let usual = look.baseline.addresses_known < 0.5;
    most.then(|| {
        let judgement =
            if usual { Judgement::fine() } else { look.trouble(Verdict::LayoutChanged) };
        Judgement { moved: true, ..judgement }
    })
}

fn is_renamed(look: &Look<'_>, trace: &Trace) -> bool {
    look.known.has_title(trace) && !look.known.has_address(trace)
}

/// Items that share one date, or have none, in greater number than this source had of late; many
/// that repeat known ones by title; and what was held back for that and is still there. The others
/// are let in, at their own dates.
pub(super) fn flood(look: &Look<'_>) -> Option<Judgement> {
    let repeated = repeated(look);
    let new: Vec<&Trace> = fresh(look).into_iter().chain(repeated.iter().copied()).collect();
    let is_many = is_many(look, new.len());
    let are_copies = repeated.len() >= FLOOD.min(look.baseline.usual() / 3).max(FEWEST_COPIES);
    let mut held = HashSet::new();
    if is_many || are_copies {
        held.extend(repeated.iter().map(|trace| trace.raw_hash));
    }
    if is_many {
        let other: Vec<_> = new.iter().copied().filter(|trace| !trace.recurs).collect();
        held.extend(sharing_a_date(&other, look.now).iter().map(|trace| trace.raw_hash));
        let undated: Vec<_> = new.iter().filter(|trace| trace.date.is_none()).collect();
        if undated.len() >= UNDATED {
            held.extend(undated.iter().map(|trace| trace.raw_hash));
        }
    }
    let still: Vec<_> = held_before(look);
    if held.len() < FLOOD && !are_copies && still.is_empty() {
        return None;
    }
    held.extend(still);
    let mut judgement = look.trouble(Verdict::Flood);
    judgement.came = format!(
        "{}; {} are new at once, of which {} share a date, have none or repeat known titles",
        judgement.came,
        new.len(),
        held.len()
    );
    Some(Judgement { held: Held::Some(held), ..judgement })
}

/// What is held back already: it is not right because it stays. One that has a date of its own in
/// place of the one that it was held back with is judged anew.
fn held_before(look: &Look<'_>) -> Vec<Hash> {
    let held: HashMap<_, _> = look.baseline.held.iter().copied().collect();
    let dated = |trace: &Trace| trace.addresses.iter().flatten().find_map(|mark| held.get(mark));
    let traces = look.sketch.traces.iter();
    let here: Vec<_> = traces.filter_map(|trace| Some((trace, *dated(trace)?))).collect();
    let all: Vec<_> = here.iter().map(|(trace, _)| *trace).collect();
    let together = sharing_a_date(&all, look.now).into_iter().chain(repeated(look));
    let together: HashSet<_> = together.map(|trace| trace.raw_hash).collect();
    let is_as_it_was = |trace: &Trace, before| trace.date.is_none() || trace.moment() == before;
    let still = |(trace, before): &(&Trace, _)| {
        is_as_it_was(trace, *before) || together.contains(&trace.raw_hash)
    };
    here.iter().filter(|one| still(one)).map(|(trace, _)| trace.raw_hash).collect()
}

/// Items at new addresses with titles of known ones that stand beside them.
fn repeated<'a>(look: &'a Look<'_>) -> Vec<&'a Trace> {
    let by_address = |trace: &&Trace| look.known.has_address(trace);
    let beside = look.sketch.traces.iter().filter(by_address).map(|trace| trace.title);
    let beside = telling(beside);
    let renamed = look.sketch.traces.iter().filter(|trace| is_renamed(look, trace));
    renamed.filter(|trace| trace.title.is_some_and(|title| beside.contains(&title))).collect()
}

/// The items that share one minute, or one day where days are all that is given, if they are so
/// many that it is no accident.
pub(super) fn sharing_a_date<'a>(traces: &[&'a Trace], now: DateTime<Utc>) -> Vec<&'a Trace> {
    let mut groups: BTreeMap<_, Vec<&Trace>> = BTreeMap::new();
    for trace in traces.iter().copied() {
        let Some(date) = trace.date else { continue };
        // Midnight sharp is how a day looks in a format that knows no days.
        let is_day = date.precision == Precision::Day || date.at.timestamp() % 86_400 == 0;
        let minute = date.at.timestamp().div_euclid(60);
        groups.entry((is_day, minute)).or_default().push(trace);
    }
    let is_today = |minute: i64| (now.timestamp() / 60 - minute).abs() <= MINUTES_OF_TWO_DAYS;
    let suspicious = |(is_day, minute): &(bool, i64), group: &Vec<&Trace>| {
        let is_busy_day = *is_day && is_today(*minute);
        group.len() >= if is_busy_day { BUSY_DAY } else { FLOOD.min(traces.len()).max(SMALLEST) }
    };
    let groups = groups.into_iter().filter(|(key, group)| suspicious(key, group));
    groups.flat_map(|(_, group)| group).collect()
}

const MINUTES_OF_TWO_DAYS: i64 = TimeDelta::days(2).num_minutes();

/// Even where it is all there is.
const SMALLEST: usize = 5;
