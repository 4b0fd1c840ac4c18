//! Answering an [`ItemQuery`].

use rusqlite::{Connection, params_from_iter};

use crate::model::change::StoredItem;
use crate::model::query::ItemQuery;

use super::failure::Failure;
use super::read;

/// What makes the order, and the item's number.
const COLUMNS: &str = "item.date, item.first_seen, item.position, item.id, item.n";

/// The order of a query.
const ORDER: &str = "ORDER BY 1 DESC, 2 DESC, 3, 4";

/// More sources than this are sifted like the other conditions: SQLite's compound queries have
/// a limit, and so many sources are most of the store anyway.
const MOST_ARMS: usize = 50;

/// Steps through the items in their order, along an index, and stops when there are enough. What
/// no index knows (kind, tag, language, text) is asked of every item on the way: only Rust folds
/// case outside ASCII.
pub(super) fn items(
    connection: &Connection,
    query: &ItemQuery,
) -> Result<Vec<StoredItem>, Failure> {
    let mut found = Vec::new();
    let Some((sql, sources)) = plan(connection, query)? else { return Ok(found) };
    let since = query.since.map_or(i64::MIN, |since| since.timestamp_millis());
    let values = std::iter::once(since).chain(sources);
    let mut statement = connection.prepare_cached(&sql)?;
    let mut rows = statement.query(params_from_iter(values))?;
    while found.len() < query.limit
        && let Some(row) = rows.next()?
    {
        let item = read::item(connection, row.get(4)?)?;
        if query.selection.matches(&item) {
            found.push(item);
        }
    }
    Ok(found)
}

/// The statement that lists numbers of items in order, and the sources it asks for: one arm
/// a source, each along its index, merged by SQLite. `None`: nothing can be found.
fn plan(connection: &Connection, query: &ItemQuery) -> Result<Option<(String, Vec<i64>)>, Failure> {
    let wanted = &query.selection.source;
    if wanted.is_empty() || wanted.len() > MOST_ARMS {
        return Ok(Some((format!("SELECT {COLUMNS} FROM item WHERE date >= ?1 {ORDER}"), vec![])));
    }
    let numbers = wanted.iter().filter_map(|id| read::source_number(connection, id).transpose());
    let mut numbers = numbers.collect::<Result<Vec<i64>, _>>()?;
    numbers.sort_unstable();
    numbers.dedup();
    let arm = |place| {
        format!(
            "SELECT {COLUMNS} FROM appearance JOIN item ON item.n = appearance.item
             WHERE appearance.source = ?{place} AND appearance.date >= ?1"
        )
    };
    let arms: Vec<String> = (2..numbers.len() + 2).map(arm).collect();
    Ok((!arms.is_empty()).then(|| (format!("{} {ORDER}", arms.join(" UNION ")), numbers)))
}
