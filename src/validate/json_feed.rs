//! JSON Feed 1.1.

use std::collections::HashSet;

use super::finding::quoted;
use super::html::{self, Kind as Html};
use super::json::{self, Kind, Value};
use super::values::{Address, address, is_language, is_media_type, rfc3339};
use super::{Context, Format, extensions, rules};

/// What a field holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Holds {
    Text,
    Address,
    Date,
    Html,
    Language,
    MediaType,
    Number,
    Bool,
    Texts,
    People,
    Person,
    Attachments,
    Hubs,
    Items,
}

use Holds::{
    Address as Url, Attachments, Bool, Date, Hubs, Items, Language, MediaType, Number, People,
    Person, Text, Texts,
};

const FEED: [(&str, Holds); 15] = [
    ("version", Text),
    ("title", Text),
    ("home_page_url", Url),
    ("feed_url", Url),
    ("description", Text),
    ("user_comment", Text),
    ("next_url", Url),
    ("icon", Url),
    ("favicon", Url),
    ("authors", People),
    ("author", Person),
    ("language", Language),
    ("expired", Bool),
    ("hubs", Hubs),
    ("items", Items),
];

const ITEM: [(&str, Holds); 16] = [
    ("id", Text),
    ("url", Url),
    ("external_url", Url),
    ("title", Text),
    ("content_html", Holds::Html),
    ("content_text", Text),
    ("summary", Text),
    ("image", Url),
    ("banner_image", Url),
    ("date_published", Date),
    ("date_modified", Date),
    ("authors", People),
    ("author", Person),
    ("tags", Texts),
    ("language", Language),
    ("attachments", Attachments),
];

const PERSON: [(&str, Holds); 3] = [("name", Text), ("url", Url), ("avatar", Url)];

const HUB: [(&str, Holds); 2] = [("type", Text), ("url", Url)];

const ATTACHMENT: [(&str, Holds); 5] = [
    ("url", Url),
    ("mime_type", MediaType),
    ("title", Text),
    ("size_in_bytes", Number),
    ("duration_in_seconds", Number),
];

/// Checks a feed; `None`: it is something else.
pub(super) fn check(text: &str, context: &mut Context) -> Option<Format> {
    let feed = match json::read(text) {
        Ok(feed) => feed,
        Err((at, message)) => {
            context.findings.add(&rules::JSON, at, message);
            return Some(Format::Json);
        }
    };
    let is_feed = ["version", "items", "feed_url"].iter().any(|name| feed.get(name).is_some());
    if !is_feed {
        context.findings.add(&rules::NOT_A_FEED, feed.at, "this is JSON, and no feed");
        return None;
    }
    version(&feed, context);
    for name in ["title", "items"] {
        required(&feed, "the feed", name, &rules::JSON_REQUIRED, context);
    }
    for name in ["home_page_url", "feed_url"] {
        required(&feed, "the feed", name, &rules::JSON_RECOMMENDED, context);
    }
    members(&feed, &FEED, context);
    addresses(&feed, context);
    let mut ids = HashSet::new();
    for item in feed.get("items").map_or(&[][..], Value::values) {
        check_item(item, &mut ids, context);
    }
    Some(Format::Json)
}

fn version(feed: &Value, context: &mut Context) {
    let version = feed.get("version");
    let at = version.map_or(feed.at, |version| version.at);
    match version.and_then(Value::text) {
        Some("https://jsonfeed.org/version/1.1") => {}
        Some("https://jsonfeed.org/version/1") => {
            context.findings.add(&rules::JSON_OLD_VERSION, at, "the version is 1");
        }
        Some(other) => {
            let message = format!("the version is {}", quoted(other));
            context.findings.add(&rules::JSON_VERSION, at, message);
        }
        None => context.findings.add(&rules::JSON_VERSION, at, "the feed has no version"),
    }
}

fn required(of: &Value, what: &str, name: &str, rule: &'static rules::Rule, context: &mut Context) {
    if of.get(name).is_none() {
        context.findings.add(rule, of.at, format!("{what} has no {name}"));
    }
}

/// `feed_url` and `next_url`.
fn addresses(feed: &Value, context: &mut Context) {
    let text = |name| feed.get(name).and_then(|value| Some((value.at, value.text()?)));
    let own = text("feed_url");
    if let (Some((at, own)), Some(url)) = (own, context.url)
        && own != url
    {
        let message = format!("feed_url is {}; it was got from {}", quoted(own), quoted(url));
        context.findings.add(&rules::JSON_FEED_URL, at, message);
    }
    if let Some((at, next)) = text("next_url")
        && (own.is_some_and(|(_, own)| own == next) || context.url == Some(next))
    {
        context.findings.add(&rules::JSON_NEXT_URL, at, "next_url leads to this page");
    }
}

fn check_item<'v>(item: &'v Value, ids: &mut HashSet<&'v str>, context: &mut Context) {
    if !matches!(item.kind, Kind::Object(_)) {
        return;
    }
    required(item, "the item", "id", &rules::JSON_REQUIRED, context);
    members(item, &ITEM, context);
    let id = item.get("id");
    if let Some((at, id)) = id.and_then(|id| Some((id.at, id.text()?)))
        && !ids.insert(id)
    {
        let message = format!("another item has the id {}", quoted(id));
        context.findings.add(&rules::JSON_ID_REPEATED, at, message);
    }
    if item.get("content_html").is_none() && item.get("content_text").is_none() {
        let message = "the item has neither content_html nor content_text";
        context.findings.add(&rules::JSON_CONTENT, item.at, message);
    }
}

/// Checks the members of an object against those that it may have.
fn members(object: &Value, known: &[(&str, Holds)], context: &mut Context) {
    let mut met = HashSet::new();
    for member in object.members() {
        let (name, at) = (member.name.as_ref(), member.at);
        if !met.insert(name) {
            let message = format!("the name {} stands here twice", quoted(name));
            context.findings.add(&rules::JSON_NAME_TWICE, at, message);
        } else if let Some((_, holds)) = known.iter().find(|(known, _)| *known == name) {
            if name == "author" {
                let message = "author is that of version 1; it is authors now";
                context.findings.add(&rules::JSON_AUTHOR, at, message);
            }
            value(name, &member.value, *holds, context);
        } else if !name.starts_with('_') {
            let message = format!("JSON Feed has no field {} here", quoted(name));
            context.findings.add(&rules::JSON_UNKNOWN, at, message);
        }
    }
}

fn value(name: &str, value: &Value, holds: Holds, context: &mut Context) {
    let at = value.at;
    let wrong_type = |context: &mut Context, right: &str| {
        context.findings.add(&rules::JSON_TYPE, at, format!("{name} is no {right}"));
    };
    match (&value.kind, holds) {
        (Kind::Null, _) => {
            context.findings.add(&rules::JSON_EMPTY, at, format!("{name} is null"));
        }
        (Kind::Bool, Bool) => {}
        (Kind::Number(number), Number) if !number.starts_with('-') => {}
        (Kind::Object(_), Person) => person(value, context),
        (Kind::List(list), Texts | People | Attachments | Hubs | Items) => {
            if list.is_empty() && holds != Items {
                context.findings.add(&rules::JSON_EMPTY, at, format!("{name} is empty"));
            }
            for inner in list {
                element(name, inner, holds, context);
            }
        }
        (Kind::Text(text), Text | Url | Date | Holds::Html | Language | MediaType) => {
            check_text(name, text, at, holds, context);
        }
        (_, Bool) => wrong_type(context, "true or false"),
        (_, Number) => wrong_type(context, "number from 0 on"),
        (_, Person) => wrong_type(context, "object"),
        (_, Texts | People | Attachments | Hubs | Items) => wrong_type(context, "list"),
        _ => wrong_type(context, "text"),
    }
}

/// Checks an element of a list.
fn element(name: &str, inner: &Value, holds: Holds, context: &mut Context) {
    let is_right = match holds {
        Texts => inner.text().is_some(),
        _ => matches!(inner.kind, Kind::Object(_)),
    };
    if !is_right {
        let right = if holds == Texts { "texts" } else { "objects" };
        let message = format!("{name} holds something else than {right}");
        context.findings.add(&rules::JSON_TYPE, inner.at, message);
        return;
    }
    match holds {
        Texts => check_text(name, inner.text().unwrap_or_default(), inner.at, Text, context),
        People => person(inner, context),
        Hubs => {
            members(inner, &HUB, context);
            for name in ["type", "url"] {
                required(inner, "the hub", name, &rules::JSON_HUB, context);
            }
        }
        Attachments => {
            members(inner, &ATTACHMENT, context);
            for name in ["url", "mime_type"] {
                required(inner, "the attachment", name, &rules::JSON_ATTACHMENT, context);
            }
        }
        _ => {}
    }
}

fn person(person: &Value, context: &mut Context) {
    members(person, &PERSON, context);
    if !PERSON.iter().any(|(name, _)| person.get(name).is_some()) {
        let message = "a person has neither name nor url nor avatar";
        context.findings.add(&rules::JSON_PERSON, person.at, message);
    }
}

fn check_text(name: &str, text: &str, at: usize, holds: Holds, context: &mut Context) {
    if text.trim().is_empty() {
        context.findings.add(&rules::JSON_EMPTY, at, format!("{name} is empty"));
        return;
    }
    let wrong = match holds {
        Url => match address(text) {
            Ok(Address::Absolute(_)) => None,
            Ok(Address::Relative) => Some((&rules::JSON_ADDRESS, "is not absolute")),
            Err(why) => Some((&rules::JSON_ADDRESS, why)),
        },
        Date => match rfc3339(text) {
            Some(date) => {
                extensions::plausible(date, at, context);
                None
            }
            None => Some((&rules::JSON_DATE, "is no date of RFC 3339")),
        },
        Language if !is_language(text) => Some((&rules::JSON_LANGUAGE, "is no language tag")),
        MediaType if !is_media_type(text) => Some((&rules::JSON_ATTACHMENT, "is no media type")),
        Holds::Html => {
            html::check(text, Html::Fragment, at, &mut context.findings);
            None
        }
        _ => None,
    };
    if let Some((rule, why)) = wrong {
        context.findings.add(rule, at, format!("{name}, {}, {why}", quoted(text)));
    }
}
