//! Items of which nothing is kept but their identity.

use std::collections::HashSet;

use chrono::{DateTime, Utc};
use rusqlite::{Connection, OptionalExtension, Row, TransactionBehavior, params};

use crate::model::change::{Appearance, ItemId, StoredItem};
use crate::model::item::Item;

use super::failure::Failure;
use super::write::{Writer, millis};
use super::{read, tombstone};

/// How many fingerprints are looked at in one go: there is no index from items to theirs, which
/// would be as large as they are.
const SWEPT: i64 = 5_000;

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
    let writer = Writer::new(&transaction);
    for (source, last_read) in silent(&transaction, before)? {
        writer.clear_list(source, last_read)?;
    }
    let numbers = oldest(&transaction, before, spared, limit)?;
    for n in &numbers {
        writer.reduce(*n)?;
    }
    writer.sweep()?;
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
    /// Takes away the fingerprints of aged items, some at a time, round and round.
    fn sweep(&self) -> Result<(), Failure> {
        if !self.connection.prepare_cached("SELECT 1 FROM aged LIMIT 1")?.exists([])? {
            return Ok(());
        }
        let sql = "SELECT hash, day, item FROM swept";
        let from = self.connection.prepare_cached(sql)?.query_row([], band).optional()?;
        let from = from.unwrap_or((i64::MIN, i64::MIN, i64::MIN));
        let sql = "SELECT hash, day, item FROM band WHERE (hash, day, item) > (?1, ?2, ?3)
                   ORDER BY hash, day, item LIMIT 1 OFFSET ?4";
        let mut statement = self.connection.prepare_cached(sql)?;
        let to = statement.query_row([from.0, from.1, from.2, SWEPT], band).optional()?;
        let end = to.unwrap_or((i64::MAX, i64::MAX, i64::MAX));
        self.execute(
            "DELETE FROM band WHERE (hash, day, item) > (?1, ?2, ?3)
                 AND (hash, day, item) <= (?4, ?5, ?6)
                 AND coalesce((SELECT item FROM alias WHERE alias.n = band.item), item)
                     IN (SELECT n FROM aged)",
            [from.0, from.1, from.2, end.0, end.1, end.2],
        )?;
        self.execute("DELETE FROM swept", [])?;
        let Some(to) = to else { return Ok(()) };
        let sql = "INSERT INTO swept (hash, day, item) VALUES (?1, ?2, ?3)";
        self.execute(sql, [to.0, to.1, to.2])
    }

    fn reduce(&self, n: i64) -> Result<(), Failure> {
        let stored = read::item(self.connection, n)?;
        if !tombstone::of(self.connection, stored.id)?.is_empty() {
            self.keep_keys(n, &stored)?;
        }
        let name = stored.item.name_hash();
        self.execute(
            "INSERT INTO aged (n, id, source, first_seen, date, updated, name)
             SELECT n, id, appearance.source, item.first_seen, item.date, updated, ?2
             FROM item JOIN appearance ON appearance.item = item.n
             WHERE n = ?1 ORDER BY rank LIMIT 1",
            [n, name],
        )?;
        self.execute("DELETE FROM appearance WHERE item = ?1", [n])?;
        self.execute("DELETE FROM unlisted WHERE item = ?1", [n])?;
        self.execute("DELETE FROM decision WHERE item = ?1", [n])?;
        self.execute("DELETE FROM item WHERE n = ?1", [n])
    }
}

fn band(row: &Row) -> rusqlite::Result<(i64, i64, i64)> {
    Ok((row.get(0)?, row.get(1)?, row.get(2)?))
}

/// What is left of an item's name, by number, if anything is; `None` of one that is there in full.
pub(super) fn name(connection: &Connection, n: i64) -> Result<Option<i64>, Failure> {
    let mut statement = connection.prepare_cached("SELECT name FROM aged WHERE n = ?1")?;
    Ok(statement.query_row([n], |row| row.get(0)).optional()?.flatten())
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
    let item = Item::unknown();
    let source = read::source_id(row, 1)?;
    Ok(StoredItem {
        id: ItemId::from_bytes(row.get(0)?),
        first_seen,
        date: read::time(row, 3)?,
        updated: read::time(row, 4)?,
        appearances: vec![Appearance {
            source,
            item: item.clone(),
            position: 0,
            first_seen,
            nearness: 0,
            matched: None,
        }],
        item,
    })
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use chrono::DateTime;

    use super::*;

    const ITEMS: i64 = 100_000;
    const KEYS: i64 = 5;

    /// Items as a source brings them, no longer in its list: text, keys, fingerprints.
    fn fill(connection: &Connection) {
        let numbers = |most: i64| {
            format!(
                "WITH RECURSIVE i (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM i WHERE n < {most})"
            )
        };
        let (items, keys) = (numbers(ITEMS), numbers(ITEMS * KEYS));
        // Ids, hashes and times as random as they are.
        let sql = format!(
            "INSERT INTO source (id) VALUES ('a');
             {items} INSERT INTO item (n, id, first_seen, date, updated, position, shown, unlisted)
                 SELECT n, randomblob(16), 1500000000000 + n * 60000, 1500000000000 + n * 61000,
                     1500000000000 + n * 61001, 0,
                     json_object('keys', json_array(), 'title', hex(randomblob(200))), 1600000000000
                     FROM i;
             {items} INSERT INTO appearance
                     (item, source, date, rank, position, first_seen, nearness)
                 SELECT n, 1, 1500000000000 + n * 61000, 0, 0, 1500000000000 + n * 60000, 0 FROM i;
             {keys} INSERT OR IGNORE INTO item_key (hash, item)
                 SELECT random(), 1 + n % {ITEMS} FROM i;
             {items} INSERT INTO band (hash, day, item) SELECT random(), 17000 + n / 100, n FROM i;"
        );
        connection.execute_batch(&sql).unwrap();
    }

    fn bytes(connection: &Connection) -> i64 {
        connection.execute_batch("VACUUM").unwrap();
        let number = |sql| connection.query_row(sql, [], |row| row.get::<_, i64>(0)).unwrap();
        number("PRAGMA page_count") * number("PRAGMA page_size")
    }

    #[test]
    fn an_identity_takes_less_than_200_bytes_with_its_indexes() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("db");
        let mut connection = super::super::open::writer(&path, Duration::ZERO).unwrap();
        let empty = bytes(&connection);
        fill(&connection);
        let before = DateTime::from_timestamp(1_700_000_000, 0).unwrap();
        let nobody = HashSet::new();
        let mut aged = 0;
        // As many rounds more as it takes to sweep the fingerprints.
        for _ in 0..40 {
            aged += age(&mut connection, before, &nobody, 5_000).unwrap();
        }
        assert_eq!(aged, ITEMS.unsigned_abs());
        let left =
            connection.query_row("SELECT count(*) FROM band", [], |row| row.get::<_, i64>(0));
        assert_eq!(left.unwrap(), 0, "fingerprints are swept away");
        let each = (bytes(&connection) - empty) / ITEMS;
        eprintln!("{each} bytes an identity of {KEYS} keys");
        assert!((50..200).contains(&each), "{each} bytes");
    }
}
