//! Ties translations: what is new or changed is compared with what stands near it in time.

use chrono::TimeDelta;

use crate::dedup;
use crate::model::change::StoredItem;
use crate::model::translation::Tie;
use crate::store::{Store, StoreError};

/// How far apart the dates of two editions may be, and then some.
const AROUND: TimeDelta = TimeDelta::days(4);

/// One comparison spans so much time at most, and no more where much happened in it.
const SPAN: TimeDelta = TimeDelta::days(30);

/// What happened in less than this is compared at once, however much it is.
const LEAST: TimeDelta = TimeDelta::days(1);

/// Items looked at for one comparison.
const LOOKED_AT: usize = 2_000;

/// Items taken up at a time.
const TAKEN_UP: usize = 2_000;

/// Ties all items that were added or changed since the last time to their translations. The store
/// remembers how far that is, so that a pass which ends in the middle loses none.
pub(super) async fn tie(store: &dyn Store) -> Result<(), StoreError> {
    while let Some(untied) = store.untied(TAKEN_UP).await? {
        let mut ties = Vec::new();
        for near in clusters(untied.items) {
            ties.extend(ties_among(store, near).await?);
        }
        store.tie(ties, Some(untied.through)).await?;
    }
    Ok(())
}

/// Items that stand near each other, oldest first.
fn clusters(mut items: Vec<StoredItem>) -> Vec<Vec<StoredItem>> {
    items.sort_by_key(|item| (item.date, item.id));
    let mut clusters: Vec<Vec<StoredItem>> = Vec::new();
    for item in items {
        match clusters.last_mut() {
            Some(near)
                if near.first().is_some_and(|first| item.date - first.date <= SPAN)
                    && near.last().is_some_and(|last| item.date - last.date <= AROUND * 2) =>
            {
                near.push(item);
            }
            _ => clusters.push(vec![item]),
        }
    }
    clusters
}

/// Compares items with all around them. Where that is more than is looked at, in parts.
async fn ties_among(store: &dyn Store, near: Vec<StoredItem>) -> Result<Vec<Tie>, StoreError> {
    let mut waiting = vec![near];
    let mut ties = Vec::new();
    while let Some(mut near) = waiting.pop() {
        let Some((first, last)) = near.first().zip(near.last()) else { continue };
        let (first, last) = (first.date, last.date);
        let around = store.between(first - AROUND, last + AROUND, LOOKED_AT).await?;
        if around.len() == LOOKED_AT && last - first > LEAST {
            let middle = first + (last - first) / 2;
            let later = near.split_off(near.partition_point(|item| item.date <= middle));
            waiting.extend([near, later]);
        } else {
            ties.extend(compare(near, around).await);
        }
    }
    Ok(ties)
}

/// Comparing hundreds with thousands takes long: not on the threads that wait for the network.
async fn compare(near: Vec<StoredItem>, around: Vec<StoredItem>) -> Vec<Tie> {
    let work = move || dedup::ties(&near.iter().collect::<Vec<_>>(), &around);
    match tokio::task::spawn_blocking(work).await {
        Ok(ties) => ties,
        Err(stopped) if stopped.is_panic() => std::panic::resume_unwind(stopped.into_panic()),
        Err(_) => Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use chrono::{DateTime, Utc};
    use serde_json::json;

    use super::*;
    use crate::model::change::{Appearance, ItemId};
    use crate::model::item::{Item, Key};
    use crate::model::source::SourceId;

    fn item(day: i64) -> StoredItem {
        let source = SourceId::new("a").unwrap();
        let item: Item = serde_json::from_value(json!({ "keys": [] })).unwrap();
        let date = DateTime::<Utc>::UNIX_EPOCH + TimeDelta::days(day);
        let appearance = Appearance {
            source: source.clone(),
            item: item.clone(),
            position: 0,
            first_seen: date,
            nearness: 0,
            matched: None,
        };
        StoredItem {
            id: ItemId::mint(&source, &Key::Url(day.to_string())),
            first_seen: date,
            date,
            updated: date,
            item,
            appearances: vec![appearance],
        }
    }

    #[test]
    fn what_is_far_from_all_others_is_looked_at_by_itself() {
        #[track_caller]
        fn check(days: &[i64], expected: &[usize]) {
            let clusters = clusters(days.iter().map(|day| item(*day)).collect());
            assert_eq!(clusters.iter().map(Vec::len).collect::<Vec<_>>(), expected, "{days:?}");
        }
        check(&[], &[]);
        check(&[100, 70, 101, 99], &[1, 3]);
        check(&[0, 8, 17], &[2, 1]);
        let daily: Vec<i64> = (0..62).collect();
        check(&daily, &[31, 31]);
    }
}
