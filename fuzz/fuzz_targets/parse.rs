//! Any bytes the whole way of `parse`: read and normalized, every item with a key and with
//! addresses that can be opened.
#![no_main]

use std::collections::HashSet;

use libfuzzer_sys::fuzz_target;
use sangam::model::document::Document;
use sangam::model::source::{SourceId, SourceKind};
use sangam::pipeline::{PlannedSource, interpret};

fuzz_target!(|data: &[u8]| {
    let id = SourceId::new("fuzz").expect("a plain word is an id");
    let url: url::Url = "https://site.example/feed".parse().expect("a literal address is one");
    let planned = PlannedSource::unconfigured(id, url.clone(), SourceKind::Auto);
    let document = Document { url: Some(url), content_type: None, body: data.to_vec().into() };
    let now = chrono::DateTime::UNIX_EPOCH;
    let Ok(done) = interpret(&document, &planned, &HashSet::new(), now) else { return };
    assert_eq!(done.seen as usize, done.incoming.len() + done.rejected.len());
    for incoming in &done.incoming {
        assert!(!incoming.item.keys.is_empty(), "{:?}", incoming.item);
    }
});
