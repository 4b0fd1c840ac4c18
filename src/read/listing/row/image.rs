//! The picture of a row.

use scraper::ElementRef;

use super::kind::NOVELTIES;
use crate::read::listing::hint::words;
use crate::read::listing::node::Attributes as _;
use crate::read::listing::pieces::{Pieces, background};

/// Words in the class or address of pictures that are ornaments.
const ORNAMENTS: [&str; 22] = [
    "icon",
    "icons",
    "ico",
    "logo",
    "avatar",
    "spacer",
    "pixel",
    "emoji",
    "blank",
    "bullet",
    "dot",
    "ball",
    "arrow",
    "new",
    "hot",
    "pdf",
    "doc",
    "xls",
    "flag",
    "placeholder",
    "loading",
    "clip",
];

/// Smaller pictures are ornaments, in pixels.
const SMALLEST: u32 = 33;

/// Attributes that say where a picture is. Pages that load pictures late keep the true address
/// apart, and something else in `src`.
const SOURCES: [&str; 4] = ["data-src", "data-lazy-src", "data-original", "src"];

/// The first picture that is no ornament.
pub(super) fn of(pieces: &Pieces<'_>) -> Option<String> {
    let mut pictures = pieces.images.iter().filter(|image| !is_ornament(**image));
    pictures.find_map(|image| source(*image))
}

/// Whether a picture is a sign rather than a picture of something: small, or called so.
pub(super) fn is_ornament(image: ElementRef<'_>) -> bool {
    let small =
        |side| image.attribute(side).and_then(|size| size.trim_end_matches("px").parse().ok());
    if ["width", "height"].iter().any(|side| small(side).is_some_and(|size: u32| size < SMALLEST)) {
        return true;
    }
    let address = source(image).unwrap_or_default();
    let path = address.split(['?', '#']).next().unwrap_or_default();
    let file = path.rsplit('/').next().unwrap_or_default();
    let stem = file.rsplit_once('.').map_or(file, |(stem, _)| stem);
    let classes = image.attribute("class").unwrap_or_default();
    let folders = path.rsplit('/').skip(1).take(1);
    let mut said = [stem, classes].into_iter().chain(folders).flat_map(words);
    let named = said.any(|word| {
        let word = word.trim_end_matches(|c: char| c.is_ascii_digit()).to_ascii_lowercase();
        ORNAMENTS.contains(&word.as_str())
    });
    // "new-mill.jpg" shows something; "new.gif" does not.
    let is_photo = [".jpg", ".jpeg", ".webp", ".avif"].iter().any(|end| path.ends_with(end));
    let sign = ["icon", "logo", "avatar", "spacer", "pixel", "emoji", "placeholder"];
    let alt = image.attribute("alt").unwrap_or_default().trim().to_lowercase();
    let named = named || NOVELTIES.contains(&alt.as_str());
    named && (!is_photo || sign.iter().any(|word| stem.contains(word) || classes.contains(word)))
}

/// Where a picture is.
pub(in crate::read::listing) fn source(image: ElementRef<'_>) -> Option<String> {
    let mut sources = SOURCES.iter().filter_map(|name| image.attribute(name)).map(str::trim);
    let source = sources.find(|source| !source.is_empty() && !source.starts_with("data:"));
    let set = || image.attribute("srcset").or(image.attribute("data-srcset"));
    let first = || set()?.split_whitespace().next();
    source.or_else(first).or_else(|| background(image)).map(str::to_owned)
}
