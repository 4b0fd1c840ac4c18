//! How a file is, as far as the system tells without reading it.

use std::fs::Metadata;
use std::time::{Duration, SystemTime};

/// A change within so short a time of the last one may leave the same times behind.
const TICK: Duration = Duration::from_secs(2);

/// Length, place and times of a file. Whoever changes it changes one of them: the time of its last
/// change cannot be set back by anybody.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct State {
    length: u64,
    modified: SystemTime,
    inode: u64,
    changed: (i64, i64),
}

impl State {
    /// Of a file; `None` where the system tells no such time, so that files are read each time.
    #[cfg(unix)]
    pub(super) fn of(about: &Metadata) -> Option<Self> {
        use std::os::unix::fs::MetadataExt;
        Some(Self {
            length: about.len(),
            modified: about.modified().ok()?,
            inode: about.ino(),
            changed: (about.ctime(), about.ctime_nsec()),
        })
    }

    #[cfg(not(unix))]
    pub(super) fn of(_about: &Metadata) -> Option<Self> {
        None
    }

    /// What changes it from now on leaves another time behind.
    #[expect(clippy::disallowed_methods, reason = "times of files are by the machine's own clock")]
    pub(super) fn is_settled(&self) -> bool {
        let changed = u64::try_from(self.changed.0).unwrap_or_default();
        let changed = SystemTime::UNIX_EPOCH + Duration::from_secs(changed);
        SystemTime::now().duration_since(changed).is_ok_and(|since| since > TICK)
    }
}
