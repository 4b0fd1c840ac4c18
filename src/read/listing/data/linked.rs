//! JSON-LD: things of schema.org, wherever they stand in it.

use std::collections::HashMap;

use serde_json::{Map, Value};

use super::value::{address, date, first, text};
use super::{THINGS, Thing, VALUES};
use crate::model::event::RawEvent;
use crate::read::listing::row::{Fields, is_story};

/// Lists that are none of items.
const NO_LISTS: [&str; 3] = ["BreadcrumbList", "SiteNavigationElement", "HowTo"];

/// Members that hold the things of a list.
const MEMBERS: [&str; 6] =
    ["itemListElement", "hasPart", "blogPost", "blogPosts", "dataFeedElement", "mainEntity"];

/// Members that speak of something else than what is listed.
const OTHERS: [&str; 10] = [
    "publisher",
    "author",
    "creator",
    "isPartOf",
    "breadcrumb",
    "about",
    "mentions",
    "comment",
    "review",
    "potentialAction",
];

/// A value on the way, and whether it stands in a list.
type Step<'a> = (&'a Value, bool);

/// Adds the things of a document, in its order.
pub(super) fn things(json: &Value, all: &mut Vec<Thing>) {
    let by_id = by_id(json);
    let mut left = VALUES;
    let mut open: Vec<Step<'_>> = vec![(json, false)];
    while let Some((value, listed)) = open.pop() {
        left = left.saturating_sub(1);
        if left == 0 || all.len() >= THINGS {
            return;
        }
        match value {
            Value::Array(list) => open.extend(list.iter().rev().map(|value| (value, listed))),
            Value::Object(object) => {
                if is_kind(object, |kind| NO_LISTS.contains(&kind)) {
                    continue;
                }
                all.extend(thing(object, listed, &by_id));
                let inner =
                    object.iter().rev().filter(|(name, _)| !OTHERS.contains(&name.as_str()));
                open.extend(inner.map(|(name, value)| {
                    let is_list = MEMBERS.contains(&name.as_str()) && value.is_array();
                    (value, is_list || (listed && name == "item"))
                }));
            }
            _ => {}
        }
    }
}

/// Things that others refer to by their id.
fn by_id(json: &Value) -> HashMap<&str, &Map<String, Value>> {
    let graph = json.get("@graph").unwrap_or(json);
    let things = graph.as_array().into_iter().flatten().filter_map(Value::as_object);
    let named = things.filter_map(|thing| Some((thing.get("@id")?.as_str()?, thing)));
    named.filter(|(_, thing)| thing.len() > 1).take(THINGS).collect()
}

fn thing(
    object: &Map<String, Value>,
    listed: bool,
    by_id: &HashMap<&str, &Map<String, Value>>,
) -> Option<Thing> {
    let object = match object.get("@id").and_then(Value::as_str) {
        Some(id) if object.len() == 1 => *by_id.get(id).filter(|_| listed)?,
        _ => object,
    };
    // An entry that holds the thing itself says no more than that.
    let holds = object.get("item").is_some_and(Value::is_object);
    let is_entry = is_kind(object, |kind| matches!(kind, "ListItem" | "WebPage"));
    let is_thing = is_kind(object, is_story) || (is_entry && listed && !holds);
    is_thing.then(|| Thing {
        fields: fields(object),
        authors: authors(object.get("author")),
        listed,
    })
}

fn fields(object: &Map<String, Value>) -> Fields {
    let links = ["url", "mainEntityOfPage", "item", "@id"];
    let dates = ["datePublished", "dateCreated", "datePosted", "uploadDate", "dateModified"];
    Fields {
        title: first(object, &["headline", "name", "title"], text),
        link: first(object, &links, address).filter(|link| !link.starts_with(['#', '_'])),
        date: first(object, &dates, date),
        kind: first(object, &["articleSection", "genre"], text),
        summary: first(object, &["description", "abstract"], text),
        image: first(object, &["image", "thumbnailUrl"], address),
        language: first(object, &["inLanguage"], text),
        event: event(object).map(Box::new),
        ..Fields::default()
    }
}

/// When and where something takes place. A project or a course of years begins too, and is none.
fn event(object: &Map<String, Value>) -> Option<RawEvent> {
    if !is_kind(object, |kind| kind.ends_with("Event")) {
        return None;
    }
    Some(RawEvent {
        begins: first(object, &["startDate"], date)?,
        ends: first(object, &["endDate"], date),
        ends_before: false,
        place: object.get("location").and_then(place),
        status: first(object, &["eventStatus"], text),
    })
}

/// The name of a place and of its town; the address of one that is nowhere.
fn place(value: &Value) -> Option<String> {
    let value = value.as_array().map_or(Some(value), |list| list.first())?;
    let Some(object) = value.as_object() else { return text(value) };
    let name = first(object, &["name"], text);
    let address = object.get("address").and_then(|address| match address.as_object() {
        None => text(address),
        Some(parts) => {
            let names = ["streetAddress", "addressLocality", "addressRegion", "addressCountry"];
            let parts: Vec<_> =
                names.iter().filter_map(|name| first(parts, &[*name], text)).collect();
            Some(parts.join(", ")).filter(|parts| !parts.is_empty())
        }
    });
    let whole = match (name, address) {
        (Some(name), Some(address)) if !address.contains(&name) => {
            Some(format!("{name}, {address}"))
        }
        (name, address) => address.or(name),
    };
    whole.or_else(|| first(object, &["url"], super::value::address))
}

/// Names of authors.
fn authors(value: Option<&Value>) -> Vec<String> {
    let list = match value {
        Some(Value::Array(list)) => list.as_slice(),
        Some(value) => std::slice::from_ref(value),
        None => return Vec::new(),
    };
    let names = list.iter().take(20).filter_map(text);
    names.filter(|name| !name.contains("://")).collect()
}

fn is_kind(object: &Map<String, Value>, fits: impl Fn(&str) -> bool) -> bool {
    match object.get("@type") {
        Some(Value::String(kind)) => fits(kind),
        Some(Value::Array(kinds)) => kinds.iter().filter_map(Value::as_str).any(fits),
        _ => false,
    }
}
