//! `feeds.toml`: raw, then checked.
//!
//! The file becomes a tree of values that know their places (`raw`); each section asks that tree
//! for its keys (`section`) and makes checked values of them, or problems. Nothing stops
//! at the first problem, so one reading shows them all. What is checked cannot be wrong: the
//! stages get their own option types and never see the file.

use std::io::Read;
use std::path::{Path, PathBuf};

use url::Url;

use crate::pipeline::Plan;

pub use append::{AppendError, NewSource, append, quoted};
pub use env::Environment;
pub use names::new_id;
pub use problem::{ConfigError, Place, Problem, Problems};

mod lines;

mod problem;

mod env;

mod spelling;

mod raw;

mod section;

mod syntax;

mod values;

mod site;

mod store;

mod publish;

mod serve;

mod look;

mod notify;

mod fetch;

mod source;

mod headers;

mod transport;

mod local;

mod listing;

mod pages;

mod rule;

mod feed;

mod fingerprint;

mod check;

mod append;

mod names;

/// The commented file that a new user starts from; it is also the one that stands in the
/// project's own folder.
pub const TEMPLATE: &str = include_str!("../../feeds.toml");

/// Name of the configuration file where none is given.
const FILE_NAME: &str = "feeds.toml";

/// Longest configuration file. Ten thousand sources take about two megabytes.
const MAX_BYTES: u64 = 64 << 20;

/// A configuration without a mistake.
#[derive(Debug, Clone)]
pub struct Config {
    /// What a pass is to do.
    pub plan: Plan,
    /// Where things are remembered.
    pub store: StoreUrl,
    /// Where hubs elsewhere reach the server, to send what is new; `None`: they are not asked to.
    pub push: Option<Url>,
    /// The file that it was read from.
    pub file: PathBuf,
}

/// `[store] url`, checked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum StoreUrl {
    /// An SQLite file.
    Sqlite(PathBuf),
}

/// Where the configuration is: the file that was named, whether it exists or not, else the first
/// that exists of `./feeds.toml` and `sangam/feeds.toml` in the user's configuration folder.
#[must_use]
pub fn find(explicit: Option<&Path>, env: &Environment) -> Option<PathBuf> {
    if let Some(file) = explicit {
        return Some(file.to_owned());
    }
    let here = Some(PathBuf::from(FILE_NAME));
    let of_user = env.config_home().map(|folder| folder.join("sangam").join(FILE_NAME));
    [here, of_user].into_iter().flatten().find(|file| file.is_file())
}

/// Reads and checks a configuration file. It reads nothing else and writes nothing.
pub fn load(file: &Path, env: &Environment) -> Result<Config, ConfigError> {
    let text = read(file)?;
    Ok(check(&text, file, env)?)
}

/// The same of a file that need not have a source yet: who looks at a page is about to write one.
pub fn load_first(file: &Path, env: &Environment) -> Result<Config, ConfigError> {
    let text = read(file)?;
    Ok(check::check(&text, file, env, false)?)
}

/// Checks the text of a configuration; relative paths in it count from the folder of `file`.
pub fn check(text: &str, file: &Path, env: &Environment) -> Result<Config, Problems> {
    check::check(text, file, env, true)
}

/// Reads a size as the configuration writes it (`64MB`, `10 KiB`), or a bare number of bytes.
pub fn size(text: &str) -> Result<u64, String> {
    let bytes = text.trim().parse().ok();
    bytes.or_else(|| values::size(text).ok()).ok_or_else(|| "use a size such as 64MB".to_owned())
}

fn read(file: &Path) -> Result<String, ConfigError> {
    let unreadable = |source| ConfigError::Unreadable { file: file.to_owned(), source };
    let mut bytes = Vec::new();
    let opened = std::fs::File::open(file).map_err(unreadable)?;
    opened.take(MAX_BYTES).read_to_end(&mut bytes).map_err(unreadable)?;
    String::from_utf8(bytes).map_err(|error| {
        let good = String::from_utf8_lossy(&error.as_bytes()[..error.utf8_error().valid_up_to()]);
        let place = Place::in_file(file, &lines::Lines::of(&good), good.len());
        let message = "this byte is no UTF-8; save the file as UTF-8".to_owned();
        ConfigError::Problems(Problems::from(vec![Problem { place, message }]))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_named_file_is_taken_even_when_it_does_not_exist() {
        let named = Path::new("/no/such/file.toml");
        assert_eq!(find(Some(named), &Environment::default()).as_deref(), Some(named));
    }

    #[test]
    fn the_users_folder_is_looked_into() {
        let home = tempfile::tempdir().unwrap();
        let file = home.path().join(".config/sangam/feeds.toml");
        std::fs::create_dir_all(file.parent().unwrap()).unwrap();
        std::fs::write(&file, "").unwrap();
        let env = Environment::from([("HOME", home.path().to_str().unwrap())]);
        // The tests run in the folder of the crate, which has a file of its own.
        assert_eq!(find(None, &env).as_deref(), Some(Path::new(FILE_NAME)));
        assert_eq!(env.config_home().map(|folder| folder.join("sangam/feeds.toml")), Some(file));
    }

    #[test]
    fn a_file_that_is_no_utf8_names_the_place() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("feeds.toml");
        std::fs::write(&file, b"# one\n# caf\xe9\n").unwrap();
        let error = load(&file, &Environment::default()).unwrap_err().to_string();
        assert!(error.ends_with("feeds.toml:2:6: this byte is no UTF-8; save the file as UTF-8"));
    }

    #[test]
    fn a_file_that_is_not_there_is_no_mistake_in_it() {
        let error = load(Path::new("/no/such/file.toml"), &Environment::default()).unwrap_err();
        assert_eq!(error.to_string(), "cannot read /no/such/file.toml");
    }
}
