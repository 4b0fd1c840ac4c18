"""HTML pages, read as listings and where a feed was said to be."""

from __future__ import annotations

from .encodings import recoded
from .shape import Around, add, inside

PAGE: Around = (
    b"<!DOCTYPE html><html><head><title>T</title></head><body><ul>",
    b"</ul></body></html>",
)
ROW = b"<li><a href='/news/%d'>Story number %d</a> <span>28 September 2017</span></li>\n"
CARD = b"<div class='card'><h3><a href='/news/%d'>Story %d</a></h3><p>%s</p></div>"
CLOSED = b"'></script></title>"

PIECES = {
    "rows": lambda n: ROW % (n, n),
    "cards": lambda n: CARD % (n, n, b"Text. " * 60),
    "long cards": lambda n: CARD % (n, n, b"Text. " * 6000),
    "text": b"All work and no play. ",
    "links": b"<a href='/x'>x</a>",
    "deep": b"<div>",
    "bold": b"<p><b>x",
    "fonts": lambda n: b"<p><font a%d=b>x" % n,
    "tables": b"<table><tr><td>",
    "signs": b"<&> ",
    "entities": b"&amp;&nbsp;",
    "scripts": b"<script>let x = 1;</script>",
    "comments": b"<!-- x -->",
    "attributes": lambda n: b"<p a%d=b c%d=d e=f>" % (n, n),
    "selects": b"<select><option>x",
    "headings": b"<h2>28 September 2017</h2><p>x",
    "breaks": b"x<br>",
    "end tags": b"</p></div></br>",
    "dates": b"<li>28 September 2017 <a href=a>x y z</a>",
    "frames": b"<frameset><frame>",
    "templates": b"<template><b>",
}
for name, piece in PIECES.items():
    add(f"listing, {name}", PAGE, piece, "--base https://site.example/news/ --listing")
    add(f"page for a feed, {name}", PAGE, piece, "--base https://site.example/news/")
for name, start, piece in [
    ("one attribute", b"<p title='", b"all work "),
    ("one script", b"<script>", b"let x = 1; "),
    ("one title", b"<title>", b"all work "),
    ("attributes in one tag", b"<p ", b"a=b "),
    ("named attributes in one tag", b"<p ", lambda n: b"a%d=b " % n),
    ("one link", b"<a href='/", b"a/"),
    ("one heading", b"<h2>", b"all work "),
]:
    add(f"listing, {name}", inside(PAGE, start, CLOSED), piece, "--listing")
add("listing, utf-16", recoded(PAGE, "utf-16-le", b"\xff\xfe"),
    "<li><a href='/x'>日本語の文章</a>".encode("utf-16-le"), "--listing")
