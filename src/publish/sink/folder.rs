//! A folder: each artifact a file, replaced whole.

use std::collections::{BTreeSet, HashMap, HashSet};
use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use async_trait::async_trait;

use crate::model::edition::Artifact;
use crate::model::hash::Hash;
use crate::publish::{Hashes, Put, Sink, SinkError};

mod state;

use state::State;

/// How the files end that stand beside a new artifact until it is complete.
const TEMPORARY: &str = ".sangam-tmp";

/// A folder on this machine, which may stand behind a link; what is in it is reached through none.
///
/// One process at a time writes to it: the lock of the store sees to that, as long as no two stores
/// publish to one folder. So temporary files that stand there when it comes to a folder are leftovers
/// of one that was killed, and are removed.
#[derive(Debug, Clone)]
pub struct Folder {
    root: PathBuf,
    /// What tells it from other folders.
    name: String,
    swept: Arc<Mutex<BTreeSet<PathBuf>>>,
    /// Hashes of files, and how those were when they were read.
    known: Arc<Mutex<HashMap<PathBuf, (State, Hash)>>>,
}

impl Folder {
    /// A folder; it is made when the first artifact comes.
    #[must_use]
    pub fn new(root: impl Into<PathBuf>) -> Self {
        let root = root.into();
        let name = root.display().to_string();
        Self { root, name, swept: Arc::default(), known: Arc::default() }
    }

    /// The same under a name of its own. A folder that is moved with all that belongs to it keeps
    /// what tells it from others.
    #[must_use]
    pub fn named(self, name: String) -> Self {
        Self { name, ..self }
    }

    fn put_now(&self, path: &str, bytes: &[u8]) -> io::Result<Put> {
        if self.holds_now(path, bytes)? {
            return Ok(Put::Unchanged);
        }
        let file = self.root.join(relative(path)?);
        if let Some(link) = self.link_to(&file)? {
            fs::remove_file(link)?;
        }
        let folder = file.parent().unwrap_or(&self.root);
        fs::create_dir_all(folder)?;
        replace(&file, folder, bytes)?;
        Ok(Put::Written)
    }

    /// Removes a file, and the folders that are empty without it: `feeds/old` is to lead nowhere.
    fn remove_now(&self, path: &str) -> io::Result<bool> {
        let file = self.root.join(relative(path)?);
        if self.link_to(&file)?.is_some() || there(fs::remove_file(&file))?.is_none() {
            return Ok(false);
        }
        self.known().remove(&file);
        let mut folder = file.parent().unwrap_or(&self.root);
        // One that is not empty stays, which is no error.
        while folder != self.root && fs::remove_dir(folder).is_ok() {
            folder = folder.parent().unwrap_or(&self.root);
        }
        sync_folder(folder)?;
        Ok(true)
    }

    /// The link to some other folder that a path leads through, which is not ours to change: whoever
    /// made it has something else there.
    fn link_to(&self, file: &Path) -> io::Result<Option<PathBuf>> {
        let folders = file.ancestors().skip(1).take_while(|folder| *folder != self.root);
        let mut found = None;
        for folder in folders {
            let about = there(fs::symlink_metadata(folder))?;
            if about.is_some_and(|about| about.is_symlink()) {
                found = Some(folder.to_owned());
            }
        }
        Ok(found)
    }

    /// Does something with an artifact where waiting for the disk holds nobody up.
    async fn aside<T: Send + 'static>(
        &self,
        artifact: &Artifact,
        act: impl FnOnce(&Self, &str, &[u8]) -> io::Result<T> + Send + 'static,
    ) -> Result<T, SinkError> {
        let (this, path, bytes) = (self.clone(), artifact.path.clone(), artifact.bytes.clone());
        let done = tokio::task::spawn_blocking(move || act(&this, &path, &bytes)).await;
        done.unwrap_or_else(|stopped| Err(io::Error::other(stopped))).map_err(|source| SinkError {
            path: self.root.join(&artifact.path).display().to_string(),
            source,
        })
    }

    /// Looks at what stands at some paths, where waiting for the disk holds nobody up.
    async fn look<T: Send + 'static>(
        &self,
        paths: Vec<String>,
        look: impl Fn(&Self, &Path) -> io::Result<Option<T>> + Send + 'static,
    ) -> Result<Vec<(String, T)>, SinkError> {
        let this = self.clone();
        let looked = tokio::task::spawn_blocking(move || {
            let mut seen = Vec::new();
            for path in paths {
                match this.look_at(&path, &look) {
                    Ok(found) => seen.extend(found.map(|found| (path, found))),
                    Err(source) => {
                        let path = this.root.join(path).display().to_string();
                        return Err(SinkError { path, source });
                    }
                }
            }
            Ok(seen)
        });
        looked.await.unwrap_or_else(|stopped| {
            let path = self.root.display().to_string();
            Err(SinkError { path, source: io::Error::other(stopped) })
        })
    }

    /// Behind a link stands nothing of ours.
    fn look_at<T>(
        &self,
        path: &str,
        look: impl Fn(&Self, &Path) -> io::Result<Option<T>>,
    ) -> io::Result<Option<T>> {
        let file = self.root.join(relative(path)?);
        if self.link_to(&file)?.is_some() { Ok(None) } else { look(self, &file) }
    }

    /// The hash of a file. What was read once is not read again while the file is as it was then.
    fn hash_now(&self, file: &Path) -> io::Result<Option<Hash>> {
        let about = there(fs::symlink_metadata(file))?.filter(fs::Metadata::is_file);
        let Some(about) = about else { return Ok(None) };
        let state = State::of(&about);
        let known = self.known().get(file).copied();
        if let Some((_, hash)) = known.filter(|(known, _)| Some(*known) == state) {
            return Ok(Some(hash));
        }
        let Some(bytes) = there(fs::read(file))? else { return Ok(None) };
        let hash = Hash::of(&bytes);
        match state.filter(State::is_settled) {
            Some(state) => self.known().insert(file.to_owned(), (state, hash)),
            None => self.known().remove(file),
        };
        Ok(Some(hash))
    }

    fn known(&self) -> MutexGuard<'_, HashMap<PathBuf, (State, Hash)>> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn holds_now(&self, path: &str, bytes: &[u8]) -> io::Result<bool> {
        let held = self.look_at(path, |this, file| {
            this.sweep(file.parent().unwrap_or(&this.root))?;
            stands_there(file, bytes).map(Some)
        });
        Ok(held? == Some(true))
    }

    /// The first time that it comes to a folder, removes what an interrupted write left there.
    fn sweep(&self, folder: &Path) -> io::Result<()> {
        let mut swept = self.swept.lock().unwrap_or_else(PoisonError::into_inner);
        if swept.contains(folder) || !folder.is_dir() {
            return Ok(());
        }
        for entry in fs::read_dir(folder)? {
            let entry = entry?;
            let name = entry.file_name();
            let name = name.to_string_lossy();
            // A folder of that name nobody here made.
            if name.starts_with('.') && name.ends_with(TEMPORARY) && !entry.file_type()?.is_dir() {
                there(fs::remove_file(entry.path()))?;
            }
        }
        swept.insert(folder.to_owned());
        Ok(())
    }
}

#[async_trait]
impl Sink for Folder {
    async fn holds(&self, artifact: &Artifact) -> Result<bool, SinkError> {
        self.aside(artifact, Self::holds_now).await
    }

    async fn hashes(&self, paths: Vec<String>) -> Result<Hashes, SinkError> {
        self.look(paths, Self::hash_now).await.map(Hashes::from_iter)
    }

    async fn missing(&self, paths: Vec<String>) -> Result<HashSet<String>, SinkError> {
        let standing = self.look(paths.clone(), |_, file| {
            Ok(there(fs::symlink_metadata(file))?.filter(fs::Metadata::is_file))
        });
        let standing: HashSet<_> = standing.await?.into_iter().map(|(path, _)| path).collect();
        Ok(paths.into_iter().filter(|path| !standing.contains(path)).collect())
    }

    async fn put(&self, artifact: &Artifact) -> Result<Put, SinkError> {
        self.aside(artifact, Self::put_now).await
    }

    async fn remove(&self, path: &str) -> Result<bool, SinkError> {
        let (this, below) = (self.clone(), path.to_owned());
        let done = tokio::task::spawn_blocking(move || this.remove_now(&below)).await;
        done.unwrap_or_else(|stopped| Err(io::Error::other(stopped))).map_err(|source| SinkError {
            path: self.root.join(path).display().to_string(),
            source,
        })
    }

    async fn place(&self) -> String {
        self.name.clone()
    }
}

/// The path of an artifact as a path below the folder. Nothing that leads out of it, is hidden or
/// means something special on any system gets through, whatever the configuration named a feed.
fn relative(path: &str) -> io::Result<PathBuf> {
    let is_plain = |part: &str| {
        let is_legal = |byte: u8| byte.is_ascii_alphanumeric() || b"-_.".contains(&byte);
        !part.is_empty() && !part.starts_with('.') && part.bytes().all(is_legal)
    };
    if path.split('/').all(is_plain) {
        Ok(path.split('/').collect())
    } else {
        let message = format!("{path:?} is no path of an artifact");
        Err(io::Error::new(io::ErrorKind::InvalidInput, message))
    }
}

fn stands_there(file: &Path, bytes: &[u8]) -> io::Result<bool> {
    match there(fs::symlink_metadata(file))? {
        Some(about) if about.is_file() && about.len() == bytes.len() as u64 => {
            Ok(fs::read(file)? == bytes)
        }
        _ => Ok(false),
    }
}

/// That nothing is there is an answer.
fn there<T>(asked: io::Result<T>) -> io::Result<Option<T>> {
    match asked {
        Ok(found) => Ok(Some(found)),
        Err(error)
            if matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory) =>
        {
            Ok(None)
        }
        Err(error) => Err(error),
    }
}

/// Writes beside the file, waits until it is on the disk, and renames: at every moment, a power
/// failure included, either the old or the new file stands there, whole.
fn replace(file: &Path, folder: &Path, bytes: &[u8]) -> io::Result<()> {
    let name = file.file_name().unwrap_or_default().to_string_lossy();
    let temporary = folder.join(format!(".{name}.{}{TEMPORARY}", std::process::id()));
    let written = write_synced(&temporary, bytes).and_then(|()| fs::rename(&temporary, file));
    if written.is_err() {
        // What is left over would only be removed at the next start otherwise; the error that
        // counts is the one before.
        let _ = fs::remove_file(&temporary);
    }
    written?;
    sync_folder(folder)
}

/// Writes a file that was not there: what somebody else put there meanwhile, such as a link to a
/// file of theirs, is taken away and not written to.
fn write_synced(path: &Path, bytes: &[u8]) -> io::Result<()> {
    there(fs::remove_file(path))?;
    let mut file = File::create_new(path)?;
    file.write_all(bytes)?;
    file.sync_all()
}

/// The rename itself reaches the disk with the folder; only Unix lets folders be synced.
fn sync_folder(folder: &Path) -> io::Result<()> {
    if cfg!(unix) { File::open(folder)?.sync_all() } else { Ok(()) }
}
