//! Where on a page rows stand, in words.

use scraper::ElementRef;

use crate::read::listing::group::Rows;
use crate::read::listing::node::Attributes as _;

/// How many elements around a row are named.
const LEVELS: usize = 5;

/// The names and first classes of the elements around the first row, the outermost first. Digits
/// number things, and are left out.
pub(super) fn place(rows: &Rows<'_>) -> Option<String> {
    let first = rows.nodes.first()?.last()?;
    let around = first.ancestors().filter_map(ElementRef::wrap);
    let elements = ElementRef::wrap(*first).into_iter().chain(around);
    let outer = |element: &ElementRef<'_>| !matches!(element.value().name(), "body" | "html");
    let mut names: Vec<_> = elements.take_while(outer).take(LEVELS).map(name).collect();
    names.reverse();
    Some(names.join(" > ")).filter(|place| !place.is_empty())
}

fn name(element: ElementRef<'_>) -> String {
    let classes = element.attribute("class").unwrap_or_default();
    let class = classes.split_ascii_whitespace().next().unwrap_or_default();
    let class: String = class.chars().filter(|c| !c.is_ascii_digit()).take(40).collect();
    let name = element.value().name();
    if class.is_empty() { name.to_owned() } else { format!("{name}.{class}") }
}
