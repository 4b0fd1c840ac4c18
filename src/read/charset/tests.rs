use super::*;

#[track_caller]
fn check(body: &[u8], content_type: Option<&str>, encoding: &str, text: &str) {
    let document = Document {
        url: None,
        content_type: content_type.map(str::to_owned),
        body: body.to_vec().into(),
    };
    let decoded = decode(&document);
    assert_eq!((decoded.encoding.as_str(), &*decoded.text), (encoding, text));
}

#[test]
fn a_byte_order_mark_wins_and_goes() {
    check(b"\xEF\xBB\xBFcaf\xC3\xA9", Some("text/xml; charset=iso-8859-1"), "utf-8", "café");
    check(b"\xFF\xFEa\0\xE9\0", None, "utf-16le", "aé");
    check(b"\xFE\xFF\0a\0\xE9", None, "utf-16be", "aé");
}

#[test]
fn the_header_comes_before_the_document() {
    let body = b"<?xml version='1.0' encoding='koi8-r'?>\xE9\xE8";
    let text = "<?xml version='1.0' encoding='koi8-r'?>\u{439}\u{438}";
    check(body, Some("text/xml;charset=\"windows-1251\""), "windows-1251", text);
}

#[test]
fn the_default_of_a_server_comes_after_what_the_document_says() {
    let body = b"<?xml version='1.0' encoding='windows-1251'?>\xE9\xE8";
    let text = "<?xml version='1.0' encoding='windows-1251'?>\u{439}\u{438}";
    check(body, Some("text/xml; charset=ISO-8859-1"), "windows-1251", text);
}

#[test]
fn the_document_says_its_own() {
    let xml = "<?xml version='1.0' encoding='windows-1251'?>\u{439}";
    check(b"<?xml version='1.0' encoding='windows-1251'?>\xE9", None, "windows-1251", xml);
    let html = "<meta charset=windows-1250>\u{165}";
    check(b"<meta charset=windows-1250>\x9D", Some("text/html"), "windows-1250", html);
    let old = "<meta http-equiv=x content='text/html; charset=Shift_JIS'>\u{3042}";
    let body = b"<meta http-equiv=x content='text/html; charset=Shift_JIS'>\x82\xA0";
    check(body, None, "shift_jis", old);
}

#[test]
fn utf_16_without_a_mark_is_seen() {
    check(b"<\0a\0>\0", None, "utf-16le", "<a>");
    check(b"\0<\0a\0>", None, "utf-16be", "<a>");
}

#[test]
fn a_declaration_that_the_bytes_contradict_does_not_count() {
    let utf8 = "coopérative à Genève";
    check(utf8.as_bytes(), Some("text/html; charset=iso-8859-1"), "utf-8", utf8);
    check(b"coop\xE9rative \xE0 Gen\xE8ve", Some("text/html; charset=utf-8"), "windows-1252", utf8);
    check(b"<?xml encoding='utf-16'?>a", None, "utf-8", "<?xml encoding='utf-16'?>a");
}

#[test]
fn one_stray_byte_does_not_change_the_encoding() {
    let rest = " où l’été dès août à Sète";
    let body = [b"caf\xE9".as_slice(), rest.as_bytes()].concat();
    // The byte is read as windows-1252, where it most likely comes from.
    let text = format!("café{rest}");
    check(&body, Some("text/html; charset=utf-8"), "utf-8", &text);
}

#[test]
fn text_that_grows_is_cut_where_there_is_no_more_room() {
    let thai = [0xA1; 100];
    let (text, damaged) = bounded(encoding_rs::WINDOWS_874, &thai, 32);
    assert!((24..=32).contains(&text.len()) && text.chars().all(|c| c == 'ก'), "{text}");
    assert!(!damaged);
    let (text, _) = bounded(encoding_rs::WINDOWS_874, &thai, 1000);
    assert_eq!(text.chars().count(), 100);
}

#[test]
fn an_encoding_fits_when_every_byte_makes_sense_up_to_the_end() {
    let mut long = "日本語".repeat(10_000).into_bytes();
    let fits_in = |body: &[u8], encoding| (fits(body, encoding), mostly_fits(body, encoding));
    assert_eq!(fits_in(&long, UTF_8), (true, true));
    long.push(0xE6);
    assert_eq!(fits_in(&long, UTF_8), (false, true));
    assert_eq!(fits_in(&[0xFF; 9000], encoding_rs::SHIFT_JIS), (false, false));
}
