//! Answering an [`ItemQuery`].

use chrono::{DateTime, Utc};
use rusqlite::{Connection, params_from_iter};

use crate::model::change::StoredItem;
use crate::model::query::ItemQuery;

use super::failure::Failure;
use super::read;

/// What makes the order after the date, and the item's number.
const COLUMNS: &str = "item.first_seen, item.position, item.id, item.n";

/// The order of a query.
const ORDER: &str = "ORDER BY 1 DESC, 2 DESC, 3, 4";

/// What is shown.
pub(super) const SHOWN: &str = "NOT EXISTS (SELECT 1 FROM tombstone WHERE tombstone.id = item.id)";

/// More sources than this are sifted like the other conditions: SQLite's compound queries have
/// a limit, and so many sources are most of the store anyway.
const MOST_ARMS: usize = 50;

/// Steps through the items in their order, along an index, and stops when there are enough. What
/// no index knows (kind, tag, language, text) is asked of every item on the way, as far as the query
/// allows: only Rust folds case outside ASCII.
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
    let mut left = query.looked_at;
    while found.len() < query.limit
        && left > 0
        && let Some(row) = rows.next()?
    {
        left -= 1;
        let item = read::item(connection, row.get(4)?)?;
        if query.selection.matches(&item) && query.within.matches(&item) {
            found.push(item);
        }
    }
    Ok(found)
}

/// The items about an event, by when that begins; along an index.
pub(super) fn events(connection: &Connection, limit: usize) -> Result<Vec<StoredItem>, Failure> {
    let mut statement = connection.prepare_cached(&events_sql())?;
    let limit = i64::try_from(limit).unwrap_or(i64::MAX);
    let numbers = statement.query_map([limit], |row| row.get(0))?;
    let numbers = numbers.collect::<Result<Vec<i64>, _>>()?;
    numbers.into_iter().map(|n| read::item(connection, n)).collect()
}

fn events_sql() -> String {
    // The index is found by these very words.
    let begins = "CASE WHEN json_valid(shown) THEN json_extract(shown, '$.event.begins') END";
    format!(
        "SELECT n FROM item WHERE {begins} IS NOT NULL AND {SHOWN} ORDER BY {begins} DESC, id LIMIT ?1"
    )
}

/// The items between two moments, oldest first; of too many those nearest to the middle.
pub(super) fn between(
    connection: &Connection,
    first: DateTime<Utc>,
    last: DateTime<Utc>,
    limit: usize,
) -> Result<Vec<StoredItem>, Failure> {
    let sql = format!(
        "SELECT n FROM (SELECT n, date FROM item WHERE date BETWEEN ?1 AND ?2 AND {SHOWN}
                        ORDER BY abs(2 * date - ?1 - ?2), n LIMIT ?3)
         ORDER BY date, n"
    );
    let limit = i64::try_from(limit).unwrap_or(i64::MAX);
    let values = [first.timestamp_millis(), last.timestamp_millis(), limit];
    let mut statement = connection.prepare_cached(&sql)?;
    let numbers = statement.query_map(values, |row| row.get(0))?;
    let numbers = numbers.collect::<Result<Vec<i64>, _>>()?;
    numbers.into_iter().map(|n| read::item(connection, n)).collect()
}

/// The statement that lists numbers of items in order, and the sources it asks for: one arm
/// a source, each along its index, merged by SQLite. `None`: nothing can be found.
fn plan(connection: &Connection, query: &ItemQuery) -> Result<Option<(String, Vec<i64>)>, Failure> {
    let (one, other) = (&query.selection.source, &query.within.source);
    let wanted = if one.is_empty() { other } else { one };
    if wanted.is_empty() || wanted.len() > MOST_ARMS {
        return Ok(Some((
            format!("SELECT date, {COLUMNS} FROM item WHERE date >= ?1 AND {SHOWN} {ORDER}"),
            vec![],
        )));
    }
    let numbers = wanted.iter().filter_map(|id| read::source_number(connection, id).transpose());
    let mut numbers = numbers.collect::<Result<Vec<i64>, _>>()?;
    numbers.sort_unstable();
    numbers.dedup();
    let arm = |place| {
        format!(
            "SELECT appearance.date, {COLUMNS} FROM appearance JOIN item ON item.n = appearance.item
             WHERE appearance.source = ?{place} AND appearance.date >= ?1 AND {SHOWN}"
        )
    };
    let arms: Vec<String> = (2..numbers.len() + 2).map(arm).collect();
    Ok((!arms.is_empty()).then(|| (format!("{} {ORDER}", arms.join(" UNION ")), numbers)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::query::Selection;

    /// The plan of a query has these steps, and never sorts or scans more than one instant.
    #[track_caller]
    fn check(sources: &[&str], steps: &[&str]) {
        let folder = tempfile::tempdir().unwrap();
        let patience = std::time::Duration::ZERO;
        let connection = super::super::open::writer(&folder.path().join("db"), patience).unwrap();
        connection.execute_batch("INSERT INTO source (id) VALUES ('a'), ('b')").unwrap();
        let source = sources.iter().map(|&id| id.to_owned()).collect();
        let selection = Selection { source, ..Selection::default() };
        let query = ItemQuery::newest(selection, 1);
        let (sql, sources) = plan(&connection, &query).unwrap().unwrap();
        let mut statement = connection.prepare(&format!("EXPLAIN QUERY PLAN {sql}")).unwrap();
        let values = std::iter::once(i64::MIN).chain(sources);
        let plan = statement.query_map(params_from_iter(values), |row| row.get(3)).unwrap();
        let plan = plan.collect::<Result<Vec<String>, _>>().unwrap();
        for step in steps {
            assert!(plan.iter().any(|taken| taken.contains(step)), "no {step} in {plan:#?}");
        }
        let bad = |step: &&String| step.starts_with("SCAN") || step.ends_with("FOR ORDER BY");
        assert_eq!(plan.iter().find(bad), None, "{plan:#?}");
    }

    #[test]
    fn events_are_found_along_their_index() {
        let folder = tempfile::tempdir().unwrap();
        let patience = std::time::Duration::ZERO;
        let connection = super::super::open::writer(&folder.path().join("db"), patience).unwrap();
        let sql = format!("EXPLAIN QUERY PLAN {}", events_sql());
        let mut statement = connection.prepare(&sql).unwrap();
        let plan = statement.query_map([1], |row| row.get(3)).unwrap();
        let plan = plan.collect::<Result<Vec<String>, _>>().unwrap();
        assert!(plan[0].contains("item_event"), "{plan:#?}");
        assert!(!plan.iter().any(|step| step.ends_with("FOR ORDER BY")), "{plan:#?}");
    }

    #[test]
    fn every_query_walks_along_an_index() {
        check(&[], &["SEARCH item USING INDEX item_newest"]);
        check(&["a"], &["SEARCH appearance USING COVERING INDEX appearance_newest"]);
        check(&["a", "b"], &["MERGE (UNION)", "appearance_newest"]);
    }
}
