//! What stands above a list and is of it: the newest item in a box of its own, two or three more
//! in larger cards.

use std::collections::HashSet;

use chrono::NaiveDate;

use crate::read::listing::group::{Read, Rows, address};
use crate::read::listing::node::NodeRef;
use crate::read::listing::outline::Outline;
use crate::read::listing::page::Page;
use crate::read::listing::row::Fields;
use crate::read::listing::when::Dates;

/// What is known of the list.
struct List<'p> {
    page: &'p Page,
    /// Where its items lead.
    known: HashSet<String>,
    /// Host and folder of their addresses.
    homes: HashSet<(String, String)>,
    /// The newest of their days.
    newest: Option<NaiveDate>,
}

/// The rows of a list after what stands above it. `others` are the groups that were read beside it.
pub(super) fn with_above<'a>(
    mut main: Rows<'a>,
    others: &[Read<'a>],
    outline: &Outline<'a>,
    page: &'a Page,
) -> Rows<'a> {
    let first = main.nodes.first().and_then(|row| row.last());
    let blocks = first.map(|first| outline.before(*first)).unwrap_or_default();
    if blocks.is_empty() {
        return main;
    }
    let mut list = List::of(&main, page);
    let mut above: Vec<Vec<NodeRef<'a>>> = Vec::new();
    for (element, range) in blocks {
        let inside = others.iter().filter(|group| range.contains(&group.first));
        let inside = inside.filter(|group| group.score > 0.0 && group.weight >= 1.0);
        // Of equal groups the outer one comes first.
        let group =
            inside.reduce(|best, next| if next.score > best.score * 1.001 { next } else { best });
        let rows = group.map(|group| group.rows.nodes.clone()).unwrap_or_default();
        let is_item = outline.may_be_item(range.start);
        let before = above.len();
        above.extend(rows.into_iter().filter(|row| list.takes(&main.read_beside(row))));
        if above.len() == before && is_item && list.takes(&main.read_beside(&[*element])) {
            above.push(vec![*element]);
        }
    }
    main.above = above.len();
    main.nodes.splice(0..0, above);
    main
}

impl<'p> List<'p> {
    fn of(rows: &Rows<'_>, page: &'p Page) -> Self {
        let read = rows.read();
        let links =
            || read.iter().filter(|row| row.is_item()).filter_map(|row| row.link.as_deref());
        let days = read.iter().filter_map(|row| day(page.dates(), row));
        Self {
            page,
            known: links().map(|link| address(page, link)).collect(),
            homes: links().filter_map(|link| home(page, link)).collect(),
            newest: days.max(),
        }
    }

    /// Whether a row is an item above the list: under a heading, at a new address where the
    /// others are, and none of their days is later. Where they have none, it says what it is about.
    fn takes(&mut self, fields: &Fields) -> bool {
        let Some(link) = fields.link.as_deref().filter(|_| fields.is_item()) else { return false };
        let home = home(self.page, link).filter(|home| self.homes.contains(home));
        let told = match self.newest {
            Some(newest) => day(self.page.dates(), fields).is_some_and(|day| day >= newest),
            None => fields.summary.is_some() && home.as_ref().is_some_and(|(_, f)| !f.is_empty()),
        };
        let is_titled = fields.headed && fields.linked && !fields.in_text;
        told && is_titled && home.is_some() && self.known.insert(address(self.page, link))
    }
}

fn day(dates: &Dates, fields: &Fields) -> Option<NaiveDate> {
    let date = fields.date.as_deref()?;
    dates.age(date).and_then(|age| dates.day(&age)).or_else(|| dates.day(date))
}

/// Host and first folder of an address; what lies in none is in the folder of all.
fn home(page: &Page, link: &str) -> Option<(String, String)> {
    let url = page.resolve(link)?;
    let mut parts = url.path_segments()?;
    let first = parts.next().unwrap_or_default();
    let folder = if parts.any(|part| !part.is_empty()) { first } else { "" };
    Some((url.host_str()?.to_owned(), folder.to_owned()))
}
