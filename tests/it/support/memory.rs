//! A sink that keeps what is published in memory.

use std::collections::{BTreeMap, HashSet};
use std::sync::Mutex;

use async_trait::async_trait;
use sangam::model::edition::Artifact;
use sangam::model::hash::Hash;
use sangam::publish::{Hashes, Put, Sink, SinkError};

/// What stands at each path.
#[derive(Default)]
pub(crate) struct Memory(Mutex<BTreeMap<String, Vec<u8>>>);

#[async_trait]
impl Sink for Memory {
    async fn holds(&self, artifact: &Artifact) -> Result<bool, SinkError> {
        Ok(self.0.lock().unwrap().get(&artifact.path) == Some(&artifact.bytes))
    }

    async fn hashes(&self, paths: Vec<String>) -> Result<Hashes, SinkError> {
        let files = self.0.lock().unwrap();
        let hash = |path: String| Some((path.clone(), Hash::of(files.get(&path)?)));
        Ok(paths.into_iter().filter_map(hash).collect())
    }

    async fn missing(&self, paths: Vec<String>) -> Result<HashSet<String>, SinkError> {
        let files = self.0.lock().unwrap();
        Ok(paths.into_iter().filter(|path| !files.contains_key(path)).collect())
    }

    async fn put(&self, artifact: &Artifact) -> Result<Put, SinkError> {
        let mut files = self.0.lock().unwrap();
        let before = files.insert(artifact.path.clone(), artifact.bytes.clone());
        let is_same = before.as_ref() == Some(&artifact.bytes);
        Ok(if is_same { Put::Unchanged } else { Put::Written })
    }

    async fn remove(&self, path: &str) -> Result<bool, SinkError> {
        Ok(self.0.lock().unwrap().remove(path).is_some())
    }

    async fn place(&self) -> String {
        "memory".to_owned()
    }
}
