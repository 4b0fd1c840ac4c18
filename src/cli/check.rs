//! `sangam check`: every mistake of the configuration; with `--online`, every source tried.

use std::io::Write;

use crate::cli::args::{Check, Global};
use crate::cli::document;
use crate::cli::exit::{Exit, Stop};
use crate::cli::{setup, table};
use crate::pipeline::Interpreted;

/// Checks the configuration. Mistakes are told on stderr and end in exit code 2.
pub(super) fn check(global: &Global, args: &Check, out: &mut dyn Write) -> Result<Exit, Stop> {
    let config = setup::config(global)?;
    let (sources, feeds) = (config.plan.sources.len(), config.plan.feeds.len());
    writeln!(out, "{}: no mistakes; sources: {sources}, feeds: {feeds}", config.file.display())?;
    if !args.online {
        return Ok(Exit::Done);
    }
    let client = setup::client(&config.plan.fetch)?;
    let tried = setup::runtime()?.block_on(async {
        let tries =
            config.plan.sources.iter().map(|planned| document::fetch_and_read(&client, planned));
        futures_util::future::join_all(tries).await
    });
    let rows: Vec<_> = config
        .plan
        .sources
        .iter()
        .zip(&tried)
        .map(|(planned, tried)| vec![planned.source.id.to_string(), verdict(tried)])
        .collect();
    table::write(out, &rows)?;
    Ok(if tried.iter().all(Result::is_ok) { Exit::Done } else { Exit::Failed })
}

fn verdict(tried: &Result<Interpreted, Stop>) -> String {
    match tried {
        Ok(read) => format!("ok, {} items ({})", read.incoming.len(), read.format.name()),
        Err(stop) => stop.to_string(),
    }
}
