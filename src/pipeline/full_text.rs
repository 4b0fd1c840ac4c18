//! `full_text = true`: each new item's own page, read once for what the list does not say.
//!
//! Politely: through the same client, one page after another, so many in a pass. What failed is
//! tried again with the next passes, a few times; the hash under which an item is remembered
//! counts them, so that nothing else has to be.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use crate::fetch::{FetchError, FetchOutcome};
use crate::model::change::{Incoming, Known, Probe};
use crate::model::date::Precision;
use crate::model::document::Document;
use crate::model::habits::Habits;
use crate::model::hash::Hash;
use crate::model::item::{Item, Key};
use crate::model::raw::Warning;
use crate::model::source::{SourceId, Validators};
use crate::model::tombstone::Withdrawal;
use crate::normalize::{SourceContext, normalize};
use crate::pipeline::ask::{self, Unanswered, World, ask};
use crate::pipeline::departed::{self, departed};
use crate::pipeline::gather::{Gathered, request};
use crate::pipeline::paging::redacted;
use crate::pipeline::plan::PlannedSource;
use crate::read::{ReadError, read_article};
use crate::store::StoreError;

/// Pages of items that are read of one source in one pass.
const PAGES: usize = 20;

/// How often a page is tried.
const TRIES: u8 = 3;

/// Pages that fail one after the other before the rest is left for the next pass.
const IN_A_ROW: usize = 3;

/// Items that have at least so much text, in characters, need no more.
const ENOUGH: usize = 2000;

/// What reading the pages came to.
#[derive(Default)]
struct Completed {
    /// Hashes that stand in for those of items whose page is still to be read.
    waiting: HashMap<Hash, Hash>,
    /// Items of which the page is gone.
    gone: Vec<Withdrawal>,
    /// Why pages were not read.
    warnings: Vec<Warning>,
}

/// Completes the items of a reading from their own pages. While some are still to be read, the
/// list is asked for in full and these items come up again.
pub(super) async fn complete(
    world: World<'_>,
    planned: &Arc<PlannedSource>,
    mut gathered: Gathered,
) -> Result<Gathered, StoreError> {
    if !planned.full_text {
        return Ok(gathered);
    }
    let gone = departed(world, planned, &mut gathered).await?;
    gathered.withdrawals.extend(gone);
    if gathered.incoming.is_empty() {
        return Ok(gathered);
    }
    let (incoming, habits) = (&mut gathered.incoming, &mut gathered.state.habits);
    // Of what is read in another way than last time every page is worth its tries.
    let nothing = HashSet::new();
    let known = if gathered.is_read_anew { &nothing } else { &gathered.given_before };
    let done = complete_items(world, planned, known, incoming, habits).await?;
    gathered.withdrawals.extend(done.gone);
    gathered.warnings.extend(redacted(planned, done.warnings));
    if done.waiting.is_empty() {
        return Ok(gathered);
    }
    (gathered.state.validators, gathered.state.body_hash) = (Validators::default(), None);
    for one in &mut gathered.incoming {
        let Some(waiting) = done.waiting.get(&one.raw_hash) else { continue };
        if let Some(hashes) = &mut gathered.raw_hashes {
            hashes.remove(&one.raw_hash);
            hashes.insert(*waiting);
        }
        one.raw_hash = *waiting;
    }
    Ok(gathered)
}

/// Completes items. `known` are the hashes that were remembered of their source.
async fn complete_items(
    world: World<'_>,
    planned: &Arc<PlannedSource>,
    known: &HashSet<Hash>,
    incoming: &mut [Incoming],
    habits: &mut Habits,
) -> Result<Completed, StoreError> {
    let source = &planned.source.id;
    let keys = incoming.iter().flat_map(|one| all_keys(source, &one.item)).collect();
    let stored = world.store.known(Probe { keys, ..Probe::default() }).await?;
    let mut reader =
        Reader { world, planned, habits, done: Completed::default(), read: 0, failed: 0 };
    let mut texts = Vec::new();
    for one in incoming.iter_mut() {
        if take_over(source, &stored, &mut one.item) || has_enough(&one.item) {
            continue;
        }
        // A plain hash is remembered of an item that is done with.
        let tried = if known.contains(&one.raw_hash) { TRIES } else { tries(one.raw_hash, known) };
        if tried < TRIES
            && let Some(item) = reader.read(one, tried).await
        {
            texts.push((one.raw_hash, item));
        }
    }
    reader.fill(incoming, texts);
    Ok(reader.done)
}

/// How many tries a remembered hash stands for.
fn tries(raw: Hash, known: &HashSet<Hash>) -> u8 {
    (0..TRIES).rev().find(|tried| known.contains(&waiting(raw, *tried))).unwrap_or(0)
}

/// The hash of an item whose page was tried so often.
fn waiting(raw: Hash, tried: u8) -> Hash {
    Hash::of_parts([raw.0.as_slice(), b"text", &[tried]])
}

fn has_enough(item: &Item) -> bool {
    item.url.is_none()
        || item.content.as_ref().is_some_and(|text| text.to_text().chars().count() >= ENOUGH)
}

/// What an earlier pass read from the item's page stays, when the list says something new of it.
fn take_over(source: &SourceId, stored: &Known, item: &mut Item) -> bool {
    let keys: Vec<_> = all_keys(source, item).collect();
    let ids = keys.iter().filter_map(|key| stored.by_key.get(key));
    let mut known = ids.filter_map(|id| stored.items.get(id));
    let own = known.find_map(|known| known.appearances.iter().find(|one| one.source == *source));
    let Some(own) = own.filter(|own| own.item.content.is_some()) else { return false };
    if item.content.is_some() {
        return false;
    }
    fill(item, own.item.clone());
    true
}

/// The keys of an item, and those under which it is known if a person split it off another.
fn all_keys<'a>(source: &'a SourceId, item: &'a Item) -> impl Iterator<Item = Key> + 'a {
    item.keys.iter().flat_map(|key| [key.clone(), key.within(source)])
}

struct Reader<'a> {
    world: World<'a>,
    planned: &'a Arc<PlannedSource>,
    habits: &'a mut Habits,
    done: Completed,
    read: usize,
    failed: usize,
}

impl Reader<'_> {
    /// Reads the page of one item, if it is its turn.
    async fn read(&mut self, one: &Incoming, tried: u8) -> Option<Item> {
        if self.read >= PAGES || self.failed >= IN_A_ROW {
            self.done.waiting.insert(one.raw_hash, waiting(one.raw_hash, tried));
            return None;
        }
        self.read += 1;
        match self.page(&one.item).await {
            Ok(item) => {
                self.failed = 0;
                Some(item)
            }
            Err(failure) if failure.is_gone => {
                self.done.gone.push(departed::withdrawal(&one.item, true));
                None
            }
            Err(failure) => {
                self.failed += usize::from(failure.is_passing);
                let (code, again) = (failure.code, failure.is_passing && tried + 1 < TRIES);
                if again {
                    self.done.waiting.insert(one.raw_hash, waiting(one.raw_hash, tried + 1));
                }
                if !failure.is_told {
                    return None;
                }
                let end = if again { "it is tried again" } else { "it is not tried again" };
                let message =
                    format!("the text of {}: {}; {end}", name(&one.item), failure.message);
                self.done.warnings.push(Warning { code, message, line: None });
                None
            }
        }
    }

    async fn page(&mut self, item: &Item) -> Result<Item, Failed> {
        let url = item.url.as_ref().expect("an item without an address has enough").as_url();
        let plan = request(self.planned, url, Validators::default());
        let heeds_robots = ask::pages_are_for_robots(self.world, self.planned);
        let fetched = match ask(self.world, plan, heeds_robots, self.habits).await {
            Ok(FetchOutcome::Fetched(fetched)) => fetched,
            Ok(FetchOutcome::NotModified { .. }) => {
                return Err(Failed::lasting("text-not-read", "the server answered 304".to_owned()));
            }
            Err(unanswered) => return Err(Failed::of_request(unanswered)),
        };
        let landed = fetched.document.url.as_ref().unwrap_or(url);
        if landed != url && (landed.path() == "/" || *landed == self.planned.source.url) {
            let message = format!("its address leads to {landed}");
            return Err(Failed::lasting("text-not-read", message));
        }
        let planned = Arc::clone(self.planned);
        let read = tokio::task::spawn_blocking(move || text_of(&fetched.document, &planned));
        read.await.map_err(|error| Failed::lasting("internal", error.to_string()))?
    }

    /// Puts the texts into their items. One text on several pages is none of theirs.
    fn fill(&mut self, incoming: &mut [Incoming], texts: Vec<(Hash, Item)>) {
        let text =
            |item: &Item| item.content.as_ref().map(|text| Hash::of(text.as_str().as_bytes()));
        let mut count: HashMap<Hash, usize> = HashMap::new();
        for hash in texts.iter().filter_map(|(_, item)| text(item)) {
            *count.entry(hash).or_default() += 1;
        }
        let mut by_hash: HashMap<Hash, Item> = texts.into_iter().collect();
        for one in incoming {
            let Some(mut read) = by_hash.remove(&one.raw_hash) else { continue };
            if text(&read).is_some_and(|hash| count[&hash] > 1) {
                read.content = None;
                let message = format!(
                    "the text of {}: its page says the same as another; it is left out",
                    name(&one.item)
                );
                self.done.warnings.push(Warning { code: "text-repeated", message, line: None });
            }
            fill(&mut one.item, read);
        }
    }
}

fn name(item: &Item) -> String {
    item.url.as_ref().map(ToString::to_string).unwrap_or_default()
}

/// Reads and normalizes a page. The rules have spoken of the item already.
fn text_of(document: &Document, planned: &PlannedSource) -> Result<Item, Failed> {
    let raw = read_article(document).map_err(|error| Failed::of_reading(&error))?;
    let context = SourceContext {
        id: planned.source.id.clone(),
        base: document.url.clone(),
        language: None,
        tags: Vec::new(),
        dates: planned.dates.clone(),
        rules: Vec::new(),
        keeps_bare: true,
    };
    let item = normalize(raw, &context, &mut Vec::new());
    item.map_err(|reason| Failed::lasting("text-not-read", reason.to_string()))
}

/// Fills the gaps of an item with what its page says. Its text, if it has one, is an excerpt; a
/// date is only made more exact.
fn fill(item: &mut Item, page: Item) {
    if page.content.is_some() {
        item.content = page.content;
    }
    item.image = item.image.take().or(page.image);
    item.language = item.language.take().or(page.language);
    if item.authors.is_empty() {
        item.authors = page.authors;
    }
    let Some(date) = page.published else { return };
    let is_better = item.published.is_none_or(|known| {
        let same_day = (date.at.date_naive() - known.at.date_naive()).num_days().abs() <= 1;
        known.precision == Precision::Day && date.precision == Precision::Second && same_day
    });
    if is_better {
        item.published = Some(date);
    }
}

/// Why a page gave no text.
struct Failed {
    code: &'static str,
    message: String,
    /// Another try may help.
    is_passing: bool,
    /// It is a fault that somebody may want to know of: that an item is a file is none.
    is_told: bool,
    /// The page was taken down for good, and the item with it.
    is_gone: bool,
}

impl Failed {
    fn lasting(code: &'static str, message: String) -> Self {
        Self { code, message, is_passing: false, is_told: true, is_gone: false }
    }

    fn of_fetch(error: &FetchError) -> Self {
        let is_missing = matches!(error, FetchError::Status { status: 404 | 410, .. });
        let failed = Self::lasting("text-not-fetched", error.to_string());
        Self { is_passing: !is_missing, ..failed }
    }

    fn of_request(unanswered: Unanswered) -> Self {
        let passing = |message: &str| {
            let failed = Self::lasting("text-not-fetched", message.to_owned());
            Self { is_passing: true, ..failed }
        };
        let is_gone = departed::is_gone(&unanswered);
        let failed = match unanswered {
            Unanswered::Fetch(error) => Self::of_fetch(&error),
            Unanswered::Held(_) => passing("its host asked to be left alone"),
            Unanswered::Full => passing("the pass has taken in as much as it may"),
            Unanswered::Busy(_) => passing("too many requests wait for its host"),
            Unanswered::Robots { failure, .. } if failure.code == "robots-denied" => {
                Self::lasting("text-not-fetched", failure.message)
            }
            Unanswered::Robots { failure, .. } => passing(&failure.message),
        };
        Self { is_gone, ..failed }
    }

    fn of_reading(error: &ReadError) -> Self {
        let is_passing = matches!(error, ReadError::Challenge { .. });
        let is_told = !matches!(error, ReadError::NotAPage | ReadError::Empty);
        let failed = Self::lasting("text-not-read", error.to_string());
        Self { is_passing, is_told, ..failed }
    }
}
