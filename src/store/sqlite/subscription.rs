//! Who wants to be sent feeds of ours.

use rusqlite::{Connection, params};

use crate::model::subscription::Subscription;

use super::failure::Failure;

pub(super) fn all(connection: &Connection) -> Result<Vec<Subscription>, Failure> {
    let sql = "SELECT callback, state FROM subscription ORDER BY callback, topic";
    let mut statement = connection.prepare_cached(sql)?;
    let rows =
        statement.query_map([], |row| Ok((row.get::<_, String>(0)?, row.get::<_, String>(1)?)))?;
    let read = |row: rusqlite::Result<(String, String)>| {
        let (callback, state) = row?;
        let damaged = |error: serde_json::Error| Failure::Damaged {
            what: format!("the subscription of {callback}"),
            source: error.into(),
        };
        serde_json::from_str(&state).map_err(damaged)
    };
    rows.map(read).collect()
}

pub(super) fn put(connection: &Connection, one: &Subscription) -> Result<(), Failure> {
    let state = serde_json::to_string(one).expect("texts and numbers are JSON");
    let sql = "INSERT OR REPLACE INTO subscription (callback, topic, state) VALUES (?1, ?2, ?3)";
    connection.prepare_cached(sql)?.execute(params![one.callback, one.topic, state])?;
    Ok(())
}

pub(super) fn forget(connection: &Connection, callback: &str, topic: &str) -> Result<(), Failure> {
    let sql = "DELETE FROM subscription WHERE callback = ?1 AND topic = ?2";
    connection.prepare_cached(sql)?.execute([callback, topic])?;
    Ok(())
}
