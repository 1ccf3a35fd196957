"""A text cut into pieces wherever a span begins or ends, with what covers each piece.

Spans may overlap, lie on each other, be empty, or reach out of the text: a reading comes out of an
engine over hostile text, and its offsets are not to be trusted.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Generic, TypeVar

T = TypeVar("T")
#: How many spans over one piece are told of; more would cost the square of a hostile pile of them.
DEEPEST = 32
_LINES = re.compile(r"\n+|(?<!\n)\Z")


def paragraphs(text: str) -> Iterator[tuple[int, int]]:
    """Where each paragraph begins and where the line feeds behind it end; one for an empty text."""
    position = 0
    for found in _LINES.finditer(text):
        if found.end() > position or not text:
            yield position, found.end()
        position = found.end()


@dataclass(frozen=True, slots=True)
class Piece(Generic[T]):
    """Characters `start` to `end`, which no span's end divides.

    `begun` are the points set at `start`; `covering` the spans over the piece, in the order in
    which they began, of those that begin together the longest first: the last `DEEPEST` of them.
    """

    start: int
    end: int
    begun: tuple[T, ...]
    covering: tuple[T, ...]


class Spans(Generic[T]):
    """Spans and points over a text, each with a value that stands for it (hashable, unique)."""

    def __init__(self, length: int) -> None:
        self._length = length
        self._points: dict[int, list[T]] = defaultdict(list)
        self._begins: dict[int, list[tuple[int, T]]] = defaultdict(list)
        self._ends: dict[int, list[T]] = defaultdict(list)
        self._covering: dict[T, None] = {}
        self._bounds: list[int] | None = None

    def clamped(self, start: int, end: int) -> tuple[int, int]:
        """The nearest span that lies in the text."""
        start = min(max(start, 0), self._length)
        return start, min(max(end, start), self._length)

    def add(self, start: int, end: int, value: T) -> None:
        """Let a span cover the text from `start` to `end`; one without length covers nothing."""
        start, end = self.clamped(start, end)
        if end > start:
            self._begins[start].append((end, value))
            self._ends[end].append(value)

    def point(self, position: int, value: T) -> None:
        """Set a point; it is given with the piece that begins there."""
        self._points[self.clamped(position, position)[0]].append(value)

    def pieces(self, start: int, end: int) -> Iterator[Piece[T]]:
        """The pieces of a stretch; stretches must be asked for in order, each once.

        Points at the very end of the text come with an empty piece of their own.
        """
        if self._bounds is None:
            self._bounds = sorted({*self._begins, *self._ends, *self._points})
        within = self._bounds[bisect_right(self._bounds, start) : bisect_left(self._bounds, end)]
        for begin, stop in zip((start, *within), (*within, end), strict=True):
            self._pass(begin)
            covering = tuple(islice(reversed(self._covering), DEEPEST))[::-1]
            yield Piece(begin, stop, self._begun(begin), covering)
        if end == self._length and end in self._points:
            yield Piece(end, end, self._begun(end), ())

    def _begun(self, position: int) -> tuple[T, ...]:
        return tuple(self._points.pop(position, ()))

    def _pass(self, position: int) -> None:
        for value in self._ends.pop(position, ()):
            self._covering.pop(value, None)
        for _, value in sorted(self._begins.pop(position, ()), key=lambda one: -one[0]):
            self._covering[value] = None
