use super::*;
use crate::model::date::Precision;
use crate::model::raw::{RawAttachment, RawPerson, RawText};

/// A source that says nothing of its items.
pub(super) fn context() -> SourceContext {
    SourceContext {
        id: SourceId::new("test").unwrap(),
        base: Url::parse("https://example.org/news/feed.xml").ok(),
        language: None,
        tags: Vec::new(),
        dates: DateHints::default(),
        rules: Vec::new(),
        keeps_bare: false,
    }
}

#[test]
fn every_field_comes_to_its_place() {
    let raw = RawItem {
        guid: Some("12".to_owned()),
        link: Some("../story?utm_source=feed#top".to_owned()),
        external_link: Some("https://other.org/x".to_owned()),
        title: Some(RawText::html("Co-operatives &amp; <b>work</b>")),
        summary: Some(RawText::plain("Short.")),
        content: Some(RawText::html("<p><a href='x'>Long</a><script>x</script>")),
        published: Some("28 September 2017".to_owned()),
        updated: Some("2017-09-29T10:15:00+02:00".to_owned()),
        authors: vec![RawPerson {
            name: Some("a@example.org (Ana)".to_owned()),
            ..RawPerson::default()
        }],
        tags: vec!["News".to_owned()],
        kind: Some(" Article ".to_owned()),
        language: Some("en_us".to_owned()),
        attachments: vec![RawAttachment { url: "/a.mp3".to_owned(), ..RawAttachment::default() }],
        image: Some("/a.png".to_owned()),
        rights: Some(RawText::html("&copy; 2017")),
        comments: Some("/story#comments".to_owned()),
        origin: Some(RawOrigin {
            title: Some("Other".to_owned()),
            url: Some("https://other.org/feed".to_owned()),
        }),
        ..RawItem::default()
    };
    let context = SourceContext { tags: vec!["ILO".to_owned()], ..context() };
    let item = normalize(raw, &context, &mut Vec::new()).unwrap();
    let json = serde_json::to_value(&item).unwrap();
    let expected = serde_json::json!({
        "keys": [{ "guid": ["test", "12"] }, { "url": "example.org/story" }],
        "guid": "12",
        "url": "https://example.org/story",
        "external_url": "https://other.org/x",
        "title": "Co-operatives & work",
        "summary": "Short.",
        "content": "<p><a href=\"https://example.org/news/x\" rel=\"noopener noreferrer\">Long</a></p>",
        "image": "https://example.org/a.png",
        "published": { "at": "2017-09-28T00:00:00Z", "precision": "day" },
        "modified": "2017-09-29T08:15:00Z",
        "authors": [{ "name": "Ana", "email": "a@example.org" }],
        "kind": "Article",
        "tags": ["News", "ILO"],
        "language": "en-US",
        "attachments": [{ "url": "https://example.org/a.mp3", "mime_type": "audio/mpeg" }],
        "rights": "© 2017",
        "comments_url": "https://example.org/story#comments",
        "origin": { "title": "Other", "url": "https://other.org/feed" },
    });
    assert_eq!(json, expected);
}

#[test]
fn what_is_not_stated_stays_empty() {
    let raw = RawItem { title: Some(RawText::plain("x")), ..RawItem::default() };
    let item = normalize(raw, &context(), &mut Vec::new()).unwrap();
    let json = serde_json::to_value(&item).unwrap();
    assert_eq!(
        json,
        serde_json::json!({ "keys": [{ "title-date": ["test", ":x"] }], "title": "x" })
    );
}

#[test]
fn what_cannot_be_read_is_left_out_with_a_warning() {
    let raw = RawItem {
        title: Some(RawText::plain("x")),
        link: Some("javascript:alert(1)".to_owned()),
        published: Some("someday".to_owned()),
        language: Some("English".to_owned()),
        ..RawItem::default()
    };
    let context = SourceContext { language: Language::new("fr").ok(), ..context() };
    let mut warnings = Vec::new();
    let item = normalize(raw, &context, &mut warnings).unwrap();
    assert_eq!((item.url, item.published), (None, None));
    assert_eq!(item.language.unwrap().as_str(), "fr");
    let mut codes: Vec<_> = warnings.iter().map(|warning| warning.code).collect();
    codes.sort_unstable();
    assert_eq!(codes, ["bad-address", "bad-language", "unreadable-date"]);
}

#[test]
fn the_item_says_what_its_addresses_count_from() {
    let raw = RawItem {
        link: Some("a".to_owned()),
        base: Url::parse("https://base.org/x/").ok(),
        content: Some(RawText::html("<img src=p.png><a href=#n>n</a>")),
        published: Some("2017-09-28T10:15:00Z".to_owned()),
        ..RawItem::default()
    };
    let item = normalize(raw, &context(), &mut Vec::new()).unwrap();
    assert_eq!(item.url.unwrap().as_str(), "https://base.org/x/a");
    assert_eq!(item.published.unwrap().precision, Precision::Second);
    let content = item.content.unwrap();
    assert!(content.as_str().contains("https://base.org/x/p.png"));
    assert!(content.as_str().contains("https://base.org/x/a#n"));
}

/// Junk in every field: nothing panics, and what comes out comes out again the same.
#[test]
fn junk_never_panics() {
    let pieces = [
        "<",
        "&",
        "é",
        "\u{0}",
        "\u{FFFF}",
        "//",
        "http://",
        "@",
        "(",
        ")",
        "&#x",
        ";",
        "<b",
        ">",
        "WCMS_",
        "9",
        "\u{202E}",
        "😀",
        " ",
        "%",
        "#",
        "?",
        "=",
        "\n",
        "-",
        "urn:uuid:",
        "tag:",
    ];
    let mut seed = 3_u64;
    let mut junk = || {
        let mut text = String::new();
        for _ in 0..6 {
            seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
            text.push_str(pieces[usize::try_from(seed >> 33).unwrap() % pieces.len()]);
        }
        text
    };
    for _ in 0..2_000 {
        let raw = RawItem {
            guid: Some(junk()),
            guid_is_permalink: true,
            link: Some(junk()),
            title: Some(RawText::html(junk())),
            summary: Some(RawText::plain(junk())),
            content: Some(RawText::html(junk())),
            published: Some(junk()),
            updated: Some(junk()),
            authors: vec![RawPerson { name: Some(junk()), email: Some(junk()), url: Some(junk()) }],
            tags: vec![junk(), junk()],
            kind: Some(junk()),
            language: Some(junk()),
            attachments: vec![RawAttachment {
                url: junk(),
                mime_type: Some(junk()),
                ..RawAttachment::default()
            }],
            ..RawItem::default()
        };
        let Ok(item) = normalize(raw, &context(), &mut Vec::new()) else { continue };
        let json = serde_json::to_string(&item).unwrap();
        assert_eq!(serde_json::from_str::<Item>(&json).unwrap(), item);
    }
}
