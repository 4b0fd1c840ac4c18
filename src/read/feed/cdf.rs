//! The names of the Channel Definition Format (W3C NOTE-CDFsubmit, 1997).

use super::element::{Element, Field};

/// What a name of CDF means. `Channel`, `Item` and `Title` are RSS's but for their case; the
/// addresses are attributes, see `Walk`.
pub(super) fn element(name: &str) -> Option<Element> {
    (name == "abstract").then_some(Element::Field(Field::Description, 0))
}
