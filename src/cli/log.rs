//! Log lines, on stderr.

use std::io::{self, IsTerminal};

use tracing::Level;
use tracing_subscriber::filter::Targets;
use tracing_subscriber::fmt;
use tracing_subscriber::layer::SubscriberExt;
use tracing_subscriber::util::SubscriberInitExt;

use crate::cli::args::{Global, LogFormat, When};

/// Starts logging. Warnings and errors by default; libraries below us only from `-vv` on.
pub(super) fn start(global: &Global) {
    let level = match (global.quiet, global.verbose) {
        (true, _) => Level::ERROR,
        (false, 0) => Level::WARN,
        (false, 1) => Level::INFO,
        (false, _) => Level::DEBUG,
    };
    let others = if global.verbose > 1 { Level::INFO } else { Level::ERROR };
    let wanted = Targets::new().with_default(others).with_target("sangam", level);
    let registry = tracing_subscriber::registry().with(wanted);
    let layer = fmt::layer().with_writer(io::stderr).with_target(false);
    match global.log_format {
        LogFormat::Json => registry.with(layer.json()).init(),
        LogFormat::Text => registry.with(layer.without_time().with_ansi(colored(global))).init(),
    }
}

/// <https://no-color.org>: set and not empty means no, unless the command line says otherwise.
pub(super) fn colored(global: &Global) -> bool {
    match global.color {
        When::Always => true,
        When::Never => false,
        When::Auto => {
            let refused = std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty());
            !refused && io::stderr().is_terminal()
        }
    }
}
