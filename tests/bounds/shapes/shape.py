"""What a document made to exhaust is made of."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

#: A piece that is repeated: the same each time, or made from its number.
Piece = bytes | Callable[[int], bytes]

#: What stands before the pieces, and what behind.
Around = tuple[bytes, bytes]

BLOCK = 1 << 20


@dataclass(frozen=True)
class Shape:
    """A head, pieces that are repeated until the document has its size, and a tail."""

    head: bytes
    piece: Piece
    tail: bytes = b""
    #: What `sangam parse` gets beside the document.
    arguments: list[str] = field(default_factory=list)

    def blocks(self, size: int) -> Iterator[bytes]:
        """The document, in blocks; not above `size` bytes."""
        yield self.head
        left = size - len(self.head) - len(self.tail)
        number = 0
        while left > 0:
            block, number = self.block(min(left, BLOCK), number)
            if len(block) > left:
                break
            left -= len(block)
            yield block
        yield self.tail

    def block(self, least: int, number: int) -> tuple[bytes, int]:
        """Pieces of at least so many bytes, from one number on."""
        if isinstance(self.piece, bytes):
            return self.piece * max(1, least // len(self.piece)), number
        block = bytearray()
        while len(block) < least:
            block += self.piece(number)
            number += 1
        return bytes(block), number


#: All shapes, by name.
SHAPES: dict[str, Shape] = {}

RSS: Around = (
    b'<?xml version="1.0"?>\n<rss version="2.0"><channel><title>T</title>\n',
    b"</channel></rss>",
)
ATOM: Around = (b'<feed xmlns="http://www.w3.org/2005/Atom"><title>T</title>\n', b"</feed>")
ITEM: Around = (RSS[0] + b"<item><title>x</title>", b"</item>" + RSS[1])


def add(name: str, around: Around, piece: Piece, arguments: str = "") -> None:
    """Adds a shape."""
    SHAPES[name] = Shape(around[0], piece, around[1], arguments.split())


def inside(around: Around, head: bytes, tail: bytes) -> Around:
    """Something within something."""
    return around[0] + head, tail + around[1]


def cut(around: Around, head: bytes) -> Around:
    """The same, not closed."""
    return around[0] + head, b""


def story(text: str, encoding: str = "utf-8") -> Callable[[int], bytes]:
    """An item of RSS with everything that an item usually has."""
    return lambda number: (
        f"<item><title>Story {number}</title><link>https://a.example/{number}</link>"
        f"<pubDate>Thu, 28 Sep 2017 10:15:00 GMT</pubDate><guid>{number}</guid>"
        f"<description>{text}</description></item>\n"
    ).encode(encoding)


DESCRIPTION = inside(ITEM, b"<description>", b"</description>")
TITLE = inside(RSS, b"<item><title>", b"</title></item>")
EMPTY = b"><title>x</title></item>"
HTML = (
    '<p>A <a href="/news/1?utm_source=x">link</a>, <b>bold</b> &amp; <i>more</i></p>'
    '<ul><li>one<li>two</ul><img src="a.jpg" width="9">'
)
ESCAPED = HTML.replace("&", "&amp;").replace("<", "&lt;")
