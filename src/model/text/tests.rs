use super::*;

fn base() -> Url {
    Url::parse("https://example.org/feeds/rss.xml").unwrap()
}

fn clean(html: &str) -> String {
    SafeHtml::sanitize(html, Some(&base())).map(|safe| safe.0).unwrap_or_default()
}

#[track_caller]
fn check(html: &str, expected: &str) {
    assert_eq!(clean(html), expected, "{html:?}");
}

#[test]
fn what_is_shown_stays_and_is_complete() {
    check("plain", "plain");
    check("<p>a<p>b", "<p>a</p><p>b</p>");
    check("<b>x", "<b>x</b>");
    check("<form><p>x</p></form>", "<p>x</p>");
    check("<body><div class=a id=b style=c onclick=d data-e=f>x</div>", "<div>x</div>");
    check("a &amp; b &lt; c &eacute;", "a &amp; b &lt; c é");
    check("1 < 2", "1 &lt; 2");
    check("<p>a&#13;&#10;b&#xd;c</p><pre>&#13;d</pre>", "<p>a\nb\nc</p><pre>d</pre>");
    check(
        "<table><tr><td colspan=2>x</table>",
        "<table><tbody><tr><td colspan=\"2\">x</td></tr></tbody></table>",
    );
    check("<ul><li>a<li>b</ul>", "<ul><li>a</li><li>b</li></ul>");
    check("<font color=red>x</font><custom-element>y</custom-element>", "xy");
    check("<noscript><p>x</p></noscript>", "<p>x</p>");
    check("😀 <i lang=hi>नमस्ते</i>", "😀 <i lang=\"hi\">नमस्ते</i>");
    check("<p title='a\"b &amp; c'>x</p>", "<p title=\"a&quot;b &amp; c\">x</p>");
}

#[test]
fn references_mean_what_the_parser_takes_them_for() {
    for text in [
        "Q&amp;A &amp; &amp;",
        "&amp;amp; &amp;lt;b&gt; &amp;#60;i&#62; &AMP;x &AMP; &amp &ampx",
        "&lt;b&gt; &LT; &lt",
        "&rsquo;s caf&eacute; &eacute;&copy &copyx &notit; &NotEqualTilde; &nbsp;x&nbsp;",
        "&#8217;&#x2019;&#150;&#0;&#xD800;&#13;x&#10;y&#9;z&#1;&#xFFFE;&#38;lt; &#38; x",
        "&unknown; & &é; &; &# &#x; a&",
        "&amp;<b>lt;</b> &amp;<!-- -->lt; &amp;</i>#60; &<b>lt;</b>",
    ] {
        let html = format!("<p>{text}</p>");
        let parsed = SANITIZER.clean(&html).to_string();
        assert_eq!(clean(&html), with_line_feeds(legal(&parsed)), "{text}");
    }
}

#[test]
fn addresses_are_absolute() {
    let rel = "rel=\"noopener noreferrer\"";
    check(
        "<a href='../x?a=1&amp;b=2'>y</a>",
        &format!("<a href=\"https://example.org/x?a=1&amp;b=2\" {rel}>y</a>"),
    );
    check(
        "<a href='#f'>y</a>",
        &format!("<a href=\"https://example.org/feeds/rss.xml#f\" {rel}>y</a>"),
    );
    check("<img src=/a.png alt=A>", "<img src=\"https://example.org/a.png\" alt=\"A\">");
    check(
        "<img src='a b.png' srcset='/a.png 2x'>",
        "<img src=\"https://example.org/feeds/a%20b.png\" srcset=\"https://example.org/a.png 2x\">",
    );
    check(
        "<video src=/v.mp4 autoplay></video>",
        "<video src=\"https://example.org/v.mp4\" controls=\"\"></video>",
    );
    check(
        "<picture><source srcset=/a.webp type=image/webp><img src=/a.png></picture>",
        "<picture><source srcset=\"https://example.org/a.webp\" type=\"image/webp\"><img src=\"https://example.org/a.png\"></picture>",
    );
    let page = Url::parse("https://example.org/story").unwrap();
    let safe = SafeHtml::sanitize_on_page("<a href=#f>y</a>", Some(&base()), Some(&page)).unwrap();
    assert_eq!(safe.as_str(), format!("<a href=\"https://example.org/story#f\" {rel}>y</a>"));
    assert_eq!(SafeHtml::sanitize("<img src=/a.png>", None), None);
}

#[test]
fn pictures_that_nobody_sees_are_dropped() {
    check("x<img src=https://t.example.org/p.gif width=1 height=1>", "x");
    check("x<img alt=y>", "x");
    check(
        "<img src='data:image/gif;base64,R0==' data-src=/a.png>",
        "<img src=\"https://example.org/a.png\">",
    );
    check("<img src='data:image/png;base64,iV=='>", "<img src=\"data:image/png;base64,iV==\">");
    check("x<img src='data:image/svg+xml;base64,iV=='>", "x");
}

#[test]
fn nothing_to_show_is_none() {
    for html in [
        "",
        " ",
        "<p></p>",
        "<p>&nbsp;</p>",
        "<script>x</script>",
        "<!-- x -->",
        "\u{1}",
        "<br><hr>",
    ] {
        check(html, "");
    }
}

#[test]
fn illegal_characters_are_gone_however_they_were_written() {
    check("a\u{0}b\u{1}c\u{FFFE}d\u{FFFD}e\u{85}f", "abcdef");
    check("<b>a&#1;b&#xFFFE;c&#xFFFF;d</b>", "<b>abcd</b>");
    check("<b title='&#1;x'>a</b>", "<b title=\"x\">a</b>");
    check("<b>&#147;x&#148;</b>", "<b>“x”</b>");
}

/// Payloads of the usual lists, each in a place where it once worked somewhere.
const PAYLOADS: [&str; 42] = [
    "<script>alert(1)</script>",
    "<SCRIPT SRC=//x.org/x.js></SCRIPT>",
    "<scr<script>ipt>alert(1)</scr</script>ipt>",
    "<<script>alert(1)//<</script>",
    "<script",
    "<script/x>alert(1)",
    "<img src=x onerror=alert(1)>",
    "<img src=x:x onerror=alert(1)>",
    "<img src=\"javascript:alert(1)\">",
    "<img src=`javascript:alert(1)`>",
    "<img \"\"\"><script>alert(1)</script>\">",
    "<img/src=/x/onerror=alert(1)>",
    "<a href=javascript:alert(1)>x</a>",
    "<a href='java\tscript:alert(1)'>x</a>",
    "<a href='&#106;avascript:alert(1)'>x</a>",
    "<a href='javascript&colon;alert(1)'>x</a>",
    "<a href='java&Tab;script:alert(1)'>x</a>",
    "<a href=' &#14; javascript:alert(1)'>x</a>",
    "<a href='data:text/html;base64,PHNjcmlwdD4='>x</a>",
    "<a href='vbscript:x'>x</a>",
    "<svg onload=alert(1)>",
    "<svg><script>alert(1)</script></svg>",
    "<svg><style><img src=x onerror=alert(1)></style></svg>",
    "<math><mtext><table><mglyph><style><img src onerror=alert(1)>",
    "<math href=javascript:alert(1)>x</math>",
    "<iframe src=javascript:alert(1)></iframe>",
    "<iframe srcdoc='<script>alert(1)</script>'>",
    "<form action=javascript:alert(1)><input type=submit></form>",
    "<button formaction=javascript:alert(1)>x</button>",
    "<object data=javascript:alert(1)></object>",
    "<embed src=javascript:alert(1)>",
    "<base href=javascript:alert(1)//>",
    "<meta http-equiv=refresh content='0;url=javascript:alert(1)'>",
    "<link rel=stylesheet href=javascript:alert(1)>",
    "<style>@import 'javascript:alert(1)';</style>",
    "<div style='background:url(javascript:alert(1))'>x</div>",
    "<noscript><p title=\"</noscript><img src=x onerror=alert(1)>\">",
    "<textarea><img title=\"</textarea><img src=x onerror=alert(1)>\">",
    "<xmp><p title=\"</xmp><img src=x onerror=alert(1)>\">",
    "<video poster=javascript:alert(1) src=x onerror=alert(1)></video>",
    "<p title='\"><img src=x onerror=alert(1)>'>x</p>",
    "<details open ontoggle=alert(1)>x</details>",
];

/// Every tag of sanitized HTML is of the policy, and so is every attribute.
#[track_caller]
fn runs_nothing(html: &str) {
    let safe = clean(html);
    for piece in Pieces::new(&safe) {
        let Piece::Open(name, attributes) = piece else { continue };
        let missing = || panic!("<{name}> of {html:?}");
        let element = policy::place(name).map_or_else(missing, policy::element);
        for (attribute, value) in attributes {
            let known = |&(name, _): &(&str, _)| name == attribute;
            assert!(
                element.attributes.iter().any(known)
                    || policy::EVERYWHERE.iter().any(known)
                    || attribute == "rel"
                    || attribute == "controls",
                "{attribute} of {html:?}"
            );
            if matches!(attribute, "href" | "src" | "poster" | "cite") {
                let (scheme, _) = value.split_once(':').unwrap();
                assert!(["http", "https", "mailto", "tel", "data"].contains(&scheme), "{html:?}");
            }
        }
    }
    let again = clean(&safe);
    assert_eq!(again, safe, "sanitizing {html:?} twice");
}

#[test]
fn nothing_runs() {
    for payload in PAYLOADS {
        runs_nothing(payload);
        runs_nothing(&format!("<p>before{payload}after</p>"));
        runs_nothing(&format!("<a title='{payload}'>x</a>"));
        runs_nothing(&format!("<table><b>{payload}</table>"));
    }
}

/// Pieces of HTML in any order.
#[test]
fn junk_never_panics_and_sanitizing_again_changes_nothing() {
    let pieces = [
        "<p>",
        "</p>",
        "<b>",
        "</b>",
        "<a href=/x>",
        "</a>",
        "<div>",
        "</div>",
        "<table>",
        "</table>",
        "<tr>",
        "<td>",
        "</td>",
        "<ul>",
        "<li>",
        "</ul>",
        "<h1>",
        "</h1>",
        "<h2>",
        "<pre>",
        "</pre>",
        "\n",
        " ",
        "x",
        "é",
        "&amp;",
        "&lt;",
        "&",
        "<",
        ">",
        "\"",
        "<svg>",
        "</svg>",
        "<math>",
        "<style>",
        "</style>",
        "<title>",
        "<!--",
        "-->",
        "<button>",
        "</button>",
        "<form>",
        "<img src=a>",
        "<ruby>",
        "<rt>",
        "</ruby>",
        "<caption>",
        "<col>",
        "<select>",
        "<option>",
        "<br>",
        "</br>",
        "<dl>",
        "<dd>",
        "<dt>",
        "<video>",
        "<source src=a>",
        "<summary>",
        "<details>",
        "<font>",
        "<template>",
        "</template>",
        "<![CDATA[",
        "]]>",
        "<a title='",
        "'",
        "\u{0}",
        "<plaintext>",
        "<i>",
        "</i>",
        "&#10;",
        "<code>",
        "<blockquote>",
        "</blockquote>",
        "<tbody>",
        "<th>",
        "&nbsp;",
    ];
    let mut seed = 7_u64;
    for _ in 0..3_000 {
        let mut html = String::new();
        for _ in 0..12 {
            seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
            html.push_str(pieces[usize::try_from(seed >> 33).unwrap() % pieces.len()]);
        }
        runs_nothing(&html);
        let _ = html_to_text(&html);
    }
}

#[test]
fn size_and_depth_are_bounded() {
    let deep = format!("{}x{}", "<div>".repeat(20_000), "</div>".repeat(20_000));
    let safe = clean(&deep);
    assert_eq!(safe.matches("<div>").count(), 256);
    assert!(safe.contains('x'));
    // End tags that close nothing let no one in.
    let sly = "<div><table></div></b>".repeat(20_000);
    assert!(clean(&format!("{sly}x")).matches("<div>").count() <= 256);
    // What is left open in a paragraph is not opened anew in all that follow.
    let open = (0..200).map(|n| format!("<b title={n}>")).collect::<Vec<_>>().concat();
    let leaking = format!("<div><p>{open}</div>{}", "<p>x".repeat(50_000));
    assert!(clean(&leaking).len() < 1 << 20);
    let paragraphs = "<p>x".repeat(1000);
    assert_eq!(clean(&paragraphs).matches("<p>").count(), 1000);
    assert!(clean(&"é".repeat(700_000)).len() <= 1 << 20);
    assert!(clean(&"<".repeat(1 << 20)).len() < 8 << 20);
    assert!(html_to_text(&"<object>".repeat(100_000)).is_empty());
}

#[test]
fn the_text_of_html() {
    let check = |html: &str, text: &str| assert_eq!(html_to_text(html), text, "{html:?}");
    check("plain &amp; simple", "plain & simple");
    check("<p>one</p><p>two</p>three<br>four", "one two three four");
    check("o<b>n</b>e <i>two</i>", "one two");
    check("<script>x</script>a<style>y</style><!-- z -->b", "a b");
    check("caf&eacute;&nbsp;&#8217;", "café ’");
    check("1 < 2 &lt;b&gt;", "1 < 2 <b>");
    check("<li>a</li><li>b</li>", "a b");
    check("<td>a<td>b", "a b");
}

#[test]
fn plain_text_is_tidied() {
    assert_eq!(tidy(" a\u{A0}\n\t b\u{3000}c\u{1}d\u{FFFF} "), "a b cd");
    assert_eq!(tidy("\u{FEFF}\u{85}x"), "x");
    assert_eq!(tidy("“curly” – dash…"), "“curly” – dash…");
}

#[test]
fn an_excerpt_is_cut_at_a_word_or_between_signs() {
    let check = |text: &str, limit, expected: &str| {
        let found = excerpt(text, limit);
        assert_eq!(found, expected);
        assert!(found.chars().count() <= limit);
    };
    check("one two three", 20, "one two three");
    check("one two three", 13, "one two three");
    check("one two three", 12, "one two…");
    check("one two, three", 10, "one two…");
    check("協同組合の国際的な原則", 6, "協同組合の…");
    check("ab cdefghijklmnopq", 10, "ab cdefgh…");
    check("नमस्ते", 4, "नम…");
    check("👩‍👩‍👧x", 3, "…");
    check("abc", 0, "");
    check("abc", 1, "…");
}
