//! The gate: what is about to be published is read back first, by foreign eyes, and checked against
//! the specification of its format.
//!
//! Our own reader would take our own mistakes for right. feed-rs shares nothing with our renderers,
//! and every item that it reads out of an artifact must be the item that was meant. Where feed-rs
//! itself reads something wrongly, `seen.rs` and `meant.rs` say so and how it is taken into account.
//!
//! Pages and `feeds.opml` have no foreign reader here: they are only checked.

use crate::model::change::StoredItem;
use crate::model::edition::{Artifact, Edition};
use crate::publish::clean;
use crate::publish::format::about;
use crate::validate::{self, Report, Sent};
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
    /// Its specification forbids something in it.
    #[error("{file} is not as its specification asks: line {finding}")]
    Invalid {
        /// Path of the artifact.
        file: String,
        /// The first error: its line and column, and what is wrong there.
        finding: String,
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
/// edition, all of them and in order, and nothing in it is an error. The first difference is told.
pub fn check(edition: &Edition, artifact: &Artifact) -> Result<(), Refused> {
    if let Some(dialect) = Dialect::of(artifact) {
        read_back(dialect, edition, artifact)?;
    }
    check_alone(edition, artifact)
}

/// Whether nothing in an artifact is an error, whatever items it shows.
pub fn check_alone(edition: &Edition, artifact: &Artifact) -> Result<(), Refused> {
    match validated(edition, artifact).first_error() {
        None => Ok(()),
        Some(error) => {
            let (file, finding) = (artifact.path.clone(), error.to_string());
            Err(Refused::Invalid { file, finding })
        }
    }
}

/// What its specification says to an artifact, served as it will be.
#[must_use]
pub fn validated(edition: &Edition, artifact: &Artifact) -> Report {
    let url = about::below_base(edition, &artifact.path);
    let content_type = Some(artifact.media_type);
    let sent = Sent { body: &artifact.bytes, content_type, url: Some(&url), now: None };
    match artifact.media_type.split(';').next().unwrap_or_default() {
        "text/html" if artifact.path.ends_with(".fragment.html") => validate::fragment(sent),
        "text/html" => validate::page(sent),
        "application/rss+xml"
        | "application/atom+xml"
        | "application/feed+json"
        | "text/x-opml" => validate::validate(sent),
        // Scripts and the like come out of the program as they are.
        _ => Report::default(),
    }
}

fn meant<'e>(dialect: Dialect, edition: &'e Edition, item: &'e StoredItem) -> Meant<'e> {
    let meant = Meant::new(dialect, item, &edition.sources);
    if dialect != Dialect::Atom {
        return meant;
    }
    let translations = edition.translations(item.id);
    meant.with_links(translations.filter_map(|(_, url)| clean::address(url)))
}

fn read_back(dialect: Dialect, edition: &Edition, artifact: &Artifact) -> Result<(), Refused> {
    let file = || artifact.path.clone();
    let seen = seen::read(dialect, &artifact.bytes)
        .map_err(|reason| Refused::Unreadable { file: file(), reason })?;
    let meant: Vec<_> = edition.entries.iter().map(|item| meant(dialect, edition, item)).collect();
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
