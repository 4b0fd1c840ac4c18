//! What a feed shows: its newest items, of each story one where it prefers a language, and the
//! events in its calendar.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::Arc;

use crate::model::change::{ItemId, StoredItem};
use crate::model::language::Language;
use crate::model::query::{ItemQuery, Selection};
use crate::model::translation::Translation;
use crate::pipeline::plan::Plan;
use crate::publish::assemble::{FeedPlace, window};
use crate::store::{Store, StoreError};

/// Events that are looked at for calendars, and those that one has at most: the ones that begin
/// last, so that what is to come stays there however long ago it was announced.
const EVENTS: usize = 2_000;
const IN_CALENDAR: usize = 500;

/// The editions of a story that are looked at for the one to show, for each that is shown.
pub(super) const EDITIONS: usize = 3;

/// The items that are about an event, those that begin last first.
pub(super) async fn events(store: &dyn Store) -> Result<Vec<Arc<StoredItem>>, StoreError> {
    Ok(store.events(EVENTS).await?.into_iter().map(Arc::new).collect())
}

/// Of events that fit a feed, those that stand in its calendar.
pub(super) async fn calendar(
    plan: &Plan,
    store: &dyn Store,
    place: &FeedPlace,
    fitting: impl Iterator<Item = &Arc<StoredItem>>,
) -> Result<Vec<Arc<StoredItem>>, StoreError> {
    let mut events: Vec<_> = fitting.cloned().collect();
    if !preferred(plan, place).is_empty() {
        let items: Vec<_> = events.iter().map(|event| StoredItem::clone(event)).collect();
        let (_, passed_over) = editions(plan, store, place, &items).await?;
        events.retain(|event| !passed_over.contains_key(&event.id));
    }
    events.truncate(IN_CALENDAR);
    Ok(events)
}

/// What a feed shows.
pub(super) struct Shown {
    /// Its items, in their order.
    pub(super) items: Vec<StoredItem>,
    /// Editions that would be shown but for the one in a better language.
    pub(super) passed_over: BTreeMap<ItemId, ItemId>,
    pub(super) translations: BTreeMap<ItemId, Vec<Translation>>,
}

/// What stands on no full page of a feed's archive and its newest items; of each story one, where
/// the feed prefers a language.
pub(super) async fn shown(
    plan: &Plan,
    store: &dyn Store,
    place: &FeedPlace,
    selection: Selection,
    open: Vec<StoredItem>,
) -> Result<Shown, StoreError> {
    let most = plan.publish.items;
    let is_choosy = !preferred(plan, place).is_empty();
    let limit = if is_choosy { most.saturating_mul(EDITIONS) } else { most };
    let newest = store.items(&ItemQuery::newest(selection, limit)).await?;
    let is_open: HashSet<ItemId> = open.iter().map(|item| item.id).collect();
    let mut items = window(newest, open, limit);
    let (translations, passed_over) = editions(plan, store, place, &items).await?;
    if is_choosy {
        items.retain(|item| !passed_over.contains_key(&item.id));
        // What stands on no full page of the archive is shown, whatever its date.
        let (open, newest) = items.into_iter().partition(|item| is_open.contains(&item.id));
        items = window(newest, open, most);
    }
    Ok(Shown { items, passed_over, translations })
}

/// The languages that a feed prefers, the best first.
pub(super) fn preferred<'p>(plan: &'p Plan, place: &FeedPlace) -> &'p [Language] {
    let feed = plan.feeds.iter().find(|feed| place.is_of(&feed.id));
    feed.map_or(&[][..], |feed| &feed.prefer_language)
}

/// The translations of some items, and which of them a feed passes over.
pub(super) async fn editions(
    plan: &Plan,
    store: &dyn Store,
    place: &FeedPlace,
    items: &[StoredItem],
) -> Result<(BTreeMap<ItemId, Vec<Translation>>, BTreeMap<ItemId, ItemId>), StoreError> {
    let translations = store.translations(items.iter().map(|item| item.id).collect()).await?;
    let preferred = preferred(plan, place);
    let passed_over = if preferred.is_empty() {
        BTreeMap::new()
    } else {
        other_languages(items, &translations, preferred)
    };
    Ok((translations, passed_over))
}

/// The editions of stories that a feed has in a better language, each with that one. Where none is
/// in a preferred one, the one that was seen first is the best.
fn other_languages(
    items: &[StoredItem],
    translations: &BTreeMap<ItemId, Vec<Translation>>,
    preferred: &[Language],
) -> BTreeMap<ItemId, ItemId> {
    // By what each says now: when they were tied they may have said it in another language.
    let rank = |item: &StoredItem| {
        let place = item.item.spoken().and_then(|language| {
            preferred.iter().position(|wanted| wanted.primary() == language.primary())
        });
        (place.unwrap_or(usize::MAX), item.first_seen, item.id)
    };
    let ranks: HashMap<ItemId, _> = items.iter().map(|item| (item.id, rank(item))).collect();
    let better = |item: &StoredItem| {
        let others = translations.get(&item.id).into_iter().flatten();
        let best = others.filter_map(|other| ranks.get(&other.id)).min()?;
        (*best < ranks[&item.id]).then_some((item.id, best.2))
    };
    items.iter().filter_map(better).collect()
}

#[cfg(test)]
mod tests {
    use chrono::DateTime;
    use serde_json::json;

    use super::*;
    use crate::model::change::Appearance;
    use crate::model::item::{Item, Key};
    use crate::model::source::SourceId;

    fn item(name: &str, language: &str, first_seen: i64) -> StoredItem {
        let source = SourceId::new("a").unwrap();
        let item: Item =
            serde_json::from_value(json!({ "keys": [], "language": language })).unwrap();
        let at = DateTime::from_timestamp(first_seen, 0).unwrap();
        let appearance = Appearance {
            source: source.clone(),
            item: item.clone(),
            position: 0,
            first_seen: at,
            nearness: 0,
            matched: None,
        };
        StoredItem {
            id: ItemId::mint(&source, &Key::Url(name.to_owned())),
            first_seen: at,
            date: at,
            updated: at,
            item,
            appearances: vec![appearance],
        }
    }

    #[test]
    fn of_a_story_one_edition_is_shown_whatever_it_was_tied_as() {
        // The one was tied as English, and is French since its source says so.
        let items = vec![item("late", "fr", 9), item("early", "fr", 1)];
        let (late, early) = (items[0].id, items[1].id);
        let edition = |id, language: &str| Translation {
            id,
            language: Language::new(language).unwrap(),
            url: None,
        };
        let ties = [(late, vec![edition(early, "fr")]), (early, vec![edition(late, "en")])];
        let better = other_languages(&items, &ties.into(), &[Language::new("en").unwrap()]);
        assert_eq!(better, [(late, early)].into());
    }
}
