//! The ways of sources, and incidents.

use std::io::{Read, Write};

use chrono::{DateTime, Utc};
use flate2::Compression;
use flate2::read::DeflateDecoder;
use flate2::write::DeflateEncoder;
use rusqlite::{Connection, OptionalExtension, Row, params};
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::model::drift::{Incident, Noticed, SeenPage, Sighting, Suspicion, Verdict, Ways};
use crate::model::hash::Hash;
use crate::model::source::SourceId;
use crate::store::{INCIDENTS_KEPT, PAGE_KEPT};

use super::failure::Failure;
use super::read;

const COLUMNS: &str = "incident.id, source.id, code, opened, last_seen, closed, accepted, expected,
    came, selectors, page_size, can_be_accepted";

pub(super) fn ways(connection: &Connection, source: &SourceId) -> Result<Ways, Failure> {
    let mut statement = connection.prepare_cached(
        "SELECT layout, baseline, healed, earlier FROM ways JOIN source ON source.n = ways.source
         WHERE source.id = ?1",
    )?;
    let ways = statement.query_row([source.as_str()], |row| {
        let layout = row.get::<_, Option<_>>(0)?.map(Hash);
        let (baseline, healed) = (row.get(1)?, parsed(&row.get::<_, String>(2)?));
        Ok(Ways { layout, baseline, healed, earlier: parsed(&row.get::<_, String>(3)?) })
    });
    Ok(ways.optional()?.unwrap_or_default())
}

/// Incidents, the latest first.
pub(super) fn incidents(
    connection: &Connection,
    only_open: bool,
) -> Result<Vec<Incident>, Failure> {
    let mut statement = connection.prepare_cached(&format!(
        "SELECT {COLUMNS} FROM incident JOIN source ON source.n = incident.source
         WHERE closed IS NULL OR NOT ?1 ORDER BY opened DESC, incident.id DESC"
    ))?;
    let mut rows = statement.query([only_open])?;
    let mut incidents = Vec::new();
    while let Some(row) = rows.next()? {
        let id: i64 = row.get(0)?;
        let incident = incident(row);
        incidents.push(incident.map_err(|failure| failure.reading(|| format!("incident {id}")))?);
    }
    Ok(incidents)
}

fn incident(row: &Row) -> Result<Incident, Failure> {
    let code: String = row.get(2)?;
    let unknown = || read::unreadable(row, 2, format!("no verdict is called {code:?}"));
    let size: Option<i64> = row.get(10)?;
    Ok(Incident {
        id: row.get(0)?,
        source: read::source_id(row, 1)?,
        verdict: Verdict::of_code(&code).ok_or_else(unknown)?,
        opened: read::time(row, 3)?,
        last_seen: read::time(row, 4)?,
        closed: read::time_if_any(row, 5)?,
        accepted: row.get(6)?,
        expected: row.get(7)?,
        came: row.get(8)?,
        selectors: parsed(&row.get::<_, String>(9)?),
        can_be_accepted: row.get(11)?,
        page_bytes: size.map(i64::unsigned_abs),
    })
}

pub(super) fn page(connection: &Connection, id: i64) -> Result<Option<SeenPage>, Failure> {
    let sql = "SELECT page, page_type FROM incident WHERE id = ?1 AND page IS NOT NULL";
    let mut statement = connection.prepare_cached(sql)?;
    let row = statement
        .query_row([id], |row| Ok((row.get::<_, Vec<u8>>(0)?, row.get::<_, Option<String>>(1)?)));
    let Some((packed, content_type)) = row.optional()? else { return Ok(None) };
    let mut body = Vec::new();
    let mut unpacked = DeflateDecoder::new(packed.as_slice()).take(PAGE_KEPT as u64);
    unpacked.read_to_end(&mut body).map_err(|error| Failure::Damaged {
        what: format!("the page of incident {id}"),
        source: error.into(),
    })?;
    Ok(Some(SeenPage { content_type, body }))
}

/// Notes that what came is right from now on, and makes the source due. False: there is no such
/// open incident.
pub(super) fn accept(connection: &mut Connection, id: i64) -> Result<bool, Failure> {
    let transaction = connection.transaction()?;
    let sql = "UPDATE incident SET accepted = 1 WHERE id = ?1 AND closed IS NULL";
    let found = transaction.execute(sql, [id])? > 0;
    let sql = "UPDATE source_state SET next_due = NULL WHERE source =
                   (SELECT source FROM incident WHERE id = ?1 AND closed IS NULL)";
    transaction.execute(sql, [id])?;
    transaction.commit()?;
    Ok(found)
}

/// Writes what was noticed of a source.
pub(super) fn notice(
    connection: &Connection,
    source: i64,
    noticed: &Noticed,
    at: DateTime<Utc>,
) -> Result<(), Failure> {
    let Ways { layout, baseline, healed, earlier } = &noticed.ways;
    let sql = "INSERT OR REPLACE INTO ways (source, layout, baseline, healed, earlier)
               VALUES (?1, ?2, ?3, ?4, ?5)";
    let layout = layout.map(|hash| hash.0);
    let values = params![source, layout, baseline, json(healed), json(earlier)];
    connection.prepare_cached(sql)?.execute(values)?;
    match &noticed.sighting {
        None => Ok(()),
        Some(Sighting::Over) => close(connection, source, at),
        Some(Sighting::Suspicious(suspicion)) => see(connection, source, suspicion, at),
        Some(Sighting::Repaired(suspicion)) => {
            see(connection, source, suspicion, at)?;
            close(connection, source, at)
        }
    }
}

fn close(connection: &Connection, source: i64, at: DateTime<Utc>) -> Result<(), Failure> {
    let sql = "UPDATE incident SET closed = ?2 WHERE source = ?1 AND closed IS NULL";
    connection.prepare_cached(sql)?.execute(params![source, at.timestamp_millis()])?;
    Ok(())
}

/// Opens an incident, or brings the open one up to date. What was seen first is kept until it
/// turns into something else; that was not accepted yet.
fn see(
    connection: &Connection,
    source: i64,
    suspicion: &Suspicion,
    at: DateTime<Utc>,
) -> Result<(), Failure> {
    let (code, at) = (suspicion.verdict.code(), at.timestamp_millis());
    let same = "code = ?2 AND selectors = ?3 AND can_be_accepted = ?4";
    let sql = format!("SELECT id, {same} FROM incident WHERE source = ?1 AND closed IS NULL");
    let mut statement = connection.prepare_cached(&sql)?;
    let values = params![source, code, json(&suspicion.selectors), suspicion.can_be_accepted];
    let open = statement.query_row(values, |row| Ok((row.get::<_, i64>(0)?, row.get(1)?)));
    let Some((id, is_same)) = open.optional()? else {
        return open_anew(connection, source, suspicion, at);
    };
    let sql = "UPDATE incident SET last_seen = ?2 WHERE id = ?1";
    connection.prepare_cached(sql)?.execute([id, at])?;
    if is_same {
        return Ok(());
    }
    let (page, size, kind) = pack(suspicion.page.as_ref());
    let sql = "UPDATE incident SET code = ?2, expected = ?3, came = ?4, selectors = ?5, page = ?6,
                   page_size = ?7, page_type = ?8, can_be_accepted = ?9, accepted = 0
               WHERE id = ?1";
    let Suspicion { expected, came, selectors, can_be_accepted, .. } = suspicion;
    let values =
        params![id, code, expected, came, json(selectors), page, size, kind, can_be_accepted];
    connection.prepare_cached(sql)?.execute(values)?;
    Ok(())
}

fn open_anew(
    connection: &Connection,
    source: i64,
    suspicion: &Suspicion,
    at: i64,
) -> Result<(), Failure> {
    let (page, size, kind) = pack(suspicion.page.as_ref());
    let Suspicion { verdict, expected, came, selectors, can_be_accepted, .. } = suspicion;
    let sql = "INSERT INTO incident (source, code, opened, last_seen, accepted, expected, came,
                   selectors, page, page_size, page_type, can_be_accepted)
               VALUES (?1, ?2, ?3, ?3, 0, ?4, ?5, ?6, ?7, ?8, ?9, ?10)
               ON CONFLICT (source, opened) DO NOTHING";
    let (code, selectors) = (verdict.code(), json(selectors));
    let values =
        params![source, code, at, expected, came, selectors, page, size, kind, can_be_accepted];
    connection.prepare_cached(sql)?.execute(values)?;
    let sql = "DELETE FROM incident WHERE source = ?1 AND closed IS NOT NULL AND id NOT IN
                   (SELECT id FROM incident WHERE source = ?1 ORDER BY opened DESC LIMIT ?2)";
    let kept = i64::try_from(INCIDENTS_KEPT).unwrap_or(i64::MAX);
    connection.prepare_cached(sql)?.execute([source, kept])?;
    Ok(())
}

type Packed<'a> = (Option<Vec<u8>>, Option<i64>, Option<&'a str>);

fn pack(page: Option<&SeenPage>) -> Packed<'_> {
    let Some(page) = page else { return (None, None, None) };
    let body = &page.body[..page.body.len().min(PAGE_KEPT)];
    let mut encoder = DeflateEncoder::new(Vec::new(), Compression::default());
    // Writing into memory does not fail; if it did, the incident would go without its page.
    let packed = encoder.write_all(body).and_then(|()| encoder.finish()).ok();
    (packed, i64::try_from(body.len()).ok(), page.content_type.as_deref())
}

fn json(selectors: &impl Serialize) -> String {
    serde_json::to_string(selectors).unwrap_or_default()
}

fn parsed<T: DeserializeOwned + Default>(json: &str) -> T {
    serde_json::from_str(json).unwrap_or_default()
}
