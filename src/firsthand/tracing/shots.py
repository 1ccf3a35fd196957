"""Shared stretches of footage, and which of them show one recording.

A stretch stands for a recording. Nearly equal stretches of one footage are one. A stretch inside
a longer one joins it only where nothing else lies inside the longer one apart from it: a
compilation of two recordings that was itself copied must not make one recording of the two.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import combinations

from firsthand.evidence.footage import Match
from firsthand.tracing.stretches import Stretch, StretchGraph
from firsthand.tracing.wording import percent

#: A shorter stretch, a still image's moment for one, counts as this many seconds.
_LEAST = 1.0
#: Two matches of one pair that go on from each other are one, with up to so many seconds between.
_PAUSE = 3.0


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


def recordings(crossings: Sequence[Shared]) -> StretchGraph[Shared]:
    """The graph whose groups are recordings."""
    graph: StretchGraph[Shared] = StretchGraph(
        lambda node, stretch: _widened(node).nearly(_widened(stretch)),
        lambda crossing, low, high: crossing.within(low, high),
        Shared.other_way,
    )
    graph.tie((crossing, False) for crossing in crossings)
    graph.carry_over(crossings)
    for owner in graph.owners():
        _join_contained(graph, graph.on_owner(owner))
    return graph


def shared_of(matches: Iterable[Match], index: Mapping[str, int]) -> list[Shared]:
    """The matches between different known footage, each pair the same way round, gaps closed."""
    found = []
    for match in matches:
        a, b = index.get(match.a), index.get(match.b)
        if a is None or b is None or a == b:
            continue
        ends_a = (min(match.a_start, match.a_end), max(match.a_start, match.a_end))
        ends_b = (min(match.b_start, match.b_end), max(match.b_start, match.b_end))
        shared = Shared(a, b, ends_a, ends_b, match)
        found.append(shared if a < b else shared.other_way())
    found.sort(key=lambda s: (s.a, s.b, s.match.mirrored, s.range_a, s.range_b, s.match.score))
    joined: list[Shared] = []
    for shared in found:
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


def transform_in_words(match: Match) -> str:
    """What was done to the recording between the two: "mirrored, 1.25 × speed, crop 12 %"."""
    parts = ["mirrored"] if match.mirrored else []
    if match.speed > 0 and abs(match.speed - 1) > 0.02:
        parts.append(f"{match.speed:.2f} × speed")
    for name, value in sorted(match.transform.items()):
        words = name.replace("_", " ").replace("-", " ")
        if value is True:
            parts.append(words)
        elif isinstance(value, int | float) and not isinstance(value, bool) and value:
            parts.append(f"{words} {percent(value) if 0 < value <= 1 else f'{value:g}'}")
        elif isinstance(value, str) and value:
            parts.append(f"{words}: {value}")
    return ", ".join(parts)


def _goes_on(before: Shared, after: Shared) -> bool:
    """Whether the second continues the first in both footages, at the same pace."""
    if (before.a, before.b, before.match.mirrored) != (after.a, after.b, after.match.mirrored):
        return False
    pause_a = after.range_a[0] - before.range_a[1]
    pause_b = after.range_b[0] - before.range_b[1]
    near = -_PAUSE <= pause_a <= _PAUSE and -_PAUSE <= pause_b <= _PAUSE
    grows = after.range_a[1] > before.range_a[1] and after.range_b[1] > before.range_b[1]
    return near and grows and abs(pause_a - pause_b) <= _LEAST


def _join_contained(graph: StretchGraph[Shared], numbers: Sequence[int]) -> None:
    nodes = {number: _widened(graph.nodes[number]) for number in numbers}
    for number, whole in nodes.items():
        parts = [
            part
            for part, node in nodes.items()
            if part != number and node.length < whole.length and node.inside(whole)
        ]
        apart = any(
            nodes[a].shared(nodes[b]) < 0.5 * min(nodes[a].length, nodes[b].length)
            for a, b in combinations(parts, 2)
        )
        if not apart:
            for part in parts:
                graph.join(number, part)


def _widened(stretch: Stretch) -> Stretch:
    if stretch.length >= _LEAST:
        return stretch
    middle = (stretch.start + stretch.end) / 2
    return replace(stretch, start=middle - _LEAST / 2, end=middle + _LEAST / 2)
