//! Any bytes as a document: some answer is given, and the same one twice.
#![no_main]

use libfuzzer_sys::fuzz_target;
use sangam::model::document::Document;
use sangam::model::source::SourceKind;
use sangam::read::{ReadOptions, read};

fuzz_target!(|data: &[u8]| {
    let document = Document { url: None, content_type: None, body: data.to_vec().into() };
    let options = ReadOptions { kind: SourceKind::Feed, ..ReadOptions::default() };
    let (first, second) = (read(&document, &options), read(&document, &options));
    match (first, second) {
        (Ok(first), Ok(second)) => {
            assert_eq!(first.items, second.items);
            assert_eq!(first.warnings, second.warnings);
        }
        (Err(first), Err(second)) => assert_eq!(first, second),
        _ => panic!("one document, two answers"),
    }
});
