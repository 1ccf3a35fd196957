"""Stretches that footage shares, by match, and what was done to the recording in between."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from firsthand.evidence.footage import Match
from firsthand.tracing.wording import percent

#: Two matches of one pair that go on from each other are one, with up to so many seconds between.
PAUSE = 3.0
#: So far the pauses in the two footages may differ.
_DRIFT = 1.0
#: What a match's transform may say, and in which words; a matcher's measurements are no words.
_SAID = {"inset": "inset", "caption": "caption", "borders": "borders"}
#: Less of a picture than this is not missing: two encoders round edges differently.
_LEAST_MISSING = 0.04


@dataclass(frozen=True, slots=True)
class Shared:
    """A recording that footage `a` and footage `b` (by index) share, as one match or a part of it.

    The four times are seconds; `match` is what they come from, `turned` is true where `a` here is
    the match's `b`.
    """

    a: int
    b: int
    range_a: tuple[float, float]
    range_b: tuple[float, float]
    match: Match
    turned: bool = False

    def other_way(self) -> Shared:
        """The same, seen from `b`."""
        return Shared(self.b, self.a, self.range_b, self.range_a, self.match, not self.turned)

    def within(self, low: float, high: float) -> Shared | None:
        """The part from second `low` to `high` of `a`."""
        start, end = self.range_a
        low, high = max(low, start), min(high, end)
        if low > high:
            return None
        there, until = self.range_b
        rate = (until - there) / (end - start) if end > start else 0.0
        return replace(
            self,
            range_a=(low, high),
            range_b=(there + (low - start) * rate, there + (high - start) * rate),
        )


def shared_of(matches: Iterable[Match], index: Mapping[str, int]) -> list[Shared]:
    """The matches between different known footage, each pair the same way round.

    A weaker match of a pair that places a stretch elsewhere than a stronger one does is left out:
    what repeats itself (waves, a turning wheel) matches at many places, and only one is right.
    Matches that go on from each other are joined.
    """
    found = []
    for match in matches:
        a, b = index.get(match.a), index.get(match.b)
        if a is None or b is None or a == b:
            continue
        ends_a = (min(match.a_start, match.a_end), max(match.a_start, match.a_end))
        ends_b = (min(match.b_start, match.b_end), max(match.b_start, match.b_end))
        shared = Shared(a, b, ends_a, ends_b, match)
        found.append(shared if a < b else shared.other_way())
    found.sort(key=_strongest_first)
    kept: list[Shared] = []
    for _, group in _by_pair(found):
        of_pair: list[Shared] = []
        for shared in group:
            if not any(_contradicts(stronger, shared) for stronger in of_pair):
                of_pair.append(shared)
        kept += _joined(of_pair)
    return kept


def transform_in_words(seen: Shared) -> str:
    """What was done to the recording from `a` to `b`: "mirrored, 1.25 × speed, crop 12 %"."""
    match = seen.match
    speed = 1 / match.speed if seen.turned and match.speed > 0 else match.speed
    parts = ["mirrored"] if match.mirrored else []
    if speed > 0 and abs(speed - 1) > 0.03:
        parts.append(f"{speed:.2f} × speed")
    parts += _edges_in_words(match, turned=seen.turned)
    for name, words in _SAID.items():
        value = match.transform.get(name)
        if value is True:
            parts.append(words)
        elif isinstance(value, int | float) and not isinstance(value, bool) and value:
            parts.append(f"{words} {percent(value) if 0 < value <= 1 else f'{value:g}'}")
        elif isinstance(value, str) and value:
            parts.append(f"{words}: {value}")
    return ", ".join(parts)


def _edges_in_words(match: Match, *, turned: bool) -> list[str]:
    """What is missing of the one frame in the other: picture, or only borders around it."""
    told = match.transform
    sides = [
        ("shown_of_a", "borders_removed", "crop {}", "borders removed"),
        ("shown_of_b", "borders_added", "{} more picture", "borders added"),
    ]
    if "shown_of_a" not in told and "shown_of_b" not in told:
        crop = told.get("crop")
        if isinstance(crop, int | float) and _LEAST_MISSING < crop < 1:
            return [f"crop {percent(crop)}"]
        return []
    words = []
    for here, there in zip(sides, reversed(sides) if turned else sides, strict=True):
        missing = _missing(told.get(there[0]))
        if missing > _LEAST_MISSING:
            borders = told.get(there[1]) is True
            words.append(here[3] if borders else here[2].format(percent(missing)))
    return words


def _missing(box: object) -> float:
    """The share of a picture outside a box (left, top, right, bottom, from 0 to 1); 0 for none."""
    if not isinstance(box, list | tuple) or len(box) != 4:
        return 0.0
    if not all(isinstance(edge, int | float) for edge in box):
        return 0.0
    left, top, right, bottom = box
    share = float((right - left) * (bottom - top))
    return 1 - share if 0 < share < 1 else 0.0


def _strongest_first(shared: Shared) -> tuple[object, ...]:
    match, length = shared.match, shared.range_a[1] - shared.range_a[0]
    speed = abs(match.speed - 1)
    extents = (shared.range_a, shared.range_b, match.mirrored)
    return (shared.a, shared.b, -match.score, -length, speed, *extents)


def _by_pair(found: Sequence[Shared]) -> list[tuple[tuple[int, int], list[Shared]]]:
    pairs: dict[tuple[int, int], list[Shared]] = {}
    for shared in found:
        pairs.setdefault((shared.a, shared.b), []).append(shared)
    return list(pairs.items())


def _contradicts(stronger: Shared, weaker: Shared) -> bool:
    """Whether the two overlap in both footages, in one of them for the most part."""
    shares = [
        _overlap(one, other)
        for one, other in zip(_extents(stronger), _extents(weaker), strict=True)
    ]
    return min(shares) > 0.1 and max(shares) >= 0.5


def _extents(shared: Shared) -> tuple[tuple[float, float], tuple[float, float]]:
    return shared.range_a, shared.range_b


def _overlap(one: tuple[float, float], other: tuple[float, float]) -> float:
    """The overlap in proportion to the shorter; a moment overlaps what it lies in."""
    shorter = min(one[1] - one[0], other[1] - other[0])
    shared = min(one[1], other[1]) - max(one[0], other[0])
    if shorter <= 0:
        return 1.0 if shared >= 0 else 0.0
    return max(0.0, shared) / shorter


def _joined(of_pair: Iterable[Shared]) -> list[Shared]:
    joined: list[Shared] = []
    for shared in sorted(of_pair, key=lambda s: (s.match.mirrored, s.range_a, s.range_b)):
        if joined and _goes_on(joined[-1], shared):
            last = joined[-1]
            better = max(last, shared, key=lambda s: s.match.score)
            joined[-1] = replace(
                better,
                range_a=(last.range_a[0], max(last.range_a[1], shared.range_a[1])),
                range_b=(last.range_b[0], max(last.range_b[1], shared.range_b[1])),
            )
        else:
            joined.append(shared)
    return joined


def _goes_on(before: Shared, after: Shared) -> bool:
    """Whether the second continues the first in both footages, at the same pace."""
    if before.match.mirrored != after.match.mirrored:
        return False
    pause_a = after.range_a[0] - before.range_a[1]
    pause_b = after.range_b[0] - before.range_b[1]
    near = -PAUSE <= pause_a <= PAUSE and -PAUSE <= pause_b <= PAUSE
    grows = after.range_a[1] > before.range_a[1] and after.range_b[1] > before.range_b[1]
    return near and grows and abs(pause_a - pause_b) <= _DRIFT
