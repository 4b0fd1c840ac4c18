//! Whether a repair is to be trusted, and which known items stand at new addresses.

use std::collections::{HashMap, HashSet};

use chrono::{DateTime, NaiveDate, Utc};

use crate::model::change::{Incoming, StoredItem};
use crate::model::date::Published;
use crate::model::item::{Item, Key};
use crate::model::query::{fold, fold_words};
use crate::model::source::SourceId;
use crate::model::text::html_to_text;

/// How many known items a repaired reading must show again, or all where there are fewer.
const SEEN_AGAIN: usize = 3;

/// How many words of two texts are compared, and how much HTML is looked at for them, in bytes.
const BEGINNING: usize = 8;
const HTML: usize = 1024;

/// A title of fewer words may be that of many items.
const HEADING: usize = 4;

/// An item as its source told it last.
pub(super) struct Told<'a> {
    stored: &'a StoredItem,
    pub(super) item: &'a Item,
}

pub(super) fn told<'a>(source: &SourceId, known: &'a [StoredItem]) -> Vec<Told<'a>> {
    let own = |stored: &'a StoredItem| {
        let own = stored.appearances.iter().find(|appearance| appearance.source == *source)?;
        Some(Told { stored, item: &own.item })
    };
    known.iter().filter_map(own).collect()
}

/// A reading with new selectors shows what the old ones showed: enough known items, their dates
/// and kinds as they were, and few rows that are no items at all.
#[must_use]
pub fn convinces(source: &SourceId, known: &[StoredItem], items: &[Item]) -> bool {
    let told = told(source, known);
    let by_title: HashMap<_, _> =
        told.iter().map(|one| (fold_words(one.item.caption()), one)).collect();
    let by_key: HashMap<_, _> =
        told.iter().flat_map(|one| one.item.keys.iter().map(move |key| (key, one))).collect();
    let again = |item: &Item| {
        let by_key = item.keys.iter().find_map(|key| by_key.get(key));
        by_key.or_else(|| by_title.get(&fold_words(item.caption()))).copied()
    };
    let pairs: Vec<_> = items.iter().filter_map(|item| Some((again(item)?, item))).collect();
    let distinct: HashSet<_> = pairs.iter().map(|(one, _)| one.stored.id).collect();
    let enough = distinct.len() >= SEEN_AGAIN.min(told.len()).max(1);
    enough
        && pairs.len() * 3 >= items.len()
        && agree(&pairs, |item| item.title.as_deref().map(fold_words), |one, other| one == other)
        && agree(&pairs, day, is_one_day)
        && agree(&pairs, |item| item.kind.as_deref().map(fold), |one, other| one == other)
}

/// Of the pairs whose first had a value, nearly all have the same. What the first did not have,
/// the second may: that is a gain.
fn agree<T>(
    pairs: &[(&Told<'_>, &Item)],
    value: impl Fn(&Item) -> Option<T>,
    is_same: impl Fn(T, T) -> bool,
) -> bool {
    let had = pairs.iter().filter_map(|(one, item)| Some((value(one.item)?, *item)));
    let same = had.map(|(before, item)| value(item).is_some_and(|now| is_same(before, now)));
    let same: Vec<_> = same.collect();
    let agreeing = same.iter().filter(|same| **same).count();
    agreeing * 5 >= same.len() * 4
}

/// Known items that stand at new addresses.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Moved {
    /// Places among the incoming items, each with a key that leads to what it is.
    pub to: Vec<(usize, Key)>,
    /// Places of those that are called like a known one and dated otherwise.
    pub doubtful: Vec<usize>,
    /// How many there are beside them that nothing is known of, dated as if they were of today.
    pub strange: usize,
}

/// Of incoming items that no key makes known, those that are known ones at new addresses: they
/// are called alike, and nothing else is called so. One that says what it said may have the day of
/// the move for its date. `listed` is what the document lists, unchanged or not.
#[must_use]
pub fn moved(
    source: &SourceId,
    known: &[StoredItem],
    incoming: &[Incoming],
    listed: &HashSet<&Key>,
    now: DateTime<Utc>,
) -> Moved {
    let told = told(source, known);
    let keys: HashSet<_> = told.iter().flat_map(|one| &one.item.keys).collect();
    let before = alone(told.iter().map(|one| one.item.caption()));
    let here_alone = alone(incoming.iter().map(|one| one.item.caption()));
    let same = |place: &usize, one: &Told<'_>| {
        let item = &incoming[*place].item;
        let is_known = item.keys.iter().any(|key| keys.contains(key));
        // The old address stands in the same document: it did not move.
        let stayed = one.item.keys.iter().any(|key| listed.contains(key));
        !is_known && !stayed
    };
    let mut moved = Moved::default();
    for (title, place) in &here_alone {
        let Some(one) = before.get(title).map(|at| &told[*at]) else { continue };
        let Some(key) = one.item.keys.first().filter(|_| same(place, one)) else { continue };
        let item = &incoming[*place].item;
        if one_day(one.item, item) || is_renewed(one.item, item, now) {
            moved.to.push((*place, key.clone()));
        } else {
            moved.doubtful.push(*place);
        }
    }
    moved.strange = strange(&told, incoming, now);
    moved.to.sort_unstable();
    moved.doubtful.sort_unstable();
    moved
}

/// How many items nothing is known of, undated or of today.
fn strange(told: &[Told<'_>], incoming: &[Incoming], now: DateTime<Utc>) -> usize {
    let keys: HashSet<_> = told.iter().flat_map(|one| &one.item.keys).collect();
    let titles: HashSet<_> = told.iter().map(|one| fold_words(one.item.caption())).collect();
    let is_known = |item: &Item| {
        item.keys.iter().any(|key| keys.contains(key))
            || titles.contains(&fold_words(item.caption()))
    };
    let is_of_today = |item: &Item| item.published.is_none_or(|date| is_near(date, now));
    let items = incoming.iter().map(|one| &one.item);
    items.filter(|item| !is_known(item) && is_of_today(item)).count()
}

/// No two dates speak against it.
fn one_day(before: &Item, now: &Item) -> bool {
    day(before).zip(day(now)).is_none_or(|(before, now)| is_one_day(before, now))
}

/// A site that moves may count its days in another zone.
fn is_one_day(before: NaiveDate, now: NaiveDate) -> bool {
    (now - before).num_days().abs() <= 1
}

pub(super) fn day(item: &Item) -> Option<NaiveDate> {
    item.published.map(|date| date.at.date_naive())
}

/// It has the day of the move, and says what was said before: of one without a text the title must
/// be more than a heading.
fn is_renewed(before: &Item, after: &Item, now: DateTime<Utc>) -> bool {
    let dates = before.published.zip(after.published);
    let is_renewal = dates.is_some_and(|(before, after)| after.is_renewal_of(before, now));
    let is_more = before.caption().split_whitespace().count() >= HEADING;
    is_renewal && say_the_same(before, after).unwrap_or(is_more)
}

/// Both have a text, and not the same.
pub(super) fn say_otherwise(before: &Item, after: &Item) -> bool {
    say_the_same(before, after) == Some(false)
}

/// Whether texts of two items begin alike. `None` where one has no text.
fn say_the_same(before: &Item, after: &Item) -> Option<bool> {
    let (told, tells) = (texts(before), texts(after));
    let begins_alike = |one: &Vec<String>, other: &Vec<String>| {
        one.iter().zip(other).take(BEGINNING).all(|(one, other)| one == other)
    };
    let is_same = || told.iter().any(|one| tells.iter().any(|other| begins_alike(one, other)));
    (!told.is_empty() && !tells.is_empty()).then(is_same)
}

/// What an item says, as the first words of its summary and of its content.
fn texts(item: &Item) -> Vec<Vec<String>> {
    let content = item.content.as_ref().map(|html| {
        let html = html.as_str();
        html_to_text(&html[..html.floor_char_boundary(HTML)])
    });
    let plain = item.summary.clone().into_iter().chain(content);
    let words = plain.map(|text| text.split_whitespace().take(BEGINNING).map(fold).collect());
    words.filter(|words: &Vec<_>| !words.is_empty()).collect()
}

fn is_near(date: Published, now: DateTime<Utc>) -> bool {
    let long_ago = Published::moment(DateTime::UNIX_EPOCH);
    date.is_renewal_of(long_ago, now)
}

/// The places of captions that stand only once.
fn alone<'a>(captions: impl Iterator<Item = &'a str>) -> HashMap<String, usize> {
    let mut places: HashMap<String, Vec<usize>> = HashMap::new();
    for (place, caption) in captions.enumerate() {
        places.entry(fold_words(caption)).or_default().push(place);
    }
    let alone = places.into_iter().filter(|(title, places)| places.len() == 1 && !title.is_empty());
    alone.filter_map(|(title, places)| Some((title, *places.first()?))).collect()
}
