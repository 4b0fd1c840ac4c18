//! Where a source's items stand: as it is configured, or as a repair found them.

use std::sync::Arc;

use crate::model::drift::Selectors;
use crate::model::hash::Hash;
use crate::pipeline::plan::PlannedSource;
use crate::read::listing::with_selectors;

/// What decides where a source's items stand.
pub(super) fn layout_of(planned: &PlannedSource) -> Hash {
    let (source, listing) = (&planned.source, &planned.read.listing);
    let kind = format!("{:?} {}", source.kind, listing.max_pages);
    let mut parts = vec![source.url.as_str().to_owned(), kind];
    parts.extend(listing.given().into_iter().flat_map(|(name, css)| [name.to_owned(), css]));
    parts.extend(listing.pages.iter().map(ToString::to_string));
    Hash::of_parts(parts.iter().map(String::as_bytes))
}

/// The source, read with other selectors. What is remembered of the last document is then of
/// another reading.
pub(super) fn healed(
    planned: &Arc<PlannedSource>,
    selectors: &Selectors,
) -> Option<Arc<PlannedSource>> {
    if selectors.is_empty() {
        return None;
    }
    let mut healed = PlannedSource::clone(planned);
    healed.read.listing = with_selectors(&planned.read.listing, selectors)?;
    for (name, css) in selectors {
        healed.fingerprint.extend(["\nhealed ", name, " = ", css]);
    }
    Some(Arc::new(healed))
}
