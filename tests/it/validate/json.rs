//! JSON Feed 1.1: a row for each way to break a clean feed.

use sangam::validate::{Sent, validate};

use super::{check_each, clean, found};

#[test]
fn a_feed_is_as_its_specification_asks() {
    check_each(
        "clean.json",
        &[
            ("/version/1.1", "/version/1", "json-old-version", 2),
            ("/version/1.1", "/version/7", "json-version", 2),
            ("\"version\": \"https://jsonfeed.org/version/1.1\",", "", "json-version", 1),
            ("\"title\": \"Dairy Union News\",", "", "json-required", 1),
            ("\"title\": \"Dairy Union News\"", "\"title\": 7", "json-type", 3),
            ("\"title\": \"Dairy Union News\"", "\"title\": \"\"", "json-empty", 3),
            ("\"home_page_url\": \"https://dairy.example.coop/\",", "", "json-recommended", 1),
            ("\"home_page_url\": \"https://dairy", "\"home_page_url\": \"dairy", "json-address", 4),
            ("feed.json?page=2", "feed.json", "json-next-url", 6),
            (
                "\"description\": \"News of the dairy unions\"",
                "\"description\": null",
                "json-empty",
                7,
            ),
            ("\"description\"", "\"subtitle\"", "json-unknown", 7),
            ("\"description\"", "\"title\"", "json-name-twice", 7),
            ("\"language\": \"en\"", "\"language\": \"en_US\"", "json-language", 9),
            ("\"expired\": false", "\"expired\": \"no\"", "json-type", 10),
            (
                "\"authors\": [{ \"name\": \"The desk\", \"avatar\": \"https://dairy.example.coop/desk.png\" }]",
                "\"author\": { \"name\": \"The desk\" }",
                "json-author",
                11,
            ),
            (
                "{ \"name\": \"The desk\", \"avatar\": \"https://dairy.example.coop/desk.png\" }",
                "{ \"_email\": \"x\" }",
                "json-person",
                11,
            ),
            (
                "\"authors\": [{ \"name\": \"The desk\", \"avatar\": \"https://dairy.example.coop/desk.png\" }]",
                "\"authors\": []",
                "json-empty",
                11,
            ),
            ("\"type\": \"WebSub\", ", "", "json-hub", 12),
        ],
    );
}

#[test]
fn an_item_is_as_its_specification_asks() {
    check_each(
        "clean.json",
        &[
            ("\"id\": \"2\",", "", "json-required", 27),
            ("\"id\": \"2\"", "\"id\": 2", "json-type", 28),
            ("\"id\": \"2\"", "\"id\": \"https://dairy.example.coop/1\"", "json-id-repeated", 28),
            ("\"content_text\": \"Only", "\"_text\": \"Only", "json-content", 27),
            ("\"url\": \"https://dairy.example.coop/1\"", "\"url\": \"/1\"", "json-address", 17),
            ("<em>May</em>", "<em>May", "html-incomplete", 19),
            ("<em>May</em>", "<script>May</script>", "html-unsafe", 19),
            ("\"2026-11-03T04:05:06Z\"", "\"Tue, 03 Nov 2026\"", "json-date", 20),
            ("\"tags\": [\"dairy\"]", "\"tags\": \"dairy\"", "json-type", 22),
            ("\"tags\": [\"dairy\"]", "\"tags\": [1]", "json-type", 22),
            ("\"mime_type\": \"audio/mpeg\", ", "", "json-attachment", 24),
            ("\"mime_type\": \"audio/mpeg\"", "\"mime_type\": \"mp3\"", "json-attachment", 24),
            ("\"size_in_bytes\": 100", "\"size_in_bytes\": \"100\"", "json-type", 24),
        ],
    );
}

#[test]
fn json_is_read_strictly() {
    check_each(
        "clean.json",
        &[
            ("\"expired\": false", "\"expired\": falsy", "json", 10),
            ("\"expired\": false,", "\"expired\": false", "json", 11),
            ("\"expired\": false", "'expired': false", "json", 10),
            ("\"tags\": [\"dairy\"]", "\"tags\": [\"dairy\",]", "json", 22),
            ("\"id\": \"2\"", "\"id\": 02", "json", 28),
            ("\\ud83e\\udd1d", "\\ud83e", "json", 29),
            ("\\u0041", "\\x41", "json", 29),
            ("unions\"", "unions\t\"", "json", 7),
            ("unions\"", "unions", "json", 7),
        ],
    );
    let text = clean("clean.json");
    assert_eq!(found(&super::report(&format!("{text}!"))), [("json", 33)]);
    assert_eq!(found(&super::report(&"[".repeat(100_000))), [("json", 1)]);
    assert_eq!(found(&super::report("{\"a\": 1}")), [("not-a-feed", 1)]);
}

#[test]
fn the_own_address_is_right() {
    let text = clean("clean.json");
    let sent = Sent { body: text.as_bytes(), url: Some("https://a.example/"), ..Sent::default() };
    assert_eq!(found(&validate(sent)), [("json-feed-url", 5)]);
}
