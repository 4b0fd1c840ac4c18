//! `[publish]`.

use std::path::{Path, PathBuf};

use url::Url;

use super::look::look;
use super::section::Section;
use super::spelling::nearest;
use super::values::{Wrong, public_address};
use crate::model::query::Facet;
use crate::pipeline::PublishOptions;

/// How many items a feed shows when nothing is said.
const ITEMS: usize = 100;

/// Where files go when nothing is said.
const FOLDER: &str = "public";

/// Reads `[publish]`. Relative paths count from `folder`.
pub(super) fn publish(root: &Section<'_>, folder: &Path) -> PublishOptions {
    let section = root.table("publish", "[publish]");
    let to = section.read("to", "a folder such as \"public\"", |text| target(text, folder));
    let items = section.whole("items", 1..=100_000);
    let hub = section.read("hub", "the address of a WebSub hub", hub);
    let republish = section.flag("republish").unwrap_or(false);
    let by = section.list("by", "source, kind, tag or language", facet).unwrap_or_default();
    let look = look(&section, folder);
    section.finish(&[]);
    PublishOptions {
        by,
        look,
        republish,
        to: to.unwrap_or_else(|| folder.join(FOLDER)),
        items: items.unwrap_or(ITEMS),
        hub,
    }
}

/// A path, as the configuration file means it.
pub(super) fn path(text: &str, folder: &Path) -> Result<PathBuf, Wrong> {
    if text.trim().is_empty() {
        return Err(Wrong::because("it names no file or folder"));
    }
    if text == "~" || text.starts_with("~/") {
        return Err(Wrong::because("~ is nobody's folder here; write ${HOME}"));
    }
    if text.chars().any(char::is_control) {
        return Err(Wrong::because("a path has no control characters"));
    }
    Ok(folder.join(text))
}

fn target(text: &str, folder: &Path) -> Result<PathBuf, Wrong> {
    match text.split_once("://") {
        Some(("s3" | "gs" | "az", _)) => {
            Err(Wrong::because("object stores are not in this version of sangam"))
        }
        Some(_) => Err(Wrong::because("it is an address")),
        None => path(text, folder),
    }
}

fn facet(text: &str) -> Result<Facet, Wrong> {
    let near = || nearest(text, Facet::ALL.into_iter().map(Facet::name)).map(str::to_owned);
    Facet::named(text).ok_or_else(|| near().map_or(Wrong::Plainly, Wrong::Perhaps))
}

fn hub(text: &str) -> Result<Url, Wrong> {
    if text == "self" {
        return Err(Wrong::because("a hub of its own is not in this version of sangam"));
    }
    public_address(text)
}
