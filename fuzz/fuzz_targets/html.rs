//! Any text as foreign HTML: what is made safe stays as it is when it is made safe again, and
//! holds nothing that runs.
#![no_main]

use libfuzzer_sys::fuzz_target;
use sangam::model::text::{SafeHtml, excerpt, html_to_text, resolve_leftovers, tidy};

fuzz_target!(|data: &str| {
    let base = "https://site.example/news/".parse().ok();
    if let Some(safe) = SafeHtml::sanitize(data, base.as_ref()) {
        let again = SafeHtml::sanitize(safe.as_str(), None);
        assert_eq!(again.as_ref(), Some(&safe), "made safe twice");
        assert!(!safe.as_str().contains("<script"), "{safe:?}");
    }
    let text = resolve_leftovers(&html_to_text(data));
    let short = excerpt(&tidy(&text), 40);
    assert!(short.chars().count() <= 40, "{short:?}");
});
