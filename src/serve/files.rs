//! The published folder, in memory: each file with its validators and compressed copies, made once
//! and thrown away when the file changes.

use std::borrow::Cow;
use std::collections::HashMap;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::SystemTime;

use bytes::Bytes;

use crate::model::hash::Hash;
use crate::serve::coding::{self, Coding};

/// Files above this are no artifacts of ours; holding them ready would cost memory for nothing.
const MAX_FILE: u64 = 64 << 20;

/// A folder whose files are held ready.
#[derive(Debug)]
pub(super) struct Files {
    folder: PathBuf,
    // A std mutex: held for a look-up or an insert, never across an await.
    ready: Mutex<HashMap<PathBuf, Arc<File>>>,
}

/// A file as it is answered.
#[derive(Debug)]
pub(super) struct File {
    /// Its bytes.
    pub(super) bytes: Bytes,
    /// The same, compressed, where that saves something.
    pub(super) copies: Vec<(Coding, Bytes)>,
    /// Hash of its bytes: the same on every machine and after every restart.
    pub(super) hash: Hash,
    /// When its content last changed, by the file system.
    pub(super) modified: SystemTime,
    /// `Content-Type`.
    pub(super) media_type: &'static str,
}

/// What a path leads to.
#[derive(Debug)]
pub(super) enum Found {
    /// A file; the second says that it never changes any more.
    File(Arc<File>, bool),
    /// A folder that was asked for without its trailing slash.
    Folder,
    /// Nothing that is served.
    Nothing,
}

impl Files {
    pub(super) fn new(folder: PathBuf) -> Self {
        Self { folder, ready: Mutex::default() }
    }

    /// Finds what a request path leads to. A path with a trailing slash is a folder's
    /// `index.html`.
    pub(super) async fn find(&self, path: &str) -> io::Result<Found> {
        let Some(relative) = clean(path) else { return Ok(Found::Nothing) };
        let full = self.folder.join(&relative);
        let metadata = match tokio::fs::metadata(&full).await {
            Ok(metadata) => metadata,
            Err(error) if is_absent(&error) => {
                self.lock().remove(&relative);
                return Ok(Found::Nothing);
            }
            Err(error) => return Err(error),
        };
        if metadata.is_dir() {
            // One without a page of its own leads nowhere.
            let index = tokio::fs::metadata(full.join("index.html")).await;
            return Ok(if index.is_ok() { Found::Folder } else { Found::Nothing });
        }
        let Some(media_type) = media_type(&relative) else { return Ok(Found::Nothing) };
        if metadata.len() > MAX_FILE {
            return Ok(Found::Nothing);
        }
        let modified = metadata.modified()?;
        let is_final = self.is_final(&relative).await;
        if let Some(file) = self.ready(&relative, modified, metadata.len()) {
            return Ok(Found::File(file, is_final));
        }
        let bytes = tokio::fs::read(&full).await?;
        let file = tokio::task::spawn_blocking(move || prepare(bytes, modified, media_type))
            .await
            .map_err(io::Error::other)?;
        let file = Arc::new(file);
        self.lock().insert(relative, file.clone());
        Ok(Found::File(file, is_final))
    }

    /// It is a page of an archive after which there is another: such a page is full.
    async fn is_final(&self, path: &Path) -> bool {
        let Some(next) = next_page(path) else { return false };
        tokio::fs::metadata(self.folder.join(next)).await.is_ok()
    }

    fn ready(&self, path: &Path, modified: SystemTime, length: u64) -> Option<Arc<File>> {
        let ready = self.lock();
        let file = ready.get(path)?;
        (file.modified == modified && file.bytes.len() as u64 == length).then(|| file.clone())
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, HashMap<PathBuf, Arc<File>>> {
        // What it guards is a cache: sound whatever a panicking holder left.
        self.ready.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn is_absent(error: &io::Error) -> bool {
    matches!(
        error.kind(),
        io::ErrorKind::NotFound | io::ErrorKind::NotADirectory | io::ErrorKind::InvalidFilename
    )
}

/// A request path with the characters as they are that need no code (RFC 3986 §6.2.2.2).
pub(super) fn usual(path: &str) -> Cow<'_, str> {
    if !path.contains('%') {
        return path.into();
    }
    let (mut usual, mut rest) = (String::new(), path);
    while let Some(at) = rest.find('%') {
        usual.push_str(&rest[..at]);
        let code = rest.get(at + 1..at + 3).and_then(|code| u8::from_str_radix(code, 16).ok());
        let plain = code.filter(|byte| byte.is_ascii_alphanumeric() || b"-._~".contains(byte));
        usual.push(plain.map_or('%', char::from));
        rest = &rest[at + if plain.is_some() { 3 } else { 1 }..];
    }
    usual.push_str(rest);
    usual.into()
}

/// A request path as a path below the folder. `None` for whatever could lead elsewhere: only
/// names of letters, digits, `-`, `_` and inner dots are published, so nothing else is looked up.
fn clean(path: &str) -> Option<PathBuf> {
    // Two slashes at the beginning would make a redirect lead to another host.
    let path = path.strip_prefix('/').filter(|path| !path.starts_with('/'))?;
    let legal = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.');
    let mut clean = PathBuf::new();
    let (folders, file) = path.rsplit_once('/').unwrap_or(("", path));
    let file = if file.is_empty() { "index.html" } else { file };
    for name in folders.split('/').filter(|_| !folders.is_empty()).chain([file]) {
        if name.is_empty() || name.starts_with('.') || !name.chars().all(legal) {
            return None;
        }
        clean.push(name);
    }
    Some(clean)
}

/// The page after a page of an archive: `archive/3.json` after `archive/2.json`. `None` for all other
/// files.
fn next_page(path: &Path) -> Option<PathBuf> {
    let (folder, name) = (path.parent()?, path.file_name()?.to_str()?);
    let (page, ending) = name.split_once('.')?;
    let is_page = folder.file_name()? == "archive" && matches!(ending, "atom.xml" | "json");
    let page: u32 = page.parse().ok().filter(|_| is_page)?;
    Some(folder.join(format!("{}.{ending}", page.checked_add(1)?)))
}

/// What is published, by extension. Anything else in the folder is not ours to serve.
fn media_type(path: &Path) -> Option<&'static str> {
    let name = path.file_name()?.to_str()?;
    Some(match name {
        "rss.xml" => "application/rss+xml; charset=utf-8",
        "atom.xml" => "application/atom+xml; charset=utf-8",
        // That of the sources' health, and the pages of an archive.
        _ if name.ends_with(".atom.xml") => "application/atom+xml; charset=utf-8",
        "feed.json" => "application/feed+json",
        _ if next_page(path).is_some() => "application/feed+json",
        _ => match path.extension()?.to_str()? {
            "html" => "text/html; charset=utf-8",
            "opml" => "text/x-opml; charset=utf-8",
            "js" => "text/javascript; charset=utf-8",
            "json" => "application/json",
            "ics" => "text/calendar; charset=utf-8",
            "css" => "text/css; charset=utf-8",
            _ => return None,
        },
    })
}

/// Makes a file ready; a blocking thread's work.
pub(super) fn prepare(bytes: Vec<u8>, modified: SystemTime, media_type: &'static str) -> File {
    let (copies, hash) = (coding::copies(&bytes), Hash::of(&bytes));
    File { bytes: bytes.into(), copies, hash, modified, media_type }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(path: &str, expected: Option<&str>) {
        assert_eq!(clean(path).as_deref(), expected.map(Path::new), "{path:?}");
    }

    #[test]
    fn paths_lead_below_the_folder_or_nowhere() {
        check("/", Some("index.html"));
        check("/atom.xml", Some("atom.xml"));
        check("/feeds/news-lk/", Some("feeds/news-lk/index.html"));
        check("/feeds/news-lk/rss.xml", Some("feeds/news-lk/rss.xml"));
        check("/../secret", None);
        check("/feeds/../../secret", None);
        check("/%2e%2e/secret", None);
        check("//etc/passwd", None);
        check("//feeds", None);
        check("//", None);
        check("/feeds//atom.xml", None);
        check("/.atom.xml.tmp", None);
        check("/a\\b", None);
        check("/a\0b", None);
        check("atom.xml", None);
        check("", None);
    }

    #[test]
    fn codes_of_plain_characters_are_resolved() {
        assert_eq!(usual("/%61tom%2exml"), "/atom.xml");
        assert_eq!(usual("/%2e%2e/a"), "/../a", "which leads nowhere");
        for same in ["/a%2Fb", "/%00", "/%", "/%6", "/%zz", "/%+1", "/a%2561", "/%é1"] {
            assert_eq!(usual(same), same);
        }
    }

    #[test]
    fn pages_of_an_archive_are_told_by_their_names() {
        let next = |path: &str| next_page(Path::new(path)).map(|next| next.display().to_string());
        assert_eq!(next("archive/9.atom.xml").as_deref(), Some("archive/10.atom.xml"));
        assert_eq!(next("feeds/a/archive/1.json").as_deref(), Some("feeds/a/archive/2.json"));
        for other in ["atom.xml", "feed.json", "archive/x.json", "archive/1.html", "1.json"] {
            assert_eq!(next(other), None, "{other}");
        }
    }
}
