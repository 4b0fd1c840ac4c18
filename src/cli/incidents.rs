//! `sangam incidents`: what went wrong with sources, and the operator's word on it.

use std::io::Write;

use chrono::{DateTime, Utc};
use serde_json::{Value, json};

use crate::cli::args::{Global, Incidents};
use crate::cli::exit::{Exit, Stop};
use crate::cli::{setup, table};
use crate::config;
use crate::model::drift::Incident;
use crate::model::health::{Subject, Trouble};
use crate::pipeline;
use crate::store::{Store, StoreError};

/// Lists incidents, shows one, or accepts what came.
pub(super) fn incidents(
    global: &Global,
    args: &Incidents,
    out: &mut dyn Write,
) -> Result<Exit, Stop> {
    let config = setup::config(global)?;
    let store = setup::store_to_read(&config)?;
    let runtime = setup::runtime()?;
    let failed = |error: StoreError| Stop::new(Exit::Failed, error);
    let all = runtime.block_on(store.incidents(false)).map_err(failed)?;
    let troubles = runtime.block_on(store.troubles(false)).map_err(failed)?;
    let Some(wanted) = &args.incident else {
        let shown: Vec<_> = all.into_iter().filter(|one| args.all || one.is_open()).collect();
        let is_shown = |one: &Trouble| args.all || one.closed.is_none();
        let troubles: Vec<_> = troubles.into_iter().filter(is_shown).collect();
        list(&shown, &troubles, args.json, out)?;
        return Ok(Exit::Done);
    };
    if let Some(trouble) = find_trouble(&all, &troubles, wanted) {
        return show_trouble(trouble, args, out);
    }
    let one = find(&all, wanted)?;
    if args.accept {
        runtime.block_on(accept(store.as_ref(), one))?;
    } else if args.page {
        let page = runtime.block_on(store.incident_page(one.id)).map_err(failed)?;
        let none = || Stop::new(Exit::Failed, format!("no page is kept of incident {}", one.id));
        out.write_all(&page.ok_or_else(none)?.body)?;
    } else if args.json {
        write_json(one, out)?;
    } else {
        show(one, out)?;
    }
    Ok(Exit::Done)
}

/// By its number; or the open one of a source, else its last.
fn find<'a>(all: &'a [Incident], wanted: &str) -> Result<&'a Incident, Stop> {
    let of_source = || all.iter().filter(|one| one.source.as_str() == wanted);
    let number = || all.iter().find(|one| one.id.to_string() == wanted);
    let found = of_source().find(|one| one.is_open()).or_else(|| of_source().next());
    found.or_else(number).ok_or_else(|| {
        Stop::new(Exit::Usage, format!("no incident has the number or source \"{wanted}\""))
    })
}

/// Takes what came for right, from the next fetch on.
async fn accept(store: &dyn Store, incident: &Incident) -> Result<(), Stop> {
    let refuse =
        |why: &str| Err(Stop::new(Exit::Usage, format!("incident {}: {why}", incident.id)));
    if !incident.is_open() {
        return refuse("it is over, there is nothing to accept");
    }
    if !incident.can_be_accepted {
        return refuse("no items came that could be accepted; it ends when they come again");
    }
    let accepted = store.accept_incident(incident.id).await;
    if accepted.map_err(|error| Stop::new(Exit::Failed, error))? {
        return Ok(());
    }
    refuse("it is over, there is nothing to accept")
}

/// By its name, or that of the file or source that it is about, if that has no incident.
fn find_trouble<'a>(
    incidents: &[Incident],
    troubles: &'a [Trouble],
    wanted: &str,
) -> Option<&'a Trouble> {
    let is_about = |one: &&Trouble| one.found.subject.to_string() == wanted;
    let named = troubles.iter().find(|one| pipeline::trouble_name(one.id) == wanted);
    let has_incident = incidents.iter().any(|one| one.source.as_str() == wanted);
    named.or_else(|| troubles.iter().filter(|_| !has_incident).find(is_about))
}

fn list(
    incidents: &[Incident],
    troubles: &[Trouble],
    json: bool,
    out: &mut dyn Write,
) -> Result<(), Stop> {
    if json {
        let all = incidents.iter().map(serde_json::to_value);
        let all: Result<Vec<_>, _> = all.chain(troubles.iter().map(|one| Ok(value(one)))).collect();
        return write_json(&all.map_err(std::io::Error::from)?, out);
    }
    if incidents.is_empty() && troubles.is_empty() {
        return Ok(());
    }
    let head = ["incident", "source", "what", "opened", "last seen", "over", "came"];
    let head = std::iter::once(head.map(str::to_owned).to_vec());
    let rows = incidents.iter().map(row).chain(troubles.iter().map(row_of_trouble));
    Ok(table::write(out, &head.chain(rows).collect::<Vec<_>>())?)
}

fn row(one: &Incident) -> Vec<String> {
    vec![
        one.id.to_string(),
        one.source.to_string(),
        one.verdict.code().to_owned(),
        time(one.opened),
        time(one.last_seen),
        over(one.closed),
        one.came.clone(),
    ]
}

fn row_of_trouble(one: &Trouble) -> Vec<String> {
    vec![
        pipeline::trouble_name(one.id),
        one.found.subject.to_string(),
        one.found.code.clone(),
        time(one.opened),
        "-".to_owned(),
        over(one.closed),
        one.found.came.clone(),
    ]
}

fn over(at: Option<DateTime<Utc>>) -> String {
    at.map_or_else(|| "-".to_owned(), time)
}

/// A trouble in the shape of an incident.
fn value(one: &Trouble) -> Value {
    let kind = match one.found.subject {
        Subject::Source(_) => "source",
        Subject::File(_) => "file",
    };
    let mut value = json!({
        "id": pipeline::trouble_name(one.id),
        kind: one.found.subject.to_string(),
        "code": one.found.code,
        "opened": one.opened,
        "came": one.found.came,
    });
    if let Some(closed) = one.closed {
        value["closed"] = json!(closed);
    }
    value
}

fn show_trouble(one: &Trouble, args: &Incidents, out: &mut dyn Write) -> Result<Exit, Stop> {
    let name = pipeline::trouble_name(one.id);
    if args.accept || args.page {
        let what = "there is nothing to accept and no page; it ends when all is well again";
        return Err(Stop::new(Exit::Usage, format!("incident {name}: {what}")));
    }
    if args.json {
        write_json(&value(one), out)?;
        return Ok(Exit::Done);
    }
    let mut line = |text: String| writeln!(out, "{}", table::shown(&text));
    line(format!("incident {name} of {}: {}", one.found.subject, one.found.code))?;
    line(format!("opened     {}", time(one.opened)))?;
    if let Some(closed) = one.closed {
        line(format!("over       {}", time(closed)))?;
    }
    line(format!("came       {}", one.found.came))?;
    if one.closed.is_none() {
        writeln!(out, "\n{}", pipeline::trouble_advice(&one.found.subject))?;
    }
    Ok(Exit::Done)
}

fn show(one: &Incident, out: &mut dyn Write) -> std::io::Result<()> {
    let mut line = |text: String| writeln!(out, "{}", table::shown(&text));
    line(format!("incident {} of {}: {}", one.id, one.source, one.verdict.code()))?;
    line(format!("opened     {}", time(one.opened)))?;
    line(format!("last seen  {}", time(one.last_seen)))?;
    if let Some(closed) = one.closed {
        line(format!("over       {}", time(closed)))?;
    }
    line(format!("expected   {}", one.expected))?;
    line(format!("came       {}", one.came))?;
    if let Some(size) = one.page_bytes {
        let id = one.id;
        line(format!("page seen  {size} bytes; `sangam incidents {id} --page` prints it"))?;
    }
    if !one.selectors.is_empty() {
        line(String::new())?;
        line("[source.listing]".to_owned())?;
        for (name, css) in &one.selectors {
            line(format!("{name} = {}", config::quoted(css)))?;
        }
    }
    if one.accepted && one.is_open() {
        writeln!(out, "\nAccepted; the next fetch of {} ends it.", one.source)?;
    } else if one.is_open() {
        writeln!(out, "\n{}", pipeline::advice(one))?;
    }
    Ok(())
}

fn write_json<T: serde::Serialize + ?Sized>(value: &T, out: &mut dyn Write) -> Result<(), Stop> {
    serde_json::to_writer_pretty(&mut *out, value).map_err(std::io::Error::from)?;
    Ok(writeln!(out)?)
}

fn time(time: DateTime<Utc>) -> String {
    time.format("%Y-%m-%d %H:%M").to_string()
}
