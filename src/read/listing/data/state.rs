//! The state that scripts would show: no vocabulary, but lists of things with a title and an
//! address look alike everywhere.

use serde_json::{Map, Value};

use super::value::{address, date, first, text};
use super::{THINGS, Thing, VALUES};
use crate::read::listing::row::Fields;

/// The largest list of things that are dated or described; menus are neither.
pub(super) fn things(json: &Value) -> Vec<Thing> {
    let mut best: Vec<Thing> = Vec::new();
    let mut left = VALUES;
    let mut open = vec![json];
    while let Some(value) = open.pop() {
        left = left.saturating_sub(1);
        if left == 0 {
            break;
        }
        match value {
            Value::Array(list) => {
                let things = list_of(list);
                if things.len() > best.len() {
                    best = things;
                }
                open.extend(list.iter().rev());
            }
            Value::Object(object) => open.extend(object.values().rev()),
            _ => {}
        }
    }
    best
}

fn list_of(list: &[Value]) -> Vec<Thing> {
    let objects = list.iter().take(THINGS).filter_map(Value::as_object);
    // GraphQL puts each into a `node`, REST into `attributes`.
    let inner = objects.map(|object| {
        let wrapped = ["node", "attributes", "fields"].iter().find_map(|name| object.get(*name));
        wrapped.and_then(Value::as_object).unwrap_or(object)
    });
    let things = inner
        .map(fields)
        .filter(|fields| fields.is_item() && (fields.date.is_some() || fields.summary.is_some()));
    things.map(|fields| Thing { fields, listed: true, ..Thing::default() }).collect()
}

fn fields(object: &Map<String, Value>) -> Fields {
    let dates = [
        "datePublished",
        "publishedAt",
        "published_at",
        "publishDate",
        "publishedDate",
        "published",
        "pubDate",
        "date",
        "postedAt",
        "createdAt",
        "created_at",
        "created",
    ];
    let summaries =
        ["excerpt", "summary", "description", "teaser", "intro", "lead", "abstract", "deck"];
    Fields {
        title: first(object, &["title", "headline", "name"], text),
        link: first(object, &["url", "href", "link", "permalink", "path", "uri"], address)
            .filter(|link| link.contains('/')),
        date: first(object, &dates, date),
        kind: first(object, &["kind", "category", "section", "categories", "articleSection"], text),
        summary: first(object, &summaries, text),
        image: first(object, &["image", "cover", "thumbnail", "featuredImage", "img"], address),
        language: first(object, &["language", "locale", "lang"], text),
        ..Fields::default()
    }
}
