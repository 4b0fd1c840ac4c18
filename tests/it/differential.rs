//! The reader against feedparser, over feeds that were written together with their right answer.

use std::path::Path;
use std::process::Command;

use crate::support::tools::python;

/// A sample, so that it takes seconds; the whole is `tests/differential/differential.py`, whose
/// head says how it scores.
const SAMPLE: [&str; 6] = ["--every", "4", "--seeds", "1", "--explain", "20"];

#[test]
fn feeds_whole_and_broken_are_read_at_least_as_rightly_as_feedparser_reads_them() {
    let Some(python) = python() else { return };
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/differential/differential.py");
    let done = Command::new(python)
        .arg(script)
        .args(["--sangam", env!("CARGO_BIN_EXE_sangam")])
        .args(SAMPLE)
        .env("PYTHONDONTWRITEBYTECODE", "1")
        .output()
        .unwrap();
    let table = String::from_utf8_lossy(&done.stdout);
    let shortfalls = String::from_utf8_lossy(&done.stderr);
    assert!(done.status.success(), "{table}\n{shortfalls}");
}
