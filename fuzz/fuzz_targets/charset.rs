//! Any bytes under any label: decoding never fails, and what comes out is text without the
//! characters that XML forbids.
#![no_main]

use libfuzzer_sys::fuzz_target;
use sangam::model::document::Document;
use sangam::model::source::SourceKind;
use sangam::read::{ReadOptions, read};

fuzz_target!(|input: (String, Vec<u8>)| {
    let (label, data) = input;
    let content_type = format!("text/xml; charset={label}");
    let document = Document { url: None, content_type: Some(content_type), body: data.into() };
    let options = ReadOptions { kind: SourceKind::Feed, ..ReadOptions::default() };
    if let Ok(reading) = read(&document, &options) {
        let titles = reading.items.iter().filter_map(|item| item.title.as_ref());
        for title in titles {
            assert!(!title.value.contains(['\0', '\u{1}', '\u{7f}', '\u{85}']), "{title:?}");
        }
    }
});
