//! Programs that some tests ask for a second opinion.

use std::env;
use std::path::{Path, PathBuf};

/// A program of the system. On a desk that does not have it the test is skipped; where
/// `SANGAM_TEST_REQUIRE=1` is set, in CI, it fails.
pub(crate) fn tool(name: &str) -> Option<PathBuf> {
    let folders = env::var_os("PATH").unwrap_or_default();
    let found = env::split_paths(&folders).map(|folder| folder.join(name)).find(|p| p.is_file());
    required(found, name)
}

/// The Python that has the packages of the `requirements.txt` in `tests/`.
pub(crate) fn python() -> Option<PathBuf> {
    let given =
        env::var_os("SANGAM_TEST_PYTHON").map(PathBuf::from).filter(|path| is_program(path));
    required(given, "SANGAM_TEST_PYTHON")
}

/// The folder of `tests/browser` with what npm puts there, and a browser for it.
pub(crate) fn browser() -> Option<(PathBuf, PathBuf)> {
    let chromium = tool("chromium")?;
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/browser");
    let packages = Some(folder).filter(|folder| folder.join("node_modules/axe-core").is_dir());
    Some((required(packages, "node_modules in tests/browser")?, chromium))
}

fn is_program(path: &Path) -> bool {
    path.is_file()
}

fn required(found: Option<PathBuf>, name: &str) -> Option<PathBuf> {
    if found.is_none() {
        let must = env::var("SANGAM_TEST_REQUIRE").is_ok_and(|value| value == "1");
        assert!(!must, "{name} is missing, and SANGAM_TEST_REQUIRE=1 says that nothing may be");
        eprintln!("skipped: {name} is missing");
    }
    found
}
