"""Dates: every form that feeds write, and nonsense that must not become a date."""

from __future__ import annotations

import re

from case import Case, Cases, OneOf
from corpus.shells import KNOWN, atom, rdf, rss

#: Text in `pubDate` → the moment in UTC.
RSS = {
    # RFC 822, 1123, 2822 and what servers make of them.
    "Thu, 28 Sep 2017 10:15:30 GMT": "2017-09-28T10:15:30Z",
    "Thu, 28 Sep 2017 10:15:30 +0530": "2017-09-28T04:45:30Z",
    "Thu, 28 Sep 2017 10:15:30 -0700": "2017-09-28T17:15:30Z",
    "Thu, 28 Sep 2017 10:15:30 +05:30": "2017-09-28T04:45:30Z",
    "Thu, 28 Sep 2017 10:15:30 Z": "2017-09-28T10:15:30Z",
    "Thu, 28 Sep 2017 10:15:30 UT": "2017-09-28T10:15:30Z",
    "Thu, 28 Sep 2017 10:15:30 UTC": "2017-09-28T10:15:30Z",
    "Thu, 28 Sep 2017 10:15:30": "2017-09-28T10:15:30Z",
    "Thu, 28 Sep 2017 10:15 GMT": "2017-09-28T10:15:00Z",
    "Thu, 28 Sep 2017 10:15": "2017-09-28T10:15:00Z",
    "28 Sep 2017 10:15:30 GMT": "2017-09-28T10:15:30Z",
    "28 Sep 2017 10:15 +0200": "2017-09-28T08:15:00Z",
    "Thu, 28 Sep 17 10:15:30 GMT": "2017-09-28T10:15:30Z",
    "Fri, 03 Jul 98 10:15:30 GMT": "1998-07-03T10:15:30Z",
    "Mon, 3 Jul 2017 9:05:07 GMT": "2017-07-03T09:05:07Z",
    "Mon, 3 July 2017 09:05:07 GMT": "2017-07-03T09:05:07Z",
    "Thursday, 28 September 2017 10:15:30 GMT": "2017-09-28T10:15:30Z",
    "Monday, 28 Sep 2017 10:15:30 GMT": "2017-09-28T10:15:30Z",
    "Thu 28 Sep 2017 10:15:30 GMT": "2017-09-28T10:15:30Z",
    "Thu,28 Sep 2017 10:15:30 GMT": "2017-09-28T10:15:30Z",
    "  Thu, 28 Sep 2017 10:15:30 GMT\n": "2017-09-28T10:15:30Z",
    "Thu,  28  Sep  2017  10:15:30  GMT": "2017-09-28T10:15:30Z",
    "thu, 28 sep 2017 10:15:30 gmt": "2017-09-28T10:15:30Z",
    "THU, 28 SEP 2017 10:15:30 GMT": "2017-09-28T10:15:30Z",
    "Thu, 28 Sep 2017 10:15:30 GMT+0100": "2017-09-28T09:15:30Z",
    "Thu, 28 Sep 2017 10:15:30 GMT+01:00": "2017-09-28T09:15:30Z",
    "Thu, 28 Sep 2017 10:15:30 +0000 (UTC)": "2017-09-28T10:15:30Z",
    "Thu, 28 Sep 2017 10:15:30.123 GMT": "2017-09-28T10:15:30Z",
    "Thu, 28 Sep 2017 24:00:00 GMT": "2017-09-29T00:00:00Z",
    # A leap second is the last second or the next.
    "Sat, 31 Dec 2016 23:59:60 GMT": OneOf(("2016-12-31T23:59:59Z", "2017-01-01T00:00:00Z")),
    "Thu, 28 Sep 2017": "2017-09-28T00:00:00Z",
    "28 Sep 2017": "2017-09-28T00:00:00Z",
    "28 September 2017": "2017-09-28T00:00:00Z",
    # Zones by name.
    "Thu, 28 Sep 2017 10:15:30 EST": "2017-09-28T15:15:30Z",
    "Thu, 28 Sep 2017 10:15:30 EDT": "2017-09-28T14:15:30Z",
    "Thu, 28 Sep 2017 10:15:30 CST": "2017-09-28T16:15:30Z",
    "Thu, 28 Sep 2017 10:15:30 CDT": "2017-09-28T15:15:30Z",
    "Thu, 28 Sep 2017 10:15:30 MST": "2017-09-28T17:15:30Z",
    "Thu, 28 Sep 2017 10:15:30 PST": "2017-09-28T18:15:30Z",
    "Thu, 28 Sep 2017 10:15:30 PDT": "2017-09-28T17:15:30Z",
    "Thu, 28 Sep 2017 10:15:30 CET": "2017-09-28T09:15:30Z",
    "Thu, 28 Sep 2017 10:15:30 CEST": "2017-09-28T08:15:30Z",
    "Thu, 28 Sep 2017 10:15:30 BST": "2017-09-28T09:15:30Z",
    "Thu, 28 Sep 2017 10:15:30 EET": "2017-09-28T08:15:30Z",
    "Thu, 28 Sep 2017 10:15:30 MSK": "2017-09-28T07:15:30Z",
    "Thu, 28 Sep 2017 10:15:30 JST": "2017-09-28T01:15:30Z",
    "Thu, 28 Sep 2017 10:15:30 KST": "2017-09-28T01:15:30Z",
    "Thu, 28 Sep 2017 10:15:30 HKT": "2017-09-28T02:15:30Z",
    "Thu, 28 Sep 2017 10:15:30 AEST": "2017-09-28T00:15:30Z",
    "Thu, 28 Sep 2017 10:15:30 NZST": "2017-09-27T22:15:30Z",
    # RFC 850, asctime, ctime, and other programs' own.
    "Thursday, 28-Sep-17 10:15:30 GMT": "2017-09-28T10:15:30Z",
    "Thu, 28-Sep-2017 10:15:30 GMT": "2017-09-28T10:15:30Z",
    "Thu Sep 28 10:15:30 2017": "2017-09-28T10:15:30Z",
    "Mon Jul  3 10:15:30 2017": "2017-07-03T10:15:30Z",
    "Thu Sep 28 10:15:30 UTC 2017": "2017-09-28T10:15:30Z",
    "Thu Sep 28 10:15:30 PDT 2017": "2017-09-28T17:15:30Z",
    "Thu Sep 28 2017 10:15:30 GMT+0200 (CEST)": "2017-09-28T08:15:30Z",
    "September 28, 2017": "2017-09-28T00:00:00Z",
    "Sep 28, 2017": "2017-09-28T00:00:00Z",
    "Sep 28 2017": "2017-09-28T00:00:00Z",
    "Thursday, September 28, 2017": "2017-09-28T00:00:00Z",
    "September 28, 2017 10:15 AM": "2017-09-28T10:15:00Z",
    "Sep 28, 2017 10:15:30 PM": "2017-09-28T22:15:30Z",
    "28 Sep 2017 12:15 AM": "2017-09-28T00:15:00Z",
    "Thu, 28 Sep 2017 10:15:30 PM GMT": "2017-09-28T22:15:30Z",
    "2017/09/28": "2017-09-28T00:00:00Z",
    "2017/09/28 10:15:30": "2017-09-28T10:15:30Z",
    "2017/09/28 10:15:30 +0000": "2017-09-28T10:15:30Z",
    "2017.09.28": "2017-09-28T00:00:00Z",
    "28.09.2017": "2017-09-28T00:00:00Z",
    "28/09/2017": "2017-09-28T00:00:00Z",
    "9/28/2017": "2017-09-28T00:00:00Z",
    "28-09-2017": "2017-09-28T00:00:00Z",
    "20170928": "2017-09-28T00:00:00Z",
    "20170928T101530Z": "2017-09-28T10:15:30Z",
    "20170928101530": "2017-09-28T10:15:30Z",
    "1506593730": "2017-09-28T10:15:30Z",
    "1506593730000": "2017-09-28T10:15:30Z",
    # ISO 8601 where RFC 822 should be.
    "2017-09-28": "2017-09-28T00:00:00Z",
    "2017-09-28T10:15:30Z": "2017-09-28T10:15:30Z",
    "2017-09-28 10:15:30": "2017-09-28T10:15:30Z",
    "2017-09-28 10:15:30 +0000": "2017-09-28T10:15:30Z",
    "2017-09-28 10:15:30 UTC": "2017-09-28T10:15:30Z",
    "2017-09-28 10:15:30.0": "2017-09-28T10:15:30Z",
    "2017-09-28T10:15:30+0530": "2017-09-28T04:45:30Z",
}

#: Names of months in other languages → the day.
MONTHS = {
    "jeu, 28 sep 2017 10:15:30 +0200": "2017-09-28T08:15:30Z",
    "Jeu, 28 Sept. 2017 10:15:30 +0000": "2017-09-28T10:15:30Z",
    "28 septembre 2017": "2017-09-28T00:00:00Z",
    "1er août 2017": "2017-08-01T00:00:00Z",
    "3 février 2017": "2017-02-03T00:00:00Z",
    "28 de septiembre de 2017": "2017-09-28T00:00:00Z",
    "jueves, 28 de septiembre de 2017": "2017-09-28T00:00:00Z",
    "3 ene 2017 10:15:30 GMT": "2017-01-03T10:15:30Z",
    "28 de setembro de 2017": "2017-09-28T00:00:00Z",
    "quinta-feira, 28 de setembro de 2017": "2017-09-28T00:00:00Z",
    "Do, 28 Sep 2017 10:15:30 +0200": "2017-09-28T08:15:30Z",
    "28. September 2017": "2017-09-28T00:00:00Z",
    "3. März 2017": "2017-03-03T00:00:00Z",
    "Mi, 18 Okt 2017 10:15:30 +0200": "2017-10-18T08:15:30Z",
    "5 Dez 2017 10:15:30 GMT": "2017-12-05T10:15:30Z",
    "28 settembre 2017": "2017-09-28T00:00:00Z",
    "28 Agustus 2017": "2017-08-28T00:00:00Z",
    "5 Ogos 2017": "2017-08-05T00:00:00Z",
    "28 Eylül 2017": "2017-09-28T00:00:00Z",
    "28 сентября 2017": "2017-09-28T00:00:00Z",
    "28 سبتمبر 2017": "2017-09-28T00:00:00Z",
    "28 सितंबर 2017": "2017-09-28T00:00:00Z",
    "28 กันยายน 2017": "2017-09-28T00:00:00Z",
    "28 กันยายน 2560": "2017-09-28T00:00:00Z",
    "28 tháng 9 năm 2017": "2017-09-28T00:00:00Z",
    "2017年9月28日": "2017-09-28T00:00:00Z",
    "2017年09月28日 10:15": "2017-09-28T10:15:00Z",
    "平成29年9月28日": "2017-09-28T00:00:00Z",
    "2017년 9월 28일": "2017-09-28T00:00:00Z",
    "Κυρ, 11 Ιούλ 2004 12:00:00 EST": "2004-07-11T17:00:00Z",
    "2004-július-13T9:15-05:00": "2004-07-13T14:15:00Z",
    # Korean programs write their own time without saying so; UTC is what the text says.
    "2004-05-25 오후 11:23:17": OneOf(("2004-05-25T14:23:17Z", "2004-05-25T23:23:17Z")),
    "2004년 05월 28일 01:31:15": OneOf(("2004-05-27T16:31:15Z", "2004-05-28T01:31:15Z")),
}

#: Text in Atom's `published` → the moment in UTC.
W3C = {
    "2017-09-28T10:15:30Z": "2017-09-28T10:15:30Z",
    "2017-09-28T10:15:30+05:30": "2017-09-28T04:45:30Z",
    "2017-09-28T10:15:30-08:00": "2017-09-28T18:15:30Z",
    "2017-09-28T10:15:30.25Z": "2017-09-28T10:15:30Z",
    "2017-09-28T10:15:30,25Z": "2017-09-28T10:15:30Z",
    "2017-09-28T10:15:30.123456789+02:00": "2017-09-28T08:15:30Z",
    "2017-09-28t10:15:30z": "2017-09-28T10:15:30Z",
    "2017-09-28 10:15:30Z": "2017-09-28T10:15:30Z",
    "2017-09-28T10:15:30": "2017-09-28T10:15:30Z",
    "2017-09-28T10:15Z": "2017-09-28T10:15:00Z",
    "2017-09-28T10:15+02:00": "2017-09-28T08:15:00Z",
    "2017-09-28T10:15": "2017-09-28T10:15:00Z",
    "2017-09-28T10Z": "2017-09-28T10:00:00Z",
    "2017-09-28T10:15:30+02": "2017-09-28T08:15:30Z",
    "2017-09-28T10:15:30+0200": "2017-09-28T08:15:30Z",
    "2017-09-28T10:15:30 +02:00": "2017-09-28T08:15:30Z",
    "2017-09-28T10:15:30 GMT": "2017-09-28T10:15:30Z",
    "2017-09-28T10:15:30 PST": "2017-09-28T18:15:30Z",
    "2017-09-28T24:00:00Z": "2017-09-29T00:00:00Z",
    "2017-09-28": "2017-09-28T00:00:00Z",
    "2017-09": "2017-09-01T00:00:00Z",
    "2017": "2017-01-01T00:00:00Z",
    "20170928": "2017-09-28T00:00:00Z",
    "20170928T10:15:30Z": "2017-09-28T10:15:30Z",
    "20170928T101530+0200": "2017-09-28T08:15:30Z",
    "2017-271": "2017-09-28T00:00:00Z",
    "2017271": "2017-09-28T00:00:00Z",
    "2017-271T10:15:30Z": "2017-09-28T10:15:30Z",
    "2017-W39-4": "2017-09-28T00:00:00Z",
    "2017W394": "2017-09-28T00:00:00Z",
    "2017-W39-4T10:15:30Z": "2017-09-28T10:15:30Z",
    "2017-9-8": "2017-09-08T00:00:00Z",
    "2017-9-8T1:05:07Z": "2017-09-08T01:05:07Z",
    "Thu, 28 Sep 2017 10:15:30 GMT": "2017-09-28T10:15:30Z",
    "1506593730": "2017-09-28T10:15:30Z",
    "2016-02-29T00:00:00Z": "2016-02-29T00:00:00Z",
    "1969-07-20T20:17:40Z": "1969-07-20T20:17:40Z",
    "2017-09-28T10:15:30-00:00": "2017-09-28T10:15:30Z",
    "2017-09-28T10:15:30−07:00": "2017-09-28T17:15:30Z",
    "2017-09-28T10:15:30Z ": "2017-09-28T10:15:30Z",
    "\n  2017-09-28T10:15:30Z\n": "2017-09-28T10:15:30Z",
}

#: No dates.
NONSENSE = (
    "Thu, 31 Jun 2017 10:15:30 GMT",
    "28 Foo 2017",
    "2017-13-01",
    "2017-02-30T10:15:30Z",
    "9999-09-28T10:15:30Z",
    "99999-09-28",
    "0000-00-00T00:00:00Z",
    "0000-00-00 00:00:00",
    "yesterday",
    "TBA",
    "2017-09-28T25:15:30Z",
    "2017-09-28T10:75:30Z",
    "Invalid Date",
    "NaN",
    "-1",
    "",
)

#: Element → shell; each gets a date in its own form, and one in a foreign form.
ELEMENTS = {
    "rss-pubDate": (rss, "<pubDate>{}</pubDate>", ""),
    "rss-dc-date": (rss, "<dc:date>{}</dc:date>", "dc"),
    "rss-dcterms-issued": (rss, "<dcterms:issued>{}</dcterms:issued>", "dcterms"),
    "rss-dcterms-modified": (rss, "<dcterms:modified>{}</dcterms:modified>", "dcterms"),
    "rss-dcterms-created": (rss, "<dcterms:created>{}</dcterms:created>", "dcterms"),
    "rss-atom-updated": (rss, "<atom:updated>{}</atom:updated>", "atom"),
    "rss-atom-published": (rss, "<atom:published>{}</atom:published>", "atom"),
    "rss-pubdate-lower": (rss, "<pubdate>{}</pubdate>", ""),
    "rss-date": (rss, "<date>{}</date>", ""),
    "rdf-dc-date": (rdf, "<dc:date>{}</dc:date>", "dc"),
    "rdf-dcterms-issued": (rdf, "<dcterms:issued>{}</dcterms:issued>", "dcterms"),
    "atom-published": (atom, "<published>{}</published>", ""),
    "atom-updated": (atom, "<updated>{}</updated>", ""),
    "atom-issued": (atom, "<issued>{}</issued>", ""),
    "atom-modified": (atom, "<modified>{}</modified>", ""),
    "atom-created": (atom, "<created>{}</created>", ""),
    "atom-dc-date": (atom, "<dc:date>{}</dc:date>", "dc"),
}


def slug(text: str) -> str:
    """A file name for a date: letters, digits and signs that tell forms apart."""
    named = (
        text.strip().replace("+", "plus").replace(":", "").replace("/", "_").replace("−", "minus")
    )
    return re.sub(r"[^\w.]+", "-", named).strip("-") or "empty"


def cases() -> list[Case]:
    """Every case of this kind."""
    out = Cases("dates")
    for table, kind in ((RSS, "rss"), (MONTHS, "month-name")):
        for number, (text, moment) in enumerate(table.items()):
            item = KNOWN | {"date": moment}
            if ":" not in text and "T" not in text[1:] and not text.isdecimal():
                item["precision"] = "day"
            out.add(f"{kind}-{number:03}-{slug(text)}", rss(f"<pubDate>{text}</pubDate>"), [item])
    for number, (text, moment) in enumerate(W3C.items()):
        item = KNOWN | {"date": moment}
        out.add(f"atom-{number:03}-{slug(text)}", atom(f"<published>{text}</published>"), [item])
    for number, text in enumerate(NONSENSE):
        item = KNOWN | {"date": None}
        out.add(f"nonsense-{number:03}-{slug(text)}", rss(f"<pubDate>{text}</pubDate>"), [item])
    for name, (shell, element, prefixes) in ELEMENTS.items():
        item = KNOWN | {"date": "2017-09-28T10:15:30Z"}
        for form, text in (
            ("w3c", "2017-09-28T10:15:30Z"),
            ("rfc822", "Thu, 28 Sep 2017 10:15:30 GMT"),
        ):
            out.add(f"in-{name}-{form}", shell(element.format(text), prefixes=prefixes), [item])
    both = "<pubDate>Thu, 28 Sep 2017 10:15:30 GMT</pubDate><atom:updated>2017-09-29T08:00:00Z</atom:updated>"
    item = KNOWN | {"date": "2017-09-28T10:15:30Z", "modified": "2017-09-29T08:00:00Z"}
    out.add("both-rss-pubDate-and-atom-updated", rss(both, prefixes="atom"), [item])
    both = "<updated>2017-09-29T08:00:00Z</updated><published>2017-09-28T10:15:30Z</published>"
    out.add("both-atom-published-and-updated", atom(both), [item])
    first = (
        "<pubDate>Thu, 28 Sep 2017 10:15:30 GMT</pubDate><dc:date>2017-09-28T10:15:30Z</dc:date>"
    )
    out.add(
        "both-rss-pubDate-and-dc-date",
        rss(first, prefixes="dc"),
        [KNOWN | {"date": "2017-09-28T10:15:30Z"}],
    )
    out.add(
        "nonsense-then-dc-date",
        rss("<pubDate>soon</pubDate><dc:date>2017-09-28T10:15:30Z</dc:date>", prefixes="dc"),
        [KNOWN | {"date": "2017-09-28T10:15:30Z"}],
    )
    feed = "<pubDate>Thu, 28 Sep 2017 10:00:00 GMT</pubDate><lastBuildDate>Thu, 28 Sep 2017 11:00:00 GMT</lastBuildDate>"
    said = {"published": "2017-09-28T10:00:00Z", "updated": "2017-09-28T11:00:00Z"}
    out.add("of-the-channel", rss("", feed), [KNOWN | {"date": None}], said)
    out.add(
        "in-cdata",
        rss("<pubDate><![CDATA[Thu, 28 Sep 2017 10:15:30 GMT]]></pubDate>"),
        [KNOWN | {"date": "2017-09-28T10:15:30Z"}],
    )
    out.add(
        "with-entity",
        rss("<pubDate>Thu, 28 Sep 2017&nbsp;10:15:30 GMT</pubDate>"),
        [KNOWN | {"date": "2017-09-28T10:15:30Z"}],
    )
    return out.cases
