//! `sangam explain`: where an item came from, and why it is or is not in a feed.

use std::io::Write;

use chrono::{DateTime, Utc};
use serde_json::json;

use crate::cli::args::{Explain, Global};
use crate::cli::desk::{self, Desk};
use crate::cli::exit::{Exit, Stop};
use crate::cli::table;
use crate::model::change::LeftOut;
use crate::model::text::excerpt;
use crate::pipeline::{self, Explanation, FindError};

/// Explains an item; where there is none of this name, what was left out under it.
pub(super) fn explain(global: &Global, args: &Explain, out: &mut dyn Write) -> Result<Exit, Stop> {
    let desk = Desk::to_read(global)?;
    match desk.find(&args.item)? {
        Ok(item) => {
            let plan = &desk.config.plan;
            let told = desk.wait(pipeline::explain(plan, desk.store.as_ref(), &item))?;
            let tombstones = desk.tombstones(item.id)?;
            let state: Vec<_> = tombstones.iter().map(desk::in_words).collect();
            if args.json {
                print(out, &json!(told))?;
            } else {
                tell(out, &told, &state)?;
            }
        }
        Err(error @ FindError::Ambiguous { .. }) => return Err(Stop::new(Exit::Usage, error)),
        Err(error) => {
            let left_out =
                desk.wait(pipeline::left_out(&desk.config.plan, desk.store.as_ref(), &args.item))?;
            if left_out.is_empty() {
                return Err(Stop::new(Exit::Usage, error));
            }
            tell_left_out(out, args.json, &left_out)?;
        }
    }
    Ok(Exit::Done)
}

fn print(out: &mut dyn Write, value: &serde_json::Value) -> std::io::Result<()> {
    serde_json::to_writer_pretty(&mut *out, value).map_err(std::io::Error::from)?;
    writeln!(out)
}

fn tell_left_out(out: &mut dyn Write, as_json: bool, all: &[LeftOut]) -> std::io::Result<()> {
    if as_json {
        let row = |one: &LeftOut| {
            json!({ "source": one.source, "title": one.title, "url": one.url, "guid": one.guid,
                "code": one.code, "message": one.message, "at": one.at })
        };
        let mut rows: Vec<_> = all.iter().map(row).collect();
        for row in rows.iter_mut().filter_map(serde_json::Value::as_object_mut) {
            row.retain(|_, value| !value.is_null());
        }
        return print(out, &json!({ "left_out": rows }));
    }
    let row = |one: &LeftOut| {
        let at = format!("left out {}", time(one.at));
        vec![at, one.source.to_string(), one.title.clone(), one.message.clone()]
    };
    table::write(out, &all.iter().map(row).collect::<Vec<_>>())
}

fn time(at: DateTime<Utc>) -> String {
    at.format("%Y-%m-%d %H:%M").to_string()
}

fn tell(out: &mut dyn Write, told: &Explanation, state: &[String]) -> std::io::Result<()> {
    let named =
        if told.title.is_empty() { "(nothing but its identity is kept)" } else { &told.title };
    writeln!(out, "{}", table::shown(named))?;
    let mut about = vec![row(["id", &told.id])];
    about.extend(told.former_ids.iter().map(|id| row(["was also", id])));
    about.extend(told.kept_apart_from.iter().map(|id| row(["kept apart from", id])));
    about.extend(told.url.as_ref().map(|url| row(["address", url])));
    let precision = json!(told.date_precision);
    let date = format!("{} ({})", time(told.date), precision.as_str().unwrap_or_default());
    about.push(row(["date", &date]));
    about.push(row(["first seen", &time(told.first_seen)]));
    about.push(row(["changed", &time(told.updated)]));
    about.extend(state.iter().map(|why| row(["not shown", why])));
    table::write(out, &about)?;
    section(out, "Sources", sources(told))?;
    section(out, "Shown as", notes(told))?;
    section(out, "Merges", merges(told))?;
    section(out, "Keys", told.keys.iter().map(|key| row([key])).collect())?;
    section(out, "Fields", fields(told))?;
    section(out, "Rules", told.rules.iter().map(|rule| row([rule])).collect())?;
    section(out, "Feeds", feeds(told))
}

fn row<const N: usize>(cells: [&str; N]) -> Vec<String> {
    cells.map(str::to_owned).to_vec()
}

fn section(out: &mut dyn Write, head: &str, rows: Vec<Vec<String>>) -> std::io::Result<()> {
    if rows.is_empty() {
        return Ok(());
    }
    writeln!(out, "\n{head}")?;
    let indented = rows.into_iter().map(|mut row| {
        row[0].insert_str(0, "  ");
        row
    });
    table::write(out, &indented.collect::<Vec<_>>())
}

fn sources(told: &Explanation) -> Vec<Vec<String>> {
    let seen = |one: &pipeline::SeenIn| {
        let last = match (one.last_seen, one.is_listed) {
            (Some(at), true) => format!("to {} (listed)", time(at)),
            (Some(at), false) => format!("to {}", time(at)),
            (None, _) => "to -".to_owned(),
        };
        let by = one.rule.map_or_else(|| "the first".to_owned(), |rule| format!("by {rule}"));
        let guid = one.guid.clone().unwrap_or_else(|| "-".to_owned());
        let url = one.url.clone().unwrap_or_else(|| "-".to_owned());
        vec![one.source.clone(), format!("from {}", time(one.first_seen)), last, by, guid, url]
    };
    told.sources.iter().map(seen).collect()
}

/// Why the other sources are not the one that it is shown as coming from, and what is held back.
fn notes(told: &Explanation) -> Vec<Vec<String>> {
    let mut notes = Vec::new();
    if told.sources.len() > 1 {
        let first = &told.sources[0];
        notes.push(row([&first.source, "it is shown as coming from there"]));
    }
    for one in &told.sources {
        notes.extend(one.behind.map(|why| row([&one.source, &format!("comes after it: {why}")])));
        notes.extend(one.held_back.as_ref().map(|why| row([&one.source, why])));
    }
    notes
}

fn merges(told: &Explanation) -> Vec<Vec<String>> {
    let merged = |one: &pipeline::Merged| {
        let score = format!("{:.3}", one.score);
        vec![time(one.at), one.source.clone(), one.rule.to_owned(), score, one.because.clone()]
    };
    told.merges.iter().map(merged).collect()
}

fn fields(told: &Explanation) -> Vec<Vec<String>> {
    let short = |value: &str| excerpt(value, 60);
    let mut rows = Vec::new();
    for one in &told.fields {
        let from = one.sources.first().cloned().unwrap_or_else(|| "-".to_owned());
        rows.push(row([one.field, &from, &one.why, &short(&one.value)]));
        let others = one.others.iter();
        rows.extend(
            others.map(|other| row(["", &other.source, "not shown", &short(&other.value)])),
        );
    }
    rows
}

fn feeds(told: &Explanation) -> Vec<Vec<String>> {
    let feed = |one: &pipeline::InFeed| {
        let name = if one.feed.is_empty() { "the main feed".to_owned() } else { one.feed.clone() };
        let place = one.place.map(|place| format!("shown at place {place}"));
        vec![name, place.or_else(|| one.why_not.clone()).unwrap_or_default()]
    };
    told.feeds.iter().map(feed).collect()
}
