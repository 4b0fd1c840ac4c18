//! `sangam items`: lists and searches stored items.

use std::collections::BTreeMap;
use std::io::Write;

use crate::cli::args::{Global, Items};
use crate::cli::exit::{Exit, Stop};
use crate::cli::{setup, table};
use crate::config::Config;
use crate::model::change::StoredItem;
use crate::model::edition::SourceInfo;
use crate::model::language::Language;
use crate::model::query::{ItemQuery, Selection};
use crate::model::source::SourceId;
use crate::pipeline;
use crate::publish::format::json_feed::{self, JsonFeed};
use crate::publish::format::json_item::JsonItem;

/// Lists the stored items of a selection, newest first.
pub(super) fn items(global: &Global, args: &Items, out: &mut dyn Write) -> Result<Exit, Stop> {
    let config = setup::config(global)?;
    let query = query(args)?;
    let store = setup::store_to_read(&config)?;
    let (items, sources) = setup::runtime()?
        .block_on(async {
            let states = store.source_states().await?;
            Ok((store.items(&query).await?, pipeline::known_sources(&config.plan, &states)))
        })
        .map_err(|error: crate::store::StoreError| Stop::new(Exit::Failed, error))?;
    if args.json {
        let feed = feed(&config, &items, &sources);
        serde_json::to_writer_pretty(&mut *out, &feed).map_err(std::io::Error::from)?;
        writeln!(out)?;
    } else {
        let rows: Vec<_> = items.iter().map(row).collect();
        table::write(out, &rows)?;
    }
    Ok(Exit::Done)
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
    Ok(ItemQuery { selection, since: args.since, limit: args.limit })
}

fn feed(
    config: &Config,
    items: &[StoredItem],
    sources: &BTreeMap<SourceId, SourceInfo>,
) -> JsonFeed {
    JsonFeed {
        version: json_feed::VERSION,
        title: config.plan.site.title.clone(),
        home_page_url: Some(config.plan.site.url.to_string()),
        items: items.iter().map(|item| JsonItem::stored(item, sources)).collect(),
        ..JsonFeed::default()
    }
}

fn row(stored: &StoredItem) -> Vec<String> {
    let item = &stored.item;
    let address = || item.url.as_ref().map(ToString::to_string);
    vec![
        stored.date.format("%Y-%m-%d").to_string(),
        stored.primary().source.to_string(),
        item.kind.clone().unwrap_or_else(|| "-".to_owned()),
        item.title.clone().or_else(address).unwrap_or_else(|| stored.id.to_string()),
    ]
}
