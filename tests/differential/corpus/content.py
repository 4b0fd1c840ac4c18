"""Content: how text is written inside an element, and what it means."""

from __future__ import annotations

import base64

from case import Case, Cases, OneOf
from corpus.shells import KNOWN, LINK, TITLE, atom, atom03, rdf, rss

#: Title as it stands in RSS → the plain text that it means.
RSS_TITLES = {
    "plain": ("Fishers and farmers", "Fishers and farmers"),
    "ampersand": ("Fishers &amp; farmers", "Fishers & farmers"),
    "ampersand-in-cdata": ("<![CDATA[Fishers & farmers]]>", "Fishers & farmers"),
    "bold-escaped": ("Fishers &lt;b&gt;and&lt;/b&gt; farmers", "Fishers and farmers"),
    "bold-in-cdata": ("<![CDATA[Fishers <b>and</b> farmers]]>", "Fishers and farmers"),
    "bold-as-element": ("Fishers <b>and</b> farmers", "Fishers and farmers"),
    "entity-escaped": ("Caf&amp;eacute; co-operative", "Café co-operative"),
    "entity-in-cdata": ("<![CDATA[Caf&eacute; co-operative]]>", "Café co-operative"),
    "reference-escaped": ("The members&amp;#8217; caf&amp;#233;", "The members’ café"),
    "ampersand-escaped-twice": ("Fishers &amp;amp; farmers", "Fishers & farmers"),
    "less-than": ("Losses &lt; 5 per cent", "Losses < 5 per cent"),
    "less-than-in-cdata": ("<![CDATA[Losses < 5 per cent]]>", "Losses < 5 per cent"),
    "greater-than": ("Savings > loans", "Savings > loans"),
    "heart": ("I &lt;3 co-ops", "I <3 co-ops"),
    "generic-type": (
        "Lists as List&amp;lt;Member&amp;gt; in code",
        OneOf(("Lists as List<Member> in code", "Lists as List&lt;Member&gt; in code")),
    ),
    "line-break": ("Fishers&lt;br/&gt;farmers", OneOf(("Fishers farmers", "Fishersfarmers"))),
    "white-space": ("\n\t Fishers\n   and   farmers \n", "Fishers and farmers"),
    "non-breaking-space": ("Fishers&#160;and&#xA0;farmers", "Fishers and farmers"),
    "cdata-in-the-middle": ("Fishers <![CDATA[&]]> farmers", "Fishers & farmers"),
    "cdata-twice": ("<![CDATA[Fishers]]><![CDATA[ & farmers]]>", "Fishers & farmers"),
    "cdata-with-end-inside": ("<![CDATA[a]]]]><![CDATA[>b]]>", "a]]>b"),
    "comment": ("Fishers<!-- draft --> and farmers", "Fishers and farmers"),
    "link": (
        '<![CDATA[<a href="https://news.example.coop/">Fishers and farmers</a>]]>',
        "Fishers and farmers",
    ),
    "image-with-text": ('<![CDATA[<img src="x.png" alt=""> Fishers]]>', "Fishers"),
    "at-sign-and-quotes": ("&quot;One vote&quot; @ Osaka&apos;s", '"One vote" @ Osaka\'s'),
    "percent": ("100% &amp; more", "100% & more"),
    "url-with-parameters": ("See ?a=1&amp;b=2", "See ?a=1&b=2"),
    "legacy-entity": ("AT&T and R&D", "AT&T and R&D"),
    "emoji": ("Fishers &#x1F41F; found", "Fishers 🐟 found"),
    "surrogates": ("Fishers &#xD83D;&#xDC1F; found", OneOf(("Fishers 🐟 found", "Fishers found"))),
    "maths-entity": ("a &le; b &hellip; &euro;5", "a ≤ b … €5"),
    "devanagari": ("सहकारी &amp; सदस्य", "सहकारी & सदस्य"),
    "right-to-left": ("تعاونية &amp; أعضاء", "تعاونية & أعضاء"),
}

#: Title construct of Atom 1.0: attributes, what stands inside, the plain text that it means.
ATOM_TITLES = {
    "no-type": ("", "Fishers &amp; farmers", "Fishers & farmers"),
    "text": (' type="text"', "Fishers &amp; farmers", "Fishers & farmers"),
    "text-with-tag": (' type="text"', "The &lt;b&gt; element", "The <b> element"),
    "text-with-entity": (
        ' type="text"',
        "Write &amp;amp; for &amp;",
        OneOf(("Write &amp; for &", "Write & for &")),
    ),
    "html": (
        ' type="html"',
        "Fishers &lt;b&gt;and&lt;/b&gt; farmers &amp;amp; more",
        "Fishers and farmers & more",
    ),
    "html-less-than": (' type="html"', "Losses &amp;lt; 5 per cent", "Losses < 5 per cent"),
    "html-in-cdata": (
        ' type="html"',
        "<![CDATA[Fishers <b>and</b> farmers &amp; more]]>",
        "Fishers and farmers & more",
    ),
    "html-entity": (' type="html"', "Caf&amp;eacute;", "Café"),
    "xhtml": (
        ' type="xhtml"',
        '<div xmlns="http://www.w3.org/1999/xhtml">Fishers <b>and</b> farmers &amp; more</div>',
        "Fishers and farmers & more",
    ),
    "xhtml-with-prefix": (
        ' type="xhtml" xmlns:h="http://www.w3.org/1999/xhtml"',
        "<h:div>Fishers <h:b>and</h:b> farmers</h:div>",
        "Fishers and farmers",
    ),
    "xhtml-less-than": (
        ' type="xhtml"',
        '<div xmlns="http://www.w3.org/1999/xhtml">Losses &lt; 5 per cent</div>',
        "Losses < 5 per cent",
    ),
    "xhtml-without-div": (' type="xhtml"', "Fishers <b>and</b> farmers", "Fishers and farmers"),
    "media-type-html": (
        ' type="text/html"',
        "Fishers &lt;b&gt;and&lt;/b&gt; farmers",
        "Fishers and farmers",
    ),
    "media-type-plain": (' type="text/plain"', "Fishers &amp; farmers", "Fishers & farmers"),
    "upper-case-type": (
        ' type="HTML"',
        "Fishers &lt;b&gt;and&lt;/b&gt; farmers",
        "Fishers and farmers",
    ),
    "unknown-type": (' type="fancy"', "Fishers &amp; farmers", "Fishers & farmers"),
    "markup-without-type": ("", "Fishers <b>and</b> farmers", "Fishers and farmers"),
    "html-not-escaped": (' type="html"', "Fishers <b>and</b> farmers", "Fishers and farmers"),
}

#: Content of Atom 0.3: attributes, what stands inside, the text that it means.
OLD_CONTENT = {
    "no-type": ("", "Fishers &amp; farmers", "Fishers & farmers"),
    "escaped-html": (
        ' type="text/html" mode="escaped"',
        "&lt;p&gt;Fishers &amp;amp; farmers&lt;/p&gt;",
        "Fishers & farmers",
    ),
    "escaped-in-cdata": (
        ' type="text/html" mode="escaped"',
        "<![CDATA[<p>Fishers &amp; farmers</p>]]>",
        "Fishers & farmers",
    ),
    "xml-html": (
        ' type="text/html" mode="xml"',
        "<p>Fishers &amp; farmers</p>",
        "Fishers & farmers",
    ),
    "xml-xhtml": (
        ' type="application/xhtml+xml" mode="xml"',
        '<div xmlns="http://www.w3.org/1999/xhtml"><p>Fishers &amp; farmers</p></div>',
        "Fishers & farmers",
    ),
    "base64-plain": (
        ' type="text/plain" mode="base64"',
        base64.b64encode(b"Fishers & farmers").decode(),
        "Fishers & farmers",
    ),
    "base64-html": (
        ' type="text/html" mode="base64"',
        base64.b64encode("<p>Caf\u00e9 &amp; farmers</p>".encode()).decode(),
        "Café & farmers",
    ),
    "escaped-plain": (
        ' type="text/plain" mode="escaped"',
        "Fishers &amp; farmers",
        "Fishers & farmers",
    ),
    "html-without-mode": (
        ' type="text/html"',
        "&lt;p&gt;Fishers &amp;amp; farmers&lt;/p&gt;",
        "Fishers & farmers",
    ),
}

#: Content of Atom 1.0: attributes, what stands inside, the text that it means.
NEW_CONTENT = {
    "text": (' type="text"', "Fishers &amp; farmers &lt; 5", "Fishers & farmers < 5"),
    "html": (
        ' type="html"',
        "&lt;p&gt;Fishers &amp;amp; farmers&lt;/p&gt;&lt;ul&gt;&lt;li&gt;one&lt;/ul&gt;",
        "Fishers & farmers one",
    ),
    "html-in-cdata": (
        ' type="html"',
        "<![CDATA[<p>Fishers &amp; farmers</p>]]>",
        "Fishers & farmers",
    ),
    "xhtml": (
        ' type="xhtml"',
        '<div xmlns="http://www.w3.org/1999/xhtml"><p>Fishers &amp; <i>farmers</i></p><hr/></div>',
        "Fishers & farmers",
    ),
    "xhtml-with-prefix": (
        ' type="xhtml"',
        '<h:div xmlns:h="http://www.w3.org/1999/xhtml"><h:p>Fishers &amp; farmers</h:p></h:div>',
        "Fishers & farmers",
    ),
    "xhtml-title-inside": (
        ' type="xhtml"',
        '<div xmlns="http://www.w3.org/1999/xhtml"><svg xmlns="http://www.w3.org/2000/svg"><title>Map</title></svg><p>Fishers</p></div>',
        OneOf(("Fishers", "Map Fishers")),
    ),
    "base64-plain": (
        ' type="text/plain"',
        base64.b64encode(b"Fishers & farmers found a union").decode(),
        OneOf(
            (
                "Fishers & farmers found a union",
                base64.b64encode(b"Fishers & farmers found a union").decode(),
            )
        ),
    ),
    "media-type-html": (
        ' type="text/html"',
        "&lt;p&gt;Fishers &amp;amp; farmers&lt;/p&gt;",
        "Fishers & farmers",
    ),
    "xml-inside": (' type="application/xml"', "<p>Fishers &amp; farmers</p>", "Fishers & farmers"),
    "html-labelled-text": (
        ' type="text"',
        "&lt;p&gt;Fishers &amp;amp; farmers&lt;/p&gt;",
        OneOf(("Fishers & farmers", "<p>Fishers &amp; farmers</p>")),
    ),
    "no-type-with-tags": ("", "&lt;p&gt;Fishers&lt;/p&gt;", OneOf(("Fishers", "<p>Fishers</p>"))),
    "html-labelled-xhtml": (
        ' type="xhtml"',
        "&lt;p&gt;Fishers &amp;amp; farmers&lt;/p&gt;",
        OneOf(("Fishers & farmers", "<p>Fishers &amp; farmers</p>")),
    ),
}

#: Description in RSS: what stands there, the text that it means.
DESCRIPTIONS = {
    "plain": ("By members.", "By members."),
    "paragraphs-escaped": (
        "&lt;p&gt;By members.&lt;/p&gt;&lt;p&gt;For members.&lt;/p&gt;",
        "By members. For members.",
    ),
    "paragraphs-in-cdata": (
        "<![CDATA[<p>By members.</p><p>For &amp; with members.</p>]]>",
        "By members. For & with members.",
    ),
    "paragraphs-as-elements": ("<p>By members.</p><p>For members.</p>", "By members. For members."),
    "unclosed-html-in-cdata": (
        "<![CDATA[<p>By <b>members.<p>For members.]]>",
        "By members. For members.",
    ),
    "unclosed-html-as-elements": (
        "<p>By members.<br>For members.<img src=x.png>",
        "By members. For members.",
    ),
    "crossed-html-as-elements": ("<b>By <i>members</b></i> alone.", "By members alone."),
    "cdata-in-escaped-cdata": ("&lt;![CDATA[By members.]]&gt;", OneOf(("By members.", ""))),
    "cdata-in-cdata": (
        "<![CDATA[<![CDATA[By members.]]]]><![CDATA[>]]>",
        OneOf(("By members.", "By members.]]>", "<![CDATA[By members.]]>")),
    ),
    "code-sample": ("<![CDATA[<pre>if (a &lt; b &amp;&amp; c) { }</pre>]]>", "if (a < b && c) { }"),
    "code-sample-escaped": (
        "&lt;pre&gt;x &amp;lt; y &amp;amp;&amp;amp; z&lt;/pre&gt;",
        "x < y && z",
    ),
    "tag-as-code": (
        "&lt;p&gt;Write &lt;code&gt;&amp;lt;b&amp;gt;&lt;/code&gt; for bold.&lt;/p&gt;",
        "Write <b> for bold.",
    ),
    "entity-as-code": (
        "&lt;p&gt;Write &lt;code&gt;&amp;amp;eacute;&lt;/code&gt;.&lt;/p&gt;",
        "Write &eacute;.",
    ),
    "script-left-out": ("<![CDATA[<p>By members.</p><script>alert('x')</script>]]>", "By members."),
    "style-left-out": (
        "<![CDATA[<style>p { color: red }</style><p>By members.</p>]]>",
        "By members.",
    ),
    "comment-left-out": ("<![CDATA[<p>By <!-- draft --> members.</p>]]>", "By members."),
    "entities-of-html": (
        "&lt;p&gt;Caf&amp;eacute; &amp;hellip; 5&amp;nbsp;&amp;euro;&lt;/p&gt;",
        "Café … 5 €",
    ),
    "undefined-entity": ("Caf&eacute; of members&hellip;", "Café of members…"),
    "bare-ampersand": ("Fishers & farmers", "Fishers & farmers"),
    "bare-less-than": ("Losses < 5 per cent", "Losses < 5 per cent"),
    "empty-tag": ("", None),
    "empty-cdata": ("<![CDATA[]]>", None),
    "white-space-alone": ("  \n ", None),
    "table": ("<![CDATA[<table><tr><td>one</td><td>two</td></tr></table>]]>", "one two"),
    "escaped-twice": (
        "&amp;lt;p&amp;gt;By members.&amp;lt;/p&amp;gt;",
        OneOf(("By members.", "<p>By members.</p>")),
    ),
    "address-with-parameters": (
        '<![CDATA[<a href="https://x.example/?a=1&b=2">By members</a>]]>',
        "By members",
    ),
    "whole-page": (
        "<![CDATA[<html><head><title>No</title></head><body><p>By members.</p></body></html>]]>",
        OneOf(("By members.", "No By members.")),
    ),
    "long-word": ("a" * 5000, "a" * 5000),
}


def cases() -> list[Case]:
    """Every case of this kind."""
    out = Cases("content")
    for name, (written, meant) in RSS_TITLES.items():
        head = f"<title>{written}</title><link>{LINK}</link>"
        out.add(f"title-{name}-in-rss20", rss("", head=head), [KNOWN | {"title": meant}])
        if "&eacute;" not in written and "&le;" not in written:
            out.add(f"title-{name}-in-rss10", rdf("", head=head), [KNOWN | {"title": meant}])
    for name, (attributes, written, meant) in ATOM_TITLES.items():
        head = f'<title{attributes}>{written}</title><link href="{LINK}"/>'
        out.add(f"title-{name}-in-atom10", atom("", head=head), [KNOWN | {"title": meant}])
    for name, (attributes, written, meant) in OLD_CONTENT.items():
        out.add(
            f"content-{name}-in-atom03",
            atom03(f"<content{attributes}>{written}</content>"),
            [KNOWN | {"text": meant}],
        )
        head = f'<title{attributes}>{written}</title><link rel="alternate" type="text/html" href="{LINK}"/>'
        out.add(f"title-{name}-in-atom03", atom03("", head=head), [KNOWN | {"title": meant}])
    for name, (attributes, written, meant) in NEW_CONTENT.items():
        out.add(
            f"content-{name}-in-atom10",
            atom(f"<content{attributes}>{written}</content>"),
            [KNOWN | {"text": meant}],
        )
    for name, (written, meant) in DESCRIPTIONS.items():
        out.add(
            f"description-{name}-in-rss20",
            rss(f"<description>{written}</description>"),
            [KNOWN | {"text": meant}],
        )
        out.add(
            f"description-{name}-in-rss10",
            rdf(f"<description>{written}</description>"),
            [KNOWN | {"text": meant}],
        )
        encoded = f"<content:encoded>{written}</content:encoded>"
        out.add(
            f"encoded-{name}-in-rss20", rss(encoded, prefixes="content"), [KNOWN | {"text": meant}]
        )
    _more(out)
    return out.cases


def _more(out: Cases) -> None:
    out.add(
        "item-without-title",
        rss("<description>By members.</description>", head=f"<link>{LINK}</link>"),
        [{"url": LINK, "title": None, "text": "By members."}],
    )
    out.add(
        "item-with-empty-title",
        rss("<description>By members.</description>", head=f"<title/><link>{LINK}</link>"),
        [{"url": LINK, "title": None, "text": "By members."}],
    )
    out.add(
        "item-with-title-alone",
        rss("", head=f"<title>{TITLE}</title>"),
        [{"title": TITLE, "url": None}],
    )
    out.add(
        "summary-and-content-in-atom10",
        atom(
            '<summary>By members.</summary><content type="html">&lt;p&gt;All of it.&lt;/p&gt;</content>'
        ),
        [KNOWN | {"summary": "By members.", "text": "All of it."}],
    )
    out.add(
        "summary-of-html-in-atom10",
        atom('<summary type="html">&lt;b&gt;By&lt;/b&gt; members.</summary>'),
        [KNOWN | {"text": "By members."}],
    )
    out.add(
        "summary-of-xhtml-in-atom10",
        atom(
            '<summary type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml">By <b>members</b>.</div></summary>'
        ),
        [KNOWN | {"text": "By members."}],
    )
    out.add(
        "subtitle-of-html-in-atom10",
        atom("", '<subtitle type="html">By &lt;b&gt;members&lt;/b&gt;.</subtitle>'),
        [KNOWN],
        {"description": "By members."},
    )
    out.add(
        "rights-of-html-in-atom10",
        atom('<rights type="html">&amp;copy; Federation</rights>'),
        [KNOWN | {"rights": "© Federation"}],
    )
    out.add(
        "title-of-channel-with-entity",
        rss("").replace("<title>Co-operative News</title>", "<title>News &amp;amp; Notes</title>"),
        [KNOWN],
        {"title": "News & Notes"},
    )
    out.add(
        "title-of-channel-in-cdata",
        rss("").replace(
            "<title>Co-operative News</title>", "<title><![CDATA[News & Notes]]></title>"
        ),
        [KNOWN],
        {"title": "News & Notes"},
    )
    out.add(
        "description-of-channel-with-html",
        rss("").replace("Stories of members.", "Stories of &lt;b&gt;members&lt;/b&gt;."),
        [KNOWN],
        {"description": "Stories of members."},
    )
    out.add(
        "language-of-channel", rss("", "<language>en-us</language>"), [KNOWN], {"language": "en-us"}
    )
    out.add(
        "language-with-underscore",
        rss("", "<language>pt_BR</language>"),
        [KNOWN],
        {"language": "pt-br"},
    )
    out.add(
        "language-by-attribute-in-atom10",
        atom("", root=' xml:lang="si"'),
        [KNOWN],
        {"language": "si"},
    )
    out.add(
        "language-of-item-in-atom10",
        atom("", root=' xml:lang="si"').replace("<entry>", '<entry xml:lang="ta">'),
        [KNOWN | {"language": "ta"}],
        {"language": "si"},
    )
    out.add(
        "author-with-mail-first",
        rss("<author>nimali@example.coop (Nimali Perera)</author>"),
        [KNOWN | {"authors": ["Nimali Perera"], "author_emails": ["nimali@example.coop"]}],
    )
    out.add(
        "author-with-name-first",
        rss("<author>Nimali Perera (nimali@example.coop)</author>"),
        [KNOWN | {"authors": ["Nimali Perera"], "author_emails": ["nimali@example.coop"]}],
    )
    out.add(
        "author-with-angle-brackets",
        rss("<author>Nimali Perera &lt;nimali@example.coop&gt;</author>"),
        [KNOWN | {"authors": ["Nimali Perera"], "author_emails": ["nimali@example.coop"]}],
    )
    out.add(
        "author-name-alone",
        rss("<author>Nimali Perera</author>"),
        [KNOWN | {"authors": ["Nimali Perera"]}],
    )
    out.add(
        "author-mail-alone",
        rss("<author>nimali@example.coop</author>"),
        [KNOWN | {"author_emails": ["nimali@example.coop"]}],
    )
    out.add(
        "authors-two-in-atom10",
        atom("<author><name>Nimali Perera</name></author><author><name>Trần Minh</name></author>"),
        [KNOWN | {"authors": ["Nimali Perera", "Trần Minh"]}],
    )
    out.add(
        "author-of-feed-in-atom10",
        atom("", "<author><name>Nimali Perera</name><email>nimali@example.coop</email></author>"),
        [KNOWN],
        {"authors": ["Nimali Perera"]},
    )
    out.add(
        "author-of-source-is-not-ours",
        atom(
            "<source><author><name>Other</name></author><title>Union News</title></source><author><name>Nimali Perera</name></author>"
        ),
        [KNOWN | {"authors": ["Nimali Perera"], "source_title": "Union News"}],
    )
    out.add(
        "contributor-is-no-author",
        atom(
            "<contributor><name>Other</name></contributor><author><name>Nimali Perera</name></author>"
        ),
        [KNOWN | {"authors": ["Nimali Perera"]}],
    )
    out.add(
        "category-with-label",
        atom('<category term="fin" label="Finance"/>'),
        [KNOWN | {"tags": OneOf((["Finance"], ["fin"]))}],
    )
    out.add(
        "categories-with-domain",
        rss(
            '<category domain="https://x.example/">Finance</category><category>Sri Lanka</category>'
        ),
        [KNOWN | {"tags": ["Finance", "Sri Lanka"]}],
    )
    out.add(
        "category-in-cdata",
        rss("<category><![CDATA[Work & life]]></category>"),
        [KNOWN | {"tags": ["Work & life"]}],
    )
    out.add(
        "category-empty",
        rss("<category/><category></category><category>Finance</category>"),
        [KNOWN | {"tags": ["Finance"]}],
    )
