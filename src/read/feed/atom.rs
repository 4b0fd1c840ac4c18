//! The names of Atom: 0.3 and 1.0.

use super::element::{Element, Field};

/// What a name of Atom means (RFC 4287 §4; Atom 0.3 §4 for `tagline`, `issued`, `modified` and
/// `created`). Names that RSS has too are in its table.
pub(super) fn element(name: &str) -> Option<Element> {
    use Field as F;
    Some(match name {
        "feed" => Element::Feed,
        "entry" => Element::Item,
        "id" => Element::Field(F::Id, 0),
        "summary" => Element::Field(F::Summary, 0),
        "content" => Element::Field(F::Content, 0),
        "subtitle" => Element::Field(F::Subtitle, 0),
        "tagline" => Element::Field(F::Subtitle, 1),
        "info" => Element::Field(F::Subtitle, 7),
        "published" | "issued" => Element::Field(F::Published, 0),
        "created" => Element::Field(F::Published, 4),
        "updated" | "modified" => Element::Field(F::Updated, 0),
        "rights" => Element::Field(F::Rights, 0),
        "icon" => Element::Field(F::Image, 0),
        "logo" => Element::Field(F::Image, 1),
        "contributor" => Element::Field(F::Opaque, 0),
        _ => return None,
    })
}
