//! Who wants to be sent feeds of ours.

use rusqlite::{Connection, OptionalExtension, TransactionBehavior, params};
use url::Url;

use crate::model::subscription::{Change, Subscription};

use super::failure::Failure;

pub(super) fn all(connection: &Connection) -> Result<Vec<Subscription>, Failure> {
    let sql = "SELECT callback, state FROM subscription ORDER BY callback, topic";
    let mut statement = connection.prepare_cached(sql)?;
    let rows =
        statement.query_map([], |row| Ok((row.get::<_, String>(0)?, row.get::<_, String>(1)?)))?;
    let rows = rows.collect::<Result<Vec<_>, _>>()?;
    Ok(rows.iter().filter_map(|(callback, state)| read(callback, state)).collect())
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
    let known = state.and_then(|state| read(callback, &state));
    if let Some(one) = change(known) {
        let state = serde_json::to_string(&one).expect("texts and numbers are JSON");
        let sql =
            "INSERT OR REPLACE INTO subscription (callback, topic, state) VALUES (?1, ?2, ?3)";
        transaction.execute(sql, params![callback, topic, state])?;
    } else {
        let sql = "DELETE FROM subscription WHERE callback = ?1 AND topic = ?2";
        transaction.execute(sql, [callback, topic])?;
    }
    Ok(transaction.commit()?)
}

/// One that cannot be read is as good as none: its owner will ask again. Of its callback the log has
/// the host alone, because the address is often a secret between two.
fn read(callback: &str, state: &str) -> Option<Subscription> {
    let url = Url::parse(callback).ok();
    let subscriber = url.as_ref().and_then(Url::host_str).unwrap_or_default();
    serde_json::from_str(state)
        .inspect_err(|error| tracing::error!(subscriber, %error, "a subscription is damaged"))
        .ok()
}
