"""Which moments of a recording to show side by side: the same moment in one clip and in another.

For every later appearance of a recording a few moments that it shares with the appearance it is
best compared with, at the seconds that the match between the two says. Their number is bounded for
the whole case, because every picture of them is named in one entry of the custody log.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from firsthand.evidence.families import Family, FamilyKind, Tie, leading_tie
from firsthand.evidence.footage import Match, MatchKind, Moment

#: Moments of one tie, and of a whole case, at the most.
A_TIE, A_CASE = 3, 96
#: A stretch shorter than this (seconds) has one moment, its middle.
_SHORT = 1.0
#: Moments of a stretch longer than this stand at whole seconds, so that several ties share them.
_LONG = 6.0


@dataclass(frozen=True, slots=True)
class _Crossing:
    """A match between the exhibits of a tie, seen in the tie's direction."""

    match: Match
    turned: bool

    @property
    def range_a(self) -> tuple[float, float]:
        match = self.match
        return (match.b_start, match.b_end) if self.turned else (match.a_start, match.a_end)

    @property
    def range_b(self) -> tuple[float, float]:
        match = self.match
        return (match.a_start, match.a_end) if self.turned else (match.b_start, match.b_end)

    def there(self, seconds: float) -> float:
        """The second of b that shows what this second of a shows."""
        (low, high), (start, end) = self.range_a, self.range_b
        return start + (seconds - low) * ((end - start) / (high - low) if high > low else 0.0)


def corresponding_moments(
    families: Iterable[Family], matches: Iterable[Match]
) -> tuple[Moment, ...]:
    """The moments to show of all families of footage, family by family; a is the earlier side.

    Ties of identical bytes have none. Where there are too many ties for the bound, each gets
    fewer moments, and then the first appearances of every family come before the rest of any.
    """
    by_pair, holders = _by_pair(matches)
    found: list[tuple[int, int, Family, Tie]] = []
    for number, family in enumerate(families):
        if family.kind is FamilyKind.FOOTAGE:
            ties = [leading_tie(family, place) for place in range(len(family.appearances))]
            kept = dict.fromkeys(t for t in ties if t and t.relation != MatchKind.IDENTICAL)
            found += [(rank, number, family, tie) for rank, tie in enumerate(kept)]
    chosen = sorted(found, key=lambda one: one[:2])[:A_CASE]
    each = min(A_TIE, max(1, A_CASE // max(len(chosen), 1)))
    return tuple(
        moment
        for _, _, family, tie in sorted(chosen, key=lambda one: (one[1], one[0]))
        for moment in _of_tie(family, tie, by_pair, holders, each)
    )


def _by_pair(
    matches: Iterable[Match],
) -> tuple[Mapping[tuple[str, str], list[Match]], Mapping[str, str]]:
    """Matches by their two footages, and for exhibits of the same bytes the one that is matched."""
    by_pair: dict[tuple[str, str], list[Match]] = {}
    holders: dict[str, str] = {}
    for match in matches:
        if match.kind is MatchKind.IDENTICAL:
            holders[match.b] = holders.get(match.a, match.a)
        else:
            by_pair.setdefault((match.a, match.b), []).append(match)
    return by_pair, holders


def _of_tie(
    family: Family,
    tie: Tie,
    by_pair: Mapping[tuple[str, str], Sequence[Match]],
    holders: Mapping[str, str],
    most: int,
) -> list[Moment]:
    a, b = (family.appearances[place].exhibit for place in (tie.a, tie.b))
    one, other = holders.get(a, a), holders.get(b, b)
    crossings = [_Crossing(match, turned=False) for match in by_pair.get((one, other), ())]
    crossings += [_Crossing(match, turned=True) for match in by_pair.get((other, one), ())]
    crossings = [crossing for crossing in crossings if _shared(crossing, tie) is not None]
    if not crossings:
        return []
    best = max(crossings, key=lambda crossing: _rank(crossing, tie))
    stretch = _shared(best, tie)
    assert stretch is not None  # noqa: S101  the others were left out above
    first, second = "shown_of_a", "shown_of_b"
    if best.turned:
        first, second = second, first
    return [
        Moment(
            a=a,
            b=b,
            a_seconds=round(at, 3),
            b_seconds=round(best.there(at), 3),
            mirrored=best.match.mirrored,
            part_of_a=_box(best.match.transform.get(first)),
            part_of_b=_box(best.match.transform.get(second)),
        )
        for at in _spread(*stretch, most)
    ]


def _shared(crossing: _Crossing, tie: Tie) -> tuple[float, float] | None:
    """The seconds of a that both the match and the tie speak of."""
    low, high = crossing.range_a
    start, end = max(low, tie.a_start), min(high, tie.a_end)
    if start > end or max(crossing.range_b[0], tie.b_start) > min(crossing.range_b[1], tie.b_end):
        return None
    return start, end


def _rank(crossing: _Crossing, tie: Tie) -> tuple[float, float, float]:
    shared = _shared(crossing, tie) or (0.0, 0.0)
    return (shared[1] - shared[0], crossing.match.score, -crossing.range_b[0])


def _spread(start: float, end: float, most: int) -> list[float]:
    """Moments over a stretch, away from its ends, where a match is least exact."""
    length = end - start
    if most == 1 or length < _SHORT:
        return [(start + end) / 2]
    found = [start + length * (2 * n + 1) / (2 * most) for n in range(most)]
    return [float(round(at)) for at in found] if length > _LONG else found


def _box(value: object) -> tuple[float, ...]:
    """A box of a match's transform; whatever is none counts as the whole picture."""
    if not isinstance(value, list | tuple) or len(value) != 4:
        return ()
    numbers = [edge for edge in value if isinstance(edge, int | float)]
    if len(numbers) != 4 or not (numbers[0] < numbers[2] and numbers[1] < numbers[3]):
        return ()
    return tuple(min(max(float(edge), 0.0), 1.0) for edge in numbers)
