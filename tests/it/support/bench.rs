//! A folder with a configuration, and the program run in it.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::time::SystemTime;

use serde_json::Value;
use tempfile::TempDir;

/// A folder of its own for one test.
pub(crate) struct Bench {
    folder: TempDir,
}

/// How a run of the program ended.
pub(crate) struct Ended {
    pub(crate) exit: i32,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

impl Ended {
    /// stdout as JSON.
    #[track_caller]
    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.stdout)
            .unwrap_or_else(|error| panic!("{error}: {}\n{}", self.stdout, self.stderr))
    }

    /// Fails with everything that was printed unless the exit code is as expected.
    #[track_caller]
    pub(crate) fn expect(self, exit: i32) -> Self {
        assert_eq!(self.exit, exit, "stdout: {}\nstderr: {}", self.stdout, self.stderr);
        self
    }
}

impl From<Output> for Ended {
    fn from(output: Output) -> Self {
        Self {
            exit: output.status.code().expect("no signal ended it"),
            stdout: String::from_utf8(output.stdout).expect("stdout is UTF-8"),
            stderr: String::from_utf8(output.stderr).expect("stderr is UTF-8"),
        }
    }
}

impl Bench {
    /// A folder with a `feeds.toml` whose beginning is the same for all tests.
    pub(crate) fn new(sources: &str) -> Self {
        let bench = Self::empty();
        bench.configure(sources);
        bench
    }

    /// A folder with nothing in it.
    pub(crate) fn empty() -> Self {
        Self { folder: TempDir::new().expect("a temporary folder") }
    }

    /// Writes `feeds.toml` anew.
    pub(crate) fn configure(&self, sources: &str) {
        let head = r#"
[site]
title = "Cooperatives in Asia and the Pacific"
url = "https://feeds.example.coop/"
author = { name = "Example Federation" }

[fetch]
allow_private = true
"#;
        self.write("feeds.toml", &format!("{head}{sources}"));
    }

    /// Writes a file.
    pub(crate) fn write(&self, name: &str, text: &str) {
        fs::write(self.path(name), text).expect("a file can be written");
    }

    /// Path of a file in the folder.
    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// Runs the program in the folder. Nothing of the environment reaches it.
    pub(crate) fn sangam(&self, args: &[&str]) -> Ended {
        self.command(args).output().expect("the program runs").into()
    }

    /// The program, ready to be started in the folder.
    pub(crate) fn command(&self, args: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_sangam"));
        command.args(args).current_dir(self.folder.path()).env_clear();
        command
    }

    /// `public/feed.json`.
    #[track_caller]
    pub(crate) fn feed(&self) -> Value {
        serde_json::from_str(&self.read("public/feed.json")).expect("feed.json is JSON")
    }

    /// The text of a file.
    #[track_caller]
    pub(crate) fn read(&self, name: &str) -> String {
        fs::read_to_string(self.path(name)).unwrap_or_else(|error| panic!("{name}: {error}"))
    }

    /// Every file below `public/` with its bytes and the time of its last change.
    pub(crate) fn published(&self) -> BTreeMap<PathBuf, (Vec<u8>, SystemTime)> {
        let mut files = BTreeMap::new();
        collect(&self.path("public"), &mut files);
        files
    }
}

fn collect(folder: &Path, files: &mut BTreeMap<PathBuf, (Vec<u8>, SystemTime)>) {
    for entry in fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            collect(&path, files);
        } else {
            let modified = path.metadata().and_then(|metadata| metadata.modified());
            let bytes = fs::read(&path).expect("a file");
            files.insert(path, (bytes, modified.expect("a time of change")));
        }
    }
}

/// The values of one field of all items, in order; what is missing is `null`.
pub(crate) fn column(feed: &Value, pointer: &str) -> Vec<Value> {
    let items = feed["items"].as_array().expect("a feed has items");
    items.iter().map(|item| item.pointer(pointer).cloned().unwrap_or(Value::Null)).collect()
}
