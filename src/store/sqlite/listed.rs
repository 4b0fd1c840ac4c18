//! What each source has in its list: the hashes of its raw items, and which items they are.

use std::collections::{BTreeSet, HashMap, HashSet};

use rusqlite::{Connection, OptionalExtension, params};

use crate::model::change::{ItemId, Sighting, StoredItem};
use crate::model::hash::Hash;
use crate::model::source::SourceId;

use super::failure::Failure;
use super::read;
use super::write::Writer;

/// What a source gives now: see [`Refresh`](crate::model::change::Refresh).
pub(super) struct Listed<'r> {
    pub(super) hashes: &'r HashSet<Hash>,
    pub(super) kept: &'r HashSet<Hash>,
    pub(super) brought: &'r [(Hash, ItemId)],
}

impl Writer<'_> {
    /// When a source was last read well, or was not modified.
    pub(super) fn last_success(&self, source: i64) -> Result<Option<i64>, Failure> {
        let sql = "SELECT last_success FROM source_state WHERE source = ?1";
        let mut statement = self.connection.prepare_cached(sql)?;
        let last = statement.query_row([source], |row| row.get(0)).optional()?;
        Ok(last.flatten())
    }

    /// Writes the difference: usually all but a few hashes are there already.
    pub(super) fn raw_hashes(
        &self,
        source: i64,
        listed: &Listed<'_>,
        last_read: Option<i64>,
    ) -> Result<(), Failure> {
        let Listed { hashes, kept, brought } = listed;
        let mut items = HashMap::new();
        for (hash, id) in brought.iter().filter(|(hash, _)| hashes.contains(hash)) {
            if let Some(n) = read::number(self.connection, *id)? {
                items.insert(*hash, n);
            }
        }
        let before = self.listed_before(source)?;
        let mut left = BTreeSet::new();
        let numbers: HashSet<i64> = items.values().copied().collect();
        // What came as something else is not what it was, also where that was not seen to go.
        let is_replaced = |hash: &Hash, item: &Option<i64>| {
            kept.contains(hash) && item.is_some_and(|n| numbers.contains(&n))
        };
        let is_gone = |hash, item| !hashes.contains(hash) || is_replaced(hash, item);
        for (gone, item) in before.iter().filter(|(hash, item)| is_gone(hash, item)) {
            let sql = "DELETE FROM raw_hash WHERE source = ?1 AND hash = ?2";
            self.execute(sql, params![source, gone.0])?;
            left.extend(item);
        }
        for hash in *hashes {
            let item = items.get(hash).copied();
            let known = before.get(hash);
            if known.is_none() || item.is_some() && known != Some(&item) {
                let sql =
                    "INSERT OR REPLACE INTO raw_hash (source, hash, item) VALUES (?1, ?2, ?3)";
                self.execute(sql, params![source, hash.0, item])?;
                left.extend(known.copied().flatten());
            }
        }
        for n in items.values() {
            self.execute("DELETE FROM unlisted WHERE item = ?1 AND source = ?2", [n, &source])?;
            let sql = "UPDATE item SET unlisted = NULL WHERE n = ?1 AND unlisted IS NOT NULL";
            self.execute(sql, [n])?;
        }
        left.into_iter().try_for_each(|n| self.leave(n, source, last_read))
    }

    fn listed_before(&self, source: i64) -> Result<HashMap<Hash, Option<i64>>, Failure> {
        let sql = "SELECT hash, item FROM raw_hash WHERE source = ?1";
        let mut statement = self.connection.prepare_cached(sql)?;
        let rows = statement.query_map([source], |row| Ok((Hash(row.get(0)?), row.get(1)?)))?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// Notes that a source has an item in its list no more, unless it does in another form.
    fn leave(&self, n: i64, source: i64, last_read: Option<i64>) -> Result<(), Failure> {
        let Some(at) = last_read else { return Ok(()) };
        let sql = "SELECT 1 FROM raw_hash WHERE item = ?1 AND source = ?2 LIMIT 1";
        if self.connection.prepare_cached(sql)?.exists([n, source])? {
            return Ok(());
        }
        self.execute(
            "INSERT OR REPLACE INTO unlisted (item, source, at) VALUES (?1, ?2, ?3)",
            [n, source, at],
        )?;
        self.execute(
            "UPDATE item SET unlisted = max(coalesce(unlisted, ?2), ?2)
             WHERE n = ?1 AND NOT EXISTS (SELECT 1 FROM raw_hash WHERE item = ?1)",
            [n, at],
        )
    }

    /// Takes an item out of a source's list, so that it is noticed when it comes back as it was.
    pub(super) fn withdraw(
        &self,
        source: i64,
        id: ItemId,
        last_read: Option<i64>,
    ) -> Result<(), Failure> {
        let Some(n) = read::number(self.connection, id)? else { return Ok(()) };
        let sql = "DELETE FROM raw_hash WHERE item = ?1 AND source = ?2";
        let mut statement = self.connection.prepare_cached(sql)?;
        if statement.execute([n, source])? > 0 { self.leave(n, source, last_read) } else { Ok(()) }
    }

    /// A source that nothing was read of for long lists nothing any more.
    pub(super) fn clear_list(&self, source: i64, last_read: i64) -> Result<(), Failure> {
        let nothing = HashSet::new();
        let listed = Listed { hashes: &nothing, kept: &nothing, brought: &[] };
        self.raw_hashes(source, &listed, Some(last_read))?;
        self.execute("UPDATE source_state SET reading = NULL WHERE source = ?1", [source])
    }
}

/// The items that a source listed when it was last read, by the hash of the raw item: those of
/// which that is its version.
pub(super) fn items(
    connection: &Connection,
    source: &SourceId,
) -> Result<HashMap<Hash, ItemId>, Failure> {
    let mut statement = connection.prepare_cached(
        "SELECT hash, item.id FROM source JOIN raw_hash ON raw_hash.source = source.n
             JOIN item ON item.n = raw_hash.item
         WHERE source.id = ?1 AND NOT second",
    )?;
    let item = |row: &rusqlite::Row| Ok((Hash(row.get(0)?), ItemId::from_bytes(row.get(1)?)));
    let rows = statement.query_map([source.as_str()], item)?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// The items that a source gave as some raw items, by number.
pub(super) fn given(
    connection: &Connection,
    source: &SourceId,
    hashes: &HashSet<Hash>,
) -> Result<Vec<StoredItem>, Failure> {
    let Some(source) = read::source_number(connection, source.as_str())? else {
        return Ok(Vec::new());
    };
    let sql = "SELECT item FROM raw_hash WHERE source = ?1 AND hash = ?2 AND item IS NOT NULL";
    let mut statement = connection.prepare_cached(sql)?;
    let mut numbers = BTreeSet::new();
    for hash in hashes {
        let found = statement.query_row(params![source, hash.0], |row| row.get::<_, i64>(0));
        numbers.extend(found.optional()?);
    }
    numbers.into_iter().map(|n| read::item(connection, n)).collect()
}

/// Every source that has an item, and until when.
pub(super) fn sightings(connection: &Connection, id: ItemId) -> Result<Vec<Sighting>, Failure> {
    let Some(n) = read::number(connection, id)? else { return Ok(Vec::new()) };
    let mut statement = connection.prepare_cached(
        "SELECT source.id, first_seen, coalesce(unlisted.at, last_success),
             EXISTS (SELECT 1 FROM raw_hash
                     WHERE raw_hash.item = appearance.item AND raw_hash.source = source.n),
             unlisted.at IS NOT NULL
         FROM appearance JOIN source ON source.n = appearance.source
             LEFT JOIN source_state ON source_state.source = source.n
             LEFT JOIN unlisted
                 ON unlisted.item = appearance.item AND unlisted.source = source.n
         WHERE appearance.item = ?1 ORDER BY rank",
    )?;
    let mut rows = statement.query([n])?;
    let mut sightings = Vec::new();
    while let Some(row) = rows.next()? {
        let (is_listed, has_left): (bool, bool) = (row.get(3)?, row.get(4)?);
        let last = if is_listed || has_left { read::time_if_any(row, 2)? } else { None };
        let (source, first) = (read::source_id(row, 0)?, read::time(row, 1)?);
        sightings.push(Sighting { source, first, last, is_listed });
    }
    Ok(sightings)
}
