"""Which stretches are one: the graph that both words and footage turn into families.

A *crossing* says that a stretch of one owner (a page, a footage) holds the same as a stretch of
another. On each owner, stretches that are nearly the same become one node; crossings tie nodes;
the nodes that hang together are one utterance, one passage or one recording. A stretch that lies
inside a longer one stays apart from it, else a quotation would pull in the whole copied article
around it and a compilation would join everything it shows. But it is carried over along the longer
crossing: where B quotes a sentence of an article that C copied whole, C has the sentence too.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Generic, Protocol, TypeVar

#: Two stretches are one when they share so much of the longer, or of the shorter where allowed.
SHARE = 0.6
#: A stretch lies inside another when so much of it does.
INSIDE = 0.9


class Crossing(Protocol):
    """The same thing in two owners, `a` and `b`."""

    @property
    def a(self) -> int:
        """The one owner."""

    @property
    def b(self) -> int:
        """The other owner."""

    @property
    def range_a(self) -> tuple[float, float]:
        """Start and end in the one."""

    @property
    def range_b(self) -> tuple[float, float]:
        """Start and end in the other."""


C = TypeVar("C", bound=Crossing)


@dataclass(frozen=True, slots=True)
class Stretch:
    """From `start` to `end` of an owner; `utterance` is true where it is a statement's words."""

    owner: int
    start: float
    end: float
    utterance: bool = False

    @property
    def length(self) -> float:
        """How long it is."""
        return self.end - self.start

    def shared(self, other: Stretch) -> float:
        """How much the two share."""
        return max(0.0, min(self.end, other.end) - max(self.start, other.start))

    def nearly(self, other: Stretch) -> bool:
        """Whether the two share most of the longer one."""
        return self.shared(other) >= SHARE * max(self.length, other.length)

    def inside(self, other: Stretch) -> bool:
        """Whether this one lies in the other, but for a rest."""
        return self.shared(other) >= INSIDE * self.length


@dataclass(frozen=True, slots=True)
class Link(Generic[C]):
    """A crossing between two nodes (by number)."""

    a: int
    b: int
    crossing: C


class StretchGraph(Generic[C]):
    """Nodes, links, and the groups that they make.

    `same` decides whether a stretch belongs to a node (given as the node's first and longest
    stretch); `clip` cuts a crossing to part of its side `a`, or gives `None` where too little is
    left; `turn` sees a crossing from its other side.
    """

    def __init__(
        self,
        same: Callable[[Stretch, Stretch], bool],
        clip: Callable[[C, float, float], C | None],
        turn: Callable[[C], C],
    ) -> None:
        self._same = same
        self._clip = clip
        self._turn = turn
        self.nodes: list[Stretch] = []
        self.links: list[Link[C]] = []
        self._parents: list[int] = []
        self._at: dict[int, list[int]] = defaultdict(list)

    def tie(self, crossings: Iterable[tuple[C, bool]]) -> None:
        """Add crossings, each with whether it is an utterance's; the longest make the nodes."""
        crossings = list(crossings)
        ends = [
            (Stretch(owner, *extent, utterance=utterance), index, side)
            for index, (crossing, utterance) in enumerate(crossings)
            for side, (owner, extent) in enumerate(
                ((crossing.a, crossing.range_a), (crossing.b, crossing.range_b))
            )
        ]
        ends.sort(key=lambda e: (e[0].owner, -e[0].length, e[0].start, not e[0].utterance, e[1:]))
        placed: dict[tuple[int, int], int] = {}
        for stretch, index, side in ends:
            placed[index, side] = self._place(stretch)[0]
        for index, (crossing, _) in enumerate(crossings):
            self._link(placed[index, 0], placed[index, 1], crossing)

    def carry_over(self, crossings: Sequence[C], least: float = 0.0) -> None:
        """Carry every node along the longer crossings that it lies inside of, until none is new.

        Nodes shorter than `least` stay where they are.
        """
        leaving: dict[int, list[tuple[Stretch, C]]] = defaultdict(list)
        for crossing in crossings:
            for seen in (crossing, self._turn(crossing)):
                leaving[seen.a].append((Stretch(seen.a, *seen.range_a), seen))
        waiting = list(range(len(self.nodes)))
        for number in waiting:  # grows while it runs
            node = self.nodes[number]
            if node.length < least:
                continue
            for whole, crossing in leaving[node.owner]:
                if not node.inside(whole) or node.nearly(whole):
                    continue
                part = self._clip(crossing, node.start, node.end)
                if part is None:
                    continue
                there = Stretch(part.b, *part.range_b, utterance=node.utterance)
                other, new = self._place(there)
                if new:
                    waiting.append(other)
                if self.root(other) != self.root(number):
                    self._link(number, other, part)

    def join(self, a: int, b: int) -> None:
        """Say that two nodes are of one group."""
        low, high = sorted((self.root(a), self.root(b)))
        self._parents[high] = low

    def root(self, number: int) -> int:
        """The number that stands for the node's group."""
        while self._parents[number] != number:
            self._parents[number] = self._parents[self._parents[number]]
            number = self._parents[number]
        return number

    def on_owner(self, owner: int) -> list[int]:
        """The nodes of one owner."""
        return self._at[owner]

    def owners(self) -> list[int]:
        """All owners that have nodes, in order."""
        return sorted(owner for owner, numbers in self._at.items() if numbers)

    def groups(self) -> list[tuple[list[int], list[Link[C]]]]:
        """The nodes and the links of each group."""
        nodes: dict[int, list[int]] = defaultdict(list)
        links: dict[int, list[Link[C]]] = defaultdict(list)
        for number in range(len(self.nodes)):
            nodes[self.root(number)].append(number)
        for link in self.links:
            links[self.root(link.a)].append(link)
        return [(numbers, links[root]) for root, numbers in sorted(nodes.items())]

    def _place(self, stretch: Stretch) -> tuple[int, bool]:
        """The node that the stretch belongs to, and whether it had to be made."""
        best: tuple[float, int] | None = None
        for number in self._at[stretch.owner]:
            node = self.nodes[number]
            if self._same(node, stretch) and (best is None or node.shared(stretch) > best[0]):
                best = (node.shared(stretch), number)
        if best is not None:
            return best[1], False
        self.nodes.append(stretch)
        self._parents.append(len(self._parents))
        self._at[stretch.owner].append(len(self.nodes) - 1)
        return len(self.nodes) - 1, True

    def _link(self, a: int, b: int, crossing: C) -> None:
        self.links.append(Link(a, b, crossing))
        self.join(a, b)
