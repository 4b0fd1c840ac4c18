//! `sangam export`: the sources, as OPML.

use std::io::Write;

use crate::cli::args::Global;
use crate::cli::desk::Desk;
use crate::cli::exit::{Exit, Stop};
use crate::pipeline;

/// Prints the sources of the configuration as OPML: what `feeds.opml` holds.
pub(super) fn export(global: &Global, out: &mut dyn Write) -> Result<Exit, Stop> {
    let desk = Desk::to_read(global)?;
    let states = desk.wait(desk.store.source_states())?;
    let opml = pipeline::opml(&desk.config.plan, &states);
    out.write_all(&opml.map_err(|error| Stop::new(Exit::Failed, error))?)?;
    Ok(Exit::Done)
}
