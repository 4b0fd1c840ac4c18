//! `[store]`.

use std::path::Path;

use super::StoreUrl;
use super::publish::path;
use super::section::Section;
use super::values::Wrong;

/// Where things are remembered when nothing is said.
const DEFAULT: &str = "sangam.db";

const EXPECTED: &str = "the address of an SQLite file such as \"sqlite:sangam.db\"";

/// Reads `[store]`. Relative paths count from `folder`.
pub(super) fn store(root: &Section<'_>, folder: &Path) -> StoreUrl {
    let section = root.table("store", "[store]");
    let url = section.read("url", EXPECTED, |text| store_url(text, folder));
    section.finish(&[]);
    url.unwrap_or_else(|| StoreUrl::Sqlite(folder.join(DEFAULT)))
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
