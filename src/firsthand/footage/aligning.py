"""Aligning two footages: which stretches of one show the same recording as stretches of the other.

For every way in which one may be a region of the other (mirrored or not) frames that look alike
vote for a line through time; the strongest lines are registered and verified on the small grey
pictures, and what holds becomes a `Match` with its boundaries.
"""

from __future__ import annotations

from firsthand.evidence.footage import Match
from firsthand.footage.fingerprints import Fingerprint
from firsthand.footage.judging import Evidence, judge
from firsthand.footage.lines import Line, Seconds, strongest_lines
from firsthand.footage.pairs import RADIUS, Pairs, alike
from firsthand.footage.reading import readings
from firsthand.footage.regions import PICTURE
from firsthand.footage.stretches import Stretch

#: Stretches found of one pair, at the most, and lines verified for each.
_MOST_STRETCHES = 8
_LINES_TRIED = 6
#: Hypotheses that are followed after the first vote.
_MOST_HYPOTHESES = 16
#: Evidence of this score, at unchanged speed, is not compared with weaker lines.
_SURE = 0.8
#: A stretch over the same seconds as a stronger one is kept from this share of its score on.
_ECHO = 0.85


def align(name_a: str, a: Fingerprint, name_b: str, b: Fingerprint) -> tuple[Match, ...]:
    """The stretches that show the same recording, surest first; empty if none do."""
    if not len(a) or not len(b):
        return ()
    search = _Search(a, b)
    matches: list[Match] = []
    for _ in range(_MOST_STRETCHES):
        best = search.best()
        if best is None:
            break
        stretch, evidence = best
        match = evidence.as_match(name_a, name_b, stretch)
        if not _is_echo(match, matches):
            matches.append(match)
        if a.is_still or b.is_still:
            break
        search.leave_out(stretch)
    return tuple(sorted(matches, key=lambda match: -match.score))


def _is_echo(match: Match, stronger: list[Match]) -> bool:
    """Whether a stretch only repeats, less well, what a stronger one says of the same seconds.

    A scene that looks alike at many moments matches itself at wrong times and speeds. Footage that
    really plays a recording twice matches as well the second time, and at other seconds.
    """
    for other in stronger:
        in_a = _covered(match.a_start, match.a_end, other.a_start, other.a_end)
        in_b = _covered(match.b_start, match.b_end, other.b_start, other.b_end)
        if (in_a and in_b) or ((in_a or in_b) and match.score < _ECHO * other.score):
            return True
    return False


def _covered(start: float, end: float, other_start: float, other_end: float) -> bool:
    common = min(end, other_end) - max(start, other_start)
    return common > 0.3 * (end - start)


_Candidate = tuple[float, Line, Pairs]


class _Search:
    """The pairs of two footages that look alike, and the lines that they still vote for."""

    def __init__(self, a: Fingerprint, b: Fingerprint) -> None:
        self._a, self._b = a, b
        self._seconds: tuple[Seconds, Seconds] = (a.times / 1000.0, b.times / 1000.0)
        found = [self._candidates(pairs) for pairs in alike(a, b)]
        found.sort(key=lambda lines: -max(line[0] for line in lines))
        self._found = found[:_MOST_HYPOTHESES]

    def _candidates(self, pairs: Pairs) -> list[_Candidate]:
        votes = pairs.votes(*self._seconds)
        if self._a.is_still or self._b.is_still:
            nearest = int(pairs.bits.argmin())
            line = Line(float(votes.b[nearest] - votes.a[nearest]), 1.0)
            return [(float(RADIUS - pairs.bits[nearest]), line, pairs)]
        return [(peak, line, pairs) for line, peak in strongest_lines(votes)]

    def best(self) -> tuple[Stretch, Evidence] | None:
        """The stretch of the most evidence among the strongest lines."""
        lines = [line for found in self._found for line in found]
        lines.sort(key=lambda item: (-item[0], item[2].hypothesis.b != PICTURE))
        best: tuple[Stretch, Evidence] | None = None
        for _, line, pairs in lines[:_LINES_TRIED]:
            for reading in readings(line, pairs.hypothesis, self._a, self._b):
                evidence = judge(reading, self._a, self._b)
                if evidence is None:
                    continue
                stretch = reading.stretch
                if best is None or evidence.weight(stretch) > best[1].weight(best[0]):
                    best = stretch, evidence
            if best and best[1].score > _SURE and best[0].line.speed == 1:
                break
        return best

    def leave_out(self, stretch: Stretch) -> None:
        """Go on without the pairs of a stretch that has been found: neither part is used again."""
        kept: list[list[_Candidate]] = []
        for candidates in self._found:
            pairs = candidates[0][2]
            left = _without(pairs, stretch, *self._seconds)
            if len(left.bits) == len(pairs.bits):
                kept.append(candidates)
            elif len(left.bits):
                kept.append(self._candidates(left))
        self._found = kept


def _without(pairs: Pairs, stretch: Stretch, seconds_a: Seconds, seconds_b: Seconds) -> Pairs:
    a, b = seconds_a[pairs.rows_a], seconds_b[pairs.rows_b]
    inside = (a > stretch.a_start - 0.5) & (a < stretch.a_end + 0.5)
    near = abs(b - stretch.line.at(a)) < 2.0
    same = (b > stretch.b_start) & (b < stretch.b_end) & (a > stretch.a_start) & (a < stretch.a_end)
    return pairs.where(~((inside & near) | same))
