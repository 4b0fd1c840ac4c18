//! Writing what items are recognised by: fingerprints, decisions, and which item was another.

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};
use rusqlite::{OptionalExtension, params};

use crate::model::change::{Change, ItemId, StoredItem};
use crate::model::date::Published;
use crate::model::item::Key;

use super::failure::Failure;
use super::write::{Writer, millis};
use super::{known, read, translation};

const MILLIS_PER_DAY: i64 = 24 * 60 * 60 * 1000;

impl Writer<'_> {
    /// Has keys lead to an item. One that leads to another stays there, unless nothing but its
    /// identity is kept of that.
    pub(super) fn keys(&self, item: i64, keys: &[Key]) -> Result<(), Failure> {
        for key in keys {
            self.execute(
                "INSERT INTO item_key (hash, item) VALUES (?1, ?2)
                 ON CONFLICT DO UPDATE SET item = excluded.item
                 WHERE item_key.item IN (SELECT n FROM aged)",
                [read::key_hash(key), item],
            )?;
        }
        Ok(())
    }

    /// Has keys that led to another item lead to this one.
    pub(super) fn taken(&self, item: i64, keys: &[Key]) -> Result<(), Failure> {
        for key in keys {
            let moved = "UPDATE item_key SET item = ?2 WHERE hash = ?1";
            self.execute(moved, [read::key_hash(key), item])?;
        }
        Ok(())
    }

    /// Fingerprint and decision of a change.
    pub(super) fn identity(&mut self, n: i64, change: &Change) -> Result<(), Failure> {
        let day = change.likeness.day.map(i64::from);
        // An undated item stands where it was first seen.
        let stored_day = day.unwrap_or(days(change.item.date));
        for band in &change.likeness.bands {
            self.execute(
                "INSERT INTO band (hash, day, item) VALUES (?1, ?2, ?3) ON CONFLICT DO NOTHING",
                [band.0, known::place(stored_day, day.is_some()), n],
            )?;
        }
        let Some(decision) = &change.decision else { return Ok(()) };
        let source = self.source(&decision.source)?;
        self.execute(
            "INSERT INTO decision (item, source, rule, score, because, at)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6) ON CONFLICT DO NOTHING",
            params![
                n,
                source,
                decision.matched.rule.code(),
                decision.matched.score,
                decision.because,
                millis(decision.at),
            ],
        )
    }

    /// Takes away the fingerprints of days at which no version of an item stands any more: one that
    /// is dated anew at every reading would else have ever more of them.
    pub(super) fn move_bands(
        &self,
        n: i64,
        before: &StoredItem,
        change: &Change,
    ) -> Result<(), Failure> {
        let now = standing(&change.item);
        for (day, is_dated) in standing(before).difference(&now) {
            for band in &change.likeness.bands {
                let sql = "DELETE FROM band WHERE hash = ?1 AND day = ?2 AND item = ?3";
                self.execute(sql, [band.0, known::place(*day, *is_dated), n])?;
            }
        }
        Ok(())
    }

    /// Takes the items that turned out to be another out of the ledger. Their keys and bands stay
    /// where they are, and lead on through `alias`.
    pub(super) fn absorb(&mut self, into: i64, change: &Change) -> Result<(), Failure> {
        for id in &change.absorbed {
            match self.own_number(*id)? {
                Some(n) if n != into => self.absorb_one(n, *id, into, change.item.id)?,
                Some(_) => {}
                // Written for the second time, its id leads on already.
                None if read::number(self.connection, *id)?.is_some() => {}
                None => return Err(rusqlite::Error::QueryReturnedNoRows.into()),
            }
        }
        Ok(())
    }

    /// The number of the item that has this id itself, in full or not.
    fn own_number(&self, id: ItemId) -> Result<Option<i64>, Failure> {
        let sql = "SELECT n FROM item WHERE id = ?1 UNION ALL SELECT n FROM aged WHERE id = ?1";
        let mut statement = self.connection.prepare_cached(sql)?;
        Ok(statement.query_row([id.as_bytes()], |row| row.get(0)).optional()?)
    }

    fn absorb_one(&self, n: i64, id: ItemId, into: i64, into_id: ItemId) -> Result<(), Failure> {
        self.execute("DELETE FROM appearance WHERE item = ?1", [n])?;
        self.execute("UPDATE OR IGNORE decision SET item = ?2 WHERE item = ?1", [n, into])?;
        self.execute("DELETE FROM decision WHERE item = ?1", [n])?;
        self.execute("UPDATE alias SET item = ?2 WHERE item = ?1", [n, into])?;
        self.execute("UPDATE raw_hash SET item = ?2 WHERE item = ?1", [n, into])?;
        self.execute("UPDATE OR IGNORE unlisted SET item = ?2 WHERE item = ?1", [n, into])?;
        self.execute("DELETE FROM unlisted WHERE item = ?1", [n])?;
        translation::absorb(self.connection, n, into)?;
        // What is listed as the one is listed as the whole.
        self.execute(
            "UPDATE item SET unlisted = NULL
             WHERE n = ?1 AND EXISTS (SELECT 1 FROM raw_hash WHERE item = ?1)",
            [into],
        )?;
        self.execute(
            "UPDATE OR IGNORE detached SET id = ?2 WHERE id = ?1",
            params![id.as_bytes(), into_id.as_bytes()],
        )?;
        self.execute("DELETE FROM item WHERE n = ?1", [n])?;
        self.execute("DELETE FROM aged WHERE n = ?1", [n])?;
        let alias = params![n, id.as_bytes(), into];
        self.execute("INSERT INTO alias (n, id, item) VALUES (?1, ?2, ?3)", alias)?;
        // What a person hid stays hidden under whatever id it comes back. What its source took back
        // is no more than that source's version of the whole.
        let ids = params![id.as_bytes(), into_id.as_bytes()];
        self.execute("UPDATE OR IGNORE tombstone SET id = ?2 WHERE id = ?1 AND kind = 0", ids)?;
        self.execute("DELETE FROM tombstone WHERE id = ?1 AND kind < 2", [id.as_bytes()])?;
        self.execute("UPDATE tombstone SET whole = ?2 WHERE whole = ?1", ids)?;
        // Whoever is kept apart from it is kept apart from the whole.
        let pair = params![id.as_bytes(), into_id.as_bytes()];
        self.execute(
            "INSERT OR IGNORE INTO apart (one, other, part, at)
             SELECT min(?2, third), max(?2, third), CASE part WHEN ?1 THEN ?2 ELSE part END, at
             FROM (SELECT other AS third, part, at FROM apart WHERE one = ?1
                   UNION ALL SELECT one, part, at FROM apart WHERE other = ?1)",
            pair,
        )?;
        self.execute("DELETE FROM apart WHERE one = ?1 OR other = ?1", [id.as_bytes()])
    }
}

fn days(time: DateTime<Utc>) -> i64 {
    millis(time).div_euclid(MILLIS_PER_DAY)
}

/// The days under which an item's versions are found, and whether these are theirs: an undated one
/// stands where the item does.
fn standing(item: &StoredItem) -> BTreeSet<(i64, bool)> {
    let day = |published: Option<Published>| {
        published.map_or((days(item.date), false), |date| (days(date.at), true))
    };
    item.appearances.iter().map(|version| day(version.item.published)).collect()
}
