//! Finding the item that a person means.

use std::collections::BTreeSet;
use std::fmt::Write;

use crate::model::change::{ItemId, Probe, StoredItem};
use crate::model::source::SourceId;
use crate::normalize::lookup;
use crate::pipeline::plan::Plan;
use crate::store::{Store, StoreError};

/// Fewer digits than this of an id are no name for an item.
const FEWEST_DIGITS: usize = 4;

/// How many candidates are named.
const CANDIDATES: usize = 10;

/// Why no item was found, or no single one.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum FindError {
    /// The store failed.
    #[error("the store failed")]
    Store(#[from] StoreError),
    /// Nothing that is stored goes by this name.
    #[error(
        "no stored item has the id, address or guid {0:?}; `sangam items` lists them, \
         `sangam explain` tells of those that were left out"
    )]
    Unknown(String),
    /// Several items go by this name.
    #[error("{text:?} can mean several items; name one by its id:{}", list(candidates))]
    Ambiguous {
        /// The name.
        text: String,
        /// The items, of which there may be more.
        candidates: Vec<StoredItem>,
    },
}

fn list(candidates: &[StoredItem]) -> String {
    candidates.iter().fold(String::new(), |mut list, item| {
        let (date, source) = (item.date.format("%Y-%m-%d"), &item.primary().source);
        let _ = write!(list, "\n  {}  {date}  {source}  {}", item.id, item.item.caption());
        list
    })
}

/// Finds the item that goes by an id of ours (whole, or its first digits), by an address or by
/// the guid that a source gives it; what is exact comes before what only begins so.
pub async fn find(plan: &Plan, store: &dyn Store, text: &str) -> Result<StoredItem, FindError> {
    let text = text.trim();
    if let Some(id) = ItemId::parse(text)
        && let Some(item) = store.item(id).await?
    {
        return Ok(item);
    }
    let mut ids = by_key(plan, store, text).await?;
    if ids.is_empty()
        && let Some((first, last)) = range(text)
    {
        ids.extend(store.ids(first, last, CANDIDATES).await?);
    }
    let mut candidates = Vec::new();
    for id in ids.into_iter().take(CANDIDATES) {
        candidates.extend(store.item(id).await?);
    }
    match candidates.len() {
        0 => Err(FindError::Unknown(text.to_owned())),
        1 => Ok(candidates.swap_remove(0)),
        _ => Err(FindError::Ambiguous { text: text.to_owned(), candidates }),
    }
}

async fn by_key(
    plan: &Plan,
    store: &dyn Store,
    text: &str,
) -> Result<BTreeSet<ItemId>, StoreError> {
    let states = store.source_states().await?;
    let departed = states.into_iter().map(|state| state.id);
    let configured = plan.sources.iter().map(|planned| planned.source.id.clone());
    let sources: BTreeSet<SourceId> = departed.chain(configured).collect();
    let sources: Vec<SourceId> = sources.into_iter().collect();
    let known =
        store.known(Probe { keys: lookup::keys(text, &sources), ..Probe::default() }).await?;
    Ok(known.by_key.into_values().collect())
}

/// The first and the last id that begin with some digits.
fn range(text: &str) -> Option<(ItemId, ItemId)> {
    let digits = text.strip_prefix("urn:uuid:").unwrap_or(text).replace('-', "");
    let is_hex = digits.bytes().all(|byte| byte.is_ascii_hexdigit());
    if !is_hex || !(FEWEST_DIGITS..=32).contains(&digits.len()) {
        return None;
    }
    let id = |fill: &str| ItemId::parse(&format!("{digits}{}", fill.repeat(32 - digits.len())));
    id("0").zip(id("f"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: Option<(&str, &str)>) {
        let shown = range(text).map(|(first, last)| (first.to_string(), last.to_string()));
        let expected =
            expected.map(|(first, last)| (format!("urn:uuid:{first}"), format!("urn:uuid:{last}")));
        assert_eq!(shown, expected, "{text}");
    }

    #[test]
    fn the_first_digits_of_an_id_are_a_range() {
        let first = "12345678-9000-0000-0000-000000000000";
        let last = "12345678-9fff-ffff-ffff-ffffffffffff";
        check("urn:uuid:12345678-9", Some((first, last)));
        check("123456789", Some((first, last)));
        check(first, Some((first, first)));
        check("123", None);
        check("12345678x", None);
        check("", None);
    }
}
