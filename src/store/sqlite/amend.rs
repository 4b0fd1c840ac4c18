//! Writing what a person decided.

use rusqlite::{Connection, OptionalExtension, TransactionBehavior, params};

use crate::model::change::{Change, ChangeKind, ItemId};
use crate::model::kept::{Apart, KeyHash};
use crate::model::source::SourceId;
use crate::model::tombstone::{Amendment, Parting};

use super::failure::Failure;
use super::read;
use super::write::{Writer, millis};

/// Writes all of it or nothing.
pub(super) fn amend(connection: &mut Connection, amendment: &Amendment) -> Result<(), Failure> {
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let mut writer = Writer::new(&transaction);
    for (whole, part) in &amendment.rejoined {
        writer.rejoin(*whole, *part)?;
    }
    for identity in &amendment.identities {
        writer.bury(identity)?;
    }
    for change in &amendment.changes {
        for part in change.absorbed.iter().filter(|part| amendment.by_hand.contains(part)) {
            writer.keep_versions(*part, change.item.id)?;
        }
    }
    for change in amendment.changes.iter().filter(|change| change.kind == ChangeKind::Added) {
        writer.revive(change.item.id)?;
    }
    // What absorbs others comes last in an amendment, so that these are there by then.
    let absorbing = |change: &Change| !change.absorbed.is_empty();
    let all = &amendment.changes;
    let (first, then) = all.split_at(all.iter().position(absorbing).unwrap_or(all.len()));
    writer.changes(first)?;
    writer.changes(then)?;
    for parting in &amendment.partings {
        writer.part(parting)?;
    }
    for id in &amendment.by_hand {
        writer.execute("UPDATE alias SET by_hand = 1 WHERE id = ?1", [id.as_bytes()])?;
    }
    for change in &amendment.changes {
        writer.unlist(change.item.id)?;
    }
    writer.tombstones(&amendment.tombstones, &amendment.lifts)?;
    Ok(transaction.commit()?)
}

impl Writer<'_> {
    fn rejoin(&self, whole: ItemId, part: ItemId) -> Result<(), Failure> {
        let (one, other) = (whole.min(part), whole.max(part));
        let pair = params![one.as_bytes(), other.as_bytes()];
        self.execute("DELETE FROM apart WHERE one = ?1 AND other = ?2", pair)?;
        [(whole, part), (part, whole)].into_iter().try_for_each(|(one, other)| {
            self.execute(
                "DELETE FROM detached WHERE id = ?1 AND source IN
                     (SELECT source FROM appearance JOIN item ON item.n = appearance.item
                      WHERE item.id = ?2)",
                params![one.as_bytes(), other.as_bytes()],
            )
        })
    }

    /// An id that led to another item is an item's own again, with the number that its keys know.
    fn revive(&mut self, id: ItemId) -> Result<(), Failure> {
        let sql = "DELETE FROM alias WHERE id = ?1 RETURNING n";
        let mut statement = self.connection.prepare_cached(sql)?;
        let number = statement.query_row([id.as_bytes()], |row| row.get(0)).optional()?;
        if let Some(number) = number {
            self.revived.insert(id, number);
            self.execute("DELETE FROM tombstone WHERE id = ?1 AND kind = 2", [id.as_bytes()])?;
            self.execute("DELETE FROM second WHERE part = ?1", [number])?;
        }
        Ok(())
    }

    /// What no source has in its list, as far as is known, was last there when it last changed.
    fn unlist(&self, id: ItemId) -> Result<(), Failure> {
        self.execute(
            "UPDATE item SET unlisted = updated WHERE id = ?1 AND unlisted IS NULL
                 AND NOT EXISTS (SELECT 1 FROM raw_hash WHERE raw_hash.item = item.n)",
            [id.as_bytes()],
        )
    }

    /// Keeps two apart from now on, and gives each what is its own, where both are there: keys,
    /// place in the source's list, decisions.
    fn part(&mut self, parting: &Parting) -> Result<(), Failure> {
        self.keep_apart(parting)?;
        let number = |id| read::number(self.connection, id);
        let (Some(whole), Some(part)) = (number(parting.whole)?, number(parting.part)?) else {
            return Ok(());
        };
        let source = self.source(&parting.source)?;
        self.move_keys(&parting.keys, whole, part)?;
        self.move_keys(&parting.kept, part, whole)?;
        let moved = params![whole, part, source];
        for sql in [
            "UPDATE raw_hash SET item = ?2, second = 0 WHERE item = ?1 AND source = ?3",
            "UPDATE OR REPLACE unlisted SET item = ?2 WHERE item = ?1 AND source = ?3",
        ] {
            self.execute(sql, moved)?;
        }
        let sql = "DELETE FROM decision WHERE item = ?1 AND source = ?2";
        self.execute(sql, [whole, source])
    }

    /// Has keys lead from one item, or from what became a part of it, to another.
    fn move_keys(&self, keys: &[KeyHash], from: i64, to: i64) -> Result<(), Failure> {
        keys.iter().try_for_each(|key| {
            self.execute(
                "UPDATE item_key SET item = ?2 WHERE hash = ?1
                     AND (item = ?3 OR item IN (SELECT n FROM alias WHERE alias.item = ?3))",
                [key.0, to, from],
            )
        })
    }

    fn keep_apart(&mut self, parting: &Parting) -> Result<(), Failure> {
        let Parting { whole, part, .. } = parting;
        let (one, other) = (whole.min(part), whole.max(part));
        self.execute(
            "INSERT OR IGNORE INTO apart (one, other, part, at) VALUES (?1, ?2, ?3, ?4)",
            params![one.as_bytes(), other.as_bytes(), part.as_bytes(), millis(parting.at)],
        )?;
        let others = parting.others.iter().map(|source| (part, source));
        for (id, source) in others.chain([(whole, &parting.source)]) {
            let source = self.source(source)?;
            let sql = "INSERT OR IGNORE INTO detached (id, source) VALUES (?1, ?2)";
            self.execute(sql, params![id.as_bytes(), source])?;
        }
        Ok(())
    }
}

/// What a person split, the latest first.
pub(super) fn kept_apart(connection: &Connection, limit: usize) -> Result<Vec<Apart>, Failure> {
    let mut statement = connection.prepare_cached(
        "SELECT part, CASE part WHEN one THEN other ELSE one END, at FROM apart
         ORDER BY at DESC, one, other LIMIT ?1",
    )?;
    let mut rows = statement.query([i64::try_from(limit).unwrap_or(i64::MAX)])?;
    let mut all = Vec::new();
    while let Some(row) = rows.next()? {
        let (part, whole) = (ItemId::from_bytes(row.get(0)?), ItemId::from_bytes(row.get(1)?));
        all.push(Apart {
            whole,
            part,
            at: read::time(row, 2)?,
            not_whole: detached(connection, whole)?,
            not_part: detached(connection, part)?,
        });
    }
    Ok(all)
}

/// Sources whose versions are never an item.
fn detached(connection: &Connection, id: ItemId) -> Result<Vec<SourceId>, Failure> {
    let mut statement = connection.prepare_cached(
        "SELECT source.id FROM detached JOIN source ON source.n = detached.source
         WHERE detached.id = ?1 ORDER BY source.id LIMIT ?2",
    )?;
    let limit = i64::try_from(Apart::SOURCES).unwrap_or(i64::MAX);
    let mut rows = statement.query(params![id.as_bytes(), limit])?;
    let mut sources = Vec::new();
    while let Some(row) = rows.next()? {
        sources.push(read::source_id(row, 0)?);
    }
    Ok(sources)
}
