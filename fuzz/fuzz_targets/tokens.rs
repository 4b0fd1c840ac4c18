//! Any text inside of a description: the tokenizer and the search for the description's end. What
//! holds nothing that could be an end must not swallow the item behind.
#![no_main]

use libfuzzer_sys::fuzz_target;
use sangam::model::document::Document;
use sangam::model::source::SourceKind;
use sangam::read::{ReadOptions, read};

fuzz_target!(|data: &str| {
    let body = format!(
        "<rss version='2.0'><channel><item><description>{data}</description></item>\
         <item><guid>behind</guid></item></channel></rss>"
    );
    let document = Document { url: None, content_type: None, body: body.into() };
    let options = ReadOptions { kind: SourceKind::Feed, ..ReadOptions::default() };
    let reading = read(&document, &options).expect("there is a root");
    if !data.contains(['<', '\u{1b}']) {
        let last = reading.items.last().expect("the item behind");
        assert_eq!(last.guid.as_deref(), Some("behind"));
    }
});
