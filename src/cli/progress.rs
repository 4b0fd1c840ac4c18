//! Progress of a pass: a bar on a terminal, nothing elsewhere.

use std::io::{self, IsTerminal};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use crate::model::report::{Outcome, SourceReport};
use crate::pipeline::Watch;

/// A bar on stderr.
#[derive(Debug)]
pub(super) struct Bar(ProgressBar);

impl Bar {
    /// A bar if stderr is a terminal and someone wants to see one.
    pub(super) fn new(quiet: bool) -> Self {
        let shown = !quiet && io::stderr().is_terminal();
        let target =
            if shown { ProgressDrawTarget::stderr() } else { ProgressDrawTarget::hidden() };
        let bar = ProgressBar::with_draw_target(Some(0), target);
        let style = ProgressStyle::with_template("{bar:24.cyan} {pos}/{len} sources  {msg}");
        bar.set_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()));
        Self(bar)
    }

    /// Takes the bar off the screen.
    pub(super) fn clear(&self) {
        self.0.finish_and_clear();
    }
}

impl Watch for Bar {
    fn began(&self, sources: usize) {
        self.0.set_length(sources as u64);
    }

    fn finished(&self, report: &SourceReport) {
        self.0.inc(1);
        let failed = if report.outcome == Outcome::Failed { " failed" } else { "" };
        self.0.set_message(format!("{}{failed}", report.id));
    }
}
