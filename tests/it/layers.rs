//! Who may use whom. A new module starts with a row here.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

/// Module, and the modules that it may name. `model` may be used by all.
const MAY_USE: &[(&str, &[&str])] = &[
    ("model", &[]),
    ("fetch", &[]),
    ("read", &[]),
    ("normalize", &[]),
    ("dedup", &[]),
    ("drift", &[]),
    ("store", &[]),
    ("validate", &[]),
    ("publish", &["validate"]),
    ("notify", &[]),
    ("sign", &[]),
    ("hub", &["fetch", "store", "sign"]),
    ("push", &["fetch", "store", "sign", "clock"]),
    ("schedule", &[]),
    ("clock", &[]),
    (
        "pipeline",
        &[
            "fetch",
            "read",
            "normalize",
            "dedup",
            "drift",
            "store",
            "publish",
            "schedule",
            "clock",
            "notify",
        ],
    ),
    // The option types of the stages, and the plan that they add up to.
    ("config", &["fetch", "read", "normalize", "pipeline", "notify"]),
    ("worker", &["pipeline", "clock"]),
    ("serve", &[]),
    ("demo", &[]),
    (
        "cli",
        &[
            "fetch", "store", "validate", "publish", "clock", "pipeline", "config", "worker",
            "serve", "demo", "hub", "push",
        ],
    ),
];

/// Outside crate, and the only files (or folders) that may name it.
const ONLY_IN: &[(&str, &[&str])] = &[
    ("dom_smoothie", &["read/article.rs"]),
    ("ammonia", &["model/text.rs", "model/text"]),
    ("reqwest", &["fetch/client.rs", "fetch/client"]),
    ("rustls", &["fetch/client.rs", "fetch/client"]),
    ("async_compression", &["fetch/client/body.rs"]),
    ("robotxt", &["fetch/robots.rs"]),
    ("rustix", &["fetch/local.rs"]),
    ("lettre", &["notify/smtp.rs"]),
    ("getrandom", &["sign.rs"]),
    ("sha1_smol", &["sign.rs"]),
    ("ego_tree", &["read/listing/tree.rs"]),
    ("scraper", &["read/listing.rs", "read/listing"]),
    ("encoding_rs", &["read/charset.rs", "read/charset", "validate/encoding.rs"]),
    ("chardetng", &["read/charset.rs", "read/charset"]),
    ("feed_rs", &["publish/gate.rs", "publish/gate"]),
    ("web_atoms", &["model/text/references.rs"]),
    ("rusqlite", &["store/sqlite.rs", "store/sqlite"]),
    // Its own file; elsewhere `rss` is a file of ours: the format, the dialect.
    ("rss", &["publish/format/rss.rs", "publish/format/mod.rs", "read/feed", "validate/mod.rs"]),
    // The crate `rss` writes Atom's links with it.
    (
        "atom_syndication",
        &["publish/format/atom.rs", "publish/format/atom", "publish/format/rss.rs"],
    ),
    ("minijinja", &["publish/format/html.rs", "publish/format/html"]),
    ("axum", &["serve", "demo"]),
    ("hyper_util", &["serve/connections.rs"]),
    ("brotli", &["serve/coding.rs"]),
    ("zstd", &["serve/coding.rs"]),
    ("toml", &["config"]),
    ("toml_edit", &["config/append.rs"]),
    ("clap", &["cli"]),
    ("indicatif", &["cli"]),
    ("tracing_subscriber", &["cli"]),
];

/// Modules whose code waits for nothing and asks nobody.
const SYNC: &[&str] = &[
    "model",
    "read",
    "normalize",
    "dedup",
    "drift",
    "schedule",
    "sign",
    "push/rules",
    "push/callback",
    "validate",
    "publish/format",
    "config",
];

fn source_files(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            source_files(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            found.push(path);
        }
    }
}

/// Path below `src/` and text without tests and comments, of every file.
fn sources() -> BTreeMap<String, String> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut files = Vec::new();
    source_files(&root, &mut files);
    let below = |path: &Path| path.strip_prefix(&root).unwrap().to_str().unwrap().to_owned();
    files.iter().map(|path| (below(path), code(&fs::read_to_string(path).unwrap()))).collect()
}

fn code(text: &str) -> String {
    let product = text.split("#[cfg(test)]").next().unwrap();
    let lines = product.lines().map(|line| line.split("//").next().unwrap());
    lines.collect::<Vec<_>>().join("\n")
}

fn module(file: &str) -> &str {
    file.split(['/', '.']).next().unwrap()
}

/// The top-level modules of ours that some code names as `crate::…`.
fn named(code: &str) -> Vec<&str> {
    let here = "crate::";
    code.match_indices(here)
        .map(|(at, _)| &code[at + here.len()..])
        .flat_map(|rest| {
            let list = rest.strip_prefix('{').and_then(|rest| rest.split('}').next());
            list.map_or_else(|| vec![rest], |list| list.split(',').map(str::trim).collect())
        })
        .map(|rest| rest.split(|c: char| !c.is_alphanumeric() && c != '_').next().unwrap())
        .collect()
}

#[test]
fn every_module_uses_only_what_it_may() {
    let mut wrong = Vec::new();
    for (file, code) in &sources() {
        let module = module(file);
        if matches!(module, "lib" | "main") {
            continue;
        }
        let Some((_, may_use)) = MAY_USE.iter().find(|(name, _)| *name == module) else {
            wrong.push(format!("{file}: the module has no row in the table"));
            continue;
        };
        for used in named(code) {
            if used != module && used != "model" && !may_use.contains(&used) {
                wrong.push(format!("{file} uses {used}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn outside_crates_stay_behind_their_file() {
    let mut wrong = Vec::new();
    for (file, code) in &sources() {
        for (outside, only_in) in ONLY_IN {
            let names_it = code.match_indices(&format!("{outside}::")).any(|(at, _)| {
                let before = code[..at].chars().next_back().unwrap_or(' ');
                !before.is_alphanumeric() && !matches!(before, '_' | ':')
            });
            let home = |place: &&str| file == place || file.starts_with(&format!("{place}/"));
            if names_it && !only_in.iter().any(home) {
                wrong.push(format!("{file} names {outside}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn what_decides_does_not_wait() {
    let mut wrong = Vec::new();
    for (file, code) in &sources() {
        let is_sync = SYNC
            .iter()
            .any(|place| file == &format!("{place}.rs") || file.starts_with(&format!("{place}/")));
        if is_sync && code.contains("async fn") {
            wrong.push(file.clone());
        }
    }
    assert!(wrong.is_empty(), "async in {wrong:#?}");
}

#[test]
fn the_table_knows_no_module_that_is_gone() {
    let sources = sources();
    for (name, _) in MAY_USE {
        assert!(sources.keys().any(|file| module(file) == *name), "{name} is gone");
    }
}
