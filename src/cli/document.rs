//! One document on its own, for `parse`, `preview` and `check --online`: nothing is known of
//! other items, nothing is stored.

use std::collections::HashSet;
use std::error::Error;
use std::sync::Arc;

use crate::cli::exit::{Exit, Stop, chain};
use crate::clock::{Clock, SystemClock};
use crate::fetch::{Fetch, FetchOutcome, RequestPlan};
use crate::model::document::Document;
use crate::model::source::{SourceId, SourceKind};
use crate::pipeline::{self, Interpreted, Interpreting, PlannedSource, interpret};
use url::Url;

/// The id that such items are under.
const NOWHERE: &str = "preview";

/// A source that stands in no configuration. Without an address of its own it gets one that
/// nothing can be reached at (RFC 2606 §2).
pub(super) fn unconfigured(url: Option<Url>, kind: SourceKind) -> PlannedSource {
    let id = SourceId::new(NOWHERE).expect("a plain word is an id");
    let url = url.unwrap_or_else(|| {
        Url::parse("http://document.invalid/").expect("a literal address is one")
    });
    PlannedSource::unconfigured(id, url, kind)
}

/// Reads a document, whose items are then made one by one.
pub(super) fn begin(document: &Document, planned: &PlannedSource) -> Result<Interpreting, Stop> {
    Interpreting::begin(document, planned, SystemClock.now())
        .map_err(|error| failed(planned, &error))
}

/// Reads and normalizes a document.
pub(super) fn read(document: &Document, planned: &PlannedSource) -> Result<Interpreted, Stop> {
    interpret(document, planned, &HashSet::new(), SystemClock.now())
        .map_err(|error| failed(planned, &error))
}

/// Fetches a source's (first) document.
pub(super) async fn fetch(client: &dyn Fetch, planned: &PlannedSource) -> Result<Document, Stop> {
    let source = &planned.source;
    let plan = RequestPlan {
        headers: source.headers.clone(),
        transport: Arc::clone(&planned.transport),
        ..RequestPlan::to(source.url.clone())
    };
    match client.fetch(&plan).await {
        Ok(FetchOutcome::Fetched(fetched)) => Ok(fetched.document),
        Ok(FetchOutcome::NotModified { .. }) => {
            Err(Stop::new(Exit::Failed, "the server answered 304 although nothing was known"))
        }
        Err(error) => Err(match pipeline::wall(&error) {
            Some(wall) => Stop::new(Exit::Failed, planned.source.redact(&wall.message)),
            None => failed(planned, &error),
        }),
    }
}

fn failed(planned: &PlannedSource, error: &dyn Error) -> Stop {
    Stop::new(Exit::Failed, planned.source.redact(&chain(error)))
}

/// Fetches, reads and normalizes a source's (first) document.
pub(super) async fn fetch_and_read(
    client: &dyn Fetch,
    planned: &PlannedSource,
) -> Result<Interpreted, Stop> {
    read(&fetch(client, planned).await?, planned)
}
