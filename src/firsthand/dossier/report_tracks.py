"""The clips of a footage family on one time axis."""

from __future__ import annotations

import math
from collections import defaultdict, deque
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from firsthand.dossier.report_content import ReportedExhibit
from firsthand.dossier.report_scale import Tick
from firsthand.dossier.report_times import seconds_words
from firsthand.evidence.families import Appearance, Family

WIDTH, _LEFT, _RIGHT, _TOP, _LANE = 1152.0, 110.0, 1130.0, 34.0, 46.0


@dataclass(frozen=True, slots=True)
class Track:
    """One appearance: its whole clip from `x` over `width`, the matched stretch in it."""

    exhibit: str
    x: float
    y: float
    width: float
    stretch_x: float
    stretch_width: float
    label: str
    origin: bool


@dataclass(frozen=True, slots=True)
class Tracks:
    """The drawing; lengths are pixels."""

    width: float
    height: float
    ticks: tuple[Tick, ...]
    tracks: tuple[Track, ...]


@dataclass(frozen=True, slots=True)
class _Clock:
    """How the seconds of a clip run on the common axis: `rate` times them plus `offset`."""

    rate: float = 1.0
    offset: float = 0.0

    def common(self, seconds: float) -> float:
        return self.rate * seconds + self.offset


def tracks(family: Family, exhibits: Mapping[str, ReportedExhibit]) -> Tracks:
    """Lay the family's clips under each other so that the same moments stand at the same place.

    The first appearance keeps its own seconds; every other is shifted (and stretched by its
    speed) by the ties that lead to it. A clip that no tie reaches begins at its own zero.
    """
    clocks = _clocks(family)
    spans = [
        (clock.common(0), clock.common(_duration(exhibits.get(a.exhibit), a.end)))
        for a, clock in zip(family.appearances, clocks, strict=True)
    ]
    low = min((begin for begin, _ in spans), default=0.0)
    high = max(max((end for _, end in spans), default=1.0), low + 1.0)
    per_second = (_RIGHT - _LEFT) / (high - low)

    def x(common: float) -> float:
        return round(_LEFT + (min(max(common, low), high) - low) * per_second, 1)

    drawn = []
    for place, (a, clock, span) in enumerate(zip(family.appearances, clocks, spans, strict=True)):
        begin, end = clock.common(a.start), clock.common(max(a.end, a.start))
        drawn.append(
            Track(
                a.exhibit,
                x(span[0]),
                _TOP + place * _LANE,
                max(x(span[1]) - x(span[0]), 2.0),
                x(begin),
                max(round(x(end) - x(begin), 1), 3.0),
                _stretch_words(a),
                a.exhibit in family.origin.exhibits,
            )
        )
    step = next((s for s in (1, 2, 5, 10, 30, 60, 300, 600, 3600) if (high - low) / s <= 12), 36000)
    first = math.ceil(low / step)
    marks = [step * n for n in range(first, math.floor(high / step) + 1)]
    ticks = tuple(Tick(x(mark), _clock_words(mark)) for mark in marks[:40])
    height = _TOP + len(drawn) * _LANE + 8
    return Tracks(WIDTH, height, ticks, tuple(drawn))


def _clock_words(seconds: float) -> str:
    """Seconds of the first clip; what others show before it begins has a minus."""
    return f"−{seconds_words(-seconds)}" if seconds < 0 else seconds_words(seconds)


def _stretch_words(a: Appearance) -> str:
    if a.end <= a.start:
        return "still"
    return f"{seconds_words(a.start)} – {seconds_words(a.end)}"


def _duration(exhibit: ReportedExhibit | None, at_least: float) -> float:
    media = exhibit.media if exhibit else None
    return max((media.duration if media else None) or 0.0, at_least)


def _clocks(family: Family) -> Sequence[_Clock]:
    count = len(family.appearances)
    beside: dict[int, list[tuple[int, _Clock]]] = defaultdict(list)
    for tie in family.ties:
        if not (0 <= tie.a < count and 0 <= tie.b < count):
            continue
        a_length, b_length = tie.a_end - tie.a_start, tie.b_end - tie.b_start
        rate = a_length / b_length if a_length > 0 and b_length > 0 else 1.0
        # seconds of b, on the clock of a: a_start + rate * (b - b_start); and the other way round
        beside[tie.a].append((tie.b, _Clock(rate, tie.a_start - rate * tie.b_start)))
        beside[tie.b].append((tie.a, _Clock(1 / rate, tie.b_start - tie.a_start / rate)))
    clocks: dict[int, _Clock] = {}
    for root in range(count):
        if root in clocks:
            continue
        clocks[root] = _Clock()
        waiting = deque([root])
        while waiting:
            here = waiting.popleft()
            base = clocks[here]
            for other, step in beside[here]:
                if other not in clocks:
                    clocks[other] = _Clock(base.rate * step.rate, base.common(step.offset))
                    waiting.append(other)
    return [clocks[n] for n in range(count)]
