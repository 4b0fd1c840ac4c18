//! What a name means that no stored item has: something that was left out, or is held back.

use std::collections::HashSet;

use url::Url;

use super::held_back;
use crate::model::change::LeftOut;
use crate::model::document::Document;
use crate::model::drift::Incident;
use crate::model::item::Item;
use crate::model::query::fold;
use crate::model::url::CanonicalUrl;
use crate::pipeline::interpret::interpret;
use crate::pipeline::plan::Plan;
use crate::store::{Store, StoreError};

/// How many pages that are held back are read for it.
const PAGES: usize = 50;

/// What was left out or is held back and goes by this name: its guid, its address, or words of its
/// title.
pub async fn left_out(
    plan: &Plan,
    store: &dyn Store,
    name: &str,
) -> Result<Vec<LeftOut>, StoreError> {
    let name = Name::new(name);
    let mut found = store.left_out().await?;
    found.retain(|one| name.is_of(&one.title, one.url.as_deref(), one.guid.as_deref()));
    for incident in store.incidents(true).await?.iter().take(PAGES) {
        let held = held(plan, store, incident).await?;
        let named = held.iter().filter(|item| name.is_of_item(item));
        found.extend(named.map(|item| told(item, incident)));
    }
    Ok(found)
}

/// The items of the page that an incident is about, as the source's configuration has it read.
async fn held(
    plan: &Plan,
    store: &dyn Store,
    incident: &Incident,
) -> Result<Vec<Item>, StoreError> {
    let planned = plan.sources.iter().find(|planned| planned.source.id == incident.source);
    let (Some(planned), Some(page)) = (planned, store.incident_page(incident.id).await?) else {
        return Ok(Vec::new());
    };
    let document = Document {
        url: Some(planned.source.url.clone()),
        content_type: page.content_type,
        body: page.body.into(),
    };
    // A page on which nothing can be read has no items.
    let read = interpret(&document, planned, &HashSet::new(), incident.last_seen);
    Ok(read.map(|read| read.incoming).into_iter().flatten().map(|one| one.item).collect())
}

fn told(item: &Item, incident: &Incident) -> LeftOut {
    LeftOut {
        source: incident.source.clone(),
        title: item.caption().to_owned(),
        url: item.url.as_ref().map(ToString::to_string),
        guid: item.guid.clone(),
        code: "held-back".to_owned(),
        message: held_back(incident),
        at: incident.last_seen,
    }
}

/// What somebody calls an item.
struct Name<'a> {
    text: &'a str,
    /// As addresses are compared, where it is one.
    page: Option<String>,
    words: String,
}

impl<'a> Name<'a> {
    fn new(text: &'a str) -> Self {
        let text = text.trim();
        Self { text, page: page(text), words: fold(text) }
    }

    fn is_of(&self, title: &str, url: Option<&str>, guid: Option<&str>) -> bool {
        let is_same_page = self.page.is_some() && url.and_then(page) == self.page;
        guid == Some(self.text)
            || url == Some(self.text)
            || is_same_page
            || !self.words.is_empty() && fold(title).contains(&self.words)
    }

    fn is_of_item(&self, item: &Item) -> bool {
        let url = item.url.as_ref().map(CanonicalUrl::as_str);
        self.is_of(item.caption(), url, item.guid.as_deref())
    }
}

fn page(text: &str) -> Option<String> {
    CanonicalUrl::new(Url::parse(text).ok()?).ok().map(|url| url.key())
}
