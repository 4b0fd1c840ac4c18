//! Where artifacts are made: rendered if their edition changed, read back and checked if they
//! differ from what stands there, put in place if they are as they were meant.

use std::collections::HashSet;

use crate::model::archive::{Archive, ArchiveQuery, Place, Rendered, RenderedFile};
use crate::model::change::StoredItem;
use crate::model::edition::{Artifact, Edition};
use crate::model::hash::Hash;
use crate::model::health::Health;
use crate::model::query::Selection;
use crate::model::report::PublishedFile;
use crate::model::source::Failure;
use crate::model::tombstone::Tombstone;
use crate::publish::assemble::{FeedPlace, Frame, assemble};
use crate::publish::format::{REVISION, archive, status};
use crate::publish::gate::Refused;
use crate::publish::{Put, RenderError, Sink, SinkError, gate};
use crate::store::{Store, StoreError};

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

/// Entries of an archive page at most. A feed shows what stands on no full page yet and, for the
/// other half at least, what is newest; hence no more than half of what it shows.
const PAGE: usize = 100;

/// What all feeds of one publish are made with.
pub(super) struct Desk<'a> {
    pub(super) frame: &'a Frame,
    pub(super) store: &'a dyn Store,
    pub(super) sink: &'a dyn Sink,
}

/// What became of a feed's archive.
pub(super) struct Archived {
    /// Its files that were looked at.
    pub(super) published: Vec<PublishedFile>,
    /// The last full page that stands, after others that do; 0 where none does.
    pub(super) last: u32,
    /// What stands on no full page yet.
    pub(super) open: Vec<StoredItem>,
}

/// The archive of a feed, and what is known of its pages.
struct History<'a> {
    feed: &'a FeedPlace,
    /// The feed has another address or name.
    is_moved: bool,
    /// Its pages for people look otherwise.
    is_restyled: bool,
    /// Paths of the page that was open last time.
    was_open: HashSet<String>,
    filled: &'a Archive,
}

impl Desk<'_> {
    /// Renders an edition, if it is another than the last one under its name or its files do not
    /// stand any more, and puts its artifacts in place.
    pub(super) async fn edition(
        &self,
        name: &str,
        mut edition: Edition,
        render: fn(&Edition) -> Result<Vec<Artifact>, RenderError>,
    ) -> Result<Vec<PublishedFile>, PublishError> {
        let last = self.store.rendered(name).await?;
        if let Some(last) = &last {
            // What was taken out of a feed does not make it older.
            edition.updated = edition.updated.max(last.updated);
        }
        let fingerprint = fingerprint(&edition);
        if let Some(last) = last.filter(|last| last.fingerprint == fingerprint)
            && self.stands(&last.files).await?
        {
            return Ok(last.files.into_iter().map(unchanged).collect());
        }
        let (mut published, mut files) = (Vec::new(), Vec::new());
        for artifact in render(&edition)? {
            files.push(RenderedFile {
                path: artifact.path.clone(),
                items: artifact.items,
                hash: artifact.hash(),
            });
            published.push(put(self.sink, &edition, artifact).await?);
        }
        // What was refused is rendered again the next time, and told again.
        if published.iter().all(|file| file.error.is_none()) {
            let rendered = Rendered { fingerprint, updated: edition.updated, files };
            self.store.remember_rendered(name, rendered).await?;
        }
        Ok(published)
    }

    /// The same for how the sources are.
    pub(super) async fn health(&self, health: &Health) -> Result<Vec<PublishedFile>, PublishError> {
        let shown = format!("{:?}", (&health.site, &health.look, &health.hub));
        let told = format!("{:?}", (&health.sources, &health.cases));
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
        for file in files {
            if self.sink.hash(&file.path).await? != Some(file.hash) {
                return Ok(false);
            }
        }
        Ok(true)
    }

    /// Fills a feed's archive, and puts those of its pages in place that do not stand.
    pub(super) async fn archive(
        &self,
        feed: &FeedPlace,
        selection: &Selection,
        items: usize,
    ) -> Result<Archived, PublishError> {
        let query = ArchiveQuery {
            folder: feed.folder.clone(),
            selection: selection.clone(),
            page_size: u32::try_from((items / 2).clamp(1, PAGE)).unwrap_or(1),
        };
        let filled = self.store.archive(&query).await?;
        let mut archived = Archived { published: Vec::new(), last: 0, open: filled.open.clone() };
        if filled.full == 0 {
            return Ok(archived);
        }
        let name = open_page_name(&feed.folder);
        let last = self.store.rendered(&name).await?.map(|last| last.files).unwrap_or_default();
        let looked_at = History {
            feed,
            is_moved: self.is_other(feed, FEED_FRAME, self.frame_fingerprint(feed)).await?,
            is_restyled: self.is_other(feed, PAGE_FRAME, self.page_fingerprint(feed)).await?,
            was_open: last.into_iter().map(|file| file.path).collect(),
            filled: &filled,
        };
        for page in 1..=filled.full {
            archived.published.extend(self.full_page(&looked_at, page).await?);
            if archived.last + 1 == page && self.page_stands(feed, page).await? {
                archived.last = page;
            }
        }
        if archived.published.iter().all(|file| file.error.is_none()) {
            self.remember_frame(feed, FEED_FRAME, self.frame_fingerprint(feed)).await?;
            self.remember_frame(feed, PAGE_FRAME, self.page_fingerprint(feed)).await?;
        }
        let mut open = assemble(self.frame, feed, archived.open.clone());
        open.place = Place::open(filled.full);
        archived.published.extend(self.edition(&name, open, archive::render_all).await?);
        Ok(archived)
    }

    async fn page_stands(&self, feed: &FeedPlace, page: u32) -> Result<bool, SinkError> {
        for path in archive::paths(&feed.folder, page) {
            if !self.sink.stands(&path).await? {
                return Ok(false);
            }
        }
        Ok(true)
    }

    /// Puts in place what there is to do of a full page. Nothing, as a rule.
    async fn full_page(
        &self,
        of: &History<'_>,
        page: u32,
    ) -> Result<Vec<PublishedFile>, PublishError> {
        let stands = self.page_stands(of.feed, page).await?;
        let people = archive::people_path(&of.feed.folder, page);
        let people_stand = self.sink.stands(&people).await?;
        let tombstones = of.filled.gone.get(&page).map_or(&[][..], Vec::as_slice);
        let is_cleared = self.is_cleared(of.feed, page, tombstones).await?;
        // What can no longer be made as it was stays as it is.
        let is_worn = of.filled.worn.contains(&page);
        let was_open =
            archive::paths(&of.feed.folder, page).iter().any(|p| of.was_open.contains(p));
        let anew = was_open || !is_cleared;
        let feeds = anew || !stands || (of.is_moved && !is_worn);
        let people = anew || !people_stand || (of.is_restyled && !is_worn);
        if !feeds && !people {
            return Ok(Vec::new());
        }
        let edition = self.page_edition(of.feed, page, tombstones).await?;
        let mut artifacts = if feeds { archive::render(&edition)? } else { Vec::new() };
        if people {
            artifacts.push(archive::render_for_people(&edition)?);
        }
        let mut published = Vec::new();
        for artifact in artifacts {
            published.push(put(self.sink, &edition, artifact).await?);
        }
        if !is_cleared && published.iter().all(|file| file.error.is_none()) {
            self.remember_cleared(of.feed, page, tombstones).await?;
        }
        Ok(published)
    }

    async fn page_edition(
        &self,
        feed: &FeedPlace,
        page: u32,
        tombstones: &[Tombstone],
    ) -> Result<Edition, StoreError> {
        let entries = self.store.archive_page(&feed.folder, page).await?;
        let mut edition = assemble(self.frame, feed, entries);
        edition.place = Place::full(page);
        edition.tombstones = tombstones.to_vec();
        let newest = tombstones.iter().map(|one| one.at).max();
        edition.updated = newest.map_or(edition.updated, |at| at.max(edition.updated));
        Ok(edition)
    }

    /// What was taken down is off this page: the one reason for which what a page holds changes.
    async fn is_cleared(
        &self,
        feed: &FeedPlace,
        page: u32,
        tombstones: &[Tombstone],
    ) -> Result<bool, StoreError> {
        if tombstones.is_empty() {
            return Ok(true);
        }
        Ok(!self.is_other_or_new(feed, &cleared(page), of_tombstones(tombstones)).await?)
    }

    async fn remember_cleared(
        &self,
        feed: &FeedPlace,
        page: u32,
        tombstones: &[Tombstone],
    ) -> Result<(), StoreError> {
        self.remember_frame(feed, &cleared(page), of_tombstones(tombstones)).await
    }

    /// Something else was remembered under a name of a feed.
    async fn is_other(
        &self,
        feed: &FeedPlace,
        name: &str,
        fingerprint: Hash,
    ) -> Result<bool, StoreError> {
        let last = self.store.rendered(&format!("{}{name}", feed.folder)).await?;
        Ok(last.is_some_and(|last| last.fingerprint != fingerprint))
    }

    async fn is_other_or_new(
        &self,
        feed: &FeedPlace,
        name: &str,
        fingerprint: Hash,
    ) -> Result<bool, StoreError> {
        let last = self.store.rendered(&format!("{}{name}", feed.folder)).await?;
        Ok(last.is_none_or(|last| last.fingerprint != fingerprint))
    }

    async fn remember_frame(
        &self,
        feed: &FeedPlace,
        name: &str,
        fingerprint: Hash,
    ) -> Result<(), StoreError> {
        if !self.is_other_or_new(feed, name, fingerprint).await? {
            return Ok(());
        }
        let (updated, files) = (chrono::DateTime::UNIX_EPOCH, Vec::new());
        let name = format!("{}{name}", feed.folder);
        self.store.remember_rendered(&name, Rendered { fingerprint, updated, files }).await
    }

    /// Full pages say of the feed what it is called and where it stands; when that changes, what
    /// they say is wrong.
    fn frame_fingerprint(&self, feed: &FeedPlace) -> Hash {
        Hash::of(format!("{:?}", (&self.frame.site, feed)).as_bytes())
    }

    /// The pages for people also look like all others.
    fn page_fingerprint(&self, feed: &FeedPlace) -> Hash {
        let look = format!("{:?}", (&self.frame.site, feed, &self.frame.look));
        Hash::of_parts([look.as_bytes(), REVISION.as_bytes()])
    }
}

/// The name under which the page of a feed's archive is remembered that is not full yet.
pub(super) fn open_page_name(folder: &str) -> String {
    format!("{folder}archive")
}

/// Name under which it is remembered how the sources were told to be.
const HEALTH: &str = "health";

/// Names under which it is remembered what the full pages of a feed were made with.
const FEED_FRAME: &str = "archive frame";
const PAGE_FRAME: &str = "archive pages";

/// Name under which it is remembered what was taken off a full page.
fn cleared(page: u32) -> String {
    format!("archive {page} cleared")
}

fn of_tombstones(tombstones: &[Tombstone]) -> Hash {
    Hash::of(format!("{tombstones:?}").as_bytes())
}

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

    use std::collections::BTreeMap;

    use super::*;
    use crate::model::edition::Site;
    use crate::model::item::Person;
    use crate::publish::format;

    /// Keeps the artifacts that it is given.
    #[derive(Default)]
    struct Kept(Mutex<BTreeMap<String, Vec<u8>>>);

    impl Kept {
        fn bytes(&self, path: &str) -> Option<Vec<u8>> {
            self.0.lock().unwrap().get(path).cloned()
        }
    }

    #[async_trait]
    impl Sink for Kept {
        async fn holds(&self, artifact: &Artifact) -> Result<bool, SinkError> {
            Ok(self.bytes(&artifact.path).as_ref() == Some(&artifact.bytes))
        }

        async fn hash(&self, path: &str) -> Result<Option<Hash>, SinkError> {
            Ok(self.bytes(path).map(|bytes| Hash::of(&bytes)))
        }

        async fn stands(&self, path: &str) -> Result<bool, SinkError> {
            Ok(self.bytes(path).is_some())
        }

        async fn put(&self, artifact: &Artifact) -> Result<Put, SinkError> {
            self.0.lock().unwrap().insert(artifact.path.clone(), artifact.bytes.clone());
            Ok(Put::Written)
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
            tombstones: Vec::new(),
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

    #[tokio::test]
    async fn what_stands_there_already_is_not_read_again() {
        let (sink, edition) = (Kept::default(), edition());
        sink.put(&bad(&edition)).await.unwrap();
        let published = put(&sink, &edition, bad(&edition)).await.unwrap();
        assert!(!published.changed && published.error.is_none());
    }
}
