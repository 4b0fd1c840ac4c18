//! `sangam run`: one pass, made for cron.

use std::future::Future;
use std::io::Write;

use crate::cli::args::{Global, Run};
use crate::cli::exit::{Exit, Stop};
use crate::cli::orders::stop_signal;
use crate::cli::progress::Bar;
use crate::cli::setup::{self, Lock};
use crate::cli::table;
use crate::clock::SystemClock;
use crate::config::Config;
use crate::model::change::{Change, ChangeKind};
use crate::model::drift::Verdict;
use crate::model::report::{Outcome, PassReport, SourceReport};
use crate::model::source::SourceId;
use crate::pipeline::{self, Halter, Pass, PassError, PassOptions, PassResult};
use crate::store::Store;
use crate::worker;

/// Runs one pass.
pub(super) fn run(global: &Global, args: &Run, out: &mut dyn Write) -> Result<Exit, Stop> {
    let config = setup::config(global)?;
    know_all(&args.only, &config)?;
    // A dry run writes nothing, so it disturbs nobody and waits for nobody.
    let _lock = if args.dry_run { None } else { Some(Lock::take(&config)?) };
    let halter = Halter::default();
    let options = PassOptions {
        force: args.force,
        only: args.only.clone(),
        dry_run: args.dry_run,
        patience: None,
        halt: halter.halt(),
    };
    let bar = Bar::new(global.quiet);
    let ended = setup::wait_for(until_told(pass(&config, &options, &bar), &halter))?;
    bar.clear();
    let was_halted = options.halt.is_asked();
    let result = match ended.unwrap_or_else(|| Err(interrupted()))? {
        Ok(result) => result,
        Err(error) => {
            if let Some(report) = error.report() {
                tell(report, args.json, out)?;
                out.flush()?;
            }
            return Err(Stop::new(Exit::NothingPublished, error));
        }
    };
    tell(&result.report, args.json, out)?;
    if args.dry_run && !args.json {
        show(&result.would_change, out)?;
    }
    Ok(if was_halted { Exit::Failed } else { Exit::of_report(result.report.exit) })
}

/// Does work to its end, or to an earlier one in order when the process is told to stop; told
/// twice, at once. `None`: it was given up.
async fn until_told<T>(work: impl Future<Output = T>, halter: &Halter) -> Option<T> {
    let mut work = std::pin::pin!(work);
    tokio::select! {
        ended = &mut work => return Some(ended),
        () = stop_signal() => {}
    }
    tracing::warn!("told to stop; what has come is stored and published, the rest is still due");
    worker::wind_up(work, halter, stop_signal()).await
}

fn interrupted() -> Stop {
    Stop::new(Exit::Failed, "told to stop; not everything that came could be published")
}

/// Every id after `--only` is one of a source.
fn know_all(only: &[SourceId], config: &Config) -> Result<(), Stop> {
    let sources = || config.plan.sources.iter().map(|planned| &planned.source.id);
    match only.iter().find(|id| !sources().any(|known| known == *id)) {
        None => Ok(()),
        Some(unknown) => {
            let known: Vec<_> = sources().map(SourceId::as_str).collect();
            let message =
                format!("no source has the id \"{unknown}\"; there are: {}", known.join(", "));
            Err(Stop::new(Exit::Usage, message))
        }
    }
}

/// One pass over what a configuration says. The outer error is that it could not begin.
pub(super) async fn pass(
    config: &Config,
    options: &PassOptions,
    bar: &Bar,
) -> Result<Result<PassResult, PassError>, Stop> {
    let store: Box<dyn Store> = if options.dry_run {
        setup::store_to_read(config)?
    } else {
        Box::new(setup::store(config)?)
    };
    let client = setup::client(&config.plan.fetch)?;
    let sink = setup::sink(config);
    let pass = Pass {
        plan: &config.plan,
        fetch: &client,
        store: store.as_ref(),
        sink: &sink,
        clock: &SystemClock,
        watch: bar,
    };
    Ok(pipeline::run(pass, options).await)
}

/// The report on stdout if asked for; a line for every failing source and refused file on stderr.
fn tell(report: &PassReport, json: bool, out: &mut dyn Write) -> Result<(), Stop> {
    complain(report);
    report.sources.iter().filter(|row| row.outcome == Outcome::Skipped).for_each(warn_of_source);
    if json {
        serde_json::to_writer_pretty(&mut *out, report).map_err(std::io::Error::from)?;
        writeln!(out)?;
    }
    Ok(())
}

/// Logs what went wrong in a pass: the one place where it is.
pub(super) fn complain(report: &PassReport) {
    let tried = report.sources.iter().filter(|row| row.outcome != Outcome::Skipped);
    tried.for_each(complain_of_source);
    for file in &report.published {
        if let Some(error) = &file.error {
            tracing::error!(code = error.code, "{}", error.message);
        }
    }
}

fn complain_of_source(source: &SourceReport) {
    let failed = source.error.as_ref().filter(|_| source.outcome == Outcome::Failed);
    // A verdict on the failure begins with it, and says what to do: one line is enough.
    let is_judged = |message: &str| {
        let mut told = source.warnings.iter().filter(|one| is_for_operators(one.code));
        told.any(|warning| warning.message.starts_with(message))
    };
    if let Some(error) = failed.filter(|error| !is_judged(&error.message)) {
        tracing::warn!(url = source.url, code = error.code, "{}: {}", source.id, error.message);
    }
    warn_of_source(source);
}

/// What is to be known of a source beside its failure. Of one that was not tried, what it was in
/// before: the daemon does not say that again each minute, `run` does.
fn warn_of_source(source: &SourceReport) {
    for warning in &source.warnings {
        let (url, code) = (&source.url, warning.code);
        if is_for_operators(code) {
            tracing::warn!(url, code, "{}: {}", source.id, warning.message);
        } else {
            tracing::info!(url, code, "{}: {}", source.id, warning.message);
        }
    }
}

/// A warning that is about the source and not about one of its documents.
fn is_for_operators(code: &str) -> bool {
    Verdict::of_code(code).is_some() || matches!(code, "layout-healed" | "incident-over")
}

/// What a dry run would have stored.
fn show(changes: &[(SourceId, Vec<Change>)], out: &mut dyn Write) -> std::io::Result<()> {
    let rows: Vec<_> = changes
        .iter()
        .flat_map(|(source, changes)| changes.iter().map(move |change| row(source, change)))
        .collect();
    table::write(out, &rows)
}

fn row(source: &SourceId, change: &Change) -> Vec<String> {
    let what = match change.kind {
        ChangeKind::Added => "new",
        ChangeKind::Changed => "changed",
        ChangeKind::Noted => "also here",
    };
    let stored = &change.item;
    let title = stored.item.title.clone().unwrap_or_default();
    let date = stored.date.format("%Y-%m-%d").to_string();
    vec![what.to_owned(), source.to_string(), date, title]
}
