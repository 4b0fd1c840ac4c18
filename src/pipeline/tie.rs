//! Ties translations: what a pass added is compared with what stands near it in time.

use chrono::TimeDelta;

use crate::dedup;
use crate::model::change::StoredItem;
use crate::store::{Store, StoreError};

/// How far apart the dates of two editions may be, and then some.
const AROUND: TimeDelta = TimeDelta::days(4);

/// One comparison spans so much time: a source that brings ten years costs a hundred of them.
const SPAN: TimeDelta = TimeDelta::days(30);

/// Items looked at for one comparison.
const LOOKED_AT: usize = 2_000;

/// Ties the items that a pass added or changed to their translations.
pub(super) async fn tie(store: &dyn Store, mut items: Vec<StoredItem>) -> Result<(), StoreError> {
    items.sort_by_key(|item| (item.date, item.id));
    let mut rest = items.as_slice();
    while let Some(first) = rest.first() {
        let count = rest.partition_point(|item| item.date <= first.date + SPAN);
        let (near, later) = rest.split_at(count);
        rest = later;
        let last = near.last().unwrap_or(first);
        let around = store.between(first.date - AROUND, last.date + AROUND, LOOKED_AT).await?;
        store.tie(dedup::ties(&near.iter().collect::<Vec<_>>(), &around)).await?;
    }
    Ok(())
}
