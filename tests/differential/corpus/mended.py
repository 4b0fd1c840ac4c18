"""Damage that was met in the wild, written by hand; `damage.py` does the random kinds."""

from __future__ import annotations

from case import Case, Cases, OneOf
from corpus.shells import KNOWN, LINK, TITLE, atom, rss

TEXT = KNOWN | {"text": "By members."}
ITEM = (
    f"<item><title>{TITLE}</title><link>{LINK}</link><description>By members.</description></item>"
)
SECOND = {"title": "Weavers share a dye house", "url": "https://news.example.coop/2016/weavers"}
NEXT = f"<item><title>{SECOND['title']}</title><link>{SECOND['url']}</link></item>"
CHANNEL = "<title>Co-operative News</title><link>https://news.example.coop/</link><description>Stories.</description>"


def document(
    items: str,
    begin: str = '<?xml version="1.0" encoding="utf-8"?>\n',
    end: str = "</channel></rss>\n",
) -> str:
    """RSS around some items."""
    return f'{begin}<rss version="2.0"><channel>{CHANNEL}{items}{end}'


#: Name → (document, items).
BROKEN: dict[str, tuple[str, list[dict[str, object]]]] = {
    "title-with-bare-ampersand-and-semicolon": (
        document(f"<item><title>Save & grow; now</title><link>{LINK}</link></item>"),
        [{"title": "Save & grow; now", "url": LINK}],
    ),
    "title-with-bare-ampersand-at-the-end": (
        document(f"<item><title>Save &</title><link>{LINK}</link></item>{NEXT}"),
        [{"title": "Save &", "url": LINK}, SECOND],
    ),
    "title-with-two-ampersands": (
        document(f"<item><title>a && b</title><link>{LINK}</link></item>"),
        [{"title": "a && b", "url": LINK}],
    ),
    "title-with-arrow": (
        document(f"<item><title>a <- b -> c</title><link>{LINK}</link></item>"),
        [{"title": "a <- b -> c", "url": LINK}],
    ),
    "title-with-mail-in-brackets": (
        document(
            f"<item><title>Write to us</title><author>Nimali <nimali@example.coop></author><link>{LINK}</link></item>{NEXT}"
        ),
        [{"title": "Write to us", "url": LINK}, SECOND],
    ),
    "title-with-less-than-at-the-end": (
        document(f"<item><title>a <</title><link>{LINK}</link></item>{NEXT}"),
        [{"title": "a <", "url": LINK}, SECOND],
    ),
    "description-with-unclosed-b": (
        document(
            f"<item><title>{TITLE}</title><link>{LINK}</link><description>By <b>members.</description></item>{NEXT}"
        ),
        [TEXT, SECOND],
    ),
    "description-with-unclosed-comment": (
        document(
            f"<item><title>{TITLE}</title><link>{LINK}</link><description>By members.</description></item>{NEXT}<!-- end"
        ),
        [TEXT, SECOND],
    ),
    "description-with-end-of-br": (
        document(
            f"<item><title>{TITLE}</title><link>{LINK}</link><description>By</br> members.</description></item>{NEXT}"
        ),
        [TEXT, SECOND],
    ),
    "description-with-attribute-without-quotes": (
        document(
            f"<item><title>{TITLE}</title><link>{LINK}</link><description>By <a href=https://x.example/?a=1&b=2>members</a>.</description></item>{NEXT}"
        ),
        [TEXT, SECOND],
    ),
    "description-with-end-of-item-inside": (
        document(
            f"<item><title>{TITLE}</title><link>{LINK}</link><description>By members.</item>{NEXT}"
        ),
        [TEXT, SECOND],
    ),
    "description-with-nested-description": (
        document(
            f"<item><title>{TITLE}</title><link>{LINK}</link><description><description>By members.</description></description></item>{NEXT}"
        ),
        [TEXT, SECOND],
    ),
    "description-twice": (
        document(
            f"<item><title>{TITLE}</title><link>{LINK}</link><description>By members.</description><description></description></item>{NEXT}"
        ),
        [TEXT, SECOND],
    ),
    "item-in-item": (
        document(
            f"<item><title>{TITLE}</title><link>{LINK}</link><description>By members.</description>{NEXT}</item>"
        ),
        [TEXT, SECOND],
    ),
    "item-without-end": (
        document(
            f"<item><title>{TITLE}</title><link>{LINK}</link><description>By members.</description>{NEXT}"
        ),
        [TEXT, SECOND],
    ),
    "item-end-in-upper-case": (document(ITEM.replace("</item>", "</ITEM>") + NEXT), [TEXT, SECOND]),
    "item-end-twice": (document(ITEM + "</item>" + NEXT), [TEXT, SECOND]),
    "items-with-attributes": (
        document(ITEM.replace("<item>", '<item id="1" class=a>') + NEXT),
        [TEXT, SECOND],
    ),
    "channel-end-between-items": (document(ITEM + "</channel>" + NEXT), [TEXT, SECOND]),
    "root-end-between-items": (document(ITEM + "</rss>" + NEXT), [TEXT, SECOND]),
    "channel-without-end": (document(ITEM + NEXT, end="</rss>"), [TEXT, SECOND]),
    "root-without-end": (document(ITEM + NEXT, end=""), [TEXT, SECOND]),
    "cut-in-a-tag": (document(ITEM + NEXT + "<item><tit", end=""), [TEXT, SECOND]),
    "cut-in-cdata": (
        document(
            f"{ITEM}<item><title>{SECOND['title']}</title><link>{SECOND['url']}</link><description><![CDATA[half",
            end="",
        ),
        [TEXT, SECOND],
    ),
    "cut-in-an-entity": (
        document(
            f"{ITEM}<item><title>{SECOND['title']}</title><link>{SECOND['url']}</link><description>half &am",
            end="",
        ),
        [TEXT, SECOND],
    ),
    "cut-in-an-attribute": (
        document(
            f'{ITEM}<item><title>{SECOND["title"]}</title><link>{SECOND["url"]}</link><enclosure url="https',
            end="",
        ),
        [TEXT, SECOND],
    ),
    "cut-in-a-comment": (document(f"{ITEM}{NEXT}<!-- half", end=""), [TEXT, SECOND]),
    "empty-lines-before": (document(ITEM, begin='\n\n\n<?xml version="1.0"?>\n'), [TEXT]),
    "mark-before": (document(ITEM, begin='\ufeff<?xml version="1.0"?>\n'), [TEXT]),
    "mark-as-three-letters-before": (document(ITEM, begin='ï»¿<?xml version="1.0"?>\n'), [TEXT]),
    "space-in-the-declaration": (document(ITEM, begin='<? xml version="1.0" ?>\n'), [TEXT]),
    "warning-before": (
        document(
            ITEM,
            begin='<br />\n<b>Notice</b>: Undefined variable $x in <b>/srv/f.php</b> on line <b>3</b><br />\n<?xml version="1.0"?>\n',
        ),
        [TEXT],
    ),
    "html-comment-before": (document(ITEM, begin="<!-- cached <b>now</b> -->"), [TEXT]),
    "stylesheets-before": (
        document(
            ITEM,
            begin='<?xml version="1.0"?><?xml-stylesheet href="a.xsl" type="text/xsl"?><?xml-stylesheet href="a.css"?>',
        ),
        [TEXT],
    ),
    "doctype-with-public-id": (
        document(
            ITEM,
            begin='<?xml version="1.0"?><!DOCTYPE rss SYSTEM "https://news.example.coop/rss.dtd">',
        ),
        [TEXT],
    ),
    "doctype-with-entity": (
        document(
            ITEM.replace("By members", "&who;"),
            begin='<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY who "By members">]>',
        ),
        [TEXT],
    ),
    "doctype-with-html-entities": (
        document(
            ITEM.replace("By members", "By&nbsp;members"),
            begin='<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY % HTMLlat1 PUBLIC "-//W3C//ENTITIES Latin 1 for XHTML//EN" "xhtml-lat1.ent"> %HTMLlat1;]>',
        ),
        [TEXT],
    ),
    "doctype-with-external-entity": (
        document(
            ITEM.replace("By members", "By &file;members"),
            begin='<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY file SYSTEM "file:///etc/hostname">]>',
        ),
        [KNOWN | {"text": OneOf(("By members.", "By &file;members."))}],
    ),
    "doctype-of-html": (document(ITEM, begin="<!DOCTYPE html>\n"), [TEXT]),
    "page-around": (f"<html><body>{document(ITEM, begin='')}</body></html>", [TEXT]),
    "script-after": (document(ITEM) + "<script>if (a<b && c) go('</rss>')</script>", [TEXT]),
    "second-document-after": (document(ITEM) + document(NEXT), [TEXT, SECOND]),
    "nul-in-text": (document(ITEM.replace("members", "mem\x00bers")), [TEXT]),
    "nul-in-a-tag": (document(ITEM.replace("<item>", "<it\x00em>")), [TEXT]),
    "nuls-after": (document(ITEM) + "\x00" * 100, [TEXT]),
    "control-characters": (document(ITEM.replace("members", "mem\x08bers\x0b")), [TEXT]),
    "reference-to-nul": (document(ITEM.replace("members", "members&#0;")), [TEXT]),
    "reference-to-surrogate": (document(ITEM.replace("members", "members&#xD800;")), [TEXT]),
    "reference-too-large": (document(ITEM.replace("members", "members&#99999999;")), [TEXT]),
    "reference-to-vertical-tab": (document(ITEM.replace("members", "members&#11;")), [TEXT]),
    "reference-without-number": (
        document(ITEM + NEXT.replace("share", "share &#; and &#x;")),
        [TEXT, {"url": SECOND["url"]}],
    ),
    "cdata-unclosed-in-first": (
        document(
            f"<item><title>{TITLE}</title><link>{LINK}</link><description><![CDATA[By members.</description></item>{NEXT}"
        ),
        [KNOWN, SECOND],
    ),
    "cdata-in-lower-case": (
        document(
            f"<item><title>{TITLE}</title><link>{LINK}</link><description><![cdata[By members.]]></description></item>{NEXT}"
        ),
        [KNOWN, SECOND],
    ),
    "cdata-with-space": (
        document(
            f"<item><title>{TITLE}</title><link>{LINK}</link><description><! [CDATA[By members.]]></description></item>{NEXT}"
        ),
        [KNOWN, SECOND],
    ),
    "cdata-around-items": (document(f"<![CDATA[ ]]>{ITEM}<![CDATA[ ]]>{NEXT}"), [TEXT, SECOND]),
    "prefix-that-nobody-declared": (
        document(ITEM.replace("<description>", "<dc:creator>Nimali</dc:creator><description>")),
        [TEXT | {"authors": ["Nimali"]}],
    ),
    "tag-with-space-before-its-name": (
        document(ITEM.replace("</title>", "</ title>") + NEXT),
        [KNOWN, SECOND],
    ),
    "tag-with-slash-and-space": (
        document(ITEM.replace("</title>", "</title ><br / >") + NEXT),
        [KNOWN, SECOND],
    ),
    "title-empty-element-and-text": (
        document(f"<item><title/>{NEXT[6:]}"),
        [{"url": SECOND["url"]}],
    ),
    "attribute-twice": (document(ITEM.replace("<item>", '<item a="1" a="2">')), [TEXT]),
    "attribute-with-new-line": (document(ITEM.replace("<item>", '<item\n\ta\n=\n"1\n2">')), [TEXT]),
    "attributes-run-together": (
        document(
            f'<item><title>{TITLE}</title><link>{LINK}</link><enclosure url="https://m.example/1.mp3"length="5"type="audio/mpeg"/></item>'
        ),
        [KNOWN | {"enclosures": ["https://m.example/1.mp3"], "enclosure_lengths": [5]}],
    ),
    "curly-quotes-around-attributes": (
        document(ITEM, begin="").replace('version="2.0"', "version=“2.0”"),
        [TEXT],
    ),
    "tabs-and-returns": (document(ITEM).replace("><", ">\r\t<"), [TEXT]),
    "one-hundred-levels": (
        document(
            ITEM.replace("By members.", "<div>" * 100 + "By members." + "</div>" * 100) + NEXT
        ),
        [TEXT, SECOND],
    ),
    "missing-last-bracket": (document(ITEM, end="</channel></rss"), [TEXT]),
    "two-declarations": (
        document(ITEM, begin='<?xml version="1.0"?>\n<?xml version="1.0" encoding="utf-8"?>\n'),
        [TEXT],
    ),
    "xml-version-1.1": (document(ITEM, begin='<?xml version="1.1" encoding="utf-8"?>\n'), [TEXT]),
    "xml-version-2": (document(ITEM, begin='<?xml version="2.0" encoding="utf-8"?>\n'), [TEXT]),
    "standalone": (
        document(ITEM, begin='<?xml version="1.0" encoding="utf-8" standalone="maybe"?>\n'),
        [TEXT],
    ),
}


def cases() -> list[Case]:
    """Every case of this kind."""
    out = Cases("mended")
    for name, (text, items) in BROKEN.items():
        out.add(name, text, items, {"title": "Co-operative News"})
    xhtml = '<content type="xhtml"><div><p>By members.<br></p></div></content>'
    out.add("atom10-xhtml-with-unclosed-br", atom(xhtml), [TEXT])
    out.add(
        "atom10-xhtml-with-unclosed-p",
        atom('<content type="xhtml"><div><p>By members.</div></content>'),
        [TEXT],
    )
    out.add(
        "atom10-xhtml-without-namespace",
        atom('<content type="xhtml"><div><p>By members.</p></div></content>'),
        [TEXT],
    )
    out.add(
        "atom10-entry-without-end",
        atom("<summary>By members.</summary>").replace("</entry>", ""),
        [TEXT],
    )
    out.add(
        "atom10-link-without-end",
        atom("<summary>By members.</summary>").replace(
            f'<link href="{LINK}"/>', f'<link href="{LINK}">'
        ),
        [TEXT],
    )
    out.add(
        "atom10-quote-missing",
        atom('<link rel="self href="https://x.example/"/><summary>By members.</summary>'),
        [TEXT],
    )
    out.add(
        "rss20-link-without-end",
        rss("<description>By members.</description>").replace(
            f"<link>{LINK}</link>", f"<link>{LINK}"
        ),
        [TEXT],
    )
    return out.cases
