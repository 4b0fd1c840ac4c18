//! What is published no more, and so has to go: what stood there would be read for ever.

use std::collections::{BTreeSet, HashSet};

use super::{Desk, PublishError, open_page_name};
use crate::model::archive::{Rendered, RenderedFile};
use crate::model::edition::Edition;
use crate::model::hash::Hash;
use crate::publish::assemble::FeedPlace;
use crate::publish::format::{self, archive};
use crate::publish::{Sink, SinkError};

impl Desk<'_> {
    /// Takes away the files of a feed that it had and has no more, such as the calendar when its
    /// last event was hidden.
    pub(super) async fn clear(
        &self,
        edition: &Edition,
        before: &[RenderedFile],
        now: &[RenderedFile],
    ) -> Result<(), SinkError> {
        let now: HashSet<&str> = now.iter().map(|file| file.path.as_str()).collect();
        let before = before.iter().map(|file| file.path.clone());
        // Also where nothing is remembered of it, as after the store was lost.
        let gone: BTreeSet<String> = before.chain(format::absent(edition)).collect();
        let gone = gone.iter().filter(|path| !now.contains(path.as_str()) && !format::stays(path));
        for path in gone {
            remove(self.sink, path).await?;
        }
        Ok(())
    }

    /// Takes away all files of the feeds that were published once and are no more.
    ///
    /// That they had entries, and which, stays in the store: a feed that comes back has its pages
    /// as they were.
    pub(in crate::pipeline) async fn departed(
        &self,
        feeds: &[&FeedPlace],
    ) -> Result<(), PublishError> {
        let current: HashSet<&str> = feeds.iter().map(|feed| feed.folder.as_str()).collect();
        for folder in self.store.rendered_feeds().await? {
            if current.contains(folder.as_str()) {
                continue;
            }
            match self.depart(&folder).await {
                // What cannot go is tried again with the next pass, and keeps no news back.
                Err(PublishError::Sink(error)) => {
                    tracing::error!(folder, %error, "what is published no more could not be removed");
                }
                done => done?,
            }
        }
        Ok(())
    }

    async fn depart(&self, folder: &str) -> Result<(), PublishError> {
        let open = open_page_name(folder);
        let files = self.files(folder).await?;
        let pages = self.files(&open).await?;
        // The last one may have become full in a pass that was cut off.
        let last = pages.iter().filter_map(|path| archive::page_of(folder, path)).max();
        let pages = (1..=last.map_or(0, |last| last + 1)).flat_map(|page| {
            let people = archive::people_path(folder, page);
            archive::paths(folder, page).into_iter().chain([people])
        });
        for path in files.into_iter().chain(pages) {
            remove(self.sink, &path).await?;
        }
        self.forget_files(&open).await?;
        self.forget_files(folder).await
    }

    async fn files(&self, name: &str) -> Result<Vec<String>, PublishError> {
        let last = self.store.rendered(name).await?;
        let files = last.into_iter().flat_map(|last| last.files);
        Ok(files.map(|file| file.path).collect())
    }

    /// When it last changed stays: should it come back, it goes on from there.
    async fn forget_files(&self, name: &str) -> Result<(), PublishError> {
        if let Some(last) = self.store.rendered(name).await? {
            let nothing = Rendered { fingerprint: Hash::of(b""), files: Vec::new(), ..last };
            self.store.remember_rendered(name, nothing).await?;
        }
        Ok(())
    }
}

async fn remove(sink: &dyn Sink, path: &str) -> Result<(), SinkError> {
    if sink.remove(path).await? {
        tracing::info!(path, "removed: it is published no more");
    }
    Ok(())
}
