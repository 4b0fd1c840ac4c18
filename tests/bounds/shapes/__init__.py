"""Documents made to exhaust, by name."""

from . import encodings, feeds, json_feeds, pages, texts
from .shape import SHAPES, Shape

__all__ = ["SHAPES", "Shape", "encodings", "feeds", "json_feeds", "pages", "texts"]
