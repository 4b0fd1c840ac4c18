//! Bulletins: items that are called as ever, and are of a later day each time.

use std::collections::{BTreeSet, HashMap, HashSet};

use chrono::{DateTime, Datelike, NaiveDate, TimeDelta, Utc};

use crate::drift::heal::{Told, say_otherwise, told};
use crate::model::change::{Incoming, StoredItem};
use crate::model::hash::Hash;
use crate::model::item::{Item, Key};
use crate::model::query::fold_words;
use crate::model::source::SourceId;

/// So many days one after the other are none of a site that moved: that gives one to all, or two.
const SEVERAL: usize = 3;

/// After longer, other words are those of a site that was made anew.
const RHYTHM: TimeDelta = TimeDelta::days(31);

/// A site of so few items that moves brings hardly anything on top.
const FEW: usize = 2;

/// Known items of one name.
struct Called<'a> {
    days: BTreeSet<NaiveDate>,
    latest: &'a Item,
}

impl<'a> Called<'a> {
    fn take(&mut self, item: &'a Item) {
        self.days.extend(day(item));
        if moment(item) >= moment(self.latest) {
            self.latest = item;
        }
    }
}

/// An item at a new address, and the latest that was called so.
struct Pair {
    raw_hash: Hash,
    before: DateTime<Utc>,
    now: DateTime<Utc>,
    /// By itself it is the next of a series, and no known item.
    is_next: bool,
    /// The earlier one stands in the same document.
    stays: bool,
    /// Several days are known that had one called so.
    has_series: bool,
}

/// The items at new addresses that are called like known ones, if they are the next of their
/// series and not those. A site that moves keeps the dates, or gives one day to all. What goes on
/// from day to day says so by several items of one name, by addresses that hold the day, by other
/// words, by several days that are all later than the known ones, or by one day beside the one
/// before; one or two items are believed without that. Fewer that keep their day, or have an
/// earlier one, are stories beside them that moved. Where nothing says so, it is taken for a move:
/// a list would come on top that is there already. `listed` is what the document lists, unchanged
/// or not.
#[must_use]
pub fn recurring(
    source: &SourceId,
    known: &[StoredItem],
    incoming: &[Incoming],
    listed: &HashSet<&Key>,
) -> HashSet<Hash> {
    let pairs = pairs(&told(source, known), incoming, listed);
    let are_few = pairs.len() <= FEW;
    let (pairs, others): (Vec<_>, Vec<_>) = pairs.into_iter().partition(Pair::is_later);
    let before: BTreeSet<_> = pairs.iter().map(|pair| pair.before.date_naive()).collect();
    let after: BTreeSet<_> = pairs.iter().map(|pair| pair.now.date_naive()).collect();
    let is_behind = after.first() > before.last() && !pairs.iter().any(|pair| pair.stays);
    let goes_on = is_behind && after.len() >= before.len().max(SEVERAL);
    let is_one_day = after.len() * 2 < before.len() || after.len() == 1 && before.len() > 1;
    // The new site counts its days in another zone.
    let is_zone = before.len() > 1 && pairs.iter().all(Pair::is_a_day_on);
    // All of one day, and then all of the next one, beside those.
    let is_edition = pairs.iter().all(|pair| pair.stays) && before.len() == 1 && after.len() == 1;
    let are_next = goes_on || are_few || is_edition || pairs.iter().all(|pair| pair.is_next);
    let are_most = others.len() < pairs.len();
    let recurs = are_most && are_next && !is_one_day && !is_zone;
    pairs.into_iter().filter(|_| recurs).map(|pair| pair.raw_hash).collect()
}

/// Those that have dates.
fn pairs(told: &[Told<'_>], incoming: &[Incoming], listed: &HashSet<&Key>) -> Vec<Pair> {
    let keys: HashSet<_> = told.iter().flat_map(|one| &one.item.keys).collect();
    let mut called: HashMap<String, Called<'_>> = HashMap::new();
    for one in told {
        let title = fold_words(one.item.caption());
        let days = BTreeSet::from_iter(day(one.item));
        let own = Called { days, latest: one.item };
        called.entry(title).and_modify(|called| called.take(one.item)).or_insert(own);
    }
    let is_new = |one: &&Incoming| !one.item.keys.iter().any(|key| keys.contains(key));
    let pair = |one: &Incoming| {
        let called = called.get(&fold_words(one.item.caption()))?;
        Pair::of(called, one, listed)
    };
    incoming.iter().filter(is_new).filter_map(pair).collect()
}

impl Pair {
    fn of(called: &Called<'_>, one: &Incoming, listed: &HashSet<&Key>) -> Option<Self> {
        let Called { days, latest } = called;
        let have_days =
            holds_its_day(latest) && holds_its_day(&one.item) || differ_by_day(latest, &one.item);
        let (before, now) = (moment(latest)?, moment(&one.item)?);
        let is_soon = now - before <= RHYTHM;
        Some(Self {
            raw_hash: one.raw_hash,
            before,
            now,
            has_series: days.len() > 1,
            is_next: days.len() > 1 || have_days || is_soon && say_otherwise(latest, &one.item),
            stays: latest.keys.iter().any(|key| listed.contains(key)),
        })
    }

    /// It is of a later day, or, beside the earlier one, of a later hour.
    fn is_later(&self) -> bool {
        self.now.date_naive() > self.before.date_naive() || self.stays && self.now > self.before
    }

    /// Nothing tells it from the known item but one day.
    fn is_a_day_on(&self) -> bool {
        let (before, now) = (self.before.date_naive(), self.now.date_naive());
        !self.has_series && before.succ_opt() == Some(now)
    }
}

/// The date of an item; feeds may say no more than when it was changed.
fn moment(item: &Item) -> Option<DateTime<Utc>> {
    item.published.map(|date| date.at).or(item.modified)
}

fn day(item: &Item) -> Option<NaiveDate> {
    moment(item).map(|at| at.date_naive())
}

/// Whether an item's address says its day: `/prices/2026-11-24/rice`.
fn holds_its_day(item: &Item) -> bool {
    let Some((day, url)) = day(item).zip(item.url.as_ref()) else { return false };
    let digits: String = url.to_string().chars().filter(char::is_ascii_digit).collect();
    ["%Y%m%d", "%d%m%Y"].iter().any(|form| digits.contains(&day.format(form).to_string()))
}

/// Whether two addresses are the same but for numbers that are those of the days: `/prices/24/rice`
/// and `/prices/25/rice`.
fn differ_by_day(before: &Item, now: &Item) -> bool {
    let told = |item: &Item| {
        let url = item.url.as_ref()?.to_string();
        let words = url.replace(|c: char| c.is_ascii_digit(), "");
        let numbers = url.split(|c: char| !c.is_ascii_digit());
        let numbers = numbers.filter_map(|run| run.parse::<u32>().ok()).collect::<Vec<_>>();
        Some((day(item)?, words, numbers))
    };
    let Some(((one, words, numbers), (other, same, others))) = told(before).zip(told(now)) else {
        return false;
    };
    let mut pairs = numbers.iter().zip(&others).filter(|(number, other)| number != other);
    let parts = |day: NaiveDate| [day.day(), day.month(), day.year_ce().1, day.iso_week().week()];
    let is_of_day = |(number, next): (&u32, &u32)| {
        parts(one).into_iter().zip(parts(other)).any(|part| part == (*number, *next))
    };
    words == same && numbers.len() == others.len() && pairs.all(is_of_day)
}
