//! Tombstones: written, lifted, listed.

use rusqlite::{Connection, OptionalExtension, Row, params};

use crate::model::change::ItemId;
use crate::model::source::SourceId;
use crate::model::tombstone::{Buried, Cause, Lift, Lifted, Tombstone};

use super::failure::Failure;
use super::write::{Writer, millis};
use super::{buried, read, stamp};

const HIDDEN: i64 = 0;
const RETRACTED: i64 = 1;
const MERGED: i64 = 2;

const SELECT: &str = "SELECT source.id, tombstone.id, kind, at, whole, note
     FROM tombstone LEFT JOIN source ON source.n = tombstone.source";

impl Writer<'_> {
    pub(super) fn tombstones(
        &mut self,
        tombstones: &[Tombstone],
        lifts: &[Lift],
    ) -> Result<(), Failure> {
        for one in tombstones {
            self.tombstone(one)?;
        }
        lifts.iter().try_for_each(|lift| self.lift(lift))
    }

    fn tombstone(&mut self, one: &Tombstone) -> Result<(), Failure> {
        let (kind, source, whole) = match &one.cause {
            Cause::Hidden => (HIDDEN, None, None),
            Cause::Retracted(source) => (RETRACTED, Some(self.source(source)?), None),
            Cause::Merged(whole) => (MERGED, None, Some(whole.as_bytes())),
        };
        self.execute(
            "INSERT OR REPLACE INTO tombstone (id, kind, at, source, whole, note)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
            params![one.id.as_bytes(), kind, millis(one.at), source, whole, one.note],
        )
    }

    pub(super) fn lift(&self, lift: &Lift) -> Result<(), Failure> {
        let kind = match lift.of {
            Lifted::Hidden => HIDDEN,
            Lifted::Retracted => RETRACTED,
        };
        let sql = "DELETE FROM tombstone WHERE id = ?1 AND kind = ?2 RETURNING at";
        let mut statement = self.connection.prepare_cached(sql)?;
        let at = statement.query_row(params![lift.id.as_bytes(), kind], |row| row.get(0));
        if let Some(at) = at.optional()?
            && of(self.connection, lift.id)?.is_empty()
        {
            self.touch(lift, at)?;
        }
        Ok(())
    }

    /// Makes an item one that changed when it was shown again, unless it says so already.
    fn touch(&self, lift: &Lift, taken_down: i64) -> Result<(), Failure> {
        let sql = "SELECT updated FROM item WHERE id = ?1";
        let mut statement = self.connection.prepare_cached(sql)?;
        let before = statement.query_row([lift.id.as_bytes()], |row| row.get::<_, i64>(0));
        let now = millis(lift.at).max(taken_down + 1);
        let Some(before) = before.optional()? else {
            // Of one that is reduced to its identity readers see nothing.
            let sql = "UPDATE aged SET updated = ?2 WHERE id = ?1";
            return self.execute(sql, params![lift.id.as_bytes(), now]);
        };
        if before > taken_down && before == millis(lift.at) {
            return Ok(());
        }
        let wish = now.max(before + 1);
        let updated = stamp::unique(self.connection, &[wish])?[0];
        self.execute(
            "UPDATE item SET updated = ?2 WHERE id = ?1",
            params![lift.id.as_bytes(), updated],
        )
    }
}

/// The source that took an item back.
pub(super) fn retracted_by(
    connection: &Connection,
    id: ItemId,
) -> Result<Option<SourceId>, Failure> {
    let sql = format!("{SELECT} WHERE tombstone.id = ?1 AND kind = {RETRACTED}");
    let mut statement = connection.prepare_cached(&sql)?;
    let mut rows = statement.query([id.as_bytes()])?;
    let row = rows.next()?;
    row.map(|row| read::source_id(row, 0)).transpose()
}

/// The tombstones of one item.
pub(super) fn of(connection: &Connection, id: ItemId) -> Result<Vec<Tombstone>, Failure> {
    let sql = format!("{SELECT} WHERE tombstone.id = ?1 ORDER BY kind");
    let mut statement = connection.prepare_cached(&sql)?;
    let mut rows = statement.query([id.as_bytes()])?;
    let mut tombstones = Vec::new();
    while let Some(row) = rows.next()? {
        tombstones.push(tombstone(row)?);
    }
    Ok(tombstones)
}

/// The newest tombstones with their items.
pub(super) fn newest(connection: &Connection, limit: usize) -> Result<Vec<Buried>, Failure> {
    let sql = format!("{SELECT} ORDER BY at DESC, tombstone.id, kind LIMIT ?1");
    let mut statement = connection.prepare_cached(&sql)?;
    let mut rows = statement.query([i64::try_from(limit).unwrap_or(i64::MAX)])?;
    let mut all = Vec::new();
    while let Some(row) = rows.next()? {
        let tombstone = tombstone(row)?;
        let of = match &tombstone.cause {
            Cause::Merged(whole) => *whole,
            Cause::Hidden | Cause::Retracted(_) => tombstone.id,
        };
        let found = read::find(connection, of)?;
        let identity =
            found.as_ref().map(|(n, item)| buried::identity(connection, &tombstone, *n, item));
        let identity = identity.transpose()?;
        let item = found.map(|(_, item)| item);
        all.push(Buried { tombstone, item, identity });
    }
    Ok(all)
}

fn tombstone(row: &Row) -> Result<Tombstone, Failure> {
    let cause = match row.get(2)? {
        HIDDEN => Cause::Hidden,
        RETRACTED => Cause::Retracted(read::source_id(row, 0)?),
        MERGED => Cause::Merged(ItemId::from_bytes(row.get(4)?)),
        _ => return Err(read::unreadable(row, 2, "no kind of tombstone")),
    };
    let (id, at) = (ItemId::from_bytes(row.get(1)?), read::time(row, 3)?);
    Ok(Tombstone { id, cause, at, note: row.get(5)? })
}
