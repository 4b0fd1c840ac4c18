//! `sangam items`: lists and searches stored items.

use std::collections::{BTreeMap, HashMap};
use std::io::Write;

use crate::cli::args::{Global, Items};
use crate::cli::desk::{Desk, in_words};
use crate::cli::exit::{Exit, Stop};
use crate::cli::table;
use crate::config::Config;
use crate::model::change::StoredItem;
use crate::model::edition::SourceInfo;
use crate::model::language::Language;
use crate::model::query::{ItemQuery, Selection};
use crate::model::source::SourceId;
use crate::model::tombstone::{Buried, Tombstone};
use crate::pipeline;
use crate::publish::format::json_feed::{self, JsonFeed};
use crate::publish::format::json_item::JsonItem;

/// Lists the stored items of a selection, newest first.
pub(super) fn items(global: &Global, args: &Items, out: &mut dyn Write) -> Result<Exit, Stop> {
    let query = query(args)?;
    let desk = Desk::to_read(global)?;
    let store = desk.store.as_ref();
    let items = if args.hidden {
        taken_down(desk.wait(store.buried(usize::MAX))?, &query)
    } else {
        let items = desk.wait(store.items(&query))?.into_iter();
        items.map(|item| (item, Vec::new())).collect()
    };
    if args.json {
        let states = desk.wait(store.source_states())?;
        let feed = feed(&desk.config, &items, &pipeline::known_sources(&desk.config.plan, &states));
        serde_json::to_writer_pretty(&mut *out, &feed).map_err(std::io::Error::from)?;
        writeln!(out)?;
    } else {
        let rows: Vec<_> = items.iter().map(row).collect();
        table::write(out, &rows)?;
    }
    Ok(Exit::Done)
}

/// An item, and why it is not shown if it is not.
type Listed = (StoredItem, Vec<Tombstone>);

/// The items of a query that have a tombstone, last taken down first.
fn taken_down(buried: Vec<Buried>, query: &ItemQuery) -> Vec<Listed> {
    let mut items: Vec<Listed> = Vec::new();
    let mut places = HashMap::new();
    for Buried { tombstone, item, .. } in buried {
        let Some(item) = item.filter(|item| item.id == tombstone.id) else { continue };
        if let Some(&place) = places.get(&item.id) {
            let (_, tombstones): &mut Listed = &mut items[place];
            tombstones.push(tombstone);
        } else if query.selection.matches(&item) && query.since.is_none_or(|at| item.date >= at) {
            places.insert(item.id, items.len());
            items.push((item, vec![tombstone]));
        }
    }
    items.truncate(query.limit);
    items
}

fn query(args: &Items) -> Result<ItemQuery, Stop> {
    let lang: Result<Vec<_>, _> = args.lang.iter().map(|tag| Language::new(tag)).collect();
    let selection = Selection {
        source: args.source.clone(),
        kind: args.kind.clone(),
        tag: args.tag.clone(),
        lang: lang.map_err(|error| Stop::new(Exit::Usage, error))?,
        text: Some(args.words.join(" ")).filter(|words| !words.trim().is_empty()),
    };
    Ok(ItemQuery { since: args.since, ..ItemQuery::newest(selection, args.limit) })
}

fn feed(config: &Config, items: &[Listed], sources: &BTreeMap<SourceId, SourceInfo>) -> JsonFeed {
    JsonFeed {
        version: json_feed::VERSION,
        title: config.plan.site.title.clone(),
        home_page_url: Some(config.plan.site.url.to_string()),
        items: items.iter().map(|listed| json(listed, sources)).collect(),
        ..JsonFeed::default()
    }
}

fn json((stored, tombstones): &Listed, sources: &BTreeMap<SourceId, SourceInfo>) -> JsonItem {
    let mut item = JsonItem::stored(stored, sources);
    item.sangam.taken_down = tombstones.iter().map(Into::into).collect();
    item
}

fn row((stored, tombstones): &Listed) -> Vec<String> {
    let item = &stored.item;
    let address = || item.url.as_ref().map(ToString::to_string);
    let mut row = vec![
        stored.date.format("%Y-%m-%d").to_string(),
        stored.primary().source.to_string(),
        item.kind.clone().unwrap_or_else(|| "-".to_owned()),
        item.title.clone().or_else(address).unwrap_or_else(|| stored.id.to_string()),
    ];
    row.extend(tombstones.iter().map(in_words));
    row
}
