//! Any bytes as a list of subscriptions: whatever is found has an address.
#![no_main]

use libfuzzer_sys::fuzz_target;
use sangam::model::document::Document;
use sangam::read::opml::read_opml;

fuzz_target!(|data: &[u8]| {
    let document = Document { url: None, content_type: None, body: data.to_vec().into() };
    for outline in read_opml(&document).unwrap_or_default() {
        assert!(!outline.url.is_empty());
    }
});
