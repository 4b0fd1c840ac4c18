//! What the server asks of the store: filters, and the numbers of the sources.

use std::fmt::Write;

use async_trait::async_trait;
use chrono::{DateTime, Utc};

use crate::cli::exit::chain;
use crate::clock::{Clock, SystemClock};
use crate::model::edition::Artifact;
use crate::model::source::SourceState;
use crate::pipeline::{self, Part, Plan};
use crate::publish::format::status;
use crate::serve::{Backend, Filter};
use crate::store::Store;

/// Answers out of a store.
pub(super) struct StoreBackend {
    pub(super) plan: Plan,
    pub(super) store: Box<dyn Store>,
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
        let health = pipeline::health(&self.plan, self.store.as_ref(), Some(now)).await;
        let health = health.map_err(|error| chain(&error))?;
        let file = status::render_one(&health, file).map_err(|error| chain(&error))?;
        Ok(file.map(|file| (file, now)))
    }

    async fn metrics(&self) -> Result<String, String> {
        let count = self.store.count().await.map_err(|error| chain(&error))?;
        let states = self.store.source_states().await.map_err(|error| chain(&error))?;
        let configured = |state: &&SourceState| {
            self.plan.sources.iter().any(|planned| planned.source.id == state.id)
        };
        let states: Vec<_> = states.iter().filter(configured).collect();
        Ok(format!(
            "# HELP sangam_items Items in the store.\n# TYPE sangam_items gauge\n\
             sangam_items {count}\n{}",
            of_sources(&states)
        ))
    }
}

/// A gauge: its name, what it says, and its value for a source that has one.
type Gauge = (&'static str, &'static str, fn(&SourceState) -> Option<i64>);

const GAUGES: [Gauge; 4] = [
    (
        "sangam_source_last_success_timestamp_seconds",
        "When a source last answered well.",
        |state| state.last_success.map(|at| at.timestamp()),
    ),
    ("sangam_source_next_due_timestamp_seconds", "When a source is fetched next.", |state| {
        state.next_due.map(|at| at.timestamp())
    }),
    ("sangam_source_failures", "Failures of a source since its last success.", |state| {
        Some(i64::from(state.failures))
    }),
    ("sangam_source_items", "Items that the last good reading of a source gave.", |state| {
        Some(i64::from(state.seen))
    }),
];

/// Ids of sources are letters, digits and hyphens: no label needs escaping.
fn of_sources(states: &[&SourceState]) -> String {
    let mut text = String::new();
    for (name, help, value) in GAUGES {
        let _ = write!(text, "# HELP {name} {help}\n# TYPE {name} gauge\n");
        for state in states {
            if let Some(value) = value(state) {
                let _ = writeln!(text, "{name}{{source=\"{}\"}} {value}", state.id);
            }
        }
    }
    text
}
