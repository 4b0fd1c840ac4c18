//! Writing what items are recognised by: fingerprints, decisions, and which item was another.

use rusqlite::{OptionalExtension, params};

use crate::model::change::{Change, ItemId};

use super::failure::Failure;
use super::known;
use super::write::{Writer, millis};

const MILLIS_PER_DAY: i64 = 24 * 60 * 60 * 1000;

impl Writer<'_> {
    /// Fingerprint and decision of a change.
    pub(super) fn identity(&mut self, n: i64, change: &Change) -> Result<(), Failure> {
        let day = change.likeness.day.map(i64::from);
        // An undated item stands where it was first seen.
        let stored_day = day.unwrap_or(millis(change.item.date).div_euclid(MILLIS_PER_DAY));
        for band in &change.likeness.bands {
            self.execute(
                "INSERT INTO band (hash, day, item) VALUES (?1, ?2, ?3) ON CONFLICT DO NOTHING",
                [known::hash(*band, day.is_some()), stored_day, n],
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

    /// Takes the items that turned out to be another out of the ledger. Their keys and bands stay
    /// where they are, and lead on through `alias`.
    pub(super) fn absorb(&mut self, change: &Change) -> Result<(), Failure> {
        if change.absorbed.is_empty() {
            return Ok(());
        }
        let into = self.item_number(change.item.id)?;
        for id in &change.absorbed {
            if let (Some(into), Some(n)) = (into, self.item_number(*id)?) {
                self.absorb_one(n, *id, into, change.item.id)?;
            }
        }
        Ok(())
    }

    fn item_number(&self, id: ItemId) -> Result<Option<i64>, Failure> {
        let mut statement = self.connection.prepare_cached("SELECT n FROM item WHERE id = ?1")?;
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
        // What is listed as the one is listed as the whole, and hidden as the one, hidden.
        self.execute(
            "UPDATE item SET unlisted = NULL
             WHERE n = ?1 AND EXISTS (SELECT 1 FROM raw_hash WHERE item = ?1)",
            [into],
        )?;
        self.execute(
            "INSERT OR IGNORE INTO tombstone (id, kind, at, note)
             SELECT ?2, kind, at, note FROM tombstone WHERE id = ?1 AND kind = 0",
            params![id.as_bytes(), into_id.as_bytes()],
        )?;
        self.execute(
            "UPDATE OR IGNORE detached SET id = ?2 WHERE id = ?1",
            params![id.as_bytes(), into_id.as_bytes()],
        )?;
        self.execute("DELETE FROM item WHERE n = ?1", [n])?;
        let alias = params![n, id.as_bytes(), into];
        self.execute("INSERT INTO alias (n, id, item) VALUES (?1, ?2, ?3)", alias)?;
        // What a person hid stays hidden under whatever id it comes back.
        let ids = params![id.as_bytes(), into_id.as_bytes()];
        self.execute("UPDATE OR IGNORE tombstone SET id = ?2 WHERE id = ?1", ids)?;
        self.execute("UPDATE tombstone SET whole = ?2 WHERE whole = ?1", ids)?;
        // Whoever is kept apart from it is kept apart from the whole.
        let pair = params![id.as_bytes(), into_id.as_bytes()];
        self.execute(
            "INSERT OR IGNORE INTO apart (one, other, at)
             SELECT min(?2, third), max(?2, third), at FROM
                 (SELECT other AS third, at FROM apart WHERE one = ?1
                  UNION ALL SELECT one, at FROM apart WHERE other = ?1)",
            pair,
        )?;
        self.execute("DELETE FROM apart WHERE one = ?1 OR other = ?1", [id.as_bytes()])
    }
}
