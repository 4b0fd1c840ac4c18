//! What `/metrics` tells of the server itself.

use std::fmt::Write;
use std::sync::atomic::{AtomicU64, Ordering};

/// Classes of status codes: 1xx to 5xx.
const CLASSES: usize = 5;

/// Counts since the start. Relaxed: each number stands for itself.
#[derive(Debug, Default)]
pub(super) struct Counters {
    by_class: [AtomicU64; CLASSES],
    not_modified: AtomicU64,
    bytes: AtomicU64,
}

impl Counters {
    /// Counts an answer.
    pub(super) fn count(&self, status: u16, bytes: u64) {
        let class = usize::from(status / 100).clamp(1, CLASSES) - 1;
        self.by_class[class].fetch_add(1, Ordering::Relaxed);
        self.not_modified.fetch_add(u64::from(status == 304), Ordering::Relaxed);
        self.bytes.fetch_add(bytes, Ordering::Relaxed);
    }

    /// In Prometheus's text format, version 0.0.4.
    pub(super) fn lines(&self) -> String {
        let mut text = String::from(
            "# HELP sangam_http_requests_total Requests answered, by class of status.\n\
             # TYPE sangam_http_requests_total counter\n",
        );
        for (class, count) in (1..).zip(&self.by_class) {
            let count = count.load(Ordering::Relaxed);
            let _ = writeln!(text, "sangam_http_requests_total{{status=\"{class}xx\"}} {count}");
        }
        let mut single = |name: &str, help: &str, count: &AtomicU64| {
            let count = count.load(Ordering::Relaxed);
            let _ = write!(text, "# HELP {name} {help}\n# TYPE {name} counter\n{name} {count}\n");
        };
        single("sangam_http_not_modified_total", "Answers 304.", &self.not_modified);
        single("sangam_http_body_bytes_total", "Bytes of bodies sent.", &self.bytes);
        text
    }
}
