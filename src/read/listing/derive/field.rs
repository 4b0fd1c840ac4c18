//! Selectors that may select one field in the rows of a listing.

use scraper::ElementRef;

use super::name;
use crate::read::listing::field::Field;
use crate::read::listing::hint::{Hint, by_class};
use crate::read::listing::node::{Attributes, elements, is_longer};
use crate::read::listing::selected;
use crate::read::listing::when::Dates;

/// In a row with more nodes no field is looked for.
const LARGEST: usize = 600;

/// For a longer value no selector is looked for: each element around it is read for it.
const LONGEST: usize = 10_000;

/// So many bytes of white space, and of words beside a date, may be around a value.
const SPACE: usize = 4000;

/// A child further down its parent is not counted.
const FURTHEST: usize = 12;

/// How good a kind of selector is: the less, the better.
type Rank = u8;

/// Candidates for a field, out of the elements of one row that give the right value. Where two
/// do, the one with the lower rank is to be taken.
pub(super) fn candidates(
    field: Field,
    row: ElementRef<'_>,
    value: &str,
    dates: &Dates,
) -> Vec<(Rank, String)> {
    if value.len() > LONGEST || row.descendants().take(LARGEST + 1).count() > LARGEST {
        return Vec::new();
    }
    let gives = |element| selected::value(field, element, dates).as_deref() == Some(value);
    let giving = elements(*row).filter(|element| may_be(field, *element, value) && gives(*element));
    giving
        .flat_map(|element| if element == row { itself(row) } else { within(field, element) })
        .collect()
}

/// What is around a link or a picture gives it too, but says less. What says much more than a
/// value does not give it.
fn may_be(field: Field, element: ElementRef<'_>, value: &str) -> bool {
    match field {
        Field::Link => element.value().name() == "a",
        Field::Image => element.value().name() == "img",
        _ => !is_longer(*element, SPACE + 2 * value.len()),
    }
}

/// A row that is one link may be its own link, and title.
fn itself(row: ElementRef<'_>) -> Vec<(Rank, String)> {
    let named = name::classes(row).map(|class| (9, format!("a.{class}")));
    if row.value().name() == "a" { named.chain([(10, "a".to_owned())]).collect() } else { vec![] }
}

fn within(field: Field, element: ElementRef<'_>) -> Vec<(Rank, String)> {
    let Some(tag) = name::tag(element) else { return Vec::new() };
    let mut found: Vec<_> = name::classes(element)
        .map(|class| (Rank::from(!is_for(field, class)), format!("{tag}.{class}")))
        .collect();
    let property = element.attribute("itemprop").filter(|property| name::is_plain(property));
    found.extend(property.map(|property| (2, format!("[itemprop={property}]"))));
    found.push((if name::is_telling(tag) { 3 } else { 5 }, tag.to_owned()));
    if let Some(parent) = element.parent().and_then(ElementRef::wrap) {
        found.extend(named(parent).map(|name| (4, format!("{name} > {tag}"))));
        found.extend(name::tag(parent).map(|name| (6, format!("{name} > {tag}"))));
    }
    let mut before = element.prev_siblings().filter_map(ElementRef::wrap);
    let place = before.clone().take(FURTHEST).count() + 1;
    found.extend(before.next().into_iter().flat_map(named).map(|n| (7, format!("{n} + {tag}"))));
    if place <= FURTHEST {
        found.push((8, format!("{tag}:nth-child({place})")));
    }
    found
}

/// Whether a class is called like a field.
fn is_for(field: Field, class: &str) -> bool {
    let wanted = match field {
        Field::Title => Hint::Title,
        Field::Date => Hint::Date,
        Field::Kind => Hint::Kind,
        Field::Summary => Hint::Summary,
        Field::Link | Field::Image => return false,
    };
    by_class(class) == Some(wanted)
}

/// An element by its classes.
fn named(element: ElementRef<'_>) -> impl Iterator<Item = String> {
    let tag = name::tag(element).into_iter();
    tag.flat_map(move |tag| name::classes(element).map(move |class| format!("{tag}.{class}")))
}

#[cfg(test)]
mod tests {
    use scraper::Html;

    use super::*;

    #[test]
    fn elements_that_say_much_more_than_a_value_are_passed_over() {
        let given = |value: &str, beside: &str| {
            let html = Html::parse_fragment(&format!("<li>{beside}<p class=text>{value}</p></li>"));
            let row = html.root_element().child_elements().next().unwrap();
            let found = candidates(Field::Summary, row, value, &Dates::default());
            found.into_iter().any(|(_, css)| css == "p.text")
        };
        assert!(given("The mill", ""));
        assert!(given("The mill", &"other words ".repeat(10_000)));
        assert!(given(&"x".repeat(LONGEST), ""));
        assert!(!given(&"x".repeat(LONGEST + 1), ""));
    }
}
