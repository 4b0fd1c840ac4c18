//! Where on a page rows stand, in words.

use scraper::ElementRef;

use crate::read::listing::group::Rows;
use crate::read::listing::node::Attributes as _;

/// How many elements around a row are named.
const LEVELS: usize = 5;

/// Longer names are cut.
const LONGEST: usize = 40;

/// The names and first classes of the elements around the first row, the outermost first. Digits
/// number things, and are left out, as is whatever else no name is made of: people read this.
pub(super) fn stand(rows: &Rows<'_>) -> Option<String> {
    let first = rows.nodes.get(rows.above)?.last()?;
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
    let class = kept(class, |c| !c.is_ascii_digit());
    let name = kept(element.value().name(), |_| true);
    if class.is_empty() { name } else { format!("{name}.{class}") }
}

/// The letters of a name and what parts them.
fn kept(name: &str, also: impl Fn(char) -> bool) -> String {
    let is_of_name = |c: char| c.is_alphanumeric() || matches!(c, '-' | '_');
    name.chars().filter(|c| is_of_name(*c) && also(*c)).take(LONGEST).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::read::listing::group;
    use crate::read::listing::page::Page;

    #[test]
    fn a_place_is_made_of_what_names_are_made_of() {
        let row = |n| format!("<li><a href=/{n}>The society bought mill {n}</a> {n} May 2017</li>");
        let rows: String = (1..9).map(row).collect();
        let class = "news\u{1b}[31m-\u{202e}list_12";
        let page = Page::parse(&format!("<ul\u{7} class='{class} x'>{rows}</ul\u{7}>"), None);
        let rows = group::find(&page).unwrap();
        assert_eq!(stand(&rows).as_deref(), Some("ul.newsm-list_ > li"));
    }
}
