//! The picture of a row.

use scraper::ElementRef;

use crate::read::listing::pieces::Pieces;

/// Words in the class or address of pictures that are ornaments.
const ORNAMENTS: [&str; 6] = ["icon", "logo", "avatar", "spacer", "pixel", "emoji"];

/// Attributes that say where a picture is. Pages that load pictures late keep the true address
/// apart, and something else in `src`.
const SOURCES: [&str; 4] = ["data-src", "data-lazy-src", "data-original", "src"];

/// The first picture that is no ornament.
pub(super) fn of(pieces: &Pieces<'_>) -> Option<String> {
    pieces.images.iter().find_map(|image| {
        let classes = image.attr("class").unwrap_or_default();
        let address = source(*image)?;
        let shown = format!("{classes} {address}").to_lowercase();
        (!ORNAMENTS.iter().any(|word| shown.contains(word))).then_some(address)
    })
}

/// Where a picture is.
pub(in crate::read::listing) fn source(image: ElementRef<'_>) -> Option<String> {
    let mut sources = SOURCES.iter().filter_map(|name| image.attr(name)).map(str::trim);
    let source = sources.find(|source| !source.is_empty() && !source.starts_with("data:"));
    let set = || image.attr("srcset").or(image.attr("data-srcset"));
    source.or_else(|| set()?.split_whitespace().next()).map(str::to_owned)
}
