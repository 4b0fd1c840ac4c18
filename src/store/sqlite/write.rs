//! Writing refreshes.

use std::collections::{HashMap, HashSet};

use chrono::{DateTime, TimeDelta, Utc};
use rusqlite::{Connection, OptionalExtension, TransactionBehavior, params};

use crate::model::change::{Change, ChangeKind, ItemId, Refresh, Rejected, StoredItem};
use crate::model::habits::Habits;
use crate::model::hash::Hash;
use crate::model::source::{GuidHabit, SourceId, SourceState};
use crate::model::tombstone::{Lift, Lifted};

use super::failure::Failure;
use super::listed::Listed;
use super::{drift, read, stamp};

/// How long it is remembered why an item was left out, after its source stopped giving it.
const REJECTIONS_KEPT: TimeDelta = TimeDelta::days(90);

/// How many of those are remembered of one source.
const MOST_REJECTIONS: i64 = 1000;

/// Writes all of it or nothing: a transaction that is dropped is rolled back.
pub(super) fn commit(connection: &mut Connection, refreshes: &[Refresh]) -> Result<(), Failure> {
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let mut writer = Writer::new(&transaction);
    for refresh in refreshes {
        writer.refresh(refresh)?;
    }
    Ok(transaction.commit()?)
}

/// One transaction, and the numbers of the sources met in it.
pub(super) struct Writer<'a> {
    pub(super) connection: &'a Connection,
    sources: HashMap<SourceId, i64>,
    /// Numbers of items that were parts of others and are items of their own again.
    pub(super) revived: HashMap<ItemId, i64>,
}

/// An item whose row is to be written.
struct Pending<'a> {
    item: &'a StoredItem,
    /// Its number, where it has one.
    n: Option<i64>,
    /// Its `updated`, where that is not to change.
    updated: Option<i64>,
}

impl<'a> Writer<'a> {
    pub(super) fn new(connection: &'a Connection) -> Self {
        Self { connection, sources: HashMap::new(), revived: HashMap::new() }
    }
}

impl Writer<'_> {
    fn refresh(&mut self, refresh: &Refresh) -> Result<(), Failure> {
        let source = self.source(&refresh.state.id)?;
        if refresh.raw_hashes.is_some() && self.is_read_anew(source, &refresh.state)? {
            self.execute("DELETE FROM rejected WHERE source = ?1", [source])?;
        }
        let last_read = self.last_success(source)?;
        self.state(source, &refresh.state)?;
        self.habits(source, &refresh.state.habits)?;
        for id in self.changes(&refresh.changes)? {
            self.lift(&Lift { id, of: Lifted::Retracted, at: refresh.at })?;
        }
        if let Some(hashes) = &refresh.raw_hashes {
            let listed = Listed { hashes, kept: &refresh.kept, brought: &refresh.brought };
            self.raw_hashes(source, &listed, last_read)?;
        }
        for second in &refresh.seconds {
            self.second(source, second, millis(refresh.at))?;
        }
        for id in &refresh.withdrawn {
            self.withdraw(source, *id, last_read)?;
        }
        self.tombstones(&refresh.tombstones, &refresh.lifts)?;
        self.rejected(source, &refresh.rejected, refresh.at)?;
        let mut noticed = refresh.noticed.iter();
        noticed.try_for_each(|one| drift::notice(self.connection, source, one, refresh.at))
    }

    pub(super) fn execute(&self, sql: &str, values: impl rusqlite::Params) -> Result<(), Failure> {
        self.connection.prepare_cached(sql)?.execute(values)?;
        Ok(())
    }

    /// The number of a source; a new one for a source that was never met.
    pub(super) fn source(&mut self, id: &SourceId) -> Result<i64, Failure> {
        if let Some(n) = self.sources.get(id) {
            return Ok(*n);
        }
        let n = if let Some(n) = read::source_number(self.connection, id.as_str())? {
            n
        } else {
            self.execute("INSERT INTO source (id) VALUES (?1)", [id.as_str()])?;
            self.connection.last_insert_rowid()
        };
        self.sources.insert(id.clone(), n);
        Ok(n)
    }

    fn is_read_anew(&self, source: i64, state: &SourceState) -> Result<bool, Failure> {
        let sql = "SELECT reading FROM source_state WHERE source = ?1";
        let mut statement = self.connection.prepare_cached(sql)?;
        let before = statement.query_row([source], |row| row.get(0)).optional()?;
        let reading = |hash: Option<[u8; 16]>| hash.map(Hash) != state.reading;
        Ok(before.is_some_and(reading))
    }

    fn state(&self, source: i64, state: &SourceState) -> Result<(), Failure> {
        let error = state.last_error.as_ref();
        self.execute(
            "INSERT OR REPLACE INTO source_state (source, title, url, etag, last_modified,
                 body_hash, reading, last_try, last_success, next_due, failures, error_code,
                 error_message, status, seen, is_listing, held_until, guid_doubt, guids_doubted,
                 guid_habit)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17,
                 ?18, ?19, ?20)",
            params![
                source,
                state.title,
                state.url,
                state.validators.etag,
                state.validators.last_modified,
                state.body_hash.map(|hash| hash.0),
                state.reading.map(|hash| hash.0),
                millis_if_any(state.last_try),
                millis_if_any(state.last_success),
                millis_if_any(state.next_due),
                state.failures,
                error.map(|error| &error.code),
                error.map(|error| &error.message),
                state.status,
                state.seen,
                state.is_listing,
                millis_if_any(state.held_until),
                state.guids.doubt,
                state.guids.are_doubted,
                state.guids.habit.map(GuidHabit::code),
            ],
        )
    }

    fn habits(&self, source: i64, habits: &Habits) -> Result<(), Failure> {
        self.execute(
            "INSERT OR REPLACE INTO source_habits (source, habits) VALUES (?1, ?2)",
            params![source, json(habits)],
        )
    }

    /// Writes changes, and says which items were not there before.
    pub(super) fn changes(&mut self, changes: &[Change]) -> Result<Vec<ItemId>, Failure> {
        let mut numbers = HashMap::new();
        let mut pending = Vec::new();
        for change in changes {
            let stored = read::find(self.connection, change.item.id)?;
            if let Some((n, stored)) = &stored {
                numbers.insert(change.item.id, *n);
                self.move_bands(*n, stored, change)?;
            }
            let number = self.revived.get(&change.item.id).copied();
            pending.extend(to_write(change, stored, number));
        }
        // Of an item listed twice the first counts.
        let mut seen = HashSet::new();
        pending.retain(|one| seen.insert(one.item.id));
        self.stamp(&mut pending)?;
        for one in &pending {
            let n = self.item(one)?;
            numbers.insert(one.item.id, n);
        }
        for change in changes {
            let n = numbers[&change.item.id];
            self.absorb(n, change)?;
            self.keys(n, &change.new_keys)?;
            self.taken(n, &change.taken)?;
            self.identity(n, change)?;
        }
        let new = pending.iter().filter(|one| one.n.is_none());
        Ok(new.map(|one| one.item.id).collect())
    }

    /// Gives every item that needs one its `updated`.
    fn stamp(&self, pending: &mut [Pending]) -> Result<(), Failure> {
        let mut unstamped: Vec<_> =
            pending.iter_mut().filter(|one| one.updated.is_none()).collect();
        for n in unstamped.iter().filter_map(|one| one.n) {
            // What the item has now is free for the others and for itself. Parked where no time is.
            self.execute("UPDATE item SET updated = ?2 WHERE n = ?1", [n, i64::MIN + n])?;
        }
        let wishes: Vec<_> = unstamped.iter().map(|one| millis(one.item.updated)).collect();
        let stamps = stamp::unique(self.connection, &wishes)?;
        for (one, stamp) in unstamped.iter_mut().zip(stamps) {
            one.updated = Some(stamp);
        }
        Ok(())
    }

    fn item(&mut self, one: &Pending) -> Result<i64, Failure> {
        let item = one.item;
        // `INSERT OR REPLACE` would give another number.
        self.execute(
            "INSERT INTO item (n, id, first_seen, date, updated, position, shown)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)
             ON CONFLICT (n) DO UPDATE SET first_seen = excluded.first_seen,
                 date = excluded.date, updated = excluded.updated,
                 position = excluded.position, shown = excluded.shown",
            params![
                one.n,
                item.id.as_bytes(),
                millis(item.first_seen),
                millis(item.date),
                one.updated.unwrap_or_else(|| millis(item.updated)),
                item.primary().position,
                json(&item.item),
            ],
        )?;
        let n = one.n.unwrap_or_else(|| self.connection.last_insert_rowid());
        if one.n.is_some() {
            self.execute("DELETE FROM appearance WHERE item = ?1", [n])?;
            self.execute("DELETE FROM aged WHERE n = ?1", [n])?;
        }
        self.appearances(n, item)?;
        Ok(n)
    }

    /// Writes an item as it is now, when nothing changed for readers.
    pub(super) fn rewrite(&mut self, n: i64, item: &StoredItem) -> Result<(), Failure> {
        let updated = Some(millis(item.updated));
        self.item(&Pending { item, n: Some(n), updated }).map(|_| ())
    }

    fn appearances(&mut self, n: i64, item: &StoredItem) -> Result<(), Failure> {
        for (rank, appearance) in item.appearances.iter().enumerate() {
            let source = self.source(&appearance.source)?;
            let version = (appearance.item != item.item).then(|| json(&appearance.item));
            let matched = appearance.matched.as_ref();
            self.execute(
                "INSERT INTO appearance (item, source, date, rank, position, first_seen, version,
                     rule, score, nearness)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)",
                params![
                    n,
                    source,
                    millis(item.date),
                    i64::try_from(rank).unwrap_or(i64::MAX),
                    appearance.position,
                    millis(appearance.first_seen),
                    version,
                    matched.map(|matched| matched.rule.code()),
                    matched.map(|matched| matched.score),
                    appearance.nearness,
                ],
            )?;
        }
        Ok(())
    }

    fn rejected(
        &self,
        source: i64,
        rejected: &[Rejected],
        at: DateTime<Utc>,
    ) -> Result<(), Failure> {
        for one in rejected {
            self.execute(
                "INSERT INTO rejected (source, raw_hash, title, url, code, message, at, guid)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8) ON CONFLICT DO NOTHING",
                params![
                    source,
                    one.raw_hash.0,
                    one.title,
                    one.url,
                    one.reason.code(),
                    one.reason.to_string(),
                    millis(at),
                    one.guid,
                ],
            )?;
        }
        if rejected.is_empty() {
            return Ok(());
        }
        self.execute(
            "DELETE FROM rejected WHERE source = ?1 AND at < ?2 AND raw_hash NOT IN
                 (SELECT hash FROM raw_hash WHERE source = ?1)",
            [source, millis(at - REJECTIONS_KEPT)],
        )?;
        self.execute(
            "DELETE FROM rejected WHERE source = ?1 AND raw_hash IN
                 (SELECT raw_hash FROM rejected WHERE source = ?1
                  ORDER BY at DESC, raw_hash LIMIT -1 OFFSET ?2)",
            [source, MOST_REJECTIONS],
        )
    }
}

/// What of a change is to be written, given what is there: nothing when it is there already.
fn to_write(
    change: &Change,
    stored: Option<(i64, StoredItem)>,
    number: Option<i64>,
) -> Option<Pending<'_>> {
    let item = &change.item;
    let Some((n, stored)) = stored else { return Some(Pending { item, n: number, updated: None }) };
    if change.kind == ChangeKind::Added || is_stored(item, &stored) {
        return None;
    }
    // The time of an item that was reduced to its identity may be another's by now.
    let keeps = change.kind == ChangeKind::Noted && !stored.item.stand_in;
    let updated = keeps.then(|| millis(stored.updated));
    Some(Pending { item, n: Some(n), updated })
}

/// All but `updated` is as it is stored, to the millisecond.
fn is_stored(item: &StoredItem, stored: &StoredItem) -> bool {
    millis(item.first_seen) == millis(stored.first_seen)
        && millis(item.date) == millis(stored.date)
        && item.item == stored.item
        && item.appearances.len() == stored.appearances.len()
        && item.appearances.iter().zip(&stored.appearances).all(|(one, stored)| {
            one.source == stored.source
                && one.position == stored.position
                && one.item == stored.item
                && one.nearness == stored.nearness
                && one.matched == stored.matched
                && millis(one.first_seen) == millis(stored.first_seen)
        })
}

pub(super) fn json(value: &impl serde::Serialize) -> String {
    serde_json::to_string(value)
        .expect("what is stored is strings and numbers, all of which JSON can say")
}

pub(super) fn millis(time: DateTime<Utc>) -> i64 {
    time.timestamp_millis()
}

fn millis_if_any(time: Option<DateTime<Utc>>) -> Option<i64> {
    time.map(millis)
}
