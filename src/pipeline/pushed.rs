//! What hubs delivered: read as what was asked for is read, and what comes of that for asking.

use std::collections::HashMap;
use std::sync::Arc;

use chrono::{DateTime, Utc};

use crate::model::change::Counts;
use crate::model::document::Document;
use crate::model::habits::Habits;
use crate::model::push::{Delivery, PULSE};
use crate::model::raw::Format;
use crate::model::source::{Source, SourceId, SourceState, Validators};
use crate::pipeline::ask::World;
use crate::pipeline::collected::Collected;
use crate::pipeline::gather::{Came, Gathered, reading_of};
use crate::pipeline::paging::{interpret_blocking, of_pages};
use crate::pipeline::pass::PassOptions;
use crate::pipeline::plan::{Plan, PlannedSource};
use crate::schedule;
use crate::store::{Store, StoreError};

/// What is pushed, as a pass finds it.
#[derive(Debug, Default)]
pub(super) struct Pushes {
    /// Since when all that is new of a source is delivered.
    since: HashMap<SourceId, DateTime<Utc>>,
    /// The oldest delivery of each source.
    deliveries: HashMap<SourceId, i64>,
}

impl Pushes {
    /// What is delivered waits where the sources are to be asked expressly, or nothing is stored.
    pub(super) async fn recall(
        store: &dyn Store,
        options: &PassOptions,
        now: DateTime<Utc>,
    ) -> Result<Self, StoreError> {
        let mut pushes = Self::default();
        let works = store.pushes().await?.into_iter().filter(|one| one.works(now));
        pushes.since.extend(works.filter_map(|one| Some((one.source, one.since?))));
        if !pushes.since.is_empty() {
            // Whoever took in deliveries may not run any more.
            let pulse = store.rendered(PULSE.name).await?.map(|last| last.updated);
            pushes.since.retain(|_, _| PULSE.is_alive(pulse, now));
        }
        if !options.force && !options.dry_run {
            let deliveries = store.deliveries().await?;
            pushes.deliveries.extend(deliveries.into_iter().rev().map(|(n, source)| (source, n)));
        }
        Ok(pushes)
    }

    /// The delivery that is to be read of a source.
    pub(super) fn delivery(&self, source: &SourceId) -> Option<i64> {
        self.deliveries.get(source).copied()
    }

    /// What was new since the source was last asked has been delivered, or is not new.
    pub(super) fn delivers_all(&self, state: &SourceState) -> bool {
        let (since, push) = (self.since.get(&state.id), &state.habits.push);
        let is_told = push.missed.is_none() && push.noticed.is_none();
        is_told && since.is_some_and(|since| state.last_try >= Some(*since))
    }

    /// The same, and all of that was read.
    pub(super) fn has_delivered_all(&self, state: &SourceState) -> bool {
        self.delivers_all(state) && !self.deliveries.contains_key(&state.id)
    }

    /// When a source that is pushed is asked next; `None`: it is not.
    pub(super) fn slow_down(
        &self,
        source: &Source,
        habits: &Habits,
        otherwise: DateTime<Utc>,
        now: DateTime<Utc>,
    ) -> Option<DateTime<Utc>> {
        let is_pushed = self.since.contains_key(&source.id) && habits.push.missed.is_none();
        is_pushed.then(|| schedule::while_pushed(source, habits, otherwise, now))
    }

    /// Forgets what was delivered of sources that are read no more.
    pub(super) async fn drop_strays(
        &self,
        plan: &Plan,
        store: &dyn Store,
    ) -> Result<(), StoreError> {
        let is_read = |source: &SourceId| {
            plan.sources.iter().any(|one| one.source.enabled && one.source.id == *source)
        };
        let strays = self.deliveries.iter().filter(|(source, _)| !is_read(source));
        store.drop_deliveries(strays.map(|(_, number)| *number).collect()).await
    }
}

/// Reads what was delivered. Validators, and what is known of the last document, stay those of what
/// was asked for, unless something in it is another than it was; what is not in it is where it was. Where it cannot be read, the source is asked.
pub(super) async fn take(
    world: World<'_>,
    planned: &Arc<PlannedSource>,
    mut state: SourceState,
    number: i64,
) -> Result<Gathered, StoreError> {
    let Some(delivery) = world.store.delivery(number).await? else {
        return Ok(Gathered::untouched(state));
    };
    let Some(all) = read(world, planned, &state, delivery).await? else {
        return Ok(noticed(state, number, world.now));
    };
    let given_before = all.known.as_ref().clone();
    if all.last_news.is_some() {
        state.habits.changed = Some(world.now);
    }
    state.seen = state.seen.max(all.seen);
    let gathered = of_pages(planned, state, all, true);
    Ok(Gathered { came: Came::Delivered(number), given_before, ..gathered })
}

/// What a delivery gives. `None`: it cannot be read, is a page, or would be read in another way than
/// what is known of the source.
async fn read(
    world: World<'_>,
    planned: &Arc<PlannedSource>,
    state: &SourceState,
    delivery: Delivery,
) -> Result<Option<Collected>, StoreError> {
    let is_known = state.reading == Some(reading_of(planned)) && !state.is_listing;
    let Some(body) = delivery.body.filter(|_| is_known) else { return Ok(None) };
    let known = world.store.raw_hashes(&planned.source.id).await?;
    let mut all = Collected::new(known, true);
    let content_type = delivery.content_type;
    let document = Document { url: Some(delivery.topic), content_type, body };
    let page = interpret_blocking(document, planned, &all.known, world.now).await;
    let Ok(page) = page.inspect_err(|failure| {
        let (id, code) = (&planned.source.id, &failure.code);
        tracing::info!(source.id = %id, code, "what was delivered cannot be read");
    }) else {
        return Ok(None);
    };
    if page.format == Format::Listing || page.seen == 0 {
        return Ok(None);
    }
    all.add(page);
    all.keep_known();
    Ok(Some(all))
}

/// The source has something new: it is asked soon.
fn noticed(mut state: SourceState, number: i64, now: DateTime<Utc>) -> Gathered {
    state.next_due = schedule::after_notice(&state, now);
    state.habits.push.noticed = Some(now);
    Gathered { came: Came::Delivered(number), ..Gathered::untouched(state) }
}

/// Notes whether what is new in a reading was delivered, as it should have been. Where it was not,
/// the source is asked as ever until something is.
pub(super) fn note(gathered: &mut Gathered, counts: Counts, now: DateTime<Utc>) {
    let is_new = counts.added + counts.merged > 0;
    let (is_read, came) = (gathered.sketch.is_some(), gathered.came);
    let push = &mut gathered.state.habits.push;
    if let Came::Delivered(_) = came {
        push.missed = push.missed.filter(|_| !is_read);
        if counts.changed > 0 {
            // Deliveries overtake one another. What holds is what the source says when it is asked,
            // and that it says the same as before would tell nothing.
            gathered.state.validators = Validators::default();
            gathered.state.body_hash = None;
        }
        return;
    }
    if gathered.is_left_alone || gathered.state.last_error.is_some() {
        return;
    }
    if push.noticed.take().is_some() && is_new {
        push.missed = None;
    }
    if came == Came::Delayed && is_new {
        push.missed = Some(now);
        schedule::resume(&mut gathered.state);
    }
}
