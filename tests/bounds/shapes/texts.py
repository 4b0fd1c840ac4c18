"""HTML inside of feeds: what makes a sanitizer slow."""

from __future__ import annotations

from .shape import DESCRIPTION, ESCAPED, ITEM, RSS, add, inside, story

PIECES = {
    "plain": b"<p>One <b>two</b></p>",
    "nesting": b"<div>",
    "nesting in a paragraph": b"<span>",
    "bold": b"<p><b>x",
    "links": b"<a href='/a?b=c'>x</a>",
    "open links": b"<a href='/a'><b>x",
    "tables": b"<table><tr><td>x",
    "cells": b"<td>x",
    "rows": b"<table><b><tr><i><td>x</table>",
    "comments": b"x<!-- y -->",
    "pictures": b"<img src='a' srcset='b 1x, c 2x'>",
    "drawings": b"<svg>x",
    "scripts": b"<script>x</script>",
    "styles": b"<style>",
    "lists": b"<ul><li>x",
    "list items": b"<li>x",
    "end tags": b"x</li></p></b>",
    "attributes": b"<p title='a&quot;b' lang=x dir=ltr>",
    "signs": b"< & > \" ' ",
    "unclosed": b"<p a='",
    "entities": b"&amp;amp;&lt;",
    "names": b"&hellip;&Eacute",
    "headings": b"<h1><h2>x",
    "preformatted": b"<pre>\n\nx</pre>",
    "twice escaped": b"&lt;p&gt;x&lt;/p&gt;",
    "forms": b"<select><option>x<button>",
    "sections": b"<![CDATA[x",
    "ruby": b"<ruby>x<rt>y<rp>z",
}


def escaped(html: bytes) -> bytes:
    """As text of XML."""
    return html.replace(b"&", b"&amp;").replace(b"<", b"&lt;")


for name, piece in PIECES.items():
    mega = escaped(piece * (1_000_000 // len(escaped(piece))))
    item = b"<item><title>x</title><description>%s</description></item>"
    add(f"html, {name}, one text", DESCRIPTION, escaped(piece))
    add(f"html, {name}, a MB each", RSS, item % mega)
    add(f"html, {name}, small texts", RSS, item % (b"x" + escaped(piece) * 5))

# Something around that every piece is searched through.
for name, before, piece in [
    ("an open item, then end tags", b"<li><table><tr><td>" + b"<b>" * 250, b"</li>x"),
    ("an open list, then items", b"<ul>" + b"<b>" * 255, b"<li>x"),
    ("an open paragraph, then text", b"<p>" + b"<b>" * 250, b"<i>x</i>"),
    ("open links", b"<b>" * 250, b"<a href=x>"),
]:
    text = escaped(before + piece * ((1_000_000 - len(before) * 2) // len(escaped(piece))))
    add(f"html, {name}", RSS, b"<item><title>x</title><description>%s</description></item>" % text)

add("html, twice escaped stories", RSS, story(ESCAPED.replace("&", "&amp;") * 20))
LINK = b"&lt;a href='b'>x&lt;/a>"
BASE = b"<item xml:base='https://a.example/" + b"a/" * 500 + b"'><title>x</title><description>"
add("html, long base", inside(RSS, BASE, b"</description></item>"), LINK)
add("html, long base, items", RSS, BASE + LINK * 200 + b"</description></item>")
add("html, long attribute", inside(DESCRIPTION, b"&lt;p title='", b"'>"), b"all work ")
for name, piece in {"voids": b"&lt;br ", "pictures": b"&lt;img src=x ", "ends": b"&lt;/br "}.items():
    add(f"html, {name} without end in a title", inside(ITEM, b"<title>", b"</title>"), piece)
    add(f"html, {name} without end in titles", RSS, b"<item><title>%s</title></item>" % (piece * 5000))
add("html, in titles", RSS, b"<item><title>&lt;b>x&lt;/b> &amp;amp;eacute;</title></item>")
add("html, in a title", inside(ITEM, b"<title>", b"</title>"), b"&lt;b>x&lt;/b> &amp;eacute; ")
