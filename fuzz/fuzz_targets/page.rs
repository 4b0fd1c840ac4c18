//! Any bytes as an item's own page, and as a page that should have been a feed: the same answer
//! twice, and of a feed's address one that can be asked.
#![no_main]

use libfuzzer_sys::fuzz_target;
use sangam::model::document::Document;
use sangam::read::{feed_of, read_article, refusal};

fuzz_target!(|data: &[u8]| {
    let url = "https://site.example/news/1".parse().ok();
    let document = Document { url, content_type: None, body: data.to_vec().into() };
    match (read_article(&document), read_article(&document)) {
        (Ok(first), Ok(second)) => assert_eq!(first, second),
        (Err(first), Err(second)) => assert_eq!(first, second),
        _ => panic!("one page, two answers"),
    }
    if let Some(feed) = feed_of(&document) {
        assert!(matches!(feed.scheme(), "http" | "https"), "{feed}");
    }
    let _ = refusal(&String::from_utf8_lossy(data));
});
