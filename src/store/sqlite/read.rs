//! Reading rows back into the model's values.

use std::collections::HashSet;
use std::error::Error;

use chrono::{DateTime, Utc};
use rusqlite::types::ValueRef;
use rusqlite::{Connection, OptionalExtension, Row, params};
use serde::de::DeserializeOwned;

use crate::model::change::{Appearance, Decision, ItemId, LeftOut, Match, MatchRule, StoredItem};
use crate::model::hash::Hash;
use crate::model::item::{Item, Key};
use crate::model::kept::KeyHash;
use crate::model::source::{
    Failure as LastError, GuidHabit, Guids, SourceId, SourceState, Validators,
};

use super::aged;
use super::failure::Failure;

/// A key as it is stored.
pub(super) fn key_hash(key: &Key) -> i64 {
    KeyHash::of(key).0
}

pub(super) fn count(connection: &Connection) -> Result<u64, Failure> {
    let count: i64 = connection.query_row("SELECT count(*) FROM item", [], |row| row.get(0))?;
    Ok(count.unsigned_abs())
}

/// The number that a source has in this database.
pub(super) fn source_number(connection: &Connection, id: &str) -> Result<Option<i64>, Failure> {
    let mut statement = connection.prepare_cached("SELECT n FROM source WHERE id = ?1")?;
    Ok(statement.query_row([id], |row| row.get(0)).optional()?)
}

pub(super) fn raw_hashes(
    connection: &Connection,
    source: &SourceId,
) -> Result<HashSet<Hash>, Failure> {
    let Some(source) = source_number(connection, source.as_str())? else {
        return Ok(HashSet::new());
    };
    let mut statement = connection.prepare_cached(
        "SELECT hash FROM raw_hash WHERE source = ?1
         UNION ALL SELECT raw_hash FROM rejected WHERE source = ?1",
    )?;
    let hashes = statement.query_map([source], |row| row.get(0).map(Hash))?;
    Ok(hashes.collect::<Result<_, _>>()?)
}

/// The number of the item that an id means: its own, or the one that it was merged into.
pub(super) fn number(connection: &Connection, id: ItemId) -> Result<Option<i64>, Failure> {
    let mut statement = connection.prepare_cached(
        "SELECT n FROM item WHERE id = ?1 UNION ALL SELECT item FROM alias WHERE id = ?1
         UNION ALL SELECT n FROM aged WHERE id = ?1",
    )?;
    Ok(statement.query_row([id.as_bytes()], |row| row.get(0)).optional()?)
}

/// An item and its number, by id.
pub(super) fn find(
    connection: &Connection,
    id: ItemId,
) -> Result<Option<(i64, StoredItem)>, Failure> {
    let n = number(connection, id)?;
    n.map(|n| Ok((n, item(connection, n)?))).transpose()
}

pub(super) fn former_ids(connection: &Connection, id: ItemId) -> Result<Vec<ItemId>, Failure> {
    let Some(n) = number(connection, id)? else { return Ok(Vec::new()) };
    let mut statement =
        connection.prepare_cached("SELECT id FROM alias WHERE item = ?1 ORDER BY id")?;
    let ids = statement.query_map([n], |row| row.get(0).map(ItemId::from_bytes))?;
    Ok(ids.collect::<Result<_, _>>()?)
}

/// The items that keys led to before these became parts of others.
pub(super) fn former_owners(connection: &Connection, keys: &[Key]) -> Result<Vec<ItemId>, Failure> {
    let mut statement = connection.prepare_cached(
        "SELECT alias.id FROM item_key JOIN alias ON alias.n = item_key.item WHERE hash = ?1",
    )?;
    let mut owners = Vec::new();
    for key in keys {
        let owner = statement.query_row([key_hash(key)], |row| row.get(0)).optional()?;
        owners.extend(owner.map(ItemId::from_bytes).filter(|id| !owners.contains(id)));
    }
    Ok(owners)
}

pub(super) fn ids(
    connection: &Connection,
    first: ItemId,
    last: ItemId,
    limit: usize,
) -> Result<Vec<ItemId>, Failure> {
    let sql = "SELECT id FROM item WHERE id BETWEEN ?1 AND ?2
         UNION ALL SELECT id FROM aged WHERE id BETWEEN ?1 AND ?2 ORDER BY id LIMIT ?3";
    let mut statement = connection.prepare_cached(sql)?;
    let limit = i64::try_from(limit).unwrap_or(i64::MAX);
    let values = params![first.as_bytes(), last.as_bytes(), limit];
    let ids = statement.query_map(values, |row| row.get(0).map(ItemId::from_bytes))?;
    Ok(ids.collect::<Result<_, _>>()?)
}

/// An item, by number.
pub(super) fn item(connection: &Connection, n: i64) -> Result<StoredItem, Failure> {
    let mut statement = connection
        .prepare_cached("SELECT id, first_seen, date, updated, shown FROM item WHERE n = ?1")?;
    let mut rows = statement.query([n])?;
    let Some(row) = rows.next()? else { return aged::item(connection, n) };
    let id = ItemId::from_bytes(row.get(0)?);
    let read = || {
        let shown = json(row, 4)?.ok_or("nothing is shown of it");
        let item: Item = shown.map_err(|wrong| damaged(id, wrong))?;
        Ok(StoredItem {
            id,
            first_seen: time(row, 1)?,
            date: time(row, 2)?,
            updated: time(row, 3)?,
            appearances: appearances(connection, n, &item)?,
            item,
        })
    };
    let stored = read().map_err(|failure: Failure| failure.reading(|| format!("item {id}")))?;
    if stored.appearances.is_empty() {
        return Err(damaged(id, "no source has it"));
    }
    Ok(stored)
}

pub(super) fn left_out(connection: &Connection) -> Result<Vec<LeftOut>, Failure> {
    let mut statement = connection.prepare_cached(
        "SELECT source.id, title, url, guid, code, message, at
         FROM rejected JOIN source ON source.n = rejected.source
         ORDER BY at DESC, source.id, raw_hash",
    )?;
    let mut rows = statement.query([])?;
    let mut left_out = Vec::new();
    while let Some(row) = rows.next()? {
        left_out.push(LeftOut {
            source: source_id(row, 0)?,
            title: row.get(1)?,
            url: row.get(2)?,
            guid: row.get(3)?,
            code: row.get(4)?,
            message: row.get(5)?,
            at: time(row, 6)?,
        });
    }
    Ok(left_out)
}

pub(super) fn damaged(id: ItemId, wrong: impl Into<Box<dyn Error + Send + Sync>>) -> Failure {
    Failure::Damaged { what: format!("item {id}"), source: wrong.into() }
}

fn appearances(
    connection: &Connection,
    item: i64,
    shown: &Item,
) -> Result<Vec<Appearance>, Failure> {
    let mut statement = connection.prepare_cached(
        "SELECT source.id, position, first_seen, version, rule, score, nearness
         FROM appearance JOIN source ON source.n = appearance.source
         WHERE item = ?1 ORDER BY rank",
    )?;
    let mut rows = statement.query([item])?;
    let mut appearances = Vec::new();
    while let Some(row) = rows.next()? {
        appearances.push(Appearance {
            source: source_id(row, 0)?,
            position: row.get(1)?,
            first_seen: time(row, 2)?,
            item: json(row, 3)?.unwrap_or_else(|| shown.clone()),
            matched: matched(row, 4)?,
            nearness: row.get(6)?,
        });
    }
    Ok(appearances)
}

/// Rule and score; a rule that is not known any more counts as the weakest.
fn matched(row: &Row, column: usize) -> Result<Option<Match>, Failure> {
    let rule: Option<String> = row.get(column)?;
    let score: Option<u16> = row.get(column + 1)?;
    Ok(rule.map(|rule| Match {
        rule: MatchRule::parse(&rule).unwrap_or(MatchRule::Likeness),
        score: score.unwrap_or_default(),
    }))
}

pub(super) fn decisions(connection: &Connection, id: ItemId) -> Result<Vec<Decision>, Failure> {
    let Some(n) = number(connection, id)? else { return Ok(Vec::new()) };
    let mut statement = connection.prepare_cached(
        "SELECT source.id, rule, score, because, at
         FROM decision JOIN source ON source.n = decision.source
         WHERE item = ?1 ORDER BY at, source.id, rule",
    )?;
    let mut rows = statement.query([n])?;
    let mut decisions = Vec::new();
    while let Some(row) = rows.next()? {
        let Some(matched) = matched(row, 1)? else { continue };
        decisions.push(Decision {
            source: source_id(row, 0)?,
            matched,
            because: row.get(3)?,
            at: time(row, 4)?,
        });
    }
    Ok(decisions)
}

pub(super) fn source_states(connection: &Connection) -> Result<Vec<SourceState>, Failure> {
    let mut statement = connection.prepare_cached(
        "SELECT id, title, url, etag, last_modified, body_hash, reading, last_try, last_success,
                next_due, failures, error_code, error_message, status, seen, is_listing,
                held_until, guid_doubt, guids_doubted, guid_habit, habits
         FROM source_state JOIN source ON source.n = source_state.source
         LEFT JOIN source_habits ON source_habits.source = source_state.source ORDER BY id",
    )?;
    let mut rows = statement.query([])?;
    let mut states = Vec::new();
    while let Some(row) = rows.next()? {
        let id: String = row.get(0)?;
        let state = source_state(row);
        states.push(state.map_err(|failure| failure.reading(|| format!("source {id}")))?);
    }
    Ok(states)
}

fn source_state(row: &Row) -> Result<SourceState, Failure> {
    let code: Option<String> = row.get(11)?;
    let message: Option<String> = row.get(12)?;
    Ok(SourceState {
        id: source_id(row, 0)?,
        title: row.get(1)?,
        url: row.get(2)?,
        validators: Validators { etag: row.get(3)?, last_modified: row.get(4)? },
        body_hash: row.get::<_, Option<_>>(5)?.map(Hash),
        reading: row.get::<_, Option<_>>(6)?.map(Hash),
        last_try: time_if_any(row, 7)?,
        last_success: time_if_any(row, 8)?,
        next_due: time_if_any(row, 9)?,
        failures: row.get(10)?,
        last_error: code.zip(message).map(|(code, message)| LastError { code, message }),
        status: row.get(13)?,
        seen: row.get(14)?,
        is_listing: row.get(15)?,
        held_until: time_if_any(row, 16)?,
        guids: Guids {
            doubt: row.get(17)?,
            are_doubted: row.get(18)?,
            habit: row.get::<_, Option<String>>(19)?.and_then(|code| GuidHabit::parse(&code)),
        },
        habits: json(row, 20)?.unwrap_or_default(),
    })
}

pub(super) fn source_id(row: &Row, column: usize) -> Result<SourceId, Failure> {
    let id: String = row.get(column)?;
    SourceId::new(&id).map_err(|error| unreadable(row, column, error))
}

pub(super) fn time(row: &Row, column: usize) -> Result<DateTime<Utc>, Failure> {
    time_if_any(row, column)?.ok_or_else(|| unreadable(row, column, "no time"))
}

pub(super) fn time_if_any(row: &Row, column: usize) -> Result<Option<DateTime<Utc>>, Failure> {
    let Some(millis) = row.get::<_, Option<i64>>(column)? else { return Ok(None) };
    let time = DateTime::from_timestamp_millis(millis);
    time.map(Some).ok_or_else(|| unreadable(row, column, "no time that can be"))
}

/// JSON is read from SQLite's own memory, without a copy.
pub(super) fn json<T: DeserializeOwned>(row: &Row, column: usize) -> Result<Option<T>, Failure> {
    match row.get_ref(column)? {
        ValueRef::Null => Ok(None),
        ValueRef::Text(json) => {
            serde_json::from_slice(json).map(Some).map_err(|error| unreadable(row, column, error))
        }
        other => Err(unreadable(row, column, format!("{} instead of text", other.data_type()))),
    }
}

pub(super) fn unreadable(
    row: &Row,
    column: usize,
    error: impl Into<Box<dyn Error + Send + Sync>>,
) -> Failure {
    let kind = row.get_ref(column).map_or(rusqlite::types::Type::Null, |value| value.data_type());
    rusqlite::Error::FromSqlConversionFailure(column, kind, error.into()).into()
}
