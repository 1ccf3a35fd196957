"""A source: a place that things are captured from.

for found in source.find():
    if isinstance(found, Refused):
        ...  # say so; nothing is dropped silently
    else:
        with found.open() as stream:
            stored = store.put(stream)
        capture = found.capture(surroundings)  # compares the source before and after
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import BinaryIO, Protocol

from firsthand.capture.surroundings import Surroundings
from firsthand.evidence.exhibits import Capture


@dataclass(frozen=True, slots=True)
class Refused:
    """Something that was met and not captured, and why.

    `code` is stable: `link`, `special-file`, `unreadable`, `missing`, `litter`, `excluded`.
    """

    origin: str
    code: str
    sentence: str


class Found(Protocol):
    """One thing that can be captured. Used once, by one thread at a time."""

    @property
    def origin(self) -> str:
        """Where it is, in words that identify it in its source: for a file its absolute path."""
        ...

    @property
    def name(self) -> str:
        """Its own name, as text (bytes that are no text are escaped)."""
        ...

    @property
    def size(self) -> int | None:
        """Its size in bytes as last heard of, for showing progress; `None` when unknown."""
        ...

    def open(self) -> BinaryIO:
        """Its bytes from the beginning; raises `OSError` when it cannot be read (any more)."""
        ...

    def unchanged_since(self, earlier: Capture) -> bool:
        """Whether the source says, without its bytes being read, that it is as it was then."""
        ...

    def capture(self, surroundings: Surroundings) -> Capture:
        """The record of the act; to be called after the last byte was read."""
        ...


class Source(Protocol):
    """Guarantees: the order is the same for the same content; everything met is either found or
    refused; finding reads no content and follows no link."""

    def find(self) -> Iterator[Found | Refused]:
        """All that is there, in order."""
        ...


def find_all(sources: Iterable[Source]) -> Iterator[Found | Refused]:
    """What several sources hold, each thing once, in the order of the sources."""
    seen: set[str] = set()
    for source in sources:
        for found in source.find():
            if found.origin not in seen:
                seen.add(found.origin)
                yield found
