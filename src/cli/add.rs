//! `sangam add`: an address becomes a source.

use std::collections::BTreeSet;
use std::fs;
use std::io::{self, BufRead, IsTerminal, Write};
use std::path::Path;

use url::Url;

use crate::cli::args::{Add, Global};
use crate::cli::exit::{Exit, Stop};
use crate::cli::{document, preview, setup};
use crate::config::{self, Config, Environment, NewSource};
use crate::fetch::Fetch;
use crate::model::raw::Format;
use crate::model::source::SourceKind;
use crate::model::url::CanonicalUrl;
use crate::pipeline::{Interpreted, PlannedSource, feed_of};

/// Finds the feed behind an address, or the listing on its page, shows what it gives, and adds it
/// to the configuration.
pub(super) fn add(global: &Global, args: &Add, out: &mut dyn Write) -> Result<Exit, Stop> {
    let environment = setup::environment();
    let file = setup::config_file(global, &environment)?;
    let config = setup::load_first(&file, &environment)?;
    if let Some(known) = source_at(&config, &args.url) {
        return already(&known, &args.url, out);
    }
    let client = setup::client(&config.plan.fetch)?;
    let found = setup::runtime()?.block_on(find(&client, &args.url))?;
    if let Some(known) = source_at(&config, &found.url) {
        return already(&known, &found.url, out);
    }
    let source = new_source(&config, args, &found)?;
    preview::show(&found.read, out)?;
    writeln!(out)?;
    if !args.yes && !agreed(&source, out)? {
        writeln!(out, "nothing was added")?;
        return Ok(Exit::Done);
    }
    let id = source.id.clone();
    write(&file, &source, &environment)?;
    writeln!(out, "{id} stands in {} now: {}", file.display(), found.url)?;
    Ok(Exit::Done)
}

/// What stands behind an address.
struct Found {
    url: Url,
    read: Interpreted,
}

/// The feed that a page names, if it can be read and has something in it; else what is at the
/// address itself.
async fn find(client: &dyn Fetch, url: &Url) -> Result<Found, Stop> {
    let planned = unknown(url, SourceKind::Auto);
    let document = document::fetch(client, &planned).await?;
    if let Some(feed) = feed_of(&document) {
        let planned = unknown(&feed, SourceKind::Feed);
        if let Ok(read) = document::fetch_and_read(client, &planned).await
            && !read.incoming.is_empty()
        {
            return Ok(Found { url: feed, read });
        }
    }
    let read = document::read(&document, &planned)?;
    Ok(Found { url: url.clone(), read })
}

fn unknown(url: &Url, kind: SourceKind) -> PlannedSource {
    preview::explained(document::unconfigured(Some(url.clone()), kind))
}

/// The id of the source that has an address already, however it is written.
fn source_at(config: &Config, url: &Url) -> Option<String> {
    let key = |url: &Url| CanonicalUrl::new(url.clone()).map(|url| url.key()).ok();
    let wanted = key(url)?;
    let mut sources = config.plan.sources.iter().map(|planned| &planned.source);
    let known = sources.find(|source| key(&source.url).as_ref() == Some(&wanted))?;
    Some(known.id.to_string())
}

fn already(id: &str, url: &Url, out: &mut dyn Write) -> Result<Exit, Stop> {
    writeln!(out, "{url} is the source {id} already; nothing was added")?;
    Ok(Exit::Done)
}

fn new_source(config: &Config, args: &Add, found: &Found) -> Result<NewSource, Stop> {
    let mut taken: BTreeSet<String> =
        config.plan.sources.iter().map(|planned| planned.source.id.to_string()).collect();
    let title = found.read.channel.title.clone();
    let id = match &args.id {
        Some(id) if taken.contains(id.as_str()) => {
            let message = format!("there is a source {id} already; choose another --id");
            return Err(Stop::new(Exit::Usage, message));
        }
        Some(id) => id.to_string(),
        None => config::new_id(title.as_deref(), &found.url, &mut taken),
    };
    let is_listing = found.read.format == Format::Listing;
    Ok(NewSource {
        id,
        title,
        url: found.url.to_string(),
        kind: is_listing.then_some("listing"),
        language: found.read.channel.language.as_ref().map(ToString::to_string),
        listing: if is_listing { found.read.selectors.clone() } else { Vec::new() },
        ..NewSource::default()
    })
}

/// Puts the new text in place of the old one, if it is a good configuration.
fn write(file: &Path, source: &NewSource, environment: &Environment) -> Result<(), Stop> {
    let failed =
        |error: io::Error| Stop::new(Exit::Failed, format!("write {}: {error}", file.display()));
    let text = fs::read_to_string(file).map_err(failed)?;
    let text = config::append(&text, std::slice::from_ref(source));
    let text = text.map_err(|error| Stop::new(Exit::Usage, error))?;
    config::check(&text, file, environment).map_err(|error| Stop::new(Exit::Usage, error))?;
    // A link to the file is followed, so that it stays one.
    let file = fs::canonicalize(file).map_err(failed)?;
    let mut beside = file.clone().into_os_string();
    beside.push(".new");
    fs::write(&beside, text).map_err(failed)?;
    let permissions = fs::metadata(&file).map_err(failed)?.permissions();
    fs::set_permissions(&beside, permissions).map_err(failed)?;
    fs::rename(&beside, &file).map_err(failed)
}

/// Asks on a terminal; elsewhere nobody could answer.
fn agreed(source: &NewSource, out: &mut dyn Write) -> Result<bool, Stop> {
    if !io::stdin().is_terminal() {
        return Err(Stop::new(Exit::Usage, "nothing was added; --yes adds it without asking"));
    }
    write!(out, "Add it as {}? [y/N] ", source.id)?;
    out.flush()?;
    let mut answer = String::new();
    io::stdin().lock().read_line(&mut answer)?;
    Ok(matches!(answer.trim().to_lowercase().as_str(), "y" | "yes"))
}
