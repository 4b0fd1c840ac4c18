//! Items of which nothing is kept but their identity.

use std::collections::{HashMap, HashSet};

use chrono::{DateTime, Utc};
use rusqlite::{Connection, TransactionBehavior, params};

use crate::model::change::{Appearance, ItemId, StoredItem};
use crate::model::item::Item;

use super::failure::Failure;
use super::read;
use super::write::{Writer, millis};

/// How many sources are looked at in one go that were not read for long.
const SOURCES: i64 = 10;

/// Reduces some items to their identity.
pub(super) fn age(
    connection: &mut Connection,
    before: DateTime<Utc>,
    spared: &HashSet<ItemId>,
    limit: usize,
) -> Result<u64, Failure> {
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let writer = Writer { connection: &transaction, sources: HashMap::new() };
    for (source, last_read) in silent(&transaction, before)? {
        writer.clear_list(source, last_read)?;
    }
    let numbers = oldest(&transaction, before, spared, limit)?;
    for n in &numbers {
        writer.reduce(*n)?;
    }
    transaction.commit()?;
    Ok(numbers.len() as u64)
}

/// Sources that list something, but were not read well since.
fn silent(connection: &Connection, before: DateTime<Utc>) -> Result<Vec<(i64, i64)>, Failure> {
    let mut statement = connection.prepare_cached(
        "SELECT source, last_success FROM source_state
         WHERE last_success < ?1 AND EXISTS
             (SELECT 1 FROM raw_hash WHERE raw_hash.source = source_state.source)
         LIMIT ?2",
    )?;
    let rows =
        statement.query_map([millis(before), SOURCES], |row| Ok((row.get(0)?, row.get(1)?)))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

fn oldest(
    connection: &Connection,
    before: DateTime<Utc>,
    spared: &HashSet<ItemId>,
    limit: usize,
) -> Result<Vec<i64>, Failure> {
    let sql = "SELECT n, id FROM item WHERE unlisted < ?1 ORDER BY unlisted, n";
    let mut statement = connection.prepare_cached(sql)?;
    let mut rows = statement.query([millis(before)])?;
    let mut numbers = Vec::new();
    while numbers.len() < limit
        && let Some(row) = rows.next()?
    {
        if !spared.contains(&ItemId::from_bytes(row.get(1)?)) {
            numbers.push(row.get(0)?);
        }
    }
    Ok(numbers)
}

impl Writer<'_> {
    fn reduce(&self, n: i64) -> Result<(), Failure> {
        self.execute(
            "INSERT INTO aged (n, id, source, first_seen, date, updated)
             SELECT n, id, appearance.source, item.first_seen, item.date, updated
             FROM item JOIN appearance ON appearance.item = item.n
             WHERE n = ?1 ORDER BY rank LIMIT 1",
            [n],
        )?;
        for table in ["appearance", "unlisted"] {
            self.execute(&format!("DELETE FROM {table} WHERE item = ?1"), [n])?;
        }
        self.execute("DELETE FROM item WHERE n = ?1", [n])
    }
}

/// What is left of an item, by number.
pub(super) fn item(connection: &Connection, n: i64) -> Result<StoredItem, Failure> {
    let mut statement = connection.prepare_cached(
        "SELECT aged.id, source.id, first_seen, date, updated
         FROM aged JOIN source ON source.n = aged.source WHERE aged.n = ?1",
    )?;
    let mut rows = statement.query(params![n])?;
    let row = rows.next()?.ok_or(rusqlite::Error::QueryReturnedNoRows)?;
    let first_seen = read::time(row, 2)?;
    let item: Item =
        serde_json::from_str(r#"{"keys":[],"stand_in":true}"#).expect("an item may lack all else");
    let source = read::source_id(row, 1)?;
    Ok(StoredItem {
        id: ItemId::from_bytes(row.get(0)?),
        first_seen,
        date: read::time(row, 3)?,
        updated: read::time(row, 4)?,
        appearances: vec![Appearance { source, item: item.clone(), position: 0, first_seen }],
        item,
    })
}
