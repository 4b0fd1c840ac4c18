//! Any text as a date and as a text with a date in it, under any format: what is found stands
//! there, and what was read is read again from its own RFC 3339.
#![no_main]

use libfuzzer_sys::fuzz_target;
use sangam::model::date::{DateHints, Precision, find, parse};

fuzz_target!(|input: (Option<String>, String)| {
    let (format, text) = input;
    let hints = DateHints { format, zone: None, now: None };
    if let Some((_, range)) = find(&text, &hints) {
        assert!(text.get(range).is_some_and(|found| !found.is_empty()), "{text:?}");
    }
    if let Some(published) = parse(&text, &hints) {
        let again = parse(&published.at.to_rfc3339(), &DateHints::default());
        assert_eq!(again.map(|again| again.at), Some(published.at), "{text:?}");
        let at_midnight = published.at.format("%T").to_string() == "00:00:00";
        assert!(published.precision == Precision::Second || at_midnight, "{text:?}");
    }
});
