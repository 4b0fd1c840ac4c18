"""JSON Feeds."""

from __future__ import annotations

from .encodings import recoded
from .shape import Around, add, inside

JSON: Around = (
    b'{"version":"https://jsonfeed.org/version/1.1","title":"T","items":[{"id":"0"}',
    b"]}",
)
IN_ITEM = inside(JSON, b',{"id":"1",', b"}")
TAGS = b'"a",' * 900
STORY = b"<p>One <b>two</b></p>" * 100

ITEMS = {
    "small items": lambda n: b',\n{"id":"%d","url":"https://a.example/%d","title":"S"}' % (n, n),
    "stories": lambda n: b',\n{"id":"%d","content_html":"%s"}' % (n, STORY),
    "empty items": b",{}",
    "null items": b",null",
    "numbers": b",1",
    "tiny items": b',{"id":1,"title":"x"}',
    "tags": lambda n: b',{"id":"%d","title":"x","tags":[%s"z"]}' % (n, TAGS),
    "authors": lambda n: b',{"title":"%d","authors":[%s{}]}' % (n, b'{"name":"A"},' * 900),
    "attachments": lambda n: b',{"title":"%d","attachments":[%s{}]}' % (n, b'{"url":"a"},' * 900),
    "unknown members": b',{"title":"1","_x":[1,{"a":[]}],"_y":"z"}',
    "escapes": b',{"id":"1","title":"\\u00e9\\u65e5\\n\\\\"}',
    "halves of characters": b',{"title":"\\ud83d x"}',
    "trailing commas": b',{"title":"1",}',
    "raw line feeds": b',{"title":"a\nb\tc"}',
    "only line feeds": b',{"title":"\n\n\n\n\n\n\n\n\n\n\n\n"}',
    "long titles": b',{"title":"' + b"x y " * 300 + b'"}',
}
for name, piece in ITEMS.items():
    add(f"json, {name}", JSON, piece)

PARTS = {
    "one string": (b'"content_html":"', b"<p>All work. ", b'"'),
    "one string of escapes": (b'"content_html":"', b"\\u65e5\\n", b'"'),
    "one string of line feeds": (b'"content_html":"', b"x\n", b'"'),
    "one list of tags": (b'"tags":["a"', lambda n: b',"%d"' % n, b"]"),
    "one list of authors": (b'"authors":[{}', lambda n: b',{"name":"%d"}' % n, b"]"),
    "one list of attachments": (b'"attachments":[{}', lambda n: b',{"url":"%d"}' % n, b"]"),
    "one list of long tags": (b'"tags":["a"', b',"' + b"x" * 60_000 + b'"', b"]"),
    "one author's members": (b'"authors":[{"a":1', lambda n: b',"b%d":"c"' % n, b"}]"),
    "one item's unknown members": (b'"a":1', lambda n: b',"b%d":"c"' % n, b""),
    "deep lists": (b'"tags":', b"[", b""),
    "deep objects": (b'"_a":', b'{"a":', b""),
}
# Keys that stand there again and again, in one item.
for name, piece in {
    "author": b',"author":"a"',
    "authors": lambda n: b',"authors":[%s""]' % (b'"a%d",' % n * 900),
    "tags": lambda n: b',"tags":["%d","b"]' % n,
    "attachments": b',"attachments":[{"url":"a"},{"url":"b"}]',
    "content": b',"content_html":"<p>x"',
}.items():
    add(f"json, {name} again and again", inside(IN_ITEM, b'"a":1', b""), piece)
    add(f"json, {name} of the feed again and again", (b'{"version":"1","items":[]', b"}"), piece)

for name, (start, piece, end) in PARTS.items():
    add(f"json, {name}", inside(IN_ITEM, start, end), piece)

DEEP = b"[" * 100_000 + b"]" * 100_000
add("json, only lists", (b"", b""), b"[")
add("json, only objects", (b"", b""), b'{"a":')
add("json, deep lists, closed", inside(JSON, b"," + DEEP, b""), b',{"title":1}')
add("json, long author", inside(JSON, b"", b""), b',{"title":"x"}')
add("json, utf-16", recoded(JSON, "utf-16-le", b"\xff\xfe"),
    ',{"id":"1","title":"日本語"}'.encode("utf-16-le"))
for format_name in ["atom", "rss"]:
    for name in ["small items", "tags", "stories"]:
        add(f"to {format_name}: json, {name}", JSON, ITEMS[name], f"--format {format_name}")
