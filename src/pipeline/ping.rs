//! A hub elsewhere is told which feeds changed, so that it can fetch and send them on (WebSub §7).

use std::collections::BTreeSet;

use chrono::DateTime;
use url::form_urlencoded;

use crate::fetch::{LeftAlone, Message};
use crate::model::archive::{Rendered, RenderedFile};
use crate::model::hash::Hash;
use crate::model::report::PublishedFile;
use crate::pipeline::pass::Pass;
use crate::store::StoreError;

/// Name under which it is remembered what the hub was not told yet.
const PENDING: &str = "pings";

/// The feeds that name the hub.
const FEEDS: [&str; 4] = ["rss.xml", "atom.xml", "feed.json", "health.atom.xml"];

/// Tells the hub what changed in this pass, and what it could not be told in those before.
pub(super) async fn ping(pass: Pass<'_>, published: &[PublishedFile]) -> Result<(), StoreError> {
    let publish = &pass.plan.publish;
    let Some(hub) = publish.hub.as_ref().filter(|_| !publish.is_own_hub) else { return Ok(()) };
    let pending = pass.store.rendered(PENDING).await?.map(|last| last.files).unwrap_or_default();
    let mut due = changed_feeds(published);
    due.extend(pending.iter().map(|file| file.path.clone()));
    let mut told = BTreeSet::new();
    for path in &due {
        let Ok(topic) = pass.plan.site.url.join(path) else { continue };
        let message = Message {
            url: hub.clone(),
            content_type: "application/x-www-form-urlencoded",
            headers: Vec::new(),
            body: form(topic.as_str()).into_bytes(),
            left_alone: LeftAlone::default(),
        };
        match pass.fetch.send(&message).await {
            Ok(answer) if (200..300).contains(&answer.status) => drop(told.insert(path.clone())),
            // Whatever it has against one feed it has against all.
            Ok(answer) => {
                tracing::warn!(%hub, status = answer.status, "the hub takes no ping; the next pass tries again");
                break;
            }
            Err(error) => {
                tracing::warn!(%hub, code = error.code(), "the hub could not be told; the next pass tries again");
                break;
            }
        }
    }
    let left: Vec<_> = due.difference(&told).cloned().collect();
    if left.is_empty() && pending.is_empty() {
        return Ok(());
    }
    remember(pass, left).await
}

/// Notes what the hub is to be told when the pass is through, also should it not come to that.
pub(super) async fn owe(pass: Pass<'_>, published: &[PublishedFile]) -> Result<(), StoreError> {
    let publish = &pass.plan.publish;
    if publish.hub.is_none() || publish.is_own_hub {
        return Ok(());
    }
    let pending = pass.store.rendered(PENDING).await?.map(|last| last.files).unwrap_or_default();
    let mut due = changed_feeds(published);
    let more = due.len();
    due.extend(pending.into_iter().map(|file| file.path));
    if more == 0 { Ok(()) } else { remember(pass, due.into_iter().collect()).await }
}

fn changed_feeds(published: &[PublishedFile]) -> BTreeSet<String> {
    let is_feed = |path: &str| path.rsplit('/').next().is_some_and(|name| FEEDS.contains(&name));
    let changed = published.iter().filter(|file| file.changed).map(|file| file.path.clone());
    changed.filter(|path| is_feed(path)).collect()
}

/// Hubs of old look for `hub.url`, others for `hub.topic`.
fn form(topic: &str) -> String {
    let mut form = form_urlencoded::Serializer::new(String::new());
    form.extend_pairs([("hub.mode", "publish"), ("hub.url", topic), ("hub.topic", topic)]);
    form.finish()
}

async fn remember(pass: Pass<'_>, left: Vec<String>) -> Result<(), StoreError> {
    let hash = Hash::of(b"");
    let files = left.into_iter().map(|path| RenderedFile { path, items: 0, hash }).collect();
    let (fingerprint, updated) = (hash, DateTime::UNIX_EPOCH);
    pass.store.remember_rendered(PENDING, Rendered { fingerprint, updated, files }).await
}
