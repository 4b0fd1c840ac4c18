//! What a row says of itself to machines: microdata, microformats 2, hAtom.

use scraper::ElementRef;

use crate::read::listing::node::{NodeRef, elements, fold, text_of};

/// A row with more elements is not looked at to its end.
const MOST: usize = 600;

/// Longer values are no field of a listing.
const LONGEST: usize = 2000;

/// What a row says of itself, each with the element that says it.
#[derive(Default)]
pub(super) struct Marks<'a> {
    /// The element that holds the title, where it shows it.
    pub(super) title_element: Option<ElementRef<'a>>,
    /// Title.
    pub(super) title: Option<String>,
    /// Address as it is written.
    pub(super) link: Option<String>,
    /// Date.
    pub(super) date: Option<(ElementRef<'a>, String)>,
    /// Kind.
    pub(super) kind: Option<(ElementRef<'a>, String)>,
    /// Summary.
    pub(super) summary: Option<(ElementRef<'a>, String)>,
    /// Address of a picture.
    pub(super) image: Option<String>,
}

/// A field that vocabularies name.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Named {
    Title,
    Link,
    Date,
    Kind,
    Summary,
    Image,
}

/// Reads what a row says of itself.
pub(super) fn of<'a>(row: &[NodeRef<'a>]) -> Marks<'a> {
    let mut marks = Marks::default();
    for element in row.iter().flat_map(|node| elements(*node)).take(MOST) {
        if let Some(named) = by_property(element, row).or_else(|| by_format(element, row)) {
            marks.take(named, element);
        }
    }
    // Without a title of its own nothing else is sure to be the item's.
    if marks.title.is_none() { Marks::default() } else { marks }
}

impl<'a> Marks<'a> {
    fn take(&mut self, named: Named, element: ElementRef<'a>) {
        let value = || value(element, named).filter(|value| value.len() <= LONGEST);
        let (place, text) = match named {
            Named::Title if self.title.is_none() => {
                self.title = value();
                self.title_element = Some(element);
                return;
            }
            Named::Link if self.link.is_none() => return self.link = value(),
            Named::Image if self.image.is_none() => return self.image = value(),
            Named::Date => (&mut self.date, value()),
            Named::Kind => (&mut self.kind, value()),
            Named::Summary => (&mut self.summary, value()),
            Named::Title | Named::Link | Named::Image => return,
        };
        if let (None, Some(text)) = (&place, text) {
            *place = Some((element, text));
        }
    }
}

/// `itemprop` of the item that the row is, not of a person or picture in it.
fn by_property(element: ElementRef<'_>, row: &[NodeRef<'_>]) -> Option<Named> {
    let property = element.attr("itemprop")?;
    let top = row.first().and_then(NodeRef::parent).map(|node| node.id());
    let around = element.ancestors().take_while(|node| Some(node.id()) != top);
    let mut scopes = around.filter_map(ElementRef::wrap).filter(|e| e.attr("itemscope").is_some());
    let scope = scopes.next()?;
    if scopes.any(|outer| outer.attr("itemtype").is_some_and(is_story)) || !names_story(scope) {
        return None;
    }
    property.split_ascii_whitespace().find_map(|name| {
        Some(match name {
            "headline" | "name" => Named::Title,
            "url" => Named::Link,
            "datePublished" | "dateCreated" | "startDate" | "datePosted" | "uploadDate" => {
                Named::Date
            }
            "articleSection" | "genre" => Named::Kind,
            "description" | "abstract" => Named::Summary,
            "image" | "thumbnailUrl" => Named::Image,
            _ => return None,
        })
    })
}

fn names_story(scope: ElementRef<'_>) -> bool {
    scope.attr("itemtype").is_none_or(is_story)
}

/// Whether a type of schema.org is one of things that are listed.
pub(in crate::read::listing) fn is_story(kind: &str) -> bool {
    let name = kind.trim_end_matches('/').rsplit(['/', '#', ':']).next().unwrap_or_default();
    let ends = ["Article", "Posting", "Event", "Report", "Thesis", "Episode"];
    let whole = [
        "CreativeWork",
        "Book",
        "Course",
        "VideoObject",
        "Recipe",
        "Review",
        "Dataset",
        "Chapter",
        "DigitalDocument",
        "PresentationDigitalDocument",
        "PublicationIssue",
        "Project",
        "Movie",
        "AnalysisNewsArticle",
        "Legislation",
        "SpecialAnnouncement",
        "Grant",
    ];
    ends.iter().any(|end| name.ends_with(end)) || whole.contains(&name)
}

/// Classes of microformats, within an entry that is in the row or is it.
fn by_format(element: ElementRef<'_>, row: &[NodeRef<'_>]) -> Option<Named> {
    let class = element.attr("class")?;
    let named = class.split_ascii_whitespace().find_map(|class| {
        Some(match class {
            "p-name" | "entry-title" => Named::Title,
            "u-url" => Named::Link,
            "dt-published" | "dt-start" | "published" => Named::Date,
            "p-category" => Named::Kind,
            "p-summary" | "entry-summary" => Named::Summary,
            "u-photo" | "u-featured" => Named::Image,
            _ => return None,
        })
    })?;
    let top = row.first().and_then(NodeRef::parent).map(|node| node.id());
    let around = element.ancestors().take_while(|node| Some(node.id()) != top);
    let classes = around.filter_map(ElementRef::wrap).filter_map(|outer| outer.attr("class"));
    let mut entry = false;
    for class in classes.flat_map(str::split_ascii_whitespace) {
        if matches!(class, "h-card" | "vcard" | "p-author" | "h-cite" | "u-comment") {
            return None;
        }
        entry |= matches!(class, "h-entry" | "h-event" | "hentry" | "h-item" | "vevent");
    }
    entry.then_some(named)
}

/// What an element says, as a field.
fn value(element: ElementRef<'_>, named: Named) -> Option<String> {
    let value = element.value();
    let attribute = match (value.name(), named) {
        ("meta", _) => value.attr("content"),
        ("data", _) => value.attr("value"),
        ("time", Named::Date) => value.attr("datetime"),
        ("abbr", _) => value.attr("title"),
        (_, Named::Link) => value.attr("href"),
        (_, Named::Image) => value.attr("src").or(value.attr("href")),
        _ => None,
    };
    let by_content = || value.attr("content");
    let text = || Some(text_of(*element)).filter(|_| !matches!(named, Named::Link | Named::Image));
    let said = attribute.or_else(by_content).map(fold).or_else(text);
    said.filter(|text| !text.is_empty())
}
