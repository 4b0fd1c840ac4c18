//! The page that says how the sources are, with a small chart for each.

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use serde::Serialize;

use super::{engine, static_policy, style};
use crate::model::health::{Case, Condition, DayCount, Health, SourceHealth, Subject};
use crate::publish::format::json_item::rfc3339;
use crate::publish::format::status::PAGE;
use crate::publish::{RenderError, clean};

pub(super) const TEMPLATE: &str = include_str!("../../../../assets/status.html");

/// How many days a chart shows.
const DAYS: u32 = 60;

/// Height of the bars of a chart in the units of its drawing; a day is ten wide.
const HEIGHT: u32 = 60;

/// Room above them for incidents.
const LINE: u32 = 10;

/// Incidents that are over and still told on the page.
const OVER: usize = 50;

#[derive(Serialize)]
struct Page<'h> {
    policy: String,
    style: &'h str,
    title: String,
    language: String,
    icon: Option<String>,
    logo: Option<String>,
    summary: String,
    at: Option<Moment>,
    days: u32,
    /// The last day of the charts.
    end: Option<Moment>,
    sources: Vec<Row>,
    open: Vec<Told>,
    over: Vec<Told>,
}

#[derive(Serialize)]
struct Moment {
    machine: String,
    people: String,
}

#[derive(Serialize)]
struct Row {
    title: String,
    url: Option<String>,
    state: &'static str,
    words: &'static str,
    last_success: Option<Moment>,
    next_due: Option<Moment>,
    chart: Option<Chart>,
}

/// A drawing, and what it shows in words.
#[derive(Serialize)]
struct Chart {
    width: u32,
    height: u32,
    words: String,
    bars: Vec<Bar>,
}

#[derive(Serialize)]
struct Bar {
    x: u32,
    y: u32,
    width: u32,
    height: u32,
    class: &'static str,
}

/// A piece of a text; code is what stands between backticks.
#[derive(Serialize)]
struct Part {
    text: String,
    is_code: bool,
}

#[derive(Serialize)]
struct Told {
    name: String,
    title: String,
    words: String,
    code: String,
    expected: Option<String>,
    came: String,
    advice: Vec<Part>,
    opened: Moment,
    closed: Option<Moment>,
}

/// Fills the page.
pub(crate) fn render(health: &Health) -> Result<Vec<u8>, RenderError> {
    let style = style(&health.look);
    let (open, over): (Vec<_>, Vec<_>) =
        health.cases.iter().partition(|case| case.closed.is_none());
    let page = Page {
        policy: static_policy(&style),
        style: &style,
        title: clean::line(&health.site.title).unwrap_or_default(),
        language: health.site.language.to_string(),
        icon: health.site.icon.as_ref().and_then(clean::address),
        logo: health.look.logo.as_ref().and_then(clean::address),
        summary: summary(health, open.len()),
        at: health.live.as_ref().map(|live| moment(live.at)),
        days: DAYS,
        end: health.days.end.map(day),
        sources: health.sources.iter().map(|source| row(health, source)).collect(),
        open: open.into_iter().map(told).collect(),
        over: over.into_iter().take(OVER).map(told).collect(),
    };
    engine::fill_themed(PAGE, &health.look, TEMPLATE, &page)
}

fn summary(health: &Health, open: usize) -> String {
    let asked = health.sources.iter().filter(|one| one.condition != Condition::Disabled);
    let (well, all) = asked.fold((0, 0), |(well, all), one| {
        (well + u32::from(one.condition == Condition::Ok), all + 1)
    });
    let incidents = match open {
        0 => "No incident is open.".to_owned(),
        1 => "One incident is open.".to_owned(),
        more => format!("{more} incidents are open."),
    };
    format!("{well} of {all} sources are well. {incidents}")
}

fn words(condition: Condition) -> &'static str {
    match condition {
        Condition::Ok => "well",
        Condition::Failing => "fails",
        Condition::Incident => "out of its ways",
        Condition::Gone => "gone for good",
        Condition::New => "not asked yet",
        Condition::Disabled => "not asked any more",
    }
}

fn moment(at: DateTime<Utc>) -> Moment {
    Moment { machine: rfc3339(at), people: at.format("%-d %B %Y, %H:%M UTC").to_string() }
}

fn day(day: NaiveDate) -> Moment {
    Moment { machine: day.to_string(), people: day.format("%-d %B %Y").to_string() }
}

fn row(health: &Health, source: &SourceHealth) -> Row {
    let live = health.live.as_ref().and_then(|live| live.sources.get(&source.id));
    Row {
        title: clean::line(&source.title).unwrap_or_else(|| source.id.to_string()),
        url: clean::address_of(&source.url),
        state: source.condition.code(),
        words: words(source.condition),
        last_success: live.and_then(|live| live.last_success).map(moment),
        next_due: live.and_then(|live| live.next_due).map(moment),
        chart: health.days.end.map(|end| chart(health, source, end)),
    }
}

fn told(case: &Case) -> Told {
    Told {
        name: case.name.clone(),
        title: clean::line(&case.title).unwrap_or_default(),
        words: case.words().to_owned(),
        code: case.code.clone(),
        expected: case.expected.as_deref().and_then(clean::line),
        came: clean::line(&case.came).unwrap_or_default(),
        advice: parts(&case.advice),
        opened: moment(case.opened),
        closed: case.closed.map(moment),
    }
}

fn parts(text: &str) -> Vec<Part> {
    let parts = text.split('`').enumerate();
    parts.map(|(at, text)| Part { text: text.to_owned(), is_code: at % 2 == 1 }).collect()
}

/// How many days before the end a day is; `None` where the chart does not show it.
fn place(day: NaiveDate, end: NaiveDate) -> Option<u32> {
    let back = u32::try_from((end - day).num_days()).ok()?;
    (DAYS - 1).checked_sub(back)
}

/// A bar a day: as high as it brought news, and to the top where the source failed; above them a
/// line for each time in which something was the matter.
fn chart(health: &Health, source: &SourceHealth, end: NaiveDate) -> Chart {
    let days = health.days.of.get(&source.id).map(Vec::as_slice).unwrap_or_default();
    let shown: Vec<_> =
        days.iter().filter_map(|count| Some((place(count.day, end)?, count))).collect();
    let most = shown.iter().map(|(_, count)| count.added).max().unwrap_or(0).max(1);
    let bars = shown.iter().map(|(x, count)| bar(*x, count, most));
    let lines: Vec<_> = lines(health, source, end).collect();
    let words = words_of_chart(&shown, lines.len(), end);
    let bars = bars.chain(lines).collect();
    Chart { width: DAYS * 10, height: LINE + HEIGHT, words, bars }
}

fn bar(x: u32, count: &DayCount, most: u32) -> Bar {
    let news = 8 + (HEIGHT - 20) * count.added / most;
    let (height, class) = match (count.fine, count.failed) {
        (_, 0) => (news, "well"),
        (0, _) => (HEIGHT, "failed"),
        _ => (HEIGHT, "mixed"),
    };
    Bar { x: x * 10 + 1, y: LINE + HEIGHT - height, width: 8, height, class }
}

fn lines(health: &Health, source: &SourceHealth, end: NaiveDate) -> impl Iterator<Item = Bar> {
    let begin = end - TimeDelta::days(i64::from(DAYS) - 1);
    let own = health.cases.iter().filter(|case| match &case.subject {
        Subject::Source(id) => *id == source.id,
        Subject::File(_) => false,
    });
    own.filter_map(move |case| {
        let (from, to) = (case.opened.date_naive(), case.closed.map_or(end, |at| at.date_naive()));
        let (x, to) = (place(from.max(begin), end)?, place(to.min(end), end)?);
        let width = to.saturating_sub(x) * 10 + 10;
        Some(Bar { x: x * 10, y: 0, width, height: LINE - 4, class: "case" })
    })
}

/// What a chart shows, for who does not see it.
fn words_of_chart(shown: &[(u32, &DayCount)], cases: usize, end: NaiveDate) -> String {
    let bad = shown.iter().filter(|(_, count)| count.failed > 0).count();
    let news: u32 = shown.iter().map(|(_, count)| count.added).sum();
    let end = end.format("%-d %B %Y");
    let asked = shown.len();
    format!(
        "The {DAYS} days up to {end}: asked on {}, failures on {bad}, {}, {}",
        counted(asked, "day"),
        counted(usize::try_from(news).unwrap_or(usize::MAX), "new item"),
        counted(cases, "incident"),
    )
}

fn counted(count: usize, what: &str) -> String {
    format!("{count} {what}{}", if count == 1 { "" } else { "s" })
}
