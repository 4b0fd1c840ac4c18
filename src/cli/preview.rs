//! `sangam preview`: the items that a source would give now.

use std::io::Write;
use std::path::{Path, PathBuf};

use url::Url;

use crate::cli::args::{Global, Preview};
use crate::cli::exit::{Exit, Stop};
use crate::cli::{document, json, parse, setup, table};
use crate::config::{self, Config};
use crate::fetch::FetchOptions;
use crate::model::document::Document;
use crate::model::item::Item;
use crate::model::source::SourceKind;
use crate::pipeline::{Interpreted, PlannedSource};

/// Shows what an address or a file gives.
///
/// An address that is a source of the configuration is read as that source: with its selectors,
/// tags and rules. Without a configuration everything is worked out.
pub(super) fn preview(global: &Global, args: &Preview, out: &mut dyn Write) -> Result<Exit, Stop> {
    let (document, planned) = match Url::parse(&args.target) {
        Ok(url) if matches!(url.scheme(), "http" | "https") => from_source(global, &url, true)?,
        Ok(url) if matches!(url.scheme(), "file" | "exec") => from_source(global, &url, false)?,
        _ => from_file(Path::new(&args.target))?,
    };
    if args.json {
        json::write(document::begin(&document, &planned)?, out)?;
    } else {
        show(&document::read(&document, &planned)?, out)?;
    }
    Ok(Exit::Done)
}

/// By an address. One that is no source of the configuration can be looked at if it is of the web;
/// what is on this machine is for the configuration to allow.
fn from_source(
    global: &Global,
    url: &Url,
    is_of_the_web: bool,
) -> Result<(Document, PlannedSource), Stop> {
    let config = configuration(global)?;
    let planned = config.as_ref().and_then(|config| {
        config
            .plan
            .sources
            .iter()
            .find(|planned| planned.source.url == *url || planned.source.shown == *url)
    });
    if planned.is_none() && !is_of_the_web {
        return Err(Stop::new(Exit::Usage, format!("no source of the configuration has {url}")));
    }
    let unknown = || document::unconfigured(Some(url.clone()), SourceKind::Auto);
    let planned = planned.map_or_else(unknown, |planned| PlannedSource::clone(planned));
    let planned = explained(planned);
    let options = config.map_or_else(FetchOptions::default, |config| config.plan.fetch);
    let client = setup::client(&options)?;
    let document = setup::runtime()?.block_on(document::fetch(&client, &planned))?;
    Ok((document, planned))
}

/// The configuration, if there is one. A bad one is an error here too: it may say how to fetch.
pub(super) fn configuration(global: &Global) -> Result<Option<Config>, Stop> {
    let environment = setup::environment();
    config::find(global.config.as_deref(), &environment)
        .map(|file| setup::load_first(&file, &environment))
        .transpose()
}

fn from_file(path: &Path) -> Result<(Document, PlannedSource), Stop> {
    let body = parse::bytes(&PathBuf::from(path), parse::DEFAULT_MAX_BODY)?;
    let document = Document { url: None, content_type: None, body };
    Ok((document, explained(document::unconfigured(None, SourceKind::Auto))))
}

/// The same source, read so that a listing says which selectors give its items.
pub(super) fn explained(mut planned: PlannedSource) -> PlannedSource {
    planned.read.explain = true;
    planned
}

/// The items in columns, then what gave them and what was mended.
pub(super) fn show(read: &Interpreted, out: &mut dyn Write) -> std::io::Result<()> {
    let rows: Vec<_> = read.incoming.iter().map(|incoming| row(&incoming.item)).collect();
    table::write(out, &rows)?;
    let (items, format) = (read.incoming.len(), read.format.name());
    writeln!(out, "\n{items} items ({format}, {})", read.encoding)?;
    let mut line = |text: String| writeln!(out, "{}", table::shown(&text));
    if let Some(next) = &read.next {
        line(format!("next page: {next}"))?;
    }
    for rejected in &read.rejected {
        line(format!("left out: {} ({})", rejected.title, rejected.reason))?;
    }
    if !read.selectors.is_empty() {
        line(String::new())?;
        line("[source.listing]".to_owned())?;
    }
    for (name, selector) in &read.selectors {
        line(format!("{name} = {}", config::quoted(selector)))?;
    }
    for warning in &read.warnings {
        let at = warning.line.map(|line| format!("line {line}: ")).unwrap_or_default();
        line(format!("{}: {at}{}", warning.code, warning.message))?;
    }
    Ok(())
}

fn row(item: &Item) -> Vec<String> {
    let date = item.published.map(|published| published.at.format("%Y-%m-%d").to_string());
    let missing = || "-".to_owned();
    vec![
        date.unwrap_or_else(missing),
        item.kind.clone().unwrap_or_else(missing),
        item.title.clone().unwrap_or_else(missing),
        item.url.as_ref().map_or_else(missing, ToString::to_string),
    ]
}
