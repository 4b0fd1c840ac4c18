use super::*;

#[track_caller]
fn check_within(within: Within, raw: &str, expected: &str, codes: &[&str]) {
    let mut found = Vec::new();
    let mut entities = Entities::default();
    let text = entities.decode(raw, within, &mut |(code, _)| found.push(code)).into_owned();
    assert_eq!((text.as_str(), found.as_slice()), (expected, codes), "{raw:?}");
}

#[track_caller]
fn check(raw: &str, expected: &str, codes: &[&str]) {
    check_within(Within::Text, raw, expected, codes);
}

#[test]
fn references_are_resolved_once() {
    check("a &lt;b&gt; &amp;amp; &quot;c&quot; &apos;d&apos;", "a <b> &amp; \"c\" 'd'", &[]);
    check("&#233;&#xE9;&#XE9; &eacute;&hellip;&nbsp;", "ééé é…\u{a0}", &[]);
    check("&NotEqualTilde;", "\u{2242}\u{338}", &[]);
}

#[test]
fn what_is_no_reference_stays() {
    check("AT&T & Co &", "AT&T & Co &", &["bare-ampersand"; 3]);
    check("?a=1&copy=2&lt=3&b", "?a=1&copy=2&lt=3&b", &["bare-ampersand"; 3]);
    check("&unheard-of;", "&unheard-of;", &["undefined-entity"]);
    check("&#;&#x;", "&#;&#x;", &["bare-ampersand"; 2]);
}

#[test]
fn unfinished_references_are_finished() {
    check("fish &amp chips &#8217s", "fish & chips ’s", &["unfinished-entity"; 2]);
    check("&copy 2017 caf&eacute, &apos", "© 2017 café, '", &["unfinished-entity"; 3]);
}

#[test]
fn in_an_address_they_are_parameters() {
    let address = |raw, codes: &[&str]| check_within(Within::Address, raw, raw, codes);
    address("http://a.example/?a=1&lt", &["bare-ampersand"]);
    address("?y&quot&copy&eacute", &["bare-ampersand"; 3]);
    address("?a&#39b", &["bare-ampersand"]);
    check_within(Within::Address, "?a&amp;b&eacute;&#39;", "?a&bé'", &[]);
}

#[test]
fn illegal_numbers_are_mended_or_left_out() {
    check("&#147;x&#148;", "“x”", &["windows-1252-reference"; 2]);
    check(
        "a&#0;&#xD800;&#99999999;&#x1F;&#99999999999999999999;b",
        "ab",
        &["illegal-character"; 5],
    );
}

#[test]
fn entities_of_the_document_type_are_expanded_within_bounds() {
    let mut entities = Entities::default();
    entities.declare(
        "<!DOCTYPE rss [<!ENTITY co 'Co-op &amp; &nm;'> <!ENTITY nm \"ILO\">\
         <!ENTITY % p 'x'> <!ENTITY ext SYSTEM 'file:///etc/passwd'> <!ENTITY me '&me;'>]>",
    );
    let mut decode = |raw| entities.decode(raw, Within::Text, &mut |_| ()).into_owned();
    assert_eq!(decode("&co;|&ext;|&p;"), "Co-op & ILO|&ext;|&p;");
    assert!(decode("&me;").len() < 100);
}

#[test]
fn a_billion_laughs_are_few() {
    let mut doctype = String::from("<!DOCTYPE r [<!ENTITY l0 'ha'>");
    for level in 1..40 {
        let inner = format!("&l{};", level - 1).repeat(10);
        doctype = format!("{doctype}<!ENTITY l{level} '{inner}'>");
    }
    let mut entities = Entities::default();
    entities.declare(&doctype);
    let text = entities.decode("&l5;&l39;&l39;", Within::Text, &mut |_| ()).into_owned();
    assert!(text.len() < 2 * MAX_EXPANSION, "{}", text.len());
}
