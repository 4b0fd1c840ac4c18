//! What a source used to give, learnt fetch by fetch.

use std::collections::HashSet;

use chrono::{DateTime, Datelike, NaiveDate, TimeDelta, Utc};
use serde::{Deserialize, Serialize};

use crate::drift::known::{Known, Row, pairs, rows};
use crate::drift::sketch::{Field, Mark, Sketch, Trace, share, telling};
use crate::model::date::Published;
use crate::model::hash::Hash;

/// How many readings back the number of items is remembered.
const COUNTS: usize = 12;

/// How many items of the last reading are remembered.
pub(super) const MARKS: usize = 400;

/// A reading with so many times more news than any before is a matter of its own.
pub(super) const PACE: u32 = 3;

/// So many new items are never too many.
const FEW_NEW: u32 = 9;

/// How much the latest reading says about what is usual.
const WEIGHT: f32 = 0.3;

/// Fewer items say nothing of all.
const ENOUGH: usize = 3;

/// Gaps between dates beyond this say that an old piece stands in the list, not that the site
/// sleeps for years.
const LONGEST_GAP: TimeDelta = TimeDelta::days(400);

/// What a source used to give. It has a few kilobytes, whatever the source gives.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Baseline {
    /// How many items the last ones gave, the latest last.
    pub(super) counts: Vec<u32>,
    /// The share of items that have each field.
    filled: [f32; 6],
    /// The items of the last reading, in their order.
    pub(super) last: Vec<Row>,
    /// The share of readings in which known items were called and dated as before.
    pub(super) steady: f32,
    /// The share of a reading's items that were known by address.
    pub(super) addresses_known: f32,
    /// How many were new in the last readings that brought news, the latest last.
    news: Vec<u32>,
    /// Addresses of items that are held back of readings which else count, each with the moment
    /// that the item was dated.
    pub(super) held: Vec<(Mark, Option<i64>)>,
    /// How many were new since the first reading.
    all_new: u32,
    /// The latest date.
    pub(super) newest: Option<DateTime<Utc>>,
    /// When the first reading was.
    since: DateTime<Utc>,
    /// When the last one was.
    pub(super) at: DateTime<Utc>,
    /// When something new last came.
    pub(super) last_news: DateTime<Utc>,
    /// The longest time between two pieces of news, in seconds.
    longest_gap: i64,
    /// How many such times are known.
    gaps: u32,
    /// Where on the page the items stood.
    pub(super) block: Option<String>,
    /// The language of the document.
    pub(super) language: Option<String>,
    /// Readings that were held back since the last good one.
    pub(super) doubts: u32,
    /// When the first of them was.
    held_since: Option<DateTime<Utc>>,
}

impl Baseline {
    /// The first good reading is a baseline already.
    #[must_use]
    pub fn of(sketch: &Sketch, now: DateTime<Utc>) -> Self {
        let mut baseline = Self {
            counts: Vec::new(),
            filled: Field::ALL.map(|field| sketch.share(field)),
            last: Vec::new(),
            // A page is written by people; there are feeds of prices and of the weather.
            steady: if sketch.is_listing { 1.0 } else { 0.5 },
            addresses_known: 1.0,
            news: Vec::new(),
            held: Vec::new(),
            all_new: 0,
            newest: None,
            since: now,
            at: now,
            last_news: now,
            longest_gap: 0,
            gaps: 0,
            block: None,
            language: None,
            doubts: 0,
            held_since: None,
        };
        baseline.learn_gaps(sketch);
        baseline.remember(sketch, now);
        baseline
    }

    /// What an operator said is right, whatever was before. If known items have other titles or
    /// dates in it, that is the way of this source, until they were steady again for a while.
    #[must_use]
    pub fn accepted(before: Option<Self>, sketch: &Sketch, now: DateTime<Utc>) -> Self {
        let Some(mut before) = before else { return Self::of(sketch, now) };
        if sketch.is_part {
            before.learn(sketch, now);
            return before;
        }
        let steady = if before.changed(sketch, now).is_some() { 0.0 } else { before.steady };
        Self { steady, ..Self::of(sketch, now) }
    }

    /// From the form in which it is stored. One of another version is none.
    #[must_use]
    pub fn load(stored: &str) -> Option<Self> {
        serde_json::from_str(stored).ok()
    }

    /// The form in which it is stored.
    #[must_use]
    pub fn save(&self) -> String {
        serde_json::to_string(self).unwrap_or_default()
    }

    /// Learns from a good reading.
    pub fn learn(&mut self, sketch: &Sketch, now: DateTime<Utc>) {
        let known = self.known();
        let new = sketch.traces.iter().filter(|trace| !known.has(trace)).count();
        let by_address = sketch.first().iter().filter(|trace| known.has_address(trace)).count();
        let new = u32::try_from(new).unwrap_or(u32::MAX);
        if new > 0 {
            self.longest_gap = self.longest_gap.max((now - self.last_news).num_seconds());
            self.gaps += 1;
            self.last_news = now;
        }
        self.held.clear();
        self.learn_pace(new);
        self.all_new = self.all_new.saturating_add(new);
        if sketch.is_part {
            return self.take_in(sketch, now);
        }
        if sketch.first > 0 {
            let seen = if self.changed(sketch, now).is_some() { 0.0 } else { 1.0 };
            self.steady += WEIGHT * (seen - self.steady);
            let seen = share(by_address, sketch.first);
            self.addresses_known += WEIGHT * (seen - self.addresses_known);
            for (usual, field) in self.filled.iter_mut().zip(Field::ALL) {
                *usual += WEIGHT * (sketch.share(field) - *usual);
            }
        }
        self.remember(sketch, now);
    }

    /// Learns from a good reading of which some items are held back. It says nothing of the pace:
    /// what was let in of a flood would make room for the rest of it.
    pub fn learn_but(&mut self, held: &HashSet<Hash>, sketch: &Sketch, now: DateTime<Utc>) {
        let is_held = |trace: &Trace| held.contains(&trace.raw_hash);
        let (out, left): (Vec<_>, Vec<_>) = sketch.traces.iter().cloned().partition(is_held);
        let first = sketch.first().iter().filter(|trace| !is_held(trace)).count();
        let pace = (self.news.clone(), self.all_new, self.longest_gap, self.gaps);
        self.learn(&Sketch { traces: left, first, ..sketch.clone() }, now);
        (self.news, self.all_new, self.longest_gap, self.gaps) = pace;
        let marked = |trace: &Trace| trace.addresses.map(|mark| Some((mark?, trace.moment())));
        self.held = out.iter().flat_map(marked).flatten().take(MARKS).collect();
    }

    /// An archive that was opened, once, is not the pace of a source.
    fn learn_pace(&mut self, new: u32) {
        if new > 0 {
            let most = u32::try_from(self.most_new()).unwrap_or(u32::MAX);
            self.news.push(new.min(most.saturating_mul(PACE)).max(new.min(FEW_NEW)));
            let surplus = self.news.len().saturating_sub(COUNTS);
            self.news.drain(..surplus);
        }
    }

    /// Notes a reading that was held back.
    pub fn doubt(&mut self, now: DateTime<Utc>) {
        self.doubts += 1;
        self.held_since = self.held_since.or(Some(now));
    }

    /// Notes that a fetch brought what the last one brought.
    pub fn confirm(&mut self) {
        self.doubts = 0;
        self.held_since = None;
    }

    /// No reading is in doubt.
    #[must_use]
    pub fn is_calm(&self) -> bool {
        self.doubts == 0
    }

    /// Takes a silence for one that this source may keep.
    pub fn allow_silence(&mut self, now: DateTime<Utc>) {
        self.longest_gap = self.longest_gap.max((now - self.last_news).num_seconds());
    }

    fn remember(&mut self, sketch: &Sketch, now: DateTime<Utc>) {
        self.counts.push(u32::try_from(sketch.first).unwrap_or(u32::MAX));
        let surplus = self.counts.len().saturating_sub(COUNTS);
        self.counts.drain(..surplus);
        if sketch.first > 0 {
            self.last = rows(&sketch.traces[..sketch.traces.len().min(MARKS)], &self.last);
        }
        self.block = sketch.block.clone().or(self.block.take());
        self.language = sketch.language.clone().or(self.language.take());
        self.read(sketch, now);
    }

    /// Takes in what is new. What stood in the document before still does.
    fn take_in(&mut self, sketch: &Sketch, now: DateTime<Utc>) {
        let mut last = rows(&sketch.traces, &self.last);
        let marks: HashSet<_> = last.iter().flat_map(|row| row.addresses).flatten().collect();
        let is_other = |row: &Row| !row.addresses.iter().flatten().any(|mark| marks.contains(mark));
        last.extend(self.last.drain(..).filter(is_other));
        last.truncate(self.usual().max(sketch.first).min(MARKS));
        self.last = last;
        self.read(sketch, now);
    }

    fn read(&mut self, sketch: &Sketch, now: DateTime<Utc>) {
        self.newest = self.newest.max(sketch.newest().map(|date| date.min(now)));
        self.at = now;
        self.confirm();
    }

    /// The dates of a first reading tell how long the source is silent now and then.
    fn learn_gaps(&mut self, sketch: &Sketch) {
        let mut dates: Vec<_> = sketch.traces.iter().filter_map(|trace| trace.date).collect();
        dates.sort_unstable();
        let gaps = dates.windows(2).map(|pair| pair[1].at - pair[0].at);
        for gap in gaps.filter(|gap| *gap > TimeDelta::zero() && *gap < LONGEST_GAP) {
            self.longest_gap = self.longest_gap.max(gap.num_seconds());
            self.gaps += 1;
        }
    }

    /// The usual share of items that have a field.
    pub(super) fn share(&self, field: Field) -> f32 {
        self.filled[field as usize]
    }

    /// The most that were new in one of the last readings.
    pub(super) fn most_new(&self) -> usize {
        self.news.iter().max().map_or(0, |count| *count as usize)
    }

    /// The fewest items that were in one of the last readings.
    pub(super) fn fewest(&self) -> usize {
        self.counts.iter().min().map_or(0, |count| *count as usize)
    }

    /// How many items there usually are.
    pub(super) fn usual(&self) -> usize {
        let mut counts = self.counts.clone();
        counts.sort_unstable();
        counts.get(counts.len() / 2).map_or(0, |count| *count as usize)
    }

    /// How many items may have become new since the last reading, by the pace so far, generously.
    /// While readings are held back this does not grow: what is refused today is not right because
    /// it stays.
    pub(super) fn may_be_new(&self, now: DateTime<Utc>) -> usize {
        let hours = |span: TimeDelta| span.num_hours().max(1).unsigned_abs();
        let until = self.held_since.unwrap_or(now);
        let new =
            u64::from(self.all_new) * hours(until - self.at) * 4 / hours(self.at - self.since);
        usize::try_from(new).unwrap_or(usize::MAX)
    }

    /// How long there may be nothing new before that is noticed: three times the longest silence
    /// so far and two weeks, and never less than six weeks, which no holidays last. `None` while
    /// too little is known.
    pub(super) fn patience(&self) -> Option<TimeDelta> {
        let longest = TimeDelta::seconds(self.longest_gap.min(LONGEST_GAP.num_seconds()));
        (self.gaps >= 3).then(|| TimeDelta::days(42).max(longest * 3 + TimeDelta::days(14)))
    }

    /// How many items are not known from last time.
    #[must_use]
    pub fn unknown(&self, sketch: &Sketch) -> usize {
        let known = self.known();
        sketch.traces.iter().filter(|trace| !known.has_address(trace)).count()
    }

    /// What is known from last time.
    pub(super) fn known(&self) -> Known {
        Known {
            addresses: self.last.iter().flat_map(|row| row.addresses).flatten().collect(),
            titles: telling(self.last.iter().map(|row| row.title)),
        }
    }

    /// What many known items have another of than last time. The days of feeds say nothing: some
    /// date everything anew at every fetch. Nor do those of a site that moved and gave all of its
    /// items the day of that; a page that does so again and again gives another date for theirs.
    pub(super) fn changed(&self, sketch: &Sketch, now: DateTime<Utc>) -> Option<Field> {
        let mut pairs = pairs(&self.last, sketch.first());
        if differ(pairs.iter().filter_map(|(row, trace)| Some(row.words? == trace.words?))) {
            return Some(Field::Title);
        }
        let days: HashSet<_> = pairs.iter().filter_map(|(row, _)| row.day).collect();
        if days.len() > 1 {
            pairs.retain(|(row, trace)| !is_renewed(row, trace, now));
        }
        let same = pairs.iter().filter_map(|(row, trace)| Some(row.is_of(trace.day?, row.day?)));
        let days_differ = differ(same) || are_swapped(&pairs);
        (sketch.is_listing && days_differ).then_some(Field::Date)
    }
}

/// Day and month changed places, where that makes another date at all: of two in three it does not.
fn are_swapped(pairs: &[(&Row, &Trace)]) -> bool {
    let date = |day: i32| NaiveDate::from_num_days_from_ce_opt(day);
    let is_back = |row: &Row, trace: &Trace| trace.day.is_some() && trace.day == row.before;
    let pairs = pairs.iter().filter(|(row, trace)| !is_back(row, trace));
    let both = pairs.filter_map(|(row, trace)| Some((date(row.day?)?, date(trace.day?)?)));
    let both: Vec<_> = both.collect();
    let others: Vec<_> = both.iter().filter(|(before, now)| before != now).collect();
    let is_swap = |(before, now): &&&(NaiveDate, NaiveDate)| {
        (before.year(), before.month(), before.day()) == (now.year(), now.day(), now.month())
    };
    let swapped = others.iter().filter(is_swap).count();
    swapped >= ENOUGH && swapped * 5 > both.len() && swapped * 5 >= others.len() * 4
}

/// An item that is called as before has the day of a move for its own.
fn is_renewed(row: &Row, trace: &Trace, now: DateTime<Utc>) -> bool {
    let day = |day: i32| NaiveDate::from_num_days_from_ce_opt(day).map(Published::day);
    let days = row.day.and_then(day).zip(trace.day.and_then(day));
    row.words == trace.words && days.is_some_and(|(before, after)| after.is_renewal_of(before, now))
}

/// Of the items that had a value and have one, half or more have another. A few at once are edited.
fn differ(same: impl Iterator<Item = bool>) -> bool {
    let same: Vec<_> = same.collect();
    let others = same.iter().filter(|same| !**same).count();
    others >= ENOUGH && others * 2 >= same.len()
}
