//! What can be chosen on a page: plain links to the feeds of single kinds, languages, sources and
//! tags where there are such, else to the page itself with a query.

use std::cmp::Reverse;
use std::collections::{BTreeMap, HashMap};

use serde::Serialize;
use url::form_urlencoded;

use crate::model::edition::Edition;
use crate::model::language::Language;
use crate::model::query::{Facet, fold};
use crate::publish::clean;
use crate::publish::shown::ShownSource;
use crate::publish::tongues;

/// How many values of one kind are offered; the commonest.
const CHOICES: usize = 24;

/// Links of one kind.
#[derive(Serialize)]
pub(super) struct Group {
    label: &'static str,
    links: Vec<Choice>,
}

#[derive(Serialize)]
struct Choice {
    title: String,
    /// Counted from the base address where it is a feed of its own.
    folder: Option<String>,
    /// Of the page itself.
    query: String,
    is_chosen: bool,
}

/// What the items shown can be told apart by. What all of them agree in is no choice.
pub(super) fn groups(edition: &Edition) -> Vec<Group> {
    if edition.place.page.is_some() {
        return Vec::new();
    }
    let groups = Facet::ALL.into_iter().map(|facet| group(edition, facet));
    groups.filter(|group| group.links.len() > 1).collect()
}

fn group(edition: &Edition, facet: Facet) -> Group {
    let chosen = chosen(edition, facet);
    let values = commonest(edition, facet);
    let mut links: Vec<_> =
        values.into_iter().map(|value| choice(edition, facet, value, &chosen)).collect();
    links.sort_by_cached_key(|link| fold(&link.title));
    Group { label: label(facet), links }
}

fn label(facet: Facet) -> &'static str {
    match facet {
        Facet::Source => "Source",
        Facet::Kind => "Kind",
        Facet::Tag => "Tag",
        Facet::Language => "Language",
    }
}

fn choice(edition: &Edition, facet: Facet, value: String, chosen: &[String]) -> Choice {
    // Only the main feed has feeds of its values: those of a part of it would be other ones.
    let is_main = edition.folder.is_empty();
    let own = edition.selections.iter().filter(|_| is_main);
    let mut own = own.filter(|one| one.facet == facet && fold(&one.value) == fold(&value));
    let query: String = form_urlencoded::byte_serialize(value.as_bytes()).collect();
    Choice {
        folder: own.next().map(|one| one.folder.clone()),
        query: format!("?{}={query}", facet.parameter()),
        is_chosen: chosen.iter().any(|one| fold(one) == fold(&value)),
        title: title(edition, facet, value),
    }
}

fn title(edition: &Edition, facet: Facet, value: String) -> String {
    match facet {
        Facet::Source => source(edition, &value),
        Facet::Language => language(&value),
        Facet::Kind | Facet::Tag => value,
    }
}

fn source(edition: &Edition, id: &str) -> String {
    let id = edition.sources.keys().find(|known| known.as_str() == id);
    id.map(|id| ShownSource::new(id, &edition.sources).title).unwrap_or_default()
}

fn language(tag: &str) -> String {
    Language::new(tag).map_or_else(|_| tag.to_owned(), |tag| tongues::name(&tag).into_owned())
}

/// The values that occur most. One with a comma cannot be asked for: commas stand between several.
fn commonest(edition: &Edition, facet: Facet) -> Vec<String> {
    // How each is spelt, with the place where that came first; a thousand items spell few values.
    let mut spelt: HashMap<String, (usize, usize)> = HashMap::new();
    for value in edition.entries.iter().flat_map(|entry| facet.values(entry)) {
        let place = spelt.len();
        spelt.entry(value).or_insert((place, 0)).1 += 1;
    }
    let mut spelt: Vec<_> = spelt.into_iter().collect();
    spelt.sort_unstable_by_key(|(_, (place, _))| *place);
    let mut counts: BTreeMap<String, (usize, String)> = BTreeMap::new();
    for (value, (_, count)) in spelt {
        let Some(value) = clean::line(&value).filter(|value| !value.contains(',')) else {
            continue;
        };
        counts.entry(fold(&value)).or_insert_with(|| (0, value)).0 += count;
    }
    let mut counts: Vec<_> = counts.into_values().collect();
    counts.sort_by(|a, b| Reverse(a.0).cmp(&Reverse(b.0)).then_with(|| a.1.cmp(&b.1)));
    counts.into_iter().take(CHOICES).map(|(_, value)| value).collect()
}

fn parameters(edition: &Edition) -> impl Iterator<Item = (String, String)> {
    form_urlencoded::parse(edition.query.as_bytes()).into_owned()
}

fn chosen(edition: &Edition, facet: Facet) -> Vec<String> {
    let values = parameters(edition).filter(|(name, _)| name == facet.parameter());
    values.flat_map(|(_, value)| value.split(',').map(str::to_owned).collect::<Vec<_>>()).collect()
}

/// What of the feed is shown, in words.
pub(super) fn only(edition: &Edition) -> Option<String> {
    let parts: Vec<_> =
        parameters(edition).filter_map(|(name, value)| part(edition, &name, &value)).collect();
    (!parts.is_empty()).then(|| parts.join("; "))
}

fn part(edition: &Edition, name: &str, value: &str) -> Option<String> {
    if name == "q" {
        return Some(format!("“{value}”"));
    }
    let facet = Facet::ALL.into_iter().find(|facet| facet.parameter() == name)?;
    let titles: Vec<_> =
        value.split(',').map(|value| title(edition, facet, value.to_owned())).collect();
    Some(format!("{}: {}", label(facet), titles.join(", ")))
}

/// A field of the search's form.
#[derive(Serialize)]
pub(super) struct Field {
    name: String,
    value: String,
}

/// What is chosen besides the words.
pub(super) fn kept(edition: &Edition) -> Vec<Field> {
    let others = parameters(edition).filter(|(name, _)| name != "q" && name != "page");
    others.map(|(name, value)| Field { name, value }).collect()
}

/// The words that were searched for.
pub(super) fn words(edition: &Edition) -> String {
    parameters(edition).find(|(name, _)| name == "q").map(|(_, words)| words).unwrap_or_default()
}
