//! Everything that there is to say: one rule a line, with its name, its weight, where it comes
//! from, and what it asks for. `docs/validation.md` shows the same table.

pub use super::finding::Rule;
use super::finding::Severity;

macro_rules! rules {
    ($($name:ident $severity:ident $code:literal $source:literal $asks:literal)*) => {
        $(
            pub(super) static $name: Rule = Rule {
                code: $code,
                severity: Severity::$severity,
                source: $source,
                asks: $asks,
            };
        )*

        /// Every rule.
        pub static ALL: &[&Rule] = &[$(&$name),*];
    };
}

rules! {
    // Any document.
    NOT_A_FEED Error "not-a-feed" "sangam" "the document is RSS, Atom, JSON Feed or OPML"
    OBSOLETE_FORMAT Warning "obsolete-format" "sangam" "it is RSS 2.0 or Atom 1.0, which all readers know, and not RSS 1.0 or Atom 0.3"
    CONTENT_TYPE Warning "content-type" "RFC 7303 §9, RFC 4287 §7, JSON Feed 1.1" "it is served with the media type of its format"
    ENCODING Error "encoding" "XML 1.0 §4.3.3, RFC 8259 §8.1" "its bytes are in the encoding that it names, else in UTF-8"
    ENCODING_CONFLICT Warning "encoding-conflict" "RFC 7303 §3.2" "server and document name the same encoding"
    XML Error "xml" "XML 1.0 §2.1" "it is well-formed; nothing after the first place where it is not can be checked"
    CHARACTER Error "character" "XML 1.0 §2.2" "only characters that XML has"
    SUSPICIOUS_CHARACTER Warning "suspicious-character" "XML 1.0 §2.2" "no characters that only a wrong encoding leaves behind: U+007F to U+009F, U+FFFD"
    ENTITY Error "entity" "XML 1.0 §4.1" "only the five entities of XML; HTML's, such as &nbsp;, are undefined"
    DOCTYPE Warning "doctype" "sangam" "no document type: many readers refuse it, for the attacks that it allows"
    NAMESPACE_SPELLING Warning "namespace-spelling" "Namespaces in XML 1.0 §2.3" "the address of a namespace is spelled as its specification does, to the letter"
    DATE_FUTURE Warning "date-future" "sangam" "no date is in the future: readers hide such items, or pin them to the top"
    DATE_IMPLAUSIBLE Warning "date-implausible" "sangam" "no date before 1970: broken programs write those"

    // HTML in any of them.
    HTML_UNSAFE Error "html-unsafe" "RFC 4287 §8.1, RSS profile §5.1" "no script, form, frame, event attribute or javascript: address; readers remove them, or run them"
    HTML_INCOMPLETE Warning "html-incomplete" "HTML, §13.1.2" "every element that must be closed is, where it was opened"
    HTML_RELATIVE Warning "html-relative" "RSS profile §5.1" "every address in HTML is absolute: there is no page that it could count from"
    HTML_DOCUMENT Warning "html-document" "RFC 4287 §3.1.1.2" "a fragment, without html, head and body"
    HTML_STYLE Warning "html-style" "sangam" "no style attribute: readers remove it"
    PAGE Error "page" "HTML, §4" "a page has a doctype, a language and a title, and every element in it is closed"

    // RSS 2.0.
    RSS_VERSION Error "rss-version" "RSS 2.0, What is RSS?" "<rss> has the attribute version"
    RSS_OLD_VERSION Warning "rss-old-version" "RSS 2.0, What is RSS?" "version is 2.0"
    RSS_CHANNEL Error "rss-channel" "RSS 2.0, Required channel elements" "<rss> holds one <channel>, and nothing else of RSS"
    RSS_REQUIRED Error "rss-required" "RSS 2.0, Required channel elements" "a channel has title, link and description"
    RSS_EMPTY Warning "rss-empty" "RSS profile §4.1" "no element is empty; what has no value is left out"
    RSS_UNKNOWN Error "rss-unknown" "RSS 2.0, Extending RSS" "elements without a namespace are those of RSS, spelled as there"
    RSS_TWICE Error "rss-twice" "RSS profile §4.1" "elements that may stand once stand once"
    RSS_MARKUP Error "rss-markup" "RSS 2.0, Elements of <item>" "HTML in an element is escaped or in CDATA"
    RSS_NOTHING_TO_SHOW Error "rss-nothing-to-show" "RSS 2.0, Elements of <item>" "an item has a title or a description"
    RSS_ADDRESS Error "rss-address" "RSS 2.0, Comments" "an address is absolute, of a registered scheme, in ASCII, and percent-encoded"
    RSS_DATE Error "rss-date" "RFC 822 §5, RSS 2.0, Required channel elements" "a date is written as in Tue, 03 Nov 2026 04:05:06 GMT"
    RSS_WEEKDAY Warning "rss-weekday" "RFC 822 §5.2" "the day of the week is that of the date"
    RSS_DATE_FORM Warning "rss-date-form" "RSS profile §3.5" "the year has four digits, and the zone is GMT or a number"
    RSS_GUID_MISSING Warning "rss-guid-missing" "RSS profile §4.1.1.20.6" "an item has a guid, so that readers know it again"
    RSS_GUID_REPEATED Error "rss-guid-repeated" "RSS profile §4.1.1.20.6" "no two items have the same guid"
    RSS_GUID_PERMALINK Error "rss-guid-permalink" "RSS 2.0, <guid>" "a guid that is no web address says isPermaLink=\"false\", and that attribute is true or false"
    RSS_PERSON Error "rss-person" "RSS 2.0, <author>" "author, managingEditor and webMaster begin with an e-mail address; a bare name goes into dc:creator"
    RSS_SAID_TWICE Warning "rss-said-twice" "RSS profile §5.2" "a thing is said by RSS or by an extension, not by both"
    RSS_ENCLOSURE Error "rss-enclosure" "RSS 2.0, <enclosure>" "an enclosure has url, type and length, the length in bytes"
    RSS_ENCLOSURES Warning "rss-enclosures" "RSS profile §4.1.1.20.5" "an item has one enclosure at most; readers take the first or the last"
    RSS_SOURCE Error "rss-source" "RSS 2.0, <source>" "source has the attribute url"
    RSS_CATEGORY Warning "rss-category" "RSS 2.0, <category>" "a category is not empty"
    RSS_IMAGE Error "rss-image" "RSS 2.0, <image>" "an image has url, title and link; it is at most 144 wide and 400 high"
    RSS_IMAGE_DIFFERS Warning "rss-image-differs" "RSS profile §4.1.1.11" "title and link of the image are those of the channel, and its address ends in gif, jpg, jpeg or png"
    RSS_NUMBER Error "rss-number" "RSS 2.0, <ttl>" "ttl is a whole number of minutes, 1 at least"
    RSS_CLOUD Error "rss-cloud" "RSS 2.0, <cloud>" "cloud has domain, port, path, registerProcedure and protocol"
    RSS_TEXT_INPUT Error "rss-text-input" "RSS 2.0, <textInput>" "textInput has title, description, name and link"
    RSS_SKIP Error "rss-skip" "RSS profile §4.1.1.14" "skipHours holds hours from 0 to 23, skipDays English names of days, each once"
    RSS_LANGUAGE Error "rss-language" "RFC 5646 §2.1" "a language is a tag such as en or pt-BR, with a hyphen"
    RSS_TITLE_MARKUP Warning "rss-title-markup" "RSS profile §4.1.1.20.9" "a title is plain text: no tags, no reference escaped twice"
    RSS_CONTENT_ALONE Warning "rss-content-alone" "RSS profile §5.1" "beside content:encoded stands a description, and before it"
    SELF_MISSING Warning "self-missing" "RSS profile §5.3, RFC 4287 §4.1.1" "a feed says its own address, with link rel=\"self\""
    SELF_DIFFERS Warning "self-differs" "RSS profile §5.3, RFC 4287 §4.2.7.2" "that is the address which it was got from"

    // Atom 1.0.
    ATOM_REQUIRED Error "atom-required" "RFC 4287 §4.1.1, §4.1.2" "feed and entry have id, title and updated"
    ATOM_TWICE Error "atom-twice" "RFC 4287 §4.1.1, §4.1.2" "elements that may stand once stand once"
    ATOM_UNKNOWN Error "atom-unknown" "RFC 4287 §6.2" "elements of Atom's namespace are those of the RFC, where it allows them"
    ATOM_AUTHOR Error "atom-author" "RFC 4287 §4.1.1, §4.1.2" "an entry has an author, or its source or the feed has one"
    ATOM_PERSON Error "atom-person" "RFC 4287 §3.2" "a person has one name that is not empty; uri is an address, email one of mail"
    ATOM_DATE Error "atom-date" "RFC 4287 §3.3, RFC 3339" "a date is written as in 2026-11-03T04:05:06Z, with upper-case T and a zone"
    ATOM_SAME_UPDATED Warning "atom-same-updated" "RFC 4287 §4.2.15" "no two entries have the same updated: readers sort by it"
    ATOM_FEED_BEHIND Warning "atom-feed-behind" "RFC 4287 §4.2.15" "a feed's updated is not before that of its newest entry"
    ATOM_ID Error "atom-id" "RFC 4287 §4.2.6" "an id is an absolute IRI"
    ATOM_ID_FORM Warning "atom-id-form" "RFC 4287 §4.2.6.1" "an id that is a web address has scheme and host in lower case, and no default port"
    ATOM_ID_REPEATED Error "atom-id-repeated" "RFC 4287 §4.1.1" "no two entries have the same id"
    ATOM_LINK Error "atom-link" "RFC 4287 §4.2.7" "a link has href, an address; rel, type, hreflang and length are what they say"
    ATOM_RELATIVE Warning "atom-relative" "RFC 4287 §2" "addresses are absolute, or count from an xml:base: readers that forget where they got a feed lose them"
    ATOM_ALTERNATES Error "atom-alternates" "RFC 4287 §4.1.1, §4.1.2" "no two alternates have the same type and hreflang"
    ATOM_NO_ALTERNATE Error "atom-no-alternate" "RFC 4287 §4.1.2" "an entry without content has an alternate link"
    ATOM_TEXT Error "atom-text" "RFC 4287 §3.1" "a text is of the type text, html or xhtml, and holds what that says"
    ATOM_CONTENT Error "atom-content" "RFC 4287 §4.1.3" "content is text, html, xhtml, a media type or, with src, elsewhere and empty here"
    ATOM_SUMMARY Error "atom-summary" "RFC 4287 §4.1.2" "beside content that is elsewhere or encoded stands a summary"
    ATOM_NO_TEXT Warning "atom-no-text" "RFC 4287 §4.1.1.1" "an entry has a content or a summary that is not empty"
    ATOM_EMPTY Warning "atom-empty" "RFC 4287 §4.1.1.1" "titles are not empty, and what has no value is left out"
    ATOM_CATEGORY Error "atom-category" "RFC 4287 §4.2.2" "a category has a term, and its scheme is an IRI"
    ATOM_ADDRESS Error "atom-address" "RFC 4287 §4.2.4, §4.2.5, §4.2.8" "icon, logo and the uri of generator are addresses"
    ATOM_SOURCE Warning "atom-source" "RFC 4287 §4.2.11" "source has id, title and updated"
    ATOM_LANGUAGE Error "atom-language" "RFC 4287 §2" "xml:lang is a language tag or empty"

    // Extensions of both.
    PAGING Error "paging" "RFC 5005 §2, §3, §4" "a feed is complete or has archives, not both; links to other pages are absolute addresses"
    ARCHIVE Warning "archive" "RFC 5005 §4" "an archive page says where the feed itself is, with link rel=\"current\""
    TOMBSTONE Error "tombstone" "RFC 6721 §3" "a deleted entry has ref, an IRI, and when, a date of RFC 3339"
    TOMBSTONE_ALIVE Warning "tombstone-alive" "RFC 6721 §4" "an entry that is said to be deleted is not there"
    MEDIA Error "media" "Media RSS 1.5" "media:content has a url (or a player), and its numbers are numbers"
    ITUNES Warning "itunes" "Apple, podcast requirements" "a podcast says itunes:image, itunes:category and itunes:explicit"
    ITUNES_VALUE Error "itunes-value" "Apple, podcast requirements" "itunes:duration is seconds or hh:mm:ss, itunes:explicit is true or false, itunes:image has an href"
    DC_DATE Error "dc-date" "Dublin Core, date; W3CDTF" "dc:date is written as in 2026-11-03T04:05:06Z, or a part of that"

    // JSON Feed 1.1.
    JSON Error "json" "RFC 8259" "it is JSON; nothing after the first place where it is not can be checked"
    JSON_NAME_TWICE Error "json-name-twice" "RFC 8259 §4" "no object has one name twice"
    JSON_VERSION Error "json-version" "JSON Feed 1.1, version" "version is https://jsonfeed.org/version/1.1"
    JSON_OLD_VERSION Warning "json-old-version" "JSON Feed 1.1, version" "the version is 1.1"
    JSON_REQUIRED Error "json-required" "JSON Feed 1.1, Top-level, Items" "a feed has title and items, an item an id"
    JSON_TYPE Error "json-type" "JSON Feed 1.1" "a field has the type that it should have"
    JSON_EMPTY Warning "json-empty" "JSON Feed 1.1" "no field is null or empty; what has no value is left out"
    JSON_UNKNOWN Warning "json-unknown" "JSON Feed 1.1, Extensions" "fields that JSON Feed does not know begin with _"
    JSON_RECOMMENDED Warning "json-recommended" "JSON Feed 1.1, Top-level" "a feed has home_page_url and feed_url"
    JSON_FEED_URL Warning "json-feed-url" "JSON Feed 1.1, feed_url" "feed_url is the address which it was got from"
    JSON_NEXT_URL Error "json-next-url" "JSON Feed 1.1, next_url" "next_url leads on, and not back to this page"
    JSON_ADDRESS Error "json-address" "JSON Feed 1.1" "an address is absolute, without blanks"
    JSON_ID_REPEATED Error "json-id-repeated" "JSON Feed 1.1, id" "no two items have the same id"
    JSON_CONTENT Error "json-content" "JSON Feed 1.1, content_html" "an item has content_html or content_text"
    JSON_DATE Error "json-date" "JSON Feed 1.1, date_published; RFC 3339" "a date is written as in 2026-11-03T04:05:06Z"
    JSON_AUTHOR Warning "json-author" "JSON Feed 1.1, authors" "persons stand in authors; author is that of version 1"
    JSON_PERSON Error "json-person" "JSON Feed 1.1, authors" "a person has a name, a url or an avatar"
    JSON_LANGUAGE Error "json-language" "JSON Feed 1.1, language; RFC 5646 §2.1" "a language is a tag such as en or pt-BR"
    JSON_ATTACHMENT Error "json-attachment" "JSON Feed 1.1, attachments" "an attachment has url and mime_type, a media type"
    JSON_HUB Error "json-hub" "JSON Feed 1.1, hubs" "a hub has type and url"

    // OPML 2.0.
    OPML_VERSION Error "opml-version" "OPML 2.0, What is an <opml>?" "<opml> has the attribute version"
    OPML_OLD_VERSION Warning "opml-old-version" "OPML 2.0, What is an <opml>?" "version is 2.0"
    OPML_PARTS Error "opml-parts" "OPML 2.0, What is a <head>?, What is a <body>?" "<opml> holds one head, then one body with at least one outline"
    OPML_UNKNOWN Error "opml-unknown" "OPML 2.0" "elements without a namespace are those of OPML, where it allows them"
    OPML_TEXT Error "opml-text" "OPML 2.0, Text attribute" "an outline has the attribute text"
    OPML_TARGET Error "opml-target" "OPML 2.0, Subscription lists, Inclusion" "an outline of type rss has xmlUrl, of type link or include url"
    OPML_ADDRESS Error "opml-address" "OPML 2.0, Subscription lists" "an address is absolute, without blanks"
    OPML_DATE Error "opml-date" "OPML 2.0, What is a <head>?; RFC 822 §5" "a date is written as in Tue, 03 Nov 2026 04:05:06 GMT"
    OPML_VALUE Error "opml-value" "OPML 2.0, What is a <head>?" "ownerEmail is one of mail, windows and expansion states are numbers, isComment is true or false"
}
