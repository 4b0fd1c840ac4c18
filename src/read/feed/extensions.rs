//! The names of the extensions.

use super::element::{Element, Field, LOOSE};
use super::namespace::Vocabulary;

/// What a name of an extension means.
pub(super) fn element(vocabulary: Vocabulary, name: &str) -> Option<Element> {
    match vocabulary {
        Vocabulary::Content => content(name),
        Vocabulary::Dc => dublin_core(name),
        Vocabulary::DcTerms => dublin_core_terms(name).or_else(|| dublin_core(name)),
        Vocabulary::Media => media(name),
        Vocabulary::Itunes => Some(itunes(name)),
        Vocabulary::Podcast => Some(podcast(name)),
        Vocabulary::Xhtml => (name == "body").then_some(Element::Field(Field::Body, 1)),
        Vocabulary::License => (name == "license").then_some(Element::Field(Field::License, 5)),
        Vocabulary::Feedburner => Some(feedburner(name)),
        Vocabulary::Syndication => syndication(name),
        _ => None,
    }
}

/// What a name means that only one extension has, under whatever prefix it stands, or under none.
/// It counts where nothing better is said.
pub(super) fn any(name: &str) -> Option<Element> {
    let found = match name {
        "encoded" => content(name),
        "creator" | "publisher" | "subject" | "date" | "identifier" => dublin_core(name),
        "available" | "abstract" => dublin_core_terms(name),
        "thumbnail" => media(name),
        "generatoragent" => Some(Element::Field(Field::Generator, 9)),
        _ => None,
    };
    match found? {
        Element::Field(field, stated) => Some(Element::Field(field, stated.max(LOOSE))),
        other => Some(other),
    }
}

/// RSS 1.0 module content. Its older form, `content:items`, wraps items that are none.
fn content(name: &str) -> Option<Element> {
    match name {
        "encoded" => Some(Element::Field(Field::Encoded, 0)),
        "items" | "item" => Some(Element::Field(Field::Opaque, 0)),
        _ => None,
    }
}

/// RSS 1.0 module syndication.
fn syndication(name: &str) -> Option<Element> {
    match name {
        "updateperiod" => Some(Element::Field(Field::UpdatePeriod, 0)),
        "updatefrequency" => Some(Element::Field(Field::UpdateFrequency, 0)),
        "updatebase" => Some(Element::Unknown),
        _ => None,
    }
}

/// Dublin Core 1.1.
fn dublin_core(name: &str) -> Option<Element> {
    use Field as F;
    Some(match name {
        "title" => Element::Field(F::Title, 1),
        "description" => Element::Field(F::Description, 1),
        "creator" | "author" => Element::Field(F::Author, 2),
        "publisher" => Element::Field(F::Author, 7),
        "contributor" => Element::Field(F::Opaque, 0),
        "date" => Element::Field(F::Published, 2),
        "subject" => Element::Field(F::Category, 0),
        "language" => Element::Field(F::Language, 1),
        "rights" => Element::Field(F::Rights, 1),
        "identifier" => Element::Field(F::Id, 5),
        "source" | "relation" | "type" | "format" | "coverage" => Element::Unknown,
        _ => return None,
    })
}

/// Dublin Core terms.
fn dublin_core_terms(name: &str) -> Option<Element> {
    use Field as F;
    Some(match name {
        "issued" => Element::Field(F::Published, 1),
        "created" | "available" => Element::Field(F::Published, 3),
        "modified" => Element::Field(F::Updated, 1),
        "abstract" => Element::Field(F::Description, 2),
        "license" => Element::Field(F::License, 4),
        "rightsholder" | "valid" => Element::Unknown,
        _ => return None,
    })
}

/// Media RSS 1.5.
fn media(name: &str) -> Option<Element> {
    use Field as F;
    Some(match name {
        "group" => Element::Group,
        "content" => Element::MediaContent,
        "thumbnail" => Element::Field(F::Thumbnail, 2),
        "title" => Element::Field(F::Title, 3),
        "description" => Element::Field(F::Description, 4),
        "category" => Element::Field(F::Category, 0),
        "keywords" => Element::Field(F::Keywords, 0),
        "copyright" => Element::Field(F::Rights, 2),
        "license" => Element::Field(F::License, 6),
        "credit" | "rating" | "hash" | "player" | "text" | "restriction" | "community"
        | "comments" | "embed" | "status" | "price" | "location" | "rights" | "scenes" => {
            Element::Unknown
        }
        _ => return None,
    })
}

/// iTunes podcasts.
fn itunes(name: &str) -> Element {
    use Field as F;
    match name {
        "author" => Element::Field(F::Author, 3),
        "owner" => Element::Field(F::Author, 6),
        "image" => Element::Field(F::Image, 3),
        "summary" => Element::Field(F::Description, 3),
        "subtitle" => Element::Field(F::Description, 5),
        "title" => Element::Field(F::Title, 2),
        "category" => Element::Field(F::ItunesCategory, 0),
        "keywords" => Element::Field(F::Keywords, 0),
        "duration" => Element::Field(F::Duration, 0),
        _ => Element::Unknown,
    }
}

/// Podcasting 2.0. Its `person` hosts and guests did not write the item, and its `guid` names the
/// podcast; a licence and a picture are what they are elsewhere.
fn podcast(name: &str) -> Element {
    match name {
        "license" => Element::Field(Field::License, 3),
        _ => Element::Unknown,
    }
}

fn feedburner(name: &str) -> Element {
    match name {
        "browserfriendly" => Element::Field(Field::Subtitle, 8),
        _ => Element::Unknown,
    }
}
