//! The pages of a feed's archive: filled once, and written anew only when what they say of the feed
//! is wrong, or something on them was taken down.

use std::collections::HashSet;

use super::{Desk, PublishError, put};
use crate::model::archive::{Archive, ArchiveQuery, Place, Rendered};
use crate::model::change::StoredItem;
use crate::model::edition::Edition;
use crate::model::hash::Hash;
use crate::model::query::Selection;
use crate::model::report::PublishedFile;
use crate::model::tombstone::Tombstone;
use crate::publish::assemble::{FeedPlace, assemble};
use crate::publish::format::{REVISION, archive};
use crate::store::StoreError;

/// Entries of an archive page at most. A feed shows what stands on no full page yet and, for the
/// other half at least, what is newest; hence no more than half of what it shows.
const PAGE: usize = 100;

/// Names under which it is remembered what the full pages of a feed were made with.
const FEED_FRAME: &str = "archive frame";
const PAGE_FRAME: &str = "archive pages";

/// What became of a feed's archive.
pub(in crate::pipeline) struct Archived {
    /// Its files that were looked at.
    pub(in crate::pipeline) published: Vec<PublishedFile>,
    /// The last full page that stands, after others that do; 0 where none does.
    pub(in crate::pipeline) last: u32,
    /// What stands on no full page yet.
    pub(in crate::pipeline) open: Vec<StoredItem>,
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
    /// Paths of full pages at which none of ours stands.
    missing: HashSet<String>,
    filled: &'a Archive,
}

impl History<'_> {
    /// The feeds of a page stand: they did before, or were put there now.
    fn stands(&self, page: u32, published: &[PublishedFile]) -> bool {
        let is_put =
            |path: &String| published.iter().any(|file| file.path == *path && file.error.is_none());
        let mut paths = archive::paths(&self.feed.folder, page).into_iter();
        paths.all(|path| !self.missing.contains(&path) || is_put(&path))
    }
}

/// The paths of all full pages.
fn paths(feed: &FeedPlace, full: u32) -> Vec<String> {
    let of = |page| {
        let people = archive::people_path(&feed.folder, page);
        archive::paths(&feed.folder, page).into_iter().chain([people])
    };
    (1..=full).flat_map(of).collect()
}

impl Desk<'_> {
    /// Fills a feed's archive, and puts those of its pages in place that do not stand.
    pub(in crate::pipeline) async fn archive(
        &self,
        feed: &FeedPlace,
        selection: &Selection,
        items: usize,
    ) -> Result<Archived, PublishError> {
        let query = ArchiveQuery {
            folder: feed.folder.clone(),
            selection: selection.clone(),
            page_size: u32::try_from((items / 2).clamp(1, PAGE)).unwrap_or(1),
            is_filled: !self.is_early,
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
            missing: self.missing(feed, filled.full).await?,
            filled: &filled,
        };
        for page in 1..=filled.full {
            let published = self.full_page(&looked_at, page).await?;
            if archived.last + 1 == page && looked_at.stands(page, &published) {
                archived.last = page;
            }
            archived.published.extend(published);
        }
        if archived.published.iter().all(|file| file.error.is_none()) {
            self.remember_frame(feed, FEED_FRAME, self.frame_fingerprint(feed)).await?;
            self.remember_frame(feed, PAGE_FRAME, self.page_fingerprint(feed)).await?;
        }
        let mut open = assemble(self.frame, feed, archived.open.clone());
        open.place = Place::open(filled.full);
        self.edition(&name, open, archive::render_all, &mut archived.published).await?;
        Ok(archived)
    }

    /// Paths of full pages at which none of ours stands.
    async fn missing(&self, feed: &FeedPlace, full: u32) -> Result<HashSet<String>, PublishError> {
        let paths = paths(feed, full);
        // What stands there was put there by somebody else.
        if self.remembered(feed, FEED_FRAME).await? == Some(Rendered::ELSEWHERE) {
            return Ok(paths.into_iter().collect());
        }
        Ok(self.sink.missing(paths).await?)
    }

    /// Puts in place what there is to do of a full page. Nothing, as a rule.
    async fn full_page(
        &self,
        of: &History<'_>,
        page: u32,
    ) -> Result<Vec<PublishedFile>, PublishError> {
        let stands = of.stands(page, &[]);
        let people_stand = !of.missing.contains(&archive::people_path(&of.feed.folder, page));
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
        let last = self.remembered(feed, &cleared(page)).await?;
        Ok(last == Some(of_tombstones(tombstones)))
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
        Ok(self.remembered(feed, name).await?.is_some_and(|last| last != fingerprint))
    }

    async fn remembered(&self, feed: &FeedPlace, name: &str) -> Result<Option<Hash>, StoreError> {
        let last = self.store.rendered(&format!("{}{name}", feed.folder)).await?;
        Ok(last.map(|last| last.fingerprint))
    }

    async fn remember_frame(
        &self,
        feed: &FeedPlace,
        name: &str,
        fingerprint: Hash,
    ) -> Result<(), StoreError> {
        if self.remembered(feed, name).await? == Some(fingerprint) {
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
pub(in crate::pipeline) fn open_page_name(folder: &str) -> String {
    format!("{folder}archive")
}

/// Name under which it is remembered what was taken off a full page.
fn cleared(page: u32) -> String {
    format!("archive {page} cleared")
}

fn of_tombstones(tombstones: &[Tombstone]) -> Hash {
    Hash::of(format!("{tombstones:?}").as_bytes())
}
