//! A folder: each artifact a file, replaced whole.

use std::collections::BTreeSet;
use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use async_trait::async_trait;

use crate::model::edition::Artifact;
use crate::model::hash::Hash;
use crate::publish::{Put, Sink, SinkError};

/// How the files end that stand beside a new artifact until it is complete.
const TEMPORARY: &str = ".sangam-tmp";

/// A folder on this machine.
///
/// One process at a time writes to it: the lock of the store sees to that, as long as no two stores
/// publish to one folder. So temporary files that
/// stand there when it comes to a folder are leftovers of one that was killed, and are removed.
#[derive(Debug, Clone)]
pub struct Folder {
    root: PathBuf,
    swept: Arc<Mutex<BTreeSet<PathBuf>>>,
}

impl Folder {
    /// A folder; it is made when the first artifact comes.
    #[must_use]
    pub fn new(root: impl Into<PathBuf>) -> Self {
        Self { root: root.into(), swept: Arc::default() }
    }

    fn put_now(&self, path: &str, bytes: &[u8]) -> io::Result<Put> {
        let file = self.root.join(relative(path)?);
        if self.holds_now(&file, bytes)? {
            return Ok(Put::Unchanged);
        }
        let folder = file.parent().unwrap_or(&self.root);
        fs::create_dir_all(folder)?;
        replace(&file, folder, bytes)?;
        Ok(Put::Written)
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

    /// Looks at what stands at a path, where waiting for the disk holds nobody up.
    async fn look<T: Send + 'static>(
        &self,
        path: &str,
        look: impl FnOnce(&Path) -> io::Result<T> + Send + 'static,
    ) -> Result<T, SinkError> {
        let (root, below) = (self.root.clone(), path.to_owned());
        let looked = tokio::task::spawn_blocking(move || look(&root.join(relative(&below)?))).await;
        looked.unwrap_or_else(|stopped| Err(io::Error::other(stopped))).map_err(|source| {
            SinkError { path: self.root.join(path).display().to_string(), source }
        })
    }

    fn holds_now(&self, file: &Path, bytes: &[u8]) -> io::Result<bool> {
        self.sweep(file.parent().unwrap_or(&self.root))?;
        stands_there(file, bytes)
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
            if name.starts_with('.') && name.ends_with(TEMPORARY) {
                fs::remove_file(entry.path())?;
            }
        }
        swept.insert(folder.to_owned());
        Ok(())
    }
}

#[async_trait]
impl Sink for Folder {
    async fn holds(&self, artifact: &Artifact) -> Result<bool, SinkError> {
        self.aside(artifact, |this, path, bytes| {
            this.holds_now(&this.root.join(relative(path)?), bytes)
        })
        .await
    }

    async fn hash(&self, path: &str) -> Result<Option<Hash>, SinkError> {
        self.look(path, |file| match fs::read(file) {
            Ok(bytes) => Ok(Some(Hash::of(&bytes))),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(error),
        })
        .await
    }

    async fn stands(&self, path: &str) -> Result<bool, SinkError> {
        self.look(path, |file| match fs::symlink_metadata(file) {
            Ok(about) => Ok(about.is_file()),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(false),
            Err(error) => Err(error),
        })
        .await
    }

    async fn put(&self, artifact: &Artifact) -> Result<Put, SinkError> {
        self.aside(artifact, Self::put_now).await
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
    match fs::symlink_metadata(file) {
        Ok(about) if about.is_file() && about.len() == bytes.len() as u64 => {
            Ok(fs::read(file)? == bytes)
        }
        Ok(_) => Ok(false),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(false),
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

fn write_synced(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut file = File::create(path)?;
    file.write_all(bytes)?;
    file.sync_all()
}

/// The rename itself reaches the disk with the folder; only Unix lets folders be synced.
fn sync_folder(folder: &Path) -> io::Result<()> {
    if cfg!(unix) { File::open(folder)?.sync_all() } else { Ok(()) }
}
