//! Who wants to be sent feeds of ours.

use rusqlite::{Connection, OptionalExtension, TransactionBehavior, params};

use crate::model::subscription::{Change, Subscription};

use super::failure::Failure;

pub(super) fn all(connection: &Connection) -> Result<Vec<Subscription>, Failure> {
    let sql = "SELECT callback, state FROM subscription ORDER BY callback, topic";
    let mut statement = connection.prepare_cached(sql)?;
    let rows =
        statement.query_map([], |row| Ok((row.get::<_, String>(0)?, row.get::<_, String>(1)?)))?;
    rows.map(|row| row.map_err(Failure::from).and_then(|(callback, state)| read(&callback, &state)))
        .collect()
}

pub(super) fn change(
    connection: &mut Connection,
    callback: &str,
    topic: &str,
    change: Change,
) -> Result<(), Failure> {
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let sql = "SELECT state FROM subscription WHERE callback = ?1 AND topic = ?2";
    let row = |row: &rusqlite::Row<'_>| row.get::<_, String>(0);
    let state = transaction.query_row(sql, [callback, topic], row).optional()?;
    let known = state.map(|state| read(callback, &state)).transpose()?;
    match change(known) {
        Some(one) => {
            let state = serde_json::to_string(&one).expect("texts and numbers are JSON");
            let sql = "INSERT OR REPLACE INTO subscription (callback, topic, state) \
                       VALUES (?1, ?2, ?3)";
            transaction.execute(sql, params![callback, topic, state])?;
        }
        None => {
            let sql = "DELETE FROM subscription WHERE callback = ?1 AND topic = ?2";
            transaction.execute(sql, [callback, topic])?;
        }
    }
    Ok(transaction.commit()?)
}

fn read(callback: &str, state: &str) -> Result<Subscription, Failure> {
    serde_json::from_str(state).map_err(|error| Failure::Damaged {
        what: format!("the subscription of {callback}"),
        source: error.into(),
    })
}
