//! Finding the items again after a page changed.

use std::collections::HashSet;
use std::sync::Arc;

use chrono::{DateTime, Utc};

use crate::drift::{self, Judgement, Sketch};
use crate::model::change::{Incoming, StoredItem};
use crate::model::document::Document;
use crate::model::drift::{Selectors, Verdict};
use crate::model::item::Key;
use crate::model::query::{ItemQuery, Selection};
use crate::model::source::{SourceId, SourceState};
use crate::pipeline::departed::listed;
use crate::pipeline::drift::Memory;
use crate::pipeline::drift::layout::healed;
use crate::pipeline::gather::Gathered;
use crate::pipeline::paging::read_pages;
use crate::pipeline::plan::{Heal, PlannedSource};
use crate::read::listing::{KnownItem, find_again};
use crate::store::{Store, StoreError};

/// How many of a source's latest items are looked for: as many as one page can list.
const REMEMBERED: usize = 2000;

/// So many items that nothing is known of are no day's news of a site that moved.
const FLOOD: usize = 10;

/// What came of looking for a repair.
pub(super) enum Found {
    /// The page is as it was once before, and read as it was then.
    Again(Box<Mended>),
    /// The reading is mended.
    Repaired(Box<Mended>),
    /// It is for the operator to say; selectors that would do, where there are such.
    Proposed(Selectors),
}

impl Found {
    /// The items are there, wherever that is.
    pub(super) fn has_items(&self) -> bool {
        !matches!(self, Self::Proposed(selectors) if selectors.is_empty())
    }
}

/// A mended reading.
pub(super) struct Mended {
    pub(super) gathered: Gathered,
    /// The selectors that gave it; none where those of the configuration did.
    pub(super) selectors: Selectors,
    /// What was done.
    pub(super) words: String,
}

/// What came of reading with other selectors.
enum Trial {
    /// It is what the source used to give.
    Good(Box<Mended>),
    /// It is this, or it is well but not what was known.
    Bad(Verdict),
}

impl Memory<'_> {
    /// Looks for a repair of what was judged.
    pub(super) async fn repair(
        &self,
        before: &SourceState,
        gathered: &Gathered,
        judgement: &Judgement,
    ) -> Result<Found, StoreError> {
        let nothing = Found::Proposed(Selectors::new());
        let may_be_elsewhere = matches!(
            judgement.verdict,
            Verdict::LayoutChanged | Verdict::FieldsLost | Verdict::ListEmpty
        );
        if !may_be_elsewhere {
            return Ok(nothing);
        }
        let known = remembered(self.world.store, &self.planned.source.id).await?;
        if judgement.moved {
            return Ok(match self.follow(gathered, &known) {
                Some(mended) if self.planned.heal == Heal::Auto => Found::Repaired(mended),
                _ => nothing,
            });
        }
        if gathered.first.is_none() || !before.is_listing {
            return Ok(nothing);
        }
        // The page may be what it was before the last repair.
        for selectors in self.ways.earlier.clone() {
            if let Trial::Good(mended) = self.attempt(before, gathered, &known, selectors).await? {
                return Ok(Found::Again(mended));
            }
        }
        self.find(before, gathered, judgement.verdict, &known).await
    }

    /// Looks for the known items in the page, and tries the selectors that give them.
    async fn find(
        &self,
        before: &SourceState,
        gathered: &Gathered,
        verdict: Verdict,
        known: &[StoredItem],
    ) -> Result<Found, StoreError> {
        let nothing = Found::Proposed(Selectors::new());
        let Some(first) = &gathered.first else { return Ok(nothing) };
        let found = search(first.document.clone(), &self.planned, known, self.world.now).await;
        let Some(selectors) = found else { return Ok(nothing) };
        let trial = self.attempt(before, gathered, known, selectors.clone()).await?;
        Ok(match trial {
            Trial::Good(mended) if self.planned.heal == Heal::Auto => Found::Repaired(mended),
            // As bad as what came: nothing that anyone would want to accept.
            Trial::Bad(bad) if bad == verdict => nothing,
            _ => Found::Proposed(selectors),
        })
    }

    /// The items are the known ones at other addresses: each that is known for certain goes on as
    /// what it was, each that is in doubt is left out.
    fn follow(&self, gathered: &Gathered, known: &[StoredItem]) -> Option<Box<Mended>> {
        let moved = drift::moved(
            &self.planned.source.id,
            known,
            &gathered.incoming,
            &listed(gathered),
            self.world.now,
        );
        let seen = gathered.sketch.as_ref().map_or(0, |sketch| sketch.first);
        // What nothing is known of and claims to be of today would come on top.
        let is_flood = moved.strange >= FLOOD && moved.strange * 2 > moved.to.len();
        if moved.to.len() * 5 < seen * 2 || is_flood {
            return None;
        }
        let mut gathered = gathered.clone();
        lead(&mut gathered.incoming, &moved.to);
        let words = format!(
            "{} items go on at their new addresses, with the ids and dates that they had",
            moved.to.len()
        );
        leave_out(&mut gathered, &moved.doubtful);
        Some(Box::new(Mended { gathered, selectors: self.ways.healed.clone(), words }))
    }

    /// Reads the page with other selectors, or with those of the configuration where there are
    /// none, and judges what comes.
    async fn attempt(
        &self,
        before: &SourceState,
        gathered: &Gathered,
        known: &[StoredItem],
        selectors: Selectors,
    ) -> Result<Trial, StoreError> {
        let planned = healed(&self.planned, &selectors).unwrap_or_else(|| self.planned.clone());
        let mut one_page = PlannedSource::clone(&planned);
        one_page.read.listing.max_pages = 1;
        let trial = self.read(before, gathered, &Arc::new(one_page)).await;
        let Some((trial, judgement)) = self.examine(trial).await? else {
            return Ok(Trial::Bad(Verdict::LayoutChanged));
        };
        let items: Vec<_> = trial.incoming.iter().map(|one| one.item.clone()).collect();
        let is_good = judgement.verdict == Verdict::Ok || judgement.moved;
        if !is_good || !drift::convinces(&self.planned.source.id, known, &items) {
            return Ok(Trial::Bad(judgement.verdict));
        }
        let whole = self.read(before, gathered, &planned).await;
        let Some((mut whole, _)) = self.examine(whole).await? else {
            return Ok(Trial::Bad(Verdict::LayoutChanged));
        };
        let moved = drift::moved(
            &self.planned.source.id,
            known,
            &whole.incoming,
            &listed(&whole),
            self.world.now,
        );
        lead(&mut whole.incoming, &moved.to);
        leave_out(&mut whole, &moved.doubtful);
        let words = words(whole.sketch.as_ref(), &selectors);
        Ok(Trial::Good(Box::new(Mended { gathered: whole, selectors, words })))
    }

    async fn read(
        &self,
        before: &SourceState,
        gathered: &Gathered,
        planned: &Arc<PlannedSource>,
    ) -> Option<Gathered> {
        let first = gathered.first.clone()?;
        let mut state = before.clone();
        state.last_try = gathered.state.last_try;
        state.status = gathered.state.status;
        state.url.clone_from(&gathered.state.url);
        state.title.clone_from(&gathered.state.title);
        let read = read_pages(self.world, planned, state, first, HashSet::new()).await;
        let given_before = gathered.given_before.clone();
        Some(Gathered { given_before, is_read_anew: true, ..read })
    }

    /// What a reading is that went well.
    async fn examine(
        &self,
        gathered: Option<Gathered>,
    ) -> Result<Option<(Gathered, Judgement)>, StoreError> {
        let Some(mut gathered) = gathered.filter(|one| one.state.last_error.is_none()) else {
            return Ok(None);
        };
        self.recognise(&mut gathered).await?;
        Ok(self.judge(&gathered).map(|judgement| (gathered, judgement)))
    }
}

fn words(sketch: Option<&Sketch>, selectors: &Selectors) -> String {
    let count = sketch.map_or(0, |sketch| sketch.first);
    let selectors: Vec<_> =
        selectors.iter().map(|(name, css)| format!("{name} = {css:?}")).collect();
    format!("{count} items were found again, and are read with {}", selectors.join(", "))
}

/// Selectors that find known items on a page, wherever they stand.
async fn search(
    document: Document,
    planned: &Arc<PlannedSource>,
    known: &[StoredItem],
    now: DateTime<Utc>,
) -> Option<Selectors> {
    let planned = planned.clone();
    let items: Vec<_> = known.iter().map(known_item).collect();
    let search = move || find_again(&document, &planned.read.listing, now, &items);
    let found = tokio::task::spawn_blocking(search).await.ok()??;
    let named = found.given().into_iter().filter(|(name, _)| *name != "next");
    Some(named.map(|(name, css)| (name.to_owned(), css)).collect())
}

fn known_item(stored: &StoredItem) -> KnownItem {
    KnownItem {
        title: stored.item.title.clone().unwrap_or_default(),
        link: stored.item.url.as_ref().map(ToString::to_string).unwrap_or_default(),
    }
}

/// The latest items of a source.
pub(super) async fn remembered(
    store: &dyn Store,
    source: &SourceId,
) -> Result<Vec<StoredItem>, StoreError> {
    let selection = Selection { source: vec![source.to_string()], ..Selection::default() };
    let shown = store.items(&ItemQuery::newest(selection, REMEMBERED)).await?;
    // What was taken out of the feeds must not come back under another address.
    let buried = store.buried(REMEMBERED).await?.into_iter().filter_map(|one| one.item);
    let own = |stored: &StoredItem| stored.appearances.iter().any(|one| one.source == *source);
    let mut known: Vec<_> = shown.into_iter().chain(buried.filter(own)).collect();
    let mut seen = HashSet::new();
    known.retain(|stored| seen.insert(stored.id));
    Ok(known)
}

/// Gives items the keys of what they are known as.
pub(super) fn lead(incoming: &mut [Incoming], moved: &[(usize, Key)]) {
    for (place, key) in moved {
        if let Some(one) = incoming.get_mut(*place) {
            one.item.keys.push(key.clone());
        }
    }
}

fn leave_out(gathered: &mut Gathered, places: &[usize]) {
    let mut place = 0;
    gathered.incoming.retain(|_| {
        place += 1;
        !places.contains(&(place - 1))
    });
}
