//! `[store]`.

use std::path::Path;

use chrono::TimeDelta;

use super::StoreUrl;
use super::publish::path;
use super::section::Section;
use super::values::{Wrong, duration_within};

/// Where things are remembered when nothing is said.
const DEFAULT: &str = "sangam.db";

const EXPECTED: &str = "the address of an SQLite file such as \"sqlite:sangam.db\"";

/// `[store]`, checked.
pub(super) struct Storing {
    /// `url`.
    pub(super) url: StoreUrl,
    /// `keep`; `None` for ever.
    pub(super) keep: Option<TimeDelta>,
}

/// Reads `[store]`. Relative paths count from `folder`.
pub(super) fn store(root: &Section<'_>, folder: &Path) -> Storing {
    let section = root.table("store", "[store]");
    let url = section.read("url", EXPECTED, |text| store_url(text, folder));
    let keep = section.read("keep", KEEP, keep);
    section.finish(&[]);
    Storing {
        url: url.unwrap_or_else(|| StoreUrl::Sqlite(folder.join(DEFAULT))),
        keep: keep.unwrap_or(Some(TimeDelta::days(2 * 365))),
    }
}

const KEEP: &str = "a duration such as \"2y\" or \"90d\", or \"forever\"";

/// Less than a month would forget what a source may well bring again.
fn keep(text: &str) -> Result<Option<TimeDelta>, Wrong> {
    if text.trim() == "forever" {
        return Ok(None);
    }
    let keep = duration_within(text, "30d", "10y")?;
    Ok(TimeDelta::from_std(keep).ok())
}

fn store_url(text: &str, folder: &Path) -> Result<StoreUrl, Wrong> {
    if text.starts_with("postgres:") || text.starts_with("postgresql:") {
        return Err(Wrong::because("PostgreSQL is not in this version of sangam"));
    }
    let Some(file) = text.strip_prefix("sqlite:") else {
        let is_path = !text.is_empty() && !text.contains(':');
        return Err(if is_path {
            Wrong::Perhaps(format!("sqlite:{text}"))
        } else {
            Wrong::Plainly
        });
    };
    // `sqlite://relative` and `sqlite:///absolute` are how other tools write it.
    let file = file.strip_prefix("//").unwrap_or(file);
    if file == ":memory:" {
        return Err(Wrong::because("a store in memory would forget every id with the program"));
    }
    if file.contains('?') {
        return Err(Wrong::because("a store takes no parameters"));
    }
    path(file, folder).map(StoreUrl::Sqlite)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: Result<&str, Wrong>) {
        let expected = expected.map(|path| StoreUrl::Sqlite(path.into()));
        assert_eq!(store_url(text, Path::new("/etc/sangam")), expected, "{text}");
    }

    #[test]
    fn paths_count_from_the_folder_of_the_file() {
        check("sqlite:sangam.db", Ok("/etc/sangam/sangam.db"));
        check("sqlite://data/sangam.db", Ok("/etc/sangam/data/sangam.db"));
        check("sqlite:///var/lib/sangam.db", Ok("/var/lib/sangam.db"));
        check("sqlite:/var/lib/sangam.db", Ok("/var/lib/sangam.db"));
    }

    #[test]
    fn what_is_no_sqlite_file_says_why() {
        check("sangam.db", Err(Wrong::Perhaps("sqlite:sangam.db".into())));
        check("mysql://x", Err(Wrong::Plainly));
        check("", Err(Wrong::Plainly));
        check("sqlite:", Err(Wrong::because("it names no file or folder")));
    }
}
