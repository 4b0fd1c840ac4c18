//! Which value of each field is shown, and why.

use serde::Serialize;

use super::{SHOWN, address};
use crate::model::change::StoredItem;
use crate::model::item::Item;
use crate::model::text::{SafeHtml, excerpt};

/// Where a value comes from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct FieldOrigin {
    /// Its name in JSON.
    pub field: &'static str,
    /// The beginning of it.
    pub value: String,
    /// The sources that give it so.
    pub sources: Vec<String>,
    /// Why it was chosen.
    pub why: String,
    /// What the others give.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub others: Vec<OtherValue>,
}

/// A value that is not shown.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct OtherValue {
    /// The source that gives it.
    pub source: String,
    /// The beginning of it.
    pub value: String,
}

/// Fields that readers see, each as text.
type Values = Vec<(&'static str, Option<String>)>;

fn values(item: &Item) -> Values {
    let list = |texts: Vec<String>| (!texts.is_empty()).then(|| texts.join(", "));
    let authors = item.authors.iter().filter_map(|author| author.name.clone()).collect();
    let files = item.attachments.iter().map(|file| file.url.to_string()).collect();
    vec![
        ("title", item.title.clone()),
        ("url", address(item)),
        ("external_url", item.external_url.as_ref().map(ToString::to_string)),
        ("date_published", item.published.map(|date| date.at.to_rfc3339())),
        ("kind", item.kind.clone()),
        ("summary", item.summary.clone()),
        ("content_html", item.content.as_ref().map(SafeHtml::to_text)),
        ("image", item.image.as_ref().map(ToString::to_string)),
        ("authors", list(authors)),
        ("tags", list(item.tags.clone())),
        ("language", item.language.as_ref().map(ToString::to_string)),
        ("attachments", list(files)),
        ("rights", item.rights.clone()),
    ]
}

/// Where each value that is shown comes from.
pub(super) fn origins(item: &StoredItem) -> Vec<FieldOrigin> {
    let versions: Vec<(String, Values)> =
        item.appearances.iter().map(|one| (one.source.to_string(), values(&one.item))).collect();
    let shown = values(&item.item).into_iter().enumerate();
    let shown = shown.filter_map(|(place, (field, value))| Some((place, field, value?)));
    shown.map(|(place, field, value)| origin(field, &value, &given(&versions, place))).collect()
}

/// What each source gives for a field, in their order.
fn given(versions: &[(String, Values)], place: usize) -> Vec<(&str, Option<&str>)> {
    versions.iter().map(|(source, values)| (source.as_str(), values[place].1.as_deref())).collect()
}

fn origin(field: &'static str, value: &str, given: &[(&str, Option<&str>)]) -> FieldOrigin {
    let gives_it = given.iter().filter(|(_, given)| *given == Some(value));
    let sources: Vec<_> = gives_it.map(|(source, _)| (*source).to_owned()).collect();
    let others = given.iter().filter_map(|(source, given)| {
        let other = given.filter(|given| *given != value)?;
        Some(OtherValue { source: (*source).to_owned(), value: excerpt(other, SHOWN) })
    });
    let (first, firsts) = given[0];
    let why = match sources.first() {
        Some(source) if source == first => "it is shown as coming from there".to_owned(),
        Some(_) if firsts.is_none() => format!("{first} gives none"),
        Some(_) => chosen(field).to_owned(),
        None if field == "date_published" => "it was so before, and moved with its site".to_owned(),
        None => "of all sources together".to_owned(),
    };
    let value = excerpt(value, SHOWN);
    FieldOrigin { field, value, sources, why, others: others.collect() }
}

/// Why another source's value is preferred to the one of the source that is shown.
fn chosen(field: &str) -> &'static str {
    match field {
        "date_published" => "the earliest",
        "summary" | "content_html" => "the fullest",
        _ => "the best",
    }
}
