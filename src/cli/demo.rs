//! `sangam demo`: the whole pipeline, offline, on sites of our own.

use std::fs;
use std::io::Write;
use std::net::SocketAddr;
use std::path::Path;

use tokio::net::TcpListener;
use url::Url;

use crate::cli::args::{Demo, Global};
use crate::cli::daemon::Bells;
use crate::cli::exit::{Exit, Stop};
use crate::cli::orders::stop_signal;
use crate::cli::progress::Bar;
use crate::cli::serve::{backend, listen, serve_until};
use crate::cli::setup::{self, Lock};
use crate::cli::{run, table};
use crate::config::{Config, Environment};
use crate::demo;
use crate::model::report::{PassReport, SourceReport};
use crate::pipeline::PassOptions;

/// Of `--listen`, where it is not given.
const DEFAULT_PORT: u16 = 8080;

/// Runs a pass over the demo's sites, publishes, and serves what came of it.
pub(super) fn demo(global: &Global, args: &Demo, out: &mut dyn Write) -> Result<Exit, Stop> {
    setup::runtime()?.block_on(async {
        let listener = if args.once { None } else { Some(listener(args.listen).await?) };
        let address = listener.as_ref().map_or(Ok(args.listen), TcpListener::local_addr)?;
        let origin = demo::start().await?;
        let config = write_config(&args.dir, origin.address, address)?;
        let report = pass(global, &config).await?;
        tell(&report, &config, out)?;
        let Some(listener) = listener else { return Ok(Exit::of_report(report.exit)) };
        writeln!(out, "\nserving it on http://{address}/ until you press Ctrl-C")?;
        out.flush()?;
        // The origin lives as long: the other commands can be tried on the demo's configuration.
        let folder = config.plan.publish.to.clone();
        serve_until(listener, folder, backend(&config, &Bells::default())?, stop_signal()).await
    })
}

/// The address asked for. Where nobody asked and 8080 is taken, as it often is, a free port.
async fn listener(address: SocketAddr) -> Result<TcpListener, Stop> {
    match listen(address).await {
        Err(_) if address.port() == DEFAULT_PORT => listen(SocketAddr::new(address.ip(), 0)).await,
        bound => bound,
    }
}

/// Writes the demo's configuration, so that the other commands can be tried on it:
/// `sangam -c demo/feeds.toml items`.
fn write_config(dir: &Path, origin: SocketAddr, address: SocketAddr) -> Result<Config, Stop> {
    let site = Url::parse(&format!("http://{address}/")).expect("a socket address is a host");
    let file = dir.join("feeds.toml");
    let failed = |error| Stop::new(Exit::Usage, format!("write {}: {error}", file.display()));
    fs::create_dir_all(dir).map_err(failed)?;
    refuse_foreign(&file)?;
    fs::write(&file, demo::config(origin, &site)).map_err(failed)?;
    // Nothing of the environment counts: the demo is the same everywhere.
    setup::load(&file, &Environment::default())
}

/// A configuration that is not the demo's own belongs to somebody.
fn refuse_foreign(file: &Path) -> Result<(), Stop> {
    let first_line = demo::CONFIG.lines().next().unwrap_or_default();
    match fs::read(file) {
        Ok(text) if !text.starts_with(first_line.as_bytes()) => {
            let what = format!("{} is no file of the demo; give another --dir", file.display());
            Err(Stop::new(Exit::Usage, what))
        }
        _ => Ok(()),
    }
}

async fn pass(global: &Global, config: &Config) -> Result<PassReport, Stop> {
    let _lock = Lock::take(config)?;
    let bar = Bar::new(global.quiet);
    let options = PassOptions { force: true, ..PassOptions::default() };
    let ended = run::pass(config, &options, &bar).await?;
    bar.clear();
    let report = ended.map_err(|error| Stop::new(Exit::NothingPublished, error))?.report;
    run::complain(&report);
    Ok(report)
}

fn tell(report: &PassReport, config: &Config, out: &mut dyn Write) -> std::io::Result<()> {
    let head = ["source", "items", "new", "also elsewhere"].map(str::to_owned).to_vec();
    let rows: Vec<_> = std::iter::once(head).chain(report.sources.iter().map(row)).collect();
    table::write(out, &rows)?;
    let folder = config.plan.publish.to.display();
    writeln!(out, "\n{} items are published in {folder}/", report.items_total)
}

fn row(source: &SourceReport) -> Vec<String> {
    let id = source.id.to_string();
    vec![id, source.seen.to_string(), source.added.to_string(), source.merged.to_string()]
}
