//! `sangam incidents`: what went wrong with sources, and the operator's word on it.

use std::io::Write;

use chrono::{DateTime, Utc};

use crate::cli::args::{Global, Incidents};
use crate::cli::exit::{Exit, Stop};
use crate::cli::{setup, table};
use crate::model::drift::{Incident, Verdict};
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
    let Some(wanted) = &args.incident else {
        let shown: Vec<_> = all.into_iter().filter(|one| args.all || one.is_open()).collect();
        list(&shown, args.json, out)?;
        return Ok(Exit::Done);
    };
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
    let walls = [Verdict::ChallengePage, Verdict::LoginPage, Verdict::Soft404, Verdict::Missing];
    if walls.contains(&incident.verdict) {
        return refuse("no items came that could be accepted; it ends when they come again");
    }
    let accepted = store.accept_incident(incident.id).await;
    if accepted.map_err(|error| Stop::new(Exit::Failed, error))? {
        return Ok(());
    }
    refuse("it is over, there is nothing to accept")
}

fn list(incidents: &[Incident], json: bool, out: &mut dyn Write) -> Result<(), Stop> {
    if json {
        return write_json(incidents, out);
    }
    if incidents.is_empty() {
        return Ok(());
    }
    let head = ["incident", "source", "what", "opened", "last seen", "over", "came"];
    let rows = incidents.iter().map(|one| {
        vec![
            one.id.to_string(),
            one.source.to_string(),
            one.verdict.code().to_owned(),
            time(one.opened),
            time(one.last_seen),
            one.closed.map_or_else(|| "-".to_owned(), time),
            one.came.clone(),
        ]
    });
    let rows: Vec<_> = std::iter::once(head.map(str::to_owned).to_vec()).chain(rows).collect();
    Ok(table::write(out, &rows)?)
}

fn show(one: &Incident, out: &mut dyn Write) -> std::io::Result<()> {
    writeln!(out, "incident {} of {}: {}", one.id, one.source, one.verdict.code())?;
    writeln!(out, "opened     {}", time(one.opened))?;
    writeln!(out, "last seen  {}", time(one.last_seen))?;
    if let Some(closed) = one.closed {
        writeln!(out, "over       {}", time(closed))?;
    }
    writeln!(out, "expected   {}", one.expected)?;
    writeln!(out, "came       {}", one.came)?;
    if let Some(size) = one.page_bytes {
        let id = one.id;
        writeln!(out, "page seen  {size} bytes; `sangam incidents {id} --page` prints it")?;
    }
    if !one.selectors.is_empty() {
        writeln!(out, "\n[source.listing]")?;
        for (name, css) in &one.selectors {
            writeln!(out, "{name} = {}", serde_json::Value::from(css.as_str()))?;
        }
    }
    if one.accepted && one.is_open() {
        writeln!(out, "\nAccepted; the next fetch of {} ends it.", one.source)?;
    } else if one.is_open() {
        writeln!(out, "\n{}", advice(one))?;
    }
    Ok(())
}

fn advice(one: &Incident) -> String {
    let id = one.id;
    match one.verdict {
        Verdict::Missing => {
            let source = &one.source;
            format!(
                "Look where the source is now: `sangam add` finds feeds. It ends by itself when \
                 the address of {source} answers again; `enabled = false` stops asking it."
            )
        }
        Verdict::ChallengePage | Verdict::LoginPage | Verdict::Soft404 => {
            "It ends by itself when the items come again.".to_owned()
        }
        _ if !one.selectors.is_empty() => {
            format!("`sangam incidents {id} --accept` reads the items with these selectors.")
        }
        _ => format!(
            "It ends by itself when the source is as before; `sangam incidents {id} --accept` \
             takes what comes for right."
        ),
    }
}

fn write_json<T: serde::Serialize + ?Sized>(value: &T, out: &mut dyn Write) -> Result<(), Stop> {
    serde_json::to_writer_pretty(&mut *out, value).map_err(std::io::Error::from)?;
    Ok(writeln!(out)?)
}

fn time(time: DateTime<Utc>) -> String {
    time.format("%Y-%m-%d %H:%M").to_string()
}
