//! Marks the program with what it renders with: what was published by a program with another mark
//! is rendered anew.

use std::fs;
use std::hash::{DefaultHasher, Hasher};
use std::path::Path;

/// Everything that decides on a published byte beside the items and the configuration.
const RENDERERS: [&str; 6] = [
    "src/publish",
    "src/model/date/when.rs",
    "src/model/event.rs",
    "src/model/text",
    "assets",
    "Cargo.lock",
];

fn main() {
    let mut hasher = DefaultHasher::new();
    for path in RENDERERS {
        println!("cargo:rerun-if-changed={path}");
        take_in(Path::new(path), &mut hasher);
    }
    println!("cargo:rustc-env=SANGAM_RENDERERS={:016x}", hasher.finish());
}

fn take_in(path: &Path, hasher: &mut DefaultHasher) {
    if path.is_dir() {
        let entries = fs::read_dir(path).into_iter().flatten().flatten();
        let mut paths: Vec<_> = entries.map(|entry| entry.path()).collect();
        paths.sort();
        for path in &paths {
            take_in(path, hasher);
        }
    } else {
        hasher.write(path.to_string_lossy().as_bytes());
        hasher.write(&fs::read(path).unwrap_or_default());
    }
}
