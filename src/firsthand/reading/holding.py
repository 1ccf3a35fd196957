"""Which statement holds a stretch of text."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence

from firsthand.evidence.statements import Statement

_REACH = 64  # statements looked at before a position: nesting is never deeper


class Held:
    """Asked for the innermost statement around a figure, a date or a place."""

    def __init__(self, statements: Sequence[Statement]) -> None:
        self._statements = statements
        self._starts = [s.start for s in statements]
        self._upto: list[int] = []
        reach = 0
        for one in statements:
            reach = max(reach, one.end)
            self._upto.append(reach)

    def at(self, start: int, end: int) -> int | None:
        """The number of the shortest statement that holds all of a stretch."""
        last = bisect_right(self._starts, start)
        best: int | None = None
        for index in range(last - 1, max(-1, last - 1 - _REACH), -1):
            if self._upto[index] < end:
                break
            one = self._statements[index]
            if end <= one.end and (best is None or _length(one) < _length(self._statements[best])):
                best = index
        return best


def _length(one: Statement) -> int:
    return one.end - one.start
