//! What becomes of items that are known: taken back by their source, or long out of sight.

use std::collections::HashSet;

use chrono::{DateTime, Utc};

use crate::dedup::{self, Ledger, Retractions};
use crate::model::change::{ChangeSet, ItemId};
use crate::model::hash::Hash;
use crate::pipeline::gather::Gathered;
use crate::pipeline::plan::Plan;
use crate::store::{Store, StoreError};

/// How many items are reduced to their identity in one pass, which takes some hundredths of a second.
const AGED: usize = 1000;

/// What the source takes back and brings again; its changes are put among those decided.
pub(super) fn retracted(
    gathered: &mut Gathered,
    decided: &mut ChangeSet,
    ledger: &mut Ledger,
    now: DateTime<Utc>,
) -> Retractions {
    let is_new = |(hash, _): &&(Hash, ItemId)| !gathered.given_before.contains(hash);
    let brought: Vec<_> = decided.brought.iter().filter(is_new).map(|(_, id)| *id).collect();
    let withdrawals = std::mem::take(&mut gathered.withdrawals);
    let source = &gathered.state.id;
    let mut retracted = dedup::follow(source, withdrawals, &brought, ledger.known(), now);
    let count = retracted.changes.len() + retracted.tombstones.len() + retracted.lifts.len();
    decided.counts.changed += u32::try_from(count).unwrap_or(u32::MAX);
    ledger.take_back(source, &retracted);
    retracted.merge_into(&mut decided.changes);
    retracted
}

/// Reduces to their identity some items that no source lists and no feed shows any more.
pub(super) async fn age(
    plan: &Plan,
    store: &dyn Store,
    shown: HashSet<ItemId>,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    let Some(keep) = plan.keep else { return Ok(()) };
    let aged = store.age(now - keep, shown, AGED).await?;
    if aged > 0 {
        tracing::info!("{aged} items are older than [store] keep: only their identity stays");
    }
    Ok(())
}
