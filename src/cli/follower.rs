//! Our subscriptions at hubs elsewhere, while the server runs.

use std::collections::BTreeMap;
use std::convert::Infallible;
use std::fmt::Write;
use std::time::Duration;

use tokio::sync::Notify;
use url::Url;

use crate::cli::daemon::Bells;
use crate::cli::exit::chain;
use crate::clock::{Clock, SystemClock};
use crate::fetch::{Fetch, LeftAlone};
use crate::model::source::SourceId;
use crate::pipeline::{self, Plan};
use crate::push::callback::{Delivered, Reply};
use crate::push::desk::Desk;
use crate::push::round::{self, Round};
use crate::push::rules::{self, Wanted};
use crate::serve::Delivery;
use crate::store::{Store, StoreError};

/// How often it is looked whether there is something to do, where nobody says that there is.
const LOOK: Duration = Duration::from_secs(30);

/// What looks after them.
pub(super) struct Follower {
    /// Where hubs reach us; `None`: nowhere.
    base: Option<Url>,
    desk: Desk,
    bells: Bells,
}

impl Follower {
    pub(super) fn new(base: Option<Url>, bells: Bells) -> Self {
        Self { base, desk: Desk::default(), bells }
    }

    /// See [`crate::serve::Backend::asked_back`].
    pub(super) async fn asked(
        &self,
        store: &dyn Store,
        token: &str,
        query: &str,
    ) -> Result<(u16, String), String> {
        let reply = self.desk.asked(store, token, query, SystemClock.now()).await;
        reply.map(parts).map_err(|error| chain(&error))
    }

    /// See [`crate::serve::Backend::admits`].
    pub(super) async fn admits(
        &self,
        store: &dyn Store,
        token: &str,
    ) -> Result<Result<(), (u16, String)>, String> {
        let admitted = self.desk.admits(store, token, SystemClock.now()).await;
        admitted.map(|admitted| admitted.map_err(parts)).map_err(|error| chain(&error))
    }

    /// See [`crate::serve::Backend::delivered`].
    pub(super) async fn take(
        &self,
        store: &dyn Store,
        token: &str,
        delivery: &Delivery,
    ) -> Result<(), String> {
        let Delivery { signature, content_type, is_encoded, body } = delivery;
        let (signature, is_encoded) = (signature.as_deref(), *is_encoded);
        let delivered = Delivered { signature, is_encoded, body };
        let now = SystemClock.now();
        let is_kept = self.desk.take(store, token, delivered, content_type.clone(), now).await;
        if is_kept.map_err(|error| chain(&error))? {
            self.bells.delivered.notify_one();
        }
        Ok(())
    }

    /// What became of what was delivered, for `/metrics`.
    pub(super) fn metrics(&self) -> String {
        let name = "sangam_push_deliveries_total";
        let mut text = format!(
            "# HELP {name} Deliveries of hubs, by what became of them.\n# TYPE {name} counter\n"
        );
        for (outcome, count) in self.desk.counts() {
            let _ = writeln!(text, "{name}{{outcome=\"{outcome}\"}} {count}");
        }
        text
    }

    /// See [`crate::serve::Backend::follow`]. What waits for hubs does not hold up what waits for
    /// nobody.
    pub(super) async fn follow(
        &self,
        plan: &Plan,
        store: &dyn Store,
        fetch: &dyn Fetch,
    ) -> Infallible {
        let looked = Notify::new();
        let look = async {
            loop {
                told(self.look(plan, store, fetch).await);
                looked.notify_one();
                tokio::select! {
                    () = self.bells.passed.notified() => {}
                    () = tokio::time::sleep(LOOK) => {}
                }
            }
        };
        let ask = async {
            loop {
                looked.notified().await;
                told(self.ask(plan, store, fetch).await);
            }
        };
        tokio::select! { never = look => never, never = ask => never }
    }

    async fn look(
        &self,
        plan: &Plan,
        store: &dyn Store,
        fetch: &dyn Fetch,
    ) -> Result<(), StoreError> {
        if self.base.is_none() && store.pushes().await?.is_empty() {
            return Ok(());
        }
        let wanted = if self.base.is_some() { wanted(plan, store).await? } else { BTreeMap::new() };
        let left_alone = LeftAlone::default();
        let round = self.round(plan, store, fetch, &left_alone);
        round::look(round, self.base.as_ref(), &wanted).await
    }

    async fn ask(
        &self,
        plan: &Plan,
        store: &dyn Store,
        fetch: &dyn Fetch,
    ) -> Result<(), StoreError> {
        if store.pushes().await?.is_empty() {
            return Ok(());
        }
        let states = store.source_states().await?;
        let left_alone = pipeline::left_alone(&states, SystemClock.now());
        round::ask(self.round(plan, store, fetch, &left_alone)).await
    }

    fn round<'r>(
        &'r self,
        plan: &Plan,
        store: &'r dyn Store,
        fetch: &'r dyn Fetch,
        left_alone: &'r LeftAlone,
    ) -> Round<'r> {
        let per_host = plan.fetch.per_host;
        Round { desk: &self.desk, store, fetch, clock: &SystemClock, left_alone, per_host }
    }
}

fn told(ended: Result<(), StoreError>) {
    if let Err(error) = ended {
        tracing::error!("subscriptions could not be looked after: {}", chain(&error));
    }
}

fn parts(Reply { status, body }: Reply) -> (u16, String) {
    (status, body)
}

async fn wanted(plan: &Plan, store: &dyn Store) -> Result<BTreeMap<SourceId, Wanted>, StoreError> {
    let states = store.source_states().await?;
    let states: BTreeMap<_, _> = states.iter().map(|state| (&state.id, state)).collect();
    let wanted = plan.sources.iter().filter_map(|planned| {
        let source = &planned.source;
        Some((source.id.clone(), rules::wanted(source, states.get(&source.id)?)?))
    });
    Ok(wanted.collect())
}
