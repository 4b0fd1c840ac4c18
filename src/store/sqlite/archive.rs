//! A feed's archive: items enter, pages fill, full pages stay.

use std::collections::{BTreeMap, BTreeSet};

use rusqlite::{Connection, OptionalExtension, TransactionBehavior, params};

use crate::model::archive::{Archive, ArchiveQuery, Rendered};
use crate::model::change::{ItemId, StoredItem};
use crate::model::hash::Hash;
use crate::model::query::Selection;
use crate::model::tombstone::Tombstone;

use super::failure::Failure;
use super::query::SHOWN;
use super::{read, tombstone};
use crate::store::PLACES_KEPT;

/// Oldest first: the order of a feed from its end.
const ORDER: &str = "ORDER BY item.date, item.first_seen, item.position DESC, item.id DESC";

/// A feed's archive as it stands.
struct Filling {
    n: i64,
    through: i64,
    page: u32,
    entries: u32,
    is_anew: bool,
}

/// Takes in what entered since the last time.
pub(super) fn fill(connection: &mut Connection, query: &ArchiveQuery) -> Result<(), Failure> {
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let mut filling = find_or_begin(&transaction, query)?;
    let last = "SELECT coalesce(max(n), 0) FROM entering";
    let through: i64 = transaction.query_row(last, [], |row| row.get(0))?;
    if filling.is_anew || through > filling.through {
        for item in entering(&transaction, &filling)? {
            if fits(&transaction, item, &query.selection)? {
                enter(&transaction, &mut filling, item, query.page_size.max(1))?;
            }
        }
        transaction.execute(
            "UPDATE archive SET through = ?2, page = ?3, entries = ?4, selection = ?5 WHERE n = ?1",
            params![
                filling.n,
                through,
                filling.page,
                filling.entries,
                fingerprint(&query.selection).0
            ],
        )?;
    }
    Ok(transaction.commit()?)
}

/// What is told of an archive.
pub(super) fn state(connection: &Connection, folder: &str) -> Result<Archive, Failure> {
    let sql = "SELECT page FROM archive WHERE folder = ?1";
    let page = connection.query_row(sql, [folder], |row| row.get::<_, u32>(0)).optional()?;
    let Some(page) = page else { return Ok(Archive::default()) };
    let full = page.saturating_sub(1);
    let (gone, worn) = (gone(connection, folder, full)?, worn(connection, folder, full)?);
    Ok(Archive { full, open: entries(connection, folder, page)?, gone, worn })
}

/// What was taken down of what stands on full pages.
fn gone(
    connection: &Connection,
    folder: &str,
    full: u32,
) -> Result<BTreeMap<u32, Vec<Tombstone>>, Failure> {
    let sql = "SELECT DISTINCT archive_entry.page, item.id, newest.at
         FROM (SELECT id, max(at) AS at FROM tombstone GROUP BY id) AS newest
             JOIN item ON item.id = newest.id
             JOIN archive_entry ON archive_entry.item = item.n
             JOIN archive ON archive.n = archive_entry.archive
         WHERE folder = ?1 AND archive_entry.page <= ?2
         ORDER BY archive_entry.page, newest.at DESC, item.id";
    let mut statement = connection.prepare_cached(sql)?;
    let rows = statement.query_map(params![folder, full], |row| {
        Ok((row.get::<_, u32>(0)?, ItemId::from_bytes(row.get(1)?)))
    })?;
    let mut gone: BTreeMap<u32, Vec<Tombstone>> = BTreeMap::new();
    for row in rows {
        let (page, id) = row?;
        gone.entry(page).or_default().extend(tombstone::of(connection, id)?.into_iter().next());
    }
    Ok(gone)
}

fn worn(connection: &Connection, folder: &str, full: u32) -> Result<BTreeSet<u32>, Failure> {
    let sql = "SELECT archive_worn.page FROM archive_worn JOIN archive ON archive.n = archive
               WHERE folder = ?1 AND archive_worn.page <= ?2";
    let mut statement = connection.prepare_cached(sql)?;
    let pages = statement.query_map(params![folder, full], |row| row.get(0))?;
    Ok(pages.collect::<Result<_, _>>()?)
}

/// What stands on a page and is shown, newest first.
pub(super) fn entries(
    connection: &Connection,
    folder: &str,
    page: u32,
) -> Result<Vec<StoredItem>, Failure> {
    let sql = format!(
        "SELECT item.n FROM archive JOIN archive_entry ON archive_entry.archive = archive.n
             JOIN item ON item.n = archive_entry.item
         WHERE folder = ?1 AND archive_entry.page = ?2 AND {SHOWN}
         ORDER BY item.date DESC, item.first_seen DESC, item.position, item.id"
    );
    let mut statement = connection.prepare_cached(&sql)?;
    let numbers = statement.query_map(params![folder, page], |row| row.get(0))?;
    let numbers = numbers.collect::<Result<Vec<i64>, _>>()?;
    numbers.into_iter().map(|n| read::item(connection, n)).collect()
}

fn fingerprint(selection: &Selection) -> Hash {
    Hash::of(format!("{selection:?}").as_bytes())
}

fn find_or_begin(connection: &Connection, query: &ArchiveQuery) -> Result<Filling, Failure> {
    let selection = fingerprint(&query.selection);
    let found = connection
        .query_row(
            "SELECT n, through, page, entries, selection FROM archive WHERE folder = ?1",
            [&query.folder],
            |row| {
                Ok(Filling {
                    n: row.get(0)?,
                    through: row.get(1)?,
                    page: row.get(2)?,
                    entries: row.get(3)?,
                    is_anew: Hash(row.get(4)?) != selection,
                })
            },
        )
        .optional()?;
    if let Some(found) = found {
        return Ok(found);
    }
    connection.execute(
        "INSERT INTO archive (folder, selection, through, page, entries) VALUES (?1, ?2, 0, 1, 0)",
        params![query.folder, selection.0],
    )?;
    let n = connection.last_insert_rowid();
    Ok(Filling { n, through: 0, page: 1, entries: 0, is_anew: true })
}

/// The numbers of the items that may enter, in the order in which they do: what is new or changed,
/// or, for a feed that is new or selects anew, everything that never did.
fn entering(connection: &Connection, filling: &Filling) -> Result<Vec<i64>, Failure> {
    let sql = if filling.is_anew {
        format!(
            "SELECT item.n FROM item WHERE {SHOWN} AND (
                 NOT EXISTS (SELECT 1 FROM archive_entry
                             WHERE archive_entry.item = item.n AND archive = ?1)
                 OR item.n IN (SELECT item FROM entering WHERE n > ?2)) {ORDER}"
        )
    } else {
        format!(
            "SELECT item.n FROM entering JOIN item ON item.n = entering.item
             WHERE entering.n > ?2 AND {SHOWN} AND ?1 IS NOT NULL {ORDER}"
        )
    };
    let mut statement = connection.prepare_cached(&sql)?;
    let numbers = statement.query_map([filling.n, filling.through], |row| row.get(0))?;
    Ok(numbers.collect::<Result<_, _>>()?)
}

fn fits(connection: &Connection, item: i64, selection: &Selection) -> Result<bool, Failure> {
    if *selection == Selection::default() {
        return Ok(true);
    }
    Ok(selection.matches(&read::item(connection, item)?))
}

/// Puts an item on the page that is being filled. One that stands there already is shown there as
/// it is now, and needs no second place.
fn enter(
    connection: &Connection,
    filling: &mut Filling,
    item: i64,
    page_size: u32,
) -> Result<(), Failure> {
    let here = "SELECT 1 FROM archive_entry WHERE item = ?1 AND archive = ?2 AND page = ?3";
    let mut statement = connection.prepare_cached(here)?;
    if statement.exists(params![item, filling.n, filling.page])? {
        return Ok(());
    }
    // A page is full when the next one begins, so that every full page has a page after it.
    if filling.entries >= page_size {
        filling.page += 1;
        filling.entries = 0;
    }
    filling.entries += 1;
    let sql = "INSERT INTO archive_entry (archive, page, place, item) VALUES (?1, ?2, ?3, ?4)";
    connection.prepare_cached(sql)?.execute(params![
        filling.n,
        filling.page,
        filling.entries,
        item
    ])?;
    Ok(())
}

/// Puts aside what was rendered for the last place, and takes up what was for another one.
pub(super) fn render_at(connection: &mut Connection, place: &str) -> Result<(), Failure> {
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let last = "SELECT place FROM rendered_place ORDER BY n DESC LIMIT 1";
    let last: Option<String> = transaction.query_row(last, [], |row| row.get(0)).optional()?;
    if last.as_deref() == Some(place) {
        return Ok(());
    }
    if let Some(last) = last {
        let aside = "INSERT OR REPLACE INTO rendered_elsewhere (place, name, fingerprint, files)
                     SELECT ?1, name, fingerprint, files FROM rendered";
        transaction.execute(aside, [last])?;
        let taken_up = "UPDATE rendered SET (fingerprint, files) = (
                SELECT coalesce(max(other.fingerprint), ?2), coalesce(max(other.files), '[]')
                FROM rendered_elsewhere AS other
                WHERE other.place = ?1 AND other.name = rendered.name)";
        transaction.execute(taken_up, params![place, Rendered::ELSEWHERE.0])?;
    }
    transaction.execute("DELETE FROM rendered_place WHERE place = ?1", [place])?;
    transaction.execute("INSERT INTO rendered_place (place) VALUES (?1)", [place])?;
    let old = "DELETE FROM rendered_place WHERE n <= (SELECT max(n) FROM rendered_place) - ?1";
    transaction.execute(old, [PLACES_KEPT])?;
    let unknown = "DELETE FROM rendered_elsewhere
                   WHERE place = ?1 OR place NOT IN (SELECT place FROM rendered_place)";
    transaction.execute(unknown, [place])?;
    Ok(transaction.commit()?)
}

/// What was rendered under a name.
pub(super) fn rendered(connection: &Connection, name: &str) -> Result<Option<Rendered>, Failure> {
    let sql = "SELECT fingerprint, updated, files FROM rendered WHERE name = ?1";
    let mut statement = connection.prepare_cached(sql)?;
    let mut rows = statement.query([name])?;
    let Some(row) = rows.next()? else { return Ok(None) };
    let files: String = row.get(2)?;
    // What cannot be read is rendered again.
    let Ok(files) = serde_json::from_str(&files) else { return Ok(None) };
    Ok(Some(Rendered { fingerprint: Hash(row.get(0)?), updated: read::time(row, 1)?, files }))
}

/// The folders of feeds of which there are files.
pub(super) fn rendered_feeds(connection: &Connection) -> Result<Vec<String>, Failure> {
    let sql = "SELECT name FROM rendered WHERE name LIKE '%/' AND files <> '[]' ORDER BY name";
    let mut statement = connection.prepare_cached(sql)?;
    let names = statement.query_map([], |row| row.get(0))?;
    Ok(names.collect::<Result<_, _>>()?)
}

pub(super) fn remember(
    connection: &Connection,
    name: &str,
    rendered: &Rendered,
) -> Result<(), Failure> {
    let files = serde_json::to_string(&rendered.files).expect("paths and numbers are JSON");
    connection.prepare_cached("INSERT OR REPLACE INTO rendered VALUES (?1, ?2, ?3, ?4)")?.execute(
        params![name, rendered.fingerprint.0, rendered.updated.timestamp_millis(), files],
    )?;
    Ok(())
}
