//! Which items are one story in several languages.

use std::collections::BTreeMap;

use rusqlite::{Connection, OptionalExtension, TransactionBehavior, params};
use url::Url;

use crate::model::change::ItemId;
use crate::model::language::Language;
use crate::model::translation::{Tie, Translation, Untied};

use super::failure::Failure;
use super::query::SHOWN;
use super::read;
use super::read::number;

/// Writes ties, and how far they were looked for.
pub(super) fn write(
    connection: &mut Connection,
    ties: &[Tie],
    through: Option<i64>,
) -> Result<(), Failure> {
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    tie(&transaction, ties)?;
    if let Some(through) = through {
        transaction.execute("DELETE FROM tied", [])?;
        transaction.execute("INSERT INTO tied (through) VALUES (?1)", [through])?;
    }
    Ok(transaction.commit()?)
}

/// Items that came to be as they are since ties were looked for.
pub(super) fn untied(connection: &Connection, limit: usize) -> Result<Option<Untied>, Failure> {
    let sql = format!(
        "SELECT entering.n, item.n, {SHOWN} FROM entering JOIN item ON item.n = entering.item
         WHERE entering.n > coalesce((SELECT max(through) FROM tied), 0)
         ORDER BY entering.n LIMIT ?1"
    );
    let mut statement = connection.prepare_cached(&sql)?;
    let mut rows = statement.query([i64::try_from(limit).unwrap_or(i64::MAX)])?;
    let (mut items, mut last) = (Vec::new(), None);
    while let Some(row) = rows.next()? {
        last = Some(row.get(0)?);
        if row.get(2)? {
            items.push(read::item(connection, row.get(1)?)?);
        }
    }
    Ok(last.map(|through| Untied { items, through }))
}

/// Has the item that absorbs another tied to what that one was. Of two stories that would have two
/// items of a language, its own stays.
pub(super) fn absorb(connection: &Connection, n: i64, into: i64) -> Result<(), Failure> {
    let run = |sql: &str, values: [i64; 2]| connection.prepare_cached(sql)?.execute(values);
    match (story(connection, into)?, story(connection, n)?) {
        (_, None) => {}
        (None, Some(_)) => {
            run("UPDATE story SET item = ?2 WHERE item = ?1", [n, into])?;
        }
        (Some(own), Some(other)) => {
            connection.prepare_cached("DELETE FROM story WHERE item = ?1")?.execute([n])?;
            let (mine, theirs) = (languages(connection, own)?, languages(connection, other)?);
            let speaks = |language: &String| mine.iter().any(|(_, own)| own == language);
            if own != other && !theirs.iter().any(|(_, language)| speaks(language)) {
                run("UPDATE story SET story = ?2 WHERE story = ?1", [other, own])?;
            }
        }
    }
    Ok(())
}

/// Ties items. A story has one item of a language: a tie that would give it a second is left out.
fn tie(connection: &Connection, ties: &[Tie]) -> Result<(), Failure> {
    for Tie { one, other } in ties {
        let numbers = (number(connection, one.0)?, number(connection, other.0)?);
        let (Some(a), Some(b)) = numbers else { continue };
        let (story_a, story_b) = (story(connection, a)?, story(connection, b)?);
        if a == b || story_a.is_some() && story_a == story_b {
            continue;
        }
        let target = story_a.or(story_b).unwrap_or(a.min(b));
        let speaks = |of: Option<i64>, item: i64, language: &Language| match of {
            Some(story) => languages(connection, story),
            None => Ok(vec![(item, language.primary().to_owned())]),
        };
        let (mine, theirs) = (speaks(story_a, a, &one.1)?, speaks(story_b, b, &other.1)?);
        if mine.iter().any(|(_, language)| theirs.iter().any(|(_, other)| other == language)) {
            continue;
        }
        for (item, language) in [(a, &one.1), (b, &other.1)] {
            connection.execute(
                "INSERT OR IGNORE INTO story (item, story, language) VALUES (?1, ?2, ?3)",
                params![item, target, language.as_str()],
            )?;
        }
        if let (Some(_), Some(other)) = (story_a, story_b) {
            let moved = "UPDATE story SET story = ?1 WHERE story = ?2";
            connection.execute(moved, params![target, other])?;
        }
    }
    Ok(())
}

fn story(connection: &Connection, item: i64) -> Result<Option<i64>, Failure> {
    let mut statement = connection.prepare_cached("SELECT story FROM story WHERE item = ?1")?;
    Ok(statement.query_row([item], |row| row.get(0)).optional()?)
}

/// Items of a story, each with the language that it is in, without region.
fn languages(connection: &Connection, story: i64) -> Result<Vec<(i64, String)>, Failure> {
    let sql = "SELECT item, language FROM story WHERE story = ?1";
    let mut statement = connection.prepare_cached(sql)?;
    let rows = statement.query_map([story], |row| {
        let language: String = row.get(1)?;
        Ok((row.get(0)?, language.split('-').next().unwrap_or_default().to_owned()))
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// The translations of some items, those that have any; each item's in the order of languages.
pub(super) fn of(
    connection: &Connection,
    ids: &[ItemId],
) -> Result<BTreeMap<ItemId, Vec<Translation>>, Failure> {
    let mut statement = connection.prepare_cached(
        "SELECT other.id, theirs.language, other.shown ->> 'url'
         FROM item JOIN story AS own ON own.item = item.n
         JOIN story AS theirs ON theirs.story = own.story AND theirs.item <> own.item
         JOIN item AS other ON other.n = theirs.item
         WHERE item.id = ?1
           AND NOT EXISTS (SELECT 1 FROM tombstone WHERE tombstone.id = other.id)
         ORDER BY theirs.language, other.id",
    )?;
    let mut found = BTreeMap::new();
    for id in ids {
        let rows = statement.query_map([id.as_bytes()], |row| {
            let language: String = row.get(1)?;
            let url: Option<String> = row.get(2)?;
            Ok(Translation {
                id: ItemId::from_bytes(row.get(0)?),
                language: Language::new(&language).unwrap_or_else(|_| Language::undetermined()),
                url: url.and_then(|url| Url::parse(&url).ok()),
            })
        })?;
        let translations = rows.collect::<Result<Vec<_>, _>>()?;
        if !translations.is_empty() {
            found.insert(*id, translations);
        }
    }
    Ok(found)
}
