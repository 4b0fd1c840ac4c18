//! Where artifacts are made: rendered if their edition changed, read back and checked if they
//! differ from what stands there, put in place if they are as they were meant.

mod gone;
mod pages;

use crate::model::archive::{Rendered, RenderedFile};
use crate::model::edition::{Artifact, Edition};
use crate::model::hash::Hash;
use crate::model::health::Health;
use crate::model::report::PublishedFile;
use crate::model::source::Failure;
use crate::publish::assemble::{FeedPlace, Frame, assemble};
use crate::publish::format::{REVISION, status};
use crate::publish::gate::Refused;
use crate::publish::{Put, RenderError, Sink, SinkError, gate};
use crate::store::{Store, StoreError};

pub(super) use pages::open_page_name;

/// Why publishing ended early.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum PublishError {
    /// The items could not be had.
    #[error("the store failed")]
    Store(#[from] StoreError),
    /// An edition could not be rendered.
    #[error("a feed could not be rendered")]
    Render(#[from] RenderError),
    /// An artifact could not be put in place.
    #[error("a file could not be put in place")]
    Sink(#[from] SinkError),
}

/// What all feeds of one publish are made with.
pub(super) struct Desk<'a> {
    pub(super) frame: &'a Frame,
    pub(super) store: &'a dyn Store,
    pub(super) sink: &'a dyn Sink,
    /// More is to come in this pass: what entered the feeds is not taken into their archives yet.
    pub(super) is_early: bool,
}

impl Desk<'_> {
    /// Renders an edition, if it is another than the last one under its name or its files do not
    /// stand any more, and puts its artifacts in place. `published` gets a row for each, as far as it
    /// comes.
    pub(super) async fn edition(
        &self,
        name: &str,
        mut edition: Edition,
        render: fn(&Edition) -> Result<Vec<Artifact>, RenderError>,
        published: &mut Vec<PublishedFile>,
    ) -> Result<(), PublishError> {
        let last = self.store.rendered(name).await?;
        if let Some(last) = &last {
            // What was taken out of a feed does not make it older.
            edition.updated = edition.updated.max(last.updated);
        }
        let fingerprint = fingerprint(&edition);
        if let Some(last) = last.as_ref().filter(|last| last.fingerprint == fingerprint)
            && self.stands(&last.files).await?
        {
            published.extend(last.files.iter().cloned().map(unchanged));
            return Ok(());
        }
        let (begin, mut files) = (published.len(), Vec::new());
        for artifact in render(&edition)? {
            files.push(RenderedFile {
                path: artifact.path.clone(),
                items: artifact.items,
                hash: artifact.hash(),
            });
            match put(self.sink, &edition, artifact).await {
                Ok(file) => published.push(file),
                Err(error) => {
                    // They go with the feed, though it is not whole.
                    let before = last.map(|last| last.files).unwrap_or_default();
                    let is_new =
                        |file: &RenderedFile| files.iter().all(|one| one.path != file.path);
                    let before: Vec<_> = before.into_iter().filter(is_new).collect();
                    files.extend(before);
                    let (fingerprint, updated) = (Hash::of(b""), edition.updated);
                    let rendered = Rendered { fingerprint, updated, files };
                    self.store.remember_rendered(name, rendered).await?;
                    return Err(error.into());
                }
            }
        }
        if edition.place.page.is_none() {
            let before = last.map(|last| last.files).unwrap_or_default();
            self.clear(&edition, &before, &files).await?;
        }
        // What was refused is rendered again the next time, and told again. Its files are remembered
        // all the same: those that passed, and the last good ones, go when the feed does.
        let is_whole = published[begin..].iter().all(|file| file.error.is_none());
        let fingerprint = if is_whole { fingerprint } else { Hash::of(b"") };
        let rendered = Rendered { fingerprint, updated: edition.updated, files };
        self.store.remember_rendered(name, rendered).await?;
        Ok(())
    }

    /// The same for how the sources are.
    pub(super) async fn health(&self, health: &Health) -> Result<Vec<PublishedFile>, PublishError> {
        let shown = format!("{:?}", (&health.site, &health.look, &health.hub));
        let told = format!("{:?}", (&health.sources, &health.cases, &health.days));
        let fingerprint = Hash::of_parts([shown.as_bytes(), told.as_bytes(), REVISION.as_bytes()]);
        let last = self.store.rendered(HEALTH).await?;
        if let Some(last) = last.filter(|last| last.fingerprint == fingerprint)
            && self.stands(&last.files).await?
        {
            return Ok(last.files.into_iter().map(unchanged).collect());
        }
        let place = FeedPlace::main(&self.frame.site);
        let edition = assemble(self.frame, &place, Vec::new());
        let (mut published, mut files) = (Vec::new(), Vec::new());
        for artifact in status::render(health)? {
            files.push(RenderedFile {
                path: artifact.path.clone(),
                items: artifact.items,
                hash: artifact.hash(),
            });
            published.push(put_with(self.sink, &edition, artifact, gate::check_alone).await?);
        }
        if published.iter().all(|file| file.error.is_none()) {
            let updated = chrono::DateTime::UNIX_EPOCH;
            self.store.remember_rendered(HEALTH, Rendered { fingerprint, updated, files }).await?;
        }
        Ok(published)
    }

    async fn stands(&self, files: &[RenderedFile]) -> Result<bool, SinkError> {
        let paths = files.iter().map(|file| file.path.clone()).collect();
        let standing = self.sink.hashes(paths).await?;
        Ok(files.iter().all(|file| standing.get(&file.path) == Some(&file.hash)))
    }
}

/// Name under which it is remembered how the sources were told to be.
const HEALTH: &str = "health";

/// Of an edition and of those who render it.
fn fingerprint(edition: &Edition) -> Hash {
    Hash::of_parts([&edition.fingerprint().0[..], REVISION.as_bytes()])
}

fn unchanged(file: RenderedFile) -> PublishedFile {
    PublishedFile { path: file.path, items: file.items, changed: false, error: None }
}

/// Puts an artifact in place if it differs and the gate lets it through. The gate reads all of it,
/// so that only what differs comes there.
async fn put(
    sink: &dyn Sink,
    edition: &Edition,
    artifact: Artifact,
) -> Result<PublishedFile, SinkError> {
    put_with(sink, edition, artifact, gate::check).await
}

async fn put_with(
    sink: &dyn Sink,
    edition: &Edition,
    artifact: Artifact,
    check: fn(&Edition, &Artifact) -> Result<(), Refused>,
) -> Result<PublishedFile, SinkError> {
    let (changed, error) = if sink.holds(&artifact).await? {
        (false, None)
    } else if let Err(refused) = check(edition, &artifact) {
        let failure = Failure { code: refused.code().to_owned(), message: refused.to_string() };
        (false, Some(failure))
    } else {
        (sink.put(&artifact).await? == Put::Written, None)
    };
    Ok(PublishedFile { path: artifact.path, items: artifact.items, changed, error })
}

#[cfg(test)]
mod tests {
    use std::sync::Mutex;

    use async_trait::async_trait;
    use chrono::DateTime;

    use std::collections::{BTreeMap, HashSet};

    use super::*;
    use crate::model::archive::Place;
    use crate::model::edition::Site;
    use crate::model::item::Person;
    use crate::publish::{Hashes, format};
    use crate::store::sqlite::SqliteStore;

    /// Keeps the artifacts that it is given, but for one.
    #[derive(Default)]
    struct Kept {
        files: Mutex<BTreeMap<String, Vec<u8>>>,
        /// What it has no room for.
        fails_at: Option<&'static str>,
    }

    impl Kept {
        fn bytes(&self, path: &str) -> Option<Vec<u8>> {
            self.files.lock().unwrap().get(path).cloned()
        }

        /// What stands there of a feed that is gone.
        fn left(&self) -> Vec<String> {
            let files = self.files.lock().unwrap();
            files.keys().filter(|path| !format::stays(path)).cloned().collect()
        }
    }

    #[async_trait]
    impl Sink for Kept {
        async fn holds(&self, artifact: &Artifact) -> Result<bool, SinkError> {
            Ok(self.bytes(&artifact.path).as_ref() == Some(&artifact.bytes))
        }

        async fn hashes(&self, paths: Vec<String>) -> Result<Hashes, SinkError> {
            let hash = |path: String| Some((path.clone(), Hash::of(&self.bytes(&path)?)));
            Ok(paths.into_iter().filter_map(hash).collect())
        }

        async fn missing(&self, paths: Vec<String>) -> Result<HashSet<String>, SinkError> {
            Ok(paths.into_iter().filter(|path| self.bytes(path).is_none()).collect())
        }

        async fn put(&self, artifact: &Artifact) -> Result<Put, SinkError> {
            let path = artifact.path.clone();
            if self.fails_at.is_some_and(|place| path.ends_with(place)) {
                return Err(SinkError { path, source: std::io::ErrorKind::StorageFull.into() });
            }
            self.files.lock().unwrap().insert(path, artifact.bytes.clone());
            Ok(Put::Written)
        }

        async fn remove(&self, path: &str) -> Result<bool, SinkError> {
            Ok(self.files.lock().unwrap().remove(path).is_some())
        }

        async fn place(&self) -> String {
            String::new()
        }
    }

    fn edition() -> Edition {
        let site = Site {
            title: "News".to_owned(),
            url: "https://a.example/".parse().unwrap(),
            description: None,
            language: "en".to_owned().try_into().unwrap(),
            author: Person { name: Some("A".to_owned()), email: None, url: None },
            icon: None,
        };
        Edition {
            folder: String::new(),
            title: site.title.clone(),
            site,
            updated: DateTime::UNIX_EPOCH,
            entries: Vec::new(),
            events: Vec::new(),
            tombstones: Vec::new(),
            kept: crate::model::kept::Kept::default(),
            sources: BTreeMap::new(),
            siblings: Vec::new(),
            selections: [].into(),
            look: std::sync::Arc::default(),
            hub: None,
            place: Place::default(),
            translations: BTreeMap::new(),
            query: String::new(),
            turn: None,
        }
    }

    fn good(edition: &Edition) -> Artifact {
        format::render(edition).unwrap().swap_remove(0)
    }

    /// As a renderer with a mistake would make it.
    fn bad(edition: &Edition) -> Artifact {
        let artifact = good(edition);
        let text = String::from_utf8(artifact.bytes).unwrap();
        Artifact { bytes: text.replace("</channel>", "").into_bytes(), ..artifact }
    }

    /// One bad, the others good.
    fn some_bad(edition: &Edition) -> Result<Vec<Artifact>, RenderError> {
        let mut all = format::render(edition)?;
        all[0] = bad(edition);
        Ok(all)
    }

    #[tokio::test]
    async fn a_refused_artifact_is_reported_and_the_last_good_one_stays() {
        let (sink, edition) = (Kept::default(), edition());
        let published = put(&sink, &edition, good(&edition)).await.unwrap();
        assert!(published.changed && published.error.is_none());
        let published = put(&sink, &edition, bad(&edition)).await.unwrap();
        let error = published.error.unwrap();
        assert_eq!((error.code.as_str(), published.changed), ("refused-by-gate", false));
        assert!(error.message.starts_with("rss.xml cannot be read back: "), "{}", error.message);
        assert_eq!(sink.bytes("rss.xml").unwrap(), good(&edition).bytes);
    }

    /// What becomes of a feed that is published to a folder, and then is gone.
    async fn come_and_gone(
        sink: &Kept,
        render: fn(&Edition) -> Result<Vec<Artifact>, RenderError>,
        check: impl Fn(Result<(), PublishError>, Vec<PublishedFile>),
    ) {
        let folder = tempfile::tempdir().unwrap();
        let store = SqliteStore::open(&folder.path().join("db")).unwrap();
        let whole = edition();
        let frame = Frame {
            site: whole.site.clone(),
            feeds: Vec::new(),
            configured: BTreeMap::new(),
            departed: BTreeMap::new(),
            selections: [].into(),
            look: std::sync::Arc::default(),
            hub: None,
        };
        let desk = Desk { frame: &frame, store: &store, sink, is_early: false };
        let edition = Edition { folder: "feeds/x/".to_owned(), ..whole };
        for _ in 0..2 {
            let mut rows = Vec::new();
            let done = desk.edition("feeds/x/", edition.clone(), render, &mut rows).await;
            check(done, rows);
            assert!(sink.bytes("feeds/x/atom.xml").is_some());
        }
        desk.departed(&[]).await.unwrap();
        assert_eq!(sink.left(), [""; 0]);
    }

    #[tokio::test]
    async fn a_feed_of_which_a_file_was_refused_goes_with_all_its_others() {
        come_and_gone(&Kept::default(), some_bad, |done, published| {
            done.unwrap();
            let refused = published.iter().filter(|file| file.error.is_some());
            assert_eq!(refused.count(), 1, "told each time");
        })
        .await;
    }

    #[tokio::test]
    async fn a_feed_of_which_a_file_could_not_be_put_goes_with_all_its_others() {
        let sink = Kept { fails_at: Some("feed.json"), ..Kept::default() };
        let failed = |done, _| assert!(matches!(done, Err(PublishError::Sink(_))), "{done:?}");
        come_and_gone(&sink, format::render, failed).await;
    }

    #[tokio::test]
    async fn what_stands_there_already_is_not_read_again() {
        let (sink, edition) = (Kept::default(), edition());
        sink.put(&bad(&edition)).await.unwrap();
        let published = put(&sink, &edition, bad(&edition)).await.unwrap();
        assert!(!published.changed && published.error.is_none());
    }
}
