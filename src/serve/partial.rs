//! Feeds in part, kept ready until the feed itself changes.

use std::collections::{HashMap, VecDeque};
use std::sync::{Arc, Mutex, PoisonError};

use axum::http::StatusCode;
use axum::response::Response;
use tokio::sync::Semaphore;

use crate::model::hash::Hash;
use crate::serve::answer::{self, Asked, plain};
use crate::serve::backend::Backend;
use crate::serve::files::{self, File, Files, Found};
use crate::serve::filter::Filter;

/// How many are kept ready; the oldest makes room.
const KEPT: usize = 256;

/// How many are made at once: each asks the store, which serves others too, and renders.
const AT_ONCE: usize = 2;

/// What was made of filters, each for the whole file as it was then.
#[derive(Debug)]
pub(super) struct Partial {
    ready: Mutex<Ready>,
    places: Semaphore,
}

#[derive(Debug, Default)]
struct Ready {
    files: HashMap<String, (Hash, Arc<File>)>,
    /// Oldest first.
    order: VecDeque<String>,
}

impl Default for Partial {
    fn default() -> Self {
        Self { ready: Mutex::default(), places: Semaphore::new(AT_ONCE) }
    }
}

impl Partial {
    /// Answers with part of a feed.
    pub(super) async fn answer(
        &self,
        files: &Files,
        backend: &dyn Backend,
        filter: &Filter,
        asked: &Asked<'_>,
    ) -> Response {
        let Ok(Found::File(whole, _)) = files.find(asked.path).await else {
            return answer::file(files, asked).await;
        };
        match self.find(backend, filter, &whole).await {
            Ok(Some(file)) => answer::file_answer(&file, asked),
            Ok(None) => answer::nothing(),
            Err(error) => {
                tracing::error!(path = asked.path, error, "a filter could not be answered");
                plain(StatusCode::INTERNAL_SERVER_ERROR, "try again\n")
            }
        }
    }

    async fn find(
        &self,
        backend: &dyn Backend,
        filter: &Filter,
        whole: &File,
    ) -> Result<Option<Arc<File>>, String> {
        let key = format!("{}{}?{}", filter.folder, filter.file, filter.query);
        if let Some(file) = self.lock().find(&key, whole.hash) {
            return Ok(Some(file));
        }
        let _place = self.places.acquire().await.map_err(|error| error.to_string())?;
        // Whoever waited may find it made.
        if let Some(file) = self.lock().find(&key, whole.hash) {
            return Ok(Some(file));
        }
        let Some(artifact) = backend.filtered(filter).await? else { return Ok(None) };
        let (modified, media_type) = (whole.modified, whole.media_type);
        let prepare = move || files::prepare(artifact.bytes, modified, media_type);
        let file = tokio::task::spawn_blocking(prepare).await.map_err(|error| error.to_string())?;
        let file = Arc::new(file);
        self.lock().keep(key, whole.hash, file.clone());
        Ok(Some(file))
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Ready> {
        // What it guards is a cache: sound whatever a panicking holder left.
        self.ready.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Ready {
    fn find(&self, key: &str, whole: Hash) -> Option<Arc<File>> {
        let (of, file) = self.files.get(key)?;
        (*of == whole).then(|| file.clone())
    }

    fn keep(&mut self, key: String, whole: Hash, file: Arc<File>) {
        if self.files.insert(key.clone(), (whole, file)).is_none() {
            self.order.push_back(key);
        }
        while self.order.len() > KEPT {
            let oldest = self.order.pop_front();
            oldest.and_then(|oldest| self.files.remove(&oldest));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::SystemTime;

    #[test]
    fn what_is_kept_is_bounded_and_of_the_feed_as_it_is() {
        let mut ready = Ready::default();
        let file = Arc::new(files::prepare(Vec::new(), SystemTime::UNIX_EPOCH, "text/html"));
        let (old, new) = (Hash::of(b"old"), Hash::of(b"new"));
        for number in 0..=KEPT {
            ready.keep(number.to_string(), old, file.clone());
        }
        assert_eq!((ready.files.len(), ready.order.len()), (KEPT, KEPT));
        assert!(ready.find("0", old).is_none(), "the oldest made room");
        assert!(ready.find("1", old).is_some());
        assert!(ready.find("1", new).is_none(), "the feed has changed since");
        ready.keep("1".to_owned(), new, file);
        assert!(ready.find("1", new).is_some());
        assert_eq!(ready.order.len(), KEPT);
    }
}
