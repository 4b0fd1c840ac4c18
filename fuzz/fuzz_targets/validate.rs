//! Any bytes checked as a feed, as a page and as a fragment: every finding stands at a place of the
//! document, in its order.
#![no_main]

use libfuzzer_sys::fuzz_target;
use sangam::validate::{Report, Sent, fragment, page, validate};

fn check(report: &Report, lines: usize) {
    let places: Vec<_> = report.findings.iter().map(|found| (found.line, found.column)).collect();
    assert!(places.is_sorted(), "{places:?}");
    assert!(places.iter().all(|&(line, _)| line <= lines), "{places:?} of {lines}");
}

fuzz_target!(|data: &[u8]| {
    let url = Some("https://site.example/feed.xml");
    let now = Some(chrono::DateTime::UNIX_EPOCH);
    let sent = Sent { body: data, content_type: Some("application/xml"), url, now };
    // UTF-16 has two bytes a line feed, and a lone carriage return may count as one.
    let lines = 1 + data.iter().filter(|byte| matches!(byte, b'\n' | b'\r')).count();
    check(&validate(sent), lines);
    check(&page(sent), lines);
    check(&fragment(sent), lines);
});
