//! What the server asks of the store: filters, and the numbers of the sources.

use std::collections::HashMap;
use std::convert::Infallible;
use std::fmt::Write;

use async_trait::async_trait;
use chrono::{DateTime, Utc};

use crate::cli::exit::chain;
use crate::cli::follower::Follower;
use crate::clock::{Clock, SystemClock};
use crate::fetch::Fetch;
use crate::hub::request;
use crate::hub::round::{Hub, round};
use crate::model::edition::Artifact;
use crate::model::push::{Push, Stage};
use crate::model::source::{Source, SourceState};
use crate::pipeline::{self, Part, Plan};
use crate::publish::format::status;
use crate::serve::{Backend, Delivery, Filter};
use crate::store::Store;

/// Answers out of a store.
pub(super) struct StoreBackend {
    pub(super) plan: Plan,
    pub(super) store: Box<dyn Store>,
    /// How subscribers, and hubs elsewhere, are reached.
    pub(super) fetch: Box<dyn Fetch>,
    /// Our subscriptions at hubs elsewhere.
    pub(super) follower: Follower,
}

#[async_trait]
impl Backend for StoreBackend {
    async fn filtered(&self, filter: &Filter) -> Result<Option<Artifact>, String> {
        let part = Part {
            folder: &filter.folder,
            file: filter.file,
            selection: &filter.selection,
            limit: filter.limit,
            page: filter.page,
            query: &filter.query,
        };
        let made = pipeline::partial(&self.plan, self.store.as_ref(), &part).await;
        made.map_err(|error| chain(&error))
    }

    async fn status(&self, file: &str) -> Result<Option<(Artifact, DateTime<Utc>)>, String> {
        let now = SystemClock.now();
        let health = pipeline::health(&self.plan, self.store.as_ref(), now, true).await;
        let health = health.map_err(|error| chain(&error))?;
        let file = status::render_one(&health, file).map_err(|error| chain(&error))?;
        Ok(file.map(|file| (file, now)))
    }

    async fn subscribe(&self, form: &str) -> Result<Option<(u16, String)>, String> {
        if !self.plan.publish.is_own_hub {
            return Ok(None);
        }
        let failed = |error| chain(&error);
        let known = self.store.subscriptions().await.map_err(failed)?;
        let wanted = request::parse(form, &self.plan.site.url, SystemClock.now())
            .and_then(|wanted| request::admit(&wanted, &known).map(|()| wanted));
        match wanted {
            Ok(wanted) => {
                let (callback, topic) = (wanted.callback.clone(), wanted.topic.clone());
                let noted = Box::new(|known| Some(request::noted(wanted, known)));
                let done = self.store.change_subscription(callback.as_str(), topic.as_str(), noted);
                done.await.map_err(failed)?;
                Ok(Some((202, "you will be asked whether this is meant".to_owned())))
            }
            Err(refused) => Ok(Some((refused.status(), refused.to_string()))),
        }
    }

    async fn push(&self) -> Result<(), String> {
        let publish = &self.plan.publish;
        let Some(hub) = publish.hub.as_ref().filter(|_| publish.is_own_hub) else { return Ok(()) };
        let hub = Hub {
            site: &self.plan.site.url,
            hub,
            folder: &publish.to,
            store: self.store.as_ref(),
            fetch: self.fetch.as_ref(),
        };
        round(hub, SystemClock.now()).await.map_err(|error| chain(&error))
    }

    async fn asked_back(&self, token: &str, query: &str) -> Result<(u16, String), String> {
        self.follower.asked(self.store.as_ref(), token, query).await
    }

    async fn admits(&self, token: &str) -> Result<Result<usize, (u16, String)>, String> {
        let admitted = self.follower.admits(self.store.as_ref(), token).await?;
        let most = usize::try_from(self.plan.fetch.max_body).unwrap_or(usize::MAX);
        Ok(admitted.map(|()| most))
    }

    async fn delivered(&self, token: &str, delivery: Delivery) -> Result<(), String> {
        self.follower.take(self.store.as_ref(), token, &delivery).await
    }

    async fn follow(&self) -> Infallible {
        self.follower.follow(&self.plan, self.store.as_ref(), self.fetch.as_ref()).await
    }

    async fn metrics(&self) -> Result<String, String> {
        let count = self.store.count().await.map_err(|error| chain(&error))?;
        let states = self.store.source_states().await.map_err(|error| chain(&error))?;
        let pushes = self.store.pushes().await.map_err(|error| chain(&error))?;
        let now = SystemClock.now();
        let sources = self.plan.sources.iter().map(|planned| &planned.source);
        let sources: HashMap<_, _> = sources.map(|source| (&source.id, source)).collect();
        let known = states
            .iter()
            .filter_map(|state| Some(Known { source: *sources.get(&state.id)?, state, now }));
        let known: Vec<_> = known.collect();
        Ok(format!(
            "# HELP sangam_items Items in the store.\n# TYPE sangam_items gauge\n\
             sangam_items {count}\n{}{}{}",
            of_sources(&known),
            of_pushes(&pushes, now),
            self.follower.metrics()
        ))
    }
}

/// What is known of a source now.
struct Known<'a> {
    source: &'a Source,
    state: &'a SourceState,
    now: DateTime<Utc>,
}

/// A gauge: its name, what it says, and its value for a source that has one.
type Gauge = (&'static str, &'static str, fn(&Known<'_>) -> Option<i64>);

const GAUGES: [Gauge; 4] = [
    ("sangam_source_last_success_timestamp_seconds", "When a source last answered well.", |of| {
        of.state.last_success.map(|at| at.timestamp())
    }),
    ("sangam_source_next_due_timestamp_seconds", "When a source is fetched next.", |of| {
        let due = pipeline::next_due(of.source, of.state, of.now).filter(|_| of.source.enabled);
        due.map(|at| at.timestamp())
    }),
    ("sangam_source_failures", "Failures of a source since its last success.", |of| {
        Some(i64::from(of.state.failures))
    }),
    ("sangam_source_items", "Items that the last good reading of a source gave.", |of| {
        Some(i64::from(of.state.seen))
    }),
];

/// Our subscriptions, by how they are.
fn of_pushes(pushes: &[Push], now: DateTime<Utc>) -> String {
    let name = "sangam_push_subscriptions";
    let mut text =
        format!("# HELP {name} Subscriptions at hubs of sources, by state.\n# TYPE {name} gauge\n");
    for state in ["active", "asked", "failed"] {
        let is_it = |one: &&Push| one.stage == Stage::Wanted && one.state(now) == state;
        let count = pushes.iter().filter(is_it).count();
        let _ = writeln!(text, "{name}{{state=\"{state}\"}} {count}");
    }
    text
}

/// Ids of sources are letters, digits and hyphens: no label needs escaping.
fn of_sources(known: &[Known<'_>]) -> String {
    let mut text = String::new();
    for (name, help, value) in GAUGES {
        let _ = write!(text, "# HELP {name} {help}\n# TYPE {name} gauge\n");
        for one in known {
            if let Some(value) = value(one) {
                let _ = writeln!(text, "{name}{{source=\"{}\"}} {value}", one.source.id);
            }
        }
    }
    text
}
