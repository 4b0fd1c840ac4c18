//! The publish stage: every format is rendered for every edition of `fixtures/editions`.
//!
//! The tests of the formats follow the recipe for feeds without an error or a warning, one test
//! a line of it.

mod atom;
mod carried;
mod folder;
mod gate;
mod html;
mod json;
mod outside;
mod rss;
mod whole;

use sangam::model::edition::{Artifact, Edition};
use sangam::publish::format;

use crate::support::editions::{NAMES, edition};

/// One artifact of an edition, as text.
fn rendered(edition: &Edition, file: &str) -> String {
    let artifacts: Vec<Artifact> = format::render(edition).unwrap();
    let path = format!("{}{file}", edition.folder);
    let artifact = artifacts.into_iter().find(|artifact| artifact.path == path).unwrap();
    String::from_utf8(artifact.bytes).unwrap()
}

/// One file of every edition, with the edition's name.
fn everywhere(file: &'static str) -> impl Iterator<Item = (&'static str, Edition, String)> {
    NAMES.into_iter().map(move |name| {
        let edition = edition(name);
        let text = rendered(&edition, file);
        (name, edition, text)
    })
}

/// All matches of the first group of a pattern.
fn matches(text: &str, pattern: &str) -> Vec<String> {
    let pattern = regex::Regex::new(pattern).unwrap();
    pattern.captures_iter(text).map(|found| found[1].to_owned()).collect()
}

/// The blocks of one element, CDATA emptied: what is inside cannot be taken for markup.
fn blocks(xml: &str, element: &str) -> Vec<String> {
    matches(&without_cdata(xml), &format!(r"(?s)(<{element}>.*?</{element}>)"))
}

fn without_cdata(xml: &str) -> String {
    let cdata = regex::Regex::new(r"(?s)<!\[CDATA\[.*?\]\]>").unwrap();
    cdata.replace_all(xml, "…").into_owned()
}

/// The names of the elements that stand at some depth of indentation.
fn names(xml: &str, indentation: usize) -> Vec<String> {
    matches(xml, &format!(r"(?m)^ {{{indentation}}}<([\w:]+)"))
}

/// An address that the strictest reader takes: absolute, ASCII, percent-encoded.
#[track_caller]
fn assert_address(address: &str) {
    let legal =
        r"^https?://([A-Za-z0-9.:-]|\[|\])+/([A-Za-z0-9._~:/?#@!$&'()*+,;=-]|%[0-9A-Fa-f]{2})*$";
    assert!(regex::Regex::new(legal).unwrap().is_match(address), "{address}");
}
