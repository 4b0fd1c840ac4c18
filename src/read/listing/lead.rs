//! What stands above a list and is of it: the newest item in a box of its own, two or three more
//! in larger cards.

use std::collections::HashSet;

use chrono::{NaiveDate, TimeDelta};
use scraper::ElementRef;

use crate::read::listing::group::{Read, Rows, address};
use crate::read::listing::hint::{class, words};
use crate::read::listing::node::NodeRef;
use crate::read::listing::outline::Outline;
use crate::read::listing::page::Page;
use crate::read::listing::row::Fields;
use crate::read::listing::when::Dates;

/// What such a box is called. "Box", "intro" and "promo" are called other things too.
const ITEMS: [&str; 14] = [
    "article",
    "story",
    "news",
    "post",
    "entry",
    "hentry",
    "featured",
    "feature",
    "hero",
    "lead",
    "headline",
    "spotlight",
    "teaser",
    "item",
];

/// Of fewer rows none is another one than the rest.
const FEWEST: usize = 4;

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
    set_invitation_aside(&mut main, page);
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
        above.extend(rows.into_iter().filter(|row| list.takes(row, &main.read_beside(row))));
        let row = [*element];
        if above.len() == before && is_item && list.takes(&row, &main.read_beside(&row)) {
            above.push(row.to_vec());
        }
    }
    main.above = above.len();
    main.nodes.splice(0..0, above);
    main
}

/// What stands as the first of the rows, is called otherwise than all of them, and alone is of a
/// day yet to come, is none of them.
fn set_invitation_aside(rows: &mut Rows<'_>, page: &Page) {
    let name = |row: &[NodeRef<'_>]| {
        let [node] = row else { return None };
        ElementRef::wrap(*node).map(|element| class(element).to_owned())
    };
    let mut names = rows.nodes.iter().map(|row| name(row));
    let (first, second) = (names.next().flatten(), names.next().flatten());
    let is_odd = first != second && second.is_some() && names.all(|name| name == second);
    if !is_odd || rows.nodes.len() < FEWEST {
        return;
    }
    let days: Vec<_> = rows.read().iter().map(|fields| day(page.dates(), fields)).collect();
    let is_ahead = |day: &Option<NaiveDate>| day.is_some_and(|day| is_ahead(page, day));
    if is_ahead(&days[0]) && !days[1..].iter().any(is_ahead) {
        rows.nodes.remove(0);
    }
}

/// Whether a day is yet to come, wherever the page counts its days.
fn is_ahead(page: &Page, day: NaiveDate) -> bool {
    let today = page.dates().now().map(|now| now.date_naive());
    today.is_some_and(|today| day - today > TimeDelta::days(1))
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
    /// others are, and none of their days is later. Where they have none, it is called an item, and
    /// says what it is about. A day that is yet to come, above news, is that of an invitation.
    fn takes(&mut self, row: &[NodeRef<'_>], fields: &Fields) -> bool {
        let Some(link) = fields.link.as_deref().filter(|_| fields.is_item()) else { return false };
        let home = home(self.page, link).filter(|home| self.homes.contains(home));
        let day = day(self.page.dates(), fields);
        let is_late = |newest| {
            let invites = |day| is_ahead(self.page, day) && !is_ahead(self.page, newest);
            day.is_some_and(|day| day >= newest && !invites(day))
        };
        let tells_of_it = || {
            let is_in_folder = home.as_ref().is_some_and(|(_, folder)| !folder.is_empty());
            let is_called_so = row.iter().any(|node| is_called_item(*node));
            fields.summary.is_some() && is_in_folder && is_called_so
        };
        let told = self.newest.map_or_else(tells_of_it, is_late);
        let is_titled = fields.headed && fields.linked && !fields.in_text;
        told && is_titled && home.is_some() && self.known.insert(address(self.page, link))
    }
}

/// Whether an element says that it holds an item, and a larger one than others.
fn is_called_item(node: NodeRef<'_>) -> bool {
    let Some(element) = ElementRef::wrap(node) else { return false };
    let said =
        words(class(element)).any(|word| ITEMS.contains(&word.to_ascii_lowercase().as_str()));
    said || element.value().name() == "article"
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
