//! A hub elsewhere is told which feeds changed, so that it can fetch and send them on (WebSub §7).

use std::collections::BTreeSet;

use chrono::DateTime;
use url::form_urlencoded;

use crate::fetch::Message;
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
    let is_feed = |path: &str| path.rsplit('/').next().is_some_and(|name| FEEDS.contains(&name));
    let changed = published.iter().filter(|file| file.changed).map(|file| file.path.clone());
    let mut due: BTreeSet<String> = changed.filter(|path| is_feed(path)).collect();
    due.extend(pending.iter().map(|file| file.path.clone()));
    let mut told = BTreeSet::new();
    for path in &due {
        let Ok(topic) = pass.plan.site.url.join(path) else { continue };
        let message = Message {
            url: hub.clone(),
            content_type: "application/x-www-form-urlencoded",
            headers: Vec::new(),
            body: form(topic.as_str()).into_bytes(),
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
