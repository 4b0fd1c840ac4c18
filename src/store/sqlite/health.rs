//! Troubles, what sources did day by day, and what was told of it.

use std::collections::BTreeMap;

use chrono::{DateTime, NaiveDate, Utc};
use rusqlite::{Connection, Row, TransactionBehavior, params};

use crate::model::health::{DayCount, Found, HealthNote, Subject, Trouble};
use crate::model::source::SourceId;
use crate::store::{DAYS_KEPT, TROUBLES_KEPT};

use super::failure::Failure;
use super::read;

const SOURCE: i64 = 0;
const FILE: i64 = 1;

/// Days since the beginning of the common era: chrono's own count.
fn number(day: NaiveDate) -> i32 {
    chrono::Datelike::num_days_from_ce(&day)
}

fn parts(subject: &Subject) -> (i64, &str) {
    match subject {
        Subject::Source(id) => (SOURCE, id.as_str()),
        Subject::File(path) => (FILE, path),
    }
}

/// Writes what a pass says.
pub(super) fn note(connection: &mut Connection, note: &HealthNote) -> Result<(), Failure> {
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    for (source, count) in &note.days {
        count_day(&transaction, source, count, note.at)?;
    }
    let open = troubles(&transaction, true)?;
    for trouble in &open {
        if !note.found.iter().any(|found| found.subject == trouble.found.subject) {
            let sql = "UPDATE trouble SET closed = ?2 WHERE id = ?1";
            transaction.execute(sql, params![trouble.id, note.at.timestamp_millis()])?;
        }
    }
    for found in &note.found {
        let (kind, subject) = parts(&found.subject);
        let sql = "INSERT INTO trouble (kind, subject, code, came, opened)
                   VALUES (?1, ?2, ?3, ?4, ?5) ON CONFLICT DO NOTHING";
        let opened = note.at.timestamp_millis();
        let values = params![kind, subject, found.code, found.came, opened];
        transaction.prepare_cached(sql)?.execute(values)?;
    }
    transaction.execute(
        "DELETE FROM trouble WHERE closed IS NOT NULL AND id <=
             (SELECT id FROM trouble ORDER BY id DESC LIMIT 1 OFFSET ?1)",
        [i64::try_from(TROUBLES_KEPT).unwrap_or(i64::MAX)],
    )?;
    Ok(transaction.commit()?)
}

fn count_day(
    connection: &Connection,
    source: &SourceId,
    count: &DayCount,
    at: DateTime<Utc>,
) -> Result<(), Failure> {
    let Some(source) = read::source_number(connection, source.as_str())? else { return Ok(()) };
    let day = number(count.day);
    let sql = "INSERT INTO source_day (source, day, fine, failed, added, last)
               VALUES (?1, ?2, ?3, ?4, ?5, ?6)
               ON CONFLICT DO UPDATE SET fine = fine + excluded.fine,
                   failed = failed + excluded.failed, added = added + excluded.added,
                   last = excluded.last
               WHERE last < excluded.last";
    let values = params![source, day, count.fine, count.failed, count.added, at.timestamp_millis()];
    connection.prepare_cached(sql)?.execute(values)?;
    let sql = "DELETE FROM source_day WHERE source = ?1 AND day <= ?2";
    let kept = i64::from(day) - i64::try_from(DAYS_KEPT).unwrap_or(i64::MAX);
    connection.prepare_cached(sql)?.execute([source, kept])?;
    Ok(())
}

/// Troubles, the latest first.
pub(super) fn troubles(connection: &Connection, only_open: bool) -> Result<Vec<Trouble>, Failure> {
    let sql = "SELECT id, kind, subject, code, came, opened, closed FROM trouble
               WHERE closed IS NULL OR NOT ?1 ORDER BY opened DESC, id DESC";
    let mut statement = connection.prepare_cached(sql)?;
    let mut rows = statement.query([only_open])?;
    let mut troubles = Vec::new();
    while let Some(row) = rows.next()? {
        troubles.push(trouble(row)?);
    }
    Ok(troubles)
}

fn trouble(row: &Row) -> Result<Trouble, Failure> {
    let subject = match row.get::<_, i64>(1)? {
        SOURCE => Subject::Source(read::source_id(row, 2)?),
        _ => Subject::File(row.get(2)?),
    };
    Ok(Trouble {
        id: row.get(0)?,
        found: Found { subject, code: row.get(3)?, came: row.get(4)? },
        opened: read::time(row, 5)?,
        closed: read::time_if_any(row, 6)?,
    })
}

/// What sources did since a day.
pub(super) fn days(
    connection: &Connection,
    from: NaiveDate,
) -> Result<BTreeMap<SourceId, Vec<DayCount>>, Failure> {
    let sql = "SELECT source.id, day, fine, failed, added FROM source_day
               JOIN source ON source.n = source_day.source WHERE day >= ?1 ORDER BY source_day.source, day";
    let mut statement = connection.prepare_cached(sql)?;
    let mut rows = statement.query([number(from)])?;
    let mut days: BTreeMap<SourceId, Vec<DayCount>> = BTreeMap::new();
    while let Some(row) = rows.next()? {
        let Some(day) = NaiveDate::from_num_days_from_ce_opt(row.get(1)?) else { continue };
        let (fine, failed, added) = (row.get(2)?, row.get(3)?, row.get(4)?);
        days.entry(read::source_id(row, 0)?).or_default().push(DayCount {
            day,
            fine,
            failed,
            added,
        });
    }
    Ok(days)
}

/// Those of some events that were not told yet.
pub(super) fn untold(connection: &Connection, events: Vec<String>) -> Result<Vec<String>, Failure> {
    let mut statement = connection.prepare_cached("SELECT 1 FROM told WHERE event = ?1")?;
    let mut untold = Vec::new();
    for event in events {
        if !statement.exists([&event])? {
            untold.push(event);
        }
    }
    Ok(untold)
}

pub(super) fn tell(
    connection: &mut Connection,
    events: &[String],
    at: DateTime<Utc>,
) -> Result<(), Failure> {
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    for event in events {
        let sql = "INSERT OR REPLACE INTO told (event, at) VALUES (?1, ?2)";
        transaction.prepare_cached(sql)?.execute(params![event, at.timestamp_millis()])?;
    }
    Ok(transaction.commit()?)
}
