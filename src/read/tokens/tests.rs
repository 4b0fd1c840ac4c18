use super::*;

/// A document's tokens, each in short: `<name attributes>`, `/name`, `"text"`, `[cdata]`.
fn shown(text: &str) -> Vec<String> {
    let show = |token| match token {
        Token::Start(tag) => {
            let attributes =
                tag.attributes.into_iter().map(|(name, value)| format!(" {name}={value}"));
            let end = if tag.is_empty { "/" } else { "" };
            let doubt = if tag.is_doubtful { "?" } else { "" };
            format!("<{}{}{end}>{doubt}", tag.name, attributes.collect::<String>())
        }
        Token::End(name) => format!("/{name}"),
        Token::Text(text) => format!("{text:?}"),
        Token::CData(text) => format!("[{text}]"),
        Token::Doctype(text) => format!("!{text}"),
    };
    Tokens::new(text).map(show).collect()
}

#[track_caller]
fn check(text: &str, expected: &[&str]) {
    assert_eq!(shown(text), expected, "{text}");
}

#[test]
fn clean_markup_comes_in_pieces() {
    check("<a><b c=\"d\" e='f'/>g</a>", &["<a>", "<b c=d e=f/>", "\"g\"", "/a"]);
    check("<?xml version='1.0'?>\n<a/>", &["\"\\n\"", "<a/>"]);
    check("<!-- <b> --><a><![CDATA[<c> ]] > & ]]></a >", &["<a>", "[<c> ]] > & ]", "/a"]);
    check("<?php if (1 > 0) echo '<b>' ?><a>", &["<a>"]);
    check("<x:a\n b = 'c>d'\n>", &["<x:a b=c>d>"]);
}

#[test]
fn what_is_no_tag_is_text() {
    check("a < b", &["\"a \"", "\"< b\""]);
    check("1<2 <3 <- <= <>", &["\"1\"", "\"<2 \"", "\"<3 \"", "\"<- \"", "\"<= \"", "\"<>\""]);
    check("<ela@sewa.example>", &["\"<ela@sewa.example>\""]);
    check("<https://a.example/>", &["\"<https://a.example/>\""]);
    check("<\u{91cd}\u{8981}>", &["\"<\u{91cd}\u{8981}>\""]);
    check("<!- a><? b", &["\"<!- a>\"", "\"<? b\""]);
}

#[test]
fn a_tag_without_its_end_is_doubtful() {
    check("<title<b>x</b></title>", &["<title>?", "<b>", "\"x\"", "/b", "/title"]);
    check("</title</item>", &["/title", "/item"]);
    check("< title>x", &["<title>?", "\"x\""]);
    check("x<y z</title>", &["\"x\"", "<y z=>?", "/title"]);
}

#[test]
fn attributes_are_read_whatever_their_quotes() {
    check("<a b=c d e=\"f\"g='h' i= j>", &["<a b=c d= e=f g=h i=j>"]);
    check("<a href=\"http://x rel=\"self\">", &["<a href=http://x rel=self>"]);
    check("<a href=\"x>y</a> <b c=\"z\">", &["<a href=x>", "\"y\"", "/a", "\" \"", "<b c=z>"]);
    check("<a title=\"1 < 2\" b='\"'>", &["<a title=1 < 2 b=\">"]);
    check("<a b=c/>", &["<a b=c/>"]);
    check("<a b=“c d” e=„f” g=‘h’ i=”j>", &["<a b=c d e=f g=h i=j>"]);
    check("<a b=\\\"c?d=e\\\" f=\\\"g h\\\">", &["<a b=c?d=e f=g h>"]);
    check("<a b=\"\">", &["<a b=>"]);
}

#[test]
fn a_broken_cdata_section_ends_with_its_element() {
    check("<d><![CDATA[a</d><e><![CDATA[b]]></e>", &["<d>", "[a]", "/d", "<e>", "[b]", "/e"]);
    check("<d><![CDATA[a]]</d><e>", &["<d>", "[a]", "/d", "<e>"]);
    check("<d><![CDATA[a]> </d>", &["<d>", "[a]", "/d"]);
    check("<d><![cdata[a]]></d>", &["<d>", "[a]", "/d"]);
    check("<d><![CDATA a]]></d>", &["<d>", "[ a]", "/d"]);
    check("<d><![CDATA[a", &["<d>", "[a]"]);
    check("<d><! [CDATA[a]]></d>", &["<d>", "[a]", "/d"]);
    check("<d>< ! [ CDATA [<b>]] ></d><e/>", &["<d>", "[<b>]", "/d", "<e/>"]);
    check("<d><! [CDAT[a]]></d>", &["<d>", "\"<! [CDAT[a]]>\"", "/d"]);
    check("<![CDATA[see <![CDATA[ here]]>", &["[see <![CDATA[ here]"]);
}

#[test]
fn a_cut_document_ends_before_its_last_tag() {
    for cut in ["<", "</", "</a", "<b", "<b c", "<b c='", "<b c='d>"] {
        assert_eq!(shown(&format!("<a>x{cut}"))[..2], ["<a>", "\"x\""], "{cut}");
    }
}

#[test]
fn a_document_type_may_hold_declarations() {
    let doctype = "<!DOCTYPE rss [<!ENTITY a \"b>\"> <!-- don't -->]>";
    check(&format!("{doctype}<rss>"), &[&format!("!{doctype}"), "<rss>"]);
    check("<!DOCTYPE html><p>", &["!<!DOCTYPE html>", "<p>"]);
    check("<!DOCTYPE rss [<rss>", &["!<!DOCTYPE rss [<rss>"]);
}

#[test]
fn a_token_taken_back_comes_again() {
    let mut tokens = Tokens::new("<a>b</a>");
    let first = tokens.next();
    tokens.rewind();
    assert_eq!(tokens.next(), first);
    assert_eq!((tokens.start(), tokens.position()), (0, 3));
}

/// Each of these made a tokenizer slow that searches anew what it searched before: it takes
/// minutes then. What it takes is measured in `tests/bounds`.
#[test]
fn a_document_of_beginnings_gives_no_more_tokens_than_it_has() {
    for piece in [
        "<![CDATA[",
        "<!--",
        "<?a",
        "<a b=\"",
        "<a b='x",
        "<",
        "</",
        "<!DOCTYPE [",
        "<!DOCTYPE y [>",
        "<a ]]",
    ] {
        let text = piece.repeat(200_000);
        assert!(Tokens::new(&text).count() <= 400_000, "{piece}");
    }
}

#[test]
fn broken_attributes_are_noticed() {
    let is_noticed = |text: &str| {
        let mut tokens = Tokens::new(text);
        tokens.next();
        tokens.take_mended() == Some("broken-attribute")
    };
    for text in ["<a b=c>", "<a b=\"c d=\"e\">", "<a b='c'd='e'>", "<a b=“c”>", "<a b= c/>"] {
        assert!(is_noticed(text), "{text}");
    }
    for text in ["<a>", "<a b=\"c\" d='e'/>", "<a b = \"c>d\"\n>", "<a b=\"\"/>", "<a b='='>"] {
        assert!(!is_noticed(text), "{text}");
    }
}
