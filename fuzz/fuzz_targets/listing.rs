//! Any bytes as a page: the same rows twice, and asking for selectors changes none of them.
#![no_main]

use libfuzzer_sys::fuzz_target;
use sangam::model::document::Document;
use sangam::model::source::SourceKind;
use sangam::read::{ReadOptions, read};

fuzz_target!(|data: &[u8]| {
    let url = "https://site.example/news/".parse().ok();
    let document = Document { url, content_type: None, body: data.to_vec().into() };
    let plain = ReadOptions { kind: SourceKind::Listing, ..ReadOptions::default() };
    let explained = ReadOptions { explain: true, ..plain.clone() };
    match (read(&document, &plain), read(&document, &explained)) {
        (Ok(first), Ok(second)) => assert_eq!(first.items, second.items),
        (Err(first), Err(second)) => assert_eq!(first, second),
        _ => panic!("one page, two answers"),
    }
});
