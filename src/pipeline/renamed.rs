//! Sources that go by another id than last time.

use std::collections::{HashMap, HashSet};

use crate::model::source::{SourceId, SourceState};
use crate::pipeline::plan::Plan;
use crate::store::{Store, StoreError};

/// Has what is known of sources that left the configuration be known of those that came into it at
/// their addresses; says whether there were any.
pub(super) async fn follow(
    plan: &Plan,
    store: &dyn Store,
    states: &HashMap<SourceId, SourceState>,
) -> Result<bool, StoreError> {
    let renamed = renamed(plan, states);
    for (from, to) in &renamed {
        tracing::info!(source.id = %to, "this source was {from} before");
        store.rename(from.clone(), to.clone()).await?;
    }
    Ok(!renamed.is_empty())
}

/// Each source that was never met, with the one that it was: the only one that left the
/// configuration from its address, which nobody else has.
fn renamed(plan: &Plan, states: &HashMap<SourceId, SourceState>) -> Vec<(SourceId, SourceId)> {
    let configured: HashSet<&SourceId> = plan.sources.iter().map(|one| &one.source.id).collect();
    let mut departed: HashMap<&str, Vec<&SourceId>> = HashMap::new();
    for state in states.values().filter(|state| !configured.contains(&state.id)) {
        departed.entry(&state.url).or_default().push(&state.id);
    }
    let at = |url: &str| plan.sources.iter().filter(|one| one.source.shown.as_str() == url).count();
    let new = plan.sources.iter().map(|one| &one.source);
    let new = new.filter(|source| !states.contains_key(&source.id));
    let was = |url: &str| match departed.get(url).map(Vec::as_slice) {
        Some([one]) if at(url) == 1 => Some((*one).clone()),
        _ => None,
    };
    new.filter_map(|source| Some((was(source.shown.as_str())?, source.id.clone()))).collect()
}
