//! What a source gives, judged beside what it used to give, before any of it counts.
//!
//! A reading that falls out of the source's ways is held back: what is remembered of the last good
//! one stays, its validators too, so that the page is asked for again in full. Where its items are
//! found again, it is read as it now is (`repair`).

mod held;
mod layout;
mod repair;
mod told;

use std::collections::HashSet;
use std::sync::Arc;

use crate::drift::{self, Baseline, Held, Judgement, Sketch};
use crate::model::change::{Incoming, Probe};
use crate::model::drift::{Incident, Noticed, Selectors, Sighting, Verdict, Ways};
use crate::model::hash::Hash;
use crate::model::raw::Warning;
use crate::model::source::{Failure, SourceId, SourceState};
use crate::pipeline::ask::World;
use crate::pipeline::departed::listed;
use crate::pipeline::drift::held::{hold_everything, hold_some};
use crate::pipeline::drift::layout::{healed, layout_of};
use crate::pipeline::due::Due;
use crate::pipeline::full_text;
use crate::pipeline::gather::{self, Gathered};
use crate::pipeline::plan::PlannedSource;
use crate::pipeline::pushed;
use crate::store::{Store, StoreError};

/// So many unknown items are looked up in the ledger before they count as new.
const STRANGERS: usize = 3;

/// Fetches, reads and judges one source.
pub(super) async fn gather(
    world: World<'_>,
    planned: &Arc<PlannedSource>,
    due: Due,
) -> Result<Gathered, StoreError> {
    let Due { state, open, delivery, .. } = due;
    let memory = Memory::recall(world, planned, open).await?;
    let before = state.clone();
    let in_force = memory.in_force();
    let gathered = match delivery {
        Some(number) => pushed::take(world, &in_force, state, number).await?,
        None => gather::gather(world, &in_force, state).await?,
    };
    let weighed = Box::pin(memory.weigh(before, gathered)).await?;
    // What is held back is not worth a request.
    full_text::complete(world, planned, weighed).await
}

/// The warning that an incident which is open is worth.
pub(super) fn reminder(incident: &Incident) -> Warning {
    let since = incident.opened.format("%Y-%m-%d");
    let message = format!("since {since}: {}{}", incident.came, look_at(&incident.source));
    Warning { code: incident.verdict.code(), message, line: None }
}

fn look_at(source: &SourceId) -> String {
    format!("; see `sangam incidents {source}`")
}

/// What is remembered of one source, and what it is remembered with.
struct Memory<'a> {
    world: World<'a>,
    planned: Arc<PlannedSource>,
    ways: Ways,
    baseline: Option<Baseline>,
    open: Option<Incident>,
}

impl<'a> Memory<'a> {
    /// Under other settings than before nothing counts.
    async fn recall(
        world: World<'a>,
        planned: &Arc<PlannedSource>,
        open: Option<Incident>,
    ) -> Result<Self, StoreError> {
        let layout = Some(layout_of(planned));
        let mut ways = world.store.ways(&planned.source.id).await?;
        let mut open = open;
        if ways.layout != layout {
            ways = Ways { layout, ..Ways::default() };
            open = open.map(|incident| Incident { accepted: false, ..incident });
        }
        if let Some(accepted) = open.as_ref().filter(|one| one.accepted)
            && !accepted.selectors.is_empty()
        {
            ways.adopt(accepted.selectors.clone());
        }
        let baseline = Baseline::load(&ways.baseline);
        Ok(Self { world, planned: planned.clone(), ways, baseline, open })
    }

    /// The source as it is read now: with selectors that a repair found, where one did.
    fn in_force(&self) -> Arc<PlannedSource> {
        healed(&self.planned, &self.ways.healed).unwrap_or_else(|| self.planned.clone())
    }

    async fn weigh(
        self,
        before: SourceState,
        mut gathered: Gathered,
    ) -> Result<Gathered, StoreError> {
        if gathered.is_left_alone {
            return Ok(self.leave(gathered));
        }
        let is_accepted = self.open.as_ref().is_some_and(|incident| incident.accepted);
        if is_accepted && gathered.state.last_error.is_none() {
            return self.accept(gathered).await;
        }
        if let Some(judgement) = self.missing(&gathered.state) {
            return Ok(self.report(gathered, &judgement));
        }
        self.recognise(&mut gathered).await?;
        match self.judge_series(&mut gathered).await? {
            None => Ok(self.leave(gathered)),
            Some(judgement) if judgement.verdict == Verdict::Ok => {
                self.welcome(gathered, &judgement).await
            }
            Some(mut judgement) => {
                let found = self.repair(&before, &gathered, &judgement).await?;
                if judgement.verdict == Verdict::ListEmpty && found.has_items() {
                    // A stray "there are none", and the list stands elsewhere.
                    judgement.verdict = Verdict::LayoutChanged;
                }
                Ok(match found {
                    repair::Found::Again(mended) => self.resume(*mended),
                    repair::Found::Repaired(mended) => self.mend(*mended, &judgement),
                    repair::Found::Proposed(selectors) => {
                        self.hold(before, gathered, &judgement, selectors)
                    }
                })
            }
        }
    }

    /// Its address has been missing for so long that somebody should look.
    fn missing(&self, state: &SourceState) -> Option<Judgement> {
        let is_missing = |failure: &&Failure| failure.code == "status-404";
        state.last_error.as_ref().filter(is_missing)?;
        drift::judge_missing(state.habits.missing_since?, self.world.now)
    }

    /// Tells of trouble in which nothing came that could be held back.
    fn report(self, mut gathered: Gathered, judgement: &Judgement) -> Gathered {
        gathered.is_in_trouble = true;
        gathered.warnings.push(self.warning(judgement, &Selectors::new()));
        let suspicion = self.suspicion(judgement, Selectors::new(), &gathered);
        gathered.noticed = Some(self.noticed(Some(Sighting::Suspicious(suspicion))));
        gathered
    }

    /// What seems to be known items at other addresses may be the next of their series: the ledger
    /// tells.
    async fn judge_series(&self, of: &mut Gathered) -> Result<Option<Judgement>, StoreError> {
        let judgement = self.judge(of);
        let is_called_so = |one: &Judgement| one.moved || one.verdict == Verdict::Flood;
        if !judgement.as_ref().is_some_and(is_called_so) {
            return Ok(judgement);
        }
        let id = &self.planned.source.id;
        let known = repair::remembered(self.world.store, id).await?;
        let recurring = drift::recurring(id, &known, &of.incoming, &listed(of));
        let traces = of.sketch.iter_mut().flat_map(|sketch| &mut sketch.traces);
        for trace in traces {
            trace.recurs = recurring.contains(&trace.raw_hash);
        }
        Ok(if recurring.is_empty() { judgement } else { self.judge(of) })
    }

    /// `None`: nothing was read, and it is no matter of what the source gives.
    fn judge(&self, gathered: &Gathered) -> Option<Judgement> {
        let now = self.world.now;
        let error = gathered.state.last_error.as_ref();
        let Some(baseline) = &self.baseline else {
            let is_first = gathered.sketch.is_some() && error.is_none();
            return is_first.then(drift::welcome);
        };
        match (&gathered.sketch, error) {
            (Some(sketch), _) => Some(drift::judge(baseline, sketch, now)),
            (None, Some(error)) => drift::judge_failure(baseline, &error.code, &error.message),
            (None, None) => Some(drift::judge_silence(baseline, now)),
        }
    }

    /// Marks the items that the ledger knows of this source, where last time's items do not tell.
    async fn recognise(&self, gathered: &mut Gathered) -> Result<(), StoreError> {
        let (Some(baseline), Some(sketch)) = (&self.baseline, &mut gathered.sketch) else {
            return Ok(());
        };
        // A part shows nothing of what would make its items known.
        if !sketch.is_part && baseline.unknown(sketch) < STRANGERS {
            return Ok(());
        }
        let known = known_of(self.world.store, &self.planned.source.id, &gathered.incoming).await?;
        for trace in &mut sketch.traces {
            trace.is_known |= known.contains(&trace.raw_hash);
        }
        Ok(())
    }

    /// The operator said that what comes is right: it is the new baseline.
    async fn accept(mut self, mut gathered: Gathered) -> Result<Gathered, StoreError> {
        let now = self.world.now;
        match &gathered.sketch {
            Some(sketch) => {
                self.baseline = Some(Baseline::accepted(self.baseline.take(), sketch, now));
                self.lead(&mut gathered).await?;
            }
            None => self.baseline.iter_mut().for_each(|baseline| baseline.allow_silence(now)),
        }
        self.over(&mut gathered);
        Ok(gathered)
    }

    /// A reading that is as ever.
    async fn welcome(
        mut self,
        mut gathered: Gathered,
        judgement: &Judgement,
    ) -> Result<Gathered, StoreError> {
        let is_news = gathered.sketch.is_some() || self.open.is_some();
        if !is_news && self.baseline.as_ref().is_none_or(Baseline::is_calm) {
            // The commonest of all: nothing to learn, and nothing to write.
            return Ok(gathered);
        }
        if judgement.moved {
            self.lead(&mut gathered).await?;
        }
        self.learn(gathered.sketch.as_ref());
        if judgement.many_new > 0 {
            let many_new = judgement.many_new;
            let message = format!(
                "{many_new} items are new at once, with addresses and dates of their own; they \
                 stand at their dates"
            );
            gathered.warnings.push(Warning { code: "many-new-items", message, line: None });
        }
        self.over(&mut gathered);
        Ok(gathered)
    }

    /// Leads items at new addresses to what they are.
    async fn lead(&self, gathered: &mut Gathered) -> Result<(), StoreError> {
        let id = &self.planned.source.id;
        let known = repair::remembered(self.world.store, id).await?;
        let moved = drift::moved(id, &known, &gathered.incoming, &listed(gathered), self.world.now);
        repair::lead(&mut gathered.incoming, &moved.to);
        Ok(())
    }

    fn learn(&mut self, sketch: Option<&Sketch>) {
        let now = self.world.now;
        match (&mut self.baseline, sketch) {
            (Some(baseline), Some(sketch)) => baseline.learn(sketch, now),
            (Some(baseline), None) => baseline.confirm(),
            (None, Some(sketch)) => self.baseline = Some(Baseline::of(sketch, now)),
            (None, None) => {}
        }
    }

    /// Notes that all is well, and says so once where it was not.
    fn over(self, gathered: &mut Gathered) {
        let sighting = self.open.as_ref().map(|incident| {
            let (since, code) = (incident.opened.format("%Y-%m-%d"), incident.verdict.code());
            let message = format!("what was wrong since {since} ({code}) is over");
            gathered.warnings.push(Warning { code: "incident-over", message, line: None });
            Sighting::Over
        });
        gathered.noticed = Some(self.noticed(sighting));
    }

    /// Nothing was learnt. What was wrong still is.
    fn leave(self, mut gathered: Gathered) -> Gathered {
        gathered.is_in_trouble = self.open.is_some();
        gathered.warnings.extend(self.open.as_ref().map(reminder));
        gathered
    }

    fn noticed(self, sighting: Option<Sighting>) -> Noticed {
        let saved = self.baseline.as_ref().map(Baseline::save);
        let baseline = saved.unwrap_or(self.ways.baseline);
        Noticed { ways: Ways { baseline, ..self.ways }, sighting }
    }

    /// Takes a reading of a page that is as it was once before. That is no news.
    fn resume(mut self, mended: repair::Mended) -> Gathered {
        let repair::Mended { mut gathered, selectors, .. } = mended;
        self.learn(gathered.sketch.as_ref());
        self.ways.adopt(selectors);
        self.over(&mut gathered);
        gathered
    }

    /// Takes a repaired reading, and says so.
    fn mend(mut self, mended: repair::Mended, judgement: &Judgement) -> Gathered {
        let repair::Mended { mut gathered, selectors, words } = mended;
        let Judgement { verdict, expected, came, .. } = judgement;
        self.learn(gathered.sketch.as_ref());
        self.ways.adopt(selectors.clone());
        let message = format!("{came}; expected {expected}");
        gathered.warnings.push(Warning { code: verdict.code(), message, line: None });
        gathered.warnings.push(Warning { code: "layout-healed", message: words, line: None });
        let suspicion = self.suspicion(judgement, selectors, &gathered);
        gathered.noticed = Some(self.noticed(Some(Sighting::Repaired(suspicion))));
        gathered
    }

    /// Holds back what is suspicious. What is in doubt only is held back without a word, unless
    /// readings are held back already.
    fn hold(
        mut self,
        before: SourceState,
        mut gathered: Gathered,
        judgement: &Judgement,
        selectors: Selectors,
    ) -> Gathered {
        let holds_already = |open: &Incident| open.verdict.holds_all();
        let is_certain = judgement.is_certain || self.open.as_ref().is_some_and(holds_already);
        match &judgement.held {
            Held::Nothing => self.learn(gathered.sketch.as_ref()),
            Held::Some(hashes) => {
                hold_some(&mut gathered, hashes);
                if let (Some(baseline), Some(sketch)) = (&mut self.baseline, &gathered.sketch) {
                    baseline.learn_but(hashes, sketch, self.world.now);
                }
            }
            Held::Everything => {
                hold_everything(&mut gathered, before, &self.planned, self.world.now);
                self.baseline.iter_mut().for_each(|baseline| baseline.doubt(self.world.now));
            }
        }
        let mut sighting = None;
        if is_certain {
            gathered.is_in_trouble = true;
            gathered.warnings.push(self.warning(judgement, &selectors));
            let suspicion = self.suspicion(judgement, selectors, &gathered);
            sighting = Some(Sighting::Suspicious(suspicion));
        } else if let Some(open) = &self.open {
            gathered.is_in_trouble = true;
            gathered.warnings.push(reminder(open));
        }
        gathered.noticed = Some(self.noticed(sighting));
        gathered
    }
}

/// The raw items among the incoming ones that the ledger knows as this source's.
async fn known_of(
    store: &dyn Store,
    source: &SourceId,
    incoming: &[Incoming],
) -> Result<HashSet<Hash>, StoreError> {
    let keys: Vec<_> = incoming.iter().flat_map(|one| one.item.keys.clone()).collect();
    let known = store.known(Probe { keys, ..Probe::default() }).await?;
    let is_own = |key| {
        let stored = known.by_key.get(key).and_then(|id| known.items.get(id));
        stored.is_some_and(|stored| stored.appearances.iter().any(|one| one.source == *source))
    };
    let own = incoming.iter().filter(|one| one.item.keys.iter().any(is_own));
    Ok(own.map(|one| one.raw_hash).collect())
}
