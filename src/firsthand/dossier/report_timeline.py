"""The timeline of a case: every appearance, drawn as exactly as its time is known and no more."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from firsthand.dossier.report_scale import Tick, TimeScale
from firsthand.dossier.report_times import interval_words, precision
from firsthand.evidence.families import Family, FamilyKind
from firsthand.evidence.times import TimeInterval

WIDTH, _LEFT, _RIGHT, _UNKNOWN = 1152.0, 244.0, 962.0, 1036.0
_TOP, _GAP = 40.0, 14.0
_LANES = 14
#: A row with more marks than this goes without labels at the marks, and closer together.
_LABELLED = 12
_LANE, _CLOSE_LANE = 24.0, 17.0


@dataclass(frozen=True, slots=True)
class Mark:
    """One appearance: from `x` to `x + width` (0 for an instant) at height `y`."""

    x: float
    y: float
    width: float
    precision: str
    exhibit: str
    title: str
    origin: bool
    labelled: bool


@dataclass(frozen=True, slots=True)
class Row:
    """A family (by its place in the case, `None` for exhibits in no family) and its marks."""

    family: int | None
    kind: str
    y: float
    height: float
    marks: tuple[Mark, ...]


@dataclass(frozen=True, slots=True)
class Timeline:
    """All that the drawing needs; lengths are pixels of a drawing `width` wide."""

    width: float
    height: float
    ticks: tuple[Tick, ...]
    breaks: tuple[float, ...]
    rows: tuple[Row, ...]
    unknown_x: float
    left_out: int


_Entry = tuple[str, TimeInterval, bool]


def timeline(
    families: Sequence[Family], others: Iterable[tuple[str, TimeInterval]], rows: int = 30
) -> Timeline:
    """Draw the `rows` largest families and the other exhibits with the times they claim."""
    order = sorted(range(len(families)), key=lambda n: (-len(families[n].appearances), n))
    shown = sorted(order[:rows])
    groups: list[tuple[int | None, str, list[_Entry]]] = []
    for place in shown:
        family = families[place]
        origins = set(family.origin.exhibits)
        unique = {
            (a.exhibit, a.published): (a.exhibit, a.published, a.exhibit in origins)
            for a in family.appearances
        }
        kind = "footage" if family.kind is FamilyKind.FOOTAGE else "words"
        groups.append((place, kind, list(unique.values())))
    rest: list[_Entry] = [(exhibit, published, False) for exhibit, published in others]
    if rest:
        groups.append((None, "other", rest))
    scale = TimeScale(
        (
            stretch
            for _, _, entries in groups
            for _, when, _ in entries
            for stretch in _bounds(when)
        ),
        _LEFT,
        _RIGHT,
    )
    drawn, y = [], _TOP
    for family_place, kind, entries in groups:
        row = _row(family_place, kind, entries, y, scale.x)
        drawn.append(row)
        y += row.height + _GAP
    return Timeline(
        WIDTH,
        round(y + 6, 1),
        tuple(scale.ticks()),
        tuple(scale.breaks),
        tuple(drawn),
        _UNKNOWN,
        len(families) - len(shown),
    )


def _bounds(when: TimeInterval) -> list[tuple[datetime, datetime]]:
    known = [instant for instant in (when.earliest, when.latest) if instant is not None]
    return [(known[0], known[-1])] if known else []


def _row(
    family: int | None, kind: str, entries: list[_Entry], y: float, x: Callable[[datetime], float]
) -> Row:
    labelled = len(entries) <= _LABELLED
    placed = sorted((*_extent(when, x), n) for n, (_, when, _) in enumerate(entries))
    lanes: list[float] = []
    height = _LANE if labelled else _CLOSE_LANE
    marks = []
    for begin, end, n in placed:
        exhibit, when, origin = entries[n]
        room = 7.0 * len(exhibit) + 12 if labelled else 2.0
        right = (max(end, begin + 6) if labelled else end) + room
        lane = next((k for k, taken in enumerate(lanes) if taken <= begin - 6), None)
        if lane is None:
            lane = len(lanes) if len(lanes) < _LANES else n % _LANES
            lanes.extend([0.0] * (lane + 1 - len(lanes)))
        lanes[lane] = right
        marks.append(
            Mark(
                begin,
                round(y + lane * height, 1),
                round(end - begin, 1),
                precision(when),
                exhibit,
                f"{exhibit}: {interval_words(when)}",
                origin,
                labelled,
            )
        )
    return Row(family, kind, y, max(len(lanes), 1) * height, tuple(marks))


def _extent(when: TimeInterval, x: Callable[[datetime], float]) -> tuple[float, float]:
    known = precision(when)
    if known == "unknown" or (when.earliest is None and when.latest is None):
        return _UNKNOWN, _UNKNOWN
    if when.earliest is None:
        assert when.latest is not None  # noqa: S101  tested just above
        return x(when.latest) - 30, x(when.latest)
    begin = x(when.earliest)
    if when.latest is None:
        return begin, begin + 30
    return (begin, begin) if known == "instant" else (begin, max(x(when.latest), begin + 4))
