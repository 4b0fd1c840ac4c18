//! Items that left the list of a source of which the pages are read (`full_text`): that is no
//! removal, but where one was taken back, its page says so (410).

use std::collections::HashSet;
use std::sync::Arc;

use url::Url;

use crate::fetch::FetchError;
use crate::model::habits::Habits;
use crate::model::hash::Hash;
use crate::model::item::{Item, Key};
use crate::model::source::Validators;
use crate::model::tombstone::Withdrawal;
use crate::pipeline::ask::{self, Unanswered, World, ask};
use crate::pipeline::gather::{Gathered, request};
use crate::pipeline::plan::PlannedSource;
use crate::store::StoreError;

/// How many pages are asked in one pass. Of a list that lost more the rest is taken for rolled off.
const PAGES: usize = 5;

/// What a tombstone says that a page set.
const NOTE: &str = "its page is gone (410)";

/// That an item is gone, because its page says so; `is_listed` where the list still has it.
pub(super) fn withdrawal(item: &Item, is_listed: bool) -> Withdrawal {
    let note = Some(NOTE.to_owned());
    Withdrawal { keys: item.keys.clone(), at: None, note, is_of_page: is_listed }
}

/// The page says that it is gone for good. One that is just not found (404) may come back.
pub(super) fn is_gone(unanswered: &Unanswered) -> bool {
    matches!(unanswered, Unanswered::Fetch(FetchError::Status { status: 410, .. }))
}

/// Asks the pages of items that left the list since the last reading, each once, and says which
/// are gone. Where most of it is gone, or it is read in another way, the list is another, and
/// nothing follows.
pub(super) async fn departed(
    world: World<'_>,
    planned: &Arc<PlannedSource>,
    gathered: &mut Gathered,
) -> Result<Vec<Withdrawal>, StoreError> {
    let is_broken = gathered.is_read_anew || gathered.state.last_error.is_some();
    let Some(hashes) = gathered.raw_hashes.as_ref().filter(|_| !is_broken) else {
        return Ok(Vec::new());
    };
    let known = &gathered.given_before;
    let gone: HashSet<Hash> = known.difference(hashes).copied().collect();
    if gone.is_empty() || gone.len() * 2 > known.len() {
        return Ok(Vec::new());
    }
    let source = &planned.source.id;
    let items = world.store.given(source, gone).await?;
    let versions = items.into_iter().flat_map(|item| item.appearances);
    let own = versions.filter(|version| version.source == *source).map(|version| version.item);
    let listed = listed(gathered);
    let left = own.filter(|item| !item.keys.iter().any(|key| listed.contains(key)));
    let left: Vec<_> = left.take(PAGES).collect();
    let mut withdrawals = Vec::new();
    for item in left {
        let Some(url) = &item.url else { continue };
        if says_gone(world, planned, url.as_url(), &mut gathered.state.habits).await {
            withdrawals.push(withdrawal(&item, false));
        }
    }
    Ok(withdrawals)
}

pub(super) fn listed(gathered: &Gathered) -> HashSet<&Key> {
    let incoming = gathered.incoming.iter().flat_map(|one| &one.item.keys);
    gathered.listed.iter().chain(incoming).collect()
}

async fn says_gone(
    world: World<'_>,
    planned: &Arc<PlannedSource>,
    url: &Url,
    habits: &mut Habits,
) -> bool {
    let plan = request(planned, url, Validators::default());
    let heeds_robots = ask::pages_are_for_robots(world, planned);
    ask(world, plan, heeds_robots, habits).await.is_err_and(|unanswered| is_gone(&unanswered))
}
