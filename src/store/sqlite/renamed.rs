//! A source that goes by another id from now on.

use rusqlite::{Connection, TransactionBehavior};

use crate::model::change::StoredItem;
use crate::model::item::{Item, Key};
use crate::model::source::SourceId;

use super::failure::Failure;
use super::read;
use super::write::Writer;

/// Everything of a source stands under its number; the id is in its name, and in the keys that
/// count within it.
pub(super) fn rename(
    connection: &mut Connection,
    from: &SourceId,
    to: &SourceId,
) -> Result<(), Failure> {
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let old = read::source_number(&transaction, from.as_str())?;
    let new = read::source_number(&transaction, to.as_str())?;
    let (Some(n), None) = (old, new) else { return Ok(()) };
    let mut writer = Writer::new(&transaction);
    writer.execute("UPDATE source SET id = ?2 WHERE id = ?1", [from.as_str(), to.as_str()])?;
    for item in items_of(&transaction, n)? {
        let stored = read::item(&transaction, item)?;
        for (old, new) in renamed_keys(&stored, from, to) {
            writer.execute(
                "UPDATE OR IGNORE item_key SET hash = ?2 WHERE hash = ?1",
                [read::key_hash(&old), read::key_hash(&new)],
            )?;
        }
        writer.rewrite(item, &renamed(stored, from, to))?;
    }
    Ok(transaction.commit()?)
}

fn items_of(connection: &Connection, source: i64) -> Result<Vec<i64>, Failure> {
    let sql = "SELECT item FROM appearance WHERE source = ?1 ORDER BY item";
    let mut statement = connection.prepare_cached(sql)?;
    let rows = statement.query_map([source], |row| row.get(0))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// The keys of an item's versions that are others now, each with what it is.
fn renamed_keys(stored: &StoredItem, from: &SourceId, to: &SourceId) -> Vec<(Key, Key)> {
    let versions = stored.appearances.iter().map(|version| &version.item);
    let keys = versions.flat_map(|item| {
        let title = Key::title_date(from, item);
        item.keys.iter().cloned().chain([title])
    });
    let pairs = keys.map(|key| (key.renamed(from, to), key)).filter(|(new, old)| new != old);
    pairs.map(|(new, old)| (old, new)).collect()
}

fn renamed(mut stored: StoredItem, from: &SourceId, to: &SourceId) -> StoredItem {
    let rename =
        |item: &mut Item| item.keys.iter_mut().for_each(|key| *key = key.renamed(from, to));
    rename(&mut stored.item);
    stored.appearances.iter_mut().for_each(|version| rename(&mut version.item));
    stored
}
