"""A time axis in pixels: linear where things happen, with long empty stretches folded up."""

from __future__ import annotations

import itertools
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

#: Pixels that a folded gap takes, and how far before its end it is marked.
_FOLD, _MARK = 84.0, 18.0
_STEPS = tuple(
    timedelta(seconds=s)
    for s in (
        1,
        5,
        15,
        60,
        300,
        900,
        3600,
        10800,
        21600,
        43200,
        86400,
        172800,
        604800,
        2592000,
        7776000,
        31536000,
        157680000,
        788400000,
    )
)


@dataclass(frozen=True, slots=True)
class Tick:
    """A labelled place on the axis."""

    x: float
    label: str


class TimeScale:
    """Maps instants to pixels from `left` to `right` over the given (earliest, latest) stretches.

    A gap between stretches longer than all of them together (and than an hour) is folded into a
    short break: one clip of years ago must not squeeze the days in question into a line.
    """

    def __init__(
        self, stretches: Iterable[tuple[datetime, datetime]], left: float, right: float
    ) -> None:
        merged = _merged(sorted(stretches))
        if not merged:
            merged = [(datetime(2000, 1, 1, tzinfo=UTC), datetime(2000, 1, 2, tzinfo=UTC))]
        runs = _folded(merged)
        margin = max(sum((b - a for a, b in runs), timedelta()) * 0.02, timedelta(seconds=30))
        runs = [(_moved(a, -margin), _moved(b, margin)) for a, b in runs]
        total = sum((b - a for a, b in runs), timedelta())
        per_second = (right - left - _FOLD * (len(runs) - 1)) / total.total_seconds()
        self._runs: list[tuple[datetime, datetime, float]] = []
        self.breaks: list[float] = []
        x = left
        for begin, end in runs:
            if self._runs:
                self.breaks.append(x + _FOLD - _MARK)
                x += _FOLD
            self._runs.append((begin, end, x))
            x += (end - begin).total_seconds() * per_second
        self._per_second = per_second

    def x(self, instant: datetime) -> float:
        """The pixel of an instant; one outside all stretches gets the nearest edge."""
        place = max(bisect_right(self._runs, instant, key=lambda run: run[0]) - 1, 0)
        begin, end, left = self._runs[place]
        inside = min(max(instant, begin), end)
        return round(left + (inside - begin).total_seconds() * self._per_second, 1)

    def ticks(self, apart: float = 110.0) -> list[Tick]:
        """Round instants about `apart` pixels from each other, at least one a run."""
        ticks = []
        for begin, end, left in self._runs:
            wanted = timedelta(seconds=apart / self._per_second)
            step = next((s for s in _STEPS if s >= wanted), _STEPS[-1])
            days = step >= timedelta(days=1)
            instant = _rounded_up(begin, step)
            shown = 0
            while instant is not None and instant <= end:
                ticks.append(Tick(self.x(instant), _label(instant, days=days, whole=not shown)))
                shown += 1
                instant = _later(instant, step)
            if not shown:
                ticks.append(Tick(round(left, 1), _label(begin, days=True)))
        return ticks


def _merged(stretches: Sequence[tuple[datetime, datetime]]) -> list[tuple[datetime, datetime]]:
    merged: list[tuple[datetime, datetime]] = []
    for begin, end in stretches:
        if merged and begin <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(merged[-1][1], end))
        else:
            merged.append((begin, end))
    return merged


def _folded(merged: list[tuple[datetime, datetime]]) -> list[tuple[datetime, datetime]]:
    """Runs of stretches, parted at the gaps (four at most) that are worth folding."""
    covered = sum((b - a for a, b in merged), timedelta())
    gaps = sorted(
        ((b[0] - a[1], place) for place, (a, b) in enumerate(itertools.pairwise(merged))),
        reverse=True,
    )
    spent = covered + sum((gap for gap, _ in gaps), timedelta())
    parted: list[int] = []
    for gap, place in gaps[:4]:
        spent -= gap
        if gap > max(spent, timedelta(hours=1)):
            parted.append(place)
    runs, first = [], 0
    for place in [*sorted(parted), len(merged) - 1]:
        runs.append((merged[first][0], merged[place][1]))
        first = place + 1
    return runs


def _moved(instant: datetime, by: timedelta) -> datetime:
    try:
        return instant + by
    except OverflowError:  # the edge of the calendar: a document may claim the year 1 or 9999
        return instant


def _rounded_up(instant: datetime, step: timedelta) -> datetime | None:
    """The first whole step at or behind an instant; none behind the end of the calendar."""
    epoch = datetime(1970, 1, 1, tzinfo=UTC)
    return _later(epoch, -((epoch - instant) // step) * step)


def _later(instant: datetime, by: timedelta) -> datetime | None:
    try:
        return instant + by
    except OverflowError:
        return None


def _label(instant: datetime, *, days: bool, whole: bool = False) -> str:
    if whole and not days:
        return f"{instant.day} {instant:%b} {instant.year}, {instant:%H:%M}"
    if days:
        return f"{instant.day} {instant:%b} {instant.year}"
    if (instant.hour, instant.minute, instant.second) == (0, 0, 0):
        return f"{instant.day} {instant:%b}"
    return f"{instant:%H:%M:%S}" if instant.second else f"{instant:%H:%M}"
