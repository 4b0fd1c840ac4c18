//! `sangam import`: subscriptions of another program become sources, and what was published once
//! becomes items again.

use std::cmp::Reverse;
use std::collections::BTreeSet;
use std::io::Write;
use std::path::Path;

use serde_json::json;
use url::Url;

use crate::cli::args::{Global, Import};
use crate::cli::desk::{self, Desk};
use crate::cli::exit::{Exit, Stop};
use crate::cli::{parse, setup, table};
use crate::config::{self, NewSource};
use crate::model::document::Document;
use crate::model::language::Language;
use crate::model::url::CanonicalUrl;
use crate::pipeline::{self, Outline, Restoration, Salvaged, read_opml};

/// Imports files, each by what is in it.
pub(super) fn import(global: &Global, args: &Import, out: &mut dyn Write) -> Result<Exit, Stop> {
    let mut published = Vec::new();
    for file in &args.files {
        let body = parse::bytes(file, parse::DEFAULT_MAX_BODY)?;
        let document = Document { url: None, content_type: None, body };
        match read_opml(&document) {
            Some(outlines) => {
                subscriptions(global, args, &outlines, out)?;
            }
            None => published.push((file.as_path(), document)),
        }
    }
    if !published.is_empty() {
        items(global, args, published, out)?;
    }
    Ok(Exit::Done)
}

/// Restores the items of feeds that were published, the newest first: what stands in an archive may
/// have become a part of something else since. They are published again by the next run, when all
/// that is to be imported is there.
fn items(
    global: &Global,
    args: &Import,
    files: Vec<(&Path, Document)>,
    out: &mut dyn Write,
) -> Result<(), Stop> {
    let desk = Desk::to_make(global)?;
    let states = desk.wait(desk.store.source_states())?;
    let mut all = Vec::new();
    for (file, document) in files {
        let salvaged = pipeline::salvage(&document, &desk.config.plan, &states, desk::now());
        let Some(salvaged) = salvaged else {
            let what = "neither OPML nor a feed.json or Atom feed that sangam published";
            return Err(Stop::new(Exit::Failed, format!("{} is {what}", file.display())));
        };
        all.push((file, salvaged));
    }
    all.sort_by_key(|(_, salvaged)| Reverse(salvaged.newest()));
    for (file, salvaged) in all {
        restore(&desk, args, file, salvaged, out)?;
    }
    Ok(())
}

fn restore(
    desk: &Desk,
    args: &Import,
    file: &Path,
    salvaged: Salvaged,
    out: &mut dyn Write,
) -> Result<(), Stop> {
    let done = desk.wait(pipeline::restore(desk.store.as_ref(), salvaged))?;
    let Restoration { amendment, ties, restored, known, joined, taken_down } = done;
    desk.wait(desk.store.amend(amendment))?;
    desk.wait(desk.store.tie(ties, None))?;
    if args.json {
        let file = file.display().to_string();
        let report = json!({ "file": file, "restored": restored, "known": known,
            "joined": joined, "taken_down": taken_down });
        serde_json::to_writer_pretty(&mut *out, &report).map_err(std::io::Error::from)?;
        writeln!(out)?;
        return Ok(());
    }
    let file = file.display();
    write!(out, "{file}: {restored} restored, {known} known, {joined} under another id")?;
    if taken_down > 0 {
        write!(out, ", {taken_down} taken down")?;
    }
    writeln!(out)?;
    Ok(())
}

/// A subscription that was not taken over, and why.
struct Skipped {
    url: String,
    reason: String,
}

fn subscriptions(
    global: &Global,
    args: &Import,
    outlines: &[Outline],
    out: &mut dyn Write,
) -> Result<Exit, Stop> {
    let environment = setup::environment();
    let file = setup::config_file(global, &environment)?;
    // What is wrong with it is told below.
    let config = setup::load_first(&file, &environment).ok();
    let mut known = Known::default();
    for planned in config.iter().flat_map(|config| &config.plan.sources) {
        known.ids.insert(planned.source.id.to_string());
        known.pages.extend(CanonicalUrl::new(planned.source.url.clone()).map(|url| url.key()));
    }
    let (mut added, mut skipped) = (Vec::new(), Vec::new());
    for outline in outlines {
        match known.take(outline) {
            Ok(source) => added.push(source),
            Err(reason) => skipped.push(Skipped { url: outline.url.clone(), reason }),
        }
    }
    if !added.is_empty() {
        write(&file, &added, &environment)?;
    }
    tell(args, &added, &skipped, out)?;
    Ok(Exit::Done)
}

/// What is taken: ids, and addresses as they are compared.
#[derive(Default)]
struct Known {
    ids: BTreeSet<String>,
    pages: BTreeSet<String>,
}

impl Known {
    fn take(&mut self, outline: &Outline) -> Result<NewSource, String> {
        let url = Url::parse(&outline.url).map_err(|_| "it is no address".to_owned())?;
        let page = CanonicalUrl::new(url.clone()).map_err(|error| error.to_string())?;
        if !self.pages.insert(page.key()) {
            return Err("it is a source already".to_owned());
        }
        let language = outline.language.as_deref().filter(|tag| Language::new(tag).is_ok());
        Ok(NewSource {
            id: config::new_id(outline.title.as_deref(), &url, &mut self.ids),
            title: outline.title.clone(),
            url: outline.url.clone(),
            kind: outline.is_page.then_some("listing"),
            language: language.map(str::to_owned),
            tags: outline.tags.clone(),
            ..NewSource::default()
        })
    }
}

/// Puts the new text in place of the old one, if it is a good configuration.
fn write(file: &Path, added: &[NewSource], environment: &config::Environment) -> Result<(), Stop> {
    let failed = |error: std::io::Error| {
        Stop::new(Exit::Failed, format!("write {}: {error}", file.display()))
    };
    let text = std::fs::read_to_string(file).map_err(failed)?;
    let text = config::append(&text, added).map_err(|error| Stop::new(Exit::Usage, error))?;
    config::check(&text, file, environment).map_err(|error| Stop::new(Exit::Usage, error))?;
    // A link to the file is followed, so that it stays one.
    let file = std::fs::canonicalize(file).map_err(failed)?;
    let mut beside = file.clone().into_os_string();
    beside.push(".new");
    std::fs::write(&beside, text).map_err(failed)?;
    let permissions = std::fs::metadata(&file).map_err(failed)?.permissions();
    std::fs::set_permissions(&beside, permissions).map_err(failed)?;
    std::fs::rename(&beside, &file).map_err(failed)
}

fn tell(
    args: &Import,
    added: &[NewSource],
    skipped: &[Skipped],
    out: &mut dyn Write,
) -> Result<(), Stop> {
    if args.json {
        let source = |source: &NewSource| {
            let kind = source.kind.unwrap_or("auto");
            json!({ "id": source.id, "url": source.url, "type": kind, "tags": source.tags })
        };
        let passed = |one: &Skipped| json!({ "url": one.url, "reason": one.reason });
        let report = json!({
            "sources": added.iter().map(source).collect::<Vec<_>>(),
            "skipped": skipped.iter().map(passed).collect::<Vec<_>>(),
        });
        serde_json::to_writer_pretty(&mut *out, &report).map_err(std::io::Error::from)?;
        writeln!(out)?;
        return Ok(());
    }
    let row = |source: &NewSource| vec!["added".to_owned(), source.id.clone(), source.url.clone()];
    let passed = |one: &Skipped| vec!["skipped".to_owned(), one.reason.clone(), one.url.clone()];
    let rows: Vec<_> = added.iter().map(row).chain(skipped.iter().map(passed)).collect();
    table::write(out, &rows)?;
    Ok(())
}
