//! The gate: what is about to be published is read back first, by foreign eyes.
//!
//! Our own reader would take our own mistakes for right. feed-rs shares nothing with our renderers,
//! and every item that it reads out of an artifact must be the item that was meant. Where feed-rs
//! itself reads something wrongly, [`seen`] and [`meant`] say so and how it is taken into account.
//!
//! `index.html` and `feeds.opml` have no foreign reader here, and pass.

use crate::model::edition::{Artifact, Edition};
use meant::Meant;
use seen::Seen;
use words::quotable;

mod meant;

mod seen;

mod words;

/// Why an artifact must not be published.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Refused {
    /// The other reader cannot make anything of it.
    #[error("{file} cannot be read back: {reason}")]
    Unreadable {
        /// Path of the artifact.
        file: String,
        /// What the other reader says.
        reason: String,
    },
    /// The other reader sees something else than was meant.
    #[error("{file} reads back otherwise than meant: item {id} \"{title}\" {difference}")]
    Differs {
        /// Path of the artifact.
        file: String,
        /// Id of the first item that differs.
        id: String,
        /// Its title, as meant.
        title: String,
        /// What differs.
        difference: String,
    },
}

impl Refused {
    /// For reports; the same for all that the gate refuses.
    #[must_use]
    pub fn code(&self) -> &'static str {
        "refused-by-gate"
    }
}

/// The formats that feed-rs reads.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Dialect {
    Rss,
    Atom,
    Json,
}

impl Dialect {
    fn of(artifact: &Artifact) -> Option<Self> {
        match artifact.media_type.split(';').next()? {
            "application/rss+xml" => Some(Self::Rss),
            "application/atom+xml" => Some(Self::Atom),
            "application/feed+json" => Some(Self::Json),
            _ => None,
        }
    }
}

/// Whether an artifact of an edition may be published: whether its items read back as those of the
/// edition, all of them and in order. The first difference is told.
pub fn check(edition: &Edition, artifact: &Artifact) -> Result<(), Refused> {
    let Some(dialect) = Dialect::of(artifact) else { return Ok(()) };
    let file = || artifact.path.clone();
    let seen = seen::read(dialect, &artifact.bytes)
        .map_err(|reason| Refused::Unreadable { file: file(), reason })?;
    let meant: Vec<_> =
        edition.entries.iter().map(|item| Meant::new(dialect, item, &edition.sources)).collect();
    match difference(&meant, &seen) {
        None => Ok(()),
        Some((id, title, difference)) => Err(Refused::Differs {
            file: file(),
            id: quotable(&id),
            title: quotable(&title),
            difference,
        }),
    }
}

/// Id and title of the first item that is not as meant, and what is wrong with it.
fn difference(meant: &[Meant<'_>], seen: &[Seen]) -> Option<(String, String, String)> {
    for (place, item) in meant.iter().enumerate() {
        let wrong = match seen.get(place) {
            Some(same) if same.id == item.id => item.difference(same),
            other => Some(misplaced(meant, seen, place, other)),
        };
        if let Some(wrong) = wrong {
            return Some((item.id.clone(), item.name.clone(), wrong));
        }
    }
    let extra = seen.get(meant.len())?;
    let title = extra.title.clone().unwrap_or_default();
    Some((extra.id.clone(), title, "is one too many".to_owned()))
}

/// What became of an item in whose place there is nothing or another.
fn misplaced(meant: &[Meant<'_>], seen: &[Seen], place: usize, other: Option<&Seen>) -> String {
    if let Some(found) = seen.iter().position(|seen| seen.id == meant[place].id) {
        return format!("stands at place {} instead of {}", found + 1, place + 1);
    }
    match other {
        Some(other) if meant.iter().all(|meant| meant.id != other.id) => {
            format!("has the id \"{}\"", quotable(&other.id))
        }
        _ => "is missing".to_owned(),
    }
}
