//! Where an item stands in time.

use std::collections::HashMap;

use chrono::{DateTime, Datelike, SubsecRound, TimeDelta, Utc};

use crate::model::change::{Appearance, Incoming, MatchRule, StoredItem};
use crate::model::date::{Precision, Published};
use crate::model::item::Item;

/// How far a moment may lie ahead before it counts as one in the future. Clocks of servers are off
/// by minutes, now and then by a zone's half hour.
const CLOCK_SKEW: TimeDelta = TimeDelta::hours(1);

/// How far a day may lie ahead: in the easternmost zone it began 14 hours before it does in UTC.
const EASTERNMOST: TimeDelta = TimeDelta::hours(14);

/// Dates before this are what broken programs write.
const FIRST_PLAUSIBLE_YEAR: i32 = 1990;

/// A date that an item can stand at. One in the future would keep it on top of every feed until
/// then, and readers sort such items each in their own way.
pub(super) fn credible(published: Option<Published>, now: DateTime<Utc>) -> Option<DateTime<Utc>> {
    let ahead = |date: &Published| match date.precision {
        Precision::Day => EASTERNMOST,
        Precision::Second => CLOCK_SKEW,
    };
    published.filter(|date| date.at <= now + ahead(date)).map(|date| date.at)
}

/// What an item was known by before a change: the date that was shown, and the one that its sources
/// gave. They differ where a source renewed its date.
#[derive(Debug, Clone, Copy)]
pub(super) struct Before {
    shown: Option<Published>,
    stated: Option<Published>,
}

impl Before {
    pub(super) fn of(item: &StoredItem, now: DateTime<Utc>) -> Self {
        Self { shown: item.item.published, stated: earliest(&item.appearances, now) }
    }

    /// Another date was shown than any source gives.
    fn is_kept(&self) -> bool {
        self.stated.is_some() && self.shown != self.stated
    }
}

/// The date of publication: the earliest that any source gives and that can be. Without one, what
/// was shown before stays, else whatever is given. What was shown stays, too, where a source
/// renews its date; from then on only an earlier one is followed.
pub(super) fn published(
    appearances: &[Appearance],
    before: Before,
    now: DateTime<Utc>,
) -> Option<Published> {
    let stated = || stated(appearances).next();
    let shown = before.shown.filter(|date| can_be(date, now));
    let shown = shown.or(before.shown.filter(|_| stated().is_none()));
    match (shown, earliest(appearances, now)) {
        (Some(shown), Some(earliest)) => {
            let is_later = earliest.at > shown.at;
            let stays = is_later && (before.is_kept() || earliest.is_renewal_of(shown, now));
            Some(if stays { shown } else { earliest })
        }
        (shown, earliest) => shown.or(earliest).or_else(stated),
    }
}

fn can_be(date: &Published, now: DateTime<Utc>) -> bool {
    credible(Some(*date), now).is_some() && date.at.year() >= FIRST_PLAUSIBLE_YEAR
}

/// The dates that sources give. What comes back to us says when it was published again, at best.
fn stated(appearances: &[Appearance]) -> impl Iterator<Item = Published> {
    let is_returned = |seen: &&Appearance| {
        seen.matched.as_ref().is_some_and(|matched| matched.rule == MatchRule::OwnId)
    };
    let own = appearances.iter().filter(move |seen| !is_returned(seen));
    own.filter_map(|appearance| appearance.item.published)
}

fn earliest(appearances: &[Appearance], now: DateTime<Utc>) -> Option<Published> {
    let can_be = stated(appearances).filter(|date| can_be(date, now));
    can_be.min_by_key(|date| (date.at, date.precision == Precision::Day))
}

/// Where a new item stands. Many Atom feeds say only when an entry was last changed: that is the
/// nearest to a date of publication that there is, and it is not followed when it moves.
pub(super) fn first_date(item: &Item, now: DateTime<Utc>) -> DateTime<Utc> {
    let changed = item.modified.map(Published::moment);
    credible(item.published, now).or_else(|| credible(changed, now)).unwrap_or(now)
}

/// Where the undated items of a first reading stand, by their place in the list: with the dated one
/// before them, or, at its beginning, with the one behind. They may be of any age, and on top of
/// all news they would claim to be of today. What nothing dated stands beside is not in it.
pub(super) fn beside(incoming: &[Incoming], now: DateTime<Utc>) -> HashMap<u32, DateTime<Utc>> {
    let date = |one: &Incoming| {
        let changed = one.item.modified.map(Published::moment);
        credible(one.item.published.or(changed), now)
    };
    let mut neighbor = incoming.iter().find_map(date);
    let mut places = HashMap::new();
    for one in incoming {
        neighbor = date(one).or(neighbor);
        let is_undated = one.item.published.is_none() && one.item.modified.is_none();
        places.extend(neighbor.filter(|_| is_undated).map(|date| (one.position, date)));
    }
    places
}

/// `updated` of a new item: the later of its dates, else now; never in the future.
pub(super) fn first_updated(item: &Item, now: DateTime<Utc>) -> DateTime<Utc> {
    let published = item.published.map(|date| date.at);
    let latest = item.modified.max(published).unwrap_or(now);
    latest.min(now).trunc_subsecs(0)
}

/// `updated` of a changed item: when its source says that it changed, if that can be, else now;
/// always later than before, whatever the clock says.
pub(super) fn next_updated(
    before: DateTime<Utc>,
    modified: Option<DateTime<Utc>>,
    now: DateTime<Utc>,
) -> DateTime<Utc> {
    let stated = modified.map(|at| at.trunc_subsecs(0)).filter(|at| *at > before && *at <= now);
    stated.unwrap_or(now).max(before + TimeDelta::milliseconds(1))
}
