//! Our subscriptions at hubs, and what they delivered.

use rusqlite::{Connection, OptionalExtension, TransactionBehavior, params};
use url::Url;

use crate::model::push::{Delivery, Push};
use crate::model::source::SourceId;
use crate::store::{DELIVERED_BYTES, DELIVERIES_KEPT};

use super::failure::Failure;
use super::read;

pub(super) fn all(connection: &Connection) -> Result<Vec<Push>, Failure> {
    let mut statement = connection.prepare_cached("SELECT state FROM push ORDER BY token")?;
    let rows = statement.query_map([], |row| row.get::<_, String>(0))?;
    rows.map(|state| parse(&state?)).collect()
}

pub(super) fn one(connection: &Connection, token: &str) -> Result<Option<Push>, Failure> {
    let mut statement = connection.prepare_cached("SELECT state FROM push WHERE token = ?1")?;
    let state = statement.query_row([token], |row| row.get::<_, String>(0)).optional()?;
    state.map(|state| parse(&state)).transpose()
}

fn parse(state: &str) -> Result<Push, Failure> {
    serde_json::from_str(state).map_err(|error| damaged("a subscription at a hub", error))
}

fn damaged(what: &str, source: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> Failure {
    Failure::Damaged { what: what.to_owned(), source: source.into() }
}

pub(super) fn put(connection: &Connection, one: &Push) -> Result<(), Failure> {
    let state = serde_json::to_string(one).expect("texts and numbers are JSON");
    let sql = "INSERT OR REPLACE INTO push (token, state) VALUES (?1, ?2)";
    connection.prepare_cached(sql)?.execute(params![one.token, state])?;
    Ok(())
}

pub(super) fn forget(connection: &mut Connection, token: &str) -> Result<(), Failure> {
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    transaction.execute("DELETE FROM push_delivery WHERE token = ?1", [token])?;
    transaction.execute("DELETE FROM push WHERE token = ?1", [token])?;
    Ok(transaction.commit()?)
}

pub(super) fn deliver(connection: &mut Connection, one: &Delivery) -> Result<(), Failure> {
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let source = one.source.as_str();
    let waiting: i64 = transaction.query_row(
        "SELECT COUNT(*) FROM push_delivery WHERE source = ?1",
        [source],
        |row| row.get(0),
    )?;
    let sql = "SELECT COALESCE(SUM(LENGTH(body)), 0) FROM push_delivery";
    let bytes: i64 = transaction.query_row(sql, [], |row| row.get(0))?;
    let own = one.body.as_ref().map_or(0, bytes::Bytes::len);
    let fits = |number: i64, more: usize, most: usize| {
        usize::try_from(number).is_ok_and(|number| number + more <= most)
    };
    let has_room = fits(waiting, 1, DELIVERIES_KEPT) && fits(bytes, own, DELIVERED_BYTES);
    if !has_room {
        transaction.execute("DELETE FROM push_delivery WHERE source = ?1", [source])?;
    }
    let body = one.body.as_deref().filter(|_| has_room);
    transaction.execute(
        "INSERT INTO push_delivery (token, source, topic, at, content_type, body)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
        params![
            one.token,
            source,
            one.topic.as_str(),
            one.at.timestamp_millis(),
            one.content_type,
            body
        ],
    )?;
    Ok(transaction.commit()?)
}

pub(super) fn deliveries(connection: &Connection) -> Result<Vec<(i64, SourceId)>, Failure> {
    let sql = "SELECT n, source FROM push_delivery ORDER BY n";
    let mut statement = connection.prepare_cached(sql)?;
    let mut rows = statement.query([])?;
    let mut found = Vec::new();
    while let Some(row) = rows.next()? {
        found.push((row.get(0)?, read::source_id(row, 1)?));
    }
    Ok(found)
}

pub(super) fn delivery(connection: &Connection, number: i64) -> Result<Option<Delivery>, Failure> {
    let sql = "SELECT token, source, topic, at, content_type, body FROM push_delivery WHERE n = ?1";
    let mut statement = connection.prepare_cached(sql)?;
    let mut rows = statement.query([number])?;
    let Some(row) = rows.next()? else { return Ok(None) };
    let topic: String = row.get(2)?;
    Ok(Some(Delivery {
        token: row.get(0)?,
        source: read::source_id(row, 1)?,
        topic: Url::parse(&topic).map_err(|error| damaged("a delivery", error))?,
        at: read::time(row, 3)?,
        content_type: row.get(4)?,
        body: row.get::<_, Option<Vec<u8>>>(5)?.map(bytes::Bytes::from),
    }))
}

pub(super) fn drop_deliveries(connection: &mut Connection, numbers: &[i64]) -> Result<(), Failure> {
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    for number in numbers {
        transaction.prepare_cached("DELETE FROM push_delivery WHERE n = ?1")?.execute([number])?;
    }
    Ok(transaction.commit()?)
}
