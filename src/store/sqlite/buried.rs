//! What is recognised though it is not shown: what was taken down, and what was merged by hand.

use rusqlite::{Connection, OptionalExtension, params};

use crate::model::change::{ItemId, Second, StoredItem};
use crate::model::item::{Item, Key};
use crate::model::kept::{Identity, KeyHash};
use crate::model::source::SourceId;
use crate::model::tombstone::{Cause, Tombstone};

use super::failure::Failure;
use super::write::{Writer, json, millis};
use super::{aged, read};

impl Writer<'_> {
    /// Has an item be recognised of which nothing else may be known.
    pub(super) fn bury(&mut self, identity: &Identity) -> Result<(), Failure> {
        let n = match read::number(self.connection, identity.id)? {
            Some(n) => n,
            None => self.place(identity)?,
        };
        let updated = millis(identity.updated);
        for key in &identity.keys {
            // What is known by what was published once, or by its identity alone, does not know
            // that it lost a key since.
            self.execute(
                "INSERT INTO item_key (hash, item) VALUES (?1, ?2)
                 ON CONFLICT DO UPDATE SET item = excluded.item
                 WHERE EXISTS (SELECT 1 FROM item WHERE n = item_key.item AND updated <= ?3
                               AND json_extract(shown, '$.stand_in'))
                    OR EXISTS (SELECT 1 FROM aged WHERE n = item_key.item AND updated <= ?3)",
                [key.0, n, updated],
            )?;
        }
        self.tell(identity.id, &identity.keys, updated)
    }

    /// A row for an item that is reduced to its identity from the beginning, and its number.
    fn place(&mut self, identity: &Identity) -> Result<i64, Failure> {
        let source = self.source(&identity.source)?;
        let (id, date) = (identity.id.as_bytes(), millis(identity.date));
        // Items get their numbers here alone; parked where no time is.
        self.execute(
            "INSERT INTO item (id, first_seen, date, updated, position, shown)
             VALUES (?1, ?2, ?2, ?3, 0, '')",
            params![id, date, i64::MIN],
        )?;
        let n = self.connection.last_insert_rowid();
        self.execute("DELETE FROM item WHERE n = ?1", [n])?;
        self.execute(
            "INSERT INTO aged (n, id, source, first_seen, date, updated, name)
             VALUES (?1, ?2, ?3, ?4, ?4, ?5, ?6)",
            params![n, id, source, date, millis(identity.updated), identity.name],
        )?;
        Ok(n)
    }

    /// Notes which keys lead to an item, before what it says is forgotten.
    pub(super) fn keep_keys(&self, n: i64, item: &StoredItem) -> Result<(), Failure> {
        self.tell(item.id, &own_keys(self.connection, n, item)?, millis(item.updated))
    }

    fn tell(&self, id: ItemId, keys: &[KeyHash], at: i64) -> Result<(), Failure> {
        for key in keys {
            self.execute(
                "INSERT OR REPLACE INTO told_key (id, hash, at) VALUES (?1, ?2, ?3)",
                params![id.as_bytes(), key.0, at],
            )?;
        }
        self.execute(
            "DELETE FROM told_key WHERE id = ?1 AND hash NOT IN
                 (SELECT hash FROM told_key WHERE id = ?1 ORDER BY at DESC, hash LIMIT ?2)",
            params![id.as_bytes(), limit()],
        )
    }

    /// Keeps what sources say of an item that is merged into another by hand. Where the other has
    /// a version of the source, too, that is the one that counts.
    pub(super) fn keep_versions(&mut self, part: ItemId, whole: ItemId) -> Result<(), Failure> {
        let Some((n, item)) = read::find(self.connection, part)? else { return Ok(()) };
        if item.id != part {
            return Ok(());
        }
        self.keep_keys(n, &item)?;
        self.execute(
            "UPDATE raw_hash SET second = 1 WHERE item = ?1 AND source IN
                 (SELECT source FROM appearance JOIN item ON item.n = appearance.item
                  WHERE item.id = ?2)",
            params![n, whole.as_bytes()],
        )?;
        for version in item.appearances.iter().filter(|version| !version.item.stand_in) {
            let source = self.source(&version.source)?;
            self.version(n, source, &version.item)?;
        }
        Ok(())
    }

    fn version(&self, part: i64, source: i64, version: &Item) -> Result<(), Failure> {
        let sql = "INSERT OR REPLACE INTO second (part, source, version) VALUES (?1, ?2, ?3)";
        self.execute(sql, params![part, source, json(version)])
    }

    /// Follows a version of an item that was merged by hand, which stays beside the one that counts.
    pub(super) fn second(&self, source: i64, second: &Second, at: i64) -> Result<(), Failure> {
        let sql = "SELECT alias.n, alias.id FROM item_key JOIN alias ON alias.n = item_key.item
                   WHERE hash = ?1 AND by_hand";
        let mut statement = self.connection.prepare_cached(sql)?;
        let led = statement.query_row([read::key_hash(&second.led_by)], |row| {
            Ok((row.get(0)?, ItemId::from_bytes(row.get(1)?)))
        });
        let Some((part, id)) = led.optional()? else { return Ok(()) };
        for key in &second.keys {
            let sql = "INSERT OR IGNORE INTO item_key (hash, item) VALUES (?1, ?2)";
            self.execute(sql, [read::key_hash(key), part])?;
        }
        let keys: Vec<_> = second.keys.iter().map(KeyHash::of).collect();
        self.tell(id, &keys, at)?;
        let sql = "UPDATE raw_hash SET second = 1 WHERE source = ?1 AND hash = ?2";
        self.execute(sql, params![source, second.raw_hash.0])?;
        self.version(part, source, &second.version)
    }
}

/// What sources last said of an item that was merged by hand, by its number.
pub(super) fn versions(
    connection: &Connection,
    part: i64,
) -> Result<Vec<(SourceId, Item)>, Failure> {
    let mut statement = connection.prepare_cached(
        "SELECT source.id, version FROM second JOIN source ON source.n = second.source
         WHERE part = ?1 ORDER BY source.id",
    )?;
    let mut rows = statement.query([part])?;
    let mut versions = Vec::new();
    while let Some(row) = rows.next()? {
        let version = read::json(row, 1)?;
        versions.extend(
            version
                .map(|version| Ok::<_, Failure>((read::source_id(row, 0)?, version)))
                .transpose()?,
        );
    }
    Ok(versions)
}

/// What an item that was taken down is recognised by; `item` is what the tombstone leads to.
pub(super) fn identity(
    connection: &Connection,
    tombstone: &Tombstone,
    n: i64,
    item: &StoredItem,
) -> Result<Identity, Failure> {
    let is_merged = matches!(tombstone.cause, Cause::Merged(_));
    let mut keys = if is_merged { Vec::new() } else { own_keys(connection, n, item)? };
    for key in told(connection, tombstone.id, n, is_merged)? {
        if !keys.contains(&key) {
            keys.push(key);
        }
    }
    keys.truncate(Identity::KEYS);
    keys.sort_unstable();
    let is_dated = item.item.published.is_some_and(|published| published.at == item.date);
    let name = if item.is_reduced() {
        aged::name(connection, n)?
    } else {
        (is_dated && !is_merged).then(|| item.item.name_hash())
    };
    let (id, source) = (tombstone.id, item.primary().source.clone());
    Ok(Identity { id, source, date: item.date, updated: tombstone.at, name, keys })
}

/// The keys of an item's versions that lead to it and to no part of it: neither shared by several, nor guids of a source
/// whose guids are not believed.
fn own_keys(connection: &Connection, n: i64, item: &StoredItem) -> Result<Vec<KeyHash>, Failure> {
    let mut keys = Vec::new();
    for version in &item.appearances {
        let are_doubted = guids_are_doubted(connection, &version.source)?;
        let is_believed =
            |key: &&Key| !(are_doubted && matches!(key, Key::Guid(..) | Key::GlobalGuid(_)));
        let title = Key::title_date(&version.source, &version.item);
        let own = version.item.keys.iter().chain([&title]).filter(is_believed);
        for key in own.map(KeyHash::of) {
            if !keys.contains(&key) && owner(connection, key)? == Some((n, false)) {
                keys.push(key);
            }
        }
    }
    Ok(keys)
}

/// The keys that were noted of an item or of what became a part of it, the latest first.
fn told(connection: &Connection, id: ItemId, n: i64, alone: bool) -> Result<Vec<KeyHash>, Failure> {
    let mut statement = connection.prepare_cached(
        "SELECT DISTINCT hash FROM told_key
         WHERE id = ?1 OR NOT ?2 AND id IN (SELECT id FROM alias WHERE item = ?3)
         ORDER BY at DESC, hash LIMIT ?4",
    )?;
    let rows = statement
        .query_map(params![id.as_bytes(), alone, n, limit()], |row| row.get(0).map(KeyHash))?;
    let mut keys = Vec::new();
    for key in rows {
        let key = key?;
        if owner(connection, key)?.is_some_and(|(of, by_hand)| of == n && by_hand == alone) {
            keys.push(key);
        }
    }
    Ok(keys)
}

/// The number of the item that a key leads to, and whether it does so as a part that was merged by
/// hand: such a part is recognised by itself.
fn owner(connection: &Connection, key: KeyHash) -> Result<Option<(i64, bool)>, Failure> {
    let mut statement = connection.prepare_cached(
        "SELECT coalesce(alias.item, item_key.item), coalesce(alias.by_hand, 0)
         FROM item_key LEFT JOIN alias ON alias.n = item_key.item WHERE hash = ?1",
    )?;
    let found = statement.query_row([key.0], |row| Ok((row.get(0)?, row.get(1)?)));
    Ok(found.optional()?)
}

fn guids_are_doubted(connection: &Connection, source: &SourceId) -> Result<bool, Failure> {
    let mut statement = connection.prepare_cached(
        "SELECT guids_doubted FROM source_state
         JOIN source ON source.n = source_state.source WHERE id = ?1",
    )?;
    Ok(statement.query_row([source.as_str()], |row| row.get(0)).optional()?.unwrap_or(false))
}

fn limit() -> i64 {
    i64::try_from(Identity::KEYS).unwrap_or(i64::MAX)
}
