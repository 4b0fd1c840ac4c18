"""A case: a document, what is said about it, and the answer that is right by construction."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any


class OneOf(tuple):
    """Several answers are right: `OneOf(("rss09x", "rss2"))`."""


@dataclass
class Case:
    """One document for the readers.

    `expected` is `{"feed": {field: value}, "items": [{field: value}, …]}`. Only the fields that it
    names are judged; `None` says that the field must be missing. `exact` is false where damage
    took something: further items are then no mistake.
    """

    name: str
    data: bytes
    expected: dict[str, Any]
    content_type: str | None = None
    base: str | None = None
    exact: bool = True
    #: Where it is not exact: more items than this were made up.
    at_most: int | None = None
    #: File name ending.
    ending: str = "xml"

    @property
    def family(self) -> str:
        """The first part of the name: `dates`, `encodings`, `damage`, …"""
        return self.name.split("/", 1)[0]


@dataclass
class Cases:
    """Collects the cases of one family."""

    family: str
    cases: list[Case] = field(default_factory=list)

    def add(
        self,
        name: str,
        document: str | bytes,
        items: list[dict[str, Any]],
        feed: dict[str, Any] | None = None,
        **more: Any,
    ) -> None:
        """Adds a document; text is written as UTF-8."""
        data = document.encode("utf-8") if isinstance(document, str) else document
        expected = {"feed": feed or {}, "items": items}
        self.cases.append(Case(f"{self.family}/{name}", data, expected, **more))
