//! The names of RSS: 0.90 to 2.0, with RDF and without.

use super::element::{Element, Field};

/// What a name of RSS means (RSS 2.0 "Required channel elements" and "Elements of `<item>`";
/// RSS 1.0 §5).
pub(super) fn element(name: &str) -> Option<Element> {
    use Field as F;
    Some(match name {
        "rss" => Element::Rss,
        "channel" => Element::Channel,
        "item" => Element::Item,
        "title" => Element::Field(F::Title, 0),
        "link" => Element::Field(F::Link, 0),
        "description" => Element::Field(F::Description, 0),
        "guid" => Element::Field(F::Id, 0),
        "pubdate" => Element::Field(F::Published, 0),
        "lastbuilddate" => Element::Field(F::Updated, 0),
        "author" => Element::Field(F::Author, 0),
        "managingeditor" => Element::Field(F::Author, 1),
        // Who keeps the server running stands in for whoever wrote the feed, if nobody else does.
        "webmaster" => Element::Field(F::Author, 8),
        "category" => Element::Field(F::Category, 0),
        "keywords" => Element::Field(F::Keywords, 0),
        "comments" => Element::Field(F::Comments, 0),
        "enclosure" => Element::Field(F::Enclosure, 0),
        "source" => Element::Field(F::Source, 0),
        "image" => Element::Field(F::Image, 2),
        "copyright" => Element::Field(F::Rights, 0),
        "language" => Element::Field(F::Language, 0),
        "generator" => Element::Field(F::Generator, 0),
        "body" => Element::Field(F::Body, 2),
        "fullitem" => Element::Field(F::Encoded, 1),
        "ttl" => Element::Field(F::Ttl, 0),
        "skiphours" => Element::Field(F::SkipHours, 0),
        "skipdays" => Element::Field(F::SkipDays, 0),
        "textinput" | "cloud" | "items" => Element::Field(F::Opaque, 0),
        _ => return None,
    })
}

/// What a name of RDF means.
pub(super) fn rdf(name: &str) -> Option<Element> {
    (name == "rdf").then_some(Element::Rdf)
}
