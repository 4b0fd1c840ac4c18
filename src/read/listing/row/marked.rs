//! What a row says of itself to machines: microdata, microformats 2, hAtom, hCalendar.

use scraper::ElementRef;

use crate::model::event::RawEvent;
use crate::read::listing::hint::class;
use crate::read::listing::node::{Attributes, NodeRef, elements, fold, text_of};

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
    /// What takes place.
    pub(super) event: Option<Box<RawEvent>>,
    /// The elements that say so.
    pub(super) of_event: Vec<ElementRef<'a>>,
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
    Begins,
    Ends,
    /// The day after the last one.
    EndsBefore,
    Place,
    Status,
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
    if marks.title.is_none() {
        return Marks::default();
    }
    // Nor is a place an event.
    marks.event = marks.event.filter(|event| !event.begins.is_empty());
    marks
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
            of_event => return self.take_of_event(of_event, element, value()),
        };
        if let (None, Some(text)) = (&place, text) {
            *place = Some((element, text));
        }
    }

    fn take_of_event(&mut self, named: Named, element: ElementRef<'a>, said: Option<String>) {
        let Some(said) = said else { return };
        let event = self.event.get_or_insert_default();
        match named {
            Named::Begins if event.begins.is_empty() => event.begins = said,
            Named::Ends | Named::EndsBefore if event.ends.is_none() => {
                event.ends = Some(said);
                event.ends_before = named == Named::EndsBefore;
            }
            Named::Place if event.place.is_none() => event.place = Some(said),
            Named::Status if event.status.is_none() => event.status = Some(said),
            _ => return,
        }
        self.of_event.push(element);
    }

    /// Whether an element says when the event is.
    pub(super) fn is_of_event(&self, element: ElementRef<'_>) -> bool {
        self.of_event
            .iter()
            .any(|one| *one == element || element.ancestors().any(|around| around.id() == one.id()))
    }
}

/// `itemprop` of the item that the row is, not of a person or picture in it.
fn by_property(element: ElementRef<'_>, row: &[NodeRef<'_>]) -> Option<Named> {
    let property = element.attribute("itemprop")?;
    let top = row.first().and_then(NodeRef::parent).map(|node| node.id());
    let around = element.ancestors().take_while(|node| Some(node.id()) != top);
    let mut scopes =
        around.filter_map(ElementRef::wrap).filter(|e| e.attribute("itemscope").is_some());
    let scope = scopes.next()?;
    if scopes.any(|outer| outer.attribute("itemtype").is_some_and(is_story)) || !names_story(scope)
    {
        return None;
    }
    property.split_ascii_whitespace().find_map(|name| {
        Some(match name {
            "headline" | "name" => Named::Title,
            "url" => Named::Link,
            "datePublished" | "dateCreated" | "datePosted" | "uploadDate" => Named::Date,
            "startDate" => Named::Begins,
            "endDate" => Named::Ends,
            "location" => Named::Place,
            "eventStatus" => Named::Status,
            "articleSection" | "genre" => Named::Kind,
            "description" | "abstract" => Named::Summary,
            "image" | "thumbnailUrl" => Named::Image,
            _ => return None,
        })
    })
}

fn names_story(scope: ElementRef<'_>) -> bool {
    scope.attribute("itemtype").is_none_or(is_story)
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
    let own = class(element).split_ascii_whitespace();
    let named: Vec<_> =
        own.filter_map(|class| Some((of_entry(class).or(of_calendar(class))?, class))).collect();
    if named.is_empty() {
        return None;
    }
    let top = row.first().and_then(NodeRef::parent).map(|node| node.id());
    let around = element.ancestors().take_while(|node| Some(node.id()) != top);
    let classes = around.filter_map(ElementRef::wrap).map(class);
    let (mut entry, mut calendar) = (false, false);
    for class in classes.flat_map(str::split_ascii_whitespace) {
        if matches!(class, "h-card" | "vcard" | "p-author" | "h-cite" | "u-comment") {
            return None;
        }
        entry |= matches!(class, "h-entry" | "h-event" | "hentry" | "h-item");
        calendar |= class == "vevent";
    }
    let counts = |class: &str| calendar || (entry && of_entry(class).is_some());
    let mut named = named.into_iter().filter(|(_, class)| counts(class)).map(|(named, _)| named);
    // A title that is a link is found as a link anyway.
    let first = named.next()?;
    Some(named.find(|other| *other == Named::Title).unwrap_or(first))
}

/// Names of microformats 2 and hAtom.
fn of_entry(class: &str) -> Option<Named> {
    Some(match class {
        "p-name" | "entry-title" => Named::Title,
        "u-url" => Named::Link,
        "dt-published" | "published" => Named::Date,
        "p-category" => Named::Kind,
        "p-summary" | "entry-summary" => Named::Summary,
        "u-photo" | "u-featured" => Named::Image,
        "dt-start" => Named::Begins,
        "dt-end" => Named::Ends,
        "p-location" => Named::Place,
        _ => return None,
    })
}

/// Names of hCalendar, too common to count anywhere else.
fn of_calendar(class: &str) -> Option<Named> {
    Some(match class {
        "summary" => Named::Title,
        "url" => Named::Link,
        "description" => Named::Summary,
        "dtstart" => Named::Begins,
        "dtend" => Named::EndsBefore,
        "location" => Named::Place,
        "status" => Named::Status,
        _ => return None,
    })
}

/// What an element says, as a field.
fn value(element: ElementRef<'_>, named: Named) -> Option<String> {
    let attribute = match (element.value().name(), named) {
        ("meta", _) => element.attribute("content"),
        ("data", _) => element.attribute("value"),
        ("time", Named::Date | Named::Begins | Named::Ends | Named::EndsBefore) => {
            element.attribute("datetime")
        }
        ("abbr", _) => element.attribute("title"),
        ("link", Named::Status) | (_, Named::Link) => element.attribute("href"),
        (_, Named::Image) => element.attribute("src").or(element.attribute("href")),
        _ => None,
    };
    let by_content = || element.attribute("content");
    let text = || Some(text_of(*element)).filter(|_| !matches!(named, Named::Link | Named::Image));
    let said = attribute.or_else(by_content).map(fold).or_else(text);
    said.filter(|text| !text.is_empty())
}
