//! The values that items can be chosen by.

use rusqlite::{Connection, TransactionBehavior, params};

use crate::model::query::{Facet, fold};
use crate::store::VALUES_KEPT;

use super::failure::Failure;
use super::query::SHOWN;
use super::read;

/// Looks through what entered since the last time.
pub(super) fn fill(connection: &mut Connection) -> Result<(), Failure> {
    let sql = "SELECT through, (SELECT coalesce(max(n), 0) FROM entering) FROM facet_through";
    let (from, to): (i64, i64) =
        connection.query_row(sql, [], |row| Ok((row.get(0)?, row.get(1)?)))?;
    if from == to {
        return Ok(());
    }
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    for n in entered(&transaction, from, to)? {
        let item = read::item(&transaction, n)?;
        for facet in [Facet::Kind, Facet::Tag, Facet::Language] {
            for value in facet.values(&item) {
                note(&transaction, facet, &value)?;
            }
        }
    }
    transaction.execute("UPDATE facet_through SET through = ?1", [to])?;
    Ok(transaction.commit()?)
}

fn entered(connection: &Connection, from: i64, to: i64) -> Result<Vec<i64>, Failure> {
    let sql = format!(
        "SELECT item.n FROM entering JOIN item ON item.n = entering.item
         WHERE entering.n > ?1 AND entering.n <= ?2 AND {SHOWN} ORDER BY entering.n"
    );
    let mut statement = connection.prepare_cached(&sql)?;
    let numbers = statement.query_map([from, to], |row| row.get(0))?;
    Ok(numbers.collect::<Result<_, _>>()?)
}

fn note(connection: &Connection, facet: Facet, value: &str) -> Result<(), Failure> {
    let sql = "INSERT INTO facet_value (facet, folded, value) SELECT ?1, ?2, ?3
               WHERE (SELECT count(*) FROM facet_value WHERE facet = ?1) < ?4
               ON CONFLICT DO NOTHING";
    let most = i64::try_from(VALUES_KEPT).unwrap_or(i64::MAX);
    connection.prepare_cached(sql)?.execute(params![facet.name(), fold(value), value, most])?;
    Ok(())
}

pub(super) fn values(connection: &Connection) -> Result<Vec<(Facet, String)>, Failure> {
    let sql = "SELECT facet, value FROM facet_value ORDER BY facet, folded";
    let mut statement = connection.prepare_cached(sql)?;
    let rows = statement.query_map([], |row| Ok((row.get::<_, String>(0)?, row.get(1)?)))?;
    let rows = rows.collect::<Result<Vec<_>, _>>()?;
    Ok(rows.into_iter().filter_map(|(name, value)| Some((Facet::named(&name)?, value))).collect())
}
