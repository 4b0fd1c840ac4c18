//! Selectors that may select the rows of a listing, from short to long.

use scraper::ElementRef;

use super::name;
use crate::read::listing::node::Attributes as _;

/// Elements around a row that are looked at.
const LEVELS: usize = 8;

/// What all elements at one height over the rows have in common.
struct Level<'a> {
    tag: &'a str,
    classes: Vec<&'a str>,
    /// Only where it is one element.
    id: Option<&'a str>,
}

/// Candidates for `item`: by name, below an element with a name, by the elements around alone, by
/// what is in it. Where two do, the first is to be taken.
pub(super) fn candidates(rows: &[ElementRef<'_>]) -> Vec<String> {
    let levels = levels(rows);
    let Some((row, around)) = levels.split_first() else { return Vec::new() };
    let mut found = row.names();
    let mut below = Vec::new();
    let mut chain = row.tag.to_owned();
    let mut bare = Vec::new();
    for (height, level) in around.iter().enumerate() {
        for anchor in level.names() {
            below.push(format!("{anchor} > {chain}"));
            let classes = row.classes.iter().filter(|_| height > 0);
            below.extend(classes.map(|class| format!("{anchor} {}.{class}", row.tag)));
        }
        chain = format!("{} > {chain}", level.tag);
        bare.push(chain.clone());
    }
    let short = below.iter().take(2).chain(bare.first());
    let holding = found.iter().chain(short).flat_map(|outer| {
        children(rows).into_iter().map(move |child| format!("{outer}:has(> {child})"))
    });
    let holding: Vec<_> = holding.collect();
    found.extend(below);
    found.extend(bare);
    found.push(row.tag.to_owned());
    found.extend(holding);
    found
}

impl<'a> Level<'a> {
    fn of(elements: &[ElementRef<'a>]) -> Option<Self> {
        let (first, others) = elements.split_first()?;
        let tag = name::tag(*first)?;
        if others.iter().any(|other| other.value().name() != tag) {
            return None;
        }
        let mut classes: Vec<_> = name::classes(*first).collect();
        for other in others {
            let own = other.attribute("class").unwrap_or_default();
            classes.retain(|class| own.split_ascii_whitespace().any(|own| own == *class));
        }
        let id = name::id(*first).filter(|_| others.is_empty());
        Some(Self { tag, classes, id })
    }

    /// What it can be called. Themes put words on the body that belong to the page, not to it.
    fn names(&self) -> Vec<String> {
        let tag = self.tag;
        if tag == "body" {
            return Vec::new();
        }
        let id = self.id.map(|id| format!("#{id}"));
        let classes = self.classes.iter().map(|class| format!("{tag}.{class}"));
        let bare = name::is_telling(tag).then(|| tag.to_owned());
        id.into_iter().chain(classes).chain(bare).collect()
    }
}

/// The rows, what is right around them, what is around that, as far as all are of one name.
fn levels<'a>(rows: &[ElementRef<'a>]) -> Vec<Level<'a>> {
    let mut levels = Vec::new();
    let mut elements = rows.to_vec();
    while let Some(level) = Level::of(&elements).filter(|level| level.tag != "html") {
        levels.push(level);
        let parent = |element: &ElementRef<'a>| element.parent().and_then(ElementRef::wrap);
        elements = elements.iter().filter_map(parent).collect();
        elements.dedup();
        if levels.len() > LEVELS {
            break;
        }
    }
    levels
}

/// The names of elements that are right inside of every row.
fn children<'a>(rows: &[ElementRef<'a>]) -> Vec<&'a str> {
    let Some((first, others)) = rows.split_first() else { return Vec::new() };
    let mut children: Vec<_> = first.child_elements().take(20).filter_map(name::tag).collect();
    children.sort_unstable();
    children.dedup();
    for other in others {
        let has = |child: &&str| other.child_elements().any(|inner| inner.value().name() == *child);
        children.retain(has);
    }
    children
}
