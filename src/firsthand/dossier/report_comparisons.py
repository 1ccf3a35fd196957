"""Copies of a recording beside the appearance that each is best compared with."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from firsthand.dossier.report_content import ShownMoment
from firsthand.evidence.families import Appearance, Family, Tie, leading_tie

#: A moment this far (seconds) outside an appearance's stretch still belongs to it.
_SLACK = 0.5


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a picture in hundredths of its width and height."""

    left: float
    top: float
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class Pair:
    """One moment on both sides, and the part of each picture that the other shows, if not all."""

    shown: ShownMoment
    part_of_a: Part | None
    part_of_b: Part | None


@dataclass(frozen=True, slots=True)
class Comparison:
    """The appearance at `place` beside the one at `other`, by the tie between the two.

    `pairs` show `other` as their a and `place` as their b, unless `turned`: then the tie's words
    and the pairs are the other way round.
    """

    place: int
    other: int
    tie: Tie
    turned: bool
    mirrored: bool
    pairs: tuple[Pair, ...]


def comparisons(family: Family, moments: Iterable[ShownMoment]) -> dict[int, Comparison]:
    """For each later appearance (by place) the one comparison that tells most, where there is one.

    A moment is shown only where pictures of both sides are at hand.
    """
    known = list(moments)
    found = {}
    for place in range(len(family.appearances)):
        tie = leading_tie(family, place)
        if tie is None or not 0 <= max(tie.a, tie.b) < len(family.appearances):
            continue
        a, b = family.appearances[tie.a], family.appearances[tie.b]
        pairs = tuple(_pair(one) for one in known if _belongs(one, a, b))
        turned = tie.a == place
        found[place] = Comparison(
            place=place,
            other=tie.b if turned else tie.a,
            tie=tie,
            turned=turned,
            mirrored=any(pair.shown.moment.mirrored for pair in pairs),
            pairs=pairs,
        )
    return found


def _belongs(one: ShownMoment, a: Appearance, b: Appearance) -> bool:
    moment = one.moment
    return (
        (moment.a, moment.b) == (a.exhibit, b.exhibit)
        and a.start - _SLACK <= moment.a_seconds <= a.end + _SLACK
        and b.start - _SLACK <= moment.b_seconds <= b.end + _SLACK
    )


def _pair(one: ShownMoment) -> Pair:
    return Pair(one, _part(one.moment.part_of_a), _part(one.moment.part_of_b))


def _part(box: tuple[float, ...]) -> Part | None:
    if len(box) != 4:
        return None
    left, top, right, bottom = (round(min(max(edge, 0.0), 1.0) * 100, 2) for edge in box)
    width, height = round(right - left, 2), round(bottom - top, 2)
    return Part(left, top, width, height) if width > 0 and height > 0 else None
