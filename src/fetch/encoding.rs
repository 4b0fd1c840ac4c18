//! `Content-Encoding` that is left when all that was asked for is undone.

/// The encoding, where it makes the body unreadable. Some servers put a charset here, or a word
/// for "none".
pub(crate) fn unknown(header: &[u8]) -> Option<String> {
    let encoding = String::from_utf8_lossy(header).trim().to_ascii_lowercase();
    let harmless = matches!(encoding.as_str(), "" | "identity" | "none" | "utf-8" | "utf8");
    (!harmless).then(|| encoding.chars().take(100).collect())
}

#[cfg(test)]
mod tests {
    use super::unknown;

    #[test]
    fn what_is_no_encoding_does_no_harm() {
        #[track_caller]
        fn check(header: &str, expected: Option<&str>) {
            assert_eq!(unknown(header.as_bytes()).as_deref(), expected);
        }
        check("", None);
        check("Identity", None);
        check(" UTF-8", None);
        check("compress", Some("compress"));
        check("gzip, gzip", Some("gzip, gzip"));
        check("x-gzip", Some("x-gzip"));
    }
}
