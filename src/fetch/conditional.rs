//! Conditional requests (RFC 9110 §13): which validators are kept, and which are sent.

use crate::model::source::Validators;

/// Longest validator that is kept: it is stored, and sent with every request. Real ones have
/// about 40 bytes.
const MAX_BYTES: usize = 1024;

/// The request headers that make a request conditional. Both are sent where both are known: a
/// server that understands neither well enough at least has the choice.
pub(crate) fn headers(validators: &Validators) -> impl Iterator<Item = (&'static str, &str)> {
    let etag = validators.etag.as_deref().filter(|etag| is_etag(etag.as_bytes()));
    let date = validators.last_modified.as_deref().filter(|date| is_plain(date.as_bytes()));
    let etag = etag.map(|etag| ("if-none-match", etag));
    etag.into_iter().chain(date.map(|date| ("if-modified-since", date)))
}

/// The validators of an answer, as the bytes of its `ETag` and `Last-Modified`.
///
/// Only a 200, or a 226 that brings what is new (RFC 3229 §10.4.1), says something about the whole
/// document; those of other answers are not kept.
pub(crate) fn keep(status: u16, etag: Option<&[u8]>, last_modified: Option<&[u8]>) -> Validators {
    if matches!(status, 200 | 226) {
        of_headers(etag, last_modified)
    } else {
        Validators::default()
    }
}

/// The validators after a 304: those it carries replace those that were sent (RFC 9111 §3.2).
pub(crate) fn renew(
    sent: &Validators,
    etag: Option<&[u8]>,
    last_modified: Option<&[u8]>,
) -> Validators {
    let newer = of_headers(etag, last_modified);
    Validators {
        etag: newer.etag.or_else(|| sent.etag.clone()),
        last_modified: newer.last_modified.or_else(|| sent.last_modified.clone()),
    }
}

fn of_headers(etag: Option<&[u8]>, last_modified: Option<&[u8]>) -> Validators {
    Validators {
        etag: etag.filter(|etag| is_etag(etag)).and_then(text),
        last_modified: last_modified.filter(|date| is_plain(date)).and_then(text),
    }
}

fn text(bytes: &[u8]) -> Option<String> {
    String::from_utf8(bytes.to_vec()).ok()
}

/// `*` sent back would mean "any document at all" (RFC 9110 §13.1.2): never modified, for ever.
fn is_etag(bytes: &[u8]) -> bool {
    is_plain(bytes) && bytes != b"*"
}

/// Visible ASCII and spaces. Anything else may come back changed from a store, a log or a proxy,
/// and a validator that is not the same byte for byte is worse than none.
fn is_plain(bytes: &[u8]) -> bool {
    let plain = |byte: &u8| byte.is_ascii_graphic() || *byte == b' ';
    !bytes.is_empty() && bytes.len() <= MAX_BYTES && bytes.iter().all(plain)
}

#[cfg(test)]
mod tests {
    use super::*;

    const DATE: &str = "Thu, 28 Sep 2017 10:00:00 GMT";

    fn both(etag: Option<&str>, date: Option<&str>) -> Validators {
        Validators { etag: etag.map(Into::into), last_modified: date.map(Into::into) }
    }

    #[track_caller]
    fn check_etag(sent: &[u8], kept: Option<&str>) {
        assert_eq!(keep(200, Some(sent), None), both(kept, None), "{sent:?}");
    }

    #[test]
    fn an_etag_is_kept_byte_for_byte_or_not_at_all() {
        check_etag(b"\"abc\"", Some("\"abc\""));
        check_etag(b"W/\"abc\"", Some("W/\"abc\""));
        check_etag(b"unquoted", Some("unquoted"));
        check_etag(b"\"a-gzip\"", Some("\"a-gzip\""));
        check_etag(b"\"a b\"", Some("\"a b\""));
        check_etag(b"\"\"", Some("\"\""));
        check_etag(b"*", None);
        check_etag(b"", None);
        check_etag("\"é\"".as_bytes(), None);
        check_etag(b"\"\xff\"", None);
        check_etag(b"\"a\tb\"", None);
        check_etag(&[b'a'; MAX_BYTES + 1], None);
    }

    #[test]
    fn a_date_is_kept_as_text_whatever_its_form() {
        for date in [DATE, "2017-09-28", "Thursday, 28-Sep-17 10:00:00 GMT", "0"] {
            assert_eq!(keep(200, None, Some(date.as_bytes())), both(None, Some(date)));
        }
    }

    #[test]
    fn only_a_whole_document_or_what_is_new_of_it_gives_validators() {
        for status in [201, 203, 206, 404] {
            assert!(keep(status, Some(b"\"a\""), Some(DATE.as_bytes())).is_empty(), "{status}");
        }
    }

    #[test]
    fn a_304_renews_what_it_carries_and_leaves_the_rest() {
        let sent = both(Some("\"a\""), Some(DATE));
        assert_eq!(renew(&sent, None, None), sent);
        assert_eq!(renew(&sent, Some(b"\"b\""), None), both(Some("\"b\""), Some(DATE)));
        assert_eq!(renew(&sent, Some(b"*"), None), sent);
    }

    #[test]
    fn both_validators_are_sent_and_a_star_never() {
        #[track_caller]
        fn check(validators: &Validators, expected: &[(&str, &str)]) {
            assert_eq!(headers(validators).collect::<Vec<_>>(), expected);
        }
        check(&both(None, None), &[]);
        check(
            &both(Some("W/\"a\""), Some(DATE)),
            &[("if-none-match", "W/\"a\""), ("if-modified-since", DATE)],
        );
        check(&both(Some("*"), Some(DATE)), &[("if-modified-since", DATE)]);
        check(&both(Some("\"a\"\r\nX: y"), None), &[]);
    }
}
