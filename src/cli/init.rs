//! `sangam init`: a commented configuration to start from.

use std::fs::File;
use std::io::{ErrorKind, Write};
use std::path::{Path, PathBuf};

use crate::cli::args::Global;
use crate::cli::exit::{Exit, Stop};
use crate::config::TEMPLATE;

/// Writes `feeds.toml`, or the file that `--config` names. Never overwrites.
pub(super) fn init(global: &Global, out: &mut dyn Write) -> Result<Exit, Stop> {
    let file = global.config.clone().unwrap_or_else(|| PathBuf::from("feeds.toml"));
    write(&file).map_err(|error| {
        let reason = match error.kind() {
            ErrorKind::AlreadyExists => "it is there already, and is never overwritten".to_owned(),
            _ => error.to_string(),
        };
        Stop::new(Exit::Usage, format!("write {}: {reason}", file.display()))
    })?;
    writeln!(
        out,
        "{} is written; look it over, then `sangam check` and `sangam run`",
        file.display()
    )?;
    Ok(Exit::Done)
}

/// `create_new` refuses what exists, a link to nowhere too.
fn write(file: &Path) -> std::io::Result<()> {
    File::create_new(file)?.write_all(TEMPLATE.as_bytes())
}
