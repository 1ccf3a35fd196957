"""Which shared stretches show one recording.

Nearly equal stretches of one footage are one. A stretch inside a longer one shows the same
recording as the longer one, unless the longer one is a compilation that was itself copied. It
counts as a compilation where stretches inside it lie apart and

- one of them breaks off: the footage it is shared with goes on beyond it, and so does this one,
  yet not with the same shots (and that other footage is no compilation that would explain it); or
- together they make up all of it, one after the other.

Then nothing inside joins it, and each stretch is traced by itself. Two recordings must never
become one; one recording in two families is the smaller harm.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import combinations

from firsthand.tracing.shots import Shared
from firsthand.tracing.stretches import Stretch, StretchGraph

#: A shorter stretch, a still image's moment for one, counts as this many seconds.
_LEAST = 1.0
#: Shorter stretches are not carried over: at the edge of two shots they would join the two.
_CARRIED = 2.0
#: So many seconds more on both sides of a cut show that it is one.
_BEYOND = 2.0
#: Parts that cover so much of the whole make it up.
_ALL = 0.85


def recordings(crossings: Sequence[Shared], durations: Sequence[float]) -> StretchGraph[Shared]:
    """The graph whose groups are recordings; `durations` are the footages', 0 where unknown."""
    graph: StretchGraph[Shared] = StretchGraph(
        lambda node, stretch: _widened(node).nearly(_widened(stretch)),
        lambda crossing, low, high: crossing.within(low, high),
        Shared.other_way,
    )
    graph.tie((crossing, False) for crossing in crossings)
    matched = len(graph.links)
    graph.carry_over(crossings, _CARRIED)
    broken = _broken(graph, matched, durations)
    for owner in graph.owners():
        _join_contained(graph, graph.on_owner(owner), broken)
    return graph


def _join_contained(
    graph: StretchGraph[Shared], numbers: Sequence[int], broken: frozenset[int]
) -> None:
    nodes = {number: _widened(graph.nodes[number]) for number in numbers}
    holders: dict[int, list[int]] = {number: [] for number in nodes}
    for number, whole in nodes.items():
        parts = {
            part: node
            for part, node in nodes.items()
            if part != number and node.length < whole.length and node.inside(whole)
        }
        if not _is_compilation(whole, parts, broken):
            for part in parts:
                holders[part].append(number)
    for part, wholes in holders.items():
        # At a cut, a moment may lie in the ends of both shots: then it says nothing of either.
        if not any(_apart(nodes[a], nodes[b]) for a, b in combinations(wholes, 2)):
            for whole_number in wholes:
                graph.join(whole_number, part)


def _is_compilation(whole: Stretch, parts: dict[int, Stretch], broken: frozenset[int]) -> bool:
    apart = [(a, b) for a, b in combinations(parts, 2) if _apart(parts[a], parts[b])]
    if any(a in broken or b in broken for a, b in apart):
        return True
    covered, reached = 0.0, whole.start
    for part in sorted(parts.values(), key=lambda p: (p.start, p.end)):
        covered += max(0.0, part.end - max(part.start, reached))
        reached = max(reached, part.end)
    return bool(apart) and covered >= _ALL * whole.length


def _apart(a: Stretch, b: Stretch) -> bool:
    return a.shared(b) < 0.5 * min(a.length, b.length)


def _broken(
    graph: StretchGraph[Shared], matched: int, durations: Sequence[float]
) -> frozenset[int]:
    """The nodes that break off although both footages go on.

    The first `matched` links are matches; the others were carried over, and what broke off before
    it was carried over has still broken off.
    """
    found = set()
    compiled = {owner for owner in graph.owners() if _has_disjoint(graph, owner)}
    for link in graph.links[:matched]:
        crossing = link.crossing
        if not _breaks_off(crossing, durations):
            continue
        # A cut belongs to the compilation; its counterpart may well be of one piece.
        if crossing.b not in compiled or crossing.a in compiled:
            found.add(link.a)
        if crossing.a not in compiled or crossing.b in compiled:
            found.add(link.b)
    carried = graph.links[matched:]
    while more := {link.b for link in carried if link.a in found} - found:
        found |= more
    return frozenset(found)


def _has_disjoint(graph: StretchGraph[Shared], owner: int) -> bool:
    """Whether no stretch of the footage spans two others that lie apart: it shows several things.

    Only its longest stretches count, those that lie in no other.
    """
    nodes = [_widened(graph.nodes[number]) for number in graph.on_owner(owner)]
    widest = [n for n in nodes if not any(n is not o and n.inside(o) for o in nodes)]
    return any(_apart(a, b) for a, b in combinations((n for n in widest if n.length > _LEAST), 2))


def _breaks_off(crossing: Shared, durations: Sequence[float]) -> bool:
    (a_start, a_end), (b_start, b_end) = crossing.range_a, crossing.range_b
    if a_end - a_start < _LEAST or b_end - b_start < _LEAST:
        return False
    before = min(a_start, b_start)
    after = min(durations[crossing.a] - a_end, durations[crossing.b] - b_end)
    return max(before, after) >= _BEYOND


def _widened(stretch: Stretch) -> Stretch:
    if stretch.length >= _LEAST:
        return stretch
    middle = (stretch.start + stretch.end) / 2
    return replace(stretch, start=middle - _LEAST / 2, end=middle + _LEAST / 2)
